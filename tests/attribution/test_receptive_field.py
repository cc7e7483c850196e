"""Receptive fields, against counting by the formula."""

import numpy as np
import pytest

from dreamkit.attribution import receptive_field
from dreamkit.errors import InputError

# dreamnet from the picture inwards, as (size, stride); the largest branch of each block.
FIRST = [(5, 1), (2, 1), (2, 2), (3, 1), (2, 1), (2, 2)]
BLOCK = [(3, 1), (3, 1)]
TO = {
    "stem": FIRST[:1],
    "conv1": FIRST[:4],
    "mixed1": FIRST + BLOCK,
    "mixed3": [*FIRST, *BLOCK, *BLOCK, (2, 1), (2, 2), *BLOCK],
}


def counted(layers):
    field, distance = 1, 1
    for size, stride in layers:
        field += (size - 1) * distance
        distance *= stride
    return field


def test_what_can_change_a_neuron_is_as_wide_as_counted():
    noise = np.random.default_rng(0).random((200, 200, 3), np.float32)
    found = receptive_field.effective(noise, TO)
    assert list(found) == list(TO)
    for name, layers in TO.items():
        assert found[name].shape == (200, 200)
        assert found[name].any(axis=0).sum() == counted(layers)
        assert found[name].any(axis=1).sum() == counted(layers)


def test_the_middle_counts_most():
    noise = np.random.default_rng(1).random((120, 120, 3), np.float32)
    seen = receptive_field.effective(noise, ["mixed3"])["mixed3"]
    assert seen[50:70, 50:70].mean() > 3 * seen[20:100, 20:100].mean()


def test_a_layer_that_is_not_there():
    with pytest.raises(InputError, match="mixed9"):
        receptive_field.effective(np.zeros((64, 64, 3)), ["mixed9"])
