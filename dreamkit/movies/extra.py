"""The packages that films need beside the rest, PyAV and OpenCV, and a sentence without them."""

from __future__ import annotations

from dreamkit.errors import FileError

INSTALL = 'python -m pip install "av>=18" "opencv-python-headless>=4.10"'


def pyav():
    """The module `av`, which reads and writes video files.

    Raises
    ------
    FileError
        It is not installed.
    """
    try:
        import av
    except ImportError:
        raise FileError(f"films need the package av, which is not here: {INSTALL}") from None
    av.logging.set_level(av.logging.PANIC)  # what goes wrong is told in our own sentences
    return av


def opencv():
    """The module `cv2`, on one thread: several frames are made at a time instead.

    Raises
    ------
    FileError
        It is not installed.
    """
    try:
        import cv2
    except ImportError:
        raise FileError(f"films need the package cv2, which is not here: {INSTALL}") from None
    cv2.setNumThreads(1)
    return cv2
