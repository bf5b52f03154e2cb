"""Inside one file: nothing said twice, no ambiguous heading or target, only columns and values of the tables."""

import pytest

REGISTER, DECLARED, PLAN = "sources/request-register.yml", "sources/declared-figures.yml", "sources/action-plan.yml"
SURVEY, FRAMEWORK = "questionnaires/satisfaction-cher.yml", "referentiel/2018-12-19.yml"
INDICATOR = "indicators/call_answer_pct.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "key", "told"),
    [
        (REGISTER, "  theme:\n", "  themes:\n", "unknown_id", "columns.themes", "vouliez-vous dire « theme »"),
        (REGISTER, "  theme:\n", "  site_id:\n", "unknown_id", "columns.site_id", "l'import la remplit"),
        (REGISTER, "  theme:\n", "  previous_value:\n", "unknown_id", "columns.previous_value", "colonne inconnue"),
        (REGISTER, "      complaint:", "      complaints:", "unknown_id", "columns.kind.values.complaints", "« complaint »"),
        (REGISTER, '"Plainte"', '"suggestion"', "repeated", "columns.kind.values.suggestion", "libellé en double"),
        (REGISTER, '["Thème", "Objet"', '["Thème", "REÇU  LE"', "repeated", "columns.theme.heading", "en-tête en double"),
        (REGISTER, '"Nom de l\'usager"', '"Canal"', "repeated", "ignored_columns[0]", "en-tête en double"),
        (DECLARED, "  source:\n", "  source:\n    required: false\n", "required_column", "columns.source.required",
         "exige cette colonne"),
        (PLAN, '["Contexte local"]\n    values: {"true"', '["Contexte local"]\n    values: {"vrai"', "unknown_id",
         "columns.local_context.values.vrai", "false, true"),
        ("sources/satisfaction-survey-cher.yml", "questionnaire:", "columns: {mode: {heading: Canal}}\nquestionnaire:",
         "misplaced_columns", "columns", "dans son questionnaire"),
        (SURVEY, "id: confidentiality", "id: clear_language", "repeated", "items[6].id", "item en double"),
        (SURVEY, '"Clarté du langage", "Langage clair"', '"Confidentialite"', "repeated", "items[6].column", "en-tête en double"),
        (SURVEY, "{id: over_20_min", "{id: under_10_min", "repeated", "items[8].options[2].id", "réponse en double"),
        (SURVEY, '"Satisfaite", "Satisfait(e)"', '"Sans objet"', "repeated", "scales.satisfaction[4]", "libellé en double"),
        (SURVEY, '    column: ["Vous êtes", "Profil"]', "    columns: {individual: Particulier, firm: Entreprise}", "unknown_id",
         "items[0].columns.firm", "individual, professional"),
        (INDICATOR, "start: 2021-01-01", "start: 2020-12-31", "overlapping_targets", "targets[1].start",
         "deux cibles le même jour"),
        (INDICATOR, "value: 90", "value: 100.5", "impossible_target", "targets[0].value", "de 0 à 100"),
        (INDICATOR, "value: 90", "value: -1", "impossible_target", "targets[0].value", "de 0 à 100"),
        (SURVEY, "at_least: 10, below: 20", "at_least: 9, below: 20", "overlapping_bands", "items[8].options[1]",
         "en recouvre une autre"),
        (SURVEY, "at_least: 10, below: 20, ", "", "overlapping_bands", "items[8].options[1]", "sans bornes"),
        (SURVEY, "- {id: foreign_titles, ", "- {id: x, any_other: true, label: X}\n      - {id: y, any_other: true, ",
         "two_others", "items[1].options[1]", "écrivent librement"),
        (FRAMEWORK, "id: E2,", "id: E1,", "repeated", "modules[0].commitments[1].id", "engagement en double"),
        (FRAMEWORK, "id: M2", "id: M1", "repeated", "modules[1].id", "module en double"),
        ("reports.yml", "id: complaints", "id: satisfaction", "repeated", "reports[1].id", "identifiant en double"),
    ],
)  # fmt: skip
def test_an_ambiguous_or_foreign_word_is_refused_at_its_line(params, file, old, new, code, key, told):
    """One fault in one file: the message names line, key, value and what is accepted or already given."""
    issues = params.replaced(file, old, new)
    issue = next(issue for issue in issues if issue.key == key and issue.code == code)
    assert issue.file == f"params/{file}"
    assert told in issue.sentence
    assert f"ligne {issue.row}" in issue.sentence


def test_a_required_column_of_the_table_must_be_bound(params):
    """The register without its date of receipt is told with the column's French name."""
    old = '  received_on:\n    heading: ["Reçu le", "Date de réception", "Date d\'arrivée", "Reçue le"]\n'
    (issue,) = params.replaced(REGISTER, old, "")
    assert issue.code == "missing_column"
    assert "received_on » (Date de réception)" in issue.sentence


def test_a_label_given_twice_to_one_site_is_refused(params):
    """The second one is told with the line of the first."""
    text = params.path("labels.yml").read_text(encoding="utf-8")
    issues = params.written("labels.yml", text + text.split("labels:\n")[1])
    (issue,) = issues
    assert (issue.code, issue.key) == ("repeated", "labels[1].site_id")
    assert f"ligne {params.line_of('labels.yml', 'site_id')}" in issue.found


def test_targets_of_following_years_do_not_overlap(params):
    """One ends the day before the next starts: no fault, whatever their order in the file."""
    old = '  - {start: 2020-01-01, end: 2020-12-31, value: 90, source: "Bilan qualité 2020"}\n'
    text = params.path(INDICATOR).read_text(encoding="utf-8").replace(old, "")
    assert params.written(INDICATOR, text.replace("review:\n", f"{old}review:\n")) == []


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("modules:\n  - {id: M9, title: T, mandatory: unknown}\n", "n'a aucun engagement"),
        ("modules:\n  - {id: M9, title: T, mandatory: unknown, has_known_commitments: false}\n", None),
        ("modules:\n  - {id: M9, title: T, mandatory: unknown, has_known_commitments: false,"
         " commitments: [{id: E51, title: T}]}\n", "dit ses engagements inconnus et en donne"),
    ],
)  # fmt: skip
def test_a_module_lists_its_commitments_or_says_that_they_are_unknown(params, new, told):
    """An empty list would read as « no commitment »: the file must say which of the two it is."""
    sentences = [issue.sentence for issue in params.replaced(FRAMEWORK, "modules:\n", new)]
    assert (told is None) == (sentences == [])
    assert told is None or any(told in sentence for sentence in sentences)


def test_a_role_is_held_by_one_indicator(params):
    """Both that claim it are told, each with the other; an unknown role is told what the roles are."""
    text = params.path(INDICATOR).read_text(encoding="utf-8").replace("section:", "role: calls_answered\nsection:")
    other = text.replace("call_answer_pct", "call_other_pct").replace("serie_id: call_answer", "serie_id: call_other")
    assert params.written(INDICATOR, text) == []
    told = {issue.sentence for issue in params.written("indicators/call_other_pct.yml", other)}
    assert any("rôle donné aussi à l'indicateur « call_answer_pct »" in sentence for sentence in told)
    told = [issue.sentence for issue in params.replaced(INDICATOR, "role: calls_answered", "role: calls_answer")]
    assert any("calls_answered" in sentence for sentence in told)
