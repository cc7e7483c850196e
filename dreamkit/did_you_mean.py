"""What to say of a name that is not known: the nearest known one."""

from __future__ import annotations

import difflib

from dreamkit.errors import LONGEST_NAME, display_name


def nearest(name, known):
    """Return the mend for an unknown name: the nearest known one, or some that are known."""
    known = [display_name(key) for key in known]
    near = difflib.get_close_matches(str(name)[:LONGEST_NAME], known, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known[:12])}."


def unknown(kind, name, known):
    """Return the sentence that says `name` is unknown and offers the nearest known name."""
    return f"there is no {kind} '{display_name(name)}'; {nearest(name, known)}"
