"""What tensors are compared with: the same worked out in NumPy, in float64, line by line."""

import numpy as np


def resized(picture, size):
    """Bilinear interpolation between the middles of pixels, the outermost ones repeated."""
    for axis, length in enumerate(size):
        before = picture.shape[axis]
        places = (np.arange(length) + 0.5) * before / length - 0.5
        low = np.floor(places).astype(int)
        part = (places - low).reshape([-1 if axis == n else 1 for n in range(picture.ndim)])
        first, second = (np.clip(low + n, 0, before - 1) for n in (0, 1))
        picture = picture.take(first, axis) * (1 - part) + picture.take(second, axis) * part
    return picture


def halved_and_enlarged(picture):
    half = [-(-side // 2) for side in picture.shape[:2]]
    return resized(resized(picture, half), picture.shape[:2])


def laplacian(gradient, levels, damping=0.45):
    """Each level of the Laplacian pyramid at root mean square 1, the two finest damped, summed."""
    bands = []
    for _ in range(levels):
        bands.append(gradient - halved_and_enlarged(gradient))
        gradient = resized(gradient, [-(-side // 2) for side in gradient.shape[:2]])
    total = gradient / np.sqrt((gradient**2).mean())
    for level in reversed(range(levels)):
        band = bands[level] / np.sqrt((bands[level] ** 2).mean()) * damping ** max(0, 2 - level)
        total = resized(total, band.shape[:2]) + band
    return total / total.std()
