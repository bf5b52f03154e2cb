"""Both kinds of kernels publish the same report: `--engine papermill` and `--engine fork`, to the last byte."""

import os

import pytest

from qep_lib.model.workspace import Workspace
from qep_lib.runs.record.history import read_latest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="noyaux dérivés : systèmes qui ont fork")

COMPARED = ("bilan", "complaints")
"""The bilan reads every table and draws every kind of figure; the complaints add the curve of delays, drawn from rows.
An ordinary kernel costs three seconds of processor: the other reports and the public audience, which show parts of these
two, are left out."""
IDS = {f"18/2020/interne/{name}" for name in COMPARED}


def published(workspace, report_id):
    """Relative path -> (bytes, number of the file on the disk) of every file of a report."""
    folder = workspace / "reports" / report_id
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_ino)
        for path in folder.rglob("*")
        if path.is_file()
    }


def run_with(qep, workspace, engine):
    """Make the compared reports again with that engine, and check that it is the one that made them."""
    chosen = [word for name in COMPARED for word in ("--report", name)]
    code, said = qep(
        workspace, "run", "--site", "18", "--period", "2020", "--audience", "internal", *chosen, "--force",
        "--engine", engine,
    )  # fmt: skip
    assert code == 0, said
    latest = read_latest(Workspace(workspace))
    told = {(latest[id_].outcome.status, latest[id_].outcome.engine, latest[id_].outcome.fallback) for id_ in IDS}
    assert told == {("published", engine, None)}
    return {report_id: published(workspace, report_id) for report_id in IDS}


@pytest.mark.long
def test_forked_and_ordinary_kernels_publish_the_same_bytes(workspace, qep):
    """HTML, PDF, workbook, tables, data, notebook and record, each file written anew by each engine."""
    forked, ordinary = run_with(qep, workspace, "fork"), run_with(qep, workspace, "papermill")
    for report_id in IDS:
        kinds = {path.rpartition(".")[2] for path in forked[report_id]}
        assert kinds == {"html", "pdf", "docx", "xlsx", "csv", "parquet", "ipynb", "json"}
        assert forked[report_id].keys() == ordinary[report_id].keys()
        for path, (content, number) in forked[report_id].items():
            again, other_number = ordinary[report_id][path]
            assert number != other_number, f"{report_id}/{path} n'a pas été refait"
            assert content == again, f"{report_id}/{path}"
