"""Every status through every section, slide and file: the words that are said belong to it and to no other status."""

import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from limits import BLANK
from report_calls import calls_of

from qep_lib.display.absence import TOLD_FIRST, Subject, absence_sentence, gathered
from qep_lib.display.elements import Absent
from qep_lib.display.wording import STATUS_WORDS
from qep_lib.export.open_data import export_open_data
from qep_lib.model.measured import Measured
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.opening import open_report
from qep_lib.reports.report import Report

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
SITE_REPORTS = sorted(set(read_catalogue(Workspace(PROJECT)).reports) - {"regional_comparison", "action_plan"})
"""The comparison of sites has its own reasons, and the action plan no figure."""
NOT_OF_FIGURES = {
    "label.milestones_table",
    "label.milestones_text",
    "label.label_timeline",
    "label.uncovered_commitments",
    "label.framework_text",
    "committee.meeting",
    "transparency.header",
}
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
    measured = {
        indicator: {
            group: Measured(
                **BLANK
                | {"indicator_id": indicator, "site_id": context.site.site_id, "period": context.period.code}
                | {"group": group, "status": status, "origin": "computed", "nature": "real"}
            )
            for group in GROUPS
        }
        for indicator in context.catalogue.indicators
    }
    others = tuple(replace(other, measured=measured) for other in context.others)
    return replace(context, measured=measured, earlier=(), others=others)


@pytest.fixture(scope="module")
def shown(opened):
    """The function that gives what each call of a report shows where every figure has a status, drawn once."""

    @cache
    def draw(report_id, audience, status):
        found = opened(report_id, audience)
        report = Report(with_status(found.context, status), found.sections)
        return {name: call() for name, call in calls_of(report) if name not in APPARATUS and name not in NOT_OF_FIGURES}

    return draw


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("report_id", SITE_REPORTS)
@pytest.mark.parametrize("audience", [pytest.param("internal", marks=pytest.mark.long), "public"])
def test_the_words_of_a_section_belong_to_the_status_of_its_figures(shown, report_id, status, audience):
    """« Aucune demande » is not said of a register that nobody gave, nor « non communiqué » of what is only hidden."""
    texts = {
        name: element._repr_mimebundle_()["text/plain"] for name, element in shown(report_id, audience, status).items()
    }
    said = {name: text for name, text in texts.items() if PLAN not in text}
    others = {other: pattern for other, pattern in WORDS.items() if other != status}
    for name, text in said.items():
        for other, pattern in others.items():
            assert not re.search(pattern, text, re.IGNORECASE), (name, other, text)
    assert any(re.search(WORDS[status], text, re.IGNORECASE) for text in said.values()), said


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("report_id", SITE_REPORTS)
def test_a_document_gathers_them_under_the_words_of_their_status(shown, report_id, status):
    """In « Repères », one sentence with the words of that status alone; « aucune demande » is a result, which stays in place."""
    elements = shown(report_id, "public", status).values()
    absences = [one for one in elements if isinstance(one, Absent) and not one.subject.startswith("plan d'actions")]
    told = gathered(absences)
    if status == "no_request":
        assert not told
        return
    kinds = {other for sentence in told for other, pattern in WORDS.items() if re.search(pattern, sentence)}
    assert kinds <= {status} and len(told) <= 1, told
    assert bool(told) == any(element.reason == status for element in absences)


@pytest.mark.parametrize("status", WORDS)
def test_the_files_of_a_report_give_the_status_itself(opened, status):
    """Open data hold one line a figure, with its status and no value."""
    found = opened("bilan", "public")
    report = Report(with_status(found.context, status), found.sections)
    content = next(data for name, data in export_open_data(report).items() if name.endswith("resultats.csv"))
    lines = content.decode("utf-8-sig").splitlines()
    place = lines[0].split(",").index("status")
    assert len(lines) > 1 and {line.split(",")[place] for line in lines[1:]} == {status}


def test_a_status_has_one_sentence_and_its_own_words():
    """Four sentences, no two alike, each with the words of its status alone."""
    subject = Subject("Demandes", "registre des demandes", "aucune demande n'est enregistrée au registre")
    said = {
        status: absence_sentence([Measured(**BLANK | {"status": status})], subject, "année 2021")
        for status in TOLD_FIRST
    }
    assert set(said) == set(STATUS_WORDS) == set(WORDS)
    assert said["no_data"] == "Registre des demandes non communiqué (année 2021)."
    assert said["no_request"] == "Aucune demande n'est enregistrée au registre (année 2021)."
    for status, sentence in said.items():
        found = {other for other, pattern in WORDS.items() if re.search(pattern, sentence, re.IGNORECASE)}
        assert found == {status}
