"""What the measurements ran on, and with which versions."""

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

from benchmarks.children import ROOT

PACKAGES = ("tensorflow", "keras", "numpy", "torch")
MATRIX_FLAGS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16")  # what decides over the rates


def describe(card=None):
    """Return {what: text}, in the order in which it is shown; `card` is a GPU's name."""
    processor, flags = _processor()
    facts = {"graphics card": card} if card else {}
    facts |= {
        "processor": processor,
        "instructions": ", ".join(flag for flag in MATRIX_FLAGS if flag in flags) or "not known",
        "cores": str(_cores()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "dreamkit": _dreamkit(),
    }
    return facts | {name: _version(name) for name in PACKAGES}


def _processor():
    """The processor's name and its flags."""
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine(), []
    pairs = (line.partition(":") for line in info.read_text(encoding="utf-8").splitlines())
    facts = {key.strip(): value.strip() for key, _, value in pairs}
    return facts.get("model name", platform.machine()), facts.get("flags", "").split()


def _cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _memory():
    try:
        import psutil
    except ImportError:
        return "not known"
    return f"{psutil.virtual_memory().total / 2**30:.0f} GiB"


def _dreamkit():
    """The version, and where git can tell, what state of it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=7", "--exclude=*"]
    try:
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return _version("dreamkit")
    commit, _, dirty = said.strip().partition("-")
    return f"{_version('dreamkit')}, commit {commit}" + (", with changes" if dirty else "")


def _version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
