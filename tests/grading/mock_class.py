"""A class of a hundred, with grades known in advance: python tests/grading/mock_class.py DIR

Each kind of submission states what its tests must give (a, b, c, d of small_course) and how its
grading ends. Hostile ones try things in earnest, but are bounded so that they do no harm even
where nothing contains them: a few seconds, a hundred and some processes, files of a few bytes.
"""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import small_course as course
from mock_hostile import FULL, NONE, function, hostile, with_extra


@dataclass(frozen=True)
class Student:
    """One submission: the file's content, and what grading it must give.

    Attributes
    ----------
    name : str
        The student, which is the file's name.
    content : bytes
        The file.
    points : tuple of float
        Of the tests a, b, c, d.
    status : str
        As in grades.csv.
    notes : str
        What the notes or the reason must mention; "" for nothing.
    hostile : bool
        Whether it tries to do what it should not.
    """

    name: str
    content: bytes
    points: tuple
    status: str = "graded"
    notes: str = ""
    hostile: bool = False


def honest():
    """Students who do what they can."""
    for number in range(8):
        made = course.solved(a=f"# attempt {number}\ntotal = 15")
        yield f"right {number:02}", made, FULL
    for size in (1, 2, 3):
        for letters in itertools.combinations("abcd", size):
            points = tuple(
                n if letter in letters else 0 for n, letter in zip(FULL, "abcd", strict=True)
            )
            made = course.handed_in(**dict.fromkeys(letters, True))
            yield f"did {''.join(letters)}", made, points
    for number in range(3):
        yield f"untouched {number}", course.handed_in(e=f"print({number})"), NONE
    yield "wrong sum", course.solved(a="total = 21"), (0, 2, 3, 4)
    yield "text as sum", course.solved(a="total = '15'"), (0, 2, 3, 4)
    yield "forgets the smallest", course.solved(b=function("scale", "picture / 5")), (1, 0, 3, 4)
    yield "one corner wrong", course.solved(c=function("corners", "[0, 2, 3, 4]")), (1, 2, 2.25, 4)
    yield "two corners", course.solved(c=function("corners", "[0, 2]")), (1, 2, 1.5, 4)
    yield (
        "no sizes of steps",
        course.solved(d=function("neighbors", "np.diff(picture)")),
        (1, 2, 3, 0),
    )
    yield (
        "wrong axis",
        course.solved(d=function("neighbors", "np.diff(picture, axis=0)")),
        (1, 2, 3, 0),
    )
    yield "returns nothing", course.solved(b=function("scale", "None")), (1, 0, 3, 4)
    yield "calls it sum", course.solved(a="sum = numbers.sum()\ntotal = sum"), FULL
    yield "error in its own cell", with_extra(course.solved(), "1 / 0"), FULL
    yield "asks for input", with_extra(course.solved(), "input('name?')"), FULL
    yield "syntax error", course.solved(b="def scale(picture)\n    return 1"), (1, 0, 3, 4)
    yield "two syntax errors", course.solved(b="x = (", d="):"), (1, 0, 3, 0)
    yield "prints a lot", with_extra(course.solved(), "print('a' * 20_000_000)"), FULL


def odd_files():
    """Notebooks that came through other hands, and what is none."""
    right = course.text(course.solved())
    yield Student("Zoë Ångström-Łęcka", right.encode(), FULL)
    yield Student("李 小龍", right.encode(), FULL)
    yield Student("O'Brien; rm -rf *", right.encode(), FULL)
    yield Student("=HYPERLINK(1)", right.encode(), FULL)
    yield Student("windows", _windows(right), FULL)
    yield Student("byte order mark", b"\xef\xbb\xbf" + right.encode(), FULL)
    yield Student("empty", b"", NONE, "unreadable", "empty")
    yield Student(
        "a picture", b"\x89PNG\r\n\x1a\n" + bytes(100), NONE, "unreadable", "not a notebook"
    )
    yield Student("a list", b"[1, 2, 3]", NONE, "unreadable", "not a notebook")
    yield Student("too deep", b"[" * 100_000, NONE, "unreadable", "not a notebook")
    other = course.notebook([course.cell("print(1)", "other_task", solution=True)])
    yield _student("another exercise", other, NONE, "other exercise", "no cell")

    yield _student(
        "deleted tests", _without(course.solved(), "test_b", "test_d"), FULL, "graded", "missing"
    )
    made = _without(course.solved(), "given")
    yield _student("deleted the given cell", made, FULL, "graded", "missing")
    made = _without(course.solved(), "task_c")
    yield _student("deleted a task", made, (1, 2, 0, 4), "graded", "task_c")
    made = course.solved()
    made["cells"].insert(4, made["cells"][3])
    yield _student("test twice", made, FULL, "graded", "2 times")
    made, wrong = course.solved(), course.cell("total = 7", "task_a", solution=True)
    made["cells"].insert(course.find(made, "task_a"), wrong)
    yield _student("task twice, right in the end", made, FULL, "graded", "2 times")
    made = course.solved()
    made["cells"].insert(course.find(made, "test_a") + 1, wrong)
    yield _student("task twice, wrong in the end", made, (0, 2, 3, 4), "graded", "2 times")
    made = course.solved(a="np = 3\ntotal = 15")
    yield _student("uses np for a number", made, (1, 2, 3, 0), "graded", "given np")
    made = course.handed_in()
    for letter in "abcd":
        made["cells"][course.find(made, f"test_{letter}")]["source"] = "pass"
    yield _student("emptied the tests", made, NONE, "graded", "was changed")


def students(private):
    """All hundred of them."""
    made = [_student(name, one, points) for name, one, points in honest()]
    made += odd_files()
    made += [_student(*rest, hostile=True) for rest in hostile(private)]
    right = course.text(course.solved())
    made += [Student(f"as well {n:02}", right.encode(), FULL) for n in range(100 - len(made))]
    assert len(made) == len({one.name for one in made}) == 100
    return made


def write(folder, private, chosen=None):
    """Write the class's notebooks into a folder; return the students."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = students(private) if chosen is None else chosen
    for one in chosen:
        (folder / f"{one.name}.ipynb").write_bytes(one.content)
    return chosen


def _student(name, made, points, status="graded", notes="", hostile=False):
    return Student(name, course.text(made).encode(), points, status, notes, hostile)


def _without(made, *names):
    for name in names:
        del made["cells"][course.find(made, name)]
    return made


def _windows(text):
    made = json.loads(text)
    for cell in made["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return json.dumps(made, indent=1).replace("\n", "\r\n").encode()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    course.write_course(target / "solutions")
    write(target / "submissions", target / "hidden")
    print(f"100 submissions in {target / 'submissions'}")
