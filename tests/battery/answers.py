"""check and my_tasks: names of tasks, and answers of every form."""

from __future__ import annotations

import functools

import numpy as np

import dreamkit as dk
from dreamkit.exercises import tasks

from . import odd, samples
from .case import Case, Told, Wrong


def _fails(*_, **__):
    raise KeyError("no such key")


def _deep(*_, **__):
    return _deep()


ANSWERS = {
    "None": None,
    "dots in a dict": {"a": ...},
    "nan": float("nan"),
    "a number of 5000 digits": 10**5000,
    "texts": ["a", "b"],
    "a list in itself": odd.NO_PICTURES["a list in itself"],
    "rows of different lengths": [[1], [1, 2]],
    "an object": object(),
    "a class": dict,
    "a picture": np.full((48, 48, 3), 0.5, np.float32),
    "no numbers": np.full((2, 2), None),
    "a function of nothing": lambda: 1,
    "a function that gives None": lambda *_, **__: None,
    "a function that gives itself": lambda *given: given,
    "a function that gives nan": lambda *_, **__: np.full((5, 5), np.nan),
    "a function that fails": _fails,
    "a function without an end": _deep,
}
STATES = ("right", "not yet right", "not attempted", "handed in")


def cases(folder, seed):
    for what, name in {
        **odd.NO_TEXTS,
        "no letter": "03",
        "no task": "03.z",
        "a point": ".",
        "capitals": "03.B",
        "Arabic digits": "٠٣.b",
        "a path": "../03.b",
    }.items():
        yield Case("check", f"task: {what}", functools.partial(dk.check, name, 1), "refuse")
        if name is not None and name != "03":
            yield Case(
                "my_tasks", f"exercise: {what}", functools.partial(dk.my_tasks, name), "refuse"
            )
    names = [task.name for number in tasks.numbers() for task in tasks.of_exercise(number)]
    for index, name in enumerate(names):
        for number, (what, answer) in enumerate(ANSWERS.items()):
            # Each task gets a third of the answers, each answer a third of the tasks.
            if number % 3 == index % 3:
                yield Case("check", f"{name}: {what}", functools.partial(_checked, name, answer))
    yield Case("check", "a dream that was stopped", functools.partial(_checked, "00.f", _stopped()))
    for number in tasks.numbers():
        yield Case("my_tasks", number, functools.partial(dk.my_tasks, number), "work")


def _checked(name, answer):
    """No answer of these is right; the sentence says why."""
    report = dk.check(name, answer)
    if report.state not in STATES or report.state == "right":
        raise Wrong(f"it is called {report.state}")
    return Told(" ".join(report.sentence.split()))


def _stopped():
    return dk.dream(
        samples.photo(), goal="mixed1", should_stop=lambda: True, on_step=lambda step: None
    )
