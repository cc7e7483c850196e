"""What is told of a kind of fault, and what its processes are started with."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Result:
    """One kind of fault, tried.

    Attributes
    ----------
    what : str
        What was done to what.
    times : int
        How often; 0 where it could not be tried here.
    seen : str
        What came, in words, or why it could not be tried.
    faults : list of str
        What should not have come.
    """

    what: str
    times: int
    seen: str
    faults: list = field(default_factory=list)


def environment(folder, **more):
    """The variables of a process that finds DreamKit and these modules, with a cache of its own."""
    paths = [TESTS.parent, TESTS, TESTS / "grading"]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "MPLBACKEND": "agg",
        "XDG_CACHE_HOME": str(Path(folder, "cache")),
        **more,
    }


def dreamkit(*words):
    """The command that runs `dreamkit` with these words."""
    return [sys.executable, "-m", "dreamkit", *map(str, words)]


def start(words, env, **options):
    """Start a process whose output is kept apart, in a group of its own."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen(list(map(str, words)), env=env, start_new_session=True, **pipes)
