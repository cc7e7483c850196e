"""The drawings that explain: what is written in them is right; drawn again they are the same."""

import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dreamkit.illustrations import illustration

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "dreamkit" / "illustrations"
sys.path.insert(0, str(ROOT / "scripts"))
import draw_diagrams  # noqa: E402 (it lives beside the package, not in it)

WITHOUT_PHOTOS = ("convolution", "receptive_field", "backpropagation", "inception_block")


def told(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def words(name, folder=FOLDER):
    """What is written in a drawing: matplotlib notes each text in a comment beside its shapes."""
    return re.findall(r"<!-- (.*?) -->", (folder / f"{name}.svg").read_text(encoding="utf-8"))


def test_each_drawing_is_there_small_and_described():
    for name in draw_diagrams.NAMES:
        assert (FOLDER / f"{name}.svg").stat().st_size < 150_000
        sidecar = told(name)
        assert len(sidecar["alt"].split()) >= 20 and len(sidecar["caption"].split()) >= 15


@pytest.mark.parametrize("name", WITHOUT_PHOTOS)
def test_it_is_drawn_the_same_twice_and_says_what_the_stored_one_says(name, tmp_path, monkeypatch):
    monkeypatch.setattr(illustration, "FOLDER", tmp_path)
    first = draw_diagrams.write(name).read_bytes()
    assert draw_diagrams.write(name).read_bytes() == first
    assert b"<dc:date>" not in first
    assert words(name, tmp_path) == words(name)
    assert json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) == told(name)


def test_the_convolution_is_one():
    """Against SciPy's, which calls it correlation; and the sum that is written out."""
    from scipy.signal import correlate2d

    numbers = told("convolution")["numbers"]
    picture, weights = np.array(numbers["picture"]), np.array(numbers["filter"])
    feature_map = correlate2d(picture, weights, mode="valid")
    np.testing.assert_array_equal(feature_map, numbers["feature_map"])
    row, column = numbers["marked"]
    written = words("convolution")
    assert f"together  {feature_map[row, column]}" in written
    sums = [line.partition(":")[2] for line in written if line.startswith("row ")]
    values = [eval(line.replace("·", "*").replace("−", "-")) for line in sums]
    assert values == (picture[row : row + 3, column : column + 3] * weights).sum(axis=1).tolist()
    assert [f"= {value}" for value in values] == [line for line in written if line[:2] == "= "]
    shown = [int(w.replace("−", "-")) for w in written if re.fullmatch("−?[0-9]+", w)]
    assert sorted(shown) == sorted([*picture.flat, *weights.flat, *feature_map.flat])


def test_the_receptive_fields_are_those_of_the_formula():
    """field += (size - 1) * distance; distance *= stride."""
    from diagrams.receptive_field import LAYERS

    field, distance, rows = 1, 1, []
    for name, size, stride in LAYERS:
        field += (size - 1) * distance
        distance *= stride
        rows.append({"layer": name, "sees": field, "distance": distance})
    assert told("receptive_field")["numbers"]["layers"] == rows
    assert [f"{row['sees']} pixels" in words("receptive_field") for row in rows] == [True] * 3


def test_backpropagation_agrees_with_nudging():
    numbers = told("backpropagation")["numbers"]

    def score(x, w, b):
        return (w * x + b) ** 2

    place = {name: numbers[name] for name in "xwb"}
    assert numbers["score"] == score(**place)
    for name in "xwb":
        nudged = {**place, name: place[name] + 1e-6}
        assert (score(**nudged) - score(**place)) / 1e-6 == pytest.approx(
            numbers[f"at_{name}"], 1e-4
        )
    written = " ".join(words("backpropagation"))
    assert f"{numbers['at_x']} times the nudge" in written
    assert round(score(2.001, 3, -2), 3) == 16.024 and "16.024" in written and "0.024" in written


def test_the_inception_block_is_that_of_keras():
    """The layers between InceptionV3's pool2 and mixed0, as Keras builds them, without weights."""
    from tensorflow import keras

    numbers = told("inception_block")["numbers"]
    net = keras.applications.InceptionV3(weights=None, include_top=False, input_shape=(75, 75, 3))
    block = net.get_layer("mixed0")
    assert block.output.shape[-1] == numbers["maps_out"]
    branches = []
    for tensor in block.input:
        branch, layer = [], tensor._keras_history.operation
        while layer.output.shape[-1] != numbers["maps_in"] or layer.name.startswith("average"):
            if hasattr(layer, "filters"):
                branch.insert(0, ["conv", layer.kernel_size[0], layer.filters])
            elif hasattr(layer, "pool_size"):
                branch.insert(0, ["pool", layer.pool_size[0], None])
            layer = layer.input._keras_history.operation
        branches.append(branch)
    assert branches == numbers["branches"]
    assert sum(branch[-1][2] for branch in branches) == numbers["maps_out"]


def test_the_octaves_shrink_by_their_scale():
    numbers = told("octaves")["numbers"]
    for small, large in pairwise(numbers["sizes"]):
        np.testing.assert_allclose(large, np.array(small) * numbers["octave_scale"], atol=1)
    height, width = numbers["sizes"][-1]
    assert f"{width} × {height}" in words("octaves")


def test_the_loop_climbs_as_it_says():
    from diagrams import deepdream_loop

    numbers = told("deepdream_loop")["numbers"]
    again = deepdream_loop.numbers()
    assert again["first"] == pytest.approx(numbers["first"], abs=0.011)
    assert again["last"] == pytest.approx(numbers["last"], rel=0.1)
    assert numbers["last"] > numbers["first"]
    assert f"after {numbers['steps']} rounds: {numbers['last']}" in words("deepdream_loop")


def test_the_recap_says_what_dreamnet_is(tmp_path):
    """Sizes and channels as docs/dreamnet.md has them; fields as lesson 01 measures them."""
    numbers = told("network_recap")["numbers"]
    assert numbers["shapes"] == {
        "stem": [64, 64, 24],
        "conv1": [32, 32, 64],
        "mixed1": [16, 16, 128],
        "mixed3": [8, 8, 256],
        "mixed5": [8, 8, 320],
        "class_map": [8, 8, 27],
    }
    lesson = (ROOT / "lessons" / "01_how_a_network_sees.ipynb").read_text(encoding="utf-8")
    for name, field in numbers["sees"].items():
        assert f"'{name}': {field}" in lesson
        assert f"{field} px" in words("network_recap")
    assert numbers["eyes"] == {"stem": 1, "conv1": 1, "mixed1": 3, "mixed3": 3, "mixed5": 8}
