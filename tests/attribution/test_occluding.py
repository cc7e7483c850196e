"""Occlusion, against covering by hand and by a loop."""

import os
import signal

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit import attribution
from dreamkit.attribution import asking

QUIET = {"on_step": lambda _: None}
PICTURE = np.random.default_rng(3).random((5, 7, 3), np.float32)


def small_network():
    """A 3 x 3 convolution, bent, and a mixture of its channels."""
    picture = keras.Input((None, None, 3))
    first = keras.layers.Conv2D(4, 3, padding="same", activation="relu", name="first")
    second = keras.layers.Conv2D(2, 1, name="second")
    model = keras.Model(picture, second(first(picture)), name="small")
    random = np.random.default_rng(5)
    model.set_weights([random.normal(0, 1, w.shape).astype("f4") for w in model.get_weights()])
    return dk.network(model, inputs="0..1")


def test_by_hand(linear_network):
    """Channel 1 is 3 blue, in [-1, 1]: of 2 x 2 pixels, one with blue 1 and the others with 1/2."""
    picture = np.full((2, 2, 3), 0.5, np.float32)
    picture[0, 1, 2] = 1
    found = attribution.occlusion(picture, "mix:1", linear_network, patch=1, **QUIET)
    np.testing.assert_allclose(found, [[0, 3 / 4], [0, 0]], atol=1e-6)
    white = attribution.occlusion(picture, "mix:1", linear_network, patch=1, value=1, **QUIET)
    np.testing.assert_allclose(white, [[-3 / 4, 0], [-3 / 4, -3 / 4]], atol=1e-6)


@pytest.mark.parametrize(("patch", "stride"), [(1, 1), (2, 1), (2, 2), (3, 2), (5, 3)])
def test_by_a_loop(patch, stride):
    net = small_network()

    def goal(picture):
        return float((net.model(picture[None]).numpy()[..., 1] ** 2).mean())

    tops = sorted({*range(0, 5 - patch + 1, stride), 5 - patch})
    lefts = sorted({*range(0, 7 - patch + 1, stride), 7 - patch})
    losses = [[[] for _ in range(7)] for _ in range(5)]
    for top in tops:
        for left in lefts:
            covered = PICTURE.copy()
            covered[top : top + patch, left : left + patch] = 0.25
            lost = goal(PICTURE) - goal(covered)
            for row in range(top, top + patch):
                for column in range(left, left + patch):
                    losses[row][column].append(lost)
    expected = [[np.mean(cell) for cell in row] for row in losses]
    found = attribution.occlusion(
        PICTURE, "second:1^2", net, patch=patch, stride=stride, value=0.25, **QUIET
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert found.dtype == np.float32


def test_batches_change_nothing(monkeypatch):
    net = small_network()
    whole = attribution.occlusion(PICTURE, "second:1", net, patch=2, **QUIET)
    monkeypatch.setattr(attribution.occluding.device, "tiles_at_once", lambda *size: 1)
    single = attribution.occlusion(PICTURE, "second:1", net, patch=2, **QUIET)
    np.testing.assert_allclose(single, whole, atol=1e-6)


def test_a_large_picture_in_parts_is_as_the_whole(linear_network, monkeypatch):
    """Exactly for a network that looks at single pixels, where the squares stand alike."""
    picture = np.random.default_rng(0).random((32, 48, 3), np.float32)
    how = {"patch": 4, "stride": 4, **QUIET}
    whole = attribution.occlusion(picture, "mix:0^2", linear_network, **how)
    monkeypatch.setattr(asking, "LARGEST_TILE", 16)
    told = []
    parts = attribution.occlusion(
        picture, "mix:0^2", linear_network, patch=4, stride=4, on_step=told.append
    )
    np.testing.assert_allclose(parts, whole, rtol=1e-3, atol=1e-6)
    assert len(told) == told[-1].total == 8 * 12
    assert told[0].image.shape == (16, 16, 3)


def test_the_default_square_fits_the_parts_of_a_large_picture(linear_network, monkeypatch):
    """An eighth of 16 pixels, moved by one: 15 places along each side of each part."""
    monkeypatch.setattr(asking, "LARGEST_TILE", 16)
    told, picture = [], np.random.default_rng(0).random((32, 16, 3), np.float32)
    found = attribution.occlusion(picture, "mix:0", linear_network, on_step=told.append)
    assert len(told) == told[-1].total == 2 * 15 * 15 and np.isfinite(found).all()


def test_stopped_it_keeps_what_is_known(monkeypatch):
    net, told = small_network(), []
    monkeypatch.setattr(attribution.occluding.device, "tiles_at_once", lambda *size: 1)
    whole = attribution.occlusion(PICTURE, "second:1", net, patch=1, **QUIET)
    found = attribution.occlusion(
        PICTURE, "second:1", net, patch=1, on_step=told.append, should_stop=lambda: len(told) == 9
    )
    assert np.isfinite(found).sum() == 9
    np.testing.assert_allclose(found.ravel()[:9], whole.ravel()[:9], atol=1e-6)
    none = attribution.occlusion(PICTURE, "second:1", net, patch=1, should_stop=lambda: True)
    assert np.isnan(none).all()


def test_ctrl_c_ends_it_gently(monkeypatch):
    net, told = small_network(), []
    monkeypatch.setattr(attribution.occluding.device, "tiles_at_once", lambda *size: 1)

    def press(step):
        told.append(step)
        if step.index == 4:
            os.kill(os.getpid(), signal.SIGINT)

    found = attribution.occlusion(PICTURE, "second:1", net, patch=1, on_step=press)
    assert len(told) == 4 and np.isfinite(found).sum() == 4


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"patch": 6}, "patch may be at most 5 pixels for this picture, not 6"),
        ({"patch": 2, "stride": 3}, "stride may be at most patch, 2 pixels, not 3"),
        ({"patch": 0}, "patch must be a whole number of at least 1"),
        ({"value": 2}, "value may be at most 1"),
        ({"should_stop": 1}, "should_stop is a function"),
    ],
)
def test_what_cannot_be_used_is_refused(given, told):
    with pytest.raises(dk.InputError, match=told):
        attribution.occlusion(PICTURE, "second:1", small_network(), **given)
