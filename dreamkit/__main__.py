"""The command `dreamkit`, and `python -m dreamkit`, which is the same."""

import os
import sys


def run():
    """Run the command line, and end at once.

    Python takes a second or more to take TensorFlow apart at its end. All files are closed by
    then, so nobody need wait for it.
    """
    from dreamkit.cli import startup

    startup.begin()
    from dreamkit.cli.app import app  # takes a third of a second

    code = 0
    try:
        app(prog_name="dreamkit")
    except SystemExit as end:
        code = end.code
    if not isinstance(code, int | None):
        sys.exit(code)
    code = startup.end(code or 0)
    if "tensorflow" not in sys.modules:
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    run()
