"""What a file may hold: every refusal says in French where, what was found, what is accepted, what to write."""

import json

import pytest

from qep_lib.params.faults import PATTERNS
from qep_lib.params.kinds import KINDS
from qep_lib.params.schemas import schema_text

RUN, LABELS, REPORTS = "runs/cher-2020.yml", "labels.yml", "reports.yml"
CONVENTIONS, REGISTER, SURVEY = (
    "conventions.yml",
    "sources/request-register.yml",
    "questionnaires/satisfaction-cher.yml",
)
INDICATOR = "indicators/call_answer_pct.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "key", "told"),
    [
        (RUN, 'sites: ["18"]', "sites: [18]", "wrong_type", "sites[0]", 'écrire "18" entre guillemets'),
        (RUN, 'sites: ["18"]', "sites: [01]", "unquoted_code", "sites[0]", 'écrire "01" entre guillemets'),
        (RUN, 'sites: ["18"]', "sites: [2A]", "unquoted_code", "sites[0]", 'écrire "2A" entre guillemets'),
        (RUN, 'sites: ["18"]', "sites: [971]", "wrong_type", "sites[0]", 'écrire "971" entre guillemets'),
        (RUN, 'sites: ["18"]', 'sites: ["1"]', "wrong_form", "sites[0]", "un code de département"),
        (RUN, 'sites: ["18"]', 'sites: "18"', "wrong_type", "sites", "écrire une liste : [18]"),
        (RUN, 'sites: ["18"]', "sites: []", "out_of_bounds", "sites", "1 élément(s) au moins"),
        (RUN, '\nperiod: "2020"', "\nperiod: 2020", "wrong_type", "period", 'écrire "2020" entre guillemets'),
        (RUN, "as_of: 2021-01-13", 'as_of: "2021-01-13"', "wrong_type", "as_of", "écrire 2021-01-13 sans guillemets"),
        (RUN, "as_of: 2021-01-13", "as_of: 13/01/2021", "wrong_type", "as_of", "écrire 2021-01-13 sans guillemets"),
        (RUN, "as_of: 2021-01-13", "as_of: 2021-1-13", "wrong_type", "as_of", "écrire 2021-01-13 sans guillemets"),
        (RUN, "as_of: 2021-01-13", "as_of: janvier", "wrong_type", "as_of", "écrire la date comme 2020-09-14"),
        (RUN, "audiences: [internal, public]", "audiences: [interne]", "unknown_value", "audiences[0]", "internal, public"),
        (RUN, "nature: fictitious", "nature: fictitous", "unknown_value", "imports[4].nature", "« fictitious »"),
        (RUN, "as_of: 2021-01-13", "as_off: 2021-01-13", "unknown_key", "as_off", "vouliez-vous dire « as_of » ?"),
        (RUN, 'label: "Préfecture du Cher, bilan qualité 2020"', "label:", "wrong_type", "label", "la valeur manque"),
        (LABELS, 'framework: "2018-12-19"', "framework: 2018-12-19", "wrong_type", "labels[0].framework", '"2018-12-19"'),
        (LABELS, "has_cert: true", 'has_cert: "oui"', "wrong_type", "labels[0].has_cert", "true ou false"),
        (LABELS, "has_cert: true", "has_cert: oui", "wrong_type", "labels[0].has_cert", "true ou false"),
        (LABELS, "surveillance_extension_months: 2", "surveillance_extension_months: 2.5", "wrong_type",
         "labels[0].surveillance_extension_months", "un nombre entier"),
        (LABELS, "modules: [M1, M2, M3]", "modules: {M1: true}", "wrong_type", "labels[0].modules", "une liste"),
        (REPORTS, "notebook: bilan.ipynb", "notebook: bilan.py", "wrong_form", "reports[3].notebook", "satisfaction.ipynb"),
        (REPORTS, "    order: 40", "    rang: 40", "unknown_key", "reports[3].rang", "id, title, description"),
        (REPORTS, "layout: slides", "layout: diapos", "unknown_value", "reports[6].layout", "report, slides, poster"),
        (REPORTS, "layout: slides", "layout: slides\n    paper: a3", "incoherent", "reports[6].paper", "layout: poster"),
        (REPORTS, "compared_with: year_before", "compared_with: trimestre", "unknown_value", "reports[6].compared_with",
         "year_before, period_before"),
        (CONVENTIONS, "rejected_share_max: 0.05", "rejected_share_max: cinq", "wrong_type", "rejected_share_max", "un nombre"),
        (CONVENTIONS, "rejected_share_max: 0.05", "rejected_share_max: 0,05", "wrong_type", "rejected_share_max",
         "écrire 0.05 sans guillemets"),
        (CONVENTIONS, "rejected_share_max: 0.05", "rejected_share_max: 5", "out_of_bounds", "rejected_share_max", "1 ou moins"),
        (CONVENTIONS, "confidence: 0.95", "confidence: 1.0", "out_of_bounds", "confidence", "moins de 1"),
        (CONVENTIONS, "confidence: 0.95", "confiance: 0.95", "unknown_key", "confiance", "vouliez-vous dire « confidence »"),
        (CONVENTIONS, "convention: strict", "convention: stricte", "unknown_value", "working_days.convention", "roll_forward"),
        (REGISTER, '["Thème", "Objet", "Motif", "Thématique"]', "12", "wrong_type", "columns.theme.heading",
         "un texte ou une liste"),
        (REGISTER, '["Thème", "Objet", "Motif", "Thématique"]', '["Thème", 12]', "wrong_type", "columns.theme.heading[1]",
         'écrire "12" entre guillemets'),
        (REGISTER, "  theme:", "  Thème:", "wrong_form", "columns.Thème", "minuscules sans accent"),
        (REGISTER, "table: requests", "table: survey_answers", "incoherent", "questionnaire", "nomme un questionnaire"),
        (SURVEY, "  satisfaction:\n", "  opinion:\n", "incoherent", "items[2].scale", "n'est pas déclarée dans scales"),
        (SURVEY, '    column: ["Vous êtes", "Profil"]\n', "", "incoherent", "items[0]", "soit « column », soit « columns »"),
        (INDICATOR, "end: 2020-12-31, value: 90,", "end: 2020-12-31,", "incoherent", "targets[0]", "demande une valeur"),
        (INDICATOR, "unit: pct", "unit: percent", "unknown_value", "unit", "pct, permille, days, working_days, count"),
        (INDICATOR, "decimals: 2", "decimals: 4", "out_of_bounds", "decimals", "3 ou moins"),
    ],
)  # fmt: skip
def test_a_refused_value_is_told_with_its_place_and_what_is_accepted(params, file, old, new, code, key, told):
    """One fault in one file: exactly one message, with file, line, key path and the way out."""
    first_line = params.path(file).read_text(encoding="utf-8").split(old)[0].count("\n") + 1
    issues = params.replaced(file, old, new)
    issue = next(issue for issue in issues if issue.key == key and issue.code == code)
    assert issue.file == f"params/{file}"
    assert issue.row is not None
    assert f"params/{file}, ligne {issue.row}, clé « {key} »" in issue.sentence
    assert told in issue.sentence
    if code in ("wrong_type", "unknown_value", "wrong_form", "unquoted_code"):
        assert issue.row == first_line + new.startswith("\n")


def test_a_missing_key_is_told_with_what_it_takes(params):
    """A closed list is spelled out; the line is the one of the group that lacks the key."""
    issues = params.replaced("indicators/call_answer_pct.yml", "direction: higher\n", "")
    (issue,) = issues
    assert (issue.code, issue.key, issue.row) == ("missing_key", "direction", 1)
    assert "Accepté : higher, lower, neutral" in issue.sentence


def test_a_missing_key_of_an_item_is_told_at_that_item(params):
    """The fourth report lacks its notebook: the line is the report's, not the file's."""
    (issue,) = params.replaced("reports.yml", "    notebook: bilan.ipynb\n", "")
    assert issue.key == "reports[3].notebook"
    assert issue.row == params.line_of("reports.yml", "id: bilan")


def test_a_fault_the_reader_has_told_is_not_told_twice(params):
    """An unquoted 01 is one message, not also « not a text »."""
    issues = params.replaced("runs/cher-2020.yml", 'sites: ["18"]', "sites: [01]")
    assert [issue.key for issue in issues if issue.key == "sites[0]"] == ["sites[0]"]


def test_a_long_value_is_cut_in_the_message(params):
    """Messages show at most 40 characters of what was found."""
    (issue,) = params.replaced("conventions.yml", "convention: strict", f"convention: {'x' * 200}")
    assert "x" * 39 + "…" in issue.sentence
    assert "x" * 40 not in issue.sentence


def test_every_pattern_of_the_models_is_explained_in_words(params):
    """A person is never shown a regular expression: each pattern of the schemas has its French sentence."""
    patterns = set()

    def gather(node):
        if isinstance(node, dict):
            patterns.update(value for key, value in node.items() if key == "pattern" and isinstance(value, str))
            for value in node.values():
                gather(value)
        elif isinstance(node, list):
            for value in node:
                gather(value)

    for kind in KINDS.values():
        gather(json.loads(schema_text(kind)))
    assert len(patterns) >= 5
    assert patterns <= set(PATTERNS)
