"""An invented country: the same request gives the same bytes, every site has data, every line says it is invented."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from measured import measured_sites

from qep_lib.errors import ParameterError
from qep_lib.fictitious.country import SOURCES, CountryRequest, check_request
from qep_lib.fictitious.levels import read_levels
from qep_lib.fictitious.odd_sites import ODDITIES, choose_odd_sites
from qep_lib.indicators.mystery_plan import Contact, SurveyDays, check_contacts
from qep_lib.intake.faults import FaultList
from qep_lib.intake.rules import Expected, check_counts, check_dates, check_overlaps
from qep_lib.intake.schema import check_table
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES
from qep_lib.store.manifest import read_manifest
from qep_lib.store.tables import read_table, years_of

ORDINARY = ("18", "36", "57", "41", "976")


@pytest.fixture(scope="module")
def results(country, catalogue, odd_sites):
    """Measured figures of 2020, by indicator (columns) and site (rows)."""
    sites = (*ORDINARY, *odd_sites)
    found = measured_sites(country.workspace, catalogue, sites, Period.parse("2020"), date(2021, 1, 31))
    return found[found["group"] == ""].pivot(index="site_id", columns="indicator_id", values=["value", "previous"])


def stored_bytes(root: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_same_request_gives_the_same_bytes(draw, tmp_path):
    """Data, declarations and lists: twice the same, on any day."""
    for name in ("un", "deux"):
        draw(tmp_path / name, ("18", "37-loches"), scale=0.1)
    assert stored_bytes(tmp_path / "un") == stored_bytes(tmp_path / "deux")


def test_another_seed_gives_another_country(draw, tmp_path):
    """Rows differ, so does their label."""
    for seed in (1, 2):
        draw(tmp_path / str(seed), ("37-loches",), scale=0.1, seed=seed)
    one, two = (stored_bytes(tmp_path / str(seed) / "data" / "store") for seed in (1, 2))
    titles = "title_cases/site=37-loches/year=2020.parquet"
    assert one.keys() == two.keys() and one[titles] != two[titles]


def test_a_site_does_not_depend_on_the_others(country, draw, odd_sites, tmp_path):
    """Drawn alone, an odd site is as odd and an ordinary one the same to the byte."""
    odd = next(iter(odd_sites))
    for site_id in ("36", odd):
        alone = draw(tmp_path / site_id, (site_id,))
        own = {k: v for k, v in stored_bytes(alone.workspace.store).items() if f"site={site_id}/" in k}
        among = stored_bytes(country.workspace.store)
        assert own and own == {name: among[name] for name in own}


def test_every_site_has_every_table_every_year(country, tables, odd_sites):
    """Also a sub-prefecture, and Mayotte, of which the registry counts no arrondissement."""
    for name, frame in tables.items():
        spec = TABLES[name]
        years = frame[spec.year_column]
        if spec.open_year_column:
            years = years.fillna(frame[spec.open_year_column])
        years = years.dt.year if spec.column(spec.year_column).type == "date" else years
        found = set(zip(frame["site_id"], years, strict=True))
        assert found == {(site_id, year) for site_id in (*ORDINARY, *odd_sites) for year in (2019, 2020)}, name
    assert set(tables) == set(TABLES)


@pytest.mark.parametrize("table", SOURCES)
def test_a_partition_holds_the_rows_of_its_year(table, country):
    """Whoever reads one year only has that year, all of it."""
    rows = read_table(country.workspace, table, ORDINARY, [2019])
    assert set(years_of(rows, TABLES[table])) == {2019}


@pytest.mark.parametrize("table", SOURCES)
def test_rows_obey_the_rules_of_an_import(table, tables):
    """Types, closed lists, required cells and unique keys within a site: what no import would have refused."""
    for _, rows in tables[table].groupby("site_id"):
        faults = FaultList("essai")
        check_table(rows.reset_index(drop=True), TABLES[table], faults)
        headings = {name: name for name in rows}
        for year, of_year in rows.groupby(years_of(rows, TABLES[table])):
            context = Expected(TABLES[table], Period.parse(str(year)), date(year + 1, 1, 31))
            for check in (check_dates, check_counts, check_overlaps):
                check(of_year.reset_index(drop=True), headings, context, faults)
        assert faults.issues == []


def test_dates_follow_each_other_and_stop_at_the_extraction(tables):
    """Applied for, decided, delivered; received, answered."""
    cases, requests = tables["title_cases"], tables["requests"]
    assert (cases["decided_on"].isna() | (cases["decided_on"] >= cases["applied_on"])).all()
    assert (cases["available_on"].isna() | (cases["available_on"] >= cases["decided_on"])).all()
    assert (requests["replied_on"].isna() | (requests["replied_on"] >= requests["received_on"])).all()
    assert cases["decided_on"].max() <= pd.Timestamp("2020-12-31")
    assert 0 < cases["decided_on"].isna().mean() < 0.2


def test_every_line_and_every_dataset_says_it_is_invented(country, tables, odd_sites):
    """No way to take it for a site's own data."""
    for name, frame in tables.items():
        assert (frame["nature"] == "fictitious").all(), name
    entries = read_manifest(country.workspace)
    assert len(entries) == len((*ORDINARY, *odd_sites)) * 2 * len(SOURCES)
    assert {entry.nature for entry in entries} == {"fictitious"}
    assert all("fictives" in entry.nature_note and "fictif" in entry.dataset for entry in entries)


def test_ordinary_sites_have_plausible_levels(results):
    """Around the published figures, and not all alike."""
    levels = read_levels()
    # Within what sites and years may stray, and a little more where twelve months are drawn one by one.
    for name, more in (("call_answer_pct", 1), ("website_connection_pct", 0), ("fraud_id_documents_permille", 0.1)):
        found = results["value"][name][list(ORDINARY)].astype(float)
        level = levels[name]
        reach = 2 * (level.site_spread + level.year_noise) + more
        assert found.between(level.centre - reach, level.centre + reach).all(), name
        assert found.nunique() == len(found)
    for name, low, high in (
        ("call_answer_under_5_rings_pct", 75, 100),
        ("call_completed_pct", 60, 95),
        ("social_engagement_pct", 2.5, 8.5),
        ("local_authority_post_reply_on_time_pct", 70, 100),
        ("meeting_held_on_time_pct", 50, 100),
        ("mystery_score_pct", 60, 100),
        ("self_assessment_completion_pct", 55, 95),
        ("id_documents_delivery_delay_days", 9, 30),
    ):
        assert results["value"][name][list(ORDINARY)].astype(float).between(low, high).all(), name
    delays = results["value"]["residence_permit_renewal_processing_delay_days"][list(ORDINARY)].astype(float)
    assert delays.between(20, 100).all()
    satisfied = results["value"]["satisfaction_clear_language_pct"][list(ORDINARY)].astype(float)
    assert satisfied.between(65, 100).all()
    assert results["value"]["id_documents_volume_count"]["57"] > results["value"]["id_documents_volume_count"]["36"]


def test_a_sub_prefecture_examines_residence_permits_only(tables, odd_sites):
    """The other titles are examined by the prefecture of its department."""
    cases = tables["title_cases"]
    small = next(site_id for site_id in odd_sites if "-" in site_id)
    assert set(cases.loc[cases["site_id"] == small, "title"]) == {"residence_permit_first", "residence_permit_renewal"}
    assert cases.loc[cases["site_id"] == "18", "title"].nunique() == 5


def test_scale_multiplies_titles_and_requests_not_surveys(draw, tmp_path):
    """A survey does not grow with the population."""
    rows = {}
    for scale in (0.2, 2.0):
        country = draw(tmp_path / str(scale), ("36",), years=1, scale=scale)
        rows[scale] = {entry.table: entry.rows_accepted for entry in read_manifest(country.workspace)}
    assert rows[2.0]["title_cases"] == pytest.approx(10 * rows[0.2]["title_cases"], rel=0.1)
    assert rows[2.0]["requests"] > 4 * rows[0.2]["requests"]
    assert rows[2.0]["survey_answers"] == rows[0.2]["survey_answers"]


def test_monthly_statistics_count_the_drawn_cases(tables):
    """As many titles made available in each month as cases that say so, and their mean delay since the application."""
    cases, statistics = tables["title_cases"], tables["title_statistics"]
    licences = cases.loc[(cases["site_id"] == "18") & (cases["title"] == "driving_licence")]
    delivered = licences.loc[licences["available_on"].dt.strftime("%Y-%m") == "2020-06"]
    is_that = (statistics["site_id"] == "18") & (statistics["title"] == "driving_licence")
    (row,) = statistics.loc[is_that & (statistics["month"] == "2020-06-01")].itertuples()
    assert row.volume == len(delivered) > 10
    mean = (delivered["available_on"] - delivered["applied_on"]).dt.days.mean()
    assert row.delivery_delay_mean == pytest.approx(mean, abs=0.051)


def test_mystery_surveys_follow_the_rules_but_one(tables, catalogue, odd_sites):
    """Twenty half-days of two weeks of school; where school holidays are unknown, the rest of the rules."""
    site_of = {oddity: site_id for site_id, oddity in odd_sites.items()}
    odd = site_of["invalid_mystery_plan"]
    contacts = tables["mystery_contacts"]
    contacts = contacts.loc[(contacts["contacted_on"].dt.year == 2020) & (contacts["channel"] == "phone")]
    for site_id, rows in contacts.groupby("site_id"):
        rules = catalogue.framework_of(site_id).mystery_survey
        made = [Contact(r.contact_id, r.contacted_on.date(), r.half_day) for r in rows.itertuples()]
        found = check_contacts(SurveyDays(catalogue.sites[site_id], catalogue, rules), made)
        assert found.is_valid is ({odd: False, "976": None}.get(site_id, True)), site_id


def test_about_one_site_in_twenty_eight_is_odd(catalogue, odd_sites):
    """Each oddity is there, in a country of 334 sites."""
    assert len(odd_sites) == 12 == round(0.036 * len(catalogue.sites))
    assert set(odd_sites.values()) == set(ODDITIES)
    assert len(choose_odd_sites(tuple(catalogue.sites)[:5], 1)) == 1


def test_odd_sites_stand_out_where_they_are_said_to(results, tables, odd_sites):
    """What the list announces can be found in the figures."""
    site = {oddity: site_id for site_id, oddity in odd_sites.items()}
    value, previous = results["value"], results["previous"]
    delay, volume = "residence_permit_renewal_processing_delay_days", "residence_permit_renewal_volume_count"
    clear = "satisfaction_clear_language_pct"
    assert value[delay][site["slow_titles"]] > 1.6 * previous[delay][site["slow_titles"]]
    assert value[volume][site["few_titles"]] < 0.6 * previous[volume][site["few_titles"]]
    assert value[clear][site["low_satisfaction"]] < previous[clear][site["low_satisfaction"]] - 20
    assert value[clear][site["all_very_satisfied"]] == 100
    calls, updates, grid = "call_answer_pct", "website_update_on_time_pct", "self_assessment_completion_pct"
    assert value[calls][site["unanswered_calls"]] == pytest.approx(45, abs=2)
    assert value[calls][site["calls_shift"]] < previous[calls][site["calls_shift"]] - 8
    assert value[updates][site["late_updates"]] < previous[updates][site["late_updates"]] - 20
    assert value[grid][site["all_met_grid"]] == 100
    noted = tables["web_statistics"].loc[tables["web_statistics"]["site_id"] == site["missing_months"], "month"]
    assert [sum(noted.dt.year == year) for year in (2019, 2020)] == [12, 9]
    requests = tables["requests"].loc[tables["requests"]["received_on"].dt.year == 2020]
    rows = {oddity: requests.loc[requests["site_id"] == site_id] for oddity, site_id in site.items()}
    assert (rows["same_day_replies"]["replied_on"] == rows["same_day_replies"]["received_on"]).all()
    assert rows["unanswered_requests"]["replied_on"].isna().mean() > 0.2
    assert np.isclose(requests.loc[requests["site_id"] == "57", "replied_on"].isna().mean(), 0, atol=0.1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"sites": ()}, "aucun site"),
        ({"years": 0}, "--years 0"),
        ({"years": 11}, "--years 11"),
        ({"scale": 0.0}, "--scale 0"),
        ({"scale": float("nan")}, "--scale nan"),
        ({"last_year": 2005}, "--last-year 2005"),
        ({"seed": -1}, "--seed -1"),
    ],
)
def test_a_request_that_cannot_be_drawn_is_refused(options, told):
    """One error that says what is accepted."""
    with pytest.raises(ParameterError) as refused:
        check_request(CountryRequest(**{"sites": ("18",), **options}))
    (fault,) = refused.value.faults
    assert told in fault.replace("aucun site.", "aucun site") and "ccepté" in fault
