"""The climb: gradient ascent of several pictures at once, within an open loop of steps."""

from __future__ import annotations

import functools

import numpy as np

from dreamkit import bounds, device
from dreamkit.ascent import transforms
from dreamkit.ascent.gradient import gradient_function
from dreamkit.ascent.priors import apply_operators, as_priors, penalize
from dreamkit.errors import InputError, check_function, check_switch, shown
from dreamkit.goals.text import goal_for
from dreamkit.visualizing import diversity, optimizers, parameterization

# Standard deviation of what the canvas holds at the start. A goal that does not answer to such
# noise, its gradient being zero everywhere, is shown stronger and stronger noise.
NOISES = (0.01, 0.03, 0.1, 0.3, 1.0)


def climb(
    net, goals, loop, *, size, start=None, whole=True, modify_gradient=None, apart=0, **settings
):
    """`visualize` for a list of goals some of which may answer to nothing, within an open loop.

    Parameters
    ----------
    net : Network
    goals : list of Goal or str
    loop : Loop
    size : int or (int, int)
    start : numpy.ndarray, optional
        A picture for all, or one for each goal: (count, height, width, 3).
    whole : bool
        Tell the loop of all pictures, not of the first one.
    modify_gradient : function, optional
    apart : float or dict, optional
        `diversity` of `visualize`.
    **settings
        Of `visualize`, all of them.

    Returns
    -------
    (numpy.ndarray, list of bool)
        The pictures, and for each goal whether its gradient was ever other than zero.
    """
    import tensorflow as tf

    goals = _checked_goals(goals, net)
    size = _checked_size(size, net, [layer for goal in goals for layer in goal.layers])
    bounds.check_together(len(goals), *size)
    settings = check_settings(settings)
    priors = as_priors(settings["priors"])
    parameterization.check_operators(settings["canvas"], priors)
    if modify_gradient is not None:
        check_function("modify_gradient", modify_gradient)
    precision = device.precision(settings["precision"])
    push = diversity.as_push(apart, net, goals, size, precision)
    random = np.random.default_rng(settings["seed"])
    form = settings["canvas"], settings["decorrelate"]
    if start is None:
        first = parameterization.noise(random, len(goals), size, *form, NOISES[0])
    else:
        first = np.ascontiguousarray(np.broadcast_to(start, (len(goals), *size, 3)))
    optimizer = optimizers.as_optimizer(settings["optimizer"], settings["step_size"])
    canvas = parameterization.Canvas(first, *form, optimizer)
    first, pictures = tf.constant(first), canvas.pictures()
    look = _looking(net, goals, size, precision)
    answered = np.zeros(len(goals), bool)
    for step in range(1, settings["steps"] + 1):
        if loop.stopping():
            break
        noises = iter(NOISES[1:] if start is None and step == 1 else ())
        while True:
            shift = transforms.sample_shift(random, settings["jitter"])
            turn = transforms.sample_transform(random, priors)
            losses, gradients = _rolled(look, pictures, shift, turn)
            answered |= np.asarray(tf.reduce_any(gradients != 0, (1, 2, 3)))
            stronger = None if answered.all() else next(noises, None)
            if stronger is None:
                break
            pictures = _startled(canvas, pictures, answered, random, form, stronger)
        if modify_gradient is not None:
            gradients = _modified(modify_gradient, gradients)
        goals_own, directions = _traced_direction(priors)(pictures, gradients, first)
        if push is not None:
            directions += _rolled(push, pictures, shift, turn)[1]
        canvas.move(directions)
        if priors.has_operators:
            blurs = priors.blurs_at(step)
            canvas.put(apply_operators(canvas.pictures(), goals_own, priors, blurs))
        pictures = canvas.pictures()
        _check_finite(pictures, settings["optimizer"])
        loop.tell(float(losses.mean()), pictures if whole else pictures[0])
    return np.asarray(pictures), answered.tolist()


def _rolled(look, pictures, shift, turn):
    """(losses, gradients) of pictures that are looked at shifted and turned."""
    import tensorflow as tf

    shifted = tf.roll(pictures, shift, (1, 2)) if any(shift) else pictures
    losses, gradients = look(shifted, turn)
    return losses, tf.roll(gradients, [-shift[0], -shift[1]], (1, 2))


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
            differ = any(goals[index] != goals[batch[0]] for index in batch)
            alike = [goals[index] for index in batch] if differ else goals[batch[0]]
            batches.append((batch, gradient_function(net, alike, precision)))
    order = np.argsort([index for batch, _ in batches for index in batch])

    def look(pictures, turn):
        seen = [function(tf.gather(pictures, batch), turn) for batch, function in batches]
        losses = np.concatenate([np.asarray(losses) for losses, _ in seen])[order]
        return losses, tf.gather(tf.concat([gradients for _, gradients in seen], 0), order)

    return look


def _startled(canvas, pictures, answered, random, form, amount):
    """Give the goals that have not answered yet other and stronger noise to look at."""
    fresh = parameterization.noise(random, len(answered), canvas.size, *form, amount)
    canvas.put(np.where(answered[:, None, None, None], pictures, fresh))
    return canvas.pictures()


def _modified(modify, gradients):
    """The gradients after a function of the user's has had each of them, as an array of its own."""
    return np.stack([_checked_gradient(modify(np.array(one)), one.shape) for one in gradients])


def _checked_gradient(found, shape):
    try:
        array = np.asarray(found)
    except Exception:  # such as rows of different lengths
        array = None
    if array is None or array.shape != tuple(shape):
        raise InputError(
            "modify_gradient must return a gradient of the shape that it was given, (height, "
            f"width, 3), not {shown(found)}."
        )
    if array.dtype.kind not in "fiu":
        raise InputError(
            f"modify_gradient must return float32, as it was given, not {array.dtype}."
        )
    with np.errstate(over="ignore"):  # beyond float32: infinity, which the next lines refuse
        array = array.astype(np.float32)
    if not np.isfinite(array).all():
        raise InputError(
            "modify_gradient returned values that are not numbers (NaN or infinity); see what it "
            "divides by."
        )
    return array


def _check_finite(pictures, optimizer):
    """Raise InputError if a step went to where there are no numbers."""
    import tensorflow as tf

    if not tf.math.is_finite(tf.reduce_sum(pictures)):
        raise InputError(
            f"the optimizer {optimizers.name_of(optimizer)} left the numbers that float32 holds; "
            "give it a smaller step_size or learning rate."
        )


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


def _checked_size(size, net, layers):
    sides = tuple(size) if isinstance(size, list | tuple) else (size, size)
    if len(sides) != 2:
        raise InputError(f"size is one number or (height, width), not {shown(size)}.")
    sides = tuple(bounds.check("size", side) for side in sides)
    net.check_size(sides, layers, "size")
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
