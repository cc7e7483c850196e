"""A goal made to fit a network: its classes put as channels, its layers and channels checked."""

from __future__ import annotations

from dataclasses import replace

from dreamkit.errors import InputError
from dreamkit.goals.goal import DIRECTIONS, LOGIT, Goal


def resolve(goal, network):
    """The same goal with every class put as the channel that stands for it in `network`.

    And with every term marked whose layer sees the picture as a whole.

    Raises
    ------
    InputError
        The network has no classifier, or no such class.
    """
    return Goal(tuple(_resolved(term, network) for term in goal.terms))


def _resolved(term, network):
    if term.kind == LOGIT:
        index = network.class_number(term.channel)
        term = replace(term, layer=network.class_layer, channel=index, kind="mean")
    return replace(term, whole=network.sees_whole(term.layer))


def check_goal(goal, network):
    """Raise InputError unless `network` has every layer and channel that the goal names."""
    if not goal.terms:
        raise InputError("the goal has no terms; make one with dk.layer and its kin, or as a text.")
    for term in goal.terms:
        channels = network.channels(term.layer)
        if term.channel is not None and term.channel >= channels:
            raise InputError(
                f"layer '{term.layer}' of {network.name} has channels 0 to {channels - 1}; "
                f"{term.channel} is not among them."
            )
        if term.kind in ("guide", "gram"):  # other pictures are resized to the dream's size
            height, width = term.held.array.shape[:2]
            smallest = network.smallest_size([term.layer])
            if height < smallest[0] or width < smallest[1]:
                raise InputError(
                    f"the picture that a goal compares with is {width} x {height} pixels (a guide "
                    f"is made smaller first); {network.name} needs at least "
                    f"{smallest[1]} x {smallest[0]}."
                )
        if term.kind in DIRECTIONS and len(term.held.array) != channels:
            raise InputError(
                f"a direction in layer '{term.layer}' of {network.name} has {channels} numbers, "
                f"this one {len(term.held.array)}."
            )
