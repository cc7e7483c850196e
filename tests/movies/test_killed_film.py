"""A film whose process is really killed, at moments that a seed chooses, and gone on with."""

import contextlib
import os
import random
import signal
import subprocess
import sys

import clips  # noqa: F401 (skips where the packages of films are missing)
import pytest

COMMAND = ["movie", "zoom", "sample:cat", "--max-size", "64", "--seconds", "1", "--keep-frames"]
COMMAND += ["--goal", "mixed1", "--octaves", "1", "--frame-steps", "1", "--precision", "float32"]


def start(path):
    command = [sys.executable, "-m", "dreamkit", *COMMAND, "-o", str(path)]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **pipes)


def frames(path):
    folder = path.with_name(path.name + ".frames")
    return {one.name: one.read_bytes() for one in folder.glob("[0-9]*.png")}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_the_frames_of_a_killed_film_are_those_of_a_whole_one(tmp_path):
    with start(tmp_path / "whole.mp4") as process:
        _, complaints = process.communicate(timeout=180)
    assert process.returncode == 0, complaints
    whole = frames(tmp_path / "whole.mp4")
    assert len(whole) == 25
    moments, path = random.Random(0), tmp_path / "killed.mp4"
    folder = path.with_name(path.name + ".frames")
    for target in sorted(moments.sample(range(1, 24), 4)):
        with start(path) as process:
            while process.poll() is None and len(list(folder.glob("[0-9]*.png"))) < target:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=moments.uniform(0.001, 0.02))
            process.send_signal(signal.SIGKILL)
        assert not path.exists()
        for name, content in frames(path).items():
            assert content == whole[name]
    with start(path) as process:
        _, complaints = process.communicate(timeout=180)
    assert process.returncode == 0, complaints
    assert frames(path) == whole
    assert path.is_file() and not list(folder.glob(".*"))
