"""`dreamkit visualize` and `dreamkit gallery` in this process: options of every form."""

from __future__ import annotations

import functools
import os

import dreamkit as dk

from . import case, samples
from .case import LOST, Case, Wrong
from .command import NO_NUMBERS, TEXTS, run, short

SMALL = ("--steps", "1", "--size", "40")
BEGINS = {"visualize": ("mixed1:2",), "gallery": ("mixed1", "--channels", "0-1")}
NUMBERS = ("--steps", "--step-size", "--jitter", "--seed", "--columns", "--size")
FINE = {  # what may be meant
    ("--step-size", "1.5"),
    ("--step-size", "٣"),  # Python reads these digits
    ("--jitter", "0"),
    ("--jitter", "٣"),
    ("--seed", "0"),
    ("--seed", "٣"),
    ("--columns", "٣"),
    ("--steps", "٣"),
}


def cases(folder, _seed):
    (folder / "cat.png").write_bytes(samples.files()["png"])
    for command in BEGINS:
        grow = functools.partial(_grow, folder, command)
        entrance = f"dreamkit {command}"
        for option in NUMBERS:
            for value in NO_NUMBERS:
                must = "" if (option, value) in FINE else "refuse"
                call = functools.partial(grow, (option, value))
                yield Case(entrance, f"{option} {short(value)}", call, must)
        for option in ("--network", "--weights", "--prior", "--canvas", "--precision", "--nosuch"):
            for value in TEXTS:
                call = functools.partial(grow, (option, value))
                yield Case(entrance, f"{option} {short(value)}", call, "refuse")
        for value in TEXTS:
            call = functools.partial(grow, name=value)
            yield Case(entrance, f"-o {short(value)}", call, "refuse")
            call = functools.partial(grow, begins=(value,))
            yield Case(entrance, f"of {short(value)}", call, "refuse")
        for ending in ("png", "jpg", "webp", "tif", "bmp"):
            call = functools.partial(grow, name=f"out.{ending}")
            yield Case(entrance, f"to a {ending}", call, "work")
    yield from _visualize(functools.partial(_grow, folder, "visualize"), folder)
    yield from _gallery(functools.partial(_grow, folder, "gallery"), folder)


def _visualize(grow, folder):
    for value in ("40x", "x40", "40x40x40", "40 40", "8x40", "4097x40", "-40x40", *TEXTS):
        call = functools.partial(grow, ("--size", value))
        yield Case("dreamkit visualize", f"--size {short(value)}", call, "refuse")
    for value in (*TEXTS, "owls", "27", "-1", "1.5", "9" * 50, "٣"):
        call = functools.partial(grow, begins=("--class", value))
        yield Case("dreamkit visualize", f"--class {short(value)}", call, "refuse")
    for value in ("nosuch.png", "sample:nosuch", "", str(folder)):
        call = functools.partial(grow, ("--start", value))
        yield Case("dreamkit visualize", f"--start {value[-13:]}", call, "refuse")
    for words in (("--start", str(folder / "cat.png")), ("--size", "48x40"), ("--no-decorrelate",)):
        yield Case("dreamkit visualize", words[0], functools.partial(grow, words), "work")
    for begins in (("mixed1:2", "mixed1:3"), ("--class", "owl", "--class", "2"), ("mixed1^2",)):
        call = functools.partial(grow, begins=begins)
        yield Case("dreamkit visualize", " ".join(begins), call, "work")
    for begins in ((), ("mixed1", "--class", "owl"), ("mixed1:99999",), ("mixed1 mixed2",)):
        call = functools.partial(grow, begins=begins)
        yield Case("dreamkit visualize", f"of {' '.join(begins)}", call, "refuse")


def _gallery(grow, folder):
    for value in (*TEXTS, "-", "1-", "3-1", "0,,1", "0-99999999999", "1.5", "a-b", "99999", "٣-"):
        must = "refuse" if value not in ("1-", "٣-") else ""
        call = functools.partial(grow, begins=("mixed1", "--channels", value))
        yield Case("dreamkit gallery", f"--channels {short(value)}", call, must)
    for value in (str(folder / "cat.png"), "a\0b", "", "x" * 5000):
        call = functools.partial(grow, ("--folder", value))
        yield Case("dreamkit gallery", f"--folder {short(value[-13:])}", call, "refuse")
    call = functools.partial(grow, ("--folder", str(folder / "kept")))
    yield Case("dreamkit gallery", "--folder", call, "work")


def _grow(folder, command, words=(), begins=None, name="out.png"):
    given = {word for word in words if word.startswith("--")}
    base = [pair for pair in zip(SMALL[::2], SMALL[1::2], strict=True) if pair[0] not in given]
    before, there = os.getcwd(), set(os.listdir(folder))
    os.chdir(folder)
    try:
        begins = BEGINS[command] if begins is None else begins
        told = run([command, *begins, "-o", name, *(w for pair in base for w in pair), *words])
        if told is not None:
            if set(os.listdir(folder)) - there - {"kept"}:
                raise Wrong("it says error, and leaves something behind")
            return told
        if not os.path.isfile(name):
            raise Wrong(f"there is no '{name}'", LOST)
        case.picture(dk.load_image(name))
        os.unlink(name)
        return None
    finally:
        os.chdir(before)
