"""The invented departments of Centre-Val de Loire show what their LISEZMOI.md says, to whoever compares a region."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from qep_lib.comparison.comparable import dominant_mode
from qep_lib.disclosure.case_mix import standardise
from qep_lib.indicators.campaign import measure_sites
from qep_lib.indicators.rows import cut_context
from qep_lib.indicators.survey import crossed_counts
from qep_lib.intake.importer import import_file
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).resolve().parents[3]
RUNS = ("centre-val-de-loire-2021", "cher-2020", "loir-et-cher-2021", "fictif-2022")
REGION = ("18", "28", "36", "37", "41", "45")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """The runs of the region and of the other invented site, in one store: nothing clashes, nothing is set aside."""
    root = tmp_path_factory.mktemp("region")
    for name in ("params", "notebooks", "examples"):
        shutil.copytree(PROJECT / name, root / name)
    made = Workspace(root)
    catalogue = read_catalogue(made)
    for run_id in RUNS:
        for request in catalogue.runs[run_id].imports:
            outcome = import_file(made, catalogue, request)
            assert outcome.rows_accepted == outcome.rows_read > 0
    return made


@pytest.fixture(scope="module")
def values(workspace):
    """`values(period)`: totals, by indicator (columns) and site (rows)."""

    def measured(period):
        catalogue = read_catalogue(workspace)
        found = measure_sites(workspace, catalogue, REGION, Period.parse(period), date(2022, 6, 27))
        rows = pd.concat(found)
        return rows[rows["group"] == ""].pivot(index="site_id", columns="indicator_id", values=["value", "nature", "n"])

    return measured


def test_one_department_is_odd_in_satisfaction_in_2021_only(values):
    """Indre: about twenty-eight points under Eure-et-Loir and Indre-et-Loire, which ask the same questions."""
    courtesy = "satisfaction_courtesy_availability_pct"
    before, now = values("2020")["value"][courtesy], values("2021")["value"][courtesy]
    assert now["36"] < min(now["28"], now["37"]) - 20 and before[["28", "36", "37"]].min() > 80
    assert pd.isna(now["45"]) and pd.isna(now["18"]) and before["18"] == pytest.approx(98.5, abs=0.05)


def test_one_department_answers_fewer_calls_from_july_2021(workspace, values):
    """Indre-et-Loire: thirty-six months, the last six apart from all the others."""
    assert values("2021")["value"]["call_answer_pct"]["37"] < 80 < values("2020")["value"]["call_answer_pct"]["37"]
    calls = read_table(workspace, "calls", ["37"], (2019, 2020, 2021)).sort_values("statistics_on")
    shares = (calls["answered"] / calls["agent_requested"]).tolist()
    assert len(shares) == 36 and max(shares[30:]) < 0.70 < 0.85 < min(shares[:30])


def test_one_department_has_nine_answers(values):
    """Loiret: under the threshold of the public."""
    assert values("2021")["value"]["survey_answers_count"]["45"] == 9


def test_processing_and_delivery_never_meet(values):
    """Each department has the delay that its model publishes, and not the other."""
    found = values("2021")["value"]
    processing, delivery = (found[f"id_documents_{kind}_delay_days"] for kind in ("processing", "delivery"))
    assert processing.dropna().index.tolist() == ["28", "36"]
    assert delivery.dropna().index.tolist() == ["37", "41", "45"]
    assert delivery["41"] == 18


@pytest.mark.parametrize("site_id", ["28", "36", "37"])
def test_each_reason_of_a_visit_has_enough_answers(workspace, site_id):
    """Enough to set the public of one beside that of the others, collected in the same mode."""
    answers = read_table(workspace, "survey_answers", [site_id], [2021])
    modes = answers.drop_duplicates("answer_id")["mode"].value_counts()
    assert dominant_mode(modes.items()) == "mixed"
    reasons = answers.loc[answers["item_id"] == "visit_reason", "option_id"].value_counts()
    assert set(reasons.index) == {"foreign_titles", "information"} and reasons.min() > 40


def at_equal_reasons(workspace, year):
    """(gap of the raw shares, gap at equal reasons, its standard error) of 28 over 36, in points, a criterion a line."""
    catalogue, sites = read_catalogue(workspace), ["28", "36"]
    tables = {"survey_answers": read_table(workspace, "survey_answers", sites, [year])}
    context = cut_context(catalogue, tables, sites, Period.parse(str(year)), date(2022, 6, 27))
    items = [i for i in tables["survey_answers"]["item_id"].unique() if i not in ("profile", "visit_reason")]
    counts = {item: crossed_counts(context, "visit_reason", item=item) for item in items}
    shares = standardise(sites, counts).standardised
    for item, found in counts.items():
        first, second = found.positive.sum(axis=1) / found.answered.sum(axis=1)
        one, other = shares["28"][item], shares["36"][item]
        error = (one.variance + other.variance) ** 0.5
        yield 100 * (first - second), 100 * (one.share - other.share), 100 * error


def test_at_equal_reasons_two_departments_agree_until_one_falls(workspace):
    """In 2020 Indre gains only by its public: two to four points go on average, and no gap is left. In 2021 it falls."""
    before, now = ([*at_equal_reasons(workspace, year)] for year in (2020, 2021))
    assert len(before) == len(now) == 8
    assert all(equal > raw for raw, equal, _ in before + now)
    assert 2 < sum(equal - raw for raw, equal, _ in before) / 8 < 4
    assert all(abs(equal) < 1.96 * error for _, equal, error in before)
    assert all(equal > 20 and equal > 4 * error for _, equal, error in now)


def test_what_is_invented_is_labelled(values):
    """Published departments keep their own nature beside the four others."""
    found = values("2021")
    natures, has_value = found["nature"], found["value"].notna()
    for site_id in ("28", "36", "37", "45"):
        assert set(natures.loc[site_id][has_value.loc[site_id]]) == {"fictitious"}
    assert natures["call_completed_pct"]["41"] == "real"
