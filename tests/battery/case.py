"""What a case is, and how its end is judged."""

from __future__ import annotations

import contextlib
import io
import re
import signal
import threading
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import dreamkit as dk

SECONDS = 20  # for each case; then it hangs
LONGEST_SENTENCE = 700

OK, SENTENCE = "ok", "sentence"
TRACEBACK, HANG, WRONG = "traceback", "hang", "wrong result"
LOST, POOR, TAKEN, DIED = "lost work", "poor sentence", "taken", "died"
FAULTS = {
    TRACEBACK: "an exception that is not DreamKit's own",
    HANG: f"no end within {SECONDS} seconds",
    WRONG: "a result that is not right, without a word",
    LOST: "a result that is gone",
    POOR: "an error that is not one sentence",
    TAKEN: "something that cannot be meant was accepted",
    DIED: "the process ended",
}


class Wrong(Exception):
    """What came is not right; `kind` is the fault."""

    def __init__(self, text, kind=WRONG):
        super().__init__(text)
        self.kind = kind


class Hung(BaseException):
    """The time is up. Not an Exception, so that nothing on the way takes it for its own."""


@dataclass(frozen=True)
class Case:
    """One thing that somebody may do.

    Attributes
    ----------
    entrance : str
        Which public entrance it goes through.
    name : str
        What is odd about it.
    call : function
        Does it, and raises `Wrong` if what comes is not right.
    must : "", "work" or "refuse"
        What has to come of it; "" leaves it open.
    """

    entrance: str
    name: str
    call: Callable[[], object]
    must: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a case ended: "ok", "sentence" or one of FAULTS; and what was said."""

    kind: str
    text: str = ""

    @property
    def is_fault(self):
        return self.kind in FAULTS


def judge(case, seconds=SECONDS):
    """Run a case and return its Outcome."""
    try:
        with _silence(), _limit(seconds):
            told = case.call()
    except (dk.InputError, dk.FileError) as error:
        return _refused(case, str(error))
    except Wrong as wrong:
        return Outcome(wrong.kind, str(wrong))
    except Hung:
        return Outcome(HANG, f"no end within {seconds} s")
    except BaseException as error:
        return Outcome(TRACEBACK, _last_lines(error))
    if isinstance(told, Told):
        return _refused(case, told.text)
    if case.must == "refuse":
        return Outcome(TAKEN, "it was taken")
    return Outcome(OK)


@dataclass(frozen=True)
class Told:
    """A sentence that was shown in place of being raised, such as by a panel or the command."""

    text: str


def _refused(case, text):
    trouble = trouble_with(text)
    if trouble:
        return Outcome(POOR, f"{trouble}: {text}")
    if case.must == "work":
        return Outcome(WRONG, f"it has to work, but: {text}")
    return Outcome(SENTENCE, text)


def trouble_with(text):
    """What keeps a text from being one sentence of DreamKit's, or None."""
    lines = text.splitlines()
    if not text.strip():
        return "nothing is said"
    if len(text) > LONGEST_SENTENCE:
        return f"{len(text)} signs are no sentence"
    if len(lines) != 1 and not (len(lines) == 3 and lines[2].strip() == "^"):  # a goal's mark
        return f"{len(lines)} lines"
    if not all(c.isprintable() for line in lines for c in line):
        return "signs that cannot be printed"
    if re.search(r"Traceback|<[\w.]+ object at 0x|\b0x[0-9a-f]{6,}", text):
        return "it speaks of Python's insides"
    if len(lines) == 1 and not re.search(r"([.?]|\S --?[a-z]\S* \S+|pip install \S+)$", text):
        return "no full stop"
    return None


def picture(array, shape=None):
    """Raise Wrong unless `array` is a picture, of this shape if one is given."""
    if not isinstance(array, np.ndarray) or array.dtype != np.float32:
        raise Wrong(f"no float32 array but {type(array).__name__}")
    if array.ndim != 3 or array.shape[2] != 3 or (shape and array.shape[:2] != tuple(shape[:2])):
        raise Wrong(f"the shape is {array.shape}, not {shape}")
    if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
        raise Wrong("values outside of [0, 1]")


def same(array, expected):
    """Raise Wrong unless a picture is this one."""
    picture(array, expected.shape)
    if not np.array_equal(array, expected):
        raise Wrong(f"other pixels, by up to {np.abs(array - expected).max():.3f}")


@contextlib.contextmanager
def _silence():
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _limit(seconds):
    """Raise Hung in the main thread when the time is up."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_):
        raise Hung

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _last_lines(error):
    """The exception, and where in DreamKit it comes from."""
    frames = [
        f"{frame.filename.rpartition('dreamkit/')[2]}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "dreamkit/" in frame.filename
    ]
    text = (str(error).splitlines() or [""])[0][:160]
    return f"{type(error).__name__}: {text} ({frames[-1] if frames else 'outside of dreamkit'})"
