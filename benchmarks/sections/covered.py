"""Steps on pictures of growing size: seconds, and pixels that had their gradient taken."""

import math
import statistics

from benchmarks import measuring
from benchmarks.contenders.tutorial import covered_share
from benchmarks.sections.step import AUTO, FLOAT32, LAYERS, TILED, kind_of
from benchmarks.tables import figure, left_out, number, percent, spread, table, times

TITLE = "Covered pixels a second"
GOAL = 5
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
    return {"rows": measuring.measure(specifications, requests, plan.rounds, plan.processes)}


def row_of(data, name, side):
    return data["rows"][f"{name}, {side}"]


def share(name, side, tile):
    """Which share of the pixels one step covers."""
    return covered_share(side, side, tile) if name == TILED else 1.0


def advantage(side, tile):
    """How many times more covered pixels a second than the tutorial, for `figure`."""

    def of(ours, theirs):
        pairs = zip(ours.rounds, theirs.rounds, strict=True)
        return statistics.median(b / a for a, b in pairs) / share(TILED, side, tile)

    return of


def write(data):
    plan, lines = data["plan"], []
    for side in plan["covered_sides"]:
        peer = row_of(data, TILED, side)
        for name in (TILED, FLOAT32, AUTO):
            row = row_of(data, name, side)
            if row.missing:
                continue
            part = share(name, side, plan["tile"])
            more = ""
            if name == TILED:
                more = times(1)
            elif not peer.missing:
                more = times(advantage(side, plan["tile"])(row, peer))
            shown = f"{name} ({kind_of(name, row)})" if name == AUTO else name
            rate = part * side**2 / row.median / 1e6
            lines.append([shown, side, spread(row), percent(part), f"{rate:.2f}", more])
    text = (
        f"A step on a square picture with tiles of {plan['tile']}, layers {' and '.join(LAYERS)}. "
        "The tutorial leaves out the last tile of each row and column, so that only some pixels "
        "have a gradient in a step."
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
    return 1 if share == 1 else math.ceil(math.log(1 - NEARLY_ALL) / math.log(1 - share))


def _until_nearly_all(data):
    """Rows of a table: steps and seconds until nearly all pixels have been covered."""
    plan, lines = data["plan"], []
    for side in plan["covered_sides"]:
        seconds = {}
        for name in (TILED, FLOAT32, AUTO):
            row = row_of(data, name, side)
            if row.missing:
                continue
            steps = steps_until(share(name, side, plan["tile"]))
            seconds[name] = steps * row.median
            ratio = times(seconds[TILED] / seconds[name]) if TILED in seconds else ""
            lines.append([name, side, steps, number(seconds[name]), ratio])
    return lines


def figures(data):
    plan = data["plan"]
    side = plan["covered_sides"][1]
    rows = row_of(data, AUTO, side), row_of(data, TILED, side)
    name = f"covered pixels a second at {side} x {side}, dreamkit / tutorial"
    return [figure(name, GOAL, rows, advantage(side, plan["tile"]))]
