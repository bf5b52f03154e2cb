"""What a source says beyond its headings: defaults, names of sheets, wide columns, events, origins, several periods."""

from datetime import date

import openpyxl
import pandas as pd
import pytest

from qep_lib.errors import DataRefused
from qep_lib.indicators.covered import Given, reach
from qep_lib.intake.arrival import receive
from qep_lib.intake.reading import read_arrival
from qep_lib.model.campaign import Source
from qep_lib.model.period import Period
from qep_lib.model.recognition import CommonWords, Recognition
from qep_lib.store.manifest import default_as_of, read_manifest

REGISTER = {
    "request_id": {"heading": "N°"},
    "received_on": {"heading": "Reçu le"},
    "channel": {"heading": "Canal", "values": {"email": ("Courriel",), "post": ("Courrier",)}},
    "kind": {"constant": "complaint"},
    "perimeter": {
        "heading": "Périmètre",
        "values": {"inside": ("Oui",), "litigation": ("Contentieux",), "elected_official": ("Intervention d'élu",)},
    },
    "replied_on": {"heading": "Répondu le", "required": False},
}
CALLS = {
    "month": {"heading": "Mois"},
    "presented": {"heading": "Reçus", "required": False},
    "answered": {"heading": "Traités", "required": False},
}
VISITS = {"month": {"heading": "Mois"}, "visits": {"heading": "Visites", "required": False}}


def declare(desk, table, columns, **more):
    """A source « mine » of that table."""
    desk.catalogue.sources["mine"] = Source(id="mine", description="Essai", table=table, columns=columns, **more)


def put(desk, text, name="essai.csv", **changes):
    """Import that text under it."""
    return desk.put(name, text, "mine", **changes)


def workbook(desk, name, sheets, **changes):
    """Import a workbook of these sheets (name -> rows) under it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(desk.workspace.root / name)
    return desk.put(name, (desk.workspace.root / name).read_bytes(), "mine", **changes)


def told(outcome, code):
    """The only sentence of that code."""
    (issue,) = [issue for issue in outcome.issues if issue.code == code]
    return issue.sentence


def refused(code, run):
    """The sentence by which the file is refused."""
    with pytest.raises(DataRefused) as refusal:
        run()
    return " ".join((refusal.value.message, *refusal.value.faults))


# --- default


def test_an_empty_cell_takes_the_default_and_it_is_told(desk):
    """Two of three cells are empty; the first one is named."""
    channel = REGISTER["channel"] | {"default": "post"}
    declare(desk, "requests", REGISTER | {"channel": channel})
    outcome = put(desk, "N°;Reçu le;Canal;Périmètre\n1;02/03/2020;;Oui\n2;03/03/2020;Courriel;Oui\n3;04/03/2020;;Oui\n")
    assert desk.table()["channel"].tolist() == ["post", "email", "post"]
    assert told(outcome, "default_value") == (
        "essai.csv, ligne 2, colonne « Canal » : 2 cellules vides, la première ici, lues comme « post » (default). À faire : "
        "rien si c'est voulu ; sinon remplir ces cellules, ou corriger params/sources/mine.yml."
    )


def test_a_default_fills_no_blank_row_and_hides_no_wrong_cell(desk):
    """A row of nothing is no row; « Fax » is still refused."""
    channel = REGISTER["channel"] | {"default": "post"}
    declare(desk, "requests", REGISTER | {"channel": channel})
    outcome = put(desk, "N°;Reçu le;Canal;Périmètre\n1;02/03/2020;Fax;Oui\n;;;\n2;03/03/2020;;Oui\n")
    assert (outcome.rows_read, outcome.rows_accepted) == (2, 1)


# --- the reason written after « non »


@pytest.mark.parametrize(
    "cell", ["Non : contentieux", "Non (contentieux)", "NON – Contentieux", "Hors périmètre : contentieux"]
)
def test_the_reason_after_no_is_read(desk, cell):
    """Where the whole is no label and the reason is one; it is told."""
    declare(desk, "requests", REGISTER)
    outcome = put(desk, f"N°;Reçu le;Canal;Périmètre\n1;02/03/2020;Courriel;{cell}\n2;03/03/2020;Courriel;Oui\n")
    assert desk.table()["perimeter"].tolist() == ["litigation", "inside"]
    assert "lu comme « " in told(outcome, "reason_after_no")


@pytest.mark.parametrize("cell", ["Non", "Non : courrier anonyme", "Oui : contentieux", "Non contentieux"])
def test_a_no_without_a_known_reason_is_set_aside(desk, cell):
    """Nothing is guessed: the row is told."""
    declare(desk, "requests", REGISTER)
    outcome = put(desk, f"N°;Reçu le;Canal;Périmètre\n1;02/03/2020;Courriel;{cell}\n2;03/03/2020;Courriel;Oui\n")
    assert (outcome.rows_read, outcome.rows_accepted) == (2, 1)


# --- months of a statement


def test_a_statement_by_month_covers_its_months(desk):
    """Words, figures, short years; the last day of the month that is not over is that of the extraction."""
    declare(desk, "calls", CALLS)
    rows = "janvier 2020;10;9\nfévr. 2020;20;18\nmars-20;30;27\n04/2020;40;36\n2020-05;50;45\n"
    outcome = put(desk, "Mois;Reçus;Traités\n" + rows, extracted_on=date(2020, 5, 20))
    stored = desk.table("calls")
    assert (outcome.rows_read, outcome.rows_accepted) == (5, 5)
    assert stored["presented"].tolist() == [10, 20, 30, 40, 50]
    assert stored["statistics_on"].dt.strftime("%d/%m").tolist() == ["01/01", "01/02", "01/03", "01/04", "01/05"]
    assert stored["until_on"].dt.strftime("%d/%m").tolist() == ["31/01", "29/02", "31/03", "30/04", "20/05"]


def test_months_without_a_year_are_those_of_the_period_and_told(desk):
    """« Janvier » of an import of 2020; over two years nothing says which."""
    declare(desk, "calls", CALLS)
    outcome = put(desk, "Mois;Reçus;Traités\nJanvier;10;9\nFévrier;20;18\n")
    assert desk.table("calls")["statistics_on"].dt.strftime("%d/%m/%Y").tolist() == ["01/01/2020", "01/02/2020"]
    assert "mois écrit sans son année, lu en 2020" in told(outcome, "month_without_year")
    text = "Mois;Reçus;Traités\nMars;10;9\nAvril;20;18\n"
    message = refused("", lambda: put(desk, text, "deux.csv", period="2019-01-01..2020-12-31"))
    assert "2 ligne(s) écartée(s) sur 2" in message and "mois écrit sans son année, que rien ne dit" in message


# --- names of sheets


def test_the_name_of_a_sheet_tells_the_month(desk):
    """One sheet a month, « Janvier » of the year of the import, « Février 2020 » of its own."""
    declare(desk, "calls", {**CALLS, "month": {"from_sheet": True}}, sheets="all")
    head = ["Reçus", "Traités"]
    workbook(desk, "standard.xlsx", {"Janvier": [head, [10, 9]], "Relevé février 2020": [head, [20, 18]]})
    stored = desk.table("calls")
    assert stored["until_on"].dt.strftime("%d/%m/%Y").tolist() == ["31/01/2020", "29/02/2020"]
    assert stored["answered"].tolist() == [9, 18] and stored["sheet"].tolist() == ["Janvier", "Relevé février 2020"]


def test_a_sheet_whose_name_says_no_month_refuses_the_file(desk):
    """With what a name may be."""
    declare(desk, "calls", {**CALLS, "month": {"from_sheet": True}}, sheets=("Feuil1",))
    message = refused("", lambda: workbook(desk, "s.xlsx", {"Feuil1": [["Reçus", "Traités"], [10, 9]]}))
    assert "le nom de la feuille ne dit pas de mois" in message and "« Mars 2022 »" in message
    assert read_manifest(desk.workspace) == ()


def test_the_year_of_a_sheet_is_that_of_its_months(desk):
    """Sheets 2020 and 2019, each with « Janvier »: both years are stored with one import."""
    declare(desk, "calls", CALLS, sheets="all", periods="all")
    head = ["Mois", "Reçus", "Traités"]
    outcome = workbook(desk, "s.xlsx", {"2020": [head, ["Janvier", 10, 9]], "2019": [head, ["Janvier", 20, 18]]})
    stored = desk.table("calls").sort_values("statistics_on")
    assert stored["statistics_on"].dt.year.tolist() == [2019, 2020] and stored["presented"].tolist() == [20, 10]
    assert "1 ligne de 2020, 1 de 2019" in told(outcome, "several_periods")


def test_the_name_of_a_sheet_tells_the_network(desk):
    """One sheet a network, as a closed value."""
    columns = {
        "month": {"heading": "Mois"},
        "network": {"from_sheet": True, "values": {"facebook": ("Facebook",), "twitter": ("X",)}},
        "connections": {"heading": "Vues"},
    }
    declare(desk, "social_statistics", columns, sheets="all")
    workbook(
        desk,
        "s.xlsx",
        {"Facebook": [["Mois", "Vues"], ["2020-01", 5]], "X": [["Mois", "Vues"], ["2020-01", 7]]},
    )
    assert dict(desk.table("social_statistics")[["network", "connections"]].itertuples(index=False)) == {
        "facebook": 5,
        "twitter": 7,
    }


def test_a_file_without_sheets_is_refused_where_their_names_are_read(desk):
    """A CSV has none."""
    declare(desk, "calls", {**CALLS, "month": {"from_sheet": True}}, sheets="all")
    assert "fichier sans feuille" in refused("", lambda: put(desk, "Reçus;Traités\n10;9\n"))


# --- wide columns


def test_columns_that_are_quarters_become_rows(desk):
    """Three quarters of two indicators, named by the labels of the source; an empty cell is no row, a total no quarter."""
    columns = {
        "indicator_id": {"heading": "Titre", "values": {"calls_pct": ("Téléphone",), "visits_count": ("Visites",)}},
        "source": {"constant": "Tableau"},
    }
    declare(desk, "declared_figures", columns, wide={"by": "period", "into": "value"}, ignored_columns=("Total",))
    text = "Titre;1er trimestre 2020;T2 2020;3e trim. 2020;Total\nTéléphone;41;63;;52\nVisites;7;6;8;21\n"
    outcome = put(desk, text)
    stored = desk.table("declared_figures")
    assert (outcome.rows_read, outcome.rows_accepted, outcome.issues) == (5, 5, ())
    assert {(row.indicator_id, row.period): row.value for row in stored.itertuples()} == {
        ("calls_pct", "2020-T1"): 41,
        ("calls_pct", "2020-T2"): 63,
        ("visits_count", "2020-T1"): 7,
        ("visits_count", "2020-T2"): 6,
        ("visits_count", "2020-T3"): 8,
    }


def test_quarters_of_two_years_are_stored_by_one_import(desk):
    """The earlier one in its year; stated again by another file, it is set aside."""
    columns = {"indicator_id": {"heading": "Titre"}, "source": {"constant": "Tableau"}}
    declare(desk, "declared_figures", columns, wide={"by": "period", "into": "value"}, periods="all")
    text = "Titre;4e trimestre 2019;1er trimestre 2020\nvisits_count;41;63\ncalls_pct;7;6\n"
    outcome = put(desk, text)
    assert (outcome.rows_read, outcome.rows_accepted) == (4, 4)
    assert "2 lignes de 2020, 2 de 2019" in told(outcome, "several_periods")
    more = "Titre;T2 2019;T3 2019;T4 2019\nvisits_count;39;40;41\ncalls_pct;9;8;7\n"
    again = put(desk, more, "2019.csv", period="2019")
    assert again.rows_accepted == 4 and {issue.code for issue in again.issues} == {"stored_elsewhere"}


def test_a_fault_of_a_wide_cell_stands_under_its_heading(desk):
    """The row of another quarter is kept; what the file has once is told once."""
    columns = {"indicator_id": {"heading": "Titre"}, "source": {"constant": "Tableau"}}
    declare(desk, "declared_figures", columns, wide={"by": "period", "into": "value"})
    outcome = put(desk, "Titre;T1 2020;T2 2020;Note\nvisits_count;41;beaucoup;x\n")
    assert (outcome.rows_read, outcome.rows_accepted) == (2, 1)
    assert "ligne 2, colonne « T2 2020 » : ce n'est pas un nombre" in told(outcome, "not_a_number")
    assert "Note" in told(outcome, "unknown_heading")


def test_the_page_of_the_import_says_what_a_wide_column_became(desk):
    """A value and its period, once."""
    columns = {"indicator_id": {"heading": "Titre"}, "source": {"constant": "Tableau"}}
    declare(desk, "declared_figures", columns, wide={"by": "period", "into": "value"}, ignored_columns=("Total",))
    desk.write("essai.csv", "Titre;T1 2020;T2 2020;Total\nvisits_count;41;42;83\n")
    reading = read_arrival(receive(desk.workspace, desk.catalogue, desk.request("essai.csv", "mine")))
    value = "Valeur ; vide quand la base est 0 (aucune demande) ; Période"
    assert [(column.heading, column.becomes) for column in reading.columns] == [
        ("Titre", "Indicateur"), ("T1 2020", value), ("T2 2020", value), ("Total", ""),
    ]  # fmt: skip


def test_columns_that_are_months_or_networks_become_rows(desk):
    """Months as columns; then networks as columns."""
    columns = {
        "network": {"heading": "Réseau", "values": {"facebook": ("Facebook",), "twitter": ("X",)}},
    }
    declare(desk, "social_statistics", columns, wide={"by": "month", "into": "connections"})
    outcome = put(desk, "Réseau;Janvier;févr. 2020\nFacebook;5;6\nX;7;8\n")
    assert "en-têtes écrits sans année, lus en 2020 : « Janvier »" in told(outcome, "month_without_year")
    found = {(row.network, row.month.month): row.connections for row in desk.table("social_statistics").itertuples()}
    assert found == {("facebook", 1): 5, ("facebook", 2): 6, ("twitter", 1): 7, ("twitter", 2): 8}
    wide = {"by": "network", "into": "reach", "headings": {"facebook": ("Facebook",), "twitter": ("X", "Twitter")}}
    declare(desk, "social_statistics", {"month": {"heading": "Mois"}}, wide=wide)
    put(desk, "Mois;Facebook;Twitter\n2020-03;50;60\n", "portee.csv")
    stored = desk.table("social_statistics")
    march = stored[stored["month"] == "2020-03-01"]
    assert dict(march[["network", "reach"]].itertuples(index=False)) == {"facebook": 50, "twitter": 60}


def test_a_statement_whose_months_are_columns(desk):
    """Calls received, a column a month."""
    declare(desk, "calls", {}, wide={"by": "month", "into": "presented"})
    put(desk, "Janvier 2020;Février 2020\n10;20\n")
    stored = desk.table("calls")
    assert stored["presented"].tolist() == [10, 20]
    assert stored["until_on"].dt.strftime("%d/%m").tolist() == ["31/01", "29/02"]


def test_thousands_of_wide_columns_refuse_the_file(desk):
    """Each would be a table."""
    columns = {"indicator_id": {"heading": "Titre"}, "source": {"constant": "Tableau"}}
    declare(desk, "declared_figures", columns, wide={"by": "period", "into": "value"})
    years = ";".join(str(year) for year in range(1500, 2000))
    assert "500 colonnes à déplier" in refused(
        "", lambda: put(desk, f"Titre;{years}\nvisits_count" + ";1" * 500 + "\n")
    )


@pytest.mark.parametrize(
    "text", ["Non : a" + " " * 100_000 + "b", "Non" + " " * 100_000 + "x", "x" + " " * 100_000 + "y"]
)
def test_thousands_of_spaces_are_read_at_once(desk, text):
    """In a closed column, in one of origins: no expression tries each of them."""
    declare(desk, "requests", REGISTER)
    assert (
        put(
            desk, f"N°;Reçu le;Canal;Périmètre\n1;02/03/2020;Courriel;{text}\n2;03/03/2020;Courriel;Oui\n"
        ).rows_accepted
        == 1
    )
    declare(desk, "actions", PLAN)
    rows = f"1;C;{text};Fait;A\n2;C;Enquête;Fait;A\n"
    assert put(desk, "N°;Constat;Origine;État;Action\n" + rows, "plan.csv").rows_accepted == 1


def test_no_wide_column_refuses_the_file(desk):
    """With the headings that were read."""
    columns = {"indicator_id": {"heading": "Titre"}, "source": {"constant": "Tableau"}}
    declare(desk, "declared_figures", columns, wide={"by": "period", "into": "value"})
    message = refused("", lambda: put(desk, "Titre;Hiver;Printemps\ncalls_pct;1;2\n"))
    assert "aucune colonne à déplier (wide) ; en-têtes lus : « Titre », « Hiver », « Printemps »" in message


# --- events


EVENTS = {
    "statistics_on": {"heading": "Date"},
    "presented": {"constant": "1"},
    "answered": {"heading": "Statut", "values": {"true": ("Répondu",), "false": ("Perdu",)}},
}


def test_events_are_counted_by_month(desk):
    """Five calls of two months; two rows of one day are two calls, not one row twice."""
    declare(desk, "calls", EVENTS, event="count")
    outcome = put(
        desk,
        "Date;Statut\n02/03/2020 09:00;Répondu\n02/03/2020 09:00;Répondu\n05/03/2020 10:00;Perdu\n"
        "01/04/2020 08:00;Perdu\n30/04/2020 18:00;Répondu\n",
    )
    stored = desk.table("calls")
    assert stored["presented"].tolist() == [3, 2] and stored["answered"].tolist() == [2, 1]
    assert stored["statistics_on"].dt.strftime("%d/%m").tolist() == ["02/03", "01/04"]
    assert stored["until_on"].dt.strftime("%d/%m").tolist() == ["05/03", "30/04"]
    assert "5 lignes, une par événement, comptées en 2 mois" in told(outcome, "summed_rows")


def test_an_event_that_cannot_be_read_refuses_the_log(desk):
    """Without it the month would be short by one, and nobody would know."""
    declare(desk, "calls", EVENTS, event="count")
    message = refused("", lambda: put(desk, "Date;Statut\n02/03/2020;Répondu\n03/03/2020;Transféré\n"))
    assert "une ligne écartée fausserait le total de son mois" in message


def test_without_a_label_for_no_every_other_cell_is_no(desk):
    """« Transféré », « Perdu » and an empty cell are not answered."""
    columns = EVENTS | {"answered": {"heading": "Statut", "values": {"true": ("Répondu",)}}}
    declare(desk, "calls", columns, event="count")
    put(desk, "Date;Statut\n02/03/2020;Répondu\n03/03/2020;Transféré\n04/03/2020;\n")
    assert desk.table("calls")[["presented", "answered"]].values.tolist() == [[3, 1]]


def test_a_stock_is_that_of_the_last_day_of_its_month(desk):
    """Whatever the order of the rows, and though the last of them says nothing of it."""
    columns = {
        "month": {"heading": "Jour"},
        "network": {"constant": "facebook"},
        "followers": {"heading": "Abonnés"},
        "connections": {"heading": "Vues"},
    }
    declare(desk, "social_statistics", columns, sum_by="month")
    put(desk, "Jour;Abonnés;Vues\n30/01/2020;305;2\n02/01/2020;300;3\n31/01/2020;;5\n01/02/2020;310;7\n")
    assert desk.table("social_statistics")[["followers", "connections"]].values.tolist() == [[305, 10], [310, 7]]


# --- action plans


PLAN = {
    "action_number": {"heading": "N°"},
    "finding": {"heading": "Constat"},
    "origins": {
        "heading": "Origine",
        "values": {
            "survey": ("Enquête",),
            "internal_audit": ("Audit interne",),
            "self_assessment": ("Auto-diagnostic",),
        },
    },
    "status": {"heading": "État", "values": {"planned": ("Prévu",), "done": ("Fait",)}},
    "due_on": {"heading": "Échéance", "required": False},
    "description": {"heading": "Action"},
}


def test_one_column_tells_the_origins_of_an_action(desk):
    """One, two joined in several ways, none."""
    declare(desk, "actions", PLAN)
    rows = ("Enquête", "Audit interne, enquête", "Auto-diagnostic et audit interne", "")
    lines = "".join(f"{number};C{number};{origin};Fait;A\n" for number, origin in enumerate(rows, 1))
    outcome = put(desk, "N°;Constat;Origine;État;Action\n" + lines)
    stored = desk.table("actions")
    assert outcome.issues == ()
    assert stored["survey"].tolist() == [True, True, False, False]
    assert stored["internal_audit"].tolist() == [False, True, True, False]
    assert stored["self_assessment"].tolist() == [False, False, True, False]
    assert not stored["external_audit"].any()


def test_an_unknown_origin_sets_its_action_aside(desk):
    """Even beside a known one."""
    declare(desk, "actions", PLAN)
    outcome = put(desk, "N°;Constat;Origine;État;Action\n1;C;Enquête, sondage;Fait;A\n2;C;Enquête;Fait;A\n")
    assert outcome.rows_accepted == 1 and "origine inconnue" in told(outcome, "unknown_option")


def test_an_action_without_a_readable_date_is_kept_and_told(desk):
    """« printemps 2023 » is no day."""
    declare(desk, "actions", PLAN)
    outcome = put(desk, "N°;Constat;Origine;État;Action;Échéance\n1;C;Enquête;Prévu;A;printemps 2023\n")
    (row,) = desk.table("actions").to_dict("records")
    assert pd.isna(row["due_on"])
    assert "la ligne est gardée, sans cette date (trouvé : « printemps 2023 »)" in told(outcome, "not_a_date")


def test_the_name_of_a_sheet_tells_the_year_of_a_plan(desk):
    """« Plan 2019 » and « Plan 2020 », numbered from 1 each."""
    declare(desk, "actions", PLAN | {"exercise_year": {"from_sheet": True}}, sheets="all")
    head = ["N°", "Constat", "Origine", "État", "Action"]
    workbook(desk, "plan.xlsx", {name: [head, [1, "C", "Enquête", "Fait", "A"]] for name in ("Plan 2019", "Plan 2020")})
    assert desk.table("actions")["exercise_year"].tolist() == [2019, 2020]


# --- several periods


LINES = (
    "N°;Reçu le;Canal;Périmètre\n1;14/10/2019;Courriel;Oui\n2;02/12/2019;Courriel;Oui\n3;03/03/2020;Courriel;Oui\n"
    "4;04/05/2020;Courriel;Oui\n5;05/06/2020;Courriel;Oui\n"
)


def test_a_register_of_two_years_is_stored_whole_by_one_import(desk):
    """Each row in its year; what is known of the earlier one starts with its first month."""
    declare(desk, "requests", REGISTER, periods="all")
    outcome = put(desk, LINES)
    assert (outcome.rows_read, outcome.rows_accepted) == (5, 5)
    assert desk.table()["received_on"].dt.year.tolist() == [2019, 2019, 2020, 2020, 2020]
    assert told(outcome, "several_periods") == (
        "essai.csv : fichier de plusieurs périodes, chaque ligne est rangée dans la sienne : 3 lignes de 2020, 2 de 2019. "
        "À faire : rien si c'est voulu ; sinon corriger ces dates."
    )
    (entry,) = read_manifest(desk.workspace)
    assert entry.other_periods == ("2019-T4",)
    spans = Given.of([entry]).spans["requests", "18"]
    assert spans == ((date(2019, 10, 1), date(2019, 12, 31)), (date(2020, 1, 1), date(2020, 12, 31)))
    assert [
        reach([entry], "requests", "18", Period.parse(code), date(2021, 1, 1)) for code in ("2019", "2019-T4", "2018")
    ] == [
        "part",
        "whole",
        "none",
    ]
    assert default_as_of(desk.workspace, ["18"], Period.parse("2019-T4")) == date(2021, 1, 11)
    assert put(desk, LINES).is_unchanged


def test_three_sheets_of_three_years_are_stored_by_one_import(desk):
    """The years of a file are those of all its sheets together; a fourth one, behind a gap, is not."""
    declare(desk, "requests", REGISTER, sheets="all", periods="all")
    head = ["N°", "Reçu le", "Canal", "Périmètre"]
    days = {"2020": "03/02/2020", "2019": "04/02/2019", "2018": "05/02/2018", "2012": "06/02/2012"}
    outcome = workbook(desk, "r.xlsx", {year: [head, [1, day, "Courriel", "Oui"]] for year, day in days.items()})
    assert (outcome.rows_read, outcome.rows_accepted) == (4, 3)
    assert desk.table()["received_on"].dt.year.tolist() == [2018, 2019, 2020]
    assert "feuille « 2012 », ligne 2, colonne « Reçu le »" in told(outcome, "outside_period")
    assert "1 ligne de 2020, 1 de 2019, 1 de 2018" in told(outcome, "several_periods")


def test_a_slip_refuses_a_file_whose_days_are_added(desk):
    """Without it, nobody would know that a month is short."""
    declare(desk, "calls", {**CALLS, "statistics_on": {"heading": "Jour"}}, periods="all", sum_by="month")
    del desk.catalogue.sources["mine"].columns["month"]
    message = refused("", lambda: put(desk, "Jour;Reçus;Traités\n02/03/2020;10;9\n02/03/2010;10;9\n"))
    assert "séparée des autres par une année sans aucune ligne" in message


def test_a_day_behind_an_empty_year_is_a_slip(desk):
    """2012 is not one of the years of a register of 2019 and 2020."""
    declare(desk, "requests", REGISTER, periods="all")
    outcome = put(desk, LINES + "6;05/06/2012;Courriel;Oui\n")
    assert (outcome.rows_read, outcome.rows_accepted) == (6, 5)
    assert "séparée des autres par une année sans aucune ligne" in told(outcome, "outside_period")


def test_without_the_key_rows_of_another_year_are_set_aside_and_the_key_is_named(desk):
    """Nothing is cut silently."""
    declare(desk, "requests", REGISTER)
    outcome = put(desk, LINES)
    assert outcome.rows_accepted == 3
    assert "« periods: all »" in next(issue.sentence for issue in outcome.issues if issue.code == "outside_period")


# --- several files of one month


def test_measures_of_several_files_are_joined_by_month(desk):
    """Visits in one file, pages in another: one row a month when read, each in its own dataset."""
    declare(desk, "web_statistics", VISITS)
    put(desk, "Mois;Visites\n2020-01;10\n2020-02;20\n", "visites.csv")
    declare(desk, "web_statistics", {"month": {"heading": "Mois"}, "pages": {"heading": "Pages"}})
    outcome = put(desk, "Mois;Pages\n2020-01;100\n2020-03;300\n", "pages.csv", nature="fictitious")
    stored = desk.table("web_statistics")
    assert outcome.issues == () and len(read_manifest(desk.workspace)) == 2
    assert stored["month"].dt.month.tolist() == [1, 2, 3]
    assert stored["visits"].tolist() == [10, 20, pd.NA] and stored["pages"].tolist() == [100, pd.NA, 300]
    assert stored["nature"].tolist() == ["fictitious", "real", "fictitious"]


def test_the_same_measure_of_two_files_is_set_aside(desk):
    """January's visits are known already; February's are new."""
    declare(desk, "web_statistics", VISITS)
    put(desk, "Mois;Visites\n2020-01;10\n", "visites.csv")
    outcome = put(desk, "Mois;Visites\n2020-01;11\n2020-02;20\n2020-03;30\n", "autres.csv")
    assert outcome.rows_accepted == 2 and "déjà rangé" in told(outcome, "stored_elsewhere")
    assert desk.table("web_statistics")["visits"].tolist() == [10, 20, 30]


# --- labels instead of codes


def test_an_indicator_may_be_named_by_its_label(desk):
    """Label or short label, whatever the capitals; its period in words."""
    outcome = desk.put(
        "chiffres.csv",
        "Code;Période;Valeur N;Source\nlibellé de calls_pct;1er trimestre 2020;90;S\nCourt visits_count;année 2020;7;S\n",
        "figures",
    )
    stored = desk.table("declared_figures")
    assert outcome.issues == ()
    assert set(stored[["indicator_id", "period"]].itertuples(index=False, name=None)) == {
        ("calls_pct", "2020-T1"),
        ("visits_count", "2020"),
    }


def test_a_label_of_two_indicators_is_told_with_both(desk):
    """Nothing is chosen."""
    desk.catalogue.indicators["visits_count"].label = desk.catalogue.indicators["calls_pct"].label
    message = refused("", lambda: desk.put("c.csv", "Code;Valeur N;Source\nLibellé de calls_pct;90;S\n", "figures"))
    assert "plusieurs indicateurs ont ce libellé : calls_pct, visits_count" in message


def test_a_period_in_words_is_the_same_import(desk):
    """« année 2020 » and 2020 are one dataset."""
    declare(desk, "web_statistics", VISITS)
    put(desk, "Mois;Visites\n2020-01;10\n", period="année 2020")
    assert put(desk, "Mois;Visites\n2020-01;10\n").is_unchanged
    assert [entry.dataset for entry in read_manifest(desk.workspace)] == ["mine/18/2020/essai.csv"]


def test_a_grid_of_criteria_is_a_row_a_contact_and_criterion(desk):
    """Two calls, two criteria: the cells are results in the words of the source, the half-day is told by the hour."""
    columns = {
        "contact_id": {"heading": "N°"},
        "channel": {"constant": "phone"},
        "contacted_on": {"heading": "Date"},
        "half_day": {"heading": "Heure"},
    }
    headings = {"Se présente": ("Se présente",), "Réponse juste": ("Réponse juste",)}
    values = {"met": ("Oui",), "not_met": ("Non",), "not_applicable": ("NC",)}
    wide = {"by": "criterion_id", "into": "result", "headings": headings, "values": values}
    declare(desk, "mystery_contacts", columns, wide=wide)
    outcome = put(
        desk, "N°;Date;Heure;Se présente;Réponse juste\n1;02/06/2020;9h15;Oui;NC\n2;03/06/2020;14h30;Non;Oui\n"
    )
    assert outcome.issues == ()  # the second criterion of a contact is not the first one given again
    table = desk.table("mystery_contacts").sort_values(["contact_id", "criterion_id"])
    assert table[["contact_id", "half_day", "criterion_id", "result"]].astype(str).values.tolist() == [
        ["1", "morning", "Réponse juste", "not_applicable"],
        ["1", "morning", "Se présente", "met"],
        ["2", "afternoon", "Réponse juste", "met"],
        ["2", "afternoon", "Se présente", "not_met"],
    ]


@pytest.mark.parametrize(("written", "code"), [("Abandonnée", "withdrawn_not_a_day"), ("NR", "unanswered")])
def test_a_word_in_the_place_of_a_reply_is_told_and_its_row_kept(desk, written, code):
    """Nobody waits for that reply, or none is known: the request counts, without a day; any other word is a fault."""
    declare(desk, "requests", REGISTER)
    words = Recognition(words=(CommonWords(withdrawn=("Abandonnée",)),))
    object.__setattr__(desk.catalogue, "recognition", words)
    conventions = desk.catalogue.conventions.model_copy(update={"unanswered": ("NR",)})
    object.__setattr__(desk.catalogue, "conventions", conventions)
    head, line = "N°;Reçu le;Canal;Périmètre;Répondu le\n", "{};02/06/2020;Courriel;Oui;{}\n"
    text = head + "".join(line.format(n, "zut" if n == 3 else "04/06/2020") for n in range(1, 31))
    assert put(desk, text).rows_accepted == 29
    outcome = put(desk, text.replace("zut", written))
    assert outcome.rows_accepted == 30
    assert f"ligne 4, colonne « Répondu le » : {'mot au lieu' if code != 'unanswered' else 'code de non'}" in told(
        outcome, code
    )
    assert desk.table("requests").set_index("request_id")["replied_on"].isna().sum() == 1
