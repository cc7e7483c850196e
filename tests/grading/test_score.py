"""From outcomes to points, without a kernel."""

import pytest

from dreamkit.grading import score
from dreamkit.grading.run import Record

PASSED = {"state": "passed", "value": None, "error": "", "text": ""}


def failed(error, text=""):
    return {"state": "failed", "value": None, "error": error, "text": text}


def by_name(assignment, record):
    return {mark.name: mark for mark in score.marks(assignment, record)}


def test_points_need_both_parts_of_a_test(assignment):
    record = Record(
        visible=dict.fromkeys(["test_a", "test_b", "test_c", "test_d"], PASSED),
        hidden={"test_b": PASSED, "test_d": failed("AssertionError", "HIDDEN-WORD")},
    )
    marks = by_name(assignment, record)
    assert [mark.points for mark in marks.values()] == [1, 2, 3, 0]
    assert marks["test_d"].state == score.FAILED
    assert marks["test_d"].reason == "The visible test passed, a hidden test did not."
    assert marks["test_d"].private == "AssertionError: HIDDEN-WORD"


@pytest.mark.parametrize(
    ("value", "points", "state"),
    [(-2, 0, "failed"), (0, 0, "failed"), (1.5, 1.5, "partly"), (3, 3, "passed"), (7, 3, "passed")],
)
def test_a_number_in_the_end_is_a_part_of_the_points(assignment, value, points, state):
    record = Record(visible={"test_c": PASSED | {"value": value}})
    mark = by_name(assignment, record)["test_c"]
    assert (mark.points, mark.state) == (points, state)


@pytest.mark.parametrize(
    ("visible", "hidden", "points"), [(3, None, 3), (3, 1, 1), (None, None, 4), (0, None, 0)]
)
def test_a_hidden_test_without_a_number_leaves_the_visible_one(assignment, visible, hidden, points):
    outcomes = ({"test_d": PASSED | {"value": value}} for value in (visible, hidden))
    assert by_name(assignment, Record(*outcomes))["test_d"].points == points


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (failed("NotImplementedError"), "not attempted"),
        (failed("TaskError", "03.a not attempted. Put your answer in"), "not attempted"),
        (failed("TaskError", "03.a not yet right. It is twice as large"), "failed"),
        (failed("AssertionError"), "failed"),
    ],
)
def test_not_attempted_is_not_wrong(assignment, outcome, expected):
    mark = by_name(assignment, Record(visible={"test_a": outcome}))["test_a"]
    assert (mark.points, mark.state) == (0, expected)


def test_tests_that_never_ran_say_why(assignment):
    record = Record(visible={"test_b": PASSED}, ended="the kernel ended by itself")
    marks = by_name(assignment, record)
    assert {mark.state for mark in marks.values()} == {score.NOT_RUN}
    assert marks["test_a"].reason == "the kernel ended by itself"
    assert "the hidden one did not run" in marks["test_b"].reason
    assert sum(mark.points for mark in marks.values()) == 0


def test_a_check_speaks_for_itself(assignment):
    outcome = failed("TaskError", "03.a not yet right. It is twice as large.")
    mark = by_name(assignment, Record(visible={"test_a": outcome}))["test_a"]
    assert mark.reason == "03.a not yet right. It is twice as large."
