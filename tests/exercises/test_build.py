"""exercises/ from solutions/: what is taken out, what stays, and that nbgrader does the same."""

import copy
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest

from dreamkit.errors import InputError
from dreamkit.exercises import build

ROOT = Path(__file__).resolve().parents[2]
SOLUTION = {"schema_version": 3, "grade": False, "solution": True, "locked": False, "task": False}
TEST = {**SOLUTION, "grade": True, "solution": False, "locked": True, "points": 1}
CODE = 'def f(x):\n    "doc"\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n    raise'
CHECK = "visible()\n### BEGIN HIDDEN TESTS\nassert secret\n### END HIDDEN TESTS"


def one_cell(source, marks=None, kind="code", tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    if marks:
        metadata["nbgrader"] = marks
    cell = {"cell_type": kind, "id": "one", "metadata": metadata, "source": source}
    if kind == "code":
        cell |= {"outputs": [{"output_type": "stream", "text": "x"}], "execution_count": 3}
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def opened(*arguments, **named):
    [cell] = build.exercise_of(one_cell(*arguments, **named))["cells"]
    return cell


def text(cell):
    return "".join(cell["source"])


def test_a_solution_becomes_the_stub_at_its_indent():
    cell = opened(CODE, SOLUTION)
    assert text(cell) == 'def f(x):\n    "doc"\n    # Your code here.\n    raise'
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert "tags" not in cell["metadata"]


def test_a_solution_cell_without_marks_is_replaced_whole():
    assert text(opened("x = 5", SOLUTION)) == "# Your code here."
    assert text(opened("Because.", SOLUTION, kind="markdown")) == "*Your words here.*"


def test_hidden_tests_go_and_the_visible_part_may_fail():
    cell = opened(CHECK, TEST)
    assert text(cell) == "visible()"
    assert cell["metadata"]["tags"] == ["raises-exception"]
    assert (cell["metadata"]["deletable"], cell["metadata"]["editable"]) == (False, False)


def test_tags_of_solutions_become_those_of_exercises():
    cell = opened("show()", tags=["needs-answer", "nbval-check-output", "mine"])
    assert cell["metadata"]["tags"] == ["mine", "raises-exception"]


def test_the_badge_is_rewritten():
    badge = "https://colab.research.google.com/github/o/r/blob/main/{}/00_x.ipynb"
    assert text(opened(badge.format("solutions"), kind="markdown")) == badge.format("exercises")


@pytest.mark.parametrize(
    ("source", "marks", "said"),
    [
        (CODE, None, "does not know as one"),
        (CODE, TEST, "does not know as one"),
        (CHECK, SOLUTION, "does not know as a test"),
        ("### BEGIN SOLUTION\nx = 1", SOLUTION, "without 'END SOLUTION'"),
        ("x = 1\n### END SOLUTION", SOLUTION, "without 'BEGIN SOLUTION'"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", SOLUTION, "stands twice"),
    ],
)
def test_marks_that_do_not_fit_are_refused_by_name_of_cell(source, marks, said):
    with pytest.raises(InputError, match=said) as caught:
        build.exercise_of(one_cell(source, marks))
    assert "cell 'one'" in str(caught.value)


def test_the_solution_itself_is_left_alone():
    solution = one_cell(CHECK, TEST)
    before = copy.deepcopy(solution)
    build.exercise_of(solution)
    assert solution == before


def test_exercises_are_what_their_solutions_make(capsys):
    folders = ["--solutions", str(ROOT / "solutions"), "--exercises", str(ROOT / "exercises")]
    assert build.main(["--check", *folders]) == 0, capsys.readouterr().out


def test_check_names_what_drifted_and_building_mends_it(tmp_path, capsys):
    solutions, exercises = tmp_path / "s", tmp_path / "e"
    solutions.mkdir()
    for name in ("00_a", "01_b"):
        (solutions / f"{name}.ipynb").write_text(json.dumps(one_cell("x = 1")))
    folders = ["--solutions", str(solutions), "--exercises", str(exercises)]
    assert build.main(folders) == 0
    first = {path.name: path.read_bytes() for path in exercises.iterdir()}
    assert build.main(folders) == 0 and "Nothing to change" in capsys.readouterr().out
    (exercises / "00_a.ipynb").write_text("{}")
    (exercises / "01_b.ipynb").rename(exercises / "09_z.ipynb")
    (exercises / "README.md").write_text("stays")
    assert build.main(["--check", *folders]) == 1
    said = capsys.readouterr().out
    for line in ("00_a.ipynb is not", "01_b.ipynb is missing", "09_z.ipynb has no solution"):
        assert line in said
    assert build.main(folders) == 0 and build.main(["--check", *folders]) == 0
    assert {path.name: path.read_bytes() for path in exercises.glob("*.ipynb")} == first
    assert (exercises / "README.md").exists()


def test_trouble_is_one_sentence(tmp_path, capsys):
    assert build.main(["--solutions", str(tmp_path)]) == 1
    (tmp_path / "00_a.ipynb").write_text("no notebook")
    assert build.main(["--solutions", str(tmp_path), "--exercises", str(tmp_path / "e")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "it is not a notebook" in said[1]


@pytest.fixture(scope="module")
def nbgrader(tmp_path_factory):
    """Python of an environment with nbgrader; the tests are skipped where it does not install."""
    folder = tmp_path_factory.mktemp("nbgrader") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "nbgrader"]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nbgrader does not install here: {done.stderr.strip().splitlines()[-1]}")
    return python


@pytest.mark.slow
def test_nbgrader_takes_solutions_and_makes_the_same_exercises(nbgrader, tmp_path):
    shutil.copytree(ROOT / "solutions", tmp_path / "source" / "dreamkit")
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f'c.ClearSolutions.code_stub = {{"python": "{build.CODE_STUB}"}}\n'
        f'c.ClearSolutions.text_stub = "{build.TEXT_STUB}"\n'
    )
    command = [nbgrader, "-m", "nbgrader", "generate_assignment", "dreamkit", "--create"]
    path = os.pathsep.join([str(nbgrader.parent), os.environ["PATH"]])  # it calls alembic by name
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr.lower(), done.stderr
    made = sorted((tmp_path / "release" / "dreamkit").glob("*.ipynb"))
    assert [p.name for p in made] == sorted(p.name for p in (ROOT / "exercises").glob("*.ipynb"))
    for path in made:
        theirs = nbformat.read(path, as_version=4)
        ours = nbformat.read(ROOT / "exercises" / path.name, as_version=4)
        assert len(theirs.cells) == len(ours.cells)
        for one, other in zip(theirs.cells, ours.cells, strict=True):
            rewritten = other.source.replace("blob/main/exercises/", "blob/main/solutions/")
            assert one.source == rewritten
            assert one.id == other.id
            marks = dict(one.metadata.get("nbgrader", {}))
            for added in ("checksum", "cell_type"):
                marks.pop(added, None)
            assert marks == other.metadata.get("nbgrader", {})
            for lock in ("deletable", "editable"):
                assert one.metadata.get(lock) == other.metadata.get(lock)
