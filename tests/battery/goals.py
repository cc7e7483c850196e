"""Goals as text, and the functions that make them."""

from __future__ import annotations

import functools
import random
import re

import numpy as np

import dreamkit as dk

from . import odd, samples
from .case import Case, Wrong

LANDS = "goal (text)"
TEXTS = (
    "", " ", "+", "-", "mixed1 +", "+ mixed1", "--mixed1", "mixed1 mixed2", "mixed1:", "mixed1:-1",
    "mixed1:99999", "mixed1:1:1", "mixed1@0.5,0.5", "mixed1:1@", "mixed1:1@2,0", "mixed1:1@0.5",
    "mixed1:1@nan,0", "mixed1^0", "mixed1^9", "mixed1^-1", "mixed1^2^2", "mixed1^1.5", "^2",
    "0*mixed1", "1e999*mixed1", "1e-400*mixed1", "nan*mixed1", "inf*mixed1", "0x10*mixed1",
    "1_000*mixed1", "2 * 3 * mixed1", "2mixed1", "mixed1*2", "(mixed1)", "mixed1; mixed2",
    "mixed1,mixed2", "'mixed1", "'mixed1'", "\"mixed1'", "''", "'\\'", "nosuch", "MIXED1",
    "mixed１", "mixed1:１",
    "logit", "logit:", "logit:nosuch", "logit:99999", "logit:-1", "logit:eye^2", "logit:''",
    "guide(mixed1, abc)", "direction(mixed1, 0123456789abcdef)", "import os", "__import__('os')",
    "mixed1\0", "mixed1\n+mixed2", "mixed1 # comment", "mixed1–mixed2", "２*mixed1", "٣*mixed1",
    "🐈", "mixed1" * 2000, "+".join(["mixed1"] * 1001), "1" * 10_000, "(" * 10_000, "'" * 9999,
    "mixed1:" + "0" * 50, "0." + "0" * 5000 + "1*mixed1", "mixed1:1@0.5,0.5^2",
)  # fmt: skip

OWN = {  # functions of one's own that cannot be goals
    "is none": None,
    "is a text": "x",
    "takes nothing": lambda: 1,
    "takes two": lambda x, y: x,
    "returns nothing": lambda x: None,
    "returns a number": lambda x: 1.0,
    "returns an array": lambda x: np.ones(1),
    "returns a list": lambda x: [x],
    "asks NumPy": lambda x: np.mean(x),
    "raises": lambda x: 1 / 0,
    "raises through C": lambda x: x[10**30],
    "forgets the batch": lambda x: x[0],
    "keeps one picture": lambda x: x[:1, 0, 0, 0] * 0 + [[1.0, 2.0]],
    "branches": lambda x: x if x[0, 0, 0, 0] > 0 else -x,
    "iterates": lambda x: sum(part for part in x),
    "compares": lambda x: x > 0,
    "has a whole number": lambda x: x.shape[-1],
    "makes nan": lambda x: x / 0,
}


def cases(folder, seed):
    for number, text in enumerate(TEXTS):
        shown = text if 0 < len(text) < 40 else f"text {number} of {len(text)} signs"
        yield Case(LANDS, repr(shown), functools.partial(_read, text))
    chance = random.Random(seed)
    signs = "mixed1:2@0.5,^+-*'\" \\logiteye.e9\0"
    for number in range(60):
        text = "".join(chance.choice(signs) for _ in range(chance.randrange(1, 40)))
        yield Case(LANDS, f"signs of no sense, {number}", functools.partial(_read, text))
    whole = "mixed3^2 + 0.5*mixed1:12 - mixed2:7@0.5,0.25 + logit:eye"
    for number in range(60):
        place = chance.randrange(len(whole))
        text = whole[:place] + chance.choice(signs) + whole[place + chance.randrange(2) :]
        yield Case(LANDS, f"one sign changed, {number}", functools.partial(_read, text))
    yield from _functions()


def _read(text):
    """What is read is written so that it is read again; and a network says whether it fits."""
    goal = dk.goal(text)
    if dk.goal(str(goal)) != goal:
        raise Wrong(f"'{goal}' is read as another goal")
    dk.saliency(samples.photo(), goal)


def _functions():
    photo = samples.photo()
    makers = {
        "layer": lambda odd: dk.layer(odd),
        "channel": lambda odd: dk.channel(odd, 0),
        "neuron": lambda odd: dk.neuron(odd, 0),
        "direction": lambda odd: dk.direction(odd, [1.0]),
        "guide": lambda odd: dk.guide(odd, photo),
        "activations_like": lambda odd: dk.activations_like(odd, photo),
        "texture_like": lambda odd: dk.texture_like(odd, photo),
        "objective": lambda odd: dk.objective(odd, lambda x: x, local=True),
        "goal": lambda odd: dk.goal(odd),
    }
    for entrance, make in makers.items():
        for what, name in odd.NO_TEXTS.items():
            call = functools.partial(_unless_text, make, name)
            yield Case(entrance, f"name: {what}", call, "refuse")
    numbers = {
        "layer": lambda odd: dk.layer("mixed1", odd),
        "channel": lambda odd: dk.channel("mixed1", odd),
        "neuron": lambda odd: dk.neuron("mixed1", odd),
        "logit": lambda odd: dk.logit(odd),
        "direction": lambda odd: dk.direction("mixed1", [1.0], cosine_power=odd),
    }
    for entrance, make in numbers.items():
        for what, value in odd.NO_NUMBERS.items():
            if entrance == "logit" and isinstance(value, str) and value:
                continue  # a class may be called so
            yield Case(entrance, f"number: {what}", functools.partial(make, value), "refuse")
    for what, place in {
        "None": None,
        "one": (0.5,),
        "outside": (2, 0),
        "nan": (0.5, float("nan")),
        "texts": ("0.5", "0.5"),
        "text": "ab",
        "10**400": (10**400, 0),
    }.items():
        yield Case(
            "neuron", f"place: {what}", functools.partial(dk.neuron, "a", 0, place), "refuse"
        )
        if place is not None:  # everywhere
            call = functools.partial(dk.direction, "a", [1.0], place=place)
            yield Case("direction", f"place: {what}", call, "refuse")
    for what, vector in {
        "None": None,
        "nothing": [],
        "zeros": [0.0],
        "nan": [float("nan")],
        "texts": ["a"],
        "two axes": np.ones((2, 2)),
        "10**400": [10**400],
        "complex": [1j],
        "1e308": [1e308],
        "dict": {1: 2},
        "number": 3,
    }.items():
        call = functools.partial(dk.direction, "mixed1", vector)
        yield Case("direction", f"vector: {what}", call, "refuse")
    for what, function in OWN.items():
        call = functools.partial(_own, function)
        yield Case("objective", f"a function that {what}", call, "refuse")
    for what, name, array in odd.crossed(
        ("guide", "activations_like", "texture_like"), odd.NO_PICTURES
    ):
        yield Case(name, what, functools.partial(getattr(dk, name), "mixed1", array), "refuse")
    for what, value in odd.NO_NUMBERS.items():
        if what not in ("minus one", "a Fraction below zero"):  # a weight may be so
            yield Case("goal (sums)", f"times {what}", functools.partial(_times, value), "refuse")
        yield Case("goal (sums)", f"plus {what}", functools.partial(_plus, value), "refuse")


def _own(function):
    return dk.saliency(samples.photo(), dk.objective("mixed1", function, "own"))


def _unless_text(make, name):
    """Layers may have odd names; whether a network has it is said when it is used."""
    made = make(name)
    if isinstance(name, str):
        dk.dream(samples.photo(), goal=made, steps=1, octaves=1, on_step=lambda step: None)


def _times(value):
    return _own_type_error(lambda: value * dk.layer("mixed1"))


def _plus(value):
    return _own_type_error(lambda: dk.layer("mixed1") + value)


def _own_type_error(sum_):
    """Of what has no numbers Python itself says that it cannot be added up."""
    try:
        made = sum_()
    except TypeError as error:
        if re.search("unsupported operand|can't multiply|does not support ufuncs", str(error)):
            raise dk.InputError("Python says that these cannot be put together.") from None
        raise
    if not isinstance(made, dk.Goal):
        raise Wrong(f"{type(made).__name__} came of it")
