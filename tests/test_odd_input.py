"""Odd values at every public entrance: one sentence on one line, or they are taken."""

import decimal
import fractions
import itertools
import re

import numpy as np
import pytest

import dreamkit as dk
from dreamkit import bounds
from dreamkit.cli import lab
from dreamkit.dreaming.settings import DreamSettings
from dreamkit.goals.text import goal_for

PHOTO = np.full((40, 48, 3), 0.5, np.float32)
NOT_NUMBERS = [
    None,
    "5",
    "",
    "no",
    b"5",
    True,
    np.True_,
    [],
    [1, 2],
    {},
    np.ones(2),
    np.ones((3, 3)),
    float("nan"),
    float("inf"),
    -float("inf"),
    np.float32("nan"),
    1j,
    10**400,
    -(10**5000),
    -1,
    1e308,
    decimal.Decimal("NaN"),
    fractions.Fraction(-1, 3),
    object(),
    "٣",
]
NUMBERS = [name for name in bounds.BOUNDS if name not in ("side",)]
MAY_BE_NONE = {"tile_size", "jitter", "height", "port", "count", "patch", "stride"}
FILM = ("seconds", "fps", "zoom", "turn", "memory", "frame_steps", "every")


def entrance(name):
    """The public functions that take a number of this name, as functions of the number alone."""
    quiet = {"on_step": lambda step: None}
    if name in DreamSettings.__dataclass_fields__ and name != "priors":
        yield lambda value: dk.dream(PHOTO, goal="mixed1", **{name: value}, **quiet)
    if name in ("steps", "step_size", "size", "jitter", "seed"):
        yield lambda value: dk.visualize(goal="mixed1", **{name: value}, **quiet)
        yield lambda value: dk.gallery(None, "mixed1", [0], **{name: value}, **quiet)
        yield lambda value: dk.class_picture("eye", **{name: value}, **quiet)
    if name == "count":
        yield lambda value: dk.visualize(goal="mixed1", count=value, **quiet)
        yield lambda value: dk.class_picture("eye", count=value, **quiet)
    if name == "diversity":
        yield lambda value: dk.visualize(goal="mixed1", count=2, size=40, diversity=value, **quiet)
    if name in ("steps", "seed"):
        yield lambda value: dk.inversion(PHOTO, **{name: value}, **quiet)
        yield lambda value: dk.texture(PHOTO, **{name: value}, **quiet)
    if name in dk.Priors.__dataclass_fields__:
        yield lambda value: dk.Priors(**{name: value})
        yield lambda value: dk.dream(PHOTO, goal="mixed1", priors={name: value}, **quiet)
    if name in ("samples", "noise", "seed"):
        yield lambda value: dk.saliency(PHOTO, "mixed1", **{name: value})
    if name in ("patch", "stride", "value"):
        yield lambda value: dk.attribution.occlusion(PHOTO, "mixed1", **{name: value}, **quiet)
    if name in ("steps", "baseline"):
        yield lambda value: dk.attribution.integrated_gradients(
            PHOTO, "mixed1", **{name: value}, **quiet
        )
    if name == "seed":
        yield lambda value: dk.randomize(seed=value)
    if name == "count":
        yield lambda value: dk.top_pictures(None, "mixed1", 0, [PHOTO], count=value, **quiet)
    if name == "power":
        yield lambda value: dk.layer("a", power=value)
        yield lambda value: dk.channel("a", 0, power=value)
    if name == "strength":
        yield lambda value: dk.style_transfer(PHOTO, PHOTO, strength=value, **quiet)
    if name in ("seconds", "fps", "zoom", "turn", "memory", "frame_steps"):
        yield lambda value: dk.zoom_film(
            PHOTO, "odd.mp4", goal="mixed1", **{"seconds": 0.04, name: value}, **quiet
        )
    if name == "every":
        yield lambda value: dk.dream_video("none.mp4", "odd.mp4", every=value)
    if name == "port":
        yield lambda value: lab.open_lab(browser=False, port=value)
    if name == "height":
        yield lambda value: dk.show(PHOTO, height=value)
    if name == "columns":
        yield lambda value: dk.gallery(None, "mixed1", [0], columns=value, **quiet)


def is_one_sentence(error):
    text = str(error)
    return "\n" not in text and len(text) < 500 and re.search(r"[.?]$", text)


@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_such_number_is_refused_in_a_sentence_that_names_it(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if name in FILM:
        pytest.importorskip("av", reason="films need the extra 'film'")
    entrances = list(entrance(name))
    assert entrances
    for call, value in itertools.product(entrances, NOT_NUMBERS):
        if value is None and name in MAY_BE_NONE:
            continue
        if name == "seed" and value is None:
            continue
        if name == "turn" and type(value) in (int, fractions.Fraction) and -45 < value < 45:
            continue  # the other way round
        with pytest.raises(dk.InputError) as told:
            call(value)
        assert is_one_sentence(told.value) and name in str(told.value), (name, value)


def test_the_odd_values_are_at_least_a_hundred():
    assert sum(len(list(entrance(name))) for name in NUMBERS) * len(NOT_NUMBERS) > 500


@pytest.mark.parametrize("name", [name for name, b in bounds.BOUNDS.items() if not b.share])
def test_bounds_are_taken_and_what_lies_beyond_is_not(name):
    bound = bounds.BOUNDS[name]
    assert bounds.check(name, bound.most) == bound.most
    with pytest.raises(dk.InputError, match=f"^{name} may be at most .*: {re.escape(bound.why)}"):
        bounds.check(name, bound.most + 1 if bound.whole else bound.most * 1.001)
    if bound.beyond or bound.least > 0 or bound.whole:
        with pytest.raises(dk.InputError, match=f"^{name} must be a (whole )?number"):
            bounds.check(name, bound.least if bound.beyond else bound.least - 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(3), 3),
        (np.uint8(3), 3),
        (np.array(3), 3),
        (np.float16(3), 3.0),
        (fractions.Fraction(3), 3.0),
        (decimal.Decimal("3"), 3.0),
        (np.array(3.0), 3.0),
    ],
)
def test_plain_numbers_of_any_kind_are_taken_as_those_of_python(value, expected):
    name = "steps" if isinstance(expected, int) else "octave_scale"
    settings = DreamSettings(**{name: value})
    assert getattr(settings, name) == expected
    assert type(getattr(settings, name)) is type(expected)


@pytest.mark.parametrize("odd", ["no", "", None, 0, 1, [], np.ones(2), 1.0])
def test_a_switch_is_true_or_false(odd):
    for call in (
        lambda: DreamSettings(detail=odd),
        lambda: DreamSettings(keep_color=odd),
        lambda: dk.visualize(goal="mixed1", decorrelate=odd),
        lambda: dk.direction("a", [1, 2], cosine=odd),
        lambda: dk.activations_like("a", PHOTO, dot=odd),
        lambda: dk.objective("a", abs, local=odd),
        lambda: dk.network("vgg16", top=odd),
        lambda: dk.ellipse_mask((4, 4), inside=odd),
    ):
        with pytest.raises(dk.InputError, match="is True or False, not") as told:
            call()
        assert is_one_sentence(told.value)


ODD_CALLS = {
    "name": [
        lambda odd: dk.layer(odd),
        lambda odd: dk.channel(odd, 0),
        lambda odd: dk.guide(odd, PHOTO),
        lambda odd: dk.objective(odd, abs),
    ],
    "function": [lambda odd: dk.objective("a", odd)],
    "classes": [lambda odd: dk.network("a.keras", classes=odd)],
    "index": [lambda odd: dk.channel("a", odd), lambda odd: dk.neuron("a", odd)],
    "place": [
        lambda odd: dk.neuron("a", 0, odd),
        lambda odd: dk.direction("a", [1], place=odd),
        lambda odd: dk.ellipse_mask((4, 4), odd),
    ],
    "cosine_power": [lambda odd: dk.direction("a", [1], cosine_power=odd)],
    "vector": [lambda odd: dk.direction("a", odd)],
    "preset": [lambda odd: dk.dream(PHOTO, preset=odd)],
    "network": [lambda odd: dk.network(odd), lambda odd: dk.network(inputs=odd)],
    "normalize": [
        lambda odd: DreamSettings(normalize=odd),
        lambda odd: DreamSettings(precision=odd),
    ],
    "canvas": [lambda odd: dk.visualize(goal="mixed1", canvas=odd)],
    "optimizer": [lambda odd: dk.visualize(goal="mixed1", optimizer=odd)],
    "modify_gradient": [lambda odd: dk.visualize(goal="mixed1", modify_gradient=odd)],
    "diversity": [lambda odd: dk.visualize(goal="mixed1", count=2, diversity=odd)],
    "start": [lambda odd: dk.visualize(goal="mixed1", start=[odd, odd])],
    "on_step": [lambda odd: dk.dream(PHOTO, goal="mixed1", on_step=odd)],
    "sample": [lambda odd: dk.sample(odd), lambda odd: dk.sample("cat", odd)],
    "mask": [lambda odd: dk.dream(PHOTO, goal="mixed1", mask=odd)],
    "layers": [lambda odd: dk.texture(PHOTO, layers=odd)],
    "goal": [lambda odd: dk.dream(PHOTO, goal=odd), lambda odd: dk.goal(odd)],
    "shape": [lambda odd: dk.ellipse_mask(odd)],
    "share": [lambda odd: dk.network().layer_at(odd)],
}


@pytest.mark.parametrize("what", ODD_CALLS)
@pytest.mark.parametrize(
    "odd", [-1, 10**400, 1e308, b"x", (), [None], "x" * 10_000, "a\0b", 1j, object()], ids=range(10)
)
def test_odd_things_in_place_of_others(what, odd):
    if what in ("name", "goal") and isinstance(odd, str):
        return  # a layer may have any name
    if what == "sample" and odd == 10**400:
        return  # no picture is that large, and none is made smaller
    for call in ODD_CALLS[what]:
        if what == "layers" and odd == ():
            continue  # none: the default
        with pytest.raises((dk.InputError, dk.FileError)) as told:
            call(odd)
        assert len(str(told.value)) < 700 and (what == "goal" or "\n" not in str(told.value))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("mixed3 " * 10_000, "a \\+ or - is missing"),
        ("+".join(["mixed3"] * 10_000), "at most 1000 terms"),
        ("x" * 10**6, "at most 100,000 signs"),
        ("(" * 10_000 + "mixed3", "a layer is missing"),
        ("1" * 90_000, "a layer is missing"),
        (" " * 90_000, "a layer is missing"),
        ("mixed3:" + "1" * 5000, "the number is too long"),
        ("mixed3^" + "9" * 5000, "the number is too long"),
        ("mixed3^100000", "power may be at most 8"),
        ("1e999*mixed3", "finite"),
        ("1e300*mixed3", "from 1e-9 to 1e9"),
        ("mixed3＋mixed4", "'＋' is not the plain \\+"),
        ("２*mixed3", "'２' is not the plain 2"),
        ("mixed3 − mixed4", "'−' is not the plain -"),
        ("0.5×mixed3", "'0'|a layer is missing"),
        ("mixed3:٣", "a channel is a number"),
        ("'mixed3", "a layer is missing"),
        ("mixed3\nmixed4", "a \\+ or - is missing"),
    ],
)
def test_odd_goals(text, why):
    with pytest.raises(dk.InputError, match=why) as told:
        goal_for(dk.network(), text)
    assert len(str(told.value)) < 400 and len(str(told.value).splitlines()) in (1, 3)


def test_goals_beyond_bounds():
    with pytest.raises(dk.InputError, match="at most 1000 terms"):
        sum(dk.layer("a") for _ in range(1001))
    with pytest.raises(dk.InputError, match="too many to grow together, at most 4096"):
        dk.visualize(goal=["mixed1"] * 5000, size=64)
    for weight in (1e308, 10**400, 1e-300, float("nan")):
        with pytest.raises(dk.InputError, match="a goal's weight"):
            weight * dk.layer("a")


def test_no_sentence_says_where_in_memory_an_object_lies():
    for call in (
        lambda: dk.sample(object()),
        lambda: dk.check(object(), 1),
        lambda: dk.sample("cat", object()),
        lambda: dk.dream(PHOTO, goal=object()),
    ):
        with pytest.raises(dk.InputError, match="<object object>") as told:
            call()
        assert "0x" not in str(told.value)
