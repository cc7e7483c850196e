"""What goes wrong in plain words: errors as one sentence and an exit code, warnings as notes."""

from __future__ import annotations

import contextlib
import os
import warnings
from pathlib import Path

import typer

from dreamkit.cli import startup
from dreamkit.errors import FileError, InputError, first_line


@contextlib.contextmanager
def plain_words():
    """Turn the trouble that users can mend into one sentence and an exit code.

    2: something given cannot be used, as for wrong options; 1: a file, or TensorFlow itself.
    """
    startup.command_begins()
    try:
        with warnings_as_notes():
            yield
    except InputError as error:
        _fail(error, 2)
    except FileError as error:
        _fail(error, 1)
    except ImportError as error:
        reason = first_line(error, "an import failed").rstrip(".")
        _fail(f"{reason}; `dreamkit doctor` says more.", 1)
    except KeyboardInterrupt:
        _fail("interrupted.", startup.interrupted_code())


def _fail(sentence, code):
    typer.echo(f"error: {sentence}", err=True)
    raise typer.Exit(code) from None


@contextlib.contextmanager
def warnings_as_notes():
    """Print this package's warnings as sentences, each once; leave other packages' as they are."""
    home, told = str(Path(__file__).parents[1]) + os.sep, set()
    with warnings.catch_warnings():
        show_others = warnings.showwarning
        warnings.filterwarnings("always", category=UserWarning, module=r"dreamkit\b")

        def show(message, category, filename, *rest):
            if category is not UserWarning or not filename.startswith(home):
                show_others(message, category, filename, *rest)
            elif str(message) not in told:
                told.add(str(message))
                typer.echo(f"note: {message}", err=True)

        warnings.showwarning = show
        yield
