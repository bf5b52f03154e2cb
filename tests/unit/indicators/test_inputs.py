"""What is read of the store to measure: some columns, some years, sites by chunks."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from qep_lib.fictitious.country import CountryRequest
from qep_lib.fictitious.workspace import create_country
from qep_lib.indicators.inputs import chunks_of_sites, read_inputs
from qep_lib.indicators.measure import measure
from qep_lib.indicators.results import load_results
from qep_lib.indicators.rows import MEASURED_TABLES
from qep_lib.indicators.years import years_read
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).resolve().parents[3]
SITES = ("18", "18-vierzon", "36", "37-loches")
PERIOD, AS_OF = Period.parse("2020"), date(2021, 1, 31)


@pytest.fixture(scope="module")
def workspace(catalogue, tmp_path_factory):
    """Four invented sites over two years."""
    target = tmp_path_factory.mktemp("campagne") / "pays"
    return create_country(Workspace(PROJECT), catalogue, target, CountryRequest(SITES, years=2, scale=0.2)).workspace


@pytest.fixture(scope="module")
def whole(workspace, catalogue):
    """The results of the four sites, measured at once from whole rows."""
    tables = {
        name: read_table(workspace, name, SITES, sorted(years_read(catalogue, name, PERIOD)))
        for name in MEASURED_TABLES
    }
    return measure(catalogue, tables, SITES, PERIOD, AS_OF)


def test_a_site_alone_has_the_results_it_has_among_others(workspace, catalogue, whole):
    """What the report of one site reads is what measuring all of them gives, although only some columns are read."""
    alone = load_results(workspace, catalogue, "37-loches", PERIOD, AS_OF)
    among = whole[whole["site_id"] == "37-loches"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)


def test_a_chunk_holds_at_most_the_rows_allowed_or_one_site():
    """In order; a site larger than a chunk is read alone, a site without any row costs nothing."""
    rows = {"01": 4, "02": 7, "03": 30, "05": 2}
    found = list(chunks_of_sites(("01", "02", "03", "04", "05"), rows, 11))
    assert found == [("01", "02"), ("03",), ("04", "05")]


def test_deliveries_are_read_from_the_year_before_too(workspace, catalogue):
    """A title delivered in January was decided, and is kept, the year before; otherwise that column is not even read."""
    usual = read_inputs(workspace, catalogue, SITES, PERIOD)["title_cases"]
    assert "available_on" not in usual
    indicator = catalogue.indicators["id_documents_processing_delay_days"]
    arguments = {**indicator.arguments, "end": "available_on"}
    changed = indicator.model_copy(update={"arguments": arguments})
    known = replace(catalogue, indicators={changed.id: changed})
    assert "available_on" in read_inputs(workspace, known, SITES, PERIOD)["title_cases"]
