"""Every typical mistake is told by its name to a student who makes it, in code of their own."""

import re
from importlib import import_module

import pytest

import dreamkit as dk
from dreamkit.exercises import tasks

CHECKED = [t for number in tasks.numbers() for t in tasks.of_exercise(number) if not t.by_hand]
KNOWN = {(task.name, mistake.name): mistake for task in CHECKED for mistake in task.mistakes}


def _students():
    """{(task, mistake's name): the answers of those who make it}."""
    of_tasks = {}
    for number in tasks.numbers():
        of_tasks.update(import_module(f"students.ex{number}").STUDENTS)
    return {(task, name): of_tasks[task][name] for task in of_tasks for name in of_tasks[task]}


STUDENTS = _students()
SEVERAL = [of_task for of_task, mistake in KNOWN.items() if mistake.also]
WORK = [(*mistake, answer) for mistake, answers in STUDENTS.items() for answer in answers]


@pytest.mark.parametrize(
    ("task", "mistake", "answer"), WORK, ids=[f"{task} {mistake}" for task, mistake, _ in WORK]
)
def test_who_makes_a_mistake_is_told_which(task, mistake, answer):
    report = dk.check(task, answer)
    assert (report.state, report.mistake) == ("not yet right", mistake), report
    if (task, mistake) in KNOWN:
        assert report.sentence == KNOWN[task, mistake].sentence
    assert not report.passed and report.attempted
    with pytest.raises(AssertionError, match=re.escape(report.sentence)):
        report.require()


def test_every_mistake_of_every_task_is_made_by_a_student():
    assert [mistake for mistake in KNOWN if not STUDENTS.get(mistake)] == []


@pytest.mark.parametrize(
    ("task", "name"), SEVERAL, ids=[f"{task} {name}" for task, name in SEVERAL]
)
def test_each_form_in_which_a_mistake_is_known_is_that_of_a_student(task, name, monkeypatch):
    for form in KNOWN[task, name].answers:

        def answers(mistake, form=form):
            return (form,) if mistake.name == name else (mistake.answer, *mistake.also)

        monkeypatch.setattr(tasks.Mistake, "answers", property(answers))
        told = [dk.check(task, answer).mistake for answer in STUDENTS[task, name]]
        assert name in told, form
