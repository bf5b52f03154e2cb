"""The deck of the users' committee: its agenda is its sections, its messages are its captions, its letters their models."""

import json
from pathlib import Path

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Absent, KeyFigures, Table, Text
from qep_lib.export.markdown import read_markdown
from qep_lib.export.slides import ANNEXES
from qep_lib.reports import committee_results

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "users_committee.ipynb"
MILESTONES = "Identifiant;Nature;Libellé;Début;Fin;Source\n"


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def deck(bare_site):
    """Opens the deck of site 41 for 2022, as known at the end of the year."""
    return lambda: open_report("users_committee", "41", "2022", as_of="2022-12-31", audience="public")


def test_a_deck_is_ten_slides_at_most_and_annexes():
    """What its notebook shows before « Annexes », with the title; the models of letters are read after it."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    blocks = [
        block for cell in cells if cell["cell_type"] == "markdown" for block in read_markdown("".join(cell["source"]))
    ]
    headings = [block.text for block in blocks if getattr(block, "level", None) in (2, 3)]
    said = headings[: headings.index(ANNEXES)]
    assert said[:2] == ["Notre démarche", "Ce qui était demandé ou prévu"] and 1 + len(said) <= 10
    assert "Lettres et courriels types" in headings[len(said) :]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((), "n'est pas enregistrée"),
        (("01/06/2022",), "Dernier comité local des usagers enregistré : 1er juin 2022."),
        (("01/06/2022", "16/02/2023", "31/12/2022"), "Situation au 31 décembre 2022."),
    ],
)
def test_the_meeting_is_the_next_committee(deck, bare_site, import_text, days, words):
    """The first on or after the cut-off day, otherwise the last one held, otherwise nothing is made up."""
    rows = "".join(f"C{day};Comité local des usagers;CLU;{day};;essai\n" for day in days)
    if rows:
        import_text(bare_site, "jalons.csv", "milestones", MILESTONES + rows)
    told = deck().committee.meeting()
    assert words in (told.sentence if isinstance(told, Absent) else told.paragraphs[0])


def test_what_will_have_passed_by_the_meeting_is_for_who_speaks(deck, bare_site, import_text):
    """A title slide of the situation in December is not read as that of February; nothing is said where nothing passes."""
    assert isinstance(deck().committee.before_meeting(), Absent)
    rows = "C;Comité local des usagers;CLU;16/02/2023;;essai\nA;Audit externe;Audit externe;10/01/2023;;essai\n"
    import_text(bare_site, "jalons.csv", "milestones", MILESTONES + rows + "B;Enquête;Enquête;20/03/2023;;essai\n")
    (said,) = deck().committee.before_meeting().paragraphs
    assert plain(said) == "D'ici à la séance du 16 février 2023, à mettre à jour : audit externe, 10 janvier 2023."
    assert deck().committee.header().title == "Comité local des usagers du 16\xa0février\xa02023"
    last = deck().committee.label_text().paragraphs[-1]
    assert plain(last) == "Après la séance : enquête, 20 mars 2023.", "not the next milestone, which is this meeting"


def test_a_target_that_no_figure_has_makes_no_column(deck):
    """Neither the column nor a note about it: « aucune cible déclarée pour 2022 » is longer than what it explains."""
    table = deck().committee.contacts()
    assert isinstance(table, Table) and [column.label for column in table.columns] == ["Indicateur", "2022"]
    assert not any("objectif" in note.lower() for note in table.notes)


def test_the_letters_show_their_blanks(deck, bare_site):
    """The models of params/letters, the words to fill in between brackets; a new file is a new line."""
    (bare_site / "params" / "letters" / "excuse.txt.j2").write_text(
        "Objet : excuses\n\nPour {{ reason }} <b>#read(1)</b>, à {{ seat }}.\n", encoding="utf-8"
    )
    rows = {row[0].text: row[1].text for row in deck().letters.letters_table().rows}
    assert rows["Excuses"] == "Pour [reason] <b>#read(1)</b>, à Blois."
    assert any("[date limite de réponse]" in text for text in rows.values())
    assert len(rows) == 4 and not any("{{" in text for text in rows.values())


def test_a_site_without_letters_or_actions_says_so(deck, bare_site):
    """What is missing has no slide."""
    for path in (bare_site / "params" / "letters").glob("*.j2"):
        path.unlink()
    assert isinstance(deck().letters.letters_table(), Absent) and isinstance(deck().committee.short_plan(), Absent)
    assert isinstance(deck().committee.follow_up(), Absent)


def test_the_plan_begins_with_what_is_open_and_counts_in_its_caption(cher_deck):
    """A screen holds four columns; what is done comes last."""
    plan = cher_deck.committee.short_plan()
    assert [column.label for column in plan.columns] == ["Action", "Qui", "Quand", "Où en est-on"]
    assert (
        plan.caption == "9\u00a0actions : 3\u00a0réalisées, 3\u00a0en cours et 3\u00a0à venir ; "
        "aucune n'est en retard au 13 janvier 2021"
    )
    assert [row[3].text for row in plan.rows] == ["en cours"] * 3 + ["à venir"] * 3 + ["réalisée"] * 3


def test_one_criterion_is_a_sentence_and_no_drawing(cher_deck, monkeypatch):
    """A line with one dot on it says less than its number, large."""
    every = committee_results.survey.criteria
    monkeypatch.setattr(committee_results.survey, "criteria", lambda context: every(context)[-1:])
    told = cher_deck.committee.shares_figure()
    assert (
        isinstance(told, Text) and len(told.paragraphs) == 1 and "% de réponses positives" in plain(told.paragraphs[0])
    )


def test_captions_are_messages(cher_deck):
    """What the room reads in the title of each slide: the figures of the published bilan, in plain words."""
    deck = cher_deck.committee
    assert deck.shares_figure().caption == (
        "De 93\u202f% à 99\u202f% de réponses positives selon le critère ; attente de moins de 10 minutes : 73\u202f%"
    )
    assert deck.follow_up().caption == "36 demandes sur 41 ont reçu une réponse à temps (88\u202f%)"
    assert deck.delays().caption == (
        "Traitement des titres de séjour (renouvellement) : 64\u00a0jours, 34\u00a0jours de plus que l'objectif"
    )
    assert deck.year_in_figures().title == (
        "6\u00a0objectifs sur 8 atteints, dont 1 à titre provisoire ; à améliorer : traitement des titres de séjour "
        "(renouvellement)"
    )
    dates, thanks = deck.calendar().items
    assert plain(dates.caption) == ("Après ce comité : prochaine enquête de satisfaction, du 22 mars au 1er avril 2021")
    assert thanks.paragraphs and "16 février 2021" not in plain(" ".join(row[0].text for row in dates.rows))


def test_the_year_is_the_four_results_of_the_bilan(cher_deck):
    """Each with its target and last year; the fraud detected is not for users (3.1 ‰ is no call for more fraud)."""
    cards = cher_deck.committee.year_in_figures().items
    assert [card.value for card in cards] == ["64\u00a0j", "73\u202f%", "5,9\u00a0j", "91,96\u202f%"]
    rows = [row for row in cher_deck.synthesis.best_and_worst().items if isinstance(row, KeyFigures)]
    of_bilan = [card for row in rows for card in row.items]
    assert [(card.label, card.value, card.detail) for card in cards] == [(c.label, c.value, c.detail) for c in of_bilan]
    assert (
        cards[0].mark.word == "34\u00a0jours de plus que l'objectif, à titre provisoire"
        and cards[0].mark.rating == "far"
    )
    assert (cards[2].mark.word, plain(cards[2].detail)) == (
        "objectif atteint",
        ("objectif : 9 j · 14,9 j en 2019 · tout le CERT, plusieurs départements"),
    )
    assert not any("fraude" in card.label.lower() for card in cards)


def test_what_is_to_decide_comes_from_the_results(cher_deck):
    """What misses its target, what users like least, and a place for what the committee decides."""
    table = cher_deck.committee.to_debate()
    assert [row[0].text for row in table.rows] == [
        "Traitement des titres de séjour (renouvellement) (64\u00a0j) : comment atteindre l'objectif (30\u00a0j) ?",
        "Attente de moins de 10 minutes (73\u202f%) : que changer en premier ?",
        "Vos propositions pour l'année qui vient",
    ]
    assert {row[1].text for row in table.rows} == {"…"}


PLAN = (
    "N°;Constat;Référence;Contexte local;Auto-diagnostic;Enquête;Audit interne;Audit externe;Avancement;"
    "Échéance;Date de réalisation;Action;Responsable;Ajoutée en comité\n"
)


@pytest.mark.parametrize(
    ("rows", "caption", "states"),
    [
        ("1;Attente;E7;;;;;;Réalisé;30/06/2021;20/06/2021;Guichet;Accueil;X\n2;Site;E9;;;;;;En cours;30/06/2023;;Relire;Web;X\n"
         "3;Courriels;E17;;;;;;Prévu;30/06/2023;;Boîte;Courrier;\n",
         "2\u00a0demandes du comité précédent : 1\u00a0réalisée", ["en cours (plan de 2021)", "fait le 20 juin 2021"]),
        ("1;Attente;E7;;;;;;Prévu;30/06/2023;;Guichet;Accueil;\n",
         "Plan de 2021, 1\u00a0action : aucune réalisée", ["à venir (plan de 2021)"]),
    ],
    ids=["asked", "shown"],
)  # fmt: skip
def test_the_deck_opens_with_what_the_last_committee_asked(deck, bare_site, import_text, rows, caption, states):
    """What it added to the plan, otherwise the plan that it was shown; what is not done first."""
    import_text(bare_site, "plan.csv", "action-plan", PLAN + rows, period="2021")
    calls = deck().committee
    (table,) = (one for one in (calls.asked(), calls.earlier_plan()) if isinstance(one, Table))
    assert table.caption == caption and [row[2].text for row in table.rows] == states


def test_the_slide_opens_on_what_is_behind_then_on_what_answers_the_results(bare_site, import_text):
    """It shows five lines: the one that answers the headline was in the annex."""
    figures = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
    figures += "call_answer_pct;;2022;80;;90;31/12/2022;Bilan\n"
    import_text(bare_site, "declares.csv", "declared-figures", figures)
    dated = (("E4", "En cours", "2024", "Loin"), ("E10", "Prévu", "2025", "Répond"), ("E4", "Prévu", "2022", "Tard"))
    dated += (("E4", "Prévu", "2023", "Proche"), ("E10", "Réalisé", "2021", "Faite"))
    rows = [
        f"{n};Appels;{code};;;;;;{state};30/06/{year};;{what};Chef;\n"
        for n, (code, state, year, what) in enumerate(dated)
    ]
    import_text(bare_site, "plan.csv", "action-plan", PLAN + "".join(rows))
    told = open_report("users_committee", "41", "2022", "2023-07-13").committee.short_plan()
    assert [row[0].text for row in told.rows] == ["Tard", "Proche", "Répond", "Loin", "Faite"]


@pytest.fixture
def cher_deck(cher_reports, monkeypatch):
    """The deck of the Cher, 2020, from its committed files."""
    monkeypatch.setenv("QEP_WORKSPACE", str(cher_reports.parent))
    return open_report("users_committee", "18", "2020", as_of="2021-01-13", audience="public")
