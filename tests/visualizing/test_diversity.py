"""Diversity: cosines between Gram matrices by hand, and pictures that really differ."""

import numpy as np
import pytest
import tensorflow as tf

import dreamkit as dk
from dreamkit.goals.gram import gram_matrix
from dreamkit.visualizing import diversity

QUIET = {"on_step": lambda _: None}
EXACT = {"precision": "float32", "priors": None, "jitter": 0, **QUIET}


def grams_of(pictures, layer):
    net = dk.network()
    seen = net.activations_model([layer])(net.preprocess(np.asarray(pictures, np.float32)))
    return gram_matrix(tf.cast(seen[layer], tf.float32)).numpy()


def test_likeness_by_hand():
    """Cosines: of diag(1, 0) and diag(0, 2) none, of either and diag(1, 1) the root of a half."""
    grams = np.array([[[1, 0], [0, 0]], [[0, 0], [0, 2]], [[1, 0], [0, 1]]], np.float32)
    assert diversity.similarity(grams[:2]) == 0
    assert diversity.similarity(grams[[0, 2]]) == pytest.approx(np.sqrt(0.5))
    assert diversity.similarity(grams) == pytest.approx((0 + 2 * np.sqrt(0.5)) / 3)
    assert diversity.similarity(np.stack([grams[2], 5 * grams[2]])) == pytest.approx(1)


def test_the_push_is_the_slope_of_the_cosines(linear_network):
    """Of each picture's cosines with the others, to standard deviation 1, times minus the weight.

    The channels of the network are red - 2 green and 3 blue, in [-1, 1]; slopes by differences.
    """
    random = np.random.default_rng(0)
    pictures = random.uniform(0.1, 0.9, (3, 4, 5, 3))
    kernel = np.array([[1, 0], [-2, 0], [0, 3]])

    def likeness(index, picture):
        every = [*pictures]
        every[index] = picture
        grams = [np.einsum("hwc,hwd->cd", *2 * [(2 * one - 1) @ kernel]) for one in every]
        units = [(gram / np.linalg.norm(gram)).ravel() for gram in grams]
        return sum(units[index] @ unit for at, unit in enumerate(units) if at != index)

    goals = [dk.goal("mix:0")] * 3
    push = diversity.as_push(2.5, linear_network, goals, (4, 5), "float32")
    _, found = push(tf.constant(pictures, tf.float32), None)
    for index, picture in enumerate(pictures):
        slopes = np.empty_like(picture)
        for place in np.ndindex(picture.shape):
            step = np.zeros_like(picture)
            step[place] = 1e-5
            difference = likeness(index, picture + step) - likeness(index, picture - step)
            slopes[place] = difference / 2e-5
        np.testing.assert_allclose(found[index], -2.5 * slopes / slopes.std(), rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize(("goal", "less"), [("mixed3:7", 0.3), ("logit:eye", 0.08)])
def test_pictures_of_one_goal_differ_and_still_excite_it(goal, less):
    losses = {}
    settings = {"size": 64, "steps": 40, "count": 3}

    def grown(weight):
        tell = {"on_step": lambda step: losses.__setitem__(weight, step.loss)}
        return dk.visualize(goal=goal, diversity=weight, **settings, **tell)

    layer = "mixed3" if goal != "logit:eye" else dk.network().layer_at(0.5)
    alike, apart = (diversity.similarity(grams_of(grown(weight), layer)) for weight in (0, 1))
    assert alike > 0.8
    assert apart < alike - less
    start = []
    dk.visualize(goal=goal, size=64, steps=1, count=3, on_step=lambda step: start.append(step.loss))
    assert losses[1] > start[0] + 0.3 * (losses[0] - start[0])


def test_another_layer_can_be_named():
    settings = {"goal": "mixed4:6", "size": 48, "steps": 12, "count": 2, **QUIET}
    plain = dk.visualize(**settings)
    apart = dk.visualize(diversity={"conv1": 1, "mixed5": 0}, **settings)
    likeness = [diversity.similarity(grams_of(pictures, "conv1")) for pictures in (plain, apart)]
    assert likeness[1] < likeness[0] - 0.05


def test_without_weight_nothing_changes():
    settings = {"goal": "mixed2:5", "size": 40, "steps": 2, **EXACT}
    np.testing.assert_array_equal(
        dk.visualize(diversity=0, **settings), dk.visualize(diversity={"mixed2": 0}, **settings)
    )


def test_batches_of_a_few_are_as_all_at_once(linear_network, monkeypatch):
    pictures = tf.constant(np.random.default_rng(1).random((5, 4, 5, 3)), tf.float32)
    goals = [dk.goal("mix:0")] * 5
    found = []
    for at_once in (5, 2):
        monkeypatch.setattr(diversity.device, "tiles_at_once", lambda *_, n=at_once: n)
        push = diversity.as_push(1, linear_network, goals, (4, 5), "float32")
        found.append(push(pictures, None)[1])
    np.testing.assert_allclose(*found, atol=1e-5)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"diversity": 1}, "diversity is between pictures, and here is one"),
        ({"diversity": 1, "count": 1}, "diversity is between pictures, and here is one"),
        ({"diversity": -1, "count": 2}, "diversity must be a number from 0 on"),
        ({"diversity": "much", "count": 2}, "diversity must be a number from 0 on, not 'much'"),
        ({"diversity": None, "count": 2}, "diversity must be a number from 0 on, not None"),
        ({"diversity": {"mixd3": 1}, "count": 2}, "did you mean 'mixed3'"),
        ({"diversity": {3: 1}, "count": 2}, "weights by layer such as"),
        ({"diversity": {"mixed3": "a"}, "count": 2}, "diversity must be a number"),
    ],
)
def test_what_cannot_drive_pictures_apart(given, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        dk.visualize(goal="mixed3", size=40, steps=1, **QUIET, **given)
