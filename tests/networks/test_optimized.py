"""Prepared networks answer what the original answers, whatever it is made of."""

import logging

import numpy as np
import pytest
import tensorflow as tf
from tensorflow import keras

import dreamkit as dk
from dreamkit.ascent.gradient import _traced
from dreamkit.goals.loss import goal_inputs
from dreamkit.networks import optimized

layers = keras.layers


# So that signals neither die nor explode on their way through a deep network.
RANGES = {
    "gamma": (0.5, 1.0),
    "beta": (-0.5, 0.5),
    "moving_mean": (-0.5, 0.5),
    "moving_variance": (0.5, 1.5),
}


def randomize(model, seed=0):
    """Weights of a trained kind: batch norms with means, variances and factors of their own."""
    random = np.random.default_rng(seed)
    for one in model.layers:
        if isinstance(one, layers.BatchNormalization):
            for weight in one.weights:
                low, high = RANGES[weight.name]
                weight.assign(random.uniform(low, high, weight.shape))
    return model


def network(build, size=None):
    inputs = keras.Input((size, size, 3))
    model = keras.Model(inputs, build(inputs), name="small")
    return dk.network(randomize(model))


def kinds(model):
    return [type(one).__name__ for one in model.layers]


def answers(net, precision="float32", size=24):
    """{layer: (original activation, prepared activation)} on a random picture."""
    picture = np.random.default_rng(3).uniform(-1, 1, (2, size, size + 5, 3)).astype(np.float32)
    found = optimized.activations_model(net, net.layer_names, precision)(picture)
    expected = net.activations_model(net.layer_names)(picture)
    return {name: (expected[name].numpy(), found[name].numpy()) for name in net.layer_names}


def assert_same_answers(net, **size):
    for name, (expected, found) in answers(net, **size).items():
        distance = np.linalg.norm(found - expected) / np.linalg.norm(expected)
        assert distance < 1e-4, name


def test_a_batch_norm_worked_out_by_hand():
    """(2r - 1g + 0.5 - 3) / sqrt(3.999 + 0.001) * 10 + 7 = 10r - 5g - 5.5"""

    def build(inputs):
        mixed = layers.Conv2D(1, 1, name="mix")(inputs)
        return layers.BatchNormalization(epsilon=0.001, name="norm")(mixed)

    inputs = keras.Input((None, None, 3))
    model = keras.Model(inputs, build(inputs))
    model.get_layer("mix").set_weights([np.float32([[[[2], [-1], [0]]]]), np.float32([0.5])])
    model.get_layer("norm").set_weights([np.float32([v]) for v in (10, 7, 3, 3.999)])
    ready = optimized.optimize_for_inference(dk.network(model), "float32")
    assert "BatchNormalization" not in kinds(ready)
    found = ready(np.full((1, 16, 16, 3), [1.0, 0.2, 0.9], np.float32))
    np.testing.assert_allclose(found, np.full((1, 16, 16, 1), 3.5), rtol=1e-5)


@pytest.mark.parametrize(
    "convolution",
    [
        lambda **how: layers.Conv2D(8, 3, **how),
        lambda **how: layers.Conv2D(8, 3, strides=2, padding="same", **how),
        lambda **how: layers.Conv2D(6, 3, groups=3, **how),
        lambda **how: layers.Conv2D(4, 3, dilation_rate=2, **how),
        lambda **how: layers.DepthwiseConv2D(3, depth_multiplier=2, **how),
        lambda **how: layers.SeparableConv2D(8, 3, depth_multiplier=2, **how),
    ],
)
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("norm", [{}, {"scale": False}, {"center": False}])
def test_every_kind_of_convolution_takes_in_its_batch_norm(convolution, use_bias, norm):
    def build(inputs):
        how = {"use_bias": use_bias, "bias_initializer": "random_normal"}
        found = layers.BatchNormalization(**norm)(convolution(**how)(inputs))
        return layers.Activation("relu", name="end")(found)

    net = network(build)
    assert "BatchNormalization" not in kinds(optimized.optimize_for_inference(net, "float32"))
    assert_same_answers(net)


def two_readers(inputs):
    read = layers.Conv2D(4, 3, padding="same", name="read_twice")(inputs)
    return layers.Add(name="end")([layers.BatchNormalization()(read), read])


def already_active(inputs):
    found = layers.BatchNormalization()(layers.Conv2D(4, 3, activation="relu")(inputs))
    return layers.ReLU(name="end")(found)


def shared(inputs):
    twice = layers.Conv2D(3, 3, padding="same", name="twice")
    return layers.BatchNormalization(name="end")(twice(twice(inputs)))


def after_a_pool(inputs):
    pooled = layers.MaxPooling2D(name="pool")(layers.Conv2D(4, 3)(inputs))
    return layers.BatchNormalization(name="end")(pooled)


@pytest.mark.parametrize("build", [two_readers, already_active, shared, after_a_pool])
def test_what_does_not_fit_is_left_as_it_is(build, caplog):
    net = network(build)
    assert kinds(optimized.optimize_for_inference(net, "float32")).count("BatchNormalization") == 1
    assert_same_answers(net)
    assert not [one for one in caplog.records if one.name.startswith("dreamkit")]


def test_a_convolution_that_is_an_output_itself_is_not_folded():
    inputs = keras.Input((None, None, 3))
    first = layers.Conv2D(4, 3, name="first")(inputs)
    model = keras.Model(inputs, [first, layers.BatchNormalization()(first)])
    net = dk.network(randomize(model))
    assert "BatchNormalization" in kinds(optimized.optimize_for_inference(net, "float32"))


def test_layers_keep_their_names():
    net = dk.network()
    ready = optimized.optimize_for_inference(net, "float32")
    assert [one.name for one in ready.layers] == [one.name for one in net.model.layers]
    assert "BatchNormalization" in kinds(net.model)
    assert "BatchNormalization" not in kinds(ready)
    assert_same_answers(net, size=64)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "norms_left"),
    [
        ("InceptionV3", 0),
        ("VGG16", 0),
        ("MobileNetV2", 0),
        ("Xception", 0),
        ("ResNet50", 0),
        # Batch norm comes before the convolution there, after a sum or a concatenation.
        ("ResNet50V2", 17),
        ("DenseNet121", 62),
        ("EfficientNetB0", 0),
        ("ConvNeXtTiny", 0),
    ],
)
def test_the_networks_of_keras_answer_the_same(name, norms_left, caplog):
    model = getattr(keras.applications, name)(include_top=False, weights=None)
    net = dk.network(randomize(model))
    ready = optimized.optimize_for_inference(net, "float32")
    assert kinds(ready).count("BatchNormalization") == norms_left
    assert not [one for one in caplog.records if one.name.startswith("dreamkit")]
    for expected, found in answers(net, "bfloat16", size=96).values():
        assert np.linalg.norm(found - expected) < 0.1 * np.linalg.norm(expected)


def test_folding_that_goes_wrong_is_undone_and_logged(monkeypatch, caplog):
    right = optimized._folded_weights
    monkeypatch.setattr(
        optimized, "_folded_weights", lambda *pair: [1.01 * weight for weight in right(*pair)]
    )
    net = network(lambda i: layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(4, 3)(i))))
    with caplog.at_level(logging.WARNING, "dreamkit"):
        assert "BatchNormalization" in kinds(optimized.optimize_for_inference(net, "float32"))
    assert "small is used with batch norm as it is: prepared, its" in caplog.text
    assert_same_answers(net)


def test_a_copy_that_goes_wrong_is_not_used(monkeypatch, caplog):
    convolve = optimized._Convolution.call
    monkeypatch.setattr(optimized._Convolution, "call", lambda *given: convolve(*given) + 1)
    net = network(lambda inputs: layers.Conv2D(4, 3)(inputs))
    with caplog.at_level(logging.WARNING, "dreamkit"):
        assert optimized.optimize_for_inference(net, "bfloat16") is net.model
    assert "small is used as it is, in float32" in caplog.text


class Doubled(keras.layers.Layer):
    """A layer of a student's own, which cannot be copied from its settings."""

    def __init__(self, times, **how):
        super().__init__(**how)
        self.times = times
        self.factor = self.add_weight(shape=(), initializer="ones")

    def call(self, inputs):
        return inputs * self.times * self.factor


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_layers_of_ones_own_still_work(precision):
    def build(inputs):
        first = layers.BatchNormalization()(layers.Conv2D(4, 3)(inputs))
        own = Doubled(2.0, name="own")(first)
        late = layers.Lambda(lambda value: value + 1, name="late")(own)
        return layers.Conv2D(4, 3, activation="relu", name="end")(late)

    for expected, found in answers(network(build), precision).values():
        assert np.linalg.norm(found - expected) < 0.03 * np.linalg.norm(expected)


def test_a_network_of_fixed_size_is_prepared_at_that_size():
    net = network(lambda inputs: layers.Conv2D(4, 3, name="end")(inputs), size=20)
    ready = optimized.optimize_for_inference(net, "float32")
    picture = np.ones((1, 20, 20, 3), np.float32)
    np.testing.assert_allclose(ready(picture), net.model(picture), rtol=1e-4)


def operations(function):
    """The convolutions, forward and of the gradient with respect to their input.

    (TensorFlow also writes down the gradients of the kernels, and prunes them before it runs.)
    """
    graph = function.graph
    wanted = ("Conv2D", "Conv2DBackpropInput")
    return [op for op in graph.get_operations() if op.type in wanted]


def test_every_convolution_computes_in_the_type_asked_for():
    goal = dk.goal("mixed3 + class_map:2^2")
    numbers = [tf.constant(number) for number in goal_inputs(goal, dk.network(), (64, 64))]
    for precision in ("float32", "bfloat16"):
        traced = _traced(dk.network(), goal.structure, precision)
        convolutions = operations(traced)
        forward = [op for op in convolutions if op.type == "Conv2D"]
        assert {op.outputs[0].dtype.name for op in convolutions} == {precision}
        assert len(convolutions) == 2 * len(forward)
        values, gradients, finite = traced(tf.zeros((1, 64, 64, 3)), *numbers)
        assert values.dtype == gradients.dtype == tf.float32 and finite


def test_only_what_the_goal_needs_is_computed():
    traced = _traced(dk.network(), dk.layer("conv1").structure, "float32")
    whole = _traced(dk.network(), dk.layer("class_map").structure, "float32")
    assert len(operations(traced)) < len(operations(whole)) / 4
