"""Each recipe does what its paper says, on numbers known otherwise."""

import numpy as np
import pytest
from tensorflow import keras

import dreamkit as dk
from dreamkit.dreamnet import motifs
from dreamkit.goals.loss import goal_inputs, goal_loss
from dreamkit.images import arrays

QUIET = {"on_step": lambda _: None}


def answer(net, layer, picture):
    """The activation (height, width, channels) of a layer."""
    return net.activations_model([layer])(net.preprocess(picture[None]))[layer].numpy()[0]


def correlation(one, other):
    return np.corrcoef(np.ravel(one), np.ravel(other))[0, 1]


def worth(goal, picture):
    """The value of a goal for a picture, on dreamnet."""
    net = dk.network()
    seen = {name: answer(net, name, picture)[None] for name in goal.layers}
    numbers = goal_inputs(goal, net, picture.shape[:2])
    return float(
        goal_loss(
            goal.structure, [np.float32(n) if n.dtype != np.int32 else n for n in numbers], seen
        )[0]
    )


def test_only_the_pixel_that_a_neuron_sees_matters_to_it(linear_network, photo):
    """Its network looks at one pixel at a time; 7/10 down and 1/4 across of 11 x 21."""
    small = photo[:11, :21]
    found = dk.saliency(small, dk.neuron("mix", 0, (0.7, 0.25)), linear_network)
    expected = np.zeros((11, 21))
    expected[7, 5] = 1
    np.testing.assert_array_equal(found, expected)


def test_the_largest_slope_over_the_colors_counts(photo):
    """Two pixels whose channel is red - 2 green, weighted 1 and 3 by a second layer."""
    inputs = keras.Input((None, None, 3))
    outputs = keras.layers.Conv2D(1, (1, 2), name="pair", use_bias=False)(inputs)
    model = keras.Model(inputs, outputs, name="pair")
    model.set_weights([np.array([[[[1], [-2], [0]], [[3], [-6], [0]]]], np.float32)])
    found = dk.saliency(photo[:1, :2], dk.layer("pair"), dk.network(model))
    np.testing.assert_allclose(found, [[1 / 3, 1]], rtol=0.02)  # the largest hundredth is 1


def test_noise_changes_nothing_where_the_slope_is_the_same_everywhere(linear_network, photo):
    goal = dk.channel("mix", 0)
    plain = dk.saliency(photo, goal, linear_network)
    smooth = dk.saliency(photo, goal, linear_network, samples=3)
    np.testing.assert_allclose(smooth, plain, rtol=1e-3)


def test_smoothgrad_marks_the_motif_more_than_its_surroundings():
    owl = arrays.as_picture(motifs.render("owl", 5, 128))
    found = dk.saliency(owl, "logit:owl", samples=8, noise=0.05)
    inside, outside = found[60:125, 10:90].mean(), found[:50].mean()
    assert inside > 2 * outside


@pytest.mark.parametrize("name", ["eye", "honeycomb", "flower"])
def test_dreamnet_names_the_class_picture_it_made(name):
    picture = dk.class_picture(name, steps=40, **QUIET)
    evidence = answer(dk.network(), "class_map", picture).mean(axis=(0, 1))
    assert motifs.CLASSES[int(evidence.argmax())] == name


def test_several_classes_come_as_one_batch():
    pictures = dk.class_picture(["eye", 9], steps=2, size=40, **QUIET)
    assert pictures.shape == (2, 40, 40, 3)
    with pytest.raises(dk.InputError, match="no class 'ey'; did you mean 'eye'"):
        dk.class_picture("ey")


def test_an_early_layer_keeps_a_picture_and_a_deep_one_less(photo):
    early, deep = (
        dk.inversion(photo, layer=name, steps=60, **QUIET) for name in ("conv1", "mixed5")
    )
    assert early.shape == photo.shape
    assert correlation(early, photo) > 0.5
    assert correlation(early, photo) > correlation(deep, photo) + 0.3
    goal = dk.activations_like("conv1", photo)
    assert worth(goal, photo) == pytest.approx(0, abs=1e-6)
    assert worth(goal, early) > -0.15  # of the mean square of the activations


def test_a_caricature_has_more_of_what_a_layer_sees(photo):
    found = dk.caricature(photo, layer="mixed3", steps=60, **QUIET)
    goal = dk.activations_like("mixed3", photo, dot=True)
    assert worth(goal, found) > worth(goal, photo)
    seen = [answer(dk.network(), "mixed3", picture) for picture in (photo, found)]
    assert correlation(*seen) > 0.5


def test_a_texture_agrees_in_its_statistics_and_not_in_its_places():
    leaf = arrays.as_picture(motifs.render("leopard", 3, 96))
    found = dk.texture(leaf, layers=["conv1", "mixed1"], size=96, steps=60, **QUIET)
    goal = dk.texture_like("conv1", leaf) + dk.texture_like("mixed1", leaf)
    gray = np.full_like(leaf, 0.5)
    assert worth(goal, leaf) == pytest.approx(0, abs=1e-5)
    assert worth(goal, found) > 0.1 * worth(goal, gray)
    assert abs(correlation(found.mean(axis=2), leaf.mean(axis=2))) < 0.5


def test_style_transfer_takes_texture_and_keeps_the_content(photo):
    waves = arrays.as_picture(motifs.render("waves", 3, 96))
    found = dk.style_transfer(photo, waves, steps=40, **QUIET)
    style = dk.texture_like("conv1", waves)
    assert worth(style, found) > 0.3 * worth(style, photo)
    middle = dk.network().layer_at(0.5)
    assert correlation(*(answer(dk.network(), middle, p) for p in (photo, found))) > 0.6
