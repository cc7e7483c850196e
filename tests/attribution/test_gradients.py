"""Attribution by gradients, against values worked out by hand and loops of its own."""

import warnings

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as some_array
from tensorflow import keras

import dreamkit as dk
from dreamkit import attribution
from dreamkit.attribution import asking
from dreamkit.dreamnet import motifs

QUIET = {"on_step": lambda _: None}
PIXEL = np.array([[[0.2, 0.5, 0.9]]], np.float32)  # one pixel: three numbers
# a = relu(x0 - x1 + x2) = 0.6, b = relu(2 x0 - x2) = 0 and c = relu(x1 - x0 / 2) = 0.4.
FIRST = np.float32([[1, 2, -0.5], [-1, 0, 1], [1, -1, 0]])
SECOND = np.float32([[2], [5], [-3]])  # y = 2 a + 5 b - 3 c = 0
PLAIN = [3.5, -5, 2]  # 2 (1, -1, 1) - 3 (-1/2, 1, 0)
GUIDED = [2, -2, 2]  # c's share comes back negative and is dropped, b is shut


class Own(keras.layers.Layer):
    """A layer of somebody's own, which calls TensorFlow."""

    def call(self, values):
        return tf.nn.relu(values)


def two_layers(bend, activation=None, scale=1.0):
    """Three numbers, three units, one answer."""
    picture = keras.Input((None, None, 3))
    first = keras.layers.Conv2D(3, 1, use_bias=False, activation=activation, name="first")
    second = keras.layers.Conv2D(1, 1, use_bias=False, name="second")
    model = keras.Model(picture, second(bend(first(picture))), name="two")
    first.set_weights([scale * FIRST[None, None]])
    second.set_weights([SECOND[None, None]])
    return dk.network(model, inputs="0..1")


def nested(values):
    inside = keras.Input((None, None, 3))
    return keras.Model(inside, keras.layers.ReLU()(inside), name="inside")(values)


RELUS = {
    "a ReLU layer": (keras.layers.ReLU(), None),
    "an Activation layer": (keras.layers.Activation("relu"), None),
    "the activation of a convolution": (lambda values: values, "relu"),
    "an operation of Keras": (keras.ops.relu, None),
    "a layer of one's own": (Own(), None),
    "a model in the model": (nested, None),
    "ReLU6, below 6": (keras.layers.ReLU(max_value=6), None),
}


@pytest.mark.parametrize(("bend", "activation"), RELUS.values(), ids=RELUS)
def test_guided_backpropagation_by_hand(bend, activation):
    net = two_layers(bend, activation)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = attribution.guided_backpropagation(PIXEL, "second", net)
    np.testing.assert_allclose(found, [[GUIDED]], atol=1e-6)
    np.testing.assert_allclose(attribution.gradient(PIXEL, "second", net), [[PLAIN]], atol=1e-6)


def test_above_six_a_relu6_lets_nothing_back():
    net = two_layers(keras.layers.ReLU(max_value=6), scale=100.0)  # 60, 0, 40
    assert not attribution.guided_backpropagation(PIXEL, "second", net).any()


@pytest.mark.parametrize("kind", ["elu", "gelu", "silu", "leaky_relu", "tanh", "relu_and_elu"])
def test_other_activations_keep_their_gradient(kind):
    """As a tape has it; what comes after a ReLU is guided all the same."""
    mixed = kind == "relu_and_elu"
    bend = keras.layers.Activation("elu" if mixed else kind)
    net = two_layers((lambda v: keras.layers.ReLU()(bend(v))) if mixed else bend)
    if mixed:  # where it is active, ELU's slope is 1
        found = attribution.guided_backpropagation(PIXEL, "second", net)
        np.testing.assert_allclose(found, [[GUIDED]], atol=1e-6)
        return
    pixels = tf.constant(PIXEL[None])
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        answer = net.model(pixels)
    with pytest.warns(UserWarning, match="no ReLU before second, so .* the plain gradient"):
        found = attribution.guided_backpropagation(PIXEL, "second", net)
    np.testing.assert_allclose(found, tape.gradient(answer, pixels)[0], atol=1e-6)


def guided_by_layers(net, goal_layer, channel, picture):
    """Guided backpropagation with each ReLU layer of a copied model replaced: another way to it."""

    @tf.custom_gradient
    def rectify(values):
        answer = tf.nn.relu(values)
        return answer, lambda slope: tf.where((answer > 0) & (slope > 0), slope, 0.0)

    def copy(layer):
        is_relu = isinstance(layer, keras.layers.ReLU) or (
            isinstance(layer, keras.layers.Activation)
            and layer.activation is keras.activations.relu
        )
        if is_relu:
            return keras.layers.Lambda(rectify, output_shape=lambda s: s, name=layer.name)
        return type(layer).from_config(layer.get_config())

    model = keras.models.clone_model(net.model, clone_function=copy)
    model.set_weights(net.model.get_weights())
    end = model.get_layer(net.layer(goal_layer).name)
    seen = keras.Model(model.inputs[0], end.output)

    @tf.function
    def look(pixels):
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            answer = tf.reduce_mean(seen(net.preprocess(pixels), training=False)[..., channel])
        return tape.gradient(answer, pixels)

    return look(tf.constant(picture[None]))[0].numpy()


def cosine(one, other):
    return float(np.sum(one * other) / (np.linalg.norm(one) * np.linalg.norm(other)))


def test_guided_backpropagation_on_dreamnet(photo):
    expected = guided_by_layers(dk.network(), "mixed4", 3, photo)
    found = attribution.guided_backpropagation(photo, "mixed4:3")
    assert cosine(found, expected) > 0.9999
    assert np.linalg.norm(found) == pytest.approx(np.linalg.norm(expected), rel=1e-3)
    assert cosine(found, attribution.gradient(photo, "mixed4:3")) < 0.9


@pytest.mark.real_weights
@pytest.mark.slow
def test_guided_backpropagation_on_inception(photo, inception):
    expected = guided_by_layers(inception, "mixed2", 3, photo)
    found = attribution.guided_backpropagation(photo, "mixed2:3", inception)
    assert cosine(found, expected) > 0.999


def test_a_gradient_by_hand(linear_network, photo):
    """Channel 0 is red - 2 green of what lies in [-1, 1], twice as wide as [0, 1]."""
    small = photo[:4, :5]
    found = attribution.gradient(small, "mix:0", linear_network)
    expected = np.broadcast_to([2 / 20, -4 / 20, 0], small.shape)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert found.dtype == np.float32
    times = attribution.gradient_times_input(small, "mix:0", linear_network)
    np.testing.assert_allclose(times, expected * small, rtol=1e-5)


def test_integrated_gradients_of_a_straight_line_are_exact(linear_network, photo):
    small = photo[:4, :5]
    found = attribution.integrated_gradients(small, "mix:0", linear_network, steps=3, **QUIET)
    expected = np.float32([0.1, -0.2, 0]) * small
    np.testing.assert_allclose(found, expected, atol=1e-6)
    over_gray = attribution.integrated_gradients(
        small, "mix:0", linear_network, baseline=0.5, steps=3, **QUIET
    )
    np.testing.assert_allclose(over_gray, np.float32([0.1, -0.2, 0]) * (small - 0.5), atol=1e-6)


def random_network(seed, bend):
    """Two convolutions with random weights, which joins what neighbors say."""
    random = np.random.default_rng(seed)
    picture = keras.Input((None, None, 3))
    first = keras.layers.Conv2D(4, 2, padding="same", name="first", activation=bend)
    second = keras.layers.Conv2D(2, 1, name="second")
    model = keras.Model(picture, second(first(picture)), name="random")
    model.set_weights([random.normal(0, 1, w.shape).astype("f4") for w in model.get_weights()])
    return dk.network(model, inputs="0..1")


NETWORKS = {(seed, bend): random_network(seed, bend) for seed in (0, 1) for bend in (None, "relu")}
GRAYS = st.floats(0, 1, width=32)
PICTURES = some_array(np.float32, (3, 4, 3), elements=GRAYS)


def goal_of(net, picture, power):
    """The mean of a power of channel 1, by the Keras model itself."""
    return float((net.model(picture[None]).numpy()[..., 1] ** power).mean())


def most_wrong(net, difference, steps):
    """How far the sum over so many parts may be from the integral, for channel 1.

    Along the way each ReLU opens or shuts once at most; in that part, its whole share may be taken
    for half of it.
    """
    kernel, _, second, _ = net.model.get_weights()
    change = tf.nn.conv2d(difference[None], kernel, 1, "SAME").numpy()
    shares = np.abs(change) * np.abs(second[0, 0, :, 1])
    return float(shares.sum() / shares[..., 0].size / (2 * steps))


@settings(max_examples=25, deadline=None)
@given(picture=PICTURES, baseline=PICTURES, which=st.sampled_from(list(NETWORKS)))
def test_integrated_gradients_are_complete(picture, baseline, which):
    """They sum to goal(picture) - goal(baseline): exactly for a parabola, near it for ReLUs."""
    net, (_, bend) = NETWORKS[which], which
    power, steps = (1, 50) if bend else (2, 1)
    found = attribution.integrated_gradients(
        picture,
        dk.channel("second", 1, power=power),
        net,
        baseline=baseline,
        steps=steps,
        **QUIET,
    )
    difference = goal_of(net, picture, power) - goal_of(net, baseline, power)
    rounding = 1e-5 * (1 + float(np.abs(found).sum()))
    wrong = most_wrong(net, picture - baseline, steps) if bend else 0
    assert float(found.sum()) == pytest.approx(difference, abs=wrong + rounding)
    assert not found[picture == baseline].any()


def test_integrated_gradients_of_dreamnet_are_those_of_a_plain_loop():
    owl = motifs.render("owl", 5, 96).astype(np.float32) / 255
    net, steps = dk.network(), 10
    seen = net.activations_model(["class_map"])
    total = 0
    for part in range(steps):
        pixels = tf.constant((part + 0.5) / steps * owl[None], tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            answer = tf.reduce_mean(seen(net.preprocess(pixels))["class_map"][..., 2])
        total = total + tape.gradient(answer, pixels)[0].numpy() / steps
    found = attribution.integrated_gradients(owl, "logit:owl", steps=steps, **QUIET)
    assert cosine(found, total * owl) > 0.9999
    assert np.linalg.norm(found) == pytest.approx(np.linalg.norm(total * owl), rel=1e-3)


def test_stopped_on_the_way_it_is_an_average_of_places_from_the_whole_way():
    net, picture = NETWORKS[0, None], np.full((3, 4, 3), 0.8, np.float32)
    goal, told = dk.channel("second", 1, power=2), []
    found = attribution.integrated_gradients(
        picture, goal, net, steps=32, on_step=told.append, should_stop=lambda: len(told) >= 1
    )
    assert 1 <= len(told) <= 32
    taken = [step.image.max() for step in told]
    assert np.isfinite(found).all() and min(taken) >= 0 and max(taken) <= 0.8
    nothing = attribution.integrated_gradients(picture, goal, net, should_stop=lambda: True)
    assert np.isnan(nothing).all()


def test_five_of_a_hundred_places_are_spread_over_the_way(monkeypatch):
    """Each fifth of the way has one; and each of all comes once."""
    told = []
    picture = np.ones((3, 4, 3), np.float32)
    monkeypatch.setattr(asking.device, "tiles_at_once", lambda *size: 1)
    attribution.integrated_gradients(
        picture, "second:1", NETWORKS[0, None], steps=100, on_step=told.append
    )
    places = [100 * step.image.max() - 0.5 for step in told]
    assert sorted(int(place // 20) for place in places[:5]) == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(sorted(places), range(100), atol=1e-3)


@pytest.mark.parametrize(
    "method", ["gradient", "gradient_times_input", "integrated_gradients", "saliency"]
)
def test_a_large_picture_in_parts_is_as_the_whole(method, linear_network, monkeypatch):
    """Exactly for a network that looks at single pixels."""
    picture = np.random.default_rng(0).random((37, 50, 3), np.float32)
    goal = dk.channel("mix", 0, power=2)
    look = attribution.METHODS[method]
    whole = look(picture, goal, linear_network)
    monkeypatch.setattr(asking, "LARGEST_TILE", 16)
    parts = look(picture, goal, linear_network)
    np.testing.assert_allclose(parts, whole, rtol=2e-2 if method == "saliency" else 1e-4, atol=1e-6)


def test_parts_of_dreamnet_agree_away_from_their_borders(monkeypatch):
    picture = dk.sample("cat", max_size=256)
    whole = attribution.gradient(picture, "mixed1:5")
    monkeypatch.setattr(asking, "LARGEST_TILE", 128)
    parts = attribution.gradient(picture, "mixed1:5")
    assert cosine(whole[:70, :70], parts[:70, :70]) > 0.9999
    assert np.linalg.norm(parts[:70, :70]) == pytest.approx(
        np.linalg.norm(whole[:70, :70]), rel=0.01
    )


def test_a_goal_of_the_whole_picture_is_not_split(monkeypatch):
    monkeypatch.setattr(asking, "LARGEST_TILE", 16)
    asked = asking.question(np.zeros((40, 40, 3)), dk.neuron("mixed1", 0), None)
    assert asked.tile_size is None and asked.share == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"baseline": 2}, "baseline may be at most 1"),
        ({"baseline": "black"}, "baseline is a gray from 0 to 1 or a picture"),
        ({"baseline": np.zeros((5, 9, 3), np.float32)}, "baseline is 9 x 5 pixels"),
        ({"steps": 0}, "steps must be a whole number"),
        ({"on_step": 3}, "on_step is a function"),
    ],
)
def test_what_cannot_be_used_is_refused(given, told, photo):
    with pytest.raises(dk.InputError, match=told):
        attribution.integrated_gradients(photo, "mixed1:5", **given)


@pytest.mark.parametrize("method", attribution.METHODS)
def test_every_method_refuses_alike(method, photo):
    look = attribution.METHODS[method]
    with pytest.raises(dk.InputError, match="a picture has the shape"):
        look(np.zeros(3), "logit:owl")
    with pytest.raises(dk.InputError, match="no class 'owll'; did you mean 'owl'"):
        look(photo, "logit:owll")
    with pytest.raises(dk.InputError, match="there is no network"):
        look(photo, "logit:owl", "dreamnett")


def test_a_picture_too_small_for_the_goal_is_refused():
    tiny = keras.Sequential(
        [keras.Input((None, None, 3)), keras.layers.Conv2D(2, 9, name="wide"), keras.layers.ReLU()]
    )
    with pytest.raises(dk.InputError, match=r"the picture is 8 x 8 pixels; .* needs at least"):
        attribution.gradient(np.zeros((8, 8, 3)), "re_lu", dk.network(tiny))
