"""One step uphill: the goal's gradient with respect to the picture, normalised, added, clipped."""

from __future__ import annotations

import functools
import warnings

import numpy as np

from dreamkit.ascent import priors
from dreamkit.errors import InputError
from dreamkit.goals.loss import array_axes, goal_inputs, goal_loss
from dreamkit.images.arrays import resize

NORMALIZATIONS = ("std", "laplacian")
EPSILON = 1e-8  # the tutorial's; the gradients' own spread is near 1e-4
FLOAT16_SCALE = 2.0**15  # the gradient of a mean over a million numbers is below float16's range


@functools.lru_cache(maxsize=16)
def _traced(network, structure, precision, several=False, turned=False):
    """A compiled function for one network, goal structure and precision; for tiles of any size.

    `several`: every picture of a batch has its own numbers. `turned`: it is looked at after a
    transformation, see `priors.transformed`.
    """
    import tensorflow as tf

    from dreamkit.networks import optimized  # loads TensorFlow

    layers = dict.fromkeys(layer for _, layer, _, _ in structure)
    model = optimized.features(network, layers, precision)
    scale = FLOAT16_SCALE if precision == "float16" else 1.0
    pixels = tf.TensorSpec([None, None, None, 3], tf.float32)
    one = [None, len(structure)] if several else [len(structure)]
    shapes = [([2], tf.float32)] if turned else []
    shapes += [(one, tf.float32), (one, tf.int32), ([*one, 2], tf.float32)]
    shapes += [([None] * count, tf.float32) for count in array_axes(structure)]

    @tf.function(input_signature=[pixels, *(tf.TensorSpec(*shape) for shape in shapes)])
    def loss_and_gradient(tiles, *numbers):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(tiles)
            seen = tiles
            if turned:
                transformation, *numbers = numbers
                seen = priors.transformed(tiles, transformation)
            activations = model(network.prepare(seen), training=False)
            values = goal_loss(structure, numbers, activations)
            climbed = values * scale
        gradient = tape.gradient(climbed, tiles)
        return values, tf.zeros_like(tiles) if gradient is None else gradient / scale

    # Called by itself: TensorFlow would take the many goals of a lesson for one function that is
    # compiled too often, and warn of it.
    return loss_and_gradient.get_concrete_function()


def gradient_function(network, goals, precision="float32"):
    """Return a function from a batch of tiles to their losses and gradients.

    The weights of the network stay fixed; the gradient is taken with respect to the pixels.
    Changing only the numbers of a goal (weights, channels) does not compile anything anew.

    Parameters
    ----------
    network : Network
    goals : Goal or list of Goal
        One for all tiles; or one for each picture of the batch, all of the same structure and
        without arrays of their own.
    precision : "float32", "bfloat16" or "float16"
        The type in which the network computes. In float16, whose range is small, the loss is
        multiplied by `FLOAT16_SCALE` and the gradient divided by it; should a gradient still
        leave that range, float32 takes over for good, and a warning says so.

    Returns
    -------
    function
        Takes float32 (batch, height, width, 3) in [0, 1] and, if wanted, what `priors.draw`
        gives; returns (losses (batch,), gradients of the shape of the tiles), NumPy float32.
        Raises InputError if they are not finite.
    """
    import tensorflow as tf

    @functools.lru_cache(maxsize=1)  # the tiles of an octave are all of one size
    def numbers(size):
        return [tf.constant(number) for number in goal_inputs(goals, network, size)]

    several = isinstance(goals, list)
    structure = goals[0].structure if several else goals.structure

    def loss_and_gradient(tiles, transformation=None):
        nonlocal precision
        turn = [] if transformation is None else [tf.constant(transformation)]
        traced = _traced(network, structure, precision, several, bool(turn))
        found = traced(tf.constant(tiles), *turn, *numbers(tiles.shape[1:3]))
        values, gradients = (tensor.numpy() for tensor in found)
        if np.isfinite(values).all() and np.isfinite(gradients).all():
            return values, gradients
        if precision != "float16":
            raise InputError("the goal's gradient is not finite; use smaller weights or powers.")
        precision = "float32"
        warnings.warn(
            "float16 could not hold the gradient; the rest is computed in float32.", stacklevel=2
        )
        return loss_and_gradient(tiles, transformation)

    return loss_and_gradient


def normalise(gradient, how="std", area=None):
    """Bring a gradient to a standard size, so that `step_size` means the same everywhere.

    Parameters
    ----------
    gradient : numpy.ndarray
        float32, shape (height, width, 3). Its memory is used for the result.
    how : "std" or "laplacian"
        "std": divide by the standard deviation over the whole picture (TensorFlow tutorial).
        "laplacian": first bring every level of its Laplacian pyramid to equal size, so that
        fine grain cannot drown broad forms (Mordvintsev's 2016 TensorFlow notebook).
    area : numpy.ndarray, optional
        float32, shape (height, width), how much each pixel counts, from 0 to 1. Default: all
        count alike. The gradient is also multiplied by it.

    Returns
    -------
    numpy.ndarray
        float32, same shape, standard deviation 1 where `area` is 1 (all zeros stay zeros).
    """
    if how == "laplacian":
        gradient = _equalise_levels(gradient)
    if area is None:
        about = gradient.mean(dtype=np.float64)
    else:
        about = (gradient.mean(axis=2) * area).sum(dtype=np.float64) / area.sum(dtype=np.float64)
    gradient /= _root_mean_square(gradient, about, area) + np.float32(EPSILON)
    if area is not None:
        gradient *= area[..., None]
    return gradient


def _root_mean_square(array, about=0.0, area=None):
    """The root mean square distance from `about`, strip by strip: without a second copy.

    Each pixel counts as much as `area` says.
    """
    total = 0.0
    for top in range(0, len(array), 256):
        strip = array[top : top + 256] - np.float32(about)
        np.square(strip, out=strip)
        if area is not None:
            strip *= area[top : top + 256, :, None]
        total += strip.sum(dtype=np.float64)
    count = array.size if area is None else area.sum(dtype=np.float64) * array.shape[2]
    return np.float32(np.sqrt(total / count))


def _equalise_levels(gradient, levels=4, damping=0.45):
    """Split into octaves of detail, bring each to the same root mean square, sum again.

    The two finest levels are damped: the eye reads them as grain.
    """
    bands = []
    while len(bands) < levels and min(gradient.shape[:2]) >= 16:
        half = [-(-side // 2) for side in gradient.shape[:2]]
        coarse = resize(gradient, half)
        gradient -= resize(coarse, gradient.shape[:2])
        bands.append(gradient)
        gradient = coarse
    bands.append(gradient)
    total = None
    for level in reversed(range(len(bands))):
        band = bands.pop()
        strength = damping ** max(0, 2 - level)
        band *= np.float32(strength / (_root_mean_square(band) + 1e-12))
        if total is not None:
            band += resize(total, band.shape[:2])
        total = band
    return total


def climb(picture, gradient, step_size):
    """Add `step_size` times the normalised gradient and clip to [0, 1].

    Returns a new picture, in the memory of the gradient.
    """
    gradient *= np.float32(step_size)
    gradient += picture
    return np.clip(gradient, 0, 1, out=gradient)


def check_normalize(how):
    """Raise InputError unless `how` is a known normalisation."""
    if how not in NORMALIZATIONS:
        raise InputError(f"normalize is 'std' or 'laplacian', not {how!r}.")
