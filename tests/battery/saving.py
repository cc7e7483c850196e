"""save_image and Dream.save: endings, places, shapes, and that nothing is lost."""

from __future__ import annotations

import functools
import os
import stat

import numpy as np
from PIL import Image

import dreamkit as dk

from . import case, odd, samples
from .case import LOST, Case, Wrong

SAVE, KEEP = "save_image", "Dream.save"
EXACT = ("png", "tif", "tiff", "bmp", "ppm", "tga", "PNG", "qoi", "dib", "sgi", "pcx")


def cases(folder, seed):
    endings = {*Image.registered_extensions(), ".PNG", ".jPg", ".", "", ".nosuch", ".png.", ".png "}
    for ending in sorted(endings):
        name = folder / f"saved{ending}"
        yield Case(SAVE, f"as '{ending}'", functools.partial(_saved, name))
        yield Case(KEEP, f"as '{ending}'", functools.partial(_kept, folder / f"kept{ending}"))
    for what, array in odd.NO_PICTURES.items():
        call = functools.partial(_untouched, folder / "there.png", array)
        yield Case(SAVE, f"given {what}", call, "refuse")
    for what, array in odd.SOME_PICTURES.items():
        call = functools.partial(dk.save_image, folder / "odd.png", array)
        yield Case(SAVE, f"given {what}", call, "work")
    for what, name in odd.NO_TEXTS.items():
        call = functools.partial(dk.save_image, name, samples.photo())
        yield Case(SAVE, f"named by {what}", call, "refuse")
    for what, name in _places(folder).items():
        for entrance, save in ((SAVE, _save), (KEEP, _dream_kept_somewhere)):
            call = functools.partial(_within, folder, save, name)
            yield Case(entrance, what, call)
    texts = {
        "no text": {"a": 3},
        "None": {"a": None},
        "a key that is none": {3: "a"},
        "an empty key": {"": "a"},
        "a key of 100 signs": {"k" * 100: "a"},
        "a zero byte in a key": {"a\0b": "c"},
        "a zero byte": {"a": "b\0c"},
        "a lone surrogate": {"a": "\ud800"},
        "a megabyte": {"a": "x" * 2**20},
        "a list": [1],
        "text": "a",
    }
    for ending in ("png", "jpg", "webp", "tif"):
        for what, text in texts.items():
            path = folder / f"text.{ending}"
            call = functools.partial(dk.save_image, path, samples.photo(), text)
            yield Case(SAVE, f"{ending} with {what} in its text", call)
    for ending, side in (("webp", 16_384), ("jpg", 65_501), ("gif", 65_536), ("tga", 65_536)):
        strip = np.zeros((1, side, 3), np.float32)
        call = functools.partial(dk.save_image, folder / f"long.{ending}", strip)
        yield Case(SAVE, f"{side} pixels as {ending}", call, "refuse")
    yield Case(SAVE, "onto a link", functools.partial(_link, folder), "work")
    yield Case(SAVE, "permissions are kept", functools.partial(_mode, folder), "work")


def _places(folder):
    (folder / "folder.png").mkdir(exist_ok=True)
    return {
        "into no folder": "nosuch/a.png",
        "onto a folder": "folder.png",
        "below a file": "there.png/a.png",
        "a name of 300 signs": "n" * 300 + ".png",
        "a path of 5000 signs": "d/" * 2500 + "a.png",
        "a name of other signs": "日本 Ü #%?*.png",
        "a name with lines": "a\nb.png",
        "a name that begins with -": "-o.png",
        "a name that begins with .": ".hidden.png",
        "nobody's home": "~nosuchuser/a.png",
        "only an ending": ".png",
        "a full device": "/dev/full",
        "into /proc": "/proc/a.png",
    }


def _within(folder, call, name):
    before = os.getcwd()
    (folder / "there.png").write_bytes(samples.files()["png"])
    os.chdir(folder)
    try:
        return call(name)
    finally:
        os.chdir(before)


def _save(name):
    path = dk.save_image(name, samples.photo())
    case.picture(dk.load_image(path), (48, 48))


def _saved(path):
    dk.save_image(path, samples.photo())
    made = dk.load_image(path)
    case.picture(made, (48, 48))
    if path.suffix[1:] in EXACT:
        case.same(made, samples.pixels().astype(np.float32) / 255)
    elif np.abs(made - samples.photo()).mean() > 0.05:
        raise Wrong(f"another picture, {np.abs(made - samples.photo()).mean():.3f} away")


def _kept(path):
    _dream_kept_somewhere(path)
    settings = samples.dreamt().settings
    if path.suffix in (".png", ".jpg", ".webp", ".tif") and dk.read_settings(path) != settings:
        raise Wrong("other settings came back")


def _dream_kept_somewhere(name):
    """Where an ending says nothing there is a sentence; else the dream lies where it says."""
    path = samples.dreamt().save(name)
    if not path.is_file():
        raise Wrong(f"there is no '{path}'", LOST)
    case.picture(dk.load_image(path), (48, 48))
    asked = os.path.expanduser(name)
    if not (os.path.exists(asked) and os.path.samefile(path, asked)):
        path.unlink()


def _untouched(path, array):
    """A failure leaves what was there, and nothing else."""
    path.write_bytes(samples.files()["png"])
    before = set(os.listdir(path.parent))
    try:
        dk.save_image(path, array)
    finally:
        if path.read_bytes() != samples.files()["png"]:
            raise Wrong("the file that was there is damaged", LOST)
        if set(os.listdir(path.parent)) != before:
            raise Wrong("something is left behind")


def _link(folder):
    target, link = folder / "target.png", folder / "link.png"
    target.write_bytes(b"old")
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    dk.save_image(link, samples.photo())
    if not link.is_symlink() or target.read_bytes() == b"old":
        raise Wrong("the link was replaced", LOST)


def _mode(folder):
    path = folder / "private.png"
    path.write_bytes(b"old")
    path.chmod(0o600)
    dk.save_image(path, samples.photo())
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        raise Wrong("others can read it now")
