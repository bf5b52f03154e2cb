"""Calls of the short pages, over the invented site: plan, requests, years; what is not known is left out."""

from dataclasses import replace

from qep_lib import open_report
from qep_lib.display.elements import Absent, Figure
from qep_lib.display.wording import NBSP
from qep_lib.model.period import Period
from qep_lib.reports.plain_results import years_figure


def test_the_next_actions_are_not_done_and_the_late_ones_come_first(invented):
    """Three of them: what was found, what, who, when."""
    report = invented("bilan")
    table, whole = report.action_plan.next_actions(), report.action_plan.short_table()
    states = [row[4].text for row in whole.rows]
    assert [column.label for column in table.columns] == ["Constat", "Action", "Qui", "Quand"] and len(table.rows) == 3
    assert states[:2] == ["en retard", "en retard"] and states[-1].startswith("réalisée")
    assert {row[1].text for row in table.rows[:2]} == {row[1].text for row in whole.rows[:2]}
    assert "2 en retard au 10 janvier 2023," in whole.caption.replace(NBSP, " ") and len(whole.columns) == 5


def test_requests_are_told_in_two_sentences_and_one_bar(invented):
    """The counts of the title are those of the bar."""
    report = invented("bilan", "public")
    figure = report.requests.on_time_figure()
    assert isinstance(figure, Figure)
    counts = [row[1].number for row in figure.data.rows]
    total = report.context.total("request_reply_on_time_pct")
    assert counts[0] == total.numerator and sum(counts) == total.denominator
    assert [row[0].text for row in figure.data.rows] == [
        "à temps",
        "en retard",
        "encore sans réponse au 10 janvier 2023",
    ]
    assert figure.caption.startswith(
        f"{int(total.numerator)}{NBSP}demandes et réclamations sur {int(total.denominator)} ont"
    )
    (told,) = report.requests.brief_text().paragraphs
    assert told.startswith(f"140{NBSP}demandes et réclamations en 2022")


def test_a_slope_needs_three_years_and_links_what_compares(invented):
    """Two are a table's; a provisional year is open and not linked."""
    context = invented("bilan").context
    indicator = context.indicator("call_answer_pct")
    row = replace(context.total(indicator.id), value=80.0, status="ok", origin="declared", denominator=None)
    two = replace(context, earlier=((Period.parse("2021"), {indicator.id: {"": row}}), (Period.parse("2020"), {})))
    three = replace(
        context,
        earlier=((Period.parse("2021"), {indicator.id: {"": row}}), (Period.parse("2020"), {indicator.id: {"": row}})),
    )
    assert isinstance(years_figure(two, "appels", "Appels", [indicator]), Absent)
    figure = years_figure(three, "appels", "Appels", [indicator])
    assert figure.caption == "Appels, de 2020 à 2022 : en hausse depuis 2020, en hausse depuis 2021"
    assert [c.label for c in figure.data.columns][1:] == [
        "2020", "2021", "2022",
    ]  # fmt: skip
    assert "80 % en 2020".replace(" %", "\u202f%") in figure.alt


def test_a_site_with_one_figure_leaves_the_pages_without_data_out(bare_site):
    """Each call of the short bilan gives what it knows or says why it is absent; one figure, one line."""
    report = open_report("bilan", "41", "2022", None, "public")
    assert len(report.contacts.plain_year().rows) == 1
    for call in (
        report.satisfaction.who_answered, report.satisfaction.ranked_figure, report.satisfaction.evolution_text,
        report.requests.brief_text, report.requests.on_time_figure, report.titles.plain_delays, report.titles.delays_years,
        report.titles.volumes_text, report.contacts.years, report.training.plain_text, report.fraud.plain_fraud,
        report.action_plan.short_table, report.action_plan.next_actions, report.synthesis.own_conclusion,
    ):  # fmt: skip
        assert isinstance(call(), Absent), call
