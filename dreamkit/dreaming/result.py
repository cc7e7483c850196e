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
    """The result of `dream`.

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
    """

    image: Picture
    losses: list[float]
    settings: dict[str, Any]
    info: dict[str, Any]
    stopped: Literal["cancelled", "interrupted"] | None = None

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture; a PNG also keeps `settings` and `info`. Returns the path.

        Raises
        ------
        InputError, FileError
            See `files.save_image`.
        """
        text = {_SETTINGS: json.dumps(self.settings), _INFO: json.dumps(self.info)}
        path = files.save_image(path, self.image, text)
        if path.suffix.lower() != ".png":
            warnings.warn(
                f"'{path.name}' cannot hold the dream's settings; a .png file can.", stacklevel=2
            )
        return path


def read_settings(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the settings stored in a picture by `Dream.save`, as keyword arguments of `dream`.

    A mask, a guide or a direction is stored as a fingerprint only; a warning says what to pass.

    Raises
    ------
    FileError
        The file is missing, not a picture, or holds no settings.
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
