"""What exercises hand out, so that a task does not wait for the one before it."""

from __future__ import annotations

import numpy as np

from dreamkit.images import arrays


def normalize(gradient):
    """A gradient divided by its standard deviation; zeros stay zeros."""
    return gradient / (np.std(gradient) + 1e-8)


def step(picture, direction, step_size):
    """The picture after one step uphill, in [0, 1]."""
    return np.clip(picture + step_size * direction, 0, 1)


def enlarge(picture, before, now):
    """The dream at the size of `now`, with the detail that `before` had not."""
    detail = now - arrays.resize(before, now.shape[:2])
    return np.clip(arrays.resize(picture, now.shape[:2]) + detail, 0, 1)
