"""What the written values of a closed column become: known words, near ones, and those that a person must place."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qep_lib.intake.origins import BETWEEN_ORIGINS, ORIGINS
from qep_lib.model.campaign import ExcludedRows
from qep_lib.model.characters import fold
from qep_lib.persons.masking import mask
from qep_lib.preparation.draft import SKIP, Certainty, Decisions, Question, ValueDraft, question_id
from qep_lib.preparation.grid import SHOWN_TEXT, GridColumn
from qep_lib.preparation.knowledge import NEAR, Lexicon, bare

_SHOWN_HEADING = 25
MANY_UNKNOWN = 8
"""Values that nobody knows above which a column is not the closed list that its heading says."""
_PARTS = re.compile(r"[:;,/()–—]| - ")
_LONG = 6
_YES_NO = frozenset({"oui", "non", "o", "n", "vrai", "faux", "x"})
_AGAINST = frozenset({"hors", "exclu", "exclue", "sauf"})
"""Words of a heading under which « Oui » says the contrary of what it says elsewhere (« Hors périmètre ? »)."""


def known_share(column: GridColumn, lexicon: Lexicon, unanswered: frozenset[str]) -> float:
    """Share of the filled cells whose text is known."""
    answered = {text: count for text, count in column.texts.items() if bare(text) not in unanswered}
    total = sum(answered.values())
    known = sum(count for text, count in answered.items() if place(text, lexicon) is not None)
    return known / total if total else 0.0


def place(text: str, lexicon: Lexicon) -> str | None:
    """The stored value that `text` surely is: a known word, alone or as the only known part of it."""
    if match := lexicon.find(text):
        return match.of
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1:
        found = {match.of for part in parts if bare(part) not in _YES_NO and (match := lexicon.find(part))}
        if len(found) == 1:
            return found.pop()
    # « Guichet unique » is known by its first word, if no other word of it is known as something else.
    padded = f" {bare(text)} "
    said = {word: code for word, (code, _) in lexicon.of.items() if len(word) >= _LONG and f" {word} " in padded}
    begins = any(padded.startswith(f" {word} ") for word in said)
    return next(iter(said.values())) if begins and len({*said.values()}) == 1 else None


def whole_place(text: str, lexicon: Lexicon) -> str | None:
    """The stored value that `text` is, as it stands or part by part (« CNI/Passeports »); None where a part says another."""
    if match := lexicon.find(text, 100):
        return match.of
    found = {match.of if (match := lexicon.find(part, 100)) else None for part in _PARTS.split(text) if part.strip()}
    return found.pop() if len(found) == 1 else None


def propose_values(
    column: GridColumn,
    lexicon: Lexicon,
    labels: Mapping[str, str],
    subject: tuple[str, str],
    unanswered: frozenset[str],
    decisions: Decisions,
    usual: str | None = None,
) -> tuple[ValueDraft, ...]:
    """Each distinct text of the column. `labels`: stored value -> what it is called; `subject`: id and French name of what
    the column is, for the questions; `usual`: the value that is proposed of a text that is like no other.
    """
    found, is_against = [], bool(_AGAINST & {*bare(column.heading).split()})
    for text, count in column.texts.most_common():
        if bare(text) in unanswered:
            found.append(ValueDraft(text, count, None))
            continue
        code = None if is_against and bare(text) in _YES_NO else place(text, lexicon)
        if code is None:
            near, several = lexicon.find(text, NEAR), _begun(text, lexicon, labels)
            why = _told_of_several(several, labels) if several else f"ce mot n'est pas connu pour « {subject[1]} »"
            default = None if several else near.of if near else usual
            code = decisions.ask(_question(text, count, column, labels, subject[0], default, why))
            certainty: Certainty = "asked" if code is None else "certain"
            found.append(ValueDraft(text, count, code or None, certainty, labels.get(code or "", "")))
        else:
            found.append(ValueDraft(text, count, code, label=labels.get(code, code)))
    return tuple(found)


def left_out(values: Sequence[ValueDraft], unanswered: frozenset[str]) -> tuple[str, ...]:
    """The texts of which a person says that their rows are not read."""
    return tuple(
        value.text
        for value in values
        if value.code is None and value.certainty == "certain" and bare(value.text) not in unanswered
    )


def by_code(values: Sequence[ValueDraft], lexicon_labels: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Stored value -> labels, those of the file first; then the usual ones, so that another year's file reads too."""
    # A text that is still asked is none of the usual labels meanwhile.
    taken: dict[str, str | None] = {fold(value.text): None for value in values if value.certainty == "asked"}
    found: dict[str, list[str]] = {}
    for value in values:
        if value.code and fold(value.text) not in taken:
            taken[fold(value.text)] = value.code
            found.setdefault(value.code, []).append(value.text)
    for code, labels in lexicon_labels.items():
        for label in labels:
            if fold(label) not in taken:
                taken[fold(label)] = code
                found.setdefault(code, []).append(label)
    return {code: tuple(labels) for code, labels in found.items()}


def _begun(text: str, lexicon: Lexicon, labels: Mapping[str, str]) -> list[str]:
    """The stored values of which `text` says the beginning only, where they are several (« Titres de séjour »)."""
    begun = {code for word, (code, _) in lexicon.of.items() if f"{word} ".startswith(f"{bare(text)} ")}
    found = [code for code in labels if code in begun]
    return found if len(found) > 1 else []


def _told_of_several(codes: Sequence[str], labels: Mapping[str, str]) -> str:
    return (
        f"cela vaut pour {' et pour '.join(f'« {labels[code]} »' for code in codes)}, suivis à part : sans une ligne pour "
        "chacun, choisir celui que ces lignes comptent, ou les écarter"
    )


def _question(
    text: str, count: int, column: GridColumn, labels: Mapping[str, str], subject: str, near: str | None, why: str
) -> Question:
    shown = mask(text)[:SHOWN_TEXT]
    lines = f"{count} ligne{'s' * (count > 1)}"
    return Question(
        question_id("value", subject, text),
        f"Colonne « {column.heading} » : que veut dire « {shown} » ({lines}) ?",
        why,
        (*labels.items(), (SKIP, "ces lignes seront écartées")),
        near,
    )


def exclusions(heading: str, texts: Iterable[str]) -> list[ExcludedRows]:
    """A rule a value that a person leaves out: its rows are counted apart at import, and are no faults."""
    told = heading[:_SHOWN_HEADING]
    return [
        ExcludedRows(column=heading, values=(text,), reason=f"« {mask(text)[:SHOWN_TEXT]} » dans « {told} »")
        for text in texts
    ]


def parted(name: str, column: GridColumn, lexicon: Lexicon) -> GridColumn:
    """The column with the origins of an action one by one: the intake cuts a cell of several at the usual signs."""
    if name != ORIGINS:
        return column
    counts: Counter[str] = Counter()
    for text, count in column.texts.items():
        parts = [part.strip() for part in BETWEEN_ORIGINS.split(text) if part.strip()]
        for part in [text] if lexicon.find(text, 100) or len(parts) < 2 else parts:
            counts[part] += count
    return replace(column, texts=counts)


def is_lost(column: GridColumn, lexicon: Lexicon, unanswered: frozenset[str]) -> bool:
    """True where too many words are of nobody for the column to be that closed list."""
    unknown = [text for text in column.texts if bare(text) not in unanswered and lexicon.find(text) is None]
    return len(unknown) > MANY_UNKNOWN
