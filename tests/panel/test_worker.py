"""The worker, driven without widgets; events stand where a slow dream would be."""

import signal
import threading
from types import SimpleNamespace

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.panel.worker import Worker

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
    worker = Worker(lambda c: seen.append((c.state, c.step.index)))
    assert worker.state == "idle" and worker.wait()
    worker.start(photo, steps=2, octaves=2)
    assert worker.wait(LONG)
    assert worker.state == "done" and worker.error is None
    assert worker.result.image.shape == photo.shape
    assert seen == [("running", 1), ("running", 2), ("running", 3), ("running", 4), ("done", 4)]


def test_a_real_dream_can_be_cancelled_at_its_first_step(photo):
    worker = Worker(lambda c: c.cancel())
    worker.start(photo, steps=500, octaves=1)
    assert worker.wait(LONG)
    assert worker.state == "cancelled" and worker.step.index == 1
    assert worker.result is None and worker.error is None


def test_a_second_start_is_refused_while_one_runs():
    slow = Slow()
    worker = Worker(work=slow)
    worker.start("first")
    assert slow.begun.wait(LONG)
    with pytest.raises(dk.InputError, match="running already"):
        worker.start("second")
    assert not worker.wait(timeout=0)
    slow.free.set()
    assert worker.wait(LONG)
    assert worker.result.image == "first"


def test_a_finished_dream_outlives_a_cancelled_and_a_failed_run():
    slow = Slow()
    worker = Worker(work=slow)
    slow.free.set()
    worker.start("good")
    assert worker.wait(LONG) and worker.state == "done"
    slow.free.clear()
    slow.begun.clear()
    worker.start("cancelled")
    assert slow.begun.wait(LONG)
    assert not worker.cancelling
    worker.cancel()
    assert worker.cancelling
    slow.free.set()
    assert worker.wait(LONG)
    assert (worker.state, worker.result.image) == ("cancelled", "good")
    worker.start("failed", on_step="given twice")
    assert worker.wait(LONG)
    assert (worker.state, worker.result.image) == ("failed", "good")


def test_interrupting_the_kernel_leaves_the_dream_to_cancel():
    slow = Slow()
    worker = Worker(work=slow)
    worker.start("picture")
    assert slow.begun.wait(LONG)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert worker.state == "running"
    worker.cancel()
    slow.free.set()
    assert worker.wait(LONG)
    assert worker.state == "cancelled"


def test_a_cancel_without_a_run_does_not_stop_the_next():
    worker = Worker(work=lambda image, on_step, should_stop: finished(should_stop()))
    worker.cancel()
    worker.start("picture")
    assert worker.wait(LONG)
    assert worker.result.image is False


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

    worker = Worker(work=work)
    worker.raise_error()
    worker.start("picture")
    assert worker.wait(LONG)
    assert (worker.state, worker.error) == ("failed", sentence)
    with pytest.raises(type(error)) as caught:
        worker.raise_error()
    assert caught.value is error


def test_a_good_run_clears_the_error_of_the_one_before(photo):
    worker = Worker()
    worker.start(np.zeros((4, 4)))
    assert worker.wait(LONG)
    assert "4 x 4 pixels" in worker.error
    worker.start(photo, steps=1, octaves=1)
    assert worker.wait(LONG)
    assert worker.error is None and worker.exception is None


def test_a_callback_that_fails_at_the_end_is_not_swallowed():
    def on_change(worker):
        raise RuntimeError("no such widget")

    worker = Worker(on_change, work=lambda image, on_step, should_stop: finished())
    worker.start("picture")
    assert worker.wait(LONG)
    assert worker.error == "RuntimeError: no such widget"
    assert worker.result is not None


def test_the_controller_needs_no_widgets(monkeypatch):
    import importlib
    import sys

    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    monkeypatch.delitem(sys.modules, "dreamkit.panel.worker")
    assert importlib.import_module("dreamkit.panel.worker").Worker().state == "idle"
