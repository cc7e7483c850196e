"""Which pixels a network sees: receptive fields, and lengths whose last pixel is seen.

A convolution or pooling without padding takes whole windows only and leaves out what is left over
at the end: of 512 pixels InceptionV3 sees 507 in full and never the last three. No picture of the
leftover can then change what a layer answers, and its gradient is zero.
"""

from __future__ import annotations

import functools

from dreamkit.networks import _keras

FURTHEST = 256  # pixels: no network here has a stride as large


def fitting_side(model, layer, side):
    """Return the smallest length, at least `side`, whose last pixel the layer sees.

    Parameters
    ----------
    model : keras.Model
        From `layers.flattened`.
    layer : keras.layers.Layer
        One of its layers.
    side : int
        In pixels.

    Returns
    -------
    int
        `side` itself if no length up to `FURTHEST` pixels longer fits.
    """
    path = _path(model, layer)
    lengths = range(side, side + FURTHEST)
    return next((n for n in lengths if all(_seen(path, n, axis) >= n for axis in (0, 1))), side)


def receptive_field(model, layer, side, axis, place):
    """Return (start, stop): the pixels along an axis that can change a layer at one place.

    Counted by windows: what a layer takes from everywhere, such as the average of squeeze and
    excitation, is not in it. Where the network pads, it reaches beyond the picture.

    Parameters
    ----------
    model : keras.Model
        From `layers.flattened`.
    layer : keras.layers.Layer
        One of its layers.
    side : int
        Length of the picture along the axis, in pixels.
    axis : 0 or 1
        Down, or across.
    place : int
        From 0.
    """
    path = _path(model, layer)
    lengths = _lengths(path, side, axis)
    seen = {layer: (place, place + 1)}
    for member, parents in reversed(path):
        window, (start, stop) = _window(member, axis), seen[member]
        for parent in parents:
            if parent in lengths:
                first = window.reaches(start + 1, lengths[parent]) - window.length
                last = window.reaches(stop, lengths[parent])
                known = seen.get(parent, (first, last))
                seen[parent] = min(known[0], first), max(known[1], last)
    return seen[path[0][0]]


@functools.lru_cache(maxsize=32)
def _path(model, layer):
    """[(layer, its parents)] from the picture to `layer`, in that order."""
    parents = {member: _keras.parents(member) for member in model.layers}
    needed, waiting = set(), [layer]
    while waiting:
        member = waiting.pop()
        if member not in needed:
            needed.add(member)
            waiting += parents.get(member, [])
    return [(member, parents[member]) for member in model.layers if member in needed]


def _seen(path, side, axis):
    """How many pixels from the start of an axis the last layer of a path sees, of `side`."""
    lengths = _lengths(path, side, axis)
    seen = {path[-1][0]: lengths[path[-1][0]]}
    for layer, parents in reversed(path):
        for parent in parents:
            if parent in lengths:
                reach = _window(layer, axis).reaches(seen[layer], lengths[parent])
                seen[parent] = max(seen.get(parent, 0), min(reach, lengths[parent]))
    return seen[path[0][0]]


def _lengths(path, side, axis):
    """How long what each layer of a path answers is, for so many pixels along an axis."""
    lengths = {}
    for layer, parents in path:
        length = max((lengths[parent] for parent in parents if parent in lengths), default=side)
        lengths[layer] = _window(layer, axis).answers(length)
    return lengths


class _Window:
    """How a layer moves along one axis: the length of its window, its stride, its padding."""

    def __init__(self, length=1, stride=1, same=False, before=0, after=0):
        self.length, self.stride, self.same = length, stride, same
        self.before, self.after = before, after

    def answers(self, length):
        """The length of what comes out."""
        if self.same:
            return -(-length // self.stride)
        return (length + self.before + self.after - self.length) // self.stride + 1

    def reaches(self, count, length):
        """Where the window of answer number `count` ends in what comes in."""
        before = self.before
        if self.same:
            total = (self.answers(length) - 1) * self.stride + self.length - length
            before = max(total, 0) // 2
        return (count - 1) * self.stride + self.length - before


def _window(layer, axis):
    """The window of a layer; one that looks at each place by itself has length 1."""
    type_name = type(layer).__name__
    if type_name == "Windows":
        return _Window(layer.size[axis], layer.steps[axis])
    if type_name in ("Conv2D", "DepthwiseConv2D", "SeparableConv2D"):
        length = (layer.kernel_size[axis] - 1) * layer.dilation_rate[axis] + 1
        return _Window(length, layer.strides[axis], layer.padding == "same")
    if type_name in ("MaxPooling2D", "AveragePooling2D"):
        return _Window(layer.pool_size[axis], layer.strides[axis], layer.padding == "same")
    if type_name == "ZeroPadding2D":
        before, after = layer.padding[axis]
        return _Window(before=before, after=after)
    if type_name == "Cropping2D":
        before, after = layer.cropping[axis]
        return _Window(before=-before, after=-after)
    return _Window()
