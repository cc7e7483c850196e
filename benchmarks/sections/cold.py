"""A whole run, from starting Python to the picture written: Keras's example and dreamkit."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import children
from benchmarks.contenders import keras_settings
from benchmarks.measuring import Row, alternate, times_faster
from benchmarks.pictures import photo
from benchmarks.tables import Figure, figure, left_out, number, spread, table, times

TITLE = "A whole run, from starting Python to the picture written"
KERAS, OURS = "Keras example, as a script", "dreamkit dream"
FIGURE, GOAL = "whole run, Keras example / dreamkit", 2
NO_WEIGHTS = "it needs real weights, DREAMKIT_INCEPTION_V3_WEIGHTS=FILE"


def measure(plan, weights):
    if not weights:
        return {"missing": NO_WEIGHTS}
    from dreamkit.images.files import save_image

    with tempfile.TemporaryDirectory() as folder:
        picture = save_image(Path(folder, "picture.png"), photo(plan.width, plan.height))
        reasons, phases = {}, []
        tasks = {
            KERAS: _command(keras_command(plan, weights, picture), picture, reasons, KERAS),
            OURS: _command(our_command(plan, weights, picture), picture, reasons, OURS),
            "phases": lambda: _phases(plan, weights, picture, phases),
        }
        medians = alternate(tasks, plan.cold_rounds)
    rows = {
        name: Row(medians[name], {}, "" if medians[name] else reasons.get(name, "it failed"))
        for name in (KERAS, OURS)
    }
    counted = phases[1:]  # the first one warmed up
    split = {n: statistics.median(one[n] for one in counted) for n in counted[0]} if counted else {}
    return {"rows": rows, "phases": split}


def keras_command(plan, weights, picture):
    """The command line without its interpreter; the result goes beside the picture."""
    numbers = [str(plan.cold_octaves), str(plan.cold_steps)]
    module = "benchmarks.contenders.keras_example"
    return ["-m", module, str(picture), str(picture.with_name("out.png")), weights, *numbers]


def our_command(plan, weights, picture):
    """The same for dreamkit's command line."""
    return [
        *["-m", "dreamkit", "dream", str(picture), "-o", str(picture.with_name("out.png"))],
        *["--network", "inception_v3", "--weights", weights],
        *[word for name in keras_settings.LAYERS for word in ("--layer", name)],
        *["--octaves", str(plan.cold_octaves), "--octave-scale", str(keras_settings.OCTAVE_SCALE)],
        *["--steps", str(plan.cold_steps)],
    ]


def _command(words, picture, reasons, name):
    """Return a task that runs a command and times it."""

    def run():
        output = picture.with_name("out.png")
        output.unlink(missing_ok=True)
        seconds, done = children.timed(words)
        if done.returncode == 0 and output.exists():
            return [seconds]
        print(done.stderr, file=sys.stderr)
        reasons[name] = f"it ended with exit code {done.returncode}"
        return None

    return run


def _phases(plan, weights, picture, phases):
    arguments = {
        "picture": str(picture),
        "output": str(picture.with_name("out.png")),
        "layers": list(keras_settings.LAYERS),
        "weights": weights,
        "octaves": plan.cold_octaves,
        "octave_scale": keras_settings.OCTAVE_SCALE,
        "steps": plan.cold_steps,
    }
    facts, missing = children.tell("contenders.phases", {"began": time.time(), **arguments})
    if missing:
        return None
    phases.append(facts["phases"])
    return [sum(facts["phases"].values())]


def write(data):
    plan, rows, split = data["plan"], data["rows"], data["phases"]
    lines = [
        [name, spread(row), "" if rows[KERAS].missing else times(times_faster(row, rows[KERAS]))]
        for name, row in rows.items()
        if not row.missing
    ]
    text = (
        f"A {plan['width']} x {plan['height']} picture, {plan['cold_octaves']} octaves of "
        f"{plan['cold_steps']} steps, layers {', '.join(keras_settings.LAYERS)}, the same weights "
        "file. The example's stop at a loss of 15 is left out, so that both take the same steps."
    )
    parts = [text, table(["", "seconds", "speed, Keras example = 1"], lines), *left_out(rows)]
    if split:
        whole = sum(split.values())
        shares = [[n, number(s), f"{100 * s / whole:.0f}%"] for n, s in split.items()]
        parts += [
            "Where dreamkit's time goes, in runs of their own. Compiling is what the first step "
            "takes beyond a usual one.",
            table(["phase", "seconds", "share"], shares),
        ]
    return "\n\n".join(parts)


def figures(data):
    if data.get("missing"):
        return [Figure(FIGURE, GOAL, missing=data["missing"])]
    rows = data["rows"]
    return [figure(FIGURE, GOAL, (rows[OURS], rows[KERAS]), times_faster)]
