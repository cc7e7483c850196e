"""Wrong answers to exercise 03, Regularization."""

import numpy as np
from scipy import fft

from dreamkit.dreamnet import motifs

owl = motifs.render("owl", seed=3, size=72) / 255
mixed = 0.5 * owl + 0.5 * np.random.default_rng(0).random(owl.shape)
energy = fft.dctn(mixed, axes=(0, 1), norm="ortho") ** 2
down = across = np.arange(72) / 144
with_mean = energy.copy()
energy[0, 0] = 0
fine = np.hypot(down[:, None], across[None]) > 0.25
either = (down[:, None] > 0.25) | (across[None] > 0.25)

dots = np.array([[0, 1, 0], [0, 0.5, 1]])
right, below = np.diff(dots, axis=1), np.diff(dots, axis=0)
total = (right**2).sum() + (below**2).sum()


def slope_by_neighbors(picture, ways=((0, 1), (0, -1), (1, 0), (-1, 0))):
    """For each pixel: twice (this pixel minus that neighbor), added up."""
    slope = np.zeros(picture.shape)
    height, width = picture.shape
    for i, j in np.ndindex(height, width):
        for di, dj in ways:
            if 0 <= i + di < height and 0 <= j + dj < width:
                slope[i, j] += 2 * (picture[i, j] - picture[i + di, j + dj])
    return slope


def total_by_neighbors(picture):
    """Every pixel is compared with all of its neighbors."""
    found = 0
    height, width = picture.shape
    for i, j in np.ndindex(height, width):
        for di, dj in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            if 0 <= i + di < height and 0 <= j + dj < width:
                found += (picture[i, j] - picture[i + di, j + dj]) ** 2
    return found


def signed_by_loop(picture):
    """Every pixel less the one on its right and the one below."""
    difference = 0
    height, width = picture.shape
    for i, j in np.ndindex(height, width):
        if j + 1 < width:
            difference += picture[i, j] - picture[i, j + 1]
        if i + 1 < height:
            difference += picture[i, j] - picture[i + 1, j]
    return difference


slope = slope_by_neighbors(dots)
slope_of_rows = slope_by_neighbors(dots, ways=((0, 1), (0, -1)))
slope_of_columns = slope_by_neighbors(dots, ways=((1, 0), (-1, 0)))


def tv_without_factor(picture, weight):
    slope = np.zeros_like(picture)
    right, below = np.diff(picture, axis=1), np.diff(picture, axis=0)
    slope[:, 1:] += right
    slope[:, :-1] -= right
    slope[1:] += below
    slope[:-1] -= below
    return weight * slope


def tv_without_weight(picture, weight):
    return 2 * tv_without_factor(picture, 1)


def tv_rolled(picture, weight):
    slope = np.zeros_like(picture)
    for axis in (0, 1):
        for way in (1, -1):
            slope += 2 * (picture - np.roll(picture, way, axis=axis))
    return weight * slope


def tv_reversed(picture, weight):
    slope = np.zeros_like(picture)
    right, below = np.diff(picture, axis=1), np.diff(picture, axis=0)
    slope[:, 1:] -= 2 * right
    slope[:, :-1] += 2 * right
    slope[1:] -= 2 * below
    slope[:-1] += 2 * below
    return weight * slope


def tv_of_the_later_pixel(picture, weight):
    slope = np.zeros_like(picture)
    slope[:, 1:] += 2 * np.diff(picture, axis=1)
    slope[1:] += 2 * np.diff(picture, axis=0)
    return weight * slope


def tv_of_the_earlier_pixel(picture, weight):
    slope = np.zeros_like(picture)
    slope[:, :-1] -= 2 * np.diff(picture, axis=1)
    slope[:-1] -= 2 * np.diff(picture, axis=0)
    return weight * slope


def tv_to_the_right(picture, weight):
    slope = np.zeros_like(picture)
    right = np.diff(picture, axis=1)
    slope[:, 1:] += 2 * right
    slope[:, :-1] -= 2 * right
    return weight * slope


def tv_below(picture, weight):
    slope = np.zeros_like(picture)
    below = np.diff(picture, axis=0)
    slope[1:] += 2 * below
    slope[:-1] -= 2 * below
    return weight * slope


def tv_padded_with_zeros(picture, weight):
    padded = np.pad(picture, ((1, 1), (1, 1), (0, 0)))
    above, under = padded[:-2, 1:-1], padded[2:, 1:-1]
    left, right = padded[1:-1, :-2], padded[1:-1, 2:]
    return weight * 2 * (4 * picture - above - under - left - right)


def tv_of_all_axes(picture, weight):
    slope = np.zeros_like(picture)
    for axis in range(picture.ndim):
        nothing = np.zeros_like(np.take(picture, [0], axis=axis))
        change = np.diff(picture, axis=axis)
        slope += 2 * np.concatenate([nothing, change], axis=axis)
        slope -= 2 * np.concatenate([change, nothing], axis=axis)
    return weight * slope


def decay(picture, share):
    return picture + share * (0.5 - picture)


def to_the_mean(picture, share):
    return picture.mean() + (1 - share) * (picture - picture.mean())


who = {"decay": "B", "blur": "A"}


def steady(mended):
    """`hasty` with a line that mends the direction, or the lack of one."""

    def ascent(picture, gradient_of, shifts, step_size):
        for shift in shifts:
            direction = gradient_of(np.roll(picture, shift, axis=(0, 1)))
            direction = mended(direction, shift)
            direction = direction / (direction.std() + 1e-8)
            picture = picture + step_size * direction
        return picture

    return ascent


def not_shaken(picture, gradient_of, shifts, step_size):
    for _ in shifts:
        direction = gradient_of(picture)
        direction = direction / (direction.std() + 1e-8)
        picture = picture + step_size * direction
    return picture


def wandering(picture, gradient_of, shifts, step_size):
    for shift in shifts:
        picture = np.roll(picture, shift, axis=(0, 1))
        direction = gradient_of(picture)
        direction = direction / (direction.std() + 1e-8)
        picture = picture + step_size * direction
    return picture


STUDENTS = {
    "03.a": {
        "mean not dropped": [with_mean[fine].sum() / with_mean.sum()],
        "one axis instead of the radius": [
            energy[down > 0.25].sum() / energy.sum(),
            energy[:, across > 0.25].sum() / energy.sum(),
        ],
        "each axis instead of the radius": [energy[either].sum() / energy.sum()],
        "not squared": [np.sqrt(energy)[fine].sum() / np.sqrt(energy).sum()],
        "in percent": [61.1, 61],
        "coarse instead of fine": [1 - 0.611],
        "rounded too far": [0.6],
    },
    "03.b": {
        "rows only": [((right**2).sum(), slope_of_rows), (total, slope_of_rows)],
        "columns only": [((below**2).sum(), slope_of_columns), (total, slope_of_columns)],
        "not squared": [(np.abs(right).sum() + np.abs(below).sum(), slope)],
        "signs kept": [
            (right.sum() + below.sum(), slope),
            (right.sum() + below.sum(), ...),
            (signed_by_loop(dots), slope),
        ],
        "every pair twice": [(total_by_neighbors(dots), 2 * slope), (total, 2 * slope)],
        "sign reversed": [(total, -slope)],
        "half the slope": [(total, tv_without_factor(dots, 1))],
    },
    "03.c": {
        "factor missing": [tv_without_factor],
        "weight missing": [tv_without_weight],
        "around the edge": [tv_rolled],
        "sign reversed": [tv_reversed],
        "one side of each pair": [tv_of_the_later_pixel, tv_of_the_earlier_pixel],
        "one axis only": [tv_to_the_right, tv_below],
        "dark around the edge": [tv_padded_with_zeros],
        "colors mixed": [tv_of_all_axes],
    },
    "03.d": {
        "toward black": [(lambda picture, share: picture - share * picture, who)],
        "toward the mean": [(to_the_mean, who)],
        "kept what should go": [(lambda picture, share: 0.5 + share * (picture - 0.5), who)],
        "share without effect": [(lambda picture, share: picture + 0.1 * (0.5 - picture), who)],
        "always darker": [(lambda picture, share: picture - share * np.abs(0.5 - picture), who)],
        "changed places": [(decay, {"decay": "A", "blur": "B"})],
        "shift taken for decay": [(decay, {"decay": "C", "blur": "A"})],
    },
    "03.e": {
        "not rolled back": [steady(lambda direction, shift: direction)],
        "rolled on": [steady(lambda direction, shift: np.roll(direction, shift, axis=(0, 1)))],
        "one axis only": [steady(lambda direction, shift: np.roll(direction, -shift[0], axis=0))],
        "other axis only": [steady(lambda direction, shift: np.roll(direction, -shift[1], axis=1))],
        "axes swapped back": [
            steady(lambda direction, shift: np.roll(direction, (-shift[1], -shift[0]), (0, 1))),
            steady(lambda direction, shift: np.roll(direction, (-shift[0], -shift[1]), (1, 0))),
        ],
        "without axis": [
            steady(lambda direction, shift: np.roll(direction, (-shift[0], -shift[1]))),
        ],
        "no jitter": [not_shaken],
        "picture wanders": [wandering],
    },
}
