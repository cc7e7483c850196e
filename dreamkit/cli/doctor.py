"""Is this computer ready? Looks at everything the course needs and says what to do about it."""

from __future__ import annotations

import importlib.util
import math
import os
import platform
import re
import sys
import time
from dataclasses import dataclass
from importlib import metadata

from dreamkit.errors import InputError, display_name, first_line

OK, WARN, FAIL = "ok", "warn", "fail"
OLDEST_PYTHON = (3, 11)
LITTLE_MEMORY = 3.5  # GB; TensorFlow and a notebook together take about 2
SLOW_SECONDS = 30
COURSE = 'pip install "dreamkit[course]"'


@dataclass(frozen=True)
class Check:
    """What was looked at, what was found, whether that will do, and otherwise what to do."""

    name: str
    value: str
    state: str = OK
    advice: str = ""


def examine():
    """Look at everything and return a list of Check. Never raises."""
    checks = []
    for look in (
        _python,
        _dependencies,
        _tensorflow,
        _keras,
        _devices,
        _memory,
        _dreamnet,
        _course,
        _inception,
    ):
        try:
            checks += look()
        except Exception as error:
            # A check that breaks is a finding as well: a broken installation breaks anywhere.
            name = look.__name__.strip("_")
            checks.append(Check(name, _reason(error), FAIL, "Make a fresh environment."))
    return checks


def _python():
    version = platform.python_version()
    if sys.version_info[:2] < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        return [Check("Python", version, FAIL, f"Install Python {oldest} or newer.")]
    return [Check("Python", version)]


def _dependencies():
    """One check for each package that dreamkit cannot do without, against its lower bound."""
    try:
        required = metadata.requires("dreamkit") or []
    except metadata.PackageNotFoundError:
        return [Check("dreamkit", "not installed", WARN, "Run: pip install -e .")]
    checks = []
    for line in required:
        match = re.match(r"([\w.-]+?)\s*(?:>=\s*([\w.]+)|$)", line.partition(";")[0].strip())
        if match and "extra" not in line:
            checks.append(_installed(match[1], match[2] or "0", FAIL, "pip install -U dreamkit"))
    return checks


def _installed(name, lowest, state, command):
    """Check that a package is there, and new enough."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, "missing", state, f"Run: {command}")
    if _numbers(version) < _numbers(lowest):
        return Check(name, f"{version}, older than {lowest}", state, f"Run: pip install -U {name}")
    return Check(name, version)


def _numbers(version):
    """The leading numbers of a version: "2.20.0rc1" gives (2, 20, 0)."""
    return tuple(int(part) for part in re.match(r"[\d.]*", version)[0].split(".") if part)


def _tensorflow():
    advice = "Run: pip install --force-reinstall tensorflow"
    try:
        tf = _import_tensorflow()
        product = tf.linalg.matmul([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]])
        right = product.numpy().tolist() == [[19.0, 22.0], [43.0, 50.0]]
    except Exception as error:
        return [Check("TensorFlow computes", _reason(error), FAIL, advice)]
    if not right:
        return [Check("TensorFlow computes", "a 2 x 2 product came out wrong", FAIL, advice)]
    return [Check("TensorFlow computes", "yes")]


def _keras():
    """Keras 3 on TensorFlow is what dreams need; variables can ask for others."""
    for name, right in (
        ("TF_USE_LEGACY_KERAS", ("", "0", "false", "False")),
        ("KERAS_BACKEND", ("", "tensorflow")),
    ):
        value = os.environ.get(name, "")
        if value not in right:
            what = f"the environment variable {name} is {display_name(value)}"
            return [Check("Keras", what, FAIL, f"Unset {name} and start Python anew.")]
    return []


def _devices():
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # fewer than the machine's own, in a container
        cores = len(os.sched_getaffinity(0))
    checks = [Check("CPU", f"{platform.machine()}, {cores} core{'s' if cores > 1 else ''}")]
    try:
        gpus = len(_import_tensorflow().config.list_physical_devices("GPU"))
    except Exception:  # told by the check of TensorFlow
        return checks
    return [*checks, Check("GPU", str(gpus) if gpus else "none; a CPU will do")]


def _memory():
    try:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    except (AttributeError, OSError, ValueError):  # Windows cannot say
        return []
    if size < LITTLE_MEMORY:
        advice = "Use small pictures (--max-size 512) and close other programs."
        return [Check("memory", f"{size:.1f} GB", WARN, advice)]
    return [Check("memory", f"{size:.1f} GB")]


def _dreamnet():
    """Load the embedded network and dream one step: everything that dreaming needs, in small."""
    try:
        _import_tensorflow()
        import numpy as np

        from dreamkit.dreaming.dream import dream

        start = time.monotonic()
        picture = np.random.default_rng(0).random((64, 64, 3), np.float32)
        result = dream(picture, "dreamnet", steps=1, octaves=1, on_step=lambda step: None)
        seconds = time.monotonic() - start
    except InputError as error:  # Keras is set to something that dreams cannot use
        return [Check("dreamnet dreams", str(error), FAIL, "See above.")]
    except Exception as error:
        advice = "Reinstall: pip install --force-reinstall --no-deps dreamkit"
        return [Check("dreamnet dreams", _reason(error), FAIL, advice)]
    if not all(map(math.isfinite, result.losses)) or np.array_equal(result.image, picture):
        advice = "Reinstall TensorFlow: pip install --force-reinstall tensorflow"
        return [Check("dreamnet dreams", "its gradient does not move a picture", FAIL, advice)]
    value = f"the first step of a 64 x 64 picture took {seconds:.1f} s"
    if seconds > SLOW_SECONDS:
        return [Check("dreamnet dreams", value, WARN, "Close other programs; start small.")]
    return [Check("dreamnet dreams", value)]


def _course():
    """The notebooks need these two; the package and the command line do not."""
    checks = [_installed("ipywidgets", "7.7", WARN, COURSE)]
    if "google.colab" in sys.modules:  # which has an interface of its own
        return checks
    if importlib.util.find_spec("jupyterlab") is None:
        return [*checks, Check("jupyterlab", "missing", WARN, f"Run: {COURSE}")]
    return [*checks, _installed("jupyterlab", "4.2", WARN, COURSE)]


def _inception():
    # Not at the top of the module: without NumPy this import fails, which the doctor must survive.
    from dreamkit.networks.network import WEIGHTS_VARIABLE, inception_weights

    named = os.environ.get(WEIGHTS_VARIABLE)
    if named and not inception_weights():
        advice = f"Correct or unset {WEIGHTS_VARIABLE}."
        return [Check("InceptionV3 weights", f"no file '{named}'", WARN, advice)]
    where = inception_weights()
    return [Check("InceptionV3 weights", str(where or "not here; downloaded when first used"))]


def _import_tensorflow():
    from dreamkit.tensorflow_import import import_tensorflow

    return import_tensorflow()


def _reason(error):
    return f"{type(error).__name__}: {first_line(error, '')[:160]}".rstrip(": ")
