"""Gradient normalization, against NumPy."""

import numpy as np
import pytest
import tensorflow as tf
from oracles import halved_and_enlarged, laplacian, resized

from dreamkit.ascent.normalize import equalize_levels, levels_of, normalize

HOW = ("std", "laplacian")


def normalized(gradient, how="std", mask=None):
    mask = None if mask is None else tf.constant(mask)
    levels = levels_of(*gradient.shape[:2])
    return np.asarray(normalize(tf.constant(gradient), how, levels, mask))


def test_std_divides_by_the_spread_of_the_whole_picture():
    gradient = np.random.default_rng(0).normal(0.3, 5e-5, (20, 30, 3)).astype(np.float32)
    expected = gradient.astype(np.float64) / (gradient.astype(np.float64).std() + 1e-8)
    np.testing.assert_allclose(normalized(gradient), expected, rtol=1e-3)


def test_with_an_area_only_its_pixels_count():
    """Half the picture has a spread of 2 and is taken, the other one of 50 is not."""
    random = np.random.default_rng(0)
    gradient = random.normal(5, 2, (30, 40, 3)).astype(np.float32)
    gradient[:, 20:] = random.normal(0, 50, (30, 20, 3))
    area = np.zeros((30, 40), np.float32)
    area[:, :20] = 1
    expected = gradient[:, :20] / gradient[:, :20].astype(np.float64).std()
    found = normalized(gradient, mask=area)
    np.testing.assert_allclose(found[:, :20], expected, rtol=1e-4)
    assert (found[:, 20:] == 0).all()


def test_an_area_of_ones_changes_nothing():
    gradient = np.random.default_rng(0).normal(size=(30, 40, 3)).astype(np.float32)
    plain = normalized(gradient)
    whole = normalized(gradient, mask=np.ones((30, 40), np.float32))
    np.testing.assert_allclose(whole, plain, rtol=1e-4)


@pytest.mark.parametrize("how", HOW)
def test_a_zero_gradient_stays_zero(how):
    assert (normalized(np.zeros((40, 30, 3), np.float32), how) == 0).all()


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("factor", [1e-6, 1e3])
def test_the_size_of_the_gradient_does_not_matter(how, factor):
    gradient = np.random.default_rng(1).normal(size=(65, 91, 3)).astype(np.float32)
    other = normalized(gradient * np.float32(factor), how)
    one = normalized(gradient, how)
    np.testing.assert_allclose(one, other, rtol=0.02, atol=1e-3)
    assert one.std() == pytest.approx(1, rel=1e-3)


def wave(period, side=128):
    phase = 2 * np.pi * np.arange(side) / period
    return np.repeat((np.sin(phase)[:, None] * np.sin(phase))[..., None], 3, 2).astype(np.float32)


def share(picture, part):
    return np.sum(picture * part) ** 2 / (np.sum(part**2) * np.sum(picture**2))


def test_laplacian_brings_out_the_broad_forms():
    fine, broad = wave(4), wave(32)
    gradient = fine + 0.05 * broad
    assert share(normalized(gradient, "std"), broad) < 0.01
    assert share(normalized(gradient, "laplacian"), broad) > 0.2


@pytest.mark.parametrize("size", [(64, 96), (50, 70), (131, 77)])
def test_laplacian_is_that_of_the_oracle(size):
    gradient = np.random.default_rng(2).normal(size=(*size, 3)).astype(np.float32)
    expected = laplacian(gradient.astype(np.float64), levels_of(*size))
    np.testing.assert_allclose(normalized(gradient, "laplacian"), expected, atol=2e-4)


def test_the_levels_of_the_pyramid_add_up():
    """Were all levels given their own size back, the sum would be the gradient itself."""
    gradient = np.random.default_rng(2).normal(size=(50, 70, 3)).astype(np.float32)
    half = resized(gradient, (25, 35))
    finest = gradient - halved_and_enlarged(gradient)
    expected = resized(half / np.sqrt((half**2).mean()), (50, 70))
    expected = expected + finest / np.sqrt((finest**2).mean())
    equalized = equalize_levels(tf.constant(gradient), levels=1, damping=1.0)
    np.testing.assert_allclose(equalized, expected, atol=1e-4)


def test_half_a_picture_is_the_mean_of_fours():
    picture = np.random.default_rng(3).random((6, 8, 3))
    means = picture.reshape(3, 2, 4, 2, 3).mean((1, 3))
    np.testing.assert_allclose(resized(picture, (3, 4)), means)


def test_levels_end_where_a_side_is_short():
    assert [levels_of(n, 500) for n in (15, 16, 31, 32, 64, 128, 4000)] == [0, 1, 2, 2, 3, 4, 4]


@pytest.mark.parametrize("how", HOW)
def test_pictures_of_a_batch_are_normalized_each_by_itself(how):
    batch = np.random.default_rng(4).normal(size=(3, 40, 50, 3)).astype(np.float32)
    batch *= np.array([1e-4, 1, 50], np.float32)[:, None, None, None]
    together = np.asarray(normalize(tf.constant(batch), how, levels_of(40, 50)))
    for single, gradient in zip(together, batch, strict=True):
        np.testing.assert_allclose(single, normalized(gradient, how), rtol=1e-3, atol=1e-4)
