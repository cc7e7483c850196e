"""What tests of several commands share."""

import pytest

from dreamkit.images import encoding
from dreamkit.networks import network as networks


@pytest.fixture
def no_network(monkeypatch):
    """Loading TensorFlow takes seconds: these tests are about what is refused before that."""

    def refuse(*_):
        raise AssertionError("a network was built")

    monkeypatch.setattr(networks, "build", refuse)


@pytest.fixture
def webp_fails(monkeypatch):
    """WebP files cannot be written, which only shows after the small trial before the work."""
    whole = encoding._encoded

    def fail_after_the_trial(pixels, form, *rest):
        if form == "WEBP" and pixels.shape[0] > 16:
            raise RuntimeError("encoding error 6: picture too strange")
        return whole(pixels, form, *rest)

    monkeypatch.setattr(encoding, "_encoded", fail_after_the_trial)
