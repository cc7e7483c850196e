"""Exercise 06, task c: cutting an axis into equal tiles, judged by what is asked of tiles."""

from __future__ import annotations

import itertools

import numpy as np

from dreamkit.exercises.tasks.answers import Wrong, call, same
from dreamkit.exercises.tasks.task import Mistake, Task, recognize


def split(side, tile):
    """(start, stop, first, last) of the equal tiles of one axis."""
    return _spread(side, -(-side // tile))


def _spread(side, count):
    size = -(-side // count)
    starts = [i * (side - size) // max(1, count - 1) for i in range(count)]
    edges = [(a + size + b) // 2 for a, b in itertools.pairwise(starts)]
    ends = zip([0, *edges], [*edges, side], strict=True)
    return [(start, start + size, *end) for start, end in zip(starts, ends, strict=True)]


def _careless(side, tile):
    starts = range(0, side, tile)
    return [(s, min(s + tile, side), s, min(s + tile, side)) for s in starts]


def _skipping(side, tile):
    """The tutorial's, whose only tile may reach beyond the picture."""
    starts = range(0, side, tile)[:-1] or [0]
    return [(s, s + tile, s, s + tile) for s in starts]


def _too_large(side, tile):
    return _spread(side, max(1, side // tile))


def _too_large_abutting(side, tile):
    count = max(1, side // tile)
    size = -(-side // count)
    cuts = [min(i * size, side) for i in range(count + 1)]
    return [(a, b, a, b) for a, b in itertools.pairwise(cuts)]


_SIDES = ((300, 100), (451, 128), (500, 512), (1024, 512), (97, 25), (1000, 300), (7, 3))
_CUTS = (
    Mistake(
        "last tile smaller",
        _careless,
        "The last tile is smaller than the others: 451 leaves one of 67. A narrow tile has an "
        "edge everywhere, and its gradient is another one.",
    ),
    Mistake(
        "last tile skipped",
        lambda side, tile: _careless(side, tile)[:-1] or _careless(side, tile),
        "As in the tutorial, the last tile is left out, and its pixels get no gradient.",
        also=(_skipping,),
    ),
    Mistake(
        "answers for all it sees",
        lambda side, tile: [(a, b, a, b) for a, b, _, _ in split(side, tile)],
        "Your tiles overlap, and each is responsible for all it sees: pixels in the overlap are "
        "counted twice.",
    ),
    Mistake(
        "too few tiles",
        _too_large,
        "Some of your tiles are larger than `tile`: round the number of tiles up, not down.",
        also=(_too_large_abutting,),
    ),
)


def _split(answer):
    returned = [call(answer, case) for case in _SIDES]

    def is_it(function):
        made = [(np.asarray(function(*case), float),) for case in _SIDES]
        return all(same(arrays, other, 0) for arrays, other in zip(returned, made, strict=True))

    for (side, tile), (rows,) in zip(_SIDES, returned, strict=True):
        if rows.ndim != 2 or rows.shape[1] != 4:
            raise Wrong("Return a list with (start, stop, first, last) for each tile.")
        if reason := _trouble(rows, side, tile):
            raise recognize(_CUTS, f"With side {side} and tile {tile}: {reason}", is_it)
    return "Every pixel once, and every tile like its neighbor."


def _trouble(rows, side, tile):
    """What is not as it should be in the tiles of one axis; None if nothing."""
    start, stop, first, last = rows.T
    count = -(-side // tile)
    if len(rows) != count:
        return f"{len(rows)} tiles, where {count} are enough and are needed."
    if (stop - start != -(-side // count)).any():
        first_tile = ", ".join(f"{number:g}" for number in rows[0])
        return (
            f"stop - start should be {-(-side // count)} for every tile. Your first tile is "
            f"({first_tile}), and the order is (start, stop, first, last)."
        )
    if (start < 0).any() or (stop > side).any():
        return "a tile reaches beyond the picture."
    if first[0] != 0 or last[-1] != side or (last[:-1] != first[1:]).any():
        return "what the tiles are responsible for has a gap or an overlap."
    if (first < start).any() or (last > stop).any() or (last <= first).any():
        return "a tile is responsible for pixels that it does not see, or for none."
    return None


SPLIT = Task("06.c", "Equal tiles", 3, _split, _CUTS)
