"""`dreamkit attribute`: where in a picture a network sees what a goal names."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from dreamkit.cli import options, results, startup
from dreamkit.cli.plain_words import plain_words
from dreamkit.errors import InputError


def attribute(
    picture: Annotated[
        str, typer.Argument(metavar="PICTURE", help="A file, sample:NAME (sample:cat), or a URL.")
    ],
    goal: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Such as mixed4:12; as for `dreamkit dream`.")
    ] = None,
    which: Annotated[
        str | None, typer.Option("--class", help="Class to look for, by name or number.")
    ] = None,
    method: Annotated[
        str, typer.Option(help="Such as integrated_gradients or grad_cam.")
    ] = "smoothgrad",
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default attribution.png."),
    ] = None,
    overlay: Annotated[
        bool,
        typer.Option("--overlay/--map", help="Lay the map over the picture, or show it alone."),
    ] = True,
    network: options.NetworkName = None,
    weights: options.WeightsFile = None,
    max_size: options.MaxSize = 512,
    open_result: options.OpenResult = False,
):
    """Show where a network sees what a goal names.

    Methods: saliency, smoothgrad, gradient, gradient_times_input, integrated_gradients,
    guided_backpropagation, grad_cam, class_activation_map, occlusion.
    """
    with plain_words():
        with startup.sigterm_as_ctrl_c():
            path, code = _attribute(
                picture,
                _goal(goal, which),
                method,
                results.check_place(output, "attribution.png"),
                overlay,
                (network, weights),
                max_size,
            )
        if open_result and path:
            typer.launch(str(path))
    if code:
        raise typer.Exit(code)


def _goal(text, which):
    from dreamkit.goals import objectives
    from dreamkit.goals.text import goal

    if (text is None) == (which is None):
        raise InputError("say what to look for: a goal with --goal, or a class with --class.")
    return goal(text) if which is None else objectives.logit(options.class_named(which))


def _attribute(name, goal, method, path, overlay, named, max_size):
    """Look, save, and say so. Returns the path written, if any, and the exit code."""
    import inspect

    import numpy as np

    from dreamkit.attribution.methods import method_named
    from dreamkit.goals.text import goal_for
    from dreamkit.images import maps
    from dreamkit.networks import network as networks

    look = method_named(method)
    source, _ = results.load(name, max_size)
    net = networks.network(*named)
    goal, text = goal_for(net, goal), str(goal)
    typer.echo(f"network: {net.name}")
    typer.echo(f"goal:    {text}")
    typer.echo(f"method:  {method}")
    began = time.monotonic()
    with results.Told("looking") as told:  # of those that take steps; Ctrl-C keeps what is known
        steps = {"on_step": told} if "on_step" in inspect.signature(look).parameters else {}
        values = look(source, goal, net, **steps)
    stopped = bool(steps) and told.ended_early
    if stopped:
        typer.echo(f"Stopped after {told.done} steps; what is known was kept.")
    if not np.isfinite(values).any():
        typer.echo("Nothing is known yet, and nothing was written.")
        return None, startup.interrupted_code()
    about = {"network": net.name, "goal": text, "method": method, "picture": name}
    shown = maps.overlay(source, values) if overlay else _alone(values)
    path, code = results.write(path, shown, "attribute", about, time.monotonic() - began)
    return path, startup.interrupted_code() if stopped else code


def _alone(values):
    """A map without the picture: light where it is large, or red and blue by its sign."""
    import numpy as np

    from dreamkit.images import maps

    values = values.sum(axis=2) if values.ndim == 3 else values
    values = np.nan_to_num(values)
    return maps.signed(values) if values.min() < 0 else maps.heat(values)
