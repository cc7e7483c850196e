"""Exercise 02, Running it backwards: gradients by hand and by tape, saliency, naive ascent."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.answers import Wrong, picture
from dreamkit.exercises.tasks.attempts import NotAttempted, is_open
from dreamkit.exercises.tasks.ex02_tape import TAPE
from dreamkit.exercises.tasks.task import (
    Mistake,
    Task,
    function_task,
    hand_task,
    recognize,
    value_task,
)
from dreamkit.images import samples

SLOPES = value_task(
    "02.a",
    "A gradient, two ways",
    1,
    right=[2, -1],
    mistakes=[
        Mistake(
            "y first",
            [-1, 2],
            "The right numbers in the other order: first along x, then along y.",
        ),
        Mistake(
            "product's x lost",
            [2, -4],
            "Along x it is right. Along y: keep x fixed and let only y grow. What does x * y do?",
        ),
        Mistake(
            "x and y exchanged",
            [3, -1],
            "Along x you took the derivative of x * y with respect to y. If only x grows, it grows "
            "y times as fast.",
        ),
        Mistake(
            "sign",
            [2, 7],
            "Along y: the square is taken away, and takes its slope away, too.",
        ),
        Mistake(
            "square's factor forgotten",
            [2, 1],
            "Along y: the slope of a square is more than the number itself.",
        ),
    ],
    praise="A small step along x climbs, and one along y goes down half as fast.",
    otherwise="While one of the two grows, the other is a constant number.",
    shape=(2,),
    atol=0.005,
)

STEPS = value_task(
    "02.b",
    "How long a step?",
    2,
    right=[0.2, 0.1, 0.1],
    mistakes=[
        Mistake(
            "gentle direction",
            [0.5, 0.1, 0.1],
            "The first one: you asked the gentle direction. The steepest sets the limit.",
        ),
        Mistake(
            "factor 2 forgotten",
            [0.4, 0.1, 0.1],
            "The first one: the derivative of a square brings a factor of 2.",
        ),
        Mistake(
            "limit of zigzag for limit of flying off",
            [0.1, 0.1, 0.1],
            "The first one: from your number on it only changes sides, and still comes nearer.",
        ),
        Mistake(
            "zigzag where it flies off",
            [0.2, 0.2, 0.1],
            "The zigzag begins earlier: as soon as a step overshoots at all.",
        ),
        Mistake(
            "half the way",
            [0.2, 0.1, 0.05],
            "The last one: your step brings y half way only.",
        ),
    ],
    praise="Past the first number every step ends further down the other side than it began.",
    otherwise="By which factor does one step multiply y? Everything asked follows from it.",
    shape=(3,),
    atol=1e-3,
)

_MOVES = "WPNP"
_WHO_MOVES = (
    Mistake(
        "saliency moves the picture",
        "WPPP",
        "A saliency map takes a gradient and no step: does a gradient alone move anything?",
    ),
    Mistake(
        "a dream teaches",
        "WWNP",
        "In naive ascent it is not the weights that change: the network learns nothing there.",
    ),
    Mistake(
        "gradient of the weights",
        "WPNW",
        "The last one: which has the shape of a picture, and can be shown as one?",
    ),
    Mistake(
        "training paints",
        "PPNP",
        "The first one: in training the pictures are what is given.",
    ),
)


def _who_moves(answer):
    if is_open(answer):
        raise NotAttempted
    letters = (
        "".join(answer)
        if isinstance(answer, list | tuple) and all(isinstance(letter, str) for letter in answer)
        else answer
    )
    if (
        not isinstance(letters, str)
        or len(letters.strip()) != 4
        or set(letters.strip().upper()) - set("PWN")
    ):
        raise Wrong('Give four letters in quotes, each P, W or N, such as "PPPP".')
    letters = letters.strip().upper()
    if letters != _MOVES:
        otherwise = "At least one letter is not right yet. What is changed, what only looked at?"
        raise recognize(
            _WHO_MOVES,
            otherwise,
            lambda other: all(
                mine == theirs
                for mine, theirs, right in zip(letters, other, _MOVES, strict=True)
                if theirs != right
            ),
        )
    return "Training moves the weights, dreaming the picture, looking neither."


def saliency(gradient):
    """The largest size over the colors, as a share of the largest of all."""
    size = np.abs(gradient).max(axis=2)
    return size / size.max()


def _share(size):
    return size / size.max()


def _gradients():
    by_hand = np.array([[[0.1, -0.4, 0.2], [0.0, 0.2, 0.1]]])
    return [(by_hand,), (np.random.default_rng(2).normal(size=(5, 4, 3)),)]


SALIENCY = function_task(
    "02.e",
    "A saliency map",
    2,
    right=saliency,
    cases=_gradients,
    mistakes=[
        Mistake(
            "size forgotten",
            lambda g: _share(g.max(axis=2)),
            "A pixel that should become *darker* matters as much. Take the size first.",
        ),
        Mistake(
            "size after the largest",
            lambda g: _share(np.abs(g.max(axis=2))),
            "The size comes first: after `max` a strong negative number is lost already.",
        ),
        Mistake(
            "colors added up",
            lambda g: _share(np.abs(g.sum(axis=2))),
            "Colors with opposite signs cancel when you add them up. Take the size first.",
        ),
        Mistake(
            "mean of the sizes",
            lambda g: _share(np.abs(g).mean(axis=2)),
            "You took the mean or the sum over the colors. The *largest* was asked for.",
        ),
        Mistake(
            "not divided",
            lambda g: np.abs(g).max(axis=2),
            "All but the last step: the largest of the map should be 1.",
        ),
    ],
    praise="Where the network would notice a change first.",
    otherwise="Size, then the largest over the colors, then divided by the largest of all.",
)


def step_up(picture, gradient, step_size=0.005):
    """One normalized step uphill, in [0, 1]."""
    return np.clip(picture + step_size * gradient / (np.std(gradient) + 1e-8), 0, 1)


def _step(by=np.std, guard=1e-8, low=0, high=1):
    """A step with something wrong: what it divides by, what it adds to that, where it clips."""
    return lambda p, g, s=0.005: np.clip(p + s * g / (by(g) + guard), low, high)


def _starts():
    random = np.random.default_rng(3)
    # Large enough that it does not matter whether the deviation is divided by n or by n - 1.
    mixed = random.random((24, 20, 3))
    slopes = (random.normal(size=mixed.shape) + 0.7) * [1e-3, 2e-3, 5e-4]
    return [(mixed, slopes, 0.01), (np.ones(mixed.shape), slopes, 0.05), (mixed, slopes * 0, 0.01)]


STEP = function_task(
    "02.f",
    "One step of normalized ascent",
    2,
    right=step_up,
    cases=_starts,
    mistakes=[
        Mistake(
            "downhill",
            lambda p, g, s=0.005: step_up(p, -g, s),
            "That is downhill: the score falls.",
        ),
        Mistake(
            "no clip",
            _step(low=-np.inf, high=np.inf),
            "Whiter than white: a picture lives in [0, 1].",
            also=(_step(high=255),),
        ),
        Mistake(
            "clipped to [-1, 1]",
            _step(low=-1),
            "Blacker than black: a picture lives in [0, 1].",
        ),
        Mistake(
            "step size without effect",
            lambda p, g, s=0.005: step_up(p, g),
            "The same step whatever `step_size` is.",
        ),
        Mistake(
            "each color by itself",
            _step(lambda g: g.std(axis=(0, 1))),
            "You divided each color by a deviation of its own. One for the whole gradient.",
        ),
        Mistake(
            "guard too large",
            _step(guard=1e-4),
            "What you add below the line is not tiny beside this gradient.",
            also=(_step(guard=1e-2), _step(guard=1e-3), _step(guard=1e-5)),
        ),
        Mistake(
            "by the largest",
            _step(lambda g: np.abs(g).max()),
            "You divided by the largest value: then one strong pixel makes all others creep.",
        ),
        Mistake(
            "mean taken off",
            lambda p, g, s=0.005: step_up(p, g - g.mean(), s),
            "You took the gradient's mean away, too. Only its size should change.",
        ),
        Mistake(
            "sign alone",
            lambda p, g, s=0.005: np.clip(p + s * np.sign(g), 0, 1),
            "You kept only the signs: every pixel moves as far. Divide by the standard deviation, "
            "and a pixel that matters more moves further.",
        ),
        Mistake(
            "not normalized",
            _step(lambda g: 1, guard=0),
            "The raw gradient moves the picture here: a thousand times weaker a gradient makes a "
            "thousand times shorter a step.",
        ),
        Mistake(
            "no guard against zero",
            _step(guard=0),
            "A gradient of zeros gives nan: zero divided by zero. Something tiny below the line "
            "would do.",
        ),
    ],
    praise="Now a step is equally long for every class and every picture.",
    otherwise="Three things in order: divide by the standard deviation, move, clip.",
    atol=1e-4,
    quiet=_starts()[-1],
)


def _climbed(answer):
    if hasattr(answer, "settings"):
        raise Wrong("That is all that dk.dream returns; its picture has the name .image.")
    climbed, start = picture(answer), samples.sample("coffee", max_size=192)
    if climbed.shape != start.shape:
        raise Wrong("Climb from `start` as it is given, so that the two can be compared.")
    if np.allclose(climbed, start):
        raise Wrong("That is `start` itself: nothing has climbed yet.")
    return "Now read its spectrum."


TASKS = (
    SLOPES,
    STEPS,
    Task("02.c", "What moves?", 2, _who_moves, _WHO_MOVES),
    TAPE,
    SALIENCY,
    STEP,
    hand_task("02.g", "Why it is finer than a photo", 4, _climbed),
)
