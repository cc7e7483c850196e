"""Small real files to damage, each made once."""

import functools
import io

import numpy as np
from PIL import Image

import dreamkit as dk

SIZE = 48
FORMATS = {  # {name: what Pillow's save is told}
    "png": {"format": "PNG"},
    "jpg": {"format": "JPEG", "quality": 90},
    "webp": {"format": "WEBP", "lossless": True},
    "tif": {"format": "TIFF"},
    "lzw.tif": {"format": "TIFF", "compression": "tiff_lzw"},
    "gif": {"format": "GIF"},
    "bmp": {"format": "BMP"},
}


@functools.cache
def photo():
    """A real photograph of 48 x 48 pixels."""
    cat = dk.sample("cat")[40:232, 120:312]
    return dk.resize(cat, (SIZE, SIZE))


def pixels():
    """The same as bytes."""
    return (photo() * 255 + 0.5).astype(np.uint8)


@functools.cache
def files():
    """{ending: the bytes of a file}."""
    made = {}
    for name, options in FORMATS.items():
        buffer = io.BytesIO()
        Image.fromarray(pixels()).save(buffer, **options)
        made[name] = buffer.getvalue()
    return made


@functools.cache
def dreamt():
    """A dream on the photo."""
    return dk.dream(photo(), goal="mixed1", steps=1, octaves=1, on_step=lambda step: None)


@functools.cache
def dreamt_files(folder):
    """{ending: a file with a dream and its settings in it}."""
    return {
        ending: dreamt().save(folder / f"dreamt.{ending}").read_bytes()
        for ending in ("png", "jpg", "webp", "tif")
    }
