"""dk.zoom_film, dream_video, dream_panorama: numbers, video files, outputs, shapes."""

from __future__ import annotations

import functools
import importlib.util
import os

import numpy as np

import dreamkit as dk

from . import case, mutations, odd, samples
from .case import LOST, Case, Wrong

QUICK = {"goal": "mixed1", "steps": 1, "octaves": 1, "on_step": lambda step: None}
NUMBERS = {
    what: value
    for what, value in odd.NO_NUMBERS.items()
    if what in ("text", "nan", "inf", "minus one", "a number beyond floats", "complex", "list")
}


def cases(folder, seed):
    if not all(map(importlib.util.find_spec, ("av", "cv2"))):
        return
    zoom, video = functools.partial(_zoom, folder), functools.partial(_video, folder)
    for what, name, value in odd.crossed(("seconds", "fps", "zoom", "turn", "memory"), NUMBERS):
        if (what, name) == ("turn: minus one", "turn"):  # the other way around
            continue
        yield Case("zoom_film", what, functools.partial(zoom, **{name: value}), "refuse")
    for name in ("out.gif", "out", "", "a\0b.mp4", "nosuch/out.mp4", "x" * 5000 + ".mp4"):
        call = functools.partial(zoom, name=name)
        yield Case("zoom_film", f"to {name[:14]!r}", call, "refuse")
    for ending in ("mp4", "mov", "mkv", "webm"):
        yield Case(
            "zoom_film", f"to {ending}", functools.partial(zoom, name=f"out.{ending}"), "work"
        )
    real = folder / "real.mp4"
    dk.zoom_film(samples.photo(), real, **QUICK, seconds=0.16)
    for what, name, value in odd.crossed(("start", "end", "every"), NUMBERS):
        call = functools.partial(video, real, **{name: value})
        yield Case("dream_video", what, call, "refuse")
    for number, (what, content) in enumerate(mutations.damaged(real.read_bytes(), seed)):
        path = folder / f"damaged{number}.mp4"
        path.write_bytes(content)
        yield Case("dream_video", f"damaged: {what}", functools.partial(video, path))
    for what, source in {"a folder": folder, "no file": folder / "no.mp4", "number": 3}.items():
        yield Case("dream_video", f"of {what}", functools.partial(video, source), "refuse")
    for what, array in odd.NO_PICTURES.items():
        call = functools.partial(_panorama, array)
        yield Case("dream_panorama", f"of {what}", call, "refuse")
    for height, width in ((64, 64), (64, 127), (128, 64)):
        call = functools.partial(_panorama, np.full((height, width, 3), 0.5, np.float32))
        yield Case("dream_panorama", f"of {width} x {height}", call, "refuse")


def _zoom(folder, name="out.mp4", **given):
    made = dk.zoom_film(samples.photo(), folder / name, **{**QUICK, "seconds": 0.08, **given})
    _looked_at(made)


def _video(folder, source, **given):
    _looked_at(dk.dream_video(source, folder / "dreamt.mp4", **QUICK, **given))


def _looked_at(made):
    """The film is there, and tells of itself."""
    if not made.path.is_file():
        raise Wrong(f"there is no '{made.path.name}'", LOST)
    if "kind" not in dk.read_film_settings(made.path):
        raise Wrong("the film does not tell how it was made")
    os.unlink(made.path)


def _panorama(array):
    case.picture(dk.dream_panorama(array, **QUICK), np.shape(array))
