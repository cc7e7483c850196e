"""Goals: their algebra, their equality, what they refuse."""

import numpy as np
import pytest

import dreamkit as dk

PICTURE = np.linspace(0, 1, 48, dtype=np.float32).reshape(4, 4, 3)


def test_algebra_leaves_its_operands_alone():
    a, b = dk.layer("a"), dk.channel("a", 0)
    before = a, b, str(a), str(b)
    _ = a + 3 * b, -a, b - a, 2 * (a + b), sum([a, b, a])
    assert (a, b, str(a), str(b)) == before


def test_a_goal_knows_whether_it_works_tile_by_tile():
    local = [dk.layer("a"), dk.channel("a", 1), dk.direction("a", [1]), dk.guide("a", PICTURE)]
    local += [dk.layer("input"), dk.direction("a", [1], cosine_power=2)]
    whole = [dk.neuron("a", 1), dk.activations_like("a", PICTURE)]
    whole += [dk.direction("a", [1], place=(0, 0))]
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
        (lambda: dk.direction("a", [1], place=(0, 2)), r"a place is two numbers .* not \(0, 2\)"),
        (lambda: dk.direction("a", [1], place=3), "a place is two numbers from 0 to 1, not 3"),
        (lambda: dk.direction("a", [1], cosine_power=9), "power may be at most 8"),
        (lambda: dk.direction("a", [1], cosine_power=-1), "power must be a whole number"),
        (lambda: dk.direction("a", [1], cosine_power=0.5), "power must be a whole number"),
        (lambda: dk.direction("a", [1], True, cosine_power=2), "cosine=True leaves the dot prod"),
        (lambda: dk.guide("a", PICTURE * np.nan), "not numbers"),
        (lambda: dk.guide("a", "cat.jpg"), "a picture"),
    ],
)
def test_wrong_numbers_and_pictures(make, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        make()


def test_a_direction_has_its_place_and_power_in_its_text():
    sha = str(dk.direction("a", [1, 2]))[13:-1]
    assert str(dk.direction("a", [1, 2], place=(0.5, 1))) == f"direction(a, {sha})@0.5,1"
    assert str(-dk.direction("a", [1, 2], cosine_power=3)) == f"-dotcosine(a, {sha})^3"
    assert dk.direction("a", [1, 2], place=(0.5, 1)) != dk.direction("a", [1, 2], place=(1, 0.5))
    assert dk.direction("a", [1], cosine_power=0) == dk.direction("a", [1])
    for place in ((0.5, 1), None):
        for power in (0, 3):
            with pytest.raises(dk.InputError, match="holds an array that text cannot: make it"):
                dk.goal(str(dk.direction("a", [1, 2], cosine_power=power, place=place)))


def test_a_neuron_keeps_its_position_and_shows_it_in_its_text():
    [term] = dk.neuron("a", 1, (0.25, 1)).terms
    assert term.position == (0.25, 1)
    assert str(term) == "a:1@0.25,1"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda goal: goal * dk.layer("b"), "not multiplied with each other: .* dk.objective"),
        (lambda goal: goal / dk.layer("b"), "not divided by each other; subtract one, or"),
        (lambda goal: 1 / goal, "1 is not divided by a goal; take -goal"),
        (lambda goal: goal / 0, "not divided by 0"),
        (lambda goal: goal / float("nan"), "what a goal is divided by must be a finite number"),
        (lambda goal: goal**2, r"dk.layer\(name, power=2\)"),
        (lambda goal: goal + 1, "not to 1: a number has no gradient; leave it out"),
        (lambda goal: 1 - goal, "a number has no gradient"),
        (lambda goal: goal - 0.5, "a number has no gradient"),
        (lambda goal: goal + "mixed3", r"read the text first, dk.goal\('mixed3'\)"),
    ],
)
def test_what_is_no_sum_of_goals_says_what_to_write(make, sentence):
    with pytest.raises(dk.InputError, match=sentence):
        make(dk.layer("a"))


def test_goals_are_divided_by_a_number():
    goal = 3 * dk.layer("a") - dk.channel("a", 1)
    assert str(goal / 4) == "0.75*a - 0.25*a:1"
    assert goal / np.float32(2) == 0.5 * goal
    assert goal / 3 == dk.layer("a") - dk.channel("a", 1) / 3


def test_nothing_may_be_added():
    goal = dk.layer("a")
    assert goal + 0 == 0 + goal == goal - 0 == goal
    assert 0 - goal == -goal


def test_a_goal_is_multiplied_by_one_number_of_numpy_and_by_no_array():
    goal = dk.layer("a")
    assert np.float32(0.5) * goal == goal * np.float64(0.5) == 0.5 * goal
    for call in (lambda: np.ones(3) * goal, lambda: goal * np.ones((2, 2))):
        with pytest.raises(dk.InputError, match=r"a goal's weight must be a finite number, not nd"):
            call()
