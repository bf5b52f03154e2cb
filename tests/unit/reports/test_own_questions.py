"""An officer's own questionnaire, every kind of question in it: all of it is in her report, in her words and order."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from qep_lib import open_report
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.questions.forms import FORMS
from qep_lib.questions.registry import KINDS
from qep_lib.reports import question_views
from qep_lib.reports.question_views import VIEWS

PROJECT = Path(__file__).parents[3]
QUESTIONNAIRE = """\
id: mine
title: "Votre avis"
serie_id: mine
answer_id_column: "N"
answered_on_column: "Jour"
scales:
  levels:
    - {id: yes_good, label: Bien, level: positive}
    - {id: bad, label: Mal, level: negative}
    - {id: na, label: SO, level: not_applicable}
items:
  - {id: zeal, label: "Le zèle des agents", wording: "Le zèle ?", role: criterion, kind: scale, scale: levels, column: Z}
  - {id: courtesy, label: "La politesse", wording: "La politesse ?", role: criterion, scale: levels, column: P}
  - {id: age, label: "Âge", wording: "Âge ?", role: profile, column: A,
     options: [{id: a, label: Jeune}, {id: b, label: Moins jeune}]}
  - {id: trade, label: "Métier", wording: "Métier ?", role: profile, column: M,
     options: [{id: a, label: Salarié}, {id: b, label: Autre}]}
  - {id: means, label: "Venir", wording: "Comment ?", role: other, kind: multiple, column: V, delimiter: ",",
     options: [{id: bus, label: "Bus, tram"}, {id: car, label: Voiture}]}
  - {id: grade, label: "Note", wording: "Votre note", role: overall, kind: note, column: N10}
  - {id: words, label: "Remarques", wording: "Vos remarques", role: other, kind: text, column: R}
"""
SOURCE = 'id: mine\ndescription: "Enquête"\ntable: survey_answers\nquestionnaire: mine\n'
RUN = """\
id: mine-2022
label: "Deux vagues"
sites: ["41"]
period: "2022"
survey_compared_with: "2020"
reports: [satisfaction]
audiences: [internal, public]
"""
HEAD = "N;Jour;Z;P;A;M;V;N10;R\n"


def answers(year, good):
    """40 people, of whom so many find the zeal good; 30 are polite to, 10 not concerned; half come by bus, 5 have no note."""
    rows = []
    for number in range(40):
        is_odd = number % 2
        cells = [
            str(number + 1),
            f"0{1 + number % 9}/03/{year}",
            "Bien" if number < good else "Mal",
            "Bien" if number < 30 else "SO",
            "Jeune" if is_odd else "Moins jeune",
            "Salarié" if number < 24 else "Autre",
            "" if number < 8 else "Bus, tram, Voiture" if is_odd else "Voiture",
            "" if number < 5 else "8" if is_odd else "6",
            "mot" if number < 12 else "",
        ]
        rows.append(";".join(cells))
    return HEAD + "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Two waves of the survey, two years apart."""
    root = tmp_path_factory.mktemp("mienne")
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    for path, text in (("questionnaires/mine", QUESTIONNAIRE), ("sources/mine", SOURCE), ("runs/mine-2022", RUN)):
        (root / "params" / f"{path}.yml").write_text(text, encoding="utf-8")
    workspace = Workspace(root)
    for year, good in ((2020, 12), (2022, 32)):
        (root / f"e{year}.csv").write_text(answers(year, good), encoding="utf-8")
        asked = Import(
            file=f"e{year}.csv",
            source="mine",
            site="41",
            period=str(year),
            extracted_on=date(year, 12, 31),
            nature="real",
        )
        assert import_file(workspace, read_catalogue(workspace), asked).rows_accepted == 40
    return root


@pytest.fixture
def report(workspace, monkeypatch):
    """The function that opens the report of the last wave."""
    monkeypatch.setenv("QEP_WORKSPACE", str(workspace))
    return lambda audience="internal": open_report("satisfaction", "41", "2022", None, audience)


def texts(element):
    """All that an element says, without the spaces that typography adds."""
    return " | ".join(element.lines()).replace("\u202f", " ").replace("\xa0", " ")


def test_criteria_are_in_the_order_and_the_words_of_the_questionnaire(report):
    """The national « courtoisie » is read under the officer's word; her own criterion comes first, as she asked it."""
    table = report().satisfaction.criteria_table()
    rows = [[cell.text for cell in row] for row in table.rows]
    assert [row[0] for row in rows] == ["Le zèle des agents", "La politesse"]
    assert [column.label for column in table.columns][1] == "Bien"
    assert [(row[2].replace("\u202f", " "), row[4], row[5]) for row in rows] == [
        ("80 %", "40", "0"),
        ("100 %", "30", "10"),
    ]


def test_the_wave_before_is_compared_and_said(report):
    """12 of 40, then 32 of 40: from 30 % to 80 %. The page says that the survey is not held every year."""
    table = report().satisfaction.sentences()
    assert texts(table).startswith("Satisfaction en 2022 et en 2020 : 1 évolution nette | ")
    assert [[cell.text.replace("\u202f", " ").replace("\xa0", " ") for cell in row] for row in table.rows] == [
        ["Le zèle des agents", "80 %", "30 %", "▲ +50 points"],
        ["La politesse", "100 %", "100 %", "0 point"],
    ]
    said = texts(report().satisfaction.respondents())
    assert "elle est comparée à la précédente (année 2020)" in said
    assert "Note : 7 (35 réponses" in said and "non mesurable" not in said


def test_every_other_question_is_shown_as_its_kind_is(report):
    """The second profile, several answers whose label holds the delimiter, a note and its spread, comments counted only."""
    shown = report().satisfaction.questions_asked().items
    said = texts(report().satisfaction.questions_asked())
    tables = {item.caption: item for item in shown if item.kind == "table"}
    assert [row[1].text for row in tables["Métier"].rows] == ["24", "16"]
    assert [(row[0].text, row[1].text) for row in tables["Venir"].rows] == [("Bus, tram", "16"), ("Voiture", "32")]
    assert "Base : 32 réponses à la question ; hors base, sans réponse : 8" in said
    assert "Note : 7 sur 10 en moyenne (35 réponses ; notes de 0 à 10, 10 étant la meilleure" in said
    figure = next(item for item in shown if item.kind == "figure")
    assert [(row[0].text, row[1].text) for row in figure.data.rows if row[1].text != "0"] == [("6", "17"), ("8", "18")]
    assert [row[0].text for row in figure.data.rows] == [str(note) for note in range(11)]
    assert "Remarques : 12 personnes ont écrit quelque chose, sur 40 (30 %)" in said
    profile = report().satisfaction.profile_table()
    assert [row[0].text for row in profile.rows] == ["Jeune", "Moins jeune"]


def test_own_figures_are_in_the_data_and_hidden_as_the_others(report, workspace):
    """In public the bases are the same; nothing of a group under the threshold is there."""
    rows = {(row.indicator_id, row.group): row for row in report("public").released_rows}
    assert rows["q_mine__zeal_pct", ""].value == 80 and rows["q_mine__zeal_pct", ""].denominator == 40
    assert rows["q_mine__means_parts_pct", "option=bus"].numerator == 16
    assert {id_ for id_, _ in rows if id_.startswith("q_")} == {
        "q_mine__zeal_pct", "q_mine__trade_parts_pct", "q_mine__means_parts_pct", "q_mine__grade_score",
        "q_mine__grade_parts_pct", "q_mine__words_given_pct",
    }  # fmt: skip
    assert "fiche q_" not in texts(report("public").definitions())


def test_files_tell_the_change_that_the_page_prints(report):
    """12 of 40 two years before: 30 %, and whose value it is."""
    row = next(r for r in report().released_rows if (r.indicator_id, r.group) == ("q_mine__zeal_pct", ""))
    assert (row.previous, row.change, row.previous_note) == (30, 50, "enquête précédente : année 2020")


def test_a_note_of_which_nothing_tells_the_better_side_says_so(report):
    """A question that judges nothing (« other ») may be one where a high note is bad."""
    context = report().context
    ((question, mean),) = question_views.notes_asked(context)
    told = question_views._mean_sentence(context, question, mean.model_copy(update={"direction": "neutral"}))
    assert "notes de 0 à 10, rien ne dit si une note haute est bonne" in told.replace("\xa0", " ")


def test_the_bilan_reports_the_notes_of_the_survey(workspace, monkeypatch):
    """In its summary, and drawn after the levels of the criteria."""
    monkeypatch.setenv("QEP_WORKSPACE", str(workspace))
    bilan = open_report("bilan", "41", "2022")
    assert "Enquête de satisfaction, note : 7 sur 10 en moyenne (35 réponses" in texts(bilan.synthesis.summary_text())
    shown = bilan.satisfaction.levels_and_notes()
    assert shown.kind == "gallery" and "Note : 7 sur 10 en moyenne (35 réponses" in texts(shown)
    figure = shown.items[-1]
    assert [(row[0].text, row[1].text) for row in figure.data.rows if row[1].text != "0"] == [("6", "17"), ("8", "18")]


def test_every_kind_has_a_form_a_reading_and_a_view():
    """A grid is its rows."""
    assert {*FORMS} - {"grid"} == {*KINDS} == {*VIEWS}
