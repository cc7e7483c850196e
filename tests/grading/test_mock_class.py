"""A hundred submissions graded in one command, and everybody gets what was known in advance."""

import csv
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import mock_class
import pytest
import small_course
from machine import running
from mock_hostile import MARK

from dreamkit.grading import sandbox, usage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="hostile notebooks need bubblewrap"),
]
PRIVATE_TEST = "assert neighbors(numbers * 2).max() == 2, 'HIDDEN-WORD in private'\n"
OPTIONS = ("--jobs", "2", "--timeout", "15", "--memory", "1G")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the course's solutions and its private tests."""
    if not sandbox.works():
        pytest.skip(sandbox.trouble())
    folder = tmp_path_factory.mktemp("class")
    small_course.write_course(folder / "solutions")
    private = folder / "hidden" / small_course.NAME
    private.mkdir(parents=True)
    (private / "test_d.py").write_text(PRIVATE_TEST)
    return folder


def start(place, submissions, output, *options):
    words = [sys.executable, "-m", "dreamkit", "grade", place / submissions, "-o", place / output]
    words += ["--solutions", place / "solutions", "--hidden-tests", place / "hidden"]
    words = [str(word) for word in [*words, *OPTIONS, *options]]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process):
    """Wait for a grader; return what it said and its memory, sampled while it ran."""
    sizes, over = [], threading.Event()

    def sample():
        while not over.wait(0.2):
            sizes.append(usage.resident(process.pid))

    threading.Thread(target=sample, daemon=True).start()
    out, err = process.communicate(timeout=1200)
    over.set()
    assert process.returncode == 0, err
    return out, [size for size in sizes if size]


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["student"].removeprefix("'"): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def graded(place):
    """The class, its grades, and what the machine was like meanwhile and after."""
    students = mock_class.write(place / "in", place / "hidden")
    grader = start(place, "in", "grades.csv")
    out, sizes = finish(grader)
    return students, rows(place / "grades.csv"), out, sizes, running(grader.pid)


def test_everybody_gets_what_was_known_in_advance(graded):
    students, grades, *_ = graded
    assert len(grades) == len(students) == 100
    for one in students:
        row = grades[one.name]
        points = tuple(float(row[f"test_{letter}"]) for letter in "abcd")
        assert points == one.points, (one.name, row)
        assert float(row["points"]) == sum(one.points) and float(row["of"]) == 10
        assert row["status"] == one.status, (one.name, row)
        told = f"{row['reason']} {row['notes']}"
        assert one.notes in told, (one.name, row)
        assert one.notes or not told.strip(), (one.name, row)


def test_hidden_tests_stay_hidden(graded, place):
    files = [*(place / "grades" / "feedback").iterdir()]
    files += (place / "grades" / "gradescope").rglob("*.json")
    assert len(files) == 200
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "HIDDEN" not in text and "in private" not in text, file
    # The instructor does learn what they said.
    assert "HIDDEN-WORD take the size" in (place / "grades" / "overview.html").read_text("utf-8")


def test_nothing_got_out(graded, place):
    assert graded[4] == set()
    for folder in (place, place / "hidden", Path("/tmp"), Path("/var/tmp"), Path.home(), Path("/")):
        assert not (folder / MARK).exists()
    for folder in ("/usr/lib", "/dev/shm", "/etc"):
        assert not Path(folder, MARK).exists()
    assert sorted(path.name for path in place.iterdir()) == [
        "grades",
        "grades.csv",
        "hidden",
        "in",
        "solutions",
    ]


def test_the_graders_memory_does_not_grow(graded):
    sizes = graded[3]
    quarter = len(sizes) // 4
    # One notebook printed 20 MB and one wanted 10 GB; the grader is the same size all along.
    assert max(sizes[3 * quarter :]) - max(sizes[:quarter]) < 48 * 2**20
    assert max(sizes) < 300 * 2**20


def test_the_summary_says_how_many(graded):
    students, _, out, *_ = graded
    for letter, place_ in zip("abcd", range(4), strict=True):
        line = next(line for line in out.splitlines() if line.split()[:1] == [f"test_{letter}"])
        most = (1, 2, 3, 4)[place_]
        assert int(line.split()[3]) == sum(one.points[place_] == most for one in students)


def test_graded_again_nothing_is_run(graded, place):
    before = (place / "grades.csv").read_bytes()
    states = {path: path.stat().st_mtime_ns for path in (place / "grades" / "state").iterdir()}
    finish(start(place, "in", "grades.csv"))
    assert (place / "grades.csv").read_bytes() == before
    after = {path: path.stat().st_mtime_ns for path in (place / "grades" / "state").iterdir()}
    assert after == states


def test_killed_half_way_and_started_again_it_gives_the_same(graded, place):
    grader = start(place, "in", "killed.csv")
    states, patience = place / "killed" / "state", threading.Event()
    while not states.is_dir() or len(list(states.glob("*.json"))) < 45:
        assert grader.poll() is None
        patience.wait(0.02)
    os.kill(grader.pid, signal.SIGKILL)
    grader.communicate()
    assert not (place / "killed.csv").exists()
    known = {path.name: path.stat().st_mtime_ns for path in states.glob("*.json")}
    assert 45 <= len(known) < 60
    finish(start(place, "in", "killed.csv"))
    assert (place / "killed.csv").read_bytes() == (place / "grades.csv").read_bytes()
    later = {path.name: path.stat().st_mtime_ns for path in states.iterdir()}
    assert known.items() <= later.items()
    for _ in range(100):
        if not running(grader.pid):
            break
        patience.wait(0.1)
    assert running(grader.pid) == set()
