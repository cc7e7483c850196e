"""`python -m dreamkit` is the same as `dreamkit`."""

from dreamkit.cli import app

app(prog_name="dreamkit")
