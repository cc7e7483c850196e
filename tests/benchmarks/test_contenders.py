"""The processes of the contenders."""

import subprocess
import sys

from benchmarks import children, measuring


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
        "cpu",
    ]
    with subprocess.Popen(words, stdin=subprocess.PIPE, cwd=children.ROOT) as process:
        process.stdin.close()
        assert process.wait(timeout=60) == 0
