"""Networks: names, layers, weights in every form that Keras writes."""

import h5py
import numpy as np
import pytest

import dreamkit as dk
from dreamkit.networks import network as networks


def test_dreamnet_is_the_default_and_is_kept():
    assert dk.network().name == "dreamnet"
    assert dk.network() is dk.network("dreamnet")


def test_dreamable_layers_come_in_order():
    names = dk.network().layer_names
    wanted = ["stem", "conv1", "mixed1", "mixed2", "mixed3", "mixed4", "mixed5", "class_map"]
    assert [name for name in names if name in wanted] == wanted
    assert not [name for name in names if name.endswith(("_norm", "_conv"))]


def test_every_preset_names_layers_that_exist_and_settings_of_dream():
    import inspect

    from dreamkit.goals.resolve import check_goal
    from dreamkit.networks.presets import PRESETS

    for name, presets in PRESETS.items():
        for preset in presets.values():
            assert set(preset.settings) <= set(inspect.signature(dk.dream).parameters)
            check_goal(dk.goal(preset.goal), networks.untrained(name))


def test_class_share_is_the_softmax_of_class_map(photo):
    net = dk.network()
    found = net.activations_model(["class_map", "class_share"])(net.preprocess(photo[None]))
    evidence = np.exp(found["class_map"][0].numpy().astype(np.float64))
    expected = evidence / evidence.sum(-1, keepdims=True)
    np.testing.assert_allclose(found["class_share"][0], expected, atol=1e-5)


def test_the_picture_is_brought_to_minus_one_to_one():
    picture = np.array([0, 0.25, 1], np.float32)
    np.testing.assert_allclose(dk.network().preprocess(picture), [-1, -0.5, 1])


def test_the_embedded_weights_are_small():
    from dreamkit import dreamnet

    assert dreamnet.WEIGHTS.stat().st_size < 4 * 2**20
    assert dk.network().weights_sha256 == dreamnet.weights_sha256()


def test_features_are_those_of_the_layers(linear_network, photo):
    features = linear_network.activations_model(["mix"])(linear_network.preprocess(photo[None]))
    x = photo * 2 - 1
    expected = np.stack([x[..., 0] - 2 * x[..., 1], 3 * x[..., 2]], -1)
    np.testing.assert_allclose(features["mix"][0], expected, atol=1e-5)


def test_layer_names_do_not_depend_on_what_was_built_before():
    from tensorflow import keras

    def build():
        inputs = keras.Input((None, None, 3))
        x = keras.layers.Conv2D(4, 3)(inputs)
        x = keras.layers.MaxPooling2D()(x)
        outputs = keras.layers.Conv2D(4, 3)(x)
        return dk.network(keras.Model(inputs, outputs))

    first, second = build(), build()
    assert first.layer_names == second.layer_names == ["conv2d", "max_pooling2d", "conv2d_1"]


def test_unknown_names_offer_the_nearest():
    with pytest.raises(dk.InputError, match="did you mean 'inception_v3'"):
        dk.network("inceptionv3")
    with pytest.raises(dk.InputError, match="'mixed33' is not in dreamnet; did you mean 'mixed"):
        dk.network().layer("mixed33")
    with pytest.raises(dk.InputError, match="not int"):
        dk.network(3)


def test_the_user_can_say_what_a_model_was_trained_on(linear_network):
    model = linear_network.model
    assert dk.network(model).inputs == "-1..1"
    assert "inputs= says otherwise" in dk.network(model).assumes
    told = dk.network(model, inputs="0..255")
    assert told.assumes == "" and told.preprocess(np.float32(0.5)) == 127.5
    with pytest.raises(dk.InputError, match=r"did you mean '0..255'"):
        dk.network(model, inputs="0..256")
    with pytest.raises(dk.InputError, match="vgg16 wants to be given is known"):
        dk.network("vgg16", inputs="0..1")
    with pytest.raises(dk.InputError, match="is settled; leave out inputs"):
        dk.network(linear_network, inputs="0..1")


def test_a_weights_file_in_the_place_of_a_network():
    with pytest.raises(dk.InputError, match=r"a model is kept in a .keras file"):
        dk.network("my_model.h5")


def test_any_name_of_keras_applications_is_known():
    assert not networks.has_weights("densenet121")
    with pytest.raises(dk.InputError, match="did you mean 'efficientnet_b0'"):
        networks.untrained("efficientnetb0")


OTHER_BACKEND = """
import dreamkit as dk
from dreamkit.networks import network as networks
for make in (dk.network, lambda: networks.untrained("vgg16")):
    try:
        make()
    except dk.InputError as error:
        print(error)
"""


def on_another_backend(**environment):
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", OTHER_BACKEND],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    told = done.stdout.splitlines()
    assert len(told) == 2, done.stderr[-2000:]
    return told


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["numpy", "no such thing"])
def test_keras_on_another_backend_gets_a_sentence(backend):
    expected = f"Keras runs on {backend} here, and dreams need TensorFlow"
    assert all(expected in line for line in on_another_backend(KERAS_BACKEND=backend))


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["numpy", "no such thing"])
def test_a_backend_named_in_the_settings_of_keras_gets_a_sentence(backend, tmp_path):
    (tmp_path / "keras.json").write_text(f'{{"backend": "{backend}"}}')
    for line in on_another_backend(KERAS_HOME=str(tmp_path), KERAS_BACKEND=""):
        assert f"Keras runs on {backend} here, and dreams need TensorFlow" in line


def test_weights_that_are_no_weights(tmp_path):
    path = tmp_path / "bad.weights.h5"
    path.write_bytes(b"not HDF5")
    with pytest.raises(dk.FileError, match=r"'bad.weights.h5' is not a weights file"):
        dk.network("inception_v3", weights=path)
    with pytest.raises(dk.FileError, match="no weights file"):
        dk.network("inception_v3", weights=tmp_path / "none.h5")
    with pytest.raises(dk.InputError, match="brings its own weights"):
        dk.network("dreamnet", weights=path)
    with h5py.File(tmp_path / "empty.weights.h5", "w") as file:
        file.create_group("layers")
    with pytest.raises(dk.FileError, match="too few weights"):
        dk.network("inception_v3", weights=tmp_path / "empty.weights.h5")


def test_a_failed_download_names_three_ways_out(monkeypatch):
    from tensorflow import keras

    def offline(**_):
        raise OSError("URL fetch failure")

    monkeypatch.setattr(keras.applications, "InceptionV3", offline)
    monkeypatch.delenv(networks.WEIGHTS_VARIABLE, raising=False)
    with pytest.raises(dk.FileError, match=r"try again, pass a weights file .*, or use dreamnet"):
        dk.network("inception_v3")


def random_inception(top):
    from tensorflow import keras

    keras.utils.set_random_seed(3)
    return keras.applications.InceptionV3(include_top=top, weights=None)


def activations(model, name):
    from tensorflow import keras

    x = np.random.default_rng(0).random((1, 299, 299, 3), np.float32) * 2 - 1
    return keras.Model(model.inputs[0], model.get_layer(name).output)(x).numpy()


@pytest.mark.slow
@pytest.mark.parametrize("form", [".weights.h5", ".h5"])
@pytest.mark.parametrize("top", [True, False])
def test_weights_load_in_every_form(tmp_path, form, top):
    """Keras's present and older files, with and without the classifier: the same activations."""
    model = random_inception(top)
    path = tmp_path / f"inception{form}"
    if form == ".weights.h5":
        model.save_weights(path)
    else:
        from keras.src.legacy.saving import legacy_h5_format

        with h5py.File(path, "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, model)
    net = dk.network("inception_v3", weights=path)
    assert net.layer_names[-1] == "mixed10"
    found = activations(net.model, "mixed10")
    np.testing.assert_allclose(found, activations(model, "mixed10"), rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_a_file_that_ends_early_gives_a_network_that_ends_there(tmp_path):
    from tensorflow import keras

    model = random_inception(top=False)
    cut = keras.Model(model.inputs[0], model.get_layer("mixed2").output)
    path = tmp_path / "short.weights.h5"
    cut.save_weights(path)
    net = dk.network("inception_v3", weights=path)
    assert net.layer_names[-1] == "mixed2"
    np.testing.assert_allclose(
        activations(net.model, "mixed2"), activations(model, "mixed2"), rtol=1e-4, atol=1e-5
    )
    with pytest.raises(dk.InputError, match="'mixed7' is not in inception_v3"):
        net.layer("mixed7")


@pytest.mark.real_weights
def test_real_weights_reach_mixed8_and_are_numbered_from_zero(inception):
    assert inception.layer_names[-1] == "mixed8"
    assert inception.layer_names[:2] == ["activation", "activation_1"]
    assert inception.minimum_size == 75
    with pytest.raises(dk.InputError, match="'mixed9' is not in inception_v3"):
        inception.layer("mixed9")


def test_depths_are_counted_from_the_first_layer_to_the_last():
    net = dk.network()
    assert net.layer_at(0) == net.layer_names[0]
    assert net.layer_at(1) == net.layer_names[-1]
