"""Showing pictures: one axis each, and their alt text where a notebook is read as a page."""

import html
import re

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import dreamkit as dk

ALT = 'A cat\'s "face" <close>'


def test_show_gives_one_axis_a_picture(photo):
    figure = dk.show(photo, photo[:50], titles=["before", "after"])
    assert [axis.get_title() for axis in figure.axes] == ["before", "after"]
    plt.close(figure)


def test_a_figure_without_a_sentence_is_refused(photo):
    with pytest.raises(dk.InputError, match="alt is a sentence"):
        dk.show(photo, alt="  ")


def test_outside_of_notebooks_the_figure_stays_open(photo):
    figure = dk.show(photo, alt="A cat.")
    assert plt.fignum_exists(figure.number)
    plt.close(figure)


def test_in_a_notebook_it_is_shown_once_with_its_alt_text():
    source = f"import dreamkit as dk\ndk.show(dk.sample('cat', max_size=64), alt={ALT!r});"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=120).execute()
    (output,) = notebook.cells[0].outputs
    (alt,) = re.findall(
        r'<img src="data:image/png;base64,[^"]+" alt="([^"]*)"', output.data["text/html"]
    )
    assert html.unescape(alt) == ALT


def test_a_dream_is_shown_by_its_picture():
    picture = np.full((4, 6, 3), 0.25, np.float32)
    figure = dk.show(dk.Dream(picture, [], {}, {}))
    np.testing.assert_array_equal(figure.axes[0].images[0].get_array(), picture)


def test_pictures_stand_in_rows_of_as_many_as_asked():
    pictures = [np.zeros((10, 20, 3))] * 5
    figure = dk.show(*pictures, columns=2, titles=["a", "", "c", "", "e"])
    places = [axis.get_subplotspec() for axis in figure.axes]
    assert [(at.rowspan.start, at.colspan.start) for at in places] == [
        (row, column) for row in range(3) for column in range(2)
    ]
    assert [len(axis.images) for axis in figure.axes] == [1] * 5 + [0]
    width, height = figure.get_size_inches()
    assert width == 13 and height == pytest.approx(13 / 4 * 3)  # 2 : 1, two in a row, three rows


def test_columns_must_be_a_number_of_pictures():
    with pytest.raises(dk.InputError, match="columns"):
        dk.show(np.zeros((4, 4, 3)), columns=0)


@pytest.mark.parametrize(
    ("count", "given", "sentence"),
    [
        (0, {}, "there is no picture to show"),
        (2, {"titles": ["a"]}, "2 pictures need as many titles, not 1"),
        (2, {"titles": "ab"}, "titles are a list of texts, one for each picture, not 'ab'"),
        (2, {"titles": 3}, "titles are a list of texts"),
        (1, {"columns": 10**400}, "columns may be at most 10,000"),
        (1, {"height": 1e9}, "height may be at most 100"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(count, given, sentence):
    before = plt.get_fignums()
    with pytest.raises(dk.InputError, match=sentence):
        dk.show(*[np.zeros((4, 4, 3))] * count, **given)
    assert plt.get_fignums() == before


@pytest.mark.parametrize("figure", [None, "figure", np.zeros((4, 4, 3))])
def test_what_is_no_figure_is_not_presented(figure):
    with pytest.raises(dk.InputError, match="a figure of matplotlib is presented"):
        dk.present(figure, "A sentence.")
