"""Months and years of the comparison: what is said of Centre-Val de Loire, and of more sites than a region has."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from qep_lib import open_report
from qep_lib.comparison.month_readings import read_months
from qep_lib.display.elements import Figure, Gallery, Table, Text
from qep_lib.model.campaign import LeastChange
from qep_lib.model.period import Period
from qep_lib.reports.regional import evolution, month_series, months, months_in_brief
from qep_lib.reports.regional import gathered as gathered_module
from qep_lib.reports.regional.gathered import gather
from qep_lib.stats.control_chart import Change
from qep_lib.stats.error_rates import ErrorRate

RUNS = ("centre-val-de-loire-2021", "cher-2020", "loir-et-cher-2021")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory, imported_workspace):
    """`gathered(audience, sites)`: the comparison of 2021, read once for each."""
    root = imported_workspace(tmp_path_factory.mktemp("mois") / "espace", RUNS).root
    known = {}

    def read(audience="public", sites="region:24"):
        key = audience, str(sites)
        if key not in known:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("QEP_WORKSPACE", str(root))
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


def test_fewer_answered_calls_from_july_2021_are_found(gathered):
    """Indre-et-Loire, six months below its limits; its neighbour Eure-et-Loir is ordinary; two sites have no months."""
    element = months.months_of_calls(gathered())
    (figure,), (text,), (table,) = items(element, Figure), items(element, Text), items(element, Table)
    said = [plain(sentence) for sentence in text.paragraphs]
    assert said[2] == (
        "Indre-et-Loire (fictif) : un mois ordinaire va de 86,3 % à 93,5 % ; changement durable depuis juillet 2021, "
        "−27,8 points en moyenne, défavorable."
    )
    assert said[0].endswith("variations ordinaires, aucun mois inhabituel.")
    assert said[-1] == "Sans relevé mensuel à montrer : Cher et Loir-et-Cher."
    assert [
        "Indre-et-Loire (fictif)",
        "■ changement durable depuis juillet 2021, −27,8 points en moyenne, défavorable",
    ] in [[row[0].text, plain(row[2].text)] for row in table.rows]
    assert "Indre-et-Loire (fictif) : changement durable depuis juillet 2021" in figure.alt
    assert len(figure.data.rows) == 36 and len(figure.data.columns) == 5


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
    """The four sites with months have both indicators: one chart only."""
    captions = [figure.caption for figure in items(months.months_of_calls(gathered()), Figure)]
    assert captions == ["Appels décrochés, mois par mois"]


def test_the_essential_names_the_changes_that_last(gathered):
    """The worst fact of the months is on the first page, with its size, and where the rest is."""
    (said,) = months_in_brief.months_in_brief(gathered()).paragraphs
    assert plain(said) == (
        "Mois par mois, 17 séries suivies en 2021 : 1 changement durable, défavorable — Indre-et-Loire (fictif), "
        "Appels décrochés : plus bas depuis juillet 2021 (−27,8 points en moyenne). Le détail est dans « Mois par mois »."
    )
    (pair,) = months_in_brief.months_in_brief(gathered("internal", ["18", "41"])).paragraphs
    assert ": aucun changement durable. Le détail" in plain(pair)
    # Their months have a few requests each: nothing of them is told to the public.
    (few,) = months_in_brief.months_in_brief(gathered("public", ["18", "41"])).paragraphs
    assert plain(few) == "Mois par mois : aucun site n'a assez de relevés en 2021 pour être suivi."


def lasting(distance, direction="higher", least=2.0, unit="pct", low=80.0):
    """A site of an indicator whose change goes on since March."""
    chart = SimpleNamespace(centre=90.0, high=180 - low, low=low)
    reading = SimpleNamespace(has_months=True, signals=(), chart=chart, change_in_bands=abs(distance) / (90 - low))
    site = month_series.SiteMonths(
        f"Site {distance}", None, reading, low, 100, None, 1, least, Change((2, 3, 4), distance, 0.001)
    )
    indicator = SimpleNamespace(direction=direction, unit=unit, short_label="Appels")
    return SimpleNamespace(indicator=indicator, months=[Period.parse(f"2021-{m:02}") for m in range(1, 6)]), site


def in_brief(monkeypatch, *changes):
    """What « L'essentiel » says of these."""
    shown = [SimpleNamespace(**vars(one), sites=(site,)) for one, site in changes]
    monkeypatch.setattr(
        months_in_brief, "read_topic", lambda gathered, topic: shown if topic is month_series.CALLS else []
    )
    gathered = SimpleNamespace(context=SimpleNamespace(current_label="2021"))
    return plain(months_in_brief.months_in_brief(gathered).paragraphs[0])


def test_a_change_too_small_is_not_called_worse(monkeypatch):
    """0.79 point of calls is told with its size, and not judged; exactly the least size is; better is not worse."""
    assert "1 changement durable — Site -0.79, Appels : plus bas depuis mars 2021 (−0,8 point en moyenne)." in in_brief(
        monkeypatch, lasting(-0.79)
    )
    assert ": 1 changement durable, défavorable — " in in_brief(monkeypatch, lasting(-2.0))
    assert ": 1 changement durable — " in in_brief(monkeypatch, lasting(2.0))
    assert ": 1 changement durable, défavorable — " in in_brief(monkeypatch, lasting(2.0, "lower"))
    assert ": 1 changement durable — " in in_brief(monkeypatch, lasting(-30.0, least=None))


def test_the_plainest_changes_are_named_the_worse_first(monkeypatch):
    """Of five, three are named: the two for the worse, furthest out first, then the furthest of the others."""
    said = in_brief(monkeypatch, *(lasting(d) for d in (9.0, -1.0, -3.0, 20.0, -5.0)))
    assert ": 5 changements durables, dont 2 défavorables — Site -5.0, Appels : plus bas" in said
    assert said.index("Site -5.0") < said.index("Site -3.0") < said.index("Site 20.0, Appels : plus haut")
    assert "(+20 points en moyenne) ; et 2 autres." in said
    assert ": 2 changements durables, tous défavorables" in in_brief(monkeypatch, lasting(-3.0), lasting(-4.0))
    counted = in_brief(monkeypatch, lasting(-3.0, "neutral", None, "count"))
    assert "Site -3.0, Appels : plus bas depuis mars 2021. Le détail" in counted


def test_months_are_measured_once_for_all_sections(gathered, monkeypatch):
    """They are long to measure; the sections show what the first of them read."""
    months_in_brief.months_in_brief(gathered())
    monkeypatch.setattr(month_series, "measure_by_month", None)
    assert items(months.months_of_calls(gathered()), Figure)


def test_hidden_months_are_hidden_in_every_part(gathered):
    """Requests are few: the public sees how many came, not the replies on time; inside, five are enough for some."""
    public, inside = (months.months_of_requests(gathered(audience)) for audience in ("public", "internal"))
    assert [figure.caption for figure in items(public, Figure)] == [
        "Demandes, réclamations et suggestions reçues, mois par mois"
    ]
    share = items(inside, Figure)[0]
    hidden = [cell for row in share.data.rows for cell in row if cell.text == "non diffusé"]
    assert hidden and all(cell.number is None for cell in hidden)
    assert "mois non diffusés" in plain(" ".join(items(inside, Text)[0].paragraphs))


def test_the_data_of_requests_start_with_the_first_known_month(gathered):
    """36 months are drawn; nobody has a register of 2019."""
    drawn = items(months.months_of_requests(gathered("internal")), Figure)[0]
    first = drawn.data.rows[0]
    assert first[0].text == "janvier 2020" and len(drawn.data.rows) == 24
    assert {cell.text for cell in first[1:]} != {"non communiqué"}
    assert drawn.data.notes == (
        "Chiffres connus depuis janvier 2020 ; aucun de ces sites n'en a pour les mois d'avant.",
    )
    assert items(months.months_of_calls(gathered()), Figure)[0].data.notes == ()


def test_two_sites_are_enough_and_the_same_data_gives_the_same_bytes(gathered):
    """Cher and Loir-et-Cher have no monthly calls; their registers have twelve months each, too small for the public."""
    assert isinstance(months.months_of_requests(gathered("public", ["18", "41"])), Text)
    pair = gathered("internal", ["18", "41"])
    assert isinstance(months.months_of_calls(pair), Text)
    one, other = (items(months.months_of_requests(pair), Figure)[0] for _ in range(2))
    assert one.svg == other.svg and one.alt == other.alt


def test_of_many_sites_only_lasting_changes_are_drawn(gathered, monkeypatch):
    """As if six sites were more than a region: Indre-et-Loire, far lower since July, and the others counted; no month is
    lost."""
    whole = items(months.months_of_calls(gathered()), Figure)[0].data
    monkeypatch.setattr(gathered_module, "FOLDED_FROM", 6)
    element = months.months_of_calls(gathered())
    changed = ["Indre-et-Loire (fictif)"]
    (figure,), (counts, every, signals) = items(element, Figure), items(element, Table)
    assert [column.label for column in figure.data.columns] == ["Mois", *changed]
    assert [cell.number for cell in counts.rows[0][1:]] == [4, 1, 0, 1, 1]
    assert [row[0].text for row in signals.rows] == changed and signals.form == "folded"
    assert every.form == "sheet"
    assert [row[1:] for row in every.rows] == list(zip(*whole.rows, strict=True))[1:]


def test_the_changes_drawn_are_those_that_leave_the_ordinary_furthest(monkeypatch):
    """One chart allowed, of two sites: that of the furthest, the others counted in its caption."""
    monkeypatch.setattr(months, "MOST_CHANGES", 1)
    step = np.repeat([10.0, 14.0], 12) + np.tile([0.0, 1.0], 12)
    readings = {"Cher": read_months(step, 12), "Indre": read_months(np.where(step > 12, step + 9, step), 12)}
    assert readings["Indre"].change_in_bands > readings["Cher"].change_in_bands > 1
    sites = tuple(
        SimpleNamespace(name=name, reading=reading, lasting=reading.change) for name, reading in readings.items()
    )
    shown = SimpleNamespace(sites=sites)
    assert [site.name for site in months._most_changed(shown)] == ["Indre"]
    assert months._which(shown, sites[1:]) == " : le changement durable le plus marqué, sur 2"


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
    assert ["Délivrance des CNI et passeports", "Loir-et-Cher", *["non communiqué"] * 2, "18 j", "—", "—"] in lines


def test_years_of_many_sites_are_a_chart_a_site(gathered, monkeypatch):
    """Thirteen at most are all drawn; of more, the demonstrated changes in one figure, the table keeping every year of all."""
    monkeypatch.setattr(evolution, "SERIES", ("#000091",))
    every = items(evolution.evolution(gathered("internal"), "satisfaction"), Figure)
    monkeypatch.setattr(gathered_module, "FOLDED_FROM", 6)
    element = evolution.evolution(gathered("internal"), "satisfaction")
    (chosen,), (text,) = items(element, Figure), items(element, Text)
    assert "Eure-et-Loir (fictif)" in every[0].alt and "Eure-et-Loir" not in chosen.alt
    lines = [row for figure in every for row in figure.data.rows]
    assert list(chosen.data.rows) == lines and chosen.data.form == "sheet"
    fell = sum(row[-2].text[0] in "▲▼" for row in lines)
    assert fell and plain(chosen.caption).startswith("Satisfaction, de 2020 à 2021 : ")
    assert f" : {fell} évolution" in plain(chosen.caption)
    assert plain(text.paragraphs[0]).startswith(f"Non dessinées : {len(lines) - fell} séries suivies")


def test_two_sites_without_common_years_have_no_evolution(gathered):
    """A sentence in place of a figure."""
    element = evolution.evolution(gathered(sites=["18", "41"]), "contacts")
    assert isinstance(element, Text) and "deux années de suite comparables" in element.paragraphs[0]
