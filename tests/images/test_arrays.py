"""Pictures as arrays. Expected values are worked out by hand."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.images import arrays


def test_shrinking_is_antialiased():
    board = np.indices((64, 64)).sum(0) % 2
    board = np.repeat(board[..., None], 3, 2).astype(np.float32)
    small = dk.resize(board, (16, 16))
    np.testing.assert_allclose(small[2:-2, 2:-2], 0.5, atol=0.02)


def test_resizing_keeps_straight_lines():
    ramp = np.repeat(np.linspace(0, 1, 50, dtype=np.float32)[None, :, None], 3, 2)
    ramp = np.repeat(ramp, 20, 0)
    larger = dk.resize(ramp, (40, 100))
    expected = (np.arange(100) + 0.5) / 100 * 50 - 0.5  # centers of the new pixels in old ones
    np.testing.assert_allclose(larger[20, 5:-5, 0], expected[5:-5] / 49, atol=1e-3)


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros((4, 4, 2)), "shape"),
        (np.zeros(4), "shape"),
        (np.zeros((0, 4, 3)), "shape"),
        (np.full((4, 4, 3), np.nan), "not numbers"),
        (np.full((4, 4, 3), -1.0), r"lie in \[0, 1\]"),
        (np.full((4, 4, 3), 200.0), r"lie in \[0, 1\]"),
        (np.zeros((4, 4, 3), np.int64), "int64"),
    ],
)
def test_arrays_that_are_no_pictures(array, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        arrays.as_picture(array)


def test_the_share_of_high_frequencies_of_pictures_known_by_hand():
    """A cosine of 5 pixels' length is broad, one of 3 is fine; noise has 1 - pi / 16 beyond."""
    places = np.arange(60) + 0.5
    for length, expected in ((5, 0), (3, 1)):
        wave = 0.5 + 0.4 * np.cos(2 * np.pi * places / length)
        picture = np.broadcast_to(wave[None, :, None], (40, 60, 3))
        assert dk.high_frequency_share(picture) == pytest.approx(expected, abs=1e-6)
    noise = np.random.default_rng(0).random((200, 300, 3))
    assert dk.high_frequency_share(noise) == pytest.approx(1 - np.pi / 16, abs=0.01)


@pytest.mark.parametrize("size", [(10, 12, 3), 10, (10.5, 12), (0, 12), None])
def test_a_size_to_resize_to_is_two_whole_numbers(size):
    with pytest.raises(dk.InputError, match=r"a size is \(height, width\), such as photo.shape"):
        dk.resize(np.zeros((4, 6, 3), np.float32), size)


def test_resizing_takes_floats_of_python_and_gives_those_of_pictures():
    made = dk.resize(np.full((4, 6, 3), 0.25), np.array([8, 9]))
    assert made.shape == (8, 9, 3) and made.dtype == np.float32
    np.testing.assert_allclose(made, 0.25, atol=1e-6)


@pytest.mark.parametrize("level", [0.0, 0.1, 0.5, 0.7, 1 / 3, 1.0])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (8, 8), (64, 64), (300, 451)])
def test_an_even_picture_has_no_grain_at_all(level, shape):
    """Rounding is not grain, though its spectrum is that of noise."""
    assert dk.high_frequency_share(np.full((*shape, 3), level)) == 0


def test_the_faintest_grain_counts_in_full():
    """One level of 255, up and down from pixel to pixel, on an even gray."""
    board = np.indices((64, 64)).sum(0) % 2
    picture = (100 + board[..., None].repeat(3, 2)).astype(np.uint8)
    assert dk.high_frequency_share(picture) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("size", [(7, 9), (48, 64), (33, 200), (240, 17)])
def test_a_picture_resized_is_a_picture(size):
    """A bicubic filter overshoots beside edges of black and white."""
    edges = np.kron(np.indices((6, 8)).sum(0) % 2, np.ones((8, 8)))
    picture = edges[..., None].repeat(3, 2).astype(np.float32)
    resized = dk.resize(picture, size)
    assert resized.min() >= 0 and resized.max() <= 1
    np.testing.assert_array_equal(arrays.as_picture(resized), resized)


def test_what_is_no_picture_keeps_its_overshoot():
    edges = np.kron(np.indices((6, 8)).sum(0) % 2, np.ones((8, 8)))
    difference = dk.resize(edges[..., None].astype(np.float32) * 2 - 1, (100, 200))
    assert difference.min() < -1.01 and difference.max() > 1.01


def test_resampling_is_linear():
    random = np.random.default_rng(0)
    first, second = random.random((2, 20, 30, 3), np.float32)
    both = arrays.resample(first, (40, 50)) - arrays.resample(second, (40, 50))
    np.testing.assert_allclose(arrays.resample(first - second, (40, 50)), both, atol=1e-6)


@pytest.mark.parametrize("image", [np.zeros((4, 4)), np.zeros((4, 4, 3), np.uint8), None, "a", 3])
def test_what_cannot_be_resized_is_told(image):
    with pytest.raises(dk.InputError, match="what is resized is a float array"):
        dk.resize(image, (2, 2))


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        ((10**400, 5), "side may be at most 1,000,000"),
        ((10**9, 1), "side may be at most 1,000,000"),
        ((10**6, 10**6), "at most 1,000,000,000 pixels, not 1000000 x 1000000"),
        (np.ones((2, 2), int), "not ndarray of shape 2 x 2"),
    ],
)
def test_sizes_that_no_computer_holds_are_refused(size, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        dk.resize(np.ones((2, 2, 3)), size)


def test_numbers_beyond_float32_are_refused_and_not_made_infinite():
    with pytest.raises(dk.InputError, match="beyond float32"):
        dk.resize(np.full((4, 4, 3), 1e300), (2, 2))
    np.testing.assert_allclose(dk.resize(np.full((4, 4, 3), 1e30), (2, 2)), 1e30, rtol=1e-6)
