"""The looks of a panel, and its pieces of HTML."""

from __future__ import annotations

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
