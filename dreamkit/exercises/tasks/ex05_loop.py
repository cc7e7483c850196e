"""Exercise 05, task f: the loop over octaves, with climbs that need no network."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.given import enlarge
from dreamkit.exercises.tasks.task import Mistake, function_task
from dreamkit.images import arrays


def photo(height, width, seed):
    """A smooth picture with some grain, in [0.15, 0.85]."""
    random = np.random.default_rng(seed)
    broad = arrays.resize(random.random((4, 5, 3)).astype(np.float32), (height, width))
    grain = random.random((height, width, 3))
    return np.clip(0.2 + 0.5 * broad + 0.1 * grain, 0.15, 0.85).astype(np.float32)


def dream_octaves(photo, climb, sizes, steps):
    """The last dream of those at all sizes."""
    return _octaves(photo, climb, sizes, steps, enlarge)


def _octaves(photo, climb, sizes, steps, enlarge, from_first=False):
    before = dreamt = None
    for size in sizes:
        now = arrays.resize(photo, size)
        dreamt = np.clip(now, 0, 1) if before is None else enlarge(dreamt, before, now)
        dreamt = climb(dreamt, steps)
        if before is None or not from_first:
            before = now
    return dreamt


class _Brighter:
    """A climb that adds the same to every pixel."""

    def __init__(self, by):
        self._by = by

    def __call__(self, picture, steps):
        return np.clip(np.asarray(picture) + self._by * steps, 0, 1)


def _climbs():
    scene, gray = photo(36, 48, 4), np.full((27, 36, 3), 0.3, np.float32)
    sizes = [(16, 21), (24, 32), (36, 48)]
    return [
        (scene, _Brighter(0), sizes, 1),
        (gray, _Brighter(0.05), [(12, 16), (18, 24), (27, 36)], 1),
        (scene, _Brighter(0.02), sizes, 2),
    ]


def _not_enlarged(picture, before, now):
    return np.clip(arrays.resize(picture, now.shape[:2]), 0, 1)


def _stays(picture, steps):
    return picture


LOOP = function_task(
    "05.f",
    "The loop over octaves",
    3,
    right=dream_octaves,
    cases=_climbs,
    mistakes=[
        Mistake(
            "always from the photo",
            lambda p, climb, sizes, n: climb(arrays.resize(p, sizes[-1]), n),
            "The last octave starts from the photo, so that all dreams before it are gone. Is "
            "`before` a dream? Then the detail takes the dream away again: `before` is always the "
            "photo, at the size before.",
        ),
        Mistake(
            "before never moves on",
            lambda p, climb, sizes, n: _octaves(p, climb, sizes, n, enlarge, from_first=True),
            "From the third octave on the detail is put back twice: `before` stays the first "
            "original. It should move on with the size.",
        ),
        Mistake(
            "no detail",
            lambda p, climb, sizes, n: _octaves(p, climb, sizes, n, _not_enlarged),
            "The dream is enlarged without the photo's detail, and comes back blurred.",
        ),
        Mistake(
            "first octave only",
            lambda p, climb, sizes, n: climb(arrays.resize(p, sizes[0]), n),
            "Only the first size is dreamed on. Is the return inside the loop?",
        ),
        Mistake(
            "climbs for nothing",
            lambda p, climb, sizes, n: _octaves(p, _stays, sizes, n, enlarge),
            "What `climb` returns is lost: it does not change a picture in place.",
        ),
        Mistake(
            "steps not passed on",
            lambda p, climb, sizes, n: _octaves(p, lambda q, _: climb(q, 1), sizes, n, enlarge),
            "Whatever `steps` says, each size gets as many steps as you wrote down.",
        ),
    ],
    praise="With a climb that does nothing the photo comes back, and with one that dreams, you "
    "have DeepDream with octaves.",
    otherwise="A climb that does nothing should give the photo back. If yours does: is `climb` "
    "used once at every size, the first and the last as well, with all steps?",
    atol=6e-3,
)
