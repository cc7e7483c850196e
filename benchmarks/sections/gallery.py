"""A gallery of a layer's channels: in batches, and one after another as lucid makes them."""

from benchmarks import measuring
from benchmarks.measuring import times_faster
from benchmarks.tables import figure, left_out, spread, table, times

TITLE = "A gallery of channels, InceptionV3"
LAYER = "mixed4"
LUCID, ONCE = "lucid's way, one after another", "lucid's way, one program for all"
ALONE = "dreamkit, one visualize after another, auto"
FLOAT32, AUTO = "dreamkit, gallery, float32", "dreamkit, gallery, auto"
NAMES = (LUCID, ONCE, ALONE, FLOAT32, AUTO)
GOAL = 1.5


def measure(plan, weights):
    given = {"layer": LAYER, "weights": weights}
    ours = {"auto": ("auto", True), "float32": ("float32", True), "alone": ("auto", False)}
    ours = {
        name: ("contenders.gallery", {"precision": kind, "together": together, **given})
        for name, (kind, together) in ours.items()
    }
    specifications = {
        LUCID: ("contenders.lucid", {"anew": True, **given}),
        ONCE: ("contenders.lucid", {"anew": False, **given}),
        ALONE: ours["alone"],
        FLOAT32: ours["float32"],
        AUTO: ours["auto"],
    }
    work = {"steps": plan.gallery_steps, "size": plan.gallery_size}
    few, all_of_them = ({"pictures": n, **work} for n in (plan.gallery_few, plan.gallery_channels))
    asked = {name: few if name in (LUCID, ONCE, ALONE) else all_of_them for name in NAMES}
    requests = {name: (name, request) for name, request in asked.items()}
    return {"rows": measuring.measure(specifications, requests, plan.rounds)}


def write(data):
    plan, rows = data["plan"], data["rows"]
    lines = []
    for name in NAMES:
        if not rows[name].missing:
            missing = rows[ONCE].missing
            speed = "" if missing else times(times_faster(rows[name], rows[ONCE]))
            lines.append([name, spread(rows[name]), speed])
    text = (
        f"Seconds for each picture of {plan['gallery_size']} x {plan['gallery_size']} pixels and "
        f"{plan['gallery_steps']} steps, layer {LAYER}. A gallery has {plan['gallery_channels']} "
        f"channels; of those made one after another {plan['gallery_few']} are timed, since "
        "each takes as long as the next. lucid, whose TensorFlow is of 2019, is written anew. Its "
        "`render_vis` builds a graph for each picture: in the first row a program is made for "
        "each, and its making counts. How long lucid itself takes for that is not known here, so "
        "the second row, with one program for all, is what the others are compared with."
    )
    head = ["", "seconds a picture", "speed, one program = 1"]
    return "\n\n".join([text, table(head, lines), *left_out(rows)])


def figures(data):
    rows = data["rows"]
    return [
        figure(f"gallery, {ONCE} / {name}", GOAL, (rows[name], rows[ONCE]), times_faster)
        for name in (AUTO, FLOAT32)
    ]
