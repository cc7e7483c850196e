"""A short job in a thread, so that the notebook does not freeze: loading a network, fetching."""

from __future__ import annotations

import threading


class BackgroundTask:
    """One job at a time; a newer one makes what the older one brings void.

    Parameters
    ----------
    on_change : function
        Called when `busy` has changed: in `start`, and from the thread at the end.
    """

    def __init__(self, on_change):
        self._on_change = on_change
        self._latest = self._thread = None

    @property
    def busy(self):
        """Whether a job is under way."""
        return self._latest is not None

    def start(self, work, done, failed):
        """Call `work()` in a thread, then, from there, `done(value)` or `failed(exception)`."""
        ticket = self._latest = object()
        steps = (ticket, work, done, failed)
        self._thread = threading.Thread(target=self._run, args=steps, daemon=True)
        self._on_change()
        self._thread.start()

    def drop(self):
        """Make what the present job brings void; without one, do nothing."""
        if self.busy:
            self._latest = None
            self._on_change()

    def wait(self, timeout=None):
        """Wait for the end of the latest job; return whether it has ended."""
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self, ticket, work, done, failed):
        try:
            value = work()
            if ticket is self._latest:
                done(value)
        except Exception as error:
            if ticket is self._latest:
                failed(error)
        finally:
            if ticket is self._latest:
                self._latest = None
                self._on_change()
