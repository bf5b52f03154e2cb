"""The fifteen questions of an analyst: each is answered by the line that the guide gives, and by what can be clicked."""

import base64
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
    "région : ce qui progresse, sous l'objectif, sous-préfectures seules": (REGION, {"view": "improved"}),
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
    for view in ("below_target", "to_examine"):
        region = bench.region("region:24", "2021")
        assert clicked(bench, [*CLICKED][-1])._compared() is region and region.figures(view).rows
