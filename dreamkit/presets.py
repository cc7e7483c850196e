"""Goals with settings that look good, for each network; the first is the recommended one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Preset:
    """A goal as text, the settings of `dream` that suit it, and a sentence on what it shows."""

    goal: str
    shows: str
    settings: dict = field(default_factory=dict)


_RICH = {
    "steps": 10,
    "step_size": 0.0075,
    "octaves": 5,
    "octave_scale": 1.3,
    "jitter": 64,
    "normalize": "laplacian",
}

PRESETS = {
    "dreamnet": {
        "creatures": Preset("mixed4^2", "Creatures grow out of whatever is there.", _RICH),
        "eyes": Preset("class_map:1", "Eyes open everywhere.", _RICH),
        "flowers": Preset("class_map:9", "Petals and blossoms.", _RICH),
        "snails": Preset("class_map:6", "Shells curl up.", _RICH),
        "scales": Preset("class_map:16", "A skin of scales.", _RICH),
        "stars": Preset("class_map:25", "Stars and starfish.", _RICH),
    },
    "inception_v3": {
        "classic": Preset(
            "mixed3 + mixed5",
            "The tutorial's look: eyes, arches and scales everywhere.",
            {"steps": 15, "octaves": 5, "jitter": 32},
        ),
        "creatures": Preset(
            "mixed4^2", "Furry faces with large bright eyes.", {**_RICH, "steps": 12}
        ),
        "ornaments": Preset("mixed1^2", "Curls and dots, like an engraving.", {"steps": 10}),
        "neon": Preset("mixed3 + mixed5", "The classic look in full colour.", _RICH),
        "dogs": Preset(
            "mixed6^2", "Whole animals, dogs above all.", {**_RICH, "steps": 12, "octaves": 4}
        ),
    },
}
