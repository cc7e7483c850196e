"""The wheel beside the versions that Google Colab has: python3 scripts/test_colab.py

Makes .venv-colab on the Python at hand with exactly those versions of what DreamKit and its
tests need, installs the built wheel with --no-deps as the notebooks' first cell does, and runs
lesson 00 and the tests of engine and panels from a copy outside the source tree.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import bootstrap
from bootstrap import ROOT, run, say
from run_tests import NBVAL, QUICK

VENV = ROOT / ".venv-colab"
CONSTRAINTS = ROOT / "tests" / "colab-constraints.txt"
BESIDE = ["ipywidgets", "ipykernel", "psutil"]  # Colab has them, and notebooks use them
TESTERS = ["pytest", "pytest-xdist", "nbval", "nbformat", "nbclient", "packaging", "PyYAML"]
ENGINE = ["images", "networks", "goals", "ascent", "dreaming", "visualizing", "panel"]


def core_dependencies():
    import tomllib  # from Python 3.11 on: bootstrap has refused an older one by now

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "dependencies"
    ]


def set_up():
    version = ".".join(map(str, sys.version_info[:2]))
    files = bootstrap.fingerprint(CONSTRAINTS, ROOT / "pyproject.toml", Path(__file__))
    now = {"python": version, "fingerprint": files}
    if not bootstrap.works(VENV) or bootstrap.read_stamp(VENV) != now:
        say(f"Installing Colab's versions in {VENV.name} (Python {version}; a few minutes) ...")
        bootstrap.make_venv(VENV)
        wanted = [*core_dependencies(), *BESIDE, *TESTERS]
        bootstrap.pip_install(VENV, "--constraint", CONSTRAINTS, *wanted)
        bootstrap.write_stamp(VENV, now)
    return bootstrap.interpreter(VENV)


def install_wheel(python, folder):
    say("Building the wheel and installing it with --no-deps ...")
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    built = run(*pip, "wheel", "-qq", "--no-deps", "--wheel-dir", folder, ".", cwd=ROOT)
    if built.returncode:
        raise SystemExit("The wheel could not be built; the lines above say why.")
    [wheel] = folder.glob("dreamkit-*.whl")
    bootstrap.pip_install(VENV, "--no-deps", "--force-reinstall", wheel)


def say_versions(python, folder):
    """Name what is being tested, and stop if it is the source tree or another version."""
    pins = re.findall(r"^(\S+)==(\S+)", CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE)
    probe = f"""
import importlib.metadata as metadata, pathlib, sys, dreamkit
place = pathlib.Path(dreamkit.__file__).resolve()
if not place.is_relative_to(pathlib.Path(sys.prefix).resolve()):
    sys.exit(f"dreamkit was imported from {{place}}, not from the installed wheel")
have = {{d.metadata["Name"].lower().replace("_", "-"): d.version for d in metadata.distributions()}}
pins = {{name.lower().replace("_", "-"): version for name, version in {pins!r}}}
other = {{n: have[n] for n in pins if n in have and have[n] != pins[n]}}
if other:
    sys.exit(f"not Colab's versions: {{other}}")
same = sum(n in have for n in pins)
print(f"{{same}} packages in Colab's versions, among them TensorFlow {{have['tensorflow']}}.")
"""
    if run(python, "-c", probe, cwd=folder).returncode:
        raise SystemExit(1)


def main():
    python = set_up()
    os.environ.pop("PYTHONPATH", None)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # or each kernel warns at length
    with tempfile.TemporaryDirectory(prefix="dreamkit-colab-") as name:
        folder = Path(name)
        install_wheel(python, folder)
        say_versions(python, folder)
        shutil.copy(ROOT / "pyproject.toml", folder)  # for pytest's marks
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "tests", folder / "tests", ignore=skip)
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts" / "measure_photographs.py", folder / "scripts")  # for a test
        engine = [*(f"tests/{package}" for package in ENGINE), "tests/test_device.py"]
        there = [path for path in engine if (folder / path).exists()]
        for path in sorted(set(engine) - set(there)):
            say(f"Skipped {path}: there is no such file yet.")
        first = sorted((ROOT / "lessons").glob("00_*.ipynb"))
        (folder / "lessons").mkdir()
        for lesson in first:
            shutil.copy(lesson, folder / "lessons")
        if not first:
            say("Skipped lesson 00: there is no such notebook yet.")
        failed = []
        pytest = [python, "-m", "pytest", "-q"]
        if there and run(*pytest, "-m", QUICK, *there, cwd=folder).returncode:
            failed.append("the tests of engine and panels")
        if first and run(*pytest, *NBVAL, "lessons", cwd=folder).returncode:
            failed.append("lesson 00")
    say(f"Failed on Colab's versions: {' and '.join(failed)}." if failed else "Colab: ok.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
