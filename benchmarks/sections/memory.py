"""The most memory a step needs, on pictures of growing size."""

from benchmarks import children
from benchmarks.measuring import Row
from benchmarks.sections.step import FLOAT32, LAYERS, TILED
from benchmarks.tables import figure, left_out, number, table

TITLE = "Peak memory"
LAPLACIAN = "dreamkit, float32, laplacian"
NAMES = (TILED, FLOAT32, LAPLACIAN)
MOST = 64  # bytes a pixel
# Where the processor has instructions for oneDNN, TensorFlow takes memory from a pool that never
# shrinks, whose gaps would be counted with what is held.
NO_POOL = {"TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1"}


def measure(plan, weights):
    ours = {"network_name": "inception_v3", "goal": " + ".join(LAYERS), "precision": "float32"}
    ours |= {"weights": weights}
    theirs = {"variant": "tiled", "layers": LAYERS, "weights": weights}
    contenders = {
        TILED: ("contenders.tutorial", theirs, 1),
        # dreamkit takes one step more than it is asked for, to time the others.
        FLOAT32: ("contenders.dreamkit", ours, 0),
        LAPLACIAN: ("contenders.dreamkit", ours | {"normalize": "laplacian"}, 0),
    }
    rows = {}
    for side in plan.memory_sides:
        for name, (contender, arguments, steps) in contenders.items():
            request = {"steps": steps, "width": side, "height": side, "tile_size": plan.tile}
            with children.started({name: (contender, arguments)}, **NO_POOL) as running:
                children.ask(running[name], **request)
                rows[f"{name}, {side}"] = Row([], running[name].facts, running[name].missing)
    return {"rows": rows}


def bytes_of(data, name, side):
    """The peak in bytes, or None."""
    row = data["rows"][f"{name}, {side}"]
    return None if row.missing else row.facts["peak_bytes"]


def bytes_a_pixel(data, name, side):
    """What each pixel beyond the plan's base takes, or None."""
    base = data["plan"]["memory_base"]
    held, before = bytes_of(data, name, side), bytes_of(data, name, base)
    if side <= base or held is None or before is None:
        return None
    return (held - before) / (side**2 - base**2)


def write(data):
    plan, lines = data["plan"], []
    base = plan["memory_base"]
    for side in plan["memory_sides"]:
        line = [f"{side} x {side}"]
        for name in NAMES:
            held, each = bytes_of(data, name, side), bytes_a_pixel(data, name, side)
            line.append("" if held is None else number(held / 2**20))
            line.append("" if each is None else f"{each:.0f}")
        lines.append(line)
    head = ["picture"]
    for name in NAMES:
        head += [f"{name}, MiB", f"bytes a pixel above {base}"]
    where = "The largest resident set" if plan["device"] == "cpu" else "The most memory on the card"
    text = (
        f"{where} of a process that builds the network and takes one step, with tiles of "
        f"{plan['tile']}; each picture in a fresh process. TensorFlow takes its memory from the "
        "system here. On processors with AVX-512 and VNNI it has by default a pool of its own, "
        "which never shrinks: a step is up to a fifth faster with it, and takes some 20 bytes a "
        "pixel more with Laplacian normalization; `TF_ONEDNN_USE_SYSTEM_ALLOCATOR=1` in the "
        "environment turns it off."
    )
    return "\n\n".join([text, table(head, lines), *left_out(data["rows"])])


def figures(data):
    plan = data["plan"]
    base, side = plan["memory_base"], max(plan["memory_sides"])
    how = {"show": "{:.0f} bytes".format, "at_most": True}
    figures = []
    for name, normalize in ((FLOAT32, "std"), (LAPLACIAN, "laplacian")):
        rows = [data["rows"][f"{name}, {n}"] for n in (base, side)]
        label = f"memory a pixel beyond {base} x {base}, at {side} x {side}, {normalize}"
        each = bytes_a_pixel(data, name, side)
        figures.append(figure(label, MOST, rows, lambda *_, each=each: each, **how))
    return figures
