"""The most memory a step needs, on pictures of growing size."""

from benchmarks import children
from benchmarks.measuring import Row
from benchmarks.sections.step import FLOAT32, LAYERS, TILED
from benchmarks.tables import left_out, number, table

TITLE = "Peak memory"
NAMES = (TILED, FLOAT32)


def measure(plan, weights):
    ours = {"network_name": "inception_v3", "goal": " + ".join(LAYERS), "precision": "float32"}
    theirs = {"variant": "tiled", "layers": LAYERS}
    contenders = {
        TILED: ("contenders.tutorial", theirs | {"weights": weights}, 1),
        # dreamkit takes one step more than it is asked for, to time the others.
        FLOAT32: ("contenders.dreamkit", ours | {"weights": weights}, 0),
    }
    rows = {}
    for side in plan.memory_sides:
        for name, (contender, arguments, steps) in contenders.items():
            request = {"steps": steps, "width": side, "height": side, "tile_size": plan.tile}
            with children.started({name: (contender, arguments)}) as running:
                children.ask(running[name], **request)
                rows[f"{name}, {side}"] = Row([], running[name].facts, running[name].missing)
    return {"rows": rows}


def bytes_of(data, name, side):
    """The peak in bytes, or None."""
    row = data["rows"][f"{name}, {side}"]
    return None if row.missing else row.facts["peak_bytes"]


def write(data):
    plan, lines = data["plan"], []
    base = plan["memory_base"]
    for side in plan["memory_sides"]:
        line = [f"{side} x {side}"]
        for name in NAMES:
            held, before = bytes_of(data, name, side), bytes_of(data, name, base)
            line.append("" if held is None else number(held / 2**20))
            if side <= base or held is None or before is None:
                line.append("")
            else:
                line.append(f"{(held - before) / (side**2 - base**2):.0f}")
        lines.append(line)
    head = ["picture"]
    for name in NAMES:
        head += [f"{name}, MiB", f"bytes a pixel above {base}"]
    text = (
        "The largest resident set of a process that builds the network and takes one step, "
        f"with tiles of {plan['tile']}; each picture in a fresh process."
    )
    return "\n\n".join([text, table(head, lines), *left_out(data["rows"])])


def figures(data):
    return []
