"""From `qep lab` to the first figure, beside plain JupyterLab with `import pandas, seaborn` and one plot, in a browser.

Usage: python -m benchmarks.lab_start [repeats]. The two take turns in one run on one machine, each with a server of its own and a
fresh page of one Chromium that is already open. Timed: from the start of the command to the figure in the page. Both sides are
pressed by a script, so that no hesitation is timed: « Explorer » on ours, « Run the cell » on the other.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from benchmarks.timing import Spread
from benchmarks.workspaces import make_workspace

TARGET = 1.5
WAIT_MS = 180_000
PLAIN_CELL = (
    "import pandas as pd\n"
    "import seaborn as sns\n"
    "frame = pd.DataFrame({'canal': ['accueil', 'web'] * 50, 'note': range(100)})\n"
    "sns.barplot(frame, x='canal', y='note')"
)


def main() -> int:
    """Print the seconds of both and their ratio; 1 when the target is missed."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace, _ = make_workspace(Path(folder) / "espace", 1)
        plain = _plain_folder(Path(folder) / "simple")
        # Both from compiled modules, whatever the shell says of them: nobody starts from sources twice.
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder) / "octets")}
        browser = launched(playwright)
        ours = [sys.executable, "-m", "qep_lib.cli", "lab", "--no-browser"]
        theirs = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
        found: dict[str, list[float]] = {"qep lab": [], "JupyterLab": []}
        # The first of each is not counted: it fills the caches of the disk for both.
        for turn in range(repeats + 1):
            place = {"QEP_WORKSPACE": str(workspace.root), "JUPYTER_CONFIG_DIR": str(Path(folder) / f"a{turn}")}
            one = _seconds(browser, [*ours, "--port"], workspace.root, place, "data/atelier/accueil.ipynb", _explore)
            place = {"JUPYTER_CONFIG_DIR": str(Path(folder) / f"b{turn}")}
            other = _seconds(browser, [*theirs, "--ServerApp.port"], plain, place, "essai.ipynb", _run_all)
            if turn:
                found["qep lab"].append(one)
                found["JupyterLab"].append(other)
        browser.close()
    for name, values in found.items():
        print(f"{name:12}{Spread(tuple(values)).words()} s to the first figure")
    ratio = Spread(tuple(a / b for a, b in zip(*found.values(), strict=True)))
    print(f"target first figure, times plain JupyterLab (at most {TARGET}): {ratio.words()}")
    return int(ratio.median > TARGET)


def launched(playwright: Playwright) -> Browser:
    """The Chromium of the system."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


def _seconds(
    browser: Browser,
    command: list[str],
    folder: Path,
    place: Mapping[str, str],
    notebook: str,
    press: Callable[[Page], None],
) -> float:
    """From the start of the server to what `press` waits for."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "serveur.log"
    context = browser.new_context(viewport={"width": 1280, "height": 960})
    context.set_default_timeout(WAIT_MS)
    start = time.monotonic()
    with log.open("wb") as said:
        server = subprocess.Popen([*command, str(port)], cwd=folder, env=os.environ | place, stdout=said, stderr=said)
    try:
        while not (token := re.search(r"token=(\w+)", log.read_text(encoding="utf-8"))):
            if server.poll() is not None:
                raise SystemExit(log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/lab/tree/{notebook}?reset&token={token[1]}")
        press(page)
        return time.monotonic() - start
    finally:
        context.close()
        server.terminate()
        server.wait(60)


def _explore(page: Page) -> None:
    """The home runs by itself; its explorer opens on a figure."""
    page.locator(".jupyter-widget-tab .lm-TabBar-tab", has_text="Explorer").first.click()
    page.locator(".qep img:visible").first.wait_for()


def _run_all(page: Page) -> None:
    """Run what is in the notebook once its kernel is there."""
    page.locator("[data-status='idle']").first.wait_for()
    # A key that comes before the kernel is joined is lost: it is pressed until the cell has run, or runs.
    prompt = page.locator(".jp-CodeCell .jp-InputPrompt").first
    while prompt.inner_text().strip() in ("", "[ ]:"):
        page.locator(".jp-CodeCell .jp-InputArea-editor").first.click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(300)
    page.locator(".jp-OutputArea-output img").first.wait_for()


def _plain_folder(folder: Path) -> Path:
    folder.mkdir()
    cell = {
        "cell_type": "code",
        "id": "essai",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": PLAIN_CELL,
    }
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "essai.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


if __name__ == "__main__":
    sys.exit(main())
