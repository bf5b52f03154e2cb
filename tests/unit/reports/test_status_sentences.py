"""Every status through every section, slide and file: the words that are said belong to it and to no other status."""

import re
import shutil
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import pytest

from qep_lib.display.absence import TOLD_FIRST, Subject, absence_sentence
from qep_lib.display.elements import Element
from qep_lib.display.wording import STATUS_WORDS
from qep_lib.export.open_data import export_open_data
from qep_lib.model.measured import Measured
from qep_lib.model.workspace import Workspace
from qep_lib.reports.opening import REPORTS, open_report

PROJECT = Path(__file__).parents[3]
WORDS = {
    "no_data": r"non communiqué",
    "no_request": r"aucune? (demande|contact|réponse|formation|exigence)",
    "not_measurable": r"non mesurable",
    "suppressed": r"non diffusé",
}
"""What a reader may meet of each status, whatever the section."""
APPARATUS = ("header", "nature", "legend", "method", "definitions", "files", "versions")
"""What surrounds the figures: its words are of the document, not of a figure."""
GROUPS = ("", "channel=email", "kind=complaint", "commitment=E4", "module=M1", "criterion=accueil", "mode=onsite")
SITE_REPORTS = sorted(set(REPORTS) - {"regional_comparison", "action_plan"})
"""The comparison of sites has its own reasons, and the action plan no figure."""
NOT_OF_FIGURES = {"milestones", "milestone_sentences", "label_timeline", "timeline", "meeting", "uncovered_commitments"}
"""Sections drawn from what is recorded of the label, not from the results table."""
PLAN = "Plan d'actions non communiqué"
HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"


@pytest.fixture(scope="module")
def opened(tmp_path_factory, import_text):
    """The function that opens a report of site 41, of which one figure is known."""
    root = tmp_path_factory.mktemp("espace")
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    (root / "params" / "groups.yml").write_text(
        'groups: [{id: centre, label: "Centre", lead: "41", sites: ["41", "18"], why: "Exemple"}]\n', encoding="utf-8"
    )
    import_text(root, "a.csv", "declared-figures", HEADINGS + "call_answer_pct;;2022;78;;;31/12/2022;Comité local\n")
    return cache(
        lambda report, audience: open_report(report, "41", "2022", "2023-01-10", audience, workspace=Workspace(root))
    )


def with_status(context, status):
    """The context where every figure, whole or group, has that status and nothing else."""
    blank = dict.fromkeys(field.name for field in fields(Measured))
    measured = {
        indicator: {
            group: Measured(
                **blank
                | {"indicator_id": indicator, "site_id": context.site.site_id, "period": context.period.code}
                | {"group": group, "status": status, "origin": "computed", "nature": "real"}
            )
            for group in GROUPS
        }
        for indicator in context.catalogue.indicators
    }
    others = tuple(replace(other, measured=measured) for other in context.others)
    return replace(context, measured=measured, earlier=(), others=others)


def told(report):
    """Section -> what a reader meets there."""
    found = {}
    for name in dir(type(report)):
        if name.startswith("_") or name in APPARATUS:
            continue
        method = getattr(type(report), name)
        if callable(method):
            element = getattr(report, name)()
            if isinstance(element, Element):
                found[name] = element._repr_mimebundle_()["text/plain"]
    return found


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("report_id", SITE_REPORTS)
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_words_of_a_section_belong_to_the_status_of_its_figures(opened, report_id, status, audience):
    """« Aucune demande » is not said of a register that nobody gave, nor « non communiqué » of what is only hidden."""
    found = opened(report_id, audience)
    report = type(found)(with_status(found.context, status))
    said = {name: text for name, text in told(report).items() if name not in NOT_OF_FIGURES and PLAN not in text}
    others = {other: pattern for other, pattern in WORDS.items() if other != status}
    for name, text in said.items():
        for other, pattern in others.items():
            assert not re.search(pattern, text, re.IGNORECASE), (name, other, text)
    assert any(re.search(WORDS[status], text, re.IGNORECASE) for text in said.values()), said


@pytest.mark.parametrize("status", WORDS)
def test_the_files_of_a_report_give_the_status_itself(opened, status):
    """Open data hold one line a figure, with its status and no value."""
    found = opened("bilan", "public")
    report = type(found)(with_status(found.context, status))
    content = next(data for name, data in export_open_data(report).items() if name.endswith("resultats.csv"))
    lines = content.decode("utf-8-sig").splitlines()
    place = lines[0].split(",").index("status")
    assert len(lines) > 1 and {line.split(",")[place] for line in lines[1:]} == {status}


def test_a_status_has_one_sentence_and_its_own_words():
    """Four sentences, no two alike, each with the words of its status alone."""
    subject = Subject("Demandes", "registre des demandes", "aucune demande n'est enregistrée au registre")
    blank = dict.fromkeys(field.name for field in fields(Measured))
    said = {
        status: absence_sentence([Measured(**blank | {"status": status})], subject, "année 2021")
        for status in TOLD_FIRST
    }
    assert set(said) == set(STATUS_WORDS) == set(WORDS)
    assert said["no_data"] == "Registre des demandes non communiqué (année 2021)."
    assert said["no_request"] == "Aucune demande n'est enregistrée au registre (année 2021)."
    for status, sentence in said.items():
        found = {other for other, pattern in WORDS.items() if re.search(pattern, sentence, re.IGNORECASE)}
        assert found == {status}
