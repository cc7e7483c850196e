"""What photographs have in common: the axes of their colors, how strong their waves are.

Measured on the sample photographs; `python scripts/measure_photographs.py` measures the waves.
"""

from __future__ import annotations

import numpy as np

# What the colors of photographs vary along: lightness, blue to red, magenta to green. The square
# root of the covariance of the sample photographs' colors, its longest column of length 1.
COLORS = ((0.616, 0.264, -0.035), (0.593, -0.053, 0.084), (0.518, -0.254, -0.054))
FREQUENCIES = 2.0 ** (np.arange(15) / 2 - 7.5)  # waves a pixel, from 1/181 to the finest, 0.71
# Of each of them the mean magnitude of photographs' waves times the frequency, along each of the
# color axes, in units in which the waves of white noise of variance 1 have the mean square 1.
MAGNITUDES = (
    (0.208, 0.211, 0.199),
    (0.233, 0.259, 0.254),
    (0.236, 0.252, 0.250),
    (0.194, 0.216, 0.186),
    (0.200, 0.187, 0.144),
    (0.194, 0.174, 0.142),
    (0.192, 0.146, 0.120),
    (0.165, 0.134, 0.116),
    (0.142, 0.112, 0.114),
    (0.123, 0.088, 0.103),
    (0.105, 0.077, 0.097),
    (0.091, 0.067, 0.090),
    (0.071, 0.052, 0.074),
    (0.050, 0.039, 0.061),
    (0.036, 0.030, 0.049),
)


def magnitude(size, decorrelate):
    """How strong each wave of a photograph of this size is, as `rfft2` counts it.

    Parameters
    ----------
    size : (int, int)
        Height and width in pixels.
    decorrelate : bool
        Along the axes of COLORS, not of red, green and blue.

    Returns
    -------
    numpy.ndarray
        float32, shape (3, height, width // 2 + 1).
    """
    height, width = size
    frequency = np.log2(frequencies(size))
    axes = np.array(
        [np.interp(frequency, np.log2(FREQUENCIES), axis) for axis in np.transpose(MAGNITUDES)]
    )
    if not decorrelate:  # waves that have nothing to do with each other add up by their squares
        axes = np.sqrt(np.tensordot(np.square(COLORS), np.square(axes), 1))
    return (np.sqrt(height * width) * axes / 2**frequency).astype(np.float32)


def frequencies(size):
    """The frequency of each wave that `rfft2` tells apart, in waves a pixel.

    That of the mean is 0; here it counts as the longest wave.
    """
    height, width = size
    found = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    return np.maximum(found, 1 / max(height, width))
