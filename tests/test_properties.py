"""Laws that hold for any numbers, tried on some that Hypothesis makes up."""

import dataclasses
import itertools
import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import dreamkit as dk
from dreamkit.ascent import tiles
from dreamkit.dreaming import octaves
from dreamkit.dreaming.settings import DreamSettings

settings.register_profile("same", max_examples=50, deadline=None, derandomize=True, database=None)
settings.load_profile("same")

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
powers = st.integers(1, 8)
shares = st.floats(0, 1)
goals = st.one_of(
    st.builds(dk.layer, names, powers),
    st.builds(dk.channel, st.just("input"), st.integers(0, 2), powers),
    st.builds(dk.channel, names, st.integers(0, 10**6), powers),
    st.builds(dk.neuron, names, st.integers(0, 999), st.tuples(shares, shares)),
    st.builds(dk.logit, st.one_of(st.integers(0, 999), names)),
)
weights = st.one_of(st.just(0.0), st.floats(1e-4, 1e4), st.floats(-1e4, -1e-4))
sums = st.lists(st.tuples(weights, goals), min_size=1, max_size=4).map(
    lambda parts: sum(weight * goal for weight, goal in parts)
)


@given(sums)
def test_a_goal_is_read_back_from_its_text(goal):
    assert dk.goal(str(goal)) == goal


@given(sums, sums, sums, weights)
def test_goals_add_up_like_numbers(a, b, c, weight):
    assert (a + b) + c == a + (b + c) == sum([a, b, c])
    assert a - b == a + -b
    negative = -a
    assert -negative == a == 1 * a == a * 1
    assert weight * (a + b) == weight * a + weight * b
    assert a * weight == weight * a
    assert a / 4 == 0.25 * a and 0 - a == -a and a - 0 == a
    assert set((a + b).layers) == {*a.layers, *b.layers}
    assert (a + b).is_local == (a.is_local and b.is_local)


@given(
    st.integers(32, 3000),
    st.integers(32, 3000),
    st.integers(1, 12),
    st.floats(1.01, 4),
    st.integers(1, 32),
)
def test_octaves_grow_and_end_at_the_pictures_size(height, width, count, scale, minimum):
    sizes = octaves.sizes(height, width, count, scale, minimum)
    assert sizes[-1] == (height, width) and 1 <= len(sizes) <= count
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.pairwise(sizes))
    assert all(min(size) >= minimum for size in sizes)


@given(st.integers(1, 5000), st.one_of(st.none(), st.integers(1, 700)))
def test_tiles_answer_for_every_pixel_once(side, tile_size):
    covered = np.zeros(side, int)
    for start, stop, first, last in tiles.split(side, tile_size):
        assert start <= first < last <= stop
        covered[first:last] += 1
    assert (covered == 1).all()


dream_settings = st.builds(
    DreamSettings,
    steps=st.integers(1, 100_000),
    step_size=st.floats(1e-6, 100),
    octaves=st.integers(1, 1000),
    octave_scale=st.floats(1.001, 1000),
    tile_size=st.one_of(st.none(), st.integers(1, 10**6)),
    jitter=st.one_of(st.none(), st.integers(0, 10**6)),
    detail=st.booleans(),
    normalize=st.sampled_from(["std", "laplacian"]),
    seed=st.integers(0, 2**64 - 1),
    precision=st.sampled_from(["auto", "float32", "bfloat16", "float16"]),
    keep_color=st.booleans(),
    priors=st.one_of(
        st.none(), st.builds(dk.Priors, blur=st.floats(0, 100), decay=st.floats(0, 0.99))
    ),
)


@given(dream_settings)
def test_settings_are_read_back_from_json(chosen):
    stored = json.loads(json.dumps(dataclasses.asdict(chosen)))
    assert DreamSettings(**stored) == chosen
