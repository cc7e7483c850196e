"""`dreamkit attribute`: the package's own maps, laid over the picture; or a sentence."""

import json
import os
import signal

import numpy as np
import pytest
from PIL import Image
from test_cli import errors, interruptible, pixels, posix, read_until, run

import dreamkit as dk
from dreamkit import attribution
from dreamkit.images import arrays, maps

SMALL = ["--max-size", 64]


@pytest.fixture
def photo():
    return dk.sample("cat", max_size=64)


def test_a_class_by_smoothgrad_is_the_default(tmp_path, photo):
    path = tmp_path / "a.png"
    result = run("attribute", "sample:cat", "--class", "cat", "-o", path, *SMALL)
    assert result.exit_code == 0
    assert "goal:    logit:cat" in result.output and "method:  smoothgrad" in result.output
    values = attribution.saliency(photo, dk.logit("cat"), samples=50)
    expected = maps.overlay(photo, values)
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(expected))
    with Image.open(path) as opened:
        stored = json.loads(opened.text["dreamkit attribute"])
    assert stored["method"] == "smoothgrad" and stored["goal"] == "logit:cat"


@pytest.mark.parametrize("method", [name for name in attribution.METHODS if name != "smoothgrad"])
def test_each_method_by_its_name(tmp_path, photo, method):
    path = tmp_path / "a.png"
    options = ["--method", method, "--map", "--class", "eye"]
    result = run("attribute", "sample:cat", "-o", path, *SMALL, *options)
    assert result.exit_code == 0, result.output
    quiet = {"on_step": lambda step: None}
    stepwise = method in ("occlusion", "integrated_gradients")
    values = attribution.METHODS[method](photo, dk.logit("eye"), **quiet if stepwise else {})
    values = values.sum(2) if values.ndim == 3 else values
    expected = maps.signed(values) if values.min() < 0 else maps.heat(values)
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(expected))


@posix
def test_ctrl_c_keeps_what_is_known(tmp_path):
    path = tmp_path / "a.png"
    options = ["--method", "occlusion", "--goal", "mixed3:1", "--max-size", 1000]
    with interruptible("attribute", "sample:cat", "-o", path, *options) as process:
        read_until(process.stderr, b"looking:")
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate()
    assert process.returncode == 130, complaints
    assert b"Traceback" not in complaints and b"Stopped after" in said
    assert pixels(path).ndim == 3


@pytest.mark.parametrize(
    ("options", "code", "expected"),
    [
        ([], 2, "a goal with --goal, or a class with --class"),
        (["--goal", "mixed3", "--class", "cat"], 2, "a goal with --goal, or a class"),
        (["--goal", "mixed3", "--method", "grad_cams"], 2, "did you mean 'grad_cam'?"),
        (["--goal", "mixd3"], 2, "did you mean 'mixed3'?"),
        (["--class", "cats"], 2, "did you mean 'cat'?"),
        (["--goal", "mixed3", "-o", "a.txt"], 2, "does not end in a picture format"),
        (["--goal", "mixed3", "--max-size", "0"], 2, "max_size must be"),
        (["--goal", "mixed3", "--method", "class_activation_map"], 2, "ask for classes"),
    ],
)
def test_bad_options_are_one_sentence(options, code, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("attribute", "sample:cat", *options)
    assert result.exit_code == code
    assert len(errors(result.output)) == 1 and expected in result.output
    assert os.listdir(tmp_path) == []
