"""Optical flow: where each pixel of a frame was in the frame before, and whether it was seen there.

Flow by dense inverse search (Kroeger et al., 2016 [1]_), forwards and backwards; trusted where both
agree and nothing moves over something else (Sundaram et al., 2010 [2]_; Ruder et al., 2016 [3]_).

References
----------
.. [1] T. Kroeger, R. Timofte, D. Dai and L. Van Gool, "Fast Optical Flow using Dense Inverse
   Search", 2016. arXiv:1603.03590
.. [2] N. Sundaram, T. Brox and K. Keutzer, "Dense Point Trajectories by GPU-Accelerated Large
   Displacement Optical Flow", 2010. doi:10.1007/978-3-642-15549-9_32
.. [3] M. Ruder, A. Dosovitskiy and T. Brox, "Artistic Style Transfer for Videos", 2016.
   arXiv:1604.08610
"""

from __future__ import annotations

import functools

import numpy as np

from dreamkit.movies import extra


def gray(frame):
    """A frame's lightness, uint8, from RGB, uint8 (height, width, 3)."""
    cv2 = extra.opencv()
    return cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)


def flow(now, before):
    """For each pixel of `now` the way to where it was in `before`: float32, (height, width, 2).

    Both are uint8, (height, width), see `gray`; the way is (right, down), in pixels.
    """
    return _search().calc(now, before, None)


@functools.cache
def _search():
    cv2 = extra.opencv()
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)


def backward_flow(now, before):
    """The flow from `now` to `before`, and where it can be trusted.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        As `flow`; and bool, (height, width): False where something was hidden in `before`, or
        comes in from beyond its border.
    """
    back, forth = flow(now, before), flow(before, now)
    return back, is_consistent(back, forth)


def is_consistent(back, forth):
    """Where going back and forth again ends where it began, away from the borders of motions.

    The tests and their constants are those of Sundaram et al. and Ruder et al.
    """
    cv2 = extra.opencv()
    returned = back + warp(forth, back, cv2.INTER_LINEAR)
    there = returned - back
    size = np.square(back).sum(-1)
    agrees = np.square(returned).sum(-1) <= 0.01 * (size + np.square(there).sum(-1)) + 0.5
    down, across = np.gradient(back, axis=(0, 1))
    inside_one_motion = np.square(down).sum(-1) + np.square(across).sum(-1) <= 0.01 * size + 0.02
    height, width = size.shape
    x = np.arange(width) + back[..., 0]
    y = np.arange(height)[:, None] + back[..., 1]
    inside = (x > -0.5) & (y > -0.5) & (x < width - 0.5) & (y < height - 0.5)
    return agrees & inside_one_motion & inside


def warp(picture, way, interpolation=None):
    """The picture as it is seen along a flow: at each pixel what lies at the end of its way.

    Lanczos' interpolation over 8 x 8 pixels by default, which keeps fine grain that would be gone
    after some frames of a simpler one. Beyond the border the picture is mirrored.
    """
    cv2 = extra.opencv()
    interpolation = cv2.INTER_LANCZOS4 if interpolation is None else interpolation
    height, width = way.shape[:2]
    x = np.arange(width, dtype=np.float32) + way[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + way[..., 1]
    return cv2.remap(picture, x, y, interpolation, borderMode=cv2.BORDER_REFLECT)
