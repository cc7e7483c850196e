"""The picture's border: mirrored before the picture is rolled, so that top and bottom never meet.

Nothing is copied for it: a tile takes the rows and columns that it sees by their numbers.
"""

from __future__ import annotations

import numpy as np

MARGIN = 8  # pixels by which a picture is mirrored beyond its border before it is rolled


def rolled(side, margin, shift):
    """Which row (or column) of a picture stands at each place after mirroring and rolling.

    Parameters
    ----------
    side : int
        How many rows the picture has.
    margin : int
        How many of them are repeated, mirrored, beyond either end.
    shift : int
        How far all are rolled.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        int32, the number of the row at each of the side + 2 * margin places; and bool, False
        where it is only a mirrored one.
    """
    seen = np.pad(np.arange(side, dtype=np.int32), margin, "reflect")
    real = np.pad(np.ones(side, bool), margin)
    return np.roll(seen, shift), np.roll(real, shift)


def take(picture, seen, start, stop, axis):
    """The rows (axis 0) or columns (1) of a picture at these places; beyond the last, mirrored."""
    import tensorflow as tf

    numbers = np.pad(seen[start:stop], (0, max(0, stop - len(seen))), "reflect")
    if len(numbers) == picture.shape[axis] and (np.diff(numbers) == 1).all():
        return picture
    return tf.gather(picture, numbers, axis=axis)
