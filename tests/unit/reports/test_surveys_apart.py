"""Surveys of the field files in reports: two questionnaires are told apart, the waves of one stand side by side."""

import csv
import io
import shutil
from datetime import date
from operator import attrgetter
from pathlib import Path

import pytest

from qep_lib import open_report, open_workbench
from qep_lib.display.absence import is_absent
from qep_lib.display.elements import Absent, Figure, Gallery, Table, plain_text
from qep_lib.errors import ParameterError
from qep_lib.export.open_data import export_open_data
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[3]
FIELD = PROJECT / "tests" / "data" / "field"
TWO_TOOLS = {
    "Enquête de satisfaction(1-40).xlsx": "microsoft-forms",
    "Enquête_accueil_-_latest_version_-_labels_-_2026-04-02-09-00-00.csv": "kobo",
}
TWO_WAVES = {"results-survey396597.csv": "limesurvey", "results-survey411222.csv": "limesurvey"}
UNFINISHED = {"results-survey396598.csv": "limesurvey"}
CALLS = (
    "key_figures", "respondents", "profile_table", "reasons_table", "shares_figure", "criteria_table", "levels_figure",
    "sentences", "mode_table", "findings_text", "questions_asked",
)  # fmt: skip


ABSENT = {"mode_table", "sentences"}
"""Calls that one of the two surveys of TWO_TOOLS, or both, has nothing for: nobody recorded the mode of an answer, and
neither was made before."""


def imported(root, files):
    """A workspace where these field files are imported for the Cher and the year 2026."""
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    for kind in ("sources", "questionnaires"):
        shutil.copytree(FIELD / kind, root / "params" / kind, dirs_exist_ok=True)
    workspace = Workspace(root)
    for name, source in files.items():
        shutil.copy(FIELD / name, root / name)
        request = Import(
            file=name, source=source, site="18", period="2026", extracted_on=date(2026, 11, 20), nature="fictitious"
        )
        import_file(workspace, read_catalogue(workspace), request)
    return root


@pytest.fixture(scope="module")
def spaces(tmp_path_factory):
    """The three workspaces, each made once."""
    cases = {"tools": TWO_TOOLS, "waves": TWO_WAVES, "unfinished": UNFINISHED}
    return {name: imported(tmp_path_factory.mktemp(name), files) for name, files in cases.items()}


@pytest.fixture
def opened(spaces, monkeypatch):
    """`opened("tools", "satisfaction", "public")`: a report of one of them."""

    def open_one(space, report, audience="internal"):
        monkeypatch.setenv("QEP_WORKSPACE", str(spaces[space]))
        return open_report(report, "18", "2026", "2026-11-20", audience)

    return open_one


def words(element):
    """What an element says, drawings left to their tables."""
    return plain_text(element).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_no_section_adds_two_surveys(opened, audience):
    """40 answers and 40 others are nowhere 80; every section names both surveys, less one that has nothing to show there."""
    report = opened("tools", "satisfaction", audience)
    for section in CALLS:
        element = getattr(report.satisfaction, section)()
        assert isinstance(element, Gallery), section
        said = words(element)
        assert "80" not in said.replace("80 %", ""), section
        if is_absent(element):
            assert section in ABSENT, section
            continue
        missing = [item for item in element.items if isinstance(item, Absent)]
        named = [number for number in (1, 2) if f"Enquête {number} sur 2" in said]
        assert len(named) + len(missing) == 2 and (section in ABSENT) == bool(missing), section
        shown = [item for item in element.items if isinstance(item, Figure | Table)]
        slugs = [item.slug for item in shown] + [item.data.slug for item in shown if isinstance(item, Figure)]
        assert len(slugs) == len(set(slugs)), section


def test_each_survey_has_its_own_base(opened):
    """No base holds the people of the other one, and the whole has no figure."""
    report = opened("tools", "satisfaction")
    surveys = report.context.surveys
    assert [survey.serie for survey in surveys] == ["zms", "zkobo"]
    assert [survey.total("survey_answers_count").value for survey in surveys] == [40, 40]
    for survey in surveys:
        assert survey.total("satisfaction_courtesy_pct").denominator <= 40
    assert report.context.total("survey_answers_count").status == "not_measurable"
    assert report.context.total("satisfaction_courtesy_pct").value is None


@pytest.mark.parametrize(
    ("report", "sections"),
    [
        ("bilan", ("synthesis.best_and_worst", "synthesis.summary_text", "synthesis.closing_text")),
        ("users_committee", ("committee.shares_figure", "satisfaction.findings_text")),
    ],
)
def test_reports_about_everything_do_not_add_them_either(opened, report, sections):
    """Nor do they say that there was no survey."""
    found = opened("tools", report)
    for section in sections:
        said = words(attrgetter(section)(found)())
        assert "80 réponses" not in said and "aucune réponse" not in said.lower(), section


def test_the_bilan_opens_with_both_surveys(opened):
    """Each with its own answers."""
    said = words(opened("tools", "bilan").synthesis.summary_text())
    assert "2 enquêtes ont eu lieu" in said and said.count("(40 réponses, du") == 2


@pytest.mark.parametrize("audience", ["internal", "public"])
@pytest.mark.parametrize("report", ["satisfaction", "bilan", "users_committee"])
def test_open_data_hold_no_figure_of_both_surveys(opened, report, audience):
    """A question of one of them, or of both, has no figure for the site: not measurable, in every file."""
    data = export_open_data(opened("tools", report, audience))
    rows = list(csv.DictReader(io.StringIO(data["donnees/resultats.csv"].decode("utf-8-sig"))))
    of_survey = [row for row in rows if row["indicator_id"].startswith(("satisfaction_", "survey_answers", "waited_"))]
    assert of_survey and {row["status"] for row in of_survey} <= {"not_measurable", "no_data"}
    assert not any(row[name] for row in of_survey for name in ("numerator", "denominator", "n", "value", "low", "high"))
    assert b"satisfaction_" not in data.get("donnees/services-publics-plus.csv", b"")


def test_a_site_of_two_surveys_is_compared_on_neither(opened, spaces, monkeypatch):
    """The comparison of its region names no figure of its users, and does not say that there was no survey."""
    monkeypatch.setenv("QEP_WORKSPACE", str(spaces["tools"]))
    for audience in ("internal", "public"):
        report = open_report("regional_comparison", "region:24", "2026", "2026-11-20", audience)
        (site,) = (member for member in report.context.members if member.site.site_id == "18")
        told = [row for id_, rows in site.measured.items() if id_.startswith("satisfaction_") for row in rows.values()]
        assert told and not any(row.has_value or row.denominator for row in told)
        data = export_open_data(report)
        rows = list(csv.DictReader(io.StringIO(data["donnees/resultats.csv"].decode("utf-8-sig"))))
        assert not [row for row in rows if row["indicator_id"].startswith("satisfaction_") and row["value"]]


def test_the_workbench_asks_which_survey(spaces, monkeypatch):
    """By the id of its questionnaire."""
    monkeypatch.setenv("QEP_WORKSPACE", str(spaces["tools"]))
    bench = open_workbench()
    with pytest.raises(ParameterError, match=r'plusieurs enquêtes.*questionnaire="zms", questionnaire="zkobo"'):
        bench.survey("18", "2026")
    survey = bench.survey("18", "2026", questionnaire="zkobo")
    assert survey.answers["questionnaire_id"].unique().tolist() == ["zkobo"]


def test_waves_of_one_survey_stand_side_by_side(opened):
    """60 answers in spring, 60 in autumn, 120 together; each wave has its own shares and bases."""
    report = opened("waves", "satisfaction")
    text, table = report.satisfaction.respondents().items
    assert "120 réponses ont été recueillies" in words(text)
    first, *criteria = table.rows
    assert [cell.text for cell in first if cell.text not in ("—", "Réponses recueillies")] == ["60", "60"]
    assert len(criteria) >= 2
    assert report.context.surveys == ()
    whole = report.context.total("satisfaction_courtesy_pct")
    waves = report.context.groups("satisfaction_courtesy_pct", "wave")
    assert sum(wave.denominator for wave in waves) == whole.denominator
    assert sum(wave.numerator for wave in waves) == whole.numerator


def test_what_is_left_out_stands_beside_the_base(opened):
    """14 unfinished answers are told where the 46 are."""
    said = words(opened("unfinished", "satisfaction").satisfaction.respondents())
    assert "46 réponses ont été recueillies" in said
    assert "14 laissées de côté (réponses non terminées)" in said
