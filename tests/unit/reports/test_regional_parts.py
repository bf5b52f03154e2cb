"""Funnels, maps and case-mix of a comparison, on sites made for the test: what is drawn, what is said, what is not let out."""

import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from limits import BLANK

from qep_lib.comparison.comparable import Candidate, compare
from qep_lib.comparison.readings import FEWEST_EXPECTED, read_set
from qep_lib.display.elements import Absent, Table, Text
from qep_lib.errors import ParameterError
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.site import Label
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.perimeter import read_perimeter
from qep_lib.reports.context import MANY_SITES
from qep_lib.reports.regional import case_mix as case_mix_module
from qep_lib.reports.regional import funnels as funnels_module
from qep_lib.reports.regional.case_mix import UNTOUCHED, case_mix
from qep_lib.reports.regional.funnels import funnels
from qep_lib.reports.regional.gathered import Gathered
from qep_lib.reports.regional.maps import indicator_map, label_map, label_status
from qep_lib.reports.regional.matrix import matrix, matrix_of_many
from qep_lib.reports.regional.themes import theme
from qep_lib.reports.regional.words import FICTITIOUS

CATALOGUE = read_catalogue(Workspace(Path(__file__).resolve().parents[3]))
COURTESY, OVERALL = "satisfaction_courtesy_availability_pct", "satisfaction_clear_language_pct"
CALLS = "call_answer_pct"
PREFECTURES = [site_id for site_id, site in CATALOGUE.sites.items() if site.kind == "prefecture"]
SERIE = "satisfaction-cher-2020"


def measured(site_id, positive, base, indicator_id=COURTESY, **known):
    """One row; without a base, no figure."""
    found = {"status": "no_data"}
    if base:
        found = {"numerator": positive, "denominator": base, "n": base, "value": 100 * positive / base, "status": "ok"}
    named = {"indicator_id": indicator_id, "site_id": site_id, "period": "2020", "group": "", "origin": "computed"}
    return Measured(**(BLANK | {"nature": "real"} | named | found | known))


def gathered(*rows, audience="internal", series=None, answers=None, perimeter=None):
    """What is compared of these rows, as `gather` gives it; `answers` is the table of the survey, by site."""
    indicators = {row.indicator_id: CATALOGUE.indicators[row.indicator_id] for row in rows}
    sites = list(dict.fromkeys(row.site_id for row in rows))
    of_site = {site: {row.indicator_id: {"": row} for row in rows if row.site_id == site} for site in sites}
    members = tuple(
        SimpleNamespace(
            site=CATALOGUE.sites[site],
            label=CATALOGUE.labels.get(site),
            framework=CATALOGUE.framework_of(site),
            measured=of_site[site],
            total=lambda indicator_id, site=site: of_site[site][indicator_id][""],
            indicator=CATALOGUE.indicators.__getitem__,
            audience=audience,
            catalogue=CATALOGUE,
            stored=SimpleNamespace(
                serie=None,
                questionnaire_id=None,
                site=CATALOGUE.sites[site],
                catalogue=CATALOGUE,
                period=Period.parse("2020"),
                as_of=date(2021, 1, 31),
                audience=audience,
                read=lambda name, years, site=site: build_table(name, (answers or {}).get(site, ()), {"site_id": site}),
            ),
        )
        for site in sites
    )
    context = SimpleNamespace(
        members=members,
        catalogue=CATALOGUE,
        audience=audience,
        period=Period.parse("2020"),
        compared_period=Period.parse("2019"),
        previous_label="2019",
        as_of=date(2021, 1, 31),
        group=perimeter,
        indicator=CATALOGUE.indicators.__getitem__,
        stored=members[0].stored,
        has_many_sites=len(members) >= MANY_SITES,
    )
    compared = {
        indicator_id: compare(
            indicator,
            [
                Candidate(row.site_id, row, (series or {}).get(row.site_id, SERIE))
                for row in rows
                if row.indicator_id == indicator_id
            ],
        )
        for indicator_id, indicator in indicators.items()
    }
    read = {id_: tuple(read_set(one.indicator, chosen) for chosen in one.sets) for id_, one in compared.items()}
    marks = {
        site: FICTITIOUS if {row[""].nature for row in rows_.values()} == {"fictitious"} else ""
        for site, rows_ in of_site.items()
    }
    return Gathered(context, compared, read, frozenset(), marks)


def spread(seed, count, indicator_id=COURTESY, **known):
    """Sites drawn around 85 %, the last one far lower."""
    draw = np.random.default_rng(seed)
    bases = draw.integers(12, 300, count)
    shares = np.clip(draw.normal(0.85, 0.06, count), 0.4, 0.98)
    shares[-1], bases[-1] = 0.3, 150
    return [
        measured(site, int(draw.binomial(base, share)), int(base), indicator_id, **known)
        for site, base, share in zip(PREFECTURES, bases, shares, strict=False)
    ]


@pytest.mark.parametrize(("seed", "count"), [(seed, count) for seed in range(6) for count in (12, 19, 40, 101)])
def test_a_point_is_outside_the_drawn_limits_exactly_when_its_reading_says_so(monkeypatch, seed, count):
    """Every point and both pairs of lines, as they are given to the drawing."""
    drawings = []
    monkeypatch.setattr(funnels_module, "draw_funnel", lambda *drawn: drawings.append(drawn) or b"<svg/>")
    compared = gathered(*spread(seed, count))
    centre = compared.read[COURTESY][0].centre / 100
    _, figure = funnels(compared).items
    ((points, (watch, named), *_),) = drawings
    assert len(points) == len(figure.data.rows) == count and points[-1].code == "low"
    for point in points:
        outside = []
        for pair in (watch, named):
            low, high = (np.interp(point.base, pair.bases, bound) for bound in (pair.low, pair.high))
            outside.append("high" if point.share > high else "low" if point.share < low else "")
        said = outside[1] or (f"watch_{outside[0]}" if outside[0] else "within")
        expected = point.base * min(centre, 1 - centre)
        # Where fewer are expected than the normal limits ask, the exact tail may only weaken what they say.
        assert point.code == said or (expected < FEWEST_EXPECTED and point.code in (f"watch_{said}", "within"))
        assert bool(point.label) == (point.code in ("low", "high"))


def test_a_funnel_names_the_sites_outside_and_states_its_centre():
    """In the caption, the alternative text and the table: what is invented is said each time."""
    _, figure = funnels(gathered(*spread(1, 30, nature="fictitious"))).items
    odd = CATALOGUE.sites[PREFECTURES[29]].department
    assert (
        "30\u00a0sites autour de la moyenne des sites comparés, " in figure.caption
        and "provisoire" not in figure.caption
    )
    assert "Plus bas que la fourchette attendue, à\u00a0examiner : " in figure.alt and f"{odd} (fictif) (" in figure.alt
    assert [row[4].text for row in figure.data.rows][29] == "plus bas que la fourchette attendue, à\u00a0examiner"
    assert all("(fictif)" in row[0].text for row in figure.data.rows)


@pytest.mark.parametrize(("count", "is_provisional"), [(12, True), (19, True), (20, False)])
def test_under_twenty_sites_a_funnel_is_provisional(count, is_provisional):
    """statistics.md 2.3."""
    _, figure = funnels(gathered(*spread(2, count))).items
    assert ("(provisoire : de 12 à 19 sites)" in figure.caption) == is_provisional


def test_under_twelve_sites_there_is_no_funnel_and_a_sentence_says_why():
    """A region."""
    sentence = funnels(gathered(*spread(3, 11))).sentence
    assert "au moins 12 sites comparables sur un même indicateur, ici 11 au plus : elle n'est pas dessinée" in sentence


def test_an_indicator_without_site_outside_is_a_line_of_the_table():
    """Twelve sites alike beside twelve of which one is odd."""
    alike = [measured(site, 80, 100, OVERALL) for site in PREFECTURES[:12]]
    both = gathered(*spread(4, 12), *alike)
    table, _ = funnels(both).items
    lines = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert lines["Satisfaction : clarté du langage"] == ["12", "80\u202f%", "0", "0", "non dessiné"]
    assert lines["Satisfaction : courtoisie et disponibilité"][4] == "dessiné"


def test_the_same_sites_draw_the_same_bytes():
    """Nothing of the clock or of chance."""
    assert funnels(gathered(*spread(5, 30))) == funnels(gathered(*spread(5, 30)))


def label(**known):
    """A label of the référentiel of 2018, three years long."""
    return Label(site_id="18", framework="2018-12-19", modules=("M1",), source="essai", **known)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, "unknown"),
        ({}, "undated"),
        ({"labelled_on": date(2021, 2, 1)}, "not_labelled"),
        ({"labelled_on": date(2021, 1, 31)}, "labelled"),
        ({"labelled_on": date(2018, 8, 1)}, "labelled"),
        ({"labelled_on": date(2018, 7, 31)}, "ending"),
        ({"labelled_on": date(2018, 1, 31)}, "ending"),
        ({"labelled_on": date(2018, 1, 30)}, "ended"),
        ({"labelled_on": date(2018, 1, 30), "validity_extension_months": 12}, "labelled"),
    ],
)
def test_the_status_of_a_label_on_a_day(known, expected):
    """On 31 January 2021: three years from its date, the time granted included; what nobody declared is unknown."""
    framework = CATALOGUE.frameworks["2018-12-19"]
    found, _ = label_status(None if known is None else label(**known), framework, date(2021, 1, 31))
    assert found == expected


def test_the_map_of_labels_says_what_is_known():
    """The Cher until December 2022, the Loir-et-Cher without a date; sub-prefectures are named, not drawn."""
    figure = label_map(gathered(*(measured(site, 8, 20) for site in ("18", "41", "91-etampes"))))
    assert [[cell.text for cell in row] for row in figure.data.rows] == [
        ["18", "Cher", "labellisé", "jusqu'au 18 décembre 2022"],
        ["41", "Loir-et-Cher", "modules choisis, date du label non communiquée", "date non communiquée"],
    ]
    assert "Situation des labels au 31 janvier 2021" in figure.caption and "Contours" not in figure.caption
    assert "Sous-préfectures non dessinées : Sous-préfecture d'Étampes" in figure.caption


def test_the_map_of_readings_tells_what_is_not_comparable_from_what_is_not_known():
    """Five sites are read around their median, one asked another questionnaire, one has nothing."""
    rows = [measured(site, 85, 100) for site in ("18", "28", "44", "45")]
    rows += [measured("36", 30, 100, nature="fictitious"), measured("37", 85, 100), measured("41", 0, 0)]
    perimeter = read_perimeter("18+28+36+37+41+44+45", CATALOGUE.sites)
    figure = indicator_map(gathered(*rows, series={"37": "other"}, perimeter=perimeter))
    found = {row[0].text: (row[1].text, row[2].text, row[3].text) for row in figure.data.rows}
    assert found.pop("36") == ("Indre (fictif)", "plus bas que la fourchette attendue, à\u00a0examiner", "30\u202f%")
    assert found.pop("37") == ("Indre-et-Loire", "non comparable", "85\u202f%")
    assert found.pop("41") == ("Loir-et-Cher", "pas de donnée", "non communiqué")
    assert [*found] == ["18", "28", "44", "45"]
    assert {row[1:] for row in found.values()} == {("dans la fourchette attendue", "85\u202f%")}


def test_a_map_without_names_says_in_words_which_departments_are_invented():
    """Twenty departments have their numbers only."""
    rows = [
        measured(site, 85, 100, nature="fictitious" if site in ("01", "02") else "real") for site in PREFECTURES[:20]
    ]
    assert "Données fictives : 01 et 02." in indicator_map(gathered(*rows)).caption
    assert "fictives" not in indicator_map(gathered(*rows[:14])).caption


def test_the_map_of_an_indicator_with_a_target_shows_the_gap_to_it():
    """A rate of dependent calls is not read against the others, but it is rated."""
    rows = [measured("18", 92, 100, CALLS, rating="met"), measured("28", 80, 100, CALLS, rating="near")]
    figure = indicator_map(gathered(*rows), CALLS)
    assert [row[2].text for row in figure.data.rows] == ["objectif atteint", "écart inférieur à 25\u202f%"]


def test_without_target_nor_reading_there_is_no_map_but_a_sentence():
    """And an indicator that is not compared is refused with those that are."""
    found = gathered(*(measured(site, 80, 100, CALLS) for site in ("18", "28")))
    assert "il n'y a pas de carte" in indicator_map(found, CALLS).paragraphs[0]
    assert isinstance(indicator_map(found), Text)
    with pytest.raises(ParameterError, match="call_answer_pct"):
        indicator_map(found, "call_answer")


def survey(**people):
    """Rows of one site: `survey(foreign_titles=(40, 31))` for 40 people of whom 31 are satisfied."""
    rows = []
    for reason, (count, positive) in people.items():
        for number in range(count):
            common = {
                "questionnaire_id": "satisfaction-cher",
                "answered_on": date(2020, 9, 14),
                "mode": "desk",
                "state": "answered",
                "dataset": "essai",
                "nature": "real",
                "answer_id": f"{reason}-{number}",
            }
            answer = "satisfied" if number < positive else "unsatisfied"
            rows.append({**common, "item_id": "visit_reason", "option_id": reason})
            rows.append({**common, "item_id": "courtesy_availability", "option_id": answer})
    return rows


@pytest.fixture(params=["internal", "public"])
def audience(request):
    """Whoever reads."""
    return request.param


def numbers(element):
    """Every number that an element carries, in its words and in its data."""
    return set(re.findall(r"\d+", json.dumps(element.to_json(), ensure_ascii=False)))


def test_both_shares_are_shown_and_no_cell(audience, monkeypatch):
    """Raw 80 % and 86.7 %, at equal reasons 82.5 % and 85 %; none of the counts by reason is anywhere in the element."""
    monkeypatch.setattr(case_mix_module, "MOVED_POINTS", 1)
    answers = {
        "18": survey(foreign_titles=(40, 30), information=(20, 18)),
        "28": survey(foreign_titles=(20, 16), information=(40, 36)),
    }
    table = case_mix(gathered(measured("18", 48, 60), measured("28", 52, 60), answers=answers, audience=audience))
    assert isinstance(table, Table)
    expected = {"internal": ("82,5\u202f%", "85\u202f%"), "public": ("83\u202f%", "85\u202f%")}[audience]
    place = [column.label for column in table.columns].index("À motifs égaux")
    assert tuple(row[place].text for row in table.rows) == expected
    assert [row[2].text for row in table.rows][0] == "80\u202f%"
    assert "Titres de séjour (usagers étrangers) : 50\u202f%" in " ".join(table.notes)
    assert numbers(table).isdisjoint({"40", "20", "30", "18", "16", "36"})


def test_a_small_cell_leaves_the_fixed_sentence_and_its_reason(audience):
    """Seven people came for information in one site: they are nowhere, nor what they said."""
    answers = {
        "18": survey(foreign_titles=(53, 37), information=(7, 3)),
        "28": survey(foreign_titles=(29, 16), information=(31, 23)),
    }
    text = case_mix(gathered(measured("18", 40, 60), measured("28", 39, 60), answers=answers, audience=audience))
    assert text.paragraphs == (
        UNTOUCHED,
        "Sans part à motifs égaux, car un motif au moins y a moins de 11 réponses à une question : Cher.",
    )
    assert numbers(text) <= {"1", "11"}


def test_sites_that_did_not_ask_why_people_came_are_told(audience):
    """Nothing of the rows is needed to say so."""
    text = case_mix(gathered(measured("18", 40, 60), measured("28", 39, 60), audience=audience))
    assert (
        text.paragraphs[0] == UNTOUCHED
        and "le motif de la visite n'est pas connu : Cher et Eure-et-Loir" in text.paragraphs[1]
    )


CAUSE = re.compile(
    r"tenait|tient à|tiennent (?:à|au)|parce qu|grâce|expliqu|due?s? à|dû à|en raison|à cause|provien|résulte",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "first",
    [
        None,
        {"foreign_titles": (53, 37), "information": (7, 3)},
        {"foreign_titles": (40, 30), "information": (20, 18)},
        {"foreign_titles": (20, 2), "information": (40, 38)},
    ],
)
@pytest.mark.parametrize("second", [None, {"foreign_titles": (20, 16), "information": (40, 36)}])
def test_no_sentence_about_the_public_gives_a_cause(first, second, audience):
    """Whether the difference shrinks, grows, changes its sign or cannot be standardised: two shares stand side by side."""
    answers = {site: survey(**known) for site, known in (("18", first), ("28", second)) if known}
    shown = case_mix(gathered(measured("18", 40, 60), measured("28", 52, 60), answers=answers, audience=audience))
    words = json.dumps(shown.to_json(), ensure_ascii=False)
    assert not CAUSE.search(words)
    if isinstance(shown, Table):
        assert "il ne dit pas la cause d'un écart" in words


@pytest.mark.parametrize("count", [14, 101])
def test_a_folded_theme_names_in_words_the_sites_to_examine(count):
    """Strips of every site; read aloud, those to examine with their value, and how many there are."""
    compared = gathered(*spread(3, count), *spread(4, count, OVERALL))
    (figure,) = theme(compared, "satisfaction").items
    sets = [(found.indicator, compared.read[found.indicator.id][0]) for found in compared.compared.values()]
    for indicator, read in sets:
        said = figure.alt.partition(f"{indicator.short_label} : {count}\u00a0sites")[2].partition(".")[0]
        named = [site for site, reading in read.readings.items() if reading.code in ("low", "high")]
        assert named and all(f"{CATALOGUE.sites[site].department} " in said for site in named)
    assert len(figure.data.rows) == 2 * count and figure.data.form == "folded"


def test_a_page_holds_so_many_strips():
    """Seven indicators are a drawing of four and one of three, each with its own table: none is left alone on its page."""
    ids = [id_ for id_, one in CATALOGUE.indicators.items() if one.section == "satisfaction" and one.unit == "pct"][:7]
    compared = gathered(*(row for id_ in ids for row in spread(3, 14, id_)))
    first, second = theme(compared, "satisfaction").items
    assert (len(first.data.rows), len(second.data.rows)) == (4 * 14, 3 * 14)
    assert second.caption == "Satisfaction, suite" and second.slug != first.slug


def test_thirteen_sites_are_not_folded():
    """The largest region: every site by name in the figure, its data not folded, no table beside it."""
    compared = gathered(*spread(3, 13))
    (figure,) = theme(compared, "satisfaction").items
    assert figure.data.form == "open"
    assert all(CATALOGUE.sites[site].department in figure.alt for site in PREFECTURES[:13])


def test_two_dots_are_no_figure():
    """Two sites stand in the matrix, and the theme says nothing but that it has no figure."""
    pair = gathered(measured("18", 80, 100), measured("28", 85, 100))
    assert isinstance(theme(pair, "satisfaction"), Absent)
    line = [cell.text for cell in matrix(pair).rows[1]]
    assert line == ["Courtoisie et disponibilité", "80\u202f%", "85\u202f%", "82,5\u202f%"]


@pytest.mark.parametrize(("others", "said"), [(6, "tous entre 5 sites au moins"), (4, "dont 1 entre 5 sites au moins")])
def test_the_matrix_says_how_widely_it_compares(others, said):
    """Not « 36 indicateurs comparés, dont 36 »."""
    rows = spread(2, others, OVERALL) + [measured(site, 0, 0, OVERALL) for site in PREFECTURES[others:6]]
    assert matrix(gathered(*spread(1, 6), *rows)).caption.endswith(f"2\u00a0indicateurs comparés, {said}")


def test_the_matrix_of_a_country_holds_every_compared_value():
    """What the strips leave to it, in the annexes: a cell a site and indicator, on paper too; a region has its own."""
    compared = gathered(*spread(3, 101), *spread(4, 101, OVERALL))
    assert isinstance(matrix(compared), Absent) and isinstance(matrix_of_many(gathered(*spread(3, 13))), Absent)
    (table,) = matrix_of_many(compared).items
    assert table.form == "dense" and len(table.rows) == 102
    values = [[row[place].number for row in table.rows[:-1]] for place in (1, 2)]
    for column, found in zip(values, compared.compared.values(), strict=True):
        assert column == pytest.approx([c.measured.value for c in found.sets[0].candidates], abs=0.06)
