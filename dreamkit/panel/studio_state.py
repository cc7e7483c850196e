"""What was chosen in the studio, as plain data: what to dream with, and the same as code.

`arguments` and `code` say the same thing twice; a test runs the code and compares the pixels.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, field

import numpy as np

from dreamkit.dreaming import octaves
from dreamkit.dreaming.settings import DEFAULTS
from dreamkit.errors import display_name, without_password
from dreamkit.goals.text import goal_for
from dreamkit.images import arrays, decoding, masks, samples

COLUMNS = 66  # of the code


@dataclass(frozen=True)
class Source:
    """Where a picture comes from.

    Attributes
    ----------
    kind : "sample", "upload" or "web"
    name : str
        The sample's name, the file's name, or the address.
    content : bytes
        Of the file, uploaded or fetched; samples have none.
    """

    kind: str
    name: str
    content: bytes = field(default=b"", repr=False)

    def picture(self, max_size=None):
        """The picture, as `load_image` gives it; raises what that raises."""
        if self.kind == "sample":
            return samples.sample(self.name, max_size)
        return decoding.decode(self.content, self.name, max_size)

    def code(self, max_size=None):
        """The same as an expression in Python; an upload is a file beside the notebook."""
        call = "dk.sample" if self.kind == "sample" else "dk.load_image"
        limit = "" if max_size is None else f", max_size={max_size}"
        return f"{call}({_text(without_password(self.name))}{limit})"


@dataclass(frozen=True)
class Ellipse:
    """The arguments of `masks.ellipse_mask`."""

    center: tuple[float, float]
    size: tuple[float, float]
    inside: bool = True


@dataclass(frozen=True)
class StudioState:
    """All that was chosen.

    Attributes
    ----------
    source : Source
        The picture.
    size : int
        Its longest side, in pixels.
    network : str or None
        A name for `dreamkit.network`; None for a network that has none.
    preset, goal : str or None
        One of the network's presets, or a goal's text.
    settings : dict
        Settings of `dream` with their values.
    mask : None, Ellipse or Source
        Where to dream; of an uploaded picture, what is not black.
    """

    source: Source
    size: int
    network: str | None
    preset: str | None
    goal: str | None
    settings: dict
    mask: Ellipse | Source | None = None


def mask_for(mask, picture):
    """The mask as an array for this picture, or None; an uploaded one is stretched to its size."""
    if mask is None:
        return None
    if isinstance(mask, Ellipse):
        return masks.ellipse_mask(picture.shape, mask.center, mask.size, mask.inside)
    stretched = np.clip(arrays.resize(mask.picture(), picture.shape[:2]), 0, 1)
    return masks.as_mask(stretched, picture.shape)


def fitted(state, net, picture):
    """The settings, made to fit picture and goal, so that `dream` has nothing to warn of.

    A small picture takes fewer octaves, and a goal that looks at the whole picture no tiles.

    Raises
    ------
    InputError
        The goal cannot be read, the network cannot serve it, or the picture is too small for it.
    """
    preset = net.presets[state.preset] if state.preset else None
    goal = goal_for(net, preset.goal if preset else state.goal)
    net.check_size(picture.shape[:2], goal.layers)
    full = {**DEFAULTS, **(preset.settings if preset else {}), **state.settings}
    settings = dict(state.settings)
    scales = full["octaves"], full["octave_scale"], net.smallest_size(goal.layers)
    octave_sizes = octaves.sizes(*picture.shape[:2], *scales)
    settings["octaves"] = len(octave_sizes)
    if not goal.is_local:
        settings["tile_size"] = None
    return settings


def arguments(state, net, picture):
    """The keyword arguments of `dream` for this picture."""
    goal = {"preset": state.preset} if state.preset else {"goal": state.goal}
    soft_mask = mask_for(state.mask, picture)
    return {
        "network": net,
        **goal,
        **fitted(state, net, picture),
        **({} if soft_mask is None else {"mask": soft_mask}),
    }


def code(state, net, picture):
    """Python that does the same, from loading the picture to saving the dream."""
    settings = fitted(state, net, picture)
    of_preset = net.presets[state.preset].settings if state.preset else {}
    usual = {**DEFAULTS, **of_preset}
    always = ("steps", "step_size", "octaves")
    written = {key: v for key, v in settings.items() if key in always or v != usual[key]}
    call = ["photo", "net" if state.network is None else _text(state.network)]
    call.append(f"preset={_text(state.preset)}" if state.preset else _text(state.goal))
    call += [f"{key}={_text(v) if isinstance(v, str) else repr(v)}" for key, v in written.items()]
    lines = ["import dreamkit as dk", ""]
    if state.network is None:
        lines.append("# net is the network that you gave to dk.studio")
    files = [s.name for s in (state.source, state.mask) if getattr(s, "kind", "") == "upload"]
    if files:
        named = ", ".join(map(display_name, files))  # on one line, so that it stays a comment
        lines.append(f"# put beside this notebook: {named}")
    lines.append(f"photo = {state.source.code(state.size)}")
    if state.mask is not None:
        lines.append(f"mask = {_mask_code(state.mask)}")
        call.append("mask=mask")
    lines += [*_wrapped("result = dk.dream(", call), 'result.save("my_dream.png")']
    return "\n".join(lines)


def _mask_code(mask):
    if isinstance(mask, Ellipse):
        inside = "" if mask.inside else ", inside=False"
        return f"dk.ellipse_mask(photo.shape, center={mask.center}, size={mask.size}{inside})"
    return f"dk.resize({mask.code()}, photo.shape[:2]).clip(0, 1)"


def _wrapped(head, items):
    """A call in one line, or with its arguments in lines of their own."""
    line = f"{head}{', '.join(items)})"
    if len(line) <= COLUMNS:
        return [line]
    glued = ", ".join(item.replace(" ", "\0") for item in items) + ","
    inner = textwrap.wrap(glued, COLUMNS - 4, break_long_words=False, break_on_hyphens=False)
    return [head, *("    " + row.replace("\0", " ") for row in inner), ")"]


def _text(text):
    """A string as Python; in double quotes, unless it holds signs that are not shown."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)
