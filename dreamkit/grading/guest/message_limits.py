"""Inside a kernel: what errors say is shortened before it is sent.

The grader closes the connection on a message that is too large, and with it would go all later
answers.
"""

from __future__ import annotations

LONGEST = 2000  # characters of an error's text, and of a line of its traceback
LINES = 20  # of a traceback, its last


def shorten(session):
    """Let the messages of a kernel's session about errors be short."""
    send = session.send

    def send_short(stream, message, content=None, *rest, **more):
        if isinstance(content, dict) and "evalue" in content:
            content = shortened(content)
        return send(stream, message, content, *rest, **more)

    session.send = send_short


def shortened(content):
    """Return the content of a message about an error with all texts in it cut."""
    short = content | {name: str(content.get(name))[:LONGEST] for name in ("ename", "evalue")}
    lines = content.get("traceback") or []
    return short | {"traceback": [str(line)[:LONGEST] for line in lines[-LINES:]]}
