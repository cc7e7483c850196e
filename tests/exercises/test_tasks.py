"""Every task: right answers pass, nonsense is told so, and nothing is given away."""

import re
import subprocess
import sys

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.exercises import checks, tasks
from dreamkit.images import arrays

ALL = [task for number in tasks.numbers() for task in tasks.of_exercise(number)]
CHECKED = [task for task in ALL if not task.by_hand]


def named(things):
    return {"argvalues": things, "ids": [task.name for task in things]}


@pytest.mark.parametrize("number", tasks.numbers())
def test_tasks_have_letters_in_order_and_one_at_the_end_is_marked_by_a_person(number):
    listed = tasks.of_exercise(number)
    assert [task.name for task in listed] == [
        f"{number}.{'abcdefgh'[i]}" for i in range(len(listed))
    ]
    assert 4 <= len(listed) <= 8
    assert [task.by_hand for task in listed].count(True) == 1
    assert any(task.by_hand for task in listed[-2:])
    assert all(task.points >= 1 and task.title for task in listed)


@pytest.mark.parametrize("task", **named(CHECKED))
def test_two_mistakes_or_more_are_known_by_name(task):
    assert len({mistake.name for mistake in task.mistakes}) == len(task.mistakes) >= 2


@pytest.mark.parametrize("task", **named(ALL))
def test_dots_and_stubs_are_not_attempted(task):
    def stub(*arguments):
        raise NotImplementedError

    for untouched in (..., (..., ...), [...], stub):
        if untouched is stub and not any(callable(mistake.answer) for mistake in task.mistakes):
            continue
        if isinstance(untouched, tuple) and not any(
            isinstance(mistake.answer, tuple) for mistake in task.mistakes
        ):
            continue
        report = dk.check(task.name, untouched)
        assert report.state == "not attempted" and not report.attempted, (untouched, report)
        with pytest.raises(checks.TaskError, match="not attempted"):
            report.require()


@pytest.mark.parametrize("task", **named(CHECKED))
@pytest.mark.parametrize(
    "nonsense",
    [None, "a cat", float("nan"), {}, [], [[1, 2], [3]], object(), lambda: None, np.array([])],
    ids=["None", "text", "nan", "dict", "empty", "ragged", "object", "function", "no numbers"],
)
def test_nonsense_is_wrong_in_a_sentence(task, nonsense):
    report = dk.check(task.name, nonsense)
    assert report.state == "not yet right"
    assert len(report.sentence) > 10 and "Traceback" not in report.sentence


@pytest.mark.parametrize("task", **named(CHECKED))
def test_no_sentence_holds_the_right_number(task):
    right = RIGHT_NUMBERS.get(task.name)
    if right is None:
        pytest.skip("the answer is no single number")
    for mistake in task.mistakes:
        assert not re.search(rf"(?<![\d.]){re.escape(right)}(?!\.?\d)", mistake.sentence)


# Worked out by hand, or with other means than the tasks themselves.
RIGHT_NUMBERS = {"00.a": "405900", "00.b": "2.2", "00.c": "50", "03.a": "0.61"}


@pytest.mark.parametrize(("name", "right"), RIGHT_NUMBERS.items())
def test_right_numbers_pass(name, right):
    for answer in (float(right), np.float32(right), np.array(float(right)), [float(right)]):
        assert dk.check(name, answer).state == "right"


def test_share_of_the_owl():
    """With scipy itself, from the pixels of the exercise."""
    from scipy import fft

    from dreamkit.exercises.tasks import ex03

    energy = fft.dctn(ex03.mixture(), axes=(0, 1), norm="ortho") ** 2
    down = np.arange(72) / 144
    radius = np.hypot(down[:, None], down[None])
    energy[0, 0] = 0
    assert dk.check("03.a", energy[radius > 0.25].sum() / energy.sum()).passed


def test_total_variation_by_hand():
    """The slope by a finite difference of the definition."""

    def total(p):
        return (np.diff(p, axis=0) ** 2).sum() + (np.diff(p, axis=1) ** 2).sum()

    picture = np.array([[0, 1, 0], [0, 0.5, 1]])
    slope = np.zeros((2, 3))
    for place in np.ndindex(2, 3):
        step = np.zeros((2, 3))
        step[place] = 1e-4
        slope[place] = (total(picture + step) - total(picture - step)) / 2e-4
    assert dk.check("03.b", (total(picture), slope)).passed
    half = dk.check("03.b", (total(picture), ...))
    assert half.attempted and "Now the slope" in half.sentence


def test_a_function_that_fails_is_told_so():
    def divides(picture, weight):
        return picture * (weight / len([]))

    def grows(picture, weight):
        return np.pad(picture, 1)

    def silent(picture, weight):
        picture * weight

    def writes(picture, weight):
        picture *= weight
        return picture

    said = {f.__name__: dk.check("03.c", f).sentence for f in (divides, grows, silent, writes)}
    assert "ZeroDivisionError: " in said["divides"] and "(5, 7, 3)" in said["divides"]
    assert "shape (7, 9, 5)" in said["grows"] and "shape (5, 7, 3)" in said["grows"]
    assert "return" in said["silent"]
    assert "copy" in said["writes"]


def test_unknown_tasks_get_a_sentence_with_the_mend():
    for name, mend in [("03.x", "03."), ("3.a", "03.a"), ("z", "00.a"), (4, "name comes first")]:
        with pytest.raises(dk.InputError, match=re.escape(mend)):
            dk.check(name, 1)
    with pytest.raises(dk.InputError, match="no exercise"):
        dk.my_tasks("99")


def test_my_tasks_prints_points_and_states(capsys, monkeypatch):
    monkeypatch.setattr(checks, "_reports", {})
    with pytest.raises(dk.InputError, match="no task was checked"):
        dk.my_tasks()
    dk.check("00.a", 405900)
    dk.check("00.b", 0.35)
    dk.my_tasks()
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"00\.a  How many numbers is a cat\? +1 point   right", lines[0])
    assert lines[1].endswith("1 point   not yet right")
    assert lines[2].endswith("1 point   not attempted")
    assert lines[5].endswith("4 points  not attempted, marked by a person")
    assert lines[-1] == "1 of 6 points so far, and up to 4 marked by a person."
    dk.check("00.a", 3)  # the last check counts
    dk.my_tasks("00")
    assert "0 of 6 points" in capsys.readouterr().out


def test_checks_do_not_load_tensorflow():
    answers = "; ".join(f"dk.check({task.name!r}, 1)" for task in CHECKED)
    program = f"import sys; import dreamkit as dk; {answers}; dk.my_tasks('00'); print(sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "'tensorflow'" not in done.stdout and "'keras'" not in done.stdout


def test_in_a_notebook_the_sentence_stands_without_a_traceback():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as said:
        shell.run_cell("import dreamkit as dk\ndk.check('00.a', 754).require()")
        shell.run_cell("dk.sample('dog')")
    assert "You added." in said.stdout and "Traceback" not in said.stdout
    assert "InputError: " in said.stdout and "known are" in said.stdout
    assert ".py" not in said.stdout


def test_either_way_to_enlarge_a_dream_is_right(monkeypatch):
    """Of lessons 05 and 06, whether or not dk.resize keeps every array in its own range."""

    def by_the_change(picture, before, now):
        return np.clip(dk.resize(picture - before, now.shape[:2]) + now, 0, 1)

    def by_the_detail(picture, before, now):
        larger = dk.resize(picture, now.shape[:2])
        return np.clip(larger + (now - dk.resize(before, now.shape[:2])), 0, 1)

    plain = arrays.resize
    for resize in (plain, lambda a, size: np.clip(plain(a, size), np.min(a), np.max(a))):
        monkeypatch.setattr(arrays, "resize", resize)
        monkeypatch.setattr(dk, "resize", resize)
        for enlarge in (by_the_change, by_the_detail):
            assert dk.check("05.d", enlarge).passed
