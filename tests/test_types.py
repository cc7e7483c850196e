"""What an editor, a type checker and `help` know of the public names."""

import ast
import dataclasses
import doctest
import importlib.util
import inspect
import operator
import re
import warnings
from pathlib import Path

import pytest

import dreamkit as dk
from dreamkit.dreaming.settings import DreamSettings

PACKAGE = Path(dk.__file__).parent
WITH_WIDGETS = importlib.util.find_spec("ipywidgets") is not None  # which the panels need
WITH_FILMS = importlib.util.find_spec("av") is not None
MISSING = () if WITH_WIDGETS else ("panel.",)
MISSING += () if WITH_FILMS else ("movies.",)
HOMES = {name: home for name, home in dk._HOMES.items() if not home.startswith(MISSING)}
HOMES |= {  # those that stand together in a module, such as attribution.gradient
    f"{space}.{name}": space
    for space in dk._NAMESPACES
    for name in getattr(dk, space).__all__
    if callable(getattr(getattr(dk, space), name))
}


def public(name):
    """What is reached as dk.NAME."""
    return operator.attrgetter(name)(dk)


def home_of(name):
    """The module that holds it."""
    return f"dreamkit.{dk._HOMES[name]}" if name in dk._HOMES else public(name).__module__


EXAMPLES = [
    pytest.param(found, id=found.name.removeprefix("dreamkit."))
    for home in dict.fromkeys([*map(home_of, HOMES), "dreamkit.dreaming.settings"])
    for found in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(home))
    if found.examples
]


def functions(name):
    """The function of this public name, or the methods and properties of the class, by name."""
    value = public(name)
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
    spaces = {(name, "dreamkit") for name in dk._NAMESPACES}
    assert imported == {(name, f"dreamkit.{home}") for name, home in dk._HOMES.items()} | spaces
    names = {name for name, _ in imported - spaces}
    assert names | declared == {*dk.__all__, "__all__"}


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()


@pytest.mark.parametrize("name", HOMES)
def test_every_parameter_and_every_result_has_a_type(name):
    for key, function in functions(name).items():
        signature = inspect.signature(function)
        known = {given.name: given.annotation for given in signature.parameters.values()}
        known.pop("self", None)
        bare = [one for one, hint in known.items() if hint is inspect.Parameter.empty]
        assert not bare, f"{key}: no types for {', '.join(bare)}"
        assert signature.return_annotation is not inspect.Signature.empty, f"{key}: no result"


@pytest.mark.parametrize("name", HOMES)
def test_every_docstring_names_each_parameter_and_has_an_example(name):
    text = inspect.getdoc(public(name))
    assert "\nExamples\n--------\n>>> import " in text
    for key, function in functions(name).items():
        signature, text = inspect.signature(function), inspect.getdoc(function)
        given = [one for one in signature.parameters if one != "self"]
        assert section(text, "Parameters") == given, key
        if signature.return_annotation != "None":
            assert "\nReturns\n-------\n" in text, f"{key}: nothing on what it returns"


@pytest.mark.parametrize(
    "value",
    [*filter(dataclasses.is_dataclass, (public(name) for name in HOMES)), DreamSettings],
)
def test_the_docstring_of_a_dataclass_names_its_fields(value):
    fields = [field.name for field in dataclasses.fields(value)]
    assert section(inspect.getdoc(value), "Attributes") == fields


def section(text, title):
    """The names that a section of a docstring explains."""
    found = re.search(rf"^{title}\n-+\n(.*?)(?:\n\n\w|\Z)", text, re.MULTILINE | re.DOTALL)
    entries = re.findall(r"^(\S.*?)(?: : .*)?$", found[1], re.MULTILINE) if found else []
    return [name.lstrip("*") for entry in entries for name in entry.split(", ")]


@pytest.mark.parametrize("found", EXAMPLES)
def test_examples_do_what_they_show(found, tmp_path, monkeypatch):
    import matplotlib

    matplotlib.use("agg")
    monkeypatch.chdir(tmp_path)
    told = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(found, out=told.append)
    assert not told, "".join(told)


def test_an_editor_completes_the_public_names():
    assert set(dk.__all__) <= {
        found.name for found in editor("import dreamkit as dk\ndk.").complete()
    }


def test_an_editor_completes_what_stands_together():
    for space in dk._NAMESPACES:
        found = editor(f"import dreamkit as dk\ndk.{space}.").complete()
        assert set(getattr(dk, space).__all__) <= {one.name for one in found}


def test_an_editor_shows_the_parameters_of_dream():
    [signature] = editor("import dreamkit as dk\ndk.dream(").get_signatures()
    names = [given.name for given in signature.params]
    assert names == list(inspect.signature(dk.dream).parameters)
    assert names[:4] == ["image", "network", "goal", "steps"]


def test_an_editor_shows_types_and_docstring():
    [signature] = editor("import dreamkit as dk\ndk.resize(").get_signatures()
    assert "-> npt.NDArray[np.float32]" in signature.to_string()
    assert "Resampling: " in signature.docstring()


def editor(code):
    """What jedi, which completes in Jupyter and many editors, makes of a cell of this project."""
    jedi = pytest.importorskip("jedi")
    return jedi.Script(code, project=jedi.Project(PACKAGE.parent))
