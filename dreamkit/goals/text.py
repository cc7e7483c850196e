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
from dreamkit.goals.resolve import check_goal, resolve

# Every form of a goal, in the order in which one learns them, and what it means.
FORMS = {
    "mixed4": "the mean of a layer",
    "mixed4^2": "its mean square",
    "mixed4:7": "channel 7 of it",
    "mixed4:7@0.5,0.25": "one neuron: half the way down, a quarter across",
    "logit:owl": "a class, by name or number",
    "0.5*mixed4": "a weight before any of these",
    "mixed4^2 - mixed4:7": "sums, with + and -",
}
HELD = ("dk.guide", "dk.direction", "dk.activations_like", "dk.texture_like")  # not as text

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
    >>> objective = dk.goal("mixed3^2 + 0.5*mixed5:12")
    >>> objective.layers
    ('mixed3', 'mixed5')
    >>> objective == dk.layer("mixed3", power=2) + 0.5 * dk.channel("mixed5", 12)
    True
    """
    if isinstance(text, Goal):
        return text
    if not isinstance(text, str):
        raise InputError(f"a goal is a text or made with dk.layer and its kin, not {text!r}.")
    terms, position = [], 0
    while position < len(text) or not terms:
        sign = _SIGN.match(text, position)
        match = _TERM.match(text, sign.end())
        if terms and not sign["sign"]:
            raise _unreadable(text, position, "a + or - is missing")
        if not match:
            raise _unreadable(text, sign.end(), "a layer is missing")
        if _HELD.match(text, match.start("layer")):
            raise InputError(
                f"the goal '{text}' holds an array that text cannot: make it again, with "
                f"{', '.join(HELD[:-1])} or {HELD[-1]}."
            )
        term = _term(match, text)
        terms.append(-term if sign["sign"] == "-" else term)
        position = match.end()
    return sum(terms)


def forms(net):
    """`FORMS` with a layer and a class that this network has: [(text, meaning)].

    Of a network without classes the form that names one is left out.
    """
    names = net.layer_names
    layer = "mixed4" if "mixed4" in names else names[len(names) // 2]
    known = [
        (text.replace("mixed4", layer), meaning)
        for text, meaning in FORMS.items()
        if net.classes or not text.startswith(LOGIT)
    ]
    which = "owl" if "owl" in net.classes else (*net.classes, "")[0]
    return [(text.replace("logit:owl", f"logit:{which}"), meaning) for text, meaning in known]


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
    resolved = resolve(goal(text), net)
    check_goal(resolved, net)
    return resolved


def _term(match, text):
    name, power = match["layer"], int(match["power"] or 1)
    if name == LOGIT:
        objective = _logit(match, text)
    elif match["channel"] and not match["channel"].isdecimal():
        raise _unreadable(text, match.start("channel"), "a channel is a number")
    elif match["down"]:
        if match["power"]:
            raise _unreadable(text, match.start("power") - 1, "a neuron has no power")
        position = float(match["down"]), float(match["across"])
        objective = objectives.neuron(name, int(match["channel"]), position)
    elif match["channel"]:
        objective = objectives.channel(name, int(match["channel"]), power)
    else:
        objective = objectives.layer(name, power)
    return objective * float(match["weight"] or 1)


def _logit(match, text):
    if match["channel"] is None:
        raise _unreadable(text, match.end("layer"), "a class is missing")
    for extra in ("down", "power"):
        if match[extra]:
            raise _unreadable(text, match.start(extra) - 1, "a logit has neither place nor power")
    which = match["channel"]
    return objectives.logit(int(which) if which.isdecimal() else which)


def _unreadable(text, position, why):
    """The error for a text that is no goal, with a caret under the place."""
    shown = text.replace("\t", " ").replace("\n", " ")
    return InputError(
        f"the goal cannot be read at the mark, {why}; write it like "
        f"'mixed3^2 + 0.5*mixed5:12':\n  {shown}\n  {' ' * position}^"
    )
