"""Comparing two pictures, and showing a mask on one."""

import numpy as np

from dreamkit.panel.pictures import compared, spotlight

RED, BLUE = (np.tile(np.float32(c), (4, 10, 1)) for c in ((1, 0, 0), (0, 0, 1)))


def test_compared_by_hand():
    both = compared(RED, BLUE, 0.5)
    np.testing.assert_array_equal(both[:, :5], RED[:, :5])
    np.testing.assert_array_equal(both[:, 5], 1)
    np.testing.assert_array_equal(both[:, 6:], BLUE[:, 6:])
    np.testing.assert_array_equal(compared(RED, BLUE, 1.0), RED)
    np.testing.assert_array_equal(compared(RED, BLUE, 0.0), BLUE)


def test_an_original_of_another_size_is_brought_to_the_dreams():
    assert compared(np.repeat(RED, 2, axis=1), BLUE, 0.0).shape == (4, 20, 3)


def test_a_spotlight_leaves_the_inside_alone_and_darkens_the_rest():
    mask = np.zeros((4, 10), np.float32)
    mask[:, 6:] = 1
    lit = spotlight(RED, mask)
    np.testing.assert_array_equal(lit[:, 7:], RED[:, 7:])
    np.testing.assert_array_equal(lit[:, 6], 1)  # the line
    np.testing.assert_allclose(lit[:, :6], 0.45 / 3, rtol=1e-6)
