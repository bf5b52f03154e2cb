"""What a document shows comes from the tables that its report declares: their files alone are in its provenance and its key."""

from dataclasses import replace
from pathlib import Path

import pytest
from report_calls import document_of, lines_of

from qep_lib import open_report
from qep_lib.model.tables import DECLARED
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.context import ReportContext
from qep_lib.reports.main_results import main_results
from qep_lib.reports.opening import report_of

SITES = {"indre-et-loire-2021": "37", "moselle-2021": "57"}
CATALOGUE = read_catalogue(Workspace(Path(__file__).parents[3]))
OPTIONS = ("very_satisfied", "satisfied", "unsatisfied", "very_unsatisfied")
ASKED = [(run_id, report_id) for run_id in SITES for report_id in CATALOGUE.runs[run_id].reports]


@pytest.fixture(scope="session")
def two_sites(made_once, imported_workspace):
    """Root of a workspace of a site that has every table of four years, and of one that has a grid and few others."""
    return made_once("tout-et-presque-rien", lambda folder: imported_workspace(folder, tuple(SITES)))


@pytest.fixture
def opened(two_sites, monkeypatch):
    """The function that opens a public report of a run, which reads no line of another table; without drawings, whose words are
    those of their tables."""
    monkeypatch.setenv("QEP_WORKSPACE", str(two_sites))
    monkeypatch.setattr(
        "qep_lib.display.canvas.FigureCanvasSVG.print_svg", lambda canvas, out, **_: out.write("<svg></svg>")
    )
    read = ReportContext.table

    def table(context, name):
        assert name in context.catalogue.reports[context.report_id].tables_read, name
        return read(context, name)

    monkeypatch.setattr(ReportContext, "table", table)
    return lambda run_id, report_id: open_report(report_id, SITES[run_id], "2021", "2022-06-27", "public")


def without_unread(context):
    """`context` as it would be if the site had no figure from a table that its report does not declare."""
    read = context.catalogue.reports[context.report_id].tables_read

    def kept(rows):
        return {id_: {group: _known(row, id_) for group, row in groups.items()} for id_, groups in rows.items()}

    def _known(row, id_):
        tables = {DECLARED} if row.origin == "declared" else {way.table for way in context.indicator(id_).ways()}
        return row if tables & {*read} else replace(row, value=None, previous=None, rating=None, status="no_data")

    return replace(
        context,
        measured=kept(context.measured),
        earlier=tuple((period, kept(rows)) for period, rows in context.earlier),
    )


@pytest.mark.parametrize(("run_id", "report_id"), ASKED)
def test_a_document_shows_nothing_of_what_its_report_does_not_declare(opened, run_id, report_id):
    """The slides of the Moselle showed its grid, which was neither in their sources nor in their key."""
    report = opened(run_id, report_id)
    asked = [*lines_of(document_of(report))]
    assert asked and [*lines_of(document_of(report_of(without_unread(report.context))))] == asked


def test_a_split_that_was_not_published_is_told_as_invented(two_sites, monkeypatch):
    """Of the Moselle, 54 % alone was published: 32 and 22 % are fictitious, in the figures and in the words beside them."""
    monkeypatch.setenv("QEP_WORKSPACE", str(two_sites))
    report = open_report("satisfaction", "57", "2021", "2022-02-03", "public")
    rows = report.context.rows("satisfaction_reception_pct")
    assert {name: row.nature for name, row in rows.items() if name.startswith("option=") or not name} == {
        "": "reconstructed",
        **{f"option={name}": "fictitious" for name in OPTIONS},
    }
    note = "Répartition entre les degrés fictive, absente du document publié"
    assert f"{note}." in report.satisfaction.criteria_table().notes
    assert report.satisfaction.levels_figure().caption.endswith(f" ; r{note[1:]}")


def test_what_is_to_improve_is_the_same_in_the_short_report_the_whole_one_and_the_slides(opened):
    """The short one alone read the year before the compared one: its cards and the actions that answer were others."""
    short, whole, deck = (opened("indre-et-loire-2021", one) for one in ("bilan", "bilan_complet", "users_committee"))

    def chosen(report):
        return [(one.indicator.id, one.row.group, one.verdict) for one in main_results(report.context)]

    assert chosen(short) == chosen(whole) == chosen(deck) and "told" not in [verdict for *_, verdict in chosen(short)]
    assert short.what_next() == whole.what_next()
