"""dreamnet's training: the attack, the schedule, going on after an interruption, the result."""

import numpy as np
import pytest

from dreamkit import dreamnet
from dreamkit.dreamnet import motifs, train
from dreamkit.dreamnet.attack import perturb


def linear_classifier():
    """Two classes told apart by the mean of red alone: logits (+m, -m)."""
    from tensorflow import keras

    inputs = keras.Input((8, 8, 3))
    red = keras.layers.GlobalAveragePooling2D()(inputs)
    outputs = keras.layers.Dense(2, use_bias=False)(red)
    model = keras.Model(inputs, outputs)
    model.set_weights([np.array([[5, -5], [0, 0], [0, 0]], np.float32)])
    return model


def moved_by(radius, steps):
    import tensorflow as tf

    x = tf.zeros((2, 8, 8, 3))
    y = tf.constant([0, 1])
    moved = perturb(linear_classifier(), x, y, radius, tf.constant([1, 2]), steps)
    return moved.numpy()


@pytest.mark.parametrize("steps", [1, 20])
def test_the_attack_goes_where_it_hurts_and_no_further(steps):
    """Against class 0 red must sink, against class 1 rise; all else is the random start's rest."""
    moved = moved_by(0.5, steps)
    sizes = np.sqrt((moved**2).sum(axis=(1, 2, 3)))
    assert (sizes <= 0.5 + 1e-5).all()
    assert (sizes > 0.4).all()
    assert moved[0, ..., 0].mean() < -0.03
    assert moved[1, ..., 0].mean() > 0.03


def test_a_longer_attack_finds_the_steepest_way():
    """The worst picture within reach moves every red value by radius / sqrt(64), nothing else."""
    moved = moved_by(0.5, 20)
    np.testing.assert_allclose(moved[1, ..., 0], 0.5 / 8, atol=0.02)
    assert np.abs(moved[1, ..., 1:]).max() < 0.03


def test_the_attack_stays_in_the_picture_range():
    assert np.abs(moved_by(100.0, 1)).max() <= 1


def test_robust_accuracy_by_hand():
    """An attack of radius 0.5 lowers the mean of red by 0.5 / 8: 0.1 survives it, 0.05 does not."""
    x = np.zeros((2, 8, 8, 3), np.float32)
    x[0, ..., 0], x[1, ..., 0] = 0.1, 0.05
    safe = train.robust(linear_classifier(), x, np.array([0, 0], np.int32), 0.5)
    assert safe.tolist() == [True, False]


def test_the_schedule():
    recipe = train.Recipe(plain_steps=100, adversarial_steps=200, plain_rate=1.0, radius=2.0)
    assert recipe.rate(0) == pytest.approx(1 / 40)
    assert recipe.rate(50) == pytest.approx(0.1 + 0.9 * 0.5)  # the middle of the cosine
    assert recipe.radius_at(99) == 0
    assert recipe.radius_at(100) == pytest.approx(0.6)
    assert recipe.radius_at(180) == pytest.approx(2.0)
    assert recipe.radius_at(299) == 2.0


def test_batches_depend_on_the_step_alone():
    pictures = np.arange(200 * 72 * 72 * 3, dtype=np.uint64).astype(np.uint8)
    pictures = pictures.reshape(200, 72, 72, 3)
    labels = np.arange(200)
    recipe = train.Recipe()
    x, y = train.batch(pictures, labels, recipe, 7)
    again, same = train.batch(pictures, labels, recipe, 7)
    other, _ = train.batch(pictures, labels, recipe, 8)
    np.testing.assert_array_equal(x, again)
    np.testing.assert_array_equal(y, same)
    assert (x != other).any()
    assert len(set(y.tolist())) == train.BATCH


def test_the_weights_are_those_of_a_network_that_knows_its_motifs():
    """Pictures that neither training nor choice of the weights has seen."""
    pictures, labels = motifs.dataset(270, seed=90_210, size=72)
    right = train.predict(dreamnet.load(), train.middle(pictures)) == labels
    assert right.mean() > 0.95


@pytest.mark.slow
def test_accuracy_on_2700_new_pictures():
    pictures, labels = motifs.dataset(2_700, seed=90_211, size=72)
    right = train.predict(dreamnet.load(), train.middle(pictures)) == labels
    assert right.mean() >= 0.98


@pytest.fixture
def float32_afterward():
    yield
    from tensorflow import keras

    keras.mixed_precision.set_global_policy("float32")


@pytest.mark.slow
def test_an_interrupted_training_goes_on_as_if_nothing_had_been(
    tmp_path, monkeypatch, float32_afterward
):
    monkeypatch.setattr(train, "STORE_EVERY", 1)
    recipe = train.Recipe(pictures=270, test_pictures=27, plain_steps=2, adversarial_steps=2)
    (tmp_path / "whole").mkdir()
    whole = train.train(recipe, tmp_path / "whole")

    (tmp_path / "broken").mkdir()
    real_batch = train.batch

    def pulled_plug(x, y, recipe, step):
        if step == 3:
            raise KeyboardInterrupt
        return real_batch(x, y, recipe, step)

    monkeypatch.setattr(train, "batch", pulled_plug)
    with pytest.raises(KeyboardInterrupt):
        train.train(recipe, tmp_path / "broken")
    monkeypatch.setattr(train, "batch", real_batch)
    resumed = train.train(recipe, tmp_path / "broken")
    for one, other in zip(whole.weights, resumed.weights, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), rtol=1e-4, atol=1e-5)
