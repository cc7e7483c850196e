"""Color profiles: the colors of a file as sRGB, which everything here computes and writes."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

_GRAY_MODES = ("1", "L", "LA", "I", "F")
_SAME = 2  # of 255: profiles of sRGB differ by so much in their rounding


def to_srgb(image, notes):
    """Return the colors of a Pillow image as mode RGB in sRGB; transparency is left out.

    Parameters
    ----------
    image : PIL.Image.Image
        Of any mode of 8 bits.
    notes : list of str
        What is to be told of a profile that cannot be used is added to it. The picture is
        then taken for sRGB.
    """
    profile = _profile(image, notes)
    if profile is None:
        return image.convert("RGB")
    mode = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}[_space(profile)]
    try:
        plain = image.convert(mode)
        transform = _transform(profile, mode)
        if mode == "RGB" and _changes_nothing(transform):
            return plain
        return transform.apply(plain)
    except (ImageCms.PyCMSError, OSError, ValueError):
        notes.append("its color profile cannot be used, so its colors are taken for sRGB")
        return image.convert("RGB")


def gray_to_srgb(levels, image, notes):
    """Return gray levels in [0, 1], of more than 8 bits, as sRGB by the image's profile."""
    profile = _profile(image, notes)
    if profile is None or _space(profile) != "GRAY":
        return levels
    ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    try:
        curve = np.asarray(_transform(profile, "L").apply(ramp))[0, :, 1] / 255
    except (ImageCms.PyCMSError, OSError, ValueError):
        notes.append("its color profile cannot be used, so its grays are taken for sRGB")
        return levels
    return np.interp(levels, np.linspace(0, 1, 256), curve).astype(np.float32)


def _profile(image, notes):
    """The embedded profile if it suits the image, or None."""
    content = image.info.get("icc_profile")
    if not content:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(content))
        space = _space(profile)
    except Exception:  # Pillow lets through whatever comes of bytes that are no profile
        space = None
    is_gray = image.mode in _GRAY_MODES or image.mode.startswith("I;16")
    if (space == "RGB" and image.mode != "CMYK") or (space == "GRAY" and is_gray):
        return profile
    if space == "CMYK" and image.mode == "CMYK":
        return profile
    notes.append("its color profile cannot be used, so its colors are taken for sRGB")
    return None


def _space(profile):
    return profile.profile.xcolor_space.strip()


def _transform(profile, mode):
    return ImageCms.ImageCmsTransform(
        profile,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        mode,
        "RGB",
        ImageCms.Intent.PERCEPTUAL,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _changes_nothing(transform):
    """Whether a profile is one of sRGB: then pixels are kept to the bit."""
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(9, -1, 3)
    turned = np.asarray(transform.apply(Image.fromarray(grid)))
    return np.abs(turned.astype(int) - grid).max() <= _SAME
