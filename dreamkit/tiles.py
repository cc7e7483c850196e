"""The gradient of a picture of any size, in bounded memory: tile by tile.

Every pixel's gradient is taken from exactly one tile, so each step covers the whole picture.
"""

from __future__ import annotations

import itertools

import numpy as np


def split(side, tile_size):
    """Cut one axis into tiles of equal size.

    Parameters
    ----------
    side : int
        Length of the axis in pixels.
    tile_size : int or None
        Largest tile in pixels; None means one tile.

    Returns
    -------
    list of (start, stop, first, last)
        Each tile sees pixels start to stop and answers for first to last. Tiles never leave the
        picture, all have the size ceil(side / ceil(side / tile_size)), and the ranges answered
        for follow one another without gap or overlap.
    """
    count = 1 if tile_size is None else -(-side // tile_size)
    size = -(-side // count)
    spare = side - size
    starts = [0] if count == 1 else [i * spare // (count - 1) for i in range(count)]
    edges = [0]
    for left, right in itertools.pairwise(starts):
        edges.append((left + size + right) // 2)  # the middle of what both tiles see
    edges.append(side)
    answers = itertools.pairwise(edges)
    return [(start, start + size, *answer) for start, answer in zip(starts, answers, strict=True)]


def is_split(shape, tile_size):
    """Whether a picture of this shape takes more than one tile."""
    return tile_size is not None and max(shape[:2]) > tile_size


def tiled_gradient(loss_and_gradient, picture, tile_size, should_stop=lambda: False):
    """The loss and gradient of a whole picture.

    Each tile's gradient is that of the tile's own mean, as if it were a picture by itself.

    Parameters
    ----------
    loss_and_gradient : function
        From `ascent.gradient_function`.
    picture : numpy.ndarray
        float32, shape (height, width, 3).
    tile_size : int or None
        Largest tile in pixels; None means one tile.
    should_stop : function
        Asked before each tile.

    Returns
    -------
    (float, numpy.ndarray) or None
        The loss averaged over pixels and the gradient, or None if stopped on the way.
    """
    height, width = picture.shape[:2]
    gradient = np.empty_like(picture)
    total = 0.0
    for top, bottom, y0, y1 in split(height, tile_size):
        for left, right, x0, x1 in split(width, tile_size):
            if should_stop():
                return None
            tile = np.ascontiguousarray(picture[top:bottom, left:right])
            loss, part = loss_and_gradient(tile)
            gradient[y0:y1, x0:x1] = part[y0 - top : y1 - top, x0 - left : x1 - left]
            total += loss * (y1 - y0) * (x1 - x0)
    return total / (height * width), gradient


def shift(picture, by):
    """Roll a picture by (down, right) pixels; what leaves on one side enters on the other.

    A random shift before each step, undone after it, moves the seams between tiles and the
    effects of the network's own grid to other places every time (TensorFlow tutorial).
    """
    return picture if by == (0, 0) else np.roll(picture, by, axis=(0, 1))
