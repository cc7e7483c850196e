"""Outcomes become points: in the grader's own process, and nowhere else."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from dreamkit.grading.sanitize import line

CHECK_ERROR = "TaskError"  # what `dk.check(...).require()` raises
PASSED, PARTLY, FAILED, OPEN, NOT_RUN = "passed", "partly", "failed", "not attempted", "not run"
GRADED, STOPPED, UNREADABLE, MISSING, OTHER, FAULT = (
    "graded",
    "stopped",
    "unreadable",
    "no notebook",
    "other exercise",
    "error",
)
STUMBLED = "the grader stumbled over this notebook, so a person has to look at it."


@dataclass
class Mark:
    """What one test gave.

    Attributes
    ----------
    name : str
        The test's grade_id.
    points, most : float
        Awarded, and possible.
    state : str
        "passed", "partly", "failed", "not attempted" or "not run".
    reason : str
        Why not all points; never a word of a hidden test. Students read it.
    private : str
        What a hidden test said. Only for the instructor.
    """

    name: str
    points: float
    most: float
    state: str
    reason: str = ""
    private: str = ""


@dataclass
class Result:
    """What one student's notebook gave.

    Attributes
    ----------
    student, exercise, file : str
        Who, which assignment, and which of the files handed in.
    status : str
        "graded"; "stopped" if the kernel was given up before the end; "unreadable"; "no
        notebook"; "other exercise"; "error" if the grader stumbled over it.
    reason : str
        Why the status is not "graded".
    marks : list of Mark
        In the order of the instructor's notebook.
    by_hand : float
        Points that a person still has to give.
    notes : list of str
        What was odd. For the instructor.
    page : str
        File name of the feedback page.
    """

    student: str
    exercise: str
    file: str
    status: str
    reason: str = ""
    marks: list = field(default_factory=list)
    by_hand: float = 0.0
    notes: list = field(default_factory=list)
    page: str = ""

    @property
    def points(self):
        """The points of all marks together."""
        return sum(mark.points for mark in self.marks)

    @property
    def most(self):
        """The points that all marks together could have given."""
        return sum(mark.most for mark in self.marks)

    def to_dict(self):
        """As JSON-able values."""
        return asdict(self)

    @staticmethod
    def from_dict(values):
        """The result that `to_dict` wrote."""
        return Result(**values | {"marks": [Mark(**mark) for mark in values["marks"]]})


def nothing(student, assignment, file, status, reason):
    """The result of what could not be run: no points, and why."""
    marks = [
        Mark(name, 0.0, test.points, NOT_RUN, reason) for name, test in assignment.tests.items()
    ]
    return Result(student, assignment.name, file, status, reason, marks)


def marks(assignment, record):
    """Return a list of Mark for a Record."""
    return [_mark(test, record) for test in assignment.tests.values()]


def _mark(test, record):
    visible, hidden = record.visible.get(test.name), record.hidden.get(test.name)

    def mark(points, state, reason="", private=""):
        return Mark(test.name, points, test.points, state, reason, private)

    if visible is None:
        return mark(0.0, NOT_RUN, record.ended or "the test's turn never came")
    if visible["state"] != "passed":
        if is_open(visible):
            return mark(0.0, OPEN, visible["text"])
        return mark(0.0, FAILED, _said(visible))
    if not test.hides:
        return _passed(test, visible["value"], mark)
    if hidden is None:
        why = record.withheld or record.ended or "it was not run"
        return mark(0.0, NOT_RUN, f"The visible test passed, the hidden one did not run: {why}.")
    if hidden["state"] != "passed":
        reason = "The visible test passed, a hidden test did not."
        if hidden["error"] == "Timeout":
            reason = "The visible test passed, a hidden test took too long."
        return mark(0.0, FAILED, reason, _said(hidden))
    # A test appended to one that ends with a number must not turn a part into all points.
    value = visible["value"] if hidden["value"] is None else hidden["value"]
    return _passed(test, value, mark)


def _said(outcome):
    """What a test said. The checks of exercises speak in whole sentences."""
    if outcome["error"] == CHECK_ERROR:
        return outcome["text"]
    return f"{line(outcome['error'])}: {outcome['text']}".strip(": \n")


def _passed(test, value, mark):
    if value is None or value >= test.points:
        return mark(test.points, PASSED)
    points = round(max(value, 0.0), 6)
    return mark(points, PARTLY if points else FAILED, "The test gave a part of the points.")


def is_open(outcome):
    """Whether a failed test means that nothing was tried."""
    if outcome["error"] == "NotImplementedError":
        return True
    return outcome["error"] == CHECK_ERROR and "not attempted" in outcome["text"]
