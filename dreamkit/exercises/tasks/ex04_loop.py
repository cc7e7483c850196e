"""Exercise 04, task f: the main loop, climbed on hills whose tops are known."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.given import normalize, step
from dreamkit.exercises.tasks.task import Mistake, function_task


def dream(picture, loss_and_gradient, steps, step_size):
    """DeepDream's main loop: the last picture, and the loss before each step."""
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = step(picture, normalize(gradient), step_size)
    return picture, losses


class _Hill:
    """A hill with its top at a target: a loss and a gradient that change on the way."""

    def __init__(self, seed, low=0.0, high=1.0):
        self._target = np.random.default_rng(seed).uniform(low, high, (3, 4, 3))

    def __call__(self, picture):
        away = np.asarray(picture) - self._target
        return -np.mean(away**4), -4 * away**3 / away.size


def _hills():
    starts = [np.random.default_rng(seed).random((3, 4, 3)) for seed in (3, 4, 7)]
    beyond = _Hill(8, -1, 2)  # its top is no picture, so that clipping shows
    inside = (starts[0], _Hill(5), 3, 0.05), (starts[1], _Hill(6), 4, 0.02)
    return [*inside, (starts[2], beyond, 8, 0.2)]


def _loop(move=step, normal=normalize, look=lambda now, first: now, start=lambda now, first: now):
    """The main loop with something wrong: where it looks, or where a step starts."""

    def climb(picture, loss_and_gradient, steps, step_size):
        first, losses = picture, []
        for _ in range(steps):
            loss, _ = loss_and_gradient(picture)
            losses.append(loss)
            _, gradient = loss_and_gradient(look(picture, first))
            picture = move(start(picture, first), normal(gradient), step_size)
        return picture, losses

    return climb


def _loss_after(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        picture = step(picture, normalize(loss_and_gradient(picture)[1]), step_size)
        losses.append(loss_and_gradient(picture)[0])
    return picture, losses


def _all_once(picture, loss_and_gradient, steps, step_size):
    loss, gradient = loss_and_gradient(picture)
    for _ in range(steps):
        picture = step(picture, normalize(gradient), step_size)
    return picture, [loss] * steps


def _not_moved(picture, loss_and_gradient, steps, step_size):
    return picture, [loss_and_gradient(picture)[0]] * steps


def _same_step(picture, loss_and_gradient, steps, step_size):
    loss, gradient = loss_and_gradient(picture)
    return step(picture, normalize(gradient), step_size), [loss] * steps


def _return_inside(picture, loss_and_gradient, steps, step_size):
    return dream(picture, loss_and_gradient, 1, step_size)


def _one_step_more(picture, loss_and_gradient, steps, step_size):
    return dream(picture, loss_and_gradient, steps + 1, step_size)


def _last_loss(picture, loss_and_gradient, steps, step_size):
    moved, losses = dream(picture, loss_and_gradient, steps, step_size)
    return moved, losses[-1]


def _losses_first(*arguments):
    return dream(*arguments)[::-1]


def _unclipped(picture, direction, step_size):
    return picture + step_size * direction


def _clipped_once(*arguments):
    picture, losses = _loop(move=_unclipped)(*arguments)
    return np.clip(picture, 0, 1), losses


LOOP = function_task(
    "04.f",
    "The main loop",
    3,
    right=dream,
    cases=_hills,
    mistakes=[
        Mistake(
            "gradient taken once",
            _loop(look=lambda now, first: first),
            "The gradient is taken once, before the loop, and all steps go the same way. A "
            "gradient is true only where it was taken.",
            also=(_all_once,),
        ),
        Mistake(
            "picture does not move",
            _not_moved,
            "The picture that comes back is the one that was given: what a step returns has to "
            "become the picture of the next.",
        ),
        Mistake(
            "loss after the move",
            _loss_after,
            "The picture is right. But the losses are those *after* each move: the first of them "
            "should be that of the picture as it was given.",
        ),
        Mistake(
            "always from the original",
            _loop(start=lambda now, first: first),
            "Every step starts from the original anew, and all but the last are lost.",
            also=(_same_step,),
        ),
        Mistake(
            "not normalized",
            _loop(normal=lambda gradient: gradient),
            "The raw gradient moves the picture here, and hardly moves it at all.",
        ),
        Mistake(
            "not clipped",
            _loop(move=_unclipped),
            "On one of the hills here the picture leaves [0, 1]: every step has to keep it inside.",
            also=(_clipped_once, _loop(move=lambda p, d, s: np.clip(p + s * d, -1, 1))),
        ),
        Mistake(
            "return in the loop",
            _return_inside,
            "It takes one step, whatever `steps` is. Is the return inside the loop?",
        ),
        Mistake(
            "one step too many",
            _one_step_more,
            "It takes one step more than `steps`. How often does your loop run?",
        ),
        Mistake(
            "last loss only",
            _last_loss,
            "The picture is right. For the losses a list was asked for, with one for each step.",
        ),
        Mistake(
            "losses first",
            _losses_first,
            "The two are swapped: first the picture, then the losses.",
        ),
    ],
    praise="This is DeepDream. The rest of the course makes it better looking.",
    otherwise="Try it with steps=2 on paper: of which picture is the second gradient, and which "
    "picture does the second step move?",
)
