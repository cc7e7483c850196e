"""`dreamkit visualize`: pictures grown from noise, one for each goal."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from dreamkit.cli import options, results, startup
from dreamkit.cli.plain_words import plain_words
from dreamkit.errors import InputError


def visualize(
    goals: Annotated[
        list[str] | None,
        typer.Argument(metavar="[GOAL]...", help="Such as mixed4:12 or 'mixed3^2 - mixed4:7'."),
    ] = None,
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", help="Class to visualize, by name or number; repeat it for more."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default visualization.png."),
    ] = None,
    network: options.NetworkName = None,
    weights: options.WeightsFile = None,
    size: Annotated[
        str | None, typer.Option(metavar="PIXELS|WxH", help="Default 224, 96 for classes.")
    ] = None,
    steps: options.Steps = None,
    step_size: options.StepSize = None,
    canvas: options.Canvas = None,
    decorrelate: options.Decorrelate = None,
    jitter: options.Jitter = None,
    prior: options.PriorTexts = None,
    seed: options.Seed = None,
    precision: options.Precision = None,
    start: Annotated[
        str | None,
        typer.Option(metavar="PICTURE", help="Begin with this instead of noise; sets the size."),
    ] = None,
    max_size: options.MaxSize = 224,
    columns: options.Columns = 4,
    open_result: options.OpenResult = False,
):
    """Grow a picture that excites a goal: activation maximization.

    What does a channel, a neuron or a class look for? Several goals give a sheet of pictures,
    which are grown together.
    """
    with plain_words():
        settings = options.chosen(
            steps=steps,
            step_size=step_size,
            canvas=canvas,
            decorrelate=decorrelate,
            jitter=jitter,
            seed=seed,
            precision=precision,
            prior=prior,
        )
        if size is not None:
            settings["size"] = options.side_or_sides(size)
        with startup.sigterm_as_ctrl_c():
            path, code = _visualize(
                _goals(goals or [], classes or []),
                results.check_place(output, "visualization.png"),
                (network, weights),
                settings,
                None if start is None else (start, max_size),
                columns,
            )
        if open_result:
            typer.launch(str(path))
    if code:
        raise typer.Exit(code)


def _goals(texts, classes):
    """The goals that were asked for: all of them classes, or none."""
    from dreamkit.goals import objectives
    from dreamkit.goals.text import goal as read_goal

    if texts and classes:
        raise InputError("name goals or --class, not both: the two are grown with other settings.")
    if not texts and not classes:
        raise InputError(
            "say what to visualize: a goal, such as mixed4:12, or a class with --class; "
            "`dreamkit networks` lists networks and their layers."
        )
    return [read_goal(text) for text in texts] or [
        objectives.logit(options.class_named(n)) for n in classes
    ]


def _visualize(goals, path, named, settings, start, columns):
    """Grow, save, and say so. Returns the path written and the exit code."""
    from dreamkit import bounds
    from dreamkit.goals.goal import LOGIT
    from dreamkit.goals.text import goal_for
    from dreamkit.images.figures import contact_sheet
    from dreamkit.networks import network as networks
    from dreamkit.visualizing import classes
    from dreamkit.visualizing.climb import check_settings
    from dreamkit.visualizing.visualize import DEFAULTS, visualize

    columns = bounds.check("columns", columns)
    are_classes = goals[0].terms[0].kind == LOGIT
    settings = DEFAULTS | (classes.DEFAULTS if are_classes else {}) | settings
    check_settings(settings)
    if start is not None:
        settings["start"], _ = results.load(*start, what="start")
    net = networks.network(*named)
    texts = [str(goal) for goal in goals]
    goals = [goal_for(net, goal) for goal in goals]
    typer.echo(f"network: {net.name}")
    for text in texts:
        typer.echo(f"goal:    {text}")
    began = time.monotonic()
    with results.Told("visualizing") as told:
        pictures = visualize(net, goals, **settings, on_step=told)
    if told.ended_early:
        typer.echo(f"Stopped after {told.done} steps; what there is was kept.")
    labels = [text.removeprefix(f"{LOGIT}:") for text in texts]
    picture = pictures[0] if len(goals) == 1 else contact_sheet(pictures, labels, columns)
    about = settings | {"network": net.name, "goal": texts, "start": start and start[0]}
    path, code = results.write(path, picture, "visualize", about, time.monotonic() - began)
    return path, startup.interrupted_code() if told.ended_early else code
