"""Masks: what they are made of, how their edges fade, what is refused."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.images import masks

HALF = np.zeros((60, 100), np.float32)
HALF[:, 50:] = 1


@pytest.mark.parametrize(
    "given",
    [
        HALF,
        HALF.astype(bool),
        (HALF * 255).astype(np.uint8),
        np.repeat(HALF[..., None], 3, axis=2),
        np.repeat((HALF * 255).astype(np.uint8)[..., None], 4, axis=2),
    ],
)
def test_every_form_means_the_same(given):
    found = masks.as_mask(given, (60, 100, 3))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, HALF)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (HALF[:, :40], "the mask is 40 x 60 pixels, the picture 100 x 60"),
        (np.zeros((60, 100)), "zero everywhere"),
        (HALF * 2, r"lie in \[0, 1\]"),
        (HALF - 0.1, r"lie in \[0, 1\]"),
        (HALF * np.nan, r"lie in \[0, 1\]"),
        ("sha256 0123", r"only the fingerprint of the mask \(sha256 0123\); pass the mask"),
    ],
)
def test_what_is_no_mask(given, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        masks.as_mask(given, (60, 100, 3))


def test_edges_fade_on_their_inner_side_only():
    soft = masks.soften(HALF)
    assert (soft[:, :50] == 0).all()
    assert (soft[:, 60:] == 1).all()
    edge = soft[30, 48:60]
    assert (np.diff(edge) >= 0).all()
    assert ((edge > 0.05) & (edge < 0.95)).any()


def test_the_border_of_the_picture_is_no_edge():
    np.testing.assert_array_equal(masks.soften(np.ones((40, 50), np.float32)), 1)


def test_gray_stays_gray_and_a_thin_line_stays():
    np.testing.assert_allclose(masks.soften(np.full((40, 50), 0.3, np.float32)), 0.3)
    line = np.zeros((300, 300), np.float32)
    line[150] = 1
    np.testing.assert_array_equal(masks.soften(line), line)


def test_equal_masks_have_equal_fingerprints():
    assert masks.fingerprint(HALF) == masks.fingerprint(HALF.copy())
    assert masks.fingerprint(HALF) != masks.fingerprint(1 - HALF)


def test_an_ellipse_by_hand():
    # Two rows, four columns: the middles of the columns lie at 1/8, 3/8, 5/8, 7/8.
    found = masks.ellipse_mask((2, 4, 3), center=(0.25, 0.5), size=(0.1, 0.5))
    np.testing.assert_array_equal(found, [[0, 1, 1, 0], [0, 0, 0, 0]])
    outside = masks.ellipse_mask((2, 4), (0.25, 0.5), (0.1, 0.5), inside=False)
    np.testing.assert_array_equal(outside, [[1, 0, 0, 1], [1, 1, 1, 1]])
    assert found.dtype == np.float32


def test_an_ellipse_covers_its_area():
    """pi / 4 * height * width, wherever it lies, as long as it lies within the picture."""
    for center in ((0.5, 0.5), (0.4, 0.7)):
        area = masks.ellipse_mask((300, 500, 3), center, (0.6, 0.4)).sum()
        assert abs(area / (np.pi / 4 * 180 * 200) - 1) < 0.005


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"center": (0.5, 1.2)}, r"center is two numbers from 0 to 1, not \(0.5, 1.2\)"),
        ({"center": 0.5}, "center is two numbers"),
        ({"size": (0, 1)}, r"size is two numbers above 0, not \(0, 1\)"),
        ({"size": (1, 2, 3)}, "size is two numbers"),
        ({"size": ("tall", "wide")}, "size is two numbers"),
    ],
)
def test_what_is_no_ellipse(given, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        masks.ellipse_mask((30, 40, 3), **given)


def test_a_mask_that_no_computer_holds_is_refused():
    with pytest.raises(dk.InputError, match="at most 1,000,000,000 pixels"):
        dk.ellipse_mask((10**6, 10**6))
