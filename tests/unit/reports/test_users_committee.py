"""The deck of the users' committee: its agenda is its sections, its messages are its captions, its letters their models."""

import json
from pathlib import Path

import pytest

from qep_lib import open_report
from qep_lib.display.elements import Note, Table
from qep_lib.export.markdown import read_markdown
from qep_lib.reports.committee import AGENDA, SHORT_PLAN

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "users_committee.ipynb"
MILESTONES = "Identifiant;Nature;Libellé;Début;Fin;Source\n"


@pytest.fixture
def deck(bare_site):
    """Opens the deck of site 41 for 2022, as known at the end of the year."""
    return lambda: open_report("users_committee", "41", "2022", as_of="2022-12-31", audience="public")


def test_the_agenda_is_the_sections_of_the_notebook(deck):
    """Word for word and in order, but the agenda itself and the closing slide on the data."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    blocks = [
        block for cell in cells if cell["cell_type"] == "markdown" for block in read_markdown("".join(cell["source"]))
    ]
    sections = [block.text for block in blocks if getattr(block, "level", None) == 2]
    assert sections == ["Ordre du jour", *AGENDA, "Nature et origine des données"]
    assert deck().agenda().paragraphs == AGENDA


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((), "n'est pas enregistrée"),
        (("01/06/2022",), "Dernier comité local des usagers enregistré : 1er juin 2022."),
        (("01/06/2022", "16/02/2023", "31/12/2022"), "Comité local des usagers du 31 décembre 2022."),
    ],
)
def test_the_meeting_is_the_next_committee(deck, bare_site, import_text, days, words):
    """The first on or after the cut-off day, otherwise the last one held, otherwise nothing is made up."""
    rows = "".join(f"C{day};Comité local des usagers;CLU;{day};;essai\n" for day in days)
    if rows:
        import_text(bare_site, "jalons.csv", "milestones", MILESTONES + rows)
    assert words in deck().meeting().paragraphs[0]


def test_a_missing_target_is_a_dash_with_a_note(deck):
    """« aucune cible déclarée pour 2022 » on every line would take the slide: it is said once."""
    table = deck().contacts()
    assert isinstance(table, Table)
    place = [column.label for column in table.columns].index("Cible")
    assert {row[place].text for row in table.rows} == {"—"}
    assert any("aucune cible déclarée pour 2022" in note for note in table.notes)


def test_the_letters_show_their_blanks(deck, bare_site):
    """The models of params/letters, the words to fill in between brackets; a new file is a new line."""
    (bare_site / "params" / "letters" / "excuse.txt.j2").write_text(
        "Objet : excuses\n\nPour {{ reason }} <b>#read(1)</b>, à {{ seat }}.\n", encoding="utf-8"
    )
    rows = {row[0].text: row[1].text for row in deck().letters().rows}
    assert rows["Excuses"] == "Pour [reason] <b>#read(1)</b>, à Blois."
    assert any("[date limite de réponse]" in text for text in rows.values())
    assert len(rows) == 4 and not any("{{" in text for text in rows.values())


def test_a_site_without_letters_or_actions_says_so(deck, bare_site):
    """What is missing is said in a note, on a slide of its own."""
    for path in (bare_site / "params" / "letters").glob("*.j2"):
        path.unlink()
    assert isinstance(deck().letters(), Note) and isinstance(deck().action_plan(), Note)
    assert isinstance(deck().follow_up(), Note)


def test_the_short_plan_keeps_five_columns_and_counts_in_its_caption(cher_deck):
    """A screen holds no more; the bilan annexes the whole plan."""
    plan = cher_deck.action_plan()
    assert [column.label for column in plan.columns] == list(SHORT_PLAN)
    assert plan.caption.startswith("9\u00a0actions : ") and len(plan.rows) == 9


def test_the_caption_of_the_survey_is_its_message(cher_deck):
    """How many answered, from which share to which."""
    assert cher_deck.shares().caption.startswith("104\u00a0réponses : de 73\u202f% à 99\u202f% de réponses positives")
    assert cher_deck.follow_up().caption == "4\u00a0thèmes cités au moins 5 fois, dont 4 ont une suite enregistrée"


@pytest.fixture
def cher_deck(cher_reports, monkeypatch):
    """The deck of the Cher, 2020, from its committed files."""
    monkeypatch.setenv("QEP_WORKSPACE", str(cher_reports.parent))
    return open_report("users_committee", "18", "2020", as_of="2021-01-13", audience="public")
