"""Where a dream is watched: Run, Cancel, progress, the picture, its loss, before and after, Save.

Each panel puts its own controls beside a `RunView`.
"""

from __future__ import annotations

import html
import math
import time
from pathlib import Path

from dreamkit.ascent.progress import remaining
from dreamkit.dreaming.dream import dream
from dreamkit.images import arrays, files
from dreamkit.panel.controller import Controller, sentence
from dreamkit.panel.html import note, trouble
from dreamkit.panel.layout import above, reserve, share, wide, widgets
from dreamkit.panel.loss_curve import LossCurve
from dreamkit.panel.pictures import compared, jpeg

SECONDS_BETWEEN_PICTURES = 0.2
FILE = "my_dream.png"


class RunView:
    """The widgets around a `Controller`; `left` and `right` list them for the panel's columns.

    A run that is cancelled leaves the finished dream before it alone: that is shown again. If
    there is none, the picture so far is shown, and can be compared and saved.

    Parameters
    ----------
    arguments : function
        Called when Run is pressed; returns (picture, keyword arguments of `work`). What it raises
        is shown as one sentence.
    lock : function
        Called with True when a run begins and with False when it ends, to disable controls.
    work : function
        See `Controller`.
    longest : int
        The longest side of the picture on the page, in pixels.
    run : str
        What the button says.
    done : str
        What to say after a finished dream, beside its time.

    Attributes
    ----------
    run_button, cancel_button, bar, status, view, compare, curve_view, save_button : widgets
        Buttons can be pressed with `.click()`.
    error : str or None
        The sentence shown last, if it was about trouble.
    exception : Exception or None
        The same, as it was raised.
    saved : Path or None
        The file written last.
    """

    def __init__(self, arguments, lock, *, work=dream, longest=512, run="Run", done="", curve=True):
        self.controller = Controller(self._on_change, work)
        self._arguments, self._lock = arguments, lock
        self._longest, self._done = longest, done
        self._run = run
        self.error = self.exception = self.saved = None
        self.dreamt_from = self._under_way = None
        self._last_sent = self._begun = 0.0
        self._curve = LossCurve()
        self.run_button = widgets.Button(
            description=run, button_style="primary", icon="magic", layout=share(2)
        )
        self.cancel_button = widgets.Button(description="Cancel", disabled=True, layout=share(1))
        self.bar = widgets.IntProgress(value=0, max=1, layout=wide())
        self.status = widgets.HTML()
        self.view = widgets.Image(format="jpeg")
        self.view.layout.max_width = "100%"
        self.compare = widgets.IntSlider(
            value=100,
            readout=False,
            description="Compare: dream on the left, original on the right",
            layout=wide(),
        )
        above(self.compare)
        self.save_button = widgets.Button(
            description=f"Save as {FILE}", icon="download", disabled=True, layout=wide()
        )
        self.left = [widgets.HBox([self.run_button, self.cancel_button]), self.bar, self.status]
        self.right = [self.view, self.compare, self.save_button]
        self.curve_view = None
        if curve:
            self.curve_view = widgets.Image(format="png", value=self._curve.png())
            self.curve_view.layout.width = "100%"
            self.curve_view.layout.max_width = f"{longest}px"
            self.right.insert(2, self.curve_view)
        reserve(self.compare)
        self.compare.observe(lambda _: self._show_compared(), "value")
        self.run_button.on_click(lambda _: self.run())
        self.cancel_button.on_click(lambda _: self.cancel())
        self.save_button.on_click(lambda _: self.save())

    @property
    def running(self):
        """Whether a dream is under way."""
        return self.controller.state == "running"

    @property
    def result(self):
        """The last finished Dream; before there is one, what a cancelled run came to; or None."""
        return self.controller.offered

    def run(self):
        """Begin to dream, unless a dream is running already."""
        if self.running:  # a second click was faster than the button
            return
        try:
            picture, settings = self._arguments()
        except Exception as error:
            self.fail(error)
            return
        self._set_running(True)
        self.say("Waking the network ...")
        self.bar.value, self._under_way, self._curve = 0, picture, LossCurve()
        self._begun = time.monotonic()
        self.controller.start(picture, **settings)

    def cancel(self):
        """Ask the dream to end after its present tile; without one, do nothing."""
        if not self.running:
            return
        self.say("Stopping after this step ...")
        self.controller.cancel()

    def show(self, picture):
        """Show a picture to dream on; the dream before it can still be saved, or slid back."""
        self._put(picture)

    def save(self):
        """Write the dream beside the notebook, under a name that is free."""
        try:
            self.saved = self.result.save(files.free_path(Path.cwd() / FILE)).resolve()
        except Exception as error:
            self.fail(error)
            return
        self.save_button.disabled = True  # until there is something new
        self.say(f"Saved as <b>{html.escape(str(self.saved))}</b>")

    def say(self, text):
        """Show a sentence (HTML); the trouble before it is over."""
        self.error = self.exception = None
        self.status.value = note(text)

    def fail(self, error):
        """Show an exception as one sentence, and keep it."""
        self.exception, self.error = error, sentence(error)
        self.status.value = trouble(html.escape(self.error))

    def _on_change(self, controller):
        """Show what the worker does; called from its thread."""
        if controller.state == "running":
            self._show_step(controller.step)
            return
        try:
            kept = controller.state == "cancelled" and controller.result is None and controller.step
            if controller.state == "done" or kept:
                self.dreamt_from = self._under_way
                self.save_button.disabled = False
            if self.curve_view:
                self.curve_view.value = self._curve.png()
            if self.result is not None:
                reserve(self.compare, False)
                self.compare.value = 100
                self._show_compared()
        finally:
            self._set_running(False)
        self._tell_end(controller, kept)

    def _tell_end(self, controller, kept):
        if controller.state == "failed":
            self.fail(controller.exception)
        elif controller.state == "done":
            self.bar.value = self.bar.max
            self.say(f"Done in {time.monotonic() - self._begun:.0f} s. {self._done}")
        elif kept:
            so_far = f"Cancelled after {kept.index} of {kept.total} steps"
            self.say(f"{so_far}: this is the picture so far. Press {self._run} to start again.")
        else:
            before = "" if self.result is None else "This is the dream before it. "
            self.say(f"Cancelled. {before}Press {self._run} to start again.")

    def _show_step(self, step):
        self.bar.max, self.bar.value = step.total, step.index
        known = not math.isnan(step.expected_seconds)  # as it is at first
        left = f", about {remaining(step)} left" if known else ""
        if not self.controller.cancelling:
            self.say(f"Step {step.index} of {step.total}{left}")
        self._curve.add(step)
        now = time.monotonic()
        if now - self._last_sent > SECONDS_BETWEEN_PICTURES:
            self._last_sent = now
            self._put(arrays.resize(step.image, self._under_way.shape[:2]))
        if self.curve_view and (drawn := self._curve.png_if_due()):
            self.curve_view.value = drawn

    def _show_compared(self):
        if self.result is not None:
            seam = self.compare.value / 100
            self._put(compared(self.result.image, self.dreamt_from, seam))

    def _set_running(self, running):
        self.run_button.disabled, self.cancel_button.disabled = running, not running
        if running:
            reserve(self.compare)
        self._lock(running)

    def _put(self, picture):
        """Send a picture to the one Image, which always stands in the same square."""
        self.view.value = jpeg(picture)
        height, width = picture.shape[:2]
        self.view.layout.width = f"{round(self._longest * width / max(height, width))}px"
