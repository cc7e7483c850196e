"""The loss of a dream, drawn while it grows.

No widgets in here; and no pyplot, which is not made for threads.
"""

from __future__ import annotations

import io
import math
import time

INK = "#808080"  # legible on white and on black
LINE = "#2f86d6"
SIZE = 5.12, 1.5  # inches
DPI = 144
AXES = 0.13, 0.27, 0.86, 0.62  # left, bottom, width, height: finding them takes half of the time
LEAST_SECONDS = 0.5  # between two drawings
LARGEST_SHARE = 0.1  # of the time: each drawing is taken from the dream


class LossCurve:
    """Collects the losses of a run and draws them, not too often.

    Attributes
    ----------
    losses : list of float
        The loss of each step so far.
    octaves : list of int
        The octave of each step, from 1.
    """

    def __init__(self):
        self.losses, self.octaves, self.total = [], [], 1
        self._next = 0.0

    def add(self, step):
        """Take note of a Step."""
        self.losses.append(step.loss)
        self.octaves.append(step.octave)
        self.total = step.total

    @property
    def alt(self):
        """The drawing in a sentence, for those who cannot see it."""
        if not self.losses:
            return "An empty chart: the loss of each step will be drawn here."
        count, octaves = len(self.losses), self.octaves[-1]
        if count == 1:
            return f"The loss of the first of {self.total} steps: {self.losses[0]:.3g}."
        values = f"from {self.losses[0]:.3g} to {self.losses[-1]:.3g}"
        apart = f", in {octaves} octaves" if octaves > 1 else ""
        return f"The loss over {count} of {self.total} steps: a line {values}{apart}."

    def png(self):
        """Draw now; returns the bytes of a PNG file."""
        return draw(self.losses, self.octaves, self.total)

    def png_if_due(self):
        """Draw if the last drawing is long enough ago; returns the bytes, or None."""
        before = time.monotonic()
        if before < self._next:
            return None
        drawn = self.png()
        after = time.monotonic()
        self._next = after + max(LEAST_SECONDS, (after - before) / LARGEST_SHARE)
        return drawn


def figure(losses, octaves, total):
    """Return a matplotlib Figure: loss over step, a piece of line for each octave.

    Parameters
    ----------
    losses, octaves : list
        Of each step so far.
    total : int
        Steps in all: the axis has room for those to come.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    made = Figure(figsize=SIZE, dpi=DPI, facecolor="none")
    axes = made.add_axes(AXES, facecolor="none")
    axes.set_xlim(0.5, max(total, 2) + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.set_xlabel("step", fontsize=8, color=INK)
    axes.set_ylabel("loss", fontsize=8, color=INK)
    axes.yaxis.set_label_coords(-0.115, 0.5)
    axes.yaxis.set_major_formatter("{x:.3g}")
    axes.tick_params(labelsize=7.5, colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(INK)
    if not losses:
        axes.set(xticks=[], yticks=[])
        centered = {"transform": axes.transAxes, "ha": "center", "va": "center"}
        axes.text(0.5, 0.5, "The loss is drawn here.", fontsize=8, color=INK, **centered)
    for begin, end in pieces(octaves):
        marker = "o" if end - begin == 1 else None
        steps = range(begin + 1, end + 1)
        axes.plot(steps, losses[begin:end], color=LINE, linewidth=1.6, marker=marker, markersize=3)
        if begin:
            axes.axvline(begin + 0.5, color=INK, linewidth=0.7, linestyle=":")
        if octaves[-1] > 1 or end < len(octaves):
            label = f"octave {octaves[begin]}"
            axes.annotate(
                label,
                (begin + 0.5, 1.0),
                (3, 2),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=7,
                color=INK,
            )
    return made


def pieces(octaves):
    """Return (begin, end) of each run of equal numbers."""
    cuts = [n for n in range(1, len(octaves)) if octaves[n] != octaves[n - 1]]
    return list(zip([0, *cuts], [*cuts, len(octaves)], strict=True)) if octaves else []


def draw(losses, octaves, total):
    """Return `figure` as the bytes of a PNG file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    known = [loss if math.isfinite(loss) else math.nan for loss in losses]
    made = figure(known, octaves, total)
    buffer = io.BytesIO()
    FigureCanvasAgg(made).print_png(buffer)
    return buffer.getvalue()
