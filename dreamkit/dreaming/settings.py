"""The settings of a dream: their defaults, how they are chosen, their ranges."""

from __future__ import annotations

import numpy as np

from dreamkit import device
from dreamkit.ascent import priors
from dreamkit.ascent.gradient import check_normalize
from dreamkit.errors import (
    InputError,
    check_from_zero,
    check_number,
    check_positive_int,
    unknown,
)
from dreamkit.goals.text import goal_for

DEFAULTS = {
    "steps": 50,
    "step_size": 0.005,
    "octaves": 5,
    "octave_scale": 1.3,
    "tile_size": 512,
    "jitter": None,
    "detail": True,
    "normalize": "std",
    "seed": 0,
    "precision": "auto",
    "keep_color": False,
    "priors": None,
}


class _Unset:
    """Marks an argument that was not given; None is a value of its own for some."""

    def __repr__(self):
        return "default"


UNSET = _Unset()


def resolve(net, goal, preset, given):
    """The goal and the full settings: what was given, else the preset's, else the defaults.

    Parameters
    ----------
    net : Network
    goal : Goal, str or None
    preset : str or None
        One of the network's presets; without goal and preset, the recommended one.
    given : dict
        Arguments of `dream`, UNSET where not given.

    Returns
    -------
    (Goal, dict)

    Raises
    ------
    InputError
        A setting outside its range, or a goal the network cannot serve.
    """
    chosen = {}
    if goal is not None and preset is not None:
        raise InputError("a preset brings its own goal; give either goal or preset.")
    if goal is None:
        if preset is None and not net.presets:
            raise InputError(
                f"{net.name} has no recommended goal; pass one, such as "
                f"dk.layer('{net.layer_names[len(net.layer_names) // 2]}')."
            )
        _, preset = preset_of(net, preset)
        goal, chosen = preset.goal, preset.settings
    wanted = goal_for(net, goal)
    given = {key: value for key, value in given.items() if value is not UNSET}
    settings = {**DEFAULTS, **chosen, **given}
    check(settings)
    for name, value in settings.items():
        if isinstance(value, np.generic):  # which JSON cannot hold
            settings[name] = value.item()
    settings["priors"] = priors.read(settings["priors"]).settings() or None
    settings["precision"] = device.precision(settings["precision"])
    return wanted, settings


def preset_of(net, name=None):
    """A network's preset as (name, Preset); without a name, the recommended one.

    Raises
    ------
    InputError
        The network has no such preset.
    """
    name = name or next(iter(net.presets))
    if name not in net.presets:
        raise InputError(unknown("preset", name, net.presets))
    return name, net.presets[name]


def check(settings):
    """Raise InputError for a setting outside its range."""
    for name in ("steps", "octaves"):
        check_positive_int(name, settings[name])
    for name, above in (("step_size", 0), ("octave_scale", 1)):
        check_number(name, settings[name], above)
    if settings["tile_size"] is not None:
        check_positive_int("tile_size", settings["tile_size"])
    if settings["jitter"] is not None:
        check_from_zero("jitter", settings["jitter"])
    check_from_zero("seed", settings["seed"])
    if not isinstance(settings["keep_color"], bool | np.bool_):
        raise InputError(f"keep_color is True or False, not {settings['keep_color']!r}.")
    priors.read(settings["priors"])
    check_normalize(settings["normalize"])
    device.check_precision(settings["precision"])
