"""What holds for any file: order does not matter, splitting does not matter, numbers and dates survive writing."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qep_lib.intake.dates import parse_dates
from qep_lib.intake.importer import import_file
from qep_lib.intake.numbers import parse_numbers
from qep_lib.model.campaign import Import
from qep_lib.model.characters import plain
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).parents[2]
HEADINGS = ("N° d'enregistrement", "Reçu le", "Canal", "Nature", "Périmètre", "Thème", "Répondu le", "Suite donnée")
DAYS = st.dates(date(2020, 1, 1), date(2020, 12, 31))


def is_quoted(text):
    """True for « 'texte' »."""
    return len(text) > 1 and text[0] == text[-1] and text[0] in "'`´‘’“”″"


# What a person may type in a cell, without line ends (they are tested with quotes in the unit tests), and not between two
# signs that quote: such a row comes from another quoting, and is set aside.
TEXTS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters='\n\r\0";\u2028\u2029\x85'),
        max_size=20,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: not is_quoted(plain(text).strip()))
)


@pytest.fixture(scope="module")
def catalogue():
    """The project's parameters."""
    return read_catalogue(Workspace(PROJECT))


@st.composite
def registers(draw):
    """Valid rows of a register, with distinct numbers."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        received = draw(DAYS)
        replied = draw(st.none() | st.dates(received, date(2021, 1, 11)))
        channel = draw(st.sampled_from(["Courriel", "Courrier", "Fiche hall"]))
        kind = draw(st.sampled_from(["Réclamation", "Suggestion", "Demande d'information"]))
        written = [f"{received:%d/%m/%Y}", f"{replied:%d/%m/%Y}" if replied else ""]
        rows.append((f"R{number}", written[0], channel, kind, "Qual-e-pref", draw(TEXTS), written[1], draw(TEXTS)))
    return rows


def stored_after(catalogue, *files):
    """The rows stored once these (headings, rows) files are imported, without the line numbers."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        for number, (headings, rows) in enumerate(files):
            text = "\n".join(";".join(row) for row in (headings, *rows)) + "\n"
            (workspace.root / f"registre{number}.csv").write_text(text, encoding="utf-8")
            request = Import(
                file=f"registre{number}.csv", source="request-register", site="18", period="2020",
                extracted_on=date(2021, 1, 11), nature="real",
            )  # fmt: skip
            assert import_file(workspace, catalogue, request).rows_accepted == len(rows)
        return read_table(workspace, "requests", ["18"], [2020]).drop(columns=["source_row", "dataset"])


@settings(max_examples=25, deadline=None)
@given(rows=registers(), data=st.data())
def test_the_order_of_rows_and_columns_changes_nothing(catalogue, rows, data):
    """The same register, shuffled both ways, gives the same stored rows."""
    columns = data.draw(st.permutations(range(len(HEADINGS))))
    shuffled = [tuple(row[column] for column in columns) for row in data.draw(st.permutations(rows))]
    headings = tuple(HEADINGS[column] for column in columns)
    pd.testing.assert_frame_equal(
        stored_after(catalogue, (HEADINGS, rows)), stored_after(catalogue, (headings, shuffled))
    )


@pytest.mark.long
@settings(max_examples=15, deadline=None)
@given(rows=registers().filter(lambda rows: len(rows) > 1), data=st.data())
def test_splitting_a_file_in_two_changes_nothing(catalogue, rows, data):
    """Two half registers give the rows of the whole one."""
    cut = data.draw(st.integers(1, len(rows) - 1))
    pd.testing.assert_frame_equal(
        stored_after(catalogue, (HEADINGS, rows)),
        stored_after(catalogue, (HEADINGS, rows[:cut]), (HEADINGS, rows[cut:])),
    )


@settings(max_examples=15, deadline=None)
@given(rows=registers(), day=st.dates(date(2000, 1, 1), date(2019, 12, 31)))
def test_free_text_comes_back_as_it_was_typed(catalogue, rows, day):
    """« NA », « 0012 », signs and hostile markup are text; an empty cell is missing; accents are composed, and what is
    not seen is gone."""
    stored = stored_after(catalogue, (HEADINGS, rows)).set_index("request_id")
    for row in rows:
        theme = stored.at[row[0], "theme"]
        assert ("" if pd.isna(theme) else theme) == plain(row[5]).strip()


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009"]),
    st.sampled_from(["", " %", "\u202f‰"]),
)
def test_a_number_written_in_french_is_read_back(number, space, sign):
    """Any grouping space, decimal comma, with or without a sign of per cent."""
    text = f"{number:,}".replace(",", space).replace(".", ",") + sign
    values, reasons = parse_numbers(pd.Series([text], dtype="str"))
    assert reasons == {}
    assert values.iloc[0] == float(Decimal(number))


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)))
def test_a_date_is_read_back_in_every_accepted_form(day):
    """French, ISO and two-digit forms all give the same day."""
    texts = pd.Series([f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%d/%m/%y}", f"{day:%d/%m/%Y} 23:59"], dtype="str")
    values, _ = parse_dates(texts)
    assert (values == pd.Timestamp(day)).all()


@given(st.text(max_size=30))
def test_no_text_makes_a_converter_fail_silently(text):
    """Whatever the text: a value, or a reason, or an empty cell; never a mute missing value."""
    for parse in (parse_dates, parse_numbers):
        values, reasons = parse(pd.Series([text], dtype="str"))
        assert values.notna().iloc[0] or text in reasons or text == ""
