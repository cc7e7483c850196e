"""The lessons' panel and the run view in it, without a kernel: buttons are pressed by hand."""

import math
import signal
from pathlib import Path

import numpy as np
import pytest
from hands import LONG, Brighter, img, shown

import dreamkit as dk

pytest.importorskip("ipywidgets")

import ipywidgets as widgets

GRAY = np.full((36, 40, 3), 0.25, np.float32)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(panel):
    panel.run_view.run_button.click()
    assert panel.wait(LONG)


def gray_of(view):
    return shown(view).mean() / 255


def test_it_dreams_with_the_values_of_its_controls(photo):
    steps = widgets.IntSlider(5, 1, 9)
    goal = widgets.Dropdown(options=["mixed3", "mixed4"], description="Layer")
    panel = dk.runner(photo, "dreamnet", goal, steps=steps, octaves=2, precision="float32")
    assert list(panel.controls) == ["goal", "steps"]
    assert (goal.description, steps.description) == ("Layer", "Steps")
    steps.value, goal.value = 2, "mixed4"
    run(panel)
    panel.raise_error()
    settings = {"steps": 2, "octaves": 2, "precision": "float32"}
    expected = dk.dream(photo, goal="mixed4", on_step=lambda step: None, **settings)
    np.testing.assert_array_equal(panel.result.image, expected.image)
    assert panel.result.settings == expected.settings


def test_controls_that_are_no_arguments_are_translated():
    work = Brighter()
    panel = dk.runner(
        GRAY,
        work=work,
        depth=widgets.IntSlider(2, 0, 3),
        steps=2,
        arguments=lambda values: {"goal": f"layer{values['depth']}", "steps": values["steps"]},
    )
    run(panel)
    assert work.seen == [{"goal": "layer2", "steps": 2}] and panel.error is None


def test_progress_picture_and_loss_are_shown_while_it_runs(monkeypatch):
    monkeypatch.setattr("dreamkit.panel.run_view.SECONDS_BETWEEN_PICTURES", -1)  # each is shown
    monkeypatch.setattr("dreamkit.panel.run_view.MOST_A_SECOND", float("inf"))
    work = Brighter(hold_after=2)
    panel = dk.runner(GRAY, work=work, steps=4)
    run_view = panel.run_view
    empty = run_view.curve_view.value
    assert img(run_view.view)["alt"] == "The picture to dream on."
    assert img(run_view.curve_view)["alt"].startswith("An empty chart")
    assert abs(gray_of(run_view.view) - 0.25) < 0.01
    run_view.run_button.click()
    assert work.holding.wait(LONG)
    assert (run_view.bar.value, run_view.bar.max) == (2, 4)
    assert "Step 2 of 4, about 2 s left" in run_view.status.value
    assert img(run_view.view)["alt"] == "The dream after step 2 of 4."
    curve = img(run_view.curve_view)["alt"]
    assert curve == "The loss of the first of 4 steps: 1."  # the next drawing is not due yet
    assert abs(gray_of(run_view.view) - 0.45) < 0.01
    assert run_view.curve_view.value != empty
    assert shown(run_view.curve_view).shape == (216, 737, 4)
    work.free.set()
    assert run_view.worker.wait(LONG)
    assert abs(gray_of(run_view.view) - 0.65) < 0.01
    assert "Done in" in run_view.status.value and run_view.bar.value == 4
    assert img(run_view.view)["alt"] == "The dream."
    curve = img(run_view.curve_view)["alt"]
    assert curve == "The loss over 4 of 4 steps: a line from 1 to 4."
    run_view.compare.value = 50
    assert img(run_view.view)["alt"] == "The dream (left), and what it began with (right)."


def test_large_pictures_are_sent_less_often(monkeypatch):
    """The first is shown, then none until the end, however fast the steps are."""
    monkeypatch.setattr("dreamkit.panel.run_view.SECONDS_BETWEEN_PICTURES", -1)
    work = Brighter(hold_after=3)
    panel = dk.runner(GRAY, work=work, steps=4)
    run_view = panel.run_view
    monkeypatch.setattr("dreamkit.panel.run_view.MOST_A_SECOND", 1)  # hours for any picture
    run_view.run_button.click()
    assert work.holding.wait(LONG)
    assert img(run_view.view)["alt"] == "The dream after step 1 of 4."
    work.free.set()
    assert run_view.worker.wait(LONG)
    assert img(run_view.view)["alt"] == "The dream." and abs(gray_of(run_view.view) - 0.65) < 0.01


def test_a_second_run_is_impossible_while_one_runs():
    work = Brighter(hold_after=1)
    slider = widgets.IntSlider(2, 1, 9)
    panel = dk.runner(GRAY, work=work, steps=slider)
    panel.run_view.run_button.click()
    assert work.holding.wait(LONG)
    assert panel.run_view.run_button.disabled and slider.disabled
    assert not panel.run_view.cancel_button.disabled
    panel.run_view.run_button.click()
    work.free.set()
    assert panel.wait(LONG)
    assert len(work.seen) == 1
    assert not panel.run_view.run_button.disabled and not slider.disabled


def test_cancelling_the_first_run_keeps_the_picture_so_far():
    work = Brighter(hold_after=2)
    panel = dk.runner(GRAY, work=work, steps=5)
    run_view = panel.run_view
    run_view.run_button.click()
    assert work.holding.wait(LONG)
    run_view.cancel_button.click()
    assert "Stopping" in run_view.status.value
    work.free.set()
    assert run_view.worker.wait(LONG)
    assert "Cancelled after 2 of 5 steps" in run_view.status.value and panel.error is None
    assert panel.result.stopped == "cancelled" and not run_view.save_button.disabled
    assert abs(gray_of(run_view.view) - 0.45) < 0.01
    run_view.compare.value = 0
    assert abs(gray_of(run_view.view) - 0.25) < 0.01
    run_view.save_button.click()
    assert abs(dk.load_image("my_dream.png").mean() - 0.45) < 0.01


def test_cancelling_a_later_run_leaves_the_finished_picture():
    work = Brighter()
    steps = widgets.IntSlider(3, 1, 9)
    panel = dk.runner(GRAY, work=work, steps=steps)
    run(panel)
    finished = panel.result
    work.hold_after, steps.value = 1, 6
    panel.run_view.run_button.click()
    assert work.holding.wait(LONG)
    panel.run_view.cancel_button.click()
    work.free.set()
    assert panel.run_view.worker.wait(LONG)
    assert panel.result is finished and abs(gray_of(panel.run_view.view) - 0.55) < 0.01
    assert "This is the dream before it" in panel.run_view.status.value
    assert panel.run_view.worker.unfinished.image.mean() == pytest.approx(0.35)
    work.hold_after = None
    run(panel)
    assert panel.result is not finished and panel.run_view.worker.unfinished is None


def test_interrupting_the_kernel_leaves_the_dream_and_its_picture():
    work = Brighter(hold_after=1)
    panel = dk.runner(GRAY, work=work, steps=3)
    panel.run_view.run_button.click()
    assert work.holding.wait(LONG)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert panel.run_view.running
    work.free.set()
    assert panel.run_view.worker.wait(LONG)
    assert panel.result.stopped is None and len(panel.result.losses) == 3


def test_what_goes_wrong_is_one_sentence_in_the_panel(photo):
    layer = widgets.Dropdown(options=["mixed3", "mixd3", "mixed3 mixed4"])
    panel = dk.runner(photo, goal=layer, steps=1, octaves=1)
    run(panel)
    finished = panel.result
    for layer.value, sentence in (
        ("mixd3", "layer 'mixd3' is not in dreamnet; did you mean 'mixed3'?"),
        ("mixed3 mixed4", "the goal cannot be read at the mark, a + or - is missing"),
    ):
        run(panel)
        assert panel.error.startswith(sentence) and panel.error.endswith((".", "?"))
        assert "dreamkit-trouble" in panel.run_view.status.value
        assert not panel.run_view.run_button.disabled and not layer.disabled
        assert panel.result is finished
        with pytest.raises(dk.InputError):
            panel.raise_error()
    layer.value = "mixed3"
    run(panel)
    panel.raise_error()
    assert panel.error is None


def test_an_order_that_fails_is_told_and_nothing_runs():
    work = Brighter()

    def arguments(values):
        raise dk.InputError("no such thing.")

    panel = dk.runner(GRAY, work=work, arguments=arguments)
    run(panel)
    assert panel.error == "no such thing." and work.seen == []
    assert not panel.run_view.run_button.disabled and panel.run_view.cancel_button.disabled


def test_a_wrong_picture_or_network_is_told_at_once():
    with pytest.raises(dk.InputError, match="a picture has the shape"):
        dk.runner(np.zeros(3))
    with pytest.raises(dk.InputError, match="there is no network 'dreamnett'"):
        dk.runner(GRAY, "dreamnett")


def test_saving_twice_takes_another_name():
    panel = dk.runner(GRAY, work=Brighter())
    run(panel)
    panel.run_view.save_button.click()
    assert panel.run_view.save_button.disabled
    run(panel)
    panel.run_view.save_button.click()
    assert panel.run_view.saved == Path("my_dream_2.png").resolve()
    assert dk.read_settings("my_dream_2.png") == {"steps": 3}


def test_text_above_and_no_curve():
    panel = dk.runner(GRAY, work=Brighter(), text="Move the slider.", curve=False)
    run(panel)
    assert panel.run_view.curve_view is None and panel.error is None
    left = panel.children[1].children[0]
    assert "Move the slider." in left.children[0].value


def test_the_time_left_is_unknown_at_first():
    panel = dk.runner(GRAY, work=Brighter())
    panel.run_view._under_way = GRAY
    panel.run_view._show_step(dk.Step(1, 9, 1, 1, 0.5, GRAY, 0.1, math.nan))
    assert "Step 1 of 9<" in panel.run_view.status.value


def test_what_is_no_function_is_refused_before_it_is_run():
    for name in ("work", "arguments"):
        with pytest.raises(dk.InputError, match=f"^{name} is a function, not 3"):
            dk.runner(GRAY, **{name: 3})


def test_arguments_that_are_no_dict_are_told_in_a_sentence():
    panel = dk.runner(GRAY, work=Brighter(), arguments=lambda values: 3)
    run(panel)
    assert panel.error == "arguments= returns a dict of arguments, not 3."
