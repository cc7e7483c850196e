"""Wrong answers to exercise 06, Tiles."""

import itertools
import math

import numpy as np

pixels, giga = 12e6, 1e9
full_size = pixels * 24 * 4 / giga
halved = pixels / 4**3 * 256 * 4 / giga
covered = (2 * 512 / 1536) ** 2


def side_by_side(side, tile):
    rows = []
    for start in range(0, side, tile):
        stop = min(start + tile, side)
        rows.append((start, stop, start, stop))
    return rows


def tutorial_tiles(side, tile):
    starts = list(range(0, side, tile))[:-1] or [0]
    return [(s, min(s + tile, side), s, min(s + tile, side)) for s in starts]


def tutorial_tiles_to_the_letter(side, tile):
    starts = list(range(0, side, tile))[:-1] or [0]
    return [(start, start + tile, start, start + tile) for start in starts]


def spread_out(side, count):
    """Where `count` equal tiles start, and how large they are."""
    size = math.ceil(side / count)
    if count == 1:
        return [0], size
    return [i * (side - size) // (count - 1) for i in range(count)], size


def all_that_it_sees(side, tile):
    starts, size = spread_out(side, math.ceil(side / tile))
    return [(start, start + size, start, start + size) for start in starts]


def number_rounded_down(side, tile):
    starts, size = spread_out(side, max(1, side // tile))
    middles = [(a + size + b) // 2 for a, b in itertools.pairwise(starts)]
    ends = zip(starts, [0, *middles], [*middles, side], strict=True)
    return [(start, start + size, first, last) for start, first, last in ends]


def rounded_down_side_by_side(side, tile):
    count = max(1, side // tile)
    size = math.ceil(side / count)
    starts = [i * size for i in range(count)]
    return [(s, min(s + size, side), s, min(s + size, side)) for s in starts]


def not_rolled_back(gradient_of, picture, shift):
    return gradient_of(np.roll(picture, shift, axis=(0, 1)))


def rolled_on(gradient_of, picture, shift):
    gradient = gradient_of(np.roll(picture, shift, axis=(0, 1)))
    return np.roll(gradient, shift, axis=(0, 1))


def without_axis(gradient_of, picture, shift):
    gradient = gradient_of(np.roll(picture, shift))
    return np.roll(gradient, (-shift[0], -shift[1]))


def not_rolled(gradient_of, picture, shift):
    return gradient_of(picture)


def swapped_back(gradient_of, picture, shift):
    gradient = gradient_of(np.roll(picture, shift, axis=(0, 1)))
    return np.roll(gradient, (-shift[1], -shift[0]), axis=(0, 1))


def signed(change, seams):
    jumps = np.diff(change, axis=1).mean(axis=(0, 2))
    return jumps[seams].mean() / np.delete(jumps, seams).mean()


def from_row_to_row(change, seams):
    jumps = np.abs(np.diff(change, axis=0)).mean(axis=(1, 2))
    return jumps[seams].mean() / np.delete(jumps, seams).mean()


def along_axis(axis):
    def seam_score(change, seams):
        jumps = np.abs(np.diff(change, axis=axis)).mean(axis=(0, 2))
        return jumps[seams].mean() / np.delete(jumps, seams).mean()

    return seam_score


def size_of_the_mean(change, seams):
    jumps = np.abs(np.diff(change, axis=1).mean(axis=(0, 2)))
    return jumps[seams].mean() / np.delete(jumps, seams).mean()


def over_all_columns(change, seams):
    jumps = np.abs(np.diff(change, axis=1)).mean(axis=(0, 2))
    return jumps[seams].mean() / jumps.mean()


def upside_down(change, seams):
    jumps = np.abs(np.diff(change, axis=1)).mean(axis=(0, 2))
    return np.delete(jumps, seams).mean() / jumps[seams].mean()


def from_the_column_before(change, seams):
    sizes = {s: np.abs(change[:, s] - change[:, s - 1]).mean() for s in range(1, change.shape[1])}
    others = [sizes[s] for s in sizes if s not in seams]
    return np.mean([sizes[s] for s in seams]) / np.mean(others)


def one_column_late(change, seams):
    jumps = np.abs(np.diff(change, axis=1)).mean(axis=(0, 2))
    late = np.array(seams) + 1
    return jumps[late].mean() / np.delete(jumps, late).mean()


def seams_by(gather):
    def seam_score(change, seams):
        jump = np.abs(change[:, 1:] - change[:, :-1]).mean(axis=(0, 2))
        return gather(jump[seams]) / np.delete(jump, seams).mean()

    return seam_score


STUDENTS = {
    "06.a": {
        "bits": [[full_size * 8, halved * 8]],
        "gibibytes": [[full_size * giga / 1024**3, halved * giga / 1024**3]],
        "other order": [[halved, full_size]],
        "bytes forgotten": [[full_size / 4, halved / 4], [full_size / 4, halved]],
        "three colors": [[3 * full_size, halved], [3 * full_size, 3 * halved]],
        "divided by 8": [[full_size, pixels / 2**3 * 256 * 4 / giga]],
        "not divided": [[full_size, pixels * 256 * 4 / giga]],
    },
    "06.b": {
        "one axis only": [2 * 512 / 1536],
        "in percent": [100 * covered, round(100 * covered), round(100 * covered, 1)],
        "nothing skipped": [3 * 512 / 1536],
        "one tile of nine": [(3 * 3 - 1) / (3 * 3)],
        "what is left out": [1 - covered],
    },
    "06.c": {
        "last tile smaller": [side_by_side],
        "last tile skipped": [tutorial_tiles, tutorial_tiles_to_the_letter],
        "answers for all it sees": [all_that_it_sees],
        "too few tiles": [number_rounded_down, rounded_down_side_by_side],
    },
    "06.d": {
        "not rolled back": [not_rolled_back],
        "rolled on": [rolled_on],
        "without axis": [without_axis],
        "not rolled at all": [not_rolled],
        "axes swapped back": [swapped_back],
    },
    "06.e": {
        "no absolute value": [signed],
        "wrong axis": [from_row_to_row, along_axis(0), along_axis(2)],
        "size after the mean": [size_of_the_mean],
        "seams not taken out": [over_all_columns],
        "upside down": [upside_down],
        "largest or sum of the seams": [seams_by(np.sum), seams_by(np.max)],
        "one column off": [from_the_column_before, one_column_late],
    },
    "06.f": {
        "half of the way": [(87 - 1) / 2, 87 / 2],
        "at the edge only": [0, 1],
        "both sides together": [2 * (43 + 43), 2 * 87],
    },
}
