"""`dreamkit visualize` and `dreamkit gallery`: the package's own pictures, and nothing lost."""

import json
import os
import signal

import numpy as np
import pytest
from PIL import Image
from test_cli import errors, interruptible, pixels, posix, read_until, run

import dreamkit as dk
from dreamkit.cli.gallery import _numbers, _parts
from dreamkit.images import arrays, figures
from dreamkit.visualizing import gallery

SMALL = {"size": 48, "steps": 2, "seed": 5}
OPTIONS = ["--size", 48, "--steps", 2, "--seed", 5]


def settings_in(path, command):
    with Image.open(path) as opened:
        return json.loads(opened.text[f"dreamkit {command}"])


def test_one_goal_gives_the_picture_that_python_gives(tmp_path):
    path = tmp_path / "a.png"
    more = ["--canvas", "pixels", "--no-decorrelate", "--jitter", 3, "--step-size", 0.1]
    more += ["--prior", "l2=0.5", "--precision", "float32"]
    result = run("visualize", "mixed2^2 - 0.5*mixed1:3", "-o", path, *OPTIONS, *more)
    assert result.exit_code == 0
    assert "goal:    mixed2^2 - 0.5*mixed1:3" in result.output
    settings = {"canvas": "pixels", "decorrelate": False, "jitter": 3, "step_size": 0.1}
    settings |= {"priors": {"l2": 0.5}, "precision": "float32"} | SMALL
    expected = dk.visualize(None, "mixed2^2 - 0.5*mixed1:3", **settings, on_step=lambda step: None)
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(expected))
    stored = settings_in(path, "visualize")
    assert stored["goal"] == ["mixed2^2 - 0.5*mixed1:3"] and stored["network"] == "dreamnet"
    assert {name: stored[name] for name in settings} == settings


def test_several_goals_give_a_sheet_with_their_texts(tmp_path):
    path = tmp_path / "a.png"
    goals = ["mixed2:1", "mixed2:4", "mixed3"]
    options = ["--size", "60x48", "--steps", 2, "--seed", 5, "--columns", 2]
    assert run("visualize", *goals, "-o", path, *options).exit_code == 0
    together = dk.visualize(None, goals, **SMALL | {"size": (48, 60)}, on_step=lambda step: None)
    expected = figures.contact_sheet(together, goals, 2)
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(expected))


def test_a_class_is_grown_as_class_picture_grows_it(tmp_path):
    path = tmp_path / "a.png"
    options = ["--steps", 2, "--size", 48]
    assert run("visualize", "--class", "owl", "-o", path, *options).exit_code == 0
    owl = dk.class_picture("owl", size=48, steps=2, on_step=lambda step: None)
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(owl))
    number = dk.network().classes.index("owl")
    assert run("visualize", "--class", number, "-o", path, *options).exit_code == 0
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(owl))


def test_it_begins_with_a_picture(tmp_path):
    path = tmp_path / "a.png"
    start = ["--start", "sample:cat", "--max-size", 64]
    assert run("visualize", "mixed1:2", "-o", path, "--steps", 1, *start).exit_code == 0
    photo = dk.sample("cat", max_size=64)
    expected = dk.visualize(None, "mixed1:2", steps=1, start=photo, on_step=lambda step: None)
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(expected))


def test_a_gallery_is_the_sheet_that_python_gives(tmp_path):
    path, folder = tmp_path / "a.png", tmp_path / "channels"
    channels = ["--channels", "0-2,7", "--columns", 3]
    options = [*OPTIONS, *channels, "--folder", folder]
    result = run("gallery", "mixed1", "-o", path, *options)
    assert result.exit_code == 0
    assert "mixed1, 4 of " in result.output
    expected = dk.gallery(None, "mixed1", [0, 1, 2, 7], columns=3, **SMALL, on_step=lambda s: None)
    np.testing.assert_array_equal(pixels(path), arrays.to_uint8(expected))
    assert sorted(os.listdir(folder)) == [f"mixed1_{n:04}.png" for n in (0, 1, 2, 7)]
    assert settings_in(path, "gallery")["channels"] == [0, 1, 2, 7]


def test_what_is_in_the_folder_is_not_grown_again(tmp_path, monkeypatch):
    options = ["-o", tmp_path / "a.png", *OPTIONS, "--folder", tmp_path / "kept"]
    assert run("gallery", "mixed1", "--channels", "0,1", *options).exit_code == 0

    def climb(net, goals, *_, **__):
        raise AssertionError(f"{len(goals)} were grown")

    monkeypatch.setattr(gallery, "climb", climb)
    assert run("gallery", "mixed1", "--channels", "0,1", *options).exit_code == 0


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("5", 8, [5]),
        ("0-2, 6-", 8, [0, 1, 2, 6, 7]),
        (" 3 - 3 ", 8, [3]),
        ("9", 8, [9]),
        ("6-999999999", 8, [6, 7, 8]),  # 8 is told of as missing
        ("9-", 8, [9]),
    ],
)
def test_lists_of_channels(text, count, expected):
    assert list(_numbers(_parts(text), count)) == expected


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["visualize"], 2, "say what to visualize"),
        (["visualize", "mixed3", "--class", "owl"], 2, "not both"),
        (["visualize", "mixed3 + + mixed4"], 2, "the goal cannot be read at the mark"),
        (["visualize", "mixed3", "--size", "big"], 2, "size is a number of pixels or WIDTHxHEIGHT"),
        (["visualize", "mixed3", "--size", "1x2x3"], 2, "size is a number of pixels"),
        (["visualize", "mixed3", "--steps", "0"], 2, "steps must be a whole number"),
        (["visualize", "mixed3", "--canvas", "oil"], 2, "canvas is"),
        (["visualize", "mixed3", "--prior", "blurr=1"], 2, "did you mean 'blur'"),
        (["visualize", "mixed3", "--columns", "0"], 2, "columns must be"),
        (["visualize", "mixed3", "-o", "a.txt"], 2, "does not end in a picture format"),
        (["visualize", "mixed3", "-o", ""], 2, "is empty; write one"),
        (["visualize", "mixed3", "--start", "none.png"], 1, "there is no file"),
        (["visualize", "mixed3", "--network", "dreamet"], 2, "did you mean 'dreamnet'?"),
        (["gallery", "mixed3", "--channels", "3-1"], 2, "channels are whole numbers and ranges"),
        (["gallery", "mixed3", "--channels", ""], 2, "channels are whole numbers and ranges"),
        (["gallery", "mixed3", "--size", "0"], 2, "size must be"),
        (["gallery", "mixed3", "-o", "nowhere/a.png"], 1, "there is no folder"),
    ],
)
@pytest.mark.usefixtures("no_network")
def test_bad_options_are_refused_in_a_sentence(arguments, code, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == code
    assert len(errors(result.output)) == 1 and expected in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["visualize", "mixd3"], "did you mean 'mixed3'?"),
        (["visualize", "--class", "owls"], "did you mean 'owl'?"),
        (["visualize", "mixed3:4096"], "4096 is not among them"),
        (["gallery", "mixd3"], "did you mean 'mixed3'?"),
        (["gallery", "mixed1", "--channels", "0-99999"], "is not among them"),
    ],
)
def test_what_the_network_lacks_is_told(arguments, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert len(errors(result.output)) == 1 and expected in result.output
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_the_picture_so_far(tmp_path, sent):
    path = tmp_path / "a.png"
    endless = ["--steps", 1_000_000, "--size", 48]
    with interruptible("visualize", "mixed1:2", "-o", path, *endless) as process:
        read_until(process.stderr, b"visualizing:")
        process.send_signal(sent)
        said, complaints = process.communicate()
    assert process.returncode == 128 + sent, complaints
    assert b"Traceback" not in complaints
    assert b"Stopped after" in said and str(path).encode() in said
    assert pixels(path).shape == (48, 48, 3)
    assert os.listdir(tmp_path) == ["a.png"]


@posix
def test_ctrl_c_in_a_gallery_without_a_finished_picture_writes_none(tmp_path):
    path = tmp_path / "a.png"
    endless = ["--steps", 1_000_000, "--size", 48, "--channels", "0-3"]
    with interruptible("gallery", "mixed1", "-o", path, *endless) as process:
        read_until(process.stderr, b"visualizing:")
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate()
    assert process.returncode == 130, complaints
    assert b"no picture was finished" in said
    assert os.listdir(tmp_path) == []


@pytest.mark.usefixtures("webp_fails")
@pytest.mark.parametrize("command", [["visualize", "mixed1:2"], ["gallery", "mixed1"]])
def test_a_saving_that_fails_leaves_a_png(tmp_path, command):
    some = ["--channels", "0"] if command[0] == "gallery" else []
    result = run(*command, "-o", tmp_path / "a.webp", *some, "--size", 48, "--steps", 1)
    assert result.exit_code == 1
    assert "encoding error 6" in result.output and "a.png' instead" in result.output
    assert os.listdir(tmp_path) == ["a.png"]
