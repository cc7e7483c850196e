"""One notebook, from its first cell to its last hidden test."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
import secrets
from dataclasses import dataclass, field

from dreamkit.grading.cells_to_run import defined
from dreamkit.grading.kernel import Ended, Kernel
from dreamkit.grading.score import CHECK_ERROR

MISSING_FILE = ("FileError", "FileNotFoundError")
LARGEST_OUTPUT = 4 * 2**20  # characters kept of what the cells marked by hand show


@dataclass
class Record:
    """What happened, before anybody talks of points.

    Attributes
    ----------
    visible, hidden : dict
        {test: outcome} of the tests that ran, see `guest.kernel_app.run`.
    errors : dict
        {cell: (name of the error, its text)} of the student's cells that stopped.
    outputs : dict
        {cell: list of (message type, content)} of the cells that are marked by hand, with those of
        read-only cells behind them, which show the work.
    withheld : str
        Why hidden tests were not sent; "" if they were.
    ended : str
        Why the kernel was given up before the end; "" if it was not.
    notes : list of str
        What an instructor should know.
    """

    visible: dict = field(default_factory=dict)
    hidden: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    outputs: dict = field(default_factory=dict)
    withheld: str = ""
    ended: str = ""
    notes: list = field(default_factory=list)


def run(steps, assignment, limits, threads=1, stop=None, supporting=None):
    """Run a notebook's steps in a kernel of its own and return a Record.

    The student's cells and the visible part of each test run in order. Hidden tests are sent to
    the kernel only afterwards, each to the namespace as it was when its turn had come, and not
    while a thread runs code of the notebook.

    Raises
    ------
    Ended
        No kernel could be started: nothing that the notebook did.
    Stopped
        `stop`, a threading.Event, was set.
    """
    record = Record()
    with Kernel(limits, threads, stop, supporting) as kernel:
        try:
            kernel.ask({"do": "keep", "names": []})
            for step in steps:
                _run_step(kernel, step, assignment, record)
            _settle(kernel, record)
            for name, test in assignment.tests.items():
                passed = record.visible.get(name, {}).get("state") == "passed"
                if test.hides and passed and not record.withheld:
                    record.hidden[name] = _test(kernel, name, test.whole, assignment, record, True)
        except Ended as error:
            record.ended = str(error)
        if kernel.dropped:
            record.notes.append("it showed too much, and the rest was left out")
    record.notes = list(dict.fromkeys(record.notes))
    return record


def _run_step(kernel, step, assignment, record):
    if step.kind == "test":
        record.visible[step.name] = _test(kernel, step.name, step.source, assignment, record, False)
        return
    task = step.name if step.name in assignment.by_hand else assignment.looks.get(step.name)
    shown = None if task is None else []
    if step.kind == "read-only":
        kernel.ask({"do": "unhook"})
    reply = kernel.execute(step.source, shown)
    if reply.get("status") != "ok" and reply.get("ename") != CHECK_ERROR:
        error = (str(reply.get("ename"))[:80], plain(str(reply.get("evalue"))))
        label = step.name or f"extra {len(record.errors) + 1}"
        record.errors[label] = error
        if error[0] in MISSING_FILE:
            record.notes.append(f"cell '{label}' asked for a file that was not there: {error[1]}")
    if shown is not None:
        record.outputs[task] = record.outputs.get(task, []) + _kept(shown)
    if step.kind == "read-only":
        kernel.ask({"do": "keep", "names": defined(step.source)})


def _test(kernel, name, source, assignment, record, hidden):
    question = {"do": "test", "name": name, "source": source, "hidden": hidden}
    kernel.ask(question | {"modules": assignment.modules})
    outcome = _verdict(kernel)
    if outcome.get("state") not in ("passed", "failed"):
        raise Ended("the kernel's answer was malformed")
    record.notes += [f"the notebook replaced {place}" for place in _strings(outcome, "changed")]
    record.notes += [
        f"the notebook replaced the given {name}" for name in _strings(outcome, "replaced")
    ]
    value = outcome.get("value")
    number = isinstance(value, int | float) and math.isfinite(value)
    return {
        "state": outcome["state"],
        "value": float(value) if number else None,
        "error": str(outcome.get("error"))[:80],
        "text": plain(str(outcome.get("text"))),
    }


def _settle(kernel, record):
    kernel.ask({"do": "settle"})
    seen = _verdict(kernel)
    record.notes += [f"the notebook replaced {place}" for place in _strings(seen, "changed")]
    record.notes += [f"the notebook put its own {place}" for place in _strings(seen, "foreign")]
    record.notes += _strings(seen, "odd")
    record.notes += [f"thread '{name}' was still alive" for name in _strings(seen, "other")]
    active = _strings(seen, "active")
    record.notes += [f"thread '{name}' was still running the notebook's code" for name in active]
    if active:
        record.withheld = "a thread that the notebook started was still running"


def _verdict(kernel):
    """Ask for the last outcome, sealed with a key made now.

    Nothing that ran during the test can have known it: a verdict that was prepared beforehand,
    printed, or kept from an earlier test has another seal.
    """
    key = secrets.token_bytes(32)
    answer = kernel.ask({"do": "verdict", "key": key.hex()})
    try:
        sealed = json.loads(answer)
        text = sealed["outcome"]
        seal = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        if hmac.compare_digest(seal, sealed["seal"]):
            outcome = json.loads(text)
            if isinstance(outcome, dict):
                return outcome
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise Ended("the kernel's answer was malformed")


def _strings(outcome, key):
    values = outcome.get(key)
    values = values if isinstance(values, list) else []
    return [plain(str(value))[:120] for value in values[:10]]


def plain(text):
    """Text without what differs from run to run, terminal colors and control characters."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"0x[0-9a-fA-F]{6,}", "0x...", text)
    text = re.sub(r"/tmp/(dk-grade|ipykernel)_?[^\s'\"/]*", "", text)
    text = re.sub(r"\(\d+\.py, line (\d+)\)", r"(line \1)", text)  # a cell has no name
    return "".join(char for char in text if char in "\n\t" or char.isprintable())[:1000]


def _kept(shown):
    """As much of the outputs as fits a page."""
    kept, room = [], LARGEST_OUTPUT
    for kind, content in shown:
        room -= len(json.dumps(content))
        if room > 0:
            kept.append((kind, content))
    return kept
