"""Goals with settings that look good, for each network; the first is the recommended one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Preset:
    """Preset: a goal as text, settings of `dream` that suit it, and a sentence on what it shows.

    Attributes
    ----------
    goal : str
        The objective, as `goal` reads it.
    shows : str
        What a dream with it looks like, as a sentence.
    settings : dict
        Keyword arguments of `dream`; what is not named has its default.

    Examples
    --------
    >>> import dreamkit as dk
    >>> preset = dk.network().presets["eyes"]
    >>> preset.goal
    'class_map:1'
    >>> preset.shows
    'Eyes open everywhere.'
    """

    goal: str
    shows: str
    settings: dict[str, Any] = field(default_factory=dict)


_RICH: dict[str, Any] = {
    "steps": 10,
    "step_size": 0.0075,
    "octaves": 5,
    "octave_scale": 1.3,
    "jitter": 64,
    "normalize": "laplacian",
}
_CLASS = {**_RICH, "octaves": 4}  # classes keep to the size they were drawn at

_CLASSIC: dict[str, Any] = {"steps": 15, "octaves": 5, "jitter": 32}
_UNSEEN = "Two layers from the middle, as in the tutorial; nobody has looked at the result yet."

# dreamnet's class_map has a channel for each class, in the order of dreamnet.motifs.CLASSES;
# channel 0 is "none", and asking for less of it fills the empty places.
PRESETS: dict[str, dict[str, Preset]] = {
    "dreamnet": {
        "creatures": Preset(
            "mixed4^2 - 0.02*class_map:0",
            "Eyes, shells, caps and starfish, wherever they fit.",
            _RICH,
        ),
        "painting": Preset(
            "class_share^2 - class_share:0",
            "Each place turns into what it resembles most, in brush strokes.",
            {**_RICH, "steps": 12},
        ),
        "eyes": Preset("class_map:1", "Eyes open everywhere.", _CLASS),
        "flowers": Preset("class_map:9", "A meadow in bloom.", _CLASS),
        "leaves": Preset("class_map:10", "A mosaic of leaves with their veins.", _CLASS),
        "spirals": Preset("class_map:12", "A starry night of swirls.", {**_CLASS, "steps": 12}),
        "waves": Preset(
            "class_map:21", "Crests of a rough sea.", {**_CLASS, "steps": 12, "octaves": 3}
        ),
        "honeycomb": Preset("class_map:15", "Cells of wax, some of them filled.", _CLASS),
        "scales": Preset("class_map:16", "A skin of shining scales.", _CLASS),
        "snails": Preset("class_map:6", "Shells curl up.", _CLASS),
        "tentacles": Preset("class_map:7", "Arms with suckers reach out.", _CLASS),
        "glitter": Preset("mixed4^2", "Cells and sparks, with nothing left plain.", _RICH),
    },
    "inception_v3": {
        "classic": Preset(
            "mixed3 + mixed5",
            "The tutorial's look: eyes, arches and scales everywhere.",
            _CLASSIC,
        ),
        "creatures": Preset(
            "mixed4^2", "Furry faces with large bright eyes.", {**_RICH, "steps": 12}
        ),
        "ornaments": Preset("mixed1^2", "Curls and dots, like an engraving.", {"steps": 10}),
        "neon": Preset("mixed3 + mixed5", "The classic look in full color.", _RICH),
        "dogs": Preset(
            "mixed6^2", "Whole animals, dogs above all.", {**_RICH, "steps": 12, "octaves": 4}
        ),
    },
    # Nobody has looked at these: their goals lie as deep in the network as inception_v3's classic.
    "mobilenet_v2": {
        "classic": Preset("block_6_expand_relu + block_10_expand_relu", _UNSEEN, _CLASSIC),
    },
    "resnet50_v2": {
        "classic": Preset("conv3_block3_out + conv4_block4_out", _UNSEEN, _CLASSIC),
    },
    "vgg16": {
        "classic": Preset("block4_conv3 + block5_conv1", _UNSEEN, _CLASSIC),
    },
}
