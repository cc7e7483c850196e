"""Octaves: their sizes, and the detail put back."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.dreaming import octaves


def test_sizes_by_hand():
    assert octaves.sizes(200, 400, 3, 2.0, 10) == [(50, 100), (100, 200), (200, 400)]


def test_sizes_below_the_minimum_are_left_out():
    assert octaves.sizes(200, 400, 5, 2.0, 45) == [(50, 100), (100, 200), (200, 400)]
    assert octaves.sizes(40, 40, 4, 1.5, 75) == [(40, 40)]


def test_a_picture_that_was_not_changed_comes_back_whole(photo):
    """The lost detail is exactly what shrinking took: nothing dreamt, nothing lost."""
    small = dk.resize(photo, (60, 90))
    np.testing.assert_allclose(octaves.enlarge(small, small, photo), photo, atol=1e-6)


def test_without_detail_it_is_only_blurred(photo):
    small = dk.resize(photo, (60, 90))
    blurred = octaves.enlarge(np.clip(small, 0, 1), small, photo, detail=False)
    expected = np.clip(dk.resize(np.clip(small, 0, 1), photo.shape[:2]), 0, 1)
    np.testing.assert_allclose(blurred, expected, atol=1e-6)
    assert np.abs(blurred - photo).mean() > 0.01


def test_what_was_dreamt_is_kept(photo):
    """A constant added to the dream at the small size is still there at the large one."""
    dull = photo * 0.5
    small = dk.resize(dull, (48, 72))
    result = octaves.enlarge(small + 0.2, small, dull)
    np.testing.assert_allclose(result - dull, 0.2, atol=1e-3)


@pytest.mark.parametrize("detail", [True, False])
def test_values_stay_in_range(photo, detail):
    small = dk.resize(photo, (40, 60))
    result = octaves.enlarge(np.ones_like(small), small, photo, detail)
    assert result.min() >= 0
    assert result.max() <= 1
