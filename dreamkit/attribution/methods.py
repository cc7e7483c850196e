"""Every attribution method by its name: all take (image, goal, network) and give a map."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from dreamkit.attribution.cam import class_activation_map, grad_cam
from dreamkit.attribution.gradients import (
    gradient,
    gradient_times_input,
    guided_backpropagation,
    integrated_gradients,
)
from dreamkit.attribution.occluding import occlusion
from dreamkit.attribution.saliency_maps import saliency
from dreamkit.did_you_mean import unknown
from dreamkit.errors import InputError

METHODS: dict[str, Callable[..., Any]] = {
    "saliency": saliency,
    "smoothgrad": functools.partial(saliency, samples=50),
    "gradient": gradient,
    "gradient_times_input": gradient_times_input,
    "integrated_gradients": integrated_gradients,
    "guided_backpropagation": guided_backpropagation,
    "grad_cam": grad_cam,
    "class_activation_map": class_activation_map,
    "occlusion": occlusion,
}


def method_named(method):
    """Return the function of this name, or a function as it is.

    Raises
    ------
    InputError
        There is no such method.
    """
    if callable(method):
        return method
    if not isinstance(method, str) or method not in METHODS:
        raise InputError(unknown("method", method, METHODS))
    return METHODS[method]
