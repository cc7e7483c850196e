"""Instant answers to exercises, `dk.check("03.b", answer)`, and a list of what is done."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final, Literal

from dreamkit.errors import InputError
from dreamkit.exercises import tasks

RIGHT: Final = "right"
WRONG: Final = "not yet right"
OPEN: Final = "not attempted"
HANDED_IN: Final = "handed in"

# A task that is not attempted must end its cell with an error, or it would count as right. But in
# JupyterLab seven of them in pink look like seven mistakes: this makes the next output gray.
_MARKED = ".jp-OutputArea-child:has(.dreamkit-open)"
_GRAY = f"""<span class="dreamkit-open"></span><style>
{_MARKED} {{ display: none; }}
{_MARKED} + .jp-OutputArea-child .jp-RenderedText {{ background: #8080801f; }}
</style>"""

# What this process has checked: {task's name: its last report}, in the order of checking.
_reports: dict[str, Report] = {}


class TaskError(AssertionError):
    """A task is not right or not attempted. In a notebook its sentence stands alone."""

    def _render_traceback_(
        self,
    ) -> list[str]:  # IPython asks for it: the lines shown in place of a traceback
        return [str(self)]


@dataclass(frozen=True)
class Report:
    """What a check found; in a notebook it shows itself as one line.

    Attributes
    ----------
    task : str
        Such as "03.b".
    state : str
        "right", "not yet right", "not attempted", or, for tasks that a person marks, "handed in".
    sentence : str
        What is wrong, or why it is right.
    mistake : str or None
        The name of the typical mistake that was recognized.
    """

    task: str
    state: Literal["right", "not yet right", "not attempted", "handed in"]
    sentence: str
    mistake: str | None = None

    @property
    def passed(self) -> bool:
        """Whether it is right, or handed in where a person marks.

        Returns
        -------
        bool
        """
        return self.state in (RIGHT, HANDED_IN)

    @property
    def attempted(self) -> bool:
        """Whether there was an answer at all."""
        return self.state != OPEN

    def require(self) -> None:
        """Print the report if it passed.

        Raises
        ------
        TaskError
            Not right, or not attempted.
        """
        if not self.attempted:
            _show_next_in_gray()
        if not self.passed:
            raise TaskError(str(self))
        print(self)

    def __str__(self) -> str:
        return f"{self.task} {self.state}. {self.sentence}"

    __repr__ = __str__


def check(name: str, answer: object) -> Report:
    """Autograder: check an answer to a task of the exercises, at once and in plain words.

    Parameters
    ----------
    name : str
        The exercise's number and the task's letter, such as "03.b".
    answer : object
        A value or a function, as the task asks. `...` and functions that raise
        NotImplementedError are not attempted, which is not the same as wrong.

    Returns
    -------
    Report
        `.require()` makes an error of anything but a right answer.

    Raises
    ------
    InputError
        There is no such task.

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.check("00.a", ...)
    00.a not attempted. Put your answer in its cell, run that, and come back here.
    >>> dk.check("00.a", 300 + 451 + 3).state
    'not yet right'
    """
    task = tasks.task(name)
    try:
        report = Report(name, HANDED_IN if task.by_hand else RIGHT, task.examine(answer))
    except tasks.NotAttempted:
        report = Report(name, OPEN, "Put your answer in its cell, run that, and come back here.")
    except tasks.Wrong as wrong:
        report = Report(name, WRONG, str(wrong), wrong.mistake)
    _reports[name] = report
    return report


def my_tasks(exercise: str | None = None) -> None:
    """Progress: print the tasks of an exercise, their points, and how far they are in this kernel.

    Parameters
    ----------
    exercise : str, optional
        Such as "03"; default that of the last check.

    Returns
    -------
    None

    Raises
    ------
    InputError
        There is no such exercise, or nothing has been checked yet.

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.my_tasks("00")  # doctest: +ELLIPSIS
    00.a  How many numbers is a cat? ...
    """
    if exercise is None:
        if not _reports:
            raise InputError("no task was checked yet in this kernel; say which: my_tasks('00').")
        exercise = list(_reports)[-1].partition(".")[0]
    listed = tasks.of_exercise(exercise)
    width = max(len(task.title) for task in listed)
    for task in listed:
        unit = "point " if task.points == 1 else "points"
        state = _reports[task.name].state if task.name in _reports else OPEN
        if task.by_hand:
            state += ", marked by a person"
        print(f"{task.name}  {task.title:<{width}}  {task.points} {unit}  {state}")
    earned = sum(task.points for task in listed if _is_right(task))
    by_check = sum(task.points for task in listed if not task.by_hand)
    by_hand = sum(task.points for task in listed if task.by_hand)
    print(f"\n{earned} of {by_check} points so far, and up to {by_hand} marked by a person.")


def _show_next_in_gray():
    """Ask the page for a quiet color, where there is one."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if hasattr(shell, "kernel"):
        from IPython.display import display

        display({"text/plain": "", "text/html": _GRAY}, raw=True)


def _is_right(task):
    return not task.by_hand and task.name in _reports and _reports[task.name].state == RIGHT
