"""Answers that are numbers: where a note begins and ends, which end is the best, and notes written « 4/5 » or in stars."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Option
from qep_lib.preparation.draft import Decisions, Question, question_id
from qep_lib.preparation.grid import GridColumn
from qep_lib.preparation.knowledge import Knowledge, bare, named
from qep_lib.preparation.names import identifier
from qep_lib.preparation.scales import LevelName

MOST_OF_A_NOTE, FEW_DEGREES = 10, 7
"""The highest note; the highest number of a list of answers that some tools number from the best to the worst."""
_COUNTING = frozenset({"combien", "nombre", "nb", "age", "annee", "duree", "minutes"})
_OUT_OF_TEN, _OUT_OF_FIVE = 10, 5
_OUT_OF = re.compile(r"(?P<note>\d+)\s*(?:/|sur)\s*(?P<of>\d+)")
_STARS = re.compile(r"(?P<stars>[★⭐*]+)[☆✩ ]*|(?P<note>\d)\s*(?:etoiles?|★|⭐)")
_NUMBERED = re.compile(
    r"(?P<number>\d+)(?:\s*[-–—:=.)(]\s*(?P<word>[^\d()]+?)\s*\)?|\s+(?P<said>[^\W\d][^\d()]*))?"
    r"|(?P<first>[^\d()]+?)\s*[-–—:=(]\s*(?P<last>\d+)\s*\)?"
)
_RANGE = re.compile(
    r"\b(?P<low>[01])\b(?P<of_low>[^0-9]{0,60}?)(?:\ba\b|\bet\b|-|–|/|,|;)"
    r"\s*(?P<high>\d{1,2})\b(?P<of_high>[^0-9]{0,60})"
)
_MAXIMUM = re.compile(r"(?:\bsur|/)\s*(?P<high>5|10|20)\b")


@dataclass(frozen=True, slots=True)
class Note:
    """Notes from `low` to `high`; `best` is one of both, None where nobody says which (`is_asked`: it must be said)."""

    low: int
    high: int
    best: int | None
    is_asked: bool = False


def note_of(wording: str, column: GridColumn, knowledge: Knowledge, decisions: Decisions) -> Note | None:
    """The note that a column of numbers is; None for what is counted or measured."""
    values = note_values(column, knowledge)
    is_note = all(value == int(value) for value in values) and values[0] >= 0 and values[-1] <= MOST_OF_A_NOTE
    says_note = named(wording, knowledge.roles) in ("note", "overall")
    is_counted = not _COUNTING.isdisjoint(bare(wording).split())
    bounds = note_bounds(wording, knowledge)
    if bounds is None and (not is_note or is_counted or not (says_note or len(values) > 2)):
        return None
    low, high, best = bounds or usual_bounds(values)
    if best is None and says_note:
        best = high
    if best is None:
        best = _asked_best(low, high, decisions)
    return Note(low, high, best, is_asked=best is None)


def note_values(column: GridColumn, knowledge: Knowledge) -> list[float]:
    """The distinct numbers of a column, without those that stand for no answer (« 99 » beside notes)."""
    off = {float(word) for part in knowledge.recognition.words for word in part.off_scale}
    kept = [value for value in column.values if value not in off]
    return kept if kept and kept[-1] <= MOST_OF_A_NOTE else column.values


def usual_bounds(values: Sequence[float]) -> tuple[int, int, int | None]:
    """(lowest, highest, best) of notes whose question does not say them: up to 10 the highest is the best, which is not sure
    of shorter ones.
    """
    if values[0] == 0 or values[-1] > FEW_DEGREES:
        return 0, _OUT_OF_TEN, _OUT_OF_TEN
    highest = int(values[-1])
    return 1, highest if highest in (4, 6, 7) else _OUT_OF_FIVE, None


def note_bounds(wording: str, knowledge: Knowledge) -> tuple[int, int, int | None] | None:
    """(lowest, highest, best) that a question says: « de 1 (très satisfait) à 4 (pas du tout satisfait) », « sur 10 »."""
    folded = fold(wording)
    if match := _RANGE.search(folded):
        low, high = int(match["low"]), int(match["high"])
        if low < high <= 2 * MOST_OF_A_NOTE:
            signs = (_sign(match["of_low"], knowledge), _sign(match["of_high"], knowledge))
            best = low if signs[0] > 0 or signs[1] < 0 else high if signs[1] > 0 or signs[0] < 0 else None
            return low, high, best if best is not None or high <= FEW_DEGREES else high
    if match := _MAXIMUM.search(folded):
        return 0, int(match["high"]), int(match["high"])
    return None


def counted_scale(texts: Iterable[str], knowledge: Knowledge) -> tuple[Option, ...] | None:
    """The options of notes that are not plain numbers: « 4/5 », stars, « 1 - Pas du tout » … « 5 - Tout à fait ».

    None where one text is not one, or where nothing says which end is the best.
    """
    outside = knowledge.words("not_applicable")
    answered = [text for text in texts if bare(text) not in outside]
    others = tuple(text for text in texts if bare(text) in outside)
    found = [counted for text in answered if (counted := _counted(text)) is not None]
    if answered and len(found) == len(answered):
        high = max(of or note for note, of in found)
        return _options(dict(zip(answered, (note for note, _ in found), strict=True)), (1, high), high, others)
    anchored = [_NUMBERED.fullmatch(fold(text).strip()) for text in answered]
    numbered = [match for match in anchored if match is not None]
    if len(answered) < 2 or len(numbered) < len(answered):
        return None
    notes = {text: int(m["number"] or m["last"]) for text, m in zip(answered, numbered, strict=True)}
    signs = {n: _sign(m["word"] or m["said"] or m["first"] or "", knowledge)
             for n, m in zip(notes.values(), numbered, strict=True)}  # fmt: skip
    good = [note for note, sign in signs.items() if sign > 0]
    bad = [note for note, sign in signs.items() if sign < 0]
    low, high = min(notes.values()), max(notes.values())
    middle = (low + high) / 2
    if not good and not bad:
        return None
    is_high = all(note > middle for note in good) and all(note < middle for note in bad)
    is_low = all(note < middle for note in good) and all(note > middle for note in bad)
    if is_high == is_low:
        return None
    return _options(notes, (low, high), high if is_high else low, others)


def numbered_options(note: Note) -> tuple[Option, ...]:
    """The options of answers that are plain numbers, of which the lowest is the best."""
    return _options({str(n): n for n in range(note.low, note.high + 1)}, (note.low, note.high), note.low, ())


def _asked_best(low: int, high: int, decisions: Decisions) -> int | None:
    """Which end of « 1 à 4 » is the best: some tools number the answers from the first one, which is the best."""
    answer = decisions.ask(
        Question(
            question_id("direction", str(low), str(high)),
            f"Des réponses vont de {low} à {high} : laquelle est la meilleure ?",
            "ni les titres des colonnes ni les réponses ne le disent",
            ((str(high), f"{high}, la plus haute"), (str(low), f"{low}, la première")),
            str(high),
        )
    )
    return int(answer) if answer else None


def _counted(text: str) -> tuple[int, int | None] | None:
    folded = fold(text).strip()
    if match := _OUT_OF.fullmatch(folded):
        return int(match["note"]), int(match["of"])
    if (match := _STARS.fullmatch(folded)) is None:
        return None
    return (int(match["note"]), _OUT_OF_FIVE) if match["note"] else (len(match["stars"]), _OUT_OF_FIVE)


def _options(notes: dict[str, int], bounds: tuple[int, int], best: int, others: tuple[str, ...]) -> tuple[Option, ...]:
    middle, is_high = sum(bounds) / 2, best == bounds[1]
    by_note: dict[int, list[str]] = {}
    for text, note in notes.items():
        by_note.setdefault(note, []).append(text)
    options = []
    for note in sorted(by_note, reverse=is_high):
        side = (note > middle) - (note < middle)
        level: LevelName = "neutral" if not side else "positive" if (side > 0) == is_high else "negative"
        label, *aliases = by_note[note]
        options.append(Option(id=f"note_{note}", label=label, level=level, aliases=tuple(aliases)))
    if others:
        options.append(
            Option(id=identifier("not_applicable", set()), label=others[0], level="not_applicable", aliases=others[1:])
        )
    return tuple(options)


def _sign(words: str, knowledge: Knowledge) -> int:
    """1 for words that are favourable on a known scale, -1 for unfavourable ones, 0 for others."""
    said = words.strip(" ()[]=:;,.-–—\n")
    if not said:
        return 0
    ranks = {(level.known.rank > 0) - (level.known.rank < 0)
             for levels in knowledge.scales if (level := levels.find(said)) is not None}  # fmt: skip
    ranks |= {1} if said in ("meilleur", "la meilleure", "meilleure", "la meilleure note", "maximum") else set()
    return next(iter(ranks)) if len(ranks) == 1 else 0
