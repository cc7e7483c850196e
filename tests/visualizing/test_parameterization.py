"""Canvases: what they hold is what they paint, and their constants are what they say."""

import sys
from pathlib import Path

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.visualizing import parameterization, photographs
from dreamkit.visualizing.optimizers import as_optimizer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import measure_photographs

FORMS = [(kind, decorrelate) for kind in parameterization.CANVASES for decorrelate in (True, False)]
SIZES = [(6, 8), (7, 9), (6, 5), (5, 6)]


def canvas_of(pictures, kind, decorrelate, rate=0.1):
    return parameterization.Canvas(pictures, kind, decorrelate, as_optimizer("adam", rate))


def planes_of(pictures, decorrelate):
    """The waves of pictures before the sigmoid, along the color axes, in NumPy."""
    values = np.log(pictures / (1 - pictures)).astype(float)
    if decorrelate:
        values = values @ np.linalg.inv(parameterization.COLORS).T
    return np.fft.rfft2(values, axes=(1, 2)).transpose(0, 3, 1, 2)


@pytest.mark.parametrize(("kind", "decorrelate"), FORMS[:4])
@pytest.mark.parametrize("size", SIZES)
def test_a_canvas_paints_what_it_was_given(kind, decorrelate, size):
    pictures = np.random.default_rng(0).uniform(0.05, 0.95, (2, *size, 3)).astype(np.float32)
    canvas = canvas_of(pictures, kind, decorrelate)
    np.testing.assert_allclose(canvas.pictures(), pictures, atol=1e-4)
    canvas.put(pictures[::-1])
    np.testing.assert_allclose(canvas.pictures(), pictures[::-1], atol=1e-4)


def test_black_and_white_stay_finite():
    pictures = np.zeros((1, 4, 4, 3), np.float32)
    pictures[0, :2] = 1
    painted = canvas_of(pictures, "fourier", True).pictures()
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
    canvas = canvas_of(pictures, "pixels", False, 0.25)
    canvas.move(direction)
    moved = np.asarray(canvas.pictures())
    logits = [np.log(p / (1 - p)) for p in (pictures, moved)]
    np.testing.assert_allclose(logits[1] - logits[0], 0.25 * np.sign(direction), atol=5e-3)


@pytest.mark.parametrize(("kind", "decorrelate"), FORMS)
def test_a_small_step_goes_uphill(kind, decorrelate):
    random = np.random.default_rng(2)
    pictures = random.uniform(0.2, 0.8, (2, 8, 10, 3)).astype(np.float32)
    direction = random.normal(size=pictures.shape).astype(np.float32)
    canvas = canvas_of(pictures, kind, decorrelate, 1e-3)
    before = np.asarray(canvas.pictures())
    canvas.move(direction)
    gained = ((np.asarray(canvas.pictures()) - before) * direction).sum(axis=(1, 2, 3))
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


def of_their_own(size):
    """Which waves have a partner, or decide for themselves: all but the mean and the finest."""
    height, width = size
    own = np.ones((height, width // 2 + 1), bool)
    downs = [0, height // 2] if height % 2 == 0 else [0]
    acrosses = [0, width // 2] if width % 2 == 0 else [0]
    own[np.ix_(downs, acrosses)] = False
    return own


@pytest.mark.parametrize("decorrelate", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_on_phases_every_wave_keeps_its_magnitude(size, decorrelate):
    """After any steps; the mean and the finest waves, which are real, are at most as strong."""
    random = np.random.default_rng(5)
    pictures = random.uniform(0.2, 0.8, (2, *size, 3)).astype(np.float32)
    canvas = canvas_of(pictures, "phase", decorrelate)
    expected = photographs.magnitude(size, decorrelate)
    for _ in range(3):
        found = np.abs(planes_of(np.asarray(canvas.pictures()), decorrelate))
        own = of_their_own(size)
        for picture in found:
            np.testing.assert_allclose(picture[:, own], expected[:, own], rtol=2e-3)
            assert (picture[:, ~own] < 1.002 * expected[:, ~own]).all()
        canvas.move(random.normal(size=pictures.shape).astype(np.float32))


@pytest.mark.parametrize("decorrelate", [True, False])
@pytest.mark.parametrize("size", SIZES)
def test_on_phases_a_picture_keeps_its_phases(size, decorrelate):
    pictures = np.random.default_rng(6).uniform(0.2, 0.8, (2, *size, 3)).astype(np.float32)
    painted = np.asarray(canvas_of(pictures, "phase", decorrelate).pictures())
    before, after = (planes_of(some, decorrelate) for some in (pictures, painted))
    turned = np.angle(after / before)
    np.testing.assert_allclose(turned, 0, atol=2e-3)


def test_the_magnitudes_are_those_of_the_sample_photographs():
    np.testing.assert_allclose(photographs.MAGNITUDES, measure_photographs.measure(), atol=6e-4)


def test_the_script_measures_waves_that_are_known():
    """A wave of amplitude a in gray, 4 a / sum of the first column along lightness alone.

    Hann's bell spreads it over its neighbors, which add up, by their squares, to what it had:
    side * a / 2.
    """
    side = measure_photographs.SIDE
    wave = 0.1 * np.cos(2 * np.pi * 32 * np.arange(side) / side)  # 1/8 a pixel
    picture = np.empty((side, side, 3))
    picture[:] = 0.5 + wave[None, :, None] * np.array(photographs.COLORS)[:, 0]
    found = measure_photographs.magnitudes(picture)
    at = int(np.argmin(np.abs(photographs.FREQUENCIES - 1 / 8)))
    assert found[:, 0].argmax() == at
    np.testing.assert_allclose(found[:, 1:], 0, atol=1e-5)


def test_white_noise_has_one_magnitude_at_every_frequency():
    """Its standard deviation is 0.025, divided by the slope of the sigmoid at gray."""
    random = np.random.default_rng(7)
    axes = random.normal(0, 0.025, (measure_photographs.SIDE, measure_photographs.SIDE, 3))
    picture = 0.5 + axes @ np.transpose(photographs.COLORS)
    found = measure_photographs.magnitudes(picture) / photographs.FREQUENCIES[:, None]
    # The mean of the length of a complex Gaussian of variance 1 is sqrt(pi) / 2.
    np.testing.assert_allclose(found[8:], 0.1 * np.sqrt(np.pi) / 2, rtol=0.1)


def test_between_the_frequencies_measured_magnitudes_lie_between():
    """Of a wave of 1/32 a pixel across: the table's row 5, times the root of the pixels."""
    found = photographs.magnitude((64, 128), True)
    np.testing.assert_allclose(
        found[:, 0, 4], np.array(photographs.MAGNITUDES[5]) * 32 * np.sqrt(64 * 128), rtol=1e-5
    )
    mixed = photographs.magnitude((64, 128), False)[:, 0, 4]
    expected = np.sqrt(np.square(photographs.COLORS) @ np.square(found[:, 0, 4]))
    np.testing.assert_allclose(mixed, expected, rtol=1e-5)


def test_noise_of_phases_looks_like_a_photograph_by_its_spectrum():
    """Its fine waves have the share that those of the sample photographs have, and no more."""
    random = np.random.default_rng(8)
    made = parameterization.noise(random, 4, (256, 256), "phase", True, 0.01)
    shares = [dk.high_frequency_share(picture) for picture in made]
    photos = [
        dk.high_frequency_share(measure_photographs.square(dk.sample(name)))
        for name in dk.sample_names()
    ]
    assert min(photos) < np.mean(shares) < max(photos)


def test_operators_cannot_act_on_phases():
    with pytest.raises(dk.InputError, match="on the canvas 'phase' waves keep their strength"):
        parameterization.check_operators("phase", dk.Priors(blur=0.5))
    parameterization.check_operators("phase", dk.Priors(total_variation=1, rotation=5))
    parameterization.check_operators("fourier", dk.Priors(blur=0.5))


def test_what_is_no_canvas():
    sentence = r"canvas is 'fourier', 'pixels' or 'phase' \(MACO\), not 'oil'"
    with pytest.raises(dk.InputError, match=sentence):
        canvas_of(np.zeros((1, 4, 4, 3), np.float32), "oil", True)
