"""Goals as text: what is written is read back, and what is no goal is pointed at."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit.goals.text import FORMS, forms, goal_for


@pytest.mark.parametrize(
    ("goal", "text"),
    [
        (dk.layer("mixed3"), "mixed3"),
        (dk.layer("mixed3", power=2) + 0.5 * dk.channel("mixed5", 12), "mixed3^2 + 0.5*mixed5:12"),
        (dk.layer("mixed3") - dk.channel("mixed4", 7), "mixed3 - mixed4:7"),
        (-dk.layer("outer/inner.x"), "-outer/inner.x"),
        (1e-7 * dk.channel("a", 3, power=2), "1e-07*a:3^2"),
        (0 * dk.layer("a"), "0*a"),
        (dk.neuron("a", 3), "a:3@0.5,0.5"),
        (dk.logit("eye") - 0.1 * dk.logit(0), "logit:eye - 0.1*logit:0"),
        (dk.layer("b") - 2 * dk.neuron("a", 3, (0, 0.125)), "b - 2*a:3@0,0.125"),
    ],
)
def test_the_text_says_it_and_reads_back(goal, text):
    assert str(goal) == text
    assert dk.goal(text) == goal


def test_spaces_and_case_of_exponents_do_not_matter():
    expected = dk.goal("mixed3^2 + 0.5*mixed5:12 - mixed4:7@0.1,1")
    assert dk.goal("  mixed3 ^ 2+5E-1 * mixed5 : 12-mixed4:7 @ .1 , 1 ") == expected


def test_a_goal_is_returned_as_it_is():
    goal = dk.layer("a")
    assert dk.goal(goal) is goal


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("", 0, "a layer is missing"),
        ("mixed3 mixed4", 7, "a + or - is missing"),
        ("mixed3 + + mixed4", 9, "a layer is missing"),
        ("mixed3 +", 8, "a layer is missing"),
        ("2*", 0, "a layer is missing"),
        ("mixed3:x", 7, "a channel is a number"),
        ("mixed3 + logit", 14, "a class is missing"),
        ("logit:eye^2", 9, "neither place nor power"),
        ("mixed3^^2", 6, "a + or - is missing"),
        ("3 + mixed3", 0, "a layer is missing"),
        ("mixed3@0.5,0.5", 6, "a + or - is missing"),
        ("mixed3:4@0.5,0.5^2", 16, "a neuron has no power"),
        ("os.system('x')", 9, "a + or - is missing"),
    ],
)
def test_a_text_that_is_no_goal_is_marked_where_it_stops_to_be_one(text, place, why):
    with pytest.raises(dk.InputError, match="cannot be read at the mark") as error:
        dk.goal(text)
    sentence, shown, mark = str(error.value).split("\n")
    assert why in sentence
    assert shown == f"  {text}"
    assert mark == "  " + " " * place + "^"


def test_what_is_no_text_at_all():
    with pytest.raises(dk.InputError, match=r"made with dk.layer and its kin, not \['mixed3'\]"):
        dk.goal(["mixed3"])


@pytest.mark.parametrize(
    "goal",
    [
        dk.guide("mixed3", np.zeros((8, 8, 3), np.float32)),
        dk.layer("a") - 0.5 * dk.direction("mixed3", [1, 2]),
        dk.activations_like("mixed3", np.zeros((8, 8, 3), np.float32)),
    ],
)
def test_what_text_cannot_hold_is_said_and_not_guessed(goal):
    assert "(mixed3, " in str(goal)
    with pytest.raises(dk.InputError, match="holds an array that text cannot: make it again"):
        dk.goal(str(goal))


def test_every_form_that_is_offered_as_help_is_read():
    """Together they use every part of the grammar."""
    net = dk.network()
    offered = [text for text, _ in forms(net)]
    assert offered == list(FORMS)
    read = [goal_for(net, text) for text in offered]
    terms = [term for goal in read for term in goal.terms]
    assert {term.layer for term in terms} == {"mixed4", "input", net.class_layer}
    assert {term.power for term in terms} == {1, 2}
    assert {term.weight for term in terms} == {1, 0.5, -1}
    assert {term.channel for term in terms} == {None, 0, 7, net.classes.index("owl")}
    [neuron] = [term for term in terms if term.kind == "neuron"]
    assert neuron.position == (0.5, 0.25)


def test_the_help_names_what_the_network_has(linear_network):
    assert [text for text, _ in forms(linear_network)][:2] == ["mix", "mix^2"]
    assert not any("logit" in text for text, _ in forms(linear_network))
