"""The pictures that fool a network most: projected gradient ascent in an L2 ball.

Training on them is what makes dreamnet dream: a network that cannot be fooled by grain has
gradients that look like things (Madry et al. 2018; Tsipras et al. 2019).
"""

from __future__ import annotations


def perturb(model, pictures, labels, radius, seed, steps=1):
    """Move each picture, by at most `radius`, to where the network errs most.

    Parameters
    ----------
    model : keras.Model
        From pictures in [-1, 1] to logits; used as in inference.
    pictures : tensor
        float32, shape (batch, height, width, 3), in [-1, 1].
    labels : tensor
        int32, shape (batch,).
    radius : float or tensor
        Largest L2 distance over a whole picture.
    seed : tensor
        Two integers; the random start depends on nothing else.
    steps : int
        Gradient steps, each 1 radius long for one step, 2.5 / steps radii for more.

    Returns
    -------
    tensor
        The moved pictures, same shape, in [-1, 1].
    """
    import tensorflow as tf

    length = radius * (1.0 if steps == 1 else 2.5 / steps)
    offset = _unit(tf.random.stateless_normal(tf.shape(pictures), seed)) * radius * 0.5
    for _ in tf.range(steps):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(offset)
            logits = model(pictures + offset, training=False)
            loss = tf.reduce_sum(
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels, tf.cast(logits, tf.float32))
            )
        offset += _unit(tape.gradient(loss, offset)) * length
        offset *= tf.minimum(1.0, radius / (_size(offset) + 1e-9))
        offset = tf.clip_by_value(pictures + offset, -1.0, 1.0) - pictures
    return pictures + offset


def _size(offset):
    import tensorflow as tf

    return tf.sqrt(tf.reduce_sum(tf.square(offset), axis=[1, 2, 3], keepdims=True))


def _unit(offset):
    return offset / (_size(offset) + 1e-9)
