"""Grad-CAM and class activation maps, by their formulas."""

import numpy as np
import oracles
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit import attribution
from dreamkit.dreamnet import motifs

PICTURE = np.random.default_rng(3).random((2, 2, 3), np.float32)


def small_network(seed=1):
    """Layer "a" of three channels, bent; layer "b" of two; each looks at single pixels."""
    picture = keras.Input((None, None, 3))
    a = keras.layers.Conv2D(3, 1, activation="relu", name="a")(picture)
    b = keras.layers.Conv2D(2, 1, name="b")(a)
    model = keras.Model(picture, b, name="small")
    random = np.random.default_rng(seed)
    model.set_weights([random.normal(0, 1, w.shape).astype("f4") for w in model.get_weights()])
    return dk.network(model, inputs="0..1")


@pytest.mark.parametrize("seed", range(3))
def test_grad_cam_by_its_formula(seed):
    """The goal is the mean of b1 ** 2; "a" is as large as the picture: nothing is stretched."""
    net = small_network(seed)
    kernel_a, bias_a, kernel_b, bias_b = (w.astype(np.float64) for w in net.model.get_weights())
    a = np.maximum(PICTURE @ kernel_a[0, 0] + bias_a, 0)
    b1 = a @ kernel_b[0, 0, :, 1] + bias_b[1]
    weights = np.zeros(3)
    for row in range(2):
        for column in range(2):  # d mean(b1 ** 2) / d a at this place, averaged over places
            weights += 2 * b1[row, column] * kernel_b[0, 0, :, 1] / 4 / 4
    expected = np.maximum((a * weights).sum(axis=2), 0)
    goal = dk.channel("b", 1, power=2)
    found = attribution.grad_cam(PICTURE, goal, net)  # "a" by itself: the last before "b"
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-7)
    np.testing.assert_array_equal(attribution.grad_cam(PICTURE, goal, net, layer="a"), found)
    against = attribution.grad_cam(PICTURE, -goal, net)
    np.testing.assert_allclose(
        against, np.maximum(-(a * weights).sum(axis=2), 0), rtol=1e-4, atol=1e-7
    )


def test_grad_cam_of_a_class_of_dreamnet():
    """The logit is the mean of a weighted sum of mixed5, so its gradient there is known."""
    owl = motifs.render("owl", 5, 128).astype(np.float32) / 255
    net = dk.network()
    maps = net.activations_model(["mixed5"])(net.preprocess(owl[None]))["mixed5"].numpy()[0]
    kernel = net.layer("class_map").get_weights()[0][0, 0, :, 2]
    coarse = np.maximum(maps @ kernel / maps[..., 0].size, 0)
    found = attribution.grad_cam(owl, "logit:owl")
    expected = oracles.resized(coarse[..., None], (128, 128))[..., 0]
    np.testing.assert_allclose(found, expected, atol=1e-4 * expected.max())


def test_a_layer_the_goal_is_not_computed_from(photo):
    with pytest.raises(dk.InputError, match="not computed from layer 'mixed5' of dreamnet"):
        attribution.grad_cam(photo, "mixed4:0", layer="mixed5")
    with pytest.raises(dk.InputError, match="no layer of dreamnet lies before stem"):
        attribution.grad_cam(photo, "stem:0")
    with pytest.raises(dk.InputError, match="layer 'mixed9' is not in dreamnet"):
        attribution.grad_cam(photo, "mixed4:0", layer="mixed9")


def classifier():
    """Two classes after one bent layer, as Keras models end that average their places."""
    picture = keras.Input((None, None, 3))
    a = keras.layers.Conv2D(3, 1, activation="relu", name="a")(picture)
    pooled = keras.layers.GlobalAveragePooling2D()(a)
    model = keras.Model(picture, keras.layers.Dense(2, name="logits")(pooled), name="classifier")
    random = np.random.default_rng(5)
    model.set_weights([random.normal(0, 1, w.shape).astype("f4") for w in model.get_weights()])
    return model


def test_the_mean_of_the_evidence_is_the_logit():
    model = classifier()
    net = dk.network(model, inputs="0..1")
    logits = model(PICTURE[None]).numpy()[0]
    for which in (0, 1):
        evidence = attribution.class_activation_map(PICTURE, dk.logit(which), net)
        assert evidence.mean() == pytest.approx(logits[which], abs=1e-5)
    kernel_a, bias_a, kernel, bias = model.get_weights()
    a = np.maximum(PICTURE @ kernel_a[0, 0] + bias_a, 0)
    found = attribution.class_activation_map(PICTURE, 2 * dk.logit(0) - dk.logit(1), net)
    expected = a @ (2 * kernel[:, 0] - kernel[:, 1]) + 2 * bias[0] - bias[1]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("goal", ["mixed4:3", "class_map", "class_map:3^2", "logit:owl + mixed4"])
def test_only_classes_have_a_class_activation_map(goal, photo):
    with pytest.raises(dk.InputError, match=r"ask for classes, such as dk\.logit"):
        attribution.class_activation_map(photo, goal)


def test_a_network_without_classes_has_none():
    with pytest.raises(dk.InputError, match="small has none, so use grad_cam"):
        attribution.class_activation_map(PICTURE, "b:1", small_network())
