"""The transparency poster: whose figure, since when, and nothing where nobody gave a figure."""

import dataclasses

import pytest

from qep_lib import open_report
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.sections import transparency

HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
QUARTERS = HEADINGS + (
    "call_answer_pct;;2022-T3;88,5;70;;30/09/2022;essai\n"
    "call_answer_pct;;2022-T2;90,2;;;30/06/2022;essai\n"
    "id_documents_delivery_delay_days;;2022-T3;24;;;30/09/2022;essai\n"
    "id_documents_delivery_delay_days;;2022-T2;31;;;30/06/2022;essai\n"
    "driving_licence_delivery_delay_days;;2022-T3;28;;;30/09/2022;essai\n"
    "driving_licence_delivery_delay_days;;2022-T2;28;;;30/06/2022;essai\n"
    "vehicle_registration_delivery_delay_days;;2022-T3;0;;;30/09/2022;essai\n"
)


@pytest.fixture
def cards(bare_site, import_text):
    """label -> card of the poster of site 41, third quarter of 2022, from fictitious figures."""
    import_text(bare_site, "trimestres.csv", "declared-figures", QUARTERS, nature="fictitious")
    report = open_report("transparency_poster", "41", "2022-T3", as_of="2022-10-15", audience="internal")
    return {card.label: card for card in report.transparency.key_figures().items}


def test_the_six_indicators_stand_in_the_order_of_the_framework(cards):
    """Those of Services Publics +, whatever figures there are."""
    catalogue = read_catalogue(Workspace.find())
    lines = catalogue.framework_of("41").services_publics_plus.transparency_indicators
    labels = [line.title for line in lines]
    assert len(labels) == 6
    assert list(cards) == [label for label in labels if label in cards] and len(cards) == 4


def test_the_change_is_since_the_quarter_before_not_the_year_before(cards):
    """A mark and a word, in points or in days; the value of the year before (70) is not told; one point and a half of calls is
    under the size that the conventions ask: a little worse, and not unchanged."""
    calls, documents = cards["Appels décrochés"], cards["Délai : carte d'identité, passeport"]
    assert (calls.value, calls.detail) == ("88,5\u202f%", "✗ un peu moins bien (−1,7\u00a0point)")
    assert (documents.value, documents.detail) == ("24\u00a0jours", "✓ plus rapide (−7\u00a0jours)")
    assert cards["Délai : permis de conduire"].detail == "= inchangé"


def test_a_missing_figure_has_no_card_and_a_true_zero_is_printed(cards):
    """What nobody gave is told by `remarks`; 0 has no change when there is none to tell."""
    assert "Effort pour les démarches en ligne" not in cards
    zero = cards["Délai : carte grise"]
    assert (zero.value, zero.detail) == ("0\u00a0jour", "sans comparaison")


def change(context, indicator_id, **known):
    """What a card would say of a figure that changed so much."""
    indicator = context.indicator(indicator_id)
    row = dataclasses.replace(context.total(indicator_id), value=80.0, status="ok", **known)
    return plain(transparency.way_words(context, indicator, row))


def plain(words):
    """With plain spaces."""
    return " ".join(words.split())


def test_better_or_worse_is_said_by_the_side_of_the_indicator(bare_site):
    """Calls answered are better when there are more of them, delays when they are shorter; effort has no better side."""
    context = open_report("transparency_poster", "41", "2022").context
    calls, delay, effort = "call_answer_pct", "driving_licence_delivery_delay_days", "online_effort_score"
    assert change(context, calls, previous=76.0, change=4.0) == "✓ mieux (+4 points)"
    assert change(context, calls, previous=84.0, change=-4.0) == "✗ moins bien (−4 points)"
    assert change(context, delay, previous=76.0, change=4.0) == "✗ plus lent (+4 jours)"
    assert change(context, effort, previous=79.0, change=1.0) == "en hausse (+1)"
    assert (
        change(context, calls, previous=76.0, change=4.0, is_change_demonstrated=False)
        == "= pas de changement net (+4 points)"
    )


def test_a_figure_that_a_bound_stands_for_is_not_compared(bare_site):
    """Of few answers, all alike, the exact change would give the figure back: nothing is said to be better or worse."""
    context = open_report("transparency_poster", "41", "2022").context
    asked = next(one for one in context.catalogue.ordered_indicators if one.is_sample and one.unit == "pct")
    few = {"numerator": 10.0, "denominator": 10.0, "low": 72.2, "high": 100.0}
    told = {"previous": 76.0, "change": 4.0, "previous_note": None}
    assert change(context, asked.id, **told) == "✓ mieux (+4 points)"
    assert change(context, asked.id, **few, **told) == "sans comparaison"
    row = dataclasses.replace(context.total(asked.id), value=80.0, status="ok", **few, **told)
    assert "par une borne" in transparency.change_words(context, asked, row)


def test_a_site_that_counts_completed_calls_shows_those(bare_site, import_text):
    """Answered or completed: its choice. The card bears the name of the one it has."""
    rows = HEADINGS + "call_completed_pct;;2022-T3;78;;;30/09/2022;essai\n"
    import_text(bare_site, "trimestres.csv", "declared-figures", rows)
    report = open_report("transparency_poster", "41", "2022-T3", as_of="2022-10-15", audience="internal")
    (card,) = report.transparency.key_figures().items
    assert (card.label, plain(card.value)) == ("Appels aboutis", "78 %")


def test_the_wall_says_the_period_the_site_and_the_day(bare_site):
    """« Nos résultats en 2022 »; the day in the first remark, the objective beside whose figure it is."""
    report = open_report("transparency_poster", "41", "2022", as_of="2023-01-10")
    header = report.transparency.header()
    assert (header.title, header.subtitle) == ("Nos résultats en 2022", "Préfecture de Loir-et-Cher")
    assert report.transparency.remarks().paragraphs[0] == "Chiffres arrêtés au 10 janvier 2023."  # Nothing compares.
    context = report.context
    row = dataclasses.replace(context.total("call_answer_pct"), value=80.0, status="ok", target=85.0)
    assert transparency._aim_words(context.indicator("call_answer_pct"), row) == ["Objectif : 85\u202f%"]


def test_national_figures_are_not_the_results_of_the_site(bare_site, import_text):
    """« Nos résultats » stood above figures of the whole country."""
    rows = HEADINGS + "titles_satisfaction_pct;;2022;86;;;31/12/2022;essai\n"
    import_text(bare_site, "annee.csv", "declared-figures", rows)
    report = open_report("transparency_poster", "41", "2022", as_of="2023-01-10", audience="internal")
    assert report.transparency.header().title == "Nos résultats et les chiffres nationaux en 2022"


def test_every_card_says_whose_figure_it_is(cards):
    """Of the site, of the centre, of the whole country."""
    assert {card.scope for card in cards.values()} == {
        "Chiffre national",
        "Chiffre de la préfecture de Loir-et-Cher",
        "Chiffre du centre qui instruit les dossiers (CERT)",
    }


def test_the_table_holds_the_same_figures(bare_site, import_text):
    """What the poster prints is found again in the data, with true numbers; the remarks count what is missing."""
    import_text(bare_site, "trimestres.csv", "declared-figures", QUARTERS, nature="fictitious")
    report = open_report("transparency_poster", "41", "2022-T3", as_of="2022-10-15", audience="internal")
    rows = {row[0].text: row for row in report.transparency.data_table().rows}
    assert [cell.number for cell in rows["Appels décrochés"][1:4]] == [88.5, 90.2, -1.7]
    assert rows["Effort ressenti dans les démarches en ligne"][1].text == "non communiqué"
    said = " ".join(report.transparency.remarks().paragraphs)
    assert (
        "2e trimestre 2022" in said
        and "Éléments non communiqués pour cette période : satisfaction des usagers sur les titres et "
        "effort ressenti dans les démarches en ligne."
        in said
        and "fictifs" in said
    )


@pytest.mark.parametrize(
    ("period", "words"),
    [("2022", "en 2021"), ("2022-03", "en février 2022"), ("2022-S1", "au 2e semestre 2021"),
     ("2022-03-10..2022-04-07", "pour la période du 9 février 2022 au 9 mars 2022")],
)  # fmt: skip
def test_any_period_names_the_one_before(bare_site, import_text, period, words):
    """Year, month, half-year or dates: the words are French."""
    if period != "2022":  # the bare site has that one
        figure = f"call_answer_pct;;{period};78;;;;essai\n"
        import_text(bare_site, "autre.csv", "declared-figures", HEADINGS + figure)
    report = open_report("transparency_poster", "41", period, as_of="2023-01-10", audience="internal")
    calls = next(row for row in report.transparency.data_table().rows if row[0].text == "Appels décrochés")
    assert calls[3].text == f"Pas de chiffre {words}"


def test_a_period_still_running_is_not_compared(bare_site, import_text):
    """A figure stopped before the end of its quarter says so in place of a change."""
    rows = "call_answer_pct;;2022-T3;88,5;;;15/08/2022;essai\ncall_answer_pct;;2022-T2;90,2;;;30/06/2022;essai\n"
    import_text(bare_site, "trimestres.csv", "declared-figures", HEADINGS + rows)
    report = open_report("transparency_poster", "41", "2022-T3", as_of="2022-10-15", audience="internal")
    calls = next(row for row in report.transparency.data_table().rows if row[0].text == "Appels décrochés")
    assert calls[3].text == "Période incomplète (arrêté au 15 août 2022) : pas de comparaison avec le 2e trimestre 2022"


def test_the_header_carries_the_declared_layout(bare_site):
    """The exporters read it there: the paper and the layout are data of params/reports.yml."""
    header = open_report("transparency_poster", "41", "2022", audience="public").header()
    declared = read_catalogue(Workspace.find()).reports["transparency_poster"]
    assert (header.layout, header.paper) == (declared.layout, declared.paper) == ("poster", "a3")
    assert dataclasses.asdict(open_report("bilan", "41", "2022").header())["layout"] == "report"


def test_a_score_without_a_scale_says_so(bare_site, import_text):
    """« 7,2 » under « effort » was read as good by some and as bad by others: the source gives neither scale nor side."""
    figures = HEADINGS + "online_effort_score;;2022;7,2;;;31/12/2022;essai\n"
    import_text(bare_site, "notes.csv", "declared-figures", figures)
    cards = {
        card.value: card for card in open_report("transparency_poster", "41", "2022").transparency.key_figures().items
    }
    assert [value for value, card in cards.items() if transparency.UNSCALED in card.scope] == ["7,2"]


def test_the_public_is_not_shown_a_score_of_which_nobody_knows_the_scale(bare_site, import_text):
    """Nor that its scale is not known, on a wall: the page says under its table what is left out and why."""
    figures = HEADINGS + "online_effort_score;;2022;7,2;;;31/12/2022;essai\n"
    import_text(bare_site, "notes.csv", "declared-figures", figures)
    poster = open_report("transparency_poster", "41", "2022", audience="public").transparency
    assert [card.value for card in poster.key_figures().items] == ["78\u202f%"]
    assert "7,2" not in " ".join(poster.remarks().paragraphs) and len(poster.data_table().rows) == 5
    assert poster.data_table().notes == (
        "Non montré, faute d'échelle connue : effort ressenti dans les démarches en ligne.",
    )


def test_the_nature_that_a_wall_says_is_that_of_its_figures(bare_site, import_text):
    """Real figures of another year are read and none is shown: « en partie fictives » would make some of these pass for real."""
    real = HEADINGS + "call_answer_pct;;2020;90;;;31/12/2020;essai\n"
    import_text(bare_site, "avant.csv", "declared-figures", real, period="2020")
    invented = HEADINGS + "call_answer_pct;;2021-T3;88,5;;;30/09/2021;essai\n"
    import_text(bare_site, "trimestre.csv", "declared-figures", invented, nature="fictitious", period="2021")
    for period, said in (("2021-T3", "Données fictives."), ("2021-T1", "Données en partie fictives.")):
        report = open_report("transparency_poster", "41", period, as_of="2021-10-15", audience="internal")
        assert len(report.context.provenance.datasets) == 2 and report.header().banner.startswith(said), period
