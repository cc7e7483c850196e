"""Two processes that download the same weights at once, from a server that misbehaves."""

from __future__ import annotations

import time

from . import server
from .places import _end, _left, _start
from .result import Result

BAD = [name for name in server.WAYS if name not in ("well", "hold")]


def run(folder, full):
    """Every way to misbehave, toward both, or toward one of them."""
    content = server.weights(folder)
    silence = 30 if full else 3
    yield _both(folder / "well", content, "answers well", ["well"], silence)
    for name in BAD if full else BAD[::3]:
        yield _both(folder / name, content, name, [name], silence)
    for name in ("stalls half way", "cuts it short", "turns a bit over") if full else BAD[:1]:
        what = f"{name}, and answers the other one well"
        yield _both(folder / f"one {name}", content, what, [name, "well"], silence)
    if full:
        name = "cuts it short and tells no length"
        yield _both(folder / "no hash", content, f"{name} (no hash known)", [name], silence, False)


def _both(own, content, what, ways, silence, is_known=True):
    """Start two; each has a right file in the end, or says one sentence, and nothing is left."""
    home, faults, came = own / "keras", [], {"right": 0, "refused": 0}
    home.mkdir(parents=True)
    with server.Server(content, ways) as served:
        command = served.command(content, is_known, silence)
        began = time.monotonic()
        for process in [_start(command, own, KERAS_HOME=home) for _ in range(2)]:
            code, told = _end(process)
            errors = [line for line in told.splitlines() if line.startswith("error: ")]
            if code == 0 and "right: " in told:
                came["right"] += 1
            elif code == 1 and len(errors) == 1 and "Traceback" not in told:
                came["refused"] += 1
                reason = errors[0].partition("(")[2].partition(")")[0]
            else:
                faults.append(f"exit code {code} and {told[-300:]!r}")
        seconds = time.monotonic() - began
        kept = [path.read_bytes() for path in home.rglob("*.h5")]
        expected = [content] if came["right"] else []
        if kept != expected:
            faults.append(f"{len(kept)} files are kept, or a wrong one")
        good = ways.count("well") if len(ways) > 1 else 2 * ways.count("well")
        if came["right"] < good:
            faults.append("what was served well did not arrive")
        served.behaves = "well"
        code, told = _end(_start(command, own, KERAS_HOME=home))
        if code or f"right: {_sha256(content)}" not in told:
            faults.append(f"later: exit code {code} and {told[-300:]!r}")
    seen = f"{came['right']} right, {came['refused']} refused"
    seen += f' ("{reason}")' if came["refused"] else ""
    what = f"two downloads at once from a server that {what}"
    return Result(what, 2, f"{seen}, after {seconds:.0f} s", faults + _left(own))


def _sha256(content):
    return server.hashlib.sha256(content).hexdigest()
