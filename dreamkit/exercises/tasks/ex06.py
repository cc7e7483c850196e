"""Exercise 06, Tiles: memory, grids, the roll, seams."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.answers import Wrong, dreamt
from dreamkit.exercises.tasks.ex06_split import SPLIT
from dreamkit.exercises.tasks.task import Mistake, function_task, hand_task, value_task

MEMORY = value_task(
    "06.a",
    "Memory",
    1,
    right=[1.152, 0.192],
    mistakes=[
        Mistake(
            "bits",
            [9.216, 1.536],
            "You counted bits. A float32 has 4 bytes, and a byte is counted once.",
        ),
        Mistake(
            "gibibytes",
            [1.152e9 / 2**30, 0.192e9 / 2**30],
            "You divided by 1024 three times, which gives gibibytes (GiB). A gigabyte (GB) is "
            "10**9 bytes.",
        ),
        Mistake(
            "other order",
            [0.192, 1.152],
            "The right numbers in the other order: the layer at full size first.",
        ),
        Mistake(
            "bytes forgotten",
            [0.288, 0.192],
            "In the first layer you counted numbers. How many bytes has each?",
        ),
        Mistake(
            "three colors",
            [3.456, 0.192],
            "In the first layer you counted the picture's colors as well. They went in; what "
            "comes out are 24 channels.",
        ),
        Mistake(
            "divided by 8",
            [1.152, 1.536],
            "In the second you divided by 8: a halving halves both sides, and leaves a quarter.",
        ),
        Mistake(
            "not divided",
            [1.152, 12.288],
            "In the second you forgot the halvings.",
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
            "in percent",
            100 * (1024 / 1536) ** 2,
            "That is percent. A share is a number between 0 and 1.",
            also=(44, 44.4),
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
            "Without `axis=` np.roll takes the array for one long row, and colors end up in other "
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
    otherwise="With `gradient_of = lambda p: 2 * p` twice the picture should come out, unmoved. If "
    "it does: does `gradient_of` see the picture rolled *down* by the first number and *right* by "
    "the second?",
)


def _jumps(axis=1, over=(0, 2)):
    """What measures the mean jump along an axis; over the other two it is the mean."""
    return lambda change: np.abs(np.diff(change, axis=axis)).mean(axis=over)


def _signed(change):
    return np.diff(change, axis=1).mean(axis=(0, 2))


def _score(measure, rest=True):
    def score(change, seams):
        jumps = measure(change)
        others = np.delete(jumps, seams) if rest else jumps
        return jumps[seams].mean() / others.mean()

    return score


def _seams_by(gather):
    def score(change, seams):
        jumps = _jumps()(change)
        return gather(jumps[seams]) / np.delete(jumps, seams).mean()

    return score


def seam_score(change, seams):
    """The mean jump at the seams, divided by the mean jump everywhere else."""
    return _score(_jumps())(change, seams)


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
            _score(_signed),
            "Jumps up and down cancel in your mean. How far it jumps matters, not where to.",
        ),
        Mistake(
            "wrong axis",
            _score(_jumps(0, (1, 2))),
            "You measure jumps from row to row, or from color to color. A seam between columns "
            "is crossed from left to right.",
            also=(_score(_jumps(0)), _score(_jumps(2))),
        ),
        Mistake(
            "size after the mean",
            _score(lambda change: np.abs(_signed(change))),
            "You take the mean first and its size after that: jumps up and down have cancelled.",
        ),
        Mistake(
            "seams not taken out",
            _score(_jumps(), rest=False),
            "You divide by the mean over all columns, the seams among them. Take them out first.",
        ),
        Mistake(
            "upside down",
            lambda change, seams: 1 / seam_score(change, seams),
            "Upside down: a visible seam should give a number above 1.",
        ),
        Mistake(
            "largest or sum of the seams",
            _seams_by(np.sum),
            "At several seams the *mean* of their jumps was asked for.",
            also=(_seams_by(np.max),),
        ),
        Mistake(
            "one column off",
            lambda change, seams: seam_score(change, [seam - 1 for seam in seams]),
            "You are one column off: jump number s is the one from column s to column s + 1.",
            also=(lambda change, seams: seam_score(change, [seam + 1 for seam in seams]),),
        ),
    ],
    praise="1 is a seam that nobody sees. Clearly below 1 is a trace as well: little grew there.",
    otherwise="On an even ramp every jump is alike, and the score should be 1. If it is: the sizes "
    "of the jumps, not their squares, then their mean for each column.",
)

REACH = value_task(
    "06.f",
    "How far does a seam reach?",
    1,
    right=86,  # 85 or 87, as one counts the pixel itself
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
            172,
            "That is the width of the disturbed band on both sides together. Asked was one side.",
        ),
    ],
    praise="From pixel to neuron and back to pixel: twice half a window.",
    otherwise="Two steps: which neurons see across the seam, and which pixels do those see?",
    atol=2.1,
)


def _dream(answer):
    image, settings = dreamt(answer)
    tile, reach = settings["tile_size"], settings["jitter"]
    if max(image.shape[:2]) < 480:
        raise Wrong("The picture should be at least 480 pixels wide or high.")
    if not tile or tile > 160:
        raise Wrong("The tiles should be of at most 160 pixels: tile_size.")
    if reach == 0:
        raise Wrong("Without a roll the seams stay where they are, as in the call above.")
    rolled = "as far as a tile" if reach is None else f"up to {reach} pixels"
    return f"Tiles of at most {tile} pixels, rolled {rolled}. Now defend them."


TASKS = (
    MEMORY,
    COVER,
    SPLIT,
    ROLL,
    SEAM,
    REACH,
    hand_task("06.g", "A large picture without a seam", 4, _dream),
)
