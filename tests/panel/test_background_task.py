"""A task in a thread: its value, its error, and a newer one."""

import threading

from hands import LONG

from dreamkit.panel.background_task import BackgroundTask


def test_a_task_brings_its_value_or_its_error():
    busy, got = [], []
    task = BackgroundTask(lambda: busy.append(task.busy))
    assert task.wait() and not task.busy
    task.start(lambda: 7, got.append, got.append)
    assert task.wait(LONG) and got == [7] and busy == [True, False]
    error = OSError("no")

    def fail():
        raise error

    task.start(fail, got.append, got.append)
    assert task.wait(LONG) and got == [7, error] and not task.busy


def test_a_failure_in_taking_the_value_is_told_too():
    got = []
    task = BackgroundTask(lambda: None)
    task.start(lambda: 0, lambda value: 1 / value, got.append)
    assert task.wait(LONG) and isinstance(got[0], ZeroDivisionError)


def test_a_newer_task_makes_the_older_one_void():
    held, got = threading.Event(), []
    task = BackgroundTask(lambda: None)
    task.start(lambda: held.wait(LONG), lambda _: got.append("old"), got.append)
    old = task._thread
    task.start(lambda: "new", got.append, got.append)
    assert task.wait(LONG) and not task.busy
    held.set()
    old.join(LONG)
    assert got == ["new"]
