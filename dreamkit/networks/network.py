"""`dk.network`: a trained network by its name, its file or its Keras model.

What it returns is in `extractor`, how that is built in `build`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dreamkit.did_you_mean import unknown
from dreamkit.errors import FileError, InputError, check_switch, display_name, shown
from dreamkit.networks import weights as weights_files
from dreamkit.networks.applications import APPLICATIONS, INPUTS, Inputs
from dreamkit.networks.build import (
    TOP,
    application_of,
    build,
    from_application,
    from_model,
    in_float32,
)
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
    *,
    top: bool = False,
    classes: Sequence[str] | None = None,
) -> Network:
    """Pretrained model: return a trained network by name; the same call returns the same network.

    Parameters
    ----------
    name : str, Path, keras.Model, Network or None
        "dreamnet" (default): embedded in this package, no download. "inception_v3", "vgg16" or
        another name of keras.applications: trained on ImageNet; its weights come from `weights`,
        else from the file that an environment variable such as DREAMKIT_VGG16_WEIGHTS names,
        else from Keras's own download. A `.keras` file. A functional or Sequential keras.Model
        of your own, as it is now: pictures of any size, models inside it as `outer/inner`. One
        that takes gray pictures, with one channel, sees the lightness of colors; layers after
        Flatten need pictures of the model's own size at least.
    weights : str or Path, optional
        A weights file for a network of keras.applications: `.weights.h5`, or the `.h5` that
        Keras downloads, with or without its classifier. A file that ends early gives a network
        that ends there.
    inputs : str, optional
        What a model or `.keras` file of your own was trained on: "-1..1", "0..1" or "0..255"
        for RGB in that range, "caffe" or "torch" for those ways of Keras's `preprocess_input`.
        By default [-1, 1] is assumed, or [0, 255] if the model begins by rescaling.
    top : bool
        With its classifier for the 1000 classes of ImageNet, for a network of keras.applications,
        so that `logit` finds them. The weights file is another one, and larger. Default False.
        "mobilenet_v2+top" as a name says the same.
    classes : sequence of str, optional
        What a model or `.keras` file of your own calls its classes, in order. Default: their
        numbers, or the names of ImageNet where there are 1000.

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

    With names for its classes:

    >>> average = keras.layers.GlobalAveragePooling2D()(edges)
    >>> model = keras.Model(picture, keras.layers.Dense(2)(average))
    >>> dk.network(model, classes=["cat", "dog"]).classes
    ('cat', 'dog')
    """
    top, classes = check_switch("top", top), _class_names(classes)
    if inputs is not None and not (isinstance(inputs, str) and inputs in INPUTS):
        raise InputError(unknown("kind of inputs", inputs, INPUTS))
    if isinstance(name, os.PathLike):
        name = os.fsdecode(name)
    if isinstance(name, Network):
        if inputs is not None:
            raise InputError(f"what {name.name} is given is settled; leave out inputs.")
        if top or classes:
            raise InputError(f"the classes of {name.name} are settled; leave out top and classes.")
        return name
    if not isinstance(name, str | None):
        if top:
            raise InputError("a model of your own has the classifier it has; leave out top.")
        with in_float32():
            return from_model(name, inputs, classes=classes)
    name = "dreamnet" if name is None else name
    if weights is not None and not isinstance(weights, str | os.PathLike):
        raise InputError(f"a weights file is a text or a Path, not {shown(weights)}.")
    if _is_file(name):
        if weights is not None:
            raise InputError(f"'{name}' brings its own weights; leave out the weights file.")
        if top:
            raise InputError(f"'{name}' has the classifier it has; leave out top.")
        path = _existing(name, "file", "check its name")
        return build(path.name, path.resolve(), path.stat().st_mtime_ns, inputs, classes)
    name = name + TOP if top and not name.endswith(TOP) else name
    _check_name(name)
    if classes is not None:
        raise InputError(f"the names of the classes of {name} are known; leave out classes.")
    if inputs is not None:
        raise InputError(f"what {name} wants to be given is known; leave out inputs.")
    if name == "dreamnet":
        if weights is not None:
            raise InputError("dreamnet brings its own weights; leave out the weights file.")
        return build(name, None, None)
    application, _ = application_of(name)
    if application.module == "nasnet":
        # Its cells halve maps in two ways that agree on few sizes only; Keras does not mend that.
        raise InputError(
            f"{name} takes only some sizes of pictures, and dreams need all; use another network, "
            "such as inception_v3."
        )
    variable = application.variable
    weights = (os.environ.get(variable) or None) if weights is None else weights
    if weights is None:
        return build(name, None, None)
    mend = f"check the name given with --weights or in {variable}"
    path = _existing(weights, "weights file", mend)
    return build(name, path.resolve(), path.stat().st_mtime_ns)


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
    application, top = application_of(name)
    with in_float32():
        return from_application(application, weights_files.untrained(application, top), "", top)


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
    return name == "dreamnet" or weights_files.on_disk(*application_of(name)) is not None


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


def _class_names(classes):
    """The names of classes as a tuple of texts, each once."""
    if classes is None:
        return None
    names = tuple(classes) if isinstance(classes, list | tuple) else ()
    if not names or not all(isinstance(name, str) and name for name in names):
        raise InputError(
            f"classes is a list of names, such as ['cat', 'dog'], not {shown(classes)}."
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"two classes are called '{display_name(twice)}'; give each its own name.")
    return names


def _check_name(name):
    if name in APPLICATIONS or name == "dreamnet":
        return
    if name == "dreamnet" + TOP:
        raise InputError("dreamnet has its classifier always; leave out top.")
    if name.endswith(TOP) and name.removesuffix(TOP) in APPLICATIONS:
        return
    if name.endswith((".h5", ".hdf5")):
        raise InputError(
            f"'{display_name(name)}' is no network; a model is kept in a .keras file, and a "
            "weights file goes with the name of its network (--weights FILE)."
        )
    raise InputError(unknown("network", name, [*ABOUT, *sorted(set(APPLICATIONS) - set(ABOUT))]))
