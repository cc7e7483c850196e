"""A classifier of global average pooling and a Dense layer, and its map of evidence."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.networks.classifier import with_class_map
from dreamkit.visualizing.classes import class_picture


def classifier(*ending, bias=True):
    """A convolution of 4 channels, then `ending`, then Dense."""
    keras.utils.set_random_seed(3)
    inputs = keras.Input((None, None, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu", name="conv")(inputs)
    for layer in ending:
        x = layer(x)
    outputs = keras.layers.Dense(5, use_bias=bias, name="logits")(x)
    return keras.Model(inputs, outputs, name="classifier")


@pytest.mark.parametrize("bias", [True, False])
def test_the_mean_of_the_map_is_the_logit(photo, bias):
    layers = keras.layers
    model = classifier(layers.GlobalAveragePooling2D(), layers.Dropout(0.5), bias=bias)
    if bias:
        model.get_layer("logits").bias.assign([1, 2, 3, 4, 5])
    net = dk.network(model)
    assert net.classes == ("0", "1", "2", "3", "4")
    assert net.layer_names == ["conv", "logits", "class_map"]
    assert net.class_layer == "class_map" and not net.sees_whole("class_map")
    expected = model(net.preprocess(photo[None])).numpy()
    found = net.activations_model(["class_map"])(net.preprocess(photo[None]))["class_map"].numpy()
    np.testing.assert_allclose(found.mean(axis=(1, 2)), expected, rtol=1e-4, atol=1e-5)


def test_a_softmax_at_the_end_is_left_out(photo):
    model = classifier(keras.layers.GlobalAveragePooling2D())
    logits = model(photo[None] * 2 - 1).numpy()
    ending = keras.Model(model.inputs, keras.layers.Softmax()(model.outputs[0]))
    model, count, layer = with_class_map(ending)
    assert (count, layer) == (5, "class_map")
    found = model(photo[None] * 2 - 1)[-1].numpy().mean(axis=(1, 2))
    np.testing.assert_allclose(found, logits, rtol=1e-4, atol=1e-5)


def test_its_classes_can_be_dreamt_and_grown():
    """The evidence rises above that of gray, for a class by number and by its text."""
    net = dk.network(classifier(keras.layers.GlobalAveragePooling2D()))
    picture = class_picture(3, net, steps=30, size=48, on_step=lambda _: None)
    evidence = net.activations_model(["class_map"])
    values = [
        evidence(net.preprocess(one[None]))["class_map"].numpy()[..., 3].mean()
        for one in (picture, np.full((48, 48, 3), 0.5, np.float32))
    ]
    assert values[0] > values[1] + 0.1
    grown = dk.dream(picture, net, "logit:3", steps=1, octaves=1, on_step=lambda _: None)
    assert grown.settings["goal"] == "class_map:3"


def test_a_map_of_classes_is_no_classifier():
    """Dense on each place of the map, as for segmentation."""
    net = dk.network(classifier())
    assert net.classes == () and net.layer_names == ["conv", "logits"]
    with pytest.raises(dk.InputError, match="has no classifier, and so no logits"):
        dk.dream(np.zeros((48, 48, 3), np.float32), net, dk.logit(1))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet50V2", "InceptionV3"])
def test_the_classifiers_of_keras_keep_their_logits(name, photo):
    """With random weights; the logits are what goes into the softmax."""
    keras.utils.set_random_seed(0)
    model = getattr(keras.applications, name)(weights=None, classifier_activation=None)
    net = dk.network(model)
    assert len(net.classes) == 1000
    picture = np.random.default_rng(0).random((1, *model.input_shape[1:3], 3), np.float32)
    expected = model(net.preprocess(picture), training=False).numpy()
    assert net.classes[281] == "tabby" and "assumed to be ImageNet's" in net.assumes
    found = net.activations_model(["class_map"])(net.preprocess(picture))["class_map"].numpy()
    np.testing.assert_allclose(found.mean(axis=(1, 2)), expected, rtol=1e-3, atol=1e-4)
