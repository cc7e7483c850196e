"""The settings of a dream: their defaults, their ranges, how they are chosen."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from dreamkit import bounds, device
from dreamkit.ascent.priors import Priors, as_priors
from dreamkit.device import Precision
from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError, check_switch, shown
from dreamkit.goals.text import goal_for

Normalization: TypeAlias = Literal["std", "laplacian"]
NORMALIZATIONS: tuple[Normalization, ...] = get_args(Normalization)


class _Unset:
    """Marks an argument that was not given; None is a value of its own for some."""

    def __repr__(self) -> str:
        return "default"


UNSET: Any = _Unset()  # the default of parameters of every type


@dataclass(frozen=True)
class DreamSettings:
    """Hyperparameters: how to dream; `dream` tells more of what each setting does.

    Attributes
    ----------
    steps : int
        Steps in each octave. Default 50.
    step_size : float
        How far a step moves, in units of [0, 1]. Default 0.005.
    octaves : int
        How many sizes. Default 5.
    octave_scale : float
        Ratio of one size to the next, above 1. Default 1.3.
    tile_size : int or None
        The most pixels, along each side, that the network sees at once. Default 512. None never
        splits the picture.
    jitter : int or None
        Largest random shift before each step, in pixels. Default None: the tile size where an
        octave takes more than one tile, otherwise 0.
    detail : bool
        Put back the detail that shrinking lost. Default True.
    normalize : "std" or "laplacian"
        How the gradient is normalized. Default "std".
    seed : int
        Of the random shifts. Default 0.
    precision : "auto", "float32", "bfloat16" or "float16"
        The type in which the network computes. Default "auto".
    keep_color : bool
        Change the lightness only. Default False.
    priors : dict or None
        Regularizers, given as Priors, dict or None; held as a dict of what differs from the
        defaults, None where nothing does.

    Raises
    ------
    InputError
        A setting outside its range.

    Examples
    --------
    >>> import dreamkit as dk
    >>> from dreamkit.dreaming.settings import DreamSettings
    >>> settings = DreamSettings(steps=10, priors=dk.Priors(blur=0.5))
    >>> settings.steps, settings.octaves, settings.priors
    (10, 5, {'blur': 0.5})
    >>> DreamSettings(octave_scale=1)
    Traceback (most recent call last):
        ...
    dreamkit.errors.InputError: octave_scale must be a number above 1, not 1.
    """

    steps: int = 50
    step_size: float = 0.005
    octaves: int = 5
    octave_scale: float = 1.3
    tile_size: int | None = 512
    jitter: int | None = None
    detail: bool = True
    normalize: Normalization = "std"
    seed: int = 0
    precision: Precision = "auto"
    keep_color: bool = False
    priors: Priors | dict[str, float] | None = None

    def __post_init__(self) -> None:
        checked: dict[str, Any] = {
            name: bounds.check(name, getattr(self, name))
            for name in ("steps", "step_size", "octaves", "octave_scale", "seed")
        }
        for name in ("tile_size", "jitter"):
            if getattr(self, name) is not None:
                checked[name] = bounds.check(name, getattr(self, name))
        for name in ("detail", "keep_color"):
            checked[name] = check_switch(name, getattr(self, name))
        if not isinstance(self.normalize, str) or self.normalize not in NORMALIZATIONS:
            raise InputError(f"normalize is 'std' or 'laplacian', not {shown(self.normalize)}.")
        device.check_precision(self.precision)
        checked["priors"] = as_priors(self.priors).settings() or None
        for name, value in checked.items():  # plain, so that JSON can hold them
            object.__setattr__(self, name, value)


DEFAULTS: dict[str, Any] = dataclasses.asdict(DreamSettings())


def resolve(net, goal, preset, arguments):
    """The goal and the settings: what was given, else the preset's, else the defaults.

    Parameters
    ----------
    net : Network
    goal : Goal, str or None
    preset : str or None
        One of the network's presets; without goal and preset, the recommended one.
    arguments : dict
        Arguments of `dream`, UNSET where not given.

    Returns
    -------
    (Goal, DreamSettings)
        `precision` is the type that is really computed in.

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
    goal = goal_for(net, goal)
    passed = {key: value for key, value in arguments.items() if value is not UNSET}
    settings = DreamSettings(**{**chosen, **passed})
    return goal, dataclasses.replace(settings, precision=device.precision(settings.precision))


def preset_of(net, name=None):
    """A network's preset as (name, Preset); without a name, the recommended one.

    Raises
    ------
    InputError
        The network has no such preset.
    """
    if not net.presets:
        raise InputError(f"{net.name} has no presets; name a goal, such as a layer of it.")
    name = next(iter(net.presets)) if name is None else name
    if not isinstance(name, str) or name not in net.presets:
        raise InputError(unknown("preset", name, net.presets))
    return name, net.presets[name]
