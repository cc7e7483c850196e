"""Bad and odd input at every public entrance: python scripts/battery.py [--write]

Prints a table and every fault; the exit code is 1 if there is one. With --write it writes
docs/reliability.md. It needs Linux and takes some minutes.
"""

import argparse
import importlib.metadata
import platform
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from battery import report, running  # noqa: E402  (it lies in the folder just named)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/reliability.md")
    parser.add_argument("--seed", type=int, default=0, help="how files are damaged; default 0")
    parser.add_argument("--jobs", type=int, default=2, help="processes at the same time; default 2")
    parser.add_argument(
        "--only", action="append", choices=running.MODULES, help="these cases; may be repeated"
    )
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write needs all cases; leave out --only.")
    began = time.monotonic()
    found = running.run(options.only or running.MODULES, options.seed, options.jobs, tell)
    seconds = time.monotonic() - began
    print(report.table(found), *report.faults(found), sep="\n")
    print(f"\n{len(found)} cases in {seconds:.0f} s")
    if options.write:
        report.keep("battery", report.measured(found, options.seed, seconds, versions()))
        print("wrote docs/reliability.md")
    return any(one.outcome.is_fault for one in found)


def tell(found):
    if found.outcome.is_fault:
        print(f"{found.entrance}, {found.name}: {found.outcome.kind}", file=sys.stderr, flush=True)


def versions():
    named = ("tensorflow", "pillow", "numpy")
    listed = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in named)
    return f"{platform.system()} with Python {platform.python_version()}, {listed}"


if __name__ == "__main__":
    sys.exit(main())
