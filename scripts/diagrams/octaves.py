"""Octaves, and the detail that shrinking lost."""

from itertools import pairwise

import numpy as np

import dreamkit as dk
from diagrams import style
from dreamkit.dreaming import octaves

SIDE, SCALE, COUNT = 240, 1.5, 3
SETTINGS = {"steps": 12, "step_size": 0.0075, "octaves": 1, "normalize": "laplacian"}
TEXTS = {
    "alt": (
        "Three sizes of a cat, from small to large. Above, the photo shrunk to each size. In the "
        "middle, gray pictures of fine lines: the detail that each smaller copy had lost. Below, "
        "the dream begins on the smallest copy, is enlarged, gets the lost detail back, and is "
        "dreamt on."
    ),
    "caption": (
        "Octaves. The dream begins on the smallest copy, where its patterns cover much of the "
        "picture. Enlarged, it would be blurred; so the lost detail (the photo minus its smaller "
        "copy, enlarged) is added before the dream goes on."
    ),
}
CREDIT = "Drawn for DreamKit, CC BY 4.0; the photo: Chelsea the cat, Stefan van der Walt, CC0"


def numbers():
    height, width = dk.sample("cat", max_size=SIDE).shape[:2]
    sizes = octaves.sizes(height, width, COUNT, SCALE, 1)
    return {"octave_scale": SCALE, "sizes": [list(size) for size in sizes]}


def _pictures(sizes):
    """The photo at each size, the detail lost between two, and the dream after each."""
    whole = dk.sample("cat", max_size=SIDE)
    photos = [dk.resize(whole, tuple(size)) for size in sizes]
    dreams, lost = [dk.dream(photos[0], goal="mixed4^2", **SETTINGS).image], []
    for before, now in pairwise(photos):
        lost.append(now - dk.resize(before, now.shape[:2]))
        start = np.clip(dk.resize(dreams[-1], now.shape[:2]) + lost[-1], 0, 1)
        dreams.append(dk.dream(start, goal="mixed4^2", **SETTINGS).image)
    return photos, lost, dreams


def draw(n):
    photos, lost, dreams = _pictures(n["sizes"])
    figure, axes = style.canvas(104, 78)
    widths = [30 / SCALE ** (COUNT - 1 - i) for i in range(COUNT)]
    heights = [width * n["sizes"][-1][0] / n["sizes"][-1][1] for width in widths]
    lefts = (15, 36, 66)
    rows = (15, 38, 63)  # where the middles of the pictures stand
    for y, words in zip(rows, ("photo,\nshrunk", "lost\ndetail", "dream"), strict=True):
        style.text(axes, 2, y, words, 13.5, ha="left", weight="bold")
    for i, (height, width) in enumerate(n["sizes"]):
        middle = lefts[i] + widths[i] / 2
        style.text(axes, middle, 2.6, f"{width} × {height}", 12, style.SOFT)
        style.picture(axes, lefts[i], rows[0] - heights[i] / 2, widths[i], photos[i], style.DATA)
        if i:
            gray = (lost[i - 1].mean(axis=2, keepdims=True) * 3 + 0.5).clip(0, 1).repeat(3, axis=2)
            top = rows[1] - heights[i] / 2
            style.picture(axes, lefts[i], top, widths[i], gray, style.WEIGHT)
        style.picture(axes, lefts[i], rows[2] - heights[i] / 2, widths[i], dreams[i], style.BACK)
        above = rows[1] + heights[i] / 2 if i else rows[0] + heights[0] / 2
        start, end = (middle, above + 0.4), (middle, rows[2] - heights[i] / 2 - 0.4)
        style.arrow(axes, start, end, style.WEIGHT if i else style.INK, width=2.2)
        words = "+" if i else "dream"
        size = 20 if i else 12.5
        color = style.WEIGHT if i else style.INK
        style.text(axes, middle + 1.2, (start[1] + end[1]) / 2, words, size, color, "left")
    for i in range(COUNT - 1):
        right, left = lefts[i] + widths[i] + 0.4, lefts[i + 1] - 0.4
        style.arrow(axes, (left, rows[0]), (right, rows[0]), style.DATA)
        style.text(axes, (left + right) / 2, rows[0] - 1.6, "shrink", 11, style.DATA)
        style.arrow(axes, (right, rows[2]), (left, rows[2]), style.BACK, width=2.2)
        words = "enlarge,\nadd (+),\ndream"
        style.text(axes, (left + right) / 2, rows[2] + 4, words, 11, style.BACK)
    style.text(axes, 2, 75.5, "Read the lowest row from left to right.", 12.5, style.SOFT, "left")
    return figure
