"""What the instructor gets: grades.csv, a results.json for Gradescope, a summary by task."""

from __future__ import annotations

import csv
import io
import json
import re

from dreamkit.grading import score
from dreamkit.grading.private_files import write
from dreamkit.grading.sanitize import line

TEXT_COLUMNS = ("student", "exercise", "file")
COLUMNS = (*TEXT_COLUMNS, "points", "of", "by_hand", "status", "reason", "notes")

# What begins a formula, with the wide, small, raised and lowered signs that are taken for it too.
_SIGNS = (
    "[=\uff1d\ufe66\u207c\u208c+\uff0b\ufe62\u207a\u208a\ufb29"
    "\uff0d\ufe63\u207b\u208b\u2212@\uff20\ufe6b-]"
)
# What may stand before it and not be seen.
_BLANK = (
    '\\s"\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f'
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
_FORMULA = re.compile(f"((?:^|;)[;{_BLANK}]*)({_SIGNS})")


def write_csv(path, results, assignments):
    """Write a row for each student and exercise, with a column for each test of these exercises.

    There are no times in it: graded again, the same submissions give the same file.
    """
    handed_in = {result.exercise for result in results}
    used = [assignment for assignment in assignments if assignment.name in handed_in]
    used = used or assignments
    tests = list(dict.fromkeys(name for assignment in used for name in assignment.tests))
    rows = io.StringIO()
    # Quoted also where it need not be: some spreadsheets split lines at semicolons.
    writer = csv.writer(rows, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow([*COLUMNS, *tests])
    for result in results:
        points = {mark.name: number(mark.points) for mark in result.marks}
        writer.writerow(
            [
                *(harmless(getattr(result, name)) for name in TEXT_COLUMNS),
                number(result.points),
                number(result.most),
                number(result.by_hand),
                result.status,
                harmless(result.reason),
                harmless("; ".join(result.notes)),
                *(points.get(name, "") for name in tests),
            ]
        )
    # With the mark at the beginning, Excel reads names in all alphabets.
    write(path, rows.getvalue(), "utf-8-sig")


def harmless(text):
    """Text on one line that no spreadsheet takes for a formula, though it split at semicolons."""
    text = re.sub(r"\s+", " ", str(text)).strip()
    return _FORMULA.sub(lambda match: _as_text(match[1], match[2]), text)


def _as_text(before, sign):
    # At the beginning of a field the mark has to be its very first character.
    return f"{before}'{sign}" if ";" in before else f"'{before}{sign}"


def number(value):
    """2.0 as "2", 1.5 as "1.5"."""
    return f"{value:.6g}"


def gradescope(result):
    """Return the text of Gradescope's results.json for a result."""
    tests = [
        {
            "name": mark.name,
            "score": mark.points,
            "max_score": mark.most,
            "status": "passed" if mark.state == score.PASSED else "failed",
            "output": mark.reason or mark.state,
            "output_format": "text",
            "visibility": "visible",
        }
        for mark in result.marks
    ]
    told = {
        "score": result.points,
        "output": result.reason or "Graded.",
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def summary(results, assignments):
    """Return lines: how the class did, task by task."""
    lines = []
    for assignment in assignments:
        mine = [result for result in results if result.exercise == assignment.name]
        if not mine:
            continue
        count = f"{len(mine)} notebook" + ("s" if len(mine) != 1 else "")
        mean = sum(result.points for result in mine) / len(mine)
        lines += ["", f"{assignment.name}: {count}, mean {mean:.2f} of {number(assignment.points)}"]
        lines += _by_task(mine, assignment)
    odd = [result for result in results if result.status != score.GRADED]
    if odd:
        lines += ["", "Not graded to the end:"]
        for result in odd:
            text = f"{result.student} ({result.file}): {result.status}, {result.reason}"
            lines.append(f"  {line(text)}")
    return lines[1:]


def _by_task(results, assignment):
    width = max(map(len, ["test", *assignment.tests]))
    heads = "   of   mean  passed  partly  failed  not attempted  not run"
    yield f"  {'test':<{width}}{heads}"
    hardest = {}
    for name, test in assignment.tests.items():
        marks = [mark for result in results for mark in result.marks if mark.name == name]
        states = [mark.state for mark in marks]
        kinds = (score.PASSED, score.PARTLY, score.FAILED, score.OPEN, score.NOT_RUN)
        counts = [states.count(kind) for kind in kinds]
        mean = sum(mark.points for mark in marks) / max(1, len(marks))
        share = mean / test.points if test.points else 1.0
        hardest[name] = share
        cells = "".join(f"{n:>{w}}" for n, w in zip(counts, (8, 8, 8, 15, 9), strict=True))
        yield f"  {name:<{width}}{number(test.points):>5}{share:>6.0%} {cells}"
    if hardest and min(hardest.values()) < max(hardest.values()):
        name = min(hardest, key=hardest.get)
        yield f"  Fewest points were given for {name}: {hardest[name]:.0%}."
