"""What there is to choose from, in lines of text: networks, their layers, their presets."""

from __future__ import annotations

from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError


def networks():
    """The networks to begin with, and whether their weights are on this computer."""
    from dreamkit.networks.network import ABOUT, has_weights

    width = max(map(len, ABOUT))
    for name, about in ABOUT.items():
        where = "here" if has_weights(name) else "not here; downloaded when first used"
        yield f"{name:<{width}}  {about} Weights: {where}."
    yield "\n`dreamkit networks NAME` shows a network's layers and presets."
    yield "Any other name of keras.applications works too, such as densenet121 or efficientnet_b0."


def network(name, weights=None):
    """One network: its layers from the picture inwards, its presets, what it is given.

    Raises
    ------
    InputError, FileError
        See `networks.network`.
    """
    from dreamkit.networks import network as networks
    from dreamkit.networks.applications import INPUTS

    # Names need no weights: nothing is downloaded to list them.
    has_weights = weights is not None or networks.has_weights(name)
    net = networks.network(name, weights) if has_weights else networks.untrained(name)
    yield f"{net.name}: {len(net.layer_names)} layers, from the picture inwards"
    width = max(map(len, net.layer_names))
    for layer in net.layer_names:
        yield f"  {layer:<{width}}  {net.channels(layer):>5} channels"
    if net.presets:
        yield "\npresets"
    for title, preset in net.presets.items():
        yield f"  {title}: {preset.shows} ({preset.goal})"
    side = net.minimum_size
    yield f"\nsmallest picture: {side} x {side} pixels"
    yield f"it is given: {INPUTS[net.inputs]}" + (f" ({net.assumes})" if net.assumes else "")


def presets(network=None):
    """All presets with what they show and their goals, or those of one network.

    Raises
    ------
    InputError
        There is no such network, or it has no presets.
    """
    from dreamkit.networks.presets import PRESETS

    if network is not None and network not in PRESETS:
        raise InputError(unknown("network", network, PRESETS))
    for name in [network] if network else PRESETS:
        yield name
        width = max(map(len, PRESETS[name]))
        for title, preset in PRESETS[name].items():
            yield f"  {title:<{width}}  {preset.shows}"
            yield f"  {'':<{width}}  {preset.goal}"
    yield "\n`dreamkit dream PICTURE --network NETWORK --preset NAME` dreams with one."
