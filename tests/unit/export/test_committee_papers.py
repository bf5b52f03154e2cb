"""The papers of a committee, word for word: what the secretary prints, fills and sends back."""

import io
from dataclasses import replace
from datetime import date

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable

from qep_lib.display.elements import Letterhead, Note, Text
from qep_lib.export.committee_papers import (
    DecisionForm,
    Meeting,
    attendance,
    decisions_workbook,
    invitation,
    is_untouched,
    minutes,
    paper_docx,
    signed,
)
from qep_lib.model.committee import AgendaPoint, College, Member, Person, Sitting

COLLEGES = (
    College(
        name="Associations",
        members=(
            Member(structure="UFC", people=(Person(name="Mme A", function="présidente"), Person(name="M. B"))),
            Member(structure="APF"),
        ),
    ),
    College(name="Élus", members=(Member(structure="Mairie"),)),
)
AGENDA = (AgendaPoint(title="Bilan qualité 2020"), AgendaPoint(title="Souhaits", shows=("wishes",)))
SITTING = Sitting(chair="La secrétaire générale", contact="qualite@exemple.invalid", colleges=COLLEGES)
MEETING = Meeting(
    kind="clu",
    label="Cher",
    sites=("Préfecture du Cher",),
    day=date(2021, 2, 16),
    sitting=SITTING,
    agenda=AGENDA,
    time="14:00",
    place="Salle B",
    seat="Bourges",
)
UNKNOWN = replace(MEETING, kind="copil", sitting=Sitting(), time="", place="")
DECISIONS = DecisionForm(
    ("N° de décision", "Constat", "État"), "N° de décision", {"État": ("Prévue", "Réalisée")}, "CLU 16/02"
)
WHERE = ["Cellule|Date : mardi 16 février 2021 à 14 h 00", "Cellule|Lieu : Salle B"]
WHERE += ["Cellule|Présidence : La secrétaire générale"]
INSIDE = "Normal|Document interne : il nomme des personnes et ne se publie pas."
TALK = "Normal|Présentation et échanges : ……"
SHEET = "Structure/Nom et fonction/Présent/Excusé/Absent/Signature"
QUESTIONS = ["Légende de tableau|Questions des membres et réponses", ["De/Question/Réponse", "//", "//"]]


def word_of(document):
    """The paper as Word opens it."""
    return docx.Document(io.BytesIO(paper_docx(document, None)))


def plain(text):
    """With ordinary spaces and the apostrophe of the keyboard."""
    return text.replace("\xa0", " ").replace("’", "'")


def read(document):
    """« Style|text » of each paragraph, and each table as its rows, cells joined by « / »; empty paragraphs left out."""
    read_so_far = []
    for block in word_of(document).iter_inner_content():
        if isinstance(block, WordTable):
            read_so_far.append([plain("/".join(cell.text.strip("\n") for cell in row.cells)) for row in block.rows])
        elif block.text:
            read_so_far.append(plain(f"{block.style.name}|{block.text}"))
    return read_so_far


def shapes(document):
    """Of each table, the width of its columns in parts of the first, and how they are aligned."""
    return [
        (
            [round(cell.width / table.rows[0].cells[0].width, 1) for cell in table.rows[0].cells],
            [cell.paragraphs[0]._p.pPr.jc.get(qn("w:val")) for cell in table.rows[1].cells],
        )
        for table in word_of(document).tables
    ]


def test_an_invitation_says_where_when_and_about_what():
    """A letter: place and day to date it, the agenda numbered, whom to tell, who signs, which structures receive it."""
    assert read(invitation(MEETING)) == [
        "Title|Invitation",
        "Subtitle|Comité local des usagers, Cher",
        "Normal|Bourges, le ……",
        "Normal|Madame, Monsieur,",
        "Normal|J'ai l'honneur de vous inviter à la réunion du comité local des usagers (Cher), le mardi 16 février 2021 "
        "à 14 h 00, Salle B.",
        "Heading 1|Ordre du jour",
        "List Number|Bilan qualité 2020",
        "List Number|Souhaits",
        "Normal|Si vous ne pouvez pas être présent, merci de le faire savoir ou de désigner un suppléant : "
        "qualite@exemple.invalid.",
        "Normal|Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.",
        "Normal|La secrétaire générale",
        "Heading 1|Destinataires : 3 structures",
        "Normal|Associations : UFC, APF",
        "Normal|Élus : Mairie",
    ]
    bold = [[run.text for run in p.runs if run.bold] for p in word_of(invitation(MEETING)).paragraphs[-2:]]
    assert [plain("".join(words)) for words in bold] == ["Associations : ", "Élus : "]


def test_dots_stand_where_somebody_has_to_write():
    """Nobody told the hour, the room, who presides, whom to tell, nor who comes."""
    assert read(invitation(UNKNOWN)) == [
        "Title|Invitation",
        "Subtitle|Comité de pilotage, Cher",
        "Normal|Bourges, le ……",
        "Normal|Madame, Monsieur,",
        "Normal|J'ai l'honneur de vous inviter à la réunion du comité de pilotage (Cher), le mardi 16 février 2021 "
        "à …… h ……, lieu : …….",
        "Heading 1|Ordre du jour",
        "List Number|Bilan qualité 2020",
        "List Number|Souhaits",
        "Normal|Si vous ne pouvez pas être présent, merci de le faire savoir ou de désigner un suppléant : …….",
        "Normal|Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.",
        "Normal|……",
    ]
    assert [(name, plain(fact)) for name, fact in UNKNOWN.facts] == [
        ("Date", "mardi 16 février 2021 à …… h ……"),
        ("Lieu", "……"),
        ("Présidence", "……"),
    ]


def test_a_line_of_the_attendance_sheet_is_a_person_or_a_structure():
    """Three boxes and room to sign; blank lines at the end for those that nobody expected."""
    empty = "//☐/☐/☐/"
    assert read(attendance(MEETING)) == [
        "Title|Feuille d'émargement",
        "Subtitle|Comité local des usagers, Cher",
        *WHERE,
        INSIDE,
        "Légende de tableau|Associations",
        [SHEET, "UFC/Mme A, présidente/☐/☐/☐/", "UFC/M. B/☐/☐/☐/", "APF//☐/☐/☐/"],
        "Légende de tableau|Élus",
        [SHEET, "Mairie//☐/☐/☐/"],
        "Légende de tableau|Autres personnes",
        [SHEET, *[empty] * 5],
    ]
    assert [table.slug for table in attendance(MEETING).tables] == ["emargement-1", "emargement-2", "emargement-3"]
    for widths, sides in shapes(attendance(MEETING)):
        # Two names as wide as each other, three boxes to tick that hold their heading and no more, room to sign.
        assert widths[:2] == [1, 1] and max(widths[2:5]) <= 0.6 and widths[5] == 0.8
        assert sides == ["start", "start", "center", "center", "center", "start"]


def test_a_row_of_the_attendance_sheet_is_high_enough_to_sign():
    """A line is left under each name."""
    (first, *_) = word_of(attendance(MEETING)).tables
    assert [row.cells[1].text for row in first.rows[1:]] == ["Mme A, présidente\n", "M. B\n", "\n"]


def test_minutes_hold_what_was_said_before_and_places_for_what_will_be():
    """Who came, the agenda, each point with its discussion and its questions, the decisions, the end."""
    assert read(minutes(MEETING, "2020", [[], []], DECISIONS)) == [
        "Title|Compte rendu",
        "Subtitle|Comité local des usagers, Cher",
        *WHERE,
        INSIDE,
        "Normal|Projet de compte rendu : les chiffres sont ceux de 2020, le reste est à compléter.",
        "Heading 1|Participants",
        "Légende de tableau|Présents avec leur fonction, excusés, absents",
        [
            "Collège/Structure/Nom et fonction/Présent, excusé ou absent",
            "Associations/UFC/Mme A, présidente/",
            "Associations/UFC/M. B/",
            "Associations/APF//",
            "Élus/Mairie//",
            "///",
        ],
        "Heading 1|Ordre du jour",
        "List Number|Bilan qualité 2020",
        "List Number|Souhaits",
        "Heading 1|1. Bilan qualité 2020",
        TALK,
        *QUESTIONS,
        "Heading 1|2. Souhaits",
        TALK,
        "Légende de tableau|Souhaits et suggestions",
        ["De/Souhait ou suggestion/Suite", "//", "//"],
        *QUESTIONS,
        "Heading 1|Relevé de décisions",
        "Normal|Une ligne par décision qui devient une action. Le tableau est repris dans le plan d'actions quand ce "
        "fichier, ou le classeur decisions.xlsx, est importé.",
        "Légende de tableau|Décisions, à reprendre au plan d'actions",
        ["N° de décision/Constat/État", *(f"CLU 16/02-{rank}//" for rank in range(1, 6))],
        "Remarque|État : Prévue, Réalisée.",
        "Heading 1|Note « post réunion »",
        "Normal|……",
        "Heading 1|Annexes",
        "Normal|……",
        "Heading 1|Clôture",
        "Normal|La séance est levée à …… h …….",
    ]


def test_the_tables_of_the_minutes_are_as_wide_as_what_is_written_in_them():
    """A question takes twice the room of who asks it; rows to fill are two lines high."""
    draft = minutes(MEETING, "2020", [[], []], DECISIONS)
    questions, left = [1, 1.9, 1.9], ["start"] * 3
    assert shapes(draft) == [
        ([1, 1.3, 1.3, 0.9], ["start"] * 4),
        (questions, left),
        ([1, 2.1, 1.4], left),
        (questions, left),
        ([1, 1, 1], left),
    ]
    tables = word_of(draft).tables
    assert [cell.text for cell in tables[1].rows[1].cells] == ["\n"] * 3
    assert [cell.text for cell in tables[-1].rows[1].cells] == ["CLU 16/02-1", "\n", "\n"]
    assert [table.slug for table in draft.tables] == [
        "participants", "questions-1", "souhaits-2", "questions-2", "decisions",
    ]  # fmt: skip


def test_five_blank_lines_stand_for_members_whom_nobody_described():
    """Of a committee without colleges the sheets are blank, not empty."""
    participants = word_of(minutes(UNKNOWN, "2020", [[], []], DECISIONS)).tables[0]
    assert [[cell.text for cell in row.cells] for row in participants.rows[1:]] == [[""] * 4] * 5
    assert read(attendance(UNKNOWN))[-2:] == ["Légende de tableau|Autres personnes", [SHEET, *["//☐/☐/☐/"] * 5]]


def test_what_all_sites_show_is_said_once_then_each_under_its_name():
    """Two sites with one remark alike and one of their own; a site alone is not named."""
    alike = Note("method", "Méthode", ("Commune aux deux.",))
    shown = [("Cher", [alike, Text(("Cher seul.",))]), ("Vierzon", [alike, Text(("Vierzon seul.",))])]
    third = ("Sancerre", [alike])
    told = read(minutes(MEETING, "2020", [[*shown, third], []], DECISIONS))
    point = told[told.index("Heading 1|1. Bilan qualité 2020") + 1 : told.index(TALK)]
    assert [words.partition("|")[2] for words in point] == [
        "Méthode", "Commune aux deux.", "Cher", "Cher seul.", "Vierzon", "Vierzon seul.",
    ]  # fmt: skip
    assert [words for words in point if words.startswith("Heading")] == ["Heading 2|Cher", "Heading 2|Vierzon"]
    alone = read(minutes(MEETING, "2020", [[("Cher", [Text(("Cher seul.",))])], []], DECISIONS))
    assert [words for words in alone if "|Cher" in words] == ["Normal|Cher seul."]


@pytest.mark.parametrize("paper", [invitation, attendance, lambda m: minutes(m, "2020", [[], []], DECISIONS)])
def test_every_paper_bears_the_name_of_the_service(paper):
    """The letterhead of the site, where it has one."""
    head = Letterhead(("Préfecture d'exemple",))
    assert paper(replace(MEETING, letterhead=head)).letterhead == head
    document = word_of(paper(replace(MEETING, letterhead=head)))
    assert "Préfecture d'exemple" in plain("\n".join(paragraph.text for paragraph in document.paragraphs))


def test_the_workbook_of_decisions_has_ten_numbered_lines_and_offers_the_states():
    """The headings that the import reads."""
    sheet = openpyxl.load_workbook(io.BytesIO(decisions_workbook(DECISIONS)))["Décisions"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0] == ["N° de décision", "Constat", "État"]
    assert lines[1:] == [[f"CLU 16/02-{rank}", None, None] for rank in range(1, 11)]
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("C2:C11", '"Prévue,Réalisée"')


def test_only_a_paper_as_it_was_made_is_untouched():
    """Neither one that was saved again, nor one without its mark, nor a file that is no archive."""
    made = paper_docx(invitation(MEETING), None)
    saved = io.BytesIO()
    docx.Document(io.BytesIO(made)).save(saved)
    assert is_untouched(made) and is_untouched(signed(decisions_workbook(DECISIONS)))
    assert not any(map(is_untouched, (saved.getvalue(), decisions_workbook(DECISIONS), b"", b"PK\x03\x04 cut")))
