"""What a dream reaches in bfloat16 and in float32."""

from benchmarks import children
from benchmarks.measuring import Row
from benchmarks.sections.cold import NO_WEIGHTS
from benchmarks.sections.step import LAYERS
from benchmarks.tables import Figure, figure, left_out, percent, table

TITLE = "Loss after a dream"
KINDS = ("float32", "bfloat16")
FIGURE, GOAL = "final loss, bfloat16 away from float32", 0.01


def measure(plan, weights):
    if not weights:
        return {"missing": NO_WEIGHTS}
    dream = {
        "goal": " + ".join(LAYERS),
        "weights": weights,
        "steps": plan.dream_steps,
        "width": plan.width,
        "height": plan.height,
    }
    rows = {}
    for kind in KINDS:
        facts, missing = children.tell("contenders.final_loss", {"precision": kind, **dream})
        rows[kind] = Row([], facts, missing)
    return {"rows": rows}


def difference(row, other):
    """How far the final losses lie apart, as a share of the second."""
    return abs(row.facts["after"] / other.facts["after"] - 1)


def write(data):
    plan, rows = data["plan"], data["rows"]
    lines = []
    for kind, row in rows.items():
        if row.missing:
            continue
        other = rows["float32"]
        apart = "" if other.missing or kind == "float32" else percent(difference(row, other))
        before, after, seconds = (row.facts[name] for name in ("before", "after", "seconds"))
        lines.append([kind, f"{before:.4f}", f"{after:.4f}", apart, f"{seconds:.1f}"])
    head = [
        "precision",
        "loss before",
        "loss after",
        "away from float32",
        "seconds, first step too",
    ]
    text = (
        f"{plan['dream_steps']} steps in one octave on a {plan['width']} x {plan['height']} "
        f"picture, layers {' and '.join(LAYERS)}, real weights. The loss afterwards is taken in "
        "float32 for both."
    )
    return "\n\n".join([text, table(head, lines), *left_out(rows)])


def figures(data):
    how = {"show": percent, "at_most": True}
    if data.get("missing"):
        return [Figure(FIGURE, GOAL, missing=data["missing"], **how)]
    rows = data["rows"]
    return [figure(FIGURE, GOAL, (rows["bfloat16"], rows["float32"]), difference, **how)]
