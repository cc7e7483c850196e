"""Pictures of channels as lucid renders them, one after another: written anew in TensorFlow 2.

Per picture a program of its own, as its `render_vis` builds a graph for each call, or one for all.
A step: waves scaled by 1/frequency, decorrelated colors, a sigmoid; a random crop, scale, turn and
crop; the mean of a channel; Adam. Without lucid's border of gray, so that it looks at no more
pixels than dreamkit does.
"""

import math
import time

from benchmarks import networks

COLORS = ((0.56, 0.19, 0.04), (0.56, 0.0, -0.09), (0.56, -0.19, 0.04))  # any full matrix will do


def prepare(layer, anew, weights=None):
    """Seconds a picture; `anew`: each has a program of its own, else they share the first one's."""
    import tensorflow as tf

    model = networks.cut(networks.inception_v3(weights), [layer])

    def program(size, waves, optimizer):
        # Each real and imaginary part of a wave, and how much it counts.
        down = tf.constant(_frequencies(size)[:, None], tf.float32)
        across = tf.constant(_frequencies(size)[: size // 2 + 1][None], tf.float32)
        weights = size / tf.maximum(tf.sqrt(down**2 + across**2), 1 / size)

        def picture():
            scaled = tf.complex(waves[0] * weights, waves[1] * weights)
            planes = tf.signal.irfft2d(scaled, [size, size]) / 4
            colors = tf.transpose(planes, (1, 2, 0)) @ tf.transpose(tf.constant(COLORS))
            return tf.sigmoid(colors)[None]

        @tf.function(autograph=False)
        def step(channel):
            with tf.GradientTape() as tape:
                seen = _transformed(picture(), size)
                loss = -tf.reduce_mean(
                    tf.gather(model(seen * 2 - 1, training=False), channel, axis=-1)
                )
            optimizer.apply(tape.gradient(loss, [waves]), [waves])
            return loss

        return step

    kept = {}

    def made(size):
        if anew or size not in kept:
            waves = tf.Variable(tf.zeros([2, 3, size, size // 2 + 1]))
            optimizer = tf.keras.optimizers.Adam(0.05)
            optimizer.build([waves])
            kept[size] = waves, optimizer, program(size, waves, optimizer)
        return kept[size]

    def run(pictures, steps, size):
        began = time.perf_counter()
        for channel in range(pictures):
            waves, optimizer, step = made(size)
            waves.assign(tf.random.normal(waves.shape, stddev=0.01))
            for variable in optimizer.variables[2:]:  # its memory, not its rate
                variable.assign(tf.zeros_like(variable))
            for _ in range(steps):
                loss = step(tf.constant(channel))
            float(loss)
        return [(time.perf_counter() - began) / pictures]

    return run, {}


def _frequencies(size):
    import numpy as np

    return np.abs(np.fft.fftfreq(size))


def _transformed(picture, size):
    """A crop, an enlargement by 0.9 to 1.1, a turn of up to 10 degrees, a smaller crop."""
    import tensorflow as tf

    picture = tf.image.random_crop(picture, [1, size - 8, size - 8, 3])
    factor = 1 / tf.random.uniform([], 0.9, 1.1)
    angle = tf.random.uniform([], -10, 10) * math.pi / 180
    middle = (size - 9) / 2
    cosine, sine = factor * tf.cos(angle), factor * tf.sin(angle)
    matrix = tf.stack(
        [
            cosine, -sine, middle - cosine * middle + sine * middle,
            sine, cosine, middle - sine * middle - cosine * middle,
            0.0, 0.0,
        ]
    )  # fmt: skip
    turned = tf.raw_ops.ImageProjectiveTransformV3(
        images=picture,
        transforms=matrix[None],
        output_shape=[size - 8, size - 8],
        fill_value=0.5,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )
    return tf.image.random_crop(turned, [1, size - 12, size - 12, 3])
