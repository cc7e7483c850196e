"""`dreamkit` in this process: options, names and files of every form."""

from __future__ import annotations

import functools
import os

from typer.testing import CliRunner

import dreamkit as dk
from dreamkit.cli import app, lab

from . import case, mutations, samples
from .case import LOST, POOR, Case, Told, Wrong

SMALL = ("--layer", "mixed1", "--steps", "1", "--octaves", "1", "--max-size", "48")
NO_NUMBERS = (
    "",
    "no",
    "-1",
    "0",
    "nan",
    "inf",
    "1e400",
    "9" * 5000,
    "1,5",
    "٣",
    "1.5",
    "--",
    "0x10",
)
NUMBERS = (
    "--steps",
    "--step-size",
    "--octaves",
    "--octave-scale",
    "--tile-size",
    "--jitter",
    "--seed",
    "--max-size",
)
FINE = {  # what may be meant
    ("--step-size", "1.5"),
    ("--octave-scale", "1.5"),
    ("--jitter", "0"),
    ("--seed", "0"),
    ("--step-size", "٣"),
    ("--octave-scale", "٣"),  # Python reads these digits
}
TEXTS = ("", " ", "nosuch", "a\0b", "x" * 5000, "日本", "-", "a\nb", "🐈")


def cases(folder, seed):
    png = folder / "cat.png"
    png.write_bytes(samples.files()["png"])
    dream = functools.partial(_dream, folder)
    for option in NUMBERS:
        for value in NO_NUMBERS:
            must = "" if (option, value) in FINE or value in ("٣", "1.5") else "refuse"
            call = functools.partial(dream, png, (option, value))
            yield Case("dreamkit dream", f"{option} {short(value)}", call, must)
    for option in (
        "--goal",
        "--layer",
        "--preset",
        "--network",
        "--weights",
        "--mask",
        "--prior",
        "--normalize",
        "--precision",
        "--nosuch",
    ):
        for value in TEXTS:
            call = functools.partial(dream, png, (option, value), small=False)
            # No weights file, and no goal, where a variable in a script is empty.
            yield Case("dreamkit dream", f"{option} {short(value)}", call, "refuse")
    for value in TEXTS:
        call = functools.partial(dream, value)
        yield Case("dreamkit dream", f"a picture called {short(value)}", call, "refuse")
        if value:  # as in OUT=, which is the default
            call = functools.partial(_dream_to, folder, png, value)
            yield Case("dreamkit dream", f"-o {short(value)}", call, "refuse")
    for prior in (
        "blur",
        "blur=",
        "=1",
        "blur=no",
        "blur=-1",
        "nosuch=1",
        "blur=1=2",
        "blur=nan",
        "decay=1",
        "blur=1e9",
    ):
        call = functools.partial(dream, png, ("--prior", prior))
        yield Case("dreamkit dream", f"--prior {prior}", call, "refuse")
    for words in (("--goal", "mixed1"), ("--preset", "creatures"), ("--steps",), ("more",)):
        call = functools.partial(dream, png, words)
        yield Case("dreamkit dream", f"and also {' '.join(words)}", call, "refuse")
    for words in (
        ("--detail",),
        ("--no-detail",),
        ("--keep-color",),
        ("--precision", "float32"),
        ("--tile-size", "NONE"),
        ("--jitter", "AUTO"),
        ("--normalize", "laplacian"),
        ("--prior", "blur=1"),
        ("--mask", str(png)),
    ):
        yield Case(
            "dreamkit dream", " ".join(words[:2])[:30], functools.partial(dream, png, words), "work"
        )
    yield from _files(folder, seed)
    yield from _others(folder)


def short(value):
    return f"{value!a}" if len(value) < 40 else f"{len(value)} signs"


def _files(folder, seed):
    for ending in ("png", "jpg", "webp", "tif", "gif"):
        for what, content in mutations.damaged(samples.files()[ending], seed + 7):
            path = folder / f"damaged.{ending}"
            call = functools.partial(_damaged, folder, path, content)
            yield Case("dreamkit dream", f"a damaged {ending}: {what}", call)
    for ending in ("png", "jpg", "webp", "tif", "bmp", "gif", "ppm", "tga", "qoi"):
        call = functools.partial(_dream_to, folder, folder / "cat.png", f"out.{ending}")
        yield Case("dreamkit dream", f"to a {ending}", call, "work")


def _damaged(folder, path, content):
    path.write_bytes(content)
    return _dream(folder, path)


def _others(folder):
    for value in TEXTS:
        for words in (("networks",), ("presets",), ("networks", "vgg16", "--weights")):
            call = functools.partial(run, [*words, value])
            must = "" if "--weights" in words and not value else "refuse"  # as in WEIGHTS=
            name = " ".join([*words[1:], short(value)])
            yield Case(f"dreamkit {words[0]}", name, call, must)
    for words in (
        ["networks"],
        ["networks", "dreamnet"],
        ["presets"],
        ["presets", "dreamnet"],
        ["--version"],
        ["--help"],
        ["doctor"],
        ["dream", "--help"],
        ["grade", "--help"],
    ):
        yield Case("dreamkit", " ".join(words), functools.partial(run, words), "work")
    for words in (
        [],
        ["nosuch"],
        ["--nosuch"],
        ["dream"],
        ["doctor", "more"],
        ["lab", "more"],
        [""],
        ["grade"],
        ["DREAM", "cat.png"],
    ):
        yield Case(
            "dreamkit", " ".join(words) or "no words", functools.partial(run, words), "refuse"
        )
    for port in ("-1", "70000", "no", "", "99999999999999999999", "1.5"):
        call = functools.partial(_lab, ["lab", "--no-browser", "--port", port])
        yield Case("dreamkit lab", f"--port {port}", call, "refuse")


def _lab(words):
    """JupyterLab itself is not started; what would be is kept."""
    started, real = [], lab._run
    lab._run = lambda command: started.append(command) or 0
    try:
        return run(words)
    finally:
        lab._run = real


def run(words):
    """Run a command; return the one sentence that it ended with, or None."""
    result = CliRunner().invoke(app.app, [str(word) for word in words])
    error = result.exception
    if error is not None and not isinstance(error, SystemExit):
        raise error
    if "Traceback" in result.output:
        raise Wrong("a traceback is shown", case.TRACEBACK)
    told = [line for line in result.output.splitlines() if line.lower().startswith("error: ")]
    if result.exit_code == 0:
        if told:
            raise Wrong(f"it ends well and says {told}")
        return None
    if words == [] and "Usage: " in result.output:
        return Told("Without words the help is shown.")
    if result.exit_code not in (1, 2) or len(told) != 1:
        raise Wrong(f"exit code {result.exit_code} and {result.output[-200:]!r}", POOR)
    said = result.output[result.output.lower().index("error: ") + 7 :].strip()
    if "\nError: " in result.output:  # in typer's own words, which have no full stop
        said = said.rstrip(".") + "."
    return Told(said)


def _dream(folder, picture, words=(), small=True):
    base = SMALL if small else SMALL[2:]
    given = {word for word in words if word.startswith("--")}
    pairs = [pair for pair in zip(base[::2], base[1::2], strict=True) if pair[0] not in given]
    out = folder / "out.png"
    out.unlink(missing_ok=True)
    told = run(["dream", picture, "-o", out, *(word for pair in pairs for word in pair), *words])
    if told is None:
        case.picture(dk.load_image(out))
        dk.read_settings(out)
        out.unlink()
    elif out.exists():
        raise Wrong("it says error, and there is a picture")
    return told


def _dream_to(folder, picture, name):
    before, there = os.getcwd(), set(os.listdir(folder))
    os.chdir(folder)
    try:
        told = run(["dream", picture, "-o", name, *SMALL])
        if told is None:
            if not os.path.isfile(name):
                raise Wrong(f"there is no '{name}'", LOST)
            case.picture(dk.load_image(name), (48, 48))
            os.unlink(name)
        elif set(os.listdir(folder)) - there:
            raise Wrong("it says error, and leaves something behind")
        return told
    finally:
        os.chdir(before)
