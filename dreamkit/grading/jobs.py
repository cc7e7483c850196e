"""What there is to grade: which exercise each notebook belongs to, and which of several counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from dreamkit.errors import FileError
from dreamkit.grading import cells_to_run, notebooks, score

FOREIGN = "no cell of it belongs to this exercise."


@dataclass(frozen=True)
class Job:
    """One row of the grades.

    Attributes
    ----------
    submission : Submission
        Whose, with all files handed in.
    assignment : Assignment or None
        The exercise; None if nothing tells which.
    file : File or None
        The notebook.
    result : Result or None
        Of what cannot be run; None for what is to be graded.
    notes : list of str
        What was odd. For the instructor.
    """

    submission: object
    assignment: object
    file: object
    result: object = None
    notes: list = field(default_factory=list)


def jobs_of(submission, known):
    """Yield a Job for each exercise that a student handed in, and at least one.

    Cells are read again when their turn comes: a class's notebooks together may be large.

    Parameters
    ----------
    submission : Submission
        All of the student's files.
    known : list of Assignment
        The exercises.
    """
    newest, unfit = _sorted_out(submission, known)
    rows = {}
    for rejected in unfit:
        assignment = _of_name(rejected[0], known)
        if assignment is not None and assignment.name not in newest:
            rows[assignment.name] = rejected
    if not newest and not rows:
        alone = known[0] if len(known) == 1 else None
        last = unfit[-1] if unfit else (None, score.MISSING, _what(submission))
        rows[alone and alone.name] = last
    notes = [
        f"'{rejected[0].name}' could not be graded: {rejected[2]}"
        for rejected in unfit
        if rejected not in rows.values() and rejected[2] != FOREIGN
    ]
    by_name = {assignment.name: assignment for assignment in known}
    for name, versions in newest.items():
        file, about = _chosen(versions)
        yield Job(submission, by_name[name], file, None, about + notes)
    for name, rejected in rows.items():
        yield _nothing(submission, by_name.get(name), *rejected, notes)


def _chosen(versions):
    """The notebook of an exercise that counts, and notes on the others.

    The instructor's own, which is public with the course, counts only where there is no other.
    """
    own = [file for file, copied in versions if not copied]
    files = own or [file for file, _ in versions]
    notes = []
    if len(files) > 1:
        notes.append(f"{len(files)} notebooks of this exercise, the newest was graded")
    if own:
        notes += [
            f"'{file.name}' has the instructor's own answers and was passed over"
            for file, copied in versions
            if copied
        ]
    else:
        notes.append("its answers are word for word the instructor's")
    return files[-1], notes


def _sorted_out(submission, known):
    """({exercise: (notebook, is a copy), newest last}, (file, status, reason) of all others)."""
    newest, unfit = {}, []
    for file in submission.notebooks:
        try:
            cells = notebooks.read(file.read())
            fitting = _fitting(cells, file, known)
        except FileError as error:
            unfit.append((file, score.UNREADABLE, str(error)))
        except Exception:  # nobody's notebook may keep the others from being graded
            unfit.append((file, score.FAULT, score.STUMBLED))
        else:
            if len(fitting) == 1:
                copied = cells_to_run.is_instructors(cells, fitting[0])
                newest.setdefault(fitting[0].name, []).append((file, copied))
            else:
                unfit.append((file, score.OTHER, _why_not(fitting)))
    return newest, unfit


def _fitting(cells, file, known):
    """The exercises that a notebook may be: most named cells, then the name, then equal cells."""
    best = _most(known, lambda assignment: cells_to_run.likeness(cells, assignment))
    if len(best) > 1:
        named = _of_name(file, best)
        best = best if named is None else [named]
    if len(best) > 1:
        own = {cell.source for cell in cells}
        best = _most(best, lambda choice: len(own & {cell.source for cell in choice.cells}))
    return best


def _most(known, count):
    """Those with the highest count, none if that is 0."""
    counts = [count(assignment) for assignment in known]
    return [
        assignment
        for assignment, number in zip(known, counts, strict=True)
        if 0 < number == max(counts)
    ]


def _why_not(fitting):
    if not fitting:
        return FOREIGN
    names = " and ".join(f"'{assignment.name}'" for assignment in fitting)
    return f"it fits {names} alike; name the file after one of them."


def _of_name(file, known):
    """The exercise that a file is named after, if any; of several the longest name."""
    name = file.name.rpartition("/")[2]
    named = [assignment for assignment in known if assignment.name in name]
    return max(named, key=lambda assignment: len(assignment.name), default=None)


def _what(submission):
    names = ", ".join(file.name.rpartition("/")[2] for file in submission.others[:5])
    return f"handed in was: {names}" if names else "nothing was handed in"


def _nothing(submission, assignment, file, status, reason, notes):
    student, place = submission.student, "" if file is None else file.name
    if assignment is None:
        result = score.Result(student, "", place, status, reason)
    else:
        result = score.nothing(student, assignment, place, status, reason)
    result.notes = list(notes)
    return Job(submission, assignment, file, result)
