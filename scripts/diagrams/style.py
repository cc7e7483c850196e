"""The visual language of the drawings: colors with one meaning each, cells, boxes, arrows."""

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

PAGE = "#fbfaf6"  # its own light ground, so that a dark page leaves the ink readable
INK = "#1f2933"
SOFT = "#5f6b76"
LINE = "#b8c0c8"
DATA = "#2563a8"  # what flows: pixels, activations
DATA_LIGHT = "#d6e6f6"
WEIGHT = "#c2620a"  # what was learned: filters, weights
WEIGHT_LIGHT = "#fde5c8"
BACK = "#7a3a9a"  # what flows backwards: gradients
BACK_LIGHT = "#ead9f2"

matplotlib.rcParams.update(
    {
        "svg.hashsalt": "dreamkit",  # the same names in the file each time
        "svg.fonttype": "path",  # the same letters on every machine
        "font.family": "DejaVu Sans",
        "text.color": INK,
    }
)


def canvas(width, height):
    """A figure whose units are tenths of an inch, with the axes to draw on."""
    figure = plt.figure(figsize=(width / 10, height / 10), facecolor=PAGE)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.axis("off")
    return figure, axes


def text(axes, x, y, words, size=13, color=INK, ha="center", va="center", **more):
    return axes.text(x, y, words, fontsize=size, color=color, ha=ha, va=va, **more)


def box(axes, x, y, width, height, words="", face=DATA_LIGHT, edge=DATA, size=13, **more):
    """A rounded box with its words in the middle."""
    patch = FancyBboxPatch(
        (x, y),
        width,
        height,
        boxstyle="round,pad=0,rounding_size=0.8",
        facecolor=face,
        edgecolor=edge,
        linewidth=1.6,
    )
    axes.add_patch(patch)
    text(axes, x + width / 2, y + height / 2, words, size, **more)


def arrow(axes, start, end, color=INK, bend=0.0, width=1.8, dashed=False):
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=16,
            color=color,
            linewidth=width,
            linestyle=(0, (4, 2)) if dashed else "solid",
            connectionstyle=f"arc3,rad={bend}",
            shrinkA=0,
            shrinkB=0,
        )
    )


def table(axes, x, y, values, cell=4.6, face=DATA_LIGHT, edge=DATA, size=14, chosen=()):
    """A table of numbers; the cells in `chosen`, as (row, column), are darker."""
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            dark = (r, c) in chosen
            axes.add_patch(
                Rectangle(
                    (x + c * cell, y + r * cell),
                    cell,
                    cell,
                    facecolor=edge if dark else face,
                    edgecolor="white",
                    linewidth=1.5,
                )
            )
            words = f"{value:g}".replace("-", "−")
            color = "white" if dark else INK
            text(axes, x + (c + 0.5) * cell, y + (r + 0.5) * cell, words, size, color)


def frame(axes, x, y, width, height, color=WEIGHT, linewidth=3.0):
    axes.add_patch(
        Rectangle((x, y), width, height, fill=False, edgecolor=color, linewidth=linewidth)
    )


def picture(axes, x, y, width, image, edge=LINE):
    """A small photograph; returns its height in the drawing."""
    height = width * image.shape[0] / image.shape[1]
    axes.imshow(image, extent=(x, x + width, y + height, y), interpolation="none", zorder=1)
    frame(axes, x, y, width, height, edge, 1.2)
    return height
