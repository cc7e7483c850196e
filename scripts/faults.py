"""Faults, really produced: python scripts/faults.py [--write] [--only PART] [--few]

Kills, full disks, folders that go, servers that lie, many dreams, many panels. Prints what came of
each; the exit code is 1 if there is a fault. With --write it keeps the results and writes
docs/reliability.md anew. It needs Linux and about an hour, or with --few some minutes.
"""

import argparse
import dataclasses
import importlib
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "grading"), str(ROOT)]

from battery import report  # noqa: E402  (it lies in a folder just named)
from faults import PARTS  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/reliability.md")
    parser.add_argument("--few", action="store_true", help="fewer times")
    parser.add_argument("--only", action="append", choices=PARTS, help="may be repeated")
    options = parser.parse_args()
    if options.write and options.few:
        parser.error("--write needs the full numbers; leave out --few.")
    faulty = False
    for part in options.only or PARTS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"faults-{part}-") as folder:
            module = importlib.import_module(f"faults.{part}")
            results = []
            for result in module.run(Path(folder), not options.few):
                print(f"{result.what}, {result.times} times: {result.seen}", flush=True)
                print(*(f"  FAULT: {fault}" for fault in result.faults), sep="\n", flush=True)
                results.append(dataclasses.asdict(result))
                faulty |= bool(result.faults)
                if options.write:
                    seconds = round(time.monotonic() - began)
                    report.keep(part, {"seconds": seconds, "results": results})
    return faulty


if __name__ == "__main__":
    sys.exit(main())
