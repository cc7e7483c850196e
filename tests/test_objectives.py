"""Goals: their values on numbers worked out by hand, their algebra, their text."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit import objectives

# Two pictures, 1 x 2 pixels, 2 channels.
ACTIVATION = np.array([[[[1.0, 2.0], [3.0, -4.0]]], [[[0.0, 1.0], [0.0, 1.0]]]], np.float32)


def value(wanted):
    weights, channels = wanted.numbers
    found = objectives.loss(wanted.structure, weights, channels, {"a": ACTIVATION})
    return np.asarray(found).tolist()


A, A0, A1 = dk.layer("a"), dk.channel("a", 0), dk.channel("a", 1)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (A, [0.5, 0.5]),  # (1 + 2 + 3 - 4) / 4, (0 + 1 + 0 + 1) / 4
        (A0, [2.0, 0.0]),
        (A1, [-1.0, 1.0]),
        (dk.layer("a", power=2), [7.5, 0.5]),  # (1 + 4 + 9 + 16) / 4
        (dk.channel("a", 1, power=2), [10.0, 1.0]),
        (dk.channel("a", 1, power=3), [-28.0, 1.0]),  # (8 - 64) / 2
        (A0 + A1, [1.0, 1.0]),
        (A0 + 0.5 * A1, [1.5, 0.5]),
        (A0 - A1, [3.0, -1.0]),
        (-A0, [-2.0, 0.0]),
        (2 * (A0 + A1), [2.0, 2.0]),
        (sum([A0, A1, A]), [1.5, 1.5]),
    ],
)
def test_values(wanted, expected):
    assert value(wanted) == pytest.approx(expected)


def test_algebra_leaves_its_operands_alone():
    a, b = dk.layer("a"), dk.channel("a", 0)
    before = a, b, str(a), str(b)
    _ = a + 3 * b, -a, b - a, 2 * (a + b)
    assert (a, b, str(a), str(b)) == before
    assert value(a) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (dk.layer("mixed3"), "mixed3"),
        (dk.layer("mixed3", power=2) + 0.5 * dk.channel("mixed5", 12), "mixed3^2 + 0.5*mixed5:12"),
        (dk.layer("mixed3") - dk.channel("mixed4", 7), "mixed3 - mixed4:7"),
        (-dk.layer("outer/inner.x"), "-outer/inner.x"),
        (1e-7 * dk.channel("a", 3, power=2), "1e-07*a:3^2"),
        (0 * dk.layer("a"), "0*a"),
    ],
)
def test_the_text_says_it_and_reads_back(wanted, text):
    assert str(wanted) == text
    assert dk.goal(text) == wanted


@pytest.mark.parametrize("text", ["", "mixed3 mixed4", "2*", "mixed3:x", "mixed3^^2", "3 + mixed3"])
def test_a_text_that_is_no_goal(text):
    with pytest.raises(dk.InputError, match="cannot be read"):
        dk.goal(text)


def test_wrong_numbers():
    with pytest.raises(dk.InputError, match="index"):
        dk.channel("a", -1)
    with pytest.raises(dk.InputError, match="power"):
        dk.layer("a", power=0)
    with pytest.raises(dk.InputError, match="finite"):
        dk.layer("a") * float("nan")
    with pytest.raises(TypeError):
        dk.layer("a") * dk.layer("b")


def test_goals_are_checked_against_the_network(linear_network):
    with pytest.raises(dk.InputError, match="'mux' is not in linear; did you mean 'mix'"):
        objectives.check(dk.layer("mux"), linear_network)
    with pytest.raises(dk.InputError, match="channels 0 to 1; 2 is not"):
        objectives.check(dk.channel("mix", 2), linear_network)
