"""Sizes of memory, as they are typed."""

import pytest

from dreamkit.errors import InputError
from dreamkit.grading import limits


@pytest.mark.parametrize(
    ("text", "size"), [("4G", 2**32), ("512m", 2**29), ("1.5 GiB", 3 * 2**29), ("256MB", 2**28)]
)
def test_sizes(text, size):
    assert limits.size(text) == size


@pytest.mark.parametrize("text", ["", "4", "G", "-1G", "100M", "4T", "nan G"])
def test_what_is_no_size(text):
    with pytest.raises(InputError, match="such as 4G"):
        limits.size(text)
