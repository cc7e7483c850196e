"""What a panel shows of a picture: as a file, beside the original, with its mask."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from dreamkit.images.arrays import resize, to_uint8


def jpeg(picture):
    """Return the bytes of a JPEG file: a tenth of a PNG to send, and no difference to the eye."""
    buffer = io.BytesIO()
    Image.fromarray(to_uint8(picture)).save(buffer, "JPEG", quality=90, subsampling=0)
    return buffer.getvalue()


def compared(dreamt, original, share):
    """Return the dream on the left, the original on the right of a white seam.

    `share` is where the seam stands, from 0 (all original) to 1 (all dream).
    """
    original = resize(original, dreamt.shape[:2])
    seam = round(dreamt.shape[1] * share)
    both = np.concatenate([dreamt[:, :seam], original[:, seam:]], axis=1)
    if 0 < seam < both.shape[1]:
        both[:, seam] = 1.0
    return both


def spotlight(picture, mask):
    """Return the picture with what a mask leaves out in dark gray, and a line along its edge."""
    dark = 0.45 * picture.mean(axis=2, keepdims=True)
    lit = picture * mask[..., None] + dark * (1 - mask[..., None])
    allowed = mask > 0
    edge = np.zeros_like(allowed)
    edge[1:] |= allowed[1:] != allowed[:-1]
    edge[:, 1:] |= allowed[:, 1:] != allowed[:, :-1]
    lit[edge] = 1.0
    return lit
