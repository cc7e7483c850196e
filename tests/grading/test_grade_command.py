"""`dreamkit grade` as an instructor calls it, with real kernels and small classes."""

import csv
import os
import signal
import subprocess
import sys
import threading

import pytest
import small_course as course
from machine import running
from typer.testing import CliRunner

from dreamkit import whole_file
from dreamkit.cli import app
from dreamkit.grading import grade, kernel, sandbox

pytest.importorskip("ipykernel")
pytest.importorskip("jupyter_client")
pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="grading needs Linux or macOS"),
    pytest.mark.usefixtures("leaves_nothing"),
]


@pytest.fixture
def run(tmp_path, course_folder):
    """Call the command: (exit code, its output)."""
    (tmp_path / "in").mkdir()

    def call(*options, where="in", out="grades.csv"):
        words = [tmp_path / where, "-o", tmp_path / out, "--solutions", course_folder]
        result = CliRunner().invoke(app.app, ["grade", *map(str, [*words, *options])])
        assert "Traceback" not in result.output
        return result.exit_code, result.output

    return call


@pytest.fixture
def two_exercises(course_folder):
    """The notebook of a second exercise, whose solution lies beside the first's."""
    other = course.solution()
    for cell in other["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] += "_4"
            cell["id"] += "-4"
    (course_folder / "04_other.ipynb").write_text(course.text(other))
    return other


def hand_in(tmp_path, name, made):
    (tmp_path / "in" / f"{name}.ipynb").write_text(course.text(made), encoding="utf-8")


def rows(tmp_path, name="grades.csv"):
    with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def count_kernels(monkeypatch):
    started = []
    begin = kernel.Kernel._start
    monkeypatch.setattr(kernel.Kernel, "_start", lambda self: started.append(1) or begin(self))
    return started


def test_two_students(run, tmp_path, monkeypatch):
    started = count_kernels(monkeypatch)
    hand_in(tmp_path, "Ada", course.solved())
    hand_in(tmp_path, "Bo", course.handed_in(a=True, c="def corners(picture):\n    return [0, 2]"))
    code, said = run()
    assert code == 0 and len(started) == 3  # two students and the solution
    assert "03_small: 2 notebooks, mean 6.25 of 10" in said
    grades = rows(tmp_path)
    assert [grades[name]["points"] for name in ("Ada", "Bo")] == ["10", "2.5"]
    assert grades["Bo"]["by_hand"] == "5" and grades["Bo"]["notes"] == ""
    page = next((tmp_path / "grades" / "feedback").glob("Bo*")).read_text("utf-8")
    assert "<b>2.5</b> of 10" in page and "nothing yet" in page

    before = (tmp_path / "grades.csv").read_bytes()
    assert run()[0] == 0 and len(started) == 3  # nothing is new
    hand_in(tmp_path, "Bo", course.handed_in(a=True))
    assert run()[0] == 0 and len(started) == 4  # Bo handed in again
    assert rows(tmp_path)["Bo"]["points"] == "1"
    next((tmp_path / "grades" / "feedback").glob("Ada*")).unlink()
    assert run()[0] == 0 and len(started) == 5  # her page is missing
    assert run("--again")[0] == 0 and len(started) == 8
    assert (tmp_path / "grades.csv").read_bytes() != before


def test_private_tests(run, tmp_path):
    private = tmp_path / "private" / course.NAME
    private.mkdir(parents=True)
    (private / "test_c.py").write_text("1.0 if type(found) is list else 0.0")
    hand_in(tmp_path, "Ada", course.solved())
    code, said = run("--hidden-tests", tmp_path / "private")
    assert code == 2
    assert "the solution '03_small' fails its own test 'test_c'" in said
    (private / "test_c.py").write_text("assert type(found) is tuple, 'SECRET'\n3.0")
    code, said = run("--hidden-tests", tmp_path / "private")
    assert code == 2 and "SECRET" in said
    (private / "test_c.py").write_text("assert type(found) is list\n3.0")
    code, said = run("--hidden-tests", tmp_path / "private")
    assert code == 0 and rows(tmp_path)["Ada"]["points"] == "10"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"assert '\xeb'"), "it is not UTF-8; save it as such"),
        (lambda path: path.mkdir(), "Is a directory; it must be a file of Python code"),
    ],
)
def test_private_tests_that_cannot_be_read(run, tmp_path, make, words):
    private = tmp_path / "private" / course.NAME
    private.mkdir(parents=True)
    make(private / "test_c.py")
    hand_in(tmp_path, "Ada", course.solved())
    code, said = run("--hidden-tests", tmp_path / "private")
    assert code == 1 and words in said and "test_c.py" in said


def test_a_private_test_with_a_byte_order_mark(run, tmp_path):
    private = tmp_path / "private" / course.NAME
    private.mkdir(parents=True)
    (private / "test_c.py").write_bytes(b"\xef\xbb\xbfassert type(found) is list\n")
    corners = "def corners(picture):\n    return [0, 9, 9, 9]"
    hand_in(tmp_path, "Ada", course.handed_in(c=corners))
    assert run("--hidden-tests", tmp_path / "private")[0] == 0
    assert rows(tmp_path)["Ada"]["points"] == "0.75"


def test_the_newest_of_several_notebooks(run, tmp_path):
    (tmp_path / "in" / "ada").mkdir()
    (tmp_path / "in" / "bo").mkdir()
    (tmp_path / "in" / "bo" / "essay.txt").write_text("x")
    for name, made, time in (("z", course.handed_in(), 5), ("a", course.solved(), 9)):
        path = tmp_path / "in" / "ada" / f"{name}.ipynb"
        path.write_text(course.text(made))
        os.utime(path, (time, time))
    assert run()[0] == 0
    ada, bo = rows(tmp_path)["ada"], rows(tmp_path)["bo"]
    assert ada["file"] == "ada/a.ipynb" and ada["points"] == "10"
    assert ada["notes"] == "2 notebooks of this exercise, the newest was graded"
    assert bo["status"] == "no notebook" and bo["reason"] == "handed in was: essay.txt"


def test_several_exercises(run, tmp_path, two_exercises):
    (tmp_path / "in" / "ada").mkdir()
    (tmp_path / "in" / "ada" / "x.ipynb").write_text(course.text(course.solved()))
    (tmp_path / "in" / "ada" / "y.ipynb").write_text(course.text(two_exercises))
    assert run("--jobs", 2)[0] == 0
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig") as file:
        found = [(row["exercise"], row["points"], row["test_a"]) for row in csv.DictReader(file)]
    assert found == [("03_small", "10", "1"), ("04_other", "10", "")]


def test_the_instructors_own_notebook_counts_for_nothing_beside_another(
    run, tmp_path, course_folder
):
    for name, made, time in (("exercises", course.handed_in(a=True), 5), ("solutions", None, 9)):
        path = tmp_path / "in" / "ada" / name / f"{course.NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(course.text(course.solution() if made is None else made))
        os.utime(path, (time, time))
    hand_in(tmp_path, "bo", course.solution())
    assert run()[0] == 0
    ada, bo = rows(tmp_path)["ada"], rows(tmp_path)["bo"]
    assert ada["file"] == f"ada/exercises/{course.NAME}.ipynb" and ada["points"] == "1"
    assert ada["notes"] == (
        f"'ada/solutions/{course.NAME}.ipynb' has the instructor's own answers and was passed over"
    )
    assert bo["points"] == "10"  # there is no other, and a person has to decide
    assert bo["notes"] == "its answers are word for word the instructor's"


def test_files_lie_beside_the_notebook_they_were_handed_in_with(run, tmp_path):
    needs = """\
assert open("data/numbers.txt").read() == open("../above.txt").read() == "15"
from helper import total
"""
    made = course.solved(a=needs)
    ada = tmp_path / "in" / "ada" / "work"
    (ada / "data").mkdir(parents=True)
    (ada / "x.ipynb").write_text(course.text(made))
    (ada / "helper.py").write_text("total = 15")
    (ada / "data" / "numbers.txt").write_text("15")
    (ada.parent / "above.txt").write_text("15")
    # Nothing that the kernel itself imports is taken from there.
    (ada / "dreamkit" / "grading" / "guest").mkdir(parents=True)
    (ada / "dreamkit" / "grading" / "guest" / "kernel_app.py").write_text("raise SystemExit")
    (ada / "zmq.py").write_text("raise SystemExit")
    hand_in(tmp_path, "bo", made)
    assert run()[0] == 0
    grades = rows(tmp_path)
    assert (grades["ada"]["points"], grades["ada"]["notes"]) == ("10", "")
    assert grades["bo"]["points"] == "9"
    (ada / "data" / "numbers.txt").write_text("16")  # graded again: it decides about points
    assert run()[0] == 0 and rows(tmp_path)["ada"]["points"] == "9"


def test_a_file_that_is_missing_is_noted(run, tmp_path):
    hand_in(tmp_path, "bo", course.solved(e="open('photo.png')"))
    assert run()[0] == 0
    assert rows(tmp_path)["bo"]["notes"] == (
        "cell 'task_e' asked for a file that was not there: "
        "[Errno 2] No such file or directory: 'photo.png'"
    )


def test_an_answer_turned_into_text_is_run_and_told(run, tmp_path):
    made = course.solved()
    for name, kind in (("task_a", "markdown"), ("task_b", "raw"), ("task_e", "markdown")):
        made["cells"][course.find(made, name)]["cell_type"] = kind
    hand_in(tmp_path, "Ada", made)
    assert run()[0] == 0
    ada = rows(tmp_path)["Ada"]
    assert ada["points"] == "10" and "missing" not in ada["notes"]
    assert "cell 'task_b' had been turned into a raw cell; it was run as code" in ada["notes"]
    page = next((tmp_path / "grades" / "feedback").iterdir()).read_text("utf-8")
    assert (
        "Cell &#x27;task_a&#x27; had been turned into a markdown cell; it was run as code." in page
    )
    assert "a picture" in page  # what the cell marked by hand shows


def test_large_outputs_cost_nothing(run, tmp_path):
    made = course.solved()
    made["metadata"]["widgets"] = {str(number): {"a": [1, 2, 3]} for number in range(10**5)}
    text = [{"output_type": "stream", "name": "stdout", "text": ["0.25, 0.5,\n"] * 10**6}]
    made["cells"][-1]["outputs"] = text
    hand_in(tmp_path, "Ada", made)
    assert run()[0] == 0 and rows(tmp_path)["Ada"]["points"] == "10"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_grades_are_private(run, tmp_path):
    before = os.umask(0)
    try:
        hand_in(tmp_path, "Ada", course.solved())
        assert run()[0] == 0
    finally:
        os.umask(before)
    files = [path for path in (tmp_path / "grades").rglob("*") if path.is_file()]
    folders = {path.parent for path in files}
    assert len(files) == 6 and len(folders) == 4
    assert {path.stat().st_mode & 0o777 for path in [*files, tmp_path / "grades.csv"]} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_grades_go_where_a_link_leads(run, tmp_path):
    hand_in(tmp_path, "Ada", course.handed_in())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "grades.csv").symlink_to(tmp_path / "elsewhere" / "all.csv")
    assert run()[0] == 0
    assert (tmp_path / "grades.csv").is_symlink() and rows(tmp_path)["Ada"]["points"] == "0"
    assert rows(tmp_path, "elsewhere/all.csv")["Ada"]["points"] == "0"


ODD_ERROR = """\
class M(type):
    __name__ = property(lambda kind: chr(0xd800))


class E(Exception, metaclass=M):
    pass


"""
ODD = {
    "a picture that is no ASCII": {
        "e": "from IPython.display import display\ndisplay({'image/png': 'é'}, raw=True)"
    },
    "half a character in a task": {"e": "x = '\ud800'"},
    "half a character in a comment": {"a": "total = 15  # \ude00"},
    "an error's name": {"c": f"{ODD_ERROR}def corners(picture):\n    raise E"},
    "a cell's error's name": {"e": f"{ODD_ERROR}raise E"},
    "\U00020bb7" * 60: {},
}


def test_odd_notebooks_cost_nobody_a_grade(run, tmp_path):
    hand_in(tmp_path, "Ada", course.solved())
    for name, answers in ODD.items():
        hand_in(tmp_path, name, course.solved(**answers))
    code, said = run("--jobs", 2)
    grades = rows(tmp_path)
    assert code == 0, said
    assert {name: row["status"] for name, row in grades.items()} == dict.fromkeys(grades, "graded")
    assert {name: row["points"] for name, row in grades.items()} == {
        "Ada": "10",
        **dict.fromkeys(ODD, "10"),
        "an error's name": "7",
    }
    assert len(list((tmp_path / "grades" / "feedback").iterdir())) == len(grades) == 7


def test_what_nobody_foresaw_is_told_of_the_one_notebook(run, tmp_path, monkeypatch):
    hand_in(tmp_path, "Ada", course.solved())
    hand_in(tmp_path, "Bo", course.solved(a="total = 15  # mine"))
    plan = grade.cells_to_run.plan

    def stumble(cells, assignment):
        if any("# mine" in cell.source for cell in cells):
            raise LookupError("SECRET")
        return plan(cells, assignment)

    monkeypatch.setattr(grade.cells_to_run, "plan", stumble)
    assert run()[0] == 0
    ada, bo = rows(tmp_path)["Ada"], rows(tmp_path)["Bo"]
    assert (ada["points"], ada["status"]) == ("10", "graded")
    assert (bo["points"], bo["of"], bo["status"]) == ("0", "10", "error")
    assert "a person has to look at it" in bo["reason"] and bo["notes"] == "LookupError: SECRET"
    page = next((tmp_path / "grades" / "feedback").glob("Bo*")).read_text("utf-8")
    assert "SECRET" not in page
    monkeypatch.undo()
    assert run()[0] == 0 and rows(tmp_path)["Bo"]["points"] == "10"  # not kept: tried again


@pytest.mark.parametrize("kind", [kernel.Ended, OSError])
def test_a_kernel_that_does_not_start_ends_it(run, tmp_path, monkeypatch, kind):
    def fail(self):
        raise kind("no memory")

    hand_in(tmp_path, "Ada", course.solved())
    monkeypatch.setattr(kernel.Kernel, "_start", fail)
    code, said = run()
    assert code == 1 and "no Jupyter kernel could be started (no memory)" in said


def all_rows(tmp_path):
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}


def test_a_damaged_notebook_beside_a_good_one_is_told(run, tmp_path, two_exercises):
    (tmp_path / "in" / "ada").mkdir()
    (tmp_path / "in" / "bo").mkdir()
    hand_in(tmp_path, "ada/03_small", course.solved())
    (tmp_path / "in" / "ada" / "04_other.ipynb").write_text("{")
    for name, content, time in (("x", course.text(course.solved()), 5), ("y", "{", 9)):
        path = tmp_path / "in" / "bo" / f"{name}.ipynb"
        path.write_text(content)
        os.utime(path, (time, time))
    assert run()[0] == 0
    found = all_rows(tmp_path)
    assert {place: (row["points"], row["status"]) for place, row in found.items()} == {
        ("ada", "03_small"): ("10", "graded"),
        ("ada", "04_other"): ("0", "unreadable"),
        ("bo", "03_small"): ("10", "graded"),
    }
    assert found["bo", "03_small"]["notes"] == (
        "'bo/y.ipynb' could not be graded: the file is not a notebook."
    )
    assert found["ada", "03_small"]["notes"] == ""


def test_cells_of_the_same_names_in_two_exercises(run, tmp_path, course_folder):
    other = course.solution()
    other["cells"][0]["source"] = "# 04 Other"
    (course_folder / "04_other.ipynb").write_text(course.text(other))
    (tmp_path / "in" / "ada").mkdir()
    (tmp_path / "in" / "bo").mkdir()
    hand_in(tmp_path, "ada/04_other-final", course.solved())
    hand_in(tmp_path, "bo/mine", other)
    same = course.solved()
    del same["cells"][0]
    hand_in(tmp_path, "cy", same)
    assert run()[0] == 0
    found = all_rows(tmp_path)
    assert set(found) == {("ada", "04_other"), ("bo", "04_other"), ("cy", "")}
    cy = found["cy", ""]
    assert cy["status"] == "other exercise" and "'03_small' and '04_other' alike" in cy["reason"]


def test_what_is_not_contained_is_said(run, tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "works", lambda: False)
    monkeypatch.setattr(sandbox, "trouble", lambda: "bubblewrap is not installed")
    hand_in(tmp_path, "Ada", course.solved())
    code, said = run()
    assert code == 0 and rows(tmp_path)["Ada"]["points"] == "10"
    assert "Not contained: bubblewrap is not installed, so that notebooks can read" in said


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        (["--jobs", 0], "jobs must be a whole number from 1 to", 2),
        (["--jobs", 10**9], "for each core of this computer, not 1000000000.", 2),
        (["--timeout", 0], "timeout must be a number of seconds above 0", 2),
        (["--timeout", "inf"], "timeout must be a number of seconds above 0", 2),
        (["--timeout", "1e300"], "up to 86400 (a day), not 1e+300", 2),
        (["--memory", "99999999G"], "memory is at most 16384G, not '99999999G'", 2),
        (["--memory", "lots"], "memory is at least 256M, such as 4G or 512M, not 'lots'", 2),
        (["--assignment", "07"], "there is no assignment '07'", 2),
        (["--hidden-tests", "nowhere"], "there is no folder 'nowhere' with hidden tests", 1),
    ],
)
def test_what_cannot_be_used(run, tmp_path, options, words, code):
    hand_in(tmp_path, "Ada", course.solved())
    ended, said = run(*options)
    assert ended == code and words in said


def test_places_that_do_not_exist(run, tmp_path):
    assert "does not exist" in run(where="nowhere")[1]
    assert "ends with .csv" in run(out="grades.xlsx")[1]
    assert "there is no folder" in run(out="no/grades.csv")[1]
    assert "there are no notebooks" in run()[1]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda place: (place / "grades.csv").mkdir(), "grades.csv' is a folder"),
        (lambda place: (place / "grades").write_text(""), "grades', but that is a file"),
    ],
)
def test_places_that_are_taken(run, tmp_path, monkeypatch, make, words):
    hand_in(tmp_path, "Ada", course.solved())
    started = count_kernels(monkeypatch)
    make(tmp_path)
    code, said = run()
    assert code == 1 and words in said and not started


def test_places_whose_names_are_too_long(run, tmp_path):
    hand_in(tmp_path, "Ada", course.solved())
    assert "does not exist" in run(where="x" * 5000)[1]
    assert "there is no folder" in run(out="x" * 5000 + "/grades.csv")[1]


def test_a_place_that_is_read_only(run, tmp_path, monkeypatch):
    hand_in(tmp_path, "Ada", course.solved())
    monkeypatch.setattr(grade.os, "access", lambda place, mode: False)
    code, said = run()
    assert code == 1 and "nothing can be written to" in said


def test_grades_do_not_go_among_the_submissions(run, tmp_path):
    hand_in(tmp_path, "Ada", course.solved())
    code, said = run(out="in/grades.csv")
    assert code == 2 and "it would be taken for a submission" in said
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["Ada.ipynb"]


def test_a_full_disk_ends_it_and_it_goes_on_later(run, tmp_path, monkeypatch):
    hand_in(tmp_path, "Ada", course.solved())
    hand_in(tmp_path, "Bo", course.solved())
    write = whole_file.os.replace

    def full(source, target):
        if "Bo" in str(target):
            raise OSError(28, "No space left on device")
        write(source, target)

    monkeypatch.setattr(whole_file.os, "replace", full)
    code, said = run()
    assert code == 1 and "cannot be written (No space left on device)" in said
    assert not list((tmp_path / "grades").rglob(".*.part"))
    monkeypatch.undo()
    started = count_kernels(monkeypatch)
    assert run()[0] == 0 and len(started) == 1  # Ada's result is known
    assert rows(tmp_path)["Bo"]["points"] == "10"


def test_an_emptied_page_is_written_again(run, tmp_path, monkeypatch):
    hand_in(tmp_path, "Ada", course.solved())
    assert run()[0] == 0
    page = next((tmp_path / "grades" / "feedback").iterdir())
    page.write_bytes(b"")
    assert run()[0] == 0 and page.stat().st_size > 1000


def test_a_missing_jupyter_is_named(run, tmp_path, monkeypatch):
    hand_in(tmp_path, "Ada", course.solved())
    monkeypatch.setattr(grade.importlib.util, "find_spec", lambda name: None)
    code, said = run()
    assert code == 1 and 'pip install "dreamkit[grade]"' in said


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_it_ends_at_once_when_asked_to(tmp_path, course_folder, name):
    (tmp_path / "in").mkdir()
    hand_in(tmp_path, "Ada", course.solved())
    hand_in(tmp_path, "Bo", course.solved(a="import time\ntime.sleep(1000)"))
    words = ["grade", tmp_path / "in", "-o", tmp_path / "g.csv", "--solutions", course_folder]
    words = [sys.executable, "-m", "dreamkit", *map(str, words)]
    states, wait = tmp_path / "g" / "state", threading.Event()
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as one:
        while not states.is_dir() or len(list(states.glob("*.json"))) < 2:  # the solution and Ada
            assert one.poll() is None
            wait.wait(0.05)
        one.send_signal(getattr(signal, name))
        _, said = one.communicate(timeout=60)
    assert running(one.pid) == set()
    assert one.returncode == 130 and "interrupted." in said
    assert len(list(states.glob("*.json"))) == 2 and not (tmp_path / "g.csv").exists()


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "red\x1b[31m", "two\nlines"])
@pytest.mark.parametrize("option", ["submissions", "-o", "--solutions", "--hidden-tests"])
def test_a_name_that_no_file_has_is_told_in_one_short_line(tmp_path, course_folder, option, name):
    (tmp_path / "in").mkdir()
    hand_in(tmp_path, "Ada", course.handed_in())
    words = {"-o": str(tmp_path / "grades.csv"), "--solutions": str(course_folder)}
    source = name if option == "submissions" else tmp_path / "in"
    if option != "submissions":
        words[option] = f"{name}/grades.csv" if option == "-o" else name
    given = [str(source), *(word for pair in words.items() for word in pair)]
    result = CliRunner().invoke(app.app, ["grade", *given])
    assert result.exit_code in (1, 2) and isinstance(result.exception, SystemExit)
    [told] = result.output.splitlines()
    assert told.startswith("error: ") and len(told) < 300 and told.isprintable()


def test_an_assignment_without_a_name_is_none(run, tmp_path):
    hand_in(tmp_path, "Ada", course.handed_in())
    code, said = run("--assignment", "")
    assert code == 2 and "there is no assignment ''; known are 03_small." in said
