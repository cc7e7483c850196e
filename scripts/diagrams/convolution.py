"""One convolution with its numbers."""

import numpy as np

from diagrams import style

TEXTS = {
    "alt": (
        "A table of 5 by 5 pixels, a filter of 3 by 3 weights and the feature map of 3 by 3 "
        "numbers. A frame marks the nine pixels under the filter; below, the nine products "
        "are added up to the one number that is marked in the feature map."
    ),
    "caption": (
        "One convolution: lay the filter on nine pixels, multiply, add up, and move on by one "
        "pixel (stride 1). Where the picture is even the answer is 0; where it gets brighter to "
        "the right the answer is large."
    ),
}
ROW, COLUMN = 2, 1  # of the marked number in the feature map


def numbers():
    picture = np.array(
        [[2, 2, 2, 9, 9], [2, 2, 2, 9, 9], [2, 2, 2, 9, 9], [2, 2, 2, 8, 9], [2, 2, 2, 9, 9]]
    )
    weights = np.array([[-1, 0, 1]] * 3)
    places = np.lib.stride_tricks.sliding_window_view(picture, (3, 3))
    return {
        "picture": picture.tolist(),
        "filter": weights.tolist(),
        "feature_map": (places * weights).sum(axis=(2, 3)).tolist(),
        "marked": [ROW, COLUMN],
    }


def _signed(value):
    return f"({value})".replace("-", "−") if value < 0 else str(value)


def draw(found):
    figure, axes = style.canvas(98, 49)
    cell = 4.8
    patch = [row[COLUMN : COLUMN + 3] for row in found["picture"][ROW : ROW + 3]]
    style.text(axes, 16, 4, "picture: 5 × 5 pixels", 14, style.DATA, weight="bold")
    style.table(axes, 4, 7, found["picture"], cell)
    style.frame(axes, 4 + COLUMN * cell, 7 + ROW * cell, 3 * cell, 3 * cell)
    style.text(axes, 34.5, 19, "×", 24)
    style.text(axes, 48, 4, "filter: 3 × 3 weights", 14, style.WEIGHT, weight="bold")
    weights = found["filter"]
    style.table(axes, 48 - 1.5 * cell, 7 + cell, weights, cell, style.WEIGHT_LIGHT, style.WEIGHT)
    style.frame(axes, 48 - 1.5 * cell, 7 + cell, 3 * cell, 3 * cell)
    style.arrow(axes, (59, 19), (69, 19))
    style.text(axes, 64, 16.6, "add up", 12)
    style.text(axes, 81, 4, "feature map: 3 × 3", 14, style.DATA, weight="bold")
    left = 81 - 1.5 * cell
    style.table(axes, left, 7 + cell, found["feature_map"], cell, chosen=[(ROW, COLUMN)])
    for r, (pixels, row) in enumerate(zip(patch, weights, strict=True)):
        products = " + ".join(f"{p}·{_signed(w)}" for p, w in zip(pixels, row, strict=True))
        total = sum(p * w for p, w in zip(pixels, row, strict=True))
        y = 36.4 + 3.2 * r
        style.text(axes, 6, y, f"row {r + 1}:   {products}", 13, ha="left")
        style.text(axes, 33, y, f"= {total}".replace("-", "−"), 13, ha="left")
    style.text(
        axes,
        46,
        39.6,
        f"together  {found['feature_map'][ROW][COLUMN]}",
        17,
        style.DATA,
        ha="left",
        weight="bold",
    )
    style.arrow(axes, (64.5, 39.6), (81, 7 + 4 * cell + 0.5), style.DATA, bend=0.3)
    style.text(
        axes, 49, 46.4, "Then the frame moves on by one pixel: 3 × 3 places.", 12, style.SOFT
    )
    return figure
