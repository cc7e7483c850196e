"""Wrong answers to exercise 01, How a network sees."""

import numpy as np

patch = np.array([[0.2, 0.2, 0.8], [0.2, 0.2, 0.8], [0.2, 0.2, 0.8]])
edge = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
asked = (patch * edge).sum()


def answers(patch, table):
    """To the patch and to the brighter patch."""
    return [(patch * table).sum(), ((patch + 0.1) * table).sum()]


def layers(first, pooled, third, numbers):
    return [first, pooled, third, numbers]


def learned(depth, next_depth, bias=1, next_bias=1):
    """How many numbers 16 filters of 7 x 7 and 32 of 3 x 3 have."""
    return 16 * (7 * 7 * depth + bias) + 32 * (3 * 3 * next_depth + next_bias)


numbers = learned(3, 16)
first, second = [-1, 0, 1], [1, 2, 1]
both = np.convolve(first, second)


def answer(row, table):
    return np.correlate(row, table, "valid")


row = np.array([0, 0, 0, 0, 1, 0, 0, 0, 0])
printed = answer(answer(row, first), second)


def spread_too_early(layers):
    field, distance = 1, 1
    for size, stride in layers:
        distance *= stride
        field += (size - 1) * distance
    return field, distance


def size_not_less_one(layers):
    field, distance = 1, 1
    for size, stride in layers:
        field += size * distance
        distance *= stride
    return field, distance


def sizes_added(layers):
    if not layers:
        return 1, 1
    field, distance = 0, 1
    for size, stride in layers:
        field += size * distance
        distance *= stride
    return field, distance


def strides_only_for_the_distance(layers):
    field, distance = 1, 1
    for size, stride in layers:
        field += size - 1
        distance *= stride
    return field, distance


def distance_first(layers):
    field, distance = 1, 1
    for size, stride in layers:
        field += (size - 1) * distance
        distance *= stride
    return distance, field


def nothing_seen_at_first(layers):
    field, distance = 0, 1
    for size, stride in layers:
        field += (size - 1) * distance
        distance *= stride
    return field, distance


def product(layers):
    field, distance = 1, 1
    for size, stride in layers:
        field *= size
        distance *= stride
    return field, distance


STUDENTS = {
    "01.a": {
        "one row only": [answers(patch[0], edge[0])],
        "brightness added once": [[asked, asked + 0.1]],
        "brightness added nine times": [[asked, asked + 9 * 0.1]],
        "minus forgotten": [answers(patch, np.abs(edge))],
        "left column forgotten for brightness": [[asked, asked + 3 * 0.1]],
        "sign reversed": [answers(patch, -edge), answers(patch, edge[:, ::-1])],
    },
    "01.b": {
        "above and below exchanged": [
            edge.T,
            [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
            [[-1, -1, 0], [-1, 0, 1], [0, 1, 1]],
        ],
        "left and right": [edge, -edge, [[0, 0, 0], [-1, 0, 1], [0, 0, 0]]],
        "answers to brightness": [
            [[1, 1, 1], [0, 0, 0], [0, 0, 0]],
            [[1, 1, 1], [1, 1, 1], [-1, -1, -1]],
            np.ones((3, 3)),
        ],
        "corner": [[[1, 1, 0], [1, 0, -1], [0, -1, -1]], [[2, 1, 0], [0, 0, 0], [-1, -1, -1]]],
    },
    "01.c": {
        "one place too few": [
            layers(64 - 7, 57 // 2, 28, numbers),
            layers(64 - 7, 29, 29, numbers),
        ],
        '"valid" taken for "same"': [layers(64, 64 // 2, 32, numbers)],
        '"same" taken for "valid"': [layers(64 - 7 + 1, 58 // 2, 29 - 3 + 1, numbers)],
        "halved wrong": [layers(64 - 7 + 1, 56 // 2, 28, numbers)],
        "one channel deep": [
            layers(58, 29, 29, count)
            for count in (
                learned(1, 1, 0, 0),
                learned(1, 1),
                learned(3, 3),
                learned(3, 1),
                learned(1, 16),
            )
        ],
        "biases missing": [
            layers(58, 29, 29, learned(3, 16, *biases)) for biases in ((0, 0), (1, 0), (0, 1))
        ],
    },
    "01.d": {
        "reversed": [(printed, False)],
        "put into the middle": [(np.pad(np.multiply(first, second), 1), False)],
        "added": [(np.pad(np.add(first, second), 1), False)],
        "ReLU changes nothing": [(both, True)],
    },
    "01.e": {
        "stride too early": [spread_too_early],
        "overlap counted twice": [size_not_less_one, sizes_added],
        "strides forgotten": [strides_only_for_the_distance],
        "other order": [distance_first],
        "starts at 0": [nothing_seen_at_first],
        "all multiplied": [product],
    },
}
