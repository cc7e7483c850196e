"""The doctor: one run on this computer, and how each check tells that something is wrong."""

import importlib.util
import os
import subprocess
import sys
from importlib import metadata
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from dreamkit.cli import app, doctor
from dreamkit.dreaming import dream
from dreamkit.errors import FileError
from dreamkit.networks.applications import APPLICATIONS

VARIABLE = "DREAMKIT_INCEPTION_V3_WEIGHTS"


def broken(*_, **__):
    raise RuntimeError("first line\nsecond line")


def only(checks):
    [check] = checks
    return check


@pytest.fixture
def empty_home(monkeypatch, tmp_path):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


def test_this_computer_is_examined():
    checks = {check.name: check for check in doctor.examine()}
    failed = [check for check in checks.values() if check.state == doctor.FAIL]
    assert not failed
    assert {"Python", "numpy", "tensorflow", "CPU", "GPU", "InceptionV3 weights"} < set(checks)
    assert checks["numpy"].value == np.__version__
    assert checks["TensorFlow computes"].value == "yes"
    assert checks["dreamnet dreams"].value.endswith(" s")
    assert "pytest" not in checks  # of an extra, not of the package itself


def test_a_check_that_breaks_is_a_finding(monkeypatch):
    for name in ("_tensorflow", "_devices", "_dreamnet"):
        monkeypatch.setattr(doctor, name, lambda: [])
    monkeypatch.setattr(broken, "__name__", "_memory")
    monkeypatch.setattr(doctor, "_memory", broken)
    found = {check.name: check for check in doctor.examine()}["memory"]
    assert (found.value, found.state) == ("RuntimeError: first line", doctor.FAIL)


def test_it_survives_the_loss_of_numpy():
    code = (
        "import sys; sys.modules['numpy'] = None; from dreamkit.cli.app import app; app(['doctor'])"
    )
    command = [sys.executable, "-c", code, "doctor"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert said.returncode == 1 and "Traceback" not in said.stdout + said.stderr
    failed = [line for line in said.stdout.splitlines() if line.startswith("fail")]
    assert any("TensorFlow computes" in line and "numpy" in line for line in failed)


def test_an_old_python(monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 10, 4))
    found = only(doctor._python())
    assert found.state == doctor.FAIL and "3.11" in found.advice


def test_a_missing_package(monkeypatch):
    monkeypatch.setattr(metadata, "requires", lambda name: ["no-such-package>=1", "numpy>=1"])
    missing, there = doctor._dependencies()
    assert (missing.name, missing.value, missing.state) == (
        "no-such-package",
        "missing",
        doctor.FAIL,
    )
    assert there.state == doctor.OK


def test_an_old_package(monkeypatch):
    monkeypatch.setattr(metadata, "requires", lambda name: ["numpy>=99.1", 'x>=1; extra == "y"'])
    found = only(doctor._dependencies())
    assert found.state == doctor.FAIL and "older than 99.1" in found.value
    assert "pip install -U numpy" in found.advice


def test_dreamkit_itself_not_installed(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", missing)
    assert only(doctor._dependencies()).state == doctor.WARN


@pytest.mark.parametrize(
    ("version", "numbers"), [("2.20.0rc1", (2, 20, 0)), ("0.24", (0, 24)), ("dev", ())]
)
def test_versions_are_compared_by_their_numbers(version, numbers):
    assert doctor._numbers(version) == numbers


def test_a_tensorflow_that_does_not_import(monkeypatch):
    monkeypatch.setattr(doctor, "_import_tensorflow", broken)
    found = only(doctor._tensorflow())
    assert (found.value, found.state) == ("RuntimeError: first line", doctor.FAIL)
    assert only(doctor._devices()).name == "CPU"


def test_a_tensorflow_that_computes_wrongly(monkeypatch):
    product = SimpleNamespace(numpy=lambda: np.zeros((2, 2)))
    wrong = SimpleNamespace(linalg=SimpleNamespace(matmul=lambda a, b: product))
    monkeypatch.setattr(doctor, "_import_tensorflow", lambda: wrong)
    assert only(doctor._tensorflow()).state == doctor.FAIL


@pytest.mark.parametrize(("gpus", "value"), [([], "none; a CPU will do"), (["a", "b"], "2")])
def test_gpus_are_counted(monkeypatch, gpus, value):
    config = SimpleNamespace(list_physical_devices=lambda kind: gpus)
    monkeypatch.setattr(doctor, "_import_tensorflow", lambda: SimpleNamespace(config=config))
    assert doctor._devices()[1].value == value


def test_little_memory(monkeypatch):
    sizes = {"SC_PHYS_PAGES": 2**18, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", sizes.get, raising=False)
    found = only(doctor._memory())
    assert (found.value, found.state) == ("1.0 GB", doctor.WARN)


def test_memory_that_cannot_be_known(monkeypatch):
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert doctor._memory() == []


@pytest.mark.parametrize("trouble", [FileError("the weights are gone."), KeyError("stem/kernel")])
def test_a_dreamnet_that_does_not_load(monkeypatch, trouble):
    def fail(*_, **__):
        raise trouble

    monkeypatch.setattr(dream, "dream", fail)
    found = only(doctor._dreamnet())
    assert found.state == doctor.FAIL and type(trouble).__name__ in found.value


@pytest.mark.parametrize(("loss", "moved"), [(float("nan"), 0.1), (1.0, 0.0)])
def test_a_gradient_that_leads_nowhere(monkeypatch, loss, moved):
    monkeypatch.setattr(
        dream,
        "dream",
        lambda picture, *_, **__: SimpleNamespace(losses=[loss], image=picture + moved),
    )
    assert only(doctor._dreamnet()).state == doctor.FAIL


def test_a_slow_computer(monkeypatch):
    monkeypatch.setattr(
        dream,
        "dream",
        lambda picture, *_, **__: SimpleNamespace(losses=[1.0], image=picture / 2),
    )
    monkeypatch.setattr(doctor, "SLOW_SECONDS", -1)
    assert only(doctor._dreamnet()).state == doctor.WARN


def test_the_course_extra_is_missing(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    found = doctor._course()
    assert [check.name for check in found] == ["ipywidgets", "jupyterlab"]
    assert all(check.state == doctor.WARN for check in found)
    assert all('pip install "dreamkit[course]"' in check.advice for check in found)


def test_colab_needs_no_jupyterlab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace())
    assert [check.name for check in doctor._course()] == ["ipywidgets"]


def test_inception_weights_are_found(monkeypatch, empty_home):
    assert "not here" in only(doctor._inception()).value
    (empty_home / "models").mkdir()
    cached = empty_home / "models" / APPLICATIONS["inception_v3"].file
    cached.touch()
    assert only(doctor._inception()).value == str(cached)
    own = empty_home / "own.h5"
    own.touch()
    monkeypatch.setenv(VARIABLE, str(own))
    assert only(doctor._inception()).value == str(own)
    own.unlink()
    found = only(doctor._inception())
    assert found.state == doctor.WARN and VARIABLE in found.advice


@pytest.mark.parametrize(
    ("state", "code", "last"),
    [
        (doctor.OK, 0, "This computer is ready."),
        (doctor.WARN, 0, "This computer is ready."),
        (doctor.FAIL, 1, "1 to mend."),
    ],
)
def test_the_command_prints_checks_and_exits_1_if_one_fails(monkeypatch, state, code, last):
    checks = [doctor.Check("Python", "3.11"), doctor.Check("thing", "odd", state, "Do this.")]
    monkeypatch.setattr(doctor, "examine", lambda: checks)
    result = CliRunner().invoke(app.app, ["doctor"])
    assert result.exit_code == code
    assert result.output.splitlines() == [
        "ok    Python  3.11",
        f"{state:<4}  thing   odd",
        " " * 14 + "Do this.",
        "",
        last,
    ]


def test_another_keras_is_named_with_its_variable(monkeypatch):
    from dreamkit.cli import doctor as examiner

    for name, value in (("TF_USE_LEGACY_KERAS", "1"), ("KERAS_BACKEND", "torch")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            [check] = examiner._keras()
        assert check.state == examiner.FAIL and name in check.value and name in check.advice
    assert examiner._keras() == [] or "KERAS" in examiner._keras()[0].value
