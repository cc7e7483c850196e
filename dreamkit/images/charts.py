"""Charts of the lessons: lines, dots and bars in panels beside each other, with an alt text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from dreamkit.errors import check_positive_int
from dreamkit.images.arrays import as_picture
from dreamkit.images.figures import PAGE_WIDTH, present

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Dark to light, told apart without color by their marks, and no red beside green.
COLORS = ("tab:purple", "tab:orange", "tab:blue", "black", "tab:gray")
MARKS = "os^D*"


@dataclass(frozen=True)
class Panel:
    """One chart: curves on axes with words.

    Attributes
    ----------
    curves : dict
        By name, the values, or a pair (positions, values). Positions may be texts.
    x_label, y_label, title : str
    log : str
        Which axes are logarithmic: "", "x", "y" or "xy".
    marks : str
        "line", "dots" (no line), "both" or "bars".
    x_lines, y_lines : sequence of float
        Where dotted lines stand, through the whole chart.
    x_ticks : sequence of float
        The only positions with a number; empty for matplotlib's choice.
    y_min : float or None
        Where the vertical axis begins; None for matplotlib's choice.
    first : int
        The position of the first value of curves without positions.
    x_range : (float, float) or None
        The ends of the horizontal axis, for a chart that is drawn again and again as its curves
        grow; None for matplotlib's choice.
    """

    curves: Mapping[str, npt.ArrayLike | tuple[npt.ArrayLike, npt.ArrayLike]]
    x_label: str = ""
    y_label: str = ""
    title: str = ""
    log: str = ""
    marks: str = "line"
    x_lines: Sequence[float] = ()
    y_lines: Sequence[float] = ()
    x_ticks: Sequence[float] = field(default=())
    y_min: float | None = None
    first: int = 0
    x_range: tuple[float, float] | None = None


def charts(
    *panels: Panel,
    alt: str,
    height: float = 3.6,
    share_y: bool = False,
    beside: npt.ArrayLike | None = None,
) -> Figure:
    """Draw panels side by side, if wanted with a picture at their right, and show them.

    Parameters
    ----------
    *panels : Panel
    alt : str
        What is to be seen, for those who cannot see it; see `figures.present`.
    height : float
        In inches. Default 3.6.
    share_y : bool
        One scale for all vertical axes. Default False.
    beside : array, optional
        A picture.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        There is no panel, `alt` says nothing, or `beside` is not a picture.

    Examples
    --------
    >>> from dreamkit.images import charts
    >>> panel = charts.Panel({"loss": [0.2, 0.3, 0.5]}, "step", "loss")
    >>> figure = charts.charts(panel, alt="A line that climbs.")
    >>> [axis.get_xlabel() for axis in figure.axes]
    ['step']
    """
    import matplotlib.pyplot as plt

    check_positive_int("the number of panels", len(panels))
    shown = [] if beside is None else [as_picture(beside)]
    width = PAGE_WIDTH if shown else 8 if len(panels) == 1 else 11
    figure, axes = plt.subplots(
        1,
        len(panels) + len(shown),
        figsize=(width, height),
        width_ratios=[1] * len(panels) + [2.4] * len(shown),
        squeeze=False,
        layout="constrained",
    )
    for axis, panel in zip(axes[0], panels, strict=False):
        if share_y and axis is not axes[0][0]:
            axis.sharey(axes[0][0])
            axis.tick_params(labelleft=False)
        _draw(axis, panel)
    for picture in shown:
        axes[0][-1].imshow(picture, interpolation="nearest")
        axes[0][-1].axis("off")
    present(figure, alt)
    return figure


def _draw(axis, panel):
    for x in panel.x_lines:
        axis.axvline(x, color="gray", linestyle=":")
    for y in panel.y_lines:
        axis.axhline(y, color="gray", linestyle=":")
    for index, (name, curve) in enumerate(panel.curves.items()):
        numbered = panel.first + np.arange(len(curve))
        x, y = curve if isinstance(curve, tuple) else (numbered, curve)
        color, mark = COLORS[index % len(COLORS)], MARKS[index % len(MARKS)]
        if panel.marks == "bars":
            axis.bar(x, y, color=color, label=name)
            axis.tick_params(axis="x", rotation=90)
            continue
        line = "none" if panel.marks == "dots" else "-"
        mark = "" if panel.marks == "line" else mark
        axis.plot(x, y, linestyle=line, color=color, label=name, marker=mark)
    axis.set(xlabel=panel.x_label, ylabel=panel.y_label, title=panel.title)
    if "x" in panel.log:
        axis.set_xscale("log")
    if "y" in panel.log:
        axis.set_yscale("log")
    if len(panel.x_ticks):
        axis.set_xticks(panel.x_ticks, [f"{tick:g}" for tick in panel.x_ticks])
        axis.minorticks_off()
    if panel.x_range is not None:
        axis.set_xlim(panel.x_range)
    if panel.y_min is not None:
        axis.set_ylim(bottom=panel.y_min)
    if len(panel.curves) > 1:
        axis.legend()


def gains(before: npt.ArrayLike, after: npt.ArrayLike, alt: str) -> Figure:
    """Draw a dot for each channel, its mean before and after: above the line it gained.

    Parameters
    ----------
    before, after : array
        One number for each channel.
    alt : str
        See `figures.present`.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        `alt` says nothing.

    Examples
    --------
    >>> from dreamkit.images import charts
    >>> figure = charts.gains([0.1, 0.5, 0.3, 0.2], [0.2, 0.4, 0.6, 0.7], "Three dots of four.")
    >>> figure.axes[0].get_title()
    '75% of 4 channels gained'
    """
    import matplotlib.pyplot as plt

    before, after = np.asarray(before), np.asarray(after)
    figure, axis = plt.subplots(figsize=(5, 4.6), layout="constrained")
    axis.axline((0, 0), slope=1, color="gray", linewidth=1)
    for won, color, mark in (True, "tab:purple", "^"), (False, "tab:orange", "v"):
        these = (after > before) == won
        name = "gained" if won else "lost"
        axis.scatter(before[these], after[these], s=16, c=color, marker=mark, label=name)
    axis.set(xlabel="mean activation in the photo", ylabel="in the dream")
    axis.set_title(f"{np.mean(after > before):.0%} of {len(before)} channels gained")
    axis.legend()
    present(figure, alt)
    return figure


def to_scale(
    pictures: Sequence[npt.ArrayLike], alt: str, titles: Sequence[str] | None = None
) -> Figure:
    """Show pictures beside each other, a pixel of each as large as a pixel of the others.

    Parameters
    ----------
    pictures : list of array
    alt : str
        See `figures.present`.
    titles : list of str, optional
        Default: how wide each is, in pixels.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        Something is not a picture, there is none, or `alt` says nothing.

    Examples
    --------
    >>> import dreamkit as dk
    >>> from dreamkit.images import charts
    >>> pair = [dk.sample("cat", max_size=side) for side in (32, 64)]
    >>> [axis.get_title() for axis in charts.to_scale(pair, "A small cat, a larger one.").axes]
    ['32 wide', '64 wide']
    """
    import matplotlib.pyplot as plt

    check_positive_int("the number of pictures", len(pictures))
    checked = [as_picture(picture) for picture in pictures]
    wide = [picture.shape[1] for picture in checked]
    high = max(picture.shape[0] for picture in checked) / sum(wide) * PAGE_WIDTH
    figure, axes = plt.subplots(
        1,
        len(checked),
        figsize=(PAGE_WIDTH, high + 0.4),
        width_ratios=wide,
        squeeze=False,
        layout="constrained",
    )
    titles = titles or [f"{width} wide" for width in wide]
    for axis, picture, title in zip(axes[0], checked, titles, strict=True):
        axis.imshow(picture)
        axis.set_title(title)
        axis.axis("off")
    present(figure, alt)
    return figure


def differences(error: npt.ArrayLike, alt: str, title: str = "") -> Figure:
    """Show a map of differences on a logarithmic scale of growing lightness.

    Parameters
    ----------
    error : array
        Shape (height, width), in standard deviations.
    alt : str
        See `figures.present`.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        `alt` says nothing.

    Examples
    --------
    >>> import numpy as np
    >>> from dreamkit.images import charts
    >>> figure = charts.differences(np.ones((4, 6)), "One color.", title="the same everywhere")
    >>> figure.axes[0].get_title()
    'the same everywhere'
    """
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(10, 5), layout="constrained")
    shown = axis.imshow(np.asarray(error), cmap="magma", norm="log", vmin=0.003, vmax=3)
    figure.colorbar(shown, label="difference (in standard deviations)", shrink=0.85)
    axis.set(title=title, xticks=[], yticks=[])
    present(figure, alt)
    return figure
