"""Faults that are really produced, a few times each; scripts/faults.py does so many times."""

import importlib
import sys

import pytest

from faults import PARTS, growth

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are produced on Linux")


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_what_breaks_breaks_nothing_else(part, tmp_path):
    pytest.importorskip("ipykernel")
    results = list(importlib.import_module(f"faults.{part}").run(tmp_path, full=False))
    assert results
    assert [(one.what, fault) for one in results for fault in one.faults] == []


def test_growth_is_seen():
    """A slope of 6 MB for each 100 dreams, and a file that stays open with each 100."""
    flat = {"functions": 90, "threads": 3}
    looks = [
        {"dreams": n, "megabytes": 500 + 0.06 * n, "files": 6 + n // 100, **flat}
        for n in range(10, 1001, 10)
    ]
    found = growth.judged(1000, looks, full=True)
    assert found.faults == ["memory grows by 6.0 MB for each 100 dreams", "files grow from 9 to 16"]
    assert found.seen.startswith("+6.0 MB for each 100 dreams after the first 300")
    steady = [{"dreams": n, "megabytes": 500, "files": 6, **flat} for n in range(10, 1001, 10)]
    assert growth.judged(1000, steady, full=True).faults == []
