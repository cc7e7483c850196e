"""dream(): equal to the tutorial's loop, the same every time, and gentle when stopped."""

import os
import signal
import threading

import numpy as np
import pytest
import tutorial

import dreamkit as dk
from dreamkit import device
from dreamkit.ascent.gradient import gradient_function
from dreamkit.dreaming import octaves
from dreamkit.dreaming.settings import NORMALIZATIONS
from dreamkit.images import arrays, text_fields


def quiet(_step):
    pass


PLAIN = {"octaves": 1, "tile_size": None, "jitter": 0, "precision": "float32", "on_step": quiet}


def check_it_follows_the_tutorial(net, goal, photo, steps):
    """Each step from the reference's own picture, then a free run by its loss.

    Most gradients agree to float32's rounding. Where a ReLU or a maximum stands on its edge,
    rounding decides which side it falls: the reference's own gradient is then up to 1.1e-4 (one
    minus cosine) from the same loop in float64, ours up to 0.9e-4 (InceptionV3, 50 steps on the
    cat).
    """
    function = gradient_function(net, goal)
    reference_losses, distances = [], []
    model = net.activations_model(goal.layers)
    for before, loss, direction in tutorial.simple_loop(model, photo * 2 - 1, steps):
        picture = ((before + 1) / 2).astype(np.float32)
        found, gradient = (np.asarray(values)[0] for values in function(picture[None]))
        assert found == pytest.approx(loss, rel=1e-5)
        distances.append(1 - tutorial.cosine(gradient, direction))
        result = dk.dream(picture, net, goal, steps=1, **PLAIN)
        expected = np.clip(before + 0.01 * direction, -1, 1)
        assert np.abs(result.image * 2 - 1 - expected).mean() < 1e-4
        reference_losses.append(loss)
    assert np.median(distances) < 1e-9
    assert max(distances) < 1e-3
    free = dk.dream(photo, net, goal, steps=steps, **PLAIN)
    np.testing.assert_allclose(free.losses, reference_losses, rtol=0.02)


def test_it_is_the_tutorial_step_by_step(photo):
    goal = dk.layer("mixed3") + dk.layer("mixed5")
    check_it_follows_the_tutorial(dk.network(), goal, photo, steps=20)


@pytest.mark.real_weights
def test_it_is_the_tutorial_with_imagenet_weights(inception):
    goal = dk.layer("mixed3") + dk.layer("mixed5")
    check_it_follows_the_tutorial(inception, goal, dk.sample("cat", max_size=200), steps=50)


@pytest.mark.real_weights
def test_the_classic_look_with_imagenet_weights(inception):
    """The loss climbs far above where it began, and the same seed gives the same bits."""
    photo = dk.sample("cat", max_size=320)
    first = dk.dream(photo, inception, steps=10, octaves=3, on_step=quiet)
    again = dk.dream(photo, inception, steps=10, octaves=3, on_step=quiet)
    assert first.losses[9] > 1.1 * first.losses[0]
    np.testing.assert_array_equal(first.image, again.image)


@pytest.fixture(scope="module")
def small_dream(photo):
    return dk.dream(photo, steps=2, octaves=3, seed=4, on_step=quiet)


def test_the_result_is_a_picture_with_its_history(photo, small_dream):
    assert small_dream.image.dtype == np.float32
    assert small_dream.image.shape == photo.shape
    assert small_dream.image.min() >= 0
    assert small_dream.image.max() <= 1
    assert len(small_dream.losses) == 6
    assert np.isfinite(small_dream.losses).all()
    assert small_dream.stopped is None
    assert np.abs(small_dream.image - photo).mean() > 0.005


def test_the_same_seed_gives_the_same_bits_and_another_does_not(photo, small_dream):
    settings = {**small_dream.settings}
    again = dk.dream(photo, **settings, on_step=quiet)
    np.testing.assert_array_equal(again.image, small_dream.image)
    assert again.losses == small_dream.losses
    other = dk.dream(photo, **{**settings, "seed": 5}, on_step=quiet)
    assert (other.image != small_dream.image).any()


def test_the_png_tells_how_to_make_it_again(tmp_path, photo, small_dream):
    path = small_dream.save(tmp_path / "dream.png")
    settings = dk.read_settings(path)
    assert settings == small_dream.settings
    again = dk.dream(photo, **settings, on_step=quiet)
    np.testing.assert_array_equal(again.image, small_dream.image)
    np.testing.assert_array_equal(
        arrays.to_uint8(dk.load_image(path)), arrays.to_uint8(small_dream.image)
    )


def test_no_folder_is_stored_in_the_picture(tmp_path, small_dream):
    path = small_dream.save(tmp_path / "dream.png")
    stored = " ".join(text_fields.read_text(path).values())
    assert str(tmp_path) not in stored
    assert os.path.expanduser("~") + "/" not in stored
    assert "://" not in stored


def test_the_source_is_not_changed(photo):
    before = photo.copy()
    dk.dream(photo, steps=1, octaves=2, on_step=quiet)
    np.testing.assert_array_equal(photo, before)


def test_gray_and_uint8_pictures_dream_too(photo):
    gray = arrays.to_uint8(photo[..., 0])
    assert dk.dream(gray, steps=1, octaves=1, on_step=quiet).image.shape == photo.shape


def test_tiles_and_jitter_still_climb(photo):
    result = dk.dream(
        photo, goal="mixed3", steps=4, octaves=1, tile_size=64, jitter=None, on_step=quiet
    )
    assert result.losses[-1] > result.losses[0]
    assert result.settings["jitter"] is None


def test_the_preset_gives_way_to_what_is_given(photo):
    net = dk.network()
    preset = next(iter(net.presets.values()))
    result = dk.dream(photo, net, steps=1, octaves=2, on_step=quiet)
    assert result.settings["goal"] == str(dk.goal(preset.goal))
    assert result.settings["octaves"] == 2
    assert result.settings["normalize"] == preset.settings["normalize"]


def test_with_a_goal_the_documented_defaults_hold(photo):
    seen = []
    result = dk.dream(
        photo,
        goal="mixed3",
        on_step=seen.append,
        should_stop=lambda: len(seen) >= 1,
        octave_scale=1.1,
    )
    assert result.settings.pop("precision") == device.precision("auto")
    assert result.settings == {
        "network": "dreamnet",
        "goal": "mixed3",
        "steps": 50,
        "step_size": 0.005,
        "octaves": 5,
        "octave_scale": 1.1,
        "tile_size": 512,
        "jitter": None,
        "detail": True,
        "normalize": "std",
        "seed": 0,
        "keep_color": False,
        "priors": None,
        "mask": None,
    }


def test_every_step_is_told(photo):
    seen = []
    result = dk.dream(photo, goal="mixed3", steps=3, octaves=2, on_step=seen.append)
    assert [step.index for step in seen] == [1, 2, 3, 4, 5, 6]
    assert [step.octave for step in seen] == [1, 1, 1, 2, 2, 2]
    assert {step.total for step in seen} == {6}
    assert [step.loss for step in seen] == result.losses
    assert np.isnan([step.expected_seconds for step in seen]).tolist() == [True, True] + [False] * 4
    np.testing.assert_array_equal(seen[-1].image, result.image)


def test_cancel_keeps_the_steps_done_and_the_whole_size(photo):
    """Stopped in the first of two octaves: the rest is the original's own detail."""
    seen = []
    result = dk.dream(
        photo,
        goal="mixed3",
        steps=3,
        octaves=2,
        on_step=seen.append,
        should_stop=lambda: len(seen) == 2,
    )
    assert result.stopped == "cancelled"
    assert len(result.losses) == 2
    small = dk.resize(photo, seen[0].image.shape[:2])
    expected = octaves.enlarge(seen[1].image, small, photo)
    np.testing.assert_allclose(result.image, expected, atol=1e-6)


def test_cancel_before_the_first_step_gives_the_picture_back(photo):
    result = dk.dream(photo, goal="mixed3", on_step=quiet, should_stop=lambda: True)
    assert result.losses == []
    np.testing.assert_allclose(result.image, photo, atol=1e-6)


def test_an_unfinished_step_is_dropped(monkeypatch, photo):
    monkeypatch.setattr(device, "tiles_at_once", lambda height, width: 1)
    asked = []

    def after_the_second_tile_of_step_two():
        asked.append(1)
        return len(asked) == 6  # a step asks before each of its 6 tiles

    result = dk.dream(
        photo[:96, :144],
        goal="mixed3",
        steps=2,
        octaves=1,
        tile_size=64,
        jitter=0,
        on_step=quiet,
        should_stop=after_the_second_tile_of_step_two,
    )
    assert result.losses == []
    np.testing.assert_array_equal(result.image, photo)


def test_ctrl_c_ends_gently_and_leaves_the_handler_as_it_was(photo):
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def press(step):
        seen.append(step)
        if step.index == 2:
            signal.raise_signal(signal.SIGINT)

    result = dk.dream(photo, goal="mixed3", steps=5, octaves=2, on_step=press)
    assert result.stopped == "interrupted"
    assert len(result.losses) == 2
    assert result.image.shape == photo.shape
    assert signal.getsignal(signal.SIGINT) is before


def test_an_ignored_ctrl_c_stays_ignored(photo):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        result = dk.dream(
            photo,
            goal="mixed3",
            steps=2,
            octaves=1,
            on_step=lambda _: signal.raise_signal(signal.SIGINT),
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.stopped is None
    assert len(result.losses) == 2


def test_a_second_ctrl_c_raises(photo):
    def press_twice(_step):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        dk.dream(photo, goal="mixed3", steps=5, octaves=1, on_step=press_twice)


def test_it_dreams_in_another_thread(photo):
    results = []
    thread = threading.Thread(
        target=lambda: results.append(
            dk.dream(photo, goal="mixed3", steps=1, octaves=1, on_step=quiet)
        )
    )
    thread.start()
    thread.join()
    assert len(results[0].losses) == 1


def test_small_pictures_take_fewer_octaves_and_it_is_said_once():
    tiny = dk.sample("cat", max_size=60)
    with pytest.warns(UserWarning, match="takes 1 octaves, not 5") as told:
        result = dk.dream(tiny, goal="mixed1", steps=1, on_step=quiet)
    assert len([w for w in told if "octaves" in str(w.message)]) == 1
    assert result.settings["octaves"] == 1


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"steps": 0}, "steps must be a whole number of at least 1, not 0"),
        ({"steps": 2.5}, "steps must be a whole number"),
        ({"octaves": -1}, "octaves must be a whole number of at least 1, not -1"),
        ({"step_size": 0}, "step_size must be a number above 0, not 0"),
        ({"step_size": float("nan")}, "step_size must be a number above 0, not nan"),
        ({"octave_scale": 1.0}, "octave_scale must be a number above 1, not 1.0"),
        ({"tile_size": 0}, "tile_size must be a whole number of at least 1"),
        ({"tile_size": 40}, "tile_size 40 is too small for dreamnet; use at least 64"),
        ({"jitter": -1}, "jitter must be a whole number from 0 on, not -1"),
        ({"seed": 0.5}, "seed must be a whole number from 0 on"),
        ({"normalize": "max"}, "normalize is 'std' or 'laplacian', not 'max'"),
        (
            {"precision": "int8"},
            "precision is 'auto', 'float32', 'bfloat16' or 'float16', not 'int8'",
        ),
        ({"goal": "mixd3"}, "layer 'mixd3' is not in dreamnet; did you mean 'mixed3'"),
        ({"goal": "mixed3:9999"}, "has channels 0 to 255; 9999 is not"),
        ({"network": "dreamnets"}, "no network 'dreamnets'; did you mean 'dreamnet'"),
    ],
)
def test_bad_settings_are_named_with_their_mend(photo, settings, sentence):
    with pytest.raises(dk.InputError, match=sentence.replace("(", r"\(")):
        dk.dream(photo, on_step=quiet, **settings)


def test_one_pixel_is_too_small():
    with pytest.raises(dk.InputError, match="1 x 1 pixels; dreamnet needs at least 32 x 32"):
        dk.dream(np.zeros((1, 1, 3), np.float32))


def test_a_goal_that_overflows_is_named(photo):
    from tensorflow import keras

    inputs = keras.Input((None, None, 3))
    mine = keras.Model(inputs, keras.layers.Conv2D(2, 3, name="large")(inputs))
    mine.set_weights([array + 1e10 for array in mine.get_weights()])
    with pytest.raises(dk.InputError, match="not finite"):
        dk.dream(photo, mine, "large^8", steps=1, octaves=1, on_step=quiet)


SHORT = {"steps": 2, "octaves": 2, "on_step": quiet}


def test_a_preset_by_name(photo):
    net = dk.network()
    result = dk.dream(photo, net, preset="eyes", steps=1, octaves=1, on_step=quiet)
    assert result.settings["goal"] == str(dk.goal(net.presets["eyes"].goal))
    assert result.settings["normalize"] == net.presets["eyes"].settings["normalize"]
    with pytest.raises(dk.InputError, match="no preset 'eys'; did you mean 'eyes'"):
        dk.dream(photo, preset="eys")
    with pytest.raises(dk.InputError, match="either goal or preset"):
        dk.dream(photo, goal="mixed3", preset="eyes")


@pytest.fixture
def left(photo):
    """A mask: the left third."""
    mask = np.zeros(photo.shape[:2], bool)
    mask[:, :48] = True
    return mask


@pytest.mark.parametrize("normalize", NORMALIZATIONS)
def test_outside_the_mask_nothing_changes(photo, left, normalize):
    result = dk.dream(photo, goal="mixed3", mask=left, normalize=normalize, **SHORT)
    np.testing.assert_array_equal(result.image[:, 48:], photo[:, 48:])
    assert np.abs(result.image[:, :48] - photo[:, :48]).mean() > 0.005


def test_a_mask_of_ones_is_no_mask(photo):
    settings = {**PLAIN, "goal": "mixed3", "steps": 1}
    plain = dk.dream(photo, **settings)
    masked = dk.dream(photo, mask=np.ones(photo.shape[:2]), **settings)
    np.testing.assert_allclose(masked.image, plain.image, atol=1e-5)


def test_the_picture_says_that_its_mask_is_needed_again(tmp_path, photo, left):
    result = dk.dream(photo, goal="mixed3", mask=left, **SHORT)
    path = result.save(tmp_path / "a.png")
    with pytest.warns(UserWarning, match=r"used a mask .* \(sha256 \w+\); pass mask= again"):
        settings = dk.read_settings(path)
    with pytest.raises(dk.InputError, match="only the fingerprint of the mask"):
        dk.dream(photo, **settings)
    again = dk.dream(photo, **{**settings, "mask": left}, on_step=quiet)
    np.testing.assert_array_equal(again.image, result.image)


def test_keeping_color_moves_along_gray(photo):
    """Red, green and blue change by the same amount."""
    pale = 0.3 + 0.4 * photo  # so that nothing reaches an end on the way
    result = dk.dream(pale, goal="mixed3", keep_color=True, **SHORT)
    change = result.image - pale
    assert np.abs(change).mean() > 0.005
    np.testing.assert_allclose(change[..., 0], change[..., 1], atol=1e-5)
    np.testing.assert_allclose(change[..., 0], change[..., 2], atol=1e-5)
    assert result.settings["keep_color"] is True


def test_a_neuron_grows_where_it_is(photo):
    """The gradient of one neuron is zero outside what it sees, here 11 pixels around a corner."""
    picture = np.full_like(photo, 0.5)
    picture[::2] += 0.1
    goal = dk.neuron("conv1", 3, (0, 0)) + dk.neuron("conv1", 5, (0, 0))
    result = dk.dream(picture, goal=goal, steps=1, octaves=1, on_step=quiet)
    changed = np.argwhere((result.image != picture).any(axis=2))
    assert len(changed)
    assert changed.max() < 32
    assert result.settings["tile_size"] is None
    assert result.settings["jitter"] == 0


def test_a_goal_for_the_whole_picture_is_not_split_and_says_so(photo):
    with pytest.warns(UserWarning, match="looks at the picture as a whole"):
        goal = sum(dk.neuron("conv1", index) for index in range(8))
        dk.dream(photo, goal=goal, steps=1, octaves=1, tile_size=64, on_step=quiet)


def test_a_guide_brings_its_activations_nearer(photo):
    """Guided by itself or by another picture, the goal climbs; one trace serves both octaves."""
    goal = dk.guide("mixed2", dk.sample("coffee", max_size=100))
    result = dk.dream(photo, goal=goal, steps=4, octaves=2, on_step=quiet)
    assert result.losses[3] > result.losses[0]
    assert result.losses[7] > result.losses[4]
    assert result.settings["goal"].startswith("guide(mixed2, ")


def test_inversion_finds_its_way_back(photo):
    """From a gray picture towards the activations of the photograph."""
    goal = dk.activations_like("conv1", photo)
    gray = np.full_like(photo, 0.5)
    result = dk.dream(gray, goal=goal, steps=30, octaves=1, step_size=0.02, on_step=quiet)
    assert result.losses[0] < result.losses[-1] < 0
    assert result.losses[-1] > 0.5 * result.losses[0]

    def likeness(picture):
        return np.corrcoef(picture.mean(axis=2).ravel(), photo.mean(axis=2).ravel())[0, 1]

    assert likeness(result.image) > 0.4


def test_a_goal_that_nothing_can_change_is_said(photo):
    with pytest.raises(dk.InputError, match="gradient is zero everywhere; choose another"):
        dk.dream(photo, goal=0 * dk.layer("mixed1"), steps=1, octaves=1, on_step=quiet)
