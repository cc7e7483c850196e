"""Exercise 05, Octaves: sizes, lost detail, the loop over octaves."""

from __future__ import annotations

import math

import numpy as np

from dreamkit.exercises.tasks.answers import Wrong, dreamt
from dreamkit.exercises.tasks.ex05_laplacian import LEVEL
from dreamkit.exercises.tasks.ex05_loop import LOOP, photo
from dreamkit.exercises.tasks.given import enlarge
from dreamkit.exercises.tasks.task import Mistake, function_task, hand_task, value_task
from dreamkit.images import arrays


def octave_sizes(height, width, octaves, scale):
    """(height, width) of every octave, from the smallest to the picture's own."""
    factors = [scale**power for power in range(1 - octaves, 1)]
    return [(round(height * factor), round(width * factor)) for factor in factors]


def lost(picture, smaller):
    """What a picture loses when it is resized to `smaller` and back."""
    return picture - arrays.resize(arrays.resize(picture, smaller), picture.shape[:2])


def _range(low, high):
    def sizes(height, width, octaves, scale):
        factors = [scale**power for power in range(low(octaves), high(octaves))]
        return [(round(height * factor), round(width * factor)) for factor in factors]

    return sizes


SIZES = function_task(
    "05.a",
    "The sizes",
    2,
    right=octave_sizes,
    cases=lambda: [(300, 451, 5, 1.3), (400, 600, 1, 1.5), (400, 600, 3, 2)],
    mistakes=[
        Mistake(
            "up as well as down",
            _range(lambda n: -2, lambda n: 3),
            "Those are the tutorial's sizes, up as well as down. Here the largest is the picture "
            "itself, and their number is `octaves`.",
        ),
        Mistake(
            "one too many",
            _range(lambda n: -n, lambda n: 1),
            "There is one octave too many: with `octaves=1` only the picture itself is left.",
        ),
        Mistake(
            "one missing at the end",
            _range(lambda n: -n, lambda n: 0),
            "As many as there should be, but the last one is not the picture's own size.",
        ),
        Mistake(
            "large to small",
            lambda *arguments: octave_sizes(*arguments)[::-1],
            "The right sizes in the wrong order: a dream begins on the smallest.",
        ),
        Mistake(
            "evenly divided",
            lambda h, w, n, s: [(round(h * k / n), round(w * k / n)) for k in range(1, n + 1)],
            "You divided evenly. Each size is `scale` times the one before.",
        ),
        Mistake(
            "cut off",
            lambda h, w, n, s: [(int(h * s**k), int(w * s**k)) for k in range(1 - n, 1)],
            "Nearly: you cut the digits after the point off, where you should round.",
        ),
        Mistake(
            "rounded up",
            lambda h, w, n, s: [
                (math.ceil(h * s**k), math.ceil(w * s**k)) for k in range(1 - n, 1)
            ],
            "Nearly: you rounded up. Round to the nearest whole number.",
        ),
        Mistake(
            "not rounded",
            lambda h, w, n, s: [(h * s**k, w * s**k) for k in range(1 - n, 1)],
            "The right powers, but half a pixel is none: round to whole numbers.",
        ),
        Mistake(
            "width first",
            lambda *arguments: [size[::-1] for size in octave_sizes(*arguments)],
            "The right numbers in the other order: height first, then width.",
        ),
    ],
    praise="The same sizes as dreamkit's.",
    otherwise="By which power of `scale` is the picture divided in the first octave, if there are "
    "three?",
)

WIDTH = value_task(
    "05.b",
    "How large does it come out?",
    1,
    right=16 * 1.5**3,
    mistakes=[
        Mistake(
            "one enlargement too many",
            16 * 1.5**4,
            "You counted an enlargement for each octave. How often is a picture enlarged on the "
            "way from the first to the last of four?",
        ),
        Mistake(
            "one enlargement too few",
            16 * 1.5**2,
            "You counted one enlargement too few: first to second, second to third, and on.",
        ),
        Mistake(
            "not enlarged",
            16,
            "So wide it is where it was painted. What happens to it after that?",
        ),
        Mistake(
            "divided",
            16 / 1.5**3,
            "You divided. The small octave comes first, and the picture grows.",
        ),
        Mistake("added up", 16 * 4, "Four octaves do not make it four times as wide."),
    ],
    praise="Large forms are small forms that were painted early.",
    otherwise="Follow the pattern: it is painted once, and after that only ever multiplied.",
    atol=0.6,
)


LOST = function_task(
    "05.c",
    "What got lost?",
    2,
    right=lost,
    cases=lambda: [(photo(24, 32, 0), (12, 16)), (photo(30, 21, 1), (20, 14))],
    mistakes=[
        Mistake(
            "clipped",
            lambda p, s: np.clip(lost(p, s), 0, 1),
            "The negative half is gone: you clipped. What is lost is no picture, and a dark hair "
            "on bright fur is a negative number.",
        ),
        Mistake(
            "sign swapped",
            lambda p, s: -lost(p, s),
            "The signs are swapped: picture minus what came back, so that adding it mends.",
        ),
        Mistake(
            "what is left",
            lambda p, s: p - lost(p, s),
            "That is what is *left* after the way down and up, not what is lost.",
        ),
        Mistake(
            "absolute value",
            lambda p, s: np.abs(lost(p, s)),
            "All of it is positive. How should it be put back, if nobody knows which way?",
        ),
    ],
    praise="Added to the blurred picture it gives the picture back.",
    otherwise="Down with dk.resize, up with dk.resize, and compare with the picture.",
    atol=1e-4,
)


def _dreams():
    now = photo(30, 36, 2)
    before = arrays.resize(now, (20, 24))
    gray = np.full((20, 24, 3), 0.5, np.float32), np.full((30, 36, 3), 0.5, np.float32)
    dreamt = np.clip(before + 0.3 * (photo(20, 24, 3) - 0.5), 0, 1)
    bright = np.full((20, 24, 3), 0.97, np.float32)  # the detail leads out of [0, 1]
    return [
        (before, before, now),
        (gray[0] + 0.1, *gray),
        (gray[0], gray[0], now),
        (dreamt, before, now),
        (bright, before, now),
    ]


ENLARGE = function_task(
    "05.d",
    "To the next octave",
    3,
    right=enlarge,
    cases=_dreams,
    mistakes=[
        Mistake(
            "no detail",
            lambda p, b, n: np.clip(arrays.resize(p, n.shape[:2]), 0, 1),
            "The dream is enlarged, and blurred: the original's detail is missing.",
        ),
        Mistake(
            "original added",
            lambda p, b, n: np.clip(arrays.resize(p, n.shape[:2]) + n, 0, 1),
            "You added the whole original to the dream, and nearly everything is white. Only what "
            "`before` had *not* should come in.",
        ),
        Mistake(
            "dream lost",
            lambda p, b, n: np.clip(n, 0, 1),
            "What comes out is the original: your detail is measured against the dream, and "
            "adding it takes the dream away. Measure it against `before`.",
        ),
        Mistake(
            "not clipped",
            lambda p, b, n: arrays.resize(p, n.shape[:2]) + n - arrays.resize(b, n.shape[:2]),
            "Nearly right, but some values lie outside of [0, 1].",
        ),
        Mistake(
            "detail subtracted",
            lambda p, b, n: np.clip(
                arrays.resize(p, n.shape[:2]) - n + arrays.resize(b, n.shape[:2]), 0, 1
            ),
            "The detail comes in with the wrong sign: bright hairs turn dark.",
        ),
        Mistake(
            "dream and original swapped",
            lambda p, b, n: enlarge(b, p, n),
            "You enlarge the original and measure the detail against the dream: the two are "
            "swapped.",
        ),
        Mistake(
            "before not used",
            lambda p, b, n: np.clip(arrays.resize(p, n.shape[:2]) + lost(n, b.shape[:2]), 0, 1),
            "You shrink `now` yourself and do not use `before`. The detail is what `now` has and "
            "`before`, which you are given, had not.",
        ),
    ],
    praise="The dream at the new size, and every hair in its place.",
    otherwise="Try two cases by hand. With nothing dreamed, picture is before, and now should come "
    "out. And with before and now of one gray, 0.5, and a picture of 0.6: what should come out is "
    "0.6 everywhere, at the size of now.",
    atol=0.01,  # resize clips pictures, so that the dream and its change are not enlarged alike
)

COST = value_task(
    "05.e",
    "What does it cost?",
    1,
    right=1 + 1 / 4 + 1 / 16,
    mistakes=[
        Mistake(
            "all octaves alike",
            3,
            "You let every octave cost the same. The small ones have fewer pixels.",
        ),
        Mistake(
            "side, not area",
            1.75,
            "You halved the cost from octave to octave. The picture gets half as wide *and* half "
            "as high.",
        ),
        Mistake(
            "the small ones alone",
            0.3125,
            "That is what the small octaves cost. The full size is an octave as well.",
        ),
        Mistake(
            "steps counted",
            13.125,
            "You counted the steps, in units of one step at the full size. The question is how "
            "many times as long it takes as *ten* such steps.",
            also=(13.1,),
        ),
    ],
    praise="Octaves are cheap, because the early ones are small.",
    otherwise="How many pixels has each octave, as a part of the full size? Add the parts.",
    atol=0.013,
)


def _dream(answer):
    _, settings = dreamt(answer)
    if settings["octaves"] < 2:
        raise Wrong("With one octave all patterns are of one size. Take more.")
    return f"{settings['octaves']} octaves, {settings['octave_scale']} apart. Now defend them."


TASKS = (
    SIZES,
    WIDTH,
    LOST,
    ENLARGE,
    COST,
    LOOP,
    hand_task("05.g", "Large forms and fine ones", 4, _dream),
    LEVEL,
)
