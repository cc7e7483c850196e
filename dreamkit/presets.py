"""Goals with settings that look good, for each network; the first is the recommended one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Preset:
    """A goal as text, the settings of `dream` that suit it, and a sentence on what it shows."""

    goal: str
    shows: str
    settings: dict = field(default_factory=dict)


_SHOW = {
    "steps": 10,
    "step_size": 0.0075,
    "octaves": 5,
    "octave_scale": 1.3,
    "jitter": 64,
    "normalize": "laplacian",
}

PRESETS = {
    "dreamnet": {
        "creatures": Preset("mixed4^2", "Creatures grow out of whatever is there.", _SHOW),
        "eyes": Preset("class_map:1", "Eyes open everywhere.", _SHOW),
        "flowers": Preset("class_map:9", "Petals and blossoms.", _SHOW),
        "snails": Preset("class_map:6", "Shells curl up.", _SHOW),
        "scales": Preset("class_map:16", "A skin of scales.", _SHOW),
        "stars": Preset("class_map:25", "Stars and starfish.", _SHOW),
    },
    "inception_v3": {
        "classic": Preset(
            "mixed3 + mixed5",
            "The tutorial's look: eyes, arches and scales everywhere.",
            {"steps": 20, "octaves": 5, "jitter": 32},
        ),
    },
}
