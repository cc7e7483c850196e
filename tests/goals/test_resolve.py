"""Goals made to fit a network: classes become channels, and what is not there is told."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.goals.resolve import check_goal, resolve


@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (dk.layer("mux"), "'mux' is not in linear; did you mean 'mix'"),
        (dk.channel("mix", 2), "channels 0 to 1; 2 is not"),
        (dk.neuron("mix", 5), "channels 0 to 1; 5 is not"),
        (dk.direction("mix", [1, 2, 3]), "'mix' of linear has 2 numbers, this one 3"),
    ],
)
def test_goals_are_checked_against_the_network(linear_network, goal, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        check_goal(goal, linear_network)


def test_a_class_is_the_channel_that_stands_for_it():
    goal = 2 * dk.logit("owl") - dk.logit(0) + dk.layer("mixed3")
    resolved = resolve(goal, dk.network())
    assert str(resolved) == "2*class_map:2 - class_map:0 + mixed3"
    assert resolved.is_local


def test_the_logit_of_a_class_is_what_the_classifier_says(photo):
    """dreamnet's own logits, as it was trained, are those that `dk.logit` asks for."""
    from dreamkit import dreamnet
    from dreamkit.ascent.gradient import gradient_function

    net = dk.network()
    expected = dreamnet.load()(net.preprocess(photo[None]))[0].numpy()
    for name in ("none", "eye", "gear"):
        goal = resolve(dk.logit(name), net)
        found = np.asarray(gradient_function(net, goal)(photo[None])[0])[0]
        assert found == pytest.approx(expected[net.classes.index(name)], abs=1e-4)


@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (dk.logit("owll"), "no class 'owll'; did you mean 'owl'"),
        (dk.logit(99), "channels 0 to 26; 99 is not"),
    ],
)
def test_a_class_that_is_not_there(goal, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        check_goal(resolve(goal, dk.network()), dk.network())


def test_a_network_without_classifier_has_no_logits(linear_network):
    with pytest.raises(dk.InputError, match="linear has no classifier, and so no logits"):
        dk.dream(np.zeros((32, 32, 3), np.float32), linear_network, dk.logit(1))


def test_a_goal_without_terms_asks_for_nothing():
    with pytest.raises(dk.InputError, match="the goal has no terms"):
        check_goal(dk.Goal(()), None)


@pytest.mark.filterwarnings("ignore:the guide is made smaller")
@pytest.mark.parametrize("make", [dk.guide, dk.texture_like])
@pytest.mark.parametrize("shape", [(1, 1, 3), (31, 40, 3)])
def test_a_picture_that_a_network_cannot_see_is_no_guide(make, shape):
    net = dk.network()
    with pytest.raises(dk.InputError, match="dreamnet needs at least 32"):
        check_goal(make("mixed1", np.zeros(shape, np.float32)), net)
    check_goal(make("mixed1", np.zeros((32, 40, 3), np.float32)), net)
