"""Panels without a browser: values are set as the browser's messages set them."""

from __future__ import annotations

import ast
import functools
import os

import numpy as np
from hands import LONG, give

import dreamkit as dk

from . import case, mutations, odd, samples
from .case import LOST, Case, Told, Wrong


def cases(folder, seed):
    png = samples.files()["png"]
    uploads = {
        "a good one": png,
        "nothing in it": b"",
        "a text": b"dear diary",
        "11 MB": bytes(11 * 2**20),
        "a web page": b"<!doctype html><p>404",
        "a bomb": _bomb(),
        "an odd EXIF": mutations.with_chunk(
            png, mutations.chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff")
        ),
    }
    uploads |= {f"png: {what}": changed for what, changed in mutations.damaged(png, seed)}
    jpeg = samples.files()["jpg"]
    uploads |= {f"jpg: {what}": changed for what, changed in mutations.damaged(jpeg, seed)}
    for what, content in uploads.items():
        for entrance, upload in UPLOADS.items():
            call = functools.partial(upload, content)
            yield Case(entrance, f"upload: {what}", call, "work" if what == "a good one" else "")
    for name in (
        "",
        "../../etc/passwd",
        "a\0b.png",
        "<img src=x onerror=alert(1)>.png",
        "日本.png",
        "x" * 5000,
        "a\nraise SystemExit  #.png",
        'quote".png',
        "\ud800.png",
    ):
        for entrance, upload in UPLOADS.items():
            shown = name if len(name) < 50 else "5000 signs"
            call = functools.partial(upload, png, name)
            yield Case(entrance, f"upload called {shown!a}", call)
    yield from _studio(folder)
    yield from _runner()
    yield from _explore()


def _bomb():
    """A PNG that says it is 60000 x 60000 pixels."""
    import struct

    png = samples.files()["png"]
    head = struct.pack(">II", 60_000, 60_000) + png[24:29]
    return mutations.PNG + mutations.chunk(b"IHDR", head) + png[33:]


@functools.cache
def _panel(kind):
    made = {"studio": dk.studio, "first_dream": dk.first_dream}[kind]()
    if kind == "studio":
        made.size.value, made.steps.value, made.octaves.value = 128, 1, 1
        made.goal.tabs.value, made.goal.typed.value = "text", "mixed1"
    return made


def _told(panel, error=None):
    """The sentence that a panel shows; other people's exceptions carry the name of their type."""
    exception = panel.exception if error is None else error
    if exception is None:
        return None
    if not isinstance(exception, dk.InputError | dk.FileError):
        raise exception
    if (
        panel.error != str(exception).splitlines()[0].rstrip(":").strip()
        and "mark" not in panel.error
    ):
        raise Wrong(f"the page says '{panel.error}', the exception '{exception}'")
    if "<img" in panel.run_view.status.value:
        raise Wrong("a file's name is put into the page as HTML")
    return Told(str(exception))


def _to_first_dream(content, name="up.png"):
    panel = _panel("first_dream")
    panel.picture.value = "cat"
    give(panel.upload, "before.png", b"")  # so that the next one is a change
    panel.run_view.say("Ready.")
    give(panel.upload, name, content)
    told = _told(panel)
    is_own = panel.picture.value == f"your {name}"
    if is_own == (told is not None):
        raise Wrong(f"it shows {panel.picture.value} and says {told}")
    if is_own:
        case.picture(panel.original)
    return told


def _to_studio(content, name="up.png"):
    panel = _panel("studio")
    panel.picture.tabs.value = "upload"
    give(panel.picture.upload, "before.png", b"")
    give(panel.picture.upload, name, content)
    told = _told(panel)
    if told is None:
        case.picture(panel.photo)
        if panel.source.content != content:
            raise Wrong("it dreams on another picture")
        _check_code(panel)
    elif not panel.run_view.run_button.disabled:
        raise Wrong("Run would dream on the picture before")
    return told


def _check_code(panel):
    """What stands in the code's box is Python, and none of a file's name is a statement of it."""
    kinds = {type(node) for node in ast.parse(panel.code.value).body}
    if not kinds <= {ast.Import, ast.Assign, ast.Expr}:
        raise Wrong(f"the code has {kinds}")


def _to_mask(content, name="up.png"):
    panel = _panel("studio")
    panel.picture.tabs.value = "sample"
    panel.mask.tabs.value = "upload"
    try:
        give(panel.mask.upload, "before.png", b"")
        give(panel.mask.upload, name, content)
        told = _told(panel)
        if told is not None and not panel.run_view.run_button.disabled:
            raise Wrong("Run would dream without the mask")
        return told
    finally:
        panel.mask.tabs.value = "none"


UPLOADS = {"first_dream": _to_first_dream, "studio": _to_studio, "studio (mask)": _to_mask}


def _studio(folder):
    from .goals import TEXTS

    for number, text in enumerate(TEXTS):
        shown = repr(text) if 0 < len(text) < 40 else f"text {number} of {len(text)} signs"
        yield Case("studio", f"goal: {shown}", functools.partial(_goal, text))
    for address in (
        "",
        " ",
        "cat.png",
        "http://",
        "http://[",
        "http://a b/",
        "ftp://a/b",
        "http://127.0.0.1:9/cat.png",
        "http://me:secret@127.0.0.1:9/",
        "javascript:alert(1)",
        "https://" + "a" * 3000,
        "http://<b>/",
    ):
        shown = address[:40]
        yield Case("studio", f"address: {shown!r}", functools.partial(_address, address), "refuse")
    for size in (128, 1024):
        yield Case("studio", f"longest side {size}", functools.partial(_size, size), "work")
    yield Case("studio", "runs and saves", functools.partial(_runs, folder), "work")
    yield Case("studio", "saves where nothing can be written", _saves_nowhere)
    yield Case("studio", "an ellipse of 0", _ellipse)


def _goal(text):
    panel = _panel("studio")
    panel.picture.tabs.value = "sample"
    try:
        panel.goal.typed.value = text
        told = _told(panel)
        if told is None:
            _check_code(panel)
            panel.run_view.run()
            panel.wait(LONG)
            told = _told(panel)
        elif not panel.run_view.run_button.disabled:
            raise Wrong("Run would dream")
        return told
    finally:
        panel.goal.typed.value = "mixed1"


def _address(address):
    panel = _panel("studio")
    panel.picture.tabs.value = "web"
    try:
        panel.picture.address.value = address
        panel.picture.fetch()
        panel.wait(LONG)
        told = _told(panel)
        if told is not None and "secret" in told.text + panel.run_view.status.value:
            raise Wrong("a password is shown")
        return told
    finally:
        panel.picture.address.value = ""
        panel.picture.tabs.value = "sample"


def _size(size):
    panel = _panel("studio")
    panel.picture.tabs.value = "sample"
    panel.size.value = size
    if max(panel.photo.shape) != min(size, 451):
        raise Wrong(f"the picture is {panel.photo.shape}")
    panel.size.value = 128


def _run(panel):
    panel.run_view.run()
    panel.wait(LONG)
    panel.raise_error()


def _runs(folder):
    panel = _panel("studio")
    panel.picture.tabs.value = "sample"
    before = os.getcwd()
    os.chdir(folder)
    try:
        _run(panel)
        case.picture(panel.result.image, panel.photo.shape)
        panel.run_view.save()
        panel.raise_error()
        if dk.read_settings(panel.run_view.saved) != panel.result.settings:
            raise Wrong("other settings were saved", LOST)
    finally:
        os.chdir(before)


def _saves_nowhere():
    """The dream stays in the panel, or lies elsewhere, and the page says so."""
    panel = _panel("studio")
    _run(panel)
    before = os.getcwd()
    os.chdir("/proc")
    try:
        panel.run_view.save()
    finally:
        os.chdir(before)
    if panel.error is None and not panel.run_view.saved.is_file():
        raise Wrong("it says that it was saved", LOST)
    case.picture(panel.result.image)
    return _told(panel)


def _ellipse():
    panel = _panel("studio")
    panel.mask.tabs.value = "ellipse"
    try:
        for control in (panel.mask.width, panel.mask.height):
            control.value = 5
        panel.mask.across.value = panel.mask.down.value = 100
        told = _told(panel)
        if told is None:
            _run(panel)
        return told
    finally:
        panel.mask.tabs.value = "none"


def _runner():
    for what, array in odd.NO_PICTURES.items():
        yield Case("runner", f"on {what}", functools.partial(dk.runner, array), "refuse")
    for what, name in odd.NO_TEXTS.items():
        if name is not None:
            yield Case(
                "runner", f"goal: {what}", functools.partial(_runner_told, goal=name), "refuse"
            )
    for what, value in odd.NO_NUMBERS.items():
        call = functools.partial(_runner_told, goal="mixed1", steps=value)
        yield Case("runner", f"steps: {what}", call, "refuse")
    for name, value in (
        ("work", 3),
        ("arguments", 3),
        ("arguments", lambda values: 3),
    ):
        call = functools.partial(_runner_told, **{name: value})
        yield Case("runner", f"{name}: {value!r:.9}", call, "refuse")


def _runner_told(**given):
    panel = dk.runner(samples.photo(), **{"octaves": 1, "steps": 1, **given})
    panel.run_view.run()
    panel.wait(LONG)
    return _told(panel)


def _explore():
    import ipywidgets as widgets

    photo = samples.photo()
    for what, draw in {"None": None, "text": "draw", "a picture": photo}.items():
        yield Case("explore", f"draw: {what}", functools.partial(dk.explore, draw), "refuse")
    for what, drawn in {
        "None": None,
        "text": "a",
        "a number": 3,
        "nan": photo * np.nan,
        "no pixels": photo[:0],
        "a list": [1],
    }.items():
        call = functools.partial(dk.explore, lambda drawn=drawn: drawn)
        yield Case("explore", f"what is drawn: {what}", call, "refuse")
    for what, control in {"number": 3, "None": None, "a button": widgets.Button()}.items():
        call = functools.partial(dk.explore, lambda light: photo, light=control)
        yield Case("explore", f"a control that is {what}", call, "refuse")
    yield Case(
        "explore", "a drawing that fails later", functools.partial(_fails_later, widgets), "work"
    )


def _fails_later(widgets):
    """What its own function raises is shown, and the figure before it stays."""
    slider = widgets.IntSlider(1, 0, 3)
    panel = dk.explore(lambda light: samples.photo() * (light / light), light=slider)
    before = panel.content
    slider.value = 0
    if "ZeroDivisionError" not in (panel.error or "") or panel.content != before:
        raise Wrong(f"it says {panel.error}")
    slider.value = 2
    if panel.error is not None:
        raise Wrong("the trouble before is still shown")
