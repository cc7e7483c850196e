"""An exercise as a student meets it: Run All, a wrong answer, the right one, points."""

import json

import pytest
from conftest import ERRORS

pytestmark = pytest.mark.browser
NAME = "01_how_a_network_sees.ipynb"


@pytest.fixture(scope="module")
def opened(page, run_all):
    """The page with the untouched exercise, run from top to bottom."""
    run_all(f"exercises/{NAME}", panel=False)
    return page


def answer(page, code, text):
    """Replace the cell that begins with `code`, run it and the one behind it."""
    cell = page.locator(".jp-CodeCell", has=page.get_by_text(code, exact=False)).first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


def test_run_all_reaches_the_end_and_says_what_is_open(opened, server, photographed):
    cells = json.loads((server[1] / "exercises" / NAME).read_text(encoding="utf-8"))["cells"]
    checks = sum("dk.check(" in "".join(cell["source"]) for cell in cells)
    said = opened.locator(ERRORS).all_inner_texts()
    assert len(said) == checks
    assert all("not attempted" in text and "\n" not in text.strip() for text in said)
    backgrounds = opened.locator(ERRORS).evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert set(backgrounds) == {"rgba(128, 128, 128, 0.12)"}  # gray: nothing is wrong yet
    assert "0 of 10 points so far" in opened.locator(".jp-CodeCell").last.inner_text()
    photographed(opened, "exercise-untouched")


def test_a_wrong_answer_is_told_and_a_right_one_counts(opened, photographed):
    answer(opened, "answer_a = ...", "answer_a = [0.6, 0.6]")
    told = opened.locator(ERRORS, has_text="You added up one row.")
    told.wait_for()
    red, green, _ = told.evaluate(
        "one => getComputedStyle(one).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert red > green + 10
    photographed(opened, "exercise-wrong")
    answer(opened, "answer_a = [0.6, 0.6]", "answer_a = [1.8, 1.8]")
    opened.get_by_text("01.a right. The weights add up to 0").wait_for()
    photographed(opened, "exercise-right")
    last = opened.locator(".jp-CodeCell").last
    last.locator(".cm-content").click()
    opened.keyboard.press("Control+Enter")
    last.get_by_text("1 of 10 points so far").wait_for()
    states = [line.rpartition("  ")[2] for line in last.inner_text().splitlines() if "01." in line]
    assert [state.strip() == "right" for state in states] == [True, *[False] * 5]
