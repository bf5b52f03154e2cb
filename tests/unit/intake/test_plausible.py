"""Values that cannot be, or hardly, on a few lines: which are set aside, which are told, with which bounds."""

from types import SimpleNamespace

import pandas as pd
import pytest

from qep_lib.intake.faults import FaultList
from qep_lib.intake.plausible import reject_impossible, warn_all_alike, warn_unattainable

UNITS = {"share": "pct", "fraud": "permille", "delay": "days"}
INDICATORS = {name: SimpleNamespace(unit=unit) for name, unit in UNITS.items()}
LINES = range(2, 99)


def series(*values, dtype=None):
    """One value a line of the file, from the second on."""
    return pd.Series(list(values), index=LINES[: len(values)], dtype=dtype)


def reader_of(texts, bound=("value", "denominator")):
    """What the rules ask of a reader: the texts of a column, its heading, the columns of the file, where faults go."""
    return SimpleNamespace(
        bound={name: place for place, name in enumerate(bound)},
        faults=FaultList("f.csv"),
        texts=lambda name: texts,
        heading=lambda name: {"value": "Valeur N"}[name],
    )


def told(faults):
    """(line, column, what was written, what is accepted, what becomes of the line)."""
    return [(issue.row, issue.column, issue.value, issue.accepted, issue.severity) for issue in faults.issues]


def test_a_value_outside_its_unit_is_set_aside_with_its_bounds():
    """A share to a hundred, one of fraud to a thousand, both bounds included; a delay is not negative and has no upper bound."""
    cases = [
        ("share", 0.0), ("share", 100.0), ("share", 100.5), ("share", -0.1), ("fraud", 1000.0), ("fraud", 1001.0),
        ("delay", 0.0), ("delay", 4000.0), ("delay", -1.0), (None, 4000.0), ("share", None),
    ]  # fmt: skip
    codes, values = series(*(code for code, _ in cases)), series(*(value for _, value in cases), dtype="float64")
    reader = reader_of(series(*(f"« {value} »" for _, value in cases)))
    reject_impossible(reader, "value", values, codes, INDICATORS)
    assert told(reader.faults) == [
        (4, "Valeur N", "« 100.5 »", "de 0 à 100", "reject"),
        (5, "Valeur N", "« -0.1 »", "de 0 à 100", "reject"),
        (7, "Valeur N", "« 1001.0 »", "de 0 à 1000", "reject"),
        (10, "Valeur N", "« -1.0 »", "un nombre positif ou nul", "reject"),
    ]
    assert reader.faults.issues[0].found == "valeur impossible pour l'indicateur « share »"


def unattainable(*lines, bound=("value", "denominator")):
    """What is told of lines given as (indicator, text of the value, base)."""
    texts = series(*(text for _, text, _ in lines))
    current = pd.DataFrame(
        {
            "indicator_id": series(*(name for name, _, _ in lines)),
            "value": series(
                *(float(text.strip(" %\u202f\u00a0").replace(",", ".")) if text else None for _, text, _ in lines),
                dtype="float64",
            ),
            "denominator": series(*(base for *_, base in lines), dtype="float64"),
        }
    )
    reader = reader_of(texts, bound)
    warn_unattainable(reader, current, INDICATORS)
    return reader.faults


def test_a_share_that_no_whole_count_of_its_base_gives_is_told():
    """95,5 % of 104 answers is none of 99/104 nor 100/104; with less decimals, or of 200 answers, some count gives it."""
    faults = unattainable(
        ("share", "95,5 %", 104), ("share", "95,2", 104), ("share", "96", 104), ("share", "95,5\u202f%", 200),
        ("share", "33\u00a0%", 2),
    )  # fmt: skip
    assert told(faults) == [
        (2, "Valeur N", "95,5 %", "un pourcentage que la base indiquée peut donner", "warning"),
        (6, "Valeur N", "33\u00a0%", "un pourcentage que la base indiquée peut donner", "warning"),
    ]
    assert faults.issues[0].found == (
        "aucun effectif entier sur 104 ne donne ce pourcentage : la base réelle est inconnue"
    )
    assert faults.rejected_rows == set()


@pytest.mark.parametrize(
    "line",
    [
        ("delay", "95,5", 104),
        ("autre", "95,5", 104),
        ("share", "95,5", 104.5),
        ("share", "95,5", None),
        ("share", "", 104),
    ],
)
def test_what_is_no_share_of_a_known_base_is_not_judged(line):
    """Another unit, an indicator that nobody knows, a base that is no whole number, a line without one; the others still are."""
    assert unattainable(line).issues == []
    assert [issue.row for issue in unattainable(line, ("share", "95,5", 104)).issues] == [3]


def test_a_file_without_bases_is_not_judged():
    """Nothing can be said of its shares."""
    assert unattainable(("share", "95,5", 104), bound=("value",)).issues == []


def alike(rows, columns, **changes):
    """What is told of that many rows the same but for their identifier, the first column."""
    cells = pd.DataFrame(
        {0: [f"R{row}" for row in range(rows)]} | {place: ["x"] * rows for place in range(1, columns + 1)}
    )
    cells.index = LINES[:rows]
    for place, values in changes.items():
        cells[int(place[1:])] = values
    faults = FaultList("f.csv")
    warn_all_alike(cells, {f"c{place}": place for place in cells}, 0, faults)
    return faults.issues


def test_rows_all_the_same_but_for_their_number_are_told_once():
    """From twenty rows and three filled columns on, at the first line: an example repeated, or a filter left on."""
    (issue,) = alike(20, 3)
    assert (issue.row, issue.severity) == (2, "warning")
    assert issue.found == "les 20 lignes sont identiques, à l'identifiant près"
    assert alike(19, 3) == [] and alike(20, 2) == []


def test_one_cell_that_differs_or_an_empty_column_says_that_rows_are_their_own():
    """A missing cell among others is a difference; a column without anything counts for none."""
    assert alike(20, 3, c3=["x"] * 19 + ["y"]) == []
    assert alike(20, 3, c3=["x"] * 19 + [None]) == []
    assert alike(20, 3, c3=[None] * 20) == []
    assert len(alike(20, 4, c4=[None] * 20)) == 1
