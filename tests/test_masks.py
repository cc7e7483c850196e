"""Masks: what they are made of, how their edges fade, what is refused."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit import masks

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


def test_grey_stays_grey_and_a_thin_line_stays():
    np.testing.assert_allclose(masks.soften(np.full((40, 50), 0.3, np.float32)), 0.3)
    line = np.zeros((300, 300), np.float32)
    line[150] = 1
    np.testing.assert_array_equal(masks.soften(line), line)


def test_equal_masks_have_equal_fingerprints():
    assert masks.fingerprint(HALF) == masks.fingerprint(HALF.copy())
    assert masks.fingerprint(HALF) != masks.fingerprint(1 - HALF)
