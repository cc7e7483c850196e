"""The value of every kind of goal, on numbers worked out by hand."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.goals.loss import goal_inputs, goal_loss

# Two pictures, 1 x 2 positions, 2 channels.
ACTIVATION = np.array([[[[1.0, 2.0], [3.0, -4.0]]], [[[0.0, 1.0], [0.0, 1.0]]]], np.float32)
BLANK = np.zeros((4, 4, 3), np.float32)

A, A0, A1 = dk.layer("a"), dk.channel("a", 0), dk.channel("a", 1)


def value(goal, *arrays):
    """`arrays` stand for what a network would make of the pictures that the goal holds."""
    if arrays:
        inputs = [np.ones(1, np.float32), np.zeros(1, np.int32), np.zeros((1, 2), np.float32)]
    else:
        inputs = goal_inputs(goal, None, None)
    return np.asarray(goal_loss(goal.structure, [*inputs, *arrays], {"a": ACTIVATION})).tolist()


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (A, [0.5, 0.5]),  # (1 + 2 + 3 - 4) / 4, (0 + 1 + 0 + 1) / 4
        (A0, [2.0, 0.0]),
        (A1, [-1.0, 1.0]),
        (dk.layer("a", power=2), [7.5, 0.5]),  # (1 + 4 + 9 + 16) / 4
        (dk.channel("a", 1, power=2), [10.0, 1.0]),
        (dk.channel("a", 1, power=3), [-28.0, 1.0]),  # (8 - 64) / 2
        (dk.neuron("a", 1, (0, 0)), [2.0, 1.0]),
        (dk.neuron("a", 1, (1, 0.7)), [-4.0, 1.0]),  # the nearest one
        (dk.neuron("a", 0, (0.5, 1)), [3.0, 0.0]),
        (dk.direction("a", [2, -1]), [5.0, -1.0]),  # ((2 - 2) + (6 + 4)) / 2
        # (3 + 8) / (sqrt(5) 5) = 0.98387, (9 - 16) / (5 * 5) = -0.28
        (dk.direction("a", [3, 4], cosine=True), [0.351935, 0.8]),
        # Picture 1: 11 * 0.98387 and -7 * 0.1, picture 2: 4 * 0.8 twice; then with squares.
        (dk.direction("a", [3, 4], cosine_power=1), [5.061285, 3.2]),
        (dk.direction("a", [3, 4], cosine_power=2), [5.289, 2.56]),  # (11 * .968 - .07) / 2
        (dk.direction("a", [-3, -4], cosine_power=2), [0.2194, -0.04]),  # (-.11 + 7 * .28^2) / 2
        (dk.direction("a", [2, -1], place=(0.5, 1)), [10.0, -1.0]),
        (dk.direction("a", [2, -1], place=(0, 0)), [0.0, -1.0]),
        (dk.direction("a", [3, 4], cosine=True, place=(0, 1)), [-0.28, 0.8]),
        (dk.direction("a", [3, 4], cosine_power=1, place=(0, 0)), [10.82257, 3.2]),
        (A0 / 4 - A1 / 0.5, [2.5, -2.0]),
        (A0 + A1, [1.0, 1.0]),
        (A0 + 0.5 * A1, [1.5, 0.5]),
        (A0 - A1, [3.0, -1.0]),
        (-A0, [-2.0, 0.0]),
        (2 * (A0 + A1), [2.0, 2.0]),
        (sum([A0, A1, A]), [1.5, 1.5]),
        (A0 - 2 * dk.neuron("a", 1, (0, 0)), [-2.0, -2.0]),
        (dk.direction("a", [1, 0]) - 3 * dk.direction("a", [0, 1]), [5.0, -3.0]),
    ],
)
def test_values(goal, expected):
    assert value(goal) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ([A0, A1], [2.0, 1.0]),
        ([A1, 3 * A0], [-1.0, 0.0]),
        ([dk.neuron("a", 1, (0, 0)), dk.neuron("a", 0, (0, 1))], [2.0, 0.0]),
        ([dk.neuron("a", 0, (0, 1)), dk.neuron("a", 1, (0, 0))], [3.0, 1.0]),
        ([A0 - A1, A1 - 2 * A0], [3.0, 1.0]),
    ],
)
def test_each_picture_can_have_a_goal_of_its_own(goals, expected):
    inputs = goal_inputs(goals, None, None)
    found = goal_loss(goals[0].structure, inputs, {"a": ACTIVATION})
    assert np.asarray(found) == pytest.approx(expected)


def test_a_guide_takes_the_best_match_at_each_position():
    """Guide activations (1, 0) and (0, 1): the larger channel, (2 + 3) / 2 and (1 + 1) / 2."""
    assert value(dk.guide("a", BLANK), np.eye(2, dtype=np.float32)) == pytest.approx([2.5, 1.0])


@pytest.mark.parametrize(
    ("dot", "expected"),
    [
        (False, [-5.0, -0.6]),  # -(0 + 0 + 9 + 16) / (1 + 4), -(1 + 1 + 0 + 1) / (1 + 4)
        (True, [1.25, 0.5]),  # (1 + 4 + 0 + 0) / 4, (0 + 2 + 0 + 0) / 4
    ],
)
def test_likeness_compares_position_by_position(dot, expected):
    other = np.array([[[1.0, 2.0], [0.0, 0.0]]], np.float32)
    goal = dk.activations_like("a", BLANK, dot=dot)
    assert value(goal, other) == pytest.approx(expected)


def test_the_arrays_are_what_the_network_makes_of_the_pictures(linear_network, photo):
    """Channel 0 is red - 2 green, channel 1 is 3 blue, in [-1, 1] terms."""
    x = photo * 2 - 1
    expected = np.stack([x[..., 0] - 2 * x[..., 1], 3 * x[..., 2]], -1)
    goal = dk.guide("mix", photo) + dk.activations_like("mix", photo)
    *_, guides, other = goal_inputs(goal, linear_network, photo.shape[:2])
    np.testing.assert_allclose(guides, expected.reshape(-1, 2), atol=1e-5)
    np.testing.assert_allclose(other, expected, atol=1e-5)


def test_the_picture_to_be_like_takes_the_size_of_the_dream(linear_network, photo):
    *_, other = goal_inputs(dk.activations_like("mix", photo), linear_network, (30, 40))
    assert other.shape == (30, 40, 2)


def test_a_large_guide_is_made_smaller_and_says_so(linear_network):
    with pytest.warns(UserWarning, match="made smaller, from 800 x 400 to 224 x 112 pixels"):
        goal = dk.guide("mix", np.zeros((400, 800, 3), np.float32))
    *_, guides = goal_inputs(goal, linear_network, (10, 10))
    assert guides.shape == (224 * 112, 2)


def test_a_texture_is_which_channels_are_active_together():
    """Gram matrices [[10, -10], [-10, 20]] / 2 and [[0, 0], [0, 1]], against [[4, 0], [0, 3]]."""
    other = np.array([[4.0, 0.0], [0.0, 3.0]], np.float32)
    goal = dk.texture_like("a", BLANK)
    first = -(1 + 25 + 25 + 49) / 25  # of [[5, -5], [-5, 10]]
    assert value(goal, other) == pytest.approx([first, -(16 + 4) / 25])
