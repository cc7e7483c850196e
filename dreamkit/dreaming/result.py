"""What a dream leaves: the picture, its history, and the settings that make it again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dreamkit import __version__, device
from dreamkit.dreaming import stored_settings
from dreamkit.images import encoding, files
from dreamkit.images.arrays import Picture


@dataclass(frozen=True)
class Dream:
    """Result: what `dream` returns, the picture with its history and its settings.

    Attributes
    ----------
    image : numpy.ndarray
        float32, shape of the source, RGB in [0, 1].
    losses : list of float
        The goal's value before each step, over all octaves.
    settings : dict
        The keyword arguments of `dream` that make this picture again, defaults resolved.
    info : dict
        Versions, device, fingerprints of source and weights, seconds.
    stopped : None, "cancelled" or "interrupted"
        Whether it was ended early.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> result = dk.dream(photo, goal="mixed3", steps=2, octaves=1)
    >>> result.image.shape, len(result.losses)
    ((48, 64, 3), 2)
    >>> result.settings["goal"], result.settings["steps"]
    ('mixed3', 2)
    """

    image: Picture
    losses: list[float]
    settings: dict[str, Any]
    info: dict[str, Any]
    stopped: Literal["cancelled", "interrupted"] | None = None

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Image output: write the picture with its `settings` and `info`.

        Parameters
        ----------
        path : str or Path
            Where to write; the format follows the ending. PNG, JPEG, WebP, TIFF and AVIF hold
            the settings; of other formats a warning says that they do not.

        Returns
        -------
        Path
            The path written. Where that cannot be written, so that the dream is not lost, a PNG
            beside it or else in the current folder or the one for temporary files; a warning
            says so.

        Raises
        ------
        InputError
            The ending names no picture format.
        FileError
            The picture cannot be written, nor a PNG anywhere else.
        """
        return files.save_or_elsewhere(path, self.image, stored_settings.texts(self), "dream")


def as_file(dream: Dream, name: str) -> bytes:
    """Return the bytes that `Dream.save` writes to a file of this name."""
    return encoding.encode(dream.image, Path(name), stored_settings.texts(dream))


def about(picture, net, precision_asked, seconds):
    """What is worth knowing of a dream beside its settings: versions, device, fingerprints."""
    return {
        "versions": {
            name: importlib.metadata.version(name)
            for name in ("tensorflow", "keras", "numpy", "pillow")
        }
        | {"dreamkit": __version__, "python": platform.python_version()},
        "device": device.name(),
        "source_sha256": hashlib.sha256(np.ascontiguousarray(picture)).hexdigest(),
        "weights_sha256": net.weights_sha256,
        "precision_asked": precision_asked,
        "seconds": round(seconds, 2),
    }
