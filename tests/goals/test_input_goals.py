"""Goals on the picture itself, in its own units."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.ascent.gradient import gradient_function
from dreamkit.goals.text import goal_for

QUIET = {"octaves": 1, "on_step": lambda step: None, "precision": "float32"}


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("input", lambda x: x.mean()),
        ("input^2", lambda x: (x**2).mean()),
        ("input:0 - input:2", lambda x: x[..., 0].mean() - x[..., 2].mean()),
        ("input:1@1,0", lambda x: x[-1, 0, 1]),
        (dk.direction("input", [1, 2, 3]), lambda x: (x @ [1, 2, 3]).mean()),
        (
            dk.objective("input", lambda x: x[..., 0] * x[..., 1]),
            lambda x: (x[..., 0] * x[..., 1]).mean(),
        ),
        (dk.guide("input", np.full((16, 16, 3), 0.5)), lambda x: 0.5 * x.sum(-1).mean()),
    ],
)
def test_values(linear_network, photo, goal, expected):
    goal = goal_for(linear_network, goal)
    found = gradient_function(linear_network, goal)(photo[None])[0]
    assert float(found[0]) == pytest.approx(expected(photo.astype(float)), rel=1e-4)


def test_it_is_the_picture_asked_for_that_has_no_difference(linear_network, photo):
    """Minus the mean square difference, over the mean square of the other."""
    other = np.full_like(photo, 0.5)
    goal = goal_for(linear_network, dk.activations_like("input", other))
    losses, gradient = gradient_function(linear_network, goal)(photo[None])
    assert float(losses[0]) == pytest.approx(-4 * ((photo - 0.5) ** 2).mean(), rel=1e-4)
    expected = -8 * (photo - 0.5) / photo.size
    np.testing.assert_allclose(gradient[0], expected, atol=1e-9)


@pytest.mark.parametrize("tile_size", [None, 64, 300])
def test_a_dream_grows_redder_at_every_pixel(photo, tile_size):
    """Of three colors' gradient (1, 0, 0): mean 1/3, deviation sqrt(2) / 3. A step is 3/sqrt(2)."""
    result = dk.dream(photo, goal="input:0", steps=1, step_size=0.01, tile_size=tile_size, **QUIET)
    expected = np.clip(photo + np.float32([0.03 / np.sqrt(2), 0, 0]), 0, 1)
    np.testing.assert_allclose(result.image, expected, atol=1e-4)
    assert result.settings["goal"] == "input:0"


def test_it_is_added_to_goals_on_layers(photo):
    net = dk.network()
    alone, both = (
        gradient_function(net, goal_for(net, goal))(photo[None])[1]
        for goal in ("mixed1", "mixed1 - 3*input:1")
    )
    expected = np.zeros_like(photo)
    expected[..., 1] = -3 / photo[..., 1].size
    np.testing.assert_allclose(both[0] - alone[0], expected, atol=1e-7)


def test_saliency_is_even_and_pictures_turn_to_what_is_asked(photo):
    """Without priors, whose rotation leaves corners dark."""
    assert (dk.saliency(photo, "input") == 1).all()
    goals = [dk.channel("input", 0), dk.channel("input", 1), -dk.layer("input")]
    made = dk.visualize(
        goal=goals, size=32, steps=60, canvas="pixels", priors=None, on_step=lambda step: None
    )
    assert made[0, ..., 0].mean() > 0.8 and made[1, ..., 1].mean() > 0.8
    assert made[2].mean() < 0.25


def test_a_layer_of_that_name_is_meant_where_there_is_one(photo):
    picture = keras.Input((None, None, 3))
    first = keras.layers.Conv2D(4, 1, use_bias=False, name="input")(picture)
    net = dk.network(keras.Model(picture, keras.layers.Conv2D(2, 1, name="end")(first)))
    assert not net.is_input("input") and net.channels("input") == 4
    found = gradient_function(net, goal_for(net, "input"))(photo[None])[0]
    expected = net.activations_model(["input"])(net.preprocess(photo[None]))["input"]
    assert float(found[0]) == pytest.approx(float(np.mean(expected)), abs=1e-5)


def test_what_is_not_there_is_told():
    with pytest.raises(dk.InputError, match="'input' of dreamnet has channels 0 to 2; 3 is not"):
        goal_for(dk.network(), "input:3")
    with pytest.raises(dk.InputError, match="'input' of dreamnet has 3 numbers, this one 2"):
        goal_for(dk.network(), dk.direction("input", [1, 2]))
