"""What was chosen, as arguments and as code: both give the same pixels."""

import ast
import warnings

import numpy as np
import pytest
from hands import png

import dreamkit as dk
from dreamkit.goals.text import goal_for
from dreamkit.panel import studio_state
from dreamkit.panel.studio_state import Ellipse, Source, StudioState

QUICK = {"steps": 1, "step_size": 0.01, "octaves": 2, "normalize": "std", "keep_color": False}
CAT = Source("sample", "cat")


@pytest.fixture
def net():
    return dk.network()


def made_by(text, folder, monkeypatch, **names):
    """What the code makes, run in a folder."""
    monkeypatch.chdir(folder)
    exec(text, names)
    return names["result"], dk.read_settings(folder / "my_dream.png")


@pytest.mark.filterwarnings("error::UserWarning:dreamkit")
@pytest.mark.parametrize(
    "chosen",
    [
        {"preset": "creatures", "goal": None},
        {"preset": "waves", "goal": None, "settings": {**QUICK, "octaves": 8}},
        {"goal": "mixed3 + 0.5*mixed4:7", "settings": {**QUICK, "keep_color": True}},
        {"goal": "class_map:1@0.25,0.75", "size": 560, "source": Source("sample", "coffee")},
        {"mask": Ellipse((0.25, 0.5), (0.5, 0.4))},
        {"mask": Ellipse((0.5, 0.5), (0.5, 0.4), inside=False)},
        {"source": Source("upload", 'my "own" é.png', png(90, 70, color="orange"))},
        {"mask": Source("upload", "mask.png", png(30, 20, color="white"))},
    ],
)
def test_the_code_makes_the_same_picture(chosen, net, tmp_path, monkeypatch):
    base = {"source": CAT, "size": 96, "network": "dreamnet", "preset": None, "goal": "mixed3"}
    state = StudioState(**{**base, "settings": QUICK, **chosen})
    for file in (state.source, state.mask):
        if isinstance(file, Source) and file.kind == "upload":
            (tmp_path / file.name).write_bytes(file.content)
    picture = state.source.picture(state.size)
    text = studio_state.code(state, net, picture)
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings(record=True):  # that the mask itself is not in the file
        warnings.simplefilter("always")
        result, settings = made_by(text, tmp_path, monkeypatch)
    expected = dk.dream(
        picture, **studio_state.arguments(state, net, picture), on_step=lambda step: None
    )
    np.testing.assert_array_equal(result.image, expected.image)
    assert settings == expected.settings
    assert max(map(len, text.splitlines())) <= 90


def test_the_code_as_a_whole(net):
    state = StudioState(
        CAT, 300, "dreamnet", "creatures", None, {**QUICK, "normalize": "laplacian"}
    )
    assert studio_state.code(state, net, CAT.picture(300)) == (
        "import dreamkit as dk\n"
        "\n"
        'photo = dk.sample("cat", max_size=300)\n'
        "result = dk.dream(\n"
        '    photo, "dreamnet", preset="creatures", steps=1,\n'
        "    step_size=0.01, octaves=2,\n"
        ")\n"
        'result.save("my_dream.png")'
    )


def test_code_names_what_it_cannot_bring_along(net):
    address = Source("web", "https://example.org/a.png", png())
    state = StudioState(address, 64, None, None, "mixed3", QUICK, Source("upload", "m.png", png()))
    text = studio_state.code(state, net, address.picture(64))
    assert 'photo = dk.load_image("https://example.org/a.png", max_size=64)' in text
    assert "# net is the network that you gave to dk.studio" in text
    assert "photo, net, " in text
    assert "# put beside this notebook: m.png" in text


def test_a_small_picture_takes_fewer_octaves(net):
    """40 pixels at a scale of 1.3: 40, 31 -> below the 32 that dreamnet needs."""
    small = Source("upload", "small.png", png(40, 40))
    state = StudioState(small, 64, "dreamnet", None, "mixed3", {**QUICK, "octaves": 5})
    assert studio_state.fitted(state, net, small.picture(64))["octaves"] == 1


def test_an_uploaded_mask_is_stretched_to_the_picture():
    half = np.zeros((10, 20, 3), np.float32)
    half[:, 10:] = 1
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray((half * 255).astype(np.uint8)).save(buffer, "PNG")
    area = studio_state.mask_for(
        Source("upload", "m.png", buffer.getvalue()), np.zeros((40, 60, 3))
    )
    assert area.shape == (40, 60)
    np.testing.assert_array_equal(area[:, :26], 0)
    np.testing.assert_allclose(area[:, 34:], 1, atol=1e-6)


def test_a_black_mask_and_a_wrong_goal_are_refused(net):
    picture = CAT.picture(64)
    with pytest.raises(dk.InputError, match="zero everywhere"):
        studio_state.mask_for(Source("upload", "m.png", png(color="black")), picture)
    with pytest.raises(dk.InputError, match="channels 0 to 47"):
        goal_for(net, "mixed3_5x5_in:48")


def test_a_files_name_never_becomes_code(net):
    """With a line break in it, what follows would be no comment any more."""
    source = Source("upload", "a\nraise SystemExit  #.png", png())
    state = StudioState(source, 64, None, None, "mixed3", QUICK, None)
    text = studio_state.code(state, net, source.picture(64))
    kinds = {type(node).__name__ for node in ast.walk(ast.parse(text))}
    assert "Raise" not in kinds
    assert r"# put beside this notebook: a\nraise SystemExit  #.png" in text.splitlines()


@pytest.mark.parametrize(
    "name", ['a"b.png', "é 日本 🐈.png", "\ud800.png", "\u202egnp.png", "\U000f0000"]
)
def test_every_name_stands_in_the_code_as_itself(name):
    [line] = Source("upload", name, b"").code().splitlines()
    assert ast.literal_eval(line.removeprefix("dk.load_image(").removesuffix(")")) == name
