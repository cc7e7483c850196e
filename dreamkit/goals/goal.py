"""What a goal is: plain data, a weighted sum of terms, that adds up and has a text.

`+`, `-` and `*` leave their operands as they were. `str(goal)` is the goal's text, and
`dreamkit.goal` reads it back.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from dreamkit import bounds
from dreamkit.errors import InputError

Kind: TypeAlias = Literal[
    "mean", "neuron", "logit", "direction", "cosine", "guide", "difference", "product", "gram"
]

LOGIT = "logit"  # the kind of a class, and its layer's name, until the network is known
PLAIN_NAME = re.compile(r"[A-Za-z_][\w/.]*+")  # of a layer; others stand in quotes
PLAIN_CLASS = re.compile(r"\w++")
# The kinds that compare with an array of their own, and the number of its axes.
ARRAY_AXES = {"direction": 1, "cosine": 1, "guide": 2, "difference": 3, "product": 3, "gram": 2}
LOCAL = (
    "mean",
    "logit",
    "direction",
    "cosine",
    "guide",
)  # means over positions: they work tile by tile


@dataclass(frozen=True, eq=False)
class HashedArray:
    """An array that belongs to a goal and that text cannot hold; equal if its content is."""

    array: npt.NDArray[np.float32]

    @functools.cached_property
    def sha256(self) -> str:
        shape = str(self.array.shape).encode()
        return hashlib.sha256(shape + np.ascontiguousarray(self.array).tobytes()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HashedArray) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)


@dataclass(frozen=True)
class Term:
    """Objective: weight * what `kind` makes of a layer's activation.

    Attributes
    ----------
    layer : str
        One of `network.layer_names`, or "logit" until the network is known.
    channel : int, str or None
        Which channel, None for all; the name of a class until `resolve` has found its
        number.
    power : int
        What activations are raised to.
    weight : float
        What the term counts in the sum.
    kind : str
        What is done with the activation; see the functions that make goals.
    position : (float, float)
        Of a neuron: how far down and how far across, from 0 to 1.
    held : HashedArray or None
        The array that the activation is compared with.
    """

    layer: str
    channel: int | str | None = None  # a name until `resolve` has found its number
    power: int = 1
    weight: float = 1.0
    kind: Kind = "mean"
    position: tuple[float, float] = (0.5, 0.5)
    held: HashedArray | None = None

    def __str__(self) -> str:
        size = _written(abs(self.weight))
        text = "" if size == "1" else f"{size}*"
        if self.held:
            return f"{text}{self.kind}({self.layer}, {self.held.sha256[:16]})"
        if self.kind == LOGIT:
            which = self.channel
            is_plain = PLAIN_CLASS.fullmatch(str(which)) and not str(which).isdecimal()
            return f"{text}{LOGIT}:{which if is_plain or isinstance(which, int) else quoted(which)}"
        is_plain = PLAIN_NAME.fullmatch(self.layer) and self.layer != LOGIT
        text += self.layer if is_plain else quoted(self.layer)
        text += "" if self.channel is None else f":{self.channel}"
        text += "@{},{}".format(*map(_written, self.position)) if self.kind == "neuron" else ""
        return text + ("" if self.power == 1 else f"^{self.power}")


def quoted(name):
    """Return a name as it stands in a goal's text if it has other signs than usual."""
    return "'" + re.sub(r"(['\\])", r"\\\1", name) + "'"


def _written(number):
    """A number as text, exactly."""
    return repr(float(number)).removesuffix(".0")


@dataclass(frozen=True)
class Goal:
    """Objective: a weighted sum of terms. Combine goals with `+`, `-` and `*` a number.

    Made by `layer`, `channel`, `neuron`, `logit`, `direction`, `guide`, `activations_like`,
    `texture_like`, or from text by `goal`.

    Attributes
    ----------
    terms : tuple of Term
        What is added up.

    Raises
    ------
    InputError
        It is multiplied by what is no number, or one outside of float32's range, or it has more
        than 1000 terms.

    Examples
    --------
    >>> import dreamkit as dk
    >>> objective = dk.layer("mixed3", power=2) + 0.5 * dk.channel("mixed5", 12)
    >>> print(objective)
    mixed3^2 + 0.5*mixed5:12
    >>> dk.goal(str(objective)) == objective
    True
    """

    terms: tuple[Term, ...]
    __array_ufunc__ = None  # or NumPy would make an array of goals of an array times a goal

    def __post_init__(self) -> None:
        if len(self.terms) > bounds.MOST_TERMS:
            raise InputError(
                f"a goal has at most {bounds.MOST_TERMS} terms, this one {len(self.terms)}; each "
                "is a part of the program that is compiled for it."
            )

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers: the names of those it needs, each once, in order of mention.

        Returns
        -------
        tuple of str
        """
        return tuple(dict.fromkeys(term.layer for term in self.terms))

    @property
    def is_local(self) -> bool:
        """Locality: whether it is a mean over positions, so that a picture can be split into tiles.

        Otherwise it looks at the picture as a whole: a neuron has its position in it.

        Returns
        -------
        bool
        """
        return all(term.kind in LOCAL for term in self.terms)

    @property
    def structure(self) -> tuple[tuple[Kind, str, bool, int], ...]:
        """Structure: what a traced function is made for, which is everything but the numbers.

        Returns
        -------
        tuple
            For each term its kind, its layer, whether it names a channel, and its power.
        """
        return tuple((t.kind, t.layer, t.channel is not None, t.power) for t in self.terms)

    def __add__(self, other: Goal | int) -> Goal:
        if isinstance(other, int) and other == 0:  # so that sum([...]) works
            return self
        if not isinstance(other, Goal):
            return NotImplemented
        return Goal(self.terms + other.terms)

    __radd__ = __add__

    def __mul__(self, number: float | np.number[Any]) -> Goal:
        if isinstance(number, str | bool | Goal):
            return NotImplemented
        factor = bounds.check_weight(number)
        weights = [bounds.check_weight(term.weight * factor) for term in self.terms]
        return Goal(tuple(replace(t, weight=w) for t, w in zip(self.terms, weights, strict=True)))

    __rmul__ = __mul__

    def __neg__(self) -> Goal:
        return self * -1

    def __sub__(self, other: Goal) -> Goal:
        return self + -other

    def __str__(self) -> str:
        text = ""
        for term in self.terms:
            sign = "-" if term.weight < 0 else "+"
            text += f" {sign} " if text else sign.strip("+")
            text += str(term)
        return text
