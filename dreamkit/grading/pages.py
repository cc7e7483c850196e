"""Feedback for each student, and an overview for the instructor, as plain HTML without scripts."""

from __future__ import annotations

import base64
import hashlib
import html
import re

from dreamkit.grading import score
from dreamkit.grading.report import number
from dreamkit.grading.sanitize import cut, encodable

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.5 system-ui, sans-serif; max-width: 52em; margin: 2.5em auto; padding: 0 1em;
 color: #1d2430; background: #fff; }}
h1 {{ line-height: 1.2; margin-bottom: .2em; }}
h2 {{ margin-top: 2em; }}
.total {{ font-size: 1.35em; margin: .2em 0 1.2em; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: .45em .7em;
 border-bottom: 1px solid #d8dce3; }}
th {{ font-weight: 600; border-bottom: 2px solid #9aa3b2; }}
td.number, th.number {{ white-space: nowrap; text-align: right; }}
td.state {{ white-space: nowrap; font-weight: 600; }}
.passed {{ color: #14663a; }} .partly {{ color: #7a5200; }} .failed {{ color: #a3211c; }}
.open {{ color: #555f70; }}
pre {{ background: #f4f5f8; padding: .8em 1em; overflow-x: auto; font-size: .85em;
 white-space: pre-wrap; }}
.note {{ background: #fff6dd; padding: .6em 1em; border-left: 4px solid #d9a400; }}
img {{ max-width: 100%; height: auto; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
_CLASSES = {
    score.PASSED: "passed",
    score.PARTLY: "partly",
    score.FAILED: "failed",
    score.OPEN: "open",
    score.NOT_RUN: "failed",
}
# Figures with alt text are shown as HTML, see dreamkit.images.figures.
_EMBEDDED = re.compile(r'<img src="data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=]+)"')
_IMAGES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


def file_name(student, exercise):
    """A name for a student's page that every file system takes, different for each."""
    readable = cut(re.sub(r"[^\w.-]+", "_", f"{student}-{exercise}").strip("._-"), 60)
    tag = hashlib.sha256(f"{student}\0{exercise}".encode("utf-8", "replace")).hexdigest()[:6]
    return f"{readable}-{tag}"


def feedback(result, assignment, cells=(), record=None, remarks=()):
    """Return a student's page.

    Parameters
    ----------
    result : Result
        What is told. `private` and `notes` are not.
    assignment : Assignment
        For the tasks that a person marks.
    cells : list of (str, str)
        (grade_id, source) of the student's cells that a person marks.
    record : Record, optional
        For errors and what those cells showed.
    remarks : iterable of str
        What else a student should know.
    """
    body = [f"<h1>{_text(result.exercise)}</h1>", f"<p>{_text(result.student)}</p>"]
    total = f"<b>{number(result.points)}</b> of {number(result.most)} points"
    if result.by_hand:
        total += f", and up to {number(result.by_hand)} more from a person"
    body.append(f'<p class="total">{total}</p>')
    if result.status != score.GRADED:
        body.append(f'<p class="note">{_text(_told(result))}</p>')
    body += [f'<p class="note">{_text(remark[:1].upper() + remark[1:])}.</p>' for remark in remarks]
    body.append(_table(result))
    body += _errors(record)
    for name, source in cells:
        body.append(f"<h2>{_text(name)}: marked by a person</h2><pre>{_text(source)}</pre>")
        body += [_output(*shown) for shown in (record.outputs.get(name, ()) if record else ())]
    return _page(f"{result.exercise}: {result.student}", "\n".join(body))


def _told(result):
    if result.status == score.STOPPED:
        return f"Your notebook did not run to its end: {result.reason}."
    return f"This was not graded ({result.status}): {result.reason}"


def _table(result):
    rows = []
    for mark in result.marks:
        points = f"{number(mark.points)} of {number(mark.most)}"
        rows.append(
            f'<tr><td>{_text(mark.name)}</td><td class="number">{points}</td>'
            f'<td class="state {_CLASSES[mark.state]}">{mark.state}</td>'
            f"<td>{_text(mark.reason)}</td></tr>"
        )
    head = (
        '<tr><th>test</th><th class="number">points</th><th>result</th><th>what it said</th></tr>'
    )
    return f"<table>{head}{''.join(rows)}</table>" if rows else ""


def _errors(record):
    errors = {} if record is None else record.errors
    if errors:
        yield "<h2>Cells that stopped with an error</h2><ul>"
        for name, (kind, said) in errors.items():
            yield f"<li><b>{_text(name)}</b>: {_text(f'{kind}: {said}'.strip(': '))}</li>"
        yield "</ul>"


def _output(kind, content):
    """One output of a cell. Pictures are shown if they are such, all else as text."""
    if kind == "stream":
        return f"<pre>{_text(content.get('text'))}</pre>"
    data = content.get("data")
    data = data if isinstance(data, dict) else {}
    embedded = _EMBEDDED.search(str(data.get("text/html", "")))
    if embedded:
        data = data | {embedded[1]: embedded[2]}
    for mime, beginning in _IMAGES.items():
        try:
            picture = base64.b64decode("".join(str(data.get(mime, "")).split()), validate=True)
        except ValueError:  # no base64, or not even ASCII
            continue
        if picture.startswith(beginning):
            packed = base64.b64encode(picture).decode()
            return f'<p><img alt="What the cell showed." src="data:{mime};base64,{packed}"></p>'
    return f"<pre>{_text(data.get('text/plain'))}</pre>" if "text/plain" in data else ""


def overview(results):
    """Return the instructor's page: everybody, with what students are not told."""
    rows = []
    for result in results:
        link = f'<a href="feedback/{_text(result.page)}.html">{_text(result.student)}</a>'
        told = [result.reason, *result.notes]
        told += [f"{mark.name}, hidden: {mark.private}" for mark in result.marks if mark.private]
        told = "<br>".join(_text(note) for note in told if note)
        rows.append(
            f"<tr><td>{link}</td><td>{_text(result.exercise)}</td>"
            f'<td class="number">{number(result.points)} of {number(result.most)}</td>'
            f"<td>{_text(result.status)}</td><td>{told}</td></tr>"
        )
    head = '<tr><th>student</th><th>exercise</th><th class="number">points</th>'
    head += "<th>status</th><th>notes</th></tr>"
    warning = '<p class="note">For the instructor only: it says what hidden tests say.</p>'
    body = f"<h1>Grades</h1>{warning}<table>{head}{''.join(rows)}</table>"
    return _page("Grades", body)


def _page(title, body):
    return _PAGE.format(title=_text(title), body=body)


def _text(value):
    return html.escape("" if value is None else encodable(str(value)))
