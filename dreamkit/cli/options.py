"""Options of more than one command."""

from typing import Annotated

import typer

WeightsFile = Annotated[
    str | None, typer.Option("--weights", metavar="FILE", help="File with the network's weights.")
]
