"""The pictures that need no download."""

import numpy as np
import pytest

import dreamkit as dk
from dreamkit import samples


def test_samples_are_pictures_and_have_credits():
    for name in dk.sample_names():
        picture = dk.sample(name, max_size=64)
        assert picture.dtype == np.float32
        assert max(picture.shape) == 64
        assert picture.std() > 0.05
        assert samples.SAMPLES[name].credit
    np.testing.assert_array_equal(dk.sample("chelsea"), dk.sample("cat"))


def test_an_unknown_sample_offers_the_nearest():
    with pytest.raises(dk.InputError, match="did you mean 'clouds'"):
        dk.sample("cloud")
