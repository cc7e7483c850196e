"""The Gram matrix of a layer: which of its channels are active together, wherever they are.

Gatys, Ecker and Bethge, "Texture Synthesis Using Convolutional Neural Networks", 2015.
"""

from __future__ import annotations


def gram_matrix(activation):
    """Return the mean over positions of the products of each two channels.

    Parameters
    ----------
    activation : tensor
        float32, shape (batch, height, width, channels).

    Returns
    -------
    tensor
        float32, shape (batch, channels, channels).
    """
    import tensorflow as tf

    positions = tf.cast(tf.reduce_prod(tf.shape(activation)[1:3]), tf.float32)
    return tf.einsum("bhwc,bhwd->bcd", activation, activation) / positions
