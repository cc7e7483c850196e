"""Wrong answers to exercise 05, Octaves."""

import math

import numpy as np

import dreamkit as dk
from dreamkit.exercises.tasks import given


def tutorial_sizes(height, width, octaves, scale):
    factors = [scale**power for power in range(-2, 3)]
    return [(round(height * factor), round(width * factor)) for factor in factors]


def one_more(height, width, octaves, scale):
    factors = [scale**power for power in range(-octaves, 1)]
    return [(round(height * factor), round(width * factor)) for factor in factors]


def all_smaller(height, width, octaves, scale):
    factors = [scale**power for power in range(-octaves, 0)]
    return [(round(height * factor), round(width * factor)) for factor in factors]


def large_first(height, width, octaves, scale):
    return [(round(height / scale**i), round(width / scale**i)) for i in range(octaves)]


def even_parts(height, width, octaves, scale):
    parts = [(i + 1) / octaves for i in range(octaves)]
    return [(round(height * part), round(width * part)) for part in parts]


def cut_off(height, width, octaves, scale):
    factors = [scale**power for power in range(1 - octaves, 1)]
    return [(int(height * factor), int(width * factor)) for factor in factors]


def whole_division(height, width, octaves, scale):
    divisors = [scale**power for power in range(octaves - 1, -1, -1)]
    return [(height // divisor, width // divisor) for divisor in divisors]


def rounded_up(height, width, octaves, scale):
    factors = [scale**power for power in range(1 - octaves, 1)]
    return [(math.ceil(height * factor), math.ceil(width * factor)) for factor in factors]


def rounded_up_by_numpy(height, width, octaves, scale):
    powers = range(1 - octaves, 1)
    return np.array([np.ceil(np.array([height, width]) * scale ** float(n)) for n in powers])


def not_rounded(height, width, octaves, scale):
    return [(height * scale**n, width * scale**n) for n in range(1 - octaves, 1)]


def width_first(height, width, octaves, scale):
    factors = [scale**power for power in range(1 - octaves, 1)]
    return [(round(width * factor), round(height * factor)) for factor in factors]


def down_and_up(picture, smaller):
    return dk.resize(dk.resize(picture, smaller), picture.shape[:2])


def enlarged_only(picture, before, now):
    return dk.resize(picture, now.shape[:2])


def enlarged_and_clipped(picture, before, now):
    return np.clip(dk.resize(picture, now.shape[:2]), 0, 1)


def all_of_now_added(picture, before, now):
    return np.clip(dk.resize(picture, now.shape[:2]) + now, 0, 1)


def measured_against_the_dream(picture, before, now):
    large = dk.resize(picture, now.shape[:2])
    detail = now - large
    return np.clip(large + detail, 0, 1)


def not_clipped(picture, before, now):
    detail = now - dk.resize(before, now.shape[:2])
    return dk.resize(picture, now.shape[:2]) + detail


def detail_the_wrong_way_round(picture, before, now):
    detail = dk.resize(before, now.shape[:2]) - now
    return np.clip(dk.resize(picture, now.shape[:2]) + detail, 0, 1)


def names_swapped(picture, before, now):
    detail = now - dk.resize(picture, now.shape[:2])
    return np.clip(dk.resize(before, now.shape[:2]) + detail, 0, 1)


def now_shrunk_again(picture, before, now):
    detail = now - down_and_up(now, picture.shape[:2])
    return np.clip(dk.resize(picture, now.shape[:2]) + detail, 0, 1)


def photo_each_time(photo, climb, sizes, steps):
    for size in sizes:
        picture = climb(dk.resize(photo, size), steps)
    return picture


def before_stays(photo, climb, sizes, steps):
    before = dk.resize(photo, sizes[0])
    picture = climb(np.clip(before, 0, 1), steps)
    for size in sizes[1:]:
        now = dk.resize(photo, size)
        picture = climb(given.enlarge(picture, before, now), steps)
    return picture


def without_detail(photo, climb, sizes, steps):
    picture = climb(dk.resize(photo, sizes[0]), steps)
    for size in sizes[1:]:
        picture = climb(dk.resize(picture, size), steps)
    return picture


def resized_in_every_round(photo, climb, sizes, steps):
    picture = photo
    for size in sizes:
        picture = climb(dk.resize(picture, size), steps)
    return picture


def returned_inside_the_loop(photo, climb, sizes, steps):
    before = picture = None
    for size in sizes:
        now = dk.resize(photo, size)
        picture = now if before is None else given.enlarge(picture, before, now)
        picture = climb(picture, steps)
        before = now
        return picture


def climb_lost(photo, climb, sizes, steps):
    before = picture = dk.resize(photo, sizes[0])
    climb(picture, steps)
    for size in sizes[1:]:
        now = dk.resize(photo, size)
        picture = given.enlarge(picture, before, now)
        climb(picture, steps)
        before = now
    return picture


def one_step_each(photo, climb, sizes, steps):
    before = dk.resize(photo, sizes[0])
    picture = climb(np.clip(before, 0, 1), 1)
    for size in sizes[1:]:
        now = dk.resize(photo, size)
        picture = climb(given.enlarge(picture, before, now), 1)
        before = now
    return picture


def dream_called_before(photo, climb, sizes, steps):
    before = dk.resize(photo, sizes[0])
    picture = climb(np.clip(before, 0, 1), steps)
    for size in sizes[1:]:
        now = dk.resize(photo, size)
        picture = climb(given.enlarge(picture, before, now), steps)
        before = picture
    return picture


def level_over(measure, factors=lambda place: (0.45 * 0.45, 0.45, 1, 1)[place]):
    return lambda level, place: factors(place) * level / measure(level)


def size_of_level(level):
    return (level**2).mean() ** 0.5


STUDENTS = {
    "05.a": {
        "up as well as down": [tutorial_sizes],
        "one too many": [one_more],
        "one missing at the end": [all_smaller],
        "large to small": [large_first],
        "evenly divided": [even_parts],
        "cut off": [cut_off, whole_division],
        "rounded up": [rounded_up, rounded_up_by_numpy],
        "not rounded": [not_rounded],
        "width first": [width_first],
    },
    "05.b": {
        "one enlargement too many": [16 * 1.5**4],
        "one enlargement too few": [16 * 1.5 * 1.5],
        "not enlarged": [16],
        "divided": [16 / 1.5 / 1.5 / 1.5, round(16 / 1.5**3)],
        "added up": [16 + 16 + 16 + 16],
    },
    "05.c": {
        "clipped": [
            lambda picture, smaller: np.clip(picture - down_and_up(picture, smaller), 0, 1)
        ],
        "sign swapped": [lambda picture, smaller: down_and_up(picture, smaller) - picture],
        "what is left": [down_and_up],
        "absolute value": [lambda picture, smaller: abs(picture - down_and_up(picture, smaller))],
    },
    "05.d": {
        "no detail": [enlarged_only, enlarged_and_clipped],
        "original added": [all_of_now_added],
        "dream lost": [measured_against_the_dream],
        "not clipped": [not_clipped],
        "detail subtracted": [detail_the_wrong_way_round],
        "dream and original swapped": [names_swapped],
        "before not used": [now_shrunk_again],
    },
    "05.e": {
        "all octaves alike": [1 + 1 + 1],
        "side, not area": [1 + 1 / 2 + 1 / 4],
        "the small ones alone": [1 / 4 + 1 / 16],
        "steps counted": [10 + 10 / 4 + 10 / 16, round(10 + 10 / 4 + 10 / 16, 1)],
    },
    "05.f": {
        "always from the photo": [photo_each_time, dream_called_before],
        "before never moves on": [before_stays],
        "no detail": [without_detail, resized_in_every_round],
        "first octave only": [returned_inside_the_loop],
        "climbs for nothing": [climb_lost],
        "steps not passed on": [one_step_each],
    },
    "05.h": {
        "not damped": [lambda level, place: level / size_of_level(level)],
        "coarse ones damped": [level_over(size_of_level, lambda place: 0.45**place)],
        "both damped alike": [
            level_over(size_of_level, lambda place: [0.45, 0.45, 1, 1][place]),
            level_over(size_of_level, lambda place: 0.45**2 if place in (0, 1) else 1),
        ],
        "finest only": [
            level_over(size_of_level, lambda place: [0.45, 1, 1, 1][place]),
            level_over(size_of_level, lambda place: 1 if place else 0.45 * 0.45),
        ],
        "all damped": [lambda level, place: 0.45 * level / size_of_level(level)],
        "standard deviation": [level_over(np.std)],
        "damping not ended": [level_over(size_of_level, lambda place: 0.45 ** (2 - place))],
        "mean of the sizes": [level_over(lambda level: np.abs(level).mean())],
        "root forgotten": [level_over(lambda level: (level * level).mean())],
        "by the largest": [
            level_over(lambda level: np.max(np.abs(level))),
            level_over(np.max),
        ],
        "divided only by damping": [lambda level, place: (0.45**2, 0.45, 1, 1)[place] * level],
    },
}
