"""`dreamkit` as a process of its own: pipes, signals, encodings, places that cannot be written."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys

import dreamkit as dk

from . import case, samples
from .case import LOST, POOR, Case, Told, Wrong

ENTRANCE = "dreamkit (processes)"
LONG = 80  # seconds: each loads TensorFlow, on a machine that may be busy
SMALL = ("--layer", "mixed1", "--steps", "1", "--octaves", "1", "--max-size", "48")


def cases(folder, seed):
    png = folder / "cat.png"
    png.write_bytes(samples.files()["png"])
    other = folder / "日本 Zürich.png"
    other.write_bytes(samples.files()["png"])
    run = functools.partial(_run, folder)
    dream = ["dream", str(png), "-o", "out.png", *SMALL]
    cp1252 = {"PYTHONIOENCODING": "cp1252"}
    named = ["dream", other.name, "-o", "日本 out.png", *SMALL]
    listed = {
        "a picture": (dream, {}, "work"),
        "output in cp1252": (named, {"env": cp1252}, "work"),
        "output in ASCII": (named, {"env": {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}}, "work"),
        "no home": (["networks"], {"env": {"HOME": "/nosuch"}, "unset": ["HOME"]}, "work"),
        "a variable that names no weights": (
            ["dream", str(png), "--network", "vgg16"],
            {"env": {"DREAMKIT_VGG16_WEIGHTS": "/nosuch.h5"}},
            "refuse",
        ),
        "another backend of Keras": (dream, {"env": {"KERAS_BACKEND": "nosuch"}}, "refuse"),
        "Keras 2": (dream, {"env": {"TF_USE_LEGACY_KERAS": "1"}}, "refuse"),
        "no stdin": (["networks"], {"stdin": subprocess.DEVNULL}, "work"),
        "a full disk": (["dream", str(png), "-o", "/dev/full", *SMALL], {}, "refuse"),
        "an empty output": (["dream", str(png), "-o", ""], {}, "refuse"),
        "empty weights": (["dream", str(png), "--weights", ""], {}, "refuse"),
        "a full standard output": (dream, {"stdout": open("/dev/full", "w")}, "refuse"),  # noqa: SIM115
        "no such file": (["dream", "nosuch.png"], {}, "refuse"),
        "an unknown option": (["dream", str(png), "--nosuch"], {}, "refuse"),
        "an address that is closed": (["dream", "http://127.0.0.1:9/a.png"], {}, "refuse"),
        "a class that is not there": (["grade", "nosuch"], {}, "refuse"),
    }
    for what, (words, options, must) in listed.items():
        yield Case(ENTRANCE, what, functools.partial(run, words, **options), must)
    yield Case(ENTRANCE, "| head", functools.partial(_head, folder), "work")
    for number in (signal.SIGINT, signal.SIGTERM):
        call = functools.partial(_stopped, folder, number)
        yield Case(ENTRANCE, f"{number.name} during a dream", call, "work")


def _start(folder, words, env=None, unset=(), **options):
    own = {key: value for key, value in os.environ.items() if key not in unset}
    command = [sys.executable, "-m", "dreamkit", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    own["PYTHONPATH"] = os.pathsep.join(sys.path)
    return subprocess.Popen(command, cwd=folder, env=own | (env or {}), **pipes)


def _run(folder, words, **options):
    with _start(folder, words, **options) as process:
        try:
            out, err = process.communicate(timeout=LONG)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Wrong("no end", case.HANG) from None
    text = ((out or b"") + err).decode("utf-8", "replace")
    if "Traceback" in text:
        raise Wrong(text[-300:], case.TRACEBACK)
    told = [line for line in text.splitlines() if line.lower().startswith("error: ")]
    if process.returncode == 0:
        return None
    if process.returncode not in (1, 2) or len(told) != 1:
        raise Wrong(f"exit code {process.returncode} and {text[-200:]!r}", POOR)
    return Told(told[0].partition(" ")[2].rstrip(".") + ".")  # typer's words have no full stop


def _head(folder):
    with _start(folder, ["networks", "vgg16"]) as process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait(LONG)
    if "Traceback" in said or "Exception" in said:
        raise Wrong(said[-300:], case.TRACEBACK)


def _stopped(folder, number):
    """What has been dreamt so far is kept, whichever signal comes."""
    path = folder / f"stopped {number}.png"
    words = ["dream", "sample:cat", "-o", path.name, "--layer", "mixed1", "--steps", "100000"]
    with _start(folder, words) as process:
        seen = b""
        while b"dreaming:" not in seen and process.poll() is None:  # its bar: steps are taken
            seen += os.read(process.stderr.fileno(), 4096)
        process.send_signal(number)
        _, said = process.communicate(timeout=LONG)
    if b"Traceback" in said:
        raise Wrong(said[-300:].decode(), case.TRACEBACK)
    if process.returncode != 128 + number:
        raise Wrong(f"exit code {process.returncode}")
    if not path.is_file():
        raise Wrong("what was dreamt is not there", LOST)
    case.picture(dk.load_image(path), (300, 451))
