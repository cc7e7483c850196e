"""What is known of Keras's networks is held against Keras itself."""

import importlib
import inspect
import re

import numpy as np
import pytest
import tensorflow as tf
from tensorflow import keras

import dreamkit as dk
from dreamkit.networks import applications
from dreamkit.networks import network as networks

# The smallest of each family.
FAMILIES = {
    one.module: one.name
    for one in reversed(applications.APPLICATIONS.values())
    if one.name not in ("mobilenet_v3_large", "nasnet_large")
}


def test_the_table_holds_all_that_keras_offers():
    offered = {
        name
        for name, one in vars(keras.applications).items()
        if inspect.isfunction(one) and "include_top" in inspect.signature(one).parameters
    }
    assert {one.class_name for one in applications.APPLICATIONS.values()} == offered


@pytest.mark.parametrize(
    ("class_name", "name"),
    [
        ("InceptionV3", "inception_v3"),
        ("ResNet101V2", "resnet101_v2"),
        ("NASNetMobile", "nasnet_mobile"),
        ("VGG19", "vgg19"),
        ("DenseNet121", "densenet121"),
        ("EfficientNetV2B0", "efficientnet_v2_b0"),
        ("ConvNeXtXLarge", "convnext_xlarge"),
        ("MobileNetV3Small", "mobilenet_v3_small"),
        ("InceptionResNetV2", "inception_resnet_v2"),
    ],
)
def test_names_are_those_of_the_classes_in_snake_case(class_name, name):
    assert applications.snake_case(class_name) == name
    assert applications.APPLICATIONS[name].class_name == class_name


@pytest.mark.parametrize("name", applications.APPLICATIONS)
def test_pictures_are_prepared_as_keras_prepares_them(name):
    application = applications.APPLICATIONS[name]
    picture = np.random.default_rng(0).random((2, 5, 7, 3), np.float32)
    module = getattr(keras.applications, application.module)
    expected = module.preprocess_input(picture * 255)
    found = applications.preprocess(picture, application.inputs)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-4)
    np.testing.assert_allclose(
        applications.preprocess(tf.constant(picture), application.inputs), expected, atol=1e-4
    )


@pytest.mark.parametrize(
    ("inputs", "slopes"),
    [
        ("-1..1", (2, 2, 2)),
        ("0..1", (1, 1, 1)),
        ("0..255", (255, 255, 255)),
        ("caffe", (255, 255, 255)),
        ("torch", (1 / 0.229, 1 / 0.224, 1 / 0.225)),
    ],
)
def test_the_gradient_finds_its_way_back(inputs, slopes):
    picture = tf.fill((1, 2, 2, 3), 0.5)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        total = tf.reduce_sum(applications.preprocess(picture, inputs))
    np.testing.assert_allclose(tape.gradient(total, picture)[0, 0, 0], slopes, rtol=1e-5)


@pytest.mark.parametrize("name", FAMILIES.values())
def test_the_smallest_size_is_the_one_in_keras_code(name):
    application = applications.APPLICATIONS[name]
    make = getattr(keras.applications, application.class_name)
    source = inspect.getsource(importlib.import_module(make.__module__))
    stated = re.findall(r"min_size=(\d+)|rows < (\d+)", source)
    if not stated:  # ResNetV2 is built by the code of ResNet
        stated = re.findall(r"min_size=(\d+)()", inspect.getsource(keras.applications.ResNet50))
        stated = stated or [("32", "")]
    assert {int(one or other) for one, other in stated} == {application.minimum_size}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES.values())
def test_networks_take_the_smallest_size_and_odd_ones(name):
    net = networks.untrained(name)
    assert len(net.layer_names) >= 10
    cut = net.activations_model(net.layer_names)
    odd = (97, 131)
    if name == "nasnet_mobile":  # which cannot be dreamt with for that
        with pytest.raises(Exception, match="Incompatible shapes"):
            cut(net.preprocess(np.zeros((1, *odd, 3), np.float32)))
        with pytest.raises(dk.InputError, match="nasnet_mobile takes only some sizes"):
            dk.network(name)
        odd = (96, 128)
    for height, width in [(net.minimum_size,) * 2, odd]:
        picture = np.random.default_rng(0).random((1, height, width, 3), np.float32)
        for layer, activation in cut(net.preprocess(picture)).items():
            assert min(activation.shape) >= 1, layer


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES.values())
def test_weights_are_looked_for_where_keras_puts_them(name, monkeypatch):
    application, asked = applications.APPLICATIONS[name], []

    def note(fname, *_, **__):
        asked.append(fname)
        raise OSError("offline")

    monkeypatch.setattr("keras.src.utils.file_utils.get_file", note)
    for top in (False, True):
        with pytest.raises(OSError, match="offline"):
            getattr(keras.applications, application.class_name)(include_top=top, weights="imagenet")
        assert asked.pop() == application.file_with(top) and not asked
