"""The head of a network: Flatten, Dense layers and what else follows its feature maps, at any size.

Flatten joins a whole map of one size to one row of numbers, and the Dense layers after it take no
other. Here a window of that size moves over the map instead, and at each of its places those
layers see the row that Flatten would have made: a picture of the model's own size has one place,
and the same answers as before (Sermanet et al., "OverFeat", 2013; Long et al., "Fully
Convolutional Networks for Semantic Segmentation", 2015).

Imported only when a network is built, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

from tensorflow import keras

from dreamkit.networks import _keras

_SHARES = ("softmax", "sigmoid", "log_softmax")
_STEPS = 4  # places within the length of a window, which bounds the memory that they take


class Windows(keras.layers.Layer):
    """Flatten, at every place: from a map to the rows of numbers in a window that moves over it.

    Parameters
    ----------
    size : (int, int)
        Of the window: the size of the map that Flatten was made for.
    """

    def __init__(self, size, name=None):
        super().__init__(name=name, autocast=False)
        self.size = size
        self.steps = tuple(max(1, side // _STEPS) for side in size)

    def call(self, maps):
        if self.size == (1, 1):
            return maps
        import tensorflow as tf

        batch, channels = tf.shape(maps)[0], maps.shape[-1]
        # Rows, then columns, each cut into (places, pixels of the window).
        maps = tf.gather(maps, self._pixels(tf.shape(maps)[1], 0), axis=1)
        maps = tf.gather(maps, self._pixels(tf.shape(maps)[3], 1), axis=3)
        height, width = self.size
        rows, columns = tf.shape(maps)[1], tf.shape(maps)[3]
        maps = tf.transpose(maps, (0, 1, 3, 2, 4, 5))
        return tf.reshape(maps, (batch, rows, columns, height * width * channels))

    def _pixels(self, length, axis):
        """The pixels of each window along one axis: (places, pixels)."""
        import tensorflow as tf

        count = tf.maximum((length - self.size[axis]) // self.steps[axis] + 1, 0)
        return tf.range(count)[:, None] * self.steps[axis] + tf.range(self.size[axis])[None]

    def compute_output_spec(self, maps):
        rows, columns = (
            None if length is None else max(0, (length - size) // step + 1)
            for length, size, step in zip(maps.shape[1:3], self.size, self.steps, strict=True)
        )
        channels = self.size[0] * self.size[1] * maps.shape[-1]
        return keras.KerasTensor((maps.shape[0], rows, columns, channels), maps.dtype)


def for_any_size(layer, tensor, name):
    """What takes the place of a layer that was made for one size; None if it may stay as it is.

    Parameters
    ----------
    layer : keras.Layer
        Of the model as it was given.
    tensor : keras.KerasTensor
        What its copy is to read.
    name : str
        Of what takes its place.
    """
    before, after = layer.input, layer.output
    if any(isinstance(each, list | tuple | dict) for each in (before, after)):
        return None
    if type(layer).__name__ not in ("Flatten", "Reshape") or len(after.shape) != 2:
        return None
    if len(before.shape) == 2 and len(tensor.shape) == 4:  # joined to a row before
        return Windows((1, 1), name)
    if len(before.shape) != 4 or None in before.shape[1:]:
        return None
    return Windows(tuple(before.shape[1:3]), name)


def changes_for_any_size(layer, tensors):
    """What changes in the settings of a layer that reads rows of numbers at many places."""
    inputs = keras.tree.flatten(layer.input)
    were_rows = all(len(tensor.shape) == 2 for tensor in inputs)
    axis = layer.get_config().get("axis") if were_rows and len(tensors[0].shape) == 4 else None
    return {"axis": -1} if axis in (1, [1], (1,)) else {}


def as_map(tensor):
    """A layer's output as a map: one of no height and width, after global pooling, has one place.

    Parameters
    ----------
    tensor : keras.KerasTensor
        Of shape (batch, height, width, channels) or (batch, channels).
    """
    if len(tensor.shape) == 4:
        return tensor
    return keras.layers.Reshape((1, 1, tensor.shape[-1]))(tensor)


def has_one_place(layer):
    """Whether a layer of a flattened model sees the picture as a whole, of whatever size."""
    output = layer.output
    if isinstance(output, list | tuple | dict) or output.shape[-1] is None:
        return False
    return len(output.shape) == 2 or (len(output.shape) == 4 and output.shape[1:3] == (1, 1))


def after_windows(model):
    """The layers of a flattened model that see windows of the model's own size."""
    found = set()
    for layer in model.layers:  # from the picture inwards
        is_window = isinstance(layer, Windows) and layer.size != (1, 1)
        if is_window or found.intersection(_keras.parents(layer)):
            found.add(layer)
    return found


def gives_shares(layer):
    """Whether a layer turns evidence into shares that add up to 1, or into one from 0 to 1."""
    function = getattr(layer, "activation", None)
    kind = type(layer).__name__
    is_activation = kind == "Activation" and getattr(function, "__name__", "") in _SHARES
    return kind == "Softmax" or is_activation
