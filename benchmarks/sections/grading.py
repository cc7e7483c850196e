"""Grading a class: notebooks a minute with one job and with two, and what starting them costs."""

import itertools
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import children
from benchmarks.measuring import Row, alternate, times_faster
from benchmarks.tables import left_out, number, spread, table, times

TITLE = "Grading a class"
EXERCISE = "05_octaves.ipynb"
SOLVED, UNTOUCHED = "solved, each loads TensorFlow", "untouched, none does"
JOBS = (1, 2)
KERNEL, TENSORFLOW = "starting a kernel", "import tensorflow, in a fresh process"


def measure(plan, weights):
    if plan.device != "cpu":
        return {"missing": "a class is graded on the processor"}
    with tempfile.TemporaryDirectory() as folder:
        tasks = {
            row(kind, jobs): _class(Path(folder, row(kind, jobs)), kind, jobs, students)
            for kind, students in ((SOLVED, plan.solved), (UNTOUCHED, plan.untouched))
            for jobs in JOBS
        }
        medians = alternate({**tasks, KERNEL: _kernel, TENSORFLOW: _tensorflow}, plan.class_rounds)
    rows = {name: Row(found, {}, "" if found else "it failed") for name, found in medians.items()}
    return {"rows": rows}


def row(kind, jobs):
    return f"{kind}, --jobs {jobs}"


def _class(folder, kind, jobs, students):
    """A task: the seconds for each notebook of a class that was not graded before."""
    source = children.ROOT / ("solutions" if kind == SOLVED else "exercises") / EXERCISE
    words = ["-m", "dreamkit", "grade", folder / "in", "-o", folder / "grades.csv"]
    words += ["--jobs", jobs, "--solutions", children.ROOT / "solutions"]
    words += ["--assignment", EXERCISE[:2]]
    turns = itertools.count()

    def run():
        shutil.rmtree(folder / "in", ignore_errors=True)
        (folder / "in").mkdir(parents=True)
        turn = next(turns)
        for number_ in range(students):
            shutil.copy(source, folder / "in" / f"student {turn} {number_}.ipynb")
        seconds = _timed([*map(str, words)])
        # In the first turn, which does not count, the command also tries the solution.
        return None if seconds is None else [seconds / students]

    return run


def _tensorflow():
    seconds = _timed(["-c", "import tensorflow"])
    return None if seconds is None else [seconds]


def _timed(words):
    """The seconds of a run of this Python; None, and its complaint on stderr, if it failed."""
    seconds, done = children.timed(words)
    if done.returncode == 0:
        return seconds
    print(done.stderr, file=sys.stderr)
    return None


def _kernel():
    from jupyter_client.manager import start_new_kernel

    began = time.perf_counter()
    manager, client = start_new_kernel()
    seconds = time.perf_counter() - began
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return [seconds]


def write(data):
    plan, rows = data["plan"], data["rows"]
    lines = []
    for kind in (SOLVED, UNTOUCHED):
        one, two = (rows[row(kind, jobs)] for jobs in JOBS)
        for jobs, found in zip(JOBS, (one, two), strict=True):
            if not found.missing:
                speed = "" if one.missing else times(times_faster(found, one))
                minute = number(60 / found.median)
                lines.append([row(kind, jobs), spread(found), minute, speed])
    text = (
        f"`dreamkit grade` on {plan['solved']} solved and on {plan['untouched']} untouched "
        f"notebooks of exercise {EXERCISE[:2]}, with the start of the command."
    )
    head = ["", "seconds a notebook", "notebooks a minute", "speed, one job = 1"]
    starts = [[name, spread(rows[name])] for name in (KERNEL, TENSORFLOW) if not rows[name].missing]
    parts = [text, table(head, lines), "What each notebook, and each that dreams, pays at least:"]
    return "\n\n".join([*parts, table(["", "seconds"], starts), *left_out(rows)])


def figures(data):
    return []
