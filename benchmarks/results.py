"""Keeping what was measured, so that one section can be measured anew."""

import dataclasses
import json
import sys
import time

from benchmarks import growth, machine, report
from benchmarks.measuring import Row

FORMAT = 2  # of the sections' data; what has another one has to be measured anew


def load(folder, device="cpu"):
    """Return {section: data} of an earlier run in this folder; empty if there was none."""
    path = folder / report.file_name("results.json", device)
    if not path.exists():
        return {}
    results = {}
    for name, data in json.loads(path.read_text(encoding="utf-8")).items():
        if data.get("format") != FORMAT:
            print(f"{name}: left out, an older version measured it", file=sys.stderr)
            continue
        if "rows" in data:
            data["rows"] = {name: Row(**row) for name, row in data["rows"].items()}
        results[name] = data
    return results


def complete(data, plan, weights, card=None):
    """Return a section's data with the plan, the date, the machine and the kind of weights."""
    more = {
        "format": FORMAT,
        "plan": dataclasses.asdict(plan),
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "machine": machine.describe(card),
        "weights": weights,
    }
    return {**data, **more}


def save(results, folder, device="cpu"):
    """Write the results, the plot and the report; those of a GPU have names of their own."""
    text = json.dumps(results, indent=1, default=dataclasses.asdict) + "\n"
    (folder / report.file_name("results.json", device)).write_text(text, encoding="utf-8")
    data = [results.get(name) for name in ("covered", "memory")]
    if any(data):
        growth.draw(*data, folder / report.file_name(growth.PLOT, device))
    other = report.file_name("RESULTS.md", "gpu" if device == "cpu" else "cpu")
    text = report.write(results, device, other if (folder / other).exists() else None)
    (folder / report.file_name("RESULTS.md", device)).write_text(text, encoding="utf-8")
