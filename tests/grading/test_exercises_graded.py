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


def grade(folder):
    words = [folder / "in", "-o", folder / "g.csv", "--solutions", ROOT / "solutions"]
    result = CliRunner().invoke(app.app, ["grade", *map(str, words)])
    assert result.exit_code == 0, result.output
    with (folder / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_solved_untouched_and_cheated(solution, tmp_path):
    exercise = ROOT / "exercises" / solution.name
    for student in ("solved", "untouched", "cheats"):
        (tmp_path / "in" / student).mkdir(parents=True)
    shutil.copy(solution, tmp_path / "in" / "solved")
    shutil.copy(exercise, tmp_path / "in" / "untouched")
    made = json.loads(exercise.read_text(encoding="utf-8"))
    number = repr(solution.stem[:2])
    cheat = {"cell_type": "code", "id": "cheat", "metadata": {}, "outputs": []}
    cheat |= {"execution_count": None, "source": CHEAT.replace("EXERCISE", number)}
    place = next(n for n, cell in enumerate(made["cells"]) if "nbgrader" in cell["metadata"])
    made["cells"].insert(place, cheat)
    (tmp_path / "in" / "cheats" / solution.name).write_text(json.dumps(made), encoding="utf-8")

    grades = grade(tmp_path)
    assert grades["solved"]["points"] == grades["solved"]["of"] != "0"
    assert all(name.startswith(solution.stem[:2]) for name in grades["solved"] if "-test" in name)
    assert grades["solved"]["notes"] == "" and grades["solved"]["status"] == "graded"
    assert grades["untouched"]["points"] == "0" and grades["untouched"]["notes"] == ""
    # The picture that a person marks, as a look at it behind the task shows it.
    (page,) = (tmp_path / "g" / "feedback").glob("solved*")
    assert 'src="data:image/png;base64,' in page.read_text(encoding="utf-8")
    pages = list((tmp_path / "g" / "feedback").glob("untouched*"))
    assert len(pages) == 1 and ">failed<" not in pages[0].read_text(encoding="utf-8")
    assert grades["cheats"]["points"] == "0"
    for place in ("dreamkit.check", "numpy.testing.assert_allclose", "dreamkit.exercises.__path__"):
        assert f"replaced {place}" in grades["cheats"]["notes"]
    # The real check said so: had the cheat's own let it pass, a hidden test would have failed.
    (page,) = (tmp_path / "g" / "feedback").glob("cheats*")
    assert ">failed<" not in page.read_text(encoding="utf-8")
