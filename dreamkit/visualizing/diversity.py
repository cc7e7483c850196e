"""Diversity: pictures of one goal that excite it in different ways (Olah et al., 2017).

How alike two pictures are is the cosine between their Gram matrices at a layer, which say what
textures and parts there are, wherever they are; the pictures of a batch are driven apart.
"""

from __future__ import annotations

import functools

import numpy as np

from dreamkit import bounds, device
from dreamkit.ascent import transforms
from dreamkit.errors import InputError, shown
from dreamkit.goals.goal import LOGIT
from dreamkit.goals.gram import gram_matrix


def similarity(grams):
    """The mean cosine between the Gram matrices of each two pictures.

    Parameters
    ----------
    grams : numpy.ndarray
        Shape (count, channels, channels), count being 2 at least.

    Returns
    -------
    float
        From 0, nothing in common, to 1, all alike.
    """
    units = np.reshape(grams, (len(grams), -1)).astype(np.float64)
    units /= np.maximum(np.linalg.norm(units, axis=1, keepdims=True), 1e-30)
    cosines = units @ units.T
    return float(cosines[~np.eye(len(units), dtype=bool)].mean())


def as_push(asked, net, goals, size, precision):
    """What drives the pictures of a batch apart: a function, or None where nothing does.

    Parameters
    ----------
    asked : float or dict of str to float
        The weight, at the layer of the first goal, or at each layer that is named.
    net : Network
    goals : list of Goal
        As the network has resolved them.
    size : (int, int)
    precision : str

    Returns
    -------
    function or None
        From pictures and a transformation to None and the direction that makes each less like the
        others: for each layer its weight times a gradient of standard deviation 1.

    Raises
    ------
    InputError
        A weight or a layer that cannot be used, or a single picture.
    """
    weights = _weights(asked, net, goals)
    if not weights:
        return None
    if len(goals) < 2:
        raise InputError(
            "diversity is between pictures, and here is one; ask for more, such as count=4."
        )
    if precision == "float16":  # it would need a scaled loss, and is not the larger part
        precision = "float32"
    at_once = device.tiles_at_once(*size)
    batches = [slice(i, i + at_once) for i in range(0, len(goals), at_once)]

    def push(pictures, turn):
        import tensorflow as tf

        total = 0.0
        turn = np.array([1, 0, 1, 0], np.float32) if turn is None else turn
        for layer, weight in weights.items():
            grams, gradient = _traced(net, layer, precision)
            units = tf.concat([grams(pictures[batch], turn) for batch in batches], 0)
            others = tf.reduce_sum(units, 0) - units
            parts = [gradient(pictures[batch], turn, others[batch]) for batch in batches]
            total -= weight * tf.concat(parts, 0)
        return None, total

    return push


@functools.lru_cache(maxsize=16)
def _traced(net, layer, precision):
    """Two compiled functions of a batch of pictures and a transformation.

    The first returns their Gram matrices, each of length 1. The second takes for each picture the
    sum of those of all others as well, and returns the gradient of the cosines, of standard
    deviation 1.
    """
    import tensorflow as tf

    from dreamkit.ascent.normalize import normalize
    from dreamkit.networks import optimized

    model = optimized.activations_model(net, {layer: None}, precision)
    pictures, turn = tf.TensorSpec([None, None, None, 3]), tf.TensorSpec([4])
    matrices = tf.TensorSpec([None, None, None])

    def units(seen, turn):
        look = net.preprocess(transforms.transformed(seen, turn))
        grams = gram_matrix(tf.cast(model(look, training=False)[layer], tf.float32))
        return grams / (tf.norm(grams, axis=(1, 2), keepdims=True) + 1e-12)

    @tf.function(input_signature=[pictures, turn], autograph=False)
    def grams(seen, turn):
        return units(seen, turn)

    @tf.function(input_signature=[pictures, turn, matrices], autograph=False)
    def gradient(seen, turn, others):
        with tf.GradientTape() as tape:
            tape.watch(seen)
            alike = tf.reduce_sum(units(seen, turn) * others, (1, 2))
        return normalize(tape.gradient(alike, seen))

    return grams.get_concrete_function(), gradient.get_concrete_function()


def _weights(asked, net, goals):
    """{layer: weight} of what was asked for."""
    if not isinstance(asked, dict):
        weight = bounds.check("diversity", asked)
        return {_layer_of(goals[0], net): weight} if weight else {}
    if not asked or not all(isinstance(layer, str) for layer in asked):
        raise InputError(
            f"diversity is a weight, or weights by layer such as {{'mixed3': 1}}, not "
            f"{shown(asked)}."
        )
    weights = {}
    for layer, asked_weight in asked.items():
        net.layer(layer)  # which says so if there is none
        weights[layer] = bounds.check("diversity", asked_weight)
    return {layer: weight for layer, weight in weights.items() if weight}


def _layer_of(goal, net):
    """The first layer of a goal; of a class, whose Gram matrix says nothing, one in the middle."""
    return net.layer_at(0.5) if goal.terms[0].kind == LOGIT else goal.terms[0].layer
