"""visualize(): it climbs to where the goal is highest, alone or in a batch."""

import numpy as np
import pytest
from scipy import fft
from tensorflow import keras

import dreamkit as dk

EXACT = {"precision": "float32", "priors": None, "jitter": 0, "on_step": lambda _: None}


def test_it_climbs_to_the_top_of_a_goal_known_by_hand(linear_network):
    """Channel 0 is red - 2 green: most where red is 1 and green 0; blue does not matter."""
    goal = dk.channel("mix", 0)
    held = {"canvas": "pixels", "decorrelate": False, "size": 32}
    picture = dk.visualize(linear_network, goal, steps=100, step_size=0.2, **held, **EXACT)
    np.testing.assert_allclose(picture[..., 0], 1, atol=0.01)
    np.testing.assert_allclose(picture[..., 1], 0, atol=0.01)
    np.testing.assert_allclose(picture[..., 2], 0.5, atol=0.02)


def test_the_first_step_by_hand(linear_network):
    """Before the sigmoid Adam moves red up and green down by its rate."""
    held = {"canvas": "pixels", "decorrelate": False, "size": 32}
    picture = dk.visualize(
        linear_network, dk.channel("mix", 0), steps=1, step_size=0.3, **held, **EXACT
    )
    middle = np.log(picture / (1 - picture)).mean(axis=(0, 1))
    np.testing.assert_allclose(middle[:2], [0.3, -0.3], atol=0.002)


def test_goals_in_a_batch_are_what_each_is_alone(photo):
    """Of one form, of another form, and one with an array."""
    goals = [
        *(dk.channel("mixed3", i) for i in (5, 9, 70)),
        dk.layer("mixed2", 2),
        *(dk.neuron("mixed4", i, place) for i, place in ((3, (0.2, 0.8)), (4, (0.9, 0.1)))),
        dk.guide("mixed3", photo[:64, :64]),
    ]
    losses = []
    settings = {"steps": 1, "start": photo, **EXACT}
    together = dk.visualize(goal=goals, **settings)
    assert together.shape == (7, *photo.shape)
    for goal, found in zip(goals, together, strict=True):
        alone = dk.visualize(
            goal=goal, **{**settings, "on_step": lambda step: losses.append(step.loss)}
        )
        # Adam takes the sign of the tiniest gradients, so a few waves may differ.
        assert np.abs(alone - found).mean() < 2e-3
        assert np.corrcoef((alone - photo).ravel(), (found - photo).ravel())[0, 1] > 0.99
    mean = []
    settings["on_step"] = lambda step: mean.append(step.loss)
    dk.visualize(goal=goals, **settings)
    assert mean == pytest.approx([np.mean(losses)], rel=1e-4)


def test_it_finds_what_excites_a_channel_most(photo):
    """More than a photograph of clouds, noise or the cat does."""
    goal, net = dk.channel("mixed4", 6), dk.network()
    picture = dk.visualize(net, goal, size=96, steps=30, on_step=lambda _: None)

    def answer(picture):
        found = net.activations_model(["mixed4"])(net.preprocess(picture[None]))["mixed4"]
        return float(found[..., 6].numpy().mean())

    others = [
        photo,
        dk.sample("clouds", max_size=144),
        np.random.default_rng(0).random((96, 96, 3)),
    ]
    assert answer(picture) > 2 * max(answer(np.asarray(other, np.float32)) for other in others)


def test_the_same_seed_gives_the_same_picture():
    settings = {"size": 48, "steps": 3, "on_step": lambda _: None}
    first, again = (dk.visualize(goal="mixed3:1", seed=4, **settings) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (dk.visualize(goal="mixed3:1", seed=5, **settings) != first).any()


def share_of_broad_forms(picture):
    """The share of the spectral energy in waves longer than 32 pixels."""
    energy = fft.dctn(picture, axes=(0, 1), norm="ortho") ** 2
    energy[0, 0] = 0
    down, across = (np.arange(side) / (2 * side) for side in energy.shape[:2])
    return energy[np.hypot(down[:, None], across[None]) < 1 / 32].sum() / energy.sum()


@pytest.mark.parametrize("goal", ["mixed2:5", "mixed4:6"])
def test_on_waves_broad_forms_grow_more_than_on_pixels(goal):
    settings = {"size": 96, "steps": 16, "on_step": lambda _: None, "priors": None}
    waves, pixels = (
        share_of_broad_forms(dk.visualize(goal=goal, canvas=canvas, **settings))
        for canvas in ("fourier", "pixels")
    )
    assert waves > 2 * pixels


def test_priors_smooth_what_grows():
    settings = {"size": 64, "steps": 20, "on_step": lambda _: None, "canvas": "pixels"}
    plain = dk.visualize(goal="mixed3:7", priors=None, **settings)
    for prior in ({"total_variation": 2}, {"blur": 0.7}, {"scale": 0.1, "rotation": 10}):
        found = dk.visualize(goal="mixed3:7", priors=prior, **settings)
        assert dk.high_frequency_share(found) < 0.8 * dk.high_frequency_share(plain), prior


def test_it_is_told_step_by_step_and_can_be_stopped():
    steps = []
    picture = dk.visualize(
        goal="mixed3:1",
        size=48,
        steps=50,
        on_step=steps.append,
        should_stop=lambda: len(steps) == 4,
    )
    assert [step.index for step in steps] == [1, 2, 3, 4]
    assert steps[0].total == 50
    np.testing.assert_array_equal(picture, steps[-1].image)


def dead_network():
    """Channel 0 is silent whatever it sees; channel 1 answers only to much red."""
    inputs = keras.Input((None, None, 3))
    outputs = keras.layers.Conv2D(2, 1, activation="relu", name="act")(inputs)
    model = keras.Model(inputs, outputs, name="half_dead")
    kernel = np.array([[1, 1], [0, 0], [0, 0]], np.float32).reshape(1, 1, 3, 2)
    model.set_weights([kernel, np.array([-5, -0.3], np.float32)])
    return dk.network(model)


def test_a_channel_that_answers_only_to_strong_noise_is_shown_some():
    held = {"canvas": "pixels", "decorrelate": False, "size": 32, "step_size": 0.2}
    picture = dk.visualize(dead_network(), "act:1", steps=60, **held, **EXACT)
    assert (picture[..., 0] > 0.95).any()


def test_a_goal_that_answers_to_nothing_is_named():
    with pytest.raises(dk.InputError, match="goal 'act:0' answers to nothing"):
        dk.visualize(dead_network(), ["act:1", "act:0"], size=32, steps=8, **EXACT)


def test_one_step_is_enough_to_tell_which_goals_answer():
    net, asked = dead_network(), {"size": 32, "canvas": "pixels", "decorrelate": False}
    with pytest.raises(dk.InputError, match=r"goal 'act:0' answers to nothing.*whatever the noise"):
        dk.visualize(net, ["act:1", "act:0"], steps=1, **asked, **EXACT)
    assert dk.visualize(net, "act:1", steps=1, **asked, **EXACT).shape == (32, 32, 3)
    black = np.zeros((32, 32, 3), np.float32)
    with pytest.raises(dk.InputError, match=r"answers to nothing.*from this start"):
        dk.visualize(net, "act:1", steps=1, start=black, **EXACT)


def test_a_goal_that_was_not_looked_at_is_not_called_silent():
    found = dk.visualize(dead_network(), "act:0", size=32, should_stop=lambda: True, **EXACT)
    assert found.shape == (32, 32, 3)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"goal": None}, "say what to visualize"),
        ({"goal": []}, "say what to visualize"),
        ({"goal": "mixd3"}, "layer 'mixd3' is not in dreamnet; did you mean 'mixed3'"),
        ({"goal": "mixed3:4000"}, "has channels 0 to"),
        ({"size": 8}, "size 8 is too small; dreamnet needs at least 32"),
        ({"size": (40, 40, 3)}, "size is one number or"),
        ({"size": "large"}, "size must be a whole number"),
        ({"steps": 0}, "steps must be a whole number"),
        ({"step_size": -1}, "step_size must be a number above 0"),
        ({"jitter": 1.5}, "jitter must be a whole number from 0 on"),
        ({"canvas": "oil"}, "canvas is 'fourier' or 'pixels'"),
        ({"priors": {"haze": 1}}, "there is no prior 'haze'"),
        ({"start": np.full((40, 40, 3), np.nan)}, "not numbers"),
    ],
)
def test_what_cannot_be_visualized(given, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        dk.visualize(**{"goal": "mixed3", **given})


@pytest.mark.real_weights
def test_noise_falls_with_imagenet_weights(inception):
    """The share of fine waves of one channel, from one seed, as docs/growing.md shows it."""
    plain = {"size": 128, "steps": 48, "canvas": "pixels", "jitter": 0, "on_step": lambda _: None}

    def share(**priors):
        return dk.high_frequency_share(dk.visualize(inception, "mixed4:63", priors=priors, **plain))

    nothing = share()
    assert nothing > 0.3
    assert share(total_variation=2) < 0.5 * nothing
    assert share(blur=0.5) < 0.5 * nothing
    assert share(scale=0.1, rotation=10) < 0.9 * nothing


@pytest.mark.real_weights
def test_a_gallery_with_imagenet_weights(inception):
    """Eight channels with their numbers below; the pictures of the first row are no plain gray."""
    sheet = dk.gallery(
        inception, "mixed4", range(8), size=96, steps=4, columns=4, on_step=lambda _: None
    )
    assert sheet.shape == (2 * (96 + 16) + 4, 4 * 96 + 3 * 4, 3)
    tiles = [sheet[:96, left : left + 96] for left in (0, 100, 200, 300)]
    assert all(tile.std() > 0.01 for tile in tiles)
