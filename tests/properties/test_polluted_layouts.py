"""Registers with something around the table, or one row written in another way: read right, or told, never silently wrong.

What `test_polluted_registers` does to each field, these do to the file: lines above and below, headings on several rows or
on none, blank lines, several tables, one row with another separator, quote or line end. The kinds are those of the Pollock
benchmark.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest
from properties.test_polluted_registers import HEADINGS, ROWS, SECOND, Polluted, Reader, cell_of, written

from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[2]

PREAMBLES: Sequence[tuple[str, ...]] = (
    ("Registre des demandes",),
    ("Registre des demandes", "Préfecture", "Année 2020"),
    ("Registre des demandes;;;;;;;", ";;;;;;;"),
    ("Service :;Accueil", "Période :;01/01/2020;31/12/2020"),
    ("Édité le 12/01/2021 ; page 1 sur 1", ""),
    ("# export", "# séparateur ;", ""),
    ("Canal;Nombre", "Courriel;4", "Courrier;2", ""),
)
FOOTERS: Sequence[tuple[str, ...]] = (
    ("Total;8",),
    ("Total : 8 demandes",),
    ("", "Total;;;8;;;;"),
    ("", "Édité le 12/01/2021"),
    ("", "* Excuses présentées", "** Par téléphone"),
    ("Fin du registre",),
    ("", "Le chef de bureau,", "", "A. B."),
    ("", "Canal;Nombre", "Courriel;4", "Courrier;2"),
)
GROUPS = ("Demande", "", "", "", "", "Réponse", "", "")
HALVES = (
    ("N°", "Reçu", "Canal", "Nature", "Périmètre", "Répondu", "Suite", "Thème"),
    ("d'enregistrement", "le", "", "", "", "le", "donnée", ""),
)
"""The headings over two rows, each cell cut in two."""


def polluted_layouts() -> Iterator[Polluted]:
    """The register in a file that holds more than a table, or less."""
    table = written([HEADINGS, *ROWS])
    for above in PREAMBLES:
        start = "".join(f"{line}\r\n" for line in above)
        yield Polluted(f"preamble {above[0]!r}, {len(above)} lines", (start + table).encode())
        yield Polluted(f"preamble {above[0]!r} without headings", (start + written(ROWS)).encode())
    for below in FOOTERS:
        end = "".join(f"{line}\r\n" for line in below)
        yield Polluted(f"footer {below[-1]!r}, {len(below)} lines", (table + end).encode())
    yield Polluted("headings under a row of groups", written([GROUPS, HEADINGS, *ROWS]).encode())
    yield Polluted("headings over a row of groups", written([HEADINGS, GROUPS, *ROWS]).encode())
    yield Polluted("headings cut over two rows", written([*HALVES, *ROWS]).encode())
    yield Polluted("three rows of headings", written([("Registre 2020", *[""] * 7), GROUPS, HEADINGS, *ROWS]).encode())
    two_lines = tuple(heading.replace(" ", "\n", 1) for heading in HEADINGS)
    yield Polluted("headings of two lines each", written([two_lines, *ROWS]).encode())
    yield from _blank_lines()
    yield from _other_rows()
    for blank in ("", "\r\n", "\r\n\r\n", "Deuxième registre\r\n"):
        three = blank.join(written([HEADINGS, *rows]) for rows in (ROWS[:4], ROWS[4:], SECOND))
        yield Polluted(f"three tables, {blank!r} between", three.encode(), (*ROWS, *SECOND))
        counts = written([("Canal", "Nombre"), ("Courriel", "5"), ("Courrier", "2")])
        yield Polluted(f"a table of counts below, {blank!r}", (table + blank + counts).encode())
        yield Polluted(f"a table of counts above, {blank!r}", (counts + blank + table).encode())


def _blank_lines() -> Iterator[Polluted]:
    lines = [written([row], feed="") for row in (HEADINGS, *ROWS)]
    for blank in ("", "   ", "\t", ";;;;;;;", '"";"";"";"";"";"";"";""', " ; ; ; ; ; ; ; "):
        for place in range(len(lines) + 1):
            for count in (1, 3):
                more = [*lines[:place], *[blank] * count, *lines[place:]]
                yield Polluted(
                    f"{count} blank lines {blank!r} before line {place}", ("\r\n".join(more) + "\r\n").encode()
                )
        yield Polluted(f"a blank line {blank!r} after each", f"\r\n{blank}\r\n".join(lines).encode())


def _other_rows() -> Iterator[Polluted]:
    """One row with another separator, other quotes, or another line end than the rest."""
    table = (HEADINGS, *ROWS)
    for number, row in enumerate(table):
        for separator in (",", "\t", "|", ", ", " "):
            for quotes_all in (False, True):
                other = separator.join(cell_of(cell, separator, quotes_all=quotes_all) for cell in row)
                yield _with(table, number, other, f"separator {separator!r}, all quoted {quotes_all}")
        for mark in ("'", "`", "”"):
            other = ";".join(mark + cell.replace(mark, mark * 2) + mark for cell in row)
            yield _with(table, number, other, f"quotes {mark}")
        for feed in ("\r", "\n", "\n\r", "\r\r\n", "\x0b", "\u2028", ""):
            lines = [written([line], feed=feed if place == number else "\r\n") for place, line in enumerate(table)]
            yield Polluted(f"line end {feed!r}, row {number}", "".join(lines).encode())
        for column, cell in enumerate(row):
            if cell_of(cell) != cell:
                # Inside quotes it is a line of the text, and no fault.
                continue
            cut = cell[: len(cell) // 2] + "\r" + cell[len(cell) // 2 :]
            other = ";".join(cut if place == column else cell_of(text) for place, text in enumerate(row))
            yield _with(table, number, other, f"a lone carriage return in column {column}")


def _with(table: Sequence[tuple[str, ...]], number: int, record: str, what: str) -> Polluted:
    lines = [record if place == number else written([row], feed="") for place, row in enumerate(table)]
    return Polluted(f"{what}, row {number}", ("\r\n".join(lines) + "\r\n").encode())


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """With the project's own parameters."""
    return Reader(Workspace(tmp_path_factory.mktemp("pollution")), read_catalogue(Workspace(PROJECT)))


@pytest.mark.long
def test_no_layout_is_silently_wrong(reader):
    """Every file is read right, or told."""
    step = 1 if os.environ.get("QEP_POLLUTIONS") == "all" else 5
    outcomes = {polluted.name: reader.outcome(polluted) for polluted in islice(polluted_layouts(), 0, None, step)}
    assert [name for name, outcome in outcomes.items() if outcome == "wrong"] == []
