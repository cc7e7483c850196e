"""The glossary: in order, with a Vietnamese word each, and its lessons exist and use the word."""

import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"\| \*\*(.+?)\*\* \| (.+?) \| (.+?) \| \[(\d\d)\]\((\S+?)\) \|")
TEXT = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
TERMS = [ROW.fullmatch(line) for line in TEXT.splitlines() if line.startswith("| **")]


def test_every_row_is_complete():
    assert len(TERMS) >= 45 and all(TERMS)
    for _, vietnamese, meaning, _, _ in (found.groups() for found in TERMS):
        assert vietnamese.strip()
        assert 1 <= len(re.findall(r"[.!?](?= |$)", meaning)) <= 3 and len(meaning.split()) >= 5


def test_the_terms_are_in_order_and_named_once():
    terms = [found[1].casefold() for found in TERMS]
    assert terms == sorted(terms) and len(set(terms)) == len(terms)


def test_the_lessons_exist():
    for found in TERMS:
        path = (ROOT / "docs" / found[5]).resolve()
        assert path.is_file() and path.name.startswith(found[4]), found[1]


def test_the_lesson_says_the_word():
    """The lesson that builds an idea uses its standard name."""
    texts = {}
    for found in TERMS:
        if found[4] not in ("00", "01"):
            continue
        path = (ROOT / "docs" / found[5]).resolve()
        if path not in texts:
            cells = nbformat.read(path, as_version=4).cells
            texts[path] = " ".join(cell.source for cell in cells).casefold()
        assert found[1].casefold() in texts[path], f"lesson {found[4]} never says {found[1]}"
