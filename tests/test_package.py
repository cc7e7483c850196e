"""The package as a whole: its public names, and how little it loads."""

import inspect
import subprocess
import sys
from pathlib import Path

import dreamkit as dk

CALLS = Path(__file__).with_name("public_calls.py")


def test_every_public_name_works_twice_in_a_fresh_process():
    done = subprocess.run([sys.executable, CALLS], capture_output=True, text=True)
    assert done.stdout.strip().endswith("called twice"), done.stderr[-2000:]


def test_no_public_name_is_the_name_of_a_module():
    folder = Path(dk.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} | {p.name for p in folder.iterdir()}
    assert not modules & set(dk.__all__)


def test_a_name_that_is_a_module_holds_its_own_public_names():
    for space in dk._NAMESPACES:
        found = getattr(dk, space)
        assert inspect.ismodule(found) and space in dir(dk) and space not in dk.__all__
        files = {path.stem for path in Path(found.__file__).parent.glob("*.py")}
        assert not files & set(found.__all__)


def test_an_unknown_name_is_an_attribute_error():
    try:
        dk.nonsense  # noqa: B018
    except AttributeError as error:
        assert "nonsense" in str(error)
    else:
        raise AssertionError("dk.nonsense exists")
