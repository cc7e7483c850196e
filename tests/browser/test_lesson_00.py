"""Lesson 00 as a student meets it: JupyterLab in a real browser, no clicks spared.

DREAMKIT_SCREENSHOTS=FOLDER keeps pictures of what was seen.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import dreamkit as dk

pytestmark = pytest.mark.browser

LESSONS = Path(__file__).resolve().parents[2] / "lessons"
LESSON = "00_first_dream.ipynb"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START, CELLS, PICTURE = 60_000, 240_000, 120_000  # milliseconds until a wait has hung
PANEL = ".dreamkit:visible"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A JupyterLab of its own on a copy of the lessons: (address with the lesson, its folder)."""
    home = tmp_path_factory.mktemp("jupyter")
    folder = home / "lessons"
    shutil.copytree(LESSONS, folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    quiet = home / "settings" / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True)
    (quiet / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command += [f"--ServerApp.root_dir={folder}", "--IdentityProvider.token="]
    own = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    process = subprocess.Popen(
        command,
        env={**os.environ, **{key: str(value) for key, value in own.items()}},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that its kernels end with it
    )
    said, ready = [], threading.Event()

    def listen():
        for line in process.stderr:
            said.append(line)
            if f"http://127.0.0.1:{port}/lab" in line:
                ready.set()
        ready.set()

    threading.Thread(target=listen, daemon=True).start()
    try:
        assert ready.wait(START / 1000) and process.poll() is None, "".join(said)
        yield f"http://127.0.0.1:{port}/lab/tree/{LESSON}?reset", folder
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="module")
def page():
    if CHROMIUM is None:
        pytest.skip("no Chromium here: neither chromium, chromium-browser nor google-chrome")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1400, "height": 1000})
        opened.set_default_timeout(START)
        yield opened
        photograph(opened, "lesson-00-last")  # after a failure, what was there instead
        browser.close()


def photograph(page, name):
    if folder := os.environ.get("DREAMKIT_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def status(page, text, timeout=PICTURE):
    """Wait until the panel says `text`."""
    said = page.locator(f"{PANEL} .dreamkit-note", has_text=re.compile(text))
    said.wait_for(timeout=timeout)
    return said.inner_text()


def picture(page):
    """The address of the bytes that the panel's Image shows; a new picture has a new one."""
    return page.locator(f"{PANEL} img").get_attribute("src")


def upload(page, path):
    with page.expect_file_chooser() as opening:
        page.locator(f"{PANEL} .widget-upload").click()
    opening.value.set_files(path)


def test_a_student_dreams_cancels_dreams_again_and_saves(server, page):
    address, folder = server
    page.goto(address)
    page.locator(".jp-Notebook").wait_for()
    # Before its kernel is there, JupyterLab answers Run with a question.
    page.locator(".jp-StatusBar-Widget", has_text="| Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    page.locator(".dreamkit").wait_for(state="attached", timeout=CELLS)
    page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=CELLS)
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    page.locator(f"{PANEL} button.mod-primary").scroll_into_view_if_needed()
    page.locator(f"{PANEL} select").last.wait_for()
    photograph(page, "lesson-00-before")
    dream = page.locator(f"{PANEL} button.mod-primary")
    cancel = page.locator(f"{PANEL} button", has_text="Cancel")
    save = page.locator(f"{PANEL} button", has_text="Save")
    assert save.is_disabled() and cancel.is_disabled()

    before = picture(page)
    dream.click()
    status(page, r"Step \d+ of \d+")
    page.wait_for_function(
        "([where, old]) => document.querySelector(where).src !== old", arg=[".dreamkit img", before]
    )
    photograph(page, "lesson-00-dreaming")
    cancel.click()
    status(page, "Cancelled")
    assert save.is_disabled()

    dream.click()
    status(page, "Done in")
    save.click()
    status(page, "Saved as")
    photograph(page, "lesson-00-after")
    saved = folder / "my_dream.png"
    assert dk.load_image(saved).shape == dk.sample("cat").shape
    assert dk.read_settings(saved)["network"] == "dreamnet"

    dreamt = picture(page)
    slider = page.locator(f"{PANEL} .noUi-handle").last
    slider.focus()
    for _ in range(4):
        slider.press("PageDown")
    page.wait_for_function(
        "([where, old]) => document.querySelector(where).src !== old", arg=[".dreamkit img", dreamt]
    )
    photograph(page, "lesson-00-compare")

    (folder / "notes.txt").write_text("dear diary")
    upload(page, folder / "notes.txt")
    page.locator(f"{PANEL} .dreamkit-trouble", has_text="is not a picture").wait_for()
    photograph(page, "lesson-00-error")
    upload(page, saved)
    status(page, "my_dream.png is ready")
