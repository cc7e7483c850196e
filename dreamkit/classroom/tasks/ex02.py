"""Exercise 02, Running it backwards: gradients by hand and by tape, saliency, naive ascent."""

from __future__ import annotations

import numpy as np

from dreamkit.classroom.tasks.task import (
    Mistake,
    NotAttempted,
    Task,
    Wrong,
    function_task,
    hand_task,
    is_open,
    picture,
    recognise,
    value_task,
)

SLOPES = value_task(
    "02.a",
    "A gradient, two ways",
    1,
    right=[1, 1],
    mistakes=[
        Mistake(
            "product's x lost",
            [1, -1],
            "Along x it is right. Along y: keep x fixed and let only y grow. What does x * y do?",
        ),
        Mistake(
            "x and y exchanged",
            [3, 1],
            "Along x you took the derivative of x * y with respect to y. If only x grows, it grows "
            "y times as fast.",
        ),
        Mistake(
            "sign",
            [1, 5],
            "Along y: the square is taken away, and takes its slope away, too.",
        ),
        Mistake(
            "square's factor forgotten",
            [1, 2],
            "Along y: the slope of a square is more than the number itself.",
        ),
    ],
    praise="A small step in either direction climbs as fast as the other.",
    otherwise="While one of the two grows, the other is a constant number.",
    shape=(2,),
    atol=0.005,
)

STEPS = value_task(
    "02.b",
    "How long a step?",
    2,
    right=[0.2, 0.1, 0.1],
    mistakes=[
        Mistake(
            "gentle direction",
            [0.5, 0.1, 0.1],
            "The largest one: you asked the gentle direction. The steepest sets the limit.",
        ),
        Mistake(
            "factor 2 forgotten",
            [0.4, 0.1, 0.1],
            "The largest one: the derivative of a square brings a factor of 2.",
        ),
        Mistake(
            "limit of zigzag for limit of flying off",
            [0.1, 0.1, 0.1],
            "The largest one: from your number on it only changes sides, and still comes nearer.",
        ),
        Mistake(
            "zigzag where it flies off",
            [0.2, 0.2, 0.1],
            "The zigzag begins earlier: as soon as a step overshoots at all.",
        ),
        Mistake(
            "half the way",
            [0.2, 0.1, 0.05],
            "The last one: your step brings y half way only.",
        ),
    ],
    praise="Past the first number every step ends higher up the other side than it began.",
    otherwise="By which factor does one step multiply y? Everything asked follows from it.",
    shape=(3,),
    atol=1e-3,
)

_MOVES = "WPNP"
_WHO_MOVES = (
    Mistake(
        "saliency moves the picture",
        "WPPP",
        "A saliency map takes a gradient and no step: does a gradient alone move anything?",
    ),
    Mistake(
        "a dream teaches",
        "WWNP",
        "In naive ascent it is not the weights that change: the network learns nothing there.",
    ),
    Mistake(
        "gradient of the weights",
        "WPNW",
        "The last one: which has the shape of a picture, and can be shown as one?",
    ),
    Mistake(
        "training paints",
        "PPNP",
        "The first one: in training the pictures are what is given.",
    ),
)


def _who_moves(answer):
    if is_open(answer):
        raise NotAttempted
    given = (
        "".join(answer)
        if isinstance(answer, list | tuple) and all(isinstance(letter, str) for letter in answer)
        else answer
    )
    if (
        not isinstance(given, str)
        or len(given.strip()) != 4
        or set(given.strip().upper()) - set("PWN")
    ):
        raise Wrong('Give four letters in quotes, each P, W or N, such as "PPPP".')
    given = given.strip().upper()
    if given != _MOVES:
        otherwise = "At least one letter is not right yet: ask of each who stands left of the `=`."
        raise recognise(
            _WHO_MOVES,
            otherwise,
            lambda other: all(
                mine == theirs
                for mine, theirs, right in zip(given, other, _MOVES, strict=True)
                if theirs != right
            ),
        )
    return "Training moves the weights, dreaming the picture, looking neither."


class _Scores:
    """Two scores of a picture whose gradients are known: a weighted sum of squares, and a sum."""

    def __init__(self, seed):
        self.squares, self.sums = np.random.default_rng(seed).normal(size=(2, 4, 5, 3))

    def __call__(self, pixels):
        import tensorflow as tf

        first = tf.reduce_sum(tf.cast(self.squares, pixels.dtype) * pixels**2)
        return tf.stack([first, tf.reduce_sum(tf.cast(self.sums, pixels.dtype) * pixels)])


def _slope_of(scores, pixels, wanted):
    return 2 * scores.squares * pixels if wanted == 0 else scores.sums


def _scored():
    pixels = np.random.default_rng(0).random((4, 5, 3)).astype(np.float32)
    return [(_Scores(1), pixels, 0), (_Scores(1), pixels, 1)]


_NOT_WATCHED = Mistake(
    "not watched",
    lambda scores, pixels, wanted: None,
    "There is no gradient: the tape gave None. It watches variables by itself, but the picture is "
    "a constant; and it only sees what happens inside its `with`.",
)
TAPE = function_task(
    "02.d",
    "The gradient with respect to the picture",
    3,
    right=_slope_of,
    cases=_scored,
    mistakes=[
        _NOT_WATCHED,
        Mistake(
            "all scores at once",
            lambda s, p, wanted: _slope_of(s, p, 0) + _slope_of(s, p, 1),
            "That is the way to more of *every* class at once. Take one number before you ask for "
            "its gradient.",
        ),
        Mistake(
            "downhill",
            lambda s, p, wanted: -_slope_of(s, p, wanted),
            "The signs are turned round: that is the way to less of the class.",
        ),
        Mistake(
            "always the first class",
            lambda s, p, wanted: _slope_of(s, p, 0),
            "It is the same for every class: `wanted` has no effect.",
        ),
    ],
    praise="One number in front, one for each pixel and colour back.",
    otherwise="Watch the pixels, compute the one score inside the `with`, ask the tape after it.",
    atol=1e-4,
)


def _tape(answer):
    try:
        return TAPE.examine(answer)
    except Wrong as wrong:
        told = str(wrong)
        if wrong.mistake is None and ("NoneType" in told or "returns nothing" in told):
            raise Wrong(_NOT_WATCHED.sentence, _NOT_WATCHED.name) from wrong
        raise


def saliency(gradient):
    """The largest size over the colours, as a share of the largest of all."""
    size = np.abs(gradient).max(axis=2)
    return size / size.max()


def _share(size):
    return size / size.max()


def _gradients():
    by_hand = np.array([[[0.1, -0.4, 0.2], [0.0, 0.2, 0.1]]])
    return [(by_hand,), (np.random.default_rng(2).normal(size=(5, 4, 3)),)]


SALIENCY = function_task(
    "02.e",
    "A saliency map",
    2,
    right=saliency,
    cases=_gradients,
    mistakes=[
        Mistake(
            "size forgotten",
            lambda g: _share(g.max(axis=2)),
            "A pixel that should become *darker* matters as much. Take the size first.",
        ),
        Mistake(
            "colours added up",
            lambda g: _share(np.abs(g.sum(axis=2))),
            "Colours with opposite signs cancel when you add them up. Take the size first.",
        ),
        Mistake(
            "mean of the sizes",
            lambda g: _share(np.abs(g).mean(axis=2)),
            "You took the mean over the colours. The *largest* was asked for.",
        ),
        Mistake(
            "not divided",
            lambda g: np.abs(g).max(axis=2),
            "All but the last step: the largest of the map should be 1.",
        ),
    ],
    praise="Where the network would notice a change first.",
    otherwise="Size, then the largest over the colours, then divided by the largest of all.",
)


def step_up(picture, gradient, step_size=0.005):
    """One normalised step uphill, in [0, 1]."""
    return np.clip(picture + step_size * gradient / (np.std(gradient) + 1e-8), 0, 1)


def _starts():
    random = np.random.default_rng(3)
    mixed = random.random((4, 5, 3))
    slopes = random.normal(size=(4, 5, 3)) * 1e-3
    return [(mixed, slopes, 0.01), (np.ones((4, 5, 3)), slopes, 0.05), (mixed, slopes * 0, 0.01)]


STEP = function_task(
    "02.f",
    "One step of normalised ascent",
    2,
    right=step_up,
    cases=_starts,
    mistakes=[
        Mistake(
            "downhill",
            lambda p, g, s=0.005: step_up(p, -g, s),
            "That is downhill: the score falls.",
        ),
        Mistake(
            "no clip",
            lambda p, g, s=0.005: p + s * g / (np.std(g) + 1e-8),
            "Whiter than white: a picture lives in [0, 1].",
        ),
        Mistake(
            "by the largest",
            lambda p, g, s=0.005: np.clip(p + s * g / (np.abs(g).max() + 1e-8), 0, 1),
            "You divided by the largest value: then one strong pixel makes all others creep.",
        ),
        Mistake(
            "not normalised",
            lambda p, g, s=0.005: np.clip(p + s * g, 0, 1),
            "The raw gradient moves the picture here: a thousand times weaker a gradient makes a "
            "thousand times shorter a step.",
        ),
        Mistake(
            "no guard against zero",
            lambda p, g, s=0.005: np.clip(p + s * g / np.std(g), 0, 1),
            "A gradient of zeros gives nan: zero divided by zero. Something tiny below the line "
            "would do.",
        ),
    ],
    praise="As strong for every class and every picture.",
    otherwise="Three things in order: divide by the standard deviation, move, clip.",
    atol=1e-4,
)


def _climbed(answer):
    picture(answer)
    return "Now read its spectrum."


TASKS = (
    SLOPES,
    STEPS,
    Task("02.c", "What moves?", 2, _who_moves, _WHO_MOVES),
    Task("02.d", TAPE.title, 3, _tape, TAPE.mistakes),
    SALIENCY,
    STEP,
    hand_task("02.g", "Why it ends in noise", 4, _climbed),
)
