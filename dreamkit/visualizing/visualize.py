"""visualize(): activation maximization, a picture that excites a goal, grown from noise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from dreamkit import bounds
from dreamkit.ascent.loop import Loop
from dreamkit.ascent.priors import Priors
from dreamkit.ascent.progress import Step
from dreamkit.device import Precision
from dreamkit.errors import InputError
from dreamkit.goals.goal import Goal
from dreamkit.images import arrays
from dreamkit.images.arrays import Picture
from dreamkit.networks.extractor import NetworkLike
from dreamkit.networks.network import network as network_named
from dreamkit.visualizing.climb import climb

if TYPE_CHECKING:
    import keras

# For pictures that are compared place by place, or as texture.
SMOOTH: dict[str, float] = {"total_variation": 0.5}
ROBUST: dict[str, float] = {"scale": 0.1, "rotation": 10, "total_variation": 0.5}
DEFAULTS: dict[str, Any] = {
    "size": 224,
    "steps": 128,
    "step_size": 0.05,
    "optimizer": "adam",
    "canvas": "fourier",
    "decorrelate": True,
    "jitter": 8,
    "priors": ROBUST,
    "seed": 0,
    "precision": "auto",
}


def visualize(
    network: NetworkLike | None = None,
    goal: Goal | str | Sequence[Goal | str] | None = None,
    *,
    size: int | tuple[int, int] = DEFAULTS["size"],
    steps: int = DEFAULTS["steps"],
    step_size: float = DEFAULTS["step_size"],
    optimizer: str | keras.optimizers.Optimizer = DEFAULTS["optimizer"],
    canvas: Literal["fourier", "pixels", "phase"] = DEFAULTS["canvas"],
    decorrelate: bool = DEFAULTS["decorrelate"],
    jitter: int = DEFAULTS["jitter"],
    priors: Priors | dict[str, float] | None = DEFAULTS["priors"],
    seed: int = DEFAULTS["seed"],
    precision: Precision = DEFAULTS["precision"],
    start: npt.ArrayLike | None = None,
    count: int | None = None,
    diversity: float | dict[str, float] = 0.0,
    modify_gradient: Callable[[npt.NDArray[np.float32]], npt.ArrayLike] | None = None,
    on_step: Callable[[Step], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Picture:
    """Activation maximization: grow a picture that excites a goal as much as can be.

    What does this channel look for?

    Gradient ascent, with Adam (Kingma & Ba, 2015 [1]_), from noise, on a canvas that lets forms of
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
        The optimizer's learning rate, in units of the canvas. Default 0.05 (Olah et al.).
    optimizer : str or keras.optimizers.Optimizer
        What moves the picture: one of Keras by name, such as "adam" (default), "sgd" or
        "rmsprop", or as it is, such as `keras.optimizers.SGD(1.0, momentum=0.9)`, which then has
        its own learning rate, not `step_size`. It is copied and stays as it was.
    canvas : "fourier", "pixels" or "phase"
        Hold the picture as waves scaled by 1/frequency (default), as pixels, or as the phases of
        waves, in turns, each wave being as strong as in photographs (MACO, Fel et al., 2023
        [3]_). On all of them the values go through a sigmoid, which keeps them in [0, 1].
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
        A picture to begin with instead of noise, for all goals; or one for each goal, or several
        for one goal, of shape (count, height, width, 3). On "phase" only its phases are taken.
    count : int, optional
        So many pictures of one goal, each from noise of its own.
    diversity : float or dict of str to float
        How strongly the pictures of one call are driven apart, beside the goal's 1: the cosines
        between their Gram matrices fall (Olah et al.). At the layer of the first goal (for a
        class, one in the middle of the network), or at each layer of a dict such as
        {"mixed3": 1}. Default 0.
    modify_gradient : function, optional
        Called in every step with the goal's gradient of each picture, a float32 array of shape
        (height, width, 3); what it returns, of the same shape, is taken instead, before it is
        brought to standard deviation 1.
    on_step : function, optional
        Called with a `Step` after each step, instead of showing a progress bar. Its image is
        what would be returned now, its loss the mean over the goals.
    should_stop : function, optional
        Asked before each step; answering True ends it with the picture so far. So does Ctrl-C.

    Returns
    -------
    numpy.ndarray
        float32 in [0, 1], shape (height, width, 3); (count, height, width, 3) for a list of goals
        or of starts, or with `count`.

    Raises
    ------
    InputError
        A name or number that cannot be used, goals and starts that do not match, or a goal that
        answers to nothing: its gradient stays zero from noise of any strength.
    FileError
        The network's weights cannot be had.

    References
    ----------
    .. [1] D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015.
       arXiv:1412.6980
    .. [2] C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization", Distill, 2017.
       https://distill.pub/2017/feature-visualization
    .. [3] T. Fel et al., "Unlocking Feature Visualization for Deeper Networks with MAgnitude
       Constrained Optimization", 2023. arXiv:2306.06805

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.visualize(goal=dk.channel("mixed3", 2), size=48, steps=2).shape
    (48, 48, 3)
    >>> dk.visualize(goal=["mixed3:2", "mixed3:3"], size=48, steps=2).shape
    (2, 48, 48, 3)
    >>> dk.visualize(goal="mixed3:2", size=48, steps=2, count=3, diversity=1).shape
    (3, 48, 48, 3)
    """
    goals, start, is_batch = _matched(goal, start, count)
    steps = bounds.check("steps", steps)
    loop = Loop(steps, doing="visualizing", on_step=on_step, should_stop=should_stop)
    with loop:
        pictures, answered = climb(
            network_named(network),
            goals,
            loop,
            size=size if start is None else start.shape[-3:-1],
            steps=steps,
            step_size=step_size,
            optimizer=optimizer,
            canvas=canvas,
            decorrelate=decorrelate,
            jitter=jitter,
            priors=priors,
            seed=seed,
            precision=precision,
            start=start,
            whole=is_batch,
            apart=diversity,
            modify_gradient=modify_gradient,
        )
    if loop.done and not all(answered):
        raise InputError(
            f"the goal '{goals[answered.index(False)]}' answers to nothing: its gradient is zero "
            f"everywhere, {'whatever the noise' if start is None else 'from this start'}; choose "
            "another channel or layer."
        )
    return pictures if is_batch else pictures[0]


def _matched(goal, start, count):
    """The goals as a list, what they start from, and whether a batch was asked for."""
    several = isinstance(goal, list | tuple)
    goals = list(goal) if several else [goal]
    starts = None if start is None else arrays.as_pictures(start)
    if count is not None:
        count = bounds.check("count", count)
        if several:
            raise InputError(
                "count makes pictures of one goal, and there is a list of them; leave out count, "
                "or name a goal as often as you want it."
            )
        if starts is not None and len(starts) != count:
            raise InputError(
                f"{count} pictures cannot start from {len(starts)}; give as many starts as count, "
                "of shape (count, height, width, 3), or leave one of the two out."
            )
        return goals * count, starts, True
    if starts is None:
        return goals, None, several
    if np.ndim(start) != 4:
        return goals, starts[0], several
    if several and len(goals) != len(starts):
        raise InputError(
            f"{len(starts)} starts do not match {len(goals)} goals; give one start for all, or one "
            "for each."
        )
    return goals if several else goals * len(starts), starts, True
