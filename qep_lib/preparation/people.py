"""Which columns name persons or say how to reach them: never read. What people wrote is another thing, masked at import."""

from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.knowledge import Knowledge, named

_PERSONAL_SHARE, _ALL = 0.3, 0.9


def personal_reason(column: GridColumn, knowledge: Knowledge) -> str | None:
    """Why the column names a person or says how to reach one; None where it does not, or says more: sentences in which
    somebody wrote a number are what people wrote, masked before it is stored.
    """
    if knowledge.is_personal(column.heading):
        return "l'en-tête annonce une donnée personnelle"
    reached, asks_words = column.reached, named(column.heading, knowledge.roles) == "comment"
    if asks_words and (reached.sentences or reached.cells < _ALL):
        return None
    if reached.cells > _PERSONAL_SHARE and 2 * reached.sentences < reached.cells:
        return "ses cellules tiennent des adresses, des numéros ou des noms"
    return None
