"""Graders that are killed at random moments: nothing is lost, half written or left running."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import small_course as course
from machine import running

from dreamkit.grading import kernel

MOMENTS = 10
# A process that leaves its group, and would outlive everything.
LEAVES = "import subprocess\nsubprocess.Popen(['sleep', '900'], start_new_session=True)\ntotal = 15"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="counted on Linux only"),
]


def test_a_grader_that_is_killed(tmp_path, course_folder):
    for name in ("ada", "bo", "cy"):
        folder = tmp_path / "in" / name
        folder.mkdir(parents=True)
        (folder / "x.ipynb").write_text(course.text(course.solved(a=f"{LEAVES}  # {name}")))
        (folder / "photo.bin").write_bytes(bytes(10**6))
    words = ["grade", tmp_path / "in", "-o", tmp_path / "g.csv", "--solutions", course_folder]
    words = [sys.executable, "-m", "dreamkit", *map(str, words)]
    begin = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    whole, expected = time.monotonic() - begin, (tmp_path / "g.csv").read_bytes()
    assert expected.count(b'"10"') >= 3
    generator, wait = random.Random(0), threading.Event()
    for number in range(MOMENTS):
        if number % 3 == 0:  # from the beginning; otherwise it goes on where it was
            for path in [*(tmp_path / "g").rglob("*.*"), tmp_path / "g.csv"]:
                path.unlink(missing_ok=True)
        with subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as grader:
            wait.wait(generator.uniform(0, whole))
            grader.send_signal(signal.SIGKILL)
        for _ in range(200):  # they notice that it is gone, which takes a moment
            if not running(grader.pid):
                break
            wait.wait(0.05)
        assert running(grader.pid) == set()
        for path in (tmp_path / "g").rglob("[!.]*.json"):
            json.loads(path.read_text("utf-8"))
        for path in (tmp_path / "g").rglob("[!.]*.html"):
            assert path.read_text("utf-8").endswith("</html>\n")
        if (tmp_path / "g.csv").exists():
            assert (tmp_path / "g.csv").read_bytes() == expected
    subprocess.run(words, check=True, capture_output=True)
    assert (tmp_path / "g.csv").read_bytes() == expected
    assert not list((tmp_path / "g").rglob(".*"))
    assert not list(Path("/tmp").glob(f"{kernel.PREFIX}{grader.pid}-*"))
