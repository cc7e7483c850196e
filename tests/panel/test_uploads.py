"""Uploads in the shapes of both ipywidgets versions."""

import pytest
from hands import as_7, as_8

pytest.importorskip("ipywidgets")

from dreamkit.panel.uploads import uploaded


@pytest.mark.parametrize("shape", [as_7, as_8])
def test_uploads_of_both_ipywidgets_versions(shape):
    assert uploaded(shape("a.png", b"bytes")) == ("a.png", b"bytes")


@pytest.mark.parametrize("nothing", [{}, (), None])
def test_an_empty_upload(nothing):
    assert uploaded(nothing) == (None, None)
