"""A server of ours in a process of its own, and what the suites do in its pages. `QEP_PICTURES`: where pictures go."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

WAIT_MS = 120_000
PICTURE_COLOURS = 64
expect.set_options(timeout=WAIT_MS)
WATCHED = """
  (() => {
    window.qepShown = null;
    const seen = () => [...document.querySelectorAll("[data-qep-drawn]")].filter((e) => e.offsetParent);
    const drawn = () => seen().map((e) => e.dataset.qepDrawn).join();
    const former = drawn();
    let start = null;
    document.addEventListener("change", () => { start = performance.now(); }, { capture: true, once: true });
    const observer = new MutationObserver(() => {
      const now = drawn();
      if (start === null || !now || now === former) return;
      observer.disconnect();
      // After the next drawing: what is told is what is seen.
      requestAnimationFrame(() => { window.qepShown = performance.now() - start; });
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  })()
"""
"""Begins to wait for the next drawing of the explorer that is seen: milliseconds from the choice. Of the busy sign before it
nothing is asked: a page that gets the sign and its end at once never shows it."""


@contextlib.contextmanager
def served(workspace, *words: str, **environment: str):
    """The address and the token of `qep` with those words, on a free port of this machine, once it says that it is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = workspace.root / f"{words[0]}.log"
    command = [sys.executable, "-m", "qep_lib.cli", *words, "--port", str(port)]
    environment = os.environ | {"QEP_WORKSPACE": str(workspace.root)} | environment
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=workspace.root, env=environment, stdout=said, stderr=said)
    try:
        limit = time.monotonic() + WAIT_MS / 1000
        while not (token := re.search(r"token=([\w-]+)\s", log.read_text(encoding="utf-8"))):
            assert process.poll() is None and time.monotonic() < limit, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/", token[1]
    finally:
        process.terminate()
        process.wait(30)


def seen(page, selector: str, words: str):
    """The visible thing that has these words."""
    return page.locator(f"{selector}:visible", has_text=words).first


def picker(page, label: str):
    """The visible field of that label."""
    return page.get_by_label(label, exact=True).locator("visible=true").first


def open_tab(page, title: str) -> None:
    """Press one of the tabs of the home, or of the explorers."""
    seen(page, ".jupyter-widget-tab .lm-TabBar-tab", title).click()


def french_context(browser, **options):
    """Pages of the size of a laptop, in French, that wait for as long as a server may take."""
    context = browser.new_context(viewport={"width": 1280, "height": 960}, locale="fr-FR", **options)
    context.set_default_timeout(WAIT_MS)
    return context


def opened_home(page, address: str):
    """The home in that page, as it opens by itself."""
    page.goto(address)
    expect(seen(page, "button", "Produire")).to_be_visible()
    return page


def choose(page, label: str, option: str) -> float:
    """Choose an option of a picker; the seconds until what it chooses is shown, 0 where it was chosen already."""
    field = picker(page, label)
    expect(field.locator("option", has_text=option).first).to_be_attached()
    # What an option says has unbreakable spaces; its value is what was given to the picker.
    is_chosen = field.evaluate("(e, words) => [...e.selectedOptions].some((one) => one.value === words)", option)
    if is_chosen:
        return 0.0
    # What was chosen before is shown first.
    page.wait_for_function("[...document.querySelectorAll('[data-qep-drawn]')].some((e) => e.offsetParent)")
    page.evaluate(WATCHED)
    field.select_option(label=option)
    return page.wait_for_function("window.qepShown").json_value() / 1000


def picture(page, name: str) -> None:
    """Keep what is on the screen for the guides, where asked: few colours, for a page has few."""
    if folder := os.environ.get("QEP_PICTURES"):
        path = Path(folder) / f"{name}.png"
        page.screenshot(path=str(path))
        Image.open(path).convert("RGB").quantize(PICTURE_COLOURS).save(path, optimize=True)
