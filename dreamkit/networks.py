"""What looks at the picture: a Keras model, its preprocessing, its named layers.

Keras is imported only when a network is asked for.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from dreamkit.errors import FileError, InputError, first_line, nearest, unknown
from dreamkit.presets import PRESETS, Preset
from dreamkit.quiet import import_tensorflow

ABOUT = {
    "dreamnet": "Comes with this package; learnt pictures that this project draws.",
    "inception_v3": "The tutorial's network; learnt the photographs of ImageNet.",
}
KERAS_FILE = "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5"
WEIGHTS_VARIABLE = "DREAMKIT_INCEPTION_V3_WEIGHTS"

# Layers whose output the next layer only rescales, clips or pads: not worth dreaming on.
_AFTERTHOUGHTS = ("BatchNormalization", "Activation", "ReLU")
_PLUMBING = ("InputLayer", "BatchNormalization", "ZeroPadding2D", "Dropout", "Rescaling")


@dataclass(frozen=True, eq=False)
class Network:
    """A trained network, ready to be dreamt with. Made by `network`, not by hand.

    Attributes
    ----------
    name : str
        What `network(name)` knows it by.
    model : keras.Model
        From a batch of prepared pictures to its last feature map; its weights stay fixed.
    minimum_size : int
        The smallest side of a picture, in pixels.
    presets : dict of str to Preset
        Goals with settings that look good, the recommended one first.
    weights_sha256 : str
        Fingerprint of the weights.
    """

    name: str
    model: object
    minimum_size: int = 32
    presets: dict[str, Preset] = field(default_factory=dict)
    weights_sha256: str = ""

    @functools.cached_property
    def _layers(self):
        """Names to Keras layers. Keras numbers unnamed layers per process: renumber from 0."""
        counts, layers = {}, {}
        for one in self.model.layers:
            name = one.name
            stem = re.sub(r"_\d+$", "", name)
            if stem == re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(one).__name__).lower():
                counts[stem] = counts.get(stem, -1) + 1
                name = f"{stem}_{counts[stem]}" if counts[stem] else stem
            layers[name] = one
        return layers

    @functools.cached_property
    def layer_names(self):
        """The names of the layers that can be dreamt on, from the picture inwards."""
        return [name for name, one in self._layers.items() if _is_dreamable(one)]

    def layer(self, name):
        """Return the Keras layer called `name`.

        Raises
        ------
        InputError
            There is no such layer; the nearest name is offered.
        """
        if name not in self.layer_names:
            known = nearest(name, self.layer_names)
            raise InputError(f"layer '{name}' is not in {self.name}; {known}")
        return self._layers[name]

    def features(self, layer_names):
        """Return a keras.Model from prepared pictures to {layer name: activation}."""
        from tensorflow import keras

        return keras.Model(
            self.model.inputs[0], {name: self.layer(name).output for name in layer_names}
        )

    def prepare(self, picture):
        """From RGB in [0, 1] to what the model was trained on: [-1, 1]."""
        return picture * 2.0 - 1.0

    def __repr__(self):
        return f"<Network {self.name}: {len(self.layer_names)} layers to dream on>"


def network(name=None, weights=None):
    """Return a trained network by name; the same call returns the same network.

    Parameters
    ----------
    name : str, keras.Model, Network or None
        "dreamnet" (default): embedded in this package, no download. "inception_v3": trained on
        ImageNet; its weights come from `weights`, else from the file that the environment
        variable DREAMKIT_INCEPTION_V3_WEIGHTS names, else from Keras's own download.
        A functional keras.Model of your own (it is given pictures in [-1, 1]).
    weights : str or Path, optional
        A weights file: `.weights.h5`, or the `.h5` that Keras downloads, with or without its
        classifier. A file that ends early gives a network that ends there.

    Raises
    ------
    InputError
        There is no such network, or it takes no weights file.
    FileError
        The weights cannot be read or do not fit, or the download failed.
    """
    if isinstance(name, Network):
        return name
    if name is not None and not isinstance(name, str):
        return _from_model(name)
    name = name or "dreamnet"
    _check_name(name)
    if name == "dreamnet" and weights is not None:
        raise InputError("dreamnet brings its own weights; leave out the weights file.")
    if name == "inception_v3" and weights is None:
        weights = os.environ.get(WEIGHTS_VARIABLE) or None
    if weights is None:
        return _build(name, None, None)
    path = Path(weights).expanduser()
    if not path.is_file():
        raise FileError(
            f"there is no weights file '{path}'; check the name given with --weights or in "
            f"{WEIGHTS_VARIABLE}."
        )
    return _build(name, path.resolve(), path.stat().st_mtime_ns)


def untrained(name):
    """Return a network with random weights: enough to list its layers, with no download.

    Raises
    ------
    InputError
        There is no such network.
    """
    _check_name(name)
    if name == "dreamnet":
        return network(name)
    keras = import_tensorflow().keras
    model = keras.applications.InceptionV3(include_top=False, weights=None)
    return Network(name, model, 75, PRESETS[name])


def has_weights(name):
    """Whether a network's weights are on this computer.

    Raises
    ------
    InputError
        There is no such network.
    """
    _check_name(name)
    return name == "dreamnet" or inception_weights() is not None


def inception_weights():
    """Return where InceptionV3's weights lie on this computer, or None if they do not.

    The file that DREAMKIT_INCEPTION_V3_WEIGHTS names, else the one Keras downloaded before.
    """
    named = os.environ.get(WEIGHTS_VARIABLE)
    if named:
        path = Path(named).expanduser()
    else:
        home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
        path = Path(home) / "models" / KERAS_FILE
    return path if path.is_file() else None


def _check_name(name):
    if name not in ABOUT:
        raise InputError(unknown("network", name, ABOUT))


@functools.lru_cache(maxsize=4)
def _build(name, path, _modified):
    import_tensorflow()
    if name == "dreamnet":
        from dreamkit import dreamnet

        model = dreamnet.architecture.with_shares(dreamnet.load())
        digest = dreamnet.weights_sha256()
        model.trainable = False
        return Network(name, model, 32, PRESETS[name], digest)
    model = _inception_v3(path)
    model.trainable = False
    held = path or inception_weights()  # the second: what Keras has just downloaded
    digest = hashlib.sha256(held.read_bytes()).hexdigest() if held else ""
    return Network(name, model, 75, PRESETS[name], digest)


def _inception_v3(path):
    """InceptionV3 as deep as the weights reach."""
    from tensorflow import keras

    make = keras.applications.InceptionV3
    if path is None:
        try:
            return make(include_top=False, weights="imagenet")
        except Exception as error:
            raise FileError(
                f"the weights of inception_v3 could not be downloaded ({_reason(error)}); "
                "try again, pass a weights file (--weights FILE), or use dreamnet."
            ) from None
    held = _layers_with_weights(path)
    whole = make(include_top=False, weights=None)
    blocks = [one.name for one in whole.layers if re.fullmatch(r"mixed\d+", one.name)]
    for block in [None, *reversed(blocks)]:
        cut = (
            whole if block is None else keras.Model(whole.inputs[0], whole.get_layer(block).output)
        )
        needed = sum(bool(one.weights) for one in cut.layers)
        if needed <= held:
            break
    else:
        raise FileError(f"'{path.name}' holds too few weights for inception_v3.")
    if path.name.endswith(".weights.h5") or needed == held:
        _load_weights(cut, path)
        return cut
    with_top = make(include_top=True, weights=None)
    _load_weights(with_top, path)
    return keras.Model(with_top.inputs[0], with_top.get_layer("mixed10").output)


def _layers_with_weights(path):
    """Count the layers with weights in a `.weights.h5` file or one of Keras's older `.h5`."""
    import h5py

    try:
        with h5py.File(path) as file:
            if "layer_names" in file.attrs:
                return sum(bool(len(file[n].attrs["weight_names"])) for n in file)
            groups = file["layers"].values()
            return sum(bool(len(group["vars"])) for group in groups if "vars" in group)
    except (OSError, KeyError, AttributeError, RuntimeError):
        raise FileError(f"'{path.name}' is not a weights file, or is damaged.") from None


def _load_weights(model, path):
    try:
        with warnings.catch_warnings():
            # Keras warns of containers that hold no weights of their own.
            warnings.simplefilter("ignore")
            model.load_weights(path)
    except Exception as error:
        raise FileError(
            f"the weights in '{path.name}' do not fit inception_v3 ({_reason(error)})."
        ) from None


def _from_model(model):
    from tensorflow import keras

    if not isinstance(model, keras.Model) or not getattr(model, "inputs", None):
        raise InputError(
            f"a network is a name or a functional keras.Model, not {type(model).__name__}."
        )
    return Network(model.name, model, 16)


def _is_dreamable(one):
    """Whether a layer gives a feature map that the rest of the network sees as it is."""
    if type(one).__name__ in _PLUMBING:
        return False
    output = one.output
    if isinstance(output, list | dict) or len(output.shape) != 4:
        return False
    readers = [node.operation for node in one._outbound_nodes]
    return not (len(readers) == 1 and type(readers[0]).__name__ in _AFTERTHOUGHTS)


def _reason(error):
    return first_line(error).rstrip(".")[:160]
