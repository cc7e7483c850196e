"""An Inception block: InceptionV3's first, `mixed0`."""

from diagrams import style

TEXTS = {
    "alt": (
        "192 feature maps go into four branches side by side: a 1 by 1 convolution with 64 "
        "filters; 1 by 1 with 48 and then 5 by 5 with 64; 1 by 1 with 64 and then twice 3 by 3 "
        "with 96; average pooling and then 1 by 1 with 32. Their maps are stacked: 256."
    ),
    "caption": (
        "An Inception block, here mixed0 of InceptionV3. It does not choose one size of filter: "
        "four branches look at the same maps in small and large windows, and their answers are "
        "stacked. dreamnet's blocks have three of these branches and fewer filters."
    ),
}


def numbers():
    """Of each branch (kind, size, filters); a pooling has no filters of its own."""
    return {
        "network": "InceptionV3",
        "layer": "mixed0",
        "maps_in": 192,
        "branches": [
            [["conv", 1, 64]],
            [["conv", 1, 48], ["conv", 5, 64]],
            [["conv", 1, 64], ["conv", 3, 96], ["conv", 3, 96]],
            [["pool", 3, None], ["conv", 1, 32]],
        ],
        "maps_out": 256,
    }


def _words(kind, size, filters):
    if kind == "pool":
        return f"average\npool {size} × {size}"
    return f"{size} × {size}\n{filters} filters"


def draw(found):
    figure, axes = style.canvas(104, 56)
    style.box(axes, 2, 20, 13, 12, f"{found['maps_in']}\nmaps in", size=14)
    tops = (4, 15.5, 27, 38.5)
    for top, branch in zip(tops, found["branches"], strict=True):
        middle, x = top + 4.25, 24
        style.arrow(axes, (15.3, 26), (x - 0.3, middle), style.DATA)
        for kind, size, filters in branch:
            learned = kind == "conv"
            face = style.WEIGHT_LIGHT if learned else "#eceff2"
            edge = style.WEIGHT if learned else style.SOFT
            style.box(axes, x, top, 12.5, 8.5, _words(kind, size, filters), face, edge, 12.5)
            last = x + 12.5
            x += 16.5
        for place in range(1, len(branch)):
            style.arrow(axes, (24 + 16.5 * place - 3.7, middle), (24 + 16.5 * place - 0.3, middle))
        style.arrow(axes, (last + 0.3, middle), (83.7, middle), style.DATA)
        style.text(axes, 79.5, middle - 1.8, f"{branch[-1][2]}", 13, style.DATA, weight="bold")
    parts = [branch[-1][2] for branch in found["branches"]]
    bottom = 47
    colors = ("#bcd6ee", "#d6e6f6", "#bcd6ee", "#d6e6f6")
    for top, color in zip(tops, colors, strict=True):
        style.box(axes, 84, top, 5, 8.5, face=color)
    style.text(axes, 97, 22, "stacked:", 13)
    total = f"{found['maps_out']}"
    style.text(axes, 97, 26, total, 19, style.DATA, weight="bold")
    style.text(axes, 97, 30, "maps out", 13)
    sum_of = " + ".join(str(part) for part in parts)
    style.text(
        axes, 102, bottom + 3.6, f"{sum_of} = {total}", 13, style.DATA, ha="right", weight="bold"
    )
    words = "The same maps, seen in small and in large windows at once."
    style.text(axes, 2, bottom + 3.6, words, 12.5, style.SOFT, ha="left")
    return figure
