"""Exercise 06, Tiles: memory, grids, the roll, seams."""

from __future__ import annotations

import itertools

import numpy as np

from dreamkit.classroom.tasks.task import (
    Mistake,
    Task,
    Wrong,
    call,
    function_task,
    hand_task,
    picture,
    recognise,
    same,
    value_task,
)

MEMORY = value_task(
    "06.a",
    "Memory",
    1,
    right=[1.152, 0.192],
    mistakes=[
        Mistake(
            "bytes forgotten",
            [0.288, 0.192],
            "In the first layer you counted numbers. How many bytes has each?",
        ),
        Mistake(
            "three colours",
            [3.456, 0.192],
            "In the first layer you counted the picture's colours as well. They went in; what "
            "comes out are 24 channels.",
        ),
        Mistake(
            "divided by 8",
            [1.152, 1.536],
            "The first is right. In the second you divided by 8: a halving halves both sides, and "
            "leaves a quarter.",
        ),
        Mistake(
            "not divided",
            [1.152, 12.288],
            "The first is right. In the second you forgot the halvings.",
        ),
    ],
    praise="Depth is cheap, width at full size is not.",
    otherwise="Places times channels times bytes, divided by 10**9; fewer places after halvings.",
    shape=(2,),
    atol=0.006,
)

COVER = value_task(
    "06.b",
    "What does a grid cover?",
    1,
    right=(1024 / 1536) ** 2,
    mistakes=[
        Mistake(
            "one axis only",
            1024 / 1536,
            "That is the share of one axis. Rows are skipped as well as columns.",
        ),
        Mistake(
            "nothing skipped",
            1.0,
            "Three tiles fit exactly, yes; but which one does the tutorial skip?",
        ),
        Mistake(
            "one tile of nine",
            8 / 9,
            "You took away one tile of nine. The last one is skipped in *every* row, and the last "
            "row as a whole.",
        ),
        Mistake(
            "what is left out",
            1 - (1024 / 1536) ** 2,
            "That is the share which gets *no* gradient.",
        ),
    ],
    praise="More than half of the picture stands still in each step, and only the roll saves it.",
    otherwise="Write down where the tiles begin along one axis, and cross out the last.",
    atol=0.006,
)


def split(side, tile):
    """(start, stop, first, last) of the equal tiles of one axis."""
    count = -(-side // tile)
    size = -(-side // count)
    starts = [i * (side - size) // max(1, count - 1) for i in range(count)]
    edges = [(a + size + b) // 2 for a, b in itertools.pairwise(starts)]
    ends = zip([0, *edges], [*edges, side], strict=True)
    return [(start, start + size, *end) for start, end in zip(starts, ends, strict=True)]


def _careless(side, tile):
    starts = range(0, side, tile)
    return [(s, min(s + tile, side), s, min(s + tile, side)) for s in starts]


def _too_large(side, tile):
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
    ),
    Mistake(
        "answers for all it sees",
        lambda side, tile: [(a, b, a, b) for a, b, _, _ in split(side, tile)],
        "Your tiles overlap, and each answers for all it sees: pixels in the overlap are counted "
        "twice.",
    ),
    Mistake(
        "too few tiles",
        _too_large,
        "Some of your tiles are larger than `tile`: round the number of tiles up, not down.",
    ),
)


def _split(answer):
    given = [call(answer, case) for case in _SIDES]

    def is_it(function):
        made = [(np.asarray(function(*case), float),) for case in _SIDES]
        return all(same(one, other, 0) for one, other in zip(given, made, strict=True))

    for (side, tile), (rows,) in zip(_SIDES, given, strict=True):
        if rows.ndim != 2 or rows.shape[1] != 4:
            raise Wrong("Return a list with (start, stop, first, last) for each tile.")
        if reason := _trouble(rows, side, tile):
            raise recognise(_CUTS, f"With side {side} and tile {tile}: {reason}", is_it)
    return "Every pixel once, and every tile like its neighbour."


def _trouble(rows, side, tile):
    """What is not as it should be in the tiles of one axis; None if nothing."""
    start, stop, first, last = rows.T
    count = -(-side // tile)
    if len(rows) != count:
        return f"{len(rows)} tiles, where {count} suffice and are needed."
    if (stop - start != -(-side // count)).any():
        return "the tiles are not all of one size, as small as it can be."
    if (start < 0).any() or (stop > side).any():
        return "a tile reaches beyond the picture."
    if first[0] != 0 or last[-1] != side or (last[:-1] != first[1:]).any():
        return "what the tiles answer for has a gap or an overlap."
    if (first < start).any() or (last > stop).any() or (last <= first).any():
        return "a tile answers for pixels that it does not see, or for none."
    return None


def _sees_places(picture):
    """A gradient that depends on where in the picture something lies, as a tile's does."""
    height, width = picture.shape[:2]
    ramp = np.linspace(1, 2, height)[:, None] * np.linspace(1, 3, width)[None]
    return picture * ramp[..., None]


def _rolled(back):
    def gradient(gradient_of, picture, shift):
        shift = tuple(shift)
        made = gradient_of(np.roll(picture, shift, axis=(0, 1)))
        return np.roll(made, back(shift), axis=(0, 1))

    return gradient


def _without_axis(gradient_of, picture, shift):
    total = int(shift[0]), int(shift[1])
    made = gradient_of(np.roll(picture, total))
    return np.roll(made, (-total[0], -total[1]))


def _rolls():
    random = np.random.default_rng(0)
    return [(_sees_places, random.random((6, 8, 3)), shift) for shift in ((2, 1), (0, 3), (-1, 2))]


ROLL = function_task(
    "06.d",
    "Roll there and back",
    2,
    right=_rolled(lambda shift: (-shift[0], -shift[1])),
    cases=_rolls,
    mistakes=[
        Mistake(
            "not rolled back",
            _rolled(lambda shift: (0, 0)),
            "The gradient lies as the rolled picture lay. It should lie as the picture was given.",
        ),
        Mistake(
            "rolled on",
            _rolled(lambda shift: shift),
            "You rolled the gradient on in the same direction, not back.",
        ),
        Mistake(
            "without axis",
            _without_axis,
            "Without `axis=` np.roll takes the array for one long row, and colours end up in other "
            "channels.",
        ),
        Mistake(
            "not rolled at all",
            lambda gradient_of, picture, shift: gradient_of(picture),
            "The gradient is that of the picture as it was given: it was never rolled, and the "
            "seams stay where they are.",
        ),
        Mistake(
            "axes swapped back",
            _rolled(lambda shift: (-shift[1], -shift[0])),
            "On the way back you swapped down and right.",
        ),
    ],
    praise="The seams move on with every step, the picture does not.",
    otherwise="With `gradient_of = lambda p: 2 * p` twice the picture should come out, unmoved.",
)


def _score(absolute=True, axis=1, rest=True):
    def score(change, seams):
        jumps = np.diff(change, axis=axis)
        jumps = (np.abs(jumps) if absolute else jumps).mean(axis=(1 - axis, 2))
        others = np.delete(jumps, seams) if rest else jumps
        return jumps[seams].mean() / others.mean()

    return score


def seam_score(change, seams):
    """The mean jump at the seams, divided by the mean jump everywhere else."""
    return _score()(change, seams)


def _ramps():
    ramp = np.broadcast_to(0.01 * np.arange(22)[None, :, None], (24, 22, 3))
    up, down = ramp.copy(), ramp.copy()
    up[:, 10:] += 0.03
    down[:, 10:] -= 0.05
    wild = np.random.default_rng(1).normal(size=(24, 22, 3))
    return [(ramp.copy(), [9]), (up, [9]), (down, [9]), (wild, [4, 12])]


SEAM = function_task(
    "06.e",
    "Measure a seam",
    2,
    right=seam_score,
    cases=_ramps,
    mistakes=[
        Mistake(
            "no absolute value",
            _score(absolute=False),
            "Jumps up and down cancel in your mean. How far it jumps matters, not where to.",
        ),
        Mistake(
            "wrong axis",
            _score(axis=0),
            "You measure jumps from row to row. A seam between columns is crossed from left to "
            "right.",
        ),
        Mistake(
            "seams not taken out",
            _score(rest=False),
            "You divide by the mean over all columns, the seams among them. Take them out first.",
        ),
        Mistake(
            "upside down",
            lambda change, seams: 1 / seam_score(change, seams),
            "Upside down: a visible seam should give a number above 1.",
        ),
        Mistake(
            "one column off",
            lambda change, seams: seam_score(change, [seam - 1 for seam in seams]),
            "You are one column off: jump number s is the one from column s to column s + 1.",
        ),
    ],
    praise="1 is a seam that nobody sees.",
    otherwise="On an even ramp every jump is alike, and the score should be 1.",
)

REACH = value_task(
    "06.f",
    "How far does a seam reach?",
    1,
    right=86.5,  # 86 or 87, as one counts the pixel itself
    mistakes=[
        Mistake(
            "half of the way",
            43.5,
            "That is how far from the seam the *neurons* lie that see across it. And which pixels "
            "do these neurons pull at?",
        ),
        Mistake(
            "at the edge only",
            0,
            "Not only the pixels at the edge: a neuron sees far more than one pixel.",
        ),
        Mistake(
            "both sides together",
            174,
            "That is the width of the disturbed band on both sides together. Asked was one side.",
        ),
    ],
    praise="From pixel to neuron and back to pixel: twice half a window.",
    otherwise="Two steps: which neurons see across the seam, and which pixels do those see?",
    atol=0.6,
)


def _dream(answer):
    image = picture(answer)
    settings = getattr(answer, "settings", None)
    if settings is None:
        raise Wrong("Hand in what dk.dream returns, whole: its settings belong to it.")
    tile = settings["tile_size"]
    if not tile or tile >= max(image.shape[:2]):
        raise Wrong("The picture fits into one tile, and there is no seam to hide.")
    return f"Tiles of at most {tile} pixels, jitter {settings['jitter']}. Now defend them."


TASKS = (
    MEMORY,
    COVER,
    Task("06.c", "Equal tiles", 3, _split, _CUTS),
    ROLL,
    SEAM,
    REACH,
    hand_task("06.g", "A large picture without a seam", 4, _dream),
)
