"""The transparency poster: whose figure, since when, and nothing where nobody gave a figure."""

import dataclasses

import pytest

from qep_lib import open_report
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

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
    return {card.label: card for card in report.figures().items}


def test_the_six_indicators_stand_in_the_order_of_the_framework(cards):
    """Those of Services Publics +, whatever figures there are."""
    catalogue = read_catalogue(Workspace.find())
    lines = catalogue.framework_of("41").services_publics_plus.transparency_indicators
    assert list(cards) == [catalogue.indicators[line.indicator].label for line in lines]
    assert len(cards) == 6


def test_the_change_is_since_the_quarter_before_not_the_year_before(cards):
    """In points or in days, with its sign; the value of the year before (70) is not told."""
    calls, documents = cards["Appels décrochés"], cards["Délai de délivrance : cartes d'identité et passeports"]
    assert (calls.value, calls.detail) == ("88,50\u202f%", "−1,70\u00a0point depuis le 2e trimestre 2022")
    assert (documents.value, documents.detail) == ("24\u00a0jours", "−7\u00a0jours depuis le 2e trimestre 2022")
    assert cards["Délai de délivrance : permis de conduire"].detail == "Même chiffre que le 2e trimestre 2022"


def test_a_missing_figure_is_said_and_a_true_zero_is_printed(cards):
    """« Non communiqué » is not 0, and 0 is not « Non communiqué »; neither has a change when there is none to tell."""
    missing = cards["Effort ressenti dans les démarches en ligne"]
    assert (missing.value, missing.detail) == ("Non communiqué", "")
    zero = cards["Délai de délivrance : certificats d'immatriculation"]
    assert (zero.value, zero.detail) == ("0\u00a0jour", "Pas de chiffre au 2e trimestre 2022")


def test_every_card_says_whose_figure_it_is(cards):
    """Of the site, of the centre, of the whole country."""
    assert {card.scope for card in cards.values()} == {
        "Chiffre national",
        "Chiffre de la préfecture de Loir-et-Cher",
        "Chiffre du centre de titres (CERT)",
    }


def test_the_table_holds_the_same_figures(bare_site, import_text):
    """What the poster prints is found again in the data, with true numbers; the remarks count what is missing."""
    import_text(bare_site, "trimestres.csv", "declared-figures", QUARTERS, nature="fictitious")
    report = open_report("transparency_poster", "41", "2022-T3", as_of="2022-10-15", audience="internal")
    rows = {row[0].text: row for row in report.data().rows}
    assert [cell.number for cell in rows["Appels décrochés"][1:4]] == [88.5, 90.2, -1.7]
    assert rows["Effort ressenti dans les démarches en ligne"][1].text == "non communiqué"
    said = " ".join(report.remarks().paragraphs)
    assert "2e trimestre 2022" in said and "2\u00a0chiffres non communiqués sur 6" in said and "fictifs" in said


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
    calls = next(card for card in report.figures().items if card.label == "Appels décrochés")
    assert calls.detail == f"Pas de chiffre {words}"


def test_a_period_still_running_is_not_compared(bare_site, import_text):
    """A figure stopped before the end of its quarter says so in place of a change."""
    rows = "call_answer_pct;;2022-T3;88,5;;;15/08/2022;essai\ncall_answer_pct;;2022-T2;90,2;;;30/06/2022;essai\n"
    import_text(bare_site, "trimestres.csv", "declared-figures", HEADINGS + rows)
    report = open_report("transparency_poster", "41", "2022-T3", as_of="2022-10-15", audience="internal")
    calls = next(card for card in report.figures().items if card.label == "Appels décrochés")
    assert calls.detail == "Période incomplète (arrêté au 15 août 2022) : pas de comparaison avec le 2e trimestre 2022"


def test_the_header_carries_the_declared_layout(bare_site):
    """The exporters read it there: the paper and the layout are data of params/reports.yml."""
    header = open_report("transparency_poster", "41", "2022", audience="public").header()
    declared = read_catalogue(Workspace.find()).reports["transparency_poster"]
    assert (header.layout, header.paper) == (declared.layout, declared.paper) == ("poster", "a3")
    assert dataclasses.asdict(open_report("bilan", "41", "2022").header())["layout"] == "report"
