"""Weights from a server of the test's own and from files; models from .keras files."""

import functools
import hashlib
import http.server
import threading
import zipfile

import h5py
import numpy as np
import pytest
from keras.src.applications import efficientnet
from tensorflow import keras

import dreamkit as dk
from dreamkit.networks import applications, weights
from dreamkit.networks import network as networks

layers = keras.layers


def randomize(model, seed=0):
    """Weights unlike those that layers begin with, of a kind that keeps signals alive."""
    random = np.random.default_rng(seed)
    for one in model.weights:
        if len(one.shape) > 1:
            one.assign(random.normal(0, np.prod(one.shape[:-1]) ** -0.5, one.shape))
        elif len(one.shape) == 1:
            one.assign(random.uniform(0.5, 1.5, one.shape))
    return model


def save_old_form(model, path):
    from keras.src.legacy.saving import legacy_h5_format

    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    return path


def answer(model, inputs="0..255"):
    picture = np.random.default_rng(0).random((1, 64, 64, 3), np.float32)
    return np.asarray(keras.tree.flatten(model(applications.preprocess(picture, inputs)))[0])


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A folder whose files a server on this machine hands out, and an empty cache of Keras's."""
    folder, home = tmp_path / "served", tmp_path / "home"
    folder.mkdir()
    home.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(home))
    monkeypatch.setattr("keras.src.applications.efficientnet.BASE_WEIGHTS_PATH", address)
    monkeypatch.setattr("keras.src.applications.mobilenet_v2.BASE_WEIGHT_PATH", address)
    for name in ("EFFICIENTNET_B0", "MOBILENET_V2"):
        monkeypatch.delenv(f"DREAMKIT_{name}_WEIGHTS", raising=False)
    yield folder
    server.shutdown()
    server.server_close()
    thread.join()


THREE_WAYS = "; try again, pass a weights file (--weights FILE), or use dreamnet."


def refusal(name):
    with pytest.raises(dk.FileError) as told:
        dk.network(name)
    sentence = str(told.value)
    assert sentence.startswith(f"the weights of {name} could not be downloaded (")
    assert sentence.endswith(THREE_WAYS) and "\n" not in sentence
    return sentence


def test_a_file_that_is_no_weights_file_is_not_kept(served):
    """Keras knows no hash of MobileNetV2's file: a login page would be loaded for ever."""
    assert "404" in refusal("mobilenet_v2")
    application = applications.APPLICATIONS["mobilenet_v2"]
    (served / application.file).write_text("<html>Please log in</html>")
    refusal("mobilenet_v2")
    assert not networks.has_weights("mobilenet_v2")


@pytest.mark.slow
def test_weights_are_downloaded_once_and_held_to_their_hash(served, tmp_path, monkeypatch, capfd):
    make = keras.applications.EfficientNetB0
    path = served / applications.APPLICATIONS["efficientnet_b0"].file
    save_old_form(randomize(make(include_top=False, weights=None)), path)
    good = path.read_bytes()
    md5 = hashlib.md5(good).hexdigest()
    monkeypatch.setitem(efficientnet.WEIGHTS_HASHES, "b0", ("", md5))

    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert "corrupted" in refusal("efficientnet_b0")
    path.unlink()
    assert "404" in refusal("efficientnet_b0")

    path.write_bytes(good)
    net = dk.network("efficientnet_b0")
    assert "Downloading data from http://127.0.0.1" in capfd.readouterr().out
    assert net.weights_sha256 == hashlib.sha256(good).hexdigest()
    assert networks.has_weights("efficientnet_b0")

    path.unlink()
    networks.build.cache_clear()
    again = dk.network("efficientnet_b0")
    np.testing.assert_allclose(answer(again.model), answer(net.model), rtol=1e-5)

    # Keras divides by the root of the deviation only where it downloads: a file does the same.
    on_a_stick = tmp_path / "stick.h5"
    on_a_stick.write_bytes(good)
    by_file = dk.network("efficientnet_b0", weights=on_a_stick)
    np.testing.assert_allclose(answer(by_file.model), answer(net.model), rtol=1e-3, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("form", [".weights.h5", ".h5"])
@pytest.mark.parametrize("top", [True, False])
@pytest.mark.parametrize("name", ["mobilenet_v2", "densenet121", "convnext_tiny", "xception"])
def test_weights_of_every_form_load_into_every_network(name, form, top, tmp_path, monkeypatch):
    application = applications.APPLICATIONS[name]
    make = getattr(keras.applications, application.class_name)
    model = randomize(make(include_top=top, weights=None))
    path = tmp_path / f"some{form}"
    model.save_weights(path) if form == ".weights.h5" else save_old_form(model, path)
    monkeypatch.setenv(application.variable, str(path))
    net = dk.network(name)
    expected = [one.output for one in model.operations if len(one.output.shape) == 4][-1]
    found = net.model.output
    if name == "convnext_tiny" and top:  # its classifier begins before the last layer
        found = net.layer("add_17").output
    side = model.inputs[0].shape[1] or 224
    picture = np.random.default_rng(0).random((1, side, side, 3), np.float32)
    found, expected = (
        keras.Model(made.inputs[0], end)(net.preprocess(picture)).numpy()
        for made, end in ((net.model, found), (model, expected))
    )
    assert np.linalg.norm(found - expected) < 1e-3 * np.linalg.norm(expected)


@pytest.mark.parametrize("form", [".weights.h5", ".h5"])
def test_variables_begin_with_what_the_file_holds(form, tmp_path):
    """The same values as Keras's own loading; the end of the network is missing in the file."""
    application = applications.APPLICATIONS["mobilenet_v2"]
    whole = randomize(weights.untrained(application))
    cut = keras.Model(whole.inputs[0], whole.get_layer("block_3_expand_relu").output)
    path = tmp_path / f"some{form}"
    cut.save_weights(path) if form == ".weights.h5" else save_old_form(cut, path)
    begun = weights._begun_with(application, path, len(cut.weights))
    assert begun.layers[-1].name == "block_3_pad"  # which needs no weights either
    for found, expected in zip(begun.weights, cut.weights, strict=True):
        np.testing.assert_array_equal(found.numpy(), expected.numpy())
    # What does not fit is left to Keras, which says why.
    with h5py.File(path, "a") as file:
        kernel = next(n for n in names_of_arrays(file) if file[n].shape == (3, 3, 3, 32))
        del file[kernel]
        file[kernel] = np.zeros((1, 1, 3, 32), np.float32)
    assert weights._begun_with(application, path, len(cut.weights)) is None
    with pytest.raises(dk.FileError, match="do not fit mobilenet_v2"):
        dk.network("mobilenet_v2", weights=path)


def names_of_arrays(file):
    found = []
    file.visititems(lambda name, one: found.append(name) if isinstance(one, h5py.Dataset) else None)
    return found


@pytest.mark.slow
def test_a_short_file_and_one_of_another_network(tmp_path):
    model = randomize(weights.untrained(applications.APPLICATIONS["vgg16"]))
    cut = keras.Model(model.inputs[0], model.get_layer("block3_conv2").output)
    path = tmp_path / "short.weights.h5"
    cut.save_weights(path)
    net = dk.network("vgg16", weights=path)
    assert net.layer_names[-1] == "block3_conv2"
    np.testing.assert_allclose(
        answer(net.model, "caffe"), answer(cut, "caffe"), rtol=1e-4, atol=1e-4
    )
    with pytest.raises(dk.FileError, match=r"'short.weights.h5' do(es)? not fit densenet121"):
        dk.network("densenet121", weights=path)


def small(*more):
    inputs = keras.Input((None, None, 3))
    x = layers.Conv2D(4, 3, name="conv")(inputs)
    for one in more:
        x = one(x)
    return keras.Model(inputs, x, name="small")


def test_a_keras_file_is_a_network(tmp_path, monkeypatch):
    model = small(layers.MaxPooling2D(name="pool"))
    model.save(tmp_path / "my.keras")
    net = dk.network(tmp_path / "my.keras")
    assert net.layer_names == ["conv", "pool"]
    assert net.weights_sha256 == hashlib.sha256((tmp_path / "my.keras").read_bytes()).hexdigest()
    np.testing.assert_allclose(answer(net.model), answer(model), rtol=1e-5)
    assert net.inputs == "-1..1" and "assumed to want RGB in [-1, 1]" in repr(net)
    monkeypatch.chdir(tmp_path)
    assert dk.network("my.keras") is net and net.name == "my.keras"
    other = dk.network("my.keras", inputs="0..1")
    assert other.preprocess(0.25) == 0.25 and not other.assumes


@keras.utils.register_keras_serializable("test")
class Forgotten(layers.Layer):
    def call(self, inputs):
        return inputs


def test_keras_files_that_cannot_be_used(tmp_path, monkeypatch):
    def sentence(name, error=dk.FileError, **how):
        with pytest.raises(error) as told:
            dk.network(tmp_path / name, **how)
        assert "\n" not in str(told.value)
        return str(told.value)

    assert "there is no file" in sentence("none.keras")
    (tmp_path / "text.keras").write_text("no model")
    assert sentence("text.keras").startswith("'text.keras' is not a .keras file, or is damaged")
    with zipfile.ZipFile(tmp_path / "empty.keras", "w") as file:
        file.writestr("readme.txt", "nothing here")
    assert sentence("empty.keras").startswith("'empty.keras' cannot be loaded (")
    small(layers.Lambda(lambda x: x + 1)).save(tmp_path / "code.keras")
    assert "(it holds a Lambda layer, whose code is not run from files)" in sentence("code.keras")
    small(Forgotten()).save(tmp_path / "own.keras")
    keras.utils.get_custom_objects().clear()
    monkeypatch.setattr(f"{__name__}.Forgotten", None, raising=False)
    assert "cannot be loaded (" in sentence("own.keras")
    assert "brings its own weights" in sentence("code.keras", dk.InputError, weights="a.h5")
