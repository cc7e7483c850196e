"""The panel of lesson 00: a picture, a goal, a strength, and a button that dreams.

Everything that computes is in `worker` and below; this module only lays out widgets, and
only those that ipywidgets 7 and 8 share.
"""

from __future__ import annotations

import html
from pathlib import Path

from dreamkit.dreaming import octaves
from dreamkit.dreaming.settings import DEFAULTS
from dreamkit.images import decoding, samples
from dreamkit.networks.extractor import Network, NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.panel.base import Panel
from dreamkit.panel.html import ENDS, note
from dreamkit.panel.layout import above, frame, wide, widgets
from dreamkit.panel.run_view import RunView
from dreamkit.panel.uploads import LARGEST_UPLOAD, accepted, uploaded

LONGEST = 512  # pixels: a dream stays a matter of seconds on a laptop
MIDDLE = 5  # the strength at which a preset runs as it was designed


def first_dream(network: NetworkLike | None = None) -> FirstDream:
    """DeepDream, interactive: return the panel of lesson 00; end a cell with it to see it.

    A picture (a sample or an upload of at most 10 MB), one of the network's presets, a strength,
    a button that dreams, a slider between before and after, and Save.

    Parameters
    ----------
    network : str, Network or keras.Model, optional
        See `network`. Its presets are the goals on offer. Default "dreamnet".

    Returns
    -------
    FirstDream
        A widget. After a dream, `.result` is the Dream, `.error` the sentence shown if it failed,
        and `.raise_error()` raises that in a cell.

    Raises
    ------
    InputError, FileError
        The network cannot be used.
    ImportError
        ipywidgets is missing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> panel = dk.first_dream()
    >>> panel.goal.value, panel.strength.value
    ('creatures', 5)
    >>> panel.result is None  # until its button is pressed
    True
    """
    return FirstDream(network_named(network))


class FirstDream(Panel):
    """Controls beside a `RunView`; what that has, the panel has by the same name.

    `picture`, `upload`, `goal`, `strength`, `compare` hold what is chosen; `dream_button`,
    `cancel_button` and `save_button` can be pressed with `.click()`.
    """

    def __init__(self, net: Network) -> None:
        self.net = net
        self.photo = None  # the upload
        self.picture = widgets.Dropdown(
            options=samples.sample_names(), description="Picture", layout=wide()
        )
        self.upload = widgets.FileUpload(
            accept="image/*", multiple=False, description="or upload your own", layout=wide()
        )
        self.goal = widgets.Dropdown(
            options=list(net.presets), description="What should it dream of?", layout=wide()
        )
        self.shows = widgets.HTML()
        self.strength = widgets.IntSlider(
            value=MIDDLE, min=1, max=10, description="Strength", readout=False, layout=wide()
        )
        self.run_view = RunView(
            self._run_arguments,
            self._lock,
            longest=LONGEST,
            run="Dream",
            done="Try another goal, or more strength.",
            curve=False,
        )
        for name in ("worker", "bar", "status", "view", "compare"):
            setattr(self, name, getattr(self.run_view, name))
        self.dream_button = self.run_view.run_button
        self.cancel_button = self.run_view.cancel_button
        self.save_button = self.run_view.save_button
        limit = f"Up to {LARGEST_UPLOAD // 2**20} MB; made smaller, to {LONGEST} pixels, for speed."
        left = [self.picture, self.upload, widgets.HTML(note(limit)), self.run_view.preview]
        left += [self.goal, self.shows]
        left += [self.strength, widgets.HTML(ENDS), *self.run_view.left]
        super().__init__()
        columns = (240, 280), (290, LONGEST + 8)
        above(self.picture, self.goal, self.strength)
        frame(self, left, self.run_view.right, columns)
        self.picture.observe(lambda _: self._show_original(), "value")
        self.upload.observe(lambda _: self._take_upload(), "value")
        self.goal.observe(lambda _: self._explain_goal(), "value")
        self._explain_goal()
        self._show_original()

    @property
    def saved(self) -> Path | None:
        """The path written last, or None."""
        return self.run_view.saved

    def _run_arguments(self):
        preset = self.net.presets[self.goal.value]
        full = {**DEFAULTS, **preset.settings}
        scales = full["octaves"], full["octave_scale"], self.net.minimum_size
        octave_sizes = octaves.sizes(*self.original.shape[:2], *scales)
        # Strength is time: a fifth of the preset's steps at 1, twice as many at 10. A small
        # picture takes fewer octaves, which `dream` would warn of.
        steps = max(1, round(full["steps"] * self.strength.value / MIDDLE))
        settings = {**preset.settings, "steps": steps, "octaves": len(octave_sizes)}
        return self.original, {"network": self.net, "goal": preset.goal, **settings}

    def _lock(self, running):
        for control in (self.picture, self.upload, self.goal, self.strength):
            control.disabled = running

    def _show_original(self):
        """Show the picture chosen; a dream of the one before stays where it is."""
        name = self.picture.value
        own = self.photo is not None and name not in samples.sample_names()
        self.original = self.photo if own else samples.sample(name, max_size=LONGEST)
        self.run_view.show(self.original, subject=name)

    def _take_upload(self):
        name, content = uploaded(self.upload.value)
        if name is None:
            return
        try:
            self.photo = decoding.decode(accepted(name, content), name, LONGEST)
        except Exception as error:
            self.run_view.fail(error)
            return
        own = f"your {name}"
        self.picture.options = [*samples.sample_names(), own]
        self.picture.value = own
        self._show_original()  # also when the same name was uploaded again
        self.run_view.say(f"{html.escape(name)} is ready to dream.")

    def _explain_goal(self):
        self.shows.value = note(html.escape(self.net.presets[self.goal.value].shows))
