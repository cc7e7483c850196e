"""What there is without ipywidgets."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys
sys.modules["ipywidgets"] = None
import numpy as np
import dreamkit as dk
for name in ("studio", "runner", "first_dream"):
    try:
        getattr(dk, name)()
    except ImportError as error:
        assert str(error) == (
            'the panel needs ipywidgets; install it with: pip install "dreamkit[course]"'
        ), error
    else:
        raise AssertionError(name)
result = dk.dream(np.full((40, 40, 3), 0.5, np.float32), goal="mixed1", steps=1, octaves=1)
print(result.image.shape)
"""


@pytest.mark.slow
def test_without_ipywidgets_one_sentence_says_how_to_get_it_and_dreams_work():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert done.stdout.strip() == "(40, 40, 3)", done.stderr[-2000:]
