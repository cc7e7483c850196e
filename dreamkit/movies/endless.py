"""An endless zoom into a photo: smaller and smaller copies of it, each growing out of the last.

A dream that is zoomed into and dreamt on again becomes one pattern within some fifty frames, since
nothing new comes in. Here the photo comes in again and again, an octave smaller each time.
"""

from __future__ import annotations

import numpy as np

from dreamkit.movies import extra


def affine(size, canvas, scale, degrees):
    """From a pixel of a frame to one of a canvas, around both centers: float64, (2, 3).

    Parameters
    ----------
    size, canvas : (height, width)
    scale : float
        How many pixels of the frame one of the canvas takes.
    degrees : float
        Turn, counterclockwise as it is seen.
    """
    (height, width), (canvas_height, canvas_width) = size, canvas
    turn = np.deg2rad(degrees)
    across, down = np.cos(turn) / scale, np.sin(turn) / scale
    x, y = (width - 1) / 2, (height - 1) / 2
    return np.array(
        [
            [across, -down, (canvas_width - 1) / 2 - across * x + down * y],
            [down, across, (canvas_height - 1) / 2 - down * x - across * y],
        ]
    )


def placed(photo, size, scale, degrees):
    """The photo around the center of a frame of (height, width), filling it at scale 1.

    Mirrored beyond its border; blurred first where it gets smaller, against aliasing.
    """
    cv2 = extra.opencv()
    height, width = photo.shape[:2]
    scale = scale * max(size[0] / height, size[1] / width)
    if scale < 0.9:
        photo = cv2.GaussianBlur(photo, (0, 0), 0.45 / scale)
    matrix = affine(size, (height, width), scale, degrees)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        photo, matrix, (size[1], size[0]), flags=flags, borderMode=cv2.BORDER_REFLECT
    )


def frame(photo, size, octaves, degrees):
    """The endless zoom after so many octaves, each of them twice as near.

    Two copies of the photo, an octave apart; one fades in small while the other fades out large.
    Two pictures on top of each other have less contrast than either, which is given back.

    Parameters
    ----------
    photo : numpy.ndarray
        float32 in [0, 1], (height, width, 3).
    size : (height, width)
    octaves : float
        The zoom so far, log2 of it.
    degrees : float
        Turn of each octave.

    Returns
    -------
    numpy.ndarray
        float32 in [0, 1], (*size, 3).
    """
    copies = []
    for nearness in (octaves % 1, octaves % 1 - 1):
        weight = np.cos(np.pi / 2 * nearness) ** 2
        if weight > 1e-6:
            copies.append((weight, placed(photo, size, 2.0**nearness, degrees * nearness)))
    return mixed(copies)


def mixed(pictures):
    """The mean of pictures by their weights, with the contrast that unrelated ones lose by it.

    Parameters
    ----------
    pictures : list of (float, numpy.ndarray)
        Weight and picture; the weights add up to 1.
    """
    mean = sum(weight * picture for weight, picture in pictures)
    lost = np.sqrt(sum(weight**2 for weight, _ in pictures))
    color = mean.mean((0, 1))
    return np.clip(color + (mean - color) / lost, 0, 1).astype(np.float32)


def moved(difference, scale, degrees):
    """What lies in a frame as it lies in the next, which is nearer by `scale` and turned."""
    cv2 = extra.opencv()
    size = difference.shape[:2]
    flags = cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        difference,
        affine(size, size, scale, degrees),
        (size[1], size[0]),
        flags=flags,
        borderMode=cv2.BORDER_REFLECT,
    )
