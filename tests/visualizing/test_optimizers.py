"""Optimizers: each moves as its formula says, alone as in a batch, and is never changed."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.visualizing import optimizers, parameterization

HELD = {"canvas": "pixels", "decorrelate": False, "size": 32}
EXACT = {"precision": "float32", "priors": None, "jitter": 0, "on_step": lambda _: None}


def moved(optimizer, directions, kind="pixels", pictures=None, rate=0.1):
    """Where pictures, gray ones by default, are after these steps, before the sigmoid."""
    optimizer = optimizers.as_optimizer(optimizer, rate)
    if pictures is None:
        pictures = np.full(directions[0].shape, 0.5, np.float32)
    canvas = parameterization.Canvas(pictures, kind, False, optimizer)
    for direction in directions:
        canvas.move(direction)
    found = np.asarray(canvas.pictures()).astype(float)
    return np.log(found / (1 - found))


def directions(steps, count=1, seed=0):
    random = np.random.default_rng(seed)
    return list(random.normal(size=(steps, count, 4, 5, 3)).astype(np.float32))


def test_sgd_goes_along_the_gradient():
    """At gray the sigmoid's slope is 1/4."""
    [direction] = directions(1)
    np.testing.assert_allclose(moved("sgd", [direction], rate=0.2), 0.2 * direction / 4, atol=1e-6)


def test_sgd_with_momentum_remembers():
    """v1 = r g1; v2 = m v1 + r g2, the slopes of the second step being those after the first."""
    first, second = directions(2)
    rate, momentum = 0.2, 0.5
    found = moved(keras.optimizers.SGD(rate, momentum), [first, second])
    one = rate * first / 4
    level = 1 / (1 + np.exp(-one))
    expected = one + momentum * one + rate * second * level * (1 - level)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_rmsprop_divides_by_what_it_has_seen():
    """The first step: g / sqrt(0.1 g^2) = sign / sqrt(0.1)."""
    [direction] = directions(1)
    expected = 0.1 * np.sign(direction) / np.sqrt(0.1)
    large = np.abs(direction) > 0.1  # beside the epsilon of Keras, 1e-7
    np.testing.assert_allclose(moved("rmsprop", [direction])[large], expected[large], rtol=2e-3)


@pytest.mark.parametrize("name", ["sgd", "adafactor", "lamb", "lion", "clipped", "all clipped"])
@pytest.mark.parametrize("kind", ["pixels", "phase"])
def test_a_picture_moves_in_a_batch_as_it_does_alone(name, kind):
    given = {
        "clipped": keras.optimizers.Adam(0.1, clipnorm=0.01),
        "all clipped": keras.optimizers.SGD(0.1, global_clipnorm=0.01),
    }.get(name, name)
    steps = directions(3, count=3)
    pictures = np.random.default_rng(1).uniform(0.2, 0.8, steps[0].shape).astype(np.float32)
    together = moved(given, steps, kind, pictures)
    for index in range(3):
        one = slice(index, index + 1)
        alone = moved(given, [step[one] for step in steps], kind, pictures[one])
        np.testing.assert_allclose(together[index], alone[0], atol=1e-5)


def test_adam_by_name_is_adam_as_it_is():
    settings = {"goal": "mixed2:5", "size": 48, "steps": 4, **EXACT}
    named = dk.visualize(step_size=0.03, **settings)
    own = dk.visualize(optimizer=keras.optimizers.Adam(0.03), **settings)
    np.testing.assert_array_equal(named, own)


def test_one_of_keras_stays_as_it_was(linear_network):
    given = keras.optimizers.SGD(5.0, momentum=0.9)
    pictures = [
        dk.visualize(linear_network, "mix:0", steps=3, optimizer=given, **HELD, **EXACT)
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*pictures)
    assert int(given.iterations) == 0 and not given.built
    assert float(given.learning_rate) == 5


def test_its_own_learning_rate_counts(linear_network):
    """The first step of SGD: rate * normalized gradient / 4, which is the same everywhere.

    Red, green, blue have gradients 1, -2, 0 times a number; their standard deviation is
    sqrt(14/9) of it, the mean being -1/3.
    """
    optimizer = keras.optimizers.SGD(0.4)
    found = dk.visualize(
        linear_network, "mix:0", steps=1, step_size=9, optimizer=optimizer, **HELD, **EXACT
    )
    middle = np.log(found / (1 - found)).mean(axis=(0, 1))
    expected = 0.4 / 4 * np.array([1, -2, 0]) / np.sqrt(14 / 9)
    np.testing.assert_allclose(middle, expected, atol=0.002)


def test_a_schedule_is_followed(linear_network):
    """A rate that is 0 from the second step on: one step and ten are the same."""
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([0], [0.5, 0.0])
    one, ten = (
        dk.visualize(
            linear_network,
            "mix:0",
            steps=steps,
            optimizer=keras.optimizers.SGD(schedule),
            **HELD,
            **EXACT,
        )
        for steps in (1, 10)
    )
    assert np.abs(one - 0.5).max() > 0.02
    np.testing.assert_allclose(one, ten, atol=1e-6)


def test_every_name_that_is_offered_climbs(linear_network):
    for name in optimizers._by_name():
        losses = []
        settings = {**EXACT, "on_step": lambda step, losses=losses: losses.append(step.loss)}
        dk.visualize(
            linear_network, "mix:0", steps=6, step_size=0.3, optimizer=name, **HELD, **settings
        )
        assert losses[-1] > losses[0], name


class Incomplete(keras.optimizers.SGD):
    def __init__(self, rate, friend):
        super().__init__(rate)
        self.friend = friend


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("adm", "no optimizer 'adm'; did you mean 'adam'"),
        ("", "no optimizer ''"),
        (3, "optimizer is a name such as 'adam', or one of Keras, .* not 3"),
        (None, "optimizer is a name such as 'adam'.* not None"),
        (keras.optimizers.Adam, "not the class Adam"),
        (Incomplete(0.1, "x"), "optimizer Incomplete cannot be made anew"),
    ],
)
def test_what_is_no_optimizer(given, sentence):
    with pytest.raises(dk.InputError, match=sentence) as told:
        dk.visualize(goal="mixed1", size=48, steps=1, optimizer=given, **EXACT)
    assert "\n" not in str(told.value)


def test_one_that_leaves_all_numbers_is_named():
    with pytest.raises(dk.InputError, match=r"the optimizer SGD left the numbers .* smaller"):
        dk.visualize(goal="mixed1", size=48, steps=3, optimizer=keras.optimizers.SGD(1e38), **EXACT)


def test_settings_tell_optimizers_apart():
    texts = [
        optimizers.as_text(given)
        for given in ("adam", "SGD", keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.2))
    ]
    assert texts[:2] == ["adam", "sgd"] and len(set(texts)) == 4
    assert texts[2] == optimizers.as_text(keras.optimizers.SGD(0.1))
