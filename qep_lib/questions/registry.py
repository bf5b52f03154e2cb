"""How the answers of each kind of question are read, counted and invented. A new kind is a module beside and a line here;
its declaration is in `forms`, the way it is shown in `reports.question_views`.
"""

from collections.abc import Mapping

from qep_lib.model.questionnaire import Item
from qep_lib.questions.date import Date
from qep_lib.questions.kind import Kind
from qep_lib.questions.multiple import Multiple
from qep_lib.questions.number import Note, Number
from qep_lib.questions.rank import Rank
from qep_lib.questions.single import Band, Scale, Single
from qep_lib.questions.text import Text

KINDS: Mapping[str, Kind] = {
    kind.form.name: kind for kind in (Single(), Scale(), Band(), Multiple(), Note(), Number(), Date(), Rank(), Text())
}
"""By the word that names them (`kind:`). A grid is not here: it is as many single choices as it has rows."""


def kind_of(question: Item) -> Kind:
    """The kind of one of the questions of a questionnaire."""
    return KINDS[question.kind]
