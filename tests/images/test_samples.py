"""The pictures that need no download."""

import numpy as np
import profiles
import pytest

import dreamkit as dk
from dreamkit.images import samples


def test_samples_are_pictures_and_have_credits():
    for name in dk.sample_names():
        picture = dk.sample(name, max_size=64)
        assert picture.dtype == np.float32
        assert max(picture.shape) == 64
        assert picture.std() > 0.05
        assert samples.SAMPLES[name].credit
    np.testing.assert_array_equal(dk.sample("chelsea"), dk.sample("cat"))


@pytest.mark.parametrize("name", [n for n in samples.SAMPLES if n != "clouds"])
@pytest.mark.parametrize("moved", [False, True])
def test_the_photographs_are_those_of_scikit_image(monkeypatch, name, moved):
    """Read from its folder, or by its own functions where the files have moved."""
    import skimage.data

    if moved:
        monkeypatch.setattr(samples.importlib.util, "find_spec", lambda package: None)
    expected = getattr(skimage.data, samples.SAMPLES[name].source)()
    if name == "rocket" and not moved:  # whose file is in Adobe RGB
        expected = np.round(255 * profiles.seen(expected / 255, profiles.ADOBE_RGB, 2.19921875))
        shown = dk.sample(name) * 255
        dark = expected < 32  # where the profile's curve is bent, for lack of a straight foot
        np.testing.assert_allclose(shown[~dark], expected[~dark], atol=2.5)
        return
    np.testing.assert_array_equal(dk.sample(name), expected.astype(np.float32) / 255)


def test_an_unknown_sample_offers_the_nearest():
    with pytest.raises(dk.InputError, match="did you mean 'clouds'"):
        dk.sample("cloud")
