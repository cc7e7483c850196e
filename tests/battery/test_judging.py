"""The battery sees faults: each kind is tried with a case that has it."""

import contextlib
import json
import signal
import sys
import time

import numpy as np
import pytest

import dreamkit as dk
from battery import case, mutations, report, running
from battery.case import Case, Outcome, Told, Wrong


def fail(error):
    def call():
        raise error

    return call


def judged(call, must=""):
    return case.judge(Case("somewhere", "something", call, must), seconds=0.2).kind


@pytest.mark.parametrize(
    ("call", "must", "kind"),
    [
        (lambda: 3, "", case.OK),
        (lambda: 3, "work", case.OK),
        (lambda: 3, "refuse", case.TAKEN),
        (fail(dk.InputError("steps must be above 0, not -1.")), "", case.SENTENCE),
        (fail(dk.FileError("there is no file 'a'; check the name.")), "refuse", case.SENTENCE),
        (fail(dk.InputError("steps must be above 0, not -1.")), "work", case.WRONG),
        (fail(dk.InputError("")), "", case.POOR),
        (fail(dk.InputError("no full stop")), "", case.POOR),
        (fail(dk.InputError("one.\ntwo.")), "", case.POOR),
        (fail(dk.InputError("a sign \x1b[31m that is not shown.")), "", case.POOR),
        (fail(dk.InputError("it is <Thing object at 0x7f00>.")), "", case.POOR),
        (fail(dk.InputError("long " * 200 + ".")), "", case.POOR),
        (lambda: Told("it is a text."), "refuse", case.SENTENCE),
        (lambda: Told("Traceback (most recent call last)."), "", case.POOR),
        (fail(ValueError("foreign")), "", case.TRACEBACK),
        (fail(SystemExit(1)), "", case.TRACEBACK),
        (fail(Wrong("other pixels")), "", case.WRONG),
        (fail(Wrong("gone", case.LOST)), "work", case.LOST),
    ],
)
def test_each_end_is_called_by_its_name(call, must, kind):
    assert judged(call, must) == kind


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs POSIX signals")
def test_a_case_without_an_end_is_ended():
    def wait():
        while True:
            with contextlib.suppress(Exception):  # as much of what cases call does
                time.sleep(60)

    assert judged(wait) == case.HANG
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.parametrize(
    "array",
    [
        None,
        np.zeros((4, 4, 3)),
        np.zeros((4, 4), np.float32),
        np.full((4, 4, 3), np.nan, np.float32),
        np.full((4, 4, 3), 1.1, np.float32),
        np.full((4, 4, 3), -0.1, np.float32),
        np.zeros((4, 5, 3), np.float32),
    ],
)
def test_what_is_no_picture_is_seen(array):
    case.picture(np.zeros((4, 4, 3), np.float32), (4, 4))
    with pytest.raises(Wrong):
        case.picture(array, (4, 4))


def test_a_pixel_that_differs_is_seen():
    black = np.zeros((4, 4, 3), np.float32)
    other = black.copy()
    other[3, 3, 2] = 1 / 255
    case.same(black, black)
    with pytest.raises(Wrong, match=r"by up to 0\.004"):
        case.same(other, black)


def test_a_seed_chooses_the_damage():
    content = bytes(range(256)) * 2
    once, twice = (dict(mutations.damaged(content, 5)) for _ in range(2))
    assert once == twice != dict(mutations.damaged(content, 6))
    assert len(once["3 bits turned"]) == 512
    changed = np.frombuffer(once["3 bits turned"], np.uint8) ^ np.frombuffer(content, np.uint8)
    assert np.bitwise_count(changed).sum() in (1, 3)  # a bit turned twice is as it was
    notebook = json.dumps({"cells": [{"source": "a"}], "nbformat": 4})
    assert len(set(dict(mutations.notebooks(notebook, 0, 9)).values())) > 5


def test_a_child_that_hangs_or_dies_costs_one_case(tmp_path, monkeypatch):
    """A module of three cases: the second takes its process with it."""
    folder = tmp_path / "battery_of_three"
    folder.mkdir()
    monkeypatch.setattr(running, "_command", lambda *given: [*stand_in(folder), *given])
    found = running.run(["three"])
    assert [(one.name, one.outcome.kind) for one in found] == [
        ("first", case.OK),
        ("dies", case.DIED),
        ("last", case.SENTENCE),
    ]


def stand_in(folder):
    """A program that speaks as a child does, without loading TensorFlow."""
    program = folder / "child.py"
    program.write_text(
        "import json, os, sys\n"
        "cases = [('first', 'ok'), ('dies', None), ('last', 'sentence')]\n"
        "for name, kind in cases[int(sys.argv[-1]):]:\n"
        "    print(json.dumps({'begun': ['somewhere', name]}), flush=True)\n"
        "    if kind is None:\n"
        "        os._exit(9)\n"
        "    print(json.dumps({'ended': [kind, '']}), flush=True)\n"
        "print(json.dumps({'done': True}), flush=True)\n"
    )
    return [sys.executable, str(program)]


def test_the_report_counts_and_lists():
    kinds = [case.OK, case.OK, case.SENTENCE, case.HANG]
    found = [running.Found("dream", f"odd {n}", Outcome(kind, "x")) for n, kind in enumerate(kinds)]
    found.append(running.Found("Dream.save", "odd", Outcome(case.OK)))
    assert list(report.rows(found)) == [("dream", 4, 2, 1, 1), ("Dream.save", 1, 1, 0, 0)]
    assert list(report.faults(found)) == ["dream, odd 3: hang. x"]
    page = report.page({"battery": report.measured(found, 7, 61.4, "Linux")})
    assert "5 cases, seed 7, in 61 seconds on Linux:" in page
    assert "3 worked, 1 were refused in a sentence, 1 were faults." in page
    assert "| **all** | 5 | 3 | 1 | 1 |" in page and "- dream, odd 3: hang. x" in page


def test_parts_are_kept_apart(tmp_path):
    one = {"what": "a kill", "times": 3, "seen": "nothing lost", "faults": []}
    other = {"what": "a full disk", "times": 0, "seen": "no mount here", "faults": []}
    report.keep("killed", {"seconds": 60, "results": [one | {"faults": ["half a file"]}]}, tmp_path)
    report.keep("places", {"seconds": 90, "results": [other]}, tmp_path)
    assert "- a kill: half a file" in (tmp_path / "reliability.md").read_text()
    report.keep("killed", {"seconds": 30, "results": [one]}, tmp_path)
    page = (tmp_path / "reliability.md").read_text()
    assert "| a kill | 3 | nothing lost | 0 |" in page
    assert "| a full disk | not tried | no mount here | 0 |" in page
    assert "All of it took 2 minutes." in page and "half a file" not in page
