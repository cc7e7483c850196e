"""The cells to run: the student's own, with the instructor's tests and read-only code put back."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from dreamkit.grading.assignments import is_read_only, is_test

_MARK = re.compile(r"^[ \t]*#+ *(?:BEGIN|END) SOLUTION", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One thing to run.

    Attributes
    ----------
    kind : str
        "student", "read-only" or "test".
    name : str or None
        The cell's grade_id.
    source : str
        The code; for tests the part that students have as well.
    """

    kind: str
    name: str | None
    source: str


def grade_ids(cells, assignment):
    """The grade_id of each cell.

    nbgrader's metadata tell it; where they were lost, the cell's id; where that was lost as well,
    as by copying cells into a new notebook, the text of those cells that students leave alone.
    """
    names = [cell.grade_id or assignment.names.get(cell.id) for cell in cells]
    by_text = {text: name for text, name in _fixed_texts(assignment).items() if name not in names}
    return [
        by_text.get(_lines(cell.source)) if name is None and cell.kind == "code" else name
        for name, cell in zip(names, cells, strict=True)
    ]


def _fixed_texts(assignment):
    """{lines: grade_id} of tests, with and without what is hidden in them, and read-only cells."""
    fixed = [cell for cell in assignment.cells if cell.grade_id]
    fixed = [cell for cell in fixed if is_read_only(cell) or is_test(cell)]
    visible = {_lines(test.visible): name for name, test in assignment.tests.items()}
    return {_lines(cell.source): cell.grade_id for cell in fixed} | visible


def remarks(cells, assignment):
    """Sentences about cells that were turned into cells of another kind. For students too."""
    official = _official(assignment)
    for name, cell in zip(grade_ids(cells, assignment), cells, strict=True):
        kind = official[name].kind if name in official else cell.kind
        if kind == "code" != cell.kind:
            yield f"cell '{name}' had been turned into a {cell.kind} cell; it was run as code"
        elif kind != "code" == cell.kind:
            yield f"cell '{name}' had been turned into a code cell; it was taken as text"


def is_instructors(cells, assignment):
    """Whether this is the instructor's own notebook: a copy of it is public with the course.

    Its answers are all equal to the instructor's, or have marks such as `### BEGIN SOLUTION`,
    which no student's version has.
    """
    official = [cell for cell in assignment.cells if cell.grade_id and cell.has("solution")]
    answers = dict(zip(grade_ids(cells, assignment), (cell.source for cell in cells), strict=True))
    pairs = [(cell.source, answers.get(cell.grade_id, "")) for cell in official]
    if any(_MARK.search(answer) for _, answer in pairs):
        return True
    return bool(pairs) and all(_same(source, answer) for source, answer in pairs)


def likeness(cells, assignment):
    """How many of the assignment's named cells a notebook has."""
    return len(set(grade_ids(cells, assignment)) & _official(assignment).keys())


def plan(cells, assignment):
    """Return what to run for a submission, and what was odd about it.

    Test cells and read-only cells come from the instructor's notebook, whatever the student's copy
    says; those that are missing return to their place. A test stands after the last copy of the
    solution before it. A solution's copies all run, in their order, as they did for the student.

    Returns
    -------
    tuple of (list of Step, list of str)
        The steps, and sentences about missing, doubled and changed cells.
    """
    official = _official(assignment)
    names = grade_ids(cells, assignment)
    steps, odd = [], []
    for place, (name, cell) in enumerate(zip(names, cells, strict=True)):
        kind = official[name].kind if name in official else cell.kind
        if kind == "code":
            steps += _steps(place, name, cell, names, official, assignment)
    for name in dict.fromkeys(name for name in names if name in official):
        if names.count(name) > 1:
            odd.append(f"cell '{name}' stands {names.count(name)} times")
    odd += remarks(cells, assignment)
    odd += _changed(cells, names, official, assignment)
    steps = _complete(steps, official, assignment, odd)
    return steps, odd


def _official(assignment):
    return {cell.grade_id: cell for cell in assignment.cells if cell.grade_id}


def _steps(place, name, cell, names, official, assignment):
    own = Step("student", name if name in official else None, cell.source)
    if name not in official:
        return [own]
    if is_test(official[name]):
        test = assignment.tests[name]
        if place == _last(names, name):
            return [Step("test", name, test.visible)]
        return [] if _same(cell.source, test.visible) else [Step("student", None, cell.source)]
    if is_read_only(official[name]):
        first = place == names.index(name)
        return [Step("read-only", name, official[name].source)] if first else []
    return [own]


def _changed(cells, names, official, assignment):
    for name, cell in zip(names, cells, strict=True):
        if name in assignment.tests:
            expected = assignment.tests[name].visible
        elif name in official and is_read_only(official[name]):
            expected = official[name].source
        else:
            continue
        # Also as it stands in the instructor's notebook, with what is hidden: their own try.
        if not _same(cell.source, expected) and not _same(cell.source, official[name].source):
            yield f"cell '{name}' was changed; the instructor's was run"


def _complete(steps, official, assignment, odd):
    """Put missing cells back, and tests that were moved up behind the solution they test."""
    steps = list(steps)
    before = []  # the named cells that come earlier in the instructor's notebook
    for name, cell in official.items():
        places = [step.name for step in steps]
        if name not in places and cell.kind == "code":
            odd.append(f"cell '{name}' was missing")
            if is_test(cell) or is_read_only(cell):
                kind = "test" if is_test(cell) else "read-only"
                source = assignment.tests[name].visible if is_test(cell) else cell.source
                # Where the answer is not known, as in a new notebook, it may be anywhere before.
                answers = [other for other in before if official[other].has("solution")]
                lost = is_test(cell) and not {*answers[-1:]} <= {*places}
                place = len(steps) if lost else _after(places, before)
                steps.insert(place, Step(kind, name, source))
        elif name in assignment.tests:
            place, least = _last(places, name), _after(places, before[-1:])
            if least > place:
                steps.insert(least - 1, steps.pop(place))
        before.append(name)
    return _read_only_first(steps, official, assignment, odd)


def _read_only_first(steps, official, assignment, odd):
    """Move read-only cells before the first test that follows them in the instructor's notebook."""
    order = list(official)
    for step in [step for step in steps if step.kind == "read-only"]:
        later = set(order[order.index(step.name) :]) & assignment.tests.keys()
        place = steps.index(step)
        most = next((n for n, other in enumerate(steps) if other.name in later), place)
        if most < place:
            steps.insert(most, steps.pop(place))
            odd.append(f"cell '{step.name}' stood behind a test that needs it")
    return steps


def _after(places, names):
    """The index behind the last copy of the last of these names that has a place."""
    return next((_last(places, name) + 1 for name in reversed(names) if name in places), 0)


def _last(names, name):
    return len(names) - 1 - names[::-1].index(name)


def _same(source, other):
    return _lines(source) == _lines(other)


def _lines(source):
    return tuple(line.rstrip() for line in source.strip().splitlines())


def defined(source):
    """The functions and classes that a cell defines, and what it imports by name."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic in it
        return []
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = [node.name for node in body if isinstance(node, kinds)]
    imports = [node for node in body if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names if alias.name != "*"]
    return names + [alias.asname or alias.name for alias in aliases]
