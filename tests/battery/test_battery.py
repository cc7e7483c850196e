"""The battery as a whole: no fault, and enough cases to say so."""

import os

import pytest

from battery import report, running


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the time limit of a case needs POSIX signals")
def test_every_odd_case_works_or_is_told_in_a_sentence():
    pytest.importorskip("ipykernel")
    pytest.importorskip("ipywidgets")
    found = running.run()
    assert list(report.faults(found)) == []
    assert len(found) >= 300
    entrances = {one.entrance for one in found}
    assert entrances >= {"dream", "load_image", "dreamkit dream", "dreamkit grade", "studio"}
