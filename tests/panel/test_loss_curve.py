"""The curve of the loss: its pieces, its axes, what numbers it takes."""

import io
import math

import numpy as np
from PIL import Image

import dreamkit as dk
from dreamkit.panel import loss_curve


def test_an_octave_is_a_piece():
    assert loss_curve.pieces([]) == []
    assert loss_curve.pieces([1, 1, 1]) == [(0, 3)]
    assert loss_curve.pieces([1, 1, 2, 3, 3]) == [(0, 2), (2, 3), (3, 5)]


def test_each_piece_is_a_line_at_its_steps():
    (axes,) = loss_curve.figure([1.0, 2.0, 5.0, 4.0], [1, 1, 2, 2], 6).axes
    lines = [line for line in axes.lines if line.get_color() == loss_curve.LINE]
    assert [list(line.get_xdata()) for line in lines] == [[1, 2], [3, 4]]
    assert [list(line.get_ydata()) for line in lines] == [[1, 2], [5, 4]]
    assert axes.get_xlim() == (0.5, 6.5)  # room for the steps to come
    assert [text.get_text() for text in axes.texts] == ["octave 1", "octave 2"]


def test_the_curve_in_a_sentence():
    curve, picture = loss_curve.LossCurve(), np.zeros((4, 4, 3), np.float32)
    said = [curve.alt]
    for index, octave, loss in ((1, 1, 0.25), (2, 1, 1.5), (3, 2, 0.751234)):
        curve.add(dk.Step(index, 6, octave, 2, loss, picture, 1.0, 1.0))
        said.append(curve.alt)
    assert said == [
        "An empty chart: the loss of each step will be drawn here.",
        "The loss of the first of 6 steps: 0.25.",
        "The loss over 2 of 6 steps: a line from 0.25 to 1.5.",
        "The loss over 3 of 6 steps: a line from 0.25 to 0.751, in 2 octaves.",
    ]


def test_one_octave_needs_no_name():
    (axes,) = loss_curve.figure([1.0, 2.0], [1, 1], 5).axes
    assert not axes.texts


def test_losses_that_are_no_numbers_are_left_out():
    png = loss_curve.draw([1.0, math.nan, math.inf, 2.0], [1, 1, 1, 1], 4)
    assert Image.open(io.BytesIO(png)).size == (737, 216)


def test_drawing_takes_a_tenth_of_the_time_at_most(monkeypatch):
    """A clock that stands still between calls, and moves on by 0.2 s while it draws."""
    now = [100.0]
    monkeypatch.setattr(loss_curve.time, "monotonic", lambda: now[0])

    def draw(*_):
        now[0] += 0.2
        return b"drawn"

    monkeypatch.setattr(loss_curve, "draw", draw)
    drawn = loss_curve.LossCurve()
    drawn.add(dk.Step(1, 3, 1, 1, 0.5, np.zeros((2, 2, 3)), 0.0, 0.0))
    assert drawn.png_if_due() == b"drawn"
    now[0] += 1.9
    assert drawn.png_if_due() is None
    now[0] += 0.2
    assert drawn.png_if_due() == b"drawn"


def test_it_leaves_pyplot_alone():
    import subprocess
    import sys

    probe = (
        "import sys; from dreamkit.panel import loss_curve; loss_curve.draw([1.0], [1], 2); "
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", probe]).returncode == 0
