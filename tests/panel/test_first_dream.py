"""The panel of lesson 00, without a kernel: values are set and buttons pressed by hand."""

from pathlib import Path

import numpy as np
import pytest
from hands import LONG, give, img, png, shown

import dreamkit as dk

pytest.importorskip("ipywidgets")

from dreamkit.dreaming.settings import DEFAULTS
from dreamkit.panel import first_dream
from dreamkit.panel.uploads import LARGEST_UPLOAD


def dream(panel):
    panel.dream_button.click()
    assert panel.wait(LONG)


@pytest.fixture
def panel(tmp_path, monkeypatch):
    """A panel with a tiny picture and the gentlest strength."""
    monkeypatch.chdir(tmp_path)
    made = dk.first_dream()
    give(made.upload, "small.png", png())
    made.strength.value = 1
    return made


def test_it_offers_the_samples_and_the_networks_presets():
    panel = dk.first_dream("dreamnet")
    presets = dk.network().presets
    assert list(panel.picture.options) == dk.sample_names()
    assert list(panel.goal.options) == list(presets)
    assert panel.goal.value == next(iter(presets))
    for name, preset in presets.items():
        panel.goal.value = name
        assert preset.shows.split("'")[0] in panel.shows.value
    assert panel.save_button.disabled and panel.cancel_button.disabled
    assert panel.compare.layout.visibility == "hidden"
    for control in (panel.picture, panel.upload, panel.goal, panel.strength, panel.save_button):
        assert control.layout.visibility != "hidden"
    assert panel.error is None and panel.result is None


def test_choosing_a_picture_shows_it_in_the_same_square():
    panel = dk.first_dream()
    for name in dk.sample_names():
        panel.picture.value = name
        height, width = shown(panel.view).shape[:2]
        assert (height, width) == dk.sample(name, max_size=512).shape[:2]
        assert img(panel.view)["width"] == f"{round(512 * width / max(height, width))}"
        assert img(panel.view)["alt"] == f"The picture to dream on ({name})."


def test_an_upload_becomes_the_picture(panel):
    assert panel.picture.value == "your small.png"
    assert shown(panel.view).shape == (36, 40, 3)
    panel.picture.value = "cat"
    assert panel.original.shape == (300, 451, 3)
    panel.picture.value = "your small.png"
    assert panel.original.shape == (36, 40, 3)


def test_a_large_photo_is_made_smaller():
    panel = dk.first_dream()
    give(panel.upload, "large.png", png(600, 1200))
    assert panel.original.shape == (512, 256, 3)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.txt", b"dear diary", "'notes.txt' is not a picture"),
        ("empty.jpg", b"", "'empty.jpg' is empty"),
        ("cut.png", png(300, 300)[:150], "'cut.png' is damaged"),
        ("vast.png", bytes(LARGEST_UPLOAD + 1), "'vast.png' is larger than 10 MB"),
        ("<b>.png", b"text", "'<b>.png' is not a picture"),
    ],
)
def test_a_bad_upload_is_told_in_the_panel_and_changes_nothing(name, content, sentence):
    panel = dk.first_dream()
    before = panel.view.value
    give(panel.upload, name, content)
    assert panel.error.startswith(sentence) and panel.error.count("\n") == 0
    assert sentence.split("'")[-1] in panel.status.value and "<b>" not in panel.status.value
    assert panel.view.value == before and panel.picture.value == "cat"
    panel.dream_button.disabled = False
    give(panel.upload, "good.png", png())
    assert panel.error is None


def test_whatever_a_file_brings_about_is_told_in_the_panel(monkeypatch):
    def fail(*_):
        raise RuntimeError("what nobody thought of")

    panel = dk.first_dream()
    monkeypatch.setattr("dreamkit.images.decoding.decode", fail)
    give(panel.upload, "odd.jpg", png())
    assert panel.error == "RuntimeError: what nobody thought of"
    assert panel.picture.value == "cat"


def test_dreaming_shows_the_picture_and_then_the_comparison(panel):
    original = panel.original
    assert panel.compare.layout.visibility == "hidden"
    dream(panel)
    panel.raise_error()
    assert panel.worker.state == "done" and panel.error is None
    assert panel.result.image.shape == original.shape
    assert panel.bar.value == panel.bar.max == len(panel.result.losses)
    assert "Done" in panel.status.value
    assert panel.compare.layout.visibility == "visible"
    dreamt = shown(panel.view).astype(float)
    assert np.abs(dreamt / 255 - panel.result.image).mean() < 0.05
    panel.compare.value = 0
    assert np.abs(shown(panel.view) / 255.0 - original).mean() < 0.02
    panel.compare.value = 50
    half = shown(panel.view) / 255.0
    assert np.abs(half[:, :16] - panel.result.image[:, :16]).mean() < 0.06
    assert np.abs(half[:, 25:] - original[:, 25:]).mean() < 0.02


def test_strength_is_steps_and_the_middle_is_the_preset(panel):
    preset = panel.net.presets[panel.goal.value]
    expected = {**DEFAULTS, **preset.settings}["steps"]
    panel.strength.value = first_dream.MIDDLE
    dream(panel)
    assert panel.result.settings["steps"] == expected
    assert panel.result.settings["goal"] == str(dk.goal(preset.goal))
    panel.strength.value = 1
    dream(panel)
    assert panel.result.settings["steps"] == max(1, round(expected / first_dream.MIDDLE))


@pytest.mark.filterwarnings("error::UserWarning")
def test_a_small_picture_takes_fewer_octaves_without_a_warning(panel):
    dream(panel)
    panel.raise_error()
    assert 1 <= panel.result.settings["octaves"] < 5


def test_a_picture_too_small_is_told(panel):
    give(panel.upload, "dot.png", png(8, 8))
    dream(panel)
    assert "8 x 8 pixels" in panel.error and "8 x 8 pixels" in panel.status.value
    assert not panel.dream_button.disabled and panel.cancel_button.disabled
    with pytest.raises(dk.InputError):
        panel.raise_error()


def test_cancel_ends_the_dream_and_keeps_the_one_before(panel):
    dream(panel)
    before, picture = panel.result, panel.view.value
    panel.strength.value = 10
    tell = panel.worker.on_change

    def cancel_at_first_step(worker):
        if worker.state == "running":
            panel.cancel_button.click()
        tell(worker)

    panel.worker.on_change = cancel_at_first_step
    dream(panel)
    assert panel.worker.state == "cancelled" and "Cancelled" in panel.status.value
    assert panel.result is before and panel.view.value == picture
    assert not panel.dream_button.disabled and panel.cancel_button.disabled


def test_a_first_dream_that_is_cancelled_leaves_the_picture_so_far(panel):
    tell = panel.worker.on_change

    def cancel_at_second_step(worker):
        if worker.state == "running" and worker.step.index == 2:
            panel.cancel_button.click()
        tell(worker)

    panel.worker.on_change = cancel_at_second_step
    panel.strength.value = 10
    dream(panel)
    assert "Cancelled after 2 of" in panel.status.value
    assert len(panel.result.losses) == 2 and panel.compare.layout.visibility == "visible"
    panel.save_button.click()
    np.testing.assert_allclose(dk.load_image("my_dream.png"), panel.result.image, atol=0.5 / 255)


def test_controls_rest_while_it_dreams(panel):
    seen = []
    tell = panel.worker.on_change

    def look(worker):
        if worker.state == "running":
            panel.dream_button.click()  # a second click, faster than the button: nothing happens
            seen.append((panel.dream_button.disabled, panel.cancel_button.disabled))
        tell(worker)

    panel.worker.on_change = look
    dream(panel)
    assert set(seen) == {(True, False)}
    assert not panel.dream_button.disabled and panel.cancel_button.disabled


def test_save_writes_a_picture_that_can_be_dreamt_again(panel):
    dream(panel)
    panel.save_button.click()
    assert panel.saved == Path("my_dream.png").resolve()
    assert str(panel.saved) in panel.status.value
    assert dk.read_settings("my_dream.png") == panel.result.settings
    again = dk.dream(panel.original, **dk.read_settings("my_dream.png"), on_step=lambda step: None)
    np.testing.assert_array_equal(again.image, panel.result.image)


def test_save_never_replaces_an_earlier_picture(panel):
    Path("my_dream.png").write_bytes(b"an earlier one")
    dream(panel)
    panel.save_button.click()
    assert panel.saved.name == "my_dream_2.png"
    assert Path("my_dream.png").read_bytes() == b"an earlier one"
    assert panel.save_button.disabled  # saved already


def test_a_save_that_fails_is_told_and_can_be_tried_again(panel, monkeypatch):
    dream(panel)

    def refuse(*_):
        raise dk.FileError("the disk is full.")

    monkeypatch.setattr(type(panel.result), "save", refuse)
    panel.save_button.click()
    assert panel.error == "the disk is full." and not panel.save_button.disabled
