"""The settings of a film beside those of a dream: how much is carried on, and how it is dreamt."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from dreamkit import bounds
from dreamkit.did_you_mean import unknown
from dreamkit.dreaming import settings as dream_settings
from dreamkit.dreaming.settings import DreamSettings
from dreamkit.errors import InputError
from dreamkit.goals.goal import Goal

# What flickers least at nearly full strength, measured by scripts/measure_flicker.py.
VIDEO_PRESETS: dict[str, dict[str, dict[str, Any]]] = {
    "dreamnet": {"creatures": {"frame_steps": 1}},
}
# What was watched for 300 frames and lives: (network, preset) -> settings of Carrying and of the
# dream, for zooms.
ZOOM_PRESETS: dict[str, dict[str, dict[str, Any]]] = {
    "dreamnet": {"creatures": {"memory": 0.85, "frame_steps": 1}},
    "inception_v3": {
        "creatures": {"memory": 0.9, "frame_steps": 2, "octaves": 4},
        "classic": {"memory": 0.9, "frame_steps": 2, "octaves": 4},
    },
}


@dataclass(frozen=True)
class Carrying:
    """How a dream goes on from frame to frame.

    Attributes
    ----------
    memory : float
        How much of the dream's difference from the film is carried into the next frame, from 0
        to 1. Default 0.95.
    frame_steps : int
        Steps in each octave of every frame but a shot's first, which is dreamt as a picture is.
        Default 2.

    Raises
    ------
    InputError
        A setting outside its range.
    """

    memory: float = 0.95
    frame_steps: int = 2

    def __post_init__(self) -> None:
        for name in ("memory", "frame_steps"):
            object.__setattr__(self, name, bounds.check(name, getattr(self, name)))


@dataclass(frozen=True)
class FilmDream:
    """What every frame of a film is dreamt with.

    Attributes
    ----------
    net : Network
    goal : Goal
    settings : DreamSettings
    carrying : Carrying
    """

    net: Any
    goal: Goal
    settings: DreamSettings
    carrying: Carrying

    def stored(self):
        """What makes it again, for JSON: the network's name, the goal's text, numbers."""
        return {
            "network": self.net.name,
            "goal": str(self.goal),
            **dataclasses.asdict(self.settings),
            **dataclasses.asdict(self.carrying),
        }


def resolve(net, goal, preset, film_presets, arguments):
    """What frames are dreamt with: what was given, else the film's preset, else the network's.

    Parameters
    ----------
    net : Network
    goal : Goal, str or None
    preset : str or None
    film_presets : dict
        Settings that suit a kind of film, by network and preset.
    arguments : dict
        Settings of Carrying and DreamSettings that were given.

    Raises
    ------
    InputError
        A setting outside its range, or a goal the network cannot serve.
    """
    suited = {}
    if goal is None and net.presets:
        known = film_presets.get(net.name, {})
        preset = next(iter(known), None) if preset is None else preset
        suited = known.get(preset, {})
    given = suited | arguments
    known = [field.name for kind in (Carrying, DreamSettings) for field in dataclasses.fields(kind)]
    for name in arguments:
        if name not in known:
            raise InputError(unknown("setting of a film", name, known))
    own = {field.name for field in dataclasses.fields(Carrying)}
    carrying = Carrying(**{name: value for name, value in given.items() if name in own})
    rest = {name: value for name, value in given.items() if name not in own}
    goal, settings = dream_settings.resolve(net, goal, preset, rest)
    return FilmDream(net, goal, settings, carrying)
