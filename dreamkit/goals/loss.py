"""What a goal is worth: its value on the activations of a network, in TensorFlow.

A goal's structure is written into a traced function; its numbers enter as tensors and may change
from call to call at no cost.
"""

from __future__ import annotations

import functools
import operator

import numpy as np

from dreamkit.goals import own
from dreamkit.goals.goal import ARRAY_AXES, DIRECTIONS
from dreamkit.goals.gram import gram_matrix
from dreamkit.images.arrays import resize

LEAST_COSINE = 0.1  # what the power of a cosine is taken of, as in the Activation Atlas


def goal_inputs(goals, network, size):
    """What of a goal may change without compiling anew: weights, channels, positions and arrays.

    Parameters
    ----------
    goals : Goal or list of Goal
        A list: one for each picture of a batch, all of one structure, without arrays.
    network : Network
        Sees the pictures that the goal holds.
    size : (height, width)
        Of the picture or tile; a goal that compares position by position needs it.

    Returns
    -------
    list of numpy.ndarray
        weights (terms,) float32, channels (terms,) int32, positions (terms, 2) float32, then for
        each term with an array of its own that array, float32: a direction (channels,), a
        guide's activations (positions, channels), a picture's (height, width, channels), a
        texture's Gram matrix (channels, channels). For a list of goals, those of each goal stacked.
    """
    if isinstance(goals, list):
        each = [goal_inputs(goal, network, size) for goal in goals]
        return [np.stack(same) for same in zip(*each, strict=True)]
    return [
        np.array([t.weight for t in goals.terms], np.float32),
        np.array([t.channel or 0 for t in goals.terms], np.int32),
        np.array([t.position or (0, 0) for t in goals.terms], np.float32),
        *(_array(term, network, size) for term in goals.terms if term.held),
    ]


def array_axes(structure):
    """The number of axes of each array that the inputs of a goal of this structure end with."""
    return [ARRAY_AXES[form.kind] for form in structure if form.kind in ARRAY_AXES]


def layers_of(structure):
    """The layers whose activations a goal of this structure needs, each once, in order."""
    return tuple(dict.fromkeys(form.layer for form in structure))


def goal_loss(structure, inputs, activations):
    """The goal's value for each picture of a batch.

    Parameters
    ----------
    structure : tuple
        `Goal.structure`.
    inputs : list of tensors
        See `goal_inputs`: of one goal for all pictures, or of one for each.
    activations : dict of str to tensor
        The activations, shape (batch, height, width, channels), of every layer it names.

    Returns
    -------
    tensor
        float32, shape (batch,).
    """
    import tensorflow as tf

    weights, channels, positions, *arrays = inputs
    total, arrays = 0.0, iter(arrays)
    for i, form in enumerate(structure):
        activation = tf.cast(activations[form.layer], tf.float32)
        if form.one_channel:
            channel = channels[..., i : i + 1]
            activation = tf.gather(activation, channel, axis=-1, batch_dims=len(channel.shape) - 1)
        if form.at_place:
            activation = _at(activation, positions[..., i, :])
        if form.function:
            value = own.value(form.function, activation, form.layer)
        elif form.kind == "mean":
            value = functools.reduce(operator.mul, [activation] * form.power)
        elif form.kind == "neuron":
            value = activation
        elif form.kind == "dotcosine":
            value = _dot_cosine(activation, next(arrays), form.power)
        else:
            value = _COMPARE[form.kind](activation, next(arrays))
        total += weights[..., i] * tf.reduce_mean(value, axis=list(range(1, len(value.shape))))
    return total


def _at(activation, position):
    """The activation (batch, height, width, channels) at one position: (batch, channels).

    Or at a position for each picture of the batch.
    """
    import tensorflow as tf

    last = tf.cast(tf.shape(activation)[1:3] - 1, tf.float32)
    nearest = tf.cast(tf.round(position * last), tf.int32)
    if len(nearest.shape) == 2:
        return tf.gather_nd(activation, nearest, batch_dims=1)
    return activation[:, nearest[0], nearest[1]]


def _dot(activation, vector):
    import tensorflow as tf

    return tf.tensordot(activation, vector, 1)


def _cosine(activation, vector):
    import tensorflow as tf

    # Where nothing is active there is no angle, and the gradient of a length is not defined.
    lengths = tf.sqrt(tf.reduce_sum(tf.square(activation), -1) + 1e-12) * tf.norm(vector)
    return _dot(activation, vector) / lengths


def _dot_cosine(activation, vector, power):
    """The dot product times max(cosine, `LEAST_COSINE`) to a power."""
    import tensorflow as tf

    cosine = tf.maximum(_cosine(activation, vector), LEAST_COSINE)
    return _dot(activation, vector) * cosine**power


def _best_match(activation, guides):
    import tensorflow as tf

    return tf.reduce_max(tf.tensordot(activation, guides, [[-1], [-1]]), axis=-1)


def _difference(activation, other):
    import tensorflow as tf

    return -((activation - other) ** 2) / (tf.reduce_mean(other**2) + 1e-12)


_COMPARE = {
    "direction": _dot,
    "cosine": _cosine,
    "guide": _best_match,
    "difference": _difference,
    "gram": lambda activation, other: _difference(gram_matrix(activation), other),
    "product": lambda activation, other: activation * other,
}


def _array(term, network, size):
    """What a term compares activations with."""
    if term.kind in DIRECTIONS:
        return term.held.array
    keeps_size = term.kind in ("guide", "gram")
    picture = term.held.array if keeps_size else resize(term.held.array, size)
    activation = activations_function(network, [term.layer])(picture[None])[term.layer]
    if term.kind == "gram":
        return gram_matrix(activation)[0].numpy()
    activation = np.asarray(activation, np.float32)[0]
    return activation.reshape(-1, activation.shape[-1]) if term.kind == "guide" else activation


def activations_function(network, layers, make=None):
    """Return a function from a batch of pictures to {layer: activation}, the picture included.

    Parameters
    ----------
    network : Network
    layers : iterable of str
        Of `network.layer_names`, or "input", which is the picture in [0, 1].
    make : function, optional
        From the names of layers to a model of them. Default: `network.activations_model`.

    Returns
    -------
    function
        From a float32 batch in [0, 1], (batch, height, width, 3), to a dict.
    """
    seen = [name for name in layers if not network.is_input(name)]
    model = (make or network.activations_model)(seen) if seen else None

    def activations(pictures):
        found = {name: pictures for name in layers}
        if model is not None:
            found |= model(network.preprocess(pictures), training=False)
        return found

    return activations
