"""A folder unlike the others, from the files of a prefecture to its documents: answers typed in the list, no line of YAML."""

import html
import re

import pytest
from invented_drome import NONE, RATHER, SITE, YES, register_rows, survey_rows, write_folder
from openpyxl import load_workbook
from page_words import without_tags

from qep_lib.model.workspace import Workspace

DAY = "2023-01-16"
REPORTS = (
    "bilan",
    "satisfaction",
    "complaints",
    "title_delivery",
    "mystery_survey",
    "users_committee",
    "transparency_poster",
)
ANSWERS = {
    "« On fait quoi »": "Action",
    "« Canal »": "Téléphone",
    "« Titres de séjour »": "laisser de côté",
    "serveur vocal": "1",
}


@pytest.fixture(scope="module")
def drome(tmp_path_factory, qep):
    """The workspace, laid by `qep init`, once its folder is prepared, its questions filled in the list, and the run done; what
    was said.
    """
    place = tmp_path_factory.mktemp("drome")
    qep(place, "init", "espace", "--site", SITE)
    workspace = Workspace(place / "espace")
    folder = write_folder(workspace.deposits / "2022")
    call = (
        "prepare",
        str(folder),
        "--site",
        SITE,
        "--period",
        "2022",
        "--as-of",
        DAY,
        "--extracted-on",
        DAY,
        "--accept",
    )
    first = qep(workspace.root, *call)
    asked = _fill(workspace.deposits / "a-decider" / f"questions-{SITE}-2022.xlsx")
    second = qep(workspace.root, *call)
    check = qep(workspace.root, "check")
    chosen = [word for report in REPORTS for word in ("--report", report)]
    run = qep(workspace.root, "run", "--run", "drome-2022", *chosen, "--audience", "internal")
    return {"root": workspace.root, "first": first, "asked": asked, "second": second, "check": check, "run": run}


def _fill(path):
    """Answer each question of the list by words of it; their texts."""
    book = load_workbook(path)
    sheet = book["À décider"]
    asked = [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)]
    for row, text in enumerate(asked, 2):
        sheet.cell(row, 5).value = next(answer for words, answer in ANSWERS.items() if words in text)
    book.save(path)
    return asked


@pytest.fixture(scope="module")
def page(drome):
    """The words of a report, spaces as one."""

    def words(report, audience="interne"):
        path = drome["root"] / "reports" / SITE / "2022" / audience / report / f"{report}.html"
        text = re.sub(r"<(style|script).*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        return " ".join(html.unescape(without_tags(text)).split())

    return words


def points(part, whole):
    """« 88 % », halves up."""
    return f"{int(100 * part / whole + 0.5)} %"


def test_four_questions_and_three_commands(drome):
    """What --accept leaves open is answered in the list; the same command then writes all, and the check finds no fault."""
    assert drome["first"][0] == 3
    assert len(drome["asked"]) == 4
    code, said = drome["second"]
    assert code == 0, said
    assert drome["check"][0] == 0, drome["check"][1]
    code, said = drome["run"]
    assert code == 0, said
    assert f"{len(REPORTS)} rapports publiés" in said


def test_the_survey_is_reported_as_it_was_written(page):
    """Each question in its own words, unfinished answers apart; counted here from the very rows of the file."""
    rows, text = [row for row in survey_rows() if row[2] != "En cours"], page("satisfaction")
    assert f"{len(rows)} réponses ont été recueillies" in text
    assert "2 laissées de côté (réponses non terminées)" in text
    for place, label in ((6, "Les agents ont été courtois"), (7, "Le hall d’accueil est propre et confortable")):
        given = [row[place] for row in rows if row[place] != NONE]
        happy = sum(answer in (YES, RATHER) for answer in given)
        assert f"{label} : {points(happy, len(given))} de réponses positives ({len(given)} réponses)" in text
    short = sum(row[8] == "Moins de 10 minutes" for row in rows)
    assert f"Attente de moins de 10 minutes : {points(short, len(rows))} ({len(rows)} réponses)" in text
    notes = [row[9] for row in rows]
    assert f"{sum(notes) / len(notes):g} sur 10 en moyenne (50 réponses".replace(".", ",") in text
    for reason in ("Permis de conduire", "Carte grise, duplicata", "Autre"):
        count = sum(reason in (row[4] or "").split(" ; ") for row in rows)
        assert f"{reason} {count} {points(count, len(rows))}" in text
    again = sum(row[10] == "Oui" for row in rows)
    assert f"Oui {again} {points(again, len(rows))}" in text
    glad = sum(row[11] in ("Très satisfait(e)", "Satisfait(e)") for row in rows)
    assert f"Satisfaction globale : {points(glad, len(rows))}" in text
    assert "Remarque inventée" not in text


def test_requests_and_their_delays(page):
    """Two years of one register: 2022 beside 2021, what is out of the perimeter and thanks apart."""
    rows, text = register_rows(), page("complaints")
    counted = {
        year: [row for row in rows if row.year == year and row.kind != "Merci" and row.scope == "Oui"]
        for year in (2021, 2022)
    }
    this, before = counted[2022], counted[2021]
    answered = [row for row in this if row.reply is not None]
    assert f"{len(this)} demandes, réclamations et suggestions en 2022" in text
    for channel, name in (("Mél", "Courriel"), ("Courrier papier", "Courrier")):
        now, then = (sum(row.channel == channel for row in part) for part in (this, before))
        assert f"{name} {now} {points(now, len(this))} {then}" in text
    in_time = sum((row.reply - row.day).days == 2 for row in answered)
    assert f"{in_time} demandes sur {len(this)} ont reçu une réponse à temps ({points(in_time, len(this))})" in text
    # Two days after a Monday are 2 working days, a week and a day are 6.
    days = sum(2 if (row.reply - row.day).days == 2 else 6 for row in answered)
    assert f"Délai moyen de réponse : {days / len(answered):.1f} jours ouvrés".replace(".", ",") in text
    assert "Comptés à part : 2 demandes hors périmètre ; 4 remerciements" in text
    assert "Personne inventée" not in text


def test_delays_calls_calls_in_disguise_and_actions(page):
    """The year of a delay is the mean of its quarters weighted by their titles; the others are counted in `invented_drome`."""
    licences = (100 * 20 + 200 * 26 + 100 * 22 + 200 * 30) / 600
    text = page("title_delivery")
    assert f"Délai de délivrance : permis de conduire (tout le CERT) {licences:.1f} j".replace(".", ",") in text
    assert "Délai de délivrance : certificats d’immatriculation (chiffre national) 6 j" in text
    assert "Source : Délais titres ; moyenne des quatre trimestres" in text
    bilan = page("bilan")
    assert "Appels décrochés 89,13 %" in bilan  # 8,200 of 9,200
    assert "5 actions : 2 réalisées, 1 en retard au 16 janvier 2023 et 2 à venir" in bilan
    grid = page("mystery_survey")
    for criterion, share in (
        ("est courtois", "6 sur 6"),
        ("se présente", "5 sur 6"),
        ("reformule la demande", "2 sur 4"),
    ):
        assert f"L’agent {criterion} {share}" in grid


def test_slides_and_poster_say_the_same(page):
    """One figure of each file in the deck of the committee, and those of the poster."""
    deck, poster = page("users_committee"), page("transparency_poster")
    for told in (
        "30 demandes sur 36",
        "7,5 sur 10 en moyenne",
        "89,13 % sur 9 200 appels",
        "25,7 jours en moyenne",
        "5 actions",
    ):
        assert told in deck
    for told in ("Appels décrochés 89,13 %", "permis de conduire 25,7 jours", "carte grise 6 jours"):
        assert told in poster
