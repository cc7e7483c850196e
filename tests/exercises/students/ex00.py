"""Wrong answers to exercise 00, First dream."""

import numpy as np

import dreamkit as dk

photo = dk.sample("cat")
first, last = 0.29, 0.64  # of the diary in task b
settings = {"steps": 10, "octaves": 5}
changes = [[0.126, 0.101, 0.111, 0.110], [0.126, 0.099, 0.110, 0.119], [0.126, 0.118, 0.140, 0.156]]
highest = np.unravel_index(np.argmax(changes), (3, 4))
lowest = np.unravel_index(np.argmin(changes), (3, 4))
true = [2, 4, 5]

STUDENTS = {
    "00.a": {
        "forgot the colors": [photo.shape[0] * photo.shape[1], photo[:, :, 0].size],
        "added the sides": [sum(photo.shape)],
        "counted a fourth channel": [photo.shape[0] * photo.shape[1] * len("RGBA")],
    },
    "00.b": {
        "subtracted": [last - first],
        "divided the wrong way round": [first / last, round(first / last, 1)],
        "how much more": [(last - first) / first, round((last - first) / first, 1)],
        "last value alone": [last],
        "rounded too far": [round(last / first), last // first],
    },
    "00.c": {
        "one octave only": [settings["steps"]],
        "added": [settings["steps"] + settings["octaves"]],
        "octaves": [settings["octaves"]],
    },
    "00.d": {
        "column first": [[int(highest[1]) + 1, int(highest[0]) + 1]],
        "counted from 0": [highest, list(highest)],
        "changed least": [[int(lowest[0]) + 1, int(lowest[1]) + 1]],
    },
    "00.e": {
        "the network learns": [[1, *true], [1, 2, 5], [1]],
        "it was hidden in the photo": [sorted([*true, 3]), [2, 3, 5]],
        "different each time": [[*true, 6], {6}],
        "incomplete": [true[:2], []],
    },
}
