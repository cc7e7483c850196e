"""Starting contenders in processes of their own, asking them to work, ending them."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SILENT = {"TF_CPP_MIN_LOG_LEVEL": "3"}  # without TensorFlow's log lines
ON = {
    # Nobody sees a GPU, NVIDIA's or AMD's: a table of the processor's is of the processor alone.
    "cpu": {"CUDA_VISIBLE_DEVICES": "-1", "HIP_VISIBLE_DEVICES": "-1"},
    # Several contenders are alive at once: none may take all of the card's memory.
    "gpu": {"TF_FORCE_GPU_ALLOW_GROWTH": "true"},
}
_device = "cpu"


@dataclass
class Child:
    """A contender's process.

    Attributes
    ----------
    process : subprocess.Popen
    log : file
        What it writes to stderr; shown only if it fails.
    facts : dict
        What it last told about itself.
    missing : str
        Why it cannot work; empty while it can.
    """

    process: subprocess.Popen
    log: object
    facts: dict = field(default_factory=dict)
    missing: str = ""


def use(device):
    """Let whoever is started from now on work on "cpu" or on "gpu"."""
    global _device
    _device = device


def environment(**more):
    return {**os.environ, **SILENT, **ON[_device], **more}


def timed(words):
    """Run this Python with `words`; return (seconds, the finished process)."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return time.perf_counter() - began, done


def start(contender, arguments, **more):
    """Start a contender, wait until it is prepared, and return it; see `worker`.

    `more` are environment variables for it alone.
    """
    log = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `stop`)
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.worker", contender, json.dumps(arguments), _device],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(**more),
    )
    child = Child(process, log)
    try:
        _hear(child)
    except BaseException:
        stop(child)
        raise
    return child


def ask(child, **request):
    """Let a contender work; return the seconds of each step, or None if it cannot."""
    if child.missing:
        return None
    with contextlib.suppress(BrokenPipeError):  # it has died: reading will tell
        child.process.stdin.write(json.dumps(request) + "\n")
        child.process.stdin.flush()
    return _hear(child)


def stop(child):
    """End a contender's process."""
    child.process.kill()
    child.process.wait()
    with contextlib.suppress(BrokenPipeError):
        child.process.stdin.close()
    child.process.stdout.close()
    child.log.close()


@contextlib.contextmanager
def started(specifications, **more):
    """Start contenders, one after another; give {name: Child}; end them all afterwards.

    Parameters
    ----------
    specifications : dict of str to (str, dict)
        For each name the contender and its arguments.
    more : str
        Environment variables for all of them.
    """
    children = {}
    try:
        for name, (contender, arguments) in specifications.items():
            children[name] = start(contender, arguments, **more)
        yield children
    finally:
        for child in children.values():
            stop(child)


def tell(contender, arguments):
    """Start a contender for what it knows once it is prepared; returns (facts, why not)."""
    with started({contender: (contender, arguments)}) as children:
        child = children[contender]
        return child.facts, child.missing


def _hear(child):
    line = child.process.stdout.readline()
    if not line:
        child.missing = f"it failed: {_show_failure(child)}"
        return None
    answer = json.loads(line)
    child.missing = answer.get("missing", "")
    if child.missing:
        return None
    child.facts = {**answer["facts"], "peak_bytes": answer["peak_bytes"]}
    return answer["seconds"]


def _show_failure(child):
    """Show what a contender that ended had to say; return the reason in a few words."""
    code = child.process.wait()
    child.log.seek(0)
    text = child.log.read().decode(errors="replace").strip()
    print(text, file=sys.stderr)
    if code < 0:
        return f"ended by signal {-code}"
    # What a traceback ends with: the error's type and the first line of its text.
    errors = re.findall(r"^(?:\w+\.)*(\w+(?:Error|Exception)\b.*)", text, re.MULTILINE)
    return errors[-1][:160].rstrip(".") if errors else f"exit code {code}"
