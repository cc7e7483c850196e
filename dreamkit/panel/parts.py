"""Small pieces that panels share: looks, uploads, file names. No widgets in here."""

from __future__ import annotations

import io

from PIL import Image

from dreamkit.images import to_uint8

STYLE = """<style>
.dreamkit { border-radius: 10px; }
.dreamkit .widget-dropdown, .dreamkit .widget-slider
  { flex-direction: column; align-items: stretch; height: auto; }
.dreamkit .widget-dropdown > *, .dreamkit .widget-slider > *
  { flex: 0 0 auto; min-height: 28px; }
.dreamkit .widget-dropdown > .widget-label, .dreamkit .widget-slider > .widget-label
  { text-align: left; width: auto; font-weight: 600; }
.dreamkit .dreamkit-note { line-height: 1.35; opacity: 0.75; overflow-wrap: anywhere; }
.dreamkit .dreamkit-trouble { line-height: 1.35; font-weight: 600; color: #c0392b; }
.dreamkit .widget-slider > .slider-container { min-height: 14px; }
.dreamkit .dreamkit-ends
  { display: flex; justify-content: space-between; line-height: 1.2; opacity: 0.6; }
.dreamkit img.widget-image { border-radius: 6px; display: block; }
</style>"""
ENDS = '<div class="dreamkit-ends"><span>gentle</span><span>wild</span></div>'


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


def free_path(path):
    """Return `path`, or with a number where that name is taken: no picture replaces another."""
    wanted, number = path, 2
    while path.exists():
        path = wanted.with_stem(f"{wanted.stem}_{number}")
        number += 1
    return path
