"""What declared runs release to the public besides years, and what cannot be published without it."""

import pytest

from qep_lib.model.campaign import ReportType, Run
from qep_lib.model.period import Period
from qep_lib.model.release import Release, releases_inside
from qep_lib.model.site import SiteGroup
from qep_lib.params.releases import release_fault, releases_of

REPORTS = {
    "complaints": ("requests", {}),
    "poster": ("calls", {"compared_with": "period_before"}),
    "survey": ("survey_answers", {"scope": "group"}),
}
GROUP = SiteGroup(id="essonne", label="Essonne", lead="91", sites=("91", "91-evry"), why="…")


@pytest.fixture
def released():
    """`released(period, report, sites, audiences)`: {site: {period: tables}} of one run."""
    reports = {
        id_: ReportType(id=id_, title="…", description="…", notebook="n.ipynb", order=1, tables=(table,), **more)
        for id_, (table, more) in REPORTS.items()
    }

    def build(period, report, sites=("18",), audiences=("public",)):
        run = Run(id="r", label="…", sites=sites, period=period, reports=(report,), audiences=audiences)
        found = releases_of([run], reports, [GROUP])
        return {site: {r.period.code: r.tables for r in of_site} for site, of_site in found.items()}

    return build


def test_a_quarter_is_released_with_the_periods_that_its_figures_are_compared_with(released):
    """A year before, or the quarter before: both are printed beside it."""
    assert released("2021-T3", "complaints") == {"18": {"2020-T3": {"requests"}, "2021-T3": {"requests"}}}
    assert released("2021-T3", "poster") == {"18": {"2021-T2": {"calls"}, "2021-T3": {"calls"}}}


def test_years_and_internal_runs_are_not_listed(released):
    """Every year is taken to be public; what is internal is nobody's."""
    assert released("2021", "complaints") == {}
    assert released("2021-T3", "complaints", audiences=("internal",)) == {}


def test_the_report_of_a_group_releases_every_site_of_it(released):
    """It is asked of the site that leads the group."""
    assert list(released("2021-S1", "survey", sites=("91",))) == ["91", "91-evry"]


def test_what_is_inside_a_period():
    """The half-year and the quarter in the year; the quarter in the half-year; nothing in itself."""
    releases = [Release(Period.parse(code), frozenset()) for code in ("2020-S2", "2020-T3", "2021-S1")]
    inside = {
        code: [r.period.code for r in releases_inside(Period.parse(code), releases)] for code in ("2020", "2020-S2")
    }
    assert inside == {"2020": ["2020-S2", "2020-T3"], "2020-S2": ["2020-T3"]}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2020", None),
        ("2020-S2", None),
        ("2020-S1", "le déclarer dans params/runs/"),
        ("2020-03", "qui s'emboîtent"),
        ("2020-01-01..2020-12-30", "qui s'emboîtent"),
        ("2020-03-01..2020-03-31", "qui s'emboîtent"),
        ("2020-01-01..2020-12-31", "celles de « 2020 » (année 2020)"),
        ("2021-01-01..2021-06-30", "À faire : demander la période 2021-S1."),
        ("2021-10-01..2021-12-31", "celles de « 2021-T4 » (4e trimestre 2021)"),
    ],
)
def test_what_may_be_published(code, words):
    """Years always, half-years and quarters once declared with these tables, nothing that could overlap otherwise."""
    releases = [Release(Period.parse("2020-S2"), frozenset({"requests", "calls"}))]
    fault = release_fault(Period.parse(code), ["requests"], releases)
    assert (words in fault) if words else fault is None
    assert "le déclarer" in release_fault(Period.parse("2020-S2"), ["survey_answers"], releases)
