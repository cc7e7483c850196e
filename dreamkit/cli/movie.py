"""`dreamkit movie`: films, by zooming into a picture or by dreaming on a video."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from dreamkit.cli import options, results, startup
from dreamkit.cli.plain_words import plain_words
from dreamkit.errors import InputError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Dream on films.")

Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; .mp4 ...")
]
GoalText = Annotated[
    str | None, typer.Option("--goal", metavar="TEXT", help="As for `dreamkit dream`.")
]
Preset = Annotated[str | None, typer.Option("--preset", help="Goal and settings of the network.")]
Memory = Annotated[
    float | None,
    typer.Option("--memory", help="How much of a frame's dream the next carries on, 0 to 1."),
]
FrameSteps = Annotated[
    int | None, typer.Option("--frame-steps", help="Steps of each octave in every frame.")
]
Octaves = Annotated[int | None, typer.Option("--octaves", help="How many sizes.")]
StepSize = Annotated[float | None, typer.Option("--step-size", help="How far a step moves.")]
KeepFrames = Annotated[
    bool, typer.Option("--keep-frames", help="Keep the folder with the frames as PNG files.")
]


@app.command()
def zoom(
    picture: Annotated[
        str, typer.Argument(metavar="PICTURE", help="A file, sample:NAME (sample:cat), or a URL.")
    ],
    output: Output = None,
    network: options.NetworkName = None,
    weights: options.WeightsFile = None,
    goal: GoalText = None,
    preset: Preset = None,
    seconds: Annotated[float, typer.Option(help="How long the film is.")] = 7.0,
    fps: Annotated[float, typer.Option(help="Frames a second.")] = 25.0,
    zoom: Annotated[float, typer.Option(help="How much nearer each frame is, above 1.")] = 1.02,
    turn: Annotated[float, typer.Option(help="Degrees that each frame turns.")] = 0.4,
    loop: Annotated[bool, typer.Option("--loop", help="End where the film begins.")] = False,
    memory: Memory = None,
    frame_steps: FrameSteps = None,
    octaves: Octaves = None,
    step_size: StepSize = None,
    seed: options.Seed = None,
    precision: options.Precision = None,
    prior: options.PriorTexts = None,
    max_size: options.MaxSize = 512,
    keep_frames: KeepFrames = False,
    open_result: options.OpenResult = False,
):
    """Zoom into a picture without an end, and dream on the way.

    Ctrl-C ends it; the same command goes on where it was.
    """
    with plain_words():
        settings = options.chosen(
            seconds=seconds,
            fps=fps,
            zoom=zoom,
            turn=turn,
            loop=loop,
            memory=memory,
            frame_steps=frame_steps,
            octaves=octaves,
            step_size=step_size,
            seed=seed,
            precision=precision,
            prior=prior,
        )

        def make(path, net, **how):
            from dreamkit.movies.zoom import zoom_film

            source, _ = results.load(picture, max_size)
            return zoom_film(source, path, net(), **how)

        _film(make, output, "zoom.mp4", (network, weights), goal, preset, settings, keep_frames)
        if open_result:
            typer.launch(output or "zoom.mp4")


@app.command()
def video(
    source: Annotated[str, typer.Argument(metavar="VIDEO", help="A video file.")],
    output: Output = None,
    network: options.NetworkName = None,
    weights: options.WeightsFile = None,
    goal: GoalText = None,
    preset: Preset = None,
    start: Annotated[float, typer.Option(help="Begin at this second.")] = 0.0,
    end: Annotated[float | None, typer.Option(help="End before this second.")] = None,
    every: Annotated[int, typer.Option(help="Only each so-manieth frame, for trying.")] = 1,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview",
            help="Dream on five frames only, into one picture, and say "
            "how long the whole would take.",
        ),
    ] = False,
    memory: Memory = None,
    frame_steps: FrameSteps = None,
    octaves: Octaves = None,
    step_size: StepSize = None,
    seed: options.Seed = None,
    precision: options.Precision = None,
    prior: options.PriorTexts = None,
    max_size: Annotated[
        int | None, typer.Option(help="Longest side in pixels; default the video's own.")
    ] = None,
    keep_frames: KeepFrames = False,
    open_result: options.OpenResult = False,
):
    """Dream on a video; times of the frames, size and sound stay.

    Try --preview first. Ctrl-C ends it; the same command goes on where it was.
    """
    with plain_words():
        settings = options.chosen(
            start=start,
            end=end,
            every=every,
            max_size=max_size,
            memory=memory,
            frame_steps=frame_steps,
            octaves=octaves,
            step_size=step_size,
            seed=seed,
            precision=precision,
            prior=prior,
        )
        if preview:
            default = "preview.png"
            _preview(source, output, (network, weights), goal, preset, settings)
        else:
            default = "dream.mp4"

            def make(path, net, **how):
                from dreamkit.movies.video import dream_video

                return dream_video(source, path, net(), **how)

            _film(make, output, default, (network, weights), goal, preset, settings, keep_frames)
        if open_result:
            typer.launch(output or default)


def _film(make, output, default, named, goal, preset, settings, keep_frames):
    """Make a film, tell of it, and exit with the code that says how it ended."""
    from dreamkit.movies import video_file

    goal = _read_goal(goal, preset)
    path = results.check_place(output, default, video_file.check_output)
    began = time.monotonic()
    with startup.sigterm_as_ctrl_c():
        found = make(
            path,
            lambda: _network(*named),
            goal=goal,
            preset=preset,
            keep_frames=keep_frames,
            **settings,
        )
    if found.stopped:
        typer.echo(f"Stopped after {found.frames} frames; the same command goes on from there.")
        raise typer.Exit(startup.interrupted_code())
    typer.echo(f"goal:    {found.settings['goal']}")
    typer.echo(f"frames:  {found.frames}")
    _tell_of_flashes(found.flashes)
    typer.echo(f"wrote:   {path}, after {time.monotonic() - began:.1f} s")


def _tell_of_flashes(flashes):
    if flashes.is_safe:
        typer.echo("flashes: none that are dangerous were found.")
        return
    worst = max(flashes.most, flashes.most_red)
    typer.echo(
        f"warning: this film flashes up to {worst} times a second (near {flashes.second:.1f} s); "
        "more than 3 can bring on seizures. Do not show it to others without a warning.",
        err=True,
    )


def _network(name, weights):
    from dreamkit.networks import network as networks

    net = networks.network(name, weights)
    typer.echo(f"network: {net.name}")
    return net


def _read_goal(goal, preset):
    from dreamkit.goals.text import goal as read_goal

    if goal is not None and preset is not None:
        raise InputError("--goal and --preset each name a goal; use one of them.")
    return None if goal is None else read_goal(goal)


def _preview(source, output, named, goal, preset, settings):
    from dreamkit.ascent.progress import duration
    from dreamkit.movies.preview import preview_video

    goal = _read_goal(goal, preset)
    path = results.check_place(output, "preview.png")
    began = time.monotonic()
    found = preview_video(source, _network(*named), goal, preset=preset, **settings)
    typer.echo(
        f"the whole: {found.frames} frames, about {duration(found.seconds)} on this computer."
    )
    results.write(path, found.sheet, "preview", found.settings, time.monotonic() - began)
