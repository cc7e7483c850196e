"""Numbers as pictures."""

import numpy as np
import pytest

from dreamkit.errors import InputError
from dreamkit.images import maps


def test_signs_have_colors_and_zero_is_white():
    minus, none, plus = maps.signed([[-2.0, 0.0, 2.0]], limit=2)[0]
    np.testing.assert_allclose(none, 1, atol=0.05)
    assert minus[2] > minus[0] + 0.2 and plus[0] > plus[2] + 0.2


def test_small_values_show_beside_large_ones():
    """A tenth of the limit differs from white by more than a tenth of the way."""
    faint, full = maps.signed([[0.1, 1.0]], limit=1)[0]
    assert np.abs(1 - faint).max() > 0.15 * np.abs(1 - full).max()


def test_a_map_of_nothing_is_white_and_dark():
    assert maps.signed(np.zeros((2, 2))).min() > 0.95
    assert maps.heat(np.zeros((2, 2))).max() < 0.05


def test_heat_grows_lighter():
    lightness = maps.heat(np.linspace(0, 3, 20)[None])[0] @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(lightness) > 0)


def test_a_table_shows_its_grays_with_ink_that_can_be_read():
    drawn = maps.table([[0.0, 1.0]], cell=60)
    dark, light = drawn[:, :60], drawn[:, 60:]
    assert dark[0, 0].max() == 0 and light[0, 0].min() == 1  # corners: no ink there
    assert dark.max() > 0.9 and light.min() < 0.1  # white ink, black ink


def test_a_frame_stands_where_it_should():
    plain = np.full((20, 30, 3), 0.5, np.float32)
    drawn = maps.framed(plain, (5, 10, 6, 8), scale=4)
    assert drawn.shape == (80, 120, 3)
    changed = np.argwhere(np.abs(drawn - 0.5).max(axis=2) > 0.1)
    np.testing.assert_array_equal(changed.min(axis=0), [20, 40])
    np.testing.assert_array_equal(changed.max(axis=0), [43, 71])


def test_a_frame_may_reach_beyond_the_picture():
    assert maps.framed(np.zeros((8, 8, 3)), (-4, -4, 16, 16)).shape == (8, 8, 3)


def test_a_box_is_four_numbers():
    with pytest.raises(InputError, match="top, left, height and width"):
        maps.framed(np.zeros((8, 8, 3)), (1, 2))
