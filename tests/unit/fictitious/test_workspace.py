"""The folder of an invented country is a whole workspace, which never covers another, and whose reports say what it is."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qep_lib import open_report
from qep_lib.errors import ParameterError
from qep_lib.fictitious.country import CountryRequest
from qep_lib.fictitious.workspace import ODD_SITES_FILE, create_country
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.params.subjects import subject_of
from qep_lib.runs.plan.planning import plan_declared
from qep_lib.runs.plan.selection import select_codes
from qep_lib.store.manifest import read_manifest

PROJECT = Path(__file__).parents[3]


def test_its_declarations_are_in_order_and_its_runs_need_no_import(country):
    """`qep check` finds nothing, `qep plan` finds every report ready."""
    assert check_params(country.workspace) == []
    catalogue = read_catalogue(country.workspace)
    assert sorted(catalogue.runs) == sorted(country.runs) == ["pays-fictif-2019", "pays-fictif-2020"]
    plan = plan_declared(country.workspace, catalogue, [catalogue.runs["pays-fictif-2020"]])
    assert {job.data for job in plan.jobs} == {"stored"}
    assert not plan.imports and not plan.missing_files
    run = catalogue.runs["pays-fictif-2020"]
    subjects = select_codes(run.sites, catalogue.sites)
    assert len(plan.jobs) == sum(
        subject_of(catalogue, name, one) is not None for name in run.reports for one in subjects
    )
    assert {job.as_of for job in plan.jobs} == {date(2021, 1, 31).isoformat()}


def test_its_odd_sites_are_listed_in_a_file(country, odd_sites):
    """Site, year, oddity, table and words, for those who look for them."""
    lines = (country.workspace.root / ODD_SITES_FILE).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "site_id;year;oddity;table;description"
    assert {line.split(";")[0]: line.split(";")[2] for line in lines[1:]} == odd_sites
    assert {line.split(";")[1] for line in lines[1:]} == {"2020"}


@pytest.mark.parametrize("held", ["data/store/x", "notes.txt"])
def test_a_folder_that_holds_anything_is_refused_untouched(draw, tmp_path, held):
    """Invented rows never join real ones."""
    path = tmp_path / "espace" / held
    path.parent.mkdir(parents=True)
    path.write_text("à garder", encoding="utf-8")
    with pytest.raises(ParameterError, match="n'est pas vide"):
        draw(tmp_path / "espace", ("18",))
    assert [found for found in (tmp_path / "espace").rglob("*") if found.is_file()] == [path]


@pytest.mark.parametrize("report_id", ["title_delivery", "satisfaction", "complaints", "bilan"])
def test_every_report_says_that_its_data_are_invented(country, monkeypatch, report_id):
    """In the banner, and in the subtitle that the PDF repeats on every page."""
    monkeypatch.setenv("QEP_WORKSPACE", str(country.workspace.root))
    header = open_report(report_id, site="36", period="2020").header()
    assert header.subtitle.startswith("Données fictives : ")
    assert header.banner.startswith("Données fictives.")


def test_titles_are_computed_from_records(country, monkeypatch):
    """The report on titles reads them as it reads declared figures."""
    monkeypatch.setenv("QEP_WORKSPACE", str(country.workspace.root))
    report = open_report("title_delivery", site="36", period="2020")
    row = report.context.total("residence_permit_renewal_processing_delay_days")
    assert (row.origin, row.status, row.nature) == ("computed", "ok", "fictitious")
    assert row.denominator == report.context.total("residence_permit_renewal_volume_count").value > 100


def test_trained_agents_are_set_beside_those_concerned(country, monkeypatch):
    """Two drawn years of the cycle of four: the bilan counts them out of the staff that the register notes."""
    monkeypatch.setenv("QEP_WORKSPACE", str(country.workspace.root))
    said = str(open_report("bilan", site="36", period="2020").training.agents_text())
    assert " agents concernés formés, soit " in said and "E4, sur 4 ans : " in said and " sur 40 " in said
    assert "n'est pas communiqué" not in said


@pytest.mark.parametrize("folder", ["params/essai", "notebooks/essai", "data/essai", "reports/18/essai"])
def test_a_country_is_not_drawn_inside_what_it_copies(source, draw_from, folder):
    """It would copy itself without end; nothing is written."""
    before = sorted(path for path in source.root.rglob("*"))
    with pytest.raises(ParameterError, match="qui sert déjà.*--into"):
        draw_from(source, source.root / folder)
    assert sorted(path for path in source.root.rglob("*")) == before


@pytest.mark.parametrize("folder", ["pays", "é à/deux mots", "../ailleurs"])
def test_a_country_is_drawn_anywhere_else(source, draw_from, folder):
    """Inside the workspace or outside, new folders, accents and spaces in their names."""
    made = draw_from(source, source.root / folder)
    assert check_params(made.workspace) == []


def test_a_folder_that_cannot_be_made_is_refused(source, draw_from):
    """In French, before anything is drawn."""
    (source.root / "fichier").write_text("x", encoding="utf-8")
    with pytest.raises(ParameterError, match="ne peut pas être créé.*--into"):
        draw_from(source, source.root / "fichier" / "pays")


ONE_QUESTION = """
id: {name}
title: "Enquête"
serie_id: {name}
answer_id_column: "N°"
answered_on_column: "Date"
items:
  - {{id: {item}, label: "Note", wording: "Quelle note ?", role: other, column: "Note", {kind}}}
"""


@pytest.mark.parametrize("name", ["aaa", "zzz"])
@pytest.mark.parametrize("kind", ["kind: number, minimum: 0, maximum: 10", "kind: text"])
def test_a_questionnaire_that_cannot_be_drawn_changes_nothing(source, draw_from, name, kind):
    """Whatever its file is called; alone, the survey is left out and all the rest is drawn."""
    expected = rows_of(draw_from(source, source.root / "avant"))
    folder = source.params / "questionnaires"
    (folder / f"{name}.yml").write_text(ONE_QUESTION.format(name=name, item="note", kind=kind), encoding="utf-8")
    assert rows_of(draw_from(source, source.root / "après")) == expected


def test_without_any_questionnaire_the_rest_is_drawn(source, draw_from):
    """A workspace that surveys nobody."""
    catalogue = replace(read_catalogue(source), questionnaires={})
    made = draw_from(source, source.root / "pays", catalogue)
    rows = rows_of(made)
    assert "survey_answers" not in rows and rows["requests"] > 0


@pytest.fixture
def source(tmp_path):
    """A workspace to draw from."""
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, tmp_path / "espace" / name)
    return Workspace(tmp_path / "espace")


@pytest.fixture
def draw_from():
    """Draw the Cher's year 2020 in a folder, from a workspace."""

    def draw_in(source, folder, catalogue=None):
        request = CountryRequest(("18",), 2020, 1, 0.05, 1)
        return create_country(source, catalogue or read_catalogue(source), folder, request)

    return draw_in


def rows_of(country):
    """Table -> rows stored."""
    found = Counter()
    for entry in read_manifest(country.workspace):
        found[entry.table] += entry.rows_accepted
    return +found
