"""The move of a step: from a goal's gradient to the next picture, traced and on the device.

Normalize, take off the penalties, add, clip, apply the operators: in this order. Imported only
when a gradient is wanted, so that TensorFlow is not loaded before.
"""

from __future__ import annotations

import functools

import tensorflow as tf

from dreamkit.ascent.normalize import normalize as normalized
from dreamkit.ascent.priors import apply_operators, penalize


@functools.lru_cache(maxsize=32)
def move_function(normalize, levels, priors, keep_color, masked, blurs):
    """Return a compiled function that takes one step of plain gradient ascent on the pixels.

    Parameters
    ----------
    normalize, levels
        See `normalize.normalize`.
    priors : Priors
    keep_color : bool
        Move along gray only.
    masked : bool
        Whether there is a mask.
    blurs : bool
        Whether this step blurs; see `Priors.blurs_at`.

    Returns
    -------
    function
        From (picture, gradient, source, mask, step size) to the next picture, all tensors,
        float32: pictures (height, width, 3) in [0, 1], mask (height, width). What is not needed,
        source or mask, may be any tensor.
    """
    picture_like = tf.TensorSpec([None, None, 3], tf.float32)
    anything, number = tf.TensorSpec(None, tf.float32), tf.TensorSpec([], tf.float32)
    mask_like = tf.TensorSpec([None, None], tf.float32) if masked else anything
    source_like = picture_like if priors.distance else anything

    signature = [picture_like, picture_like, source_like, mask_like, number]

    @tf.function(input_signature=signature, autograph=False)
    def move(picture, gradient, source, mask, step_size):
        mask = mask if masked else None
        if keep_color:  # uphill along gray
            gradient = tf.repeat(tf.reduce_mean(gradient, -1, keepdims=True), 3, -1)
        goals_own = normalized(gradient, normalize, levels, mask)
        direction = penalize(goals_own, picture, source, priors, mask)
        moved = tf.clip_by_value(picture + step_size * direction, 0, 1)
        if not priors.has_operators:
            return moved
        operated = apply_operators(moved, goals_own, priors, blurs)
        if mask is not None:
            operated = moved + mask[..., None] * (operated - moved)
        if keep_color:
            operated = picture + tf.reduce_mean(operated - picture, -1, keepdims=True)
        return tf.clip_by_value(operated, 0, 1)

    return move.get_concrete_function()
