"""Bounds: what each number that DreamKit is given may be, and why; one place for each.

The lower ends come from what a number means. The upper ones keep a slip of the finger from
becoming hours of waiting, more memory than there is, or numbers that float32 cannot hold: each
lies far beyond what anybody has found of use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real

from dreamkit.errors import InputError, shown

LARGEST_SIDE = 4096  # pixels; of pictures that are looked at as a whole
MOST_PIXELS = LARGEST_SIDE**2  # of pictures that are grown together
MOST_IN_MEMORY = 10**9  # pixels of any picture; 12 GB as float32
LARGEST_INDEX = 10**9 - 1  # of channels; TensorFlow counts them in 32 bits
MOST_TERMS = 1000
LONGEST_TEXT = 100_000  # signs


@dataclass(frozen=True)
class Bound:
    """What a number may be: from `least`, or above it if `beyond`, to `most`, since `why`."""

    least: float
    most: float
    why: str
    whole: bool = True
    beyond: bool = False
    share: bool = False  # from 0 to below 1

    @property
    def kind(self):
        """What is asked for, in words, such as "a whole number of at least 1"."""
        kind = "a whole number" if self.whole else "a number"
        if self.beyond:
            return f"{kind} above {self.least:g}"
        return f"{kind} from 0 on" if self.least == 0 else f"{kind} of at least {self.least:g}"


_HOURS = "each takes milliseconds at least, and more would be hours or days"
_PENALTY = "the steps are already unstable at a fortieth of that"
_SHARE = Bound(0, 1, "", whole=False, share=True)
_WHOLE = "pictures are grown in one piece, in memory"

BOUNDS = {
    "steps": Bound(1, 1_000_000, _HOURS),
    "samples": Bound(1, 100_000, _HOURS),
    "step_size": Bound(0, 100, "a step of 1 already goes from black to white", False, True),
    "octaves": Bound(1, 1000, "so many sizes are never apart by a pixel"),
    "octave_scale": Bound(1, 1000, "no picture is left at the next size", False, True),
    "tile_size": Bound(1, 1_000_000, "no picture has longer sides; None never splits"),
    "jitter": Bound(0, 1_000_000, "no picture has longer sides"),
    "seed": Bound(0, 2**64 - 1, "seeds have 64 bits"),
    "size": Bound(1, LARGEST_SIDE, _WHOLE),
    "side": Bound(1, 1_000_000, "no picture has longer sides"),
    "port": Bound(1, 65_535, "ports have 16 bits"),
    "columns": Bound(1, 10_000, "no screen has that many pixels"),
    "height": Bound(0, 100, "no page has as many inches", False, True),
    "patch": Bound(1, 1_000_000, "no picture has longer sides"),
    "stride": Bound(1, 1_000_000, "no picture has longer sides"),
    "value": Bound(0, 1, "that is white", False),
    "baseline": Bound(0, 1, "that is white", False),
    "noise": Bound(0, 10, "pictures span 1, and nothing of them would be left", False, True),
    "strength": Bound(0, 1e6, "nothing of the content would be left", False),
    "power": Bound(1, 8, "float32 does not hold higher powers of activations"),
    "blur_every": Bound(1, 1_000_000, "no dream has as many steps"),
    "blur": Bound(0, 100, "nothing of a picture would be left", False),
    "total_variation": Bound(0, 1000, _PENALTY, False),
    "l1": Bound(0, 1000, _PENALTY, False),
    "l2": Bound(0, 1000, _PENALTY, False),
    "l_inf": Bound(0, 1000, _PENALTY, False),
    "distance": Bound(0, 1000, _PENALTY, False),
    "memory": Bound(0, 1, "a dream would grow by itself from frame to frame", whole=False),
    "frame_steps": Bound(1, 1000, _HOURS),
    "every": Bound(1, 1_000_000, "no film has as many frames"),
    "seconds": Bound(0, 36_000, "ten hours are longer than any film", False, True),
    "fps": Bound(0, 240, "no screen shows more", False, True),
    "zoom": Bound(1, 2, "each frame would be another picture", False, True),
    "turn": Bound(-45, 45, "each frame would be another picture", False),
    "decay": _SHARE,
    "clip_norm": _SHARE,
    "clip_contribution": _SHARE,
    "scale": _SHARE,
    "rotation": Bound(0, 180, "a turn goes no further", False),
    "flip": Bound(0, 1, "it is a probability", False),
    "pad": Bound(0, 512, "the network would see more gray than picture"),
    "count": Bound(1, 10_000, "nobody looks at as many pictures"),
    "diversity": Bound(0, 1000, "nothing of the goal would be left", False),
}


def check(name, value):
    """Return a number that is within the bound of its name, as one of Python.

    Raises
    ------
    InputError
        It is not such a number.
    """
    bound = BOUNDS[name]
    number = plain(value, bound.whole)
    if number is None or number < bound.least or (bound.beyond and number == bound.least):
        raise InputError(f"{name} must be {bound.kind}, not {shown(value)}.")
    if bound.share and number >= 1:
        raise InputError(f"{name} is a share, below 1, not {shown(value)}.")
    if number > bound.most:
        raise InputError(f"{name} may be at most {bound.most:,}, not {shown(value)}: {bound.why}.")
    return number


def check_weight(value, what="a goal's weight"):
    """Return a weight as a float: finite, and neither too large nor too small for float32.

    Raises
    ------
    InputError
        It is not such a number.
    """
    number = plain(value, False)
    if number is None:
        raise InputError(f"{what} must be a finite number, not {shown(value)}.")
    if number and not 1e-9 <= abs(number) <= 1e9:
        raise InputError(
            f"{what} is 0 or from 1e-9 to 1e9, positive or negative, not {shown(value)}: float32 "
            "cannot add up what differs more."
        )
    return number


def check_size(height, width):
    """Return the size of a picture as whole numbers of Python: each side, and their product.

    Raises
    ------
    InputError
        It is no size of a picture.
    """
    height, width = check("side", height), check("side", width)
    if height * width > MOST_IN_MEMORY:
        raise InputError(
            f"a picture may have at most {MOST_IN_MEMORY:,} pixels, not {width} x {height}: no "
            "memory holds more."
        )
    return height, width


def check_together(count, height, width):
    """Raise InputError if so many pictures of a size are more than can be grown together."""
    most = MOST_PIXELS // (height * width)
    if count > most:
        raise InputError(
            f"{count} pictures of {width} x {height} pixels are too many to grow together, at most "
            f"{most}; make fewer at a time, or smaller ones."
        )


def plain(value, whole=False):
    """Return a number as a finite float, or an int if `whole`; None if it is no such number.

    Numbers of NumPy, Fractions, Decimals and arrays of no axes are taken; bools and texts are not.
    """
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):  # of NumPy
        value = value.item()
    if isinstance(value, bool):
        return None
    if whole:
        return int(value) if isinstance(value, Integral) else None
    if not isinstance(value, Real | Decimal):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None
