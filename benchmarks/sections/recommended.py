"""What users run: steps of the recommended presets, the host's share of them, whole dreams."""

import os

from benchmarks import children, measuring
from benchmarks.measuring import Row, times_faster
from benchmarks.tables import Figure, figure, left_out, percent, spread, table, times

TITLE = "Recommended presets"
GOALS = {"dreamnet": "mixed4^2 - 0.02*class_map:0", "inception_v3": "mixed4^2"}
SIZES = ((512, 384), (1024, 768))
HOW = ("std", "laplacian")
MOST = 0.03  # of a step
OLDER = "DREAMKIT_OLDER_CHECKOUT"
NOW, BEFORE = "this checkout", "the older one"
FASTER = 1.12


def measure(plan, weights):
    shares = {}
    for name in GOALS:
        own = weights if name == "inception_v3" else None
        arguments = {"network_name": name, "precision": "auto", "weights": own}
        with children.started({name: ("contenders.host_share", arguments)}) as running:
            for width, height in SIZES if plan.name == "full" else ((160, 120),):
                for how in HOW:
                    request = {"goal": GOALS[name], "normalize": how, "steps": plan.steps * 3}
                    request |= {"width": width, "height": height, "tile_size": plan.tile}
                    spent = children.ask(running[name], **request)
                    child = running[name]
                    row = Row(spent or [], dict(child.facts), child.missing)
                    shares[f"{name}, {how}, {width} x {height}"] = row
    return {"rows": shares | _whole(plan)}


def _whole(plan):
    """A whole dream here and in the older checkout that DREAMKIT_OLDER_CHECKOUT names."""
    older = os.environ.get(OLDER)
    specifications = {NOW: {}, BEFORE: {"package": older}} if older else {NOW: {}}
    ours = {"network_name": "dreamnet", "preset": "creatures"}
    specifications = {
        name: ("contenders.whole_dream", ours | more) for name, more in specifications.items()
    }
    width, height = SIZES[0] if plan.name == "full" else (160, 120)
    requests = {name: (name, {"width": width, "height": height}) for name in specifications}
    return measuring.measure(specifications, requests, plan.rounds, plan.processes)


def write(data):
    rows = data["rows"]
    shares = {name: row for name, row in rows.items() if name not in (NOW, BEFORE)}
    lines = [
        [name, row.facts["precision"], spread(row), percent(row.facts["host_share"])]
        for name, row in shares.items()
        if not row.missing
    ]
    text = (
        "A step as the presets take it, with jitter 64. The host's share is what passes outside "
        "of the traced gradient of the network: rolling, cutting and pasting tiles, normalizing, "
        "moving, and Python itself."
    )
    whole = [
        [name, rows[name].facts["precision"], spread(rows[name])]
        for name in (NOW, BEFORE)
        if name in rows and not rows[name].missing
    ]
    if BEFORE in rows and not (rows[NOW].missing or rows[BEFORE].missing):
        whole[0].append(times(times_faster(rows[NOW], rows[BEFORE])))
        whole[1].append(times(1))
    parts = [
        text,
        table(["network, normalize, picture", "type", "seconds a step", "host's share"], lines),
        "A whole dream of the preset creatures on a 512 x 384 photo, without start-up; the older "
        f"checkout is the one that {OLDER} names.",
        table(["", "type", "seconds", "speed, older = 1"], [[*line, ""][:4] for line in whole]),
    ]
    return "\n\n".join([*parts, *left_out(rows)])


def figures(data):
    rows = data["rows"]
    name = "largest share of the host in a step of a preset, at most"
    shares = [row.facts["host_share"] for row in rows.values() if "host_share" in row.facts]
    largest = Figure(name, MOST, max(shares, default=None), share=True, at_most=True)
    faster = f"whole dream, preset creatures, {BEFORE} / {NOW}"
    if BEFORE not in rows:
        return [largest, Figure(faster, FASTER, missing=f"{OLDER} names no checkout")]
    return [largest, figure(faster, FASTER, (rows[NOW], rows[BEFORE]), times_faster)]
