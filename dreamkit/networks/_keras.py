"""What Keras has no public name for: how layers are joined, and what variables begin with.

All of it that is used stands here, and tests/networks/test_keras_internals.py tries each, so that
a new version of Keras breaks one file at most. Loads TensorFlow.
"""

from __future__ import annotations

import contextlib
import functools
import re
import threading

from keras.src.utils import file_utils
from tensorflow import keras

_one_fetches = threading.Lock()
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_.>-]")


def calls(layer):
    """Return the nodes of a layer or operation, one for each time that it was called.

    A node has `operation`, `is_input`, `input_tensors`, `outputs`, `parent_nodes`, and `arguments`
    whose `fill_in({id of tensor: other})` gives (args, kwargs) with the tensors exchanged.
    """
    return layer._inbound_nodes


def parents(layer):
    """Return the operations whose outputs a layer was given when it was first called."""
    return [node.operation for node in layer._inbound_nodes[0].parent_nodes]


def readers(layer):
    """Return the operations that were given an output of a layer, in any model."""
    return [node.operation for node in layer._outbound_nodes]


def origin(tensor):
    """Return the operation that a symbolic tensor comes out of."""
    return tensor._keras_history.operation


def is_graph(model):
    """Whether the layers of a model and their calls are known; not where it is subclassed."""
    return hasattr(functional(model), "_nodes_by_depth")


def functional(model):
    """Return the functional model that a Sequential one keeps; any other as it is."""
    return model._functional if isinstance(model, keras.Sequential) else model


def nodes(model):
    """Return the nodes of a functional model, each after those it reads from."""
    by_depth = model._nodes_by_depth
    return [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]


def values_later():
    """Return a context within which variables get no value; they do at its end."""
    return keras.StatelessScope()


@contextlib.contextmanager
def float32():
    """Return a context within which what is made computes in float32, whatever Keras is set to.

    Mixed precision and `floatx` are for training; a network that dreams has a type of its own.
    """
    policy, floatx = keras.config.dtype_policy(), keras.config.floatx()
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    try:
        yield
    finally:
        keras.config.set_floatx(floatx)
        keras.config.set_dtype_policy(policy)


@contextlib.contextmanager
def files_from(fetch):
    """Return a context within which this thread's models get their weights files from `fetch`.

    It takes a file's name, its address and the hash or None, and returns a path. Other threads
    that come here meanwhile wait.
    """
    mine = threading.get_ident()

    def get_file(fname=None, origin=None, *rest, file_hash=None, md5_hash=None, **more):
        if threading.get_ident() == mine:
            return str(fetch(fname, origin, file_hash or md5_hash))
        hashes = {"file_hash": file_hash, "md5_hash": md5_hash}
        return usual(fname, origin, *rest, **hashes, **more)

    with _one_fetches:
        usual, file_utils.get_file = file_utils.get_file, get_file
        try:
            yield
        finally:
            file_utils.get_file = usual


def is_float32(layer):
    """Whether a layer computes, and answers, in float32."""
    return layer.dtype_policy.compute_dtype == "float32" == layer.dtype_policy.variable_dtype


def scope_name(name):
    """Return a layer's name with nothing in it that TensorFlow forbids when it traces a layer."""
    return _FORBIDDEN.sub(lambda sign: f"..u{ord(sign[0]):x}..", name)


def given_name(name):
    """Return the name that `scope_name` was made from."""
    return re.sub(r"\.\.u([0-9a-f]+)\.\.", lambda code: chr(int(code[1], 16)), name)


def begin_with(variable, array):
    """Set the value, of the right shape, that a variable made `values_later` is to get."""
    variable._initializer = lambda shape, dtype=None: array


@functools.cache
def automatic_name(type_name):
    """Return what Keras calls a layer of this type that was given no name, but for its number."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", type_name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
