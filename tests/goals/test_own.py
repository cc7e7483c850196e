"""Functions of one's own as goals: their value, and what is said of those that cannot be used."""

import functools
import gc

import numpy as np
import pytest
import tensorflow as tf
from tensorflow import keras

import dreamkit as dk
from dreamkit.ascent import gradient
from dreamkit.goals.goal import OwnFunction
from dreamkit.goals.loss import goal_inputs, goal_loss

QUIET = {"steps": 2, "octaves": 1, "on_step": lambda step: None, "precision": "float32"}
# Two pictures, 1 x 2 positions, 2 channels.
ACTIVATION = np.array([[[[1.0, 2.0], [3.0, -4.0]]], [[[0.0, 1.0], [0.0, 1.0]]]], np.float32)


def value(goal):
    inputs = goal_inputs(goal, None, None)
    activations = {"a": tf.constant(ACTIVATION)}
    return np.asarray(goal_loss(goal.structure, inputs, activations)).tolist()


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda x: x, [0.5, 0.5]),  # (1 + 2 + 3 - 4) / 4, (0 + 1 + 0 + 1) / 4
        (lambda x: x[..., 0] * x[..., 1], [-5.0, 0.0]),  # (2 - 12) / 2
        (lambda x: tf.reduce_max(x, axis=(1, 2, 3)), [3.0, 1.0]),
        (lambda x: tf.abs(x[:, 0, 0]), [1.5, 0.5]),
        (lambda x: keras.ops.mean(x, axis=(1, 2)), [0.5, 0.5]),
        (lambda x: tf.cast(x, tf.float64) * 2, [1.0, 1.0]),
    ],
)
def test_values(function, expected):
    assert value(dk.objective("a", function)) == pytest.approx(expected)


def test_it_adds_up_with_other_goals():
    """2 * max - channel 0 / 2: 6 - 1, 2 - 0."""
    goal = (
        2 * dk.objective("a", lambda x: tf.reduce_max(x, axis=(1, 2, 3))) - dk.channel("a", 0) / 2
    )
    assert value(goal) == pytest.approx([5, 2])


def test_the_mean_as_a_function_dreams_as_the_layer_does(photo):
    """Tile by tile, since it is declared local."""
    how = {**QUIET, "tile_size": 64, "jitter": 7}
    expected = dk.dream(photo, goal="mixed1", **how)
    found = dk.dream(photo, goal=dk.objective("mixed1", lambda x: x, "same", local=True), **how)
    np.testing.assert_allclose(found.image, expected.image, atol=1e-6)
    assert found.losses == pytest.approx(expected.losses)
    assert found.settings["goal"] == "objective(mixed1, same)"
    assert found.settings["tile_size"] == 64


def test_it_looks_at_the_whole_picture_unless_it_is_local(photo):
    goal = dk.objective("mixed1", lambda x: tf.math.reduce_variance(x, axis=(1, 2)))
    assert not goal.is_local and dk.objective("mixed1", abs, local=True).is_local
    with pytest.warns(UserWarning, match=r"'objective\(mixed1, lambda\)' looks at the picture as"):
        result = dk.dream(photo, goal=goal, tile_size=64, **QUIET)
    assert result.settings["tile_size"] is None and result.losses[1] > result.losses[0]


def test_it_grows_pictures_and_saliency(photo):
    goal = dk.objective("mixed1", lambda x: tf.reduce_mean(x**2, axis=(1, 2, 3)))
    found = dk.saliency(photo, goal)
    np.testing.assert_allclose(found, dk.saliency(photo, "mixed1^2"), atol=1e-2)
    pictures = dk.visualize(goal=[goal, 2 * goal], size=48, steps=2, on_step=lambda step: None)
    assert pictures.shape == (2, 48, 48, 3)


def test_two_functions_of_one_name_are_two_goals(linear_network, photo):
    """Nothing traced for one may serve the other, not even after the first is gone."""
    losses = []
    for factor in (1, 10, 100):
        goal = dk.objective("mix", lambda x, factor=factor: x * factor, "same", local=True)
        losses.append(float(gradient.gradient_function(linear_network, goal)(photo[None])[0][0]))
        del goal
        gc.collect()
    assert losses == pytest.approx([losses[0], 10 * losses[0], 100 * losses[0]])


def test_one_function_is_traced_once(linear_network, photo):
    calls = []

    def count(x):
        calls.append(1)
        return x

    for weight in (1, 2, 3):
        goal = weight * dk.objective("mix", count)
        gradient.gradient_function(linear_network, goal)(photo[None])
    assert len(calls) == 1
    assert dk.objective("mix", count) == dk.objective("mix", count)
    assert dk.objective("mix", count) != dk.objective("mix", lambda x: x, "count")


def test_its_text_is_its_name():
    def contrast(x):
        return x

    assert str(2 * dk.objective("mixed3", contrast)) == "2*objective(mixed3, contrast)"
    assert str(dk.objective("a b", contrast, "my goal")) == "objective('a b', 'my goal')"
    assert str(dk.objective("a", functools.partial(contrast))) == "objective(a, partial)"
    for text in ("2*objective(mixed3, contrast)", "a + objective('a b', 'my goal')"):
        with pytest.raises(dk.InputError, match="holds a function that text cannot: make it again"):
            dk.goal(text)


def test_a_picture_says_what_to_pass_again(tmp_path, photo):
    goal = dk.objective("mixed1", lambda x: x, "mine")
    with pytest.warns(UserWarning, match="as a whole"):
        path = dk.dream(photo, goal=goal, tile_size=64, **QUIET).save(tmp_path / "dream.png")
    with pytest.warns(
        UserWarning, match=r"a function that the file does not hold \(objective"
    ) as w:
        settings = dk.read_settings(path)
    assert "pass goal= again" in str(w[0].message)
    again = dk.dream(photo, **{**settings, "goal": goal}, on_step=lambda step: None)
    assert again.settings["goal"] == settings["goal"]


class Unhashable:
    __hash__ = None

    def __call__(self, x):
        return x


def test_what_has_no_hash_is_a_function_too(linear_network, photo):
    goal = dk.objective("mix", Unhashable())
    assert str(goal) == "objective(mix, Unhashable)"
    gradient.gradient_function(linear_network, goal)(photo[None])
    assert OwnFunction(abs, "a", True) != "a"


def _raises(x):
    raise KeyError("such")


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda x: None, "returns nothing; end it with return"),
        (lambda x: x.numpy(), "takes NumPy to its activations; compute with"),
        (lambda x: np.mean(x), "takes NumPy to its activations; compute with TensorFlow"),
        (lambda x: np.ones(1), "returns ndarray, not a tensor; compute with TensorFlow"),
        (lambda x: [x, x], "returns list, not a tensor"),
        (lambda x: 3.0, "returns float, not a tensor"),
        (lambda x: tf.reduce_mean(x), "one number for the whole batch; keep the first axis"),
        (lambda x: tf.reduce_mean(x, axis=0)[None], r"gives the shape \(1, None, None, \d+\)"),
        (lambda x: tf.constant([1.0, 2.0, 3.0]), r"gives the shape \(3,\)"),
        (lambda x: tf.tile(x, [2, 1, 1, 1]), "picture .it gives another number of pictures.; it"),
        (lambda x: tf.transpose(x, (1, 0, 2, 3)), "fails on this picture"),
        (lambda x: x[:, 0, 0] + tf.ones(3), "fails"),
        (lambda x: x + tf.ones([1, 2, 3, 1]), "on this picture .Incompatible shapes: "),
        (lambda x: tf.argmax(x, -1), "gives int64, which has no gradient"),
        (lambda x: x > 0, "gives bool"),
        (lambda x: tf.cast(tf.argmax(x, -1), tf.float32), "does not change with the activations"),
        (lambda x: tf.round(x), "does not change with the activations"),
        (lambda x: tf.ones(tf.shape(x)), "does not change with the activations"),
        (lambda x: tf.py_function(lambda a: a, [x], tf.float32), "number of axes is not known"),
        (lambda: 1, "fails .TypeError: .*takes 0 positional arguments"),
        (_raises, "fails .KeyError: 'such'"),
        (lambda x: 1 / 0, "fails .ZeroDivisionError: division by zero"),
        (lambda x: "mixed3", "returns str"),
        (lambda x: keras.layers.Dense(2)(x), "fails"),
        (lambda x: x if x[0, 0, 0, 0] > 0 else -x, "asks its activations in if, while or for"),
    ],
)
def test_what_is_no_objective_is_told_in_one_sentence(photo, function, sentence):
    goal = dk.objective("mixed1", function, "mine", local=True)
    for call in (
        lambda: dk.dream(photo, goal=goal, **QUIET),
        lambda: dk.saliency(photo, goal),
        lambda: dk.visualize(goal=goal, size=48, steps=1, on_step=lambda step: None),
    ):
        with pytest.raises(dk.InputError, match=sentence) as told:
            call()
        said = str(told.value)
        assert said.startswith("the objective 'mine'") and said.endswith(".")
        assert "\n" not in said and len(said) < 450
        assert told.value.__suppress_context__ or told.value.__context__ is None


def test_a_gradient_of_zero_is_told(photo):
    goal = dk.objective("mixed1", lambda x: x * 0, "nothing")
    with pytest.raises(dk.InputError, match="does not change with this picture"):
        dk.dream(photo, goal=goal, **QUIET)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: dk.objective("a", None), "an objective's function is a function, not None"),
        (lambda: dk.objective("a", "x"), "is a function, not 'x'"),
        (lambda: dk.objective("a", abs, ""), "name is a text on one line, not ''"),
        (lambda: dk.objective("a", abs, "a\nb"), "name is a text on one line"),
        (lambda: dk.objective("a", abs, 3), "name is a text on one line, not 3"),
        (lambda: dk.objective("a", abs, local="yes"), "local is True or False, not 'yes'"),
        (lambda: dk.objective(3, abs), "a layer is named by a text"),
    ],
)
def test_wrong_arguments(make, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        make()


def test_what_ctrl_c_raises_goes_through(linear_network, photo):
    def stop(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gradient.gradient_function(linear_network, dk.objective("mix", stop))(photo[None])
