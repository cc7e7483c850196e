"""Dense layers after Flatten and after one another: their answers, and which pictures they take."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.ascent.gradient import gradient_function
from dreamkit.goals.text import goal_for
from dreamkit.networks import heads

layers = keras.layers
QUIET = {"octaves": 1, "on_step": lambda step: None, "precision": "float32"}


def digits(size=(28, 28), channels=1, softmax=True):
    """A small network as in tutorials: two convolutions, Flatten, two Dense layers."""
    keras.utils.set_random_seed(4)
    return keras.Sequential(
        [
            keras.Input((*size, channels)),
            layers.Conv2D(6, 3, activation="relu", name="conv"),
            layers.MaxPooling2D(name="pool"),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(12, activation="relu", name="dense"),
            layers.BatchNormalization(),
            layers.Dense(10, activation="softmax" if softmax else None, name="digit"),
        ],
        name="digits",
    )


def gray(pictures):
    return pictures @ np.float32([[0.2989], [0.5870], [0.1140]])


def noise(*size):
    return np.random.default_rng(2).random((*size, 3), np.float32)


def loss(net, goal, picture):
    return float(gradient_function(net, goal_for(net, goal))(picture[None])[0][0])


def test_at_its_own_size_a_model_answers_as_it_did():
    model, picture = digits(), noise(28, 28)
    net = dk.network(model, inputs="0..1")
    assert net.layer_names == [
        *("conv", "pool", "dense", "batch_normalization", "digit", "class_map")
    ]
    inner = keras.Model(model.inputs, [layer.output for layer in model.layers[-3:]])
    dense, _, shares = (found.numpy()[0] for found in inner([gray(picture[None])]))
    logits = dict(enumerate(np.log(shares)))  # but for one number, the same for all
    for number in (0, 3, 9):
        assert loss(net, dk.channel("dense", number), picture) == pytest.approx(
            dense[number], abs=1e-5
        )
        assert loss(net, dk.channel("digit", number), picture) == pytest.approx(
            shares[number], abs=1e-6
        )
        difference = loss(net, dk.logit(number) - dk.logit(1), picture)
        assert difference == pytest.approx(logits[number] - logits[1], abs=1e-4)


def test_its_layers_dream_grow_and_show_where_they_look():
    net = dk.network(digits())
    picture = noise(28, 28)
    for goal in (dk.channel("dense", 3), dk.logit(3), dk.direction("dense", np.ones(12))):
        result = dk.dream(picture, net, goal, steps=4, **QUIET)
        assert result.losses[-1] > result.losses[0]
        assert dk.saliency(picture, goal, net).shape == (28, 28)
        grown = dk.visualize(net, goal, size=28, steps=30, on_step=lambda step: None)
        flat = np.full((28, 28, 3), 0.5, np.float32)
        assert loss(net, goal, grown) > loss(net, goal, flat)


def test_a_larger_picture_is_seen_in_windows():
    """Of a map of 20 x 16 places, windows of 13 x 13 every 3: 3 x 2 of them, each a picture's."""
    model = digits(softmax=False)
    net = dk.network(model, inputs="0..1")
    picture = noise(42, 34)
    found = net.activations_model(["class_map"])(picture[None])["class_map"].numpy()
    assert found.shape == (1, 3, 2, 10)
    for row in range(3):
        for column in range(2):
            part = picture[6 * row : 6 * row + 28, 6 * column : 6 * column + 28]
            expected = model(gray(part[None])).numpy()[0]
            np.testing.assert_allclose(found[0, row, column], expected, atol=1e-4)


def test_a_large_picture_is_dreamt_tile_by_tile():
    net = dk.network(digits())
    assert goal_for(net, "logit:3").is_local
    result = dk.dream(noise(100, 90), net, "logit:3", steps=9, tile_size=60, jitter=0, **QUIET)
    assert result.settings["tile_size"] == 60 and result.losses[-1] > result.losses[0]
    with pytest.raises(dk.InputError, match=r"tile_size 50 is too small for digits; .* 56"):
        dk.dream(noise(100, 90), net, "logit:3", tile_size=50, **QUIET)


def test_a_smaller_picture_is_refused_by_the_head_alone():
    net = dk.network(digits((28, 40)))
    small = noise(28, 39)
    for call in (
        lambda: dk.dream(small, net, "logit:3", steps=1, **QUIET),
        lambda: dk.saliency(small, "logit:3", net),
        lambda: dk.visualize(net, "logit:3", size=(28, 39), steps=1),
    ):
        with pytest.raises(
            dk.InputError,
            match=r"(picture|size) is 39 x 28 pixels; layer 'class_map' of digits .* 40 x 28",
        ):
            call()
    dk.dream(small, net, "pool", steps=1, **QUIET)
    dk.dream(noise(28, 40), net, "logit:3", steps=1, **QUIET)
    with pytest.warns(UserWarning, match="takes 2 octaves, not 5"):
        how = {**QUIET, "octaves": 5}
        assert dk.dream(noise(40, 60), net, "logit:3", steps=1, **how).settings["octaves"] == 2


def averaged():
    """Two Dense layers after global pooling: they see any picture as a whole."""
    keras.utils.set_random_seed(5)
    picture = keras.Input((None, None, 3))
    x = layers.Conv2D(6, 3, activation="relu", name="conv")(picture)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(8, activation="relu", name="hidden")(x)
    return keras.Model(picture, layers.Dense(4, name="end")(x), name="averaged")


def test_dense_layers_after_global_pooling_see_the_whole_picture():
    model, picture = averaged(), noise(70, 61)
    net = dk.network(model)
    assert net.layer_names == ["conv", "hidden", "end", "class_map"]
    assert [net.sees_whole(name) for name in net.layer_names] == [False, True, True, True]
    expected = model(picture[None] * 2 - 1).numpy()[0]
    for number, value in enumerate(expected):
        assert loss(net, dk.logit(number), picture) == pytest.approx(value, abs=1e-5)
        assert loss(net, dk.channel("end", number), picture) == pytest.approx(value, abs=1e-5)
    goal = goal_for(net, "logit:2")
    assert not goal.is_local and str(goal) == "class_map:2"
    with pytest.warns(UserWarning, match="looks at the picture as a whole"):
        result = dk.dream(picture, net, "logit:2", steps=2, tile_size=48, **QUIET)
    assert result.losses[0] == pytest.approx(expected[2], abs=1e-5)


def test_channels_are_averaged_and_classes_told_apart():
    """SqueezeNet's ending: a channel for each class, averaged. The class is that channel."""
    keras.utils.set_random_seed(6)
    picture = keras.Input((48, 48, 3))
    x = layers.Conv2D(6, 3, name="conv")(picture)
    x = layers.Conv2D(5, 1, activation="relu", name="conv10")(x)
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(picture, layers.Softmax()(x))
    net = dk.network(model)
    assert net.layer_names == ["conv", "conv10"] and net.class_layer == "conv10"
    seen = noise(48, 48)
    logits = np.log(model(seen[None] * 2 - 1).numpy()[0])
    found = loss(net, "logit:4 - logit:0", seen)
    assert found == pytest.approx(logits[4] - logits[0], abs=1e-4)


def test_convolutions_on_one_place_are_a_head_too():
    """As MobileNetV3 ends: pooling that keeps its axes, 1 x 1 convolutions, Flatten, softmax."""
    keras.utils.set_random_seed(7)
    picture = keras.Input((48, 48, 3))
    x = layers.Conv2D(6, 3, name="conv")(picture)
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Conv2D(7, 1, activation="relu", name="wide")(x)
    x = layers.Flatten()(layers.Conv2D(5, 1, name="logits")(x))
    model = keras.Model(picture, layers.Activation("softmax")(x))
    net = dk.network(model)
    assert net.layer_names == ["conv", "wide", "logits", "class_map"]
    seen = noise(60, 48)
    fitting = noise(48, 48)
    logits = np.log(model(fitting[None] * 2 - 1).numpy()[0])
    found = loss(net, "logit:4 - logit:0", fitting)
    assert found == pytest.approx(logits[4] - logits[0], abs=1e-4)
    dk.dream(seen, net, "logit:4", steps=1, **QUIET)  # larger than its own


def test_gates_of_channels_are_no_head():
    """Squeeze and excite: what weighs a map's channels is no picture's own."""
    picture = keras.Input((None, None, 3))
    x = layers.Conv2D(6, 3, name="conv")(picture)
    gate = layers.Dense(6, activation="sigmoid", name="gate")(layers.GlobalAveragePooling2D()(x))
    x = layers.Multiply(name="gated")([x, layers.Reshape((1, 1, 6))(gate)])
    net = dk.network(keras.Model(picture, layers.Conv2D(2, 1, name="end")(x)))
    assert net.layer_names == ["conv", "gated", "end"] and net.classes == ()


@pytest.mark.parametrize("side", [8, 10])
def test_models_of_tiny_pictures(side):
    """Digits of 8 x 8, as scikit-learn's: pictures of that size, and every larger one."""
    keras.utils.set_random_seed(8)
    plain = keras.Sequential(
        [keras.Input((side, side, 1)), layers.Flatten(), layers.Dense(3, name="end")], name="plain"
    )
    net, picture = dk.network(plain, inputs="0..1"), noise(side, side)
    assert net.layer_names == ["end", "class_map"] and net.minimum_size == side
    found = [loss(net, dk.logit(number), picture) for number in range(3)]
    np.testing.assert_allclose(found, plain(gray(picture[None])).numpy()[0], atol=1e-5)
    for size in ((side, side), (30, 41)):
        assert dk.dream(noise(*size), net, "logit:1", steps=2, **QUIET).image.shape == (*size, 3)
    convolved = dk.network(digits((side, side)))
    assert convolved.minimum_size == side
    dk.dream(picture, convolved, "conv", steps=2, **QUIET)
    assert "lightness" in repr(convolved)


def test_windows_cut_what_flatten_would_join():
    maps = np.arange(2 * 5 * 6 * 2, dtype=np.float32).reshape(2, 5, 6, 2)
    found = heads.Windows((4, 3))(maps).numpy()
    assert found.shape == (2, 2, 4, 24)
    for row in range(2):
        for column in range(4):
            expected = maps[:, row : row + 4, column : column + 3].reshape(2, 24)
            np.testing.assert_array_equal(found[:, row, column], expected)
    wide = heads.Windows((8, 8))
    assert wide.compute_output_spec(keras.KerasTensor((None, 20, None, 3))).shape == (
        *(None, 7, None, 192),
    )
    assert wide(np.zeros((1, 20, 8, 3), np.float32)).shape == (1, 7, 1, 192)
    assert wide(np.zeros((1, 7, 8, 3), np.float32)).shape == (1, 0, 1, 192)


@pytest.mark.slow
def test_vgg_with_its_dense_layers():
    """138 million random weights; at 224 x 224 its Dense layers answer as they did."""
    keras.utils.set_random_seed(0)
    model = keras.applications.VGG16(weights=None)
    net = dk.network(model, inputs="caffe")
    assert net.layer_names[-4:] == ["fc1", "fc2", "predictions", "class_map"]
    assert net.minimum_size == 32 and net.smallest_size(["fc1"]) == (224, 224)
    picture = noise(224, 224)
    inner = keras.Model(model.inputs, model.get_layer("fc2").output)
    expected = inner(net.preprocess(picture[None])).numpy()[0]
    found = net.activations_model(["fc2"])(net.preprocess(picture[None]))["fc2"].numpy()[0, 0, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * expected.max())
    result = dk.dream(noise(224, 260), net, "logit:tabby", steps=1, **QUIET)
    assert result.settings["goal"] == "class_map:281"
