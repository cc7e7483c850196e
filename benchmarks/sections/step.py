"""One step on InceptionV3: TensorFlow's tutorial, dreamkit, and what the machine could do."""

import statistics

from benchmarks import children, measuring
from benchmarks.measuring import times_faster
from benchmarks.tables import Figure, figure, left_out, number, percent, spread, table, times

TITLE = "One step, InceptionV3"
LAYERS = ("mixed3", "mixed5")
SIMPLE, TILED = "tutorial, simple loop", "tutorial, tiled class"
FLOAT32, AUTO = "dreamkit, float32", "dreamkit, auto"
STEPS = (SIMPLE, TILED, FLOAT32, AUTO)
KINDS = ("float32", "bfloat16")
GOALS = {"bfloat16": 2.2, "float32": 1.25}
SHARE = 0.8


def measure(plan, weights):
    picture = {"width": plan.width, "height": plan.height, "tile_size": plan.tile}
    work = {"steps": plan.steps, **picture}
    ours = {"network_name": "inception_v3", "goal": " + ".join(LAYERS), "weights": weights}
    theirs = {"layers": LAYERS, "weights": weights}
    specifications = {
        SIMPLE: ("contenders.tutorial", {"variant": "simple", **theirs}),
        TILED: ("contenders.tutorial", {"variant": "tiled", **theirs}),
        FLOAT32: ("contenders.dreamkit", {"precision": "float32", **ours}),
        AUTO: ("contenders.dreamkit", {"precision": "auto", **ours}),
        "matmul": ("contenders.matmul", {}),
    }
    requests = {name: (name, work) for name in STEPS}
    for kind in KINDS:
        for side in plan.matrices:
            request = {"kind": kind, "side": side, "products": plan.steps}
            requests[f"matrix product, {kind}, {side}"] = ("matmul", request)
    rows = measuring.measure(specifications, requests, plan.rounds, plan.processes)
    return {"rows": rows, "flop": count("inception_v3", LAYERS, plan)}


def count(network, layers, plan):
    """Return the operations of a step on the plan's picture."""
    arguments = {"width": plan.width, "height": plan.height}
    facts, _ = children.tell("flops", {"network": network, "layers": layers, **arguments})
    return facts["flop"]


def peaks(data):
    """{kind: (name of the row, its row, side)} of the matrix product with the highest rate."""
    best = {}
    for name, row in data["rows"].items():
        label, _, size = name.partition(", ")
        if label != "matrix product" or row.missing:
            continue
        kind, side = size.split(", ")
        before = best.get(kind)
        if before is None or int(side) ** 3 / row.median > before[2] ** 3 / before[1].median:
            best[kind] = (name, row, int(side))
    return best


def without_bfloat16(kind):
    """Why a figure in bfloat16 was not run where `auto` took another type."""
    return "no bfloat16 here" if kind == "float32" else f"auto took {kind} here"


def kind_of(name, row):
    """The type in which a row of `data` computes."""
    return row.facts.get("precision", "float32") if name == AUTO else "float32"


def share_of_peak(data, name):
    """The median over the rounds of a row's rate divided by that of the matrix product."""
    row = data["rows"][name]
    peak = peaks(data).get(kind_of(name, row))
    if row.missing or peak is None:
        return None
    _, product, side = peak
    pairs = zip(row.rounds, product.rounds, strict=True)
    return statistics.median(data["flop"] / own * best / (2 * side**3) for own, best in pairs)


def write(data):
    plan, rows = data["plan"], data["rows"]
    peak_of = peaks(data)
    lines = []
    for name in STEPS:
        row = rows[name]
        if row.missing:
            continue
        share = share_of_peak(data, name)
        lines.append(
            [
                f"{name} ({kind_of(name, row)})" if name == AUTO else name,
                spread(row),
                number(data["flop"] / row.median / 1e9),
                "" if share is None else percent(share),
                "" if rows[TILED].missing else times(times_faster(row, rows[TILED])),
            ]
        )
    for name, row, side in peak_of.values():
        rate = number(2 * side**3 / row.median / 1e9)
        lines.append([f"{name} square", spread(row), rate, "", ""])
    text = (
        f"A step on a {plan['width']} x {plan['height']} picture, layers {' and '.join(LAYERS)}: "
        f"{data['flop'] / 1e9:.1f} GFLOP. Beside each rate stands its share of the rate of a "
        "matrix product of the same type, whose size is the one of "
        f"{', '.join(str(n) for n in plan['matrices'])} with the highest rate."
    )
    head = ["", "seconds", "GFLOP/s", "of a matrix product", "speed, tiled class = 1"]
    without = [
        f"Matrix product in {kind}: not measured: it would take too long."
        for kind in KINDS
        if kind not in peak_of
    ]
    shown = {name: rows[name] for name in STEPS}
    return "\n\n".join([text, table(head, lines), *left_out(shown), *without])


def figures(data):
    rows = data["rows"]
    auto, peer, share = rows[AUTO], rows[TILED], share_of_peak(data, AUTO)
    names = {kind: f"InceptionV3 step, {TILED} / dreamkit in {kind}" for kind in GOALS}
    rate = "rate of a step in bfloat16 / rate of a matrix product"
    if not auto.missing and kind_of(AUTO, auto) != "bfloat16":
        why = without_bfloat16(kind_of(AUTO, auto))
        ours = [
            Figure(names["bfloat16"], GOALS["bfloat16"], missing=why),
            Figure(rate, SHARE, show=percent, missing=why),
        ]
    else:
        why = auto.missing or ("" if share else "the matrix product was not measured")
        ours = [
            figure(names["bfloat16"], GOALS["bfloat16"], (auto, peer), times_faster),
            Figure(rate, SHARE, share, show=percent, missing=why),
        ]
    float32 = figure(names["float32"], GOALS["float32"], (rows[FLOAT32], peer), times_faster)
    return [ours[0], float32, ours[1]]
