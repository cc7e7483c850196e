"""What was found right about a network is kept on disk, so that it is looked at once a machine.

A verdict is a small text file whose content says what it holds for. It only ever saves time:
where it cannot be read or written, or is not as it was written, there is none.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import platform
from importlib import metadata
from pathlib import Path

from dreamkit import device, whole_file


def folder():
    """Return where verdicts lie: `dreamkit` in $XDG_CACHE_HOME, else in ~/.cache."""
    cache_home = os.environ.get("XDG_CACHE_HOME", "")
    # The standard has it that a relative path is to be ignored.
    return (Path(cache_home) if os.path.isabs(cache_home) else Path.home() / ".cache") / "dreamkit"


def is_known(**facts):
    """Whether `note` was called with the same facts on this machine, with the same software."""
    text = _text(facts)
    try:
        return _path(text).read_text("utf-8") == text
    except (OSError, ValueError, RuntimeError):  # the last: there is no home
        return False


def note(**facts):
    """Keep it for later that all is well with a network of which these facts are true."""
    text = _text(facts)
    with contextlib.suppress(OSError, RuntimeError):
        path = _path(text)
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_file.write(path, text.encode(), mode=0o600)


def _path(text):
    return folder() / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"


def _text(facts):
    return json.dumps(facts | _here(), indent=1, sort_keys=True)


@functools.cache
def _here():
    """What else a network's answers depend on: the machine and the software, ours included."""
    versions = {name: metadata.version(name) for name in ("tensorflow", "keras", "numpy")}
    source = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
    return {
        "versions": versions,
        "code": hashlib.sha256(source).hexdigest(),
        "computer": f"{platform.node()}, {device.name()}",
        "switches": {key: val for key, val in os.environ.items() if key.startswith("TF_ENABLE")},
    }
