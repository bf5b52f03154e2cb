"""The model letters as a committee reads them: the words that will be filled in are shown between brackets."""

from qep_lib.display.elements import Absent, Cell, Element, Table, TableColumn
from qep_lib.display.letter import fill_letter
from qep_lib.errors import ParameterError
from qep_lib.model.letter import LetterTemplate
from qep_lib.reports.context import ReportContext
from qep_lib.reports.section import Section, shown

TITLE = "Lettres et courriels types"
WORD_LABELS = {
    "sent_on": "date de la lettre",
    "received_on": "date de réception",
    "due_on": "date limite de réponse",
    "days": "délai",
    "channel": "par courriel, par courrier…",
    "about": "demande, réclamation ou suggestion",
    "signatory": "signature",
    "service": "service compétent",
    "answer": "réponse",
}
"""What stands between brackets for a word that each letter fills in; any other word shows as it is written."""
SECTION = Section(TITLE)


@shown
def letters_table(context: ReportContext) -> Element:
    """One line a model: its subject and its text. A model that cannot be filled in says so."""
    letters = context.catalogue.letters.values()
    if not letters:
        return Absent(TITLE, "Aucun modèle n'est enregistré dans params/letters/.", "untold")
    rows = tuple(_row(context, letter) for letter in letters)
    columns = (TableColumn("Objet"), TableColumn("Texte du modèle"))
    return Table(
        "lettres-types",
        TITLE,
        columns,
        rows,
        (
            "Entre crochets : ce qui change d'une lettre à l'autre. La date limite suit le délai promis et les jours fériés.",
        ),
    )


def _row(context: ReportContext, template: LetterTemplate) -> tuple[Cell, Cell]:
    site = context.site
    known = {"site": site.name, "seat": site.seat, "department": site.department, "reference": ""}
    blanks = {word: f"[{WORD_LABELS.get(word, word)}]" for word in template.words - known.keys()}
    try:
        letter = fill_letter(template, known | blanks)
    except ParameterError as error:
        return Cell(template.kind), Cell(error.message)
    return Cell(letter.subject[0].upper() + letter.subject[1:]), Cell("\n".join(letter.paragraphs))
