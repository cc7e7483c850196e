"""A stored picture with its text for those who cannot see it, its credit and its numbers."""

from __future__ import annotations

import base64
import html
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dreamkit import whole_file
from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError

FOLDER = Path(__file__).parent
MEDIA_TYPES = {".svg": "image/svg+xml", ".webp": "image/webp"}


@dataclass(frozen=True)
class Illustration:
    """Figure: a stored picture, which a notebook shows with its caption and its credit.

    Made by `illustration`, not by hand.

    Attributes
    ----------
    name : str
        What `illustration(name)` knows it by.
    alt : str
        What is to be seen, for those who cannot see it.
    caption : str
        What stands below the picture, as plain text.
    credit : str
        Who or what made it, and under which license; may be empty.
    numbers : dict
        What was measured on the picture when it was made, by name.
    made_by : str
        The command that makes it again.
    width : int or None
        How wide it is shown, in pixels of the page; None for its own width. It is never shown
        wider than the page.

    Examples
    --------
    >>> import dreamkit as dk
    >>> picture = dk.Illustration("dot", "A dot.", "One dot.", "CC0", {"dots": 1}, "by hand")
    >>> picture
    A dot.
    >>> picture.numbers["dots"]
    1
    """

    name: str
    alt: str
    caption: str
    credit: str
    numbers: dict[str, Any] = field(default_factory=dict)
    made_by: str = ""
    width: int | None = None

    @property
    def path(self) -> Path:
        """Figure: the file of the picture, an SVG or a WebP.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        InputError
            There is no such file.
        """
        for suffix in MEDIA_TYPES:
            if (path := FOLDER / f"{self.name}{suffix}").is_file():
                return path
        raise InputError(unknown("illustration", self.name, illustration_names()))

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.path.read_bytes()).decode()
        source = f"data:{MEDIA_TYPES[self.path.suffix]};base64,{data}"
        width = f"width: {self.width}px; " if self.width else ""
        text = html.escape(self.caption)
        if self.credit:
            text += f" <small>({html.escape(self.credit)})</small>"
        return (
            f'<figure style="margin: 0"><img src="{source}" alt="{html.escape(self.alt)}" '
            f'style="{width}max-width: 100%"><figcaption>{text}</figcaption></figure>'
        )

    def _repr_markdown_(self) -> str:
        return f"{self.alt} {self.caption}"

    def __repr__(self) -> str:
        return self.alt


def illustration_names() -> list[str]:
    """Figure: return the names that `illustration` knows.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.illustration_names() == sorted(dk.illustration_names())
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def illustration(name: str) -> Illustration:
    """Figure: return a picture of the lessons that is stored in this package.

    A notebook shows it at the end of a cell, with its caption and with a text for those who
    cannot see it. Nothing is computed, and TensorFlow is not loaded.

    Parameters
    ----------
    name : str
        One of `illustration_names()`.

    Returns
    -------
    Illustration

    Raises
    ------
    InputError
        There is no such picture; the nearest name is offered.

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.illustration("nosuchpicture")
    Traceback (most recent call last):
        ...
    dreamkit.errors.InputError: there is no illustration 'nosuchpicture'; ...
    """
    if name not in illustration_names():
        raise InputError(unknown("illustration", name, illustration_names()))
    known = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Illustration(name=name, **known)


def store(picture: Illustration, content: bytes, suffix: str) -> Path:
    """Write an illustration and what is known of it, for the scripts that make them.

    Parameters
    ----------
    picture : Illustration
    content : bytes
        The content of the file.
    suffix : str
        ".svg" or ".webp".

    Returns
    -------
    pathlib.Path
        The picture's file.

    Raises
    ------
    InputError
        Another suffix, or `alt` or `made_by` says nothing.
    """
    if suffix not in MEDIA_TYPES:
        raise InputError(f"an illustration is one of {', '.join(MEDIA_TYPES)}, not '{suffix}'.")
    for key in ("alt", "made_by"):
        if not getattr(picture, key).strip():
            raise InputError(f"the illustration '{picture.name}' needs a text for '{key}'.")
    known = {key: value for key, value in asdict(picture).items() if key != "name"}
    text = json.dumps(known, indent=1, ensure_ascii=False) + "\n"
    path = FOLDER / f"{picture.name}{suffix}"
    whole_file.write(FOLDER / f"{picture.name}.json", text.encode())
    whole_file.write(path, content)
    return path
