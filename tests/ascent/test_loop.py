"""The step loop's scaffolding: what is told, and what ends it."""

import signal

import numpy as np

from dreamkit.ascent.loop import Loop

PICTURE = np.zeros((2, 3, 3), np.float32)


def test_each_step_is_told_with_its_number():
    told = []
    with Loop(3, octaves=2, on_step=told.append) as loop:
        for octave in (1, 1, 2):
            assert not loop.stopping()
            loop.tell(0.5, PICTURE, octave)
    assert [(step.index, step.total, step.octave, step.octaves) for step in told] == [
        (1, 3, 1, 2),
        (2, 3, 1, 2),
        (3, 3, 2, 2),
    ]
    assert loop.stopped is None and loop.done == 3


def test_once_asked_to_stop_it_stays_so():
    answers = iter([False, True, False])
    with Loop(3, on_step=lambda step: None, should_stop=lambda: next(answers)) as loop:
        assert [loop.stopping() for _ in range(3)] == [False, True, True]
        assert loop.stopped == "cancelled"


def test_ctrl_c_is_an_interruption_and_leaves_the_handler_as_it_was():
    before = signal.getsignal(signal.SIGINT)
    with Loop(3, on_step=lambda step: None) as loop:
        signal.raise_signal(signal.SIGINT)
        assert loop.stopping() and loop.stopped == "interrupted"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_picture_is_fetched_only_when_it_is_read():
    fetched = []

    class Remote:
        def __array__(self, dtype=None, copy=None):
            fetched.append(1)
            return PICTURE

    told = []
    with Loop(1, on_step=told.append) as loop:
        loop.tell(0.5, Remote())
    assert not fetched
    np.testing.assert_array_equal(told[0].image, PICTURE)
    assert told[0].image is told[0].image and fetched == [1]
