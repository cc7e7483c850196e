"""What is around a command: its output, Ctrl-C while modules load, and SIGTERM."""

import contextlib
import os
import signal
import sys

_ended_by = [signal.SIGINT]  # the signal that came last


def begin():
    """Let Ctrl-C end the program in one line, and a question mark stand for what has no sign."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end_at_once)
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", None) == "strict":  # cp1252, for one, lacks 日
            stream.reconfigure(errors="replace")
    sys.stdout, sys.stderr = (s and _Output(s) for s in (sys.stdout, sys.stderr))


def end(code):
    """Say what became of the output; return the exit code, `code` unless the output is lost.

    A pipe that nobody reads any more, as of `| head`, is no trouble, as for other programs.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, _Output):
            stream.flush()
    error = getattr(sys.stdout, "trouble", None)
    if error is None or isinstance(error, BrokenPipeError):
        return code
    why = (error.strerror or "it is gone").lower()
    print(f"error: standard output cannot be written to: {why}.", file=sys.stderr, flush=True)
    return code or 1


class _Output:
    """Standard output or error, whose trouble is noted: it must not cost a dream.

    After the first trouble what is written goes nowhere.
    """

    def __init__(self, stream):
        self._stream, self.trouble = stream, None

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        return self._try(self._stream.write, text)

    def flush(self):
        self._try(self._stream.flush)

    def _try(self, do, *given):
        try:
            return do(*given)
        except OSError as error:
            self.trouble = self.trouble or error
            # What is still in the buffers goes to where it can be written.
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)
                self._stream.flush()
            return len(given[0]) if given else None


def command_begins():
    """Give Ctrl-C its usual meaning back: from here on there may be something to put away."""
    if signal.getsignal(signal.SIGINT) is _end_at_once:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupted_code():
    """What a shell reports for a program that was ended by a signal: 130 for Ctrl-C."""
    return 128 + _ended_by[0]


@contextlib.contextmanager
def sigterm_as_ctrl_c():
    """Let SIGTERM do what Ctrl-C does: what is under way ends, and what there is is kept.

    Schedulers and containers send it some seconds before they kill.
    """
    try:
        before = signal.signal(signal.SIGTERM, _interrupt)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def undisturbed():
    """Let neither Ctrl-C nor SIGTERM cost what is being saved."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupt(number, frame):
    _ended_by[0] = number
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):
        handler(number, frame)


def _end_at_once(*_):
    # Not by an exception: typer, or whatever is being imported, would catch it.
    os.write(2, b"error: interrupted.\n")
    os._exit(interrupted_code())
