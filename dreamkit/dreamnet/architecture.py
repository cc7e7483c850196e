"""The layers of dreamnet: a small Inception for 64-pixel pictures, 0.95 million parameters."""

from __future__ import annotations


def build(classes=27):
    """Return an untrained dreamnet.

    Takes pictures in [-1, 1] of any size. Pictures are halved three times by averaging, never by
    strides, and the averages overlap, so that the gradient carries no checkerboard.

    Parameters
    ----------
    classes : int
        Channels of `class_map`, the evidence for each class at each place.

    Returns
    -------
    keras.Model
        From (batch, height, width, 3) to logits (batch, classes).
    """
    from tensorflow import keras

    inputs = keras.Input((None, None, 3), name="image")
    x = _halve(_conv(inputs, 24, 5, "stem"), "pool0")
    x = _halve(_conv(x, 64, 3, "conv1"), "pool1")
    x = _mixed(x, "mixed1", 32, (48, 64), (24, 32))
    x = _mixed(x, "mixed2", 48, (64, 96), (32, 48))
    x = _halve(x, "pool2")
    x = _mixed(x, "mixed3", 64, (80, 128), (48, 64))
    x = _mixed(x, "mixed4", 64, (96, 128), (48, 64))
    x = _mixed(x, "mixed5", 64, (96, 160), (64, 96))
    x = keras.layers.Conv2D(classes, 1, name="class_map", dtype="float32")(x)
    logits = keras.layers.GlobalAveragePooling2D(name="logits", dtype="float32")(x)
    return keras.Model(inputs, logits, name="dreamnet")


def with_shares(model):
    """Return dreamnet ending in `class_share` instead of its logits.

    `class_share` is the softmax of `class_map` over the classes: at each place, what share each
    class has. Its mean square is highest where one class has all, so dreaming on it makes every
    place more of what it already resembles.
    """
    from tensorflow import keras

    evidence = model.get_layer("class_map").output
    shares = keras.layers.Softmax(name="class_share", dtype="float32")(evidence)
    return keras.Model(model.inputs[0], shares, name="dreamnet")


def _conv(x, channels, size, name):
    """Convolution, batch norm, ReLU; the ReLU bears the name."""
    from tensorflow.keras import layers

    x = layers.Conv2D(channels, size, padding="same", use_bias=False, name=f"{name}_conv")(x)
    x = layers.BatchNormalization(momentum=0.97, name=f"{name}_norm")(x)
    return layers.ReLU(name=name)(x)


def _halve(x, name):
    """Halve the size with the weights 1-2-1 along each axis: two averages of two."""
    from tensorflow.keras import layers

    x = layers.AveragePooling2D(2, strides=1, padding="same", name=f"{name}_smooth")(x)
    return layers.AveragePooling2D(2, name=name)(x)


def _mixed(x, name, one_by_one, three_by_three, five_by_five):
    """Side by side: 1x1 | 1x1, 3x3 | 1x1, 3x3, 3x3 (which sees 5x5); then stacked."""
    from tensorflow.keras import layers

    a = _conv(x, one_by_one, 1, f"{name}_1x1")
    b = _conv(_conv(x, three_by_three[0], 1, f"{name}_3x3_in"), three_by_three[1], 3, f"{name}_3x3")
    c = _conv(_conv(x, five_by_five[0], 1, f"{name}_5x5_in"), five_by_five[1], 3, f"{name}_5x5_mid")
    c = _conv(c, five_by_five[1], 3, f"{name}_5x5")
    return layers.Concatenate(name=name)([a, b, c])
