"""Measure dreamkit beside its peers.

python -m benchmarks [--quick] [--device DEVICE] [--only SECTION] [-o FOLDER]
"""

import argparse
import dataclasses
import os
import signal
import sys
import time
from pathlib import Path

from benchmarks import children, report, results
from benchmarks.plan import FULL, QUICK
from benchmarks.sections import SECTIONS, recommended

WEIGHTS = "DREAMKIT_INCEPTION_V3_WEIGHTS"


class Refused(Exception):
    """Nothing can be measured as it was asked for; the text is a sentence that says why."""


def main(words=None):
    """Measure as the command line says, or refuse in one sentence; return the exit code."""
    options = parse(words)
    plan = dataclasses.replace(QUICK if options.quick else FULL, device=options.device)
    try:
        weights = named(WEIGHTS, Path.is_file, "file")
        named(recommended.OLDER, Path.is_dir, "folder")
        children.use(options.device)
        card = find_card() if options.device == "gpu" else None
        make_folder(options.output)
    except Refused as refusal:
        print(f"python -m benchmarks: {refusal}", file=sys.stderr)
        return 2
    measure(options, plan, weights, card)
    print(f"wrote {options.output / report.file_name('RESULTS.md', options.device)}")
    return 0


def measure(options, plan, weights, card):
    """Measure the sections asked for; what each came to is kept as soon as it is done."""
    found = results.load(options.output, options.device)
    # Ended from outside, the children still have to be ended: as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in options.only or SECTIONS:
        section = SECTIONS[name]
        print(f"{name}: {section.TITLE} ...", file=sys.stderr, flush=True)
        began = time.monotonic()
        data = section.measure(plan, weights)
        found[name] = results.complete(data, plan, kind_of_weights(name, weights), card)
        results.save(found, options.output, options.device)
        print(f"{name}: done in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def parse(words=None):
    usage = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=usage)
    parser.add_argument("--quick", action="store_true", help="tiny, to see that everything works")
    parser.add_argument(
        "--device",
        choices=list(children.ON),
        default="cpu",
        help="cpu, the default, hides GPUs from all contenders; gpu writes files of its own",
    )
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
    return parser.parse_args(words)


def named(variable, exists, kind):
    """Return the path that an environment variable names, or None if it is not set."""
    value = os.environ.get(variable)
    if not value:
        return None
    path = Path(value).expanduser()
    if not exists(path):
        raise Refused(f"{variable} names {value!r}, and there is no such {kind}.")
    return str(path.resolve())


def find_card():
    """Return the name of the GPU that TensorFlow uses."""
    facts, missing = children.tell("cards", {})
    if missing:
        raise Refused(f"TensorFlow could not be asked for its GPUs: {missing}.")
    if not facts["cards"]:
        raise Refused(
            "--device gpu needs a GPU, and TensorFlow sees none here; install a driver and "
            "tensorflow[and-cuda], or leave the option out to measure the processor."
        )
    first, *rest = facts["cards"]
    return f"{first} (the first of {len(rest) + 1}, the only one used)" if rest else first


def make_folder(path):
    """Make the folder of the results, before anything is measured that could not be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"-o {path} cannot be a folder: {error.strerror}.") from None
    if not os.access(path, os.W_OK):
        raise Refused(f"-o {path} is a folder that cannot be written to.")


def kind_of_weights(name, weights):
    """What the report says about the weights of a section."""
    if name == "grading":
        return "the embedded network"
    return "real ImageNet weights" if weights and name != "vgg16" else "random weights"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
