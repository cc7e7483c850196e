"""Exercise 03, task e: a jitter that rolls the picture and forgets to roll the direction back."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.task import Mistake, function_task


def stripes_gradient(picture):
    """The gradient of task e's goal: horizontal stripes, asked for at every fourth pixel."""
    from scipy import ndimage

    stripes = np.outer([-1, 0.5, 1, 0.5, -1], np.ones(5)) / 25
    answer = ndimage.correlate(picture.mean(axis=2), stripes, mode="wrap")
    kept = np.zeros_like(answer)
    kept[::4, ::4] = answer[::4, ::4]
    gray = ndimage.convolve(kept, stripes, mode="wrap") / 3
    return np.repeat(gray[..., None], 3, axis=2)


def _shaken(back, keep=True, look=tuple, axis=(0, 1)):
    """Ascent with jitter whose direction is rolled by `back(shift)` before it is added."""

    def ascent(picture, gradient_of, shifts, step_size):
        for shift in np.asarray(shifts):
            looked_at = np.roll(picture, look(shift), axis=(0, 1))
            direction = gradient_of(looked_at)
            direction = direction / (direction.std() + 1e-8)
            picture = picture if keep else looked_at
            picture = picture + step_size * np.roll(direction, back(shift), axis=axis)
        return picture

    return ascent


def _shakes():
    start = np.random.default_rng(6).random((12, 16, 3))
    return [
        (start, stripes_gradient, ((3, -2), (1, 5)), 0.02),
        (start, stripes_gradient, ((0, 6), (-7, 0), (2, 2)), 0.05),
    ]


JITTER = function_task(
    "03.e",
    "A jitter that forgets to come back",
    2,
    right=_shaken(lambda shift: (-shift[0], -shift[1])),
    cases=_shakes,
    mistakes=[
        Mistake(
            "not rolled back",
            _shaken(lambda shift: (0, 0)),
            "As before: the direction belongs to the rolled picture, and is added to the one that "
            "was not rolled.",
        ),
        Mistake(
            "rolled on",
            _shaken(lambda shift: (shift[0], shift[1])),
            "You rolled the direction once more the *same* way: now it is twice as far off.",
        ),
        Mistake(
            "one axis only",
            _shaken(lambda shift: (-shift[0], 0)),
            "Up and down it comes back, left and right it does not.",
        ),
        Mistake(
            "other axis only",
            _shaken(lambda shift: (0, -shift[1])),
            "Left and right it comes back, up and down it does not.",
        ),
        Mistake(
            "axes swapped back",
            _shaken(lambda shift: (-shift[1], -shift[0])),
            "On the way back you swapped down and right.",
        ),
        Mistake(
            "without axis",
            _shaken(lambda shift: (-shift[0], -shift[1]), axis=None),
            "Without `axis=` np.roll takes the array for one long row, and colors end up in other "
            "channels.",
        ),
        Mistake(
            "no jitter",
            _shaken(lambda shift: (0, 0), look=lambda shift: (0, 0)),
            "The picture is not shaken at all any more: the shifts have no effect.",
        ),
        Mistake(
            "picture wanders",
            _shaken(lambda shift: (0, 0), keep=False),
            "Direction and picture fit now, but the picture stays where it was rolled to, and "
            "wanders off. Roll it back after the step.",
        ),
    ],
    praise="Shaken while it looks, still when it moves.",
    otherwise="Change nothing but where the direction lies. With all shifts (0, 0) the given "
    "version is right: compare with that, and if yours is right there, try the shift (3, 0) alone.",
)
