"""Goals as text: what `str(goal)` writes, read back.

goal  = term { ("+" | "-") term }, with "-" also before the first
term  = [ number "*" ] layer [ ":" channel [ "@" down "," across ] ] [ "^" power ]
      | [ number "*" ] "logit" ":" class

"mixed3^2 + 0.5*mixed5:12 - mixed4:7@0.5,0.5" is the mean square of layer mixed3, plus half the
mean of channel 12 of mixed5, minus the neuron of channel 7 of mixed4 in the middle.
"""

from __future__ import annotations

import re

from dreamkit.errors import InputError
from dreamkit.goals import objectives
from dreamkit.goals.goal import ARRAY_AXES, LOGIT, Goal

_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_TERM = re.compile(
    rf"(?:(?P<weight>{_NUMBER})\s*\*\s*)?"
    r"(?P<layer>[A-Za-z_][\w/.]*)"
    r"(?:\s*:\s*(?P<channel>\w+)"
    rf"(?:\s*@\s*(?P<down>{_NUMBER})\s*,\s*(?P<across>{_NUMBER}))?)?"
    r"(?:\s*\^\s*(?P<power>\d+))?\s*",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\s*(?P<sign>[+-]?)\s*")
_HELD = re.compile(rf"(?:{'|'.join(ARRAY_AXES)})\s*\(")


def goal(text: Goal | str) -> Goal:
    """Objective from text: read a goal written as `str(goal)` writes it.

    The form is `[weight*]layer[:channel[@down,across]][^power]`, or `[weight*]logit:class`, added
    up.

    Parameters
    ----------
    text : str or Goal
        Terms joined by + or -, such as "mixed3^2 + 0.5*mixed5:12 - mixed4:7". A Goal is returned
        as it is.

    Returns
    -------
    Goal

    Raises
    ------
    InputError
        The text does not follow that form; the sentence points at the place.

    Examples
    --------
    >>> import dreamkit as dk
    >>> wanted = dk.goal("mixed3^2 + 0.5*mixed5:12")
    >>> wanted.layers
    ('mixed3', 'mixed5')
    >>> wanted == dk.layer("mixed3", power=2) + 0.5 * dk.channel("mixed5", 12)
    True
    """
    if isinstance(text, Goal):
        return text
    if not isinstance(text, str):
        raise InputError(f"a goal is a text or made with dk.layer and its kin, not {text!r}.")
    terms, place = [], 0
    while place < len(text) or not terms:
        sign = _SIGN.match(text, place)
        match = _TERM.match(text, sign.end())
        if terms and not sign["sign"]:
            raise _unreadable(text, place, "a + or - is missing")
        if not match:
            raise _unreadable(text, sign.end(), "a layer is missing")
        if _HELD.match(text, match.start("layer")):
            raise InputError(
                f"the goal '{text}' holds an array that text cannot: make it again, with "
                "dk.guide, dk.direction, dk.activations_like or dk.texture_like."
            )
        found = _term(match, text)
        terms.append(-found if sign["sign"] == "-" else found)
        place = match.end()
    return sum(terms)


def goal_for(net, text):
    """Read a goal for a network: its classes put as channels, its layers and channels checked.

    Parameters
    ----------
    net : Network
    text : Goal or str

    Raises
    ------
    InputError
        It cannot be read, or the network cannot serve it.
    """
    found = objectives.resolve(goal(text), net)
    objectives.check(found, net)
    return found


def _term(match, text):
    name, power = match["layer"], int(match["power"] or 1)
    if name == LOGIT:
        found = _logit(match, text)
    elif match["channel"] and not match["channel"].isdecimal():
        raise _unreadable(text, match.start("channel"), "a channel is a number")
    elif match["down"]:
        if match["power"]:
            raise _unreadable(text, match.start("power") - 1, "a neuron has no power")
        place = float(match["down"]), float(match["across"])
        found = objectives.neuron(name, int(match["channel"]), place)
    elif match["channel"]:
        found = objectives.channel(name, int(match["channel"]), power)
    else:
        found = objectives.layer(name, power)
    return found * float(match["weight"] or 1)


def _logit(match, text):
    if match["channel"] is None:
        raise _unreadable(text, match.end("layer"), "a class is missing")
    for extra in ("down", "power"):
        if match[extra]:
            raise _unreadable(text, match.start(extra) - 1, "a logit has neither place nor power")
    which = match["channel"]
    return objectives.logit(int(which) if which.isdecimal() else which)


def _unreadable(text, place, why):
    """The error for a text that is no goal, with a caret under the place."""
    shown = text.replace("\t", " ").replace("\n", " ")
    return InputError(
        f"the goal cannot be read at the mark, {why}; write it like "
        f"'mixed3^2 + 0.5*mixed5:12':\n  {shown}\n  {' ' * place}^"
    )
