"""A goal made to fit a network: its classes put as channels, its layers and channels checked."""

from __future__ import annotations

from dataclasses import replace

from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError
from dreamkit.goals.goal import LOGIT, Goal


def resolve(goal, network):
    """The same goal with every class put as the channel that stands for it in `network`.

    Raises
    ------
    InputError
        The network has no classifier, or no such class.
    """
    if all(term.kind != LOGIT for term in goal.terms):
        return goal
    if not network.classes:
        raise InputError(
            f"{network.name} has no classifier, and so no logits; dreamnet has, and "
            "keras models that end in global average pooling and a Dense layer."
        )
    terms = []
    for term in goal.terms:
        if term.kind == LOGIT:
            index = term.channel
            if isinstance(index, str):
                if index not in network.classes:
                    raise InputError(unknown("class", index, network.classes))
                index = network.classes.index(index)
            term = replace(term, layer=network.class_layer, channel=index, kind="mean")
        terms.append(term)
    return Goal(tuple(terms))


def check_goal(goal, network):
    """Raise InputError unless `network` has every layer and channel that the goal names."""
    if not goal.terms:
        raise InputError("the goal has no terms; make one with dk.layer and its kin, or as a text.")
    for term in goal.terms:
        channels = network.layer(term.layer).output.shape[-1]
        if term.channel is not None and term.channel >= channels:
            raise InputError(
                f"layer '{term.layer}' of {network.name} has channels 0 to {channels - 1}; "
                f"{term.channel} is not among them."
            )
        if term.kind in ("guide", "gram"):  # other pictures are resized to the dream's size
            height, width = term.held.array.shape[:2]
            if min(height, width) < network.minimum_size:
                raise InputError(
                    f"the picture that a goal compares with is {width} x {height} pixels (a guide "
                    f"is made smaller first); {network.name} needs at least {network.minimum_size}."
                )
        if term.kind in ("direction", "cosine") and len(term.held.array) != channels:
            raise InputError(
                f"a direction in layer '{term.layer}' of {network.name} has {channels} numbers, "
                f"this one {len(term.held.array)}."
            )
