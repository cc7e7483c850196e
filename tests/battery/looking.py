"""saliency, spectrum, resize, masks, samples, figures, illustrations."""

from __future__ import annotations

import functools

import numpy as np

import dreamkit as dk

from . import case, odd, samples
from .case import Case, Wrong


def cases(folder, seed):
    yield from _saliency()
    yield from _spectra()
    yield from _resizing()
    yield from _masks()
    yield from _names()
    yield from _figures()


def _saliency():
    for what, array in odd.NO_PICTURES.items():
        yield Case(
            "saliency", f"of {what}", functools.partial(dk.saliency, array, "mixed1"), "refuse"
        )
    for what, array in odd.SOME_PICTURES.items():
        yield Case("saliency", f"of {what}", functools.partial(_map, array), "work")
    for what, name, value in odd.crossed(("samples", "noise", "seed"), odd.NO_NUMBERS):
        call = functools.partial(dk.saliency, samples.photo(), "mixed1", **{name: value})
        yield Case("saliency", what, call, "refuse")
    for what, goal in odd.NO_TEXTS.items():
        call = functools.partial(dk.saliency, samples.photo(), goal)
        yield Case("saliency", f"goal: {what}", call, "refuse")
    small = np.zeros((8, 8, 3), np.float32)
    yield Case("saliency", "of 8 x 8 pixels", functools.partial(_map, small))
    yield Case(
        "saliency", "for no terms", functools.partial(dk.saliency, samples.photo(), dk.Goal(()))
    )


def _map(array):
    made = dk.saliency(array, "mixed1")
    if made.shape != np.shape(array)[:2] or not (made.min() >= 0 and made.max() <= 1):
        raise Wrong(f"no map of the picture: {made.shape}, up to {made.max()}")


def _spectra():
    for function in (dk.spectrum, dk.high_frequency_share):
        name = function.__name__
        taken = ("0 to 255 as floats", "below zero", "two channels", "1e308")  # of any unit
        for what, array in odd.NO_PICTURES.items():
            must = "" if what in taken else "refuse"
            yield Case(name, f"of {what}", functools.partial(function, array), must)
        for what, array in odd.SOME_PICTURES.items():
            yield Case(name, f"of {what}", functools.partial(_finite, function, array), "work")
        one = np.full((1, 1, 3), 0.5, np.float32)
        yield Case(name, "of one pixel", functools.partial(_finite, function, one))
        huge = np.full((8, 8, 3), 1e200)
        huge[0] = 0
        yield Case(name, "of numbers of 1e200", functools.partial(_finite, function, huge))
    for what, edges in {
        "number": 3,
        "text": "01",
        "one": [0.1],
        "falling": [0.5, 0.1],
        "equal": [0.1, 0.1],
        "nan": [0, float("nan")],
        "inf": [0, float("inf")],
        "below zero": [-1, 1],
        "None in it": [None, 1],
        "texts": ["0", "1"],
        "two axes": np.ones((2, 2)),
        "10 000 of no order": list(range(10_000, 0, -1)),
        "a set": {0, 1},
        "10**400": [0, 10**400],
    }.items():
        call = functools.partial(dk.spectrum, samples.photo(), edges)
        yield Case("spectrum", f"edges: {what}", call, "refuse")


def _finite(function, array):
    made = function(array)
    share = made if isinstance(made, float) else made.fine_share
    if not 0 <= share <= 1:
        raise Wrong(f"a share of {share}")


def _resizing():
    sizes = {
        "None": None,
        "number": 3,
        "text": "34",
        "one": (3,),
        "three": (3, 4, 3),
        "zero": (0, 5),
        "negative": (-1, 5),
        "halves": (1.5, 5),
        "nan": (float("nan"), 5),
        "True": (True, 5),
        "1e308": (1e308, 5),
        "10**400": (10**400, 5),
        "texts": ("3", "4"),
        "a million": (10**6, 10**6),
        "long": (10**9, 1),
        "a set": {3, 4},
        "two axes": np.ones((2, 2), int),
    }
    for what, size in sizes.items():
        call = functools.partial(dk.resize, samples.photo(), size)
        yield Case("resize", f"size: {what}", call, "refuse")
    for what, array in odd.NO_PICTURES.items():
        yield Case("resize", f"of {what}", functools.partial(_resized, array))
    for what, array in odd.SOME_PICTURES.items():
        yield Case("resize", f"of {what}", functools.partial(_resized, array))
    for size in ((1, 1), (1, 500), (500, 1), (48, 48), np.array([5, 6])):
        yield Case("resize", f"to {size}", functools.partial(_fits, size), "work")


def _resized(array):
    made = dk.resize(array, (5, 6))
    if made.shape[:2] != (5, 6) or made.dtype != np.float32:
        raise Wrong(f"a {made.dtype} of shape {made.shape}")
    if np.isfinite(np.asarray(array, float)).all() and not np.isfinite(made).all():
        raise Wrong("values that are not numbers")


def _fits(size):
    case.picture(dk.resize(samples.photo(), size), tuple(size))


def _masks():
    shapes = {
        "None": None,
        "number": 3,
        "text": "48",
        "one": (3,),
        "zero": (0, 5),
        "negative": (-1, 5),
        "halves": (1.5, 5),
        "nan": (float("nan"), 5),
        "huge": (10**6, 10**6),
        "10**400": (10**400, 5),
        "a picture": samples.photo(),
        "dict": {48: 48},
    }
    for what, shape in shapes.items():
        yield Case(
            "ellipse_mask", f"shape: {what}", functools.partial(dk.ellipse_mask, shape), "refuse"
        )
    pairs = {
        "None": None,
        "number": 0.5,
        "text": "0.5",
        "one": (0.5,),
        "nan": (0.5, float("nan")),
        "inf": (float("inf"), 1),
        "below zero": (-0.1, 0.5),
        "texts": ("0.5", "0.5"),
        "10**400": (10**400, 1),
        "dict": {0.5: 0.5},
        "complex": (1j, 0.5),
    }
    for what, name, value in odd.crossed(("center", "size"), pairs):
        call = functools.partial(dk.ellipse_mask, (48, 48), **{name: value})
        yield Case("ellipse_mask", what, call, "refuse")
    for what, value in odd.NO_SWITCHES.items():
        call = functools.partial(dk.ellipse_mask, (48, 48), inside=value)
        yield Case("ellipse_mask", f"inside: {what}", call, "refuse")
    yield Case("ellipse_mask", "smaller than a pixel", functools.partial(_mask, (1e-9, 1e-9)))
    yield Case("ellipse_mask", "of a size of 1e308", functools.partial(_mask, (1e308, 1e308)))


def _mask(size):
    made = dk.ellipse_mask((48, 40), size=size)
    if made.shape != (48, 40) or not set(np.unique(made)) <= {0, 1}:
        raise Wrong(f"no mask, but {made.shape}")


def _names():
    for what, name in odd.NO_TEXTS.items():
        for function in (dk.sample, dk.illustration):
            call = functools.partial(function, name)
            yield Case(function.__name__, f"name: {what}", call, "refuse")
    for what, size in odd.NO_NUMBERS.items():
        must = "" if what == "a number beyond floats" else "refuse"  # no picture is that large
        yield Case("sample", f"max_size: {what}", functools.partial(dk.sample, "cat", size), must)
    for name in dk.sample_names():
        yield Case("sample", f"{name} of one pixel", functools.partial(_one_pixel, name), "work")
    for name in dk.illustration_names():
        yield Case("illustration", f"{name} as a page", functools.partial(_page, name), "work")


def _one_pixel(name):
    made = dk.sample(name, 1)
    case.picture(made, (1, 1))


def _page(name):
    picture = dk.illustration(name)
    if "<img" not in picture._repr_html_() or not picture._repr_markdown_().strip():
        raise Wrong("there is nothing to see")


def _figures():
    photo = samples.photo()
    calls = {
        "nothing": (),
        "None": (None,),
        "text": ("cat.png",),
    }
    for what, images in calls.items():
        yield Case("show", what, functools.partial(_shown, *images), "refuse")
    yield Case("show", "a Dream", functools.partial(_shown, samples.dreamt()), "work")
    for what, array in odd.NO_PICTURES.items():
        yield Case("show", f"of {what}", functools.partial(_shown, photo, array), "refuse")
    for what, name, value in odd.crossed(("height", "columns"), odd.NO_NUMBERS):
        yield Case("show", what, functools.partial(_shown, photo, **{name: value}), "refuse")
    for what, titles in {
        "too few": ["a"],
        "too many": ["a", "b", "c"],
        "number": 3,
        "text": "ab",
        "None in it": [None, None],
        "numbers": [1, 2],
        "dict": {1: 2, 3: 4},
    }.items():
        yield Case(
            "show", f"titles: {what}", functools.partial(_shown, photo, photo, titles=titles)
        )
    for what, alt in {
        "nothing": "",
        "a space": " ",
        "number": 3,
        "bytes": b"a",
        "True": True,
    }.items():
        yield Case("show", f"alt: {what}", functools.partial(_shown, photo, alt=alt), "refuse")
        figure = object()
        yield Case("present", f"alt: {what}", functools.partial(dk.present, figure, alt), "refuse")
    for what, figure in {"None": None, "a picture": photo, "text": "figure", "number": 3}.items():
        call = functools.partial(dk.present, figure, "A sentence.")
        yield Case("present", f"a figure that is {what}", call, "refuse")


def _shown(*images, **given):
    import matplotlib.pyplot as plt

    try:
        figure = dk.show(*images, **given)
        if len([axes for axes in figure.axes if axes.images]) != len(images):
            raise Wrong("not every picture is shown")
        figure.canvas.draw()
    finally:
        plt.close("all")
