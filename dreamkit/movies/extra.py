"""The packages that films need beside the rest, PyAV and OpenCV, and a sentence without them."""

from __future__ import annotations

import functools
import importlib

from dreamkit.errors import FileError

INSTALL = 'python -m pip install "av>=18" "opencv-python-headless>=4.10"'


@functools.cache
def pyav():
    """The module `av`, which reads and writes video files.

    Raises
    ------
    FileError
        It is not installed.
    """
    av = _imported("av")
    av.logging.set_level(av.logging.PANIC)  # what goes wrong is told in our own sentences
    return av


@functools.cache
def opencv():
    """The module `cv2`, on one thread: several frames are made at a time instead.

    Raises
    ------
    FileError
        It is not installed.
    """
    cv2 = _imported("cv2")
    cv2.setNumThreads(1)
    return cv2


def _imported(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        raise FileError(f"films need the package {name}, which is not here: {INSTALL}") from None
