"""The layers of a Keras model: in one flat row, named alike in every process, fit to dream on.

Imported only when a network is built, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

import re

import numpy as np
from tensorflow import keras

from dreamkit.errors import InputError
from dreamkit.networks import _keras, heads
from dreamkit.networks.weights import fill

NESTED = ">"  # between the names of a model and of a layer inside it; Keras forbids the slash

# Pixels along each side of the pictures that show which layers take any size; multiples of every
# usual stride, so that layers that join maps join them.
_SIDES = (256, 512, 1024)
_NORM = "BatchNormalization"
# What only rescales, clips or bends the map before it: that map is not worth dreaming on. The
# last row are functions of keras.ops.
_AFTERTHOUGHTS = {
    *(_NORM, "Activation", "ReLU", "LeakyReLU", "PReLU", "ELU"),
    *("Relu", "Relu6", "LeakyRelu", "Elu", "Silu", "Gelu", "HardSilu"),
}
_PLUMBING = {
    *("InputLayer", "ZeroPadding2D", "Cropping2D", "CenterCrop", "Resizing"),
    *("Lightness", "Rescaling", "Normalization", "Dropout", "SpatialDropout2D", "GaussianNoise"),
}

_JOINTS = ("Windows", "Flatten", "Reshape", "GlobalAveragePooling2D", "GlobalMaxPooling2D")


class Kept(keras.layers.Layer):
    """Calls something that cannot be copied: a bare operation, or a layer of the user's own."""

    def __init__(self, original, arguments, name):
        super().__init__(name=name, autocast=False)
        self._original = original
        self._arguments = _filled_in(arguments)
        self.kind = type(original).__name__
        self.is_bare = not isinstance(original, keras.layers.Layer)

    def call(self, tensors):
        args, how = self._arguments(tensors)
        return self._original(*args, **how)

    def compute_output_spec(self, tensors):
        args, how = self._arguments(tensors)
        return self._original.compute_output_spec(*args, **how)


class Unchanged(keras.layers.Layer):
    """A layer that cannot be copied, such as one of the user's own: it goes on as it is."""

    def __init__(self, original):
        super().__init__(name=original.name, autocast=False)
        self._original = original

    def call(self, *args, **how):
        return self._original(*args, **how)

    def compute_output_spec(self, *args, **how):
        return self._original.compute_output_spec(*args, **how)


class Lightness(keras.layers.Layer):
    """A color picture as a network sees it that takes gray ones: what is a color's brightness."""

    def call(self, pictures):
        return keras.ops.image.rgb_to_grayscale(pictures)


def _filled_in(arguments):
    """A function that puts other tensors in the places of those among the arguments of a call."""
    flat = keras.tree.flatten(arguments)
    indices = [
        index for index, argument in enumerate(flat) if isinstance(argument, keras.KerasTensor)
    ]

    def arguments_with(tensors):
        filled = list(flat)
        for index, tensor in zip(indices, tensors, strict=True):
            filled[index] = tensor
        return keras.tree.pack_sequence_as(arguments, filled)

    return arguments_with


def flattened(model):
    """Return a model made of layers only, in one row, for float32 pictures of any size.

    Most models are such already and are returned as they are. Otherwise the layers are copied:
    those of a model inside the model are called `outer>inner`, and bare operations become
    layers. Where a model of fixed size is set free, the layers that cannot follow are left out,
    as are the ones after them.

    Parameters
    ----------
    model : keras.Model
        Functional or Sequential, with one input of shape (batch, height, width, 3), or 1: then it
        sees the lightness.

    Raises
    ------
    InputError
        No layer takes pictures of any size.
    """
    if isinstance(model, keras.Sequential):
        model = keras.Model(model.inputs, model.outputs, name=model.name)
    picture = model.inputs[0]
    any_size = tuple(picture.shape[1:3]) == (None, None) and picture.dtype == "float32"
    if any_size and all(map(_is_plain, model.operations)):
        return model
    start, made = keras.Input((None, None, 3), dtype="float32"), []
    seen = Lightness(name="lightness")(start) if picture.shape[-1] == 1 else start
    _follow(model, [seen], "", {}, _namer(), made)
    ends = _ends(made)
    if not ends:
        height, width = picture.shape[1:3]
        raise InputError(
            f"{model.name} takes pictures of {width} x {height} pixels and nothing else; build it "
            "with keras.Input((None, None, 3))."
        )
    return keras.Model(start, ends[0] if len(ends) == 1 else ends, name=model.name)


def _ends(nodes):
    """The tensors that come out of nodes and that none of them reads."""
    read = {id(tensor) for node in nodes for tensor in node.input_tensors}
    return [tensor for node in nodes for tensor in node.outputs if id(tensor) not in read]


def freed(model, own_sides=(None, None)):
    """Return a flattened model without the layers that take pictures of its own size alone.

    What they are is found by showing it a picture of another size: a Reshape to a fixed size, the
    embedding of positions. They are left out, as are the ones after them.

    Parameters
    ----------
    model : keras.Model
        From `flattened`.
    own_sides : (int or None, int or None)
        Height and width of the pictures that it was made for.
    """
    for side in _SIDES:
        if side in own_sides:
            side += 64
        picture = keras.ops.zeros((1, side, side, 3), "float32")
        answered, left_out = {id(model.inputs[0]): picture}, 0
        kept = []
        for node in _keras.nodes(model):
            if node.is_input:
                continue
            outputs = _answers(node, answered)
            if outputs is None:
                left_out += 1
            else:
                kept.append(node)
                answered |= {id(t): o for t, o in zip(node.outputs, outputs, strict=True)}
        if not left_out:
            return model
        ends = _ends(kept)
        if ends:
            cut = keras.Model(model.inputs[0], ends[0] if len(ends) == 1 else ends, name=model.name)
            if dreamable(cut):
                return cut
    return model


def _answers(node, answered):
    """What a node gives for what came before it; None if it cannot take that."""
    if any(id(tensor) not in answered for tensor in node.input_tensors):
        return None
    args, how = node.arguments.fill_in(answered)
    if isinstance(node.operation, keras.layers.Layer) and "training" in how:
        how = {**how, "training": False}
    try:
        outputs = keras.tree.flatten(node.operation(*args, **how))
    except Exception:  # each kind of layer has its own
        return None
    # One that makes several pictures of one has taken a part of the map for the batch.
    is_whole = all(len(getattr(out, "shape", ())) and out.shape[0] == 1 for out in outputs)
    return outputs if is_whole else None


def _is_plain(layer):
    is_layer = isinstance(layer, keras.layers.Layer) and not _is_nested(layer)
    if not is_layer or _keras.scope_name(layer.name) != layer.name:
        return False
    return len(_keras.calls(layer)) == 1 and _keras.is_float32(layer)


def _is_nested(layer):
    """Whether it is a model whose layers can be reached; one that is subclassed is a layer."""
    return isinstance(layer, keras.Model) and _keras.is_graph(layer)


def _follow(model, tensors, prefix, copies, name_of, made):
    """Call copies of a model's layers on `tensors`.

    Parameters
    ----------
    prefix : str
        What their names begin with.
    copies : dict
        The copy of each layer, by its id: a layer that is called twice is copied once. For a
        model inside the model, its name.
    made : list
        Gets the nodes, one for each call.

    Returns
    -------
    list
        What the model's outputs became; None for those that could not be had.
    """
    model = _keras.functional(model)
    copied = {id(old): new for old, new in zip(model.inputs, tensors, strict=True)}
    for node in _keras.nodes(model):
        if node.is_input or any(id(tensor) not in copied for tensor in node.input_tensors):
            continue
        operation = node.operation
        args, how = node.arguments.fill_in(copied)
        if _is_nested(operation):
            if id(operation) not in copies:
                copies[id(operation)] = name_of(operation, prefix)
            name = copies[id(operation)]
            inner = keras.tree.flatten(args[0])
            outputs = _follow(operation, inner, name + NESTED, copies, name_of, made)
        else:
            outputs = _call(operation, args, how, copies, lambda op=operation: name_of(op, prefix))
            if outputs:
                made.append(_keras.calls(_keras.origin(outputs[0]))[-1])
        for old, new in zip(node.outputs, outputs, strict=False):
            if new is not None:
                copied[id(old)] = new
    return [copied.get(id(tensor)) for tensor in model.outputs]


def _call(original, args, how, copies, new_name):
    """The tensors that a copy of a layer gives, or none if it cannot take these arguments."""
    layer = copies.get(id(original))
    try:
        if layer is not None:
            return keras.tree.flatten(layer(*args, **how))
        name = _keras.scope_name(new_name())
        flat = keras.tree.flatten((args, how))
        tensors = [argument for argument in flat if isinstance(argument, keras.KerasTensor)]
        layer = heads.for_any_size(original, tensors[0], name)
        if layer is None:
            changes = heads.changes_for_any_size(original, tensors)
            layer = copy_of(original, name=name, dtype="float32", **changes)
        if layer is None:
            return keras.tree.flatten(Kept(original, (args, how), name)(tensors))
        outputs = keras.tree.flatten(layer(*args, **how))
        fill(layer, original.get_weights())
    except Exception:  # made for one size
        return []
    copies[id(original)] = layer
    return outputs


def copy_of(layer, **changes):
    """A layer like `layer` but for `changes`, without its weights; None if it is not Keras's."""
    if not isinstance(layer, keras.layers.Layer) or not type(layer).__module__.startswith("keras."):
        return None
    try:
        return type(layer).from_config({**layer.get_config(), **changes})
    except Exception:  # such as a Lambda, whose code Keras will not load again
        return None


def _kind(layer):
    return getattr(layer, "kind", type(layer).__name__)


def _namer():
    """A function that names operations: those that Keras numbered by process, from 0 on."""
    counts, taken = {}, set()

    def name_of(layer, prefix=""):
        outer, nested, name = _keras.given_name(layer.name).rpartition(NESTED)
        stem = re.sub(r"_\d+$", "", name)
        name = prefix + outer + nested + name
        if stem == _keras.automatic_name(_kind(layer)):
            stem = prefix + outer + nested + stem
            counts[stem] = counts.get(stem, -1) + 1
            name = f"{stem}_{counts[stem]}" if counts[stem] else stem
        while name in taken:  # one that was given by hand, or a second call
            name += "_again"
        taken.add(name)
        return name

    return name_of


def named(model):
    """Return {name: layer} of a flattened model, from the picture inwards.

    Keras numbers unnamed layers per process: here they are numbered from 0, the first without.
    """
    name_of = _namer()
    return {name_of(layer).replace(NESTED, "/"): layer for layer in model.layers}


def dreamable(model):
    """Return the names, as in `named`, of the layers of a flattened model that can be dreamt on.

    Those whose output is a feature map that the rest of the network sees as it is: not one that
    is only normalized or bent by the layer after it, nor the picture itself brought into form. A
    batch norm counts where its convolution does not count because of it. Of layers that see the
    picture as a whole, those of the network's head count, which no map is made from; there each
    Dense layer counts, and not the shares that a softmax makes of it.
    """
    layers = named(model)
    parents = {layer: _keras.parents(layer) for layer in layers.values()}
    readers = {layer: [] for layer in parents}
    for layer in parents:
        for node in _keras.calls(layer):
            for parent in node.parent_nodes:
                readers[parent.operation].append(layer)
    in_head = heads.after_windows(model) | _vectors(layers.values(), readers)
    seen = set()  # what comes after a layer that looks at the picture
    names = []
    for name, layer in layers.items():
        is_plumbing = _is_plumbing(layer) or (layer in in_head and _is_joint(layer))
        looks = not (is_plumbing or getattr(layer, "is_bare", False))
        if looks or seen.intersection(parents[layer]):
            seen.add(layer)
        if is_plumbing or layer not in seen or not (_is_map(layer) or layer in in_head):
            continue
        is_named = layer in in_head and _kind(layer) in ("Dense", "Conv2D")
        if _is_swallowed(readers[layer]) and not is_named:
            continue
        if _kind(layer) == _NORM:
            before = parents[layer][0]
            if _is_plumbing(before) or readers[before] != [layer]:
                continue
        names.append(name)
    return names


def _vectors(layers, readers):
    """The layers of one place that no map is made from, as the gates of a block's channels are."""
    apart = set()
    for layer in reversed(list(layers)):
        if heads.has_one_place(layer) and apart.issuperset(readers[layer]):
            apart.add(layer)
    return apart


def _is_joint(layer):
    """Whether a layer of a network's head only joins, copies or shares out what is before it."""
    return _kind(layer) in _JOINTS or heads.gives_shares(layer)


def _is_plumbing(layer):
    return _kind(layer) in _PLUMBING or _kind(layer).startswith("Random")


def _is_swallowed(readers):
    return len(readers) == 1 and _kind(readers[0]) in _AFTERTHOUGHTS


def _is_map(layer):
    """Whether the output has a height, a width and channels, and more than one place."""
    output = layer.output
    if isinstance(output, list | tuple | dict) or len(output.shape) != 4:
        return False
    return output.shape[-1] is not None and tuple(output.shape[1:3]) != (1, 1)


def begins_with(model):
    """Return the type of the first layer of a flattened model that reads the colors."""
    blind = _PLUMBING - {"Rescaling", "Normalization"}
    kinds = (_kind(layer) for layer in model.layers)
    return next((kind for kind in kinds if kind not in blind and not kind.startswith("Random")), "")


def smallest_side(model, own_size=None, most=1024):
    """Return the smallest side of a picture, in pixels, that leaves every map at least one place.

    At least 16, or as much as the pictures of `own_size` that the model was made for. What comes
    after Flatten takes these and larger ones, and does not count here, unless there is nothing
    else. Asks the layers for their shapes, and tries one small picture: layers that join maps
    notice only then that these differ in size.

    Raises
    ------
    InputError
        There is none up to `most`, or some larger pictures do not fit.
    """
    layers = named(model)
    in_windows = heads.after_windows(model)
    maps = [layers[name] for name in dreamable(model)]
    maps = [layer for layer in maps if layer not in in_windows and _is_map(layer)]
    least = min(16, *own_size) if own_size else 16
    if not maps:
        return max(own_size) if own_size else least
    maps = keras.Model(model.inputs[0], [layer.output for layer in maps])

    def fits(height, width):
        try:
            shapes = maps.compute_output_spec(keras.KerasTensor((1, height, width, 3)))
        except Exception:  # each kind of layer has its own
            return False
        sides = [side for shape in keras.tree.flatten(shapes) for side in shape.shape[1:3]]
        return all(side is None or side >= 1 for side in sides)

    above = least
    while not fits(above, above):
        above *= 2
        if above > most:
            raise InputError(f"{model.name} takes no pictures of up to {most} x {most} pixels.")
    below = above // 2 if above > least else above - 1
    while above - below > 1:
        middle = (above + below) // 2
        above, below = (middle, below) if fits(middle, middle) else (above, middle)
    height, width = above + 17, above + 42
    try:
        maps(np.zeros((1, height, width, 3), np.float32), training=False)
    except Exception:
        raise InputError(
            f"{model.name} takes only some sizes, not {width} x {height} pixels, and dreams need "
            "all; end it before it joins maps of different sizes."
        ) from None
    return above


def whole(model):
    """Return the names, as in `named`, of the layers of one place, whatever the picture's size."""
    return {name for name, layer in named(model).items() if heads.has_one_place(layer)}


def sized(model):
    """Return the names, as in `named`, of the layers that need pictures of the model's own size."""
    in_windows = heads.after_windows(model)
    return {name for name, layer in named(model).items() if layer in in_windows}
