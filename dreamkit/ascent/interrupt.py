"""Ctrl-C: the first one lets a run end gently, the second one interrupts as usual."""

from __future__ import annotations

import contextlib
import signal
import threading


@contextlib.contextmanager
def gentle_interrupt():
    """Turn the first Ctrl-C into a flag; a second one raises KeyboardInterrupt as usual.

    Yields a function that tells whether Ctrl-C was pressed. It never is outside the main thread,
    where Python delivers no signals, nor where Ctrl-C is ignored, as under nohup.
    """
    pressed = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or before in (signal.SIG_IGN, None):
        yield pressed.is_set
        return

    def note(_signal, _frame):
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
