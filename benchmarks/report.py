"""RESULTS.md from what was measured."""

from pathlib import Path

from benchmarks import growth
from benchmarks.sections import SECTIONS
from benchmarks.tables import table

INTRODUCTION = """# dreamkit beside its peers

Every contender works in a process of its own on the same picture. Only one works at a time; they
take turns, and each round begins with another; after some rounds all are started anew, because two
processes of one program can differ by a tenth for as long as they live. A figure is the median over
the rounds, with the lowest and the highest in parentheses. A speed is the median over the rounds of
the ratio of two contenders in the same round, so it can differ a little from the ratio of the
medians.

The peers are written anew from what is published: TensorFlow's tutorial
([DeepDream](https://www.tensorflow.org/tutorials/generative/deepdream)), Keras's example
([Deep Dream](https://keras.io/examples/generative/deep_dream/)) and, in PyTorch, the step of
[pytorch-deepdream](https://github.com/gordicaleksa/pytorch-deepdream); for galleries,
[lucid](https://github.com/tensorflow/lucid). `auto` is what dreamkit
takes by itself: the type that is fastest on this machine. A number of each result is read before
the clock is, so that a device that works on while Python goes on has finished.
"""

PROCESSOR = "Everything runs on the processor, and no contender sees a GPU."
NO_GPU = (
    "**No run on a GPU has been made**: nothing here tells how fast dreamkit or a peer is on one. "
    "`python -m benchmarks --device gpu` makes one, into files of its own."
)
CARD = (
    "Everything that a contender can compute on a graphics card runs on the one named below. Peak "
    "memory is what TensorFlow held on the card. The goals are those set for a processor."
)

AGAIN = """## Do it again

```
make bench                                       # or, without make:
pip install -e ".[bench]"
DREAMKIT_INCEPTION_V3_WEIGHTS=FILE python -m benchmarks
python -m benchmarks --only step --only vgg16    # measure some sections anew, keep the others
python -m benchmarks --quick -o FOLDER           # a few minutes, to see that it works
python -m benchmarks --device gpu                # on a GPU, into RESULTS-gpu.md
DREAMKIT_OLDER_CHECKOUT=FOLDER python -m benchmarks --only recommended
```

From the checkout, with nothing else running. The last line compares whole dreams with another
checkout of this package. RESULTS_JSON holds every round.
"""

QUICK = (
    "**A quick run, on tiny pictures: it shows that everything works, its figures mean nothing.**"
)


def file_name(name, device):
    """Return the name under which the results of a device are kept: those of a GPU stand apart."""
    path = Path(name)
    return name if device == "cpu" else f"{path.stem}-{device}{path.suffix}"


def write(results, device="cpu", other=None):
    """Return the whole report.

    Parameters
    ----------
    results : dict
        {section: data}, see `results.load`.
    device : "cpu" or "gpu"
    other : str, optional
        The file beside it with the report of the other device, if there is one.
    """
    parts = [INTRODUCTION, _where(device, other)]
    if any(data["plan"]["name"] == "quick" for data in results.values()):
        parts.append(QUICK)
    parts.append(f"## Summary\n\n{summary(results)}")
    machine = max(results.values(), key=lambda data: data["date"])["machine"]
    parts.append(f"## Machine and versions\n\n{table(['', ''], machine.items(), '---')}")
    for name, section in SECTIONS.items():
        parts.append(f"## {section.TITLE}\n\n{_section(section, results.get(name), machine)}")
        if name == "memory":
            parts.append(f"## Growth with the size of the picture\n\n{_growth(results, device)}")
    again = AGAIN.replace("RESULTS_JSON", f"`{file_name('results.json', device)}`")
    return "\n\n".join(part.strip() for part in [*parts, again]) + "\n"


def _where(device, other):
    """What everything ran on, and what has not been run."""
    if device == "cpu":
        rest = f"A run on a GPU stands in [{other}]({other})." if other else NO_GPU
        return f"{PROCESSOR} {rest}"
    return f"{CARD} The processor's stand in [{other}]({other})." if other else CARD


def summary(results):
    """The table of what was aimed at and what came out."""
    lines = []
    for name, section in SECTIONS.items():
        if name not in results:
            continue
        for figure in section.figures(results[name]):
            bound = "at most" if figure.at_most else "at least"
            if figure.measured is None:
                measured, verdict = "", f"not run: {figure.missing}"
            else:
                measured = figure.show(figure.measured)
                verdict = "reached" if figure.reached else "**not reached**"
            lines.append([figure.name, f"{bound} {figure.show(figure.goal)}", measured, verdict])
    return table(["figure", "goal", "measured", ""], lines, "---")


def _section(section, data, machine):
    if data is None:
        return "Not measured yet."
    if data.get("missing"):
        return f"Not measured: {data['missing']}."
    return f"{section.write(data)}\n\n{_when(data, machine)}"


def _when(data, machine):
    """When a section was measured, with which weights, and what was different then."""
    rounds = max(len(row.rounds) for row in data["rows"].values())
    often = f" in {rounds} rounds" if rounds else ""
    said = f"Measured on {data['date']}{often}, with {data['weights']}."
    other = [f"{k} {v}" for k, v in data["machine"].items() if machine.get(k) != v]
    return said + (f" Other than above: {'; '.join(other)}." if other else "")


def _growth(results, device):
    covered, memory = results.get("covered"), results.get("memory")
    if not covered and not memory:
        return "Not measured yet."
    parts = [
        f"![Two plots on logarithmic axes against the size of the picture: seconds a step and peak "
        f"memory, of the tutorial and of dreamkit]({file_name(growth.PLOT, device)})"
    ]
    if covered:
        parts.append(
            "The tutorial's steps leave pixels out; dotted is its time divided by the share it "
            "covers. Seconds a step, from the measurements of the covered pixels:"
        )
        parts.append(growth.write(covered))
    return "\n\n".join(parts)
