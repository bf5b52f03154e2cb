"""Reports on sites that have little: every cell gives an element, and what is missing is said in words."""

from pathlib import Path

import pytest
from report_calls import elements_of

from qep_lib import open_report
from qep_lib.display.elements import Absent, Element, Table, Text
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

REPORTS = tuple(read_catalogue(Workspace(Path(__file__).parents[3])).reports)
HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
HOSTILE = "<script>alert(1)</script> $x$ #read(1)"
REGISTER = (
    "N° d'enregistrement;Nature;Canal;Périmètre;Reçu le;Répondu le;Thème;Suite donnée\n"
    f"1;Réclamation;Courriel;Qual-e-pref;03/01/2022;05/01/2022;{HOSTILE};{HOSTILE}\n"
)


def texts(value):
    """Every string inside an element's JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("report_id", [name for name in REPORTS if name != "action_plan"])
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_site_with_one_figure_gets_a_whole_report(bare_site, report_id, audience):
    """No survey, no register, no label: each cell still gives an element, and nothing reads « None » or « nan »."""
    subject = "18+41" if report_id == "regional_comparison" else "41"
    elements = elements_of(open_report(report_id, subject, "2022", audience=audience))
    assert elements and all(isinstance(element, Element) for element in elements.values())
    words = " ".join(text for element in elements.values() for text in texts(element.to_json()))
    assert "None" not in words and "nan" not in words.split()


def test_a_plan_that_was_never_imported_is_refused(bare_site):
    """It is a list and nothing else: without a file there is nothing to print."""
    with pytest.raises(DataRefused, match="aucune donnée importée.*qep import"):
        open_report("action_plan", "41", "2022")


def test_what_is_missing_is_said(bare_site):
    """Without a survey or a register the report says that nobody gave one, not that it holds nothing; it prints no rate."""
    bilan = open_report("bilan", "41", "2022")
    absent = bilan.satisfaction.respondents()
    assert isinstance(absent, Absent) and (absent.subject, absent.reason) == ("enquête de satisfaction", "no_data")
    assert absent.sentence == "Enquête de satisfaction non communiquée (année 2022)."
    assert bilan.satisfaction.criteria_table() == bilan.satisfaction.respondents()
    assert bilan.requests.reply_table().sentence == "Registre des demandes non communiqué (année 2022)."
    assert bilan.mystery.checked_table().sentence == "Enquête mystère non communiquée (année 2022)."
    for section in (bilan.requests.overdue_table, bilan.requests.themes_table, bilan.requests.reply_curve):
        assert section() == bilan.requests.reply_table()


def test_a_year_without_target_is_not_rated(bare_site):
    """The target of 2020 is not reused in 2022: the figure stands alone, without a column for what nobody set."""
    table = open_report("bilan", "41", "2022").contacts.year_table()
    assert isinstance(table, Table)
    row = next(row for row in table.rows if row[0].text == "Appels décrochés")
    assert row[1].text == "78\u202f%"
    assert [column.label for column in table.columns] == ["Indicateur", "2022"] and len(row) == 2
    assert not any("Objectif" in note for note in table.notes)


def test_a_site_without_any_data_is_refused_with_what_to_do(bare_site):
    """An empty report would look like a finished one."""
    with pytest.raises(DataRefused, match="aucune donnée importée pour Préfecture de l'Ain.*qep import"):
        open_report("bilan", "01", "2022")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"site": "99"}, "site « 99 » inconnu. Accepté : un code de site comme 18, 2A"),
        ({"site": "region:24"}, "plusieurs sites, il en faut un seul.*À faire : .*le carnet regional_comparison"),
        ({"period": "2022-S3"}, "période « 2022-S3 » illisible"),
        ({"audience": "presse"}, "paramètre audience : « presse » inconnu.*internal, public"),
        ({"site": 41}, "« site » : 41 est un nombre.*entre guillemets"),
        ({"period": 2022}, "« period » : 2022 est un nombre.*-r period 2022"),
        ({"as_of": "hier"}, "date d'arrêté « hier » illisible"),
        (
            {"report": "regional_comparison", "site": "region:24", "previous": "2022"},
            "« 2022 » est la période du rapport, qui ne se compare pas à elle-même. Accepté : 2021.*À faire : choisir",
        ),
        (
            {"report": "regional_comparison", "site": "region:01"},
            "n'a qu'une préfecture.*Accepté : .*À faire : demander",
        ),
        ({"report": "bilam"}, "rapport « bilam » inconnu.*vouliez-vous dire « bilan »"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(bare_site, arguments, message):
    """What was found, what is accepted, before anything is drawn."""
    with pytest.raises(ParameterError, match=message):
        open_report(**({"report": "bilan", "site": "41", "period": "2022"} | arguments))


def test_one_request_is_counted_inside_and_its_rate_is_hidden(bare_site, import_text):
    """A rate on one person would be that person's case: the count stays inside, the share and the delay do not. In public,
    that there is a single request is not told either."""
    import_text(bare_site, "registre.csv", "request-register", REGISTER)
    complaints = open_report("complaints", "41", "2022", audience="internal")
    assert complaints.requests.count_text().paragraphs[0] == "1\u00a0réclamation en 2022."
    rates = complaints.requests.reply_table()
    assert isinstance(rates, Absent) and rates.reason == "suppressed"
    told = open_report("complaints", "41", "2022", audience="public")
    for note in (
        told.requests.count_text(),
        told.requests.channel_figure(),
        told.requests.channel_table(),
        told.requests.kinds_table(),
        told.requests.key_figures(),
        told.requests.reply_table(),
    ):
        assert isinstance(note, Absent) and "non diffusé" in note.sentence and note.reason == "suppressed"


def test_text_of_a_register_stays_text(bare_site, import_text):
    """A hostile theme is printed to the letter, inside the element's data, never as markup."""
    import_text(bare_site, "registre.csv", "request-register", REGISTER)
    themes = open_report("complaints", "41", "2022").requests.themes_table()
    assert themes.rows[0][0].text == HOSTILE and themes.rows[0][2].text == HOSTILE
    assert "<script>" not in themes._repr_mimebundle_()["text/html"]


def register(*requests):
    """A register's text: (number, channel, received, replied) in lines, complaints inside the perimeter."""
    lines = [
        f"{n};Réclamation;{channel};Qual-e-pref;{received};{replied};Accueil;"
        for n, channel, received, replied in requests
    ]
    return "\n".join([REGISTER.splitlines()[0], *lines, ""])


def test_a_median_that_is_not_reached_is_said(bare_site, import_text):
    """Most requests still open: the curve stays, its median is « non atteint », and the report is not lost."""
    rows = [(n, "Courriel", "03/01/2022", "05/01/2022" if n < 12 else "") for n in range(30)]
    import_text(bare_site, "registre.csv", "request-register", register(*rows))
    curve = open_report("complaints", "41", "2022", audience="public").requests.reply_curve()
    assert curve.data.rows[0][2].text == "non atteint"
    assert "nan" not in " ".join(texts(curve.data.to_json()))


def test_requests_received_after_the_cut_off_do_not_exist_yet(bare_site, import_text):
    """At the end of June, a letter of November is neither counted nor late, and the half is not compared with a year."""
    rows = [(n, "Courriel", "03/01/2022", "05/01/2022") for n in range(12)]
    rows += [(n, "Courriel", "02/11/2022", "") for n in range(12, 20)]
    import_text(bare_site, "registre.csv", "request-register", register(*rows))
    figures = HEADINGS + "requests_count;;2022;;90;;;Bilan\n"
    import_text(bare_site, "avant.csv", "declared-figures", figures)
    complaints = open_report("complaints", "41", "2022", as_of="2022-06-30")
    assert (
        isinstance(complaints.requests.overdue_table(), Text)
        and "Toutes" in complaints.requests.overdue_table().paragraphs[0]
    )
    assert complaints.requests.count_text().paragraphs[0].startswith("12")
    assert "ne se compare pas aux 90 en 2021" in complaints.requests.count_text().paragraphs[1]
    assert complaints.requests.reply_curve().data.rows[0][1].text == "12"


def test_declared_criteria_without_a_base_make_a_report(bare_site, import_text):
    """Percentages received without their answers are printed as such, with « base non communiquée »."""
    figures = HEADINGS + "".join(
        f"satisfaction_{name}_pct;;2022;{value};;;;Comité\n"
        for name, value in (("confidentiality", 98), ("clear_language", 79))
    )
    import_text(bare_site, "criteres.csv", "declared-figures", figures)
    bilan = open_report("bilan", "41", "2022")
    assert all(isinstance(element, Element) for element in elements_of(bilan).values())
    assert "base non communiquée" in bilan.synthesis.summary_text().paragraphs[0]


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_hidden_rate_has_no_curve(bare_site, import_text, audience):
    """One channel too small to show hides the next smallest: neither may be read from the curve of delays."""
    rows = [(n, "Courriel", "03/01/2022", "05/01/2022") for n in range(30)]
    rows += [(n, "Courrier", "03/01/2022", "12/01/2022") for n in range(30, 45)]
    rows += [(n, "Fiche hall", "03/01/2022", "14/01/2022") for n in range(45, 48)]
    import_text(bare_site, "registre.csv", "request-register", register(*rows))
    complaints = open_report("complaints", "41", "2022", audience=audience)
    table = complaints.requests.reply_table()
    shown = {row[0].text for row in table.rows if row[3].text != "non diffusé"}
    curve = complaints.requests.reply_curve()
    assert {"Courrier", "Fiche hall"}.isdisjoint(shown) and "Courriel" in shown
    assert any(note.startswith("Sans ligne") and "courrier" in note and "fiche hall" in note for note in table.notes)
    assert [row[0].text for row in curve.data.rows] == ["Courriel"]
    assert "Courrier" not in curve.alt
    said = "canal montré : courriel ; non montrés : courrier et fiche hall (pour ne désigner personne)"
    assert curve.caption.endswith(said)  # The whole, which the text gives, is not this curve.


def test_a_declared_criterion_beside_a_survey_has_no_levels(bare_site, import_text):
    """Nobody answered that question in the survey and the share came as a figure: it is printed, and not drawn by level."""
    headings = (
        "N° de réponse;Date de saisie;Canal de réponse;Vous êtes;Motif de votre visite;Mesures sanitaires;"
        "Confort et propreté;{};{};{};{};{};{}"
    )
    questionnaire = read_catalogue(Workspace(bare_site)).questionnaires["satisfaction-cher"]
    named = ("profile", "visit_reason", "covid_measures", "comfort_cleanliness")
    others = [first(item.column) for item in questionnaire.items if item.id not in named]
    answer = "{};12/09/2022;À l'accueil;Un particulier;Demande d'information;Très satisfait;Satisfait;;;;;;"
    rows = [headings.format(*others), *(answer.format(number) for number in range(20)), ""]
    import_text(bare_site, "enquete.csv", "satisfaction-survey-cher", "\n".join(rows))
    figures = HEADINGS + "satisfaction_confidentiality_pct;;2022;98;;;;Comité\n"
    import_text(bare_site, "criteres.csv", "declared-figures", figures)
    survey = open_report("satisfaction", "41", "2022")
    drawn = {row[0].text for row in survey.satisfaction.levels_figure().data.rows}
    printed = {row[0].text for row in survey.satisfaction.criteria_table().rows}
    assert drawn == {"Mesures sanitaires", "Confort et propreté"} and "Confidentialité" in printed


def first(column):
    """The first admitted heading of a question."""
    return column if isinstance(column, str) else column[0]


def test_what_was_done_on_a_theme_reads_as_one_sentence(bare_site, import_text):
    """Only the first begins with a capital, and none keeps its full stop inside the list."""
    done = ("Alerte au septième jour.", "État civil rappelé", "Modèle de réponse", "SMS envoyé")
    heading = REGISTER.splitlines()[0]
    rows = [f"{n};Réclamation;Courriel;Qual-e-pref;03/01/2022;05/01/2022;Accueil;{done[n % 4]}" for n in range(24)]
    import_text(bare_site, "registre.csv", "request-register", "\n".join([heading, *rows, ""]))
    themes = open_report("complaints", "41", "2022").requests.themes_table()
    assert themes.rows[0][2].text == "Alerte au septième jour ; modèle de réponse ; SMS envoyé ; état civil rappelé"
