"""The exercises' tasks: ex00 has those of exercises/00_*.ipynb, ex02_tape a long one of 02.

task         what a task and a typical mistake are
answers      an answer read as numbers, a function, a picture ...
attempts     when an answer counts as not attempted
given        what exercises hand out to students
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError, shown
from dreamkit.exercises.tasks.answers import Wrong
from dreamkit.exercises.tasks.attempts import NotAttempted
from dreamkit.exercises.tasks.task import Mistake, Task

__all__ = ["Mistake", "NotAttempted", "Task", "Wrong", "numbers", "of_exercise", "task"]


def numbers():
    """The numbers of all exercises, as texts of two digits, in order."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name[2:] for name in names if name.startswith("ex") and name[2:].isdigit())


def of_exercise(number):
    """The tasks of an exercise in order.

    Parameters
    ----------
    number : str
        Such as "03".

    Raises
    ------
    InputError
        There is no such exercise.
    """
    if number not in numbers():
        raise InputError(unknown("exercise", number, numbers()))
    return import_module(f"{__name__}.ex{number}").TASKS


def task(name):
    """The task of a name such as "03.b".

    Raises
    ------
    InputError
        There is no such task.
    """
    if not isinstance(name, str):
        raise InputError(f"the task's name comes first, such as '03.b', not {shown(name)}.")
    number = name.partition(".")[0]
    if number not in numbers():
        firsts = [of_exercise(number)[0].name for number in numbers()]
        raise InputError(unknown("task", name, firsts))
    known = {task.name: task for task in of_exercise(number)}
    if name not in known:
        raise InputError(unknown("task", name, known))
    return known[name]
