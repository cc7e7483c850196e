"""Solutions and exercises: built as the course's rules say, and run to their ends."""

import ast
import itertools
import re
import sys
from pathlib import Path

import nbformat
import pytest

from dreamkit.exercises import tasks

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import draw_exercises  # noqa: E402 (they live beside the package, not in it)
import refresh_outputs  # noqa: E402

REPOSITORY = "dreamkit-course/dreamkit"
COLAB = f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/"
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))
MARKS = ("BEGIN", "END", "HIDDEN")


def stem(path):
    return f"{path.parent.name}-{path.stem}"


both = pytest.mark.parametrize("path", SOLUTIONS + EXERCISES, ids=stem)
solutions = pytest.mark.parametrize("path", SOLUTIONS, ids=stem)
exercises = pytest.mark.parametrize("path", EXERCISES, ids=stem)


def read(path):
    return nbformat.read(path, as_version=4)


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def marked(notebook):
    """(cell, its metadata for nbgrader) of all cells that have such."""
    return [(c, c.metadata["nbgrader"]) for c in notebook.cells if "nbgrader" in c.metadata]


def test_every_lesson_so_far_with_tasks_has_an_exercise():
    assert [path.name[:2] for path in SOLUTIONS] == tasks.numbers()
    assert [path.name for path in SOLUTIONS] == [path.name for path in EXERCISES]


@exercises
def test_the_lesson_ties_its_objectives_to_all_of_these_tasks(path):
    learned = prose(read(ROOT / "lessons" / path.name)).partition("## What you can do now")[2]
    found = re.findall(r"tasks? ([a-h](?:(?:, | and )[a-h])*)\b", learned.partition("\n## ")[0])
    letters = [letter for group in found for letter in re.split(", | and ", group)]
    assert letters == [task.name[-1] for task in tasks.of_exercise(path.stem[:2])]


@both
def test_it_is_a_valid_notebook_and_clean(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert list(refresh_outputs.trouble(path)) == []
    assert not any(cell.get("outputs") for cell in notebook.cells)


@both
def test_the_badge_opens_this_notebook(path):
    first = read(path).cells[0].source
    assert first.startswith(f"# {path.stem[:2]} ")
    badges = re.findall(rf"\]\(({re.escape(COLAB)}[^)]*)\)", first)
    assert badges == [COLAB + path.relative_to(ROOT).as_posix()]
    for line in ("**Goal:**", "**You need**", "**Machine time:**", "**Working time:**"):
        assert line in first
    assert f"`lessons/{path.name}`" in first


@both
def test_relative_links_lead_somewhere_and_pictures_have_alt_text(path):
    text = prose(read(path))
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), f"{target} is linked and not there"
    assert all(alt.strip() for alt in re.findall(r"!\[([^\]]*)\]\(", text))


@both
def test_the_first_code_cell_sets_up_colab(path):
    source = next(cell.source for cell in read(path).cells if cell.cell_type == "code")
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert 'if "google.colab" in sys.modules:' in source
    assert f'"dreamkit @ git+https://github.com/{REPOSITORY}@v{version[1]}"' in source
    assert f'dk.my_tasks("{path.stem[:2]}")' in source


@both
def test_headings_are_in_order_and_code_is_short(path):
    notebook = read(path)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", prose(notebook), re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for cell in notebook.cells:
        assert cell.cell_type != "code" or len(cell.source.splitlines()) <= 25


@both
def test_text_stands_before_code_but_for_checks(path):
    cells = read(path).cells
    for before, cell in itertools.pairwise(cells):
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("locked"):
            assert before.cell_type == "markdown", cell.source


@both
def test_every_task_has_its_text_its_hints_its_cells_and_its_points(path):
    notebook = read(path)
    listed = tasks.of_exercise(path.stem[:2])
    parts = re.split(r"^## Task ", prose(notebook), flags=re.MULTILINE)[1:]
    by_id = {marks["grade_id"]: marks for _, marks in marked(notebook)}
    assert len(parts) == len(listed)
    for task, part in zip(listed, parts, strict=True):
        number, letter = task.name.split(".")
        worth = f"{task.points} point{'s' if task.points > 1 else ''}"
        hand = ", marked by a person" if task.by_hand else ""
        assert part.splitlines()[0] == f"{letter}: {lower(task.title)} ({worth}{hand})"
        for word in ("**Goal:**", "**Task:**", "<summary>Hint 1</summary>", "Hint 2</summary>"):
            assert word in part, (task.name, word)
        found = [marks for name, marks in by_id.items() if name.startswith(f"{number}-{letter}")]
        assert sum(marks.get("points", 0) for marks in found) == task.points
        if task.by_hand:
            assert "**Marks for" in part
            assert all(marks["solution"] for marks in found if marks["grade"])
        else:
            test, solution = by_id[f"{number}-{letter}-test"], by_id[f"{number}-{letter}"]
            assert (test["grade"], test["solution"], test["locked"]) == (True, False, True)
            assert (solution["grade"], solution["solution"]) == (False, True)


def lower(title):
    """A title as it stands behind a colon."""
    return title[0].lower() + title[1:]


@both
def test_marks_for_nbgrader_are_complete_and_names_stand_once(path):
    found = [marks for _, marks in marked(read(path))]
    names = [marks["grade_id"] for marks in found]
    assert len(names) == len(set(names))
    for marks in found:
        fields = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
        assert set(marks) == (fields | {"points"} if marks["grade"] else fields)
        assert marks["schema_version"] == 3 and marks["task"] is False
        assert re.fullmatch(r"\d\d-[a-z](-test|-look|-words)?", marks["grade_id"])


@solutions
def test_tests_of_solutions_check_and_have_a_hidden_part(path):
    for cell, marks in marked(read(path)):
        if marks["grade"] and not marks["solution"]:
            number, letter, _ = marks["grade_id"].split("-")
            visible, hidden = cell.source.split("### BEGIN HIDDEN TESTS")
            assert visible.startswith(f'dk.check("{number}.{letter}", ')
            assert visible.rstrip().endswith(".require()")
            assert "assert " in hidden and "dk.check" not in hidden


@exercises
def test_exercises_hold_no_solution(path):
    for cell, marks in marked(read(path)):
        assert not any(mark in cell.source for mark in MARKS)
        assert "assert" not in cell.source
        if cell.cell_type == "code" and marks["solution"]:
            assert "# Your code here." in cell.source
            body = ast.parse(cell.source).body
            assert "= ..." in cell.source or "raise NotImplementedError" in cell.source
            for node in body:  # functions are stubs, values are dots
                if isinstance(node, ast.FunctionDef):
                    assert isinstance(node.body[-1], ast.Raise) and len(node.body) <= 2
                else:
                    assert isinstance(node, ast.Assign) and node.value.value is ...


@exercises
def test_the_untouched_exercise_runs_and_every_task_is_not_attempted(path, tmp_path):
    """As Run All in JupyterLab: it stops at an error in a cell that may not raise.

    Without TensorFlow, so that a class is graded, and an exercise opened, without waiting for it.
    """
    notebook = read(path)
    question = "import sys; print('tensorflow' in sys.modules)"
    notebook.cells.append(nbformat.v4.new_code_cell(question))
    refresh_outputs.execute(notebook, tmp_path, timeout=60)
    checked = set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        # A cell that failed although it may not would have ended the run.
        errors = [out for out in cell.outputs if out.output_type == "error"]
        if found := re.search(r'^dk\.check\("(.*?)"', cell.source, re.MULTILINE):
            checked.add(found[1])
            [error] = errors
            assert error.ename == "TaskError" and "not attempted" in error.evalue
            assert len(error.traceback) == 1  # the sentence alone
        else:
            assert not errors  # no cell stops with a traceback because a task is open
    assert checked == {task.name for task in tasks.of_exercise(path.stem[:2])}
    assert notebook.cells.pop().outputs[0].text == "False\n"
    last = notebook.cells[-1].outputs[0].text
    assert last.count("not attempted") == len(checked) and "\n0 of " in last


@solutions
def test_expected_pictures_are_drawn_and_linked(path):
    notebook = read(path)
    drawn = [file for cell in notebook.cells if (file := draw_exercises.expected(cell))]
    assert drawn
    for file in drawn:
        assert file.exists() and file.stat().st_size < 100_000
        assert f"../docs/pictures/exercises/{file.name}" in prose(notebook)


@pytest.mark.slow
@solutions
def test_solutions_pass_every_check(path):
    """scripts/run_tests.py runs them with nbval; here is the list at the end."""
    notebook = read(path)
    refresh_outputs.execute(notebook, path.parent, timeout=120)
    listed = tasks.of_exercise(path.stem[:2])
    points = sum(task.points for task in listed if not task.by_hand)
    assert f"\n{points} of {points} points so far" in notebook.cells[-1].outputs[0].text
