"""Canvases: what they hold is what they paint, and their constants are what they say."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.visualizing import parameterization

FORMS = [(kind, decorrelate) for kind in parameterization.CANVASES for decorrelate in (True, False)]


@pytest.mark.parametrize(("kind", "decorrelate"), FORMS)
@pytest.mark.parametrize("size", [(6, 8), (7, 9), (6, 5)])
def test_a_canvas_paints_what_it_was_given(kind, decorrelate, size):
    pictures = np.random.default_rng(0).uniform(0.05, 0.95, (2, *size, 3)).astype(np.float32)
    canvas = parameterization.Canvas(pictures, kind, decorrelate, 0.1)
    np.testing.assert_allclose(canvas.pictures(), pictures, atol=1e-4)
    canvas.put(pictures[::-1])
    np.testing.assert_allclose(canvas.pictures(), pictures[::-1], atol=1e-4)


def test_black_and_white_stay_finite():
    pictures = np.zeros((1, 4, 4, 3), np.float32)
    pictures[0, :2] = 1
    painted = parameterization.Canvas(pictures, "fourier", True, 0.1).pictures()
    np.testing.assert_allclose(painted, pictures, atol=0.003)


def test_a_wave_of_twice_the_frequency_counts_half():
    """A wave of amplitude a has the coefficient a * h * w / 2; divided by sqrt(h w) / f / 4."""
    height, width = 8, 16
    for cycles in (1, 2, 4):
        wave = np.cos(2 * np.pi * cycles * np.arange(width) / width)
        picture = 1 / (1 + np.exp(-0.3 * wave))
        picture = np.broadcast_to(picture[None, None, :, None], (1, height, width, 3))
        values = parameterization.encode(picture.astype(np.float32), "fourier", False).numpy()
        expected = 0.3 * height * width / 2 * (cycles / width) * 4 / np.sqrt(height * width)
        assert values[0, 0, 1, 0, cycles] == pytest.approx(expected, rel=1e-4)
        values[0, 0, :, 0, cycles] = 0
        assert np.abs(values).max() < 1e-4


def test_on_pixels_a_step_of_adam_moves_every_number_equally_far():
    """The first step of Adam is its rate times the sign of the gradient."""
    random = np.random.default_rng(1)
    pictures = random.uniform(0.2, 0.8, (1, 5, 6, 3)).astype(np.float32)
    direction = random.normal(size=pictures.shape).astype(np.float32)
    canvas = parameterization.Canvas(pictures, "pixels", False, 0.25)
    canvas.move(direction)
    moved = np.asarray(canvas.pictures())
    logits = [np.log(p / (1 - p)) for p in (pictures, moved)]
    np.testing.assert_allclose(logits[1] - logits[0], 0.25 * np.sign(direction), atol=5e-3)


@pytest.mark.parametrize(("kind", "decorrelate"), FORMS)
def test_a_small_step_goes_uphill(kind, decorrelate):
    random = np.random.default_rng(2)
    pictures = random.uniform(0.2, 0.8, (2, 8, 10, 3)).astype(np.float32)
    direction = random.normal(size=pictures.shape).astype(np.float32)
    canvas = parameterization.Canvas(pictures, kind, decorrelate, 1e-3)
    canvas.move(direction)
    gained = ((np.asarray(canvas.pictures()) - pictures) * direction).sum(axis=(1, 2, 3))
    assert (gained > 0).all()


def test_the_color_axes_are_those_of_the_sample_photographs():
    """The square root U sqrt(S) of the mean covariance, its longest column of length 1."""
    covariances = []
    for name in dk.sample_names():
        covariances.append(np.cov(dk.sample(name).reshape(-1, 3).T.astype(float)))
    axes, variances, _ = np.linalg.svd(np.mean(covariances, axis=0))
    root = axes * np.sqrt(variances)
    root /= np.linalg.norm(root, axis=0).max()
    signs = np.sign((root * np.array(parameterization.COLORS)).sum(axis=0))
    np.testing.assert_allclose(root * signs, parameterization.COLORS, atol=0.002)


def test_noise_on_waves_falls_with_the_square_of_frequency():
    """Amplitude 1 / frequency on waves; on pixels all frequencies alike, 80% of them high."""
    random = np.random.default_rng(3)
    waves = parameterization.noise(random, 1, (64, 64), "fourier", True, 0.1)[0]
    pixels = parameterization.noise(random, 1, (64, 64), "pixels", True, 0.1)[0]
    f = np.hypot(np.fft.fftfreq(64)[:, None], np.fft.fftfreq(64)[None])
    energy = 1 / np.maximum(f, 1 / 64) ** 2
    energy[0, 0] = 0
    expected = energy[f > 0.25].sum() / energy.sum()
    assert dk.high_frequency_share(waves) == pytest.approx(expected, abs=0.03)
    assert dk.high_frequency_share(pixels) == pytest.approx(0.80, abs=0.03)


def test_there_are_two_canvases():
    with pytest.raises(dk.InputError, match="canvas is 'fourier', 'pixels' or 'phase' \(MACO\), not 'oil'"):
        parameterization.Canvas(np.zeros((1, 4, 4, 3), np.float32), "oil", True, 0.1)
