"""A column is read with one rule: the order of days and months, decided for the whole column, proved or asked."""

from dataclasses import replace
from datetime import date

import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake.importer import import_file
from qep_lib.intake.order import prove_order
from qep_lib.model.campaign import Source

CALLS = {
    "id": "calls",
    "description": "Appels",
    "table": "calls",
    "columns": {
        "statistics_on": {"heading": "Du"},
        "until_on": {"heading": "Au"},
        "presented": {"heading": "Présentés", "required": False},
    },
}


def with_source(desk, **declared):
    """The desk with that source, declared in full."""
    sources = desk.catalogue.sources | {declared["id"]: Source(**declared)}
    return replace(desk, catalogue=replace(desk.catalogue, sources=sources))


def with_order(desk, order):
    """The desk whose register declares its order."""
    register = desk.catalogue.sources["register"].model_copy(update={"date_order": order})
    return replace(desk, catalogue=replace(desk.catalogue, sources=desk.catalogue.sources | {"register": register}))


def received(desk, *days, replied="", name="registre.csv"):
    """Import a register whose requests came on these days, as they are written."""
    rows = (desk.row(number, **{"Reçu le": day, "Répondu le": replied}) for number, day in enumerate(days))
    return desk.put_register(*rows, name=name)


def days(desk):
    """Days stored, in the order of the file."""
    return [f"{day:%Y-%m-%d}" for day in desk.table().sort_values("source_row")["received_on"]]


def test_cells_are_sorted_by_what_they_prove():
    """A thirteenth in first place proves days first; the same number twice says nothing and needs nothing."""
    proof = prove_order(["13/03/2020", "03/13/2020", "03/04/2020 10:00", "05/05/2020", "32/13/2020", "2020-03-04", "x"])
    assert (proof.day_first, proof.month_first, proof.either) == (
        ("13/03/2020",),
        ("03/13/2020",),
        ("03/04/2020 10:00",),
    )


def test_a_column_that_proves_days_first_is_read_so(desk):
    """Without a word: it is the French order."""
    assert received(desk, "13/03/2020", "03/04/2020").issues == ()
    assert days(desk) == ["2020-03-13", "2020-04-03"]


def test_a_column_that_proves_months_first_is_read_so_and_told(desk):
    """03/12/2020 beside 03/13/2020 is the 12th of March, never the 3rd of December."""
    outcome = received(desk, "03/13/2020", "03/14/2020", "03/12/2020")
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("month_first", 2)]
    assert "lignes 2, 3" in outcome.issues[0].sentence
    assert days(desk) == ["2020-03-13", "2020-03-14", "2020-03-12"]


def test_the_other_dates_of_a_file_follow_the_proved_ones(desk):
    """One tool writes all the dates of a file in one order."""
    received(desk, "03/13/2020", "03/14/2020", replied="04/05/2020")
    assert {f"{day:%Y-%m-%d}" for day in desk.table()["replied_on"]} == {"2020-04-05"}


@pytest.mark.parametrize("written", [("03/13/2020", "03/12/2020"), ("03/13/2020", "03/14/2020", "14/03/2020")])
def test_one_slip_or_two_orders_are_asked_with_their_lines(desk, written):
    """Nothing is stored: the 3rd of December could be the 12th of March."""
    with pytest.raises(DataRefused, match="ligne 2.*date_order dans params/sources/register.yml"):
        received(desk, *written)
    assert len(desk.table()) == 0


def test_a_declared_order_holds_for_every_cell(desk):
    """A cell that cannot be read in it is set aside with its line."""
    american = with_order(desk, "month_first")
    outcome = received(american, "03/04/2020", "03/05/2020", "13/03/2020")
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("month_first", 4)]
    assert days(american) == ["2020-03-04", "2020-03-05"]


def test_dates_that_prove_nothing_are_french_when_they_suit_the_period(desk):
    """As before: a register of three days."""
    assert received(desk, "02/03/2020", "02/04/2020", "05/03/2020").issues == ()
    assert days(desk) == ["2020-03-02", "2020-04-02", "2020-03-05"]


@pytest.mark.parametrize(
    "written",
    [
        [f"03/{day:02d}/2020" for day in range(4, 11)],
        [f"03/{day:02d}/2020" for day in range(9, 13)] + [f"04/{day:02d}/2020" for day in range(1, 6)],
    ],
    ids=["a week of March", "two weeks"],
)
def test_a_week_written_the_american_way_is_not_spread_over_the_year(desk, written):
    """Nothing proves the order, but one of them suits better: it is asked."""
    with pytest.raises(DataRefused, match="ordre du jour et du mois incertain.*date_order"):
        received(desk, *written)


def test_days_after_the_extraction_or_out_of_the_period_say_that_the_order_is_another(desk):
    """The 1st of February 2021 is after the extraction, the 2nd of January is not."""
    with pytest.raises(DataRefused, match="ordre du jour et du mois incertain"):
        desk.put_register(
            desk.row(1, **{"Reçu le": "03/04/2020", "Répondu le": "01/02/2021"}),
            desk.row(2, **{"Reçu le": "05/06/2020", "Répondu le": "01/03/2021"}),
        )


def test_a_week_of_calls_is_not_seven_months(desk):
    """« Du 03/01/2020 au 03/07/2020 » was stored from January to July."""
    calls = with_source(desk, **CALLS)
    with pytest.raises(DataRefused, match="ordre du jour et du mois incertain"):
        calls.put("appels.csv", "Du;Au;Présentés\n03/01/2020;03/07/2020;12\n", source="calls")
    american = with_source(desk, **CALLS, date_order="month_first")
    american.put("appels.csv", "Du;Au;Présentés\n03/01/2020;03/07/2020;12\n", source="calls")
    assert [f"{day:%d/%m}" for day in american.table("calls")[["statistics_on", "until_on"]].iloc[0]] == [
        "01/03",
        "07/03",
    ]


def test_months_of_calls_written_the_french_way_need_nothing(desk):
    """The last days prove the order of the first ones."""
    calls = with_source(desk, **CALLS)
    lines = "\n".join(f"01/{month:02d}/2020;28/{month:02d}/2020;12" for month in range(1, 13))
    assert calls.put("appels.csv", f"Du;Au;Présentés\n{lines}\n", source="calls").issues == ()


def test_real_dates_of_a_workbook_beside_american_texts_are_asked(desk):
    """A French spreadsheet makes a date of 03/04 and leaves 03/13 as text: the dates are then wrong."""
    desk.sheet("registre.xlsx", desk.register_headings, *(
        [f"R{number}", day, "Courriel", "Réclamation", "Qual-e-pref", "", ""]
        for number, day in enumerate((date(2020, 4, 3), "03/13/2020", "03/14/2020"))
    ))  # fmt: skip
    with pytest.raises(DataRefused, match="vraies dates du tableur"):
        import_file(desk.workspace, desk.catalogue, desk.request("registre.xlsx"))


def test_a_day_of_the_extraction_is_not_after_it(desk):
    """The last day that a file can hold."""
    outcome = desk.put_register(
        desk.row(1, **{"Répondu le": "11/01/2021"}), desk.row(2, **{"Répondu le": "12/01/2021"})
    )
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("future_date", 3)]


def figures(desk, *rows, name="chiffres.csv", **changes):
    """Import declared figures: code, value."""
    return desk.put(
        name, desk.delimited(("Code", "Valeur N", "Source"), *((*row, "x") for row in rows)), "figures", **changes
    )


def with_binding(desk, source_id, column, **declared):
    """The desk whose source declares more about one column, or about itself when there is no column."""
    source = desk.catalogue.sources[source_id]
    if column:
        bound = source.columns | {column: source.columns[column].model_copy(update=declared)}
        source = source.model_copy(update={"columns": bound})
    else:
        source = source.model_copy(update=declared)
    return replace(desk, catalogue=replace(desk.catalogue, sources=desk.catalogue.sources | {source_id: source}))


def values(desk):
    """Values stored."""
    return desk.table("declared_figures")["value"].tolist()


@pytest.mark.parametrize("written", [["0,89"], ["89 %", "0,89"], ["89", "0,89"]])
def test_a_percentage_that_looks_like_a_share_is_asked(desk, written):
    """89 %, 89 and 0,89 in one column: nothing says whether 0,89 is 89 %."""
    rows = [("calls_pct", text) for text in written]
    with pytest.raises(DataRefused, match="est-ce 0,89 %, ou cent fois plus.*unit : percent"):
        figures(desk, *rows)


def test_a_declared_unit_holds_for_every_percentage(desk):
    """Shares are stored as percentages; a sign says the same; a share above 1 is set aside; other units are untouched."""
    shares = with_binding(desk, "figures", "value", unit="share")
    outcome = figures(shares, ("calls_pct", "0,57"), ("visits_count", "0,5"))
    assert outcome.issues == ()
    assert sorted(values(shares)) == [0.5, 57.0]
    outcome = figures(shares, ("calls_pct", "57 %"), name="b.csv", period="2019")
    assert outcome.issues == ()
    with pytest.raises(DataRefused, match="part supérieure à 1"):
        figures(shares, ("calls_pct", "57"), name="c.csv", period="2018")
    percents = with_binding(desk, "figures", "value", unit="percent")
    figures(percents, ("calls_pct", "0,57"), name="d.csv", period="2021")
    assert 0.57 in values(percents)


def test_the_sign_of_another_unit_sets_its_line_aside(desk):
    """5 ‰ is no percentage of 5."""
    outcome = figures(desk, ("calls_pct", "5 ‰"), ("visits_count", "12"))
    assert [(issue.code, issue.row) for issue in outcome.issues] == [("other_unit", 2)]


@pytest.mark.parametrize("written", [["12,5", "12.5"], ["12.5", "1,234"]])
def test_two_decimal_marks_in_a_column_are_asked(desk, written):
    """« 1,234 » beside « 12.5 » is a thousand and more, or one and a little."""
    with pytest.raises(DataRefused, match="virgule décimale ligne .*decimal : comma"):
        figures(desk, *(("visits_count", text) for text in written))


def test_a_declared_mark_reads_the_other_one_as_thousands(desk):
    """« 1,234.5 » is 1234,5 where the point is declared."""
    english = with_binding(desk, "figures", None, decimal="point")
    figures(english, ("visits_count", "1,234.5"))
    assert values(english) == [1234.5]
    german = with_binding(desk, "figures", None, decimal="comma")
    figures(german, ("visits_count", "1.234,5"), name="b.csv", period="2019")
    assert values(german) == [1234.5, 1234.5]


def test_a_number_of_a_hundred_thousand_digits_is_refused_in_few_words(desk):
    """At most 40 characters of it are repeated."""
    with pytest.raises(DataRefused) as refusal:
        figures(desk, ("visits_count", "9" * 100_000))
    assert len(str(refusal.value)) < 800


def with_codes(desk, *codes):
    """The desk whose conventions list these codes of no answer."""
    conventions = desk.catalogue.conventions.model_copy(update={"unanswered": codes})
    return replace(desk, catalogue=replace(desk.catalogue, conventions=conventions))


def test_codes_of_no_answer_are_told_apart_from_faults(desk):
    """They are missing answers, counted once a column; an option of the same name stays an option."""
    coded = with_codes(desk, "NSP", "n/a", "-", "sans objet")
    answers = [
        ("A1", "02/03/2020", "Accueil", "nsp", "", "", "NSP", "N/A", ""),
        ("A2", "02/03/2020", "-", "-", "", "", "Permis ; -", "-", ""),
        ("A3", "02/03/2020", "Accueil", "Sans objet", "", "", "", "8", ""),
    ]
    outcome = coded.put("enquete.csv", coded.delimited(coded.survey_headings, *answers), "survey")
    assert {(issue.code, issue.severity) for issue in outcome.issues} == {("unanswered", "warning")}
    assert outcome.rows_accepted == 3
    rows = coded.table("survey_answers")
    found = {(row.answer_id, row.item_id): (row.state, row.option_id) for row in rows.itertuples()}
    assert found["A1", "courtesy"][0] == found["A2", "courtesy"][0] == found["A1", "grade"][0] == "blank"
    assert found["A3", "courtesy"][0] == "not_applicable"
    assert found["A2", "topics"] == ("answered", "permit")


def test_a_code_that_is_not_listed_is_a_fault(desk):
    """The list is in params/conventions.yml, and nowhere else."""
    answer = ("A1", "02/03/2020", "Accueil", "NSP", "", "", "", "8", "")
    with pytest.raises(DataRefused, match="réponse inconnue"):
        desk.put("enquete.csv", desk.delimited(desk.survey_headings, answer), "survey")
