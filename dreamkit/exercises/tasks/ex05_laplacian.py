"""Exercise 05, task h: a level of a gradient's Laplacian pyramid brought to equal size."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.task import Mistake, function_task

DAMPING = 0.45


def equal_level(level, place):
    """The level with root mean square 1; the two finest, places 0 and 1, are damped."""
    return DAMPING ** max(0, 2 - place) * level / _root_mean_square(level)


def _root_mean_square(level):
    return np.sqrt(np.mean(level**2))


def _levels():
    random = np.random.default_rng(6)
    sizes = [(8, 12, 3), (4, 6, 3), (2, 3, 3), (1, 2, 3)]
    # The coarse ones have a mean that is not zero, as a gradient's have.
    return [
        (1e-4 * 3**place * (random.normal(size=size) + 0.4 * place), place)
        for place, size in enumerate(sizes)
    ]


def _damped(factors):
    return lambda level, place: factors(place) * level / _root_mean_square(level)


LEVEL = function_task(
    "05.h",
    "Levels of equal size",
    2,
    right=equal_level,
    cases=_levels,
    mistakes=[
        Mistake(
            "not damped",
            _damped(lambda place: 1),
            "All levels have the same size, but the two finest should be damped.",
        ),
        Mistake(
            "coarse ones damped",
            _damped(lambda place: DAMPING**place),
            "You damp a level the more, the coarser it is. It is the finest that looks like grain.",
        ),
        Mistake(
            "both damped alike",
            _damped(lambda place: DAMPING if place < 2 else 1),
            "The two finest are damped alike. The finest is damped twice.",
            also=(_damped(lambda place: DAMPING**2 if place < 2 else 1),),
        ),
        Mistake(
            "finest only",
            _damped(lambda place: DAMPING if place == 0 else 1),
            "Only the finest level is damped. Two are, and the finest of them twice.",
            also=(_damped(lambda place: DAMPING**2 if place == 0 else 1),),
        ),
        Mistake(
            "all damped",
            _damped(lambda place: DAMPING),
            "Every level is damped, so nothing has changed between them.",
        ),
        Mistake(
            "standard deviation",
            lambda level, place: DAMPING ** max(0, 2 - place) * level / level.std(),
            "You divided by the standard deviation, which forgets the mean of a level. The coarse "
            "ones have a large mean. Root mean square: the root of the mean of the squares.",
        ),
        Mistake(
            "root forgotten",
            lambda level, place: DAMPING ** max(0, 2 - place) * level / np.mean(level**2),
            "You divided by the mean of the squares. Its root is missing.",
        ),
        Mistake(
            "by the largest",
            lambda level, place: DAMPING ** max(0, 2 - place) * level / np.abs(level).max(),
            "You divided by the largest value. One extreme pixel would decide for all.",
            also=(lambda level, place: DAMPING ** max(0, 2 - place) * level / level.max(),),
        ),
        Mistake(
            "damping not ended",
            lambda level, place: DAMPING ** (2 - place) * level / _root_mean_square(level),
            "At place 3 and deeper your levels are made *stronger*: 2 - place is negative there.",
        ),
        Mistake(
            "mean of the sizes",
            lambda level, place: DAMPING ** max(0, 2 - place) * level / np.mean(np.abs(level)),
            "You divided by the mean of the absolute values. Root mean square: square, take the "
            "mean, take the root.",
        ),
        Mistake(
            "divided only by damping",
            lambda level, place: DAMPING ** max(0, 2 - place) * level,
            "The levels are damped, but not yet of equal size.",
        ),
    ],
    praise="Now broad forms count as much as fine ones.",
    otherwise="Divide by the root of the mean of the squares; then look at the place, 0 or 1.",
)
