"""Networks that have forgotten: a copy with the weights of some layers drawn anew."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np

from dreamkit import bounds
from dreamkit.errors import InputError, check_switch, display_name
from dreamkit.networks.network import Network, NetworkLike
from dreamkit.networks.network import network as network_named


def randomize(
    network: NetworkLike | None = None,
    layer: str | None = None,
    *,
    cascade: bool = True,
    seed: int = 0,
) -> Network:
    """Model randomization: return a copy of a network in which some layers have forgotten.

    Their weights are drawn anew, as before the training, from the layers' own initializers. A
    map that looks the same for the copy does not show what the network has learned: the sanity
    check of Adebayo et al. (2018 [1]_); see `attribution.randomization_check`.

    Parameters
    ----------
    network : str, Network or keras.Model, optional
        See `network`. Default "dreamnet". It is left as it is.
    layer : str, optional
        Which one forgets, of `layer_names`: the weights between the layer before it that all of
        the network goes through, and itself. Of "mixed4", those of all its branches. Default:
        the first such layer, with `cascade` the whole network.
    cascade : bool
        Whether all layers after it forget, too (default), or this one alone.
    seed : int
        Of the new weights; a layer's are the same whichever others are drawn anew. Default 0.

    Returns
    -------
    Network
        Without presets; its name says what was done.

    Raises
    ------
    InputError
        There is no such layer, it has no weights, or it cannot be copied.

    References
    ----------
    .. [1] J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt and B. Kim, "Sanity Checks for
       Saliency Maps", 2018. arXiv:1810.03292

    Examples
    --------
    >>> import dreamkit as dk
    >>> dk.randomize(layer="mixed5").name
    'dreamnet, random from mixed5 on'
    >>> dk.randomize(layer="mixed5", cascade=False, seed=4).name
    'dreamnet, random in mixed5'
    """
    net, cascade = network_named(network), check_switch("cascade", cascade)
    seed = bounds.check("seed", seed)
    from dreamkit.networks import paths

    name = net.layer_names[0] if layer is None else layer
    net.layer(name)
    before = paths.bottlenecks(net, [name])
    kept = paths.ancestors(net, before[-1]) if before else set()
    touched = set(net.model.layers) if cascade else paths.ancestors(net, name)
    forgetting = {one.name for one in touched - kept if one.weights}
    if not forgetting:
        raise InputError(
            f"layer '{display_name(name)}' of {net.name} has no weights that could be random; "
            "choose one that has, or cascade=True."
        )
    where = f"random from {name} on" if cascade else f"random in {name}"
    where = "random" if layer is None and cascade else where
    model = _copied(net, forgetting, seed)
    return replace(net, name=f"{net.name}, {where}", model=model, presets={}, weights_sha256="")


def _copied(net, forgetting, seed):
    """A copy of the network's model, the layers of these names with other weights."""
    from tensorflow import keras

    from dreamkit.networks import _keras, layers

    copies = []

    def copy(layer):
        new = layers.copy_of(layer)
        if new is None and layer.name in forgetting:
            raise InputError(
                f"layer '{display_name(layer.name)}' of {net.name} is of a kind that cannot be "
                "copied with other weights; randomize those after it, or one without it."
            )
        if new is None:
            return layers.Unchanged(layer)
        copies.append((layer, new))
        return new

    with _keras.float32():
        model = keras.models.clone_model(net.model, clone_function=copy)
        for layer, new in copies:
            forgets = layer.name in forgetting
            layers.fill(new, _drawn(layer, seed) if forgets else layer.get_weights())
    return model


def _drawn(layer, seed):
    """New weights for a layer: from its initializers, where it says which, else of equal spread."""
    drawn = []
    for number, variable in enumerate(layer.weights):
        # Of layer and number alone, so that it does not matter which others are drawn.
        own = zlib.crc32(f"{seed}/{layer.name}/{number}".encode())
        initializer = _initializer(layer, variable.name)
        if initializer is not None:
            config = initializer.get_config()
            config |= {"seed": own} if "seed" in config else {}
            fresh = type(initializer).from_config(config)(variable.shape, dtype=variable.dtype)
            drawn.append(np.asarray(fresh))
        else:
            known = np.asarray(variable)
            fresh = np.random.default_rng(own).normal(known.mean(), known.std(), known.shape)
            drawn.append(fresh.astype(known.dtype))
    return drawn


def _initializer(layer, name):
    """The initializer of a layer's variable: `kernel` has a `kernel_initializer`."""
    for stem in (name, name.removesuffix("_kernel")):  # depthwise_kernel: depthwise_initializer
        initializer = getattr(layer, f"{stem}_initializer", None)
        if hasattr(initializer, "get_config"):
            return initializer
    return None
