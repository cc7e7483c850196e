"""Shared pieces: networks small enough to work out by hand, and pictures."""

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

import dreamkit as dk

sys.path.insert(0, str(Path(__file__).parent))  # for `tutorial`, which tests of two folders use


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_works():
    """Shells start background jobs with Ctrl-C ignored, which child processes inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """What the package keeps between processes goes to a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def photo():
    """A real photograph, small enough to be quick: 96 x 144 pixels."""
    return dk.sample("cat", max_size=144)


@pytest.fixture(scope="session")
def linear_network():
    """One 1x1 convolution: channel 0 is red - 2 green, channel 1 is 3 blue, in [-1, 1] terms."""
    from tensorflow import keras

    inputs = keras.Input((None, None, 3))
    outputs = keras.layers.Conv2D(2, 1, use_bias=False, name="mix")(inputs)
    model = keras.Model(inputs, outputs, name="linear")
    kernel = np.array([[1, 0], [-2, 0], [0, 3]], np.float32).reshape(1, 1, 3, 2)
    model.set_weights([kernel])
    return dk.network(model)


@pytest.fixture(scope="session")
def inception_weights():
    """The path of InceptionV3's real weights; the test is skipped where there are none."""
    path = os.environ.get("DREAMKIT_INCEPTION_V3_WEIGHTS")
    if not path or not Path(path).is_file():
        pytest.skip("DREAMKIT_INCEPTION_V3_WEIGHTS names no file")
    return Path(path)


@pytest.fixture(scope="session")
def inception(inception_weights):
    return dk.network("inception_v3", weights=inception_weights)
