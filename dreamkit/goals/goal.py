"""What a goal is: plain data, a weighted sum of terms, that adds up and has a text.

`+`, `-`, `*` and `/` leave their operands as they were. `str(goal)` is the goal's text, and
`dreamkit.goal` reads it back.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt

from dreamkit import bounds
from dreamkit.errors import InputError, shown

Kind: TypeAlias = Literal[
    "mean",
    "neuron",
    "logit",
    "direction",
    "cosine",
    "dotcosine",
    "guide",
    "difference",
    "product",
    "gram",
    "objective",
]

LOGIT = "logit"  # the kind of a class, and its layer's name, until the network is known
PLAIN_NAME = re.compile(r"[A-Za-z_][\w/.]*+")  # of a layer; others stand in quotes
PLAIN_CLASS = re.compile(r"\w++")
DIRECTIONS = ("direction", "cosine", "dotcosine")
# The kinds that compare with an array of their own, and the number of its axes.
ARRAY_AXES = dict.fromkeys(DIRECTIONS, 1) | {"guide": 2, "difference": 3, "product": 3, "gram": 2}
OBJECTIVE = "objective"  # the kind that is a function of the user's own
# Means over positions: they work tile by tile.
LOCAL = ("mean", "logit", *DIRECTIONS, "guide")


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


@dataclass(frozen=True, eq=False)
class OwnFunction:
    """A function of the user's own, which text cannot hold; equal only to itself.

    Attributes
    ----------
    call : function
        From the activations of a layer, (batch, height, width, channels), to (batch, ...).
    name : str
        What texts call it.
    is_local : bool
        Whether what it gives is worth averaging over the tiles of a picture.
    """

    call: Callable[..., Any]
    name: str
    is_local: bool

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnFunction) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def _all(self):
        return id(self.call), self.name, self.is_local  # `call` is kept, and so its id


class Form(NamedTuple):
    """What a traced function is made for, of a term: everything but its numbers."""

    kind: Kind
    layer: str
    one_channel: bool
    power: int
    at_place: bool
    function: OwnFunction | None


@dataclass(frozen=True)
class Term:
    """Objective: weight * what `kind` makes of a layer's activation.

    Attributes
    ----------
    layer : str
        One of `network.layer_names`, or "input"; "logit" until the network is known.
    channel : int, str or None
        Which channel, None for all; the name of a class until `resolve` has found its
        number.
    power : int
        What activations are raised to; of a direction, its cosine.
    weight : float
        What the term counts in the sum.
    kind : str
        What is done with the activation; see the functions that make goals.
    position : (float, float) or None
        Of a neuron, or a direction at one place: how far down and how far across, from 0 to 1.
    held : HashedArray or None
        The array that the activation is compared with.
    function : OwnFunction or None
        What is done with the activation, if it is not of this package.
    whole : bool
        Whether the layer sees the picture as a whole, which `resolve` finds out.
    """

    layer: str
    channel: int | str | None = None  # a name until `resolve` has found its number
    power: int = 1
    weight: float = 1.0
    kind: Kind = "mean"
    position: tuple[float, float] | None = None
    held: HashedArray | None = None
    function: OwnFunction | None = None
    whole: bool = False

    @property
    def is_local(self) -> bool:
        """Whether it is a mean over positions of a map, which works tile by tile."""
        kind_is_local = self.function.is_local if self.function else self.kind in LOCAL
        return kind_is_local and self.position is None and not self.whole

    def __str__(self) -> str:
        size = _written(abs(self.weight))
        text = "" if size == "1" else f"{size}*"
        if self.kind == LOGIT:
            which = self.channel
            is_plain = PLAIN_CLASS.fullmatch(str(which)) and not str(which).isdecimal()
            return f"{text}{LOGIT}:{which if is_plain or isinstance(which, int) else quoted(which)}"
        is_plain = PLAIN_NAME.fullmatch(self.layer) and self.layer != LOGIT
        layer = self.layer if is_plain else quoted(self.layer)
        if self.held or self.function:  # not to be read back
            what = self.held.sha256[:16] if self.held else _shown_name(self.function.name)
            text += f"{self.kind}({layer}, {what})"
        else:
            text += layer + ("" if self.channel is None else f":{self.channel}")
        text += "@{},{}".format(*map(_written, self.position)) if self.position else ""
        return text + ("" if self.power == 1 else f"^{self.power}")


def _shown_name(name):
    return name if PLAIN_CLASS.fullmatch(name) else quoted(name)


def quoted(name):
    """Return a name as it stands in a goal's text if it has other signs than usual."""
    return "'" + re.sub(r"(['\\])", r"\\\1", name) + "'"


def _written(number):
    """A number as text, exactly."""
    return repr(float(number)).removesuffix(".0")


@dataclass(frozen=True)
class Goal:
    """Objective: a weighted sum of terms. Combine goals with `+`, `-`, and `*` or `/` a number.

    Made by `layer`, `channel`, `neuron`, `logit`, `direction`, `guide`, `activations_like`,
    `texture_like`, `objective`, or from text by `goal`.

    Goals are not multiplied with each other. A product also grows when both factors sink below
    zero, and a mean over the picture times another is no mean over its tiles; of one layer,
    `objective` takes any function.

    Attributes
    ----------
    terms : tuple of Term
        What is added up.

    Raises
    ------
    InputError
        It is multiplied or divided by what is no number, or one outside of float32's range, added
        to a number, or it has more than 1000 terms.

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
        return all(term.is_local for term in self.terms)

    @property
    def structure(self) -> tuple[Form, ...]:
        """Structure: what a traced function is made for, which is everything but the numbers.

        Returns
        -------
        tuple
            For each term its kind, its layer, whether it names a channel, its power, whether it
            looks at one place, and the function of the user's own if it has one.
        """
        return tuple(
            Form(t.kind, t.layer, t.channel is not None, t.power, bool(t.position), t.function)
            for t in self.terms
        )

    def __add__(self, other: Goal | int) -> Goal:
        if not isinstance(other, Goal):
            return self._with_nothing(other)
        return Goal(self.terms + other.terms)

    __radd__ = __add__

    def _with_nothing(self, other):
        """Itself if `other` is 0, as in sum([...]); else what to write instead of the sum."""
        number = bounds.plain(other)
        if number == 0:
            return self
        if isinstance(other, str):
            raise InputError(f"a goal is added to goals; read the text first, dk.goal({other!r}).")
        if number is None:
            return NotImplemented
        raise InputError(
            f"a goal is added to goals, not to {shown(other)}: a number has no gradient; leave it "
            "out, or multiply the goal by it."
        )

    def __mul__(self, number: float | np.number[Any]) -> Goal:
        if isinstance(number, Goal):
            raise InputError(
                "goals are not multiplied with each other: their product also grows when both sink "
                "below zero; add them, or take dk.objective for a product within one layer."
            )
        if isinstance(number, str | bool):
            return NotImplemented
        factor = bounds.check_weight(number)
        return self._weighed(lambda weight: weight * factor)

    __rmul__ = __mul__

    def __truediv__(self, number: float | np.number[Any]) -> Goal:
        if isinstance(number, Goal):
            raise InputError(
                "goals are not divided by each other; subtract one, or take dk.objective for a "
                "ratio within one layer."
            )
        if isinstance(number, str | bool):
            return NotImplemented
        divisor = bounds.check_weight(number, "what a goal is divided by")
        if divisor == 0:
            raise InputError("a goal is not divided by 0; multiply by 0 to switch it off.")
        return self._weighed(lambda weight: weight / divisor)

    def __rtruediv__(self, number: object) -> NoReturn:
        raise InputError(
            f"{shown(number)} is not divided by a goal; take -goal to make the goal smaller."
        )

    def __pow__(self, number: object) -> NoReturn:
        raise InputError(
            "a goal has no power; its activations have: dk.layer(name, power=2), or 'mixed3^2'."
        )

    def _weighed(self, weigh):
        """The goal with other weights, each worked out from the one before."""
        weights = [bounds.check_weight(weigh(term.weight)) for term in self.terms]
        return Goal(tuple(replace(t, weight=w) for t, w in zip(self.terms, weights, strict=True)))

    def __neg__(self) -> Goal:
        return self * -1

    def __sub__(self, other: Goal | int) -> Goal:
        return self + (-other if isinstance(other, Goal) else other)

    def __rsub__(self, other: Goal | int) -> Goal:
        return -self + other

    def __str__(self) -> str:
        text = ""
        for term in self.terms:
            sign = "-" if term.weight < 0 else "+"
            text += f" {sign} " if text else sign.strip("+")
            text += str(term)
        return text
