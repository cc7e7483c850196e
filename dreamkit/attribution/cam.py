"""Class activation maps: where a network has, in one of its deep layers, what a goal asks for."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
from PIL import Image

from dreamkit.ascent.gradient import activations_of, signature_of
from dreamkit.attribution.asking import check_large_enough, question
from dreamkit.errors import InputError, display_name
from dreamkit.goals.goal import Goal
from dreamkit.goals.loss import goal_inputs, goal_loss, layers_of
from dreamkit.networks.extractor import NetworkLike


def grad_cam(
    image: npt.ArrayLike,
    goal: Goal | str,
    network: NetworkLike | None = None,
    *,
    layer: str | None = None,
) -> npt.NDArray[np.float32]:
    """Grad-CAM: return where a layer's channels speak for a goal, each weighed by its gradient.

    The channels of a layer, each times the goal's gradient with respect to it averaged over all
    places, summed, and what is negative left out (Selvaraju et al., 2017 [1]_). As coarse as the
    layer: its map is stretched over the picture, bilinearly. For what speaks against the goal,
    ask for `-goal`.

    Parameters
    ----------
    image : array
        A picture, see `load_image`; it is looked at as a whole.
    goal : Goal or str
        Such as `dk.logit("eye")`.
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet".
    layer : str, optional
        One of the network's `layer_names` that the goal is computed from. Default: the last one
        before the goal's own that all of the network goes through.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width), from 0 up; in units of the goal for each place of the
        layer, which is not scaled. All zero where nothing speaks for the goal.

    Raises
    ------
    InputError
        A picture or name that cannot be used, or the goal does not depend on the layer.

    References
    ----------
    .. [1] R. R. Selvaraju, M. Cogswell, A. Das, R. Vedantam, D. Parikh and D. Batra, "Grad-CAM:
       Visual Explanations from Deep Networks via Gradient-based Localization", 2017.
       arXiv:1610.02391

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> where = dk.attribution.grad_cam(photo, "logit:waves")
    >>> where.shape, bool(where.min() >= 0)
    ((48, 64), True)
    """
    asked = question(image, goal, network)
    net, goal = asked.network, asked.goal
    layer = _layer_before(net, goal) if layer is None else layer
    net.layer(layer)
    check_large_enough(asked.picture, net, [layer])
    weigh = _traced(net, goal.structure, layer)
    found = weigh(asked.picture[None], *goal_inputs(goal, net, asked.picture.shape[:2]))
    return _stretched(found.numpy()[0], asked.picture.shape)


def class_activation_map(
    image: npt.ArrayLike, goal: Goal | str, network: NetworkLike | None = None
) -> npt.NDArray[np.float32]:
    """Class activation map: return the evidence for a class at each place of the picture.

    A network that averages the places of its last map weighs, for each class, its channels there:
    the evidence, whose mean is the class's logit (Zhou et al., 2016 [1]_). Stretched over the
    picture, bilinearly.

    Parameters
    ----------
    image : array
        A picture, see `load_image`; it is looked at as a whole.
    goal : Goal or str
        A class, `dk.logit("eye")`, or a sum of such, `dk.logit("owl") - dk.logit("cat")`.
    network : str, Network or keras.Model, optional
        See `network`: dreamnet (default), or a model that ends in global average pooling and a
        Dense layer.

    Returns
    -------
    numpy.ndarray
        float32, shape (height, width), of any sign; in units of the logit, its bias included.

    Raises
    ------
    InputError
        A picture or name that cannot be used, or another goal or network than these.

    References
    ----------
    .. [1] B. Zhou, A. Khosla, A. Lapedriza, A. Oliva and A. Torralba, "Learning Deep Features for
       Discriminative Localization", 2016. arXiv:1512.04150

    Examples
    --------
    >>> import dreamkit as dk
    >>> photo = dk.sample("clouds", max_size=64)
    >>> dk.attribution.class_activation_map(photo, "logit:waves").shape
    (48, 64)
    """
    asked = question(image, goal, network)
    net = asked.network
    of_class = [
        (term.layer, term.kind, term.power) == (net.class_layer, "mean", 1)
        and term.channel is not None
        for term in asked.goal.terms
    ]
    if not net.class_layer or not all(of_class):
        mend = (
            "ask for classes, such as dk.logit(0)"
            if net.class_layer
            else f"{net.name} has none, so use grad_cam, which takes any goal"
        )
        raise InputError(
            "a class activation map shows a class of a network with evidence for each place; "
            f"{mend}."
        )
    maps = net.activations_model([net.class_layer])(net.preprocess(asked.picture[None]))
    evidence = maps[net.class_layer].numpy()[0]
    terms = asked.goal.terms
    total = sum(np.float32(term.weight) * evidence[..., term.channel] for term in terms)
    return _stretched(total, asked.picture.shape)


def _layer_before(net, goal):
    from dreamkit.networks import paths

    names = paths.bottlenecks(net, goal.layers)
    if not names:
        raise InputError(
            f"no layer of {net.name} lies before {' and '.join(goal.layers)}; "
            "choose a goal of a deeper layer."
        )
    return names[-1]


@functools.lru_cache(maxsize=16)
def _traced(net, structure, layer):
    """A compiled function from a picture to the weighed map of a layer."""
    import tensorflow as tf

    names = dict.fromkeys([layer, *layers_of(structure)])
    activations = activations_of(net, names, "float32")

    @tf.function(input_signature=signature_of(structure), autograph=False)
    def weigh(pictures, *inputs):
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(pictures)
            maps = activations(pictures)
            loss = goal_loss(structure, inputs, maps)
        slope = tape.gradient(loss, maps[layer])
        if slope is None:
            raise InputError(
                f"the goal is not computed from layer '{display_name(layer)}' of {net.name}; "
                "choose one that lies before its own."
            )
        weights = tf.reduce_mean(slope, (1, 2), keepdims=True)
        return tf.nn.relu(tf.reduce_sum(weights * maps[layer], -1))

    return weigh.get_concrete_function()


def _stretched(values, shape):
    """A map (rows, columns) enlarged to the size of a picture, bilinearly."""
    drawn = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.asarray(drawn.resize((shape[1], shape[0]), Image.Resampling.BILINEAR))
