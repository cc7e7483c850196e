"""The share of a picture's pixels that a step covers: counted in its gradient."""

from unittest import mock

import numpy as np

from benchmarks import networks
from benchmarks.contenders import tutorial
from benchmarks.contenders.dreamkit import network
from benchmarks.pictures import photo


def prepare(variant, layers, weights, pictures, tile_size, steps, precision="auto"):
    """Tell the share of each step; nothing is timed.

    Parameters
    ----------
    variant : "tutorial" or "dreamkit"
    pictures : list of (int, int)
        Their widths and heights.
    precision : str
        In which dreamkit computes.

    Returns
    -------
    None, dict
        {"shares": {"WIDTH x HEIGHT": a share for each step}}.
    """
    shares = {}
    if variant == "tutorial":
        model = networks.cut(networks.inception_v3(weights), layers)
    else:
        net = network("inception_v3", weights)
    for width, height in pictures:
        picture = photo(width, height)
        shares[f"{width} x {height}"] = (
            of_tutorial(model, picture, tile_size, steps)
            if variant == "tutorial"
            else of_dreamkit(net, " + ".join(layers), picture, tile_size, steps, precision)
        )
    return None, {"shares": shares}


def covered(gradient):
    """Return the share of pixels in which the gradient of a color is not exactly zero."""
    return float(np.any(np.asarray(gradient) != 0, axis=-1).mean())


def of_tutorial(model, picture, tile_size, steps):
    """The shares of steps of the tutorial's tiled class, each at a random place."""
    import tensorflow as tf

    gradient_of, picture = tutorial.tiled_gradient(tf, model), tf.constant(picture * 2 - 1)
    size, tile_size = tf.shape(picture)[:2], tf.constant(tile_size)
    return [covered(gradient_of(picture, size, tile_size)) for _ in range(steps)]


def of_dreamkit(net, goal, picture, tile_size, steps, precision):
    """The shares of the steps of a dream in one octave, with the settings it takes by itself."""
    import dreamkit as dk
    from dreamkit.ascent import tiles

    shares = []

    class Counted(tiles.TiledGradient):
        def __call__(self, *arguments, **options):
            loss, gradient = super().__call__(*arguments, **options)
            shares.append(covered(gradient))
            return loss, gradient

    how = {"tile_size": tile_size, "precision": precision, "on_step": lambda step: None}
    with mock.patch.object(tiles, "TiledGradient", Counted):
        dk.dream(picture, net, goal, steps=steps, octaves=1, **how)
    if len(shares) != steps:
        raise RuntimeError(f"a dream of {steps} steps took {len(shares)} tiled gradients")
    return shares
