"""Measure dreamkit beside its peers: python -m benchmarks [--quick] [--only SECTION] [-o FOLDER]"""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from benchmarks import results
from benchmarks.plan import FULL, QUICK
from benchmarks.sections import SECTIONS


def main():
    options = parse()
    plan = QUICK if options.quick else FULL
    weights = os.environ.get("DREAMKIT_INCEPTION_V3_WEIGHTS")
    if weights:
        weights = str(Path(weights).expanduser().resolve(strict=True))
    options.output.mkdir(parents=True, exist_ok=True)
    found = results.load(options.output)
    # Ended from outside, the children still have to be ended: as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in options.only or SECTIONS:
        section = SECTIONS[name]
        print(f"{name}: {section.TITLE} ...", file=sys.stderr, flush=True)
        began = time.monotonic()
        data = section.measure(plan, weights)
        found[name] = results.complete(data, plan, kind_of_weights(name, weights))
        results.save(found, options.output)
        print(f"{name}: done in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(f"wrote {options.output / 'RESULTS.md'}")


def parse():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny, to see that everything works")
    parser.add_argument(
        "--only", action="append", choices=SECTIONS, help="measure this section; may be repeated"
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FOLDER",
        type=Path,
        default=Path(__file__).parent,
        help="where RESULTS.md and results.json are; default: beside this program",
    )
    return parser.parse_args()


def kind_of_weights(name, weights):
    """What the report says about the weights of a section."""
    if name == "grading":
        return "the embedded network"
    return "real ImageNet weights" if weights and name != "vgg16" else "random weights"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
