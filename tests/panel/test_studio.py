"""The studio, without a kernel: values are set and buttons pressed by hand."""

import base64
import io
import re
import socket
import threading
from pathlib import Path

import numpy as np
import pytest
from hands import LONG, give, png, shown
from PIL import Image

import dreamkit as dk
from dreamkit.goals.text import forms
from dreamkit.images import addresses
from dreamkit.networks import network as networks

pytest.importorskip("ipywidgets")

from dreamkit.panel.uploads import LARGEST_UPLOAD


@pytest.fixture
def studio(tmp_path, monkeypatch):
    """A studio with a small picture and few steps."""
    monkeypatch.chdir(tmp_path)
    made = dk.studio()
    made.size.value = 128
    made.steps.value, made.octaves.value = 1, 2
    return made


def run(studio):
    studio.run_view.run_button.click()
    assert studio.wait(LONG)


def test_it_opens_ready_to_run():
    studio = dk.studio()
    preset = next(iter(dk.network().presets.values()))
    assert shown(studio.run_view.view).shape == dk.sample("cat", max_size=512).shape
    assert studio.goal.preset and preset.shows in studio.goal.about.value
    assert studio.steps.value == preset.settings["steps"]
    assert studio.step_size.value == preset.settings["step_size"]
    assert studio.normalize.value == preset.settings["normalize"]
    assert not studio.run_view.run_button.disabled and studio.run_view.cancel_button.disabled
    assert studio.error is None and studio.result is None
    assert "451 x 300" in studio.pixels.value


def test_run_dreams_what_the_code_says(studio):
    studio.mask.tabs.value = "ellipse"
    studio.mask.side.value = False
    studio.mask.down.value, studio.mask.height.value = 30, 40
    run(studio)
    studio.raise_error()
    names = {}
    exec(studio.code.value, names)
    np.testing.assert_array_equal(names["result"].image, studio.result.image)
    assert "center=(0.3, 0.5), size=(0.4, 0.6), inside=False" in studio.code.value
    inside = dk.ellipse_mask(studio.photo.shape, (0.3, 0.5), (0.4, 0.6)) > 0
    np.testing.assert_array_equal(studio.result.image[inside], studio.photo[inside])
    assert (studio.result.image[~inside] != studio.photo[~inside]).mean() > 0.5


def test_save_keeps_the_settings(studio):
    run(studio)
    studio.run_view.save_button.click()
    assert studio.run_view.saved == Path("my_dream.png").resolve()
    again = dk.dream(studio.photo, **dk.read_settings("my_dream.png"), on_step=lambda step: None)
    np.testing.assert_array_equal(again.image, studio.result.image)


@pytest.mark.parametrize(
    ("chooser", "shows"),
    [
        ("picture", {"sample": "sample", "upload": "upload", "web": "address"}),
        ("goal", {"preset": "presets", "layers": "layers", "text": "typed"}),
        ("mask", {"none": None, "ellipse": "side", "upload": "upload"}),
    ],
)
def test_one_way_at_a_time(studio, chooser, shows):
    chooser = getattr(studio, chooser)
    for tab in shows:
        chooser.tabs.value = tab
        below = [child for child in chooser.children[1:] if child.layout.display != "none"]
        seen = {each for child in below for each in (child, *getattr(child, "children", ()))}
        for other, name in shows.items():
            assert name is None or (getattr(chooser, name) in seen) == (other == tab)


def test_each_way_to_a_goal_begins_where_the_last_one_left_off(studio):
    goal = studio.goal
    goal.presets.value = "creatures"  # mixed4^2 - 0.02*class_map:0
    goal.tabs.value = "layers"
    assert goal.preset is None and goal.text == "mixed4 + class_map"
    goal.layers.value = ("mixed3", "mixed5")
    channels = dk.network().layer("mixed3").output.shape[-1]
    assert goal.channel.max == min(channels, dk.network().layer("mixed5").output.shape[-1]) - 1
    goal.channel.value = 5
    goal.tabs.value = "text"
    assert goal.typed.value == "mixed3:5 + mixed5:5"
    goal.typed.value = "mixed3^2 - mixed5"
    run(studio)
    assert studio.result.settings["goal"] == "mixed3^2 - mixed5"
    goal.tabs.value = "preset"
    goal.presets.value = "waves"
    assert studio.octaves.value == 3 and 'preset="waves"' in studio.code.value


def test_a_wrong_goal_is_marked_and_told(studio):
    goal = studio.goal
    goal.tabs.value = "text"
    goal.typed.value = "mixed3 mixed5"
    assert "mixed3 mixed5\n       ^</pre>" in goal.about.value
    assert studio.code.value.startswith("# the goal cannot be read")
    run(studio)
    assert studio.error.startswith("the goal cannot be read at the mark, a + or - is missing")
    assert "\n" not in studio.error and studio.result is None
    with pytest.raises(dk.InputError):
        studio.raise_error()
    goal.typed.value = "<b>mixed9</b>"
    assert "<b>" not in goal.about.value
    goal.typed.value = " "
    run(studio)
    assert "the goal is empty" in studio.error
    goal.tabs.value = "layers"
    goal.layers.value = ()
    run(studio)
    assert studio.error == "no layer is chosen; click on one in the list."


def test_the_ellipse_shows_on_the_picture_before_the_run(studio):
    plain = shown(studio.run_view.view).astype(float)
    studio.mask.tabs.value = "ellipse"
    lit = shown(studio.run_view.view).astype(float)
    height, width = plain.shape[:2]
    middle = np.s_[height // 2 - 5 : height // 2 + 5, width // 2 - 5 : width // 2 + 5]
    assert np.abs(lit[middle] - plain[middle]).mean() < 4
    corner = np.s_[:12, :12]
    assert lit[corner].mean() < 0.55 * plain[corner].mean()
    studio.mask.across.value = 0
    assert not np.array_equal(shown(studio.run_view.view), lit)
    studio.mask.tabs.value = "none"
    np.testing.assert_array_equal(shown(studio.run_view.view), plain)


def test_an_uploaded_mask(studio):
    studio.mask.tabs.value = "upload"
    give(studio.mask.upload, "notes.txt", b"dear diary")
    assert studio.error.startswith("'notes.txt' is not a picture") and studio.mask.mask is None
    give(studio.mask.upload, "black.png", png(color="black"))
    assert "zero everywhere" in studio.error
    half = Image.new("L", (20, 10))
    half.paste(255, (10, 0, 20, 10))
    buffer = io.BytesIO()
    half.save(buffer, "PNG")
    give(studio.mask.upload, "half.png", buffer.getvalue())
    run(studio)
    studio.raise_error()
    left = np.s_[:, : studio.photo.shape[1] // 2 - 8]
    np.testing.assert_array_equal(studio.result.image[left], studio.photo[left])
    assert 'dk.load_image("half.png")' in studio.code.value


def vast():
    """200 megapixels in a file of some kilobytes."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.txt", lambda: b"dear diary", "'notes.txt' is not a picture"),
        ("empty.jpg", lambda: b"", "'empty.jpg' is empty"),
        ("cut.png", lambda: png(300, 300)[:150], "'cut.png' is damaged"),
        ("vast.png", vast, "'vast.png' has more than 178 million pixels"),
        ("heavy.png", lambda: bytes(LARGEST_UPLOAD + 1), "'heavy.png' is larger than 10 MB"),
    ],
)
def test_a_bad_upload_is_told_and_changes_nothing(studio, name, content, sentence):
    studio.picture.tabs.value = "upload"
    before, photo = studio.run_view.view.value, studio.photo
    give(studio.picture.upload, name, content())
    assert studio.error.startswith(sentence) and "\n" not in studio.error
    assert studio.run_view.view.value == before and studio.photo is photo
    give(studio.picture.upload, "good.png", png(64, 48))
    assert studio.error is None and studio.photo.shape == (48, 64, 3)
    studio.picture.tabs.value = "sample"
    assert studio.photo.shape[1] == 128
    studio.picture.tabs.value = "upload"
    assert studio.photo.shape == (48, 64, 3)


def test_a_picture_from_the_web(studio, monkeypatch):
    monkeypatch.setattr(addresses, "fetch", lambda address: png(80, 60))
    studio.picture.tabs.value = "web"
    studio.picture.address.value = " https://example.org/teal.png "
    studio.picture.fetch_button.click()
    assert studio.wait(LONG)
    assert studio.photo.shape == (60, 80, 3) and studio.error is None
    assert 'dk.load_image("https://example.org/teal.png", max_size=128)' in studio.code.value


def test_an_address_that_does_not_answer_leaves_the_panel_alive(studio, monkeypatch):
    monkeypatch.setattr(addresses, "MAX_DOWNLOAD_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        studio.picture.tabs.value = "web"
        studio.picture.address.value = f"http://127.0.0.1:{silent.getsockname()[1]}/a.png"
        studio.picture.fetch_button.click()
        assert studio.run_view.run_button.disabled and "Fetching" in studio.run_view.status.value
        assert studio.wait(LONG)
    assert "cannot be fetched" in studio.error and "within 0.2 s" in studio.error
    assert studio.run_view.run_button.disabled and not studio.picture.fetch_button.disabled
    studio.picture.tabs.value = "sample"
    assert studio.error is None and not studio.run_view.run_button.disabled
    run(studio)
    assert studio.result is not None


def test_without_a_network_connection(studio, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    studio.picture.tabs.value = "web"
    for address, sentence in (
        ("https://example.org/a.png", "cannot be fetched: name or service not known"),
        ("example.org/a.png", "'example.org/a.png' is no address; it begins with https://."),
    ):
        studio.picture.address.value = address
        studio.picture.fetch_button.click()
        assert studio.wait(LONG)
        assert sentence in studio.error


@pytest.fixture
def other(monkeypatch, linear_network):
    """A second network under the name of mobilenet_v2, which loads when it is let go."""
    free, load = threading.Event(), networks.network

    def network(name=None, *rest):
        if name != "mobilenet_v2":
            return load(name, *rest)
        assert free.wait(LONG)
        if linear_network is None:
            raise dk.FileError("the weights cannot be had.")
        return linear_network

    monkeypatch.setattr(networks, "network", network)
    return free


def test_another_network_brings_its_own_goals(studio, other):
    studio.network.value = "mobilenet_v2"
    assert "mobilenet_v2 ..." in studio.run_view.status.value
    assert studio.run_view.run_button.disabled and studio.net.name == "dreamnet"
    other.set()
    assert studio.wait(LONG)
    assert studio.net.name == "linear" and not studio.run_view.run_button.disabled
    assert list(studio.goal.tabs.options) == ["layers", "text"]  # it has no presets
    assert studio.goal.text == "mix" and '"mobilenet_v2", "mix"' in studio.code.value
    studio.network.value = "dreamnet"
    assert studio.wait(LONG)
    assert list(studio.goal.tabs.options) == ["preset", "layers", "text"]
    run(studio)
    studio.raise_error()


def test_who_changes_their_mind_gets_what_they_chose_last(studio, other, monkeypatch):
    studio.network.value = "mobilenet_v2"
    studio.network.value = "dreamnet"
    assert not studio.run_view.run_button.disabled
    other.set()
    assert studio.wait(LONG)
    assert studio.net.name == "dreamnet" and studio.goal.preset

    free = threading.Event()
    monkeypatch.setattr(addresses, "fetch", lambda address: free.wait(LONG) and png())
    studio.picture.tabs.value = "web"
    studio.picture.address.value = "https://example.org/late.png"
    studio.picture.fetch_button.click()
    studio.picture.tabs.value = "sample"
    assert not studio.run_view.run_button.disabled
    free.set()
    assert studio.wait(LONG)
    assert studio.photo.shape == dk.sample("cat", max_size=128).shape


def test_a_network_that_cannot_be_had_leaves_the_one_there_is(studio, monkeypatch):
    def network(name):
        raise dk.FileError(f"the weights of {name} could not be downloaded.")

    monkeypatch.setattr(networks, "network", network)
    studio.network.value = "vgg16"
    assert studio.wait(LONG)
    assert studio.error == "the weights of vgg16 could not be downloaded."
    assert studio.network.value == "dreamnet" == studio.net.name
    assert not studio.run_view.run_button.disabled


def test_networks_that_are_here_come_first(monkeypatch):
    monkeypatch.setattr(networks, "has_weights", lambda name: name in ("dreamnet", "vgg16"))
    names = [value for _, value in dk.studio().network.options]
    assert names[:2] == ["dreamnet", "vgg16"] and set(names) == set(networks.ABOUT)


def test_a_network_of_ones_own(linear_network):
    studio = dk.studio(linear_network)
    assert studio.network.options[0][0] == "linear (given)"
    assert "photo, net, " in studio.code.value
    studio.network.value = "dreamnet"
    assert studio.wait(LONG)
    studio.network.value = studio.network.options[0][1]
    assert studio.wait(LONG) and studio.net is linear_network


def test_controls_rest_while_it_dreams(studio):
    seen, tell = set(), studio.run_view.worker.on_change

    def look(worker):
        if worker.state == "running":
            seen.update(control.disabled for control in studio.controls)
            seen.add(studio.run_view.run_button.disabled)
        tell(worker)

    studio.run_view.worker.on_change = look
    run(studio)
    assert seen == {True}
    assert not any(control.disabled for control in studio.controls)
    assert not studio.run_view.run_button.disabled


def test_a_dream_outlives_another_picture(studio):
    run(studio)
    before, large = studio.result, studio.run_view.view.value
    curve = studio.run_view.curve_view.value
    for change in (
        lambda: setattr(studio.picture.sample, "value", "coffee"),
        lambda: setattr(studio.size, "value", 160),
        lambda: setattr(studio.mask.tabs, "value", "ellipse"),
        lambda: setattr(studio.goal.tabs, "value", "layers"),
    ):
        change()
        assert studio.run_view.view.value == large and studio.result is before
        assert studio.run_view.curve_view.value == curve
        assert ">The dream<" in studio.run_view.caption.value
    assert not studio.run_view.save_button.disabled
    studio.run_view.compare.value = 0
    assert ">The picture it began with<" in studio.run_view.caption.value
    assert shown(studio.run_view.view).shape == before.image.shape
    give(studio.picture.upload, "dot.png", png(8, 8))
    assert studio.run_view.run_button.disabled
    run(studio)
    assert "8 x 8 pixels" in studio.error and studio.result is before


def test_what_is_chosen_after_a_dream_is_shown_small_where_it_was_touched(studio):
    def preview():
        assert studio.run_view.preview.layout.display != "none"
        return shown(studio.run_view._preview_view).astype(float)

    assert studio.run_view.preview.layout.display == "none"
    assert ">The picture to dream on<" in studio.run_view.caption.value
    run(studio)
    assert studio.run_view.preview.layout.display == "none"
    studio.picture.sample.value = "coffee"
    assert preview().shape == studio.photo.shape
    assert studio._picture_place.children == (studio.run_view.preview,)
    assert ">Next: the picture to dream on<" in studio.run_view._preview_caption.value
    plain = preview()
    studio.mask.tabs.value = "ellipse"
    assert preview()[:9, :9].mean() < 0.6 * plain[:9, :9].mean()
    assert studio._mask_place.children == (studio.run_view.preview,)
    assert studio._picture_place.children == ()
    assert "Next: where the dream may go" in studio.run_view._preview_caption.value
    run(studio)
    assert studio.run_view.preview.layout.display == "none"


def test_run_rests_until_what_is_wrong_is_right(studio):
    button = studio.run_view.run_button
    studio.goal.tabs.value = "text"
    for wrong, sentence in {
        "mixed3^2 + mixed9": "layer &#x27;mixed9&#x27; is not in dreamnet; did you mean",
        "mixed3 mixed5": "a + or - is missing:",
        "logit:owll": "did you mean &#x27;owl&#x27;",
        "": "the goal is empty",
    }.items():
        studio.goal.typed.value = wrong
        assert button.disabled and sentence in studio.goal.about.value and studio.error
        studio.goal.typed.value = "mixed3"
        assert not button.disabled and studio.error is None and studio.goal.about.value == ""
    studio.mask.tabs.value = "upload"
    for content in (b"dear diary", png(color="black")):
        give(studio.mask.upload, "mask.png", content)
        assert button.disabled and studio.error
        give(studio.mask.upload, "good.png", png(color="white"))
        assert not button.disabled and studio.error is None
    give(studio.mask.upload, "mask.png", b"dear diary")
    studio.mask.tabs.value = "none"
    assert not button.disabled and studio.error is None
    studio.picture.tabs.value = "upload"
    give(studio.picture.upload, "small.png", png(8, 8))
    assert button.disabled and "8 x 8 pixels" in studio.error
    give(studio.picture.upload, "text.png", b"dear diary")
    assert button.disabled and "'text.png' is not a picture" in studio.error
    studio.picture.tabs.value = "sample"
    assert not button.disabled and studio.error is None


def test_the_help_names_every_form(studio):
    studio.goal.tabs.value = "text"
    offered = forms(studio.net)
    assert len(offered) == 8
    for text, meaning in offered:
        assert text in studio.goal.help.value and meaning in studio.goal.help.value
        studio.goal.typed.value = text
        assert not studio.run_view.run_button.disabled
    assert "dk.direction" in studio.goal.help.value
    assert studio.goal.help.layout.display != "none"
    studio.goal.tabs.value = "layers"
    assert studio.goal.help.layout.display == "none"


def test_the_download_is_what_save_writes(studio):
    assert studio.run_view.download.children[0].disabled
    run(studio)
    [link] = studio.run_view.download.children
    content = base64.b64decode(re.search(r'href="data:image/png;base64,([^"]+)"', link.value)[1])
    assert 'download="my_dream.png"' in link.value
    assert content == studio.result.save("saved.png").read_bytes()


def test_the_code_box_has_room_for_all_lines(studio):
    studio.mask.tabs.value = "ellipse"
    assert studio.code.rows > len(studio.code.value.splitlines())


def test_settings_are_explained(studio):
    for control in (studio.size, studio.normalize, studio.octaves):
        told = control.tooltip if control.has_trait("tooltip") else control.description_tooltip
        assert told.startswith(f"{control.description}: ")
