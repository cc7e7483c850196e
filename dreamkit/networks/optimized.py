"""Networks made ready for dreaming: batch norm folded away, weights fixed, any precision.

A network is prepared once and serves every goal: each goal cuts it after the deepest layer it
needs. Imported only when a gradient is wanted, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

import functools
import logging

import numpy as np
import tensorflow as tf
from tensorflow import keras

from dreamkit.networks import _keras, heads, layers, verdicts
from dreamkit.networks.weights import fill

TOLERANCE = 1e-4  # of the activations, relative, between a prepared network and the original
_FOLDABLE = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D")
_log = logging.getLogger(__name__)


def activations_model(network, layer_names, precision):
    """Return a keras.Model from prepared pictures to {layer name: activation}.

    Parameters
    ----------
    network : Network
    layer_names : iterable of str
        Of `network.layer_names`; the model ends at the deepest of them.
    precision : "float32", "bfloat16" or "float16"
        The type in which it computes; it takes and answers with other types as they come.
    """
    model = optimize_for_inference(network, precision)
    with _keras.float32():
        return keras.Model(
            model.inputs[0],
            {
                name: heads.as_map(model.get_layer(network.layer(name).name).output)
                for name in layer_names
            },
        )


@functools.lru_cache(maxsize=4)
def optimize_for_inference(network, precision):
    """Return `network.model` with batch norm folded and its weights held in `precision`.

    Every layer keeps its name, and what it answers: on a random picture the activations are
    compared with the original's. Where they differ by more than `TOLERANCE`, nothing is folded;
    where they still do, the original is returned, in float32. The log says so. That nothing
    differed is kept on disk, and not looked at again for the same weights and versions.
    """
    with _keras.float32():
        return _prepared(network, precision)


def _prepared(network, precision):
    folding = _foldable(network.model)
    if _is_known_to_fold(network, precision):
        model, hold_in = _clone(network.model, folding)
        hold_in(precision)
        return model
    picture = _random_picture(network)
    expected = _activations(network, network.model, picture)
    for pairs in (folding, {}):
        model, hold_in = _clone(network.model, pairs)
        answered = _activations(network, model, picture)
        difference = max(map(_relative_difference, expected, answered))
        if difference <= TOLERANCE:
            if pairs == folding:
                _note_that_it_folds(network, precision)
            hold_in(precision)
            return model
        _log.warning(
            "%s is used %s: prepared, its activations differed by %.1e.",
            network.name,
            "with batch norm as it is" if pairs else "as it is, in float32",
            difference,
        )
    return network.model


def _is_known_to_fold(network, precision):
    """Whether the comparison was made on this machine before, and found nothing wrong."""
    return bool(network.weights_sha256) and verdicts.is_known(**_facts(network, precision))


def _note_that_it_folds(network, precision):
    if network.weights_sha256:  # a model of the user's own has no fingerprint to know it by
        verdicts.note(**_facts(network, precision))


def _facts(network, precision):
    return {
        "network": network.name,
        "weights": network.weights_sha256,
        "layers": network.layer_names,
        "precision": precision,
        "tolerance": TOLERANCE,
    }


def _random_picture(network):
    """A batch of one prepared picture of noise, small, but not as small as can be."""
    height, width = (max(side, 96) for side in network.smallest_size(network.layer_names))
    noise = np.random.default_rng(0).random((1, height, width, 3), np.float32)
    return tf.constant(network.preprocess(noise))


def _activations(network, model, picture):
    """What the dreamable layers and the end of `network.model`, or a copy of it, answer."""
    layers = [model.get_layer(network.layer(name).name).output for name in network.layer_names]
    return keras.Model(model.inputs[0], [*layers, *model.outputs])(picture, training=False)


def _relative_difference(expected, answered):
    expected, answered = tf.cast(expected, tf.float32), tf.cast(answered, tf.float32)
    return float(tf.norm(answered - expected) / (tf.norm(expected) + 1e-12))


def _foldable(model):
    """{convolution: the batch norm to fold into it}: neighbors with nobody else listening."""
    outputs = {id(tensor) for tensor in model.outputs}
    members = set(model.operations)
    pairs = {}
    for layer in model.layers:
        if type(layer).__name__ not in _FOLDABLE or len(_keras.calls(layer)) != 1:
            continue
        readers = [reader for reader in _keras.readers(layer) if reader in members]
        if len(readers) != 1 or type(readers[0]).__name__ != "BatchNormalization":
            continue
        norm = readers[0]
        plain = (
            layer.activation is keras.activations.linear and layer.data_format == "channels_last"
        )
        on_channels = norm.axis in (-1, 3, [3]) and len(_keras.calls(norm)) == 1
        if plain and on_channels and id(layer.output) not in outputs:
            pairs[layer] = norm
    return pairs


def _is_plain(layer):
    """Whether a layer is a convolution without groups, holes or another order of axes."""
    return (
        type(layer).__name__ == "Conv2D"
        and layer.groups == 1
        and layer.dilation_rate == (1, 1)
        and layer.data_format == "channels_last"
    )


def _folded_weights(convolution, norm):
    """The kernels and the bias that do the work of both layers, in float32.

    Batch norm is (x - mean) / sqrt(variance + epsilon) * gamma + beta for each channel: a factor,
    which goes into the last kernel, and an offset, which goes into the bias.
    """
    weights = convolution.get_weights()
    kernels, bias = (weights[:-1], weights[-1]) if convolution.use_bias else (weights, 0.0)
    mean, variance = norm.moving_mean.numpy(), norm.moving_variance.numpy()
    factor = 1 / np.sqrt(variance + norm.epsilon)
    factor = factor * norm.gamma.numpy() if norm.gamma is not None else factor
    offset = norm.beta.numpy() if norm.beta is not None else 0.0
    last = kernels[-1]
    if type(convolution).__name__ == "DepthwiseConv2D":  # height, width, channels, multiplier
        last = last * factor.reshape(last.shape[2:])
    else:
        last = last * factor
    return [*kernels[:-1], last, (bias - mean) * factor + offset]


def _clone(model, pairs):
    """A copy of `model` with the batch norms of `pairs` folded; and what sets its precision."""
    copies, folded = [], {norm.name for norm in pairs.values()}

    def copy(layer):
        if layer.name in folded:
            return _Through(layer.name)
        make = _Convolution if _is_plain(layer) else _copy_of
        copies.append(make(layer, pairs.get(layer)))
        return copies[-1]

    clone = keras.models.clone_model(model, clone_function=copy)
    own = [layer for layer in copies if layer.weights and not isinstance(layer, layers.Unchanged)]
    for layer in own:
        original = model.get_layer(layer.name)
        norm = pairs.get(original)
        fill(layer, _folded_weights(original, norm) if norm else original.get_weights())

    def hold_in(precision):
        for layer in copies:
            if isinstance(layer, _Convolution):
                layer.hold_in(precision)
        for layer in own if precision != "float32" else []:
            layer.dtype_policy = f"mixed_{precision}"

    return clone, hold_in


def _copy_of(layer, norm):
    """A Keras layer like `one`, with room for a folded bias."""
    new = layers.copy_of(layer, use_bias=True) if norm else layers.copy_of(layer)
    if new is None:
        return layers.Unchanged(layer)
    # Layers without weights compute in whatever type comes in.
    new.autocast = bool(layer.weights)
    return new


class _Through(keras.layers.Layer):
    """Stands where a folded batch norm stood, so that the layers keep their names."""

    def __init__(self, name):
        super().__init__(name=name, autocast=False)

    def call(self, inputs, training=None, mask=None):
        return inputs

    def compute_output_spec(self, inputs, **_):
        return keras.KerasTensor(inputs.shape, inputs.dtype)


class _Convolution(keras.layers.Layer):
    """A convolution with fixed weights, held in the type it computes in."""

    def __init__(self, original, norm):
        super().__init__(name=original.name, autocast=False)
        if norm is not None:
            *kernels, bias = _folded_weights(original, norm)
        elif original.use_bias:
            *kernels, bias = original.get_weights()
        else:
            kernels, bias = original.get_weights(), np.zeros(original.filters, np.float32)
        # Plain tensors: all traced functions share them, and nothing reads or casts them anew.
        self._kernel, self._bias = (tf.constant(v, tf.float32) for v in (kernels[0], bias))
        self._strides, self._padding = original.strides, original.padding.upper()
        self._activation, self._shape_of = original.activation, original.compute_output_shape

    def hold_in(self, precision):
        self._kernel = tf.cast(self._kernel, precision)
        self._bias = tf.cast(self._bias, precision)

    def call(self, inputs):
        inputs = tf.cast(inputs, self._kernel.dtype)
        convolved = tf.nn.conv2d(inputs, self._kernel, self._strides, self._padding)
        return self._activation(tf.nn.bias_add(convolved, self._bias))

    def compute_output_spec(self, inputs):
        return keras.KerasTensor(self._shape_of(inputs.shape), inputs.dtype)
