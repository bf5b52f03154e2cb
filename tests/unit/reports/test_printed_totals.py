"""Printed tables that have a total: its parts add up to it, in both periods, or those that are not told are said to be hidden."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks import leaks
from qep_lib.disclosure.released import measured_rows
from qep_lib.disclosure.suppression import for_the_public, suppress
from qep_lib.display.elements import Absent, Cell, Table
from qep_lib.indicators.measure import measure
from qep_lib.indicators.worked_cases import build_table
from qep_lib.model.period import Period
from qep_lib.model.tables import ASSESSED_CHANNELS, ASSESSMENT_RESULTS, MYSTERY_CHANNELS
from qep_lib.model.workspace import Workspace
from qep_lib.reports import assessment_grid, mystery_results, replies, requests
from qep_lib.reports.opening import open_report

PROJECT = Path(__file__).parents[3]
SITE = "41"
COMMON = {"site_id": SITE, "dataset": "essai", "nature": "real"}
HIDDEN = re.compile(r"diffusé", re.IGNORECASE)
LEFT_OUT = re.compile(r"^Sans ligne, pour ne désigner personne : (.*)\.$")
NUMBER = re.compile(r"\d[\d\u202f]*")
DOCUMENTS = 12
DAYS = ("received_on", "replied_on")


@pytest.fixture(scope="module")
def contexts(tmp_path_factory, import_text):
    """The contexts of a bilan of a site of which nothing is stored but one figure, by audience."""
    root = tmp_path_factory.mktemp("espace")
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, root / name)
    headings = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"
    import_text(root, "a.csv", "declared-figures", headings + "call_answer_pct;;2022;78;;;31/12/2022;Comité local\n")
    workspace = Workspace(root)
    return {
        audience: open_report("bilan", SITE, "2022", "2023-01-10", audience, workspace=workspace).context
        for audience in ("internal", "public")
    }


def shown_to(context, **tables):
    """The context with what these rows measure, hidden for its audience."""
    known = context.catalogue
    frames = {name: build_table(name, rows, COMMON) for name, rows in tables.items()}
    indicators = {id_: one for id_, one in known.indicators.items() if one.table in tables}
    results = measure(replace(known, indicators=indicators), frames, [SITE], Period.parse("2022"), date(2022, 12, 31))
    limits = known.conventions.disclosure
    if context.audience == "public":
        results = for_the_public(results, known.indicators, limits)
    else:
        results = suppress(results, known.indicators, limits.internal)
    measured = {id_: dict(rows) for id_, rows in context.measured.items()}
    for row in measured_rows(results, limits):
        measured.setdefault(row.indicator_id, {})[row.group] = row
    return replace(context, measured=measured)


def request_rows():
    """Two years of sparse registers, side by side."""
    found = [*leaks.registers(2 * DOCUMENTS)]
    for before, now in zip(found[::2], found[1::2], strict=True):
        rows = []
        for register, years in ((now, 2), (before, 1)):
            for row in leaks.request_rows(SITE, register):
                days = {name: row[name] and row[name].replace(year=row[name].year + years) for name in DAYS}
                rows.append({**row, **days, "perimeter": "inside"})
        yield rows


def number_of(cell):
    """The count that a cell prints, None for words or a dash."""
    return int(cell.text.replace("\u202f", "")) if NUMBER.fullmatch(cell.text) else None


def check_column(table, column, parts, total):
    """Parts that are all told make the total; others leave room for who is hidden, and the table says so."""
    whole = number_of(total[column])
    if whole is None:
        return 0
    told = [number_of(row[column]) for row in parts]
    left = whole - sum(count for count in told if count is not None)
    left_out = [name for note in table.notes for name in LEFT_OUT.findall(note)]
    if None not in told and not left_out:
        assert left == 0, (table.caption, column, told, whole)
    elif None not in told:
        # The lines left out are named, and hold what is left: one alone would be given back by a subtraction.
        names = re.split(", | et ", left_out[0])
        assert left == 0 or len(names) > 1, (table.caption, column, told, whole, names)
        assert not {row[0].text.lower() for row in parts} & {*names}, (table.caption, names)
    else:
        assert left >= 0, (table.caption, column, told, whole)
        said = " ".join([*table.notes, *(cell.text for row in (*parts, total) for cell in row)])
        assert left == 0 or HIDDEN.search(said) or re.search("n'est pas connue", said), (
            table.caption,
            column,
            told,
            whole,
        )
    return 1


def rows_before(table, label):
    """(the rows above the one of that label, itself)."""
    place = next(place for place, row in enumerate(table.rows) if row[0].text == label)
    return table.rows[:place], table.rows[place]


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_requests_by_channel_add_up_this_year_and_the_one_before(contexts, audience):
    """Counts of both years; those judged and those in time beside them."""
    checked = hidden = 0
    for rows in request_rows():
        context = shown_to(contexts[audience], requests=rows)
        if not requests.has_requests(context):
            continue
        table = requests.channel_table(context)
        parts, total = rows_before(table, "Ensemble")
        checked += check_column(table, 1, parts, total) + check_column(table, 3, parts, total)
        hidden += any(HIDDEN.search(row[1].text) for row in parts)
        table = replies.reply_table(context)
        if isinstance(table, Absent):
            continue
        parts, total = rows_before(table, "Ensemble")
        checked += check_column(table, 1, parts, total) + check_column(table, 2, parts, total)
    assert checked > 2 * DOCUMENTS
    assert (hidden > 0) == (audience == "public")


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_kinds_and_themes_add_up_to_the_requests(contexts, audience):
    """The number of requests stands above both tables."""
    checked = 0
    for place, rows in enumerate(request_rows()):
        rows = [
            {**row, "theme": ("Accueil", "Délai", "Titre")[(place + number) % 3]} for number, row in enumerate(rows)
        ]
        context = shown_to(contexts[audience], requests=rows)
        if not requests.has_requests(context):
            continue
        total = requests.count_text(context).paragraphs[0].split()[0]
        whole = (Cell("Ensemble"), Cell(total))
        for table in (requests.kinds_table(context), requests.themes_table(context)):
            checked += check_column(table, 1, table.rows, whole)
    assert checked >= DOCUMENTS


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_mystery_contacts_add_up_by_channel(contexts, audience):
    """« 18 sur 20 »: both numbers, whichever channels are hidden."""
    draw, checked = np.random.default_rng(7), 0
    for _ in range(DOCUMENTS):
        rows = [
            {
                "contact_id": f"{channel}{number}", "channel": channel, "contacted_on": date(2022, 9, 14), "half_day": "morning",
                "criterion_id": "accueil", "result": "met" if draw.random() < 0.8 else "not_met",
            }
            for channel in MYSTERY_CHANNELS
            for number in range(int(draw.choice([0, 0, 2, 6, 15])))
        ]  # fmt: skip
        context = shown_to(contexts[audience], mystery_contacts=rows)
        table = mystery_results.channel_table(context)
        if not isinstance(table, Table):
            continue
        parts, total = rows_before(table, mystery_results.WHOLE)
        for place in (0, 1):
            split = [tuple(Cell(word) for word in (row[1].text.split(" sur ") * 2)[:2]) for row in (*parts, total)]
            checked += check_column(table, place, split[:-1], split[-1])
    assert checked >= DOCUMENTS


def test_lines_of_a_grid_add_up_by_module(contexts):
    """Each channel of a module, result by result."""
    draw, checked = np.random.default_rng(7), 0
    context = contexts["internal"]
    results = ASSESSMENT_RESULTS
    rows = [
        {
            "line_id": f"A{n}", "module": ("M1", "M2")[n % 2], "channel": ASSESSED_CHANNELS[n % 4], "commitment": "E4",
            "assessed_on": date(2022, 9, 14), "exercise_year": 2022, "result": str(draw.choice(results)),
        }
        for n in range(60)
    ]  # fmt: skip
    table = _grid_table(context, rows)
    parts = []
    for row in table.rows:
        if not row[0].text.startswith("Ensemble"):
            parts.append(row)
            continue
        checked += sum(check_column(table, column, parts, row) for column in range(1, 1 + len(results)))
        parts = []
    assert checked == 2 * len(results)


def _grid_table(context, rows):
    frame = build_table("self_assessment", rows, COMMON)
    shown = shown_to(context, self_assessment=rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assessment_grid, "grid", lambda _: frame)
        return assessment_grid.module_table(shown)
