"""The six sliders of lesson 03 and their figure, in windows of two widths."""

import nbformat
import pytest

pytestmark = pytest.mark.browser
LESSON = "03_regularization.ipynb"
PANEL = ".jp-OutputArea .dreamkit:visible"
SLIDERS, FIGURE = f"{PANEL} .widget-slider", f"{PANEL} .dreamkit-figure img"


@pytest.fixture(scope="module")
def opened(server, page, run_all):
    """The cells that the sliders need, run in a notebook of their own."""
    lesson = nbformat.read(server[1] / LESSON, as_version=4)
    source = {cell.id: cell for cell in lesson.cells}
    numbers = ("02", "08", "38", "40", "42")  # set-up, fine_share, grow, compare, sliders
    lesson.cells = [source[f"{number}03_regularization-ip"] for number in numbers]
    lesson.cells.insert(2, nbformat.v4.new_code_cell('goal = dk.channel("mixed4", 20)'))
    nbformat.write(lesson, server[1] / "sliders.ipynb")
    run_all("sliders.ipynb")
    return page


def boxes(page, where):
    return [one.bounding_box() for one in page.locator(where).all()]


def test_in_a_window_of_1280_pixels_the_figure_stands_beside_its_sliders(opened, photographed):
    opened.set_viewport_size({"width": 1280, "height": 800})
    opened.locator(PANEL).scroll_into_view_if_needed()
    photographed(opened, "lesson-03-1280")
    [figure], sliders = boxes(opened, FIGURE), boxes(opened, SLIDERS)
    assert len(sliders) == 6
    assert all(one["x"] + one["width"] <= figure["x"] for one in sliders)
    top, end = figure["y"], figure["y"] + figure["height"]
    assert all(top <= one["y"] and one["y"] + one["height"] <= end for one in sliders)
    assert end <= 800 - 30  # above the status bar
    assert figure["width"] >= 3 * 180  # three pictures in a row


def test_in_a_window_of_900_pixels_they_share_one_screen(opened, photographed, alt_texts):
    opened.set_viewport_size({"width": 900, "height": 800})
    opened.locator(PANEL).scroll_into_view_if_needed()
    photographed(opened, "lesson-03-900")
    [figure], sliders = boxes(opened, FIGURE), boxes(opened, SLIDERS)
    assert all(one["y"] + one["height"] <= figure["y"] for one in sliders)
    assert len({one["x"] for one in sliders}) == 2  # in two columns
    assert figure["y"] + figure["height"] - sliders[0]["y"] <= 800 - 250
    assert figure["width"] >= 3 * 150
    [before] = alt_texts(opened.locator(PANEL))
    assert "blur 0.5 2% fine" in before
    handle = opened.locator(f"{SLIDERS} .noUi-handle").nth(2)
    handle.focus()
    handle.press("PageUp")
    opened.wait_for_function(
        "([where, old]) => document.querySelector(where).alt !== old",
        arg=[".dreamkit-figure img", before],
        timeout=120_000,
    )
    photographed(opened, "lesson-03-900-moved")
