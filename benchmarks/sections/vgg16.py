"""One step on VGG16: PyTorch and dreamkit."""

from benchmarks import measuring
from benchmarks.measuring import times_faster
from benchmarks.sections.step import AUTO, FLOAT32, count, kind_of
from benchmarks.tables import figure, left_out, number, spread, table, times

TITLE = "One step, VGG16"
LAYER = "block4_conv3"
EAGER, BFLOAT16 = "PyTorch, eager, float32", "PyTorch, channels last, bfloat16"
GOALS = {EAGER: 2.5, BFLOAT16: 1.1}


def measure(plan, weights):
    ours = {"network_name": "vgg16", "goal": f"{LAYER}^2"}
    specifications = {
        EAGER: ("contenders.pytorch", {"variant": "eager", "device": plan.device}),
        BFLOAT16: ("contenders.pytorch", {"variant": "bfloat16", "device": plan.device}),
        FLOAT32: ("contenders.dreamkit", {"precision": "float32", **ours}),
        AUTO: ("contenders.dreamkit", {"precision": "auto", **ours}),
    }
    work = {"steps": plan.steps // 2, "width": plan.width, "height": plan.height}
    tiled = {**work, "tile_size": plan.tile}
    requests = {name: (name, work) for name in (EAGER, BFLOAT16)}
    requests |= {name: (name, tiled) for name in (FLOAT32, AUTO)}
    rows = measuring.measure(specifications, requests, plan.rounds, plan.processes)
    return {"rows": rows, "flop": count("vgg16", [LAYER], plan)}


def write(data):
    plan, rows = data["plan"], data["rows"]
    lines = []
    for name in (EAGER, BFLOAT16, FLOAT32, AUTO):
        row = rows[name]
        if row.missing:
            continue
        shown = f"{name} ({kind_of(name, row)})" if name == AUTO else name
        rate = number(data["flop"] / row.median / 1e9)
        against = [
            "" if rows[peer].missing else times(times_faster(row, rows[peer])) for peer in GOALS
        ]
        lines.append([shown, spread(row), rate, *against])
    head = ["", "seconds", "GFLOP/s", "speed, eager = 1", "speed, PyTorch bfloat16 = 1"]
    text = (
        f"A step on a {plan['width']} x {plan['height']} picture, layer {LAYER}, mean square: "
        f"{data['flop'] / 1e9:.1f} GFLOP. The weights are random."
    )
    return "\n\n".join([text, table(head, lines), *left_out(rows)])


def figures(data):
    rows = data["rows"]
    return [
        figure(f"VGG16 step, {peer} / {AUTO}", goal, (rows[AUTO], rows[peer]), times_faster)
        for peer, goal in GOALS.items()
    ]
