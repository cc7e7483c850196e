"""The estimate of the time, and the words for it."""

import types

import ipywidgets
import nbformat
import numpy as np
import pytest
import tqdm.auto
import tqdm.notebook
from nbclient import NotebookClient

from dreamkit.ascent import progress


def test_the_estimate_follows_the_pixels_and_forgets_the_first_step(monkeypatch):
    times = iter([100.0, 130.0, 132.0, 134.0, 142.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(times))
    clock = progress.Clock(pixels_in_all=60)
    assert np.isnan(clock.tick(10)[1])
    assert np.isnan(clock.tick(10)[1])
    # 20 pixels in 4 s after the first step; 30 more at that pace: 34 + 6
    assert clock.tick(10) == pytest.approx((34, 40))
    assert clock.tick(30) == pytest.approx((42, 42))


@pytest.mark.parametrize(
    ("seconds", "words"), [(8.2, "8 s"), (89, "89 s"), (120, "2 min"), (7200, "2.0 h")]
)
def test_durations(seconds, words):
    assert progress.duration(seconds) == words


def told_about(seconds, capsys):
    bar = progress.Bar()
    picture = np.zeros((2, 2, 3), np.float32)
    for index in (1, 2, 3, 4):
        expected = float("nan") if index < 3 else seconds
        bar(progress.Step(index, 9, 1, 1, 0.5, picture, 1.0, expected))
    bar.close()
    return capsys.readouterr().err


def test_long_dreams_are_told_once_how_to_be_shorter(capsys):
    said = told_about(601.0, capsys)
    assert said.count("--max-size") == 1
    assert "10 min in all" in said


def test_short_dreams_are_told_only_their_time(capsys):
    said = told_about(42.0, capsys)
    assert "42 s in all" in said
    assert "shorter" not in said


def test_the_time_is_told_anew_as_it_becomes_clearer(capsys):
    bar, picture = progress.Bar(), np.zeros((2, 2, 3), np.float32)
    bar(progress.Step(1, 9, 1, 1, 0.5, picture, 1.0, 25.0))
    bar(progress.Step(2, 9, 1, 1, 0.5, picture, 2.0, 5.0))
    assert bar.bar.desc.startswith("dreaming, 5 s in all")
    bar.close()


IN_NOTEBOOK = """
import numpy as np
from dreamkit.ascent import progress

bar = progress.Bar()
for step in range(1, LAST + 1):
    bar(progress.Step(step, 3, 1, 1, 0.5, np.zeros((2, 2, 3), np.float32), 1.0, 3.0))
bar.close()
"""


def test_a_notebook_keeps_the_bar_only_of_what_was_stopped():
    """Its text is what a page shows in place of the widget."""
    sources = [IN_NOTEBOOK.replace("LAST", last) for last in ("3", "2")]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = NotebookClient(nbformat.v4.new_notebook(cells=cells), timeout=120).execute()
    (finished,), (stopped,) = (cell.outputs for cell in notebook.cells)
    assert finished.data == {"text/plain": "", "text/html": ""}
    assert stopped.data["text/plain"].startswith("dreaming:")


def test_a_bar_that_an_output_widget_has_taken_stays_a_widget_out_of_sight(monkeypatch):
    """As in `interact`, whose output is shown only when its function has ended.

    Without a notebook: programs that run notebooks wait forever for an Output widget now and then.
    """
    updates = []
    place = types.SimpleNamespace(update=lambda page, raw: updates.append(page))
    monkeypatch.setattr(tqdm.auto, "tqdm", tqdm.notebook.tqdm_notebook)
    monkeypatch.setattr(progress, "shown", lambda widget: place)

    def finished():
        bar = progress.Bar()
        for index in (1, 2, 3):
            bar(progress.Step(index, 3, 1, 1, 0.5, np.zeros((2, 2, 3), np.float32), 1.0, 3.0))
        bar.close()
        return bar.bar.container

    output = ipywidgets.Output()
    output.msg_id = "of the cell that runs"  # as set within `with output:`
    taken = finished()
    assert (taken.comm is None, taken.layout.display) == (False, "none")
    assert updates == []
    output.msg_id = ""
    assert finished().comm is None
    assert updates == [{"text/plain": "", "text/html": ""}]
