"""`qep list`: every commitment, with what it is judged on and its counterparts; every report, in its declared order."""

import shutil
from pathlib import Path

import pytest

from qep_lib.cli.listing import show_list

PROJECT = Path(__file__).parents[3]
REPORTS = [
    "bilan",
    "bilan_complet",
    "satisfaction",
    "survey_sites",
    "complaints",
    "title_delivery",
    "channels",
    "mystery_survey",
    "self_assessment",
    "users_committee",
    "action_plan",
    "transparency_poster",
    "regional_comparison",
]


@pytest.fixture
def listed(tmp_path, monkeypatch, capsys):
    """The function that gives the lines of a list, as a program reads them, once `change` has been made to params."""

    def read(what, change=lambda params: None):
        for name in ("params", "notebooks"):
            shutil.copytree(PROJECT / name, tmp_path / name)
        change(tmp_path / "params")
        monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
        assert show_list(what) == 0
        return [line.split("\t") for line in capsys.readouterr().out.splitlines()]

    return read


def test_commitments_without_any_indicator_are_said_to_be(listed):
    """Those of the newest framework, in its order, each with the numbers of Services Publics +."""
    heading, *lines = listed("commitments")
    assert heading == ["engagement", "module", "indicateurs", "Services Publics +", "intitulé"]
    told = {line[0]: line for line in lines}
    assert list(told)[:3] == ["E1", "E2", "E3"] and len(told) == 50
    assert "call_answer_pct" in told["E10"][2].split(", ")
    assert told["E50"][2:4] == ["aucun indicateur", "—"]
    assert told["E5"][3] == "3, 4"


def test_reports_are_listed_with_the_word_that_run_takes(listed):
    """In the order of `params/reports.yml`: what `--report` takes, the title, what it is."""
    heading, *lines = listed("reports")
    assert heading == ["rapport", "titre", "contenu"]
    assert [line[0] for line in lines] == REPORTS
    assert lines[0] == [
        "bilan",
        "Bilan qualité",
        "Le bilan annuel présenté au comité local des usagers : huit pages, et ses annexes dans un second fichier",
    ]
    assert all(title and content for _, title, content in lines)


def test_a_report_that_is_declared_is_listed_at_its_place(listed):
    """Last where its order says so."""

    def move(params):
        path = params / "reports.yml"
        path.write_text(path.read_text("utf-8").replace("order: 5\n", "order: 999\n"), "utf-8")

    assert listed("reports", move)[-1][0] == REPORTS[0]


def test_a_framework_without_correspondence_still_lists_its_commitments(listed):
    """Links are optional."""

    def forget(params):
        (params / "services-publics-plus.yml").write_text("correspondences: []\n", encoding="utf-8")

    assert {line[3] for line in listed("commitments", forget)[1:]} == {"—"}
