"""Write exercises/ from solutions/: python -m dreamkit.exercises.build [--check]

A solution's notebook carries nbgrader's metadata and marks. What stands between the marks is
taken out in the way of nbgrader itself, with the stubs below, so that both make the same student
version; nbgrader's settings for that are

    c.ClearSolutions.code_stub = {"python": "# Your code here."}
    c.ClearSolutions.text_stub = "*Your words here.*"
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
from pathlib import Path

from dreamkit.errors import FileError, InputError

CODE_STUB = "# Your code here."
TEXT_STUB = "*Your words here.*"
# Run All goes on after a cell that fails if the cell has the second tag. In solutions nothing may
# fail, so there a cell that needs a task done has the first.
NEEDS_ANSWER, MAY_RAISE = "needs-answer", "raises-exception"
COMPARED = "nbval-check-output"
BADGE = "/blob/main/{}/"
NAME = "[0-9][0-9]_*.ipynb"


def exercise_of(solution):
    """The exercise of a solution, both notebooks as dicts; the same for the same, always.

    Raises
    ------
    InputError
        A mark has no partner, or stands in a cell of another kind.
    """
    exercise = copy.deepcopy(solution)
    for cell in exercise["cells"]:
        try:
            _open(cell)
        except InputError as error:
            raise InputError(f"cell '{cell.get('id')}': {error}") from None
    return exercise


def _open(cell):
    """Make the student's version of one cell, in place."""
    metadata, is_code = cell["metadata"], cell["cell_type"] == "code"
    marks = metadata.get("nbgrader", {})
    solves, grades = bool(marks.get("solution")), bool(marks.get("grade"))

    stub = CODE_STUB if is_code else TEXT_STUB
    source, solved = without("".join(cell["source"]), "SOLUTION", stub)
    source, hidden = without(source, "HIDDEN TESTS")
    if solved and not solves:
        raise InputError("a solution stands in a cell that nbgrader does not know as one.")
    if hidden and not grades:
        raise InputError("hidden tests stand in a cell that nbgrader does not know as a test.")
    if solves and not solved:
        source = stub
    source = source.replace(BADGE.format("solutions"), BADGE.format("exercises"))
    cell["source"] = source.splitlines(keepends=True)

    old = metadata.pop("tags", [])
    tags = [tag for tag in old if tag not in (COMPARED, NEEDS_ANSWER)]
    locked = not solves and (grades or bool(marks.get("locked")))
    if NEEDS_ANSWER in old or (locked and is_code):
        tags.append(MAY_RAISE)
    if tags:
        metadata["tags"] = tags
    if solves or locked:  # as nbgrader does
        metadata["deletable"] = False
    if locked:
        metadata["editable"] = False
    if is_code:
        cell["outputs"], cell["execution_count"] = [], None


def without(source, mark, stub=None):
    """Take out what stands between "### BEGIN mark" and "### END mark".

    Parameters
    ----------
    source : str
    mark : str
        "SOLUTION" or "HIDDEN TESTS".
    stub : str, optional
        Put in its place, as far indented as the first mark.

    Returns
    -------
    (str, bool)
        What is left, and whether there was anything to take out.

    Raises
    ------
    InputError
        A mark has no partner.
    """
    kept, inside, any_removed = [], False, False
    for line in source.split("\n"):
        if f"BEGIN {mark}" in line:
            if inside:
                raise InputError(f"'BEGIN {mark}' stands twice without 'END {mark}' between.")
            inside = any_removed = True
            if stub is not None:
                kept.append(line[: len(line) - len(line.lstrip())] + stub)
        elif f"END {mark}" in line:
            if not inside:
                raise InputError(f"'END {mark}' stands without 'BEGIN {mark}' before it.")
            inside = False
        elif not inside:
            kept.append(line)
    if inside:
        raise InputError(f"'BEGIN {mark}' stands without 'END {mark}' after it.")
    return "\n".join(kept), any_removed


def built(solutions):
    """{file name: text} of the exercises of all notebooks in a folder.

    Raises
    ------
    FileError, InputError
        There is no notebook there, one is no notebook, or its marks do not fit.
    """
    paths = sorted(Path(solutions).glob(NAME))
    if not paths:
        raise FileError(f"there is no notebook such as 00_title.ipynb in '{solutions}'.")
    texts = {}
    for path in paths:
        try:
            exercise = exercise_of(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError) as error:
            reason = error if isinstance(error, InputError) else "it is not a notebook."
            raise InputError(f"'{path}': {reason}") from None
        # As nbformat writes it, so that opening and saving an exercise changes nothing.
        text = json.dumps(exercise, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        texts[path.name] = text
    return texts


def drift(solutions, exercises):
    """What differs between a folder of exercises and what would be built, one sentence each."""
    built_texts = built(solutions)
    paths = {path.name: path for path in Path(exercises).glob(NAME)}
    for name in sorted(built_texts.keys() | paths.keys()):
        if name not in paths:
            yield f"{name} is missing."
        elif name not in built_texts:
            yield f"{name} has no solution."
        elif paths[name].read_text(encoding="utf-8") != built_texts[name]:
            yield f"{name} is not what its solution makes."


def build(solutions, exercises):
    """Write the exercises, remove those without a solution, and return the names of all changed."""
    texts, folder = built(solutions), Path(exercises)
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for path in sorted(folder.glob(NAME)):
        if path.name not in texts:
            path.unlink()
            changed.append(path.name)
    for name, text in texts.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(name)
    return changed


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m dreamkit.exercises.build", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    parser.add_argument("--solutions", type=Path, default=Path("solutions"), metavar="DIR")
    parser.add_argument("--exercises", type=Path, default=Path("exercises"), metavar="DIR")
    asked = parser.parse_args(arguments)
    try:
        if asked.check:
            differences = list(drift(asked.solutions, asked.exercises))
        else:
            changed = build(asked.solutions, asked.exercises)
    except (InputError, FileError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1
    if asked.check:
        print(
            *differences,
            *(["Mend: python -m dreamkit.exercises.build"] if differences else []),
            sep="\n",
        )
        return 1 if differences else 0
    print("Written:" if changed else "Nothing to change.", *changed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
