"""explore(): the figure follows its controls, and trouble is told."""

import io

import ipywidgets as widgets
import numpy as np
import pytest
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
