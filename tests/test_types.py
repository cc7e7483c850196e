"""What an editor, a type checker and `help` know of the public names."""

import ast
import inspect
from pathlib import Path

import pytest

import dreamkit as dk

PACKAGE = Path(dk.__file__).parent
# Still without hints, which the tests below ask of everything else.
UNTYPED = ("ascent.", "dreaming.dream", "panel.", "visualizing.visualize")
TYPED = [name for name, home in dk._HOMES.items() if not home.startswith(UNTYPED)]


def functions(name):
    """The function of this public name, or the methods and properties of the class, by name."""
    value = getattr(dk, name)
    if inspect.isfunction(value):
        return {name: value}
    own = {f"{name}.{key}": member for key, member in vars(value).items() if key[0] != "_"}
    bare = {key: _function(member) for key, member in own.items()}
    return {key: member for key, member in bare.items() if inspect.isfunction(member)}


def _function(member):
    for wrapper in ("fget", "func"):  # of a property, of a cached_property
        member = getattr(member, wrapper, member)
    return member


def test_the_stub_names_what_the_package_names_from_the_same_modules():
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    imported = {
        (alias.asname, node.module)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name  # "import x as x" is how a stub exports x
    }
    declared = {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    assert imported == {(name, f"dreamkit.{home}") for name, home in dk._HOMES.items()}
    assert {name for name, _ in imported} | declared == {*dk.__all__, "__all__"}


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()


@pytest.mark.parametrize("name", TYPED)
def test_every_parameter_and_every_result_has_a_type(name):
    for key, function in functions(name).items():
        signature = inspect.signature(function)
        known = {given.name: given.annotation for given in signature.parameters.values()}
        known.pop("self", None)
        bare = [one for one, hint in known.items() if hint is inspect.Parameter.empty]
        assert not bare, f"{key}: no types for {', '.join(bare)}"
        assert signature.return_annotation is not inspect.Signature.empty, f"{key}: no result"
