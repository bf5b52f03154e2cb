"""What a source says beyond its headings: each key fits its table, and the fault says where and what instead."""

from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[3] / "params"

REGISTER, CALLS, PLAN = "sources/request-register.yml", "sources/call-statistics.yml", "sources/action-plan.yml"
SURVEY, SOCIAL = "sources/satisfaction-survey-cher.yml", "sources/social-statistics.yml"
FIGURES = "sources/declared-figures.yml"
MONTH = 'month:\n    heading: ["Mois", "Période"]'
NETWORK = (
    MONTH
    + """
  network:
    heading: ["Réseau", "Réseau social", "Plateforme"]
    values:
      facebook: ["Facebook"]
      twitter: ["Twitter", "X", "X (ex-Twitter)"]
      instagram: ["Instagram"]
      linkedin: ["LinkedIn"]
      youtube: ["YouTube"]
      other: ["Autre"]
  followers:
    heading: ["Abonnés", "Nombre d'abonnés"]
    required: false
  connections:
    heading: ["Connexions", "Connexions mensuelles", "Nombre de connexions"]
    required: false
  engagements:
    heading: ["Engagements", "Interactions", "Réactions"]
    required: false
  reach:
    heading: ["Portée", "Personnes touchées", "Audience"]
    required: false
"""
)
ONE_A_NETWORK = "{facebook: [Facebook], instagram: [Instagram]}"
FIVE_BOXES = """  local_context:
    heading: ["Contexte local"]
    values: {"true": ["X", "Oui", "Coché"], "false": ["Non"]}
"""
STATEMENT = """columns:
  statistics_on:
    heading: ["Du", "Début", "Date", "Premier jour"]
  until_on:
    heading: ["Au", "Fin", "Dernier jour"]
"""
PRESENTED = (
    'presented:\n    heading: ["Appels présentés", "Appels reçus", "Appels entrants", "Présentés"]\n    required: false'
)
CHANNEL = 'channel:\n    heading: ["Canal", "Canal de réception", "Mode d\'arrivée", "Voie d\'entrée"]'


def replaced(params, file, old, new):
    """The faults of the project's own file with that change."""
    text = (SOURCES / file).read_text(encoding="utf-8")
    assert old in text
    return params.written(file, text.replace(old, new))


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "key", "told"),
    [
        (REGISTER, CHANNEL, "channel:\n    constant: web", "unknown_id", "columns.channel.constant", "web_form"),
        (REGISTER, '    heading: ["Reçu le", "Date de réception", "Date d\'arrivée", "Reçue le"]', '    constant: "01/03/2026"',
         "unfit_constant", "columns.received_on.constant", "donner son en-tête"),
        (REGISTER, CHANNEL, CHANNEL + "\n    constant: email", "incoherent", "columns.channel", "soit « constant »"),
        (REGISTER, "table: requests\n", "table: requests\nidentifier: row_number\n", "conflicting_keys", "identifier",
         "garder l'un des deux"),
        (REGISTER, "table: requests\n", "table: requests\nsheet: A\nsheets: all\n", "conflicting_keys", "sheets", "« sheets »"),
        (REGISTER, "table: requests\n", "table: requests\nsum_by: month\n", "misplaced_key", "sum_by", "calls"),
        (REGISTER, "table: requests\n", "table: requests\nanswered_on: period\n", "misplaced_key", "answered_on", "enquête"),
        (SOCIAL, "table: social_statistics\n", "table: social_statistics\nsum_by: month\n", "not_summed", "columns.reach",
         "connections, engagements"),
        (SOCIAL, "table: social_statistics\n", "table: social_statistics\nidentifier: row_number\n", "misplaced_key",
         "identifier", "ne se numérotent pas"),
        (REGISTER, CHANNEL, CHANNEL + "\n    default: courrier", "unknown_id", "columns.channel.default", "email"),
        (REGISTER, CHANNEL, "channel:\n    constant: email\n    default: post", "incoherent", "columns.channel", "« heading »"),
        (REGISTER, 'heading: ["Répondu le"', 'default: "01/01/2026"\n    heading: ["Répondu le"', "unfit_default",
         "columns.replied_on.default", "ne peut pas être remplie d'office"),
        (REGISTER, CHANNEL, CHANNEL + '\n    delimiter: ";"', "misplaced_key", "columns.channel.delimiter", "origins"),
        (REGISTER, CHANNEL, "channel:\n    from_sheet: true", "missing_key", "columns.channel.from_sheet", "sheets: all"),
        (REGISTER, '    heading: ["Reçu le", "Date de réception", "Date d\'arrivée", "Reçue le"]', "    from_sheet: true",
         "misplaced_key", "columns.received_on.from_sheet", "donner son en-tête"),
        (REGISTER, "table: requests\n", "table: requests\nwide: {by: channel, into: volume}\n", "misplaced_key", "wide",
         "ne deviennent pas des lignes"),
        (SOCIAL, NETWORK, MONTH + "\nwide: {by: network, into: connections}\n", "missing_key", "wide.headings",
         "{valeur: [en-tête]}"),
        (SOCIAL, NETWORK, MONTH + "\nwide: {by: network, into: visites, headings: " + ONE_A_NETWORK + "}\n", "unknown_id",
         "wide.into", "connections"),
        (SOCIAL, NETWORK, MONTH + "\nwide: {by: network, into: connections, headings: {meta: [Meta]}}\n", "unknown_id",
         "wide.headings.meta", "instagram"),
        (SOCIAL, NETWORK, MONTH + "\nwide: {by: month, into: connections}\n", "conflicting_keys", "wide.by", "l'un des deux"),
        (PLAN, FIVE_BOXES, '  origins:\n    heading: "Origine"\n    values: {sondage: [Enquête]}\n', "unknown_id",
         "columns.origins.values.sondage", "survey"),
        (PLAN, "table: actions\n", "table: actions\nperiods: all\n", "misplaced_key", "periods", "exercice de l'import"),
        (PLAN, "table: actions\n", "table: actions\nevent: count\n", "misplaced_key", "event", "calls"),
        (CALLS, STATEMENT, "event: count\n" + STATEMENT, "missing_key", "columns.answered.values", '{"true": [libellés]}'),
        (CALLS, PRESENTED, 'presented:\n    constant: "1"', "unfit_constant", "columns.presented.constant", "son en-tête"),
        ("questionnaires/satisfaction-cher.yml", 'answer_id_column: ["N° de réponse", "Numéro de réponse", "Id réponse"]\n', "",
         "missing_column", "questionnaire", "identifier: row_number"),
        ("questionnaires/satisfaction-cher.yml", 'answered_on_column: ["Date de saisie", "Date de réponse"]\n', "",
         "missing_column", "questionnaire", "answered_on: period"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_fit_its_table_is_told(params, file, old, new, code, key, told):
    """At its key, with what is accepted or what to do."""
    issues = replaced(params, file, old, new)
    issue = next(issue for issue in issues if issue.key == key and issue.code == code)
    assert told in issue.sentence


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (REGISTER, CHANNEL, "channel:\n    constant: web_form"),
        (REGISTER, "table: requests\n", "table: requests\nsheets: [Janvier, Février]\n"),
        (CALLS, '  until_on:\n    heading: ["Au", "Fin", "Dernier jour"]\n', ""),
        (CALLS, "table: calls\n", "table: calls\nsum_by: month\n"),
        (CALLS, STATEMENT, 'columns:\n  month:\n    heading: "Mois"\n'),
        (CALLS, STATEMENT, "sheets: all\ncolumns:\n  month:\n    from_sheet: true\n"),
        (CALLS, "table: calls\n", "table: calls\nperiods: all\n"),
        (REGISTER, "table: requests\n", "table: requests\nperiods: all\nsheets: all\n"),
        (REGISTER, CHANNEL, CHANNEL + "\n    default: post"),
        (SOCIAL, NETWORK, MONTH + "\nwide: {by: network, into: connections, headings: " + ONE_A_NETWORK + "}\n"),
        (
            PLAN,
            FIVE_BOXES,
            '  origins:\n    heading: "Origine"\n    delimiter: ","\n    values: {local_context: [Contexte]}\n',
        ),
        (SURVEY, "table: survey_answers\n", "table: survey_answers\nidentifier: row_number\nanswered_on: period\n"),
    ],
)
def test_a_key_that_fits_is_in_order(params, file, old, new):
    """Nothing is said of it."""
    assert replaced(params, file, old, new) == []


WIDE = """\
# yaml-language-server: $schema=../schemas/source.schema.json
id: delays-by-quarter
description: "Délais par trimestre"
table: declared_figures
columns:
  indicator_id:
    heading: "Type de titre"
  source:
    constant: "Tableau du centre"
wide: {by: period, into: value}
"""
EVENTS = """\
# yaml-language-server: $schema=../schemas/source.schema.json
id: call-log
description: "Journal des appels"
table: calls
event: count
columns:
  statistics_on:
    heading: "Date"
  presented:
    constant: "1"
  answered:
    heading: "Statut"
    values: {"true": ["Répondu"], "false": ["Perdu"]}
  completed:
    heading: "Statut"
    values: {"true": ["Répondu", "Transféré"]}
    default: "false"
"""


@pytest.mark.parametrize(("name", "text"), [("delays-by-quarter", WIDE), ("call-log", EVENTS)])
def test_a_table_of_periods_and_a_log_of_events_are_in_order(params, name, text):
    """Nothing more is asked: the wide columns give the period and the value, one heading counts in two columns."""
    assert params.written(f"sources/{name}.yml", text) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ('constant: "1"', 'constant: "2"', "columns.presented.constant", 'écrire "1"'),
        ('default: "false"', 'default: "peut-être"', "columns.completed.default", "false, true"),
        (
            '{"true": ["Répondu"], "false": ["Perdu"]}',
            '{"vrai": ["Répondu"]}',
            "columns.answered.values.vrai",
            "false, true",
        ),
    ],
)
def test_a_fault_in_a_log_of_events_is_told(params, old, new, key, told):
    """A row counts or does not: nothing else."""
    issues = params.written("sources/call-log.yml", EVENTS.replace(old, new))
    assert told in next(issue for issue in issues if issue.key == key).sentence
