"""What a source says beyond its headings: each key fits its table, and the fault says where and what instead."""

from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[3] / "params"

REGISTER, CALLS, PLAN = "sources/request-register.yml", "sources/call-statistics.yml", "sources/action-plan.yml"
SURVEY, SOCIAL = "sources/satisfaction-survey-cher.yml", "sources/social-statistics.yml"
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
        (SOCIAL, "table: social_statistics\n", "table: social_statistics\nsum_by: month\n", "not_summed", "columns.followers",
         "connections, engagements"),
        (SOCIAL, "table: social_statistics\n", "table: social_statistics\nidentifier: row_number\n", "misplaced_key",
         "identifier", "ne se numérotent pas"),
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
        (SURVEY, "table: survey_answers\n", "table: survey_answers\nidentifier: row_number\nanswered_on: period\n"),
    ],
)
def test_a_key_that_fits_is_in_order(params, file, old, new):
    """Nothing is said of it."""
    assert replaced(params, file, old, new) == []
