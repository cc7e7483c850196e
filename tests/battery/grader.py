"""`dreamkit grade`: mutated notebooks and zips, odd folders; each student is a case of its own."""

from __future__ import annotations

import csv
import functools
import io
import json
import random
import zipfile

import small_course as course

from . import mutations
from .case import LOST, POOR, Case, Told, Wrong
from .command import run

GRADE = "dreamkit grade"
STATES = ("graded", "stopped", "unreadable", "no notebook", "other exercise")
CLASS = 24  # mutated notebooks that are really run


def cases(folder, seed):
    solutions = course.write_course(folder / "solutions")
    yield from _class(folder, solutions, seed)
    yield from _zips(folder, solutions, seed)
    yield from _options(folder, solutions)


def _class(folder, solutions, seed):
    """One run grades all: each student's row and page are looked at by a case of their own."""
    students = dict(_students(seed))
    graded = functools.cache(functools.partial(_graded, folder / "class", solutions, students))
    for name, (what, _) in students.items():
        yield Case(GRADE, what, functools.partial(_row, graded, name))


def _students(seed):
    """{name: (what is odd, the content of the notebook)}"""
    whole = course.text(course.solved())
    made = [("as it should be", whole)]
    made += list(mutations.notebooks(whole, seed, CLASS))
    made += [
        ("nothing in it", b""),
        ("cut in the middle", whole[: len(whole) // 2]),
        ("no JSON", "dear diary"),
        ("a list", "[]"),
        ("null", "null"),
        ("nested 100 000 deep", "[" * 100_000),
        ("in UTF-16", whole.encode("utf-16")),
        ("with a mark of its encoding", b"\xef\xbb\xbf" + whole.encode()),
        ("not a text", b"\xff\xfe\xfd" * 99),
        ("no cells", json.dumps(course.notebook([]))),
        ("cells of another form", json.dumps({"cells": [3, None, "a"], "nbformat": 4})),
        ("an old form", json.dumps({"worksheets": [{"cells": []}], "nbformat": 3})),
        ("a form to come", json.dumps(course.solved() | {"nbformat": 99})),
        ("100 000 cells", json.dumps(course.notebook([course.cell("1")] * 100_000))),
        ("no end", course.text(course.solved(a="while True: pass"))),
        ("a cell that ends the kernel", course.text(course.solved(a="import os; os._exit(3)"))),
        ("a cell that raises", course.text(course.solved(a="raise SystemExit"))),
        ("a cell that asks", course.text(course.solved(a="total = input()"))),
        ("no Python", course.text(course.solved(a="total = = 3"))),
        ("a zero byte in a cell", course.text(course.solved(a="total = 1\0"))),
        ("a lone surrogate in a cell", course.text(course.solved(a="total = '\ud800'"))),
        ("a megabyte in a cell", course.text(course.solved(a="total = 15\n" + "# x" * 300_000))),
        ("much printed", course.text(course.solved(a="print('x' * 10**8); total = 15"))),
    ]
    for number, (what, content) in enumerate(made):
        yield f"S{number:02}", (what, content)


def _grade(folder, solutions, name, *words):
    out = folder / "grades.csv"
    given = [folder / name, "-o", out, "--solutions", solutions, "--timeout", "12", "--jobs", "2"]
    return run(["grade", *given, *words]), out


def _graded(folder, solutions, students):
    (folder / "in").mkdir(parents=True)
    for name, (_, content) in students.items():
        content = (
            content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        )
        (folder / "in" / f"{name}.ipynb").write_bytes(content)
    told, out = _grade(folder, solutions, "in")
    if told is not None:
        raise Wrong(f"nobody is graded: {told.text}", LOST)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def _row(graded, name):
    row = graded().get(name)
    if row is None:
        raise Wrong("the student has no row", LOST)
    if row["status"] == "graded":
        if not 0 <= float(row["points"]) <= 10:
            raise Wrong(f"{row['points']} of 10 points")
        return None
    said = (row["reason"] or row["notes"]).strip()
    if row["status"] not in STATES or not said:
        raise Wrong(f"status '{row['status']}', reason '{said}'", POOR)
    return Told(f"{said.rstrip('.')}.")


def _zips(folder, solutions, seed):
    place = folder / "zips"
    place.mkdir()
    whole = course.text(course.handed_in())
    packed = _zip({"Ada/03_small.ipynb": whole, "Bo/03_small.ipynb": whole})
    tried = {"as it should be": packed} | dict(mutations.damaged(packed, seed))
    chance = random.Random(seed)
    for name in (
        "../../out.ipynb",
        "/etc/out.ipynb",
        "C:\\out.ipynb",
        "a\\b\\c.ipynb",
        ".",
        "a/" * 300 + "b.ipynb",
        "x" * 5000 + ".ipynb",
        "日本/ü.ipynb",
        "\x1b[31m/a.ipynb",
        "=1+1/a.ipynb",
        "con/nul.ipynb",
    ):
        tried[f"a member called {name[:20]!a}"] = _zip({name: whole, "Ada/a.ipynb": whole})
    tried["nothing in it"] = _zip({})
    tried["a zip in a zip in a zip"] = _zip(
        {"Ada/a.zip": _zip({"b.zip": _zip({"c.ipynb": whole})})}
    )
    tried["the same name twice"] = _twice(whole)
    tried["a bomb"] = _zip({"Ada/a.ipynb": " " * 300 * 2**20})
    tried["2000 members"] = _zip(
        {f"Ada/{number}.txt": "a" for number in range(2000)} | {"Ada/a.ipynb": whole}
    )
    tried["another file"] = chance.randbytes(3000)
    for number, (what, content) in enumerate(tried.items()):
        path = place / f"{number}.zip"
        path.write_bytes(content)
        call = functools.partial(_zip_graded, place, solutions, path.name)
        yield Case(GRADE, f"a zip: {what}", call)


def _zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def _twice(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for _ in range(2):
            packed.writestr("Ada/a.ipynb", text)
    return buffer.getvalue()


def _zip_graded(place, solutions, name):
    told, out = _grade(place, solutions, name)
    outside = [
        path
        for path in ("/etc/out.ipynb", place.parent / "out.ipynb", place.parents[1] / "out.ipynb")
    ]
    from pathlib import Path

    if any(Path(path).exists() for path in outside):
        raise Wrong("something was written outside")
    if told is None:
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows:
            raise Wrong("nobody has a row", LOST)
        if any(
            cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values() if cell
        ):
            raise Wrong("a formula stands in the table")
        out.unlink()
    return told


def _options(folder, solutions):
    place = folder / "options"
    (place / "in").mkdir(parents=True)
    (place / "in" / "Ada.ipynb").write_text(course.text(course.handed_in()))
    (place / "file").write_text("no zip")
    (place / "empty").mkdir()
    odd_options = {
        "--jobs": ("0", "-1", "1000000000", "no", "1.5", "9" * 40),
        "--timeout": ("0", "-1", "nan", "inf", "1e400", "no"),
        "--memory": ("0", "-1", "no", "4X", "", "1e400G", "9" * 40 + "G", "1", "nanG"),
        "--assignment": ("", "nosuch", "99", "../03", "x" * 5000, "a\0b"),
        "--solutions": (
            "",
            "nosuch",
            "a\0b",
            str(place / "file"),
            str(place / "empty"),
            "x" * 5000,
        ),
        "--hidden-tests": ("nosuch", "a\0b", str(place / "file"), "x" * 5000),
        "-o": (
            "",
            "grades",
            "grades.txt",
            "nosuch/grades.csv",
            "a\0b.csv",
            "in/grades.csv",
            "x" * 300 + ".csv",
            "/proc/grades.csv",
            "/dev/full",
            ".",
        ),
    }
    for option, values in odd_options.items():
        for value in values:
            shown = value if len(value) < 30 else f"{len(value)} signs"
            call = functools.partial(_option, place, solutions, option, value)
            yield Case(GRADE, f"{option} {shown!a}", call, "refuse")
    for what, name in {
        "nothing": "",
        "nosuch": "nosuch",
        "a zero byte": "a\0b",
        "a text": "file",
        "an empty folder": "empty",
        "5000 signs": "x" * 5000,
        "a device": "/dev/null",
    }.items():
        call = functools.partial(_option, place, solutions, None, name)
        yield Case(GRADE, f"submissions: {what}", call, "refuse")


def _option(place, solutions, option, value):
    import os

    before = os.getcwd()
    os.chdir(place)
    try:
        words = {"-o": "grades.csv", "--solutions": str(solutions)}
        source = value if option is None else "in"
        if option is not None:
            words[option] = value
        return run(["grade", source, *(word for pair in words.items() for word in pair)])
    finally:
        os.chdir(before)
