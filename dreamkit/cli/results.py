"""Pictures in and out of commands: loaded by name, written, and said so."""

from __future__ import annotations

import json

import typer

from dreamkit.cli import startup
from dreamkit.errors import check_positive_int, display_name


class Told:
    """An `on_step` function: the progress bar, which also knows how far it came."""

    def __init__(self, doing):
        from dreamkit.ascent.progress import Bar

        self.bar, self.last = Bar(doing), None

    def __call__(self, step):
        self.last = step
        self.bar(step)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.bar.close()

    @property
    def done(self):
        """How many steps were taken."""
        return 0 if self.last is None else self.last.index

    @property
    def ended_early(self):
        """Whether steps are missing, since Ctrl-C or SIGTERM came."""
        return self.last is None or self.last.index < self.last.total


def load(name, max_size, what="picture"):
    """Load a picture by its file, address or sample:NAME, make it smaller if need be, and say so.

    Returns
    -------
    (numpy.ndarray, tuple)
        The picture, and the shape that it had.

    Raises
    ------
    InputError, FileError
        See `load_image` and `sample`.
    """
    from dreamkit.images import arrays, files, samples

    check_positive_int("max_size", max_size)
    scheme, _, title = name.partition(":")
    whole = samples.sample(title) if scheme == "sample" else files.load_image(name)
    source = arrays.limit(whole, max_size)
    text = f"{what}: {display_name(name)}, {size(source)} pixels"
    if source.shape != whole.shape:
        text += f" (made smaller from {size(whole)}; --max-size changes that)"
    typer.echo(text)
    return source, whole.shape


def size(picture):
    """A picture's size in words."""
    return f"{picture.shape[1]} x {picture.shape[0]}"


def check_place(path, default, check=None):
    """The Path to write to, checked, as one of a picture unless told how; says the default."""
    from dreamkit.images import files

    checked = (check or files.check_output)(default if path is None else path)
    if path is None:
        typer.echo(f"The result goes to {default}; choose another place with -o.")
    return checked


def write(path, picture, command, settings, seconds):
    """Write what a command made, with its settings, and say so.

    Returns
    -------
    (Path, int)
        Where it is, and the exit code: 1 if that is not where it was asked for.
    """
    from dreamkit.images import files

    text = {f"dreamkit {command}": json.dumps(settings)}
    with startup.undisturbed():
        written = files.save_or_elsewhere(path, picture, text, "picture")
    typer.echo(f"wrote:   {written}, after {seconds:.1f} s")
    return written, int(written != path)
