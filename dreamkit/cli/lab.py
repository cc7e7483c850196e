"""Opening JupyterLab on the first lesson."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path

from dreamkit import bounds
from dreamkit.errors import FileError

FIRST_LESSON = "00_first_dream.ipynb"


def open_lab(browser=True, port=None):
    """Run JupyterLab on the first lesson until it ends.

    Parameters
    ----------
    browser : bool
        Open a web browser; without one the address is printed.
    port : int, optional
        Port of the notebook server.

    Returns
    -------
    int
        JupyterLab's exit code.

    Raises
    ------
    InputError
        There is no such port.
    FileError
        JupyterLab or the lessons are not here.
    """
    if port is not None:
        port = bounds.check("port", port)
    if importlib.util.find_spec("jupyterlab") is None:
        raise FileError('JupyterLab is missing; run: pip install "dreamkit[course]"')
    lesson = _first_lesson()
    root = lesson.parents[1]  # so that exercises/ can be opened as well
    address = f"/lab/tree/{lesson.relative_to(root).as_posix()}"
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    # An address rather than a file name: without a browser it is the address that is printed.
    command.append(f"--LabApp.default_url={address}")
    if not browser:
        command.append("--no-browser")
    if port is not None:
        command.append(f"--port={port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return _run(command)


def _first_lesson():
    """Find the first lesson: here, or in the checkout that the package is installed from."""
    cwd = Path.cwd()
    for folder in (cwd, cwd / "lessons", Path(__file__).resolve().parents[2] / "lessons"):
        if (folder / FIRST_LESSON).is_file():
            return folder / FIRST_LESSON
    raise FileError(
        "there is no folder 'lessons' here; change to the folder of the course, or get it from "
        "the project's page."
    )


def _run(command):
    """Run a program until it ends, leaving Ctrl-C to it, and return its exit code."""
    children = []

    def leave_to_child(signal_number, _frame):
        # From a terminal, the child gets the signal together with this process.
        if children and not sys.stdin.isatty():
            children[0].send_signal(signal_number)

    before = signal.signal(signal.SIGINT, leave_to_child)
    try:
        children.append(subprocess.Popen(command))
        code = children[0].wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code
