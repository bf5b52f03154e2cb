"""Statistics, updates, meetings, trainings, grids: each table's example comes in whole, each fault is told in French."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.tables import TABLES
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).resolve().parents[3]
EXAMPLES = PROJECT / "examples" / "tables"
FILES = {
    "title-statistics": "statistiques_titres_2022.csv",
    "call-statistics": "appels_2022.csv",
    "web-statistics": "frequentation_site_2022.csv",
    "social-statistics": "reseaux_sociaux_2022.csv",
    "service-updates": "mises_a_jour_2022.csv",
    "elected-officials-meetings": "rendez_vous_elus_2022.csv",
    "local-authority-requests": "demandes_collectivites_2022.csv",
    "fraud-statistics": "fraude_2022.csv",
    "training-register": "formations_2022.csv",
    "mystery-survey": "enquete_mystere_2022.csv",
    "self-assessment": "auto_diagnostic_2022.csv",
}
FAULTS = [
    # source, a faulty line added to the example, the code of its fault, its heading, what the sentence says
    ("title-statistics", "mars 2022;Carte de pêche;10;;5;Outil", "unknown_option", "Titre", "Carte de pêche"),
    ("title-statistics", "13/2022;Carte grise;10;;5;Outil", "not_a_month", "Mois", "le mois 13 n'existe pas"),
    ("title-statistics", "15/04/2022;Carte grise;10;;5;Outil", "not_a_month", "Mois", "ni le premier ni le dernier"),
    ("title-statistics", "janv. 2022;CNI;10;6;5;Outil", "duplicate_key", "Titre", "01/01/2022"),
    ("title-statistics", "avril 2022;CNI;-3;6;5;Outil", "negative_value", "Volume", "négatif"),
    ("title-statistics", "avril 2021;CNI;3;6;5;Outil", "outside_period", "Mois", "hors de la période"),
    (
        "call-statistics",
        "24/01/2022;30/01/2022;500;400;450;300;405",
        "part_over_whole",
        "Appels décrochés",
        "400 au plus",
    ),
    (
        "call-statistics",
        "24/01/2022;30/01/2022;500;400;350;300;501",
        "part_over_whole",
        "Appels aboutis",
        "500 au plus",
    ),
    ("call-statistics", "24/01/2022;30/01/2022;500,5;400;350;300;405", "not_an_integer", "Appels présentés", "entier"),
    ("call-statistics", "30/01/2022;24/01/2022;500;400;350;300;405", "dates_out_of_order", "Au", "avant son début"),
    ("call-statistics", "22/01/2022;30/01/2022;500;400;350;300;405", "overlapping_rows", "Du", "jusqu'au 23/01/2022"),
    ("call-statistics", "03/01/2022;03/01/2022;9;9;9;9;9", "duplicate_key", "Du", "03/01/2022"),
    ("web-statistics", "2022-04;beaucoup;1;1", "not_a_number", "Visites", "beaucoup"),
    ("web-statistics", "hier;1;1;1", "not_a_month", "Mois", "hier"),
    ("web-statistics", "mars 2022;1;1;1", "duplicate_key", "Mois", "01/03/2022"),
    ("social-statistics", "2022-03;Minitel;1;1;1;1", "unknown_option", "Réseau", "Minitel"),
    ("social-statistics", "2022-00;Facebook;1;1;1;1", "not_a_month", "Mois", "le mois 0 n'existe pas"),
    ("social-statistics", "01/2022;Facebook;1;1;1;1", "duplicate_key", "Réseau", "facebook"),
    ("service-updates", "W9;Télétexte;03/01/2022;05/01/2022;", "unknown_option", "Support", "Télétexte"),
    ("service-updates", "W9;SVI;03/01/2022;02/01/2022;", "dates_out_of_order", "Mise en ligne le", "avant la demande"),
    ("service-updates", "W1;SVI;03/01/2022;05/01/2022;", "duplicate_key", "N°", "W1"),
    ("elected-officials-meetings", "R9;31/02/2022;;;", "impossible_date", "Demandé le", "n'existe pas"),
    (
        "elected-officials-meetings",
        "R9;03/01/2022;06/01/2022;05/01/2022;",
        "dates_out_of_order",
        "Tenu le",
        "avant d'être fixé",
    ),
    ("elected-officials-meetings", "R9;03/01/2022;;;peut-être", "unknown_option", "Retiré", "peut-être"),
    ("elected-officials-meetings", "R1;04/01/2022;;;", "duplicate_key", "N°", "R1"),
    ("local-authority-requests", "C9;Pigeon;03/01/2022;;", "unknown_option", "Canal", "Pigeon"),
    (
        "local-authority-requests",
        "C9;Courrier;03/01/2022;02/01/2022;",
        "dates_out_of_order",
        "Répondu le",
        "avant la réception",
    ),
    ("local-authority-requests", "C1;Courrier;03/01/2022;;", "duplicate_key", "N° d'enregistrement", "C1"),
    ("fraud-statistics", "2022-03;Étrangers;10;11;0", "part_over_whole", "Fraudes détectées", "10 au plus"),
    ("fraud-statistics", "13-2022;Étrangers;10;1;0", "not_a_month", "Mois", "le mois 13 n'existe pas"),
    ("fraud-statistics", "2022-01;Titre de séjour;10;1;0", "duplicate_key", "Domaine", "foreigners"),
    ("training-register", "F9;11/01/2022;Accueil;3;9;", "unknown_reference", "Engagements", "Accueil"),
    ("training-register", "F9;30/12/2021;E4;3;9;", "outside_period", "Date", "hors de la période"),
    ("training-register", "F9;11/01/2022;E4;;9;", "empty_cell", "Agents formés", "cellule vide"),
    ("training-register", "F1;12/01/2022;E4;3;9;", "duplicate_key", "N° de session", "F1"),
    (
        "mystery-survey",
        "A9;Téléphone;07/03/2022;Minuit;courtoisie;Conforme",
        "unknown_option",
        "Demi-journée",
        "Minuit",
    ),
    ("mystery-survey", "A9;Téléphone;07-mars;Matin;courtoisie;Conforme", "not_a_date", "Date", "07-mars"),
    (
        "mystery-survey",
        "A1;Téléphone;07/03/2022;Matin;courtoisie;Non",
        "duplicate_key",
        "N° de contact",
        "A1 / courtoisie",
    ),
    ("self-assessment", "9;;E11;Module 1;Internet;Peut-être;;", "unknown_option", "Résultat", "Peut-être"),
    ("self-assessment", "9;;E11;Premier;Internet;Réalisé;;", "unknown_reference", "Module", "Premier"),
    ("self-assessment", "9;;E11;Module 1;Internet;Réalisé;;12/2022", "not_a_date", "Évalué le", "12/2022"),
    ("self-assessment", "1;;E11;Module 1;Internet;Non réalisé;;", "duplicate_key", "N° de ligne", "2022 / 1"),
]


@pytest.fixture(scope="module")
def catalogue():
    """The project's parameters, with a share of rejects that files of a few lines can stand."""
    found = read_catalogue(Workspace(PROJECT))
    return replace(found, conventions=found.conventions.model_copy(update={"rejected_share_max": 0.5}))


@pytest.fixture
def put(catalogue, tmp_path):
    """`put(source, text)`: what importing that text told, and everything that is stored of its table."""

    def run(source: str, text: str):
        workspace = Workspace(tmp_path)
        (tmp_path / FILES[source]).write_text(text, encoding="utf-8")
        request = Import(
            file=FILES[source], source=source, site="41", period="2022", extracted_on=date(2023, 1, 10),
            nature="fictitious",
        )  # fmt: skip
        outcome = import_file(workspace, catalogue, request)
        return outcome, read_table(workspace, catalogue.sources[source].table, ["41"], [2022])

    return run


def example(source):
    """The text of the committed example."""
    return (EXAMPLES / FILES[source]).read_text(encoding="utf-8")


def without_total(text):
    """The lines of an example, its header first, without its total row."""
    return [line for line in text.splitlines() if not line.startswith("Total")]


def test_every_committed_example_is_tried_here():
    """A new example file without a test would be a promise that nobody keeps."""
    assert {path.name for path in EXAMPLES.glob("*.csv")} == set(FILES.values())


@pytest.mark.parametrize("source", FILES)
def test_an_example_says_it_is_fictitious_and_comes_in_whole(source, put, catalogue):
    """No reject, no doubt; the page of examples says what it is."""
    outcome, rows = put(source, example(source))
    assert outcome.rows_accepted == outcome.rows_read == len(rows) > 0
    assert {issue.code for issue in outcome.issues} <= {"total_row"}
    assert set(rows["nature"]) == {"fictitious"}
    assert "invent" in example(source) or "FICTI" in example(source).upper()
    assert list(rows.columns) == list(TABLES[catalogue.sources[source].table].column_names)


@pytest.mark.parametrize("source", FILES)
def test_no_name_is_ever_stored(source, put):
    """Elected officials, agents, investigators, municipalities: their columns are read by nobody."""
    _, rows = put(source, example(source))
    assert not any(column.astype(str).str.contains("inventé").any() for _, column in rows.items())


@pytest.mark.parametrize("source", FILES)
def test_importing_twice_changes_nothing(source, put):
    """Same file, same rows: also where a day or a year is part of the key."""
    _, first = put(source, example(source))
    outcome, second = put(source, example(source))
    assert outcome.is_unchanged
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(("source", "line", "code", "column", "words"), FAULTS)
def test_a_faulty_line_is_set_aside_with_its_reason(source, line, code, column, words, put):
    """Line, column, what was found, what is accepted, what to do; every other line is kept."""
    lines = without_total(example(source))
    line += ";" * (lines[0].count(";") - line.count(";"))
    outcome, rows = put(source, "\n".join([*lines, line]) + "\n")
    (issue,) = [issue for issue in outcome.issues if issue.severity == "reject"]
    assert (issue.code, issue.column, issue.row) == (code, column, len(lines) + 1)
    for told in (FILES[source], f"ligne {len(lines) + 1}", words, "Accepté : ", "À faire : "):
        assert told in issue.sentence
    assert len(rows) == len(lines) - 1
    assert len(lines) + 1 not in rows["source_row"].tolist()


@pytest.mark.parametrize("source", FILES)
def test_a_file_without_a_required_column_is_refused_whole(source, put, catalogue):
    """The message names the column and where its headings are declared; what was stored stays."""
    _, before = put(source, example(source))
    spec = TABLES[catalogue.sources[source].table]
    bound = catalogue.sources[source].columns
    required = next(c.name for c in reversed(spec.columns) if c.required and c.name in bound)
    accepted = bound[required].heading
    header, *lines = without_total(example(source))
    position = next(place for place, cell in enumerate(header.split(";")) if cell in accepted)
    cut = [
        ";".join(cell for place, cell in enumerate(line.split(";")) if place != position) for line in (header, *lines)
    ]
    with pytest.raises(DataRefused) as refusal:
        put(source, "\n".join(cut) + "\n")
    for told in (FILES[source], accepted[0], f"params/sources/{source}.yml", "À faire"):
        assert told in str(refusal.value)
    workspace_rows = read_table_of(put, source)
    pd.testing.assert_frame_equal(workspace_rows, before)


def read_table_of(put, source):
    """What is stored, read by importing the example again: it changes nothing."""
    outcome, rows = put(source, example(source))
    assert outcome.is_unchanged
    return rows


def test_a_month_is_read_as_people_write_it(put):
    """All forms of March 2022 are its first day."""
    forms = ("2022-03", "03/2022", "3/2022", "mars 2022", "Mars-2022", "01/03/2022", "31/03/2022", "2022-03-01")
    for form in forms:
        _, rows = put("web-statistics", f"Mois;Visites\n{form};10\n")
        assert rows["month"].tolist() == [pd.Timestamp("2022-03-01")]


def test_commitments_that_go_together_are_written_in_one_way(put):
    """« E23 et E33 », « E23/E33 » and « engagements 23, 33 » are the same group; « e04 » is E4."""
    for form, code in (
        ("E23 et E33", "E23_E33"),
        ("E23/E33", "E23_E33"),
        ("engagements 23, 33", "E23_E33"),
        ("e04", "E4"),
    ):
        _, rows = put("training-register", f"N° de session;Date;Engagements;Agents formés\nF1;11/01/2022;{form};3\n")
        assert rows["commitments"].tolist() == [code]


def test_a_key_of_another_file_is_told_also_when_it_is_a_day(put, catalogue, tmp_path):
    """The same month in two files would count twice."""
    put("web-statistics", example("web-statistics"))
    more = "\n".join(f"{month:02d}/2022;1;1;1" for month in range(3, 8))
    (tmp_path / "suite.csv").write_text(f"Mois;Visites;Connexions;Pages vues\n{more}\n", encoding="utf-8")
    request = Import(
        file="suite.csv", source="web-statistics", site="41", period="2022", extracted_on=date(2023, 1, 10),
        nature="fictitious",
    )  # fmt: skip
    outcome = import_file(Workspace(tmp_path), catalogue, request)
    (issue,) = [issue for issue in outcome.issues if issue.severity == "reject"]
    assert (issue.code, issue.row, issue.value) == ("stored_elsewhere", 2, "01/03/2022")
