"""Optimizers: what moves a canvas; Keras's, by name or as they are."""

from __future__ import annotations

import functools
import inspect
import json
from dataclasses import dataclass
from typing import Any

from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError, reason, shown

# Those that treat every number by itself, so that the pictures of a batch have nothing to do with
# each other; with others each picture gets an optimizer of its own.
_ELEMENTWISE = (
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lion",
    "Nadam",
    "RMSprop",
    "SGD",
)


@dataclass(frozen=True)
class Optimizer:
    """An optimizer that has not been used yet: Keras's class and its configuration."""

    kind: type
    configuration: dict[str, Any]

    def make(self):
        """A new one of Keras."""
        return self.kind.from_config(dict(self.configuration))

    @property
    def is_elementwise(self):
        """Whether a picture moves in a batch as it would alone."""
        clips = ("clipnorm", "global_clipnorm")
        is_known = self.kind.__name__ in _ELEMENTWISE and self.kind.__module__.startswith("keras.")
        return is_known and not any(self.configuration.get(name) for name in clips)


def as_optimizer(given, step_size):
    """Return an Optimizer from a name or from one of Keras, which is not changed.

    Parameters
    ----------
    given : str or keras.optimizers.Optimizer
    step_size : float
        The learning rate of one that is named; one of Keras has its own.

    Raises
    ------
    InputError
        It is neither, or it cannot be made anew.
    """
    from tensorflow import keras

    if isinstance(given, str):
        kinds = _by_name()
        if given.lower() not in kinds:
            raise InputError(unknown("optimizer", given, list(kinds)))
        kind = kinds[given.lower()]
        return Optimizer(kind, kind(learning_rate=step_size).get_config())
    if not isinstance(given, keras.optimizers.Optimizer):
        what = f"the class {given.__name__}" if inspect.isclass(given) else shown(given)
        raise InputError(
            "optimizer is a name such as 'adam', or one of Keras, such as "
            f"keras.optimizers.SGD(0.5), not {what}."
        )
    try:
        found = Optimizer(type(given), given.get_config())
        found.make()
    except Exception as error:  # of a class of one's own
        raise InputError(
            f"the optimizer {type(given).__name__} cannot be made anew from its get_config(), "
            f"which every picture needs: {reason(error)}."
        ) from None
    return found


def name_of(given):
    """What an optimizer is called in a sentence."""
    return f"'{given}'" if isinstance(given, str) else type(given).__name__


def as_text(given):
    """What an optimizer is, for settings that are kept: a name, or a configuration as JSON."""
    if not hasattr(given, "get_config"):  # a name; what is neither is refused when it is used
        return str(given).lower()
    told = {**given.get_config(), "name": type(given).__name__}  # Keras numbers its own names
    return json.dumps(told, sort_keys=True, default=str)


@functools.cache
def _by_name():
    """Keras's optimizers by their names in small letters."""
    from tensorflow import keras

    base = keras.optimizers.Optimizer
    kinds = {
        name: kind
        for name, kind in sorted(vars(keras.optimizers).items())
        if inspect.isclass(kind) and issubclass(kind, base) and kind is not base
    }
    # Those that others are wrapped in have no rate of their own.
    return {
        name.lower(): kind
        for name, kind in kinds.items()
        if "learning_rate" in inspect.signature(kind).parameters
    }
