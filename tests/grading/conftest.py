"""Shared by the tests of grading: a course, kernels with and without walls, a look at processes."""

import os
from pathlib import Path

import pytest
import small_course
from machine import running

from dreamkit.grading import assignments, kernel, processes, sandbox


@pytest.fixture
def course_folder(tmp_path):
    """The folder with the small course's solution."""
    return small_course.write_course(tmp_path / "solutions")


@pytest.fixture
def assignment(course_folder):
    [one] = assignments.load(course_folder)
    return one


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
        with kernel.Kernel(processes.Limits(**{"seconds": 30, "memory": 2**30} | limits)) as one:
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
