"""Whether a film flashes as may bring on a seizure: WCAG's thresholds for flashes.

A flash is a pair of opposing changes of relative luminance by a tenth or more, the darker side
below 0.8; or of saturated red. More than three of either within a second, on more than a quarter
of any 341 x 256 pixels of a picture of 1024 x 768 (a tenth of the field of view), are dangerous
(WCAG 2.2, success criterion 2.3.1 [1]_). A pixel here and another there that change are no flash:
counted is what changes the same way in the same frame.

References
----------
.. [1] "Three Flashes or Below Threshold", Web Content Accessibility Guidelines 2.2.
   https://www.w3.org/WAI/WCAG22/Understanding/three-flashes-or-below-threshold
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dreamkit.movies import extra

GRID = (192, 256)  # the 768 x 1024 of the guidelines, at a quarter
FIELD = (64, 85)  # a tenth of the field of view there
SHARE = 0.25
MOST = 3  # flashes in a second
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class Flashes:
    """How much a film flashes.

    Attributes
    ----------
    most : int
        Most flashes, pairs of changes, within a second in any field.
    most_red : int
        The same of saturated red.
    share : float
        The largest share of a field that ever changed together, from 0 to 1.
    second : float
        When the worst second of the film ends, in seconds from its beginning.
    """

    most: int = 0
    most_red: int = 0
    share: float = 0.0
    second: float = 0.0

    @property
    def is_safe(self) -> bool:
        """Whether it stays within three flashes a second, of either kind."""
        return max(self.most, self.most_red) <= MOST


class Check:
    """Looks at a film frame by frame.

    Parameters
    ----------
    rate : float
        Frames a second: those of one second are kept in mind.
    """

    def __init__(self, rate):
        self.bright, self.red = _Turns(0.1, 0.8), _Turns(20, np.inf)
        self.found = Flashes()

    def feed(self, frame, seconds):
        """Look at the next frame, uint8, (height, width, 3), RGB, shown at a time in seconds."""
        cv2 = extra.opencv()
        small = cv2.resize(frame, GRID[::-1], interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        linear = np.where(small <= 0.04045, small / 12.92, ((small + 0.055) / 1.055) ** 2.4)
        most, share = self.bright.feed(linear @ LUMINANCE, seconds)
        red, green, blue = np.moveaxis(linear, -1, 0)
        total = red + green + blue
        is_red = red >= 0.8 * np.maximum(total, 1e-6)
        most_red, _ = self.red.feed(np.maximum(red - green - blue, 0) * 320, seconds, is_red)
        worst = self.found
        is_worse = max(most, most_red) > max(worst.most, worst.most_red)
        self.found = Flashes(
            max(most, worst.most),
            max(most_red, worst.most_red),
            max(share, worst.share),
            seconds if is_worse else worst.second,
        )

    def result(self):
        """The Flashes of all frames so far."""
        return self.found


class _Turns:
    """Where values turn from rising to falling, and the turns that come together in a field.

    Parameters
    ----------
    least : float
        The smallest change that counts.
    dark : float
        The lower side of a change is below this.
    """

    def __init__(self, least, dark):
        self.least, self.dark = least, dark
        self.low = self.high = None
        self.way = np.zeros(GRID, np.int8)  # of each pixel's last change: 1 up, -1 down
        self.field_way = np.zeros(GRID, np.int8)
        self.turns = []  # (seconds, fields that turned) within the last second

    def feed(self, value, seconds, counts=None):
        """Return (most flashes of a field in this second, largest share that turned together)."""
        if self.low is None:
            self.low, self.high, self.seen = value, value, counts
        low, high = np.minimum(self.low, value), np.maximum(self.high, value)
        rises = (value - low >= self.least) & (low < self.dark) & (self.way <= 0)
        falls = (high - value >= self.least) & (value < self.dark) & (self.way >= 0) & ~rises
        if counts is not None:  # one of the two sides of a red flash is saturated
            either = counts | self.seen
            rises, falls, self.seen = rises & either, falls & either, counts
        self.way[rises], self.way[falls] = 1, -1
        turned = rises | falls
        self.low, self.high = np.where(turned, value, low), np.where(turned, value, high)
        up, down = _share(rises), _share(falls)
        fields_up = (up >= SHARE) & (up > 2 * down) & (self.field_way <= 0)
        fields_down = (down >= SHARE) & (down > 2 * up) & (self.field_way >= 0)
        self.field_way[fields_up], self.field_way[fields_down] = 1, -1
        self.turns = [turn for turn in self.turns if turn[0] > seconds - 1]
        if (fields_up | fields_down).any():
            self.turns.append((seconds, fields_up | fields_down))
        most = np.sum([fields for _, fields in self.turns], axis=0).max() if self.turns else 0
        return int(most) // 2, float(max(up.max(), down.max()))


def _share(changed):
    """For each field the share of its pixels that changed."""
    cv2 = extra.opencv()
    shares = changed.astype(np.float32)
    return cv2.blur(shares, FIELD[::-1], borderType=cv2.BORDER_CONSTANT)
