"""The fifteen questions of the guide in a real browser, by clicks alone: what is shown is what the line of the guide gives."""

from pathlib import Path

import pandas as pd
import pytest
from guide_lines import answers
from playwright.sync_api import expect
from served import choose, french_context, open_tab, opened_home, picture, seen, served

from qep_lib import open_workbench
from qep_lib.display.elements import Table
from qep_lib.workbench.explorers import REGION_VIEWS, REQUEST_VIEWS, SITE_VIEWS, SURVEY_VIEWS
from qep_lib.workbench.panel import OPENING, Panel

pytestmark = pytest.mark.validators
RUNS = ("cher-2020", "centre-val-de-loire-2021", "essonne-2019")
CHER = (("Site", "Préfecture du Cher"), ("Période", "année 2020"))
EURE_ET_LOIR = (("Site", "Préfecture d'Eure-et-Loir"), ("Période", "année 2021"))
CROSSED = ("Vue", "Tri croisé de deux questions")
QUEUE = ("Question", "Gestion de la file d'attente")
DELAYS = ("Demandes", (*CHER, ("Vue", "Répartition des délais")))
BY_CHANNEL = ("Demandes", (*CHER, ("Vue", "Dans le délai, par groupe"), ("Selon", "Canal")))
BY_REASON = ("Enquête", (*CHER, CROSSED, QUEUE, ("Selon", "Motif de la visite")))
CLICKS = {
    "satisfaction selon le motif de la visite": BY_REASON,
    "… selon le mois": ("Enquête", (*EURE_ET_LOIR, CROSSED, QUEUE, ("Selon", "Mois de la réponse"))),
    "… selon le mode de recueil": ("Enquête", (*CHER, CROSSED, QUEUE, ("Selon", "Mode de recueil"))),
    "… avec deux filtres": (
        "Enquête",
        (
            *(*EURE_ET_LOIR, ("Vue", "Tri à plat d'une question"), QUEUE),
            *(("Filtre 1", "Mode de recueil"), ("Réponses 1", "À l'accueil")),
            *(("Filtre 2", "Motif de la visite"), ("Réponses 2", "Titres de séjour (usagers étrangers)")),
        ),
    ),
    "deux années d'une enquête": (
        "Enquête",
        (*EURE_ET_LOIR, ("Vue", "À côté d'une autre enquête"), ("À côté de", "Même site, année 2020")),
    ),
    "réponses dans le délai par canal": BY_CHANNEL,
    "quelles réclamations furent en retard": (
        "Demandes",
        (*CHER, ("Vue", "Demandes hors délai"), ("Nature", "Réclamations")),
    ),
    "pourquoi : thème, canal, mois": (
        "Demandes",
        (*CHER, ("Vue", "Dans le délai, par groupe"), ("Selon", "Thème"), ("Nature", "Réclamations")),
    ),
    "combien de temps prennent les réponses": DELAYS,
    "les lignes derrière un chiffre": (
        "Enquête",
        (*CHER, CROSSED, ("Question", "Temps d'attente"), ("Selon", "Motif de la visite")),
    ),
    "un tableau dans Excel": BY_CHANNEL,
    "une figure dans un document": DELAYS,
    "garder la vue": BY_REASON,
    "la montrer à un collègue sans Jupyter": DELAYS,
    "région : ce qui progresse ou recule, sous l'objectif, sous-préfectures seules": (
        "Région",
        (("Région", "Centre-Val de Loire"), ("Période", "année 2021"), ("Vue", "Chiffres qui ont reculé")),
    ),
}
"""Question → the tab that is opened, then what is chosen in its pickers, one after the other."""
UNFILTERED = dict.fromkeys(("Filtre 3", "Filtre 2", "Filtre 1"), "aucun") | dict.fromkeys(
    ("Canal", "Thème", "Nature", "Mois"), "tous"
)
LINKS = {".xlsx": "Excel", ".png": "Image PNG", ".pdf": "PDF"}
PICTURES = {
    "… avec deux filtres": "filtres",
    "deux années d'une enquête": "deux-annees",
    "réponses dans le délai par canal": "delais-par-canal",
    "les lignes derrière un chiffre": "lignes",
    "garder la vue": "carnet",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, imported_workspace, odd_region):
    """The Cher of 2020, a region of 2021 whose surveys have two years, and sub-prefectures of 2019."""
    return imported_workspace(tmp_path_factory.mktemp("questions") / "espace", RUNS, odd_region)


@pytest.fixture(scope="module")
def address(workspace):
    """The address of a `qep lab` of that workspace, token included."""
    with served(workspace, "lab", "--no-browser", JUPYTER_CONFIG_DIR=str(workspace.root / "jupyter")) as (root, token):
        yield f"{root}lab/tree/data/atelier/accueil.ipynb?reset&token={token}"


@pytest.fixture(scope="module")
def page(browser, address):
    """The explorers of the home: one page for all the questions, asked one after the other as in a morning of work."""
    context = french_context(browser)
    page = opened_home(context.new_page(), address)
    open_tab(page, "Explorer")
    yield page
    context.close()


@pytest.fixture
def explorer(page):
    """That page as the next question finds it: nothing is filtered, nothing is unfolded."""
    seen(page, ".lm-TabBar-tabLabel", "accueil.ipynb").click()
    yield page
    seen(page, ".lm-TabBar-tabLabel", "accueil.ipynb").click()
    while (opened := page.locator("button.mod-active:visible")).count():
        opened.first.click()
    for label, nothing in UNFILTERED.items():
        if page.get_by_label(label, exact=True).locator("visible=true").count():
            choose(page, label, nothing)


def test_every_question_of_the_guide_is_clicked():
    """All fifteen, by their names."""
    assert [*CLICKS] == [*answers()] and len(CLICKS) == 15


@pytest.mark.parametrize("question", CLICKS)
def test_a_question_is_answered_by_clicks(explorer, workspace, question, monkeypatch, tmp_path):
    """The same view, rows, file or menus as the line that the guide gives beside."""
    monkeypatch.setenv("QEP_WORKSPACE", str(workspace.root))
    monkeypatch.chdir(tmp_path)
    tab, choices = CLICKS[question]
    open_tab(explorer, tab)
    for label, option in choices:
        choose(explorer, label, option)
    line = answers()[question]
    found = eval(line, {"bench": open_workbench()})
    if isinstance(found, pd.DataFrame):
        seen(explorer, "button", "Voir les lignes").click()
        expect(explorer.locator(".dt-info:visible")).to_have_text(f"1 à 15 sur {len(found)}")
        heads = explorer.locator("table.dataTable:visible thead th").all_inner_texts()
        assert [*filter(None, heads)] == [*found.columns]
    else:
        seen(explorer, "button", "Exporter, garder").click()
        check(explorer, found, line)
    if question in PICTURES:
        picture(explorer, PICTURES[question])


def check(page, found, line):
    """What the page shows against what the line gave."""
    if isinstance(found, Path):
        with page.expect_download() as downloaded:
            page.locator(f"a:text-is('{LINKS[found.suffix]}'):visible").first.click()
        assert Path(downloaded.value.path()).read_bytes() == found.read_bytes()
    elif isinstance(found, Panel):
        expect(page.locator("pre:visible").nth(1)).to_have_text(OPENING.format(audience="") + line)
        shown = page.locator(".qep img:visible").first.get_attribute("src")
        page.locator("[data-qep-insert]:visible").nth(1).click()
        kept = page.locator(".jp-NotebookPanel:visible .jp-CodeCell", has_text="explore_survey").last
        expect(kept.locator(".qep img").first).to_have_attribute("src", shown)
        expect(kept.locator("select").nth(2)).to_have_value(
            kept.locator("option", has_text=CROSSED[1]).get_attribute("value")
        )
    else:
        expect(page.locator("pre:visible").first).to_have_text(OPENING.format(audience="") + line)
        expect(page.locator(".qep:visible").first).to_contain_text(found.caption.replace("'", "’"))
        if isinstance(found, Table):
            assert page.locator(".qep:visible tbody tr").count() == len(found.rows)
        else:
            assert page.locator(".qep img:visible").first.get_attribute("src") in found._repr_mimebundle_()["text/html"]


IN_ONE_SCREEN = """() => {
  const shown = [...document.querySelectorAll(".jp-Cell-outputWrapper")].find((e) => e.offsetParent && e.querySelector(".qep"));
  const room = document.querySelector(".jp-NotebookPanel-notebook").clientHeight;
  const cut = [...document.querySelectorAll(".qep-scroll")].filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth);
  return [shown.getBoundingClientRect().height <= room, cut.map((e) => e.innerText.slice(0, 80))];
}"""


@pytest.mark.parametrize(
    ("tab", "subject", "views"),
    [
        ("Enquête", EURE_ET_LOIR, SURVEY_VIEWS),
        ("Demandes", CHER, REQUEST_VIEWS),
        ("Site", CHER, SITE_VIEWS),
        ("Région", (("Région", "Centre-Val de Loire"), ("Période", "année 2021")), REGION_VIEWS),
    ],
)
def test_every_view_is_one_screen_and_none_of_its_tables_is_cut(explorer, tab, subject, views):
    """Menus and view, at 1280 by 960: no higher than what JupyterLab leaves, and as wide as its widest table."""
    open_tab(explorer, tab)
    for label, option in (*subject, *(("Vue", title) for title in views.values())):
        choose(explorer, label, option)
        if label == "Vue":
            explorer.wait_for_function(f"({IN_ONE_SCREEN})()[0]")
            assert explorer.evaluate(IN_ONE_SCREEN) == [True, []], option


def test_the_other_lists_of_a_region_and_its_sub_prefectures_are_clicks(explorer):
    """The other halves of the last question."""
    open_tab(explorer, "Région")
    choose(explorer, "Période", "année 2021")
    choose(explorer, "Vue", "Un indicateur, site par site")
    picture(explorer, "region")
    choose(explorer, "Vue", "Objectif non atteint")
    expect(explorer.get_by_text("sous l’objectif").first).to_be_visible()
    choose(explorer, "Région", "France entière")
    choose(explorer, "Sites", "Sous-préfectures")
    choose(explorer, "Vue", "Un indicateur, site par site")
    shown = explorer.locator(".qep-table:visible tbody th")
    expect(shown.filter(has_text="Étampes")).to_be_visible()
    assert all(name.startswith("Sous-préfecture") for name in shown.all_inner_texts())
