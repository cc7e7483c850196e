"""A film as a whole: its frames made, checked for flashes, encoded, and what is left of it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dreamkit.errors import FileError, display_name
from dreamkit.movies import flashes, video_file
from dreamkit.movies.flashes import Flashes


@dataclass(frozen=True)
class Film:
    """Result: a film that was made, or begun.

    Attributes
    ----------
    path : Path
        The file. Of a film that was ended early there is none yet.
    frames : int
        How many there are.
    settings : dict
        What makes it again.
    flashes : Flashes or None
        Whether it flashes as is dangerous for some viewers; None of a film that was ended early.
    stopped : None, "cancelled" or "interrupted"
        Whether it was ended early. The same call goes on with it.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> film = dk.zoom_film(photo, "sky.mp4", goal="mixed2", octaves=1, steps=1, seconds=0.08)
    >>> film.frames, film.flashes.is_safe, film.stopped
    (2, True, None)
    """

    path: Path
    frames: int
    settings: dict[str, Any]
    flashes: Flashes | None
    stopped: Literal["cancelled", "interrupted"] | None = None


def encode(path, frames, size, *, times, time_base, rate, settings, **more):
    """Write the frames into a film, checking it for flashes on the way.

    Parameters
    ----------
    path : Path
    frames : iterable of numpy.ndarray
        uint8, (height, width, 3).
    size : (height, width)
    times : list of int
        When each frame is shown, counted in `time_base`.
    time_base, rate : Fraction
    settings : dict
        Kept in the file.
    **more
        Of `video_file.Writer`.

    Returns
    -------
    Flashes
    """
    check = flashes.Check(float(rate))
    with video_file.Writer(path, size, time_base, rate, json.dumps(settings), **more) as writer:
        for frame, time in zip(frames, times, strict=True):
            writer.write(frame, time)
            check.feed(frame, float(time * time_base))
    return check.result()


def read_film_settings(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Reproducibility: return the settings stored in a film.

    Parameters
    ----------
    path : str or Path
        Of a film that `zoom_film` or `dream_video` wrote.

    Returns
    -------
    dict
        `kind`, which is "zoom" or "video", and the keyword arguments that make it again.

    Raises
    ------
    FileError
        The file is missing, not a film, or holds no settings of dreamkit.

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> film = dk.zoom_film(photo, "sky.mp4", goal="mixed2", octaves=1, steps=1, seconds=0.08)
    >>> settings = dk.read_film_settings("sky.mp4")
    >>> settings.pop("kind"), settings["goal"], settings["zoom"]
    ('zoom', 'mixed2', 1.02)
    >>> again = dk.zoom_film(photo, "again.mp4", **settings)
    """
    text, name = video_file.settings_text(path), display_name(path)
    try:
        settings = json.loads(text or "")
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict) or "kind" not in settings:
        raise FileError(f"'{name}' holds no settings of a film by dreamkit.")
    return settings
