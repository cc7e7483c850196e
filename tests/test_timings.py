"""How long notebooks run, as their headers say it."""

import sys
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import timings


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (3.2, "about 5 seconds"),
        (4.8, "about 10 seconds"),
        (21, "about 25 seconds"),
        (53, "about 55 seconds"),
        (57, "about a minute"),
        (61, "about 2 minutes"),
        (130, "about 3 minutes"),
    ],
)
def test_seconds_are_rounded_up(seconds, text):
    assert timings.about(seconds) == text


def small_notebook(folder, line):
    cells = [
        nbformat.v4.new_markdown_cell(f"# 01 Small\n\n**Machine time:** {line} on two cores."),
        nbformat.v4.new_code_cell("1 + 1\n\n2 + 2"),
    ]
    path = folder / "01_small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize("line", ["about 40 seconds", "about a minute", "about 2 minutes"])
def test_the_header_is_written_and_nothing_else(tmp_path, line):
    path = small_notebook(tmp_path, line)
    before = path.read_text()
    assert timings.write(path, 21)
    assert path.read_text() == before.replace(line, "about 25 seconds")
    assert not timings.write(path, 21)


def test_words_are_counted_beside_lines(tmp_path):
    """Ten words and marks of the header, beside two lines that are not empty."""
    notebook = nbformat.read(small_notebook(tmp_path, "about 5 seconds"), as_version=4)
    words = [
        "#",
        "01",
        "Small",
        "**Machine",
        "time:**",
        "about",
        "5",
        "seconds",
        "on",
        "two",
        "cores.",
    ]
    assert timings.words_a_line(notebook) == len(words) / 2


def test_reading_takes_words_code_and_predictions():
    """260 words, 20 lines and 4 predictions: 2 + 2 + 6 minutes."""
    question = "**Before you run it:** why?"  # five words
    cells = [nbformat.v4.new_markdown_cell("word " * 235)]
    cells += [nbformat.v4.new_markdown_cell(question.replace(" why?", " why? so"))] * 4
    cells += [nbformat.v4.new_code_cell("1 + 1\n\n" * 20)]
    cells[0].source += "word"
    assert len(question.split()) == 5
    notebook = nbformat.v4.new_notebook(cells=cells)
    assert timings.reading_minutes(notebook) == pytest.approx(2 + 2 + 6)


def test_a_notebook_is_really_run(tmp_path, capsys):
    path = small_notebook(tmp_path, "about 40 seconds")
    assert timings.main([str(path)]) == 0
    assert "1 cells" in capsys.readouterr().out
    assert "about 40 seconds" not in path.read_text()
