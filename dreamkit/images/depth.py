"""Gray levels that are not bytes from 0 to 255: 16 bits, and the numbers of instruments."""

from __future__ import annotations

import numpy as np

_BITS, _PHOTOMETRIC, _MOST, _PLANES, _FORM = 258, 262, 281, 284, 339  # tags of a TIFF
_SIGNED, _WHITE_IS_ZERO, _APART = 2, 0, 2


def is_deep(image):
    """Whether a Pillow image holds gray levels that are not bytes from 0 to 255."""
    is_wide = image.mode in ("I", "F") or image.mode.startswith("I;16")
    return is_wide or (image.mode == "L" and _tag(image, _FORM) == _SIGNED)


def is_misread(image):
    """Whether Pillow takes the bytes of an image for others: 16 bits, one color after another."""
    return _tag(image, _PLANES) == _APART and len(image.getbands()) > 1 and _tag(image, _BITS) == 16


def gray_levels(image, notes):
    """Return the levels of a deep Pillow image as float32 in [0, 1].

    16 bits, and floats in [0, 1], are taken as they are. Other numbers have no known range: they
    are stretched, from the lowest to the highest, which is added to `notes`.
    """
    values = np.asarray(image)
    is_tiff, is_signed = hasattr(image, "tag_v2"), _tag(image, _FORM) == _SIGNED
    if image.mode == "I" and is_tiff and not is_signed:
        values = values.astype(np.int32).view(np.uint32)  # which Pillow holds as int32
    elif image.mode == "L":
        values = values.view(np.int8)
    has_range = image.mode.startswith("I;16") or image.format in ("PNG", "PPM")
    if has_range and image.mode != "F":
        levels = np.clip(values.astype(np.float32) / _most(image), 0, 1)
    else:
        levels = _stretched(values, notes)
    return 1 - levels if _tag(image, _PHOTOMETRIC) == _WHITE_IS_ZERO else levels


def _most(image):
    """The number that stands for white: 65535, unless a TIFF has fewer bits or names it."""
    most, bits = _tag(image, _MOST), _tag(image, _BITS)
    if isinstance(most, int) and 255 < most <= 65535:
        return most
    return 2**bits - 1 if isinstance(bits, int) and 8 < bits < 16 else 65535


def _tag(image, number):
    """A TIFF's tag, the first of its values, or None."""
    try:
        value = image.tag_v2.get(number)
    except Exception:  # no TIFF, or whatever Pillow raises of an entry that is none
        return None
    return value[0] if isinstance(value, tuple) and value else value


def _stretched(values, notes):
    finite = np.isfinite(values)
    if not finite.any():
        raise ValueError("none of its pixels is a number")
    inside = values[finite].astype(np.float64)
    low, high = float(inside.min()), float(inside.max())
    if not finite.all():
        notes.append("some of its pixels are not numbers; infinity is shown white, others black")
    if values.dtype.kind != "f" or low < 0 or high > 1:
        notes.append(f"its numbers lie from {low:.6g} to {high:.6g} and are stretched to [0, 1]")
        with np.errstate(invalid="ignore", over="ignore"):
            values = (values.astype(np.float64) / 2 - low / 2) / max(high / 2 - low / 2, 1e-300)
    return np.clip(np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=0.0), 0, 1).astype(np.float32)
