"""Where a dream is watched: Run, Cancel, progress, the picture, its loss, before and after, Save.

Each panel puts its own controls beside a `RunView`.
"""

from __future__ import annotations

import base64
import html
import math
import time
from pathlib import Path

from dreamkit.ascent.progress import remaining
from dreamkit.dreaming.dream import dream
from dreamkit.dreaming.result import as_file
from dreamkit.images import arrays, files
from dreamkit.panel.html import caption, download_link, note, trouble
from dreamkit.panel.layout import above, hide, reserve, share, wide, widgets
from dreamkit.panel.loss_curve import LossCurve
from dreamkit.panel.picture_view import PictureView
from dreamkit.panel.pictures import compared, jpeg
from dreamkit.panel.worker import Worker, sentence

SECONDS_BETWEEN_PICTURES = 0.2
MOST_A_SECOND = 500_000  # signs of pictures: Jupyter's server drops messages from a million on
FILE = "my_dream.png"
PREVIEW = 200  # pixels on the page
TO_DREAM_ON = "The picture to dream on"


class RunView:
    """The widgets around a `Worker`; `left` and `right` list them for the panel's columns.

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
        See `Worker`.
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
    caption : widget
        Which picture `view` shows.
    preview : widget
        What the next run dreams on, while `view` shows the dream before it.
    download : widget
        Holds a link to the dream as a file: `save_button` writes where Python runs, which on a
        server or in Colab is another computer than the browser's.
    error : str or None
        The sentence shown last, if it was about trouble.
    exception : Exception or None
        The same, as it was raised.
    saved : Path or None
        The file written last.
    """

    def __init__(self, arguments, lock, *, work=dream, longest=512, run="Run", done="", curve=True):
        self.worker = Worker(self._on_change, work)
        self._arguments, self._lock = arguments, lock
        self._longest, self._done = longest, done
        self._run = run
        self.error = self.exception = self.saved = self._problem = None
        self.dreamt_from = self._under_way = self._chosen = None
        self._subject_of_dream = self._subject_under_way = ""
        self._next_picture = self._begun = 0.0
        self._curve = self._curve_of_dream = LossCurve()
        self.run_button = widgets.Button(
            description=run, button_style="primary", icon="magic", layout=share(2)
        )
        self.cancel_button = widgets.Button(description="Cancel", disabled=True, layout=share(1))
        self.bar = widgets.IntProgress(value=0, max=1, layout=wide())
        self.status = widgets.HTML()
        self.view = PictureView()
        self.view.add_class("dreamkit-picture")
        self.caption = widgets.HTML()
        self._preview_caption, self._preview_view = widgets.HTML(), PictureView()
        self.preview = widgets.VBox([self._preview_caption, self._preview_view], layout=wide())
        hide(self.preview)
        self.compare = widgets.IntSlider(
            value=100,
            readout=False,
            description="Compare: dream on the left, original on the right",
            layout=wide(),
        )
        above(self.compare)
        self.save_button = widgets.Button(
            description=f"Save as {FILE}", icon="save", disabled=True, layout=share(3)
        )
        self._no_download = widgets.Button(
            description="Download", icon="download", disabled=True, layout=wide()
        )
        self.download = widgets.VBox([self._no_download], layout=share(2))
        saving = widgets.HBox([self.save_button, self.download])
        self.left = [widgets.HBox([self.run_button, self.cancel_button]), self.bar, self.status]
        self.right = [self.caption, self.view, self.compare, saving]
        self.curve_view = None
        if curve:
            self.curve_view = PictureView()
            self._show_curve(self._curve.png(), self._curve)
            self.right.insert(3, self.curve_view)
        reserve(self.compare)
        hide(self.compare)  # until the first run its place would be an empty band
        self.compare.observe(lambda _: self._show_compared(), "value")
        self.run_button.on_click(lambda _: self.run())
        self.cancel_button.on_click(lambda _: self.cancel())
        self.save_button.on_click(lambda _: self.save())

    @property
    def running(self):
        """Whether a dream is under way."""
        return self.worker.state == "running"

    @property
    def result(self):
        """The last finished Dream; before there is one, what a cancelled run came to; or None."""
        return self.worker.offered

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
        self.caption.value = caption("The dream so far")
        self.say("Waking the network ...")
        self.bar.value, self._under_way, self._curve = 0, picture, LossCurve()
        self._subject_under_way = self._chosen[2] if self._chosen else ""
        self._begun, self._next_picture = time.monotonic(), 0.0
        self.worker.start(picture, **settings)

    def cancel(self):
        """Ask the dream to end after its present tile; without one, do nothing."""
        if not self.running:
            return
        self.say("Stopping after this step ...")
        self.worker.cancel()

    def allow_run(self, free, problem=None):
        """Disable Run while a dream runs or a picture is on its way, and while the goal is wrong.

        `problem`, an exception, is what is wrong with the choice; it is told at once, and taken
        back when it is mended.
        """
        self.run_button.disabled = not free or problem is not None
        if not free:
            return
        if problem is not None:
            self.fail(problem)
        elif self._problem is not None and self.exception is self._problem:
            self.say("Press Run.")
        self._problem = problem

    def show(self, picture, words=TO_DREAM_ON, subject=""):
        """Show what the next run dreams on: large until there is a dream, then in `preview`.

        `words` stand above it. `subject`, such as its name, is for those who cannot see it.
        """
        self._chosen = picture, words, subject
        self._show_chosen()

    def _show_chosen(self):
        if self._chosen is None:
            return
        picture, words, subject = self._chosen
        if self.result is None:
            self._put(picture, words, subject)
            self.caption.value = caption(words)
        else:
            alt = in_words(words, subject)
            self._preview_view.show(jpeg(picture), alt, on_page(picture, PREVIEW))
            self._preview_caption.value = caption(f"Next: {words[0].lower()}{words[1:]}")
        hide(self.preview, self.result is None)

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

    def _on_change(self, worker):
        """Show what the worker does; called from its thread."""
        if worker.state == "running":
            self._show_step(worker.step)
            return
        try:
            kept = worker.state == "cancelled" and worker.result is None and worker.step
            fresh = worker.state == "done" or kept
            if fresh:
                self.dreamt_from, self._curve_of_dream = self._under_way, self._curve
                self._subject_of_dream = self._subject_under_way
                self.save_button.disabled = False
                self._offer_download()
            hide(self.preview, bool(fresh) or self.result is None)
            if self.curve_view:
                shown = self._curve if self.result is None else self._curve_of_dream
                self._show_curve(shown.png(), shown)
            if self.result is None:
                self._show_chosen()
                hide(self.compare)
            else:
                reserve(self.compare, False)
                self.compare.value = 100
                self._show_compared()
        finally:
            self._set_running(False)
        self._tell_end(worker, kept)

    def _tell_end(self, worker, kept):
        if worker.state == "failed":
            self.fail(worker.exception)
        elif worker.state == "done":
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
        if not self.worker.cancelling:
            self.say(f"Step {step.index} of {step.total}{left}")
        self._curve.add(step)
        now = time.monotonic()
        if now > self._next_picture:
            grown = arrays.resize(step.image, self._under_way.shape[:2])
            words = f"The dream after step {step.index} of {step.total}"
            self._put(grown, words, self._subject_under_way)
            pause = max(SECONDS_BETWEEN_PICTURES, len(self.view.value) / MOST_A_SECOND)
            self._next_picture = now + pause
        if self.curve_view and (drawn := self._curve.png_if_due()):
            self._show_curve(drawn, self._curve)

    def _show_compared(self):
        if self.result is not None:
            seam = self.compare.value / 100
            words = self._compared_words(seam)
            both = compared(self.result.image, self.dreamt_from, seam)
            self._put(both, words, self._subject_of_dream)
            self.caption.value = caption(words)

    def _compared_words(self, seam):
        """Which picture it is that the slider shows."""
        if seam == 0:
            return "The picture it began with"
        dreamt = "The dream" if self.result.stopped is None else "The dream so far, cancelled"
        return dreamt if seam == 1 else f"{dreamt} (left), and what it began with (right)"

    def _offer_download(self):
        """Put a link in place of the button that rests."""
        before = self.download.children
        try:
            content = base64.b64encode(as_file(self.result, FILE)).decode("ascii")
        except Exception:  # Save tells why
            self.download.children = [self._no_download]
        else:
            # A widget of its own for each dream: Jupyter's server drops messages of some megabytes
            # that change a widget, but not those that open one.
            address = f"data:image/png;base64,{content}"
            link = widgets.HTML(download_link(address, FILE), layout=wide())
            self.download.children = [link]
        for old in before:
            if old is not self._no_download:
                old.close()

    def _set_running(self, running):
        self.run_button.disabled, self.cancel_button.disabled = running, not running
        if running:
            hide(self.compare, False)
            reserve(self.compare)
            hide(self.preview)
        self._lock(running)

    def _put(self, picture, words, subject):
        """Show a picture in the one view, which always stands in the same square."""
        alt = in_words(words, subject)
        self.view.show(jpeg(picture), alt, on_page(picture, self._longest))

    def _show_curve(self, drawing, curve):
        self.curve_view.show(drawing, curve.alt, self._longest)


def in_words(words, subject):
    """What a picture is, for those who cannot see it."""
    return f"{words} ({subject})." if subject else f"{words}."


def on_page(picture, longest):
    """How wide a picture is on the page whose longest side has `longest` pixels there."""
    height, width = picture.shape[:2]
    return round(longest * width / max(height, width))
