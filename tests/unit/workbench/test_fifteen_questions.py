"""The fifteen questions of an analyst: each is answered by the line that the guide gives, and by what can be clicked."""

import base64
import dataclasses
import re
from pathlib import Path

import pandas as pd
import pytest
from guide_lines import answers

from qep_lib import open_workbench
from qep_lib.workbench.panel import Panel

SURVEY, REQUESTS, REGION = "explore_survey", "explore_requests", "explore_region"
OF_2021 = {"site": "28", "period": "2021"}
CLICKED = {
    "satisfaction selon le motif de la visite": (
        SURVEY,
        {"view": "cross", "item": "queue_management", "by": "visit_reason"},
    ),
    "… selon le mois": (SURVEY, {**OF_2021, "view": "cross", "item": "queue_management", "by": "month"}),
    "… selon le mode de recueil": (SURVEY, {"view": "cross", "item": "queue_management", "by": "mode"}),
    "… avec deux filtres": (
        SURVEY,
        {
            **OF_2021,
            "view": "frequency",
            "item": "queue_management",
            "where": {"mode": ["desk"], "visit_reason": ["foreign_titles"]},
        },
    ),
    "deux années d'une enquête": (SURVEY, {**OF_2021, "view": "beside", "other": "other_period=2020"}),
    "réponses dans le délai par canal": (REQUESTS, {"view": "on_time", "by": "channel"}),
    "quelles réclamations furent en retard": (REQUESTS, {"view": "late", "where": {"kind": "complaint"}}),
    "pourquoi : thème, canal, mois": (REQUESTS, {"view": "on_time", "by": "theme", "where": {"kind": "complaint"}}),
    "combien de temps prennent les réponses": (REQUESTS, {"view": "delays"}),
    "les lignes derrière un chiffre": (SURVEY, {"view": "cross", "item": "waiting_time", "by": "visit_reason"}),
    "un tableau dans Excel": (REQUESTS, {"view": "on_time", "by": "channel"}),
    "une figure dans un document": (REQUESTS, {"view": "delays"}),
    "garder la vue": (SURVEY, {"view": "cross", "item": "queue_management", "by": "visit_reason"}),
    "la montrer à un collègue sans Jupyter": (REQUESTS, {"view": "delays"}),
    "région : ce qui progresse ou recule, sous l'objectif, sous-préfectures seules": (REGION, {"view": "worsened"}),
}
"""Question → the explorer, and where its pickers stand."""


def clicked(bench, question):
    """The explorer with its pickers where a person puts them."""
    name, chosen = CLICKED[question]
    place = {"region": "region:24", "period": "2021"} if name == REGION else {"site": "18", "period": "2020"}
    return getattr(bench, name)(**{**place, **chosen})


def files(panel):
    """Name → bytes of the files that « Exporter, garder » offers."""
    panel.with_files.value = True
    page = panel.below.children[-1].outputs[0]["data"]["text/html"]
    found = re.findall(r'download="([^"]+)"[^>]*href="data:[^;]+;base64,([^"]+)"', page)
    return {name: base64.b64decode(content) for name, content in found}


def test_an_answer_that_is_not_one_is_told_in_french(bench):
    """In a call that opens the menus, as in any other."""
    panel = bench.explore_survey("18", "2020", view="frequency", where={"mode": ["deks"]})
    assert panel.shown[0].kind == "note" and "« desk »" in panel.shown[0].paragraphs[0]


def test_the_guide_answers_the_fifteen():
    """By their names, each with a line."""
    assert [*answers()] == [*CLICKED] and len(CLICKED) == 15


@pytest.mark.parametrize("question", CLICKED)
def test_a_question_has_the_same_answer_by_clicks_and_by_its_line(bench, question, tmp_path, monkeypatch):
    """The element of the view, its rows, its file or its menus: whatever the question asks for."""
    monkeypatch.chdir(tmp_path)
    panel = clicked(bench, question)
    assert panel.shown[0].kind != "note", panel.shown[0]
    found = eval(answers()[question], {"bench": bench})
    if isinstance(found, Path):
        assert files(panel)[next(name for name in files(panel) if name.endswith(found.suffix))] == found.read_bytes()
    elif isinstance(found, pd.DataFrame):
        panel.with_lines.value = True
        assert len(found) and panel.below.children[0]._df.equals(found)
    elif isinstance(found, Panel):
        assert found.shown == panel.shown and panel._opening() == answers()[question]
    else:
        assert found == panel.shown[0]


LISTS = {"improved": "progressé", "worsened": "reculé", "below_target": "objectif", "to_examine": "à examiner"}


@pytest.mark.parametrize("period", ["2020", "2021"])
@pytest.mark.parametrize("which", LISTS)
def test_a_list_of_a_region_has_figures_or_says_why_it_has_none(bench, which, period):
    """In one sentence, with what could be judged; never an empty table."""
    found = bench.region("region:24", period).figures(which)
    if found.kind == "table":
        assert found.rows and "—" not in found.rows[0][0].text
    else:
        (said,) = found.paragraphs
        assert LISTS[which] in said or said.endswith(" : rien ne peut être dit."), said
        assert " : " in said and said.endswith(".")
        assert files(bench.explore_region("region:24", period, view=which)).keys() == {"vue.docx", "vue.pdf"}


def test_why_a_list_is_empty(bench):
    """Nothing to compare with, nothing tested, nothing beyond chance; no target, or all reached; nothing read, or all within."""
    region = bench.region("region:24", "2021")
    figures = [figure for figure in region._gathered.figures() if figure.row.has_value]
    one = figures[0]

    def with_row(**changed):
        return dataclasses.replace(one, row=dataclasses.replace(one.row, **changed))

    unchanged, untested = with_row(change=None), with_row(change=1.0, is_change_demonstrated=None)
    tested, met = with_row(change=1.0, is_change_demonstrated=False), with_row(rating="met")
    for which, known, said in (
        ("improved", [unchanged], "Aucun chiffre ne se compare à sa valeur de 2020 : rien ne peut être dit."),
        ("improved", [unchanged, untested], "n'a de test contre le hasard : rien ne peut être dit."),
        (
            "improved",
            [untested, tested],
            "aucun écart favorable ne dépasse ce que le hasard explique (chiffres testés : 1 ;",
        ),
        ("worsened", [tested], "Aucun chiffre n'a reculé de façon démontrée depuis 2020 : aucun écart défavorable"),
        ("below_target", [with_row(rating=None)], "Pas d'objectif connu en 2021 : rien ne peut être dit."),
        ("below_target", [met], "le seul qui en ait un l'atteint"),
        ("below_target", [met, met], "les 2 qui en ont un l'atteignent"),
        ("to_examine", [dataclasses.replace(one, read=None)], "Aucun chiffre n'a assez de sites comparables"),
    ):
        assert said in region._why_none(which, known)


@pytest.fixture
def essonne(tmp_path, imported_workspace, monkeypatch):
    """The workbench of the Essonne of 2019, where sub-prefectures have a survey."""
    root = imported_workspace(tmp_path / "espace", ("essonne-2019", "centre-val-de-loire-2021")).root
    monkeypatch.setenv("QEP_WORKSPACE", str(root))
    return root


def test_sub_prefectures_alone_are_a_click(bench, essonne):
    """The other half of the last question: its own kind of sites, or every list of figures."""
    panel = open_workbench().explore_region("all", "2019", kind="sub_prefecture")
    assert panel.kind.value == "sub_prefecture" and panel.shown[0].kind != "note"
    assert "Sous-préfecture d'Étampes" in str(panel.shown) and "Préfecture de l'Essonne" not in str(panel.shown)
    figure, table = panel.shown[:2]
    assert "** chiffre fictif." in figure.caption and "** chiffre fictif." in table.notes
    # The drawing names both, whole.
    assert "Sous-préfecture de Palaiseau" in figure.svg.decode()


def test_a_country_is_the_prefectures_that_have_data(essonne):
    """To open a hundred others, to say of each that it has none, would take ten seconds."""
    panel = open_workbench().explore_region("all", "2021")
    members = panel._compared().context.members
    assert {"18", "28", "36"} <= {member.site.site_id for member in members} and len(members) < 10
    assert "kind" in panel.chosen() and "sites, année 2021)" in panel.shown[0].caption or len(members) <= 6
    assert panel.shown[0] in open_workbench().region(panel._subject(), "2021").show(panel.indicator.value)


def test_sub_prefectures_of_a_region_without_any_are_explained(essonne):
    """Where they are, in one sentence, and the menus stay; chosen, the year that moves with them is said."""
    panel = open_workbench().explore_region("region:24", "2021")
    panel.kind.value = "sub_prefecture"
    (note,) = panel.shown
    assert note.paragraphs[0] == (
        "Sous-préfectures (Centre-Val de Loire) : aucune n'a de données importées, il en faut deux pour comparer. "
        "À faire : choisir « France entière » dans « Région » (le pays en a 2), ou importer les fichiers d'une autre."
    )
    panel.region.value = "all"
    assert panel.shown[0].kind == "figure" and panel.period.value == "2019"
    told = panel.output.outputs[0]["data"]["text/plain"]
    assert "« Période » : « année 2021 » n'est pas proposé avec ce choix ; « année 2019 » le remplace." in told
    panel.indicator.value = panel.indicator.options[1][1]
    assert "n'est pas proposé" not in panel.output.outputs[0]["data"]["text/plain"]
