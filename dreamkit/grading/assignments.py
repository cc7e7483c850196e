"""The instructor's notebooks: which cells are tests, how many points they give, what they hide."""

from __future__ import annotations

import ast
import hashlib
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from dreamkit.did_you_mean import unknown
from dreamkit.errors import FileError, InputError, display_name
from dreamkit.grading import notebooks

NAME = "*.ipynb"
_HIDDEN = re.compile(
    r"^[ \t]*#+ *BEGIN HIDDEN TESTS[^\n]*\n(.*?)^[ \t]*#+ *END HIDDEN TESTS[^\n]*$\n?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Test:
    """A cell that is graded by running it.

    Attributes
    ----------
    name : str
        Its grade_id.
    points : float
        What it gives.
    visible, whole : str
        Its source as students have it, and with the hidden tests.
    """

    __test__ = False  # no test of pytest's

    name: str
    points: float
    visible: str
    whole: str

    @property
    def hides(self):
        """Whether there is more to it than students see."""
        return self.visible.strip() != self.whole.strip()


@dataclass(frozen=True)
class Assignment:
    """An exercise as its instructor wrote it.

    Attributes
    ----------
    name : str
        The notebook's file name without the ending.
    cells : list of Cell
        All cells, in order.
    tests : dict
        {grade_id: Test}.
    by_hand : dict
        {grade_id: points} of the tasks that a person marks.
    modules : dict
        {name: module} that the read-only cells import, such as {"np": "numpy"}.
    digest : str
        SHA-256 of all that decides about points.
    """

    name: str
    cells: list
    tests: dict
    by_hand: dict
    modules: dict
    digest: str
    names: dict = field(default_factory=dict)  # {cell id: grade_id}, where ids are unique
    looks: dict = field(
        default_factory=dict
    )  # {read-only cell: the task by hand whose work it shows}

    @property
    def points(self):
        """The points of all tests together."""
        return sum(test.points for test in self.tests.values())


def load(folder, hidden=None, only=None):
    """Read all assignments of a folder.

    Parameters
    ----------
    folder : path
        Holds the instructor's notebooks, or is one.
    hidden : path, optional
        More hidden tests: `EXERCISE/GRADE_ID.py`, or notebooks with the same names as the
        instructor's, whose tests replace those of the same grade_id.
    only : str, optional
        Take one notebook: its name, or the first letters of it, such as "03".

    Returns
    -------
    list of Assignment

    Raises
    ------
    FileError
        There is no notebook, or one cannot be read.
    InputError
        `only` or a hidden test fits nothing.
    """
    folder = Path(folder)
    paths = [folder] if os.path.isfile(folder) else _notebooks_in(folder)
    if only is not None:
        paths = _chosen(paths, only)
    if not paths:
        raise FileError(
            f"there are no notebooks in '{display_name(folder)}'; name the solutions' folder."
        )
    every = [_read(path) for path in paths]
    graded = [assignment for assignment in every if assignment.tests or assignment.by_hand]
    if not graded:
        raise FileError(
            f"no notebook in '{display_name(folder)}' has cells that nbgrader would grade."
        )
    return graded if hidden is None else _with_hidden(graded, Path(hidden), only is None)


def _notebooks_in(folder):
    try:
        return sorted(folder.glob(NAME))
    except OSError as error:
        raise FileError(
            f"'{display_name(folder)}' cannot be read ({error.strerror}); mend that first."
        ) from None


def _chosen(paths, only):
    stem = Path(only).stem if str(only).endswith(".ipynb") else str(only)
    chosen = [path for path in paths if path.stem == stem]
    chosen = chosen or [path for path in paths if stem and path.stem.startswith(stem)]
    if len(chosen) != 1:
        raise InputError(unknown("assignment", only, [path.stem for path in paths]))
    return chosen


def _read(path):
    try:
        content = path.read_bytes()
        cells = notebooks.read(content)
        return _assignment(path.stem, cells)
    except OSError as error:
        raise FileError(f"'{display_name(path)}' cannot be graded against: {error}") from None


def _assignment(name, cells):
    graded = [cell for cell in cells if cell.grade_id]
    if len({cell.grade_id for cell in graded}) < len(graded):
        raise FileError(f"a grade_id stands twice in '{name}'.")
    tests = [_test(cell) for cell in graded if is_test(cell)]
    read_only_code = [
        cell.source for cell in cells if cell.kind == "code" and not cell.has("solution")
    ]
    return _sealed(
        Assignment(
            name,
            cells,
            {test.name: test for test in tests},
            {cell.grade_id: _points(cell) for cell in graded if _marked_by_hand(cell)},
            _modules("\n".join(read_only_code)),
            "",
            _names(graded),
            _looks(graded),
        )
    )


def is_test(cell):
    """Whether points depend on running this cell."""
    return cell.kind == "code" and cell.has("grade") and not cell.has("solution")


def is_read_only(cell):
    """Whether this is the instructor's own code, which students leave alone."""
    locked = cell.has("locked") and not cell.has("grade") and not cell.has("solution")
    return cell.kind == "code" and locked and not cell.has("task")


def _marked_by_hand(cell):
    return cell.has("task") or (cell.has("grade") and (cell.has("solution") or cell.kind != "code"))


def _points(cell):
    try:
        points = float(cell.nbgrader.get("points", 0))
    except (TypeError, ValueError):
        points = -1.0
    if not 0 <= points < float("inf"):
        raise FileError(f"the points of cell '{cell.grade_id}' are no number of at least 0.")
    return points


def _test(cell):
    visible = _HIDDEN.sub("", cell.source + "\n")
    whole = _HIDDEN.sub(lambda match: match[1], cell.source + "\n")
    if "HIDDEN TESTS" in whole:
        raise FileError(f"a mark of hidden tests has no partner in cell '{cell.grade_id}'.")
    return Test(cell.grade_id, _points(cell), visible, whole)


def _names(graded):
    ids = [cell.id for cell in graded if cell.id]
    return {cell.id: cell.grade_id for cell in graded if ids.count(cell.id) == 1}


def _looks(graded):
    """{grade_id of a read-only cell: grade_id of the task marked by a person that it follows}."""
    task_of, task = {}, None
    for cell in graded:
        if is_read_only(cell) and task is not None:
            task_of[cell.grade_id] = task
        else:
            task = cell.grade_id if _marked_by_hand(cell) else None
    return task_of


def _modules(source):
    """{name: module} of the imports of whole modules; cells with magics have none of interest."""
    modules = {}
    for line in source.splitlines():
        if not re.match(r"import\s", line):
            continue
        try:
            aliases = ast.parse(line).body[0].names
        except SyntaxError:
            continue
        modules |= {
            alias.asname or alias.name: alias.name
            for alias in aliases
            if alias.asname or "." not in alias.name
        }
    return modules


def _sealed(assignment):
    content = [
        (cell.kind, cell.source, sorted(cell.nbgrader.items(), key=str))
        for cell in assignment.cells
    ]
    content += [(test.name, test.points, test.whole) for test in assignment.tests.values()]
    return replace(assignment, digest=hashlib.sha256(repr(content).encode()).hexdigest())


def _with_hidden(assignments, folder, all_of_them):
    """Add the tests of a private folder. One that fits nothing is a mistake worth a sentence."""
    if not os.path.isdir(folder):
        raise FileError(f"there is no folder '{display_name(folder)}' with hidden tests.")
    known = {assignment.name: assignment for assignment in assignments}
    used = 0
    for path in sorted([*folder.glob("*/*.py"), *folder.glob(NAME)]):
        exercise = path.stem if path.suffix == ".ipynb" else path.parent.name
        if exercise not in known:
            if all_of_them:
                raise InputError(f"{display_name(path)}: {unknown('assignment', exercise, known)}")
            continue
        new = _read(path).tests if path.suffix == ".ipynb" else {path.stem: _code(path)}
        known[exercise] = _sealed(_extended(known[exercise], new, path))
        used += len(new)
    if not used:
        raise FileError(
            f"'{display_name(folder)}' has no hidden tests: EXERCISE/GRADE_ID.py or EXERCISE.ipynb."
        )
    return list(known.values())


def _code(path):
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        reason = "it is not UTF-8; save it as such"
    except OSError as error:
        reason = f"{error.strerror}; it must be a file of Python code"
    raise FileError(f"the hidden test '{display_name(path)}' cannot be read: {reason}.")


def _extended(assignment, new, path):
    tests = dict(assignment.tests)
    for name, extra in new.items():
        if name not in tests:
            raise InputError(f"{display_name(path)}: {unknown('test cell', name, tests)}")
        old = tests[name]
        # From a notebook comes a whole test; its students' part stays what students have.
        whole = extra.whole if isinstance(extra, Test) else f"{old.whole.rstrip()}\n{extra}"
        tests[name] = replace(old, whole=whole)
    return replace(assignment, tests=tests)
