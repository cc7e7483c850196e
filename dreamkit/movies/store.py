"""The frames of a film on disk while it is made: whole ones only, and of one film only.

Each frame is a PNG under its number, written under another name first, with the fingerprint of the
film's settings in it. Whatever ends the program, the frames that are there are good, and the same
call goes on behind them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dreamkit import whole_file
from dreamkit.errors import FileError, display_name, reason
from dreamkit.images import files, text_fields
from dreamkit.images.arrays import to_uint8

_MADE_WITH = "dreamkit film"
_OWN = re.compile(r"\d{7}\.png|shots\.json")


@dataclass(frozen=True)
class FrameFolder:
    """A folder with the frames of one film.

    Attributes
    ----------
    path : Path
    fingerprint : str
        Of the film's settings.
    """

    path: Path
    fingerprint: str

    def frame(self, number):
        """The path of a frame."""
        return self.path / f"{number:07}.png"

    def has(self, number):
        """Whether a frame of this film is there.

        Raises
        ------
        FileError
            There is a frame of another film.
        """
        path = self.frame(number)
        if not path.exists():
            return False
        try:
            found = text_fields.read_text(path).get(_MADE_WITH)
        except FileError:  # damaged, as by a power cut: it is made anew
            return False
        if found != self.fingerprint:
            raise FileError(
                f"'{display_name(self.path)}' holds frames of a film with other settings or "
                "another source; name another output, or delete that folder."
            )
        return True

    def load(self, number):
        """A frame as uint8, (height, width, 3)."""
        return to_uint8(files.load_image(self.frame(number)))

    def save(self, number, picture):
        """Write a frame, uint8.

        Raises
        ------
        FileError
            It cannot be written.
        """
        content = np.asarray(picture, np.float32) / 255
        files.save_image(self.frame(number), content, {_MADE_WITH: self.fingerprint})

    def note(self, name, value):
        """Keep something for JSON that was found out about the film."""
        text = json.dumps({"film": self.fingerprint, "value": value})
        whole_file.write(self.path / f"{name}.json", text.encode())

    def notes(self, name):
        """What `note` kept, None if there is nothing of this film."""
        try:
            kept = json.loads((self.path / f"{name}.json").read_text())
        except (OSError, ValueError):
            return None
        return kept["value"] if kept.get("film") == self.fingerprint else None

    def remove(self):
        """Delete the frames and, if nothing else is in it, the folder."""
        for path in self.path.iterdir():
            if _OWN.fullmatch(path.name) or whole_file.is_partial(path.name):
                path.unlink()
        if not any(self.path.iterdir()):
            self.path.rmdir()


def frame_folder(output, about) -> FrameFolder:
    """Make the folder for the frames of a film beside its output, or find it.

    Parameters
    ----------
    output : Path
        The film; its frames are in a folder of that name and ".frames".
    about : dict
        What the frames are made from: settings, fingerprints of source and weights.

    Raises
    ------
    FileError
        The folder cannot be made, or holds frames of another film.
    """
    text = json.dumps(about, sort_keys=True)
    folder = FrameFolder(
        output.with_name(output.name + ".frames"), hashlib.sha256(text.encode()).hexdigest()
    )
    try:
        folder.path.mkdir(exist_ok=True)
        whole_file.sweep(folder.path)  # what processes left that were killed
        there = sorted(folder.path.glob("[0-9]*.png"))
    except OSError as error:
        name = display_name(folder.path)
        raise FileError(f"the folder '{name}' cannot be used: {reason(error).lower()}.") from None
    if there:
        folder.has(int(there[0].stem))
    return folder


def check_space(folder, frames, size):
    """Raise FileError if the disk has no room for so many frames of (height, width).

    A dream's PNG has about 2.2 bytes a pixel, since little in it repeats; the film itself comes to
    less than a tenth of that.
    """
    needed = round(frames * size[0] * size[1] * 2.4)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise FileError(
            f"the film's {frames} frames need about {needed / 1e9:.1f} GB while it is made, and "
            f"the disk has {free / 1e9:.1f} GB left; make it shorter or smaller, or write it "
            "elsewhere."
        )
