"""What users of other libraries ask for that no other test has; docs/compared.md keeps its word."""

import re
from pathlib import Path

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.ascent.gradient import gradient_function
from dreamkit.goals.text import goal_for

TESTS = Path(__file__).parent
TABLE = (TESTS.parent / "docs" / "compared.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", TABLE)


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_each_test_in_the_table_is_there(file, name):
    assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8")


def test_every_row_says_what_is_ours():
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "dreamkit" not in line]
    ours = [line.strip("| ").split(" | ")[-1] for line in rows]
    assert len(rows) > 40
    assert all(re.fullmatch(r"`[\w/]+\.py::\w+`|no: .+", answer) for answer in ours)


def mixed(photo):
    """What channels 0 and 1 of the linear network are at each pixel, worked out by NumPy."""
    x = 2 * photo.astype(float) - 1
    return x[..., 0] - 2 * x[..., 1], 3 * x[..., 2]


OBJECTIVES = {
    "a layer": (lambda: dk.layer("mix"), lambda a, b: (a + b).mean() / 2),
    "the mean square of 2015": (
        lambda: dk.layer("mix", power=2),
        lambda a, b: (a**2 + b**2).mean() / 2,
    ),
    "a channel": (lambda: dk.channel("mix", 1), lambda a, b: b.mean()),
    "a neuron": (lambda: dk.neuron("mix", 0, (0, 1)), lambda a, b: a[0, -1]),
    "a direction": (
        lambda: dk.direction("mix", [2, -1]),
        lambda a, b: (2 * a - b).mean(),
    ),
    "a direction at a place": (
        lambda: dk.direction("mix", [2, -1], place=(1, 0)),
        lambda a, b: 2 * a[-1, 0] - b[-1, 0],
    ),
    "a cosine": (
        lambda: dk.direction("mix", [0, 5], cosine=True),
        lambda a, b: (b / np.hypot(a, b)).mean(),
    ),
    "dot times a power of the cosine": (
        lambda: dk.direction("mix", [0, 1], cosine_power=2),
        lambda a, b: (b * np.maximum(0.1, b / np.hypot(a, b)) ** 2).mean(),
    ),
    "a function of one's own": (
        lambda: dk.objective("mix", lambda maps: maps[..., 0] * maps[..., 1], "product"),
        lambda a, b: (a * b).mean(),
    ),
    "a sum": (
        lambda: dk.channel("mix", 0) + dk.channel("mix", 1),
        lambda a, b: (a + b).mean(),
    ),
    "minus and a weight": (
        lambda: dk.channel("mix", 0) - 0.5 * dk.channel("mix", 1),
        lambda a, b: (a - 0.5 * b).mean(),
    ),
    "divided": (lambda: dk.channel("mix", 0) / 4, lambda a, b: a.mean() / 4),
    "less of it": (lambda: -dk.channel("mix", 0), lambda a, b: -a.mean()),
    "many": (lambda: sum(dk.channel("mix", n) for n in (0, 1, 1)), lambda a, b: (a + 2 * b).mean()),
    "as text": (lambda: "2*mix:0 - mix:1^2", lambda a, b: (2 * a - b**2).mean()),
}


@pytest.mark.parametrize("word", OBJECTIVES)
def test_objectives(linear_network, photo, word):
    make, by_hand = OBJECTIVES[word]
    goal = goal_for(linear_network, make())
    found = float(gradient_function(linear_network, goal)(photo[None])[0][0])
    assert found == pytest.approx(by_hand(*mixed(photo)), rel=1e-4, abs=1e-5)


def test_a_goal_on_the_picture_itself(linear_network, photo):
    goal = goal_for(linear_network, dk.channel("input", 1))
    loss, gradient = gradient_function(linear_network, goal)(photo[None])
    assert float(loss[0]) == pytest.approx(float(photo[..., 1].mean()), rel=1e-5)
    np.testing.assert_allclose(gradient[0, ..., 1], 1 / photo[..., 1].size, rtol=1e-4)


QUIET = {"size": 16, "steps": 3, "precision": "float32", "on_step": lambda step: None}
GROWN = [
    {"canvas": "pixels"},
    {"canvas": "fourier"},
    {"canvas": "phase"},
    {"decorrelate": False},
    {"optimizer": "sgd"},
    {"optimizer": keras.optimizers.RMSprop(0.01)},
    {"jitter": 4},
    *({"priors": {name: 0.2}} for name in ("total_variation", "l1", "l2", "l_inf", "distance")),
    *({"priors": {name: 0.2}} for name in ("scale", "rotation", "flip")),
    {"priors": {"pad": 2}},
    {"priors": {"blur": 0.5}, "canvas": "pixels"},
    {"modify_gradient": lambda gradient: 2 * gradient},
    {"start": np.full((16, 16, 3), 0.4, np.float32)},
]


@pytest.mark.parametrize("how", GROWN, ids=lambda how: str(next(iter(how.items())))[:40])
def test_every_way_to_grow_a_picture_makes_more_of_the_goal(tiny, how):
    """More red less green, from the same start: a goal with one answer at each pixel."""
    grown = dk.visualize(tiny, "mix:0", **QUIET | {"priors": None, "jitter": 0} | how)
    start = dk.visualize(tiny, "mix:0", **QUIET | how, should_stop=lambda: True)
    assert grown.shape == (16, 16, 3) and grown.min() >= 0 and grown.max() <= 1
    gained = (grown - start).mean((0, 1))
    assert gained[0] - 2 * gained[1] > 0


@pytest.fixture(scope="module")
def tiny():
    """Red - 2 green, of pictures in [0, 1], with a smallest picture of 16 pixels or less."""
    inputs = keras.Input((None, None, 3))
    outputs = keras.layers.Conv2D(1, 1, use_bias=False, name="mix")(inputs)
    model = keras.Model(inputs, outputs, name="tiny")
    model.set_weights([np.float32([1, -2, 0]).reshape(1, 1, 3, 1)])
    return dk.network(model, inputs="0..1")


def test_several_goals_and_several_starts_in_one_batch(tiny):
    starts = np.stack([np.full((16, 16, 3), level, np.float32) for level in (0.3, 0.6)])
    both = dk.visualize(tiny, ["mix:0", "mix:0"], start=starts, **QUIET)
    for each, start in zip(both, starts, strict=True):
        alone = dk.visualize(tiny, "mix:0", start=start, **QUIET)
        np.testing.assert_allclose(each, alone, atol=1e-5)
    assert dk.visualize(tiny, "mix:0", count=3, **QUIET).shape == (3, 16, 16, 3)


def linear_map(photo):
    """The gradient of the mean of red - 2 green, and the value it adds up to over black."""
    pixels = photo[..., 0].size
    return np.broadcast_to(np.float32([1, -2, 0]) / pixels, photo.shape)


@pytest.mark.parametrize(
    ("method", "by_hand"),
    [
        ("gradient", lambda photo: linear_map(photo)),
        ("gradient_times_input", lambda photo: linear_map(photo) * photo),
        ("integrated_gradients", lambda photo: linear_map(photo) * photo),
        ("guided_backpropagation", lambda photo: linear_map(photo)),
    ],
)
@pytest.mark.filterwarnings("ignore:.*ReLU")
def test_attribution_of_a_linear_network(tiny, photo, method, by_hand):
    found = getattr(dk.attribution, method)(photo, "mix:0", tiny)
    np.testing.assert_allclose(found, by_hand(photo), rtol=2e-3, atol=1e-9)


def test_occlusion_of_a_linear_network(tiny, photo):
    """Covered with gray, each pixel loses its part: (red - 2 green + 0.5) / pixels."""
    one = photo[:8, :8]
    quiet = {"on_step": lambda step: None}
    found = dk.attribution.occlusion(one, "mix:0", tiny, patch=1, stride=1, **quiet)
    expected = (one[..., 0] - 2 * one[..., 1] + 0.5) / 64
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_nested_and_gray_models(photo):
    inner = keras.Sequential([keras.Input((None, None, 1)), keras.layers.ReLU(name="act")])
    inputs = keras.Input((None, None, 1))
    net = dk.network(keras.Model(inputs, inner(inputs), name="outer"), inputs="0..1")
    [name] = [layer for layer in net.layer_names if layer.endswith("act")]
    found = gradient_function(net, goal_for(net, dk.layer(name)))(photo[None])
    assert 0.1 < float(found[0][0]) < 0.9  # the lightness of the photo
    slopes = np.asarray(found[1])[0].mean((0, 1))
    assert (slopes > 0).all() and slopes[1] > slopes[0] > slopes[2]  # green is the lightest


def test_between_two_goals_weights_change_in_even_steps(linear_network, photo):
    """Red - 2 green and 3 blue, of [-1, 1]: what is between them is linear in the share."""
    x = 2 * photo.astype(float) - 1
    ends = (x[..., 0] - 2 * x[..., 1]).mean(), 3 * x[..., 2].mean()
    shares = (0, 0.25, 0.5, 1)
    goals = [(1 - s) * dk.channel("mix", 0) + s * dk.channel("mix", 1) for s in shares]
    goals = [goal_for(linear_network, goal) for goal in goals]
    batch = np.stack([photo] * len(goals))
    found = gradient_function(linear_network, goals)(batch)[0]
    expected = [(1 - s) * ends[0] + s * ends[1] for s in shares]
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_sequential_model_answers_channel_by_channel(photo):
    mix = keras.layers.Conv2D(1, 1, use_bias=False, name="mix")
    model = keras.Sequential([keras.Input((None, None, 3)), mix])
    mix.set_weights([np.float32([2, 0, -1]).reshape(1, 1, 3, 1)])
    net = dk.network(model, inputs="0..1")
    found = gradient_function(net, goal_for(net, dk.channel("mix", 0)))(photo[None])[0]
    expected = (2 * photo[..., 0] - photo[..., 2]).mean()
    assert float(found[0]) == pytest.approx(float(expected), abs=1e-5)
