"""How coarse or fine a picture is, on pictures whose waves are known by hand."""

import numpy as np
import pytest

import dreamkit as dk

PLACES = np.arange(60) + 0.5


def wave(length, size=0.4):
    """Vertical stripes, `length` pixels from one to the next, in a picture of 40 x 60."""
    row = size * np.cos(2 * np.pi * PLACES / length)
    return np.broadcast_to(row[None, :, None], (40, 60, 3))


@pytest.mark.parametrize(("length", "expected"), [(5, 0), (3, 1)])
def test_a_wave_of_five_pixels_is_coarse_and_one_of_three_is_fine(length, expected):
    assert dk.high_frequency_share(0.5 + wave(length)) == pytest.approx(expected, abs=1e-6)


def test_the_share_of_fine_waves_in_noise_is_what_lies_outside_of_a_quarter_circle():
    noise = np.random.default_rng(0).random((200, 300, 3))
    assert dk.high_frequency_share(noise) == pytest.approx(1 - np.pi / 16, abs=0.01)


def test_an_even_picture_has_no_fine_waves():
    for value in (0, 0.7, 1):
        assert dk.high_frequency_share(np.full((8, 8, 3), value, float)) == 0


def test_energies_of_two_waves_are_as_their_squared_sizes():
    found = dk.spectrum(wave(20, 0.3) + wave(6, 0.1))
    at = {length: int(40 / length) for length in (20, 6)}  # bands are 1/40 wide
    assert found.share[at[20]] == pytest.approx(0.9) and found.share[at[6]] == pytest.approx(0.1)
    assert found.frequency[at[6]] == pytest.approx((at[6] + 0.5) / 40)


def test_energy_is_the_mean_over_the_waves_of_a_band_and_follows_parseval():
    noise = np.random.default_rng(1).normal(0, 0.2, (128, 128, 3))
    found = dk.spectrum(noise)
    assert np.allclose(found.energy[3:27], 0.2**2, rtol=0.2)  # white: as much in every wave
    everything = dk.spectrum(noise, [0, 1])
    centered = noise - noise.mean(axis=(0, 1))
    counted = (centered**2).sum() / 3 / (128 * 128 - 1)
    assert everything.energy[0] == pytest.approx(counted)


def test_shares_know_no_unit_and_no_mean():
    picture = np.random.default_rng(2).random((29, 51, 3))  # no wave of just 4 pixels
    plain, changed = dk.spectrum(picture), dk.spectrum(1000 * picture - 7)
    np.testing.assert_allclose(plain.share, changed.share, atol=1e-9)
    assert plain.share.sum() == pytest.approx(1)
    assert plain.fine_share == pytest.approx(plain.share[10:].sum(), abs=1e-9)
    assert plain.fine_share == dk.high_frequency_share(picture)


def test_every_form_of_a_picture_has_the_same_spectrum():
    gray = (np.random.default_rng(3).random((20, 30)) * 255).astype(np.uint8)
    color = np.repeat(gray[..., None], 3, axis=2)
    with_alpha = np.dstack([color, np.full((20, 30), 255, np.uint8)])
    expected = dk.spectrum(color).share
    for form in (gray, gray / 255, with_alpha, color / np.float32(255)):
        np.testing.assert_allclose(dk.spectrum(form).share, expected, atol=1e-6)


def test_a_band_without_waves_has_no_energy_to_name():
    found = dk.spectrum(wave(20), [0, 1e-6, 0.5])
    assert np.isnan(found.energy[0]) and found.share[0] == 0


@pytest.mark.parametrize("image", [np.ones(3), "cat", np.full((4, 4, 3), np.nan), [[[]]]])
def test_what_is_no_picture_has_no_spectrum(image):
    with pytest.raises(dk.InputError):
        dk.spectrum(image)


@pytest.mark.parametrize("edges", [3, [0.1], [0, 0.2, 0.2], [0.3, 0.1], [0, "x"], [-1, 0.2], []])
def test_edges_are_frequencies_that_grow(edges):
    with pytest.raises(dk.InputError, match="edges"):
        dk.spectrum(wave(5), edges)


@pytest.mark.parametrize("size", [1e-300, 1e-30, 1e90])
def test_the_smallest_and_largest_numbers_have_shares_as_others(size):
    wave = np.cos(np.pi * 8 * (np.arange(40) + 0.5) / 40)[None, :, None] * np.ones((40, 1, 3))
    made = dk.spectrum(size * wave, [0, 0.2, 0.5])
    np.testing.assert_allclose(made.share, [1, 0], atol=1e-9)


def test_numbers_whose_squares_are_beyond_floats_are_refused():
    with pytest.raises(dk.InputError, match=r"^the picture holds 1e\+200; scale it"):
        dk.spectrum(np.full((8, 8, 3), 1e200))


def test_odd_edges_are_told_in_one_short_line():
    for edges in (np.ones((2, 2)), list(range(10_000, 0, -1))):
        with pytest.raises(dk.InputError) as told:
            dk.spectrum(np.ones((8, 8, 3)), edges)
        assert "\n" not in str(told.value) and len(str(told.value)) < 300
