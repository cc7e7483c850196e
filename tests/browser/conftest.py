"""JupyterLab in a real browser, for the tests beside this file.

DREAMKIT_SCREENSHOTS=FOLDER keeps pictures of what was seen.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
ERRORS = '[data-mime-type="application/vnd.jupyter.stderr"]'  # with what is written to stderr
START, CELLS = 60_000, 240_000  # milliseconds until a wait has hung


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A JupyterLab of its own on a copy of the lessons: (address of its tree, their folder).

    The exercises lie in a folder beside them, which the server shows as well.
    """
    home = tmp_path_factory.mktemp("jupyter")
    folder = home / "lessons"
    clean = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(ROOT / "lessons", folder, ignore=clean)
    shutil.copytree(ROOT / "exercises", folder / "exercises", ignore=clean)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    _set(home, "apputils-extension/notification", quiet)
    # All cells are in the page, also those that one would have to scroll to.
    _set(home, "notebook-extension/tracker", {"windowingMode": "none"})
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
        yield f"http://127.0.0.1:{port}/lab/tree", folder
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _set(home, name, settings):
    path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings))


@pytest.fixture(scope="module")
def page(request):
    if CHROMIUM is None:
        pytest.skip("no Chromium here: neither chromium, chromium-browser nor google-chrome")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1400, "height": 1000})
        opened.set_default_timeout(START)
        yield opened
        photograph(
            opened, f"{request.module.__name__}-last"
        )  # after a failure, what was there instead
        browser.close()


@pytest.fixture(scope="module")
def run_all(server, page):
    """A function: open a notebook of the server's folder and run it all.

    Without an error, unless `panel` is False: then it waits for no panel and asks for nothing.
    """

    def run(notebook, panel=True):
        page.goto(f"{server[0]}/{notebook}?reset")
        page.locator(".jp-Notebook").wait_for()
        # Before its kernel is there, JupyterLab answers Run with a question.
        page.locator(".jp-StatusBar-Widget", has_text="| Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        if panel:
            page.locator(".dreamkit").wait_for(state="attached", timeout=CELLS)
        else:  # the last cell has begun, and so the kernel is busy until it ends
            page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output").first.wait_for()
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(timeout=CELLS)
        assert not panel or page.locator(ERRORS).count() == 0

    return run


@pytest.fixture(scope="module")
def alt_texts():
    """A function: the alt texts of all pictures of a panel that are shown, each a sentence."""

    def read(panel):
        texts = panel.locator("img:visible").evaluate_all("all => all.map(one => one.alt)")
        assert texts and all(text.strip().endswith(".") for text in texts), texts
        return texts

    return read


@pytest.fixture(scope="module")
def photographed():
    """A function: keep a picture of the page, where the variable asks for it."""
    return photograph


def photograph(page, name):
    if folder := os.environ.get("DREAMKIT_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")
