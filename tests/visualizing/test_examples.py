"""Dataset examples: what excites a channel, and where."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.dreamnet import motifs
from dreamkit.visualizing import examples


@pytest.fixture
def spots():
    """Three gray pictures with noise in one place, at the top left, in the middle, nowhere."""
    pictures = np.full((3, 64, 64, 3), 0.5, np.float32)
    noise = np.random.default_rng(0).random((12, 12, 3), np.float32)
    pictures[0, 6:18, 10:22] = noise
    pictures[1, 26:38, 26:38] = noise
    return pictures


def test_peaks_are_the_largest_activations(spots):
    net = dk.network()
    found = examples.peaks(spots, ["stem", "mixed3"], net)
    for name in ("stem", "mixed3"):
        activations = net.activations_model([name])(net.preprocess(spots))[name].numpy()
        for picture in range(3):
            for channel in (0, 7, 20):
                highest = activations[picture, :, :, channel].max()
                assert found[name][picture, channel] == pytest.approx(highest, abs=1e-4)


def test_batches_change_nothing(spots, monkeypatch):
    whole = examples.peaks(spots, ["conv1"])["conv1"]
    monkeypatch.setattr(examples, "BATCH", 2)
    np.testing.assert_allclose(examples.peaks(spots, ["conv1"])["conv1"], whole, atol=1e-4)


def test_the_frame_stands_where_the_channel_is_excited(spots):
    peaks = examples.peaks(spots, ["stem"])["stem"]
    channel = int(np.argmax(peaks[0] - peaks[2]))  # answers to the noise, not to gray
    for picture, place in ((0, (12, 16)), (1, (32, 32))):
        [shown] = examples.best([spots[picture]], "stem", channel, field=5, scale=4)
        plain = np.kron(spots[picture], np.ones((4, 4, 1)))
        rows, columns = np.nonzero((shown.min(axis=2) > 0.99) & (plain.min(axis=2) < 0.9))
        middle = np.array([rows.min() + rows.max(), columns.min() + columns.max()]) / 8
        assert np.all(np.abs(middle - place) <= 9)


@pytest.fixture(scope="module")
def red():
    """A network whose one channel is the red of the pixel below: a window of 2 x 1, no padding."""
    picture = keras.Input((None, None, 3))
    below = keras.layers.Conv2D(1, (2, 1), use_bias=False, name="below")(picture)
    model = keras.Model(picture, below, name="red")
    model.set_weights([np.float32([[[[0], [0], [0]]], [[[1], [0], [0]]]])])
    return dk.network(model, inputs="0..1")


def spot(strength, row, column, shape=(20, 24)):
    picture = np.zeros((*shape, 3), np.float32)
    picture[row, column] = strength, 0.5, 0.25
    return picture


QUIET = {"on_step": lambda _: None}


def test_top_pictures_by_hand(red):
    strengths = [0.5, 0.1, 0.9, 0.3, 0.7]
    pictures = [spot(strength, 6 + n, 3 + n) for n, strength in enumerate(strengths)]
    found = dk.top_pictures(red, "below", 0, pictures, count=2, **QUIET)
    np.testing.assert_allclose(found.activations, strengths)
    assert [one.source for one in found.most] == [2, 4]
    assert [one.source for one in found.middling] == [4, 0]
    assert [one.source for one in found.least] == [3, 1]
    best = found.most[0]
    assert best.activation == pytest.approx(0.9)
    assert best.position == (7, 5)  # the spot is at (8, 5), and the window begins above it
    np.testing.assert_allclose(best.picture, [[[0, 0, 0]], [[0.9, 0.5, 0.25]]], atol=1e-6)


def test_pictures_of_several_sizes_keep_their_order(red):
    pictures = [spot(0.2, 5, 5), spot(0.8, 9, 9, (30, 17)), spot(0.4, 7, 7), spot(0.6, 8, 8)]
    told = []
    found = dk.top_pictures(red, "below", 0, iter(pictures), count=9, on_step=told.append)
    assert [one.source for one in found.most] == [1, 3, 2, 0] == [o.source for o in found.least]
    assert [one.position for one in found.most] == [(8, 9), (7, 8), (6, 7), (4, 5)]
    assert [step.loss for step in told] == pytest.approx([0.2, 0.8, 0.4, 0.6])


def test_a_field_that_reaches_beyond_the_picture_is_moved_into_it(spots):
    """mixed1 of dreamnet sees 31 pixels; all examples have that size, wherever the place."""
    found = dk.top_pictures(None, "mixed1", 3, spots, count=3, **QUIET)
    for one in found.most:
        assert one.picture.shape == (31, 31, 3)
        top, left = one.position
        np.testing.assert_allclose(
            one.picture, spots[one.source][top : top + 31, left : left + 31], atol=1e-6
        )
    whole = dk.top_pictures(None, "mixed5", 3, spots, count=1, **QUIET).most[0]
    assert whole.position == (0, 0) and whole.picture.shape == (64, 64, 3)


def test_the_example_alone_excites_the_channel_as_much():
    """Its receptive field is all that the neuron sees: cut out of the middle, it answers alike."""
    [found] = dk.top_pictures(
        None, "mixed1", 3, [dk.sample("cat", max_size=300)], count=1, **QUIET
    ).most
    net = dk.network()
    assert found.picture.shape == (31, 31, 3)
    framed = np.zeros((95, 95, 3), np.float32)
    framed[32:63, 32:63] = (
        found.picture
    )  # a multiple of 4 away from where the grid of mixed1 begins
    answers = net.activations_model(["mixed1"])(net.preprocess(framed[None]))["mixed1"]
    assert np.abs(answers.numpy()[0, ..., 3] - found.activation).min() < 1e-3


def test_stopped_it_ranks_what_it_has_seen(red, monkeypatch):
    monkeypatch.setattr(examples.device, "tiles_at_once", lambda *size: 1)
    pictures, told = [spot(s, 5, 5) for s in (0.2, 0.4, 0.9)], []
    found = dk.top_pictures(
        red, "below", 0, pictures, on_step=told.append, should_stop=lambda: len(told) == 2
    )
    assert [one.source for one in found.most] == [1, 0] and len(found.activations) == 2
    none = dk.top_pictures(red, "below", 0, pictures, should_stop=lambda: True)
    assert none.most == none.middling == none.least == () and not len(none.activations)


def test_by_default_it_looks_at_drawings_of_every_class():
    found = dk.top_pictures(None, "class_map", 2, count=5, **QUIET)
    assert len(found.activations) == 270
    classes = [motifs.CLASSES[one.source % 27] for one in found.most]
    assert classes.count("owl") >= 4


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"layer": "mixed9"}, "layer 'mixed9' is not in dreamnet"),
        ({"channel": 999}, "has channels 0 to"),
        ({"channel": -1}, "channel"),
        ({"count": 0}, "count must be a whole number"),
        ({"pictures": []}, "there are no pictures"),
        ({"pictures": 3}, "pictures are a list of pictures"),
        ({"pictures": "cat.jpg"}, "pictures are a list of pictures"),
        ({"pictures": [np.zeros((64, 64))[:8]]}, "64 x 8 pixels; dreamnet needs at least 32"),
        ({"pictures": [None]}, "a picture"),
    ],
)
def test_what_cannot_be_looked_at(given, told, spots):
    with pytest.raises(dk.InputError, match=told):
        dk.top_pictures(
            **{"network": None, "layer": "mixed1", "channel": 0, "pictures": spots, **given}
        )
