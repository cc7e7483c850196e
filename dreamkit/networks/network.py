"""`dk.network`: a trained network by its name, its file or its Keras model.

What it returns is in `extractor`, how that is built in `build`.
"""

from __future__ import annotations

import os
from pathlib import Path

from dreamkit.did_you_mean import unknown
from dreamkit.errors import FileError, InputError, display_name, shown
from dreamkit.networks import weights as weights_files
from dreamkit.networks.applications import APPLICATIONS, INPUTS, Inputs
from dreamkit.networks.build import build, from_application, from_model, in_float32
from dreamkit.networks.extractor import Network, NetworkLike

# The ones to begin with; every other name of keras.applications works too.
ABOUT = {
    "dreamnet": "Comes with this package; learned pictures that this project draws.",
    "inception_v3": "The tutorial's network; learned the photographs of ImageNet.",
    "mobilenet_v2": "Small, made for phones; learned ImageNet.",
    "resnet50_v2": "Fifty layers, each adding to the one before; learned ImageNet.",
    "vgg16": "Plain rows of 3x3 convolutions, slow and painterly; learned ImageNet.",
}
WEIGHTS_VARIABLE = APPLICATIONS["inception_v3"].variable


def network(
    name: NetworkLike | None = None,
    weights: str | os.PathLike[str] | None = None,
    inputs: Inputs | None = None,
) -> Network:
    """Pretrained model: return a trained network by name; the same call returns the same network.

    Parameters
    ----------
    name : str, Path, keras.Model, Network or None
        "dreamnet" (default): embedded in this package, no download. "inception_v3", "vgg16" or
        another name of keras.applications: trained on ImageNet; its weights come from `weights`,
        else from the file that an environment variable such as DREAMKIT_VGG16_WEIGHTS names,
        else from Keras's own download. A `.keras` file. A functional or Sequential keras.Model
        of your own, as it is now: pictures of any size, models inside it as `outer/inner`.
    weights : str or Path, optional
        A weights file for a network of keras.applications: `.weights.h5`, or the `.h5` that
        Keras downloads, with or without its classifier. A file that ends early gives a network
        that ends there.
    inputs : str, optional
        What a model or `.keras` file of your own was trained on: "-1..1", "0..1" or "0..255"
        for RGB in that range, "caffe" or "torch" for those ways of Keras's `preprocess_input`.
        By default [-1, 1] is assumed, or [0, 255] if the model begins by rescaling.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        There is no such network, it takes no weights file, or it cannot be dreamt with.
    FileError
        The weights cannot be read or do not fit, or the download failed.

    Examples
    --------
    >>> import dreamkit as dk
    >>> net = dk.network()
    >>> net.name
    'dreamnet'
    >>> net is dk.network("dreamnet")
    True

    A model of your own:

    >>> from tensorflow import keras
    >>> picture = keras.Input((None, None, 3))
    >>> edges = keras.layers.Conv2D(4, 3, name="edges")(picture)
    >>> dk.network(keras.Model(picture, edges, name="mine"), inputs="0..1")
    <Network mine: 1 layers to dream on>
    """
    if inputs is not None and not (isinstance(inputs, str) and inputs in INPUTS):
        raise InputError(unknown("kind of inputs", inputs, INPUTS))
    if isinstance(name, os.PathLike):
        name = os.fsdecode(name)
    if isinstance(name, Network):
        if inputs is not None:
            raise InputError(f"what {name.name} is given is settled; leave out inputs.")
        return name
    if not isinstance(name, str | None):
        with in_float32():
            return from_model(name, inputs)
    name = "dreamnet" if name is None else name
    if weights is not None and not isinstance(weights, str | os.PathLike):
        raise InputError(f"a weights file is a text or a Path, not {shown(weights)}.")
    if _is_file(name):
        if weights is not None:
            raise InputError(f"'{name}' brings its own weights; leave out the weights file.")
        path = _existing(name, "file", "check its name")
        return build(path.name, path.resolve(), path.stat().st_mtime_ns, inputs)
    _check_name(name)
    if inputs is not None:
        raise InputError(f"what {name} wants to be given is known; leave out inputs.")
    if name == "dreamnet":
        if weights is not None:
            raise InputError("dreamnet brings its own weights; leave out the weights file.")
        return build(name, None, None, None)
    if APPLICATIONS[name].module == "nasnet":
        # Its cells halve maps in two ways that agree on few sizes only; Keras does not mend that.
        raise InputError(
            f"{name} takes only some sizes of pictures, and dreams need all; use another network, "
            "such as inception_v3."
        )
    variable = APPLICATIONS[name].variable
    weights = weights or os.environ.get(variable) or None
    if weights is None:
        return build(name, None, None, None)
    mend = f"check the name given with --weights or in {variable}"
    path = _existing(weights, "weights file", mend)
    return build(name, path.resolve(), path.stat().st_mtime_ns, None)


def untrained(name: str) -> Network:
    """Return a network with random weights: enough to list its layers, with no download.

    Raises
    ------
    InputError
        There is no such network, or it is a file.
    """
    _check_name(name)
    if name == "dreamnet":
        return network(name)
    application = APPLICATIONS[name]
    with in_float32():
        return from_application(application, weights_files.untrained(application), "")


def has_weights(name: str) -> bool:
    """Whether a network's weights are on this computer; a `.keras` file brings its own.

    Raises
    ------
    InputError
        There is no such network.
    """
    if _is_file(name):
        return True
    _check_name(name)
    return name == "dreamnet" or weights_files.on_disk(APPLICATIONS[name]) is not None


def inception_weights() -> Path | None:
    """Return where InceptionV3's weights lie on this computer, or None if they do not.

    The file that DREAMKIT_INCEPTION_V3_WEIGHTS names, else the one Keras downloaded before.
    """
    return weights_files.on_disk(APPLICATIONS["inception_v3"])


def _is_file(name):
    return name.endswith(".keras")


def _existing(name, what, mend):
    try:
        path = Path(os.path.expanduser(name))
        is_there = path.is_file()
    except (OSError, ValueError):  # a name that is too long, or with a zero byte
        is_there = False
    if not is_there:
        raise FileError(f"there is no {what} '{display_name(name)}'; {mend}.")
    return path


def _check_name(name):
    if name in APPLICATIONS or name == "dreamnet":
        return
    if name.endswith((".h5", ".hdf5")):
        raise InputError(
            f"'{display_name(name)}' is no network; a model is kept in a .keras file, and a "
            "weights file goes with the name of its network (--weights FILE)."
        )
    raise InputError(unknown("network", name, [*ABOUT, *sorted(set(APPLICATIONS) - set(ABOUT))]))
