"""One dream at a time in a worker thread: start, watch, cancel. Knows nothing of widgets."""

from __future__ import annotations

import re
import threading

from dreamkit.dreaming.dream import dream
from dreamkit.errors import FileError, InputError, first_line


class Worker:
    """Runs one dream at a time in the background.

    The worker is a thread of its own: interrupting the kernel, or a `wait` in it, does not stop
    the dream, `cancel` does.

    Parameters
    ----------
    on_change : function, optional
        Called with the worker, from the worker thread, after each step and at the end.
    work : function, optional
        What to run instead of `dreamkit.dream`; it takes `on_step` and `should_stop` as well.

    Attributes
    ----------
    state : "idle", "running", "done", "cancelled" or "failed"
        What the present or last run has come to.
    step : Step or None
        The latest step of the present or last run.
    result : Dream or None
        The last dream that was finished. A later run that fails or is cancelled leaves it alone.
    unfinished : Dream or None
        What a cancelled run had come to, if it got as far as a step; gone when a run finishes.
    error : str or None
        Why the last run failed, in one sentence.
    exception : Exception or None
        The same, as it was raised.
    """

    def __init__(self, on_change=None, work=dream):
        self.on_change = on_change
        self.state = "idle"
        self.step = self.result = self.unfinished = self.error = self.exception = None
        self._work = work
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread = None

    @property
    def cancelling(self):
        """Whether the run has been asked to end and has not yet."""
        return self.state == "running" and self._stop.is_set()

    @property
    def offered(self):
        """What there is to look at and to keep: the last finished dream, else an unfinished one."""
        return self.unfinished if self.result is None else self.result

    def start(self, image, **settings):
        """Begin to dream and return at once; the arguments are those of `dreamkit.dream`.

        Raises
        ------
        InputError
            A dream is running already; one that is wrong with `image` or `settings` is found
            by the worker and told in `error`.
        """
        with self._lock:
            if self.state == "running":
                raise InputError("a dream is running already; wait for its end or cancel it.")
            self.state = "running"
            self._stop.clear()
        self.step = self.error = self.exception = None
        # A daemon, so that closing the notebook does not wait for the picture.
        self._thread = threading.Thread(
            target=self._run, args=(image, settings), name="dreamkit", daemon=True
        )
        self._thread.start()

    def cancel(self):
        """Ask the present run to end after its current tile; without one, do nothing."""
        self._stop.set()

    def wait(self, timeout=None):
        """Wait for the end of the run, `timeout` seconds at most; return whether it has ended.

        When it has, the last call of `on_change` is over too.
        """
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def raise_error(self):
        """Raise what the last run failed with, in the cell that calls this; else do nothing."""
        if self.exception is not None:
            raise self.exception

    def _run(self, image, settings):
        try:
            result = self._work(
                image, on_step=self._note, should_stop=self._stop.is_set, **settings
            )
        except Exception as error:
            self._fail(error)
        else:
            if result.stopped is None:
                self.result, self.unfinished, self.state = result, None, "done"
            else:
                self.unfinished = self.unfinished if self.step is None else result
                self.state = "cancelled"
        try:
            self._tell()
        except Exception as error:
            # Nobody sees an exception of a thread: keep it for raise_error.
            self._fail(error)

    def _note(self, step):
        self.step = step
        self._tell()

    def _tell(self):
        if self.on_change is not None:
            self.on_change(self)

    def _fail(self, error):
        self.exception, self.error = error, sentence(error)
        self.state = "failed"


def sentence(error):
    """Return an exception as one sentence: the package's own as they are, others by type."""
    first = re.sub(":$", ".", first_line(error, ""))  # a colon promises more lines
    if isinstance(error, InputError | FileError):
        return first
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
