"""`dreamkit dream`: its options, what they ask for, what is said about the dream."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from dreamkit.cli import options, results, startup
from dreamkit.cli.plain_words import plain_words
from dreamkit.errors import InputError, display_name


def dream(
    picture: Annotated[
        str, typer.Argument(metavar="PICTURE", help="A file, sample:NAME (sample:cat), or a URL.")
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; default dream.png."),
    ] = None,
    network: options.NetworkName = None,
    weights: options.WeightsFile = None,
    layer: Annotated[
        list[str] | None, typer.Option(help="Layer to dream on; repeat it for the sum of several.")
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Goal, such as 'mixed3^2 + 0.5*mixed5:12 - mixed4:7'."),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Goal and settings chosen for the network.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Steps in each octave.")] = None,
    step_size: Annotated[
        float | None, typer.Option(help="How far a step moves, in units of [0, 1].")
    ] = None,
    octaves: Annotated[int | None, typer.Option(help="How many sizes.")] = None,
    octave_scale: Annotated[
        float | None, typer.Option(help="Ratio of one size to the next.")
    ] = None,
    tile_size: Annotated[
        str | None, typer.Option(metavar="PIXELS|none", help="Largest tile; none never splits.")
    ] = None,
    jitter: Annotated[
        str | None,
        typer.Option(metavar="PIXELS|auto", help="Largest random shift before each step."),
    ] = None,
    detail: Annotated[
        bool | None,
        typer.Option("--detail/--no-detail", help="Put back the detail that shrinking lost."),
    ] = None,
    normalize: Annotated[
        str | None, typer.Option(metavar="std|laplacian", help="How gradients are evened out.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the random shifts.")] = None,
    precision: options.Precision = None,
    mask: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Dream only where this picture is not black."),
    ] = None,
    keep_color: Annotated[
        bool, typer.Option("--keep-color", help="Change the lightness, not the colors.")
    ] = False,
    prior: options.PriorTexts = None,
    max_size: options.MaxSize = 1024,
    open_result: options.OpenResult = False,
):
    """Dream on a picture.

    Without --goal, --layer and --preset the network's recommended preset is used. A goal adds
    up terms: a layer (mixed3), a channel (mixed5:12), a neuron with its place, down and across
    from 0 to 1 (mixed5:12@0.5,0.5), a class (logit:owl), the picture's red (input:0), a mean
    square (mixed3^2); each may have a weight (0.5*mixed3).
    """
    with plain_words():
        if sum(given not in (None, []) for given in (layer, preset, goal)) > 1:
            raise InputError("--goal, --layer and --preset each name a goal; use one of them.")
        settings = options.chosen(
            steps=steps,
            step_size=step_size,
            octaves=octaves,
            octave_scale=octave_scale,
            detail=detail,
            normalize=normalize,
            seed=seed,
            precision=precision,
            prior=prior,
        )
        settings |= _whole_or_word("tile_size", tile_size, "none")
        settings |= _whole_or_word("jitter", jitter, "auto")
        settings |= {"keep_color": True} if keep_color else {}
        requested = _goal(goal, layer)
        source = (picture, max_size, mask)
        with startup.sigterm_as_ctrl_c():
            path, code = _dream(source, output, network, weights, requested, preset, settings)
        if open_result:
            typer.launch(str(path))
    if code:
        raise typer.Exit(code)


def _goal(text, layers):
    """The goal that was asked for, if any."""
    from dreamkit.goals import objectives
    from dreamkit.goals.text import goal as read_goal

    if layers:
        return sum(objectives.layer(name) for name in layers)
    return None if text is None else read_goal(text)


def _dream(source, output, network, weights, goal, preset, overrides):
    """Load, dream, save, and say so. Returns the path written and the exit code."""
    from dreamkit.dreaming import settings as dream_settings
    from dreamkit.dreaming.dream import dream
    from dreamkit.images import files
    from dreamkit.networks import network as networks

    # The cheap checks come before TensorFlow, which takes seconds to load.
    dream_settings.DreamSettings(**overrides)
    path = results.check_place(output, "dream.png")
    picture, soft_mask = _load(*source)
    files.check_output(path, picture.shape)
    net = networks.network(network, weights)
    goal, settings, name = _goal_and_settings(net, goal, preset)
    settings |= overrides
    shown = dream_settings.DEFAULTS | settings
    typer.echo(f"network: {net.name}")
    typer.echo(f"goal:    {goal}" + (f" (preset {name})" if name else ""))
    typer.echo(f"steps:   {shown['steps']} in each of {shown['octaves']} octaves")
    start = time.monotonic()
    result = dream(picture, net, goal, mask=soft_mask, **settings)
    seconds = time.monotonic() - start
    with startup.undisturbed():
        written = result.save(path)
    if result.stopped:
        typer.echo(f"Stopped after {len(result.losses)} steps; what there is was kept.")
    typer.echo(f"wrote:   {written}, after {seconds:.1f} s")
    if result.stopped:
        return written, startup.interrupted_code()
    return written, int(written != path)  # 1: the file asked for is not there


def _load(name, max_size, mask):
    """Load picture and mask, made smaller if need be."""
    from dreamkit.images import arrays, files, masks

    source, whole_shape = results.load(name, max_size)
    if mask is None:
        return source, None
    soft_mask = masks.as_mask(files.load_image(mask), whole_shape)[..., None]
    return source, arrays.resize(soft_mask, source.shape[:2])[..., 0].clip(0, 1)


def _goal_and_settings(net, goal, preset):
    """The goal, the settings that come with it, and the preset's name if it is one."""
    from dreamkit.dreaming.settings import preset_of

    if goal is not None:
        return goal, {}, None
    if not net.presets and preset is None:
        raise InputError(
            f"{net.name} has no presets; name a goal with --layer or --goal "
            f"(`dreamkit networks {net.name}` lists its layers)."
        )
    name, chosen = preset_of(net, preset)
    return chosen.goal, dict(chosen.settings), name


def _whole_or_word(name, text, word):
    """{name: number}, {name: None} for the word, {} if the option was not given."""
    if text is None or text.lower() == word:
        return {} if text is None else {name: None}
    try:
        return {name: int(text)}
    except ValueError:
        raise InputError(
            f"{name} must be a whole number or '{word}', not '{display_name(text)}'."
        ) from None
