"""The networks as Keras builds them, for the peers and for counting; nothing folded or frozen."""

import re


def untrained(name):
    """Return "inception_v3" or "vgg16" without its classifier, with random weights."""
    from tensorflow.keras import applications

    make = {"inception_v3": applications.InceptionV3, "vgg16": applications.VGG16}[name]
    return make(include_top=False, weights=None)


def inception_v3(weights=None):
    """Return InceptionV3 with the weights of a file, as deep as they reach, else random ones."""
    from tensorflow import keras

    if weights is None:
        return untrained("inception_v3")
    convolutions, has_top = _held(weights)
    whole = keras.applications.InceptionV3(include_top=has_top, weights=None)
    if has_top:
        whole.load_weights(weights)
    blocks = [one.name for one in whole.layers if re.fullmatch(r"mixed\d+", one.name)]
    for block in reversed(blocks):
        model = keras.Model(whole.inputs, whole.get_layer(block).output)
        needed = sum(isinstance(one, keras.layers.Conv2D) for one in model.layers)
        if needed <= convolutions:
            break
    if not has_top:
        model.load_weights(weights)
    return model


def cut(model, layers):
    """Return the part of a model that leads to these layers, whose activations are its outputs."""
    from tensorflow import keras

    return keras.Model(model.inputs, [model.get_layer(name).output for name in layers])


def _held(weights):
    """(number of convolutions, whether the classifier is there) of a weights file."""
    import h5py

    with h5py.File(weights) as file:  # `.weights.h5`, or what Keras downloads
        names = list(file.get("layers", file))
    has_top = "predictions" in names or "dense" in names
    return sum(name.startswith("conv2d") for name in names), has_top
