"""Goals: their algebra, their equality, what they refuse."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.goals import objectives

PICTURE = np.linspace(0, 1, 48, dtype=np.float32).reshape(4, 4, 3)


def test_algebra_leaves_its_operands_alone():
    a, b = dk.layer("a"), dk.channel("a", 0)
    before = a, b, str(a), str(b)
    _ = a + 3 * b, -a, b - a, 2 * (a + b), sum([a, b, a])
    assert (a, b, str(a), str(b)) == before


def test_a_goal_knows_whether_it_works_tile_by_tile():
    local = [dk.layer("a"), dk.channel("a", 1), dk.direction("a", [1]), dk.guide("a", PICTURE)]
    whole = [dk.neuron("a", 1), dk.activations_like("a", PICTURE)]
    assert all(goal.is_local for goal in local)
    assert sum(local).is_local
    assert not any((local[0] + goal).is_local for goal in whole)


def test_goals_with_the_same_arrays_are_equal():
    assert dk.guide("a", PICTURE) == dk.guide("a", PICTURE.copy())
    assert dk.guide("a", PICTURE) != dk.guide("a", 1 - PICTURE)
    assert dk.direction("a", [1, 2]) == dk.direction("a", np.array([1.0, 2.0]))
    assert dk.direction("a", [1, 2]) != dk.direction("a", [1, 2], cosine=True)
    assert len({dk.guide("a", PICTURE), dk.guide("a", PICTURE.copy())}) == 1


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: dk.channel("a", -1), "index"),
        (lambda: dk.neuron("a", 1.5), "index"),
        (lambda: dk.neuron("a", 1, (0.5, 1.1)), r"from 0 to 1, not \(0.5, 1.1\)"),
        (lambda: dk.neuron("a", 1, "middle"), "two numbers from 0 to 1, not 'middle'"),
        (lambda: dk.logit(-1), "index"),
        (lambda: dk.layer("a", power=0), "power"),
        (lambda: dk.layer("a") * float("nan"), "finite"),
        (lambda: dk.direction("a", [0, 0]), "not all of them zero"),
        (lambda: dk.direction("a", [1, float("inf")]), "finite numbers"),
        (lambda: dk.direction("a", [[1, 2]]), "a list of"),
        (lambda: dk.guide("a", PICTURE * np.nan), "not numbers"),
        (lambda: dk.guide("a", "cat.jpg"), "a picture"),
    ],
)
def test_wrong_numbers_and_pictures(make, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        make()


def test_goals_are_not_multiplied_with_each_other():
    with pytest.raises(TypeError):
        dk.layer("a") * dk.layer("b")


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (dk.layer("mux"), "'mux' is not in linear; did you mean 'mix'"),
        (dk.channel("mix", 2), "channels 0 to 1; 2 is not"),
        (dk.neuron("mix", 5), "channels 0 to 1; 5 is not"),
        (dk.direction("mix", [1, 2, 3]), "'mix' of linear has 2 numbers, this one 3"),
    ],
)
def test_goals_are_checked_against_the_network(linear_network, wanted, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        objectives.check(wanted, linear_network)


def test_a_class_is_the_channel_that_stands_for_it():
    wanted = 2 * dk.logit("owl") - dk.logit(0) + dk.layer("mixed3")
    found = objectives.resolve(wanted, dk.network())
    assert str(found) == "2*class_map:2 - class_map:0 + mixed3"
    assert found.is_local


def test_the_logit_of_a_class_is_what_the_classifier_says(photo):
    """dreamnet's own logits, as it was trained, are those that `dk.logit` asks for."""
    from dreamkit import dreamnet
    from dreamkit.ascent.gradient import gradient_function

    net = dk.network()
    expected = dreamnet.load()(net.preprocess(photo[None]))[0].numpy()
    for name in ("none", "eye", "gear"):
        goal = objectives.resolve(dk.logit(name), net)
        found = np.asarray(gradient_function(net, goal)(photo[None])[0])[0]
        assert found == pytest.approx(expected[net.classes.index(name)], abs=1e-4)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (dk.logit("owll"), "no class 'owll'; did you mean 'owl'"),
        (dk.logit(99), "channels 0 to 26; 99 is not"),
    ],
)
def test_a_class_that_is_not_there(wanted, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        objectives.check(objectives.resolve(wanted, dk.network()), dk.network())


def test_a_network_without_classifier_has_no_logits(linear_network):
    with pytest.raises(dk.InputError, match="linear has no classifier, and so no logits"):
        dk.dream(np.zeros((32, 32, 3), np.float32), linear_network, dk.logit(1))
