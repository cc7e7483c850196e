"""Verdicts are kept, belong to one state of things, and never matter where they cannot be kept."""

import logging

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit import whole_file
from dreamkit.networks import optimized, verdicts

FACTS = {"network": "small", "weights": "abc"}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "dreamkit"


def test_a_verdict_holds_for_its_facts_alone(cache):
    assert not verdicts.is_known(**FACTS)
    verdicts.note(**FACTS)
    assert verdicts.is_known(**FACTS)
    assert not verdicts.is_known(**FACTS | {"weights": "abd"})
    assert not verdicts.is_known(**FACTS, precision="float32")
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("what", ["versions", "code", "computer", "switches"])
def test_a_verdict_holds_for_this_machine_and_these_versions(cache, monkeypatch, what):
    verdicts.note(**FACTS)
    here = verdicts._here()
    assert set(here["versions"]) == {"tensorflow", "keras", "numpy"}
    monkeypatch.setattr(verdicts, "_here", lambda: here | {what: "other"})
    assert not verdicts.is_known(**FACTS)


def test_the_folder_is_the_usual_one(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for given in ("", "relative/path"):
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        assert verdicts.folder() == tmp_path / ".cache" / "dreamkit"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert verdicts.folder() == tmp_path / ".cache" / "dreamkit"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b'{"network": "other"}'])
def test_a_damaged_verdict_is_none_and_is_mended(cache, content):
    verdicts.note(**FACTS)
    (file,) = cache.iterdir()
    file.write_bytes(content)
    assert not verdicts.is_known(**FACTS)
    verdicts.note(**FACTS)
    assert verdicts.is_known(**FACTS)


def in_the_way(path):
    path.write_text("a file where a folder should be")


def a_folder_for_each_verdict(path):
    verdicts.note(**FACTS)
    (file,) = path.iterdir()
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [in_the_way, a_folder_for_each_verdict])
def test_a_cache_that_cannot_be_written_is_no_matter(cache, spoil):
    spoil(cache)
    verdicts.note(**FACTS)
    assert not verdicts.is_known(**FACTS)
    assert not cache.is_dir() or [one.is_dir() for one in cache.iterdir()] == [True]


def test_no_home_and_a_full_disk_are_no_matter(cache, monkeypatch):
    def no_room(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(whole_file.os, "replace", no_room)
        verdicts.note(**FACTS)
        assert not list(cache.iterdir())
        full.setattr(whole_file.os, "open", no_room)
        verdicts.note(**FACTS)
        assert not verdicts.is_known(**FACTS)

    def no_home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(verdicts, "folder", no_home)
    verdicts.note(**FACTS)
    assert not verdicts.is_known(**FACTS)


@pytest.fixture
def stored(tmp_path):
    """A file with a convolution and a batch norm; each call reads it as a network anew."""
    inputs = keras.Input((None, None, 3))
    normed = keras.layers.BatchNormalization()(keras.layers.Conv2D(4, 3)(inputs))
    keras.Model(inputs, keras.layers.ReLU(name="end")(normed)).save(tmp_path / "small.keras")

    def read():
        from dreamkit.networks import network

        network.build.cache_clear()
        return dk.network(tmp_path / "small.keras")

    return read


def test_answers_are_compared_once_for_each_precision(cache, stored, monkeypatch):
    compared = []
    compare = optimized._relative_difference

    def noted(*pair):
        compared.append(compare(*pair))
        return compared[-1]

    monkeypatch.setattr(optimized, "_relative_difference", noted)
    picture = np.random.default_rng(0).random((1, 20, 20, 3), np.float32)
    expected = stored().model(picture)
    for _ in range(2):
        ready = optimized.optimize_for_inference(stored(), "float32")
        assert "BatchNormalization" not in [type(one).__name__ for one in ready.layers]
        np.testing.assert_allclose(ready(picture), expected, atol=1e-5)
    assert len(compared) == 2  # of "end" and of what the network ends with, which is the same
    optimized.optimize_for_inference(stored(), "bfloat16")
    assert len(compared) == 4
    for file in cache.iterdir():
        file.write_text("damaged")
    optimized.optimize_for_inference(stored(), "float32")
    assert len(compared) == 6


def test_that_folding_went_wrong_is_found_every_time(cache, stored, monkeypatch, caplog):
    right = optimized._folded_weights
    monkeypatch.setattr(
        optimized, "_folded_weights", lambda *pair: [1.5 * weight + 0.1 for weight in right(*pair)]
    )
    for times in (1, 2):
        with caplog.at_level(logging.WARNING, "dreamkit"):
            ready = optimized.optimize_for_inference(stored(), "float32")
        assert "BatchNormalization" in [type(one).__name__ for one in ready.layers]
        assert caplog.text.count("with batch norm as it is") == times
    assert not cache.exists()


def test_a_model_without_a_fingerprint_leaves_no_verdict(cache):
    inputs = keras.Input((None, None, 3))
    model = keras.Model(inputs, keras.layers.Conv2D(4, 3)(inputs))
    optimized.optimize_for_inference(dk.network(model), "float32")
    assert not cache.exists()
