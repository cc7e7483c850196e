"""visualize(): activation maximization, a picture that excites a goal, grown from noise."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from dreamkit import bounds, device
from dreamkit.ascent import transforms
from dreamkit.ascent.gradient import gradient_function
from dreamkit.ascent.loop import Loop
from dreamkit.ascent.priors import Priors, apply_operators, as_priors, penalize
from dreamkit.ascent.progress import Step
from dreamkit.device import Precision
from dreamkit.errors import InputError, check_switch, shown
from dreamkit.goals.goal import Goal
from dreamkit.goals.text import goal_for
from dreamkit.images import arrays
from dreamkit.images.arrays import Picture
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.visualizing import parameterization

# For pictures that are compared place by place, or as texture.
SMOOTH: dict[str, float] = {"total_variation": 0.5}
ROBUST: dict[str, float] = {"scale": 0.1, "rotation": 10, "total_variation": 0.5}
DEFAULTS: dict[str, Any] = {
    "size": 224,
    "steps": 128,
    "step_size": 0.05,
    "canvas": "fourier",
    "decorrelate": True,
    "jitter": 8,
    "priors": ROBUST,
    "seed": 0,
    "precision": "auto",
}
# Standard deviation of what the canvas holds at the start. A goal that does not answer to such
# noise, its gradient being zero everywhere, is shown stronger and stronger noise.
NOISES = (0.01, 0.03, 0.1, 0.3, 1.0)


def visualize(
    network: NetworkLike | None = None,
    goal: Goal | str | Sequence[Goal | str] | None = None,
    *,
    size: int | tuple[int, int] = DEFAULTS["size"],
    steps: int = DEFAULTS["steps"],
    step_size: float = DEFAULTS["step_size"],
    canvas: Literal["fourier", "pixels"] = DEFAULTS["canvas"],
    decorrelate: bool = DEFAULTS["decorrelate"],
    jitter: int = DEFAULTS["jitter"],
    priors: Priors | dict[str, float] | None = DEFAULTS["priors"],
    seed: int = DEFAULTS["seed"],
    precision: Precision = DEFAULTS["precision"],
    start: npt.ArrayLike | None = None,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Picture:
    """Activation maximization: grow a picture that excites a goal as much as can be.

    What does this channel look for?

    Gradient ascent with Adam (Kingma & Ba, 2015 [1]_) from noise, on a canvas that lets forms of
    every size grow, looking at the picture shifted, scaled and turned a little differently in
    each step (Olah et al., 2017 [2]_).

    Parameters
    ----------
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    goal : Goal, str or list of these
        What to excite. A list gives a picture for each; goals of one form, such as channels of
        one layer, are computed in one batch, which is faster.
    size : int or (int, int)
        Side, or height and width, in pixels. Default 224. With `start` it is that picture's.
    steps : int
        How often the picture is changed. Default 128.
    step_size : float
        Adam's learning rate, in units of the canvas. Default 0.05 (Olah et al.).
    canvas : "fourier" or "pixels"
        Hold the picture as waves scaled by 1/frequency (default), or as pixels. On both the
        values go through a sigmoid, which keeps them in [0, 1].
    decorrelate : bool
        Hold colors along the axes that those of photographs vary along. Default True.
    jitter : int
        Largest random shift before each step, in pixels. Default 8 (Olah et al.).
    priors : Priors, dict or None
        See `Priors`. Default `ROBUST`: {"scale": 0.1, "rotation": 10, "total_variation": 0.5}.
        `distance` is that from the picture at the start.
    seed : int
        Of the noise and of what is random in the steps. Default 0.
    precision : "auto", "float32", "bfloat16" or "float16"
        See `dream`.
    start : array, optional
        A picture to begin with instead of noise.
    on_step : function, optional
        Called with a `Step` after each step, instead of showing a progress bar. Its image is
        what would be returned now, its loss the mean over the goals.
    should_stop : function, optional
        Asked before each step; answering True ends it with the picture so far. So does Ctrl-C.

    Returns
    -------
    numpy.ndarray
        float32 in [0, 1], shape (height, width, 3); (count, height, width, 3) for a list.

    Raises
    ------
    InputError
        A name or number that cannot be used, or a goal that answers to nothing: its gradient
        stays zero from noise of any strength.
    FileError
        The network's weights cannot be had.

    References
    ----------
    .. [1] D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015.
       arXiv:1412.6980
    .. [2] C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization", Distill, 2017.
       https://distill.pub/2017/feature-visualization

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.visualize(goal=dk.channel("mixed3", 2), size=48, steps=2).shape
    (48, 48, 3)
    >>> dk.visualize(goal=["mixed3:2", "mixed3:3"], size=48, steps=2).shape
    (2, 48, 48, 3)
    """
    is_batch = isinstance(goal, list | tuple)
    first = arrays.as_picture(start) if start is not None else None
    steps = bounds.check("steps", steps)
    loop = Loop(steps, doing="visualizing", on_step=on_step, should_stop=should_stop)
    with loop:
        pictures, answered = climb(
            network_named(network),
            list(goal) if is_batch else [goal],
            loop,
            size=size if first is None else first.shape[:2],
            steps=steps,
            step_size=step_size,
            canvas=canvas,
            decorrelate=decorrelate,
            jitter=jitter,
            priors=priors,
            seed=seed,
            precision=precision,
            start=first,
            whole=is_batch,
        )
    if loop.done and not all(answered):
        silent = goal[answered.index(False)] if is_batch else goal
        raise InputError(
            f"the goal '{silent}' answers to nothing: its gradient is zero everywhere, "
            f"{'whatever the noise' if first is None else 'from this start'}; choose another "
            "channel or layer."
        )
    return pictures if is_batch else pictures[0]


def climb(net, goals, loop, *, size, start=None, whole=True, **settings):
    """`visualize` for a list of goals some of which may answer to nothing, within an open loop.

    Returns
    -------
    (numpy.ndarray, list of bool)
        The pictures, and for each goal whether its gradient was ever other than zero.
    """
    import tensorflow as tf

    goals = _checked_goals(goals, net)
    size = _checked_size(size, net)
    bounds.check_together(len(goals), *size)
    settings = check_settings(settings)
    priors = as_priors(settings["priors"])
    random = np.random.default_rng(settings["seed"])
    form = settings["canvas"], settings["decorrelate"]
    if start is None:
        first = parameterization.noise(random, len(goals), size, *form, NOISES[0])
    else:
        first = np.repeat(start[None], len(goals), axis=0)
    canvas = parameterization.Canvas(first, *form, settings["step_size"])
    first, pictures = tf.constant(first), canvas.pictures()
    look = _looking(net, goals, size, device.precision(settings["precision"]))
    answered = np.zeros(len(goals), bool)
    for step in range(1, settings["steps"] + 1):
        if loop.stopping():
            break
        noises = iter(NOISES[1:] if start is None and step == 1 else ())
        while True:
            losses, gradients = look(pictures, random, settings["jitter"], priors)
            answered |= np.asarray(tf.reduce_any(gradients != 0, (1, 2, 3)))
            stronger = None if answered.all() else next(noises, None)
            if stronger is None:
                break
            pictures = _startled(canvas, pictures, answered, random, form, stronger)
        _move(canvas, pictures, gradients, first, priors, step)
        pictures = canvas.pictures()
        loop.tell(float(losses.mean()), pictures if whole else pictures[0])
    return np.asarray(pictures), answered.tolist()


def _looking(net, goals, size, precision):
    """A function from pictures, one for each goal, to their losses and gradients."""
    import tensorflow as tf

    groups = {}
    for index, goal in enumerate(goals):
        alone = any(term.held for term in goal.terms)
        groups.setdefault(goal if alone else goal.structure, []).append(index)
    at_once, batches = device.tiles_at_once(*size), []
    for members in groups.values():
        for first in range(0, len(members), at_once):
            batch = members[first : first + at_once]
            alike = [goals[index] for index in batch] if len(members) > 1 else goals[batch[0]]
            batches.append((batch, gradient_function(net, alike, precision)))
    order = np.argsort([index for batch, _ in batches for index in batch])

    def look(pictures, random, jitter, priors):
        shift = transforms.sample_shift(random, jitter)
        turn = transforms.sample_transform(random, priors)
        shifted = tf.roll(pictures, shift, (1, 2)) if any(shift) else pictures
        seen = [function(tf.gather(shifted, batch), turn) for batch, function in batches]
        losses = np.concatenate([np.asarray(losses) for losses, _ in seen])[order]
        gradients = tf.gather(tf.concat([gradients for _, gradients in seen], 0), order)
        return losses, tf.roll(gradients, [-shift[0], -shift[1]], (1, 2))

    return look


def _startled(canvas, pictures, answered, random, form, amount):
    """Give the goals that have not answered yet other and stronger noise to look at."""
    fresh = parameterization.noise(random, len(answered), canvas.size, *form, amount)
    canvas.put(np.where(answered[:, None, None, None], pictures, fresh))
    return canvas.pictures()


def _move(canvas, pictures, gradients, first, priors, step):
    """One step of every picture: the goals' gradients, the penalties, then the operators."""
    goals_own, directions = _traced_direction(priors)(pictures, gradients, first)
    canvas.move(directions)
    if priors.has_operators:
        blurs = priors.blurs_at(step)
        canvas.put(apply_operators(canvas.pictures(), goals_own, priors, blurs))


@functools.lru_cache(maxsize=16)
def _traced_direction(priors):
    """From pictures, their gradients and what they began as to where they go."""
    import tensorflow as tf

    from dreamkit.ascent.normalize import normalize

    batch = tf.TensorSpec([None, None, None, 3], tf.float32)

    @tf.function(input_signature=[batch, batch, batch], autograph=False)
    def direction(pictures, gradients, first):
        goals_own = normalize(gradients)
        return goals_own, penalize(goals_own, pictures, first, priors)

    return direction.get_concrete_function()


def _checked_goals(goals, net):
    if not goals or goals[0] is None:
        raise InputError(
            "say what to visualize, such as dk.channel('mixed4', 12) or a list of goals."
        )
    return [goal_for(net, goal) for goal in goals]


def _checked_size(size, net):
    sides = tuple(size) if isinstance(size, list | tuple) else (size, size)
    if len(sides) != 2:
        raise InputError(f"size is one number or (height, width), not {shown(size)}.")
    sides = tuple(bounds.check("size", side) for side in sides)
    for side in sides:
        if side < net.minimum_size:
            raise InputError(
                f"size {side} is too small; {net.name} needs at least {net.minimum_size} pixels."
            )
    return sides


def check_settings(settings):
    """The settings of `visualize` with plain numbers in them, those that need no network checked.

    Raises
    ------
    InputError
        One of them cannot be used.
    """
    parameterization.check_canvas(settings["canvas"])
    numbers = {
        name: bounds.check(name, settings[name])
        for name in ("steps", "step_size", "jitter", "seed")
    }
    switch = check_switch("decorrelate", settings["decorrelate"])
    return {**settings, **numbers, "decorrelate": switch}
