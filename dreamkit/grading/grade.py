"""A class, graded: everything handed in, each notebook once, with all cores asked for."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from dreamkit import __version__, bounds
from dreamkit.errors import FileError, InputError, display_name, is_whole
from dreamkit.grading import (
    assignments,
    cells_to_run,
    collect,
    kernel,
    notebooks,
    pages,
    report,
    results_cache,
    run,
    sandbox,
    score,
    supporting_files,
)
from dreamkit.grading.jobs import jobs_of
from dreamkit.grading.private_files import write

JOBS_FOR_EACH_CORE = 8  # more only wait for one another, and each may take all of --memory
LONGEST = 24 * 3600  # seconds


@dataclass(frozen=True)
class Class:
    """What one call of `grade` works with.

    Attributes
    ----------
    assignments : list of Assignment
        All exercises.
    limits : Limits
        What each notebook may use.
    folder : Path
        Where pages and states go.
    cache : ResultsCache
        What was graded before.
    again : bool
        Grade all anew.
    threads : int
        For NumPy and TensorFlow in each kernel.
    stop : threading.Event
        Set when grading is to end at once.
    """

    assignments: list
    limits: object
    folder: Path
    cache: results_cache.ResultsCache
    again: bool
    threads: int
    stop: threading.Event

    def key(self, *inputs):
        """The name under which a result is kept."""
        level = "contained" if sandbox.works() else "open"
        return results_cache.key(__version__, level, self.limits, *inputs)


def grade(
    submissions, output, *, exercises, hidden, only, jobs, limits, again, stop, told, progress
):
    """Grade all submissions and write the CSV, and beside it a folder with everything else.

    Parameters
    ----------
    submissions : path
        See `collect.collect`.
    output : path
        The CSV. The folder has its name without the ending.
    exercises, hidden, only : path, path or None, str or None
        See `assignments.load`.
    jobs : int
        Notebooks at the same time.
    limits : Limits
        What each may use.
    again : bool
        Grade also what is unchanged since the last time.
    stop : threading.Event
        Set it from anywhere, and grading ends at once with KeyboardInterrupt.
    told : callable
        Takes lines of text for the terminal.
    progress : callable
        Takes (done, all, reused) after each notebook.

    Returns
    -------
    list of str
        How the class did, task by task.

    Raises
    ------
    InputError, FileError
        Something given cannot be used, the solution does not get its own points, or no kernel
        can be started.
    """
    _check_jobs(jobs)
    _check_seconds(limits.seconds)
    output = _check_output(output, Path(submissions))
    _check_machine()
    known = assignments.load(exercises, hidden, only)
    handed_in = collect.collect(submissions, [assignment.name for assignment in known], told)
    _check_walls([submissions, exercises, hidden, output])
    folder = output.with_suffix("")
    threads = max(1, _cores() // jobs)
    cache = results_cache.ResultsCache(folder / "state")
    work = Class(known, limits, folder, cache, again, threads, stop)
    kernel.sweep()
    for line in containment():
        told(line)
    todo = [job for submission in handed_in for job in jobs_of(submission, known)]
    used = {job.assignment.name for job in todo if job.assignment is not None}
    with _in_words():
        for assignment in known:
            if assignment.name in used:
                check_solution(assignment, work)
        results = _all(todo, work, jobs, progress)
    results.sort(key=lambda result: (result.exercise, result.student, result.file))
    return _write(results, output, work)


def containment():
    """Say what student code cannot do here, and what it can."""
    if sandbox.works():
        yield "Contained by bubblewrap: no network, nothing to see but Python and its own folder."
    else:
        yield (
            f"Not contained: {sandbox.trouble()}, so that notebooks can read what you can read "
            "(the hidden tests as well), write where you can write, and use the network."
        )
    if sys.platform != "linux":
        yield "Memory and the number of processes are limited on Linux only."


def _check_jobs(jobs):
    most = JOBS_FOR_EACH_CORE * _cores()
    if not is_whole(jobs, 1) or jobs > most:
        raise InputError(
            f"jobs must be a whole number from 1 to {most}, {JOBS_FOR_EACH_CORE} for each core of "
            f"this computer, not {jobs!r}."
        )


def _check_seconds(seconds):
    if not 0 < (bounds.plain(seconds) or 0) <= LONGEST:
        raise InputError(
            f"timeout must be a number of seconds above 0 and up to {LONGEST} (a day), "
            f"not {seconds!r}."
        )


def _check_output(output, submissions):
    """What is wrong with the output is said before anything is graded."""
    output = Path(output)
    if output.suffix.lower() != ".csv":
        raise InputError(
            f"the grades go to a file that ends with .csv, not '{display_name(output)}'."
        )
    try:
        output.resolve()
    except (OSError, ValueError, RuntimeError):  # a zero byte, links that lead in a circle
        raise FileError(f"'{display_name(output)}' cannot be the name of a file.") from None
    # These functions of os.path say no where those of Path raise, as in a folder that is locked.
    if not os.path.isdir(output.resolve().parent):
        raise FileError(
            f"there is no folder '{display_name(output.parent)}' for '{display_name(output.name)}'."
        )
    if os.path.isdir(output):
        raise FileError(
            f"'{display_name(output)}' is a folder; give the grades another name: -o FILE.csv"
        )
    folder = output.with_suffix("")
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise FileError(
            f"the pages go to a folder '{display_name(folder)}', but that is a file; move it away."
        )
    for place in (output.resolve().parent, folder):
        if os.path.exists(place) and not os.access(place, os.W_OK):
            raise FileError(
                f"nothing can be written to '{display_name(place)}'; choose another folder with -o."
            )
    if os.path.isdir(submissions) and output.resolve().is_relative_to(submissions.resolve()):
        raise InputError(
            f"'{display_name(output)}' lies in '{display_name(submissions)}', where it would be "
            "taken for a submission; choose another place with -o."
        )
    return output


def _check_machine():
    if os.name != "posix":
        raise FileError("grading needs Linux or macOS; on Windows run it in WSL.")
    for name in ("ipykernel", "jupyter_client"):
        if importlib.util.find_spec(name) is None:
            raise FileError(f'{name} is missing; run: pip install "dreamkit[grade]"')


def _check_walls(paths):
    """What students must not see must not lie where their kernels can read."""
    if not sandbox.works():
        return
    for path in paths:
        for folder in sandbox.readable() if path is not None else ():
            if Path(path).resolve().is_relative_to(folder):
                raise InputError(
                    f"'{display_name(path)}' lies in '{display_name(folder)}', which notebooks can "
                    "read; move it elsewhere."
                )


def _cores():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_solution(assignment, work):
    """Run the instructor's own notebook: unless it gets all points, nobody else could.

    Raises
    ------
    InputError
        It does not.
    """
    name = work.key("solution", assignment.digest)
    if not work.again and work.cache.get(name) is not None:
        return
    steps, _ = cells_to_run.plan(assignment.cells, assignment)
    record = run.run(steps, assignment, work.limits, work.threads, work.stop)
    marks = score.marks(assignment, record)
    for mark in marks:
        if mark.points < mark.most:
            reason = mark.private or mark.reason
            raise InputError(
                f"the solution '{assignment.name}' fails its own test '{mark.name}' "
                f"({reason}); mend that first."
            )
    work.cache.put(name, score.Result("", assignment.name, "", score.GRADED, marks=marks))


@contextlib.contextmanager
def _in_words():
    """Say in a sentence that no kernel starts; end like Ctrl-C when asked to stop."""
    try:
        yield
    except FileError:
        raise
    except (kernel.Ended, OSError) as error:
        raise FileError(
            f"no Jupyter kernel could be started ({error}); try more --memory, and fewer --jobs."
        ) from None
    except kernel.Stopped:
        raise KeyboardInterrupt from None


def _all(todo, work, jobs, progress):
    results, reused = [], 0
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(_finish, job, work) for job in todo]
        try:
            for future in futures:
                # Awake now and then: a signal that reaches another thread than this one, where
                # Python handles it, does not end a wait without an end.
                while not wait([future], 0.2).done:
                    pass
                result, known = future.result()
                results.append(result)
                reused += known
                progress(len(results), len(todo), reused)
        except BaseException:
            work.stop.set()
            for future in futures:
                future.cancel()
            raise
    return results


def _finish(job, work):
    """(the result of one notebook, whether it was known). What raises concerns everybody."""
    result, assignment = job.result, job.assignment
    page = pages.file_name(job.submission.student, "" if assignment is None else assignment.name)
    path = work.folder / "feedback" / f"{page}.html"
    if result is None:
        try:
            return _graded(job, page, path, work)
        except (kernel.Ended, kernel.Stopped, FileError):  # no kernel starts, or the disk is full
            raise
        except Exception as error:  # a notebook's doing must not cost the others their grades
            place = (job.file.name, score.FAULT, score.STUMBLED)
            result = score.nothing(job.submission.student, assignment, *place)
            result.notes = [*job.notes, f"{type(error).__name__}: {run.plain(str(error))}"]
    result.page = page
    write(path, pages.feedback(result, assignment))
    return result, False


def _graded(job, page, path, work):
    """(the result of one notebook that could be read before, whether it was known)."""
    student, assignment, file, notes = job.submission.student, job.assignment, job.file, job.notes
    try:
        content = file.read()
        supporting = supporting_files.beside(file, job.submission)
        decides = (student, file.name, notes, content, supporting.digest)
        name = work.key(assignment.digest, *decides)
        known = None if work.again else work.cache.get(name)
        if known is not None and path.is_file() and path.stat().st_size:
            return known, True
        cells = notebooks.read(content)
    except FileError as error:  # it has changed since
        raise ValueError(str(error)) from None
    steps, odd = cells_to_run.plan(cells, assignment)
    record = run.run(steps, assignment, work.limits, work.threads, work.stop, supporting)
    result = score.Result(
        student,
        assignment.name,
        file.name,
        score.STOPPED if record.ended else score.GRADED,
        record.ended,
        score.marks(assignment, record),
        sum(assignment.by_hand.values()),
        [*notes, *supporting.notes, *odd, *record.notes],
        page,
    )
    own = zip(cells_to_run.grade_ids(cells, assignment), cells, strict=True)
    by_hand = [(name, cell.source) for name, cell in own if name in assignment.by_hand]
    remarks = cells_to_run.remarks(cells, assignment)
    write(path, pages.feedback(result, assignment, by_hand, record, remarks))
    work.cache.put(name, result)
    return result, False


def _write(results, output, work):
    report.write_csv(output, results, work.assignments)
    for result in results:
        place = work.folder / "gradescope" / result.page / "results.json"
        write(place, report.gradescope(result))
    write(work.folder / "overview.html", pages.overview(results))
    lines = report.summary(results, work.assignments)
    write(work.folder / "summary.txt", "\n".join(lines) + "\n")
    return lines
