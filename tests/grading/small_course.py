"""A small assignment without TensorFlow: four tasks for tests, one for a person to mark.

Points: a 1, b 2, c 3 (the test gives a part of them), d 4 (has hidden tests); e 5 by hand.
"""

import copy
import json
import re

NAME = "03_small"

GIVEN = """\
import numpy as np


def close(one, other):
    return np.allclose(one, other, atol=1e-6)


numbers = np.arange(6.0).reshape(2, 3)
"""
TASK_A = """\
### BEGIN SOLUTION
total = numbers.sum()
### END SOLUTION
"""
OPEN_A = "total = ...\n"
TEST_A = """\
if total is ...:
    raise NotImplementedError("put your number in place of the dots")
assert close(total, 15), "the sum of 0 to 5 is asked for"
"""
TASK_B = """\
def scale(picture):
    ### BEGIN SOLUTION
    return (picture - picture.min()) / (picture.max() - picture.min())
    ### END SOLUTION
"""
OPEN_B = "def scale(picture):\n    raise NotImplementedError\n"
TEST_B = """\
assert close(scale(numbers), numbers / 5)
### BEGIN HIDDEN TESTS
assert close(scale(numbers - 7), numbers / 5), "HIDDEN-WORD subtract the smallest"
### END HIDDEN TESTS
"""
TASK_C = """\
def corners(picture):
    ### BEGIN SOLUTION
    return [picture[0, 0], picture[0, -1], picture[-1, 0], picture[-1, -1]]
    ### END SOLUTION
"""
OPEN_C = "def corners(picture):\n    raise NotImplementedError\n"
TEST_C = """\
found = corners(numbers)
right = [a == b for a, b in zip(found, [0, 2, 3, 5])]
3 * sum(right) / 4
"""
TASK_D = """\
def neighbors(picture):
    ### BEGIN SOLUTION
    return np.abs(np.diff(picture, axis=1))
    ### END SOLUTION
"""
OPEN_D = "def neighbors(picture):\n    raise NotImplementedError\n"
TEST_D = """\
steps = neighbors(numbers)
assert steps.shape == (2, 2)
### BEGIN HIDDEN TESTS
assert close(steps, 1)
assert close(neighbors(-numbers), 1), "HIDDEN-WORD take the size of the step"
### END HIDDEN TESTS
"""
TASK_E = """\
### BEGIN SOLUTION
print("a picture")
### END SOLUTION
"""
OPEN_E = "print('nothing yet')\n"

POINTS = {"test_a": 1.0, "test_b": 2.0, "test_c": 3.0, "test_d": 4.0}
BY_HAND = 5.0
ANSWERS = {"a": TASK_A, "b": TASK_B, "c": TASK_C, "d": TASK_D, "e": TASK_E}
STUBS = {"a": OPEN_A, "b": OPEN_B, "c": OPEN_C, "d": OPEN_D, "e": OPEN_E}
TESTS = {"a": TEST_A, "b": TEST_B, "c": TEST_C, "d": TEST_D}


def cell(source, name=None, points=None, **marks):
    """A code cell; with a name also nbgrader's metadata."""
    metadata = {}
    if name is not None:
        metadata["nbgrader"] = {
            "schema_version": 3,
            "grade_id": name,
            "grade": False,
            "solution": False,
            "task": False,
            "locked": False,
            **marks,
        }
        if points is not None:
            metadata["nbgrader"] |= {"points": points, "cell_type": "code"}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"id-{name or abs(hash(source)) % 10**8}",
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def notebook(cells):
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def solution(tests=None):
    """The instructor's notebook."""
    tests = TESTS | (tests or {})
    text = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# 03 Small"}
    cells = [text, cell(GIVEN, "given", locked=True)]
    for letter in "abcd":
        name = f"test_{letter}"
        cells.append(cell(ANSWERS[letter], f"task_{letter}", solution=True))
        cells.append(cell(tests[letter], name, POINTS[name], grade=True, locked=True))
    cells.append(cell(TASK_E, "task_e", BY_HAND, grade=True, solution=True))
    return notebook(cells)


def without_marks(source):
    source = re.sub(
        r"^.*BEGIN HIDDEN TESTS.*\n(?s:.*?)END HIDDEN TESTS.*\n", "", source, flags=re.M
    )
    return re.sub(r"^.*### (BEGIN|END) SOLUTION.*\n", "", source, flags=re.M)


def handed_in(**answers):
    """A student's notebook of stubs, but for the tasks given: a="total = 15"; a=True solves."""
    made = copy.deepcopy(solution())
    for one in made["cells"]:
        name = one["metadata"].get("nbgrader", {}).get("grade_id", "")
        one["source"] = without_marks(one["source"])
        letter = name.removeprefix("task_")
        if letter in STUBS:
            given = answers.get(letter, STUBS[letter])
            one["source"] = without_marks(ANSWERS[letter]) if given is True else given
    return made


def solved(**answers):
    """A student's notebook in which everything is right, but for the tasks given."""
    return handed_in(**dict.fromkeys("abcde", True) | answers)


def find(made, name):
    """The index of a named cell."""
    names = [one["metadata"].get("nbgrader", {}).get("grade_id") for one in made["cells"]]
    return names.index(name)


def text(made):
    return json.dumps(made, indent=1)


def write_course(folder, tests=None):
    """Put the solution into a folder and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.ipynb").write_text(text(solution(tests)), encoding="utf-8")
    return folder
