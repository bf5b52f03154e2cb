"""Headings: comparing them as a person would, finding the header row, binding columns to the wanted names.

What is wanted comes from `params/sources` or a questionnaire (see `tabular` and `survey`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qep_lib.intake.faults import FaultList
from qep_lib.intake.rulebook import Reason, fault
from qep_lib.model.characters import fold
from qep_lib.model.period_words import period_code
from qep_lib.model.suggest import did_you_mean, nearest

SEARCHED_ROWS = 30
"""How far down the header row is looked for."""
_JOINT = " / "
"""Between two headings of one column, the upper and the lower one."""

_NOTE = re.compile(
    r"\*|\(\d\)|[¹²³]|(?:sources?|nota|nota bene|n\.?b\.?|notes?|remarques?|lecture|legende|champ|attention|precision) ?:"
)
_MARK_ALONE = re.compile(r"\*+|\(?\d\)|[¹²³]|(?i:nb|note|source) ?:?")
_SENTENCE = 4
_MISREAD = {"utf-8": "UTF-8 décodé deux fois", "cp850": "MS-DOS (CP850)"}
"""Encodings that are taken for Windows-1252, with what people call them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column to find: the name it gets, the headings it may have, whether the file must hold it.

    `unnamed_after`: how many columns without heading, right after it, are its own (the next answers to one question).
    """

    name: str
    headings: tuple[str, ...]
    is_required: bool = True
    unnamed_after: int = 0


@dataclass(frozen=True, slots=True)
class Headings:
    """What a source expects in a header row. `is_closed`: a heading that is neither wanted nor ignored is an error;
    `has_periods`: its other columns are periods, whose year may stand above them.
    """

    wanted: tuple[Wanted, ...]
    ignored: tuple[str, ...] = ()
    is_closed: bool = False
    declared_in: str = "params/sources"
    has_periods: bool = False

    def score(self, row: Sequence[str]) -> int:
        """How many wanted columns that row names."""
        found = {fold(cell) for cell in row if cell}
        return sum(any(fold(heading) in found for heading in wanted.headings) for wanted in self.wanted)

    def knows(self, heading: str) -> bool:
        """True for a heading that is wanted or ignored."""
        return fold(heading) in self.known

    @property
    def known(self) -> frozenset[str]:
        """The folds of all headings that are wanted or ignored."""
        return frozenset(map(fold, self._names))

    @property
    def has_double_names(self) -> bool:
        """True when some heading is told as two, one above the other: « Motif / Autre »."""
        return any(_JOINT in name for name in self._names)

    @property
    def _names(self) -> tuple[str, ...]:
        return (*self.ignored, *(name for wanted in self.wanted for name in wanted.headings))


def is_total(text: str, markers: Sequence[str]) -> bool:
    """True when the first word of `text` is one of the markers: « Total », « TOTAL : », « Total général »."""
    words = fold(text).replace(":", " ").split()
    return bool(words) and words[0] in {fold(marker) for marker in markers}


def is_footnote(cells: Sequence[str], is_workbook: bool) -> bool:
    """True for the filled cells of a note under a table: « * hors jours fériés », « Source : SGCD ».

    In a workbook a sentence alone in its row is one too; in a text file it may be the end of a row that a line end cut.
    """
    if not cells or len(cells) > 2:
        return False
    if _NOTE.match(fold(cells[0])) and (len(cells) == 1 or _MARK_ALONE.fullmatch(cells[0])):
        return True
    return is_workbook and len(cells) == 1 and len(cells[0].split()) >= _SENTENCE


def rank_name(name: str, rank: int) -> str:
    """Name of a column of a question that has several side by side: that of the first is the question's."""
    return name if rank == 0 else f"{name} rank {rank + 1}"


def as_tuple(heading: str | tuple[str, ...]) -> tuple[str, ...]:
    """Declarations allow one heading or several."""
    return (heading,) if isinstance(heading, str) else tuple(heading)


def find_header(rows: Sequence[Sequence[str]], expected: Headings) -> tuple[int, int]:
    """(index, score) of the header among the first rows: the most wanted headings, the first row on a tie.

    Rows above are titles, or the upper row of headings that take two (`header_names`). A score of 0 means that no row names
    any wanted column.
    """
    searched = rows[:SEARCHED_ROWS]
    scores = [expected.score(header_names(searched, index, expected)) for index in range(len(searched))]
    best = max(scores, default=0)
    return (scores.index(best) if scores else 0, best)


def header_names(rows: Sequence[Sequence[str]], index: int, expected: Headings) -> tuple[str, ...]:
    """The headings of the header at `index`: its own cells; or, where more are then wanted, those of two rows joined.

    Joined, a heading alone in its column keeps its name, whatever its row; one that stands under another (« Motif » over
    « Carte », « Autre ») has its own name where it is wanted and nobody else's, else both: « Motif / Autre ».
    """
    row = tuple(rows[index])
    if index and expected.has_periods and (dated := _under_their_year(row, tuple(rows[index - 1]))):
        return dated
    if index == 0 or not (expected.has_double_names or expected.score(rows[index - 1])):
        return row
    known = expected.known
    above, parent, joined = tuple(rows[index - 1]), "", []
    own = Counter(fold(cell) for cell in row if cell)
    for place, cell in enumerate(row):
        upper = above[place] if place < len(above) else ""
        parent = upper or parent
        is_own = not cell or not parent or own[fold(cell)] == 1 and fold(cell) in known
        joined.append((cell or upper) if is_own else f"{parent}{_JOINT}{cell}")
    ranks = [
        (expected.score(headings), sum(fold(heading) in known for heading in headings if heading))
        for headings in (row, joined)
    ]
    return tuple(joined) if ranks[1] > ranks[0] else row


def _under_their_year(row: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """« T1 » twice, under « 2019 » and « 2020 »: « 2019 / T1 », « 2020 / T1 »; nothing where no year stands above."""
    own, parent, joined = Counter(fold(cell) for cell in row if cell), "", []
    for place, cell in enumerate(row):
        parent = (above[place] if place < len(above) else "") or parent
        is_doubled = bool(cell) and bool(parent) and own[fold(cell)] > 1
        joined.append(f"{parent}{_JOINT}{cell}" if is_doubled else cell)
    named = sum(period_code(cell) is not None for cell in joined if cell)
    return tuple(joined) if named > sum(period_code(cell) is not None for cell in row if cell) else ()


def bind(
    headings: Sequence[str], filled: Sequence[bool], expected: Headings, faults: FaultList, row: int
) -> dict[str, int]:
    """name -> position of every wanted column found; missing, duplicated and unknown headings go to `faults`.

    `filled` says which columns hold at least one value; `row` is the line of the header.
    """
    if garbled := _garbled(headings, expected):
        faults.add(garbled, row)
        return {}
    positions: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        if heading:
            positions.setdefault(fold(heading), []).append(position)
    ignored = {fold(heading) for heading in expected.ignored}
    _tell_duplicates(headings, positions, ignored, faults, row)
    bound = {}
    for wanted in expected.wanted:
        found = [positions[fold(heading)][0] for heading in wanted.headings if fold(heading) in positions]
        if len(set(found)) > 1:
            names = " et ".join(f"« {headings[position]} » (colonne {position + 1})" for position in sorted(set(found)))
            faults.add(
                fault("ambiguous_heading", name=wanted.name, names=names, declared_in=expected.declared_in),
                row,
            )
        if found:
            bound[wanted.name] = found[0]
            bound |= _unnamed(wanted, found[0], headings, expected, faults, row)
        elif wanted.is_required:
            faults.add(_missing(wanted, headings, expected), row, wanted.headings[0])
    _tell_unknown(headings, filled, set(bound.values()), ignored, expected, faults, row)
    return bound


def _unnamed(
    wanted: Wanted, position: int, headings: Sequence[str], expected: Headings, faults: FaultList, row: int
) -> dict[str, int]:
    """The columns without heading that belong to `wanted`; one that is absent or has a heading is told."""
    bound = {}
    for rank in range(1, wanted.unnamed_after + 1):
        beside = position + rank
        if beside < len(headings) and not headings[beside]:
            bound[rank_name(wanted.name, rank)] = beside
            continue
        found = f"se nomme « {headings[beside]} »" if beside < len(headings) else "n'existe pas"
        reason = fault(
            "named_rank_column",
            position=beside + 1,
            rank=rank + 1,
            instead=found,
            wanted=wanted.unnamed_after,
            declared_in=expected.declared_in,
        )
        faults.add(reason, row, headings[position])
        break
    return bound


def _garbled(headings: Sequence[str], expected: Headings) -> Reason | None:
    """What to say when more wanted headings are found by decoding the text anew: the whole file is in that encoding."""
    best, found = expected.score(headings), None
    for codec, label in _MISREAD.items():
        decoded = [_decoded_anew(heading, codec) for heading in headings]
        if (score := expected.score(decoded)) > best:
            best, found = score, (decoded, label)
    if found is None:
        return None
    decoded, label = found
    read, real = next((old, new) for old, new in zip(headings, decoded, strict=True) if old != new)
    return fault("garbled_headings", label=label, read=read, real=real)


def _decoded_anew(heading: str, codec: str) -> str:
    """`heading` as if the bytes read as Windows-1252 had been in `codec`; unchanged when they cannot be."""
    try:
        return heading.encode("cp1252").decode(codec)
    except UnicodeError:
        return heading


def _missing(wanted: Wanted, headings: Sequence[str], expected: Headings) -> Reason:
    present = [heading for heading in headings if heading]
    near = nearest(wanted.headings[0], present, limit=1)
    listed = ", ".join(f"« {heading} »" for heading in present[:20]) or "aucun"
    return fault(
        "missing_column",
        name=wanted.name,
        read=listed,
        hint=f" (le plus proche : « {near[0]} »)" if near else "",
        headings=" ou ".join(f"« {heading} »" for heading in wanted.headings),
        declared_in=expected.declared_in,
    )


def _tell_duplicates(
    headings: Sequence[str], positions: dict[str, list[int]], ignored: set[str], faults: FaultList, row: int
) -> None:
    for folded, places in positions.items():
        if len(places) > 1 and folded not in ignored:
            listed = " et ".join(str(place + 1) for place in places)
            faults.add(
                fault("duplicate_heading", count=len(places), listed=listed),
                row,
                headings[places[0]],
            )


def _tell_unknown(
    headings: Sequence[str],
    filled: Sequence[bool],
    bound: set[int],
    ignored: set[str],
    expected: Headings,
    faults: FaultList,
    row: int,
) -> None:
    accepted = [heading for wanted in expected.wanted for heading in wanted.headings]
    for position, heading in enumerate(headings):
        if position in bound or fold(heading) in ignored or not (heading or filled[position]):
            continue
        name = heading or f"colonne {position + 1}, sans en-tête"
        near = did_you_mean(heading, accepted) if heading else ""
        rule = "unknown_heading" if not expected.is_closed else "unknown_question" if heading else "untitled_column"
        told = fault(rule, hint=f" ({near})" if near else "", declared_in=expected.declared_in)
        faults.add(told, row, name)
