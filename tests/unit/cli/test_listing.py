"""`qep list`: every commitment, with what it is judged on and its counterparts; every report, in its declared order."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from qep_lib.cli import listing
from qep_lib.cli.listing import LISTS, show_list
from qep_lib.store.manifest import DatasetEntry

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


FIELDS = {
    "sites": ["site", "name", "kind", "department_code", "department", "region_code", "region"],
    "reports": ["report", "title", "description"],
    "indicators": ["indicator", "label", "unit", "module", "commitment"],
    "commitments": ["commitment", "module", "indicators", "services_publics_plus", "title"],
    "runs": ["run", "period", "sites", "label"],
    "periods": ["period", "site", "name"],
    "datasets": ["site", "period", "source", "file", "rows", "extracted_on"],
}
"""What scripts read: a field may be added, never renamed nor taken away."""


@pytest.fixture
def declare_dataset(monkeypatch):
    """Make the workspace one where a file of twelve rows was imported."""

    def declare():
        entry = DatasetEntry(
            dataset="register/18/2020/registre.csv",
            table="requests",
            site_id="18",
            file="registre.csv",
            sha256="0" * 64,
            period="2020",
            extracted_on=date(2021, 1, 11),
            nature="real",
            partitions=(),
            rows_accepted=12,
        )
        monkeypatch.setattr(listing, "read_manifest", lambda workspace: [entry])

    return declare


@pytest.fixture
def told(monkeypatch, capsys):
    """The function that gives a list of the project as a script reads it."""

    def read(what):
        monkeypatch.setenv("QEP_WORKSPACE", str(PROJECT))
        assert show_list(what, as_json=True) == 0
        return json.loads(capsys.readouterr().out)

    return read


def test_every_list_is_told_to_scripts_under_names_that_stay(told, declare_dataset):
    """One object a line, whatever the headings of the table."""
    declare_dataset()
    assert LISTS.keys() == FIELDS.keys()
    for what, fields in FIELDS.items():
        found = told(what)
        assert found and all([*one] == fields for one in found), what


def test_numbers_and_lists_are_no_text_for_scripts(told, declare_dataset):
    """An unknown module is null, a commitment without an indicator has an empty list."""
    declare_dataset()
    assert told("datasets")[0]["rows"] == 12
    links = {one["commitment"]: one for one in told("commitments")}
    assert links["E50"]["indicators"] == [] and links["E5"]["services_publics_plus"] == [3, 4]
    assert "18" in next(one for one in told("runs") if one["run"] == "cher-2020")["sites"]
    assert len(told("sites")) == 334
