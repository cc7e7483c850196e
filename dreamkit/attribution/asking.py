"""What every attribution method begins with: a picture, a network, a goal; and gradients of many.

A picture larger than `LARGEST_TILE` is looked at in parts if the goal is local, in bounded memory.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from dreamkit import device
from dreamkit.ascent.tiles import TiledGradient, is_split, split
from dreamkit.errors import InputError
from dreamkit.goals.text import goal_for
from dreamkit.images.arrays import as_picture
from dreamkit.networks.network import network as network_named

LARGEST_TILE = 1024  # pixels


class Question(NamedTuple):
    """What is asked: which of these pixels matter to this goal?"""

    picture: np.ndarray
    network: object
    goal: object

    @property
    def tile_size(self):
        """The most pixels along a side that are looked at together, or None: all of them."""
        splits = self.goal.is_local and is_split(self.picture.shape, LARGEST_TILE)
        return LARGEST_TILE if splits else None

    @property
    def fit(self):
        """Which lengths of a tile are seen to the last pixel, or None; see `tiles.split`."""
        return None if self.tile_size is None else self.network.fitting_side(self.goal.layers)

    @property
    def share(self):
        """The part of the picture that one tile is: a tile's mean counts so much in the whole's."""
        size = 1.0
        for side in self.picture.shape[:2]:
            start, stop, *_ = split(side, self.tile_size, self.fit)[0]
            size *= (stop - start) / side
        return size


def question(image, goal, network):
    """Return the Question; raise InputError where something cannot be used."""
    picture, net = as_picture(image), network_named(network)
    goal = goal_for(net, goal)
    check_large_enough(picture, net, goal.layers)
    return Question(picture, net, goal)


def check_large_enough(picture, net, layer_names):
    """Raise InputError if some layers have no place left for a picture so small."""
    height, width = picture.shape[:2]
    if min(height, width) >= net.minimum_size or net.own_size is not None:
        net.check_size((height, width), layer_names)
        return
    from tensorflow import keras

    try:  # a goal of early layers takes smaller pictures than all layers do
        maps = net.activations_model([name for name in layer_names if not net.is_input(name)])
        shapes = maps.compute_output_spec(keras.KerasTensor((1, height, width, 3)))
        sides = [side for one in shapes.values() for side in one.shape[1:3]]
    except Exception:  # each kind of layer has its own
        sides = [0]
    if 0 in sides:
        raise InputError(
            f"the picture is {width} x {height} pixels; {net.name} needs at least "
            f"{net.minimum_size} on each side."
        )


def gradients(asked, look, pictures, should_stop=None):
    """Yield (loss, gradient) for each of many pictures of the size of the one asked about.

    Parameters
    ----------
    asked : Question
    look : function
        From `gradient.gradient_function`.
    pictures : iterable of array
        They are taken as they are needed, a batch at a time.
    should_stop : function, optional
        Asked between the tiles of a picture that is split.

    Yields
    ------
    (float, numpy.ndarray)
        As if the picture were looked at as a whole, but for what tiles see along their borders.
    """
    if asked.tile_size is None:
        pictures = iter(pictures)
        at_once = device.tiles_at_once(*asked.picture.shape[:2])
        while batch := list(itertools.islice(pictures, at_once)):
            losses, found = look(np.stack(batch))
            yield from zip(np.asarray(losses).tolist(), np.asarray(found), strict=True)
        return
    tiled = TiledGradient(look, asked.picture.shape, asked.tile_size, asked.fit)
    for picture in pictures:
        found = tiled(_tensor(picture), should_stop=should_stop)
        if found is None:
            return
        yield found[0], np.asarray(found[1]) * np.float32(asked.share)


def _tensor(picture):
    import tensorflow as tf

    return tf.convert_to_tensor(picture)
