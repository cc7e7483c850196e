"""The course's own exercises through `dreamkit grade`: full points solved, none untouched."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dreamkit.cli import app

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SOLUTIONS, reason="there are no solutions yet"),
    pytest.mark.usefixtures("leaves_nothing"),
]
CHEAT = """
import dreamkit as dk
from dreamkit.exercises import checks, tasks
checks.check = dk.check = lambda name, answer: checks.Report(name, "right", "")
for task in tasks.of_exercise(EXERCISE):
    for name in list(vars(task)):
        if callable(getattr(task, name)):
            object.__setattr__(task, name, lambda *a, **k: "right")
tasks.task = lambda name: task

import importlib.machinery, os, sys
import numpy.testing
numpy.testing.assert_allclose = lambda *a, **k: None
os.mkdir("own")
with open("own/checks.py", "w") as file:
    file.write("class R:\\n    def require(self): pass\\ndef check(*_): return R()\\n")
dk.exercises.__path__.insert(0, os.path.abspath("own"))
class Finder:
    def find_spec(name, path=None, target=None):
        if name.endswith("exercises.checks"):
            loader = importlib.machinery.SourceFileLoader(name, os.path.abspath("own/checks.py"))
            return importlib.machinery.ModuleSpec(name, loader)
sys.meta_path.insert(0, Finder)
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """All exercises solved, untouched and cheated, graded together: {(student, exercise): row}."""
    folder = tmp_path_factory.mktemp("graded")
    for student in ("solved", "untouched", "cheats"):
        (folder / "in" / student).mkdir(parents=True)
    for solution in SOLUTIONS:
        exercise = ROOT / "exercises" / solution.name
        shutil.copy(solution, folder / "in" / "solved")
        shutil.copy(exercise, folder / "in" / "untouched")
        made = json.loads(exercise.read_text(encoding="utf-8"))
        cheat = {"cell_type": "code", "id": "cheat", "metadata": {}, "outputs": []}
        number = repr(solution.stem[:2])
        cheat |= {"execution_count": None, "source": CHEAT.replace("EXERCISE", number)}
        place = next(n for n, cell in enumerate(made["cells"]) if "nbgrader" in cell["metadata"])
        made["cells"].insert(place, cheat)
        (folder / "in" / "cheats" / solution.name).write_text(json.dumps(made), encoding="utf-8")
    words = [folder / "in", "-o", folder / "g.csv", "--solutions", ROOT / "solutions"]
    result = CliRunner().invoke(app.app, ["grade", *map(str, words), "--jobs", "2"])
    assert result.exit_code == 0, result.output
    with (folder / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}
    return rows, folder / "g" / "feedback"


@pytest.mark.parametrize("exercise", [path.stem for path in SOLUTIONS])
def test_solved_untouched_and_cheated(graded, exercise):
    rows, feedback = graded
    solved, untouched, cheats = (
        rows[student, exercise] for student in ("solved", "untouched", "cheats")
    )
    pages = {}
    for student in ("solved", "untouched", "cheats"):
        (page,) = feedback.glob(f"{student}*{exercise}*")
        pages[student] = page.read_text(encoding="utf-8")

    assert solved["points"] == solved["of"] != "0" and solved["status"] == "graded"
    tests = {name for name, points in solved.items() if "-test" in name and points}
    assert tests and all(name.startswith(exercise[:2]) for name in tests)
    # The solution itself was handed in.
    assert solved["notes"] == "its answers are word for word the instructor's"
    assert untouched["points"] == "0" and untouched["notes"] == ""
    # The picture that a person marks, as a look at it behind the task shows it.
    assert 'src="data:image/png;base64,' in pages["solved"]
    assert ">failed<" not in pages["untouched"]
    assert cheats["points"] == "0"
    for place in ("dreamkit.check", "numpy.testing.assert_allclose", "dreamkit.exercises.__path__"):
        assert f"replaced {place}" in cheats["notes"]
    # The real check said so: had the cheat's own let it pass, a hidden test would have failed.
    assert ">failed<" not in pages["cheats"]
