"""Sanity checks: rank correlations by hand, and maps of networks that have forgotten."""

import numpy as np
import pytest
from scipy.stats import spearmanr

import dreamkit as dk
from dreamkit import attribution
from dreamkit.dreamnet import motifs


def test_rank_correlation_by_hand():
    """Ranks 1 2 3 4 and 2 1 4 3: 1 - 6 (1 + 1 + 1 + 1) / (4 (16 - 1)) = 0.6."""
    one, other = [[1, 2], [3, 40]], [[0.2, 0.1], [9, 0.3]]
    assert attribution.rank_correlation(one, other) == pytest.approx(0.6)
    assert attribution.rank_correlation(one, one) == pytest.approx(1)
    assert attribution.rank_correlation(one, -np.array(one)) == pytest.approx(-1)
    assert attribution.rank_correlation(one, -np.array(one), absolute=True) == pytest.approx(1)


def test_rank_correlation_with_ties_is_scipys():
    random = np.random.default_rng(0)
    one, other = random.integers(0, 5, (2, 20, 30))
    expected = spearmanr(one.ravel(), other.ravel()).statistic
    assert attribution.rank_correlation(one, other) == pytest.approx(expected)


def test_what_cannot_be_compared():
    assert np.isnan(attribution.rank_correlation(np.zeros((3, 3)), np.eye(3)))
    with pytest.raises(dk.InputError, match="one shape, not \\(2,\\) and \\(3,\\)"):
        attribution.rank_correlation([1, 2], [1, 2, 3])
    with pytest.raises(dk.InputError, match="finite numbers"):
        attribution.rank_correlation([1, np.nan], [1, 2])
    with pytest.raises(dk.InputError, match="finite numbers"):
        attribution.rank_correlation("map", [1, 2])


@pytest.fixture(scope="module")
def owl():
    return motifs.render("owl", 5, 96)


def test_what_a_network_has_learned_matters_to_its_gradient(owl):
    alike = attribution.randomization_check(
        owl, "logit:owl", layers=["class_map", "mixed3", "stem"]
    )
    assert list(alike) == ["class_map", "mixed3", "stem"]
    assert all(abs(value) < 0.5 for value in alike.values())
    whole = attribution.rank_correlation(
        attribution.gradient(owl, "logit:owl"),
        attribution.gradient(owl, "logit:owl", dk.randomize()),
        absolute=True,
    )
    assert alike["stem"] == pytest.approx(whole)  # the first layer of the cascade: all of it
    assert abs(whole) < 0.3


def test_a_map_that_does_not_ask_the_network_never_changes(owl):
    def edges(image, goal, network):
        return np.abs(np.diff(image, axis=0)).sum(axis=2)

    alike = attribution.randomization_check(owl, "logit:owl", method=edges, layers=["stem"])
    assert alike == {"stem": pytest.approx(1)}


def test_by_default_it_goes_from_the_goal_to_the_first_layer(owl):
    asked = []

    def note(image, goal, network):
        asked.append(network.name)
        return np.arange(4.0)

    alike = attribution.randomization_check(owl, "mixed2:3", method=note)
    assert list(alike) == ["mixed2", "mixed1", "conv1", "stem"]
    assert asked[0] == "dreamnet" and asked[1] == "dreamnet, random from mixed2 on"


def test_settings_reach_the_method(owl):
    def map_of(image, goal, network, scale):
        assert scale == 3
        return image

    attribution.randomization_check(owl, "mixed2:3", method=map_of, layers=["stem"], scale=3)
    with pytest.raises(dk.InputError, match="no method 'grad-cam'; did you mean 'grad_cam'"):
        attribution.randomization_check(owl, "mixed2:3", method="grad-cam")
