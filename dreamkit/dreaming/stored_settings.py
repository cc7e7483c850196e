"""The settings of a dream in its picture file: written with it, and read back."""

from __future__ import annotations

import json
import os
import warnings
from typing import Any

from dreamkit.dreaming.settings import DEFAULTS
from dreamkit.errors import FileError, display_name
from dreamkit.goals.text import is_held
from dreamkit.images import text_fields

_SETTINGS, _INFO = "dreamkit settings", "dreamkit info"
_TEXTS = ("network", "goal", "mask")  # settings that are stored as text, beside the defaults


def texts(dream):
    """What a picture file says of a dream, by name: its settings and its info."""
    return {_SETTINGS: json.dumps(dream.settings), _INFO: json.dumps(dream.info)}


def read_settings(path: str | os.PathLike[str] | bytes) -> dict[str, Any]:
    """Reproducibility: return the settings stored in a picture by `Dream.save`.

    A mask, a guide or a direction is stored as a fingerprint only, a function as its name; a
    warning says what to pass.

    Parameters
    ----------
    path : str, Path or bytes
        Of a PNG, JPEG, WebP, TIFF or AVIF file, or the bytes of one.

    Returns
    -------
    dict
        Keyword arguments of `dream`.

    Raises
    ------
    InputError
        `path` is something else.
    FileError
        The file is missing, not a picture, or holds no settings, or none that this version knows.

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
    settings = _stored_settings(path)
    for name, what in (("mask", "a mask"), ("goal", "a picture, a direction or a function")):
        if _is_incomplete(name, settings.get(name)):
            warnings.warn(
                f"this dream used {what} that the file does not hold ({settings[name]}); "
                f"pass {name}= again.",
                stacklevel=2,
            )
    return settings


def _stored_settings(path):
    """The settings in a picture file, if they are such as `Dream.save` writes."""
    stored = text_fields.read_text(path).get(_SETTINGS)
    name = text_fields.name_of(path)
    if stored is None:
        raise FileError(f"'{name}' holds no dreamkit settings; Dream.save writes them.")
    if len(stored) > text_fields.LARGEST_TEXT:
        raise FileError(f"the settings in '{name}' are damaged: they are too long.")
    try:
        settings = json.loads(stored)
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        raise FileError(f"the settings in '{name}' are damaged.")
    strange = settings.keys() - {*DEFAULTS, *_TEXTS}
    if strange:
        listed = display_name(", ".join(sorted(strange)))
        raise FileError(
            f"'{name}' holds settings that this version of dreamkit does not know ({listed}); "
            "upgrade it."
        )
    for key in _TEXTS:
        if not isinstance(settings.get(key), str | None):
            raise FileError(f"the settings in '{name}' are damaged: {key} is no text.")
    return settings


def _is_incomplete(name, text):
    """Whether a setting is only the fingerprint, or the name, of what was passed."""
    return bool(text) if name == "mask" else is_held(text or "")
