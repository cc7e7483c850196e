"""Lesson 00 as a student meets it: JupyterLab in a real browser, no clicks spared."""

import re

import pytest

import dreamkit as dk

pytestmark = pytest.mark.browser

LESSON = "00_first_dream.ipynb"
PICTURE = 120_000  # milliseconds until a wait has hung
PANEL = ".dreamkit:visible"
VIEW = ".dreamkit-picture img"
CHANGED = "([where, old]) => document.querySelector(where).src !== old"


def status(page, text, timeout=PICTURE):
    """Wait until the panel says `text`."""
    said = page.locator(f"{PANEL} .dreamkit-note", has_text=re.compile(text))
    said.wait_for(timeout=timeout)
    return said.inner_text()


def picture(page):
    """The address of the bytes that the panel shows; a new picture has a new one."""
    return page.locator(f"{PANEL} {VIEW}").get_attribute("src")


def upload(page, path):
    with page.expect_file_chooser() as opening:
        page.locator(f"{PANEL} .widget-upload").click()
    opening.value.set_files(path)


def test_a_student_dreams_cancels_dreams_again_and_saves(
    server, page, run_all, photographed, alt_texts
):
    folder = server[1]
    run_all(LESSON)
    page.locator(f"{PANEL} button.mod-primary").scroll_into_view_if_needed()
    page.locator(f"{PANEL} select").last.wait_for()
    photographed(page, "lesson-00-before")
    dream = page.locator(f"{PANEL} button.mod-primary")
    cancel = page.locator(f"{PANEL} button", has_text="Cancel")
    save = page.locator(f"{PANEL} button", has_text="Save")
    assert save.is_disabled() and cancel.is_disabled()

    assert alt_texts(page.locator(PANEL)) == ["The picture to dream on (cat)."]
    before = picture(page)
    dream.click()
    status(page, r"Step \d+ of \d+")
    page.wait_for_function(
        "([where, old]) => document.querySelector(where).src !== old",
        arg=[".dreamkit-picture img", before],
    )
    photographed(page, "lesson-00-dreaming")
    [told] = alt_texts(page.locator(PANEL))
    assert re.fullmatch(r"The dream after step \d+ of \d+ \(cat\)\.", told)
    cancel.click()
    status(page, "Cancelled after")
    assert save.is_enabled()  # there is nothing better yet

    dream.click()
    status(page, "Done in")
    save.click()
    status(page, "Saved as")
    assert alt_texts(page.locator(PANEL)) == ["The dream (cat)."]
    photographed(page, "lesson-00-after")
    saved = folder / "my_dream.png"
    assert dk.load_image(saved).shape == dk.sample("cat").shape
    assert dk.read_settings(saved)["network"] == "dreamnet"

    dreamt = picture(page)
    slider = page.locator(f"{PANEL} .noUi-handle").last
    slider.focus()
    for _ in range(4):
        slider.press("PageDown")
    page.wait_for_function(
        "([where, old]) => document.querySelector(where).src !== old",
        arg=[".dreamkit-picture img", dreamt],
    )
    photographed(page, "lesson-00-compare")

    (folder / "notes.txt").write_text("dear diary")
    upload(page, folder / "notes.txt")
    page.locator(f"{PANEL} .dreamkit-trouble", has_text="is not a picture").wait_for()
    photographed(page, "lesson-00-error")
    upload(page, saved)
    status(page, "my_dream.png is ready")
