"""Registers polluted in every row and column: each is read right, or what is wrong is told. Nothing is silently wrong.

The kinds of pollution are those of the Pollock benchmark (Vitagliano et al., VLDB 2023): separators, quotes, escapes and
line ends too many, too few or of another kind, headings and tables that should not be there. One fault in three is tried
here, each row and column among them; all are with QEP_POLLUTIONS=all (`make pollution`).
"""

import codecs
import csv
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

from qep_lib.errors import DataRefused
from qep_lib.intake.arrival import receive
from qep_lib.intake.delimited import read_delimited
from qep_lib.intake.reading import read_arrival
from qep_lib.intake.tabular import table_headings
from qep_lib.model.campaign import Import
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[2]
HEADINGS = (
    "N° d'enregistrement", "Reçu le", "Canal", "Nature", "Périmètre", "Répondu le", "Suite donnée", "Thème",
)  # fmt: skip
ROWS = (
    ("R1", "02/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "04/03/2020", "Excuses, par écrit", ""),
    ("R2", "13/03/2020", "Courrier", "Suggestion", "Qual-e-pref", "", 'Affiche de 48" ; posée', ""),
    ("R3", "14/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "16/04/2020", "", "Attente"),
    ("R4", "16/03/2020", "Fiche hall", "Suggestion", "Qual-e-pref", "17/04/2020", "l'accueil d'abord", "Délai"),
    ("R5", "17/03/2020", "Courriel", "Demande d'information", "Qual-e-pref", "18/04/2020", 'dit "non", puis\n"oui"', ""),
    ("R6", "18/03/2020", "Courriel", "Réclamation", "Qual-e-pref", "", "", ""),
    ("R7", "19/03/2020", "Courrier", "Réclamation", "Qual-e-pref", "20/04/2020", "; d'urgence", "Attente"),
    ("R8", "20/03/2020", "Courriel", "Suggestion", "Qual-e-pref", "23/04/2020", "C:\\notes", "Délai, accueil"),
)  # fmt: skip
SECOND = tuple((f"S{number}", *row[1:]) for number, row in enumerate(ROWS))
"""The rows of a second table."""


LONG = tuple(
    (f"T{number}", *row[1:6], row[6].replace("\n", " "), f"{row[7] or 'Autre'} n° {number}" if number % 3 else "")
    for number, row in enumerate((*ROWS, *ROWS, *ROWS), start=1)
)
"""A register long enough for its columns to show what they hold."""


class Polluted(NamedTuple):
    """A file, and the rows that it holds for who knows how it came to be."""

    name: str
    content: bytes
    rows: tuple[tuple[str, ...], ...] = ROWS


def cell_of(cell, separator=";", mark='"', escape="", quotes_all=False):
    """One field, quoted when it must be."""
    inside = cell.replace(escape, escape * 2) if escape else cell
    if not quotes_all and not any(sign in cell for sign in (separator.strip() or separator, mark, "\n")):
        return inside
    return mark + inside.replace(mark, (escape or mark) + mark) + mark


def written(rows, separator=";", feed="\r\n", **quoting):
    """The text of a table."""
    return "".join(separator.join(cell_of(cell, separator, **quoting) for cell in row) + feed for row in rows)


def polluted_fields(separator, quotes_all, rows=(HEADINGS, *ROWS)) -> Iterator[tuple[str, int, str]]:
    """(what was done, number of the row, its record) for one fault in each place of each row."""
    for number, row in enumerate(rows):
        fields = [cell_of(cell, separator, quotes_all=quotes_all) for cell in row]
        for column, field in enumerate(fields):
            before, after = fields[:column], fields[column + 1 :]
            changed = {
                "separator added": [*before, "", field, *after],
                "field lost": [*before, *after],
                "field twice": [*before, field, field, *after],
            }
            if column:
                other = "," if separator == ";" else ";"
                changed["separator lost"] = [*before[:-1], before[-1] + field, *after]
                changed["separator changed"] = [*before[:-1], before[-1] + other + field, *after]
            is_quoted = field.startswith('"')
            for place in sorted({0, min(1, len(field)), len(field)}):
                start, end = field[:place], field[place:]
                changed[f"quote added at {place}"] = [*before, f'{start}"{end}', *after]
                if not (is_quoted and 0 < place < len(field)):
                    # Inside quotes a line end is a line of the text.
                    changed[f"line end added at {place}"] = [*before, f"{start}\n{end}", *after]
            for place in [place for place, sign in enumerate(field) if sign == '"']:
                changed[f"quote lost at {place}"] = [*before, field[:place] + field[place + 1 :], *after]
            if is_quoted:
                for sign in "'”`":
                    changed[f"quotes changed to {sign}"] = [*before, field.replace('"', sign), *after]
                escaped = '"' + field[1:-1].replace('""', '\\"') + '"'
                changed["escape changed"] = [*before, escaped, *after]
            for what, cells in changed.items():
                yield f"{what}, column {column}", number, separator.join(cells)
        for other in ("\t", "|", " ", ", ", *({";", ","} - {separator})):
            yield f"separators changed to {other!r}", number, other.join(fields)
        for count in (3, 12):
            yield f"{count} fields", number, separator.join([*fields, *fields][:count])
        bare = [field.strip('"').replace('""', '"') for field in fields]
        yield "quoted with apostrophes", number, separator.join(f"'{field}'" for field in bare)
        yield "without its quotes", number, separator.join(bare)


def polluted_rows() -> Iterator[Polluted]:
    """The register with one row at fault, or one line more, for each row, in each way of writing it."""
    for separator, quotes_all in ((";", False), (",", True)):
        table = [written([row], separator, "", quotes_all=quotes_all) for row in (HEADINGS, *ROWS)]

        def file(what, number, *records, table=table, separator=separator):
            lines = [*table[:number], *records, *table[number + 1 :]]
            return Polluted(f"{what}, row {number} ({separator})", ("\r\n".join(lines) + "\r\n").encode())

        for what, number, record in polluted_fields(separator, quotes_all):
            yield file(what, number, record)
        for number, record in enumerate(table):
            yield file("headings before", number, table[0], record)
            yield file("twice", number, record, record)
            yield file("blank line before", number, "", record)
            yield file("title before", number, "Registre", record)
            yield file("two line ends of two kinds", number, record + "\n\r")
            if number + 1 < len(table):
                lines = [*table[:number], record + table[number + 1], *table[number + 2 :]]
                yield Polluted(f"glued to the next, row {number} ({separator})", "\r\n".join(lines).encode())


def without_empty_ends(row) -> tuple[str, ...]:
    """The row as tools write it that stop at the last filled cell."""
    while row and not row[-1]:
        row = row[:-1]
    return tuple(row)


def block_by_block(rows) -> list[tuple[str, ...]]:
    """The rows as Excel writes them: sixteen have as many fields as the widest of them needs."""
    written_rows = []
    for start in range(0, len(rows), 16):
        block = rows[start : start + 16]
        width = max(len(without_empty_ends(row)) for row in block)
        written_rows += [row[:width] for row in block]
    return written_rows


def polluted_short_rows() -> Iterator[Polluted]:
    """The long register where last cells are left out when they are empty, then with one fault in each place.

    A field too many that makes such a row as long as the headings shows only where a column has a form of its own.
    """
    bare = tuple((*row[:6], "", "") if number > 14 else row for number, row in enumerate(LONG))
    for separator in (";", ","):
        for way, rows, fields in (
            ("row by row", LONG, [without_empty_ends(row) for row in (HEADINGS, *LONG)]),
            ("block by block", bare, block_by_block((HEADINGS, *bare))),
        ):
            table = [written([row], separator, "") for row in fields]
            yield Polluted(f"short {way} ({separator})", "\r\n".join([*table, ""]).encode(), rows)
            for what, number, record in polluted_fields(separator, False, fields):
                first = next(csv.reader(record.splitlines(keepends=True), delimiter=separator))
                if len(fields[number]) < len(HEADINGS) == len(first):
                    continue
                lines = [*table[:number], record, *table[number + 1 :], ""]
                yield Polluted(f"short {way}, {what}, row {number} ({separator})", "\r\n".join(lines).encode(), rows)


def polluted_files() -> Iterator[Polluted]:
    """The register written another way, or with something more around it."""
    table, text = [HEADINGS, *ROWS], written([HEADINGS, *ROWS])
    for separator in (";", ",", "\t", "|", " ", ", ", "; ", ":", "\t\t", "\\t"):
        for mark, escape in (('"', ""), ("'", ""), ('"', "\\"), ("'", "\\")):
            for quotes_all in (False, True):
                for feed in ("\n", "\r", "\r\n"):
                    name = f"separator {separator!r}, mark {mark}, escape {escape!r}, all {quotes_all}, {feed!r}"
                    way = {"mark": mark, "escape": escape, "quotes_all": quotes_all}
                    yield Polluted(name, written(table, separator, feed, **way).encode())
    for encoding, start in (
        ("cp1252", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""), ("utf-16-be", b""), ("utf-32", b""), ("mac_roman", b""), ("cp850", b""), ("utf-7", b""),
    ):  # fmt: skip
        yield Polluted(f"encoding {encoding} {start!r}", start + text.encode(encoding))
    yield Polluted("no last line end", text.rstrip().encode())
    yield Polluted("two last line ends", (text + "\r\n").encode())
    yield Polluted("no headings", written(ROWS).encode())
    yield Polluted("headings alone", written([HEADINGS]).encode(), ())
    yield Polluted("nothing", b"", ())
    yield Polluted("one row", written(table[:2]).encode(), ROWS[:1])
    yield Polluted("one row and a separator more", written([HEADINGS, ("", *ROWS[0])]).encode(), ROWS[:1])
    for title in (
        "Registre",
        "Registre 2020;;;;;;;",
        'Registre "2020"',
        "Registre ; 2020",
        "\r\n\r\n",
        "sep=;",
        'à 5" a',
    ):
        yield Polluted(f"title {title!r}", (title + "\r\n" + text).encode())
        yield Polluted(f"note {title!r}", (text + title + "\r\n").encode())
        yield Polluted(f"note after a blank {title!r}", (text + "\r\n" + title + "\r\n").encode())
    units = ["", "jj/mm/aaaa", "", "", "", "jj/mm/aaaa", "", ""]
    yield Polluted("units under the headings", written([HEADINGS, units, *ROWS]).encode())
    yield Polluted("headings on two rows", written([HEADINGS, HEADINGS, *ROWS]).encode())
    yield Polluted("half headings above", written([HEADINGS[:4], HEADINGS, *ROWS]).encode())
    yield from second_tables(text)
    for width in range(1, 8):
        short = tuple((*row[:width], *("" for _ in row[width:])) for row in ROWS)
        yield Polluted(f"rows of {width} fields", written([HEADINGS, *(row[:width] for row in ROWS)]).encode(), short)
    for width in (9, 10):
        yield Polluted(
            f"rows of {width} fields", written([HEADINGS, *((*row, "", "")[:width] for row in ROWS)]).encode()
        )
    no_theme = tuple((*row[:-1], "") for row in ROWS)
    glued = (*HEADINGS[:-2], HEADINGS[-2] + HEADINGS[-1])
    yield Polluted("two headings run together over an empty column", written([glued, *no_theme]).encode(), no_theme)
    yield Polluted("a heading cut in two", written([("N°", *HEADINGS), *ROWS]).encode())
    yield Polluted("a blank heading too many", written([(HEADINGS[0], "", *HEADINGS[1:]), *ROWS]).encode())
    curly = tuple(tuple(cell.replace("l'accueil", "l’accueil") for cell in row) for row in ROWS)
    yield Polluted("punctuation saved twice", text.replace("l'accueil", "l\x92accueil").encode(), curly)


def second_tables(text) -> Iterator[Polluted]:
    """A second table under the first one: as many columns or not, the same headings, others or unknown ones."""
    order = [0, 5, 2, 3, 4, 1, 7, 6]
    swapped = [tuple(row[place] for place in order) for row in (HEADINGS, *SECOND)]
    unknown = ("Numéro", "Répondue", "Voie", "Sorte", "Où", "Arrivée", "Sujet", "Issue")
    for blank in ("", "\r\n", ";;;;;;;\r\n", "Autre tableau\r\n", "Autre tableau;;;;;;;\r\n"):
        both = (*ROWS, *SECOND)
        yield Polluted(
            f"second table, same headings {blank!r}", (text + blank + written([HEADINGS, *SECOND])).encode(), both
        )
        yield Polluted(f"second table, other order {blank!r}", (text + blank + written(swapped)).encode(), both)
        yield Polluted(
            f"second table, unknown {blank!r}", (text + blank + written([unknown, *swapped[1:]])).encode(), both
        )
        for width in (1, 3, 6, 10):
            other = [(*row, *row)[:width] for row in (HEADINGS, *SECOND)]
            yield Polluted(f"second table of {width} columns {blank!r}", (text + blank + written(other)).encode())


class Reader(NamedTuple):
    """Reads the bytes of a register as an import does, whatever the share of its rows that is rejected."""

    workspace: Workspace
    catalogue: Catalogue

    def rows(self, content: bytes) -> tuple[Counter, list[int], list[int]]:
        """(rows as an import stores them, lines set aside, lines told to lack fields); raises `DataRefused`."""
        (self.workspace.root / "registre.csv").write_bytes(content)
        asked = Import(
            file="registre.csv", source="request-register", site="18", period="2020", extracted_on=date(2021, 1, 11),
            nature="real",
        )  # fmt: skip
        reading = read_arrival(receive(self.workspace, self.catalogue, asked))
        kept = reading.frame.drop(columns=["dataset", "source_row", "nature"]).astype("string").fillna("")
        told = [issue.row for issue in reading.issues if issue.severity == "reject" and issue.row]
        return Counter(kept.itertuples(index=False, name=None)), told, lines_lacking(reading.issues)

    def cells(self, content: bytes) -> tuple[Counter, list[int], list[int]]:
        """The same before any typing, in the order of HEADINGS: when these are right, so are the rows."""
        raw = read_delimited("registre.csv", content, table_headings(self.catalogue.sources["request-register"]))
        places = [raw.headings.index(heading) for heading in HEADINGS if heading in raw.headings]
        kept = raw.cells[places].astype("string").fillna("")
        rows = Counter(kept.itertuples(index=False, name=None))
        return rows, sorted(raw.faults.rejected_rows), lines_lacking(raw.faults.issues)

    def outcome(self, polluted: Polluted) -> str:
        """« right », « told » or « wrong »: a row that the file does not hold, or one lost without a word."""
        try:
            outcome = compared(polluted, Counter(polluted.rows), *self.cells(polluted.content))
            if outcome == "wrong" and polluted.rows:
                expected, _, _ = self.rows(written([HEADINGS, *polluted.rows]).encode())
                outcome = compared(polluted, expected, *self.rows(polluted.content))
            return outcome
        except DataRefused:
            return "told"


def lines_lacking(issues) -> list[int]:
    """The lines that are told to have no field under the last headings."""
    said = [issue.found.rsplit("ligne", 1)[1] for issue in issues if issue.code == "absent_fields"]
    spans = [re.findall(r"(\d+)(?: à (\d+))?", text) for text in said]
    return [line for span in spans for start, end in span for line in range(int(start), int(end or start) + 1)]


def compared(polluted: Polluted, expected: Counter, found: Counter, told: list[int], lacking: list[int]) -> str:
    """« wrong » when a row was not in the file, or is absent and no line told is its own (by its number or its day).

    A last field that the file lost is in no line of it: its row is told when its line is among the `lacking`, and all that
    is left of it is as it was.
    """
    lines, absent = lines_of(polluted), expected - found
    for row in found - expected:
        is_told = any(cell in lines[line - 1] for line in lacking for cell in row if re.fullmatch(r"T\d+", cell))
        if not is_told or not any(is_less(row, whole) for whole in absent):
            return "wrong"
    told = told + lacking
    if not found:
        # A file of which no row is read is refused.
        return "told" if expected else "right"
    said = " ".join(lines[line - 1] for line in told)
    for row in absent:
        signs = {
            form for cell in row for form in (cell, french(cell)) if re.fullmatch(r"[RST]\d+|\d\d/\d\d/2020", form)
        }
        if not any(sign in said for sign in signs):
            return "wrong"
    return "told" if absent else "right"


def lines_of(polluted: Polluted) -> list[str]:
    """The lines of the file."""
    return re.split("\r\n|\n|\r", polluted.content.decode("utf-8", "replace"))


def is_less(row, whole) -> bool:
    """True when `row` is `whole` without some of its last cells."""
    filled = without_empty_ends(row)
    return filled == whole[: len(filled)]


def french(day: str) -> str:
    """A stored day as files write it."""
    return "/".join(reversed(day[:10].split("-")))


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """With the project's own parameters."""
    return Reader(Workspace(tmp_path_factory.mktemp("pollution")), read_catalogue(Workspace(PROJECT)))


def test_the_clean_register_is_read_whole(reader):
    """What the others are compared with."""
    rows, told, _ = reader.rows(written([HEADINGS, *ROWS]).encode())
    assert (rows.total(), told) == (len(ROWS), [])


@pytest.mark.parametrize("kind", [polluted_rows, polluted_files, polluted_short_rows])
def test_no_pollution_is_silently_wrong(reader, kind):
    """Every file is read right, or told: the rows set aside are told with their line, and no other row is changed."""
    step = {polluted_rows: 23, polluted_files: 5, polluted_short_rows: 97}[kind]
    step = 1 if os.environ.get("QEP_POLLUTIONS") == "all" else step
    outcomes = {polluted.name: reader.outcome(polluted) for polluted in islice(kind(), 0, None, step)}
    counts = Counter(outcomes.values())
    print(f"{kind.__name__}: {len(outcomes)} files, {dict(counts)}")
    assert [name for name, outcome in outcomes.items() if outcome == "wrong"] == []
