"""Importing TensorFlow: without the log lines that it writes to the terminal, and quickly."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
import tempfile
import threading
import types

LEVEL = "TF_CPP_MIN_LOG_LEVEL"
_PYPLOT = "matplotlib.pyplot"
_one_at_a_time = threading.Lock()


def import_tensorflow():
    """Import TensorFlow and return it, keeping its start-up chatter from the user.

    What TensorFlow's C++ code logs while it is loaded ignores TF_CPP_MIN_LOG_LEVEL and goes
    straight to file descriptor 2, so that descriptor is turned away while the import runs; if the
    import fails, what was written is shown. What comes later obeys the variable, which is set
    here. Whoever sets it to 0, 1 or 2 wants to read the logs: then nothing is held back.

    Python's garbage collector rests meanwhile, and Keras gets pyplot only when it plots: together
    they take a third of the time.

    Raises
    ------
    ImportError
        TensorFlow is missing or broken.
    """
    with _one_at_a_time:  # two threads must not both put descriptor 2 away
        if "tensorflow" in sys.modules:
            import tensorflow

            return tensorflow
        if os.environ.get(LEVEL, "3") != "3":
            with _collector_resting(), _pyplot_later():
                import tensorflow

            return tensorflow
        os.environ[LEVEL] = "3"
        with _stderr_held(), _collector_resting(), _pyplot_later():
            import tensorflow

            # Looking for GPUs loads the CUDA libraries, which have their own say.
            tensorflow.config.list_physical_devices()
        return tensorflow


@contextlib.contextmanager
def _collector_resting():
    """Let no garbage be looked for among hundreds of thousands of objects that are there to stay.

    They are set aside in the end, else the next collection would go through all of them.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class _Later(types.ModuleType):
    """Stands for a module until something of it is wanted."""

    def __getattr__(self, name):
        if name.startswith("__"):  # asked by what looks through all modules there are
            raise AttributeError(name)
        _take_away(self)
        return getattr(importlib.import_module(self.__name__), name)


def _take_away(stand_in):
    if sys.modules.get(stand_in.__name__) is stand_in:
        del sys.modules[stand_in.__name__]


@contextlib.contextmanager
def _pyplot_later():
    """Give what is imported meanwhile a pyplot that is loaded when it is used.

    Keras imports it for its galleries of pictures.
    """
    if _PYPLOT in sys.modules:
        yield
        return
    stand_in = sys.modules[_PYPLOT] = _Later(_PYPLOT)
    try:
        yield
    finally:
        _take_away(stand_in)


@contextlib.contextmanager
def _stderr_held():
    """Send file descriptor 2 to a temporary file; show its content only if the block fails."""
    with contextlib.ExitStack() as closing:
        try:
            before = os.dup(2)
            closing.callback(os.close, before)
            held = closing.enter_context(tempfile.TemporaryFile())
        except OSError:  # no descriptor 2, as under pythonw, or no room for a file
            yield
            return
        _flush()
        os.dup2(held.fileno(), 2)
        try:
            yield
        except Exception:
            _restore(before)
            held.seek(0)
            # By way of sys.stderr, which in a notebook is not descriptor 2.
            with contextlib.suppress(AttributeError, OSError, ValueError):
                sys.stderr.write(held.read().decode(errors="replace"))
            raise
        finally:
            _restore(before)


def _restore(before):
    _flush()
    os.dup2(before, 2)


def _flush():
    # sys.stderr may be None, closed, or an object of a test runner.
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sys.stderr.flush()
