"""dk.attribution, randomize, top_pictures."""

from __future__ import annotations

import functools

import numpy as np

import dreamkit as dk

from . import odd, samples
from .case import Case, Wrong

QUIET = {"on_step": lambda step: None}
QUICK = {"integrated_gradients": {"steps": 2, **QUIET}, "occlusion": {"patch": 24, **QUIET}}
METHODS = [name for name in dk.attribution.METHODS if name not in ("saliency", "smoothgrad")]


def cases(folder, seed):
    for name in METHODS:
        yield from _method(name)
    yield from _numbers()
    yield from _checks()
    yield from _top_pictures()


def _call(name, **given):
    look, quick = dk.attribution.METHODS[name], QUICK.get(name, {})
    made = look(**{"image": samples.photo(), "goal": "logit:owl", **quick, **given})
    size = np.shape(given.get("image", samples.photo()))[:2]
    if made.shape not in (size, (*size, 3)) or made.dtype != np.float32:
        raise Wrong(f"no map of the picture: {made.dtype}, {made.shape}")
    if not np.isfinite(made).all():
        raise Wrong("a map with holes")


def _method(name):
    call = functools.partial(_call, name)
    for what, array in odd.NO_PICTURES.items():
        yield Case(name, f"of {what}", functools.partial(call, image=array), "refuse")
    for what, array in odd.SOME_PICTURES.items():
        yield Case(name, f"of {what}", functools.partial(call, image=array), "work")
    for what, goal in odd.NO_TEXTS.items():
        yield Case(name, f"goal: {what}", functools.partial(call, goal=goal), "refuse")
        if goal is not None:
            given = functools.partial(call, network=goal)
            yield Case(name, f"network: {what}", given, "refuse")
    small = np.zeros((8, 8, 3), np.float32)
    yield Case(name, "of 8 x 8 pixels", functools.partial(call, image=small))
    one = np.zeros((1, 1, 3), np.float32)
    yield Case(name, "of one pixel", functools.partial(call, image=one))
    yield Case(name, "for no terms", functools.partial(call, goal=dk.Goal(())), "refuse")
    yield Case(name, "for a texture", functools.partial(call, goal=_texture_goal()))
    yield Case(name, "for a neuron", functools.partial(call, goal="mixed3:1@0,1"))
    yield Case(name, "for a huge weight", functools.partial(call, goal=1e9 * dk.logit("owl")))


def _texture_goal():
    return dk.texture_like("mixed1", samples.photo())


def _numbers():
    for what, name, value in odd.crossed(("patch", "stride", "value"), odd.NO_NUMBERS):
        call = functools.partial(_call, "occlusion", **{name: value})
        yield Case("occlusion", what, call, "refuse")
    for what, name, value in odd.crossed(("steps",), odd.NO_NUMBERS):
        call = functools.partial(_call, "integrated_gradients", **{name: value})
        yield Case("integrated_gradients", what, call, "refuse")
    for what, value in {**odd.NO_NUMBERS, **odd.NO_PICTURES}.items():
        if value is None or what in ("array", "number"):
            continue
        call = functools.partial(_call, "integrated_gradients", baseline=value)
        yield Case("integrated_gradients", f"baseline: {what}", call, "refuse")
    for what, layer in odd.NO_TEXTS.items():
        if layer is not None:
            call = functools.partial(_call, "grad_cam", layer=layer)
            yield Case("grad_cam", f"layer: {what}", call, "refuse")
    for name in ("integrated_gradients", "occlusion"):
        for key in ("on_step", "should_stop"):
            call = functools.partial(_call, name, **{key: 3})
            yield Case(name, f"{key}: number", call, "refuse")


def _checks():
    for what, value in odd.NO_NUMBERS.items():
        yield Case(
            "randomize", f"seed: {what}", functools.partial(dk.randomize, seed=value), "refuse"
        )
    for what, value in odd.NO_TEXTS.items():
        if value is not None:
            call = functools.partial(dk.randomize, layer=value)
            yield Case("randomize", f"layer: {what}", call, "refuse")
    for what, value in odd.NO_SWITCHES.items():
        call = functools.partial(dk.randomize, cascade=value)
        yield Case("randomize", f"cascade: {what}", call, "refuse")
    for what, value in odd.NO_NUMBERS.items():
        if what == "array":  # a map like any other
            continue
        call = functools.partial(dk.attribution.rank_correlation, value, np.eye(3))
        yield Case("rank_correlation", what, call, "refuse")
    check = functools.partial(dk.attribution.randomization_check, samples.photo(), "logit:owl")
    for what, given in {
        "no such method": {"method": "nosuch"},
        "a number as method": {"method": 3},
        "a list as method": {"method": ["gradient"]},
        "no such layer": {"layers": ["nosuch"]},
        "a number as layers": {"layers": 3},
        "a text as layers": {"layers": "mixed4"},
    }.items():
        call = functools.partial(check, **given)
        yield Case("randomization_check", what, call, "refuse")


def _top_pictures():
    def call(**given):
        told = {"network": None, "layer": "mixed1", "channel": 0, "pictures": [samples.photo()]}
        return dk.top_pictures(**{**told, **QUIET, **given})

    for what, name, value in odd.crossed(("count", "channel"), odd.NO_NUMBERS):
        case = functools.partial(call, **{name: value})
        yield Case("top_pictures", what, case, "refuse")
    for what, value in odd.NO_TEXTS.items():
        case = functools.partial(call, layer=value)
        yield Case("top_pictures", f"layer: {what}", case, "refuse")
    for what, value in odd.NO_PICTURES.items():
        case = functools.partial(call, pictures=[samples.photo(), value])
        yield Case("top_pictures", f"of {what}", case, "refuse")
    for what, value in odd.SOME_PICTURES.items():
        case = functools.partial(call, pictures=[value, samples.photo()])
        yield Case("top_pictures", f"of {what}", case, "work")
    for what, value in {"number": 3, "text": "cat.png", "none": [], "a dict": {}}.items():
        case = functools.partial(call, pictures=value)
        yield Case("top_pictures", f"pictures: {what}", case, "refuse")
