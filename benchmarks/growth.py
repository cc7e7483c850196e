"""Time and memory against the size of the picture: a table and a plot."""

from benchmarks.sections import covered, memory
from benchmarks.sections.covered import share
from benchmarks.sections.step import AUTO, FLOAT32, TILED, kind_of
from benchmarks.tables import hundredths, number, table

# Okabe and Ito's colors, which do not rely on telling red from green.
COLORS = {TILED: "#555555", FLOAT32: "#0072B2", AUTO: "#D55E00"}
PLOT = "growth.webp"


def write(data):
    """The table of the seconds a step; `data` is that of section `covered`."""
    lines = []
    for side in data["plan"]["sides"]:
        rows = [covered.row_of(data, name, side) for name in COLORS]
        seconds = ["" if row.missing else number(row.median) for row in rows]
        part = share(data, TILED, side)
        part = "" if part is None else hundredths(part)
        lines.append([f"{side} x {side}", *seconds, part])
    head = ["picture", *COLORS, "covered by the tutorial"]
    return table(head, lines)


def draw(covered_data, memory_data, path):
    """Write the plot; a section that was not measured leaves its panel out."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    panels = []
    if covered_data:
        panels.append(("Seconds a step", _times(covered_data)))
    if memory_data:
        panels.append(("Peak memory, GiB", _peaks(memory_data)))
    with plt.rc_context({"font.size": 10}):
        figure, axes = plt.subplots(
            1, len(panels), figsize=(4.6 * len(panels), 4), squeeze=False, layout="constrained"
        )
        for axis, (title, lines) in zip(axes[0], panels, strict=True):
            _draw(axis, title, lines)
        figure.savefig(path, dpi=170)
        plt.close(figure)


def _times(data):
    """(label, color, line style, {side: seconds}) of each line."""
    lines = []
    for name, color in COLORS.items():
        rows = {side: covered.row_of(data, name, side) for side in data["plan"]["sides"]}
        rows = {side: row for side, row in rows.items() if not row.missing}
        kind = kind_of(name, next(iter(rows.values()))) if rows else ""
        if not rows or (name == AUTO and kind == "float32"):  # the same line again
            continue
        seconds = {side: row.median for side, row in rows.items()}
        label = "tutorial, some pixels" if name == TILED else f"dreamkit, {kind}"
        lines.append((label, color, "-", seconds))
        parts = {side: share(data, name, side) for side in seconds} if name == TILED else {}
        whole = {side: seconds[side] / part for side, part in parts.items() if part}
        if whole:
            lines.append(("tutorial, all pixels", color, ":", whole))
    return lines


def _peaks(data):
    """The same, of {side: GiB}."""
    lines = []
    for name, label in ((TILED, "tutorial"), (FLOAT32, "dreamkit, float32")):
        held = {side: memory.bytes_of(data, name, side) for side in data["plan"]["memory_sides"]}
        held = {side: peak / 2**30 for side, peak in held.items() if peak is not None}
        if held:
            lines.append((label, COLORS[name], "-", held))
    return lines


def _draw(axis, title, lines):
    from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

    sides = sorted({side for *_, values in lines for side in values})
    for _, color, style, values in lines:
        pixels = [side**2 for side in values]
        axis.plot(pixels, values.values(), style, color=color, marker="o", markersize=4)
    axis.set(xscale="log", yscale="log", xlabel="picture, pixels")
    axis.set_title(title, loc="left", fontsize=11, fontweight="bold")
    named = [side for side in sides if side.bit_count() == 1] or sides  # the others lie too close
    axis.set_xticks([side**2 for side in named], [f"{side}²" for side in named])
    axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.yaxis.set_minor_locator(NullLocator())
    axis.grid(color="0.9")
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    axis.set_xlim(right=sides[-1] ** 2 * (sides[-1] / sides[0]) ** 1.1)  # room for the labels
    _label(axis, lines)


def _label(axis, lines, gap=0.07):
    """Write each line's name at its end, moved up where it would touch the one below."""
    place = axis.transData + axis.transAxes.inverted()
    ends = []
    for label, color, _, values in lines:
        side = max(values)
        ends.append([*place.transform((side**2, values[side])), label, color])
    lowest = -1.0
    for x, y, label, color in sorted(ends, key=lambda end: end[1]):
        lowest = max(y, lowest + gap)
        style = {"color": color, "va": "center", "fontsize": 9, "transform": axis.transAxes}
        axis.text(x + 0.03, lowest, label, **style)
