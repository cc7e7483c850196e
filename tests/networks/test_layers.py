"""Models of every build become one row of layers, with the same names and the same answers."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.networks import layers as layer_module
from dreamkit.networks import network as networks
from dreamkit.networks import optimized

layers = keras.layers


def picture(height=40, width=48):
    return np.random.default_rng(1).random((1, height, width, 3), np.float32)


def model(build, size=None, name=None):
    inputs = keras.Input((size, size, 3))
    return keras.Model(inputs, build(inputs), name=name)


def inner(name="base", size=None):
    """Convolution, batch norm, ReLU, pool: under names that another model may use as well."""

    def build(inputs):
        found = layers.Conv2D(4, 3, padding="same", name="conv")(inputs)
        found = layers.ReLU(name="relu")(layers.BatchNormalization()(found))
        return layers.MaxPooling2D(name="pool")(found)

    return model(build, size, name)


def answers(net, name, size=(40, 48)):
    return net.activations_model([name])(net.preprocess(picture(*size)), training=False)[
        name
    ].numpy()


def test_layers_of_a_model_inside_a_model_have_two_names():
    base = inner()
    head = layers.Conv2D(2, 1, name="conv")
    net = dk.network(model(lambda inputs: head(base(inputs))))
    assert net.layer_names == ["base/relu", "base/pool", "conv"]
    x = picture() * 2 - 1
    np.testing.assert_allclose(answers(net, "base/pool"), base(x), atol=1e-5)
    np.testing.assert_allclose(answers(net, "conv"), head(base(x)), atol=1e-5)
    assert dk.goal("base/pool:1^2").layers == ("base/pool",)


def test_a_row_of_models_two_deep_and_called_with_training_off():
    base = inner()
    middle = keras.Sequential([keras.Input((None, None, 3)), base], name="middle")
    net = dk.network(
        keras.Sequential(
            [
                keras.Input((32, 32, 3)),
                layers.RandomFlip(),
                middle,
                layers.Flatten(),
                layers.Dense(3),
            ]
        )
    )
    assert net.layer_names == ["middle/base/relu", "middle/base/pool", "dense", "class_map"]
    found = answers(net, "middle/base/pool", (50, 38))  # not the 32 x 32 it was built for
    np.testing.assert_allclose(found, base(picture(50, 38) * 2 - 1), atol=1e-5)


def test_two_models_with_the_same_layer_names_inside_one():
    first, second = inner("first"), inner("second")
    net = dk.network(model(lambda x: layers.Add(name="sum")([first(x), second(x)])))
    assert set(net.layer_names) == {
        f"{one}/{layer}" for one in ("first", "second") for layer in ("relu", "pool")
    } | {"sum"}
    x = picture() * 2 - 1
    np.testing.assert_allclose(answers(net, "second/pool"), second(x), atol=1e-5)
    np.testing.assert_allclose(answers(net, "sum"), first(x) + second(x), atol=1e-5)


def test_a_model_that_is_called_twice_is_named_after_the_first_call():
    same = model(lambda x: layers.Conv2D(3, 3, padding="same", name="conv")(x), name="same")
    net = dk.network(model(lambda x: same(same(x))))
    assert net.layer_names == ["same/conv"]
    np.testing.assert_allclose(net.model(picture()), same(same(picture())), atol=1e-5)
    np.testing.assert_allclose(answers(net, "same/conv"), same(picture() * 2 - 1), atol=1e-5)


def residual(inputs):
    """Operations that are no layers, one of them with a number first."""
    x = inputs / 127.5 - 1.0
    first = layers.Conv2D(4, 3, padding="same")(x)
    total = first + layers.Conv2D(4, 3, padding="same", activation="relu")(first)
    return layers.Conv2D(4, 1)(2.0 - total)


def test_bare_operations_are_layers_with_names_of_their_own():
    built = [dk.network(model(residual)) for _ in range(2)]
    assert built[0].layer_names == built[1].layer_names
    assert built[0].layer_names == ["conv2d", "conv2d_1", "add", "subtract_1", "conv2d_2"]
    net, raw = built[0], 255 * picture()
    original = model(residual)
    original.set_weights(net.model.get_weights())
    np.testing.assert_allclose(net.model(raw), original(raw), atol=1e-5)
    assert net.inputs == "0..255" and "[0, 255], since it begins with" in net.assumes
    first, second = (answers(net, name) for name in ("conv2d", "conv2d_1"))
    np.testing.assert_allclose(answers(net, "add"), first + second, atol=1e-5)
    np.testing.assert_allclose(answers(net, "subtract_1"), 2 - first - second, atol=1e-5)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_flattened_models_are_prepared_with_batch_norm_folded(precision, caplog):
    base = inner()
    net = dk.network(model(lambda x: layers.Conv2D(2, 1, name="end")(base(x) * 0.5)))
    ready = optimized.optimize_for_inference(net, precision)
    assert not caplog.records
    assert "BatchNormalization" not in [type(one).__name__ for one in ready.layers]
    found = optimized.activations_model(net, ["end"], precision)(net.preprocess(picture()))["end"]
    expected = answers(net, "end")
    assert np.linalg.norm(found - expected) < 0.02 * np.linalg.norm(expected)


def test_a_normalization_keeps_what_it_has_learned(caplog):
    """(200 - 100) / sqrt(400) = 5"""
    norm = layers.Normalization()
    norm.adapt(np.float32([[80, 80, 80], [120, 120, 120]]))
    base = model(lambda x: layers.Conv2D(1, 1, use_bias=False, name="conv")(norm(x)), name="base")
    base.get_layer("conv").set_weights([np.float32([[[[1], [0], [0]]]])])
    net = dk.network(model(lambda x: base(x)))
    assert net.inputs == "0..255"
    found = net.activations_model(["base/conv"])(np.full((1, 16, 16, 3), 200, np.float32))[
        "base/conv"
    ]
    np.testing.assert_allclose(found, np.full((1, 16, 16, 1), 5), rtol=1e-4)
    optimized.optimize_for_inference(net, "float32")
    assert not caplog.records


def test_dreams_on_a_model_of_fixed_size_take_any_size():
    base = inner(size=32)
    net = dk.network(
        model(lambda x: layers.Dense(3)(layers.GlobalAveragePooling2D()(base(x))), 32, "fixed")
    )
    result = dk.dream(picture(70, 61)[0], net, "base/relu", steps=1, octaves=2)
    assert result.image.shape == (70, 61, 3)
    assert result.settings["octaves"] == 2


def norms(inputs):
    """(a) norm, then ReLU; (b) norm, then a sum; (c) norm of a pool; (d) norm at the end."""
    a = layers.Conv2D(4, 3, padding="same", name="a")(inputs)
    a = layers.ReLU(name="a_relu")(layers.BatchNormalization(name="a_norm")(a))
    b = layers.BatchNormalization(name="b_norm")(layers.Conv2D(4, 1, name="b")(a))
    total = layers.Add(name="sum")([a, b])
    c = layers.BatchNormalization(name="c_norm")(layers.MaxPooling2D(name="c")(total))
    d = layers.Conv2D(4, 1, name="d")(layers.Dropout(0.5)(c))
    return layers.BatchNormalization(name="d_norm")(d)


def test_a_batch_norm_stands_for_the_convolution_it_swallows():
    net = dk.network(model(norms))
    assert net.layer_names == ["a_relu", "b_norm", "sum", "c_norm", "d_norm"]


def test_the_embedded_network_has_its_45_layers():
    names = dk.network().layer_names
    assert len(names) == 45
    assert names[:3] == ["stem", "pool0_smooth", "pool0"]


def test_the_picture_brought_into_form_is_no_feature_map():
    def build(inputs):
        x = layers.RandomFlip()(inputs)
        x = layers.Rescaling(1 / 127.5, -1, name="scale")(x)
        x = layers.ZeroPadding2D(name="pad")(x)
        return layers.GlobalAveragePooling2D(keepdims=True)(layers.Conv2D(4, 3, name="conv")(x))

    net = dk.network(model(build))
    assert net.layer_names == ["conv"]
    assert net.inputs == "0..255" and "since it begins with Rescaling" in repr(net)


@pytest.mark.parametrize(
    ("build", "smallest"),
    [
        (lambda x: layers.Conv2D(2, 3)(x), 16),  # 3, but nothing below 16 is worth it
        (lambda x: layers.Conv2D(2, 3)(layers.AveragePooling2D(10)(x)), 30),
        (lambda x: layers.Conv2D(2, 9)(layers.Conv2D(2, 5, strides=4)(x)), 37),
    ],
)
def test_the_smallest_size_is_found(build, smallest):
    """AveragePooling 10, Conv 3: 3 * 10. Strides 4, size 5, then 9: 8 * 4 + 5."""
    net = dk.network(model(build))
    assert net.minimum_size == smallest
    cut = net.activations_model(net.layer_names)
    cut(picture(smallest, smallest))


def unet(inputs):
    down = layers.MaxPooling2D(4)(inputs)
    return layers.Concatenate()([inputs, layers.UpSampling2D(4)(layers.Conv2D(3, 1)(down))])


def infrared():
    inputs = keras.Input((28, 28, 4))
    return keras.Model(inputs, layers.Conv2D(2, 3)(inputs), name="infrared")


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__(name="mine")
        self.conv = layers.Conv2D(2, 3)

    def call(self, inputs):
        return self.conv(inputs)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: model(unet, name="unet"), "unet takes only some sizes, not 58 x 33 pixels"),
        (infrared, "infrared takes inputs of shape (None, 28, 28, 4)"),
        (Subclassed, "mine (Subclassed) cannot be listed as it is; build it with Keras's func"),
        (lambda: keras.Sequential([layers.Conv2D(2, 3)], name="row"), "begin it with keras.Input"),
        (
            lambda: model(lambda x: layers.Resizing(8, 8)(x), 8, "plain"),
            "plain has no layer that gives feature maps of pictures of any size",
        ),
    ],
)
def test_what_cannot_be_dreamt_with_is_told_in_a_sentence(make, expected):
    with pytest.raises(dk.InputError) as told:
        dk.network(make())
    assert expected in str(told.value) and "\n" not in str(told.value)


def test_a_subclassed_model_inside_a_model_is_one_layer():
    own = Subclassed()
    net = dk.network(model(lambda x: layers.Conv2D(2, 1, name="end")(own(x))))
    assert net.layer_names == ["mine", "end"]
    np.testing.assert_allclose(answers(net, "mine"), own(picture() * 2 - 1), atol=1e-5)


@pytest.mark.slow
def test_names_in_convnext_do_not_depend_on_what_was_built_before():

    first, second = (networks.untrained("convnext_tiny") for _ in range(2))
    assert first.layer_names == second.layer_names
    assert sum(name.startswith("add") for name in first.layer_names) == 3 + 3 + 9 + 3
    assert "convnext_tiny_stem/convnext_tiny_stem_conv" in first.layer_names
    assert layer_module.dreamable(first.model) == first.layer_names
