"""`python -m dreamkit` is the same as `dreamkit`."""

from dreamkit.cli import run

run()
