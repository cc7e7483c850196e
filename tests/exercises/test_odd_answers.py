"""Answers that have the right idea in another form, or the wrong form: what they are told."""

import numpy as np
import pytest

import dreamkit as dk

GRAY = np.full((40, 40, 3), 0.5)
NOISE = np.random.default_rng(0).random((40, 40, 3))

# (task, answer, part of what is said)
ODD = [
    ("00.a", (405, 900), "The answer is 2 numbers"),
    ("00.a", 10**400, "is not one number"),
    ("00.d", ["3", "4"], "without quotes"),
    ("00.d", [3, 4, 5], "Asked for was a list of 2 numbers; the answer is a list of 3 numbers"),
    ("00.e", ["2", "4", "5"], "without quotes"),
    ("00.e", [np.array([2, 4, 5])], "is none of 1, 2"),
    ("00.f", GRAY, "whole: its settings"),
    ("01.b", [[1, -2, 1], [0, 0, 0], [-1, 2, -1]], "no clear answer"),
    ("01.c", [58, 29, 29, 5000], "The sizes are right, the count is not"),
    ("01.d", ([-1, -2, 0, 2, 1], np.zeros(5)), "True or False"),
    ("01.e", lambda layers: 1, "returns one value, where 2 values were expected"),
    ("01.e", lambda layers: (1, 1), "Called with [(5, 1)], yours returns"),
    ("02.g", dk.Dream(NOISE, [], {}, {}), "the name .image"),
    ("02.g", NOISE, "Climb from `start` as it is"),
    ("02.g", dk.sample("coffee", max_size=192), "nothing has climbed"),
    ("03.b", (..., [[-2, 5, -4], [-1, -1, 3]]), "total still has its dots"),
    ("03.f", (GRAY, "owl"), "is no picture"),
    ("03.f", NOISE * 255, "divide by that"),
    ("04.b", lambda activations: str(3), "returns text"),
    (
        "04.b",
        lambda activations: 1 / 0,
        "Called with a dict of 2 arrays, it stopped: ZeroDivisionError: division by zero.",
    ),
    ("04.d", lambda g: np.nan_to_num(g / g.std()), "NumPy warns on the way"),
    ("04.f", lambda p, f, steps, size: (p, [1.0] * (steps - 1)), "as number 2 of its values"),
    ("04.g", (GRAY, [0.1]), "whole: its settings"),
    ("05.c", lambda p, size: (p,), "a comma behind the result"),
    ("05.f", lambda p, climb, sizes, n: [p, p[1:]], "a list of arrays"),
]


@pytest.mark.parametrize(("name", "answer", "said"), ODD, ids=[f"{n} {s}" for n, _, s in ODD])
def test_odd_answers_are_told_what_is_odd(name, answer, said):
    report = dk.check(name, answer)
    assert report.state == "not yet right" and said in report.sentence


def _over_axes(gradient):
    height, width, _ = gradient.shape
    return gradient / max(gradient.std(axis=(0, 1, 2)), 1e-12) * (height * width > 0)


def _from_the_far_end(layers):
    """Each layer widens what the later ones see."""
    field = 1
    for size, stride in layers[::-1]:
        field = (field - 1) * stride + size
    return np.array([field, int(np.prod([stride for _, stride in layers]))])


@pytest.mark.parametrize("name", ["00.c", "01.c", "03.b", "05.f"])
def test_a_list_that_holds_itself_is_an_answer_like_others(name):
    loop = []
    loop.append(loop)
    assert dk.check(name, loop).state == "not yet right"
    loop.append({"a": [...]})
    assert dk.check(name, loop).state == "not attempted"


# Right in another way than the task's own.
AS_RIGHT = [
    ("00.a", [405900]),
    ("00.e", np.array([2, 4, 5])),
    ("01.e", _from_the_far_end),
    ("02.f", lambda p, g, s=0.005: np.clip(p + s * g / (g.std(ddof=1) + 1e-12), 0, 1)),
    ("04.a", [0.005, 1.28]),
    ("04.d", _over_axes),
    ("05.a", lambda h, w, n, s: tuple((round(h / s**k), round(w / s**k)) for k in range(n)[::-1])),
    ("06.b", 0.44),
    ("06.f", 85),
]


@pytest.mark.parametrize(("name", "answer"), AS_RIGHT, ids=[name for name, _ in AS_RIGHT])
def test_other_right_answers_pass(name, answer):
    report = dk.check(name, answer)
    assert report.passed, report


def test_work_on_top_of_an_open_task_is_told_from_no_work():
    def normalize(gradient):
        raise NotImplementedError

    def dream(picture, loss_and_gradient, steps, step_size):
        return normalize(loss_and_gradient(picture)[1]), []

    report = dk.check("04.f", dream)
    assert report.attempted and "still open" in report.sentence


@pytest.mark.parametrize(
    ("settings", "size", "said"),
    [
        ({"tile_size": 160, "jitter": None}, 480, "Tiles of at most 160 pixels, rolled as far"),
        ({"tile_size": 128, "jitter": 64}, 500, "rolled up to 64 pixels"),
        ({"tile_size": 161, "jitter": None}, 480, "at most 160"),
        ({"tile_size": 128, "jitter": 0}, 480, "Without a roll"),
        ({"tile_size": 128, "jitter": 64}, 300, "at least 480"),
    ],
)
def test_what_is_handed_in_keeps_to_the_task(settings, size, said):
    noise = np.random.default_rng(0).random((200, size, 3))
    report = dk.check("06.g", dk.Dream(noise, [], settings, {}))
    assert report.passed == ("rolled" in said) and said in report.sentence
