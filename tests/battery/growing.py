"""visualize, gallery, class_picture, inversion, caricature, texture, style_transfer."""

from __future__ import annotations

import functools

import numpy as np

import dreamkit as dk

from . import case, odd, samples
from .case import Case, Wrong

QUIET = {"steps": 1, "on_step": lambda step: None}


def cases(folder, seed):
    yield from _arguments()
    yield from _pictures()
    yield from _batches()
    yield from _moves()
    yield from _goals()
    yield from _galleries(folder)


def _visualize(**given):
    return dk.visualize(**{"goal": "mixed1", "size": 48, **QUIET, **given})


def _gallery(**given):
    return dk.gallery(
        **{"network": None, "layer": "mixed1", "channels": [0], "size": 48} | QUIET | given
    )


def _class_picture(**given):
    return dk.class_picture(**{"which": "eye", "size": 48, **QUIET, **given})


def _texture(**given):
    return dk.texture(**{"image": samples.photo(), "size": 48, "layers": ["conv1"]} | QUIET | given)


def _style(**given):
    return dk.style_transfer(
        **{"content": samples.photo(), "style": samples.photo(), "layers": ["conv1"]}
        | QUIET
        | given
    )


def _inversion(**given):
    return dk.inversion(**{"image": samples.photo(), "layer": "mixed1", **QUIET, **given})


def _caricature(**given):
    return dk.caricature(**{"image": samples.photo(), "layer": "mixed1", **QUIET, **given})


# {entrance: (what calls it, its numbers, its pictures)}
ENTRANCES = {
    "visualize": (
        _visualize,
        ("size", "steps", "step_size", "jitter", "seed", "count"),
        ("start",),
    ),
    "gallery": (_gallery, ("size", "steps", "columns", "seed"), ()),
    "class_picture": (_class_picture, ("size", "steps"), ()),
    "texture": (_texture, ("size", "steps"), ("image",)),
    "style_transfer": (_style, ("strength", "steps"), ("content", "style")),
    "inversion": (_inversion, ("steps", "jitter"), ("image",)),
    "caricature": (_caricature, ("steps",), ("image",)),
}


def _arguments():
    for entrance, (call, numbers, _) in ENTRANCES.items():
        for what, name, value in odd.crossed(numbers, odd.NO_NUMBERS):
            if name == "size" and what.endswith(": list"):
                value = [1, 2, 3]  # two numbers are height and width
            yield Case(entrance, what, functools.partial(call, **{name: value}), "refuse")
        for what, value in odd.NO_TEXTS.items():
            if value is not None:
                given = (
                    {"layer": value}
                    if entrance in ("gallery", "inversion", "caricature")
                    else {"canvas": value}
                )
                [name] = given
                must = "" if name == "layer" and value == "" else "refuse"  # "": the default
                yield Case(entrance, f"{name}: {what}", functools.partial(call, **given), must)
        for what, value in odd.NO_SWITCHES.items():
            call_it = functools.partial(call, decorrelate=value)
            yield Case(entrance, f"decorrelate: {what}", call_it, "refuse")
        for name, value in (
            ("network", "nosuch"),
            ("priors", {"nosuch": 1}),
            ("precision", "half"),
            ("optimizer", "nosuch"),
            ("modify_gradient", 3),
            ("on_step", 3),
            ("should_stop", "no"),
            ("nosuch", 1),
        ):
            call_it = functools.partial(_keyword, call, name, value)
            yield Case(entrance, f"{name}: {value}", call_it, "refuse")


def _keyword(call, name, value):
    """Of a name that no function has, Python's own TypeError speaks, and names it."""
    try:
        call(**{name: value})
    except TypeError as error:
        if name == "nosuch" and "nosuch" in str(error):
            return case.Told("Python says which name it does not know.")
        raise


def _pictures():
    for entrance, (call, _, names) in ENTRANCES.items():
        for what, name, value in odd.crossed(names, odd.NO_PICTURES):
            if name == "start" and value is None:
                continue  # the default
            yield Case(entrance, what, functools.partial(call, **{name: value}), "refuse")
        for what, name, value in odd.crossed(names, odd.SOME_PICTURES):
            yield Case(entrance, what, functools.partial(_made, call, **{name: value}), "")


def _made(call, **given):
    case.picture(call(**given))


def _goals():
    refused = {
        "None": None,
        "an empty list": [],
        "a list of None": [None],
        "a list in a list": [["mixed1"]],
        "number": 3,
        "a generator": (name for name in ["mixed1"]),
        "dict": {"mixed1": 1},
        "one good, one bad": ["mixed1", "nosuch"],
        "no terms": dk.Goal(()),
    }
    for what, goal in refused.items():
        yield Case("visualize", f"goal: {what}", functools.partial(_visualize, goal=goal), "refuse")
    taken = {
        "a tuple": ("mixed1", "mixed3:2"),
        "twice the same": ["mixed1", "mixed1"],
        "of several kinds": ["mixed1", dk.logit("eye"), dk.neuron("mixed3", 1)],
    }
    for what, goals in taken.items():
        call = functools.partial(_several, goals)
        yield Case("visualize", f"goals: {what}", call, "work")
    for size in ((48, 96), [33, 47], (48,), (48, 48, 3), (0, 48), "48x48", np.array([48, 48])):
        yield Case("visualize", f"size: {size}", functools.partial(_sized, size))
    classes = {
        "None": None,
        "": "",
        "-1": -1,
        "99999": 99999,
        "nosuch": "nosuch",
        "[]": [],
        "[None]": [None],
        "1.5": 1.5,
        "True": True,
        "object": object(),
        "bytes": b"eye",
    }
    for what, which in classes.items():
        call = functools.partial(_class_picture, which=which)
        yield Case("class_picture", f"which: {what}", call, "refuse")
    for what, layers in {
        "number": 3,
        "text": "conv1",
        "bytes": b"conv1",
        "None in a list": [None],
        "unknown": ["nosuch"],
        "a list in it": [["conv1"]],
    }.items():
        for entrance, call in (("texture", _texture), ("style_transfer", _style)):
            yield Case(
                entrance, f"layers: {what}", functools.partial(call, layers=layers), "refuse"
            )


def _several(goals):
    made = _visualize(goal=goals)
    if made.shape != (len(goals), 48, 48, 3):
        raise Wrong(f"the shape is {made.shape}")
    for one in made:
        case.picture(one, (48, 48))


def _sized(size):
    case.picture(_visualize(size=size), tuple(size))


def _batches():
    """Several starts, several of one goal, and what drives them apart."""
    one = samples.photo()
    two = np.stack([one, one[::-1]])
    refused = {
        "starts and goals that do not match": {"goal": ["mixed1"] * 3, "start": two},
        "starts of two sizes": {"start": [one, one[:40]]},
        "no starts": {"start": two[:0]},
        "starts in a list in a list": {"start": [[one], [one]]},
        "starts of whole numbers": {"start": two.astype(int)},
        "starts of nan": {"start": two * np.nan},
        "a start and a count": {"start": one, "count": 2},
        "starts and another count": {"start": two, "count": 3},
        "goals and a count": {"goal": ["mixed1"], "count": 2},
        "a count beyond memory": {"count": 10_000, "size": 4096},
        "diversity of one": {"diversity": 1},
        "diversity as text": {"diversity": "mixed1", "count": 2},
        "diversity as a list": {"diversity": ["mixed1"], "count": 2},
        "diversity of no layer": {"diversity": {"nosuch": 1}, "count": 2},
        "diversity of nothing": {"diversity": {}, "count": 2},
        "diversity of None": {"diversity": {None: 1}, "count": 2},
        "diversity of a nan": {"diversity": {"mixed1": float("nan")}, "count": 2},
    }
    for what, given in refused.items():
        yield Case("visualize", what, functools.partial(_visualize, **given), "refuse")
    taken = {
        "starts and goals": {"goal": ["mixed1", "mixed3:1"], "start": two},
        "a list of starts": {"start": list(two)},
        "starts as bytes": {"start": (two * 255).astype(np.uint8)},
        "one start in a batch, and a count": {"start": np.stack([one, one]), "count": 2},
        "a count": {"count": 2},
        "diversity": {"count": 2, "diversity": 1000},
        "diversity of no weight": {"count": 2, "diversity": {"mixed1": 0}},
        "diversity of the same start": {"start": np.stack([one, one]), "diversity": 1},
        "diversity of classes": {"goal": ["logit:eye", "logit:owl"], "diversity": 1},
        "diversity of black": {"start": np.zeros_like(two), "diversity": {"conv1": 1}},
    }
    for what, given in taken.items():
        yield Case("visualize", what, functools.partial(_two, **given), "work")


def _two(**given):
    made = _visualize(**given)
    if made.shape != (2, 48, 48, 3):
        raise Wrong(f"the shape is {made.shape}")
    for one in made:
        case.picture(one, (48, 48))


def _moves():
    """Canvases, optimizers and gradients of one's own."""
    for canvas in ("fourier", "pixels", "phase"):
        for decorrelate in (True, False):
            given = {"canvas": canvas, "decorrelate": decorrelate, "size": (33, 48), "steps": 3}
            call = functools.partial(_made, _visualize, **given)
            yield Case("visualize", f"canvas {canvas}, decorrelate {decorrelate}", call, "work")
        for start in (np.zeros((40, 41, 3), np.float32), np.ones((33, 32, 3), np.float32)):
            call = functools.partial(_made, _visualize, canvas=canvas, start=start)
            yield Case("visualize", f"canvas {canvas} from {start.flat[0]}", call, "work")
    for prior in ("decay", "blur", "clip_norm", "clip_contribution"):
        call = functools.partial(_visualize, canvas="phase", priors={prior: 0.1})
        yield Case("visualize", f"canvas phase with {prior}", call, "refuse")
    for name in ("adam", "SGD", "rmsprop", "lion", "adafactor"):
        call = functools.partial(_made, _visualize, optimizer=name, step_size=100)
        yield Case("visualize", f"optimizer {name} of rate 100", call, "")
    for what, value in {"number": 3, "None": None, "list": ["adam"], "class": int}.items():
        call = functools.partial(_visualize, optimizer=value)
        yield Case("visualize", f"optimizer: {what}", call, "refuse")
    returned = {
        "None": None,
        "number": 3.0,
        "text": "steep",
        "too small": np.zeros((4, 4, 3)),
        "nan": np.full((48, 48, 3), np.nan),
        "beyond float32": np.full((48, 48, 3), 1e300),
        "complex": np.full((48, 48, 3), 1j),
        "objects": np.full((48, 48, 3), object()),
        "a list": [1, 2],
    }
    for what, value in returned.items():
        call = functools.partial(_visualize, modify_gradient=lambda _, value=value: value)
        yield Case("visualize", f"modify_gradient returns {what}", call, "refuse")
    for what, change in {
        "zeros": lambda gradient: 0 * gradient,
        "its list": lambda gradient: gradient.tolist(),
        "itself, spoiled": lambda gradient: gradient.fill(1) or gradient,
    }.items():
        call = functools.partial(_made, _visualize, modify_gradient=change)
        yield Case("visualize", f"modify_gradient returns {what}", call, "work")


def _galleries(folder):
    odd_channels = {
        "number": 3,
        "text": "01",
        "negative": [-1],
        "too far": [10**6],
        "none": [],
        "half": [0.5],
        "None": [None],
        "text in it": ["0"],
        "nan": [float("nan")],
        "bytes": b"01",
        "endless": iter(lambda: 10**6, None),
    }
    for what, channels in odd_channels.items():
        call = functools.partial(_gallery, channels=channels)
        yield Case("gallery", f"channels: {what}", call, "refuse")
    yield Case("gallery", "channels twice", functools.partial(_made, _gallery, channels=[1, 1]))
    (folder / "file").write_bytes(b"")
    for what, place in {
        "number": 3,
        "a zero byte": "a\0b",
        "below a file": folder / "file" / "a",
        "a file": folder / "file",
        "5000 signs": "x" * 5000,
        "list": ["a"],
        "/proc": "/proc/gallery",
    }.items():
        call = functools.partial(_gallery, folder=place)
        yield Case("gallery", f"folder: {what}", call, "refuse")
    functions = functools.partial(
        _gallery, folder=folder / "functions", modify_gradient=lambda gradient: gradient
    )
    yield Case("gallery", "a folder and a function", functions, "refuse")
    for name in ("count", "diversity"):
        yield Case("gallery", name, functools.partial(_gallery, **{name: 2}), "refuse")
    for what, content in {
        "empty": b"",
        "cut short": samples.files()["png"][:99],
        "a text": b"no picture",
        "another picture": samples.files()["png"],
    }.items():
        call = functools.partial(_again, folder / f"gallery {what}", content)
        yield Case("gallery", f"a stored picture is {what}", call, "work")


def _again(folder, content):
    """A file that is damaged is made anew, and never costs the gallery."""
    whole = _gallery(folder=folder)
    [path] = folder.iterdir()
    path.write_bytes(content)
    case.same(_gallery(folder=folder), whole)
