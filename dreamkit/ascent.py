"""One step uphill: the goal's gradient with respect to the picture, normalised, added, clipped."""

from __future__ import annotations

import functools

import numpy as np

from dreamkit import objectives
from dreamkit.errors import InputError
from dreamkit.images import resize

NORMALIZATIONS = ("std", "laplacian")
EPSILON = 1e-8  # the tutorial's; the gradients' own spread is near 1e-4


@functools.lru_cache(maxsize=16)
def _traced(network, structure):
    """A compiled function for one network and one goal structure, for pictures of any size."""
    import tensorflow as tf

    model = network.features(dict.fromkeys(layer for layer, _, _ in structure))
    pixels = tf.TensorSpec([None, None, None, 3], tf.float32)
    per_term = [tf.TensorSpec([len(structure)], kind) for kind in (tf.float32, tf.int32)]

    @tf.function(input_signature=[pixels, *per_term])
    def loss_and_gradient(tiles, weights, channels):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(tiles)
            activations = model(network.prepare(tiles), training=False)
            losses = objectives.loss(structure, weights, channels, activations)
        gradient = tape.gradient(losses, tiles)
        return losses, tf.zeros_like(tiles) if gradient is None else gradient

    return loss_and_gradient


def gradient_function(network, goal):
    """Return a function from a picture (or tile) to its loss and gradient.

    The weights of the network stay fixed; the gradient is taken with respect to the pixels.
    Changing only the numbers of a goal (weights, channels) does not compile anything anew.

    Parameters
    ----------
    network : Network
    goal : Goal

    Returns
    -------
    function
        Takes float32 (height, width, 3) in [0, 1]; returns (loss as a float, gradient of the
        same shape, float32).
    """
    traced = _traced(network, goal.structure)
    weights, channels = goal.numbers

    def loss_and_gradient(picture):
        losses, gradient = traced(picture[None], weights, channels)
        return float(losses[0]), gradient[0].numpy()

    return loss_and_gradient


def normalise(gradient, how="std"):
    """Bring a gradient to a standard size, so that `step_size` means the same everywhere.

    Parameters
    ----------
    gradient : numpy.ndarray
        float32, shape (height, width, 3).
    how : "std" or "laplacian"
        "std": divide by the standard deviation over the whole picture (TensorFlow tutorial).
        "laplacian": first bring every level of its Laplacian pyramid to equal size, so that
        fine grain cannot drown broad forms (Mordvintsev's 2016 TensorFlow notebook).

    Returns
    -------
    numpy.ndarray
        float32, same shape, standard deviation 1 (all zeros stay zeros).
    """
    if how == "laplacian":
        gradient = _equalise_levels(gradient)
    return gradient / (gradient.std() + np.float32(EPSILON))


def _equalise_levels(gradient, levels=4, damping=0.45):
    """Split into octaves of detail, bring each to the same root mean square, sum again.

    The two finest levels are damped: the eye reads them as grain.
    """
    bands = []
    while len(bands) < levels and min(gradient.shape[:2]) >= 16:
        half = [-(-side // 2) for side in gradient.shape[:2]]
        coarse = resize(gradient, half)
        bands.append(gradient - resize(coarse, gradient.shape[:2]))
        gradient = coarse
    bands.append(gradient)
    total = np.zeros_like(gradient)
    for level in reversed(range(len(bands))):
        band = bands[level]
        size = np.sqrt(np.mean(np.square(band))) + np.float32(1e-12)
        strength = damping ** max(0, 2 - level)
        total = resize(total, band.shape[:2]) + band * np.float32(strength / size)
    return total


def climb(picture, gradient, step_size):
    """Add `step_size` times the normalised gradient and clip to [0, 1]; returns a new picture."""
    return np.clip(picture + np.float32(step_size) * gradient, 0, 1)


def check_normalize(how):
    """Raise InputError unless `how` is a known normalisation."""
    if how not in NORMALIZATIONS:
        raise InputError(f"normalize is 'std' or 'laplacian', not {how!r}.")
