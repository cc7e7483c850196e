"""Steps on pictures of growing size: seconds, and pixels that had their gradient taken."""

import math
import statistics

from benchmarks import children, measuring
from benchmarks.measuring import Row, times_faster
from benchmarks.sections.step import AUTO, FLOAT32, LAYERS, TILED, kind_of
from benchmarks.tables import (
    Figure,
    figure,
    hundredths,
    left_out,
    number,
    percent,
    spread,
    table,
    times,
)

TITLE = "Covered pixels a second"
GOAL = 5
WITHOUT = 0.0  # pixels without a gradient
NEARLY_ALL = 0.99


def measure(plan, weights):
    ours = {"network_name": "inception_v3", "goal": " + ".join(LAYERS), "weights": weights}
    theirs = {"variant": "tiled", "layers": LAYERS, "weights": weights}
    specifications = {
        TILED: ("contenders.tutorial", theirs),
        FLOAT32: ("contenders.dreamkit", {"precision": "float32", **ours}),
        AUTO: ("contenders.dreamkit", {"precision": "auto", **ours}),
    }
    requests = {}
    for side in plan.sides:
        request = {"steps": 1, "width": side, "height": side, "tile_size": plan.tile}
        requests |= {f"{name}, {side}": (name, request) for name in specifications}
    rows = measuring.measure(specifications, requests, plan.rounds, plan.processes)
    return {"rows": rows | _coverage(plan, weights)}


def _coverage(plan, weights):
    """The rows of the shares, which are counted in gradients and not timed."""
    squares, told = ([[side] * 2 for side in sides] for sides in (plan.sides, plan.covered_sides))
    others = [list(size) for size in plan.without if list(size) not in told]
    contenders = {
        TILED: {"variant": "tutorial", "pictures": squares},
        FLOAT32: {"variant": "dreamkit", "pictures": told, "precision": "float32"},
        AUTO: {"variant": "dreamkit", "pictures": told + others, "precision": "auto"},
    }
    same = {"layers": LAYERS, "weights": weights, "tile_size": plan.tile}
    rows = {}
    for name, arguments in contenders.items():
        arguments = {**arguments, **same, "steps": plan.covered_steps}
        rows[coverage_of(name)] = Row([], *children.tell("contenders.coverage", arguments))
    return rows


def row_of(data, name, side):
    return data["rows"][f"{name}, {side}"]


def coverage_of(name):
    """The name of the row with a contender's shares."""
    return f"covered by {name}"


def share(data, name, width, height=None):
    """Which share of the pixels a step covers, mean of some steps; None if it is not known."""
    shares = data["rows"][coverage_of(name)].facts.get("shares", {})
    found = shares.get(f"{width} x {height or width}")
    return statistics.mean(found) if found else None


def advantage(data, name, side):
    """How many times more covered pixels a second than the tutorial; None if it is not known."""
    ours, theirs = row_of(data, name, side), row_of(data, TILED, side)
    part, of_theirs = share(data, name, side), share(data, TILED, side)
    if ours.missing or theirs.missing or not part or not of_theirs:
        return None
    return times_faster(ours, theirs) * part / of_theirs


def write(data):
    plan, lines = data["plan"], []
    for side in plan["covered_sides"]:
        for name in (TILED, FLOAT32, AUTO):
            row = row_of(data, name, side)
            if row.missing:
                continue
            part, more = share(data, name, side), advantage(data, name, side)
            shown = f"{name} ({kind_of(name, row)})" if name == AUTO else name
            rate = "" if part is None else f"{part * side**2 / row.median / 1e6:.2f}"
            part = "" if part is None else hundredths(part)
            more = "" if more is None else times(more)
            lines.append([shown, side, spread(row), part, rate, more])
    text = (
        f"A step on a square picture with tiles of {plan['tile']}, layers {' and '.join(LAYERS)}. "
        "A pixel is covered if the gradient of one of its colors is not exactly zero in this step: "
        f"counted in gradients, mean of {plan['covered_steps']} steps at random places. The "
        "tutorial leaves out the last tile of each row and column; and of each tile the last rows "
        "and columns have no gradient, because the network pads nothing at its start."
    )
    head = [
        "",
        "side",
        "seconds a step",
        "pixels covered",
        "million covered a second",
        "tutorial = 1",
    ]
    nearly_all = (
        "A step that leaves out pixels also takes less time, so that the pixels covered in a "
        "second differ less than those covered in a step. But its tiles lie at random places: "
        "after n steps a share (1 - covered)^n has never been touched. Until "
        f"{percent(NEARLY_ALL)} of the pixels have had their gradient taken:"
    )
    shown = {key: row for key, row in data["rows"].items() if row.missing}
    late = table(["", "side", "steps", "seconds", "tutorial = 1"], _until_nearly_all(data))
    return "\n\n".join([text, table(head, lines), *left_out(shown), nearly_all, late])


def steps_until(share):
    """How many steps at random places it takes until nearly every pixel was covered once."""
    return 1 if share >= NEARLY_ALL else math.ceil(math.log(1 - NEARLY_ALL) / math.log(1 - share))


def _until_nearly_all(data):
    """Rows of a table: steps and seconds until nearly all pixels have been covered."""
    plan, lines = data["plan"], []
    for side in plan["covered_sides"]:
        seconds = {}
        for name in (TILED, FLOAT32, AUTO):
            row = row_of(data, name, side)
            part = share(data, name, side)
            if row.missing or not part:
                continue
            steps = steps_until(part)
            seconds[name] = steps * row.median
            ratio = times(seconds[TILED] / seconds[name]) if TILED in seconds else ""
            lines.append([name, side, steps, number(seconds[name]), ratio])
    return lines


def figures(data):
    plan = data["plan"]
    side = plan["covered_sides"][1]
    counted = [data["rows"][coverage_of(name)] for name in (AUTO, TILED)]
    rows = row_of(data, AUTO, side), row_of(data, TILED, side), *counted
    name = f"covered pixels a second at {side} x {side}, dreamkit / tutorial"
    return [
        figure(name, GOAL, rows, lambda *_: advantage(data, AUTO, side)),
        *(_without(data, width, height) for width, height in plan["without"]),
    ]


def _without(data, width, height):
    """The figure of the pixels that a step of dreamkit gives no gradient."""
    name = f"pixels without gradient, InceptionV3 {' + '.join(LAYERS)}, {width} x {height}"
    how = {"show": hundredths, "at_most": True}
    part = share(data, AUTO, width, height)
    if part is None:
        return Figure(name, WITHOUT, missing=data["rows"][coverage_of(AUTO)].missing, **how)
    return Figure(name, WITHOUT, 1 - part, **how)
