"""The classifier at the end of a Keras model, as a map of evidence that takes pictures of any size.

Imported only when a network is built, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

from tensorflow import keras

from dreamkit.networks import _keras
from dreamkit.networks.weights import fill

CLASS_MAP = "class_map"


def with_class_map(model):
    """Return (model, number of classes) with the classifier turned into a layer `class_map`.

    Most classifiers average the last feature map over its positions and weigh the channels: a
    Dense layer after global average pooling. Weighing first, with a 1x1 convolution, and
    averaging then gives the same logits, and evidence for each class at each place besides (Zhou
    et al., Learning Deep Features for Discriminative Localization, 2016). A model that ends in
    another way is returned as it is, with 0 classes.

    Parameters
    ----------
    model : keras.Model
        From `graphs.flattened`.
    """
    dense = _last(model, ("Activation", "Softmax", "Dropout"), "Dense")
    if dense is None or any(layer.name == CLASS_MAP for layer in model.layers):
        return model, 0
    pooling = _last(dense, ("Dropout",), "GlobalAveragePooling2D")
    if pooling is None or pooling.data_format != "channels_last":
        return model, 0
    weigh = keras.layers.Conv2D(dense.units, 1, use_bias=dense.use_bias, name=CLASS_MAP)
    ending = keras.Model(model.inputs[0], weigh(pooling.input), name=model.name)
    kernel, *bias = dense.get_weights()
    fill(weigh, [kernel[None, None], *bias])
    return ending, dense.units


def _last(end, between, type_name):
    """The layer of a kind that stands before a layer, or ends a model; only some may be between."""
    if isinstance(end, keras.Model):
        tensor = end.outputs[0] if len(end.outputs) == 1 else None
    else:
        tensor = end.input
    while tensor is not None and not isinstance(tensor, list):
        layer = _keras.origin(tensor)
        if type(layer).__name__ == type_name:
            return layer
        if type(layer).__name__ not in between:
            return None
        tensor = layer.input
    return None
