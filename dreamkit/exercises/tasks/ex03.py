"""Exercise 03, Regularization: grain, total variation, decay, jitter."""

from __future__ import annotations

import dataclasses

import numpy as np

from dreamkit.ascent import priors
from dreamkit.exercises.tasks.answers import Wrong, close, numbers, pair, picture
from dreamkit.exercises.tasks.attempts import is_open
from dreamkit.exercises.tasks.ex03_jitter import JITTER
from dreamkit.exercises.tasks.task import (
    Mistake,
    Task,
    function_task,
    hand_task,
    recognize,
    value_task,
)
from dreamkit.images import spectra


def mixture():
    """The picture of task a: a drawn owl and white noise, half and half; (72, 72, 3)."""
    from dreamkit.dreamnet import motifs

    owl = motifs.render("owl", seed=3, size=72) / 255
    return 0.5 * owl + 0.5 * np.random.default_rng(0).random(owl.shape)


# Worked out from mixture() with scipy.fft; a test does it again.
SHARE = value_task(
    "03.a",
    "How fine is it?",
    1,
    right=lambda: spectra.high_frequency_share(mixture()),
    mistakes=[
        Mistake(
            "mean not dropped",
            0.0792,
            "That is too small by far: the wave of length infinity, energy[0, 0], holds the "
            "picture's mean. It is no wave, and it is larger than all others together.",
        ),
        Mistake(
            "one axis instead of the radius",
            0.3704,
            "You counted by one axis alone. A wave that is fine across but not down is fine.",
            also=(0.3573,),
        ),
        Mistake(
            "each axis instead of the radius",
            0.5557,
            "You asked whether a wave is fine down or across. A slanting wave may be neither and "
            "still be short: its frequency is the length of the arrow (down, across).",
        ),
        Mistake(
            "not squared",
            0.7341,
            "You added up the waves' sizes. Energy is the size squared.",
        ),
        Mistake(
            "in percent",
            61.1,
            "That is percent. A share is a number between 0 and 1.",
            also=(61,),
        ),
        Mistake(
            "coarse instead of fine",
            0.389,
            "That is the share of the coarse waves, those below 0.25.",
        ),
        Mistake(
            "rounded too far",
            0.6,
            "Nearly: two digits after the point were asked for.",
        ),
    ],
    praise="Half of the picture is owl, and most of the energy is noise.",
    otherwise="Sum the energy of the waves above 0.25, and divide by the energy of all of them.",
    atol=0.006,
)

# Of the picture [[0, 1, 0], [0, 0.5, 1]]: in it every mistake below has a total of its own.
_TOTAL = 3.75
_SLOPE = np.array([[-2, 5, -4], [-1, -1, 3]], float)
_BY_HAND = (
    Mistake(
        "rows only",
        (2.5, [[-2, 4, -2], [-1, 0, 1]]),
        "You compared neighbors to the right only. Those below count as well.",
    ),
    Mistake(
        "columns only",
        (1.25, [[0, 1, -2], [0, -1, 2]]),
        "You compared neighbors below only. Those to the right count as well.",
    ),
    Mistake(
        "not squared",
        (4.5, _SLOPE),
        "You added up the sizes of the differences. Each is squared first.",
    ),
    Mistake(
        "signs kept",
        (1.5, _SLOPE),
        "You added up the differences with their signs, so that ups and downs cancel. Each is "
        "squared first, which leaves no sign.",
        also=((-1.5, _SLOPE),),
    ),
    Mistake(
        "every pair twice",
        (7.5, 2 * _SLOPE),
        "You met every pair of neighbors twice, once from either side. Each counts once.",
    ),
    Mistake(
        "sign reversed",
        (_TOTAL, -_SLOPE),
        "The total is right, the slope points the other way: where a pixel is higher than its "
        "neighbors, making it higher still makes the total *grow*.",
    ),
    Mistake(
        "half the slope",
        (_TOTAL, _SLOPE / 2),
        "The total is right, the slope is half of what it should be: the derivative of a square "
        "brings a factor.",
    ),
)


def _by_hand(answer):
    total, slope = pair(answer)
    if is_open(total):
        raise Wrong("The total still has its dots, and comes first.")
    total = numbers(total)
    if not close(total, _TOTAL, 1e-6):
        wrong = [m for m in _BY_HAND if m.answer[0] != _TOTAL]
        raise recognize(
            wrong,
            "The total is not right. There are seven pairs of neighbors, four of them side by "
            "side and three one above the other.",
            lambda other: close(total, other[0], 1e-6),
        )
    if is_open(slope):
        raise Wrong("The total is right. Now the slope, which still has its dots.")
    slope = numbers(slope, (2, 3))
    if not close(slope, _SLOPE, 1e-6):
        raise recognize(
            _BY_HAND,
            "The total is right, the slope is not yet. It has six numbers whose sum is 0, because "
            "making all pixels brighter changes no difference.",
            lambda other: close(slope, other[1], 1e-6),
        )
    return "Against this slope the bright pixels sink and the others rise."


def _pictures():
    random = np.random.default_rng(5)
    return [(random.random((5, 7, 3)), 2.0), (random.random((4, 4, 3)), 0.5)]


def _penalty(picture, weight):
    return weight * priors.total_variation_gradient(picture)


def _around(picture, weight):
    """The penalty of a picture whose edges are neighbors of the opposite edges."""
    shifted = [np.roll(picture, step, axis) for axis in (0, 1) for step in (1, -1)]
    return 2 * weight * (4 * picture - sum(shifted))


def _one_sided(picture):
    slope = np.zeros_like(picture)
    slope[:, 1:] += picture[:, 1:] - picture[:, :-1]
    slope[1:] += picture[1:] - picture[:-1]
    return slope


def _along(picture, weight, axis):
    slope = np.zeros_like(picture)
    difference = 2 * weight * np.diff(picture, axis=axis)
    later, earlier = np.moveaxis(slope, axis, 0)[1:], np.moveaxis(slope, axis, 0)[:-1]
    later += np.moveaxis(difference, axis, 0)
    earlier -= np.moveaxis(difference, axis, 0)
    return slope


def _dark_around(picture, weight):
    return _around(np.pad(picture, ((1, 1), (1, 1), (0, 0))), weight)[1:-1, 1:-1]


def _colors_mixed(picture, weight):
    from scipy import ndimage

    return -2 * weight * ndimage.laplace(picture, mode="nearest")


PENALTY = function_task(
    "03.c",
    "Total variation as a penalty",
    2,
    right=_penalty,
    cases=_pictures,
    mistakes=[
        Mistake(
            "factor missing",
            lambda picture, weight: _penalty(picture, weight) / 2,
            "Right direction, half the length: the derivative of a square brings a factor.",
        ),
        Mistake(
            "weight missing",
            lambda picture, weight: _penalty(picture, 1),
            "That is the slope itself: `weight` has no effect.",
        ),
        Mistake(
            "around the edge",
            _around,
            "Inside all is well, but np.roll makes the left edge a neighbor of the right one, and "
            "the top of the bottom.",
        ),
        Mistake(
            "sign reversed",
            lambda picture, weight: -_penalty(picture, weight),
            "The slope points the other way. It is *taken from* the direction later, so here it "
            "points to where the total grows.",
        ),
        Mistake(
            "one side of each pair",
            lambda picture, weight: 2 * weight * _one_sided(picture),
            "Each difference belongs to two pixels: it pushes one up and the other down. You "
            "wrote it down for one of them.",
            also=(
                lambda picture, weight: (
                    _penalty(picture, weight) - 2 * weight * _one_sided(picture)
                ),
            ),
        ),
        Mistake(
            "one axis only",
            lambda picture, weight: _along(picture, weight, 1),
            "Only neighbors along one axis pull at each other in yours. Both axes count.",
            also=(lambda picture, weight: _along(picture, weight, 0),),
        ),
        Mistake(
            "dark around the edge",
            _dark_around,
            "Inside all is well. At the edge you count neighbors that are not there, as if black "
            "lay around the picture.",
        ),
        Mistake(
            "colors mixed",
            _colors_mixed,
            "Your penalty compares the three colors of a pixel with one another as well. Only "
            "neighbors in the picture count, each color by itself.",
        ),
    ],
    praise="The same numbers as dreamkit's, without TensorFlow.",
    otherwise="Try `p = np.array([[0, 1, 0], [0, 0.5, 1]])` as the red of a picture whose other "
    "colors are black, `np.stack([p, 0 * p, 0 * p], -1)`, with weight 1: task b has its slope.",
)


def decayed(picture, share):
    """The right answer of task d."""
    return 0.5 + (1 - share) * (picture - 0.5)


DECAY = function_task(
    "03.d",
    "Decay, once and in a loop",
    2,
    right=decayed,
    cases=lambda: [(picture, share) for picture, _ in _pictures() for share in (0.1, 0.0)],
    mistakes=[
        Mistake(
            "toward black",
            lambda picture, share: picture * (1 - share),
            "Your pixels sink toward black, which is 0. What number is gray?",
        ),
        Mistake(
            "toward the mean",
            lambda picture, share: picture.mean() + (1 - share) * (picture - picture.mean()),
            "Your pixels move toward the mean of this picture. Gray is the same for every picture.",
        ),
        Mistake(
            "kept what should go",
            lambda picture, share: 0.5 + share * (picture - 0.5),
            "A share of 0.1 leaves only a tenth of the picture; it should *take* a tenth.",
        ),
        Mistake(
            "share without effect",
            lambda picture, share: 0.5 + 0.9 * (picture - 0.5),
            "Always a tenth: `share` has no effect.",
        ),
        Mistake(
            "always darker",
            lambda picture, share: picture - share * np.abs(picture - 0.5),
            "Pixels darker than gray become darker still in yours. They should rise toward it.",
        ),
    ],
    praise="",
    otherwise="A pixel of 0.2 with a share of 0.5: how far is it from gray, and how far after?",
)
_WHO = {"decay": "B", "blur": "A"}
_WHO_ELSE = (
    Mistake(
        "changed places",
        (decayed, {"decay": "A", "blur": "B"}),
        "The function is right; the letters have changed places. Which of the two knows about "
        "neighbors, and which number tells?",
    ),
    Mistake(
        "shift taken for decay",
        (decayed, {"decay": "C", "blur": "A"}),
        "The function is right. But C has all its contrast still: can a picture that was pulled "
        "to gray have that?",
    ),
)
_DECAY_MISTAKES = (
    *(dataclasses.replace(mistake, answer=(mistake.answer, _WHO)) for mistake in DECAY.mistakes),
    *_WHO_ELSE,
)


def _decay(answer):
    function, who = pair(answer)
    DECAY.examine(function)
    if is_open(who):
        raise Wrong("The function is right. Now the letters, which still have their dots.")
    if not isinstance(who, dict) or set(who) != set(_WHO):
        raise Wrong("The function is right; `who` needs two names, decay and blur, with letters.")
    who = {name: str(letter).strip().upper() for name, letter in who.items()}
    if who != _WHO:
        otherwise = "The function is right, the letters are not yet: compare grain and contrast."
        raise recognize(_WHO_ELSE, otherwise, lambda other: other[1] == who)
    return (
        "By itself decay makes a picture paler and leaves every grain in its place; blur takes the "
        "grain. In a loop decay also lets old steps fade, and then the share of grain falls."
    )


def _grown(answer):
    share = spectra.high_frequency_share(picture(answer))
    if share > 0.4:
        raise Wrong(f"{share:.0%} of its energy is in fine waves: mostly noise. Which prior helps?")
    if share < 0.005:
        raise Wrong(
            f"{share:.1%} of its energy is in fine waves: it is flat. A regularizer is too strong."
        )
    return f"{share:.0%} of its energy is in fine waves. Now defend it in words."


TASKS = (
    SHARE,
    Task("03.b", "Total variation by hand", 1, _by_hand, _BY_HAND),
    PENALTY,
    Task("03.d", DECAY.title, 2, _decay, _DECAY_MISTAKES),
    JITTER,
    hand_task("03.f", "A class your friend would recognize", 4, _grown),
)
