"""The gallery: every channel has its place, nothing finished is lost or made twice."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.images import figures
from dreamkit.visualizing import gallery

SMALL = {"size": 32, "steps": 4, "step_size": 0.2}


@pytest.fixture(scope="module")
def half_dead():
    """Channels 0, 2, 4 ... answer to red; 1, 3, 5 ... are silent whatever they see."""
    inputs = keras.Input((None, None, 3))
    outputs = keras.layers.Conv2D(20, 1, activation="relu", name="act")(inputs)
    model = keras.Model(inputs, outputs, name="half_dead")
    kernel = np.zeros((1, 1, 3, 20), np.float32)
    kernel[0, 0, 0, ::2] = 1
    model.set_weights([kernel, np.array([2, -5] * 10, np.float32)])
    return dk.network(model)


@pytest.fixture
def batches(monkeypatch):
    """The goals of each batch that is really grown."""
    seen, climb = [], gallery.climb

    def watched(net, goals, loop, **settings):
        seen.append([str(goal) for goal in goals])
        return climb(net, goals, loop, **settings)

    monkeypatch.setattr(gallery, "climb", watched)
    return seen


def quiet(_step):
    pass


def test_a_silent_channel_says_so_and_the_rest_goes_on(half_dead):
    """A row of three: 32 pixels each, 4 between them, and a line of 12 below."""
    grid = dk.gallery(half_dead, "act", [0, 1, 2], on_step=quiet, **SMALL)
    assert grid.shape == (32 + 12, 3 * 32 + 2 * 4, 3)
    np.testing.assert_allclose(grid[:32, 36:68], figures.labeled("no response", 32), atol=1 / 255)
    for left in (0, 72):
        assert grid[:32, left : left + 32, 0].mean() > grid[:32, left : left + 32, 1].mean() + 0.02


def test_after_an_interruption_only_the_rest_is_made(half_dead, batches, tmp_path):
    steps = []
    asked = {"folder": tmp_path / "kept", **SMALL}
    part = dk.gallery(
        half_dead, "act", on_step=steps.append, should_stop=lambda: len(steps) == 6, **asked
    )
    assert len(list(asked["folder"].glob("act_*.png"))) == 16  # the second batch was cut short
    assert part.shape[0] == 2 * (32 + 12) + 4
    whole = dk.gallery(half_dead, "act", on_step=quiet, **asked)
    assert [len(batch) for batch in batches] == [16, 4, 4]
    assert batches[2] == [f"act:{n}" for n in range(16, 20)]
    assert whole.shape[0] == 3 * (32 + 12) + 2 * 4
    fresh = dk.gallery(half_dead, "act", on_step=quiet, **SMALL)
    np.testing.assert_allclose(whole, fresh, atol=1 / 255)


def test_other_settings_are_made_anew(half_dead, batches, tmp_path):
    for seed in (0, 0, 1):
        dk.gallery(half_dead, "act", [4], folder=tmp_path, seed=seed, on_step=quiet, **SMALL)
    assert len(batches) == 2


def test_other_weights_are_other_pictures(half_dead, batches, tmp_path):
    for factor in (1, 0.5):
        model = keras.models.clone_model(half_dead.model)
        model.set_weights([factor * array for array in half_dead.model.get_weights()])
        net = dk.network(model)
        dk.gallery(net, "act", [4], folder=tmp_path, on_step=quiet, **SMALL)
    assert len(batches) == 2


def test_progress_counts_all_batches(half_dead):
    steps = []
    dk.gallery(half_dead, "act", on_step=steps.append, **SMALL)
    assert [step.index for step in steps] == list(range(1, 9))
    assert {step.total for step in steps} == {8}


def test_the_grid_stands_in_the_order_asked_for():
    pictures = [np.full((10, 10, 3), level, np.float32) for level in (0.2, 0.4, 0.6)]
    sheet = figures.contact_sheet(pictures, columns=2, gap=2)
    assert sheet.shape == (22, 22, 3)
    assert sheet[5, 5, 0] == pytest.approx(0.2, abs=0.01)
    assert sheet[5, 17, 0] == pytest.approx(0.4, abs=0.01)
    assert sheet[17, 5, 0] == pytest.approx(0.6, abs=0.01)
    assert sheet[17, 17, 0] == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"layer": "mixd4"}, "did you mean 'mixed4'"),
        ({"channels": []}, "needs one channel at least"),
        ({"channels": [9999]}, "9999 is not among them"),
        ({"size": "large"}, "size must be a whole number"),
        ({"channels": [1], "stpes": 5}, "no setting of a gallery 'stpes'; did you mean 'steps'"),
        ({"channels": [1], "start": np.zeros((8, 9, 3))}, "cannot start with one of 9 x 8"),
        ({"columns": 0, "channels": [1], "size": 32, "steps": 1}, "columns must be"),
    ],
)
def test_what_cannot_be_shown(given, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        dk.gallery(None, **{"layer": "mixed4", "on_step": quiet, **given})


@pytest.mark.parametrize("folder", [3, "a\0b"])
def test_a_folder_that_is_no_name(folder):
    with pytest.raises((dk.InputError, dk.FileError), match=r"a file's name is|cannot be made"):
        dk.gallery(None, "mixed4", [1], folder=folder, on_step=quiet)


@pytest.mark.parametrize("content", [b"", b"no picture", None])
def test_a_stored_picture_that_is_damaged_is_made_anew(tmp_path, content):
    given = {"size": 32, "steps": 1, "on_step": quiet, "folder": tmp_path}
    whole = dk.gallery(None, "mixed1", [1], **given)
    [path] = tmp_path.iterdir()
    stored = path.read_bytes()
    path.write_bytes(stored[: len(stored) // 2] if content is None else content)
    np.testing.assert_array_equal(dk.gallery(None, "mixed1", [1], **given), whole)
    assert path.read_bytes() == stored


def test_another_start_is_another_picture(tmp_path):
    """Only the middle differs, which NumPy leaves out when it writes an array."""
    given = {"size": 32, "steps": 1, "on_step": quiet}
    starts = [np.full((32, 32, 3), 0.5, np.float32) for _ in range(2)]
    starts[1][10:20, 10:20] = 0.1
    kept = [dk.gallery(None, "mixed1", [1], folder=tmp_path, start=s, **given) for s in starts]
    fresh = dk.gallery(None, "mixed1", [1], start=starts[1], **given)
    np.testing.assert_array_equal(kept[1], fresh)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(dk.FileError, match="file' cannot be made"):
        dk.gallery(None, "mixed4", [1], folder=tmp_path / "file", on_step=quiet)
