"""Months and years of the comparison: an odd Centre-Val de Loire (`data/odd-region`), and more sites than a region has."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from qep_lib import open_report
from qep_lib.comparison.month_readings import read_months
from qep_lib.disclosure.months import MonthlySeries
from qep_lib.display.elements import Absent, Figure, Gallery, Table, Text
from qep_lib.model.campaign import LeastChange
from qep_lib.model.period import Period
from qep_lib.reports.regional import evolution, month_series, months, standouts
from qep_lib.reports.regional.gathered import gather
from qep_lib.stats.control_chart import Change
from qep_lib.stats.error_rates import ErrorRate


@pytest.fixture(scope="module")
def gathered(odd_workspace):
    """`gathered(audience, sites)`: the comparison of 2021, read once for each."""
    known = {}

    def read(audience="public", sites="region:24"):
        key = audience, str(sites)
        if key not in known:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("QEP_WORKSPACE", str(odd_workspace))
                report = open_report("regional_comparison", sites, "2021", "2022-06-27", audience)
            known[key] = gather(report.context)
        return known[key]

    return read


def plain(text):
    """Text with every kind of space as one space."""
    return re.sub(r"\s+", " ", text)


def items(element, kind):
    """The elements of that kind in a gallery."""
    assert isinstance(element, Gallery)
    return [item for item in element.items if isinstance(item, kind)]


def sheets(element):
    """Label → the table that the workbook holds of an indicator, its lines by site."""
    found = [table for table in items(element, Table) if table.form == "sheet"]
    return {plain(table.caption).split(",")[0]: {row[0].text: row[1:] for row in table.rows} for table in found}


def test_fewer_answered_calls_from_july_2021_are_found(gathered):
    """Indre-et-Loire, six months below its limits, is drawn; its neighbour Eure-et-Loir is ordinary and only counted."""
    (figure,) = items(months.lasting_months(gathered()), Figure)
    lasting = "changement durable depuis juillet 2021, −27,8 points en moyenne, défavorable"
    assert plain(figure.caption) == f"Appels décrochés : Indre-et-Loire (fictif), {lasting}"
    assert plain(figure.alt).endswith(f"Indre-et-Loire (fictif), {lasting}.")
    ((site, said, ordinary, _, *each),) = figure.data.rows
    assert (site.text, plain(said.text), plain(ordinary.text)) == (
        "Indre-et-Loire (fictif)",
        lasting,
        "de 86,3 % à 93,5 %",
    )
    assert len(each) == 36
    element = months.months_counts(gathered())
    calls = sheets(element)["Appels décrochés"]
    assert plain(calls["Indre-et-Loire (fictif)"][0].text) == lasting
    assert calls["Eure-et-Loir (fictif)"][0].text == "variations ordinaires, aucun mois inhabituel"
    assert [cell.number for cell in items(element, Table)[0].rows[0][1:]] == [4, 1, 0, 1]


def test_the_note_says_before_which_period_months_are_ordinary():
    """A year by its number, a half-year by its name."""
    for code, words in (("2021", "le début de 2021 ;"), ("2021-S1", "le début du 1er semestre 2021 ;")):
        assert words in months.months_note(about(code)).paragraphs[0]


def about(code, least=None):
    """A comparison of that period, with nothing but its conventions."""
    conventions = SimpleNamespace(least_change=least or LeastChange())
    return SimpleNamespace(
        context=SimpleNamespace(period=Period.parse(code), catalogue=SimpleNamespace(conventions=conventions))
    )


def test_the_note_takes_its_rates_from_the_simulation(monkeypatch):
    """The numbers of the sentences are those of `stats/error_rates`, rounded up."""
    monkeypatch.setattr(months, "MARKED_MONTHS", ErrorRate(7.0))
    monkeypatch.setattr(months, "LASTING_CHANGES", ErrorRate(8.2))
    _, outside, lasting, *_ = map(plain, months.months_note(about("2021")).paragraphs)
    assert "Sur cent mois ordinaires, moins de 8 en sortent par hasard" in outside
    assert "moins de 9 rapports sur cent en disent un à tort." in lasting and "favorable" not in lasting


def test_the_note_says_from_how_much_a_change_is_judged():
    """By unit, as the conventions have it."""
    lasting = plain(months.months_note(about("2021", LeastChange(pct=2, days=1.5))).paragraphs[2])
    assert lasting.endswith(
        "Il n'est dit favorable ou défavorable qu'à partir de 2 points pour une part et 1,5 jour pour un délai."
    )


def test_completed_calls_do_not_stand_beside_answered_ones(gathered):
    """The four sites with months have both indicators: one is followed."""
    found = [words for words in sheets(months.months_counts(gathered())) if words.startswith("Appels")]
    assert len(found) == 1 and "décrochés" in found[0]


def test_the_first_page_names_the_changes_that_last(gathered):
    """The worst fact of the months, with its size and what to check."""
    said = [plain(words) for words in standouts.stands_out(gathered()).paragraphs]
    assert [words for words in said if words.startswith("Indre-et-Loire")] == [
        "Indre-et-Loire (fictif), appels décrochés : plus bas depuis juillet 2021 (−27,8 points en moyenne). À regarder "
        f"d'abord : {month_series.CALLS.check}."
    ]
    assert plain(standouts.basis_words(gathered())[0]).endswith("17 suivis mois par mois.")
    # Their months have a few requests each: nothing of them is told to the public.
    few = standouts.basis_words(gathered("public", ["18", "41"]))[0]
    assert "mois par mois" not in few


def lasting(distance, direction="higher", least=2.0, unit="pct", low=80.0):
    """A site of an indicator whose change goes on since March."""
    chart = SimpleNamespace(centre=90.0, high=180 - low, low=low)
    reading = SimpleNamespace(has_months=True, signals=(), chart=chart, change_in_bands=abs(distance) / (90 - low))
    site = month_series.SiteMonths(
        "18", f"Site {distance}", None, reading, low, 100, None, 1, least, Change((2, 3, 4), distance, 0.001)
    )
    indicator = SimpleNamespace(id=f"{distance}", direction=direction, unit=unit, short_label="Appels", grain="site")
    return SimpleNamespace(indicator=indicator, months=[Period.parse(f"2021-{m:02}") for m in range(1, 6)]), site


def told(monkeypatch, *changes):
    """What the first page would say of these, in order."""
    shown = [(month_series.CALLS, SimpleNamespace(**vars(one), sites=(site,))) for one, site in changes]
    monkeypatch.setattr(standouts, "read_months_of", lambda gathered: shown)
    found = [one for is_bad in (True, False) for one in standouts._of_months(SimpleNamespace(), is_bad)]
    return [plain(one.words).partition(" À regarder")[0] for one in found]


def test_the_plainest_changes_come_first_the_worse_before_the_others(monkeypatch):
    """Those large enough to be judged and for the worse, furthest out first; a count has no size."""
    for_the_worse = [lasting(d) for d in (9.0, -1.0, -3.0, 20.0, -5.0)]
    said = [words.partition(",")[0] for words in told(monkeypatch, *for_the_worse)]
    assert said == ["Site -5.0", "Site -3.0", "Site 20.0", "Site 9.0", "Site -1.0"]
    assert told(monkeypatch, lasting(-30.0, least=None), lasting(2.0, "lower"))[0].startswith("Site 2.0, ")
    assert told(monkeypatch, lasting(-0.79)) == [
        "Site -0.79, appels : plus bas depuis mars 2021 (−0,8 point en moyenne)."
    ]
    counted = told(monkeypatch, lasting(-3.0, "neutral", None, "count"))
    assert counted == ["Site -3.0, appels : plus bas depuis mars 2021."]


def test_a_change_of_nature_is_no_change(gathered):
    """A rebuilt year, then an invented one three times as high: the two are not read together; of one nature, they are."""
    values = np.array([*[40.0, 42.0, 44.0] * 4, *[120.0, 122.0, 124.0] * 4])
    for before, is_changed in (("reconstructed", False), ("fictitious", True)):
        natures = (before,) * 12 + ("",) + ("fictitious",) * 11
        series = MonthlySeries(values, np.full(24, np.nan), np.full(24, np.nan), ("ok",) * 24, natures)
        found = gathered()
        site = month_series._site(found, "18", found.context.indicator("requests_received"), series, 12)
        assert (site.reading.change is not None) is is_changed
        assert np.isnan(site.reading.chart.values[:12]).all() != is_changed
        assert site.reading.chart.values[12] == 120.0 and site.series.values[0] == 40.0


def test_months_are_measured_once_for_all_sections(gathered, monkeypatch):
    """They are long to measure; the sections show what the first of them read."""
    standouts.stands_out(gathered())
    monkeypatch.setattr(month_series, "measure_by_month", None)
    assert items(months.lasting_months(gathered()), Figure)


def test_hidden_months_are_hidden_in_every_part(gathered):
    """Requests are few: the public sees how many came, not the replies on time; inside, five are enough for some."""
    public, inside = (sheets(months.months_counts(gathered(audience))) for audience in ("public", "internal"))
    share = "Réponses dans le délai promis"
    assert share not in public and "Demandes" in public
    hidden = [cell for row in inside[share].values() for cell in row if cell.text == "non diffusé"]
    assert hidden and all(cell.number is None for cell in hidden)


def test_without_a_lasting_change_nothing_is_drawn(gathered):
    """Cher and Loir-et-Cher have no monthly calls; their registers have twelve months each, too small for the public."""
    assert isinstance(months.months_counts(gathered("public", ["18", "41"])), Absent)
    pair = gathered("internal", ["18", "41"])
    assert isinstance(months.lasting_months(pair), Absent) and isinstance(months.months_counts(pair), Gallery)
    one, other = (items(months.lasting_months(gathered()), Figure)[0] for _ in range(2))
    assert one.svg == other.svg and one.alt == other.alt


def test_the_changes_drawn_are_those_that_leave_the_ordinary_furthest(monkeypatch):
    """One chart allowed, of two sites: that of the furthest."""
    monkeypatch.setattr(months, "MOST_CHANGES", 1)
    step = np.repeat([10.0, 14.0], 12) + np.tile([0.0, 1.0], 12)
    readings = {"Cher": read_months(step, 12), "Indre": read_months(np.where(step > 12, step + 9, step), 12)}
    assert readings["Indre"].change_in_bands > readings["Cher"].change_in_bands > 1
    sites = tuple(
        SimpleNamespace(name=name, reading=reading, lasting=reading.change) for name, reading in readings.items()
    )
    shown = SimpleNamespace(changed=sites)
    assert [site.name for site in months._most_changed(shown)] == ["Indre"]


def test_years_of_a_region_are_a_line_a_site(gathered):
    """One figure a questionnaire; years before the first survey are left out; the fall of Indre is demonstrated."""
    figures = items(evolution.evolution(gathered("internal"), "satisfaction"), Figure)
    assert [plain(figure.caption)[:30] for figure in figures] == ["Satisfaction, de 2020 à 2021 ("] * 2
    lines = [[plain(cell.text) for cell in row] for row in figures[0].data.rows]
    assert ["Mesures sanitaires", "Indre (fictif)", "87 %", "52 %", "▼ −35 points", "—"] in lines
    assert "Mesures sanitaires. Eure-et-Loir (fictif) : 82 % en 2020, 86 % en 2021." in plain(figures[0].alt)


def test_a_year_without_figure_is_told_in_the_table(gathered):
    """Loir-et-Cher has delivery delays in 2021 only: nothing to link, nothing invented."""
    (figure,) = items(evolution.evolution(gathered(), "titles"), Figure)
    lines = [[plain(cell.text) for cell in row] for row in figure.data.rows]
    assert [
        "Délivrance des cartes d'identité et passeports (tout le CERT)",
        "Loir-et-Cher",
        *["non communiqué"] * 2,
        "18 j",
        "—",
        "—",
    ] in lines


def test_of_more_sites_than_colours_the_demonstrated_changes_are_drawn(gathered, monkeypatch):
    """In one figure, the table keeping every year of all."""
    every = items(evolution.evolution(gathered("internal"), "satisfaction"), Figure)
    monkeypatch.setattr(evolution, "SERIES", ("#000091",))
    element = evolution.evolution(gathered("internal"), "satisfaction")
    (chosen,), (text,) = items(element, Figure), items(element, Text)
    assert "Eure-et-Loir (fictif)" in every[0].alt and "Eure-et-Loir" not in chosen.alt
    lines = [row for figure in every for row in figure.data.rows]
    assert set(chosen.data.rows) == set(lines) and chosen.data.form == "sheet"
    fell = sum(row[-2].text[0] in "▲▼" for row in lines)
    assert fell and plain(chosen.caption).startswith("Satisfaction, de 2020 à 2021 : ")
    assert f" : {fell} évolution" in plain(chosen.caption)
    assert plain(text.paragraphs[0]).startswith(
        f"Non dessinées : {len(lines) - fell} évolutions d'un indicateur dans un site"
    )


def test_two_sites_without_common_years_have_no_evolution(gathered):
    """A sentence in place of a figure."""
    element = evolution.evolution(gathered(sites=["18", "41"]), "contacts")
    assert isinstance(element, Absent) and "deux années de suite comparables" in element.sentence
