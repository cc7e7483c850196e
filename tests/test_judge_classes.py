"""The judge of the class pictures: its training pictures, its windows, what it says."""

import sys
from pathlib import Path

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.dreamnet import motifs, train

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import judge_classes

EYE, LEAF = motifs.CLASSES.index("eye"), motifs.CLASSES.index("leaf")


class RedOrGreen:
    """The mean of red speaks for an eye, that of green for a leaf; black for nothing."""

    def predict(self, x, **options):
        logits = np.zeros((len(x), 27), np.float32)
        logits[:, EYE], logits[:, LEAF] = ((x[..., :2] + 1) / 2).mean((1, 2)).T * 10
        return logits


@pytest.fixture
def red_or_green(monkeypatch):
    monkeypatch.setattr(judge_classes, "load", lambda folder: RedOrGreen())


def flat(height, width, *rgb):
    return np.tile(np.float32(rgb), (height, width, 1))


def test_batches_depend_on_the_step_alone():
    pictures, labels = motifs.dataset(108, seed=3, size=72, processes=1)
    x, y = judge_classes.batch(pictures, labels, 7)
    again, same = judge_classes.batch(pictures, labels, 7)
    other, _ = judge_classes.batch(pictures, labels, 8)
    np.testing.assert_array_equal(x, again)
    np.testing.assert_array_equal(y, same)
    assert (x != other).any()
    assert x.shape == (96, 64, 64, 3) and x.dtype == np.float32
    assert x.min() >= -1 and x.max() <= 1
    np.testing.assert_array_equal(np.sort(y, axis=1)[:, -2:], np.tile([0, 1], (96, 1)))


def test_crops_are_enlarged_by_the_scales_and_half_are_mirrored():
    """On a ramp of 2 a pixel, neighbors of a crop enlarged by s differ by 2 / s."""
    ramp = np.broadcast_to(2 * np.arange(72, dtype=np.uint8)[:, None], (400, 72, 72, 3))
    crops = judge_classes.cropped(ramp, np.random.default_rng(0)) * 255
    slopes = np.median(np.diff(crops[:, 30, :, 0], axis=1), axis=1)
    scales = 2 / np.abs(slopes)
    assert 0.69 < scales.min() < 0.72
    assert 1.37 < scales.max() < 1.41
    assert 0.4 < (slopes < 0).mean() < 0.6


def test_the_judge_saw_other_drawings_than_dreamnet():
    dreamnets = {train.Recipe.seed, train.Recipe.seed + 1}
    assert len({judge_classes.SEED, judge_classes.FRESH_SEED} | dreamnets) == 4


@pytest.mark.parametrize("side", [64, 65, 95, 96, 97, 128, 200])
def test_windows_cover_every_pixel_and_overlap_by_half(side):
    down, across = np.mgrid[0:side, 0:80]
    where = np.stack([down, across, 0 * down], axis=-1)
    seen = judge_classes.windows(where)
    assert seen.shape[1:] == (64, 64, 3)
    pairs = {(y, x) for y, x, _ in seen.reshape(-1, 3).tolist()}
    assert pairs == {(y, x) for y in range(side) for x in range(80)}
    tops = np.unique(seen[:, 0, 0, 0])
    assert np.all(np.diff(tops) <= 32)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((32, 48), [(64, 96)]),
        ((64, 64), [(64, 64)]),
        ((72, 72), [(72, 72)]),
        ((128, 128), [(64, 64), (128, 128)]),
        ((150, 300), [(64, 128), (150, 300)]),
        ((224, 224), [(64, 64), (128, 128), (224, 224)]),
    ],
)
def test_the_sizes_looked_at(shape, expected):
    assert judge_classes.sizes(*shape) == expected


def test_names_and_probabilities_by_hand(red_or_green):
    """Logits 10 and 0 (26 times) at each size: e^10 / (e^10 + 26)."""
    names, shares = judge_classes.judge(
        np.stack([flat(100, 130, 1, 0, 0), flat(100, 130, 0, 1, 0)])
    )
    assert names == ["eye", "leaf"]
    assert shares.shape == (2, 27)
    assert shares[0, EYE] == pytest.approx(np.e**10 / (np.e**10 + 26), rel=1e-5)
    assert shares[1, EYE] == pytest.approx(1 / (np.e**10 + 26), rel=1e-4)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)


def test_no_pictures_no_names(red_or_green):
    names, shares = judge_classes.judge(np.zeros((0, 64, 64, 3), np.float32))
    assert names == [] and shares.shape == (0, 27)


def test_values_outside_the_range_are_refused(red_or_green):
    with pytest.raises(dk.InputError, match=r"lie in \[0, 1\]"):
        judge_classes.judge(flat(64, 64, 0, 2, 0)[None])


def test_a_folder_of_pictures(red_or_green, tmp_path, capsys):
    dk.save_image(tmp_path / "eye.png", flat(64, 64, 1, 0, 0))
    dk.save_image(tmp_path / "owl.png", flat(128, 128, 0.2, 0.9, 0))
    judge_classes.main(tmp_path)
    eye, owl, summary = capsys.readouterr().out.splitlines()
    assert eye.split()[:3] == ["right", "eye", "eye"]
    assert owl.split()[:3] == ["-", "owl", "leaf"]
    assert summary == "1 of 2 are named right: 50%"


def test_a_folder_without_class_pictures(red_or_green, tmp_path):
    with pytest.raises(dk.FileError, match=r"there is no \.png"):
        judge_classes.main(tmp_path)
    dk.save_image(tmp_path / "dog.png", flat(64, 64, 1, 0, 0))
    with pytest.raises(dk.InputError, match=r"'dog\.png' names no class"):
        judge_classes.main(tmp_path)


@pytest.mark.slow
def test_a_short_training_is_stored_and_loaded(tmp_path, monkeypatch):
    from tensorflow import keras

    monkeypatch.setattr(judge_classes, "PICTURES", 108)
    monkeypatch.setattr(judge_classes, "STEPS", 100)
    monkeypatch.setattr(judge_classes, "BATCH", 8)
    model = judge_classes.load(tmp_path)
    assert keras.mixed_precision.global_policy().name == "float32"
    assert [path.name for path in tmp_path.iterdir()] == ["judge.weights.h5"]
    monkeypatch.setattr(judge_classes, "learn", None)
    again = judge_classes.load.__wrapped__(tmp_path)
    x = np.zeros((1, 64, 64, 3), np.float32)
    np.testing.assert_array_equal(model.predict(x, verbose=0), again.predict(x, verbose=0))
