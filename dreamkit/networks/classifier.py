"""The classifier at the end of a Keras model, as a layer whose channels are evidence for classes.

Imported only when a network is built, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

from tensorflow import keras

from dreamkit.networks import _keras, heads
from dreamkit.networks.layers import copy_of
from dreamkit.networks.weights import fill

CLASS_MAP = "class_map"
_AFTER = ("Activation", "Softmax", "Dropout", "Flatten", "Reshape", "Windows")


def with_class_map(model):
    """Return (model, number of classes, layer) with a layer whose means are the logits.

    Most classifiers average the last feature map over its positions and weigh the channels: a
    Dense layer after global average pooling. Weighing first, with a 1x1 convolution, and
    averaging then gives the same logits, and evidence for each class at each place besides (Zhou
    et al., Learning Deep Features for Discriminative Localization, 2016). Any other Dense layer
    at the end, such as after Flatten or another Dense layer, is copied without its softmax. Where
    the last map has a channel for each class and is only averaged, it is that layer itself. A
    model that ends in another way is returned as it is, with 0 classes.

    Parameters
    ----------
    model : keras.Model
        From `layers.flattened`, of a model that gives one row of numbers for each picture.
    """
    if any(layer.name == CLASS_MAP for layer in model.layers):
        return model, 0, ""
    end = _before(model, _AFTER)
    kind = type(end).__name__
    if kind == "GlobalAveragePooling2D" and end.data_format == "channels_last":
        last = _keras.origin(end.input)
        return model, end.input.shape[-1], last.name
    if kind == "Dense":
        pooling = _before(end, ("Dropout",))
        averages = type(pooling).__name__ == "GlobalAveragePooling2D"
        if averages and pooling.data_format == "channels_last":
            weigh = keras.layers.Conv2D(end.units, 1, use_bias=end.use_bias, name=CLASS_MAP)
            evidence = weigh(pooling.input)
            kernel, *bias = end.get_weights()
            fill(weigh, [kernel[None, None], *bias])
            return _ending_with(model, evidence), end.units, CLASS_MAP
    elif kind != "Conv2D" or not heads.has_one_place(end):
        return model, 0, ""
    weigh = copy_of(end, name=CLASS_MAP, activation="linear")
    evidence = weigh(end.input)
    fill(weigh, end.get_weights())
    return _ending_with(model, evidence), evidence.shape[-1], CLASS_MAP


def _ending_with(model, evidence):
    return keras.Model(model.inputs[0], [*model.outputs, evidence], name=model.name)


def _before(end, between):
    """The layer that stands before a layer, or ends a model, but for those of some kinds between.

    None if there is no such layer, or more than one.
    """
    if isinstance(end, keras.Model):
        tensor = end.outputs[0] if len(end.outputs) == 1 else None
    else:
        tensor = end.input
    while tensor is not None and not isinstance(tensor, list):
        layer = _keras.origin(tensor)
        if type(layer).__name__ not in between:
            return layer
        tensor = layer.input
    return None
