"""Measure the magnitudes of dreamkit.visualizing.photographs: python scripts/measure_photographs.py

They are printed as they stand there.
"""

import numpy as np

import dreamkit as dk
from dreamkit.images.arrays import resize
from dreamkit.visualizing.photographs import COLORS, FREQUENCIES

SIDE = 256  # pixels of the squares that are measured


def square(picture):
    """The middle of a picture, resized to SIDE x SIDE."""
    factor = SIDE / min(picture.shape[:2])
    size = [round(side * factor) for side in picture.shape[:2]]
    top, left = (size[0] - SIDE) // 2, (size[1] - SIDE) // 2
    return resize(picture, size)[top : top + SIDE, left : left + SIDE]


def magnitudes(picture):
    """Frequency times the mean size of the waves near each of FREQUENCIES, for each color axis.

    A bell (Hann's window) fades the square out to its border, whose jump from one side to the
    other would count as waves of every length.
    """
    bell = np.hanning(SIDE + 1)[:SIDE]
    bell = (bell[:, None] * bell)[..., None]
    # At gray, the slope of the sigmoid that a canvas ends with is 1/4.
    axes = 4 * square(picture).astype(float) @ np.linalg.inv(COLORS).T
    axes = bell * (axes - (bell * axes).sum((0, 1)) / bell.sum())
    sizes = np.abs(np.fft.fft2(axes, axes=(0, 1))) / np.sqrt((bell**2).sum())
    frequencies = np.fft.fftfreq(SIDE)
    frequencies = np.hypot(frequencies[:, None], frequencies)
    frequencies[0, 0] = 1e-9
    nearest = np.round(np.log2(frequencies[..., None] / FREQUENCIES) * 2) == 0
    mean = [sizes[near].mean(0) for near in np.moveaxis(nearest, -1, 0)]
    return FREQUENCIES[:, None] * np.array(mean)


def measure():
    """The mean over the sample photographs: shape (frequencies, 3)."""
    return np.mean([magnitudes(dk.sample(name)) for name in dk.sample_names()], axis=0)


if __name__ == "__main__":
    for row in measure():
        print("    ({:.3f}, {:.3f}, {:.3f}),".format(*row))
