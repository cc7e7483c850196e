"""The controller, driven without widgets; events stand where a slow dream would be."""

import signal
import threading
from types import SimpleNamespace

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.panel.controller import Controller

LONG = 120  # seconds after which a wait has hung


def finished(picture="picture", stopped=None):
    return SimpleNamespace(image=picture, stopped=stopped)


class Slow:
    """Work that waits in its first step until it is let go or asked to stop."""

    def __init__(self):
        self.begun, self.free = threading.Event(), threading.Event()

    def __call__(self, image, on_step, should_stop, **settings):
        on_step("step 1")
        self.begun.set()
        assert self.free.wait(LONG)
        return finished(image, "cancelled" if should_stop() else None)


def test_a_real_dream_runs_and_reports_each_step(photo):
    seen = []
    controller = Controller(lambda c: seen.append((c.state, c.step.index)))
    assert controller.state == "idle" and controller.wait()
    controller.start(photo, steps=2, octaves=2)
    assert controller.wait(LONG)
    assert controller.state == "done" and controller.error is None
    assert controller.result.image.shape == photo.shape
    assert seen == [("running", 1), ("running", 2), ("running", 3), ("running", 4), ("done", 4)]


def test_a_real_dream_can_be_cancelled_at_its_first_step(photo):
    controller = Controller(lambda c: c.cancel())
    controller.start(photo, steps=500, octaves=1)
    assert controller.wait(LONG)
    assert controller.state == "cancelled" and controller.step.index == 1
    assert controller.result is None and controller.error is None


def test_a_second_start_is_refused_while_one_runs():
    slow = Slow()
    controller = Controller(work=slow)
    controller.start("first")
    assert slow.begun.wait(LONG)
    with pytest.raises(dk.InputError, match="running already"):
        controller.start("second")
    assert not controller.wait(timeout=0)
    slow.free.set()
    assert controller.wait(LONG)
    assert controller.result.image == "first"


def test_a_finished_dream_outlives_a_cancelled_and_a_failed_run():
    slow = Slow()
    controller = Controller(work=slow)
    slow.free.set()
    controller.start("good")
    assert controller.wait(LONG) and controller.state == "done"
    slow.free.clear()
    slow.begun.clear()
    controller.start("cancelled")
    assert slow.begun.wait(LONG)
    assert not controller.cancelling
    controller.cancel()
    assert controller.cancelling
    slow.free.set()
    assert controller.wait(LONG)
    assert (controller.state, controller.result.image) == ("cancelled", "good")
    controller.start("failed", on_step="given twice")
    assert controller.wait(LONG)
    assert (controller.state, controller.result.image) == ("failed", "good")


def test_interrupting_the_kernel_leaves_the_dream_to_cancel():
    slow = Slow()
    controller = Controller(work=slow)
    controller.start("picture")
    assert slow.begun.wait(LONG)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert controller.state == "running"
    controller.cancel()
    slow.free.set()
    assert controller.wait(LONG)
    assert controller.state == "cancelled"


def test_a_cancel_without_a_run_does_not_stop_the_next():
    controller = Controller(work=lambda image, on_step, should_stop: finished(should_stop()))
    controller.cancel()
    controller.start("picture")
    assert controller.wait(LONG)
    assert controller.result.image is False


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (dk.InputError("steps must be 1."), "steps must be 1."),
        (dk.FileError("'a.h5' is empty."), "'a.h5' is empty."),
        (ValueError("shapes differ\n  at line 3"), "ValueError: shapes differ"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_errors_become_one_sentence_and_can_be_raised_again(error, sentence):
    def work(image, on_step, should_stop):
        raise error

    controller = Controller(work=work)
    controller.raise_error()
    controller.start("picture")
    assert controller.wait(LONG)
    assert (controller.state, controller.error) == ("failed", sentence)
    with pytest.raises(type(error)) as caught:
        controller.raise_error()
    assert caught.value is error


def test_a_good_run_clears_the_error_of_the_one_before(photo):
    controller = Controller()
    controller.start(np.zeros((4, 4)))
    assert controller.wait(LONG)
    assert "4 x 4 pixels" in controller.error
    controller.start(photo, steps=1, octaves=1)
    assert controller.wait(LONG)
    assert controller.error is None and controller.exception is None


def test_a_callback_that_fails_at_the_end_is_not_swallowed():
    def on_change(controller):
        raise RuntimeError("no such widget")

    controller = Controller(on_change, work=lambda image, on_step, should_stop: finished())
    controller.start("picture")
    assert controller.wait(LONG)
    assert controller.error == "RuntimeError: no such widget"
    assert controller.result is not None


def test_the_controller_needs_no_widgets(monkeypatch):
    import importlib
    import sys

    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    monkeypatch.delitem(sys.modules, "dreamkit.panel.controller")
    assert importlib.import_module("dreamkit.panel.controller").Controller().state == "idle"
