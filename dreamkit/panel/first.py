"""The panel of lesson 00: a picture, a goal, a strength, and a button that dreams.

Everything that computes is in `controller` and below; this module only lays out widgets, and
only those that ipywidgets 7 and 8 share.
"""

from __future__ import annotations

import html
import time
from pathlib import Path

import numpy as np

from dreamkit import images, octaves, samples
from dreamkit.networks import network as network_named
from dreamkit.panel.controller import Controller, sentence
from dreamkit.panel.parts import ENDS, STYLE, free_path, jpeg, note, trouble, uploaded
from dreamkit.progress import remaining
from dreamkit.settings import DEFAULTS

try:
    import ipywidgets as widgets
except ImportError:
    raise ImportError(
        'the panel needs ipywidgets; install it with: pip install "dreamkit[course]"'
    ) from None

LONGEST = 512  # pixels: a dream stays a matter of seconds on a laptop
LARGEST_UPLOAD = 10 * 2**20  # bytes: a Jupyter server drops larger messages without a word
MIDDLE = 5  # the strength at which a preset runs as it was designed
SECONDS_BETWEEN_PICTURES = 0.2


def first_dream(network=None):
    """Return the panel of lesson 00; end a cell with it to see it.

    Parameters
    ----------
    network : str or Network, optional
        See `dreamkit.network`. Its presets are the goals on offer.
    """
    return FirstDream(network_named(network))


class FirstDream(widgets.VBox):
    """Widgets around a `Controller`.

    `picture`, `upload`, `goal`, `strength`, `compare` hold what is chosen; `dream_button`,
    `cancel_button` and `save_button` can be pressed with `.click()`. `error` is the sentence
    shown last, or None, and `raise_error()` raises what a dream failed with; `result` is the last
    finished Dream; `saved` the path written last.
    """

    def __init__(self, net):
        self.net = net
        self.controller = Controller(self._on_change)
        self.raise_error = self.controller.raise_error
        self.error = self.saved = None
        self.photo = self.dreamt_from = None  # the upload; the original of `result`
        self._last_sent = 0.0
        self.picture = widgets.Dropdown(
            options=samples.sample_names(), description="Picture", layout=_wide()
        )
        self.upload = widgets.FileUpload(
            accept="image/*", multiple=False, description="or upload your own", layout=_wide()
        )
        self.goal = widgets.Dropdown(
            options=list(net.presets), description="What should it dream of?", layout=_wide()
        )
        self.shows = widgets.HTML()
        self.strength = widgets.IntSlider(
            value=MIDDLE, min=1, max=10, description="Strength", readout=False, layout=_wide()
        )
        self.dream_button = widgets.Button(
            description="Dream", button_style="primary", icon="magic", layout=_share(2)
        )
        self.cancel_button = widgets.Button(description="Cancel", disabled=True, layout=_share(1))
        self.bar = widgets.IntProgress(value=0, max=1, layout=_wide())
        self.status = widgets.HTML()
        self.view = widgets.Image(format="jpeg")
        self.compare = widgets.IntSlider(
            value=100,
            readout=False,
            description="Slide to compare: dream on the left, original on the right",
            layout=_wide(),
        )
        self.save_button = widgets.Button(
            description="Save as my_dream.png", icon="download", disabled=True, layout=_wide()
        )
        limit = f"Up to {LARGEST_UPLOAD // 2**20} MB; made smaller, to {LONGEST} pixels, for speed."
        left = [self.picture, self.upload, widgets.HTML(note(limit)), self.goal, self.shows]
        buttons = widgets.HBox([self.dream_button, self.cancel_button])
        left += [self.strength, widgets.HTML(ENDS), buttons, self.bar, self.status]
        right = [self.view, self.compare, self.save_button]
        column = widgets.Layout(width="280px", margin="0 24px 0 0")
        stage = widgets.Layout(width=f"{LONGEST + 8}px", max_width="100%")
        row = widgets.Layout(flex_flow="row wrap")
        sides = widgets.HBox(
            [widgets.VBox(left, layout=column), widgets.VBox(right, layout=stage)], layout=row
        )
        frame = widgets.Layout(padding="16px", border="1px solid #8884", max_width="868px")
        super().__init__([widgets.HTML(STYLE), sides], layout=frame)
        self.add_class("dreamkit")
        self.picture.observe(lambda _: self._show_original(), "value")
        self.upload.observe(lambda _: self._take_upload(), "value")
        self.goal.observe(lambda _: self._explain_goal(), "value")
        self.compare.observe(lambda _: self._show_compared(), "value")
        self.dream_button.on_click(lambda _: self._dream())
        self.cancel_button.on_click(lambda _: self._cancel())
        self.save_button.on_click(lambda _: self._save())
        self._explain_goal()
        self._show_original()

    @property
    def result(self):
        """The last finished Dream, or None."""
        return self.controller.result

    def _dream(self):
        if self.controller.state == "running":  # a second click was faster than the button
            return
        preset = self.net.presets[self.goal.value]
        full = {**DEFAULTS, **preset.settings}
        scales = full["octaves"], full["octave_scale"], self.net.minimum_size
        plan = octaves.sizes(*self.original.shape[:2], *scales)
        # Strength is time: a fifth of the preset's steps at 1, twice as many at 10. A small
        # picture takes fewer octaves, which `dream` would warn of.
        steps = max(1, round(full["steps"] * self.strength.value / MIDDLE))
        wanted = {**preset.settings, "steps": steps, "octaves": len(plan)}
        self._set_running(True)
        self._say("Waking the network ...")
        self.bar.value, self._under_way = 0, self.original
        self.controller.start(self.original, network=self.net, goal=preset.goal, **wanted)

    def _cancel(self):
        self._say("Stopping after this step ...")
        self.controller.cancel()

    def _on_change(self, controller):
        """Show what the worker does; called from its thread."""
        if controller.state == "running":
            self._show_step(controller.step)
            return
        if controller.state == "done":
            self.dreamt_from = self._under_way
            self.save_button.disabled = False
            self.bar.value = self.bar.max
            seconds = controller.result.info["seconds"]
            self._say(f"Done in {seconds:.0f} s. Try another goal, or more strength.")
        elif controller.state == "cancelled":
            self._say("Cancelled. Press Dream to start again.")
        else:
            self._fail(controller.error)
        if controller.result is not None:
            self._show_result()
        self._set_running(False)

    def _show_step(self, step):
        self.bar.max, self.bar.value = step.total, step.index
        known = step.expected_seconds == step.expected_seconds  # NaN at first
        left = f", about {remaining(step)} left" if known else ""
        if not self.controller.cancelling:
            self._say(f"Step {step.index} of {step.total}{left}")
        now = time.monotonic()
        if now - self._last_sent > SECONDS_BETWEEN_PICTURES:
            self._last_sent = now
            self._put(images.resize(step.image, self._under_way.shape[:2]))

    def _show_original(self):
        """Show the picture chosen; a dream of the one before is kept and can still be saved."""
        name = self.picture.value
        own = self.photo is not None and name not in samples.sample_names()
        self.original = self.photo if own else samples.sample(name, max_size=LONGEST)
        self.compare.layout.visibility = "hidden"
        self._put(self.original)

    def _show_result(self):
        self.compare.layout.visibility = "visible"
        self.compare.value = 100
        self._show_compared()

    def _show_compared(self):
        dreamt, original = self.result.image, self.dreamt_from
        seam = round(dreamt.shape[1] * self.compare.value / 100)
        both = np.concatenate([dreamt[:, :seam], original[:, seam:]], axis=1)
        if 0 < seam < both.shape[1]:
            both[:, seam] = 1.0
        self._put(both)

    def _take_upload(self):
        name, content = uploaded(self.upload.value)
        if name is None:
            return
        if len(content) > LARGEST_UPLOAD:
            self._fail(f"'{name}' is larger than {LARGEST_UPLOAD // 2**20} MB; make it smaller.")
            return
        try:
            photo = images.load_image(content, max_size=LONGEST)
        except (OSError, ValueError) as error:
            self._fail(sentence(error).replace("the uploaded file", name))
            return
        self.photo, own = photo, f"your {name}"
        self.picture.options = [*samples.sample_names(), own]
        self.picture.value = own
        self._show_original()  # also when the same name was uploaded again
        self._say(f"{html.escape(name)} is ready to dream.")

    def _explain_goal(self):
        self.shows.value = note(html.escape(self.net.presets[self.goal.value].shows))

    def _save(self):
        try:
            self.saved = self.result.save(free_path(Path.cwd() / "my_dream.png")).resolve()
        except (OSError, ValueError) as error:
            self._fail(sentence(error))
            return
        self.save_button.disabled = True  # until there is something new
        self._say(f"Saved as <b>{html.escape(str(self.saved))}</b>")

    def _set_running(self, running):
        for control in (self.picture, self.upload, self.goal, self.strength, self.dream_button):
            control.disabled = running
        self.cancel_button.disabled = not running
        if running:
            self.compare.layout.visibility = "hidden"

    def _say(self, text):
        self.error = None
        self.status.value = note(text)

    def _fail(self, error):
        self.error = error
        self.status.value = trouble(html.escape(error))

    def _put(self, picture):
        """Send a picture to the one Image, which always stands in the same square."""
        self.view.value = jpeg(picture)
        height, width = picture.shape[:2]
        self.view.layout.width = f"{round(LONGEST * width / max(height, width))}px"


def _wide():
    """A layout of its own for each widget: what is shared is hidden together."""
    return widgets.Layout(width="auto")


def _share(grow):
    return widgets.Layout(flex=f"{grow} 1 0%", width="auto")
