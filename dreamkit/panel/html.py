"""The looks of a panel, and its pieces of HTML."""

from __future__ import annotations

import html

# Red and gray are read on white and on black: 4.5 to 1 and more with the shades below.
STYLE = """<style>
.dreamkit { border-radius: 10px; --dreamkit-red: #c0392b; }
[data-jp-theme-light="false"] .dreamkit, html[theme=dark] .dreamkit { --dreamkit-red: #ff8a7a; }
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
  { line-height: 1.3; margin: 2px 0; padding: 6px 8px; white-space: pre-wrap;
    overflow-wrap: anywhere; color: var(--dreamkit-red); background: #c0392b14;
    border-radius: 4px; font-size: 12px; }
.dreamkit .dreamkit-mark pre
  { margin: 4px 0 0; padding: 0; overflow-x: auto; white-space: pre; color: inherit;
    background: none; font-size: 12px; line-height: 1.3; }
.dreamkit .dreamkit-code textarea { font-family: monospace; font-size: 12.5px; }
.dreamkit .dreamkit-note { line-height: 1.35; opacity: 0.75; overflow-wrap: anywhere; }
.dreamkit .dreamkit-caption { font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
.dreamkit .dreamkit-trouble
  { line-height: 1.35; font-weight: 600; color: var(--dreamkit-red); overflow-wrap: anywhere; }
.dreamkit .dreamkit-ends
  { display: flex; justify-content: space-between; line-height: 1.2; opacity: 0.6; }
.dreamkit .dreamkit-terms { line-height: 1.35; margin: 2px 0; opacity: 0.85; }
.dreamkit .dreamkit-terms summary { cursor: pointer; }
.dreamkit .dreamkit-terms > div
  { display: grid; grid-template-columns: fit-content(56%) 1fr; gap: 2px 12px; margin: 4px 0; }
.dreamkit .dreamkit-terms > div > * { overflow-wrap: anywhere; }
.dreamkit .dreamkit-terms code { font-size: 12px; background: none; padding: 0; color: inherit; }
.dreamkit .dreamkit-figure img
  { border-radius: 6px; display: block; }
.dreamkit a.jupyter-button, .dreamkit button.dreamkit-copy
  { display: block; width: 100%; box-sizing: border-box; text-align: center; margin: 0;
    text-decoration: none; color: inherit; }
</style>"""
ENDS = '<div class="dreamkit-ends"><span>gentle</span><span>wild</span></div>'
# Copies what the code box holds. `execCommand` also works in a page without https, and in the
# frame that Colab shows outputs in, where the newer `navigator.clipboard` is refused.
_COPY = """
const box = this.closest('.dreamkit').querySelector('.dreamkit-code textarea');
box.focus(); box.select();
let copied = false;
try { copied = document.execCommand('copy'); } catch (error) {}
this.textContent = copied ? 'Copied' : 'Selected: press Ctrl+C (or Cmd+C)';
setTimeout(() => { this.textContent = 'Copy the code'; }, 3000);
"""


def title(text, top=False):
    """Return the heading (HTML) of a group of controls."""
    return f'<div class="dreamkit-title{" dreamkit-top" if top else ""}">{text}</div>'


def note(text):
    """Return text (HTML) in a quiet voice."""
    return f'<div class="dreamkit-note">{text}</div>'


def caption(text):
    """Return what stands above a picture and says which one it is."""
    return f'<div class="dreamkit-caption" role="status">{html.escape(text)}</div>'


def trouble(text):
    """Return text (HTML) that must be seen."""
    return f'<div class="dreamkit-trouble">{text}</div>'


def mark(sentence, drawing=""):
    """Return what is wrong with a text: the whole sentence, and a caret under the place."""
    below = f"<pre>{html.escape(drawing)}</pre>" if drawing else ""
    return f'<div class="dreamkit-mark" role="alert">{html.escape(sentence)}{below}</div>'


def terms(summary, pairs, code=False, shown=True):
    """Return a list of terms with what they mean, which can be folded away.

    Not as `dl`: notebooks have looks of their own for that.
    """
    tag = ("<code>", "</code>") if code else ("<b>", "</b>")
    rows = "".join(
        f"<span>{tag[0]}{html.escape(term)}{tag[1]}</span><span>{html.escape(meaning)}</span>"
        for term, meaning in pairs
    )
    return (
        f'<details class="dreamkit-terms"{" open" if shown else ""}>'
        f"<summary>{html.escape(summary)}</summary><div>{rows}</div></details>"
    )


def copy_button():
    """Return a button that copies the panel's code, or else selects all of it."""
    script = html.escape(" ".join(_COPY.split()))
    return (
        f'<button type="button" class="jupyter-button widget-button dreamkit-copy" '
        f'onclick="{script}">Copy the code</button>'
    )


def download_link(address, name):
    """Return a link that looks like a button and hands the browser a file."""
    return (
        f'<a class="jupyter-button widget-button" download="{html.escape(name)}" '
        f'title="to this computer" href="{address}">Download</a>'
    )
