"""Headings: comparing them as a person would, finding the header row, binding columns to the wanted names.

What is wanted comes from `params/sources` or a questionnaire (see `tabular` and `survey`).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qep_lib.intake.faults import FaultList, Reason
from qep_lib.model.suggest import did_you_mean, nearest

SEARCHED_ROWS = 30
"""How far down the header row is looked for."""
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})

_MISREAD = {"utf-8": "UTF-8 décodé deux fois", "cp850": "MS-DOS (CP850)"}
"""Encodings that are taken for Windows-1252, with what people call them."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` without accents, case, line breaks and repeated or no-break spaces: equal folds are the same heading."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


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
    """What a source expects in a header row. `is_closed`: a heading that is neither wanted nor ignored is an error."""

    wanted: tuple[Wanted, ...]
    ignored: tuple[str, ...] = ()
    is_closed: bool = False
    declared_in: str = "params/sources"

    def score(self, row: Sequence[str]) -> int:
        """How many wanted columns that row names."""
        found = {fold(cell) for cell in row if cell}
        return sum(any(fold(heading) in found for heading in wanted.headings) for wanted in self.wanted)

    def knows(self, heading: str) -> bool:
        """True for a heading that is wanted or ignored."""
        known = (*self.ignored, *(name for wanted in self.wanted for name in wanted.headings))
        return fold(heading) in {fold(name) for name in known}


def is_total(text: str, markers: Sequence[str]) -> bool:
    """True when the first word of `text` is one of the markers: « Total », « TOTAL : », « Total général »."""
    words = fold(text).replace(":", " ").split()
    return bool(words) and words[0] in {fold(marker) for marker in markers}


def rank_name(name: str, rank: int) -> str:
    """Name of a column of a question that has several side by side: that of the first is the question's."""
    return name if rank == 0 else f"{name} rank {rank + 1}"


def as_tuple(heading: str | tuple[str, ...]) -> tuple[str, ...]:
    """Declarations allow one heading or several."""
    return (heading,) if isinstance(heading, str) else tuple(heading)


def find_header(rows: Sequence[Sequence[str]], expected: Headings) -> tuple[int, int]:
    """(index, score) of the header among the first rows: the most wanted headings, the first row on a tie.

    Rows above are titles. A score of 0 means that no row names any wanted column.
    """
    scores = [expected.score(row) for row in rows[:SEARCHED_ROWS]]
    best = max(scores, default=0)
    return (scores.index(best) if scores else 0, best)


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
                Reason(
                    "ambiguous_heading", f"deux colonnes conviennent pour {wanted.name} : {names}",
                    remedy=f"n'en garder qu'une dans le fichier, ou préciser {expected.declared_in}", severity="error",
                ),
                row,
            )  # fmt: skip
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
        reason = Reason(
            "named_rank_column",
            f"la colonne {beside + 1}, qui devrait porter la réponse {rank + 1} à cette question, {found}",
            accepted=f"{wanted.unnamed_after} colonne(s) sans en-tête après celle-ci",
            remedy=f"corriger rank_columns dans {expected.declared_in}", severity="error",
        )  # fmt: skip
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
    return Reason(
        "garbled_headings",
        f"en-têtes mal décodés ; encodage probable : {label} (« {read} » se lirait « {real} »)",
        accepted="UTF-8, UTF-16 (avec marque d'ordre) ou Windows-1252",
        remedy="refaire l'export en « CSV UTF-8 », sans passer par un autre logiciel",
        severity="error",
    )


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
    return Reason(
        "missing_column",
        f"colonne absente ({wanted.name}) ; en-têtes lus : {listed}"
        + (f" (le plus proche : « {near[0]} »)" if near else ""),
        accepted=" ou ".join(f"« {heading} »" for heading in wanted.headings),
        remedy=f"ajouter la colonne au fichier, ou ajouter l'en-tête réel dans {expected.declared_in}",
        severity="error",
    )


def _tell_duplicates(
    headings: Sequence[str], positions: dict[str, list[int]], ignored: set[str], faults: FaultList, row: int
) -> None:
    for folded, places in positions.items():
        if len(places) > 1 and folded not in ignored:
            listed = " et ".join(str(place + 1) for place in places)
            faults.add(
                Reason(
                    "duplicate_heading", f"en-tête présent {len(places)} fois (colonnes {listed})",
                    remedy="renommer celle des deux colonnes qui n'est pas à lire", severity="error",
                ),
                row, headings[places[0]],
            )  # fmt: skip


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
        if expected.is_closed:
            found = "question inconnue du questionnaire" if heading else "colonne remplie mais sans en-tête"
            remedy = f"la déclarer dans {expected.declared_in}, ou l'ajouter à ignored_columns pour ne pas la lire"
        else:
            found, remedy = (
                "colonne non déclarée, elle n'est pas lue",
                (f"rien, ou l'ajouter à columns ou à ignored_columns dans {expected.declared_in}"),
            )
        reason = Reason(
            "unknown_heading", found + (f" ({near})" if near else ""), remedy=remedy,
            severity="error" if expected.is_closed else "warning",
        )  # fmt: skip
        faults.add(reason, row, name)
