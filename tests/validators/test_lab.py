"""`qep lab` in a real browser, as an analyst uses it: nothing is typed but a site."""

import re

import pytest
from playwright.sync_api import expect
from served import choose, open_tab, opened_home, picker, picture, seen, served

from qep_lib.files import CHECKPOINTS

pytestmark = pytest.mark.validators
RUNS = ("cher-2020",)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, imported_workspace):
    """The Cher of 2020, imported and not produced."""
    return imported_workspace(tmp_path_factory.mktemp("atelier") / "espace", RUNS)


@pytest.fixture(scope="module")
def address(workspace):
    """The address of a `qep lab` of that workspace, token included."""
    home = str(workspace.root / "jupyter")
    with served(workspace, "lab", "--no-browser", JUPYTER_CONFIG_DIR=home) as (root, token):
        yield f"{root}lab/tree/data/atelier/accueil.ipynb?reset&token={token}"


@pytest.fixture
def home(new_page, address):
    """The home, as it opens by itself, in French."""
    return opened_home(new_page(permissions=["clipboard-read", "clipboard-write"]), address)


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
    expect(home.get_by_text("Lancement terminé : 1 rapport publié.")).to_be_visible()
    picture(home, "produire")
    with home.expect_download() as downloaded:
        home.locator(".qep-lab a:text-is('Word')").first.click()
    assert downloaded.value.suggested_filename == "bilan.docx"
    open_tab(home, "État")
    expect(home.get_by_text("Dernier lancement terminé : 1 rapport publié.")).to_be_visible()
    picture(home, "etat")
    open_tab(home, "Produire")
    home.locator(".qep-lab a:text-is('PDF')").first.click()
    expect(home.locator(".lm-TabBar-tabLabel", has_text="bilan.pdf")).to_be_visible()
    # Beside the home, which is left in sight.
    expect(home.locator(".jp-Document iframe:visible, .jp-PDFContainer:visible").first).to_be_visible()
    expect(seen(home, "button", "Produire")).to_be_visible()
    picture(home, "pdf-a-cote")
    assert (workspace.reports / "18/2020/interne/bilan/bilan.pdf").read_bytes().startswith(b"%PDF")
    # JupyterLab keeps a copy of what it opens: elsewhere.
    assert [*workspace.checkpoints.rglob("bilan-checkpoint.pdf")] and not [*workspace.reports.rglob(CHECKPOINTS)]


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
    """Crossed and filtered by menus, exported, put in the notebook where it runs: the same figures."""
    open_tab(home, "Explorer")
    picker(home, "Vue").select_option(label="Tri croisé de deux questions")
    picker(home, "Question").select_option(label="Temps d'attente")
    picker(home, "Selon").select_option(label="Motif de la visite")
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
    kept = (
        home.locator(".jp-NotebookPanel:visible .jp-CodeCell", has_text='by="visit_reason"').locator(".qep img").first
    )
    expect(kept).to_have_attribute("src", shown)


def test_an_address_that_is_copied_opens_the_same_view(home, new_page, address):
    """In a page of its own: the same menus, the same drawing."""
    open_tab(home, "Explorer")
    choose(home, "Vue", "Tri croisé de deux questions")
    choose(home, "Question", "Temps d'attente")
    choose(home, "Selon", "Motif de la visite")
    seen(home, "button", "Exporter, garder").click()
    seen(home, "button", "Copier l’adresse").click()
    expect(home.get_by_text("Copié").first).to_be_visible()
    copied = home.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(address.partition("?")[0] + "?explorer=survey&site=18&period=2020&view=cross&")
    shown = home.locator(".qep img:visible").first.get_attribute("src")
    # The token is of the browser, not of the address.
    page = new_page()
    page.goto(f"{copied}&{address.partition('?')[2]}")
    expect(page.locator(".qep img:visible").first).to_have_attribute("src", shown)
    assert picker(page, "Question").input_value() == "Temps d'attente"


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


def test_the_words_of_the_service(home):
    """Fields beside the figures to write from."""
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


def test_rows_set_aside_are_prepared_then_corrected(home, workspace):
    """A folder is read, what only a person knows is answered; the cell that set a row aside is corrected, not its file."""
    folder = workspace.deposits / "18" / "2021"
    folder.mkdir(parents=True)
    lines = [f"{n};0{1 + n % 9}/03/2021;Courriel;Réclamation;{10 + n % 9}/03/2021" for n in range(40)]
    lines[7] = "7;32/03/2021;Courriel;Réclamation;17/03/2021"
    content = "\n".join(["N°;Reçu le;Canal;Nature;Répondu le", *lines, ""])
    (folder / "registre.csv").write_text(content, encoding="utf-8")
    open_tab(home, "Mes fichiers")
    for placeholder, words in (("Nom ou code", "18"), ("2020", "2021"), ("Chemin du dossier", "depots/18/2021")):
        home.locator(f"input[placeholder*='{placeholder}']:visible").fill(words)
        home.keyboard.press("Tab")
    seen(home, "button", "Lire les fichiers").click()
    keep = home.locator("button:visible", has_text="Écrire et importer")
    asked = home.get_by_text(re.compile(r"^Question \d+ ;")).locator("visible=true")
    for number in range(1, 20):
        expect(keep.or_(home.get_by_text(f"Question {number} ;")).first).to_be_visible()
        if keep.count():
            break
        if number == 1:
            picture(home, "question")
        is_proposed = home.locator("input[type=radio]:checked").count()
        seen(home, "button", "Répondre" if is_proposed else "Laisser de côté").click()
    assert asked.count() == 0
    done = home.get_by_text("C'est fait.")
    keep.click()
    expect(done).to_be_visible()
    open_tab(home, "Mes fichiers")
    expect(home.get_by_text("1 sur 40 lignes écartées").first).to_be_visible()
    picker(home, "Corriger").select_option(index=1)
    expect(home.get_by_text("32/03/2021").first).to_be_visible()
    home.get_by_label("Correction", exact=True).fill("12/03/2021")
    home.keyboard.press("Tab")
    picture(home, "corriger")
    seen(home, "button", "Corriger et importer").click()
    expect(done).to_have_count(0)
    expect(done).to_be_visible()
    open_tab(home, "Mes fichiers")
    expect(home.get_by_text("1 sur 40 lignes écartées")).to_have_count(0)
    assert (folder / "registre.csv").read_text(encoding="utf-8") == content
