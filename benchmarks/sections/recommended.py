"""What users run: steps of the recommended presets, the host's share of them, whole dreams."""

import os
from pathlib import Path

from benchmarks import children, measuring
from benchmarks.measuring import Row, times_faster
from benchmarks.sections.step import without_bfloat16
from benchmarks.tables import Figure, figure, left_out, percent, spread, table, times

TITLE = "Recommended presets"
GOALS = {"dreamnet": "mixed4^2 - 0.02*class_map:0", "inception_v3": "mixed4^2"}
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
            for width, height in plan.preset_sizes:
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
    specifications = {NOW: {}}
    if older:
        specifications[BEFORE] = {"package": str(Path(older).expanduser().resolve())}
    ours = {"network_name": "dreamnet", "preset": "creatures"}
    specifications = {
        name: ("contenders.whole_dream", ours | more) for name, more in specifications.items()
    }
    width, height = plan.preset_sizes[0]
    requests = {name: (name, {"width": width, "height": height}) for name in specifications}
    return measuring.measure(specifications, requests, plan.rounds, plan.processes)


def write(data):
    rows, shares = data["rows"], _shares(data)
    width, height = data["plan"]["preset_sizes"][0]
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
        f"A whole dream of the preset creatures on a {width} x {height} photo, without start-up; "
        f"the older checkout is the one that {OLDER} names.",
        table(["", "type", "seconds", "speed, older = 1"], [[*line, ""][:4] for line in whole]),
    ]
    return "\n\n".join([*parts, *left_out(rows)])


def _shares(data):
    """The rows with the host's share: all but those of whole dreams."""
    return {name: row for name, row in data["rows"].items() if name not in (NOW, BEFORE)}


def figures(data):
    return [*_host_figures(_shares(data)), _whole_figure(data["rows"])]


def _host_figures(rows):
    """A figure for each share; and where none is in bfloat16, the one that is missing."""
    name, how = "host's share of a step", {"show": percent, "at_most": True}
    figures, kinds = [], {}
    for row_name, row in rows.items():
        if row.missing:
            figures.append(Figure(f"{name}, {row_name}", MOST, missing=row.missing, **how))
            continue
        kind = row.facts["precision"]
        kinds[kind] = None
        label = f"{name}, {row_name}, in {kind}"
        figures.append(Figure(label, MOST, row.facts["host_share"], **how))
    if kinds and "bfloat16" not in kinds:
        why = without_bfloat16(next(iter(kinds)))
        figures.append(Figure(f"{name}, all of these in bfloat16", MOST, missing=why, **how))
    return figures


def _whole_figure(rows):
    name = f"whole dream, preset creatures, {BEFORE} / {NOW}"
    if BEFORE not in rows:
        return Figure(name, FASTER, missing=f"{OLDER} names no checkout")
    kind = rows[NOW].facts.get("precision")
    name = f"{name}, in {kind}" if kind else name
    return figure(name, FASTER, (rows[NOW], rows[BEFORE]), times_faster)
