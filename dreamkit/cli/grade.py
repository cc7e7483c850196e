"""`dreamkit grade`: its options, its progress bar, what it says in the end."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from dreamkit.cli.plain_words import plain_words

SOLUTIONS = "solutions"


def add_to(app):
    """Add the command to a typer app."""

    @app.command()
    def grade(
        submissions: Annotated[
            str, typer.Argument(metavar="SUBMISSIONS", help="A folder, or a platform's zip file.")
        ],
        output: Annotated[
            str, typer.Option("--output", "-o", metavar="FILE", help="Where the grades go.")
        ] = "grades.csv",
        solutions: Annotated[
            str | None, typer.Option(metavar="DIR", help="The instructor's notebooks.")
        ] = None,
        assignment: Annotated[
            str | None, typer.Option(metavar="NAME", help="Only this one, such as 03.")
        ] = None,
        hidden_tests: Annotated[
            str | None, typer.Option(metavar="DIR", help="More tests, that students never see.")
        ] = None,
        jobs: Annotated[int, typer.Option(help="Notebooks at the same time.")] = 1,
        timeout: Annotated[float, typer.Option(help="Seconds for each notebook.")] = 300,
        memory: Annotated[str, typer.Option(help="Memory for each notebook.")] = "4G",
        again: Annotated[bool, typer.Option("--again", help="Also what is unchanged.")] = False,
    ):
        """Grade a class's notebooks, each in a kernel of its own.

        Beside grades.csv comes a folder grades/ with a feedback page for each student, results
        for Gradescope, and an overview. Whoever is graded already and has not handed in anew is
        skipped: stop it when you like, and start it again. docs/grading.md says what keeps
        notebooks from doing harm.
        """
        with plain_words():
            from dreamkit.grading.limits import Limits, size

            limits = Limits(seconds=timeout, memory=size(memory))
            folder = _solutions() if solutions is None else solutions
            _grade(submissions, output, folder, hidden_tests, assignment, jobs, limits, again)


def _grade(submissions, output, exercises, hidden, only, jobs, limits, again):
    from tqdm import tqdm

    from dreamkit.grading import grade

    bar = tqdm(desc="grading", unit="notebook", leave=False, disable=None)
    stop = threading.Event()

    def progress(done, total, reused):
        bar.total = total
        if reused:
            bar.set_postfix_str(f"{reused} known", refresh=False)
        bar.update(done - bar.n)

    with contextlib.closing(bar), _ends(stop):
        lines = grade.grade(
            submissions,
            output,
            exercises=exercises,
            hidden=hidden,
            only=only,
            jobs=jobs,
            limits=limits,
            again=again,
            stop=stop,
            told=lambda line: bar.write(line),
            progress=progress,
        )
    for line in lines:
        typer.echo(line)
    folder = Path(output).with_suffix("")
    typer.echo(f"\nwrote: {output}, and {folder}{os.sep} with overview.html and feedback pages")


@contextlib.contextmanager
def _ends(stop):
    """Let Ctrl-C, a polite kill and a closed terminal set `stop`; a second Ctrl-C is as usual.

    An exception raised by the signal itself could come at a moment where Python drops it.
    """
    numbers = [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)]
    before = {number: signal.getsignal(number) for number in numbers}
    # What is ignored stays so: `nohup` means to go on.
    numbers = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def set_it(_number, _frame):
        stop.set()
        signal.signal(signal.SIGINT, before[signal.SIGINT])

    for number in numbers:
        signal.signal(number, set_it)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, before[number])


def _solutions():
    """The folder of solutions: here, or in the checkout that the package is installed from."""
    for folder in (Path.cwd(), Path(__file__).resolve().parents[2]):
        if any((folder / SOLUTIONS).glob("*.ipynb")):
            return folder / SOLUTIONS
    from dreamkit.errors import FileError

    raise FileError("there is no folder 'solutions' with notebooks here; name it: --solutions DIR")
