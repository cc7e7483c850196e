"""Saving a dream and reading its settings, without dreaming."""

import contextlib
import json
import os
import warnings
from pathlib import Path

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.dreaming import stored_settings
from dreamkit.dreaming.settings import DEFAULTS
from dreamkit.images import files

HOLDERS = (".png", ".jpg", ".webp", ".tif", ".avif")


def dream(**settings):
    random = np.random.default_rng(0)
    stored = {"network": "dreamnet", "goal": "mixed3", **DEFAULTS, "mask": None, **settings}
    return dk.Dream(random.random((20, 30, 3), np.float32), [1.0], stored, {"device": "CPU"})


def random_settings(seed):
    """Settings of every type that they can have."""
    random = np.random.default_rng(seed)
    return {
        "goal": str(random.choice(["mixed3", "0.5*mixed3:12 - mixed4@0.5,0.5^2", 'größe "1" \\'])),
        "steps": int(random.integers(1, 10**6)),
        "step_size": float(random.random()),
        "octave_scale": 1 + float(random.random()) * 1e-9,
        "tile_size": [None, 300][random.integers(2)],
        "seed": int(random.integers(2**62)) * 10,
        "detail": bool(random.integers(2)),
        "priors": [None, {"blur": float(random.random()), "total_variation": 1e-300}][seed % 2],
    }


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("suffix", HOLDERS)
@pytest.mark.parametrize("seed", range(5))
def test_settings_come_back_as_they_were(tmp_path, suffix, seed):
    kept = dream(**random_settings(seed))
    with contextlib.suppress(dk.InputError):  # a Pillow without AVIF
        path = kept.save(tmp_path / f"a{suffix}")
        assert dk.read_settings(path) == kept.settings
        assert dk.read_settings(path.read_bytes()) == kept.settings
        assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", [".bmp", ".gif", ".ppm"])
def test_a_format_that_cannot_hold_settings_says_so(tmp_path, suffix):
    with pytest.warns(UserWarning, match=f"a{suffix}' cannot hold the dream's settings; a .png"):
        path = dream().save(tmp_path / f"a{suffix}")
    with pytest.raises(dk.FileError, match="holds no dreamkit settings"):
        dk.read_settings(path)


def test_settings_too_long_for_a_jpeg_are_told_and_the_picture_kept(tmp_path):
    long = dream(goal=" + ".join(["mixed3"] * 9000))
    with pytest.warns(UserWarning, match=r"a\.jpg' cannot hold the dream's settings"):
        path = long.save(tmp_path / "a.jpg")
    assert dk.load_image(path).shape == (20, 30, 3)
    assert dk.read_settings(long.save(tmp_path / "a.webp")) == long.settings


STRANGE = {
    "a list": "[1]",
    "a number": "3",
    "nothing": "null",
    "no JSON": "{goal: mixed3}",
    "empty": "",
    "nested deep": "[" * 100_000 + "]" * 100_000,
    "nested deep as an object": '{"goal":' * 100_000,
    "a number of 5000 digits": '{"seed": ' + "9" * 5000 + "}",
    "a goal that is a number": '{"goal": 3}',
    "a goal that is a list": '{"goal": ["mixed3"]}',
    "a mask that is an object": '{"mask": {}}',
    "a network that is true": '{"network": true}',
    "another version's": '{"goal": "mixed3", "warp": 1}',
    "arguments that are no settings": '{"image": 1, "on_step": 2}',
    "signs that are no text": '{"two\\nlines": 1}',
}


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("suffix", [".png", ".webp"])
def test_settings_that_are_none_are_told_in_one_sentence(tmp_path, kind, suffix):
    path = tmp_path / f"a{suffix}"
    text = {stored_settings._SETTINGS: STRANGE[kind]}
    files.save_image(path, np.zeros((8, 8, 3), np.uint8), text)
    with pytest.raises(dk.FileError, match="settings") as caught:
        dk.read_settings(path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


def test_a_text_of_megabytes_is_no_settings(tmp_path):
    path = tmp_path / "a.png"
    long = json.dumps({"goal": "mixed3 + " * 2_000_000})
    files.save_image(path, np.zeros((8, 8, 3), np.uint8), {stored_settings._SETTINGS: long})
    with pytest.raises(dk.FileError, match=r"picture that can be read|too long"):
        dk.read_settings(path)


@pytest.mark.parametrize("given", [None, 3, {"a": 1}, [1], 1.5])
def test_what_is_no_file_is_told(given):
    with pytest.raises(dk.InputError, match="a file's name or bytes, not"):
        dk.read_settings(given)


@pytest.mark.parametrize("given", ["nowhere.png", "a\0.png", "~nobody.png", "", b"", b"x", "/"])
def test_a_file_that_cannot_be_read_is_told(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(dk.FileError, match=r"no file|not a picture"):
        dk.read_settings(given)


def test_fingerprints_in_settings_warn_of_what_is_missing(tmp_path):
    path = dream(mask="sha256 0123", goal="guide(mixed2, sha256 45)").save(tmp_path / "a.jpg")
    with pytest.warns(UserWarning) as told:
        dk.read_settings(path)
    assert [str(each.message).split("pass ")[1] for each in told] == [
        "mask= again.",
        "goal= again.",
    ]


# A dream is never lost


def test_a_dream_that_a_format_cannot_hold_is_saved_as_png_beside(tmp_path):
    kept = dream()
    wide = dk.Dream(np.zeros((8, 16_400, 3), np.float32), [], kept.settings, {})
    (tmp_path / "pano.png").write_bytes(b"somebody else's")
    with pytest.warns(UserWarning, match=r"16383 pixels.* was saved as '.*pano_2\.png' instead"):
        path = wide.save(tmp_path / "pano.webp")
    assert path == tmp_path / "pano_2.png" and dk.load_image(path).shape == wide.image.shape
    assert dk.read_settings(path) == kept.settings
    assert (tmp_path / "pano.png").read_bytes() == b"somebody else's"


def test_an_encoder_that_fails_costs_no_dream(tmp_path, monkeypatch):
    whole = files.encoding._encoded

    def fail(pixels, form, *rest):
        if form == "WEBP":
            raise RuntimeError("encoding error 6")
        return whole(pixels, form, *rest)

    files.check_output(tmp_path / "a.webp")
    monkeypatch.setattr(files.encoding, "_encoded", fail)
    with pytest.warns(UserWarning, match="encoding error 6"):
        assert dream().save(tmp_path / "a.webp") == tmp_path / "a.png"


def test_a_folder_that_went_away_costs_no_dream(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.warns(UserWarning, match="there is no folder"):
        path = dream().save(tmp_path / "gone" / "a.jpg")
    assert path == Path("a.png") and path.is_file()


def test_where_nothing_can_be_written_the_first_reason_is_told(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with warnings.catch_warnings(), pytest.raises(dk.FileError, match=r"a\.jpg'.*no space left"):
        warnings.simplefilter("error")
        dream().save(tmp_path / "a.jpg")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", [None, 3, b"a.xyz", "", "a\0.xyz"])
def test_a_name_that_is_none_is_told(name):
    with pytest.raises(dk.InputError) as caught:
        dream().save(name)
    assert "\n" not in str(caught.value)


def test_a_wrong_ending_is_told_and_nothing_is_written(tmp_path):
    with pytest.raises(dk.InputError, match="does not end in a picture format"):
        dream().save(tmp_path / "a.xyz")
    assert os.listdir(tmp_path) == []
