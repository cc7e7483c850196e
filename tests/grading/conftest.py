"""Shared by the tests of grading: a course, kernels with and without walls, a look at processes."""

import os
from pathlib import Path

import pytest
import small_course
from machine import running

from dreamkit.grading import assignments, kernel, sandbox, score
from dreamkit.grading.limits import Limits
from dreamkit.grading.score import Mark, Result


@pytest.fixture
def course_folder(tmp_path):
    """The folder with the small course's solution."""
    return small_course.write_course(tmp_path / "solutions")


@pytest.fixture
def assignment(course_folder):
    [only] = assignments.load(course_folder)
    return only


@pytest.fixture
def results(assignment):
    """Of three students: one of the kind that attacks tables, the best, and one without."""
    marks = [
        Mark("test_a", 1.0, 1.0, "passed"),
        Mark("test_b", 0.0, 2.0, "failed", "The visible test passed, a hidden test did not.", "H"),
        Mark("test_c", 1.5, 3.0, "partly", "=1+1"),
        Mark("test_d", 0.0, 4.0, "not attempted"),
    ]
    best = [Mark(mark.name, mark.most, mark.most, "passed") for mark in marks]
    name = small_course.NAME
    return [
        Result("=cmd|' /C'!A0", name, "a.ipynb", "graded", "", marks, 5.0, ["odd\none"]),
        Result("Zoë", name, "b.ipynb", "graded", "", best, 5.0, []),
        score.nothing("Bo", assignment, "c.ipynb", "unreadable", "the file is empty."),
    ]


@pytest.fixture
def contained():
    """The test is about bubblewrap, and skipped where there is none."""
    if not sandbox.works():
        pytest.skip(sandbox.trouble())


@pytest.fixture(params=["contained", "open"])
def level(request, monkeypatch):
    """Once with bubblewrap and once without."""
    if request.param == "open":
        monkeypatch.setattr(sandbox, "works", lambda: False)
    elif not sandbox.works():
        pytest.skip(sandbox.trouble())
    return request.param


@pytest.fixture
def in_kernel():
    """Run code in a kernel of its own: (the reply, what it printed)."""

    def run(*cells, **limits):
        with kernel.Kernel(Limits(**{"seconds": 30, "memory": 2**30} | limits)) as one:
            shown = []
            for code in cells:
                reply = one.execute(code, shown)
        printed = [content["text"] for kind, content in shown if kind == "stream"]
        return reply, "".join(printed)

    return run


@pytest.fixture
def leaves_nothing():
    """No process and no folder of a kernel is there after the test that was not there before."""
    before = running(), set(Path("/tmp").glob(f"{kernel.PREFIX}{os.getpid()}-*"))
    yield
    assert running() <= before[0]
    assert set(Path("/tmp").glob(f"{kernel.PREFIX}{os.getpid()}-*")) <= before[1]
