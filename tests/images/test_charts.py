"""Charts show the numbers they are given, with their words."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.images import charts


def lines(axis):
    return [(list(line.get_xdata()), list(line.get_ydata())) for line in axis.lines]


def test_values_stand_at_their_positions():
    panel = charts.Panel({"a": [3, 1], "b": ([5, 7], [2, 9])}, log="x", marks="both")
    [axis] = charts.charts(panel, alt="Two lines.").axes
    assert lines(axis) == [([0, 1], [3, 1]), ([5, 7], [2, 9])]
    assert axis.get_xscale() == "log" and axis.get_yscale() == "linear"
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["a", "b"]


def test_lines_through_the_chart_and_ticks_stand_where_they_are_asked_for():
    panel = charts.Panel({"a": [1, 2, 3]}, x_lines=[1.5], y_lines=[2.5], x_ticks=[0, 2], y_min=0)
    [axis] = charts.charts(panel, alt="A line.").axes
    assert lines(axis)[0][0] == [1.5, 1.5] and lines(axis)[1][1] == [2.5, 2.5]
    assert axis.get_xticks().tolist() == [0, 2] and axis.get_ylim()[0] == 0
    assert axis.get_legend() is None


def test_bars_have_their_heights_and_names():
    panel = charts.Panel({"bytes": (["stem", "conv1"], [96, 64])}, marks="bars")
    [axis] = charts.charts(panel, alt="Two bars.").axes
    assert [bar.get_height() for bar in axis.patches] == [96, 64]
    assert [label.get_text() for label in axis.get_xticklabels()] == ["stem", "conv1"]


def test_panels_may_share_their_scale():
    pair = charts.Panel({"a": [1, 10]}), charts.Panel({"b": [2, 3]})
    left, right = charts.charts(*pair, alt="Two panels.", share_y=True).axes
    assert left.get_ylim() == right.get_ylim()
    assert left.get_ylim()[0] < 1 and left.get_ylim()[1] > 10


def test_a_growing_chart_keeps_its_room_and_has_a_picture_beside_it():
    lines = {"loss": [1.5, 0.5], "accuracy": [0.2, 0.9]}
    panel = charts.Panel(lines, "epoch", marks="both", first=1, x_range=(0.5, 12.5), y_min=0)
    grid = np.linspace(0, 1, 4 * 9 * 3).reshape(4, 9, 3)
    chart, picture = charts.charts(panel, alt="Two lines.", beside=grid).axes
    assert {line.get_label(): list(line.get_ydata()) for line in chart.lines} == lines
    assert list(chart.lines[0].get_xdata()) == [1, 2]
    assert chart.get_xlim() == (0.5, 12.5) and chart.get_ylim()[0] == 0
    np.testing.assert_allclose(picture.images[0].get_array(), grid, atol=1e-6)
    assert picture.get_position().width > 2 * chart.get_position().width


def test_who_did_not_move_did_not_gain():
    [axis] = charts.gains(np.array([1, 1, 1]), np.array([1, 2, 0]), "Three dots.").axes
    assert axis.get_title() == "33% of 3 channels gained"
    assert axis.collections[0].get_offsets().tolist() == [[1, 2]]


def test_a_pixel_is_as_large_in_each_picture():
    pair = np.zeros((10, 20, 3)), np.zeros((20, 40, 3))
    small, large = charts.to_scale(pair, "Two black pictures.").axes
    small.figure.canvas.draw()
    wide = [axis.get_window_extent().width for axis in (small, large)]
    assert wide[1] / wide[0] == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize(
    "draw",
    [lambda alt: charts.charts(alt=alt), lambda alt: charts.to_scale([], alt)],
)
def test_nothing_to_draw_is_said(draw):
    with pytest.raises(dk.InputError, match="the number of"):
        draw("Nothing.")


def test_an_empty_alt_text_is_refused():
    with pytest.raises(dk.InputError, match="alt"):
        charts.differences(np.ones((3, 3)), " ")
