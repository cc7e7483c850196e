"""Texts kept in picture files beside the pixels: a PNG's text fields, others' EXIF.

What has no text fields keeps all of them as one JSON object in EXIF's UserComment, where
generators of pictures commonly put what they were asked for.
"""

from __future__ import annotations

import io
import json
import os
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image, PngImagePlugin

from dreamkit.errors import FileError, InputError, display_name

EXIF_FORMATS = ("JPEG", "WEBP", "TIFF", "AVIF")
_ASCII = b"ASCII\0\0\0"  # how EXIF marks the alphabet of a comment
_LARGEST_SEGMENT = 65_000  # bytes: a JPEG's segments hold 65 533, with EXIF's own entries
LARGEST_TEXT = 4 * 2**20  # bytes: no settings are so long


def fits(form: str, text: Mapping[str, str]) -> bool:
    """Whether a file of this format (Pillow's name of it) can hold these text fields."""
    if form == "JPEG":
        return len(_comment(text)) <= _LARGEST_SEGMENT
    return form == "PNG" or form in EXIF_FORMATS


def save_options(form: str, text: Mapping[str, str]) -> dict[str, Any]:
    """Return what makes Pillow's `save` write these text fields; nothing where they do not fit."""
    if not text or not fits(form, text):
        return {}
    if form == "PNG":
        fields = PngImagePlugin.PngInfo()
        for key, value in text.items():
            fields.add_itxt(key, value)
        return {"pnginfo": fields}
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = _comment(text)
    return {"exif": exif.tobytes()}  # of an Exif itself some formats keep only its own entries


def _comment(text):
    return _ASCII + json.dumps(dict(text)).encode("ascii")


def read_text(source: str | os.PathLike[str] | bytes) -> dict[str, str]:
    """Return the text fields stored in a picture file, as a dict (empty if it has none).

    Parameters
    ----------
    source : str, Path or bytes
        A path, or the content of a file.

    Raises
    ------
    InputError
        It is neither.
    FileError
        The file is missing, or not a picture.
    """
    name = name_of(source)
    try:
        with _open(source) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(file)
            if image.format == "PNG":
                image.load()  # fields may stand behind the pixels
                return {key: str(value) for key, value in image.text.items()}
            return _in_exif(image)
    except FileNotFoundError:
        raise FileError(f"there is no file '{name}'; check the name and the folder.") from None
    except Exception:  # Pillow lets through whatever comes of broken files
        raise FileError(f"'{name}' is not a picture that can be read.") from None


def name_of(source):
    """What to call in a sentence what `read_text` is given.

    Raises
    ------
    InputError
        It is neither a path nor bytes.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return "the uploaded file"
    if isinstance(source, str | os.PathLike):
        return display_name(os.fsdecode(source))
    raise InputError(f"texts are read from a file's name or bytes, not {type(source).__name__}.")


def _open(source):
    if isinstance(source, str | os.PathLike):
        return open(os.path.expanduser(os.fsdecode(source)), "rb")
    return io.BytesIO(source)


def _in_exif(image):
    comment = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.UserComment)
    if not isinstance(comment, bytes) or not comment.startswith(_ASCII):
        return {}
    if len(comment) > LARGEST_TEXT:
        return {}
    try:
        fields = json.loads(comment[len(_ASCII) :].rstrip(b"\0 "))
    except (ValueError, RecursionError):  # a comment of somebody else
        return {}
    return {key: str(value) for key, value in fields.items()} if isinstance(fields, dict) else {}
