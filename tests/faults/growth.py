"""Many dreams in one process: what grows that should not."""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import numpy as np

from .result import Result, environment

WARM = 0.3  # the share of the dreams after which all that is kept once has been made
# MB. It was 28 before traced functions took pictures of any size; of the 3 that are left the cause
# is not known, with a new model of Keras after every twentieth dream.
MOST_A_HUNDRED = 5.0
EVERY = 10  # dreams between two looks


def run(folder, full):
    """Run them in a process of their own."""
    count = 1000 if full else 60
    command = [sys.executable, "-m", "faults.growth", str(count)]
    done = subprocess.run(command, env=environment(folder), capture_output=True, text=True)
    if done.returncode:
        yield Result("dreams in one process", count, "it ended early", [done.stderr[-300:]])
        return
    looks = [json.loads(line) for line in done.stdout.splitlines()]
    yield judged(count, looks, full)


def judged(count, looks, full):
    """The Result of what was seen during the dreams."""
    settled = [look for look in looks if look["dreams"] >= WARM * count]
    slope = (
        100 * np.polyfit([s["dreams"] for s in settled], [s["megabytes"] for s in settled], 1)[0]
    )
    first, last = settled[0], settled[-1]
    most = max(look["functions"] for look in settled)
    seen = (
        f"{slope:+.1f} MB for each 100 dreams after the first {first['dreams']} "
        f"(from {first['megabytes']:.0f} to {last['megabytes']:.0f} MB); at most {most} traced "
        f"functions, {last['files']} open files and {last['threads']} threads of Python's at the "
        f"end, {first['files']} and {first['threads']} before"
    )
    faults = []
    if full and slope > MOST_A_HUNDRED:
        faults.append(f"memory grows by {slope:.1f} MB for each 100 dreams")
    for name in ("files", "threads"):
        if last[name] > first[name] + 2:
            faults.append(f"{name} grow from {first[name]} to {last[name]}")
    if most > 150:
        faults.append(f"{most} traced functions are kept")
    return Result("dreams of changing size, goal, settings and network", count, seen, faults)


def main(count):
    """In the child: dream, and say now and then how much of everything there is."""
    import dreamkit as dk

    warnings.simplefilter("ignore")
    picked = random.Random(0)
    photos = [dk.sample(name, max_size=160) for name in ("cat", "clouds")]
    own = [small_model(width) for width in (4, 5, 6)]
    for number in range(count):
        if number % 20 == 19:
            own[picked.randrange(len(own))] = small_model(picked.randint(4, 12))
        dream_once(dk, picked, photos, own)
        if (number + 1) % EVERY == 0:
            print(json.dumps({"dreams": number + 1} | look()), flush=True)


def dream_once(dk, picked, photos, own):
    """One dream of one step, in which everything is drawn by chance."""
    height, width = picked.randint(40, 150), picked.randint(40, 150)
    photo = dk.resize(picked.choice(photos), (height, width)).clip(0, 1)
    net = dk.network() if picked.random() < 0.7 else dk.network(picked.choice(own))
    layers = picked.sample(net.layer_names, min(len(net.layer_names), picked.randint(1, 3)))
    goal = sum(dk.layer(layer, power=picked.choice([1, 2])) for layer in layers)
    if picked.random() < 0.5:
        goal = goal + picked.uniform(0.1, 2) * dk.channel(layers[0], picked.randrange(4))
    if picked.random() < 0.2:
        goal = dk.guide(layers[0], dk.resize(photos[0], (64, 64)).clip(0, 1))
    try:
        dk.dream(
            photo,
            net,
            goal,
            steps=1,
            octaves=picked.randint(1, 3),
            octave_scale=picked.uniform(1.1, 1.5),
            tile_size=picked.choice([None, 96, 512]),
            normalize=picked.choice(["std", "laplacian"]),
            precision=picked.choice(["float32", "auto"]),
            keep_color=picked.random() < 0.2,
            mask=np.ones((height, width)) if picked.random() < 0.2 else None,
            priors={"total_variation": picked.choice([0.5, 1])} if picked.random() < 0.3 else None,
            on_step=lambda step: step.image,
        )
    except dk.InputError as error:  # chance may pick a channel that answers nothing
        if "zero everywhere" not in str(error):
            raise


def small_model(width):
    """A new network of one's own."""
    from tensorflow import keras

    picture = keras.Input((None, None, 3))
    first = keras.layers.Conv2D(width, 3, activation="elu", name="first")(picture)
    second = keras.layers.Conv2D(width, 3, name="second")(first)
    return keras.Model(picture, second, name="own")


def look():
    """How much of everything this process has."""
    from tensorflow.python.eager import context

    gc.collect()
    status = Path("/proc/self/status").read_text()
    resident = int(status.partition("VmRSS:")[2].split()[0]) / 1024
    return {
        "megabytes": resident,
        "functions": len(context.context().list_function_names()),
        "files": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
