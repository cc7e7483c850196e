"""dream: pictures, numbers, goals, masks, functions."""

from __future__ import annotations

import functools
import itertools

import numpy as np

import dreamkit as dk

from . import case, odd, samples
from .case import Case, Wrong

DREAM = "dream"
PHOTO = object()  # stands for the one of samples; None is a thing to try
SMALL = {"goal": "mixed1", "steps": 1, "octaves": 1, "on_step": lambda step: None}
NUMBERS = ("steps", "step_size", "octaves", "octave_scale", "tile_size", "jitter", "seed")
FAR = {  # at the ends of what is taken
    "step_size": (1e-9, 100),
    "octaves": (1, 1000),
    "octave_scale": (1.0000001, 1000, 1.5),
    "tile_size": (None, 64, 65, 10**6),
    "jitter": (None, 0, 1, 47, 48, 10**6),
    "seed": (0, 2**64 - 1),
    "detail": (True, False),
    "normalize": ("std", "laplacian"),
    "precision": ("auto", "float32", "bfloat16", "float16"),
    "keep_color": (True, False),
    "priors": (
        None,
        {},
        {"total_variation": 1000},
        {"decay": 0.999},
        {"blur": 100},
        {"l1": 1000},
        {"l2": 1000},
        {"l_inf": 1000},
        {"flip": 1},
        {"pad": 40},
        {"scale": 0.99},
        {"rotation": 180},
        {"clip_norm": 0.999},
        {"clip_contribution": 0.999},
        {"distance": 1000},
        {"blur_every": 10**6},
    ),
}
PRIORS = (
    "total_variation",
    "l1",
    "l2",
    "l_inf",
    "decay",
    "blur",
    "blur_every",
    "clip_norm",
    "clip_contribution",
    "scale",
    "rotation",
    "flip",
    "pad",
    "distance",
)


def cases(folder, seed):
    for what, array in odd.NO_PICTURES.items():
        yield Case(DREAM, f"on {what}", functools.partial(_dream, array), "refuse")
    for what, array in odd.SOME_PICTURES.items():
        yield Case(DREAM, f"on {what}", functools.partial(_checked, array))
    for height, width in ((1, 1), (31, 48), (32, 32), (33, 47), (32, 700), (97, 32)):
        array = np.random.default_rng(0).random((height, width, 3), np.float32)
        yield Case(DREAM, f"on {height} x {width} pixels", functools.partial(_checked, array))
    yield from _settings()
    yield from _others()
    yield from _masks()
    yield from _functions()


def _settings():
    for what, name, value in odd.crossed(NUMBERS, odd.NO_NUMBERS):
        yield Case(DREAM, what, functools.partial(_dream, **{name: value}), "refuse")
    for what, name, value in odd.crossed(("detail", "keep_color"), odd.NO_SWITCHES):
        yield Case(DREAM, what, functools.partial(_dream, **{name: value}), "refuse")
    for what, name, value in odd.crossed(PRIORS, odd.NO_NUMBERS):
        yield Case(DREAM, what, functools.partial(_dream, priors={name: value}), "refuse")
    for name, values in FAR.items():
        for value in values:
            call = functools.partial(_checked, **{name: value})
            yield Case(DREAM, f"{name} of {value}", call, "work")
    pairs = itertools.combinations(("tile_size", "jitter", "octaves", "octave_scale"), 2)
    for one, other in pairs:
        given = {one: FAR[one][-1], other: FAR[other][1]}
        yield Case(DREAM, f"together: {given}", functools.partial(_checked, **given), "work")


def _others():
    for what, value in odd.NO_TEXTS.items():
        for name in ("goal", "preset", "network", "normalize", "precision"):
            if value is None and name != "normalize" and name != "precision":
                continue  # the default
            given = {name: value} | ({"goal": None} if name == "preset" else {})
            yield Case(DREAM, f"{name}: {what}", functools.partial(_dream, **given), "refuse")
    yield Case(DREAM, "goal and preset", functools.partial(_dream, preset="creatures"), "refuse")
    for what, value in {
        "number": 3,
        "text": "blur=1",
        "list": [("blur", 1)],
        "True": True,
        "an unknown name": {"nosuch": 1},
        "a name that is none": {3: 1},
        "class": dk.Priors,
    }.items():
        yield Case(DREAM, f"priors: {what}", functools.partial(_dream, priors=value), "refuse")
    flat = np.zeros((48, 48, 3), np.float32)
    goals = {
        "a weight of 0": 0 * dk.layer("mixed1"),
        "a goal less itself": dk.layer("mixed1") - dk.layer("mixed1"),
        "the largest weight": 1e9 * dk.layer("mixed1"),
        "the smallest weight": 1e-9 * dk.layer("mixed1"),
        "the highest power": dk.layer("mixed1", 8),
        "minus a layer": -dk.layer("mixed1"),
        "all layers": sum(dk.layer(name) for name in dk.network().layer_names),
        "a neuron in the corner": dk.neuron("mixed1", 0, (1, 1)),
        "a class": dk.logit("eye"),
        "no terms": dk.Goal(()),
        "a direction of another length": dk.direction("mixed1", [1.0, 2.0]),
        "a huge direction": dk.direction("mixed1", np.full(_channels("mixed1"), 1e38)),
        "a guide of one pixel": dk.guide("mixed1", np.zeros((1, 1, 3), np.float32)),
        "a black guide": dk.guide("mixed1", flat),
        "a guide in a layer that is not there": dk.guide("nosuch", flat),
        "the texture of one pixel": dk.texture_like("mixed1", np.zeros((1, 1, 3), np.float32)),
        "the activations of black": dk.activations_like("mixed1", flat),
        "a long strip as guide": dk.guide("mixed1", np.zeros((32, 3000, 3), np.float32)),
    }
    for what, goal in goals.items():
        yield Case(DREAM, f"for {what}", functools.partial(_checked, goal=goal))


def _channels(layer):
    return dk.network().layer(layer).output.shape[-1]


def _masks():
    half = np.zeros((48, 48), np.float32)
    half[:, :20] = 1
    taken = {
        "half": half,
        "half, as bools": half > 0,
        "half, as bytes": (half * 255).astype(np.uint8),
        "half, as a picture": np.repeat(half[..., None], 3, axis=2),
        "one pixel": np.eye(48, dtype=np.float32)[[5]].repeat(48, 0)
        * (np.arange(48) == 3)[:, None],
        "float64": half.astype(float),
        "a list": half.tolist(),
    }
    for what, mask in taken.items():
        yield Case(DREAM, f"a mask of {what}", functools.partial(_masked, mask), "work")
    refused = {
        "zeros": np.zeros((48, 48)),
        "another size": np.ones((48, 47)),
        "turned round": np.ones((47, 48)),
        "2 everywhere": np.full((48, 48), 2.0),
        "nan": np.full((48, 48), np.nan),
        "one axis": np.ones(48),
        "four axes": np.ones((1, 48, 48, 3)),
        "text": "sha256 abc",
        "number": 1,
        "bytes": b"1",
        "objects": np.full((48, 48), None),
        "texts": np.full((48, 48), "a"),
        "complex": np.ones((48, 48), complex) * 1j,
        "a Dream": samples.dreamt(),
        "object": object(),
    }
    for what, mask in refused.items():
        yield Case(DREAM, f"a mask of {what}", functools.partial(_dream, mask=mask), "refuse")


def _functions():
    for what, value in {"number": 3, "text": "print", "list": [], "True": True}.items():
        for name in ("on_step", "should_stop"):
            yield Case(
                DREAM, f"{name}: {what}", functools.partial(_dream, **{name: value}), "refuse"
            )
    for name in ("on_step", "should_stop"):
        yield Case(DREAM, f"{name} that raises", functools.partial(_raises_through, name), "work")
    yield Case(DREAM, "stopped before it begins", _stopped_at_once, "work")
    yield Case(DREAM, "a picture changed by on_step", _changed_on_the_way, "work")
    yield Case(DREAM, "the same seed twice", _twice, "work")


def _dream(array=PHOTO, **given):
    picture = samples.photo() if array is PHOTO else array
    return dk.dream(picture, **{**SMALL, **given})


def _checked(array=PHOTO, **given):
    source = samples.photo() if array is PHOTO else array
    before = np.array(source, copy=True)
    result = dk.dream(source, **{**SMALL, **given})
    case.picture(result.image, before.shape)
    if not np.array_equal(np.array(source), before):
        raise Wrong("the picture that was given is changed")
    if not (len(result.losses) and np.isfinite(result.losses).all()):
        raise Wrong(f"its losses are {result.losses}")
    return result


def _masked(mask):
    result = _checked(mask=mask, steps=2, octaves=2)
    still = np.asarray(mask, float)
    still = (still if still.ndim == 2 else still.mean(axis=2)) == 0
    case.same(np.where(still[..., None], result.image, samples.photo()), samples.photo())
    if np.array_equal(result.image, samples.photo()):
        raise Wrong("nothing has changed where the mask allows it")


class _OnPurpose(Exception):
    pass


def _raises_through(name):
    """What a function of the reader's own raises reaches the reader."""

    def fail(*_):
        raise _OnPurpose

    try:
        _dream(**{name: fail})
    except _OnPurpose:
        return
    raise Wrong("the exception was swallowed")


def _stopped_at_once():
    result = _dream(should_stop=lambda: True)
    case.same(result.image, samples.photo())
    if result.losses or result.stopped != "cancelled":
        raise Wrong(f"it says {result.stopped} after {len(result.losses)} steps")


def _changed_on_the_way():
    plain = _dream(steps=3).image

    def spoil(step):
        array = np.asarray(step.image)
        if array.flags.writeable:
            array[:] = 0

    case.same(_dream(steps=3, on_step=spoil).image, plain)


def _twice():
    settings = {"steps": 2, "octaves": 2, "jitter": 9, "seed": 5}
    case.same(_dream(**settings).image, _dream(**settings).image)
