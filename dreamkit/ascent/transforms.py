"""Random transformations: what a step looks at instead of the picture as it is.

Jitter, a shift, happens before the picture is split into tiles; scale, rotation, mirroring and a
border of gray act inside the gradient. What survives them is form, not noise (Olah et al., Feature
Visualization, 2017).
"""

from __future__ import annotations

import math

import numpy as np

from dreamkit.ascent.priors import GRAY


def sample_shift(random, reach):
    """A random shift, (down, right) in pixels, each from -reach to reach."""
    return tuple(int(n) for n in random.integers(-reach, reach + 1, 2))


def sample_transform(random, priors):
    """A random transformation: (factor, angle in radians, side, border), float32; None without any.

    The side is -1 where left and right are exchanged, else 1; the border is in pixels.
    """
    if not priors.has_transforms:
        return None
    factor = 1 + random.uniform(-priors.scale, priors.scale)
    angle = math.radians(random.uniform(-priors.rotation, priors.rotation))
    side = -1 if priors.flip and random.random() < priors.flip else 1
    return np.array([factor, angle, side, priors.pad], np.float32)


def seen_size(size, transformation):
    """The size (height, width) of a picture of `size` after a transformation."""
    border = 2 * int(transformation[3])
    return tuple(side + border for side in size)


def transformed(pictures, transformation):
    """Pictures enlarged by a factor, turned about their center, mirrored, and framed in gray.

    Bilinear, mirrored at the edges, and differentiable: the gradient is turned back exactly.

    Parameters
    ----------
    pictures : tensor
        float32, shape (batch, height, width, 3).
    transformation : tensor
        float32, (factor, angle in radians, counter-clockwise, side, border); see
        `sample_transform`.
    """
    import tensorflow as tf

    border = tf.cast(transformation[3], tf.int32)
    frame = [[0, 0], [border, border], [border, border], [0, 0]]
    return tf.pad(_turned(pictures, transformation), frame, constant_values=GRAY)


def _turned(pictures, transformation):
    import tensorflow as tf

    factor, angle = transformation[0], transformation[1]
    sides = tf.shape(pictures)[1:3]
    last = tf.cast(sides - 1, tf.float32)
    rows, columns = tf.meshgrid(
        *(tf.range(tf.cast(sides[axis], tf.float32)) - last[axis] / 2 for axis in (0, 1)),
        indexing="ij",
    )
    columns *= transformation[2]
    sine, cosine = tf.sin(angle) / factor, tf.cos(angle) / factor
    down = _mirrored(cosine * rows + sine * columns + last[0] / 2, last[0])
    across = _mirrored(cosine * columns - sine * rows + last[1] / 2, last[1])
    top, left = tf.floor(down), tf.floor(across)
    flat = tf.reshape(pictures, [tf.shape(pictures)[0], sides[0] * sides[1], 3])
    total = 0.0
    for y, x in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = (1 - tf.abs(down - top - y)) * (1 - tf.abs(across - left - x))
        row = tf.minimum(tf.cast(top, tf.int32) + y, sides[0] - 1)
        column = tf.minimum(tf.cast(left, tf.int32) + x, sides[1] - 1)
        corner = tf.gather(flat, tf.reshape(row * sides[1] + column, [-1]), axis=1)
        total += corner * tf.reshape(weight, [-1, 1])
    return tf.reshape(total, tf.shape(pictures))


def _mirrored(places, last):
    """Places outside of [0, last] reflected into it."""
    import tensorflow as tf

    return last - tf.abs(tf.math.floormod(places, 2 * last) - last)
