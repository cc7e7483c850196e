"""Goals as text: what `str(goal)` writes, read back.

goal  = term { ("+" | "-") term }, with "-" also before the first
term  = [ number "*" ] layer [ ":" channel [ "@" down "," across ] ] [ "^" power ]
      | [ number "*" ] "logit" ":" class

The layer "input" is the picture itself. A layer or a class whose name has other signs than
letters, digits, "_", "/" and "." stands in quotes: 'my-layer':3; in them, a backslash goes before
a quote or another backslash.

"mixed3^2 + 0.5*mixed5:12 - mixed4:7@0.5,0.5" is the mean square of layer mixed3, plus half the
mean of channel 12 of mixed5, minus the neuron of channel 7 of mixed4 in the middle.
"""

from __future__ import annotations

import re
import unicodedata

from dreamkit import bounds
from dreamkit.errors import InputError, display_name, shown
from dreamkit.goals import objectives
from dreamkit.goals.goal import ARRAY_AXES, LOGIT, OBJECTIVE, PLAIN_CLASS, PLAIN_NAME, Goal, quoted
from dreamkit.goals.resolve import check_goal, resolve

# Every form of a goal, in the order in which one learns them, and what it means.
FORMS = {
    "mixed4": "the mean of a layer",
    "mixed4^2": "its mean square",
    "mixed4:7": "channel 7 of it",
    "mixed4:7@0.5,0.25": "one neuron: half the way down, a quarter across",
    "input:0": "the picture itself: its red; 1 is green, 2 blue",
    "logit:owl": "a class, by name or number",
    "0.5*mixed4": "a weight before any of these",
    "mixed4^2 - mixed4:7": "sums, with + and -",
}
# What text cannot hold: goals with an array, and with a function.
HELD = ("dk.guide", "dk.direction", "dk.activations_like", "dk.texture_like")

# Possessive (++, *+), so that no text makes the search for a match long.
_NUMBER = r"(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:e[+-]?[0-9]++)?+"
_QUOTED = r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+\""""
_TERM = re.compile(
    rf"(?:(?P<weight>{_NUMBER})\s*+\*\s*+)?"
    rf"(?P<layer>{PLAIN_NAME.pattern}|{_QUOTED})"
    rf"(?:\s*+:\s*+(?P<channel>{PLAIN_CLASS.pattern}|{_QUOTED})"
    rf"(?:\s*+@\s*+(?P<down>{_NUMBER})\s*+,\s*+(?P<across>{_NUMBER}))?)?"
    r"(?:\s*+\^\s*+(?P<power>[0-9]++))?\s*+",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_NUMBER = 9  # digits; of channels and powers
_DRAWN = 30  # signs on each side of the mark
_LOOKALIKES = {"−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "∙": "*", "⋅": "*", "∶": ":"}
_SIGN = re.compile(r"\s*+(?P<sign>[+-]?)\s*+")
_HELD = re.compile(rf"(?P<kind>{'|'.join([*ARRAY_AXES, OBJECTIVE])})\s*\(")


def goal(text: Goal | str) -> Goal:
    """Objective from text: read a goal written as `str(goal)` writes it.

    The form is `[weight*]layer[:channel[@down,across]][^power]`, or `[weight*]logit:class`, added
    up. Names with other signs than letters, digits, _, / and . stand in quotes: "'my-layer':3".

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
        raise InputError(f"a goal is a text or made with dk.layer and its kin, not {shown(text)}.")
    if len(text) > bounds.LONGEST_TEXT:
        raise InputError(
            f"a goal's text has at most {bounds.LONGEST_TEXT:,} signs, this one {len(text):,}; put "
            "goals together in Python."
        )
    terms, position = [], 0
    while position < len(text) or not terms:
        sign = _SIGN.match(text, position)
        match = _TERM.match(text, sign.end())
        if terms and not sign["sign"]:
            raise _unreadable(text, position, "a + or - is missing")
        if not match:
            raise _unreadable(text, sign.end(), "a layer is missing")
        held = _HELD.match(text, match.start("layer"))
        if held and held["kind"] == OBJECTIVE:
            raise InputError(
                f"the goal '{display_name(text)}' holds a function that text cannot: make it "
                "again, with dk.objective."
            )
        if held:
            raise InputError(
                f"the goal '{display_name(text)}' holds an array that text cannot: make it "
                f"again, with {', '.join(HELD[:-1])} or {HELD[-1]}."
            )
        term = _term(match, text)
        terms.append(-term if sign["sign"] == "-" else term)
        position = match.end()
    return sum(terms)


def is_held(text):
    """Whether a goal's text only tells it apart: it holds an array or a function besides."""
    return bool(_HELD.search(re.sub(_QUOTED, "", text)))


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
    which = which if PLAIN_CLASS.fullmatch(which) else quoted(which)
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
    try:
        resolved = resolve(goal(text), net)
        check_goal(resolved, net)
    except InputError:
        if isinstance(text, str) and text in net.layer_names:  # such as my-layer, without quotes
            return resolve(objectives.layer(text), net)
        raise
    return resolved


def _term(match, text):
    name, power = _unquoted(match["layer"]), _whole(match, "power", text) or 1
    if match["layer"] == LOGIT:
        objective = _logit(match, text)
    elif match["channel"] and not _is_digits(match["channel"]):
        raise _unreadable(text, match.start("channel"), "a channel is a number")
    elif match["down"]:
        if match["power"]:
            raise _unreadable(text, match.start("power") - 1, "a neuron has no power")
        position = float(match["down"]), float(match["across"])
        objective = objectives.neuron(name, _whole(match, "channel", text), position)
    elif match["channel"]:
        objective = objectives.channel(name, _whole(match, "channel", text), power)
    else:
        objective = objectives.layer(name, power)
    return objective * float(match["weight"] or 1)


def _logit(match, text):
    if match["channel"] is None:
        raise _unreadable(text, match.end("layer"), "a class is missing")
    for extra in ("down", "power"):
        if match[extra]:
            raise _unreadable(text, match.start(extra) - 1, "a logit has neither place nor power")
    if _is_digits(match["channel"]):
        return objectives.logit(_whole(match, "channel", text))
    return objectives.logit(_unquoted(match["channel"]))


def _is_digits(text):
    return text.isascii() and text.isdecimal()


def _unquoted(name):
    return re.sub(r"\\(.)", r"\1", name[1:-1], flags=re.DOTALL) if name[0] in "'\"" else name


def _whole(match, group, text):
    """The whole number in a group of a match, None if there is none."""
    digits = match[group]
    if digits and len(digits) > _LONGEST_NUMBER:
        raise _unreadable(text, match.start(group), "the number is too long")
    return digits and int(digits)


def _unreadable(text, position, why):
    """The error for a text that is no goal, with a caret under the place."""
    sign = text[position : position + 1]
    meant = _LOOKALIKES.get(sign) or unicodedata.normalize("NFKC", sign)
    if meant != sign and meant in tuple("+-*:@^,.'()0123456789"):
        why = f"'{sign}' is not the plain {meant}"
    text = "".join(c if c.isprintable() else " " for c in text)
    first = max(0, position - _DRAWN) if len(text) > 4 * _DRAWN else 0
    drawn = text[first : position + _DRAWN] if len(text) > 4 * _DRAWN else text
    return InputError(
        f"the goal cannot be read at the mark, {why}; write it like "
        f"'mixed3^2 + 0.5*mixed5:12':\n  {drawn}\n  {' ' * (position - first)}^"
    )
