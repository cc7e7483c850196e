"""Ways through a network: what a layer is computed from, and which layers every way goes through.

Imported only when a network is looked into, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

import functools

from dreamkit.networks import _keras


def ancestors(network, layer_name):
    """Return the layers that a layer is computed from, itself included, as a set."""
    parents = _parents(network.model)
    found, waiting = set(), [network.layer(layer_name)]
    while waiting:
        layer = waiting.pop()
        if layer not in found:
            found.add(layer)
            waiting += parents[layer]
    return found


def bottlenecks(network, layer_names):
    """Return the names of the layers that every way to some layers goes through, in order.

    A layer of several branches, such as that of an Inception block, is one; each branch is not.
    The layers themselves are left out.

    Parameters
    ----------
    network : Network
    layer_names : iterable of str
        Of `network.layer_names`.

    Returns
    -------
    list of str
        Of `network.layer_names`, from the picture inwards.
    """
    passed = _passed(network.model)
    ends = [network.layer(name) for name in layer_names]
    common = set.intersection(*(passed[end] for end in ends)) - set(ends)
    return [name for name in network.layer_names if network.layer(name) in common]


@functools.lru_cache(maxsize=8)
def _parents(model):
    """{layer: the layers it reads from}, each after those."""
    return {
        node.operation: [parent.operation for parent in node.parent_nodes]
        for node in _keras.nodes(model)
    }


@functools.lru_cache(maxsize=8)
def _passed(model):
    """{layer: those that every way from the picture to it goes through, itself included}.

    What graph theory calls its dominators: of each parent those that the others have, too.
    """
    passed = {}
    for layer, parents in _parents(model).items():
        common = [passed[parent] for parent in parents]
        passed[layer] = (set.intersection(*common) if common else set()) | {layer}
    return passed
