"""Carrying a dream: the formula by hand, and its limit."""

import clips  # noqa: F401 (skips where the packages of films are missing)
import numpy as np
import pytest

from dreamkit.movies import carry


def test_the_start_of_a_frame_by_hand():
    """Trusted everywhere: frame + 0.8 of the difference; clipped to [0, 1]."""
    frame = np.full((32, 32, 3), 0.5, np.float32)
    moved = np.full((32, 32, 3), 0.1, np.float32)
    trusted = np.ones((32, 32), bool)
    begun = carry.start(frame, moved, trusted, 0.8, 1.0)
    np.testing.assert_allclose(begun, 0.58, atol=1e-6)
    np.testing.assert_allclose(carry.start(frame, 9 * moved, None, 0.8, 9.0), 1)


def test_where_nothing_is_known_the_frame_itself_begins():
    frame = np.random.default_rng(0).random((64, 64, 3)).astype(np.float32)
    trusted = np.zeros((64, 64), bool)
    trusted[:, 32:] = True
    begun = carry.start(frame, np.full_like(frame, -0.2), trusted, 1.0, 1.0)
    np.testing.assert_allclose(begun[:, :28], frame[:, :28], atol=1e-6)
    np.testing.assert_allclose(begun[:, 36:], np.clip(frame - 0.2, 0, 1)[:, 36:], atol=1e-6)


def test_a_difference_is_nowhere_stronger_than_its_limit():
    rng = np.random.default_rng(1)
    weak = rng.normal(0, 0.02, (160, 160, 3)).astype(np.float32)
    weak[40:120, 40:120] *= 10
    limited = carry.limited(weak, 0.05)
    assert carry.strength(limited[60:100, 60:100]) == pytest.approx(0.05, rel=0.05)
    np.testing.assert_allclose(limited[:4, :4], weak[:4, :4])  # far from what is strong


def test_a_still_camera_does_not_gather_strength():
    """Frame after frame 0.95 of the difference and a step of 0.03 more: bounded by the limit."""
    frame = np.full((96, 96, 3), 0.5, np.float32)
    pattern = np.where(np.indices((96, 96)).sum(0) % 2, 1, -1)[..., None].astype(np.float32)
    difference = 0.1 * pattern.repeat(3, 2)
    most = carry.strength(difference)
    for _ in range(60):
        begun = carry.start(frame, difference, None, 0.95, most)
        difference = np.clip(begun + 0.03 * pattern, 0, 1) - frame
    assert carry.strength(difference) < 0.95 * most + 0.031
