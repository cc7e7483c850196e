"""Models and settings of other people: each can be dreamt with, or is refused in a sentence."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.networks import _keras, build, optimized

layers = keras.layers


def dreamt(photo, net, goal):
    return dk.dream(photo, net, goal, steps=1, octaves=1, tile_size=None, on_step=lambda step: None)


@pytest.fixture
def keras_as_it_was():
    policy, floatx = keras.config.dtype_policy(), keras.config.floatx()
    yield
    keras.config.set_dtype_policy(policy)
    keras.config.set_floatx(floatx)
    build.build.cache_clear()
    optimized.optimize_for_inference.cache_clear()


@pytest.mark.parametrize(
    ("policy", "floatx"),
    [("mixed_float16", "float32"), ("mixed_bfloat16", "float32"), ("float64", "float16")],
)
def test_what_keras_is_set_to_compute_in_changes_no_dream(photo, keras_as_it_was, policy, floatx):
    expected = dreamt(photo, "dreamnet", "mixed1")
    build.build.cache_clear()
    optimized.optimize_for_inference.cache_clear()
    keras.config.set_dtype_policy(policy)
    keras.config.set_floatx(floatx)
    np.testing.assert_array_equal(dreamt(photo, "dreamnet", "mixed1").image, expected.image)
    assert (keras.config.dtype_policy().name, keras.config.floatx()) == (policy, floatx)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float64"])
def test_a_model_trained_in_another_precision_answers_in_float32(photo, policy):
    inputs = keras.Input((32, 32, 3))
    outputs = layers.Conv2D(4, 3, name="seen", dtype=policy)(inputs)
    mine = keras.Model(inputs, layers.Conv2D(2, 1, name="end", dtype=policy)(outputs))
    net = dk.network(mine)
    kernel, bias = mine.get_layer("seen").get_weights()
    patch = (photo[:3, :3] * 2 - 1).astype(np.float64)
    by_hand = np.einsum("ijk,ijkn->n", patch, kernel.astype(np.float64)) + bias
    seen = net.activations_model(["seen"])(net.preprocess(photo[None]))["seen"]
    assert seen.dtype == "float32"
    np.testing.assert_allclose(seen[0, 0, 0], by_hand, atol=1e-5)
    assert dreamt(photo, net, "seen").losses


def fixed(after):
    """A model for 64 x 64 pixels: a map of 4 x 4 places, and what comes after."""
    inputs = keras.Input((64, 64, 3))
    patches = layers.Conv2D(8, 16, strides=16, name="patches")(inputs)
    return keras.Model(inputs, after(patches))


@pytest.mark.parametrize(
    "after",
    [
        lambda x: layers.Dense(2)(layers.LSTM(3)(layers.Reshape((16, 8))(x))),
        lambda x: layers.Conv2D(3, 1, name="head")(layers.Reshape((2, 2, 32))(x)),
        lambda x: layers.Conv2D(3, 1)(keras.ops.reshape(x, (-1, 2, 2, 8))),
        lambda x: layers.Conv2D(3, 1)(x + keras.ops.ones((1, 4, 4, 8))),
    ],
)
def test_of_a_model_of_fixed_size_the_layers_before_what_is_fixed_remain(photo, after):
    net = dk.network(fixed(after))
    assert net.layer_names == ["patches"]
    assert dreamt(photo, net, "patches").losses


def test_a_gray_model_sees_the_lightness(photo):
    inputs = keras.Input((28, 28, 1))
    mine = keras.Model(inputs, layers.Conv2D(1, 1, name="same")(inputs))
    mine.set_weights([np.ones((1, 1, 1, 1)), np.zeros(1)])
    net = dk.network(mine, inputs="0..1")
    assert net.layer_names == ["same"] and "lightness" in repr(net)
    seen = net.activations_model(["same"])(photo[None])["same"][0, ..., 0]
    np.testing.assert_allclose(seen, photo @ [0.2989, 0.587, 0.114], atol=1e-3)
    assert dreamt(photo, net, "same").losses


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_named(bad):
    inputs = keras.Input((32, 32, 3))
    mine = keras.Model(inputs, layers.Conv2D(2, 3, name="broken")(inputs), name="mine")
    mine.get_layer("broken").bias.assign([0, bad])
    with pytest.raises(dk.InputError, match=r"weights of mine hold NaN .* layer 'broken'"):
        dk.network(mine)


NAMES = ["a+b", "a-b", "a:b", "a@b", "a^b", "a b", "it's", 'say "x"', "ünï", "logit", "2*a", "a\\b"]


def test_layers_of_any_name_can_be_dreamt_on(photo):
    x = inputs = keras.Input((32, 32, 3))
    for name in NAMES:
        x = layers.Conv2D(3, 1, name=name)(x)
    net = dk.network(keras.Model(inputs, x))
    assert net.layer_names == NAMES
    goal = sum(dk.layer(name) for name in NAMES)
    assert dk.goal(str(goal)) == goal
    assert dreamt(photo, net, str(goal)).settings["goal"] == str(goal)
    for name in NAMES:
        assert dreamt(photo, net, name).settings["goal"] == str(dk.layer(name))


def test_the_names_that_tensorflow_forbids_come_back():
    for name in [*NAMES, "日本", "plain"]:
        assert _keras.given_name(_keras.scope_name(name)) == name
    assert _keras.scope_name("plain/x".replace("/", ">")) == "plain>x"


def test_keras_2_is_named(monkeypatch):
    monkeypatch.setenv(build.LEGACY, "1")
    with pytest.raises(dk.InputError, match="TF_USE_LEGACY_KERAS asks for Keras 2"):
        build.import_keras()
