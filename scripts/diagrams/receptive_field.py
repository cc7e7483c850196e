"""The receptive field, growing layer by layer."""

from diagrams import style

TEXTS = {
    "alt": (
        "A row of twelve pixels and three layers above it. Lines lead from one neuron at the top "
        "down to all pixels that can change it: a filter of 3 sees 3 pixels, pooling by 2 sees "
        "4, the second filter of 3 sees 8."
    ),
    "caption": (
        "The receptive field grows with each layer. After pooling with stride 2 neighbors lie two "
        "pixels apart, so the second filter of 3 adds 2 × 2 pixels and not 2 × 1."
    ),
}
PIXELS = 12
# name, size of the filter or of the pooling, stride
LAYERS = (("filter of 3", 3, 1), ("pooling by 2", 2, 2), ("filter of 3", 3, 1))


def numbers():
    """Field and distance of neighbors in pixels, after each layer, counted on the row itself."""
    seen = [{pixel} for pixel in range(PIXELS)]  # of each neuron, the pixels it sees
    rows = []
    for name, size, stride in LAYERS:
        starts = range(0, len(seen) - size + 1, stride)
        seen = [set().union(*seen[start : start + size]) for start in starts]
        distance = min(seen[1]) - min(seen[0])
        rows.append({"layer": name, "sees": len(seen[0]), "distance": distance})
    return {"pixels": PIXELS, "layers": rows}


def _centers():
    """Where the neurons of each layer stand, in pixels, and the inputs of each."""
    places, inputs = [list(range(PIXELS))], []
    for _, size, stride in LAYERS:
        below = places[-1]
        starts = range(0, len(below) - size + 1, stride)
        inputs.append([list(range(start, start + size)) for start in starts])
        places.append([sum(below[i] for i in used) / size for used in inputs[-1]])
    return places, inputs


def draw(found):
    figure, axes = style.canvas(98, 52)
    places, inputs = _centers()
    left, step, heights = 23, 4.1, (43, 31, 20, 8)
    marked = [set(), set(), set(), {1}]  # the second neuron at the top, and all it depends on
    for level in (2, 1, 0):
        marked[level] = {i for j in marked[level + 1] for i in inputs[level][j]}
    for level, connections in enumerate(inputs):
        for j, used in enumerate(connections):
            for i in used:
                on = j in marked[level + 1]
                axes.plot(
                    [left + step * places[level + 1][j], left + step * places[level][i]],
                    [heights[level + 1], heights[level]],
                    color=style.WEIGHT if on else style.LINE,
                    linewidth=2 if on else 0.7,
                    zorder=2 if on else 1,
                )
    for level, row in enumerate(places):
        for i, place in enumerate(row):
            on = i in marked[level]
            axes.plot(
                left + step * place,
                heights[level],
                "s" if level == 0 else "o",
                markersize=19,
                markerfacecolor=style.DATA if on else style.DATA_LIGHT,
                markeredgecolor=style.DATA,
                zorder=3,
            )
    style.text(axes, 3, heights[0], "12 pixels", 14, ha="left")
    for (name, *_), y in zip(LAYERS, heights[1:], strict=True):
        style.text(axes, 3, y, name, 14, ha="left")
    style.text(axes, 83.5, 2.6, "one neuron sees", 12, style.SOFT)
    for row, y in zip(found["layers"], heights[1:], strict=True):
        style.text(axes, 83.5, y - 1.2, f"{row['sees']} pixels", 17, style.DATA, weight="bold")
        apart = "next to each other" if row["distance"] == 1 else "2 pixels apart"
        style.text(axes, 83.5, y + 2.2, f"neighbors {apart}", 10.5, style.SOFT)
    pixels = sorted(marked[0])
    x, width = left + step * (pixels[0] - 0.5), step * len(pixels)
    style.frame(axes, x, heights[0] - 2.2, width, 4.4)
    words = f"receptive field of the marked neuron at the top: {len(pixels)} pixels"
    style.text(axes, x + width / 2, heights[0] + 5, words, 13, style.WEIGHT, weight="bold")
    return figure
