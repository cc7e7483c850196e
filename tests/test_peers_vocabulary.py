"""What users of other libraries ask for that no other test has; docs/compared.md keeps its word."""

import re
from pathlib import Path

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.ascent.gradient import gradient_function
from dreamkit.goals.text import goal_for

TESTS = Path(__file__).parent
TABLE = (TESTS.parent / "docs" / "compared.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", TABLE)


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_each_test_in_the_table_is_there(file, name):
    assert f"def {name}(" in (TESTS / file).read_text(encoding="utf-8")


def test_every_row_says_what_is_ours():
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "dreamkit" not in line]
    ours = [line.strip("| ").split(" | ")[-1] for line in rows]
    assert len(rows) > 40
    assert all(re.fullmatch(r"`[\w/]+\.py::\w+`|no: .+", answer) for answer in ours)


def test_between_two_goals_weights_change_in_even_steps(linear_network, photo):
    """Red - 2 green and 3 blue, of [-1, 1]: what is between them is linear in the share."""
    x = 2 * photo.astype(float) - 1
    ends = (x[..., 0] - 2 * x[..., 1]).mean(), 3 * x[..., 2].mean()
    shares = (0, 0.25, 0.5, 1)
    goals = [(1 - s) * dk.channel("mix", 0) + s * dk.channel("mix", 1) for s in shares]
    goals = [goal_for(linear_network, goal) for goal in goals]
    batch = np.stack([photo] * len(goals))
    found = gradient_function(linear_network, goals)(batch)[0]
    expected = [(1 - s) * ends[0] + s * ends[1] for s in shares]
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_a_sequential_model_answers_channel_by_channel(photo):
    mix = keras.layers.Conv2D(1, 1, use_bias=False, name="mix")
    model = keras.Sequential([keras.Input((None, None, 3)), mix])
    mix.set_weights([np.float32([2, 0, -1]).reshape(1, 1, 3, 1)])
    net = dk.network(model, inputs="0..1")
    found = gradient_function(net, goal_for(net, dk.channel("mix", 0)))(photo[None])[0]
    expected = (2 * photo[..., 0] - photo[..., 2]).mean()
    assert float(found[0]) == pytest.approx(float(expected), abs=1e-5)
