"""`dreamkit gallery`: what each channel of a layer looks for, as a sheet of pictures."""

from __future__ import annotations

import re
import time
from typing import Annotated

import typer

from dreamkit.cli import options, results, startup
from dreamkit.cli.plain_words import plain_words
from dreamkit.errors import InputError, display_name

_RANGE = re.compile(r"\s*(\d{1,9})\s*(-\s*(\d{1,9})?)?\s*")  # 5, 0-31 or 48-


def gallery(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="See `dreamkit networks NAME`.")],
    channels: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="Such as 0-31,40; default all, which may take long."),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Default gallery.png.")
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Keep each picture here too; done ones are reused."),
    ] = None,
    network: options.NetworkName = None,
    weights: options.WeightsFile = None,
    size: Annotated[int, typer.Option(help="Side of each picture in pixels.")] = 112,
    steps: options.Steps = None,
    step_size: options.StepSize = None,
    canvas: options.Canvas = None,
    decorrelate: options.Decorrelate = None,
    jitter: options.Jitter = None,
    prior: options.PriorTexts = None,
    seed: options.Seed = None,
    precision: options.Precision = None,
    columns: options.Columns = 8,
    open_result: options.OpenResult = False,
):
    """Grow a picture for each channel of a layer: feature visualization.

    Ctrl-C keeps the pictures that are finished; with --folder the same command goes on later.
    """
    with plain_words():
        settings = options.chosen(
            size=size,
            steps=steps,
            step_size=step_size,
            canvas=canvas,
            decorrelate=decorrelate,
            jitter=jitter,
            seed=seed,
            precision=precision,
            prior=prior,
        )
        with startup.sigterm_as_ctrl_c():
            path, code = _gallery(
                layer,
                None if channels is None else list(_parts(channels)),
                results.check_place(output, "gallery.png"),
                folder,
                (network, weights),
                settings,
                columns,
            )
        if open_result and path:
            typer.launch(str(path))
    if code:
        raise typer.Exit(code)


def _parts(text):
    """(first, last) for each part of a list of channels; the last is None for "to the end"."""
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if not match or (match[3] and int(match[3]) < int(match[1])):
            raise InputError(
                f"channels are whole numbers and ranges, such as 0-31,40 or 48-, not "
                f"'{display_name(text)}'."
            )
        first = int(match[1])
        yield first, int(match[3]) if match[3] else None if match[2] else first


def _numbers(parts, count):
    """The channels of a layer that has `count` of them."""
    for first, last in parts:
        last = count - 1 if last is None else last
        # Of those that are missing one is enough for `gallery` to tell of it.
        yield from range(first, max(first, min(last, count)) + 1)


def _gallery(layer, parts, path, folder, named, settings, columns):
    """Grow, save, and say so. Returns the path written, if any, and the exit code."""
    from dreamkit import bounds
    from dreamkit.networks import network as networks
    from dreamkit.visualizing.climb import check_settings
    from dreamkit.visualizing.gallery import gallery
    from dreamkit.visualizing.visualize import DEFAULTS

    columns = bounds.check("columns", columns)
    bounds.check("size", settings["size"])
    settings = DEFAULTS | settings
    check_settings(settings)
    net = networks.network(*named)
    count = net.channels(layer)
    channels = list(range(count)) if parts is None else list(dict.fromkeys(_numbers(parts, count)))
    typer.echo(f"network: {net.name}")
    typer.echo(f"layer:   {layer}, {len(channels)} of {count} channels")
    began = time.monotonic()
    with results.Told("visualizing") as told:
        sheet = gallery(
            net, layer, channels, folder=folder, columns=columns, on_step=told, **settings
        )
    stopped = told.last is not None and told.ended_early
    if stopped:
        typer.echo(f"Stopped after {told.done} of {told.last.total} steps; ", nl=False)
        if min(sheet.shape[:2]) == 1:
            typer.echo("no picture was finished.")
            return None, startup.interrupted_code()
        typer.echo("what was finished was kept.")
    about = settings | {"network": net.name, "layer": layer, "channels": channels}
    path, code = results.write(path, sheet, "gallery", about, time.monotonic() - began)
    return path, startup.interrupted_code() if stopped else code
