"""What all panels have in common: the outcome of their run."""

from __future__ import annotations

from dreamkit.dreaming.result import Dream
from dreamkit.panel.layout import widgets
from dreamkit.panel.run_view import RunView


class Panel(widgets.VBox):
    """Controls beside a `RunView`, which each panel makes for itself as `run_view`."""

    run_view: RunView

    @property
    def result(self) -> Dream | None:
        """The last finished Dream; before there is one, what a cancelled run came to; or None."""
        return self.run_view.result

    @property
    def error(self) -> str | None:
        """The sentence shown last, if it was about trouble, or None."""
        return self.run_view.error

    @property
    def exception(self) -> Exception | None:
        """The same as an exception, or None."""
        return self.run_view.exception

    def raise_error(self) -> None:
        """Raise what the last trouble was, in the cell that calls this; else do nothing."""
        if self.exception is not None:
            raise self.exception

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end of the dream, `timeout` seconds at most; return whether it has ended."""
        return self.run_view.worker.wait(timeout)
