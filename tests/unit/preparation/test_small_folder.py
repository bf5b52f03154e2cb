"""A small invented folder, unlike the others, from its files to its figures: archives, months in columns, own headings."""

from datetime import date, timedelta

import openpyxl
from measured import measured_sites

from qep_lib.intake.importer import import_file
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.preparation.session import Preparation, Settings

AS_OF = date(2022, 1, 15)
HEAD = [
    "N° courrier", "Reçu en préfecture le", "Moyen", "Nature du courrier", "Usager (nom, prénom)",
    "Entre dans le périmètre", "Réponse envoyée",
]  # fmt: skip
MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


def register(year, first, count):
    """One e-mail a week from 1 March; each fifth has no answer, the others have theirs three days later."""
    days = [date(year, 3, 1) + timedelta(7 * place) for place in range(count)]
    return [
        [
            first + place,
            day,
            "Mail",
            "Réclamation",
            "Personne inventée",
            "Oui",
            day + timedelta(3) if place % 5 else None,
        ]
        for place, day in enumerate(days)
    ]


def save(path, **sheets):
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_a_small_folder_goes_to_its_figures(copied_workspace):
    """10 complaints of 2021, of which 8 answered in time, and 5 of 2020; 80 calls answered of 100 a month; delays by quarter."""
    workspace = Workspace(copied_workspace)
    folder = workspace.deposits / "2021"
    folder.mkdir(parents=True)
    note = ["* hors courriers des élus"]
    save(
        folder / "courriers.xlsx",
        **{"2021": [HEAD, *register(2021, 6, 10), note], "Archives": [HEAD, *register(2020, 1, 5)]},
    )
    calls = [["Appels reçus", *[100] * 12, 1200], ["Appels décrochés", *[80] * 12, 960]]
    save(folder / "standard.xlsx", Feuil1=[["Bilan (fictif)"], ["", *MONTHS, "Total"], *calls, ["Source : autocom"]])
    delays = [
        ["Délais de délivrance 2021 (jours)"],
        ["Titre", "T1", "T2", "T3", "T4"],
        ["Permis de conduire", 10, 11, 12, 13],
    ]
    save(folder / "titres.xlsx", Feuil1=[*delays, ["Passeports / CNI", 20, 21, 22, 23]])
    declared = lambda path: path.relative_to(workspace.root).as_posix()  # noqa: E731 - handed over as it is
    settings = Settings(extracted_on=AS_OF, as_of=AS_OF)
    preparation = Preparation.open(workspace, folder, "26", Period.parse("2021"), declared, settings)
    (question,) = preparation.draft().questions
    assert "serveur vocal" in question.text
    preparation.answer(question.id, "no")
    draft = preparation.draft()
    assert [tried.refusal for tried in preparation.try_out(draft)] == [None, None, None]
    preparation.write(draft)
    catalogue = read_catalogue(workspace)
    outcomes = [import_file(workspace, catalogue, request) for request in catalogue.runs["drome-2021"].imports]
    assert sorted((outcome.rows_read, outcome.rows_accepted) for outcome in outcomes) == [(8, 8), (12, 12), (15, 15)]
    results = measured_sites(workspace, catalogue, ["26"], Period.parse("2021"), AS_OF)
    whole = results[results["group"] == ""].set_index("indicator_id")
    told = {
        name: tuple(whole.loc[name, ["numerator", "denominator"]])
        for name in ("call_answer_pct", "request_reply_on_time_pct")
    }
    assert told == {"call_answer_pct": (960, 1200), "request_reply_on_time_pct": (8, 10)}
    assert whole.loc["requests_count", "value"] == 10
    third = measured_sites(workspace, catalogue, ["26"], Period.parse("2021-T3"), AS_OF).set_index("indicator_id")
    assert third.loc["driving_licence_delivery_delay_days", "value"] == 12
