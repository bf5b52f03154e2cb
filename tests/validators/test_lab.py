"""`qep lab` in a real browser, as an analyst uses it: nothing is typed but a site. `QEP_PICTURES`: where the pictures go."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.validators, pytest.mark.xdist_group("lab")]
WAIT_MS = 90_000
RUNS = ("cher-2020",)
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, imported_workspace):
    """The Cher of 2020, imported and not produced."""
    return imported_workspace(tmp_path_factory.mktemp("atelier") / "espace", RUNS)


@pytest.fixture(scope="module")
def address(workspace):
    """The address of a `qep lab` of that workspace, token included."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = workspace.root / "lab.log"
    command = [sys.executable, "-m", "qep_lib.cli", "lab", "--no-browser", "--port", str(port)]
    home = workspace.root / "jupyter"
    environment = os.environ | {"QEP_WORKSPACE": str(workspace.root), "JUPYTER_CONFIG_DIR": str(home)}
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=workspace.root, env=environment, stdout=said, stderr=said)
    try:
        limit = time.monotonic() + WAIT_MS / 1000
        while not (found := re.search(r"token=(\w+)", log.read_text(encoding="utf-8"))):
            assert process.poll() is None and time.monotonic() < limit, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/lab/tree/data/atelier/accueil.ipynb?reset&token={found[1]}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def home(browser, address):
    """The home, as it opens by itself, in French."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 960}, locale="fr-FR", permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(address)
    expect(seen(page, "button", "Produire")).to_be_visible(timeout=WAIT_MS)
    yield page
    context.close()


def seen(page, selector, words):
    """The visible thing that has these words."""
    return page.locator(f"{selector}:visible", has_text=words).first


def open_tab(page, title):
    """Press one of the tabs of the home, or of the explorers."""
    page.locator(".jupyter-widget-tab .lm-TabBar-tab:visible", has_text=title).first.click()


def picture(page, name):
    """Keep what is on the screen for the guide, where asked."""
    if folder := os.environ.get("QEP_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_a_bilan_is_produced_and_opened_without_typing_a_command(home, workspace):
    """Site, report, « Produire »; then its page and its PDF open beside, and its Word file is downloaded."""
    expect(home.get_by_text("Fichier", exact=True).first).to_be_visible()
    home.locator("input[placeholder*='Nom ou code']:visible").fill("Cher")
    home.keyboard.press("Tab")
    expect(home.locator("input[placeholder*='2020']:visible")).to_have_value("2020")
    home.get_by_label("Rapport", exact=True).select_option(label="Bilan qualité")
    seen(home, "button", "Produire").click()
    expect(home.get_by_text("reste environ").or_(home.get_by_text("en cours :")).first).to_be_visible()
    picture(home, "produire-en-cours")
    expect(home.get_by_text("Lancement terminé : 1 rapport publié.")).to_be_visible(timeout=WAIT_MS)
    picture(home, "produire")
    with home.expect_download() as downloaded:
        home.locator(".qep-lab a:text-is('Word')").first.click()
    assert downloaded.value.suggested_filename == "bilan.docx"
    home.locator(".qep-lab a:text-is('PDF')").first.click()
    expect(home.locator(".lm-TabBar-tabLabel", has_text="bilan.pdf")).to_be_visible()
    assert (workspace.reports / "18/2020/interne/bilan/bilan.pdf").read_bytes().startswith(b"%PDF")


def test_a_site_that_is_not_one_is_told_with_the_nearest(home):
    """In one sentence, in the form; nothing of Python is seen."""
    home.locator("input[placeholder*='Nom ou code']:visible").fill("Chre")
    home.keyboard.press("Tab")
    home.locator("input[placeholder*='2020']:visible").fill("2020")
    seen(home, "button", "Produire").click()
    expect(home.locator(".qep-lab [role=alert]:visible")).to_contain_text("« Cher »")
    picture(home, "site-inconnu")
    assert home.get_by_text("Traceback").count() == 0


def test_a_survey_is_explored_and_its_call_gives_the_same_table(home):
    """Crossed and filtered by menus, exported, put in the notebook and run there: the same figures."""
    open_tab(home, "Explorer")
    home.get_by_label("Vue", exact=True).locator("visible=true").first.select_option(
        label="Tri croisé de deux questions"
    )
    home.get_by_label("Question", exact=True).locator("visible=true").first.select_option(label="Temps d'attente")
    home.get_by_label("Selon", exact=True).locator("visible=true").first.select_option(label="Motif de la visite")
    seen(home, "button", "Exporter, garder").click()
    expect(home.get_by_text("Copier l’appel").first).to_be_visible()
    picture(home, "explorer")
    with home.expect_download() as downloaded:
        home.locator("a:text-is('Excel'):visible").first.click()
    assert downloaded.value.suggested_filename.endswith(".xlsx")
    home.locator("[data-qep-copy]:visible").first.click()
    expect(home.get_by_text("Copié").first).to_be_visible()
    code = home.evaluate("navigator.clipboard.readText()")
    assert 'bench.survey("18", "2020").cross("waiting_time", by="visit_reason")' in code
    shown = home.locator(".qep img:visible").first.get_attribute("src")
    home.locator("[data-qep-insert]:visible").first.click()
    expect(home.locator(".lm-TabBar-tabLabel", has_text="carnet.ipynb")).to_be_visible()
    kept = home.locator(".jp-NotebookPanel:visible .jp-CodeCell")
    expect(kept).to_have_count(1)
    expect(home.locator(".jp-NotebookPanel:visible [data-status='idle']").first).to_be_visible()
    kept.click()
    home.keyboard.press("Control+Enter")
    expect(kept.locator(".qep img").first).to_be_visible()
    assert kept.locator(".qep img").first.get_attribute("src") == shown


def test_late_requests_and_their_rows(home):
    """Which were late, and all the rows to sort and search."""
    open_tab(home, "Explorer")
    open_tab(home, "Demandes")
    expect(home.get_by_text("Demandes hors délai : 5").first).to_be_visible()
    seen(home, "button", "Voir les lignes").click()
    rows = home.locator("table.dataTable:visible")
    expect(rows).to_contain_text("2020-001")
    home.locator("input[type=search]:visible").fill("hors délai")
    expect(rows).not_to_contain_text("2020-001")
    picture(home, "demandes")


def test_the_state_and_the_words_of_the_service(home):
    """What the last batch became; fields beside the figures to write from."""
    open_tab(home, "État")
    expect(home.get_by_text(re.compile("Dernier lancement|Rien n'a encore été lancé")).first).to_be_visible()
    picture(home, "etat")
    open_tab(home, "Mes textes")
    home.locator("input[placeholder*='Nom ou code']:visible").fill("18")
    home.keyboard.press("Tab")
    seen(home, "button", "Ouvrir").click()
    expect(home.locator("textarea:visible").first).to_be_visible()
    picture(home, "textes")


def test_the_home_is_closed_without_a_question(home):
    """It is laid anew each time: there is nothing of it to save."""
    assert home.locator(".jp-mod-dirty").count() == 0
    home.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon").first.click()
    expect(home.locator(".jp-NotebookPanel")).to_have_count(0)
    assert home.locator(".jp-Dialog").count() == 0
