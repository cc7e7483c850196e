"""Trained models: the networks of keras.applications with their weights, and `.keras` files.

Weights come from a file or from Keras's own download. Loading is strict: nothing is skipped, and
a file that does not fit is refused. Keras is imported only when a model is made.
"""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from pathlib import Path

import numpy as np

from dreamkit.errors import FileError, display_name, first_line

# Layers whose weights lie in files in the order of `weights`, with nothing worked out from them.
_SIMPLE = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "BatchNormalization", "Dense")


def on_disk(application, top=False):
    """Return where the weights lie on this computer, or None if they do not.

    The file that the network's environment variable names, else the one Keras downloaded before.
    """
    named = os.environ.get(application.variable)
    path = Path(os.path.expanduser(named)) if named else _cached(application, top)
    return path if path.is_file() else None


def _cached(application, top=False):
    return _keras_home() / "models" / application.file_with(top)


def _keras_home():
    """Keras's folder, by its own rule; importing Keras to ask takes seconds."""
    if "KERAS_HOME" in os.environ:
        return Path(os.environ["KERAS_HOME"])
    home = os.path.expanduser("~")  # "~" itself where nobody knows of a home
    return Path(home if os.access(home, os.W_OK) else "/tmp") / ".keras"


def untrained(application, top=False):
    """Return the keras.Model, with its classifier if `top`, with random weights."""
    return _make(application, include_top=top, weights=None)


def download(application, top=False):
    """Return the keras.Model with the weights of ImageNet, from Keras's cache or the internet.

    With its classifier if `top`. Keras knows the address and, of most files, the hash.

    Raises
    ------
    FileError
        The weights could not be had, or are damaged.
    """
    from dreamkit.networks import _keras, downloads

    def fetch(name, address, digest):
        return downloads.weights_file(_cached(application, top).with_name(name), address, digest)

    try:
        with _keras.files_from(fetch):
            return _make(application, include_top=top, weights="imagenet")
    except Exception as error:
        raise FileError(
            f"the weights of {application.name} could not be downloaded ({_reason(error)}); "
            "try again, pass a weights file (--weights FILE), or use dreamnet."
        ) from None


def _make(application, **how):
    from tensorflow import keras

    with warnings.catch_warnings():
        # Some warn that the weights were learned at one size; the layers take any size.
        warnings.simplefilter("ignore")
        return getattr(keras.applications, application.class_name)(**how)


def from_file(application, path):
    """Return the keras.Model as deep as the weights in a file reach.

    Parameters
    ----------
    application : zoo.Application
    path : Path
        A `.weights.h5`, or the `.h5` that Keras downloads, with or without the classifier.

    Raises
    ------
    FileError
        It is no weights file, or does not fit.
    """
    held = _arrays_in(path)
    model = _begun_with(application, path, held) or _filled(application, path, held)
    if application.module == "efficientnet":
        _complete_normalization(model)
    return model


def with_classifier(application, path):
    """Return the keras.Model with its classifier, and the weights in a file that holds them all.

    Raises
    ------
    FileError
        It is no weights file, does not fit, or holds no classifier.
    """
    model = untrained(application, top=True)
    if _arrays_in(path) < len(model.weights):
        raise FileError(
            f"'{path.name}' holds no classifier of {application.name}; take the file with its top, "
            f"which Keras calls {application.file_with(True)}, or leave out top=True."
        )
    _load(model, application, path)
    if application.module == "efficientnet":
        _complete_normalization(model)
    return model


def _begun_with(application, path, held):
    """The model whose variables have had the values in the file from the beginning.

    Twice as quick as drawing random ones and having Keras put others in their place. None where
    that does not go: then Keras loads the file, or says why it cannot.
    """
    from dreamkit.networks import _keras

    try:
        with _keras.values_later():
            model = untrained(application)
            if held > len(model.weights):
                return None
            ending = _cut(model, held, application, path)
            values = _by_variable(ending, path)
            for variable in model.weights if values else []:
                zeros = np.broadcast_to(np.float32(0), variable.shape)  # of what was cut off
                _keras.begin_with(variable, values.get(id(variable), zeros))
    except Exception:  # such as a layer that works out something from its variables when made
        return None
    return ending if values else None


def _by_variable(model, path):
    """{id of variable: array} from a file that fits a model of simple layers, else None."""
    import h5py

    filled = [layer for layer in model.layers if layer.weights]
    if any(type(layer).__name__ not in _SIMPLE for layer in filled):
        return None
    with h5py.File(path) as file:
        rows = list((_by_position if "layer_names" in file.attrs else _by_kind)(file, model.layers))
        if [len(row) for row in rows] != [len(layer.weights) for layer in filled]:
            return None
        variables = [variable for layer in filled for variable in layer.weights]
        stored = [dataset for row in rows for dataset in row]
        for variable, dataset in zip(variables, stored, strict=True):
            if dataset.shape != tuple(variable.shape) or dataset.dtype != variable.dtype:
                return None
        return {id(var): array[()] for var, array in zip(variables, stored, strict=True)}


def _by_kind(file, layers):
    """The datasets of each layer with weights in a `.weights.h5`, where kinds are numbered."""
    from dreamkit.networks import _keras

    counts = {}
    for layer in layers:
        name = _keras.automatic_name(type(layer).__name__)
        number = counts[name] = counts.get(name, -1) + 1
        if layer.weights:
            stored = file[f"layers/{name}_{number}/vars" if number else f"layers/{name}/vars"]
            yield [stored[str(index)] for index in range(len(stored))]


def _by_position(file, _):
    """The same in one of Keras's older `.h5`, which holds the layers in a row."""
    for name in file.attrs["layer_names"]:
        group = file[name]
        if len(group.attrs["weight_names"]):
            yield [group[weight] for weight in group.attrs["weight_names"]]


def _filled(application, path, held):
    """The model with the weights of the file, loaded by Keras."""
    model = untrained(application)
    if held > len(model.weights) and not path.name.endswith(".weights.h5"):
        model = _filled_from_classifier(model, application, path)
    else:
        model = _cut(model, held, application, path)
        _load(model, application, path)
    return model


def model_in(path):
    """Return the keras.Model in a `.keras` file. Code that a file may hold is not run.

    Raises
    ------
    FileError
        It is no such file, or needs code to be run or classes that are not there.
    """
    from tensorflow import keras

    if not zipfile.is_zipfile(path):
        raise FileError(f"'{path.name}' is not a .keras file, or is damaged; save the model again.")
    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        # Keras tells in several paragraphs; which trouble it is, is in one of them.
        if "lambda" in str(error).lower():
            reason = "it holds a Lambda layer, whose code is not run from files"
        elif "register_keras_serializable" in str(error):
            reason = "it holds classes of its author's own"
        else:
            reason = _reason(error)
        raise FileError(
            f"'{path.name}' cannot be loaded ({reason}); if you trust it, load it with "
            "keras.models.load_model(path, safe_mode=False) and pass the model."
        ) from None


def _arrays_in(path):
    """Count the arrays of weights in a `.weights.h5` file or one of Keras's older `.h5`."""
    import h5py

    counted = []

    def note(name, item):
        names = name.split("/")
        if isinstance(item, h5py.Dataset) and names[-2] == "vars":
            counted.append("seed_generator" not in names)

    try:
        with h5py.File(path) as file:
            if "layer_names" in file.attrs:
                return sum(len(file[name].attrs["weight_names"]) for name in file)
            file["layers"].visititems(note)
    except (OSError, KeyError, IndexError, AttributeError, RuntimeError):
        raise FileError(f"'{path.name}' is not a weights file, or is damaged.") from None
    return sum(counted)


def _cut(model, held, application, path):
    """The model up to the deepest place that `held` arrays of weights reach."""
    from tensorflow import keras

    if held >= len(model.weights):
        return model
    for operation, needed in reversed(_narrow_places(model)):
        if 0 < needed <= held:
            return keras.Model(model.inputs[0], operation.output)
    raise FileError(f"'{path.name}' holds too few weights for {application.name}.")


def _narrow_places(model):
    """[(operation, arrays of weights up to it)] wherever all that follows reads one output."""
    from dreamkit.networks import _keras

    unread, awaited, arrays, places = {}, set(), 0, []
    parents = {operation: _keras.parents(operation) for operation in model.operations}
    for above in parents.values():
        for operation in above:
            unread[operation] = unread.get(operation, 0) + 1
    for operation, above in parents.items():  # from the picture inwards
        arrays += len(getattr(operation, "weights", ()))
        for parent in above:
            unread[parent] -= 1
            if not unread[parent]:
                awaited.discard(parent)
        awaited.add(operation)
        if len(awaited) == 1:
            places.append((operation, arrays))
    return places


def _filled_from_classifier(model, application, path):
    """The model with the weights of a file that holds the classifier as well."""
    from tensorflow import keras

    whole = untrained(application, top=True)
    _load(whole, application, path)
    last = None
    for ours, theirs in zip(model.operations, whole.operations, strict=False):
        if type(ours) is not type(theirs):  # ConvNeXt: its last layer differs
            break
        if getattr(ours, "weights", ()):
            fill(ours, theirs.get_weights())
        last = ours
    return model if last is model.operations[-1] else keras.Model(model.inputs[0], last.output)


def _complete_normalization(model):
    """Put into EfficientNet's first layers the factor that goes with its ImageNet weights.

    Keras adds it, 1 / sqrt(deviation), as a layer of its own, but only where it downloads them.
    """
    from dreamkit.networks.applications import RGB_DEVIATION

    norm = next(layer for layer in model.layers if type(layer).__name__ == "Normalization")
    mean, variance, *count = norm.get_weights()
    fill(norm, [mean, variance * RGB_DEVIATION, *count])


def fill(layer, weights):
    """Give a layer its weights, and let it work out anew what it keeps beside them."""
    layer.set_weights(weights)
    if hasattr(layer, "finalize_state"):
        layer.finalize_state()


def _load(model, application, path):
    try:
        with warnings.catch_warnings():
            # Keras warns of containers that hold no weights of their own.
            warnings.simplefilter("ignore")
            model.load_weights(path)
    except Exception as error:
        raise FileError(
            f"the weights in '{path.name}' do not fit {application.name} ({_reason(error)})."
        ) from None


def _reason(error):
    """The first sentence of an exception's text, without its full stop."""
    return display_name(re.split(r"\.\s", first_line(error))[0].rstrip(".")[:160])
