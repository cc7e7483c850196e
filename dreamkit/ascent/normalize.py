"""Gradient normalization: bring a gradient to a standard size, on the device it lies on.

Everything here works on tensors and is traced into the functions of `ascent.move`. Imported only
when a gradient is wanted, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

import tensorflow as tf

EPSILON = 1e-8  # the tutorial's; the gradients' own spread is near 1e-4
LEVELS = 4  # of detail, beside what is coarser than all of them
SMALLEST = 16  # pixels: a side shorter than this is not halved any more
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
    and is enlarged by bilinear interpolation. The two finest levels are damped.
    """
    bands = []
    for _ in range(levels):
        coarse = _resized(gradient, (tf.shape(gradient)[-3:-1] + 1) // 2)
        bands.append(gradient - _resized(coarse, tf.shape(gradient)[-3:-1]))
        gradient = coarse
    total = gradient / (_root_mean_square(gradient) + 1e-12)
    for level in reversed(range(levels)):
        strength = damping ** max(0, 2 - level)
        band = bands.pop()
        band *= strength / (_root_mean_square(band) + 1e-12)
        total = band + _resized(total, tf.shape(band)[-3:-1])
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
