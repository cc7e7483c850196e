"""All quick checks, each named, also after one has failed: python3 scripts/run_tests.py"""

import os
import sys
import time

import bootstrap
from bootstrap import ROOT, run, say

# Another minor version of ruff knows other rules and formats differently: no fault of the code.
RUFF = "0.17"
NBVAL = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=120"]
QUICK = "not slow and not browser and not real_weights"


def has_ruff(python):
    """Whether the ruff installed is the one that the code is formatted with."""
    said = run(python, "-m", "ruff", "--version", capture_output=True, text=True).stdout
    return said.startswith(f"ruff {RUFF}.")


def checks(python):
    """(what it is, the module to run with its arguments) of each check."""
    if has_ruff(python):
        yield "code style", ["ruff", "check", "--quiet", "."]
        yield "formatting", ["ruff", "format", "--check", "--quiet", "."]
    else:
        say(f"Style is checked with ruff {RUFF}; another version is installed: left out.")
    yield "imports go one way", ["importlinter", "--no-logo"]
    yield "types of the public names", ["mypy"]
    yield "tests", ["pytest", "-q", "-m", QUICK, "tests"]
    folders = [name for name in ("lessons", "solutions") if any((ROOT / name).glob("*.ipynb"))]
    if folders:
        yield "notebooks", ["pytest", "-q", *NBVAL, "-n", "2", "--dist", "loadscope", *folders]
    else:
        say("No notebooks in lessons or solutions yet: nothing to run there.")


def command(python, words):
    if words[0] == "importlinter":  # has no __main__
        start = "from importlinter.cli import lint_imports_command as c; c()"
        return [python, "-c", start, *words[1:]]
    return [python, "-m", *words]


def main():
    python = bootstrap.ensure(["course", "film", "test"])
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", **os.environ}
    failed = []
    for name, words in checks(python):
        say(f"\n== {name}")
        began = time.monotonic()
        code = run(*command(python, words), cwd=ROOT, env=quiet).returncode
        say(f"== {name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
        if code:
            failed.append(name)
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nAll quick checks passed.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
