"""Wrong answers to exercise 02, Running it backwards."""

import numpy as np

x, y = 3, 2


def steps(steepest, gentlest, side=1, ridge=1):
    """The step sizes of task b, from the slopes of y's and x's gradient."""
    return [2 / gentlest, side / steepest, ridge / steepest]


def not_watched(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        score = scores(pixels)[wanted]
    return tape.gradient(score, pixels).numpy()


def watched_too_late(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        score = scores(pixels)[wanted]
        tape.watch(pixels)
    return tape.gradient(score, pixels).numpy()


def scored_before_the_tape(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    score = scores(pixels)[wanted]
    with tf.GradientTape() as tape:
        tape.watch(pixels)
    return tape.gradient(score, pixels).numpy()


def scores_of_the_array(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = scores(picture)[wanted]
    return tape.gradient(score, pixels).numpy()


def sources_first(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = scores(pixels)[wanted]
    return tape.gradient(pixels, score).numpy()


def array_watched(scores, picture, wanted):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(picture)
        score = scores(picture)[wanted]
    return tape.gradient(score, picture).numpy()


def numpy_inside(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = scores(pixels)[wanted].numpy()
    return tape.gradient(score, pixels).numpy()


def numpy_of_all_inside(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = scores(pixels).numpy()[wanted]
    return tape.gradient(score, pixels)


def of_all_scores(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = scores(pixels)
    return tape.gradient(score, pixels).numpy()


def of_the_loss(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        loss = -scores(pixels)[wanted]
    return tape.gradient(loss, pixels).numpy()


def of_the_first(scores, picture, wanted):
    import tensorflow as tf

    pixels = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = scores(pixels)[0]
    return tape.gradient(score, pixels).numpy()


def signed_saliency(gradient):
    largest = gradient.max(axis=2)
    return largest / largest.max()


def size_after_the_largest(gradient):
    size = np.abs(gradient.max(axis=2))
    return size / size.max()


def colors_added(gradient):
    size = np.abs(gradient.sum(axis=2))
    return size / size.max()


def mean_size(gradient):
    size = np.abs(gradient).mean(axis=2)
    return size / size.max()


def summed_size(gradient):
    size = np.abs(gradient).sum(axis=2)
    return size / size.max()


def downhill(picture, gradient, step_size=0.005):
    return np.clip(picture - step_size * gradient / (gradient.std() + 1e-8), 0, 1)


def not_clipped(picture, gradient, step_size=0.005):
    return picture + step_size * gradient / (gradient.std() + 1e-8)


def clipped_to_bytes(picture, gradient, step_size=0.005):
    return np.clip(picture + step_size * gradient / (gradient.std() + 1e-8), 0, 255)


def clipped_as_in_the_tutorial(picture, gradient, step_size=0.005):
    return np.clip(picture + step_size * gradient / (gradient.std() + 1e-8), -1, 1)


def always_as_far(picture, gradient, step_size=0.005):
    return np.clip(picture + 0.005 * gradient / (gradient.std() + 1e-8), 0, 1)


def color_by_color(picture, gradient, step_size=0.005):
    spread = gradient.std(axis=(0, 1))
    return np.clip(picture + step_size * gradient / (spread + 1e-8), 0, 1)


def color_by_color_in_a_loop(picture, gradient, step_size=0.005):
    direction = np.empty_like(gradient)
    for color in range(3):
        one = gradient[:, :, color]
        direction[:, :, color] = one / (one.std() + 1e-8)
    return np.clip(picture + step_size * direction, 0, 1)


def guarded_by(guard):
    def step_up(picture, gradient, step_size=0.005):
        return np.clip(picture + step_size * gradient / (gradient.std() + guard), 0, 1)

    return step_up


def divided_by_the_largest(picture, gradient, step_size=0.005):
    direction = gradient / (np.abs(gradient).max() + 1e-8)
    return np.clip(picture + step_size * direction, 0, 1)


def divided_by_the_maximum(picture, gradient, step_size=0.005):
    direction = gradient / (gradient.max() + 1e-8)
    return np.clip(picture + step_size * direction, 0, 1)


def raw_gradient(picture, gradient, step_size=0.005):
    return np.clip(picture + step_size * gradient, 0, 1)


def no_guard(picture, gradient, step_size=0.005):
    return np.clip(picture + step_size * gradient / gradient.std(), 0, 1)


def nan_taken_out(picture, gradient, step_size=0.005):
    return np.clip(picture + step_size * np.nan_to_num(gradient / gradient.std()), 0, 1)


def moved_in_place(picture, gradient, step_size=0.005):
    picture += step_size * gradient / (gradient.std() + 1e-8)
    return np.clip(picture, 0, 1)


STUDENTS = {
    "02.a": {
        "y first": [[x - 2 * y, y]],
        "product's x lost": [[y, -2 * y]],
        "x and y exchanged": [[x, x - 2 * y], [x, y - 2 * y]],
        "sign": [[y, x + 2 * y]],
        "square's factor forgotten": [[y, x - y]],
    },
    "02.b": {
        "gentle direction": [steps(2 * 5, 2 * 2)],
        "factor 2 forgotten": [steps(5, 5), [2 / 5, 1 / 10, 1 / 10]],
        "limit of zigzag for limit of flying off": [[1 / 10, 1 / 10, 1 / 10]],
        "zigzag where it flies off": [steps(10, 10, side=2)],
        "half the way": [steps(10, 10, ridge=1 / 2)],
    },
    "02.c": {
        "saliency moves the picture": ["WPPP", ["W", "P", "P", "P"]],
        "a dream teaches": ["WWNP", "wwnp"],
        "gradient of the weights": ["WPNW"],
        "training paints": ["PPNP"],
    },
    "02.d": {
        "not watched": [
            not_watched,
            watched_too_late,
            scored_before_the_tape,
            scores_of_the_array,
            sources_first,
        ],
        "array watched": [array_watched],
        "NumPy inside the tape": [numpy_inside, numpy_of_all_inside],
        "all scores at once": [of_all_scores],
        "downhill": [of_the_loss],
        "always the first class": [of_the_first],
    },
    "02.e": {
        "size forgotten": [signed_saliency],
        "size after the largest": [size_after_the_largest],
        "colors added up": [colors_added],
        "mean of the sizes": [mean_size, summed_size],
        "not divided": [lambda gradient: np.abs(gradient).max(axis=2)],
    },
    "02.f": {
        "downhill": [downhill],
        "no clip": [not_clipped, clipped_to_bytes],
        "clipped to [-1, 1]": [clipped_as_in_the_tutorial],
        "step size without effect": [always_as_far],
        "each color by itself": [color_by_color, color_by_color_in_a_loop],
        "guard too large": [guarded_by(guard) for guard in (1e-2, 1e-3, 1e-4, 1e-5)],
        "by the largest": [divided_by_the_largest, divided_by_the_maximum],
        "mean taken off": [
            lambda p, g, s=0.005: np.clip(p + s * (g - g.mean()) / (g.std() + 1e-8), 0, 1)
        ],
        "sign alone": [lambda p, g, s=0.005: (p + s * np.sign(g)).clip(0, 1)],
        "not normalized": [raw_gradient],
        "no guard against zero": [no_guard],
        "warns of zeros": [nan_taken_out],
        "changes its argument": [moved_in_place],
    },
}
