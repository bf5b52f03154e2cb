"""A workspace where a site has nothing but one declared figure: what most sites look like at first."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from report_calls import document_of

from qep_lib import open_report
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).parents[3]
GROUP = 'groups: [{id: centre, label: "Centre", lead: "41", sites: ["41", "18"], why: "Exemple"}]\n'
HEADINGS = "Code indicateur;Groupe;Période;Valeur N;Valeur N-1;Cible;Arrêté au;Source\n"


def _import_text(root, name, source, text, nature="real", fictitious_columns=(), period="2022"):
    """Write `text` as a file of the workspace and import it for Loir-et-Cher, year 2022 unless said otherwise."""
    (root / name).write_text(text, encoding="utf-8")
    request = Import(
        file=name,
        source=source,
        site="41",
        period=period,
        extracted_on=date(2023, 1, 10),
        nature=nature,
        fictitious_columns=fictitious_columns,
    )
    workspace = Workspace(root)
    return import_file(workspace, read_catalogue(workspace), request)


@pytest.fixture(scope="session")
def odd_workspace(made_once, imported_workspace, odd_region):
    """Root of the workspace of an odd Centre-Val de Loire (`data/odd-region`): to be read, never changed."""
    runs = ("centre-val-de-loire-2021", "cher-2020", "loir-et-cher-2021")
    return made_once("region-insolite", lambda folder: imported_workspace(folder, runs, odd_region))


@pytest.fixture(scope="session")
def invented_workspace(made_once):
    """Root of a workspace where the fictitious run of site 53 is imported: to be read, never changed."""

    def make(root):
        for name in ("params", "notebooks", "examples/fictif-2022"):
            shutil.copytree(PROJECT / name, root / name)
        workspace = Workspace(root)
        catalogue = read_catalogue(workspace)
        for request in catalogue.runs["fictif-2022"].imports:
            outcome = import_file(workspace, catalogue, request)
            assert outcome.rows_accepted == outcome.rows_read > 0

    return made_once("fictif", make)


@pytest.fixture
def invented(invented_workspace, monkeypatch):
    """The function that opens a report of that site."""
    monkeypatch.setenv("QEP_WORKSPACE", str(invented_workspace))

    def opened(report, audience="internal", period="2022"):
        return open_report(report, "53", period, "2023-01-13", audience)

    return opened


@pytest.fixture(scope="session")
def documents(invented_workspace):
    """The function that gives the context and the document of a report of the invented site, each made once; what the method of
    those made may explain is its `explained`."""
    made, explained = {}, {}

    def read(report_id, audience):
        if (report_id, audience) not in made:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("QEP_WORKSPACE", str(invented_workspace))
                # Drawings take most of the time, and their words are those of their tables.
                patch.setattr(
                    "qep_lib.display.canvas.FigureCanvasSVG.print_svg",
                    lambda canvas, out, **_: out.write("<svg></svg>"),
                )
                report = open_report(report_id, "53", "2022", "2023-01-13", audience)
                made[report_id, audience] = report.context, document_of(report)
                explained[report_id, audience] = report.method().items
        return made[report_id, audience]

    read.explained = explained
    return read


@pytest.fixture
def bare_site(tmp_path, monkeypatch):
    """Root of a workspace where site 41 has one declared figure of 2022, a year without any target.

    It leads a group, so that every report can be asked of it; the other site has nothing.
    """
    for name in ("params", "notebooks"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    (tmp_path / "params" / "groups.yml").write_text(GROUP, encoding="utf-8")
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    _import_text(
        tmp_path, "declares.csv", "declared-figures", HEADINGS + "call_answer_pct;;2022;78;;;31/12/2022;Comité local\n"
    )
    return tmp_path


@pytest.fixture(scope="session")
def import_text():
    """The function that imports a small file for site 41."""
    return _import_text
