"""Options of more than one command."""

from typing import Annotated

import typer

from dreamkit.errors import InputError, display_name

WeightsFile = Annotated[
    str | None, typer.Option("--weights", metavar="FILE", help="File with the network's weights.")
]
NetworkName = Annotated[
    str | None, typer.Option("--network", help="See `dreamkit networks`; default dreamnet.")
]
Precision = Annotated[
    str | None,
    typer.Option(
        "--precision",
        metavar="auto|float32|bfloat16|float16",
        help="Type the network computes in.",
    ),
]
PriorTexts = Annotated[
    list[str] | None,
    typer.Option(
        "--prior", metavar="NAME=NUMBER", help="Such as total_variation=2; repeat it for more."
    ),
]
MaxSize = Annotated[
    int,
    typer.Option("--max-size", help="Longest side in pixels; larger pictures are made smaller."),
]
OpenResult = Annotated[bool, typer.Option("--open", help="Show the result.")]

# Of what grows pictures from noise.
Steps = Annotated[int | None, typer.Option("--steps", help="Steps; default 128.")]
StepSize = Annotated[
    float | None, typer.Option("--step-size", help="The optimizer's learning rate; default 0.05.")
]
Canvas = Annotated[
    str | None,
    typer.Option("--canvas", metavar="fourier|pixels|phase", help="What the picture is held as."),
]
Decorrelate = Annotated[
    bool | None,
    typer.Option(
        "--decorrelate/--no-decorrelate", help="Hold colors along the axes of photographs."
    ),
]
Jitter = Annotated[
    int | None, typer.Option("--jitter", help="Largest random shift before each step.")
]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of all that is random.")]
Columns = Annotated[int, typer.Option("--columns", help="Pictures in a row of the sheet.")]


def chosen(prior=None, **options):
    """The settings that were given, without the others.

    Parameters
    ----------
    prior : list of str, optional
        Texts such as "blur=0.5", which become the setting `priors`.
    **options
        The settings by name; None where one was not given.

    Raises
    ------
    InputError
        A prior's text has another form, or there is no such prior, or it has another range.
    """
    from dreamkit.ascent import priors

    settings = {name: value for name, value in options.items() if value is not None}
    if prior:
        settings["priors"] = priors.from_text(prior)
        priors.as_priors(settings["priors"])
    return settings


def class_named(name):
    """A class by its number, if that is what the text holds, else by its name."""
    return int(name) if name.isascii() and name.isdecimal() and len(name) < 10 else name


def side_or_sides(text):
    """The size of a picture from "224" or "WIDTHxHEIGHT": a number, or (height, width).

    Raises
    ------
    InputError
        It is another text.
    """
    try:
        sides = [int(side) for side in text.lower().split("x")]
    except ValueError:
        sides = []
    if len(sides) not in (1, 2):
        raise InputError(
            f"size is a number of pixels or WIDTHxHEIGHT, such as 224 or 300x200, not "
            f"'{display_name(text)}'."
        )
    return sides[0] if len(sides) == 1 else (sides[1], sides[0])
