"""Carrying a dream from frame to frame: its difference from the film, moved along with the film.

A frame that is dreamt by itself finds its own eyes and towers, and the film flickers. So the next
frame begins as `frame + memory * trusted * moved(dream before - frame before)`, and a few steps are
enough. What carries is the difference, not the dream: the film itself stays as sharp as it is.
"""

from __future__ import annotations

import numpy as np

from dreamkit.movies import extra

NEIGHBORHOOD = 16  # pixels: standard deviation within which the strength of a dream is measured


def strength(difference):
    """The root mean square of a dream's difference from its frame."""
    return float(np.sqrt(np.square(difference).mean()))


def limited(difference, most):
    """The difference where it is locally stronger than `most`, made as strong as that.

    Without it a camera that stands still gathers steps, frame after frame, until colors burn out.
    """
    cv2 = extra.opencv()
    energy = np.square(difference).mean(-1)
    local = np.sqrt(cv2.GaussianBlur(energy, (0, 0), NEIGHBORHOOD, borderType=cv2.BORDER_REFLECT))
    return difference * np.minimum(1, most / np.maximum(local, 1e-6))[..., None]


def start(frame, moved, trusted, memory, most):
    """The picture to begin a frame's dream with.

    Parameters
    ----------
    frame : numpy.ndarray
        float32 in [0, 1], (height, width, 3).
    moved : numpy.ndarray
        The dream's difference in the frame before, moved to where it is now; its shape.
    trusted : numpy.ndarray or None
        bool, (height, width): where the motion is known. None: everywhere.
    memory : float
        How much of the difference is kept, from 0 to 1.
    most : float
        See `limited`.
    """
    if trusted is not None:
        edges = extra.opencv().GaussianBlur(trusted.astype(np.float32), (0, 0), 1)
        moved = moved * edges[..., None]
    return np.clip(frame + memory * limited(moved, most), 0, 1)
