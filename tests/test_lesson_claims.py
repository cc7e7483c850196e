"""What lessons 00, 01 and 03 say about their pictures, by numbers."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

import dreamkit as dk
from dreamkit.attribution import receptive_field
from dreamkit.dreamnet import motifs
from dreamkit.visualizing import examples

FIELDS = {"stem": 5, "mixed1": 31, "mixed5": 151}
MAIN = ("stem", "conv1", "mixed1", "mixed2", "mixed3", "mixed4", "mixed5")


@pytest.fixture(scope="module")
def cat():
    return dk.sample("cat")


def test_the_pupil_has_a_blue_and_a_red_edge(cat):
    """Lesson 01: about -0.7 at its left edge, about +0.7 at its right edge, at half its height."""
    gray = cat.mean(axis=2)
    row = sum(gray[y, 2:] - gray[y, :-2] for y in (110, 111, 112))
    assert row[155:170].min() == pytest.approx(-0.7, abs=0.05)
    assert row[165:180].max() == pytest.approx(0.7, abs=0.05)


def test_the_inner_quarter_of_a_field_matters_most(cat):
    seen = receptive_field.effective(cat[6:206, 63:263], FIELDS)
    down, across = np.mgrid[:200, :200] - 100
    for name, expected in (("mixed5", 0.94), ("mixed1", 0.70)):
        inner = np.maximum(abs(down), abs(across)) <= FIELDS[name] / 4
        share = seen[name][inner].sum() / seen[name].sum()
        assert share == pytest.approx(expected, abs=0.03)


def test_the_middle_of_the_stem_matters_no_more_than_its_corners(cat):
    seen = receptive_field.effective(cat[6:206, 63:263], ["stem"])["stem"][98:103, 98:103]
    assert seen.min() > 0 and seen[2, 2] <= seen[::4, ::4].mean()


def test_eyes_become_more_from_layer_to_layer():
    drawings, labels = motifs.dataset(270, seed=77, size=64, processes=1)
    eyes, counts = labels == motifs.CLASSES.index("eye"), []
    for peaks in examples.peaks(drawings / np.float32(255), MAIN).values():
        lead = peaks[eyes].mean(axis=0) - peaks[~eyes].mean(axis=0)
        channel = np.argmax(lead / (peaks.std(axis=0) + 1e-6))
        counts.append(int(eyes[np.argsort(peaks[:, channel])[::-1][:8]].sum()))
    assert counts == [1, 1, 3, 3, 3, 7, 8]


def test_the_map_for_eyes_has_two_spots_and_they_lie_on_her_eyes(cat):
    net = dk.network()
    found = net.activations_model(["class_map"])(net.preprocess(cat[None]))["class_map"][0]
    eye = found.numpy()[..., motifs.CLASSES.index("eye")]
    spots, count = ndimage.label(eye > eye.max() / 2)
    assert count == 2
    places = 8 * (np.array(ndimage.center_of_mass(eye, spots, (1, 2))) + 0.5)  # in pixels
    for place, pupil in zip(
        sorted(places.tolist(), key=lambda p: p[1]), ((113, 171), (138, 321)), strict=True
    ):
        assert np.hypot(*np.subtract(place, pupil)) < 20


@pytest.mark.slow
def test_the_first_dream_changes_clouds_more_than_the_blue():
    """Lesson 00: about 0.11 and 0.08 of the way from black to white; the loss doubles."""
    photo = dk.sample("clouds", max_size=448)
    result = dk.dream(photo, dk.network())
    moved, cloud = np.abs(result.image - photo).mean(axis=2), photo.min(axis=2) > 0.55
    assert moved[cloud].mean() == pytest.approx(0.11, abs=0.01)
    assert moved[~cloud].mean() == pytest.approx(0.08, abs=0.01)
    assert result.losses[-1] / result.losses[0] == pytest.approx(2, abs=0.25)
    pixels = np.round(255 * photo).astype(np.uint8)
    rough = tf.io.decode_jpeg(tf.io.encode_jpeg(pixels, quality=2)).numpy()
    apart = np.abs(dk.dream(rough, dk.network()).image - result.image).mean(axis=2)
    assert apart[cloud].mean() == pytest.approx(0.11, abs=0.01)
    assert apart[~cloud].mean() == pytest.approx(0.10, abs=0.01)


@pytest.mark.slow
def test_waves_leave_more_grain_than_pixels():
    """Lesson 03: about 42% of the energy in fine waves against 17%, without a regularizer."""
    bare = {"size": 144, "steps": 48, "priors": None, "jitter": 0}
    for canvas, share in (("pixels", 0.17), ("fourier", 0.42)):
        grown = dk.visualize("dreamnet", dk.channel("mixed4", 20), canvas=canvas, **bare)
        assert dk.spectrum(grown).fine_share == pytest.approx(share, abs=0.03)
