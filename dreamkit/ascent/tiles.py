"""The gradient of a picture of any size, in bounded memory: tile by tile.

Every pixel's gradient is taken from exactly one tile, so each step covers the whole picture.
"""

from __future__ import annotations

import itertools

import numpy as np

from dreamkit import device
from dreamkit.ascent import border

MANY = 16  # tiles of a picture whose own copies take more memory than the network


def split(side, tile_size, fit=None):
    """Cut one axis into tiles of equal size.

    Parameters
    ----------
    side : int
        Length of the axis in pixels.
    tile_size : int or None
        The most pixels that a tile answers for; None means one tile, the picture as it is.
    fit : function, optional
        From a length to the next one, at least as long, whose last pixel the network sees; see
        `Network.fitting_side`. A network without padding leaves out the last pixels of others.

    Returns
    -------
    list of (start, stop, first, last)
        Each tile sees pixels start to stop and answers for first to last. Tiles all have the
        size fit(ceil(side / ceil(side / tile_size))); they stay in the picture, but for a single
        one, which may reach over its end. The ranges answered for follow one another without gap
        or overlap.
    """
    count = 1 if tile_size is None else -(-side // tile_size)
    size = -(-side // count)
    if fit is not None and tile_size is not None:
        size = fit(size)
        size = size if count == 1 else min(size, side)
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


class TiledGradient:
    """The loss and gradient of pictures of one size.

    Each tile's gradient is that of the tile's own mean, as if it were a picture by itself.

    Parameters
    ----------
    loss_and_gradient : function
        From `gradient.gradient_function`.
    shape : tuple
        Of the pictures: (height, width, ...).
    tile_size : int or None
        See `split`.
    fit : function, optional
        See `split`. Where a tile reaches over the end of the picture, it sees it mirrored.
    margin : int
        By how many pixels the picture is mirrored beyond its border before it is rolled. Without,
        a roll sets the top beside the bottom, and where these differ, as in a sky, the network
        finds an edge along the border and makes a line of it.
    """

    def __init__(self, loss_and_gradient, shape, tile_size, fit=None, margin=0):
        self._look = loss_and_gradient
        self._margin = min(margin, min(shape[:2]) - 1)
        self._rolled = [side + 2 * self._margin for side in shape[:2]]
        if tile_size is not None:  # no more tiles than without a margin
            tile_size += 2 * self._margin
        rows, columns = (split(side, tile_size, fit) for side in self._rolled)
        self._places = list(itertools.product(rows, columns))
        (top, bottom, *_), (left, right, *_) = self._places[0]
        self._at_once = device.tiles_at_once(bottom - top, right - left)

    def __call__(self, picture, shift=(0, 0), transformation=None, should_stop=None):
        """Return (loss, gradient) of a picture, or None if stopped on the way.

        Parameters
        ----------
        picture : tensor
            float32, shape (height, width, 3).
        shift : (int, int)
            Roll the picture this far (down, right) before it is split: what leaves on one side
            enters on the other. A random shift for each step moves the seams between tiles and
            the effects of the network's own grid to other places every time (TensorFlow
            tutorial). Loss and gradient are those of the picture as it was given.
        transformation : array, optional
            From `transforms.sample_transform`.
        should_stop : function, optional
            Asked before each batch of tiles.

        Returns
        -------
        (float, tensor) or None
            The loss averaged over pixels, those of the margin included, and the gradient.
        """
        import tensorflow as tf

        seen_rows, real_rows = border.rolled(picture.shape[0], self._margin, shift[0])
        seen_columns, _ = border.rolled(picture.shape[1], self._margin, shift[1])
        turn = [] if transformation is None else [transformation]
        total, answers, row, whole = 0.0, [], (None, None), None
        for first in range(0, len(self._places), self._at_once):
            if should_stop and should_stop():
                return None
            batch = self._places[first : first + self._at_once]
            tiles = []
            for rows, columns in batch:
                if row[0] != rows:  # the tiles of a row share its pixels
                    row = rows, border.take(picture, seen_rows, *rows[:2], axis=0)
                tiles.append(border.take(row[1], seen_columns, *columns[:2], axis=1))
            losses, gradients = self._look(tf.stack(tiles), *turn)
            losses, gradients = np.asarray(losses), tf.unstack(gradients)
            for (rows, columns), loss, gradient in zip(batch, losses, gradients, strict=True):
                total += float(loss) * (rows[3] - rows[2]) * (columns[3] - columns[2])
                answers.append(_answer(gradient, rows, columns))
                if columns[3] == self._rolled[1]:  # the last one of its row
                    band = tf.concat(answers, 1) if len(answers) > 1 else answers[0]
                    part = slice(*rows[2:])
                    whole = self._put(whole, band, seen_rows[part], real_rows[part], shift)
                    answers = []
        if len(self._places) >= MANY:
            device.return_free_memory()
        return total / (self._rolled[0] * self._rolled[1]), whole

    def _put(self, whole, band, seen, real, shift):
        """The gradient of the picture, with that of one row of tiles put in its place."""
        import tensorflow as tf

        margin, (height, width) = self._margin, self._rolled
        if band.shape[0] == height:  # all rows: nothing to put together
            band = tf.roll(band, [-shift[0], -shift[1]], (0, 1)) if any(shift) else band
            return band[margin : height - margin, margin : width - margin] if margin else band
        if shift[1]:
            band = tf.roll(band, -shift[1], 1)
        if margin:
            band = band[:, margin : width - margin]
        if not real.all():
            band, seen = tf.boolean_mask(band, real), seen[real]
        if whole is None:
            whole = tf.zeros([height - 2 * margin, width - 2 * margin, 3])
        # In place, on a tensor of its own: a large picture has no room for a copy too many.
        return tf.raw_ops.InplaceUpdate(x=whole, i=seen, v=band)


def _answer(gradient, rows, columns):
    """The part of a tile's gradient that the tile answers for."""
    (top, _, first_row, last_row), (left, _, first_column, last_column) = rows, columns
    return gradient[first_row - top : last_row - top, first_column - left : last_column - left]


def tiled_gradient(loss_and_gradient, picture, tile_size, shift=(0, 0), should_stop=None, fit=None):
    """The loss and gradient of one picture: `TiledGradient`, called once.

    Returns
    -------
    (float, numpy.ndarray) or None
        The loss averaged over pixels and the gradient, or None if stopped on the way.
    """
    import tensorflow as tf

    tiled = TiledGradient(loss_and_gradient, picture.shape, tile_size, fit)
    answer = tiled(tf.convert_to_tensor(picture), shift, should_stop=should_stop)
    return answer and (answer[0], np.asarray(answer[1]))
