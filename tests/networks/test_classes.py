"""The names of classes: ImageNet's, those given for one's own model, how they are found."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.networks import applications, weights
from dreamkit.networks import network as networks
from dreamkit.networks.build import imagenet_classes
from dreamkit.networks.extractor import Network

layers = keras.layers


def model(count, name="own"):
    picture = keras.Input((None, None, 3))
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, name="conv")(picture))
    return keras.Model(picture, layers.Dense(count, name="end")(x), name=name)


def test_the_thousand_classes_of_imagenet():
    """Numbers that papers and tutorials name."""
    names = imagenet_classes()
    assert len(names) == len(set(names)) == 1000
    known = {
        0: "tench",
        1: "goldfish",
        7: "cock",
        99: "goose",
        207: "golden retriever",
        281: "tabby",
        282: "tiger cat",
        291: "lion",
        340: "zebra",
        388: "giant panda",
        409: "analog clock",
        508: "computer keyboard",
        620: "laptop",
        701: "parachute",
        805: "soccer ball",
        954: "banana",
        963: "pizza",
        971: "bubble",
        999: "toilet tissue",
    }
    assert {number: names[number] for number in known} == known


def test_a_model_of_a_thousand_classes_has_those_of_imagenet_unless_told():
    net = dk.network(model(1000))
    assert net.classes == imagenet_classes()
    assert "its 1000 classes assumed to be ImageNet's; classes= says otherwise" in repr(net)
    mine = [f"kind {number}" for number in range(1000)]
    assert dk.network(model(1000), classes=mine).classes == tuple(mine)
    assert "ImageNet" not in repr(dk.network(model(1000), classes=mine))


@pytest.mark.parametrize(
    "name", ["golden retriever", "golden_retriever", "Golden Retriever", "GOLDEN-RETRIEVER"]
)
def test_a_class_is_found_however_it_is_written(name):
    net = dk.network(model(1000))
    assert net.class_number(name) == net.class_number(207) == 207
    picture = np.full((40, 40, 3), 0.5, np.float32)
    text = f"logit:{name}" if name == "golden_retriever" else f"logit:'{name}'"
    result = dk.dream(picture, net, text, steps=1, octaves=1, on_step=lambda step: None)
    assert result.settings["goal"] == "class_map:207"


def test_the_nearest_name_is_offered():
    net = dk.network(model(1000))
    with pytest.raises(dk.InputError, match="no class 'tabbi'; did you mean 'tabby'"):
        net.class_number("tabbi")
    with pytest.raises(dk.InputError, match="did you mean 'golden retriever'"):
        net.class_number("golden_retreiver")


def test_names_that_differ_by_their_case_alone():
    net = dk.network(model(3), classes=["a b", "A B", "c"])
    assert net.class_number("A B") == 1 and net.class_number("a b") == 0
    with pytest.raises(dk.InputError, match="there is no class 'a-b'"):
        net.class_number("a-b")


def test_a_model_of_ones_own_is_told_its_classes(tmp_path):
    names = ["cat", "dog", "bird of prey"]
    own = model(3)
    own.save(tmp_path / "own.keras")
    for net in (
        dk.network(own, classes=names),
        dk.network(tmp_path / "own.keras", classes=tuple(names)),
    ):
        assert net.classes == tuple(names)
        picture = np.random.default_rng(0).random((40, 40, 3), np.float32)
        expected = net.model(net.preprocess(picture[None]))[0].numpy()[0, 2]
        result = dk.dream(
            picture, net, dk.logit("bird of prey"), steps=1, octaves=1, precision="float32",
            on_step=lambda step: None,
        )  # fmt: skip
        assert result.losses[0] == pytest.approx(expected, abs=1e-4)
        assert isinstance(net, Network)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: dk.network(model(3), classes=["a", "b"]), "own has 3 classes, and 2 names"),
        (lambda: dk.network(model(2), classes=["a", "a"]), "two classes are called 'a'"),
        (lambda: dk.network(model(2), classes="ab"), "classes is a list of names, .* not 'ab'"),
        (lambda: dk.network(model(2), classes=[1, 2]), "classes is a list of names"),
        (lambda: dk.network(model(2), classes=[]), "classes is a list of names"),
        (lambda: dk.network(model(2), top=True), "has the classifier it has; leave out top"),
        (lambda: dk.network(model(2), top="yes"), "top is True or False, not 'yes'"),
        (lambda: dk.network("dreamnet", top=True), "dreamnet has its classifier always"),
        (lambda: dk.network("dreamnet+top"), "dreamnet has its classifier always"),
        (lambda: dk.network("vgg16", classes=["a"]), "classes of vgg16 are known"),
        (lambda: dk.network(dk.network(), top=True), "classes of dreamnet are settled"),
        (lambda: dk.network("mobilenet_v3+top"), "no network 'mobilenet_v3.top'; did you mean"),
    ],
)
def test_wrong_classes(make, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        make()


def test_a_map_without_classifier_takes_no_names(linear_network):
    with pytest.raises(dk.InputError, match="linear has no classifier, and 1 names were given"):
        dk.network(linear_network.model, classes=["a"])


def test_a_network_without_its_classifier_says_how_to_have_it():
    net = networks.untrained("mobilenet_v2")
    with pytest.raises(dk.InputError, match=r"dk.network\('mobilenet_v2', top=True\) has"):
        net.class_number("tabby")


def test_a_network_of_keras_with_its_classifier(tmp_path):
    """With random weights: logits as Keras's own model has them, under the same names."""
    keras.utils.set_random_seed(0)
    application = applications.APPLICATIONS["mobilenet_v2"]
    path = tmp_path / "whole.weights.h5"
    weights.untrained(application, top=True).save_weights(path)
    net = dk.network("mobilenet_v2", path, top=True)
    assert net is dk.network("mobilenet_v2+top", path)
    assert net.name == "mobilenet_v2+top" and net.classes == imagenet_classes()
    bare = networks.untrained("mobilenet_v2").layer_names
    assert net.layer_names == [*bare, "predictions", "class_map"]
    whole = keras.applications.MobileNetV2(weights=None, classifier_activation=None)
    whole.load_weights(path)
    picture = np.random.default_rng(0).random((224, 224, 3), np.float32)
    expected = whole(picture[None] * 2 - 1, training=False).numpy()[0]
    found = net.activations_model(["class_map"])(net.preprocess(picture[None]))["class_map"]
    np.testing.assert_allclose(found.numpy()[0].mean((0, 1)), expected, rtol=1e-3, atol=1e-5)
    result = dk.dream(picture[:64, :72], net, "logit:tabby", steps=1, octaves=1, on_step=print)
    assert result.settings["goal"] == "class_map:281"
    assert result.settings["network"] == "mobilenet_v2+top"
    weights.untrained(application).save_weights(path)
    with pytest.raises(dk.FileError, match=r"holds no classifier of mobilenet_v2; .*_224.h5"):
        dk.network("mobilenet_v2", path, top=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["vgg16", "inception_v3", "mobilenet_v3_small", "convnext_tiny", "densenet121"]
)
def test_classifiers_of_every_kind_take_any_size_they_can(name):
    """Pooling, Flatten and Dense, 1 x 1 convolutions, a norm before: logits as in Keras."""
    net = networks.untrained(f"{name}+top")
    assert len(net.classes) == 1000 and net.class_layer in net.layer_names
    assert net.channels(net.class_layer) == 1000
    height, width = net.own_size or (224, 224)
    picture = np.random.default_rng(0).random((height, width, 3), np.float32)
    make = getattr(keras.applications, applications.APPLICATIONS[name].class_name)
    whole = make(weights=None, classifier_activation=None)
    own = [v for layer in net.model.layers if layer.name != "class_map" for v in layer.weights]
    for mine, theirs in zip(own, whole.weights, strict=True):
        mine.assign(theirs)
    net.model.get_layer("class_map").set_weights(
        [v.numpy().reshape(mine.shape) for v, mine in zip(
            whole.weights[-2:], net.model.get_layer("class_map").weights, strict=True)]
    )  # fmt: skip
    expected = whole(net.preprocess(picture[None]), training=False).numpy().reshape(-1)
    found = net.activations_model([net.class_layer])(net.preprocess(picture[None]))
    found = found[net.class_layer].numpy()[0].mean((0, 1))
    assert np.linalg.norm(found - expected) < 1e-3 * np.linalg.norm(expected)
