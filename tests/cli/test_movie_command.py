"""`dreamkit movie`: the package's own films, gentle when stopped, and one sentence for the rest."""

import os
import signal
from fractions import Fraction

import numpy as np
import pytest
from test_cli import errors, interruptible, pixels, posix, read_until, run

import dreamkit as dk
from dreamkit.images import arrays

av = pytest.importorskip("av", reason="films need the extra 'film'")

from dreamkit.movies import film, video_file  # noqa: E402

SMALL = ["--goal", "mixed1", "--octaves", 1, "--frame-steps", 1]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    photo = arrays.to_uint8(dk.sample("coffee", max_size=160))
    with video_file.Writer(path, (64, 96), Fraction(1, 10), 10) as writer:
        for n in range(12):
            writer.write(photo[n : n + 64, 2 * n : 2 * n + 96], n)
    return path


def test_a_zoom_is_written_with_its_settings(tmp_path):
    path = tmp_path / "a.mp4"
    options = ["--seconds", 0.2, "--max-size", 64, "--turn", 0, "--seed", 4, "--zoom", 1.1]
    result = run("movie", "zoom", "sample:cat", "-o", path, *SMALL, *options)
    assert result.exit_code == 0
    assert "frames:  5" in result.output and f"wrote:   {path}" in result.output
    assert "flashes: none" in result.output
    settings = film.read_film_settings(path)
    assert (settings["kind"], settings["seed"], settings["turn"]) == ("zoom", 4, 0.0)
    assert (settings["goal"], settings["frame_steps"]) == ("mixed1", 1)
    assert os.listdir(tmp_path) == ["a.mp4"]


def test_a_video_is_dreamt_on(clip, tmp_path):
    path = tmp_path / "a.mkv"
    part = ["--start", 0.2, "--end", 0.8, "--every", 2, "--keep-frames"]
    result = run("movie", "video", clip, "-o", path, *SMALL, *part)
    assert result.exit_code == 0 and "frames:  3" in result.output
    assert len(list((tmp_path / "a.mkv.frames").glob("*.png"))) == 3
    shown = [float(t) for t, _ in video_file.read(video_file.probe(path))]
    assert len(shown) == 3


def test_a_preview_is_a_picture_and_says_how_long_it_takes(clip, tmp_path):
    path = tmp_path / "a.png"
    result = run("movie", "video", clip, "--preview", "-o", path, *SMALL)
    assert result.exit_code == 0
    assert "the whole: 12 frames, about " in result.output
    height, width, _ = pixels(path).shape
    assert width == 5 * 96 + 4 * 4 and height > 2 * 64
    assert os.listdir(tmp_path) == ["a.png"]


@posix
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_the_same_command_goes_on(tmp_path, sent):
    path = tmp_path / "a.mp4"
    command = ["movie", "zoom", "sample:cat", "-o", path, *SMALL, "--max-size", 64]
    with interruptible(*command, "--seconds", 60) as process:
        read_until(process.stderr, b"filming:")
        process.send_signal(sent)
        said, complaints = process.communicate()
    assert process.returncode == 128 + sent, complaints
    assert b"Traceback" not in complaints
    assert b"the same command goes on from there" in said
    assert not path.exists() and list((tmp_path / "a.mp4.frames").glob("*.png"))
    assert not list((tmp_path / "a.mp4.frames").glob(".*"))


def test_a_film_that_flashes_is_told_in_the_last_lines(tmp_path, monkeypatch):
    from dreamkit.movies.flashes import Check, Flashes

    monkeypatch.setattr(Check, "result", lambda self: Flashes(5, 0, 0.6, 3.25))
    options = ["--seconds", 0.1, "--max-size", 64]
    result = run("movie", "zoom", "sample:cat", "-o", tmp_path / "a.mp4", *SMALL, *options)
    assert result.exit_code == 0
    assert "flashes up to 5 times a second (near 3.2 s)" in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["zoom", "none.png"], 1, "there is no file 'none.png'"),
        (["zoom", "sample:cat", "-o", "a.gif"], 2, "does not end in a film format"),
        (["zoom", "sample:cat", "-o", ""], 2, "is empty"),
        (["zoom", "sample:cat", "--seconds", "0"], 2, "seconds must be"),
        (["zoom", "sample:cat", "--fps", "1000"], 2, "fps may be at most"),
        (["zoom", "sample:cat", "--memory", "2"], 2, "memory may be at most 1"),
        (["zoom", "sample:cat", "--goal", "mixd3"], 2, "did you mean 'mixed3'?"),
        (["zoom", "sample:cat", "--goal", "mixed3", "--preset", "eyes"], 2, "use one of them"),
        (["video", "none.mp4"], 1, "there is no file 'none.mp4'"),
        (["video", "none.mp4", "--preview"], 1, "there is no file 'none.mp4'"),
        (["video", "text.mp4"], 1, "is not a video"),
        (["video", "picture.png"], 1, "is a picture, not a video"),
        (["video", "text.mp4", "--every", "0"], 2, "every must be"),
    ],
)
def test_bad_input_is_one_sentence(arguments, code, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.mp4").write_bytes(b"These are words.")
    dk.save_image(tmp_path / "picture.png", np.zeros((64, 64, 3), np.float32))
    result = run("movie", *arguments)
    assert result.exit_code == code
    assert len(errors(result.output)) == 1 and expected in result.output
    assert sorted(os.listdir(tmp_path)) == ["picture.png", "text.mp4"]
