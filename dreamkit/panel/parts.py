"""Small pieces that panels share: looks, uploads, file names. No widgets in here."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from dreamkit.errors import InputError
from dreamkit.images.arrays import resize, to_uint8

LARGEST_UPLOAD = 10 * 2**20  # bytes: a Jupyter server drops larger messages without a word

STYLE = """<style>
.dreamkit { border-radius: 10px; }
.dreamkit .dreamkit-above
  { flex-direction: column; align-items: stretch; height: auto; position: relative; }
.dreamkit .dreamkit-above > * { flex: 0 0 auto; min-height: 28px; }
.dreamkit .dreamkit-above > .widget-label
  { text-align: left; width: auto; font-weight: 600; white-space: normal; line-height: 1.3;
    height: auto; min-height: 0; padding: 5px 0 4px; }
.dreamkit .jupyter-button.mod-primary:disabled { opacity: 0.5; }
.dreamkit .dreamkit-above > .slider-container { min-height: 14px; }
.dreamkit .dreamkit-above > .widget-readout
  { position: absolute; top: 1px; right: 2px; max-width: none; text-align: right;
    overflow: visible; }
.dreamkit .dreamkit-title { font-weight: 600; line-height: 1.2; margin: 10px 0 0; }
.dreamkit .dreamkit-title.dreamkit-top { margin: 0; }
.dreamkit .dreamkit-mark
  { line-height: 1.3; margin: 2px 0; padding: 6px 8px; overflow-x: auto; white-space: pre;
    color: #c0392b; background: #c0392b14; border-radius: 4px; font-size: 12px; }
.dreamkit .dreamkit-code textarea { font-family: monospace; font-size: 12.5px; }
.dreamkit .dreamkit-note { line-height: 1.35; opacity: 0.75; overflow-wrap: anywhere; }
.dreamkit .dreamkit-trouble
  { line-height: 1.35; font-weight: 600; color: #c0392b; overflow-wrap: anywhere; }
.dreamkit .dreamkit-ends
  { display: flex; justify-content: space-between; line-height: 1.2; opacity: 0.6; }
.dreamkit img.widget-image { border-radius: 6px; display: block; }
</style>"""
ENDS = '<div class="dreamkit-ends"><span>gentle</span><span>wild</span></div>'


def title(text, top=False):
    """Return the heading (HTML) of a group of controls."""
    return f'<div class="dreamkit-title{" dreamkit-top" if top else ""}">{text}</div>'


def note(text):
    """Return text (HTML) in a quiet voice."""
    return f'<div class="dreamkit-note">{text}</div>'


def trouble(text):
    """Return text (HTML) that must be seen."""
    return f'<div class="dreamkit-trouble">{text}</div>'


def jpeg(picture):
    """Return the bytes of a JPEG file: a tenth of a PNG to send, and no difference to the eye."""
    buffer = io.BytesIO()
    Image.fromarray(to_uint8(picture)).save(buffer, "JPEG", quality=90, subsampling=0)
    return buffer.getvalue()


def uploaded(value):
    """Return (name, bytes) of a FileUpload's value, or (None, None) of an empty one.

    ipywidgets 7 gives {name: {"content": bytes, ...}}, 8 a tuple of
    {"name": name, "content": memoryview, ...}.
    """
    if not value:
        return None, None
    if isinstance(value, dict):
        name, entry = list(value.items())[-1]
    else:
        entry = value[-1]
        name = entry["name"]
    return name, bytes(entry["content"])


def accepted(name, content):
    """Return the bytes of an upload, unless a Jupyter server would not have passed them all on.

    Raises
    ------
    InputError
        It is larger than 10 MB.
    """
    if len(content) > LARGEST_UPLOAD:
        raise InputError(f"'{name}' is larger than {LARGEST_UPLOAD // 2**20} MB; make it smaller.")
    return content


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
    """Return the picture with what a mask leaves out in dark grey, and a line along its edge."""
    dark = 0.45 * picture.mean(axis=2, keepdims=True)
    lit = picture * mask[..., None] + dark * (1 - mask[..., None])
    allowed = mask > 0
    edge = np.zeros_like(allowed)
    edge[1:] |= allowed[1:] != allowed[:-1]
    edge[:, 1:] |= allowed[:, 1:] != allowed[:, :-1]
    lit[edge] = 1.0
    return lit


def free_path(path):
    """Return `path`, or with a number where that name is taken: no picture replaces another."""
    wanted, number = path, 2
    while path.exists():
        path = wanted.with_stem(f"{wanted.stem}_{number}")
        number += 1
    return path
