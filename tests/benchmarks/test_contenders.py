"""The processes of the contenders, and what the tutorial's tiles cover."""

import subprocess
import sys

import pytest

from benchmarks import children, measuring
from benchmarks.contenders import tutorial
from benchmarks.sections import covered


@pytest.mark.parametrize(
    ("side", "share"), [(300, 1), (512, 1), (768, (512 / 768) ** 2), (1024, 0.25), (2048, 0.5625)]
)
def test_what_the_tutorial_covers(side, share):
    """Of 1 x 1, 1 x 1, 2 x 2, 2 x 2 and 4 x 4 tiles it takes 1, 1, 1, 1 and 3 x 3."""
    assert tutorial.covered_share(side, side, 512) == pytest.approx(share)


def test_a_picture_that_is_not_square():
    """1300 wide: tiles at 0, 512 and 1024, the last left out; 500 high: one tile."""
    assert tutorial.tile_starts(1300, 512) == [0, 512]
    assert tutorial.covered_share(1300, 500, 512) == pytest.approx(1024 / 1300)


@pytest.mark.parametrize(("share", "steps"), [(1.0, 1), (0.25, 17), (0.5625, 6), (0.99, 1)])
def test_how_long_it_takes_until_nearly_all_is_covered(share, steps):
    """0.75^16 = 0.01002 is just more than a hundredth, 0.4375^5 = 0.016, 0.4375^6 = 0.007."""
    assert covered.steps_until(share) == steps


def test_everyone_has_a_turn_and_another_begins_each_round():
    order, seconds = [], {"a": [9, 1, 2, 6], "b": [9, 4, 3, 8], "c": [9, 5, 5, 5]}

    def task(name):
        def run():
            order.append(name)
            return [seconds[name].pop(0)] * 3

        return run

    found = measuring.alternate({name: task(name) for name in "abc"}, rounds=3)
    assert "".join(order) == "cab" + "abc" + "bca" + "cab"
    assert found == {"a": [1, 2, 6], "b": [4, 3, 8], "c": [5, 5, 5]}  # without the first round


def test_a_contender_that_stops_working_has_no_rounds():
    answers = iter([[1], [1], None])
    found = measuring.alternate({"a": lambda: next(answers), "b": lambda: [2]}, rounds=2)
    assert found == {"a": [], "b": [2, 2]}


def test_a_failing_contender_is_named_with_its_reason(capfd):
    facts, missing = children.tell("plan", {})  # which cannot prepare anything
    assert (
        missing == "it failed: AttributeError: module 'benchmarks.plan' has no attribute 'prepare'"
    )
    assert "Traceback" in capfd.readouterr().err
    assert facts == {}


def test_pytorch_may_be_missing(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("raise ImportError", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    specifications = {"PyTorch": ("contenders.pytorch", {"variant": "eager"})}
    rows = measuring.measure(specifications, {"PyTorch": ("PyTorch", {"steps": 1})}, rounds=2)
    assert rows["PyTorch"].missing == "PyTorch is not installed"
    assert rows["PyTorch"].rounds == []


def test_a_contender_ends_when_nobody_listens_any_more(tmp_path, monkeypatch):
    """Also in the middle of its work: here it never gets beyond preparing."""
    (tmp_path / "torch.py").write_text("import time; time.sleep(600)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    words = [
        sys.executable,
        "-m",
        "benchmarks.worker",
        "contenders.pytorch",
        '{"variant": "eager"}',
    ]
    with subprocess.Popen(words, stdin=subprocess.PIPE, cwd=children.ROOT) as process:
        process.stdin.close()
        assert process.wait(timeout=60) == 0
