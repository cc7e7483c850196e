"""Networks that have forgotten: which weights change, and into what."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk


def weights(net):
    return {v.path: v.numpy() for v in net.model.weights}


def changed(before, after):
    return {path.split("/")[0] for path in before if not np.array_equal(before[path], after[path])}


def test_all_of_it_forgets_and_the_given_one_does_not():
    net = dk.network()
    before = {path: array.copy() for path, array in weights(net).items()}
    forgetful = dk.randomize(net)
    after = weights(forgetful)
    assert list(after) == list(before)
    for path in before:
        np.testing.assert_array_equal(weights(net)[path], before[path])
        if path.endswith("kernel"):
            assert abs(np.corrcoef(before[path].ravel(), after[path].ravel())[0, 1]) < 0.2
    assert forgetful.layer_names == net.layer_names and forgetful.classes == net.classes
    assert (forgetful.name, forgetful.presets, forgetful.weights_sha256) == (
        "dreamnet, random",
        {},
        "",
    )


def test_new_weights_are_those_of_a_network_before_its_training():
    """Glorot's uniform numbers reach to sqrt(6 / (fan in + fan out)); batch norm does nothing."""
    after = weights(dk.randomize())
    kernel = after["mixed3_3x3_conv/kernel"]
    reach = np.sqrt(6 / (9 * kernel.shape[2] + 9 * kernel.shape[3]))
    assert 0.95 * reach < np.abs(kernel).max() <= reach
    assert kernel.std() == pytest.approx(reach / np.sqrt(3), rel=0.03)
    for name, value in {"gamma": 1, "beta": 0, "moving_mean": 0, "moving_variance": 1}.items():
        assert (after[f"mixed3_3x3_norm/{name}"] == value).all()


def test_a_cascade_reaches_from_the_end_down_to_a_layer():
    net = dk.network()
    names = changed(weights(net), weights(dk.randomize(net, "mixed5")))
    assert "class_map" in names and "mixed5_5x5_mid_conv" in names
    assert all(name.startswith(("mixed5_", "class_map")) for name in names)


def test_one_layer_alone():
    net = dk.network()
    alone = weights(dk.randomize(net, "mixed4", cascade=False))
    names = changed(weights(net), alone)
    assert len(names) == 12 and all(name.startswith("mixed4_") for name in names)
    branch = changed(weights(net), weights(dk.randomize(net, "mixed4_1x1", cascade=False)))
    assert branch == {"mixed4_1x1_conv", "mixed4_1x1_norm"}


def test_a_seed_gives_the_same_weights_whatever_else_forgets():
    some, all_of_it = weights(dk.randomize(layer="mixed5", seed=3)), weights(dk.randomize(seed=3))
    other = weights(dk.randomize(seed=4))
    path = "mixed5_1x1_conv/kernel"
    np.testing.assert_array_equal(some[path], all_of_it[path])
    assert not np.array_equal(all_of_it[path], other[path])
    kernels = [all_of_it[f"mixed{n}_5x5_conv/kernel"] for n in (3, 4)]
    assert not np.array_equal(*kernels)  # of one shape, and yet not the same numbers


class Own(keras.layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones", name="scale")

    def call(self, values):
        return values * self.scale


class Kept(keras.layers.Layer):
    """It cannot be copied: its configuration does not say what it was made with."""

    def __init__(self, factor, **how):
        super().__init__(**how)
        self.factor = factor

    def call(self, values):
        return values * self.factor


def own_model(middle):
    picture = keras.Input((None, None, 3))
    first = keras.layers.Conv2D(4, 3, name="first")(picture)
    last = keras.layers.DepthwiseConv2D(3, name="last")(middle(first))
    return keras.Model(picture, last, name="own")


def test_a_layer_that_cannot_be_copied():
    net = dk.network(own_model(Own(name="middle")))
    with pytest.raises(dk.InputError, match="layer 'middle' of own is of a kind that cannot be"):
        dk.randomize(net)
    assert changed(weights(net), weights(dk.randomize(net, "last"))) == {"last"}
    plain = dk.network(own_model(Kept(2, name="middle")))
    assert changed(weights(plain), weights(dk.randomize(plain))) == {"first", "last"}


def test_layers_without_weights_and_names_that_are_not_there():
    with pytest.raises(dk.InputError, match="layer 'pool2' of dreamnet has no weights"):
        dk.randomize(layer="pool2", cascade=False)
    with pytest.raises(dk.InputError, match="layer 'mixed9' is not in dreamnet"):
        dk.randomize(layer="mixed9")
    with pytest.raises(dk.InputError, match="cascade is True or False"):
        dk.randomize(cascade="no")
