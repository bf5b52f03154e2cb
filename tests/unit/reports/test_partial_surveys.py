"""Surveys that are known in part: by their declared results, by one criterion, without a mode, after an older one."""

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Absent, KeyFigures, Table

HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
ONE_CRITERION = "N° de réponse;Date de saisie;Clarté du langage;Observations\n" + "".join(
    f"{number};10/03/2022;{'Satisfait' if number < 20 else 'Peu satisfait'};\n" for number in range(30)
)
QUESTIONNAIRE = """# yaml-language-server: $schema=../schemas/questionnaire.schema.json
id: court
title: "Enquête courte"
serie_id: court
answer_id_column: "N° de réponse"
answered_on_column: "Date de saisie"
ignored_columns: ["Observations"]
scales:
  satisfaction:
    - {id: satisfied, label: "Satisfait", level: positive}
    - {id: unsatisfied, label: "Peu satisfait", level: negative}
items:
  - id: clear_language
    label: "Clarté du langage"
    block: "Accueil"
    wording: "Le langage est-il clair ?"
    role: criterion
    scale: satisfaction
    column: "Clarté du langage"
"""
SOURCE = """# yaml-language-server: $schema=../schemas/source.schema.json
id: enquete-courte
description: "Enquête courte"
table: survey_answers
questionnaire: court
"""


def declare_questionnaire(root, is_partial=False):
    """The short questionnaire and its source, in the workspace."""
    text = QUESTIONNAIRE + ("is_partial: true\n" if is_partial else "")
    (root / "params" / "questionnaires" / "court.yml").write_text(text, "utf-8")
    (root / "params" / "sources" / "enquete-courte.yml").write_text(SOURCE, "utf-8")


@pytest.fixture
def declared_results(bare_site, import_text):
    """A survey of which two shares are known, without the number of answers."""
    lines = (
        "satisfaction_clear_language_pct;;2022;73;;;;Comité\n",
        "survey_profile_pct;option=individual;2022;98,7;;;;C\n",
    )
    import_text(bare_site, "enquete.csv", "declared-figures", HEADINGS + "".join(lines))
    return open_report("satisfaction", "41", "2022")


@pytest.fixture
def one_criterion(bare_site, import_text):
    """A survey of one criterion, without a mode column, and an older result that its document recalls."""
    declare_questionnaire(bare_site)
    import_text(bare_site, "enquete.csv", "enquete-courte", ONE_CRITERION)
    recalled = "satisfaction_clear_language_pct;survey=2019;2022;84;;;;Comité\n"
    import_text(bare_site, "rappel.csv", "declared-figures", HEADINGS + recalled)
    return open_report("satisfaction", "41", "2022")


def test_declared_results_are_shown_without_base_or_interval(declared_results):
    """The share is a key figure; that its answers are not there is said under the other headings."""
    figures = declared_results.satisfaction.key_figures()
    assert isinstance(figures, KeyFigures)
    assert [(item.value, item.detail) for item in figures.items] == [("73\u202f%", "base non communiquée")]
    assert "leur nombre n'est pas communiqué" in declared_results.satisfaction.respondents().paragraphs[0]
    for empty in (
        declared_results.satisfaction.levels_figure(),
        declared_results.satisfaction.mode_table(),
        declared_results.satisfaction.questions_asked(),
    ):
        assert "ses réponses ne sont pas disponibles" in empty.sentence and empty.reason == "untold"


def test_a_declared_answer_has_the_label_of_a_questionnaire_that_knows_it(declared_results):
    """« option=individual » never reaches a reader, even when no answer is stored."""
    table = declared_results.satisfaction.profile_table()
    assert [[cell.text for cell in row] for row in table.rows] == [["Un particulier", "—", "98,7\u202f%"]]
    assert table.notes == ("Base non communiquée.",)


def test_one_criterion_is_told_with_what_it_was_and_is_neither_the_best_nor_the_worst(one_criterion):
    """There is nothing else to compare it with."""
    first, *_ = one_criterion.satisfaction.findings_text().paragraphs
    assert first.startswith("Clarté du langage : 67\u202f% de réponses positives (")
    assert first.endswith(
        "84\u202f% à l'enquête de 2019, dont le nombre de réponses n'est pas connu ; 17\xa0points de moins."
    )


def test_a_question_that_was_not_asked_is_said_not_to_be(one_criterion):
    """Nor is the survey said to have no indicator."""
    assert one_criterion.satisfaction.profile_table() == Absent("Profil", "Question non posée : profil.", "not_asked")
    assert one_criterion.satisfaction.mode_table().sentence == "Le mode de recueil des réponses n'est pas connu."


def test_nothing_is_said_not_to_be_asked_by_a_questionnaire_known_in_part(bare_site, import_text):
    """Its other questions are not known: neither the profile nor an opinion of the whole is said to be missing from it."""
    declare_questionnaire(bare_site, is_partial=True)
    import_text(bare_site, "courte.csv", "enquete-courte", ONE_CRITERION)
    satisfaction = open_report("satisfaction", "41", "2022").satisfaction
    because = "non connu, car seules certaines questions de cette enquête le sont."
    assert satisfaction.profile_table() == Absent("Profil", f"Profil : {because}", "no_data")
    lines = satisfaction.respondents().paragraphs
    assert f"Avis d'ensemble : {because}" in lines and not any("ne demandait" in line for line in lines)


def test_an_older_survey_is_recalled_without_interval_or_change(one_criterion):
    """84 % in 2019, three years earlier and without its base: told with the criterion, and not a second time."""
    told = one_criterion.satisfaction.findings_text().paragraphs[0]
    assert "84\u202f% à l'enquête de 2019, dont le nombre de réponses n'est pas connu" in told
    assert one_criterion.satisfaction.sentences() == Absent("évolution de la satisfaction", told, "untold")


def test_the_blocks_of_a_questionnaire_are_printed_with_its_questions(one_criterion):
    """A column more, only where the questionnaire has blocks."""
    table = one_criterion.satisfaction.questions_asked()
    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["Bloc", "Intitulé court", "Question"]
    assert table.rows[0][0].text == "Accueil"


def test_too_few_answers_are_said_to_be_too_few(bare_site, import_text):
    """Nine answers in public: neither a missing indicator nor an empty set of people outside the base."""
    declare_questionnaire(bare_site)
    import_text(bare_site, "enquete.csv", "enquete-courte", "\n".join(ONE_CRITERION.splitlines()[:10]) + "\n")
    report = open_report("satisfaction", "41", "2022", audience="public")
    absent = report.satisfaction.levels_figure()
    assert (
        absent.reason == "suppressed"
        and absent.sentence == "Résultats non diffusés : trop peu de personnes ont répondu à chaque question."
    )
    (row,) = report.satisfaction.criteria_table().rows
    assert [cell.text for cell in row[1:]] == ["non diffusé", "non diffusé", "—", "—", "—"]


def test_rebuilt_answers_that_no_printed_figure_stands_on_make_no_banner(bare_site, import_text):
    """Answers of March 2022: a half-year compared with that one, or of the same year, is still warned of; another is not."""
    declare_questionnaire(bare_site)
    import_text(bare_site, "courte.csv", "enquete-courte", ONE_CRITERION, nature="reconstructed")
    for period in ("2022", "2022-S2", "2023", "2023-S1"):
        assert open_report("satisfaction", "41", period).header().banner.startswith("Données reconstituées"), period
    report = open_report("satisfaction", "41", "2023-S2")
    assert report.header().banner is None
    (told,) = (words for words in report.nature().paragraphs if words.startswith("courte.csv"))
    assert told == (
        "courte.csv — Données reconstituées. Fichier lu pour comparer ; aucun de ses chiffres n'est imprimé dans ce document."
    )
