"""explore(): the figure follows its controls, and trouble is told."""

import io

import ipywidgets as widgets
import numpy as np
import pytest
from hands import img
from PIL import Image

import dreamkit as dk


def shown(panel):
    return np.asarray(Image.open(io.BytesIO(panel.content)).convert("RGB"), np.float32) / 255


def gray(level):
    return np.full((30, 40, 3), level, np.float32)


def test_a_picture_follows_its_control():
    panel = dk.explore(gray, level=widgets.FloatSlider(0.2, min=0, max=1))
    assert shown(panel).mean() == pytest.approx(0.2, abs=0.01)
    panel.controls["level"].value = 0.7
    assert shown(panel).mean() == pytest.approx(0.7, abs=0.01)
    assert panel.controls["level"].description == "Level"
    assert panel.controls["level"].continuous_update is False


def test_a_figure_is_drawn_and_closed(photo):
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    panel = dk.explore(
        lambda left, times: dk.show(*[photo[:, left:]] * times),
        left=widgets.IntSlider(0, 0, 50),
        times=widgets.Dropdown(options=[1, 2]),
    )
    narrow = shown(panel).shape[1]
    panel.controls["times"].value = 2
    assert shown(panel).shape[1] > 1.7 * narrow
    assert plt.get_fignums() == before


def test_trouble_at_first_belongs_to_the_cell_and_later_to_the_panel():
    def fussy(level):
        if level > 0.5:
            raise dk.InputError("too bright.")
        return gray(level)

    with pytest.raises(dk.InputError, match="too bright"):
        dk.explore(fussy, level=widgets.FloatSlider(0.9, min=0, max=1))
    panel = dk.explore(fussy, level=widgets.FloatSlider(0.1, min=0, max=1))
    panel.controls["level"].value = 0.8
    assert panel.error == "too bright."
    assert shown(panel).mean() == pytest.approx(0.1, abs=0.01)  # what there was stays
    panel.controls["level"].value = 0.3
    assert panel.error is None
    assert shown(panel).mean() == pytest.approx(0.3, abs=0.01)


def test_its_picture_has_an_alt_text(photo):
    def alt(panel):
        return img(panel.view)["alt"]

    level = {"level": widgets.FloatSlider(0.25, min=0, max=1)}
    panel = dk.explore(gray, **level)
    assert alt(panel) == "A picture (Level 0.25)."
    level["level"].value = 0.5
    assert alt(panel) == "A picture (Level 0.5)."
    assert alt(dk.explore(gray, alt='A "gray" square.', **level)) == 'A "gray" square.'
    named = dk.explore(lambda: dk.show(photo, photo, titles=["in", "out"]))
    assert alt(named) == "in; out."
    told = dk.explore(lambda level: dk.show(photo, alt=f"Light {level:g}."), **level)
    assert alt(told) == "Light 0.5."
    choice = widgets.Dropdown(options=[("as a whole", 1), ("apart", 2)])
    assert alt(dk.explore(lambda way: gray(0.1), way=choice)) == "A picture (Way as a whole)."


def test_it_says_when_it_draws():
    said = []

    def draw(level):
        said.append(panel.status.value if said else None)
        return gray(level)

    panel = dk.explore(draw, level=widgets.FloatSlider(0.2, min=0, max=1))
    panel.controls["level"].value = 0.4
    assert "drawing ..." in said[-1] and panel.status.value == ""


def test_many_controls_stand_beside_the_figure():
    def controls(count):
        return {name: widgets.FloatSlider(0, min=0, max=1) for name in "abc"[:count]}

    two = dk.explore(lambda **values: gray(0.5), **controls(2))
    assert two.children[-1] is two.view
    three = dk.explore(lambda **values: gray(0.5), **controls(3))
    row = three.children[-1]
    assert row.children[1] is three.view and row.layout.flex_flow == "row wrap"
    assert row.children[0].children == (*three.controls.values(), three.status)
    assert row.children[0].layout.flex == "1 1 260px"


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (None, "draw is a function, not None"),
        (lambda: None, "draw returns a figure or a picture, not NoneType"),
        (lambda: np.full((4, 4, 3), np.nan), "not numbers"),
        (lambda: np.zeros((0, 4, 3)), "a picture has the shape"),
    ],
)
def test_what_draws_no_picture_is_refused(draw, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        dk.explore(draw)


@pytest.mark.parametrize("control", [3, None, "slider", widgets.Button()])
def test_what_has_no_value_is_no_control(control):
    with pytest.raises(dk.InputError, match="light is a control of ipywidgets, not"):
        dk.explore(lambda light: np.zeros((4, 4, 3)), light=control)
