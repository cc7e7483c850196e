"""Exercise 04, DeepDream: loss, normalised gradient, main loop."""

from __future__ import annotations

import numpy as np

from dreamkit.classroom.tasks.task import (
    CHANGES,
    Mistake,
    Wrong,
    function_task,
    hand_task,
    picture,
    value_task,
)


def layer_loss(activations):
    """The sum over layers of the mean activation."""
    return sum(np.mean(activation) for activation in activations.values())


def normalise(gradient):
    """A gradient divided by its standard deviation; zeros stay zeros."""
    return gradient / (np.std(gradient) + 1e-8)


def step(picture, direction, step_size):
    """The picture after one step uphill, in [0, 1]."""
    return np.clip(picture + step_size * direction, 0, 1)


def dream(picture, loss_and_gradient, steps, step_size):
    """DeepDream's main loop: the last picture, and the loss before each step."""
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = step(picture, normalise(gradient), step_size)
    return picture, losses


STEP_SIZE = value_task(
    "04.a",
    "The same step in another convention",
    2,
    right=[0.005, 1.275],
    mistakes=[
        Mistake(
            "same number",
            [0.01, 1.275],
            "For [0, 1] you kept the tutorial's number. The direction does not depend on the "
            "convention, but the range of the pixels does.",
        ),
        Mistake(
            "multiplied",
            [0.02, 1.275],
            "For [0, 1] you multiplied where you should divide: a shorter range takes a shorter "
            "step.",
        ),
        Mistake(
            "range taken for 1",
            [0.005, 2.55],
            "For [0, 255] you forgot how long the range [-1, 1] is.",
        ),
        Mistake(
            "in whole pixels",
            [0.005, 0.01 * 127],
            "For [0, 255] that is nearly it: the range is 255 long, half of that is no whole "
            "number.",
        ),
    ],
    praise="The first is DreamKit's default; the second is a little more than one grey level.",
    otherwise="Which share of the whole range does the tutorial's step take? The same, please.",
    shape=(2,),
    atol=[1e-4, 3e-3],
)


def _activations():
    random = np.random.default_rng(0)
    flat = {"a": np.full((1, 2, 2, 1), 3.0), "b": np.full((1, 4, 4, 8), 0.5)}
    return [(flat,), ({"c": random.random((1, 3, 5, 4)), "d": random.random((1, 2, 2, 6))},)]


def _values(activations):
    return list(activations.values())


LOSS = function_task(
    "04.b",
    "The loss of several layers",
    2,
    right=layer_loss,
    cases=_activations,
    mistakes=[
        Mistake(
            "all neurons together",
            lambda a: np.concatenate([one.ravel() for one in _values(a)]).mean(),
            "You took the mean over all neurons together, so that the layer with the most of them "
            "drowns the others. One mean for each layer first.",
        ),
        Mistake(
            "sum within a layer",
            lambda a: sum(np.sum(one) for one in _values(a)),
            "Within a layer you added up. Then the loss grows with the size of the picture.",
        ),
        Mistake(
            "mean of the means",
            lambda a: np.mean([np.mean(one) for one in _values(a)]),
            "You took the mean over the layers as well. It climbs the same way, but it is not the "
            "loss of the lesson: a second layer then halves the first one's pull.",
        ),
        Mistake(
            "one layer only",
            lambda a: np.mean(_values(a)[0]),
            "Only the first layer counts in your loss. Is the return inside the loop?",
        ),
    ],
    praise="Each layer has one voice, however many neurons it has.",
    otherwise="Two layers full of 3 and of 0.5: which mean has each of them? Those are added.",
)

SIZE = value_task(
    "04.c",
    "How large is the gradient?",
    1,
    right=2e-6,
    mistakes=[
        Mistake(
            "side, not area",
            4e-6,
            "You halved it. The photo is twice as wide *and* twice as high: how many times as "
            "many neurons share the mean?",
        ),
        Mistake(
            "same photo, same gradient",
            8e-6,
            "It does change. The loss is a mean over all places: what is one pixel's share in it, "
            "when there are more of them?",
        ),
        Mistake(
            "wrong way round",
            3.2e-5,
            "The factor is right, but it is the larger photo whose pixels matter less, each.",
        ),
    ],
    praise="That is why the step is normalised: nobody wants a step size for each photo.",
    otherwise="By what factor does the number of places grow that share the mean?",
    atol=5e-7,
)


def _gradients():
    random = np.random.default_rng(1)
    tiny = [np.array([-1.0, 1, -1, 1]) * 1e-5, np.zeros(4), np.array([0, 0, 0, 4e-5])]
    return [(gradient,) for gradient in (*tiny, random.normal(size=(4, 5, 3)) * 1e-4)]


NORMALISE = function_task(
    "04.d",
    "Normalise",
    2,
    right=normalise,
    cases=_gradients,
    mistakes=[
        Mistake(
            "no guard against zero",
            lambda g: g / g.std(),
            "A gradient of zeros comes out as nan: zero divided by zero. Something tiny below the "
            "line would do.",
        ),
        Mistake(
            "guard too large",
            lambda g: g / (g.std() + 1e-4),
            "What you add below the line is as large as real gradients are here, and drowns them. "
            "1e-5 should come out as 1.00.",
        ),
        Mistake(
            "mean taken away",
            lambda g: (g - g.mean()) / (g.std() + 1e-8),
            "You took the mean away, too. Then pixels whose gradient is zero move, and the "
            "direction is another one.",
        ),
        Mistake(
            "by the largest",
            lambda g: g / (np.abs(g).max() + 1e-8),
            "You divided by the largest value. One extreme pixel would slow all others down.",
        ),
        Mistake(
            "by the length",
            lambda g: g / (np.linalg.norm(g) + 1e-8),
            "You divided by the gradient's length, which grows with the number of pixels.",
        ),
    ],
    praise="From now on a step size means the same for every layer and every photo.",
    otherwise="Divide by the standard deviation, and let nothing go wrong where that is 0.",
    atol=0.012,
)


def _in_place(picture, direction, step_size):
    picture += step_size * direction
    return picture.clip(0, 1)


def _moves():
    given = np.array([0.5, 0.999, 0.001]), np.array([1.0, 1, -1])
    random = np.random.default_rng(2)
    return [(*given, 0.005), (random.random((3, 4, 3)), random.normal(size=(3, 4, 3)), 0.3)]


STEP = function_task(
    "04.e",
    "One step uphill",
    2,
    right=step,
    cases=_moves,
    mistakes=[
        Mistake(
            "downhill",
            lambda p, d, s: np.clip(p - s * d, 0, 1),
            "That goes downhill, as in training, where the loss is to fall.",
        ),
        Mistake(
            "no clip",
            lambda p, d, s: p + s * d,
            "Some values leave [0, 1] and are no colours any more.",
        ),
        Mistake(
            "clipped to [-1, 1]",
            lambda p, d, s: np.clip(p + s * d, -1, 1),
            "You clip to the tutorial's range. Where does black lie in DreamKit's?",
        ),
        Mistake("changes its argument", _in_place, CHANGES),
    ],
    praise="Uphill, and still a picture.",
    otherwise="Where the direction is positive the picture should get brighter, by step_size "
    "times it.",
)


class _Hill:
    """A hill with its top at a target: a loss and a gradient that change on the way."""

    def __init__(self, seed):
        self._target = np.random.default_rng(seed).random((3, 4, 3))

    def __call__(self, picture):
        away = np.asarray(picture) - self._target
        return -np.mean(away**4), -4 * away**3 / away.size


def _hills():
    starts = [np.random.default_rng(seed).random((3, 4, 3)) for seed in (3, 4)]
    return [(starts[0], _Hill(5), 3, 0.05), (starts[1], _Hill(6), 4, 0.02)]


def _gradient_once(picture, loss_and_gradient, steps, step_size):
    losses, (_, gradient) = [], loss_and_gradient(picture)
    for _ in range(steps):
        losses.append(loss_and_gradient(picture)[0])
        picture = step(picture, normalise(gradient), step_size)
    return picture, losses


def _loss_after(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        picture = step(picture, normalise(loss_and_gradient(picture)[1]), step_size)
        losses.append(loss_and_gradient(picture)[0])
    return picture, losses


def _from_the_original(original, loss_and_gradient, steps, step_size):
    picture, losses = original, []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = step(original, normalise(gradient), step_size)
    return picture, losses


def _raw(picture, loss_and_gradient, steps, step_size):
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(picture)
        losses.append(loss)
        picture = step(picture, gradient, step_size)
    return picture, losses


LOOP = function_task(
    "04.f",
    "The main loop",
    3,
    right=dream,
    cases=_hills,
    mistakes=[
        Mistake(
            "gradient taken once",
            _gradient_once,
            "The gradient is taken once, before the loop, and all steps go the same way. A "
            "gradient is true only where it was taken.",
        ),
        Mistake(
            "loss after the move",
            _loss_after,
            "The picture is right. But the losses are those *after* each move: the first of them "
            "should be that of the picture as it was given.",
        ),
        Mistake(
            "always from the original",
            _from_the_original,
            "Every step starts from the original anew, and all but the last are lost.",
        ),
        Mistake(
            "not normalised",
            _raw,
            "The raw gradient moves the picture here, and hardly moves it at all.",
        ),
    ],
    praise="This is DeepDream. The rest of the course makes it better looking.",
    otherwise="Try it with steps=1 on paper: one loss, one gradient, one step. Then let it repeat.",
)


def _climb(answer):
    picture(answer)
    settings = getattr(answer, "settings", None)
    if settings is None:
        raise Wrong("Hand in what dk.dream returns, whole: its settings belong to it.")
    count, size = settings["steps"], settings["step_size"]
    if settings["octaves"] != 1:
        raise Wrong("Leave octaves=1: with more of them there are more steps than you say.")
    if count * size > 0.2001:
        raise Wrong(f"{count} steps of {size} may add up to 0.2 at most, and are {count * size:g}.")
    return f"{count} steps of {size}. Now defend them."


TASKS = (
    STEP_SIZE,
    LOSS,
    SIZE,
    NORMALISE,
    STEP,
    LOOP,
    hand_task("04.g", "Few large steps or many small ones?", 4, _climb),
)
