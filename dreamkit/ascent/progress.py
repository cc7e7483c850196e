"""Progress: telling the user how far a run is, and how long it will take."""

from __future__ import annotations

import functools
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

LONG_SECONDS = 300


@dataclass(frozen=True)
class Step:
    """Callback: what `on_step` is told after each step.

    Attributes
    ----------
    index : int
        Steps done, in all octaves together.
    total : int
        Steps to do, in all octaves together.
    octave : int
        The present octave, from 1.
    octaves : int
        How many there are.
    loss : float
        The goal's value before this step's move.
    picture : tensor or numpy.ndarray
        The dream so far, at this octave's size, where it lies: on a GPU, if there is one. The
        same as a NumPy array is `image`.
    seconds : float
        Time since the start.
    expected_seconds : float
        The estimate for the whole dream; NaN before the third step.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo, steps = dk.sample("clouds", max_size=64), []
    >>> result = dk.dream(photo, goal="mixed3", steps=2, octaves=1, on_step=steps.append)
    >>> [f"{step.index} of {step.total}" for step in steps]
    ['1 of 2', '2 of 2']
    >>> steps[0].image.shape
    (48, 64, 3)
    """

    index: int
    total: int
    octave: int
    octaves: int
    loss: float
    picture: Any
    seconds: float
    expected_seconds: float

    @functools.cached_property
    def image(self) -> npt.NDArray[np.float32]:
        """Picture: the dream so far as a NumPy array, fetched when it is first read.

        Returns
        -------
        numpy.ndarray
            float32 in [0, 1], shape (height, width, 3); (count, height, width, 3) where
            `visualize` grows a list.
        """
        return np.asarray(self.picture)


class Clock:
    """Estimates the whole dream's time from the pixels done and the pixels to come.

    The first step is left out of the estimate: it includes compiling the function.
    """

    def __init__(self, pixels_in_all):
        self.start = time.monotonic()
        self.pixels_in_all = pixels_in_all
        self.done = self.steps = self.first_done = 0
        self.first_end = self.start

    def tick(self, pixels):
        """Count one finished step; return (seconds so far, expected seconds)."""
        now = time.monotonic()
        self.done += pixels
        self.steps += 1
        if self.steps == 1:
            self.first_end, self.first_done = now, self.done
        if self.steps < 3:
            return now - self.start, float("nan")
        rate = (now - self.first_end) / (self.done - self.first_done)
        return now - self.start, now - self.start + rate * (self.pixels_in_all - self.done)


class Bar:
    """A tqdm progress bar for the terminal or the notebook; an `on_step` function."""

    def __init__(self, doing="dreaming"):
        self.doing = doing
        self.bar = self.place = None
        self.told = False

    def __call__(self, step):
        if self.bar is None:
            self._open(step.total)
        if step.expected_seconds == step.expected_seconds:  # not NaN, as it is at first
            # Told anew after each step: small octaves take longer for a pixel than large ones.
            self.bar.set_description(
                f"{self.doing}, {duration(step.expected_seconds)} in all", refresh=not self.told
            )
            if not self.told and step.expected_seconds > LONG_SECONDS:
                self.bar.write(expectation(step.expected_seconds), file=sys.stderr)
            self.told = True
        self.bar.set_postfix_str(
            (f"octave {step.octave}/{step.octaves}, " if step.octaves > 1 else "")
            + f"loss {step.loss:.3g}"
            + (f", {remaining(step)} left" if self.told else ""),
            refresh=False,
        )
        self.bar.update(step.index - self.bar.n)

    def _open(self, total):
        from tqdm.auto import tqdm
        from tqdm.notebook import tqdm_notebook

        # tqdm's own estimate assumes that all steps take equally long; octaves differ.
        form = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"
        in_notebook = issubclass(tqdm, tqdm_notebook)
        more = {"display": False} if in_notebook else {}
        self.bar = tqdm(total=total, desc=self.doing, leave=False, bar_format=form, **more)
        if in_notebook:
            self.place = shown(self.bar.container)

    def close(self):
        """Remove the bar; where a dream was stopped in a notebook, it stays and shows where."""
        if self.bar is None:
            return
        if self.place is not None and is_captured():
            # What an Output widget has taken stays there, as a view of a widget: closed, it would
            # come back as "model not found".
            self.bar.leave, self.bar.container.layout.display = True, "none"
            self.bar.close()
            return
        self.bar.close()
        if self.place is not None and self.bar.n == self.bar.total:
            # A notebook read as a page would go on saying "0%", the text that stands for a widget.
            self.place.update({"text/plain": "", "text/html": ""}, raw=True)


def is_captured():
    """Whether an Output widget, such as that of `interact`, takes what is displayed now."""
    import ipywidgets

    module = sys.modules[ipywidgets.Widget.__module__]
    known = getattr(module, "_instances", None)  # ipywidgets 8; 7 keeps them in the class
    known = ipywidgets.Widget.widgets if known is None else known
    return any(isinstance(each, ipywidgets.Output) and each.msg_id for each in [*known.values()])


def shown(widget):
    """Show a widget; return the handle through which its place in the page can be changed.

    `display(widget, display_id=True)` would do, but widgets of ipywidgets 7 show themselves and
    leave the handle without a place.
    """
    from IPython.display import display

    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    page = {"text/plain": repr(widget), "application/vnd.jupyter.widget-view+json": view}
    return display(page, raw=True, display_id=True)


def remaining(step):
    """Return the time still needed, as text."""
    return duration(max(0.0, step.expected_seconds - step.seconds))


def expectation(seconds):
    """Return the sentence for a dream that takes long: how long, and how to shorten it."""
    return (
        f"This dream takes about {duration(seconds)} in all. A smaller picture (max_size of "
        "load_image, --max-size), fewer steps or fewer octaves would make it shorter."
    )


def duration(seconds):
    """Return seconds as "8 s", "3 min" or "1.5 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
