"""Comparing, showing a mask, errands, and what there is without ipywidgets."""

import subprocess
import sys
import threading

import numpy as np
import pytest
from hands import LONG

from dreamkit.panel.errand import Errand
from dreamkit.panel.parts import compared, spotlight

RED, BLUE = (np.tile(np.float32(c), (4, 10, 1)) for c in ((1, 0, 0), (0, 0, 1)))


def test_compared_by_hand():
    both = compared(RED, BLUE, 0.5)
    np.testing.assert_array_equal(both[:, :5], RED[:, :5])
    np.testing.assert_array_equal(both[:, 5], 1)
    np.testing.assert_array_equal(both[:, 6:], BLUE[:, 6:])
    np.testing.assert_array_equal(compared(RED, BLUE, 1.0), RED)
    np.testing.assert_array_equal(compared(RED, BLUE, 0.0), BLUE)


def test_an_original_of_another_size_is_brought_to_the_dreams():
    assert compared(np.repeat(RED, 2, axis=1), BLUE, 0.0).shape == (4, 20, 3)


def test_a_spotlight_leaves_the_inside_alone_and_darkens_the_rest():
    mask = np.zeros((4, 10), np.float32)
    mask[:, 6:] = 1
    lit = spotlight(RED, mask)
    np.testing.assert_array_equal(lit[:, 7:], RED[:, 7:])
    np.testing.assert_array_equal(lit[:, 6], 1)  # the line
    np.testing.assert_allclose(lit[:, :6], 0.45 / 3, rtol=1e-6)


def test_an_errand_brings_its_value_or_its_error():
    busy, got = [], []
    errand = Errand(lambda: busy.append(errand.busy))
    assert errand.wait() and not errand.busy
    errand.start(lambda: 7, got.append, got.append)
    assert errand.wait(LONG) and got == [7] and busy == [True, False]
    error = OSError("no")

    def fail():
        raise error

    errand.start(fail, got.append, got.append)
    assert errand.wait(LONG) and got == [7, error] and not errand.busy


def test_a_failure_in_taking_the_value_is_told_too():
    got = []
    errand = Errand(lambda: None)
    errand.start(lambda: 0, lambda value: 1 / value, got.append)
    assert errand.wait(LONG) and isinstance(got[0], ZeroDivisionError)


def test_a_newer_errand_makes_the_older_one_void():
    held, got = threading.Event(), []
    errand = Errand(lambda: None)
    errand.start(lambda: held.wait(LONG), lambda _: got.append("old"), got.append)
    old = errand._thread
    errand.start(lambda: "new", got.append, got.append)
    assert errand.wait(LONG) and not errand.busy
    held.set()
    old.join(LONG)
    assert got == ["new"]


WITHOUT = """
import sys
sys.modules["ipywidgets"] = None
import numpy as np
import dreamkit as dk
for name in ("studio", "runner", "first_dream"):
    try:
        getattr(dk, name)()
    except ImportError as error:
        assert str(error) == (
            'the panel needs ipywidgets; install it with: pip install "dreamkit[course]"'
        ), error
    else:
        raise AssertionError(name)
result = dk.dream(np.full((40, 40, 3), 0.5, np.float32), goal="mixed1", steps=1, octaves=1)
print(result.image.shape)
"""


@pytest.mark.slow
def test_without_ipywidgets_one_sentence_says_how_to_get_it_and_dreams_work():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert done.stdout.strip() == "(40, 40, 3)", done.stderr[-2000:]
