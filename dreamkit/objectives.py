"""What a network is asked to find more of: layers, channels, and sums of them.

A goal is plain data. `dk.layer` and `dk.channel` make one, `+`, `-` and `*` combine them and
leave their operands as they were. Every goal has a text, `str(goal)`, and `goal(text)` reads it
back: "mixed3^2 + 0.5*mixed5:12" is the mean square of layer mixed3 plus half the mean of
channel 12 of mixed5.
"""

from __future__ import annotations

import functools
import math
import operator
import re
from dataclasses import dataclass, replace

import numpy as np

from dreamkit.errors import InputError, check_positive_int, is_whole


@dataclass(frozen=True)
class Term:
    """weight * mean(activation ** power) over a whole layer or one channel of it."""

    layer: str
    channel: int | None = None
    power: int = 1
    weight: float = 1.0


@dataclass(frozen=True)
class Goal:
    """A weighted sum of terms. Combine goals with `+`, `-` and `*` a number."""

    terms: tuple[Term, ...]

    @property
    def layers(self):
        """The names of the layers it needs, each once, in order of mention."""
        return tuple(dict.fromkeys(term.layer for term in self.terms))

    @property
    def structure(self):
        """What a traced function is made for: everything but the numbers."""
        return tuple((t.layer, t.channel is not None, t.power) for t in self.terms)

    @property
    def numbers(self):
        """(weights float32, channels int32), one of each a term; they may change at no cost."""
        weights = np.array([t.weight for t in self.terms], np.float32)
        channels = np.array([t.channel or 0 for t in self.terms], np.int32)
        return weights, channels

    def __add__(self, other):
        if isinstance(other, int) and other == 0:  # so that sum([...]) works
            return self
        if not isinstance(other, Goal):
            return NotImplemented
        return Goal(self.terms + other.terms)

    __radd__ = __add__

    def __mul__(self, number):
        if isinstance(number, bool) or not isinstance(number, int | float | np.number):
            return NotImplemented
        if not math.isfinite(number):
            raise InputError(f"a goal's weight must be a finite number, not {number}.")
        return Goal(tuple(replace(t, weight=float(t.weight * number)) for t in self.terms))

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __str__(self):
        text = ""
        for term in self.terms:
            sign = "-" if term.weight < 0 else "+"
            text += f" {sign} " if text else sign.strip("+")
            size = repr(abs(term.weight)).removesuffix(".0")
            text += "" if size == "1" else f"{size}*"
            text += term.layer
            text += "" if term.channel is None else f":{term.channel}"
            text += "" if term.power == 1 else f"^{term.power}"
        return text


def layer(name, power=1):
    """Ask for more of a whole layer: the mean of its activations, raised to `power`.

    Parameters
    ----------
    name : str
        One of `network.layer_names`.
    power : int
        1 (default): the mean, as in the TensorFlow tutorial. 2: the mean square, as in the
        original notebook of 2015; it favours what is already strong.

    Raises
    ------
    InputError
        `power` is not a positive whole number.
    """
    check_positive_int("power", power)
    return Goal((Term(str(name), None, int(power)),))


def channel(name, index, power=1):
    """Ask for more of one channel of a layer: the mean of its activation map.

    Parameters
    ----------
    name : str
        One of `network.layer_names`.
    index : int
        Which channel, from 0 on.
    power : int
        As for `layer`.

    Raises
    ------
    InputError
        `index` is negative or not whole, or `power` is not a positive whole number.
    """
    check_positive_int("power", power)
    if not is_whole(index, 0):
        raise InputError(f"a channel's index is a whole number from 0 on, not {index!r}.")
    return Goal((Term(str(name), int(index), int(power)),))


_TERM = re.compile(
    r"\s*(?P<sign>[+-])?\s*"
    r"(?:(?P<weight>\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)\s*\*\s*)?"
    r"(?P<layer>[A-Za-z_][\w/.]*)"
    r"(?:\s*:\s*(?P<channel>\d+))?(?:\s*\^\s*(?P<power>\d+))?\s*",
    re.IGNORECASE,
)


def goal(text):
    """Read a goal from its text: terms `[weight*]layer[:channel][^power]`, joined by + or -.

    Raises
    ------
    InputError
        The text does not follow that form; the sentence quotes the place.
    """
    if isinstance(text, Goal):
        return text
    terms, place = [], 0
    while place < len(text) or not terms:
        match = _TERM.match(text, place)
        if not match or (terms and not match["sign"]):
            raise InputError(
                f"the goal '{text}' cannot be read at '{text[place:].strip()}'; "
                "write it like 'mixed3^2 + 0.5*mixed5:12'."
            )
        found = (
            layer(match["layer"], int(match["power"] or 1))
            if match["channel"] is None
            else channel(match["layer"], int(match["channel"]), int(match["power"] or 1))
        )
        weight = float(match["weight"] or 1)
        terms.append(found * (-weight if match["sign"] == "-" else weight))
        place = match.end()
    return sum(terms)


def check(wanted, network):
    """Raise InputError unless `network` has every layer and channel that the goal names."""
    for term in wanted.terms:
        channels = network.layer(term.layer).output.shape[-1]
        if term.channel is not None and term.channel >= channels:
            raise InputError(
                f"layer '{term.layer}' of {network.name} has channels 0 to {channels - 1}; "
                f"{term.channel} is not among them."
            )


def loss(structure, weights, channels, activations):
    """The goal's value for each picture of a batch.

    Parameters
    ----------
    structure : tuple
        `Goal.structure`.
    weights, channels : tensors
        `Goal.numbers`.
    activations : dict of str to tensor
        The activations, shape (batch, height, width, channels), of every layer it names.

    Returns
    -------
    tensor
        float32, shape (batch,).
    """
    import tensorflow as tf

    total = 0.0
    for i, (name, one_channel, power) in enumerate(structure):
        activation = tf.cast(activations[name], tf.float32)
        if one_channel:
            activation = tf.gather(activation, channels[i : i + 1], axis=-1)
        raised = functools.reduce(operator.mul, [activation] * power)
        total += weights[i] * tf.reduce_mean(raised, axis=[1, 2, 3])
    return total
