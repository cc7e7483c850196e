"""The gradient of a picture of any size, in bounded memory: tile by tile.

Every pixel's gradient is taken from exactly one tile, so each step covers the whole picture.
"""

from __future__ import annotations

import itertools

import numpy as np

from dreamkit import device


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


def tiled_gradient(loss_and_gradient, picture, tile_size, shift=(0, 0), should_stop=None):
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
    shift : (int, int)
        Roll the picture this far (down, right) before it is split: what leaves on one side enters
        on the other. A random shift for each step moves the seams between tiles and the effects
        of the network's own grid to other places every time (TensorFlow tutorial). Loss and
        gradient are those of the picture as it was given.
    should_stop : function, optional
        Asked before each batch of tiles.

    Returns
    -------
    (float, numpy.ndarray) or None
        The loss averaged over pixels and the gradient, or None if stopped on the way.
    """
    height, width = picture.shape[:2]
    down, right = shift
    places = list(itertools.product(split(height, tile_size), split(width, tile_size)))
    (top, bottom, *_), (left, right_edge, *_) = places[0]
    at_once = device.tiles_at_once(bottom - top, right_edge - left)
    gradient = np.empty_like(picture)
    total = 0.0
    for first in range(0, len(places), at_once):
        if should_stop and should_stop():
            return None
        batch = places[first : first + at_once]
        tiles = np.stack(
            [
                _cut(picture, (top - down, bottom - down), (left - right, edge - right))
                for (top, bottom, *_), (left, edge, *_) in batch
            ]
        )
        losses, parts = loss_and_gradient(tiles)
        for ((top, _, y0, y1), (left, _, x0, x1)), loss, part in zip(
            batch, losses, parts, strict=True
        ):
            answer = part[y0 - top : y1 - top, x0 - left : x1 - left]
            _paste(gradient, answer, y0 - down, x0 - right)
            total += float(loss) * (y1 - y0) * (x1 - x0)
    return total / (height * width), gradient


def _cut(picture, rows, columns):
    """A copy of a part of the picture, which is taken to repeat itself on all sides."""
    tile = np.empty((rows[1] - rows[0], columns[1] - columns[0], 3), picture.dtype)
    for here, there in _blocks(picture.shape, tile.shape, rows[0], columns[0]):
        tile[here] = picture[there]
    return tile


def _paste(picture, tile, top, left):
    """Write a tile into a picture that repeats itself on all sides."""
    for here, there in _blocks(picture.shape, tile.shape, top, left):
        picture[there] = tile[here]


def _blocks(picture_shape, tile_shape, top, left):
    """The at most four (part of the tile, part of the picture) that a shifted tile falls into."""
    axes = []
    for side, length, start in zip(picture_shape, tile_shape, (top, left), strict=False):
        start %= side
        before_edge = min(length, side - start)
        axes.append(
            [
                (slice(0, before_edge), slice(start, start + before_edge)),
                (slice(before_edge, length), slice(0, length - before_edge)),
            ]
        )
    for (tile_rows, rows), (tile_columns, columns) in itertools.product(*axes):
        yield (tile_rows, tile_columns), (rows, columns)
