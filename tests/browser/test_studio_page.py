"""The studio in a real browser: a student dreams, cancels, dreams again, compares and saves."""

import re
from pathlib import Path

import nbformat
import pytest

import dreamkit as dk

pytestmark = pytest.mark.browser

PICTURE = 120_000  # milliseconds until a wait has hung
STUDIO = ".jp-OutputArea .dreamkit:visible"
CHANGED = "([where, old]) => document.querySelector(where).src !== old"


@pytest.fixture(scope="module")
def studio(server, page, run_all):
    """The studio, shown by a notebook of one cell."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    notebook.cells = [nbformat.v4.new_code_cell("import dreamkit as dk\n\ndk.studio()")]
    nbformat.write(notebook, server[1] / "studio.ipynb")
    run_all("studio.ipynb")
    page.set_viewport_size({"width": 1250, "height": 1180})
    page.keyboard.press("Control+b")  # the list of files away
    return page.locator(STUDIO)


def button(studio, name):
    """A button by its text; an icon before it is part of the text."""
    return studio.get_by_role("button", name=re.compile(rf"(^|\W){name}$"))


def says(studio, text):
    """Wait until the panel says `text`."""
    said = studio.locator(".dreamkit-note, .dreamkit-trouble", has_text=re.compile(text))
    said.first.wait_for(timeout=PICTURE)


def picture(studio):
    """The address of the bytes that the panel shows; a new picture has a new one."""
    return studio.locator(".dreamkit-picture img").get_attribute("src")


def wait_for_another(page, before):
    page.wait_for_function(CHANGED, arg=[".dreamkit-picture img", before])


def test_dream_cancel_dream_again_compare_and_save(server, page, studio, photographed, alt_texts):
    run, cancel = button(studio, "Run"), button(studio, "Cancel")
    save = button(studio, "Save as my_dream.png")
    photographed(page, "studio-before")
    assert save.is_disabled() and cancel.is_disabled()
    large, curve = alt_texts(studio)
    assert large == "The picture to dream on (cat)." and curve.startswith("An empty chart")

    first = picture(studio)
    button(studio, "ellipse").click()
    wait_for_another(page, first)
    photographed(page, "studio-ellipse")

    run.click()
    says(studio, r"Step \d+ of \d+")
    assert run.is_disabled()
    wait_for_another(page, picture(studio))
    photographed(page, "studio-running")
    cancel.click()
    says(studio, "Cancelled after")

    run.click()
    says(studio, "Done in")
    photographed(page, "studio-done")
    dreamt = picture(studio)
    slider = studio.locator(".dreamkit-above .noUi-handle")
    slider.focus()
    for _ in range(4):
        slider.press("PageDown")
    wait_for_another(page, dreamt)
    photographed(page, "studio-compare")
    large, curve = alt_texts(studio)
    assert large == "The dream (left), and what it began with (right) (cat)."
    assert re.match(r"The loss over 50 of 50 steps: .* in 5 octaves\.$", curve)
    save.click()
    says(studio, "Saved as")
    settings = studio.locator("textarea").input_value()
    assert "mask = dk.ellipse_mask(photo.shape" in settings
    saved = server[1] / "my_dream.png"
    assert dk.load_image(saved).shape == dk.sample("cat").shape
    with pytest.warns(UserWarning, match="used a mask"):
        assert dk.read_settings(saved)["steps"] == 10


def test_the_dream_is_downloaded_as_it_was_saved(server, page, studio):
    with page.expect_download() as coming:
        studio.get_by_role("link", name="Download").click()
    assert coming.value.suggested_filename == "my_dream.png"
    assert Path(coming.value.path()).read_bytes() == (server[1] / "my_dream.png").read_bytes()


def test_touching_the_mask_leaves_the_dream(page, studio, photographed, alt_texts):
    dreamt = picture(studio)
    button(studio, "none").click()
    studio.get_by_text("Next: the picture to dream on").wait_for()
    button(studio, "ellipse").click()
    studio.get_by_text("Next: where the dream may go").wait_for()
    photographed(page, "studio-mask-after-dream")
    assert picture(studio) == dreamt
    assert "Where the dream may go: the part in color (cat)." in alt_texts(studio)
    studio.locator(".dreamkit-caption", has_text=re.compile("^The dream")).wait_for()


def test_the_code_is_copied_whole(page, studio):
    box = studio.locator(".dreamkit-code textarea")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    studio.get_by_role("button", name="Copy the code").click()
    studio.get_by_role("button", name="Copied").wait_for()
    page.context.grant_permissions(["clipboard-read"])
    assert page.evaluate("navigator.clipboard.readText()") == box.input_value()


def test_a_goal_from_a_list_and_from_a_text(page, studio, photographed):
    button(studio, "layers").click()
    studio.locator("select[multiple]").select_option(["mixed3", "mixed5"])
    says(studio, r"mixed3 \+ mixed5")
    photographed(page, "studio-layers")
    button(studio, "text").click()
    typed = studio.locator("input[type=text]:visible").first
    assert typed.input_value() == "mixed3 + mixed5"
    typed.fill("mixed3 mixed5")
    studio.locator(".dreamkit-mark", has_text="a + or - is missing").wait_for()
    assert button(studio, "Run").is_disabled()
    says(studio, "cannot be read at the mark")
    typed.fill("mixed3^2 + mixed9")
    mark = studio.locator(".dreamkit-mark", has_text="in dreamnet; did you mean")
    mark.wait_for()
    assert mark.evaluate("mark => mark.scrollWidth <= mark.clientWidth")  # nothing is cut off
    photographed(page, "studio-goal-error")
    typed.fill("mixed3^2")
    studio.locator(".dreamkit-mark").wait_for(state="detached")


def test_bad_files_and_addresses_are_told(server, page, studio, photographed):
    button(studio, "upload").first.click()
    (server[1] / "notes.txt").write_text("dear diary")
    with page.expect_file_chooser() as opening:
        studio.locator(".widget-upload:visible").click()
    opening.value.set_files(server[1] / "notes.txt")
    says(studio, "'notes.txt' is not a picture")
    button(studio, "web").click()
    studio.get_by_placeholder("https://...").fill("http://127.0.0.1:9/cat.png")
    button(studio, "Fetch").click()
    says(studio, "cannot be fetched")
    photographed(page, "studio-web-error")


@pytest.mark.parametrize("width", [700, 780, 1000])
def test_nothing_sticks_out_of_a_narrow_window(page, studio, photographed, width):
    page.set_viewport_size({"width": width, "height": 1180})
    page.wait_for_function("width => window.innerWidth === width", arg=width)
    photographed(page, f"studio-{width}")
    wide, room = studio.evaluate(
        "panel => [panel.scrollWidth, panel.closest('.jp-OutputArea-output').clientWidth]"
    )
    assert wide <= room
