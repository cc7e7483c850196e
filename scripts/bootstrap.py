"""Make .venv and install DreamKit in it: python3 scripts/bootstrap.py [extras...]

Needs nothing but Python. What is installed already is not installed again until pyproject.toml
changes. Prints nothing when there is nothing to do.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BORROWED = ROOT / ".venv-bootstrap"  # virtualenv, where Python cannot make environments by itself
LAST_KNOWN_PYTHON = (3, 13)  # TensorFlow's newest when this was written

if sys.version_info < (3, 11):  # noqa: UP036 (an older Python reads this far, to be told so)
    raise SystemExit(
        "DreamKit needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". "
        "If a newer one is installed, name it: make PYTHON=python3.13 ..."
    )


def say(sentence):
    print(sentence, flush=True)


def interpreter(venv):
    """The Python inside an environment."""
    windows = venv / "Scripts" / "python.exe"
    return windows if os.name == "nt" else venv / "bin" / "python"


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=False, **options)


def works(venv):
    """Whether the environment's Python starts, is not too old, and has pip."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return run(interpreter(venv), "-c", probe, capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv(venv):
    """Make an environment, with the standard library or else with virtualenv from PyPI."""
    if venv.exists() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        raise SystemExit(f"{venv} is in the way and is not a virtual environment: please move it.")
    ways = [
        lambda: run(sys.executable, "-m", "venv", "--clear", venv, capture_output=True),
        lambda: run(sys.executable, "-m", "virtualenv", "--clear", venv, capture_output=True),
        lambda: borrow_virtualenv(venv),
    ]
    for way in ways:
        way()
        if works(venv):
            return
        shutil.rmtree(venv, ignore_errors=True)
    raise SystemExit(
        "This Python cannot make a virtual environment: install the package that lets it "
        "(on Debian and Ubuntu: apt-get install python3-venv), then run the same command again."
    )


def borrow_virtualenv(venv):
    """virtualenv carries its own pip, so it works where Debian left ensurepip out."""
    say("This Python lacks the venv package: fetching virtualenv instead ...")
    fetched = run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--upgrade"),
        *("--target", BORROWED, "virtualenv"),
        capture_output=True,
    )
    if fetched.returncode == 0:
        paths = {**os.environ, "PYTHONPATH": str(BORROWED)}
        run(sys.executable, "-m", "virtualenv", "--clear", venv, env=paths, capture_output=True)
    shutil.rmtree(BORROWED, ignore_errors=True)


def pip_install(venv, *arguments):
    """Install quietly; on failure stop with pip's own message, and what it may mean."""
    pip = [interpreter(venv), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    done = run(*pip, *arguments, cwd=ROOT)
    if done.returncode == 0:
        return
    if sys.version_info[:2] > LAST_KNOWN_PYTHON:
        say(
            "TensorFlow may not have a release for Python "
            f"{sys.version_info[0]}.{sys.version_info[1]} yet: try 3.11, 3.12 or 3.13."
        )
    raise SystemExit("The packages could not be installed; the lines above say why.")


def read_stamp(venv):
    try:
        return json.loads((venv / "dreamkit-stamp.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_stamp(venv, stamp):
    (venv / "dreamkit-stamp.json").write_text(json.dumps(stamp), encoding="utf-8")


def fingerprint(*files):
    """What the environment depends on; its place counts, as its scripts hold full paths."""
    text = b"\0".join([str(ROOT).encode(), *(file.read_bytes() for file in files)])
    return hashlib.sha256(text).hexdigest()


def ensure(extras=()):
    """Bring .venv up to date with these extras; returns its Python."""
    now = fingerprint(ROOT / "pyproject.toml")
    stamp = read_stamp(VENV)
    there = set(stamp.get("extras", []))
    wanted = sorted(there | set(extras))
    if works(VENV):
        if stamp.get("fingerprint") == now and there >= set(extras):
            return interpreter(VENV)
    else:
        say(f"Making a virtual environment in {VENV.name} ...")
        make_venv(VENV)
    what = f"DreamKit with {' and '.join(wanted)}" if wanted else "DreamKit"
    say(f"Installing {what}: about 0.8 GB to fetch the first time, a few minutes ...")
    began = time.monotonic()
    pip_install(VENV, "--editable", f".[{','.join(wanted)}]" if wanted else ".")
    write_stamp(VENV, {"fingerprint": now, "extras": wanted})
    say(f"Ready after {time.monotonic() - began:.0f} seconds.")
    return interpreter(VENV)


if __name__ == "__main__":
    ensure(sys.argv[1:])
