"""Gradient normalization: bring a gradient to a standard size, on the device it lies on.

Everything here works on tensors and is traced into the functions of `ascent.move`. Imported only
when a gradient is wanted, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

import tensorflow as tf

EPSILON = 1e-8  # the tutorial's; the gradients' own spread is near 1e-4
LEVELS = 4  # of detail, beside what is coarser than all of them
SMALLEST = 16  # pixels: a side shorter than this is not halved any more
FAINTEST = 1e-5  # a level of detail beside the picture it is part of
DAMPING = 0.45  # of the two finest levels, which the eye reads as grain


def normalize(gradient, how="std", levels=LEVELS, mask=None):
    """Bring a gradient to a standard size, so that `step_size` means the same everywhere.

    Parameters
    ----------
    gradient : tensor
        float32, shape (height, width, 3), or (batch, height, width, 3): each by itself.
    how : "std" or "laplacian"
        "std": divide by the standard deviation over the whole picture (TensorFlow tutorial).
        "laplacian": first bring every level of its Laplacian pyramid to equal size, so that
        fine grain cannot drown broad forms (Mordvintsev's 2016 TensorFlow notebook).
    levels : int
        See `levels_of`.
    mask : tensor, optional
        float32, shape (height, width), how much each pixel counts, from 0 to 1. Default: all
        count alike. The gradient is also multiplied by it.

    Returns
    -------
    tensor
        float32, same shape, standard deviation 1 where `mask` is 1 (all zeros stay zeros).
    """
    if how == "laplacian":
        gradient = equalize_levels(gradient, levels)
    if mask is None:
        mean = tf.reduce_mean(gradient, (-3, -2, -1), keepdims=True)
        return gradient / (_root_mean_square(gradient - mean) + EPSILON)
    weight = mask[..., None]
    total = 3 * tf.reduce_sum(mask)
    mean = tf.reduce_sum(gradient * weight) / total
    variance = tf.reduce_sum(tf.square(gradient - mean) * weight) / total
    return gradient * (weight / (tf.sqrt(variance) + EPSILON))


def levels_of(height, width):
    """How many levels of detail the Laplacian pyramid of a picture of this size has."""
    count = 0
    while count < LEVELS and min(height, width) >= SMALLEST:
        height, width = -(-height // 2), -(-width // 2)
        count += 1
    return count


def equalize_levels(gradient, levels, damping=DAMPING):
    """Split into octaves of detail, bring each to the same root mean square, sum again.

    A level is what a picture loses when it is halved: each pixel of the half is the mean of four,
    and is enlarged by bilinear interpolation, so that level = fine - enlarged(half). The two
    finest levels are damped. A level of under `FAINTEST` of what it is a part of is what float32
    rounds away, and is not made loud.

    Since enlarging is linear, what a size adds up to, scale * (fine - enlarged(half)) +
    enlarged(total), is scale * fine + enlarged(total - scale * half): of a large picture no level
    need be kept.
    """
    pyramid = [gradient]
    for _ in range(levels):
        pyramid.append(_resized(pyramid[-1], (tf.shape(pyramid[-1])[-3:-1] + 1) // 2))
    half = pyramid.pop()
    total = half / (_root_mean_square(half) + 1e-12)
    for level in reversed(range(levels)):
        fine = pyramid.pop()
        size = tf.shape(fine)[-3:-1]
        root_mean_square = tf.maximum(
            _root_mean_square(fine - _resized(half, size)), FAINTEST * _root_mean_square(fine)
        )
        scale = damping ** max(0, 2 - level) / (root_mean_square + 1e-12)
        total = scale * fine + _resized(total - scale * half, size)
        half = fine
    return total


def _resized(pictures, size):
    if len(pictures.shape) == 3:
        return tf.image.resize(pictures[None], size)[0]
    return tf.image.resize(pictures, size)


def _root_mean_square(array):
    """The root mean square of each picture.

    The squares of one picture are summed without being stored, which spares a large one a copy.
    """
    if len(array.shape) == 3:
        return tf.sqrt(2 * tf.nn.l2_loss(array) / tf.cast(tf.size(array), tf.float32))
    return tf.sqrt(tf.reduce_mean(tf.square(array), (-3, -2, -1), keepdims=True))
