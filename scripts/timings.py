"""Measure how long each notebook runs and write it into its header: python scripts/timings.py

    python scripts/timings.py [--check] [NOTEBOOK ...]

Default: every notebook in lessons/ and solutions/. Each is run in a fresh kernel. Reported are
the seconds, the code cells, the words of prose a line of code, and the minutes that a fluent and a
non-native reader need. With --check nothing is
written, and a notebook of more than a minute fails.
"""

import argparse
import re
import sys
import time
from pathlib import Path

import nbformat
import refresh_outputs

LONGEST = 60  # seconds
LINE = re.compile(r"(\*\*Machine time:\*\* )(about (?:\d+ seconds|a minute|\d+ minutes))")


def about(seconds):
    """Seconds as a reader wants to know them: rounded up, to five up to a minute."""
    rounded = -(-round(seconds + 1) // 5) * 5
    if rounded < 60:
        return f"about {rounded} seconds"
    minutes = -(-rounded // 60)
    return "about a minute" if minutes == 1 else f"about {minutes} minutes"


def words_a_line(notebook):
    """How many words of prose stand beside each line of code."""
    sources = {"code": [], "markdown": []}
    for cell in notebook.cells:
        sources.get(cell.cell_type, []).append(cell.source)
    lines = [line for line in "\n".join(sources["code"]).splitlines() if line.strip()]
    return len(" ".join(sources["markdown"]).split()) / max(len(lines), 1)


def reading_minutes(notebook, words=130, lines=10, prediction=1.5):
    """Minutes to read a notebook, by default for somebody whose first language is not English.

    `words` and `lines` of code a minute; `prediction`: minutes for each question to be answered
    before a cell is run. A fluent reader: 230 words, 25 lines, 0.75 minutes.
    """
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    read = len(" ".join(texts).split()) / words
    typed = len([line for line in "\n".join(code).splitlines() if line.strip()]) / lines
    return read + typed + prediction * sum(text.count("**Before you run it") for text in texts)


def measure(path):
    """Run a notebook; returns (seconds, the notebook)."""
    notebook = nbformat.read(path, as_version=4)
    began = time.monotonic()
    refresh_outputs.execute(notebook, path.resolve().parent)
    return time.monotonic() - began, notebook


def write(path, seconds):
    """Put the time into the notebook's header; returns whether that changed it."""
    before = path.read_text(encoding="utf-8")
    after = LINE.sub(lambda match: match[1] + about(seconds), before, count=1)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing")
    asked = parser.parse_args(arguments)
    total, slow = 0.0, []
    for path in asked.notebooks or refresh_outputs.everything():
        seconds, notebook = measure(path)
        total += seconds
        cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        words = words_a_line(notebook)
        quick, slow_reader = reading_minutes(notebook, 230, 25, 0.75), reading_minutes(notebook)
        print(
            f"{path.stem:<28}{seconds:6.1f} s {cells:4} cells {words:5.1f} words a line, read in "
            f"{quick:.0f} to {slow_reader:.0f} min",
            flush=True,
        )
        if seconds > LONGEST:
            slow.append(path.name)
        if not asked.check:
            write(path, seconds)
    print(f"{'together':<28}{total:6.1f} s")
    if slow:
        print(f"more than {LONGEST} s: {', '.join(slow)}")
    return 1 if slow and asked.check else 0


if __name__ == "__main__":
    sys.exit(main())
