"""What a dream leaves: the picture, its history, and the settings that make it again."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import warnings
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dreamkit import __version__, device
from dreamkit.errors import FileError
from dreamkit.images import files
from dreamkit.images.arrays import Picture

_SETTINGS, _INFO = "dreamkit settings", "dreamkit info"


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
        """Image output: write the picture; a PNG also keeps `settings` and `info`.

        Parameters
        ----------
        path : str or Path
            Where to write; the format follows the ending. Others than .png hold no settings, and a
            warning says so.

        Returns
        -------
        Path
            The path written.

        Raises
        ------
        InputError, FileError
            See `save_image`.
        """
        text = {_SETTINGS: json.dumps(self.settings), _INFO: json.dumps(self.info)}
        path = files.save_image(path, self.image, text)
        if path.suffix.lower() != ".png":
            warnings.warn(
                f"'{path.name}' cannot hold the dream's settings; a .png file can.", stacklevel=2
            )
        return path


def read_settings(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Reproducibility: return the settings stored in a picture by `Dream.save`.

    A mask, a guide or a direction is stored as a fingerprint only; a warning says what to pass.

    Parameters
    ----------
    path : str or Path
        Of a PNG file.

    Returns
    -------
    dict
        Keyword arguments of `dream`.

    Raises
    ------
    FileError
        The file is missing, not a picture, or holds no settings.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> path = dk.dream(photo, goal="mixed3", steps=1, octaves=1, seed=7).save("dream.png")
    >>> settings = dk.read_settings(path)
    >>> settings["goal"], settings["seed"]
    ('mixed3', 7)
    >>> again = dk.dream(photo, **settings)
    """
    try:
        settings = json.loads(files.read_text(path)[_SETTINGS])
    except (KeyError, json.JSONDecodeError):
        raise FileError(f"'{path}' holds no dreamkit settings; only PNG files keep them.") from None
    for name, what in (("mask", "a mask"), ("goal", "another picture or a direction")):
        if _is_incomplete(name, settings.get(name)):
            warnings.warn(
                f"this dream used {what} that the file does not hold ({settings[name]}); "
                f"pass {name}= again.",
                stacklevel=2,
            )
    return settings


def _is_incomplete(name, text):
    """Whether a setting is only the fingerprint of what was passed."""
    return bool(text) if name == "mask" else "(" in (text or "")


def about(picture, net, precision_asked, seconds):
    """What is worth knowing of a dream beside its settings: versions, device, fingerprints."""
    return {
        "versions": {
            name: metadata.version(name) for name in ("tensorflow", "keras", "numpy", "pillow")
        }
        | {"dreamkit": __version__, "python": platform.python_version()},
        "device": device.name(),
        "source_sha256": hashlib.sha256(np.ascontiguousarray(picture)).hexdigest(),
        "weights_sha256": net.weights_sha256,
        "precision_asked": precision_asked,
        "seconds": round(seconds, 2),
    }
