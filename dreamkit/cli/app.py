"""The command line: reads options, calls the package, says in plain words what happened.

Heavy modules are imported inside the commands, so that `dreamkit --help` answers at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from dreamkit import __version__
from dreamkit.cli import grade, movie
from dreamkit.cli.attribute import attribute
from dreamkit.cli.dream import dream
from dreamkit.cli.gallery import gallery
from dreamkit.cli.options import WeightsFile
from dreamkit.cli.plain_words import plain_words
from dreamkit.cli.visualize import visualize

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Run a trained network backwards and watch it dream.",
)
grade.add_to(app)


def _print_version(asked: bool):
    if asked:
        typer.echo(f"dreamkit {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
):
    """Run a trained network backwards and watch it dream."""


app.command()(dream)
app.command()(visualize)
app.command()(gallery)
app.command()(attribute)
app.add_typer(movie.app, name="movie")


@app.command()
def networks(
    name: Annotated[
        str | None,
        typer.Argument(help="Show the layers of this network, or of the model in a .keras file."),
    ] = None,
    weights: WeightsFile = None,
):
    """List the networks, or one network's layers and presets."""
    with plain_words():
        from dreamkit.cli import listing

        _echo(listing.networks() if name is None else listing.network(name, weights))


@app.command()
def presets(
    network: Annotated[str | None, typer.Argument(help="Only this network's.")] = None,
):
    """List the presets: goals with the settings that suit them."""
    with plain_words():
        from dreamkit.cli import listing

        _echo(listing.presets(network))


@app.command()
def lab(
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the web browser.")
    ] = True,
    port: Annotated[int | None, typer.Option(help="Port of the notebook server.")] = None,
):
    """Open the first lesson in JupyterLab."""
    with plain_words():
        from dreamkit.cli.lab import open_lab

        code = open_lab(browser, port)
    raise typer.Exit(code)


@app.command()
def doctor():
    """Check whether this computer is ready for the course."""
    with plain_words():
        from dreamkit.cli import doctor as examiner

        checks = examiner.examine()
    width = max(len(check.name) for check in checks)
    for check in checks:
        typer.echo(f"{check.state:<4}  {check.name:<{width}}  {check.value}")
        if check.advice:
            typer.echo(f"{'':<{width + 6}}  {check.advice}")
    failed = sum(check.state == examiner.FAIL for check in checks)
    typer.echo(f"\n{failed} to mend." if failed else "\nThis computer is ready.")
    if failed:
        raise typer.Exit(1)


def _echo(lines):
    for line in lines:
        typer.echo(line)
