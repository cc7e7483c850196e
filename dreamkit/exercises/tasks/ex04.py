"""Exercise 04, DeepDream: loss, normalized gradient, main loop, goals with several parts."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.answers import CHANGES, Wrong, dreamt
from dreamkit.exercises.tasks.ex04_goal import GOAL
from dreamkit.exercises.tasks.ex04_loop import LOOP
from dreamkit.exercises.tasks.given import normalize, step
from dreamkit.exercises.tasks.task import Mistake, function_task, hand_task, value_task
from dreamkit.images import samples


def layer_loss(activations):
    """The sum over layers of the mean activation."""
    return sum(np.mean(activation) for activation in activations.values())


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
            "other order",
            [1.275, 0.005],
            "The right numbers in the other order: first for [0, 1], then for [0, 255].",
        ),
        Mistake(
            "range taken for 1",
            [0.005, 2.55],
            "For [0, 255] you forgot how long the range [-1, 1] is.",
        ),
    ],
    praise="The first is DreamKit's default; the second is a little more than one gray level.",
    otherwise="Which share of the whole range does the tutorial's step take? The same, please.",
    shape=(2,),
    atol=[1e-4, 6e-3],
)


def _activations():
    random = np.random.default_rng(0)
    flat = {"a": np.full((1, 2, 2, 1), 3.0), "b": np.full((1, 4, 4, 8), 0.5)}
    sizes = {"c": (1, 3, 5, 4), "d": (1, 2, 2, 6)}
    half = {name: np.maximum(random.normal(size=size), -0.2) for name, size in sizes.items()}
    return [(flat,), (half,)]


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
            lambda a: np.concatenate([values.ravel() for values in _values(a)]).mean(),
            "You took the mean over all neurons together, so that the layer with the most of them "
            "drowns the others. One mean for each layer first.",
        ),
        Mistake(
            "sum within a layer",
            lambda a: sum(np.sum(values) for values in _values(a)),
            "Within a layer you added up. Then the loss grows with the size of the picture.",
        ),
        Mistake(
            "mean of the means",
            lambda a: np.mean([np.mean(values) for values in _values(a)]),
            "You took the mean over the layers as well. It climbs the same way, but it is not the "
            "loss of the lesson: a second layer then halves the first one's pull.",
        ),
        Mistake(
            "some neurons only",
            lambda a: sum(values[values > 0].mean() for values in _values(a)),
            "You left neurons out, or changed them. All of them count, as they are: a mean over "
            "everything in the array.",
            also=(
                lambda a: sum(np.abs(values).mean() for values in _values(a)),
                lambda a: sum(values.max() for values in _values(a)),
                lambda a: sum(np.median(values) for values in _values(a)),
            ),
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
    praise="That is why the step is normalized: nobody wants a step size for each photo.",
    otherwise="By what factor does the number of places grow that share the mean?",
    atol=5e-7,
)


def _gradients():
    random = np.random.default_rng(1)
    tiny = [np.array([-1.0, 1, -1, 1]) * 1e-5, np.zeros(4), np.array([0, 0, 0, 4e-5])]
    tiny = [gradient.reshape(2, 2, 1) for gradient in tiny]
    return [(gradient,) for gradient in (*tiny, random.normal(size=(4, 5, 3)) * 1e-4)]


def _guarded(guard):
    return lambda g: g / (g.std() + guard)


NORMALIZE = function_task(
    "04.d",
    "Normalize",
    2,
    right=normalize,
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
            _guarded(1e-4),
            "What you add below the line is as large as real gradients are here, and drowns them. "
            "1e-5 should come out as 1.00.",
            also=(
                *(_guarded(guard) for guard in (1e-3, 1e-5, 1e-6)),
                lambda g: g / np.sqrt(g.var() + 1e-8),
            ),
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
            also=(lambda g: g / (g.max() + 1e-8),),
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
    quiet=(np.zeros((2, 2, 1)),),
)


def _in_place(picture, direction, step_size):
    picture += step_size * direction
    return picture.clip(0, 1)


def _moves():
    by_hand = np.array([[[0.5, 0.999, 0.001]]]), np.array([[[1.0, 1, -1]]])
    random = np.random.default_rng(2)
    return [(*by_hand, 0.005), (random.random((3, 4, 3)), random.normal(size=(3, 4, 3)), 0.3)]


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
            "Some values leave [0, 1] and are no colors any more.",
        ),
        Mistake(
            "below black",
            lambda p, d, s: np.clip(p + s * d, -1, 1),
            "Some values are below 0, which is black in DreamKit. The tutorial's black is -1.",
        ),
        Mistake(
            "above white",
            lambda p, d, s: np.clip(p + s * d, 0, 255),
            "Some values are above 1, which is white in DreamKit, and no 255 anywhere.",
        ),
        Mistake("changes its argument", _in_place, CHANGES),
    ],
    praise="Uphill, and still a picture.",
    otherwise="Where the direction is positive the picture should get brighter, by step_size "
    "times it.",
)


def _climb(answer):
    image, settings = dreamt(answer)
    if settings["goal"] != "mixed4" or image.shape != samples.sample("cat", max_size=256).shape:
        raise Wrong("Keep the photo and the goal of the call above, or losses cannot be compared.")
    count, size = settings["steps"], settings["step_size"]
    if settings["octaves"] != 1:
        raise Wrong("Leave octaves=1: with more of them there are more steps than you say.")
    if count * size > 0.2001:
        raise Wrong(f"{count} steps of {size} may add up to 0.2 at most, and are {count * size:g}.")
    return f"{count} {'step' if count == 1 else 'steps'} of {size:g}. Now defend them."


TASKS = (
    STEP_SIZE,
    LOSS,
    SIZE,
    NORMALIZE,
    STEP,
    LOOP,
    hand_task("04.g", "Few large steps or many small ones?", 4, _climb),
    GOAL,
)
