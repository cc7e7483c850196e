"""Keeping what was measured, so that one section can be measured anew."""

import dataclasses
import json
import time

from benchmarks import growth, machine, report
from benchmarks.measuring import Row

FILE = "results.json"


def load(folder):
    """Return {section: data} of an earlier run in this folder; empty if there was none."""
    path = folder / FILE
    if not path.exists():
        return {}
    results = json.loads(path.read_text(encoding="utf-8"))
    for data in results.values():
        if "rows" in data:
            data["rows"] = {name: Row(**row) for name, row in data["rows"].items()}
    return results


def complete(data, plan, weights):
    """Return a section's data with the plan, the date, the machine and the kind of weights."""
    more = {
        "plan": dataclasses.asdict(plan),
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "machine": machine.describe(),
        "weights": weights,
    }
    return {**data, **more}


def save(results, folder):
    """Write results.json, the plot and RESULTS.md."""
    text = json.dumps(results, indent=1, default=dataclasses.asdict)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")
    data = [results.get(name) for name in ("covered", "memory")]
    if any(data):
        growth.draw(*data, folder / growth.PLOT)
    (folder / "RESULTS.md").write_text(report.write(results), encoding="utf-8")
