"""Other uses of the same parts: each a short function on goals, gradients and `visualize`."""

from __future__ import annotations

SMOOTH = {"total_variation": 0.5}  # for pictures that are compared place by place, or as texture


def at_depth(net, share):
    """The name of the layer at this share of a network's depth, from 0 to 1."""
    return net.layer_names[round(share * (len(net.layer_names) - 1))]
