"""What people wrote in a survey, masked on the way: only the words of rows that are stored, and only what may be kept.

Rows of the store say that there is a comment and no more; the words go to the restricted folder (`store.comments`).
"""

import re
from collections.abc import Sequence

import pandas as pd

from qep_lib.errors import sure
from qep_lib.intake.arrival import Arrival
from qep_lib.intake.convert import ColumnReader
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Item, Questionnaire
from qep_lib.model.theme import Theme
from qep_lib.params.approved import masked_text
from qep_lib.questions.forms import form_of, item_name
from qep_lib.store.comments import StoredComment
from qep_lib.store.secret import mark, read_key


def open_questions(questionnaire: Questionnaire) -> list[Item]:
    """The questions that are answered in free words."""
    return [item for item in questionnaire.questions if form_of(item).holds_words]


def read_comments(arrival: Arrival, reader: ColumnReader, frame: pd.DataFrame) -> list[StoredComment]:
    """The comments of the rows in `frame`, which are about to be stored: typed, with their provenance."""
    if arrival.source.questionnaire is None:
        return []
    questionnaire = arrival.catalogue.questionnaires[arrival.source.questionnaire]
    found = []
    for item in open_questions(questionnaire):
        rows = frame[(frame["item_id"] == item.id) & (frame["state"] == "answered")]
        texts = reader.texts(item_name(item)).loc[rows["source_row"].tolist()].tolist()
        kept = {text: masked_text(text, arrival.catalogue) for text in {*texts}}
        places = zip(rows["answered_on"], rows["sheet"], rows["source_row"], texts, strict=True)
        for day, sheet, line, text in places:
            words = kept[text]
            found.append(
                StoredComment(
                    comment_mark(arrival, questionnaire, item, sure(words)), questionnaire.id, item.id, day.date(),
                    sheet if isinstance(sheet, str) else None, int(line), sure(words),
                )
            )  # fmt: skip
    return found


def comment_mark(arrival: Arrival, questionnaire: Questionnaire, item: Item, text: str) -> str:
    """What tells a text again in another version of its file, or in the next wave of its survey."""
    parts = ("comment", arrival.entry.site_id, questionnaire.serie_id, item.id, " ".join(text.split()))
    return mark(read_key(arrival.workspace), parts)


def suggested_theme(text: str, themes: Sequence[Theme]) -> Theme | None:
    """The theme of which a text has the most words, the first declared of those that have as many; None without any."""
    words = " ".join(re.findall(r"\w+", fold(text)))
    counts = [(sum(_holds(words, sign) for sign in theme.words), theme) for theme in themes]
    best = max((count for count, _ in counts), default=0)
    return next((theme for count, theme in counts if count == best), None) if best else None


def _holds(words: str, sign: str) -> bool:
    bare = " ".join(re.findall(r"\w+", fold(sign)))
    end = r"\w*" if sign.endswith("*") else ""
    return bool(bare) and re.search(rf"(?<!\w){re.escape(bare)}{end}(?!\w)", words) is not None
