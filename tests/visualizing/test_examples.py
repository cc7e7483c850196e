"""Dataset examples: what excites a channel, and where."""

import numpy as np
import pytest

import dreamkit as dk
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
