"""pyproject.toml, environment.yml and Colab's versions agree about dependencies."""

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def by_name(lines):
    """{normalized name: specifier} of requirement lines, each name once."""
    requirements = [Requirement(line) for line in lines]
    names = [canonicalize_name(requirement.name) for requirement in requirements]
    assert len(names) == len(set(names)), f"a name stands twice in {sorted(names)}"
    return dict(zip(names, (requirement.specifier for requirement in requirements), strict=True))


CORE = by_name(PROJECT["dependencies"])


def conda_lines():
    """What environment.yml asks of conda itself, and what it asks of pip."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    [pip] = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    return [entry for entry in listed if isinstance(entry, str)], pip


def colab_versions():
    lines = (ROOT / "tests" / "colab-constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("#")[0].strip() for line in lines]
    pairs = [pin.split("==") for pin in pins if pin]
    return {canonicalize_name(name): version for name, version in pairs}


def test_environment_yml_repeats_pyproject():
    extras = PROJECT["optional-dependencies"]
    _, pip = conda_lines()
    assert by_name(line for line in pip if not line.startswith("-")) == by_name(
        [*PROJECT["dependencies"], *extras["course"], *extras["test"]]
    )
    assert [line for line in pip if line.startswith("-")] == ["--editable ."]


def test_environment_yml_asks_for_the_same_python():
    conda, _ = conda_lines()
    named = by_name(conda)
    assert set(named) == {"python", "pip"}
    assert named["python"] == SpecifierSet(PROJECT["requires-python"])


def test_every_dependency_stands_in_the_docs_with_a_reason():
    lines = [*PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        lines += extra
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:3] for row in text.splitlines() if row.startswith("| ")]
    reasons = {canonicalize_name(name.strip()): why.strip() for name, why in rows}
    assert set(by_name(lines)) == set(reasons) - {"package"}
    assert all(reasons.values())


def test_core_dependencies_have_no_upper_bound():
    bounds = {name: {bound.operator for bound in specifier} for name, specifier in CORE.items()}
    assert all(operators == {">="} for operators in bounds.values()), bounds


@pytest.mark.parametrize("name", [*CORE, "ipywidgets"])
def test_colab_has_a_version_that_we_accept(name):
    accepted = {**CORE, **by_name(PROJECT["optional-dependencies"]["course"])}[name]
    versions = colab_versions()
    assert name in versions, f"{name} is not on Colab, so it cannot be a core dependency"
    assert versions[name] in accepted, f"Colab has {name} {versions[name]}, not {accepted}"
