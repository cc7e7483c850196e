"""The cases in child processes, two at a time: a case may hang, or take its process with it."""

from __future__ import annotations

import concurrent.futures
import importlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from .case import DIED, HANG, SECONDS, Outcome, judge

TESTS = Path(__file__).resolve().parents[1]
# The longest first, so that what ends last is short.
MODULES = (
    *(
        "grader",
        "models",
        "panels",
        "processes",
        "growing",
        "dreams",
        "command",
        "growing_commands",
    ),
    *("pictures", "saving", "looking", "attributing", "films", "goals", "answers"),
)
COLD = ("grader", "processes")  # need no network of their own
SLOWER = {"grader": 150, "processes": 90}  # seconds for a case: classes, and loading TensorFlow
WARM = 120  # seconds until a child is ready: TensorFlow is loaded
SPARE = 10  # seconds from the time at which a case is to end itself to the kill


@dataclass(frozen=True)
class Found:
    """One case and how it ended."""

    entrance: str
    name: str
    outcome: Outcome


def run(modules=MODULES, seed=0, at_once=2, tell=None):
    """Run all cases of some modules in children; return a list of Found, in order.

    Parameters
    ----------
    modules : list of str
    seed : int
        Chooses the damage that is done to files.
    at_once : int
        Children at the same time.
    tell : function, optional
        Called with each Found.
    """
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        futures = [
            pool.submit(_run_module, name, seed, tell or (lambda found: None)) for name in modules
        ]
        return [found for future in futures for found in future.result()]


def _run_module(name, seed, tell):
    """The cases of one module; after one that hangs or dies a new child goes on behind it."""
    found, ended = [], False
    with tempfile.TemporaryDirectory(prefix=f"battery-{name}-") as folder:
        while not ended:
            ended = _run_child(name, seed, folder, found, tell)
    return found


def _run_child(name, seed, folder, found, tell):
    """Run from the first case that is not in `found`; return whether all are."""
    command = _command(name, str(seed), folder, str(len(found)))
    paths = [TESTS, TESTS / "panel", TESTS / "grading", TESTS.parent]
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLBACKEND": "agg",
        "TMPDIR": folder,
        "XDG_CACHE_HOME": str(Path(folder, "cache")),
    }
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    seconds = SLOWER.get(name, SECONDS)
    with subprocess.Popen(command, env=env, **pipes) as child:
        lines = queue.Queue()
        reader = threading.Thread(target=_read, args=(child.stdout, lines), daemon=True)
        reader.start()
        begun, limit = None, WARM
        while True:
            try:
                line = lines.get(timeout=limit)
            except queue.Empty:
                child.kill()
                if begun is None:
                    raise RuntimeError(f"the cases of '{name}' are not made.") from None
                line = {"ended": [HANG, f"no end within {seconds} s, not even for the time limit"]}
            if line is None:  # the child is gone
                if begun is None:
                    raise RuntimeError(f"the cases of '{name}' cannot be made.")
                line = {"ended": [DIED, f"exit code {child.wait()}"]}
            limit = seconds + SPARE
            if "begun" in line:
                begun = line["begun"]
            elif "done" in line:
                return True
            else:
                one = Found(*begun, Outcome(*line["ended"]))
                found.append(one)
                tell(one)
                begun = None
                if child.poll() is not None or one.outcome.kind in (HANG, DIED):
                    child.kill()
                    return False


def _command(*given):
    return [sys.executable, "-m", "battery.running", *given]


def _read(pipe, lines):
    for line in pipe:
        lines.put(json.loads(line))
    lines.put(None)


def child(name, seed, folder, first):
    """In the child: make the cases, warm up, and tell how each begins and ends."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what the cases print goes nowhere

    def say(**line):
        out.write(json.dumps(line) + "\n")

    # Shells start background jobs with Ctrl-C ignored, which child processes inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if name not in COLD:
        from . import samples

        samples.dreamt()
    place = Path(folder, f"from {first}")
    place.mkdir()
    os.chdir(place)
    module = importlib.import_module(f".{name}", __package__)
    for number, case in enumerate(module.cases(place, seed)):
        if number >= first:
            say(begun=[case.entrance, case.name])
            outcome = judge(case, SLOWER.get(name, SECONDS))
            say(ended=[outcome.kind, outcome.text])
    say(done=True)
    out.flush()
    os._exit(0)  # threads of cases that hang are no reason to wait


if __name__ == "__main__":
    child(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
