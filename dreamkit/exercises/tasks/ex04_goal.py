"""Exercise 04, task h: a goal with a square and a minus sign, on activations made up by chance."""

from __future__ import annotations

import numpy as np

from dreamkit.exercises.tasks.task import Mistake, function_task

WEIGHT = 0.02


def creatures(activations):
    """The mean square of mixed4, minus 0.02 times the mean of channel 0 of class_map."""
    return _strong(activations) - WEIGHT * _nothing(activations).mean()


def _strong(activations):
    return np.mean(activations["mixed4"] ** 2)


def _nothing(activations):
    return activations["class_map"][..., 0]


def _activations():
    random = np.random.default_rng(4)
    cases = []
    for rows, columns in (2, 3), (4, 2):
        layer = np.maximum(random.normal(0.5, 1, (1, rows, columns, 6)), 0)
        classes = random.normal(3, 2, (1, rows, columns, 5)) + np.arange(5)
        cases.append(({"mixed4": layer, "class_map": classes},))
    return cases


GOAL = function_task(
    "04.h",
    "A square and a minus sign",
    2,
    right=creatures,
    cases=_activations,
    mistakes=[
        Mistake(
            "square of the mean",
            lambda a: np.mean(a["mixed4"]) ** 2 - WEIGHT * _nothing(a).mean(),
            "You squared the mean. Square every activation first, and take the mean after that: "
            "only then does a strong neuron pull harder than a weak one.",
        ),
        Mistake(
            "not squared",
            lambda a: np.mean(a["mixed4"]) - WEIGHT * _nothing(a).mean(),
            "The first part is the plain mean. Where is the square?",
        ),
        Mistake(
            "plus",
            lambda a: _strong(a) + WEIGHT * _nothing(a).mean(),
            "You ask for *more* of channel 0. The goal is to have less of it.",
        ),
        Mistake(
            "whole class_map",
            lambda a: _strong(a) - WEIGHT * a["class_map"].mean(),
            "The second part takes all channels of class_map. Channels are the last axis, and the "
            "goal names only one of them.",
        ),
        Mistake(
            "first row",
            lambda a: _strong(a) - WEIGHT * a["class_map"][0, 0].mean(),
            "You took the first row of the map, and not a channel: channels are the last axis.",
            also=(lambda a: _strong(a) - WEIGHT * a["class_map"][:, :, 0].mean(),),
        ),
        Mistake(
            "weight forgotten",
            lambda a: _strong(a) - _nothing(a).mean(),
            "The second part counts in full. Which number stands before the star?",
        ),
        Mistake(
            "weight on both",
            lambda a: WEIGHT * (_strong(a) - _nothing(a).mean()),
            "The weight belongs to the second part alone.",
        ),
        Mistake(
            "both squared",
            lambda a: _strong(a) - WEIGHT * np.mean(_nothing(a) ** 2),
            "Channel 0 is squared too. The square stands only behind mixed4.",
        ),
        Mistake(
            "sums",
            lambda a: np.sum(a["mixed4"] ** 2) - WEIGHT * _nothing(a).sum(),
            "You added up where the goal takes means, so it grows with the size of the picture.",
        ),
    ],
    praise="That is the goal of the first dream in lesson 00.",
    otherwise="Two parts: the mean of squares of one layer, and a small part of the mean of one "
    "channel of another, taken away.",
)
