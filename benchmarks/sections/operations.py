"""Where the time of a step goes, operation by operation."""

from benchmarks import children
from benchmarks.measuring import Row
from benchmarks.sections.step import LAYERS
from benchmarks.tables import left_out, number, percent, table

TITLE = "Where the time of a step goes"
RUNS = 10
SMALL = 0.005  # of the whole; smaller ones are put together


def measure(plan, weights):
    if plan.device != "cpu":
        return {"missing": "what TensorFlow records of a GPU has not been looked into"}
    arguments = {"goal": " + ".join(LAYERS), "precision": "auto", "weights": weights, "runs": RUNS}
    picture = {"width": plan.width, "height": plan.height}
    facts, missing = children.tell("contenders.operations", {**arguments, **picture})
    return {"rows": {"dreamkit, auto": Row([], facts, missing)}}


def write(data):
    plan, (row,) = data["plan"], data["rows"].values()
    if row.missing:
        return "\n\n".join(left_out(data["rows"]))
    spent = row.facts["milliseconds"]
    whole = sum(spent.values())
    shown = {kind: ms for kind, ms in spent.items() if ms > SMALL * whole}
    shown["all others"] = whole - sum(shown.values())
    lines = [[kind, number(ms), percent(ms / whole)] for kind, ms in shown.items() if ms > 0]
    text = (
        f"One gradient in {row.facts['precision']} on a {plan['width']} x {plan['height']} "
        f"picture, layers {' and '.join(LAYERS)}, as TensorFlow records it, one operation after "
        f"another, mean of {RUNS}. The convolutions are all of the work that is counted as FLOP "
        "above; the rest moves activations through memory."
    )
    return "\n\n".join([text, table(["operation", "milliseconds", "share"], lines)])


def figures(data):
    return []
