"""What an editor, a type checker and `help` know of the public names."""

import ast
from pathlib import Path

import dreamkit as dk

PACKAGE = Path(dk.__file__).parent
NAMES = sorted(dk._HOMES)


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
