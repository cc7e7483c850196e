"""Twenty panels in one real Jupyter kernel: all work, several run at once, and all of it ends."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from .result import TESTS, Result, environment

LOOKS = 6  # rounds of all panels: what is made once is made, and what keeps growing is seen

MAKE = """
import gc, json, os, sys, threading
sys.path.insert(0, {panel_tests!r})
import numpy as np
import ipywidgets as widgets
import dreamkit as dk
from hands import give, png
photo = dk.sample("cat", max_size=96)

def gray(level):
    return np.full((30, 40, 3), level, np.float32)

def a_runner():
    return dk.runner(photo, goal="mixed2", steps=widgets.IntSlider(2, 1, 9), octaves=1)

def a_first_dream():
    panel = dk.first_dream()
    give(panel.upload, "small.png", png())
    panel.strength.value = 1
    return panel

def a_studio():
    panel = dk.studio()
    panel.size.value, panel.steps.value, panel.octaves.value = 128, 2, 1
    return panel

def an_explorer():
    return dk.explore(gray, level=widgets.FloatSlider(0.2, min=0, max=1))

def look():
    gc.collect()
    status = open("/proc/self/status").read()
    print(json.dumps({{
        "megabytes": int(status.partition("VmRSS:")[2].split()[0]) / 1024,
        "threads": threading.active_count(),
        "files": len(os.listdir("/proc/self/fd")),
    }}))

a_runner().run_view.run_button.click()
panels = []
"""
SHOW = """
for make in (a_runner, a_first_dream, a_studio, an_explorer):
    panels.append(make())
    display(panels[-1])
"""
RUN = """
dreamers = [panel for panel in panels if hasattr(panel, "run_view")]
for panel in dreamers:
    panel.run_view.run_button.click()
running = sum(panel.run_view.worker.state == "running" for panel in dreamers)
ended = [panel.wait(300) for panel in dreamers]
for panel in panels:
    if panel not in dreamers:
        panel.controls["level"].value = 0.7
        panel.controls["level"].value = 0.2
errors = [panel.error for panel in dreamers if panel.error]
done = sum(panel.run_view.worker.state == "done" for panel in dreamers)
print(json.dumps({"ended": all(ended), "running": running, "done": done, "errors": errors}))
"""


def run(folder, full):
    """5 of each of four kinds, or 1 of each; each that dreams does so LOOKS times."""
    from jupyter_client.manager import KernelManager

    rounds, faults = (5 if full else 1), []
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=environment(folder), cwd=str(folder))
    pid = manager.provisioner.process.pid
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        _execute(client, MAKE.format(panel_tests=str(TESTS / "panel")), faults)
        for _ in range(rounds):
            _execute(client, SHOW, faults)
        looks, told = [_execute(client, "look()", faults)], []
        for _ in range(LOOKS):
            told.append(_execute(client, RUN, faults))
            looks.append(_execute(client, "look()", faults))
        until = time.monotonic() + 40  # ipykernel closes what threads that ended spoke through
        while _grew(looks) and time.monotonic() < until:
            time.sleep(1)
            looks[-1] = _execute(client, "look()", faults)
        client.stop_channels()
        children = _family(pid)
        manager.shutdown_kernel(now=False)
    finally:
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
            faults.append("the kernel does not end when it is asked to")
        manager.cleanup_resources()
    dreaming = 3 * rounds
    for one in told:
        if not one or not one["ended"] or one["done"] != dreaming or one["errors"]:
            faults.append(f"not all {dreaming} panels dreamt: {one}")
    if _left(children):
        faults.append("processes are left")
    if all(looks):
        if looks[-1]["threads"] > looks[0]["threads"] + 1:
            faults.append(f"threads grow from {looks[0]['threads']} to {looks[-1]['threads']}")
        if _grew(looks):
            faults.append(f"files grow from {looks[1]['files']} to {looks[-1]['files']}")
    if all(looks) and all(told):
        once = max(one["running"] for one in told)
        memory = ", ".join(f"{one['megabytes']:.0f}" for one in looks)
        seen = (
            f"all worked, {once} of them at once; {looks[0]['threads']} threads before they ran, "
            f"{looks[-1]['threads']} after; {memory} MB before and after each of {LOOKS} rounds; "
            "the kernel ended and left nothing"
        )
    else:
        seen = "the kernel did not answer"
    yield Result(f"{4 * rounds} panels in one Jupyter kernel", 4 * rounds, seen, faults)


def _grew(looks):
    """Whether many more files are open than after the first round.

    They come and go with the kernel's own threads and pipes: of twenty panels there were 90 after
    one round, 162 after five, and 98 in the end.
    """
    return all(looks) and looks[-1]["files"] > 1.5 * looks[1]["files"]


def _execute(client, code, faults):
    """Run a cell; return the JSON of its last line, if there is any."""
    printed = []

    def note(message):
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            printed.append(message["content"]["text"])

    reply = client.execute_interactive(code, timeout=600, output_hook=note)["content"]
    if reply["status"] != "ok":
        faults.append(f"{reply.get('ename')}: {reply.get('evalue')}")
    lines = "".join(printed).strip().splitlines()
    return json.loads(lines[-1]) if lines and lines[-1].startswith("{") else None


def _family(pid):
    """A process and all that it started."""
    found, parents = {pid}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(name)] = int(
                Path("/proc", name, "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _left(pids):
    until = time.monotonic() + 10
    while (left := {p for p in pids if Path("/proc", str(p)).exists()}) and (
        time.monotonic() < until
    ):
        time.sleep(0.1)
    return left
