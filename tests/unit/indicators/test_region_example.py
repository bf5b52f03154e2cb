"""The example of Centre-Val de Loire shows what its LISEZMOI.md says: six departments that compare, one with four years."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from measured import measured_sites

from qep_lib import open_report
from qep_lib.intake.importer import import_file
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.regional.gathered import gather
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).resolve().parents[3]
PUBLISHED = yaml.safe_load((PROJECT / "tests" / "data" / "published.yml").read_text("utf-8"))
RUNS = ("centre-val-de-loire-2021", "indre-et-loire-2021", "cher-2020", "loir-et-cher-2021", "fictif-2022")
REGION = ("18", "28", "36", "37", "41", "45")
INVENTED = ("18", "28", "36", "37", "45")
ENOUGH = 5
AS_OF = date(2022, 6, 27)
FOUR_YEARS = {2018, 2019, 2020, 2021}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, new_workspace):
    """The runs of the region and of the other invented site, in one store: nothing clashes, nothing is set aside."""
    made = Workspace(new_workspace(tmp_path_factory.mktemp("region") / "espace"))
    catalogue = read_catalogue(made)
    for run_id in RUNS:
        for request in catalogue.runs[run_id].imports:
            outcome = import_file(made, catalogue, request)
            assert outcome.rows_accepted == outcome.rows_read > 0
    return made


@pytest.fixture(scope="module")
def totals(workspace):
    """`totals(period)`: "value", "nature" and "n" of the whole, by indicator (columns) and site (rows)."""
    known = {}

    def measured(period):
        if period not in known:
            rows = measured_sites(workspace, read_catalogue(workspace), REGION, Period.parse(period), AS_OF)
            whole = rows[rows["group"] == ""]
            known[period] = whole.pivot(index="site_id", columns="indicator_id", values=["value", "nature", "n"])
        return known[period]

    return measured


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_five_sites_of_six_compare_on_most_indicators(workspace, audience, monkeypatch):
    """« Most » is more than half of those that the report prints, what Loir-et-Cher alone asked included."""
    monkeypatch.setenv("QEP_WORKSPACE", str(workspace.root))
    report = open_report("regional_comparison", "region:24", "2021", AS_OF.isoformat(), audience)
    sizes = {
        indicator_id: max((len(one.sites) for one in found.sets), default=0)
        for indicator_id, found in gather(report.context).compared.items()
    }
    for indicator_id, size in sizes.items():
        print(f"{audience} {size} {indicator_id}")
    enough = [indicator_id for indicator_id, size in sizes.items() if size >= ENOUGH]
    assert len(sizes) > 40 and len(enough) > len(sizes) / 2
    themes = ("satisfaction_", "request_reply_", "complaint_reply_", "residence_permit_", "call_", "email_", "website_")
    for theme in themes:
        assert any(indicator_id.startswith(theme) for indicator_id in enough), theme


def test_what_was_published_stands_beside_what_is_invented(totals):
    """Figures of the Cher for 2020 and of the Loir-et-Cher for 2021, of which nothing is invented, as they were printed."""
    cher, loir_et_cher = PUBLISHED["cher_2020"], PUBLISHED["loir_et_cher_2022"]
    before, now = totals("2020"), totals("2021")
    printed = {
        ("18", "call_answer_pct"): cher["channels"]["call_answer_pct"][2020],
        ("18", "id_documents_processing_delay_days"): cher["title_processing_delay_days"]["id_documents"][2020],
        ("18", "requests_count"): cher["requests"][2020]["total"],
    }
    for (site_id, indicator_id), value in printed.items():
        assert before["value"].loc[site_id, indicator_id] == value
    assert "fictitious" not in set(before["nature"].loc["18"][["call_answer_pct", "satisfaction_confidentiality_pct"]])
    for indicator_id, value in (
        ("call_completed_pct", loir_et_cher["channels"]["call_answer_pct"]),
        ("email_reply_on_time_pct", loir_et_cher["mail"]["email_reply_on_time_pct"]),
        ("id_documents_delivery_delay_days", loir_et_cher["title_delivery_delay_days"]["id_documents"]),
        ("driving_licence_delivery_delay_days", loir_et_cher["title_delivery_delay_days"]["driving_licence"]),
    ):
        assert now["value"].loc["41", indicator_id] == value
        assert now["nature"].loc["41", indicator_id] == "real"


def test_what_is_invented_is_labelled(totals):
    """The whole year 2021 of five of the six, the Cher included."""
    found = totals("2021")
    natures, has_value = found["nature"], found["value"].notna()
    for site_id in INVENTED:
        assert set(natures.loc[site_id][has_value.loc[site_id]]) == {"fictitious"}


def test_volumes_are_those_of_a_prefecture(workspace, totals):
    """Hundreds of answers and of requests, tens of thousands of calls a year."""
    found = totals("2021")["value"].loc[list(INVENTED)]
    assert found["survey_answers_count"].between(150, 400).all() and found["requests_count"].between(80, 400).all()
    calls = read_table(workspace, "calls", ["28", "36", "37", "45"], [2021])
    assert calls.groupby("site_id")["presented"].sum().between(20_000, 60_000).all()
    months = read_table(workspace, "calls", ["28", "36", "37", "45"], [2020, 2021]).groupby("site_id").size()
    titles = read_table(workspace, "title_statistics", ["28", "36", "37", "45"], [2020, 2021])
    assert set(months) == {24} and set(titles.groupby(["site_id", "title"]).size()) == {24}


def test_what_each_department_is_made_to_show(workspace, totals):
    """Loiret is long on residence permits, the Cher good at the desk, the queue of the Indre fell in a year, calls of
    Indre-et-Loire from July 2021 on."""
    now, before = totals("2021")["value"], totals("2020")["value"]
    for kind in ("first", "renewal"):
        delays = now[f"residence_permit_{kind}_processing_delay_days"].dropna()
        assert delays["45"] > 1.3 * delays.drop("45").max()
    queue = "satisfaction_queue_management_pct"
    desk = now[queue].dropna().astype(float)
    assert desk["18"] > desk.drop("18").max() + 10 and now.loc["36", queue] < before.loc["36", queue] - 20
    calls = read_table(workspace, "calls", ["37"], [2021]).sort_values("statistics_on")
    shares = (calls["answered"] / calls["agent_requested"]).tolist()
    assert max(shares[6:]) < 0.80 < 0.85 < min(shares[:6])


def test_one_prefecture_has_four_years_of_everything(workspace):
    """Every table that the run fills has rows of each year; the four plans follow the same findings."""
    run = read_catalogue(workspace).runs["indre-et-loire-2021"]
    sources = read_catalogue(workspace).sources
    tables = {sources[request.source].table for request in run.imports}
    assert len(tables) == 16 and {"survey_answers", "actions", "milestones", "declared_figures"} <= tables
    for table in tables:
        rows = {year: len(read_table(workspace, table, ["37"], [year])) for year in FOUR_YEARS}
        assert all(rows.values()), (table, rows)
    plans = [set(read_table(workspace, "actions", ["37"], [year])["finding"]) for year in sorted(FOUR_YEARS)]
    assert all(one & other for one, other in zip(plans[:-1], plans[1:], strict=True))


def test_four_years_of_the_desk_go_up(totals):
    """As the plans say: waits and confidentiality were found wanting in 2018."""
    for indicator_id in ("waited_under_10_min_pct", "satisfaction_confidentiality_pct"):
        years = [totals(str(year))["value"].loc["37", indicator_id] for year in sorted(FOUR_YEARS)]
        assert years[0] < years[1] < years[3] and years[3] - years[0] > 8


def test_make_report_makes_every_report_for_each_audience():
    """Among the examples, so that each can be looked at."""
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    (named,) = re.findall(r"^EXAMPLES := (.+)$", makefile, re.M)
    catalogue = read_catalogue(Workspace(PROJECT))
    made = {
        (report_id, audience)
        for run in (catalogue.runs[run_id] for run_id in named.split())
        for report_id in run.reports
        for audience in run.audiences
    }
    assert made == {(report_id, audience) for report_id in catalogue.reports for audience in ("internal", "public")}
