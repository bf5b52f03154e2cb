"""`qep run --executor dask`: real reports, made by real workers, and the command's exit codes when there is no cluster."""

import socket

import pytest

CHER = ("--site", "18", "--period", "2020", "--report", "satisfaction", "--force", "--executor", "dask")


def files(folder):
    """Relative path -> bytes of every file below."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.long
def test_a_report_made_on_a_cluster_has_the_same_bytes(workspace, qep):
    """Papermill runs in a thread of a dask worker there, and nothing in the report shows it."""
    before = files(workspace / "reports")
    code, said = qep(workspace, "run", *CHER, "--jobs", "2")
    assert code == 0, said
    assert "2 rapports publiés" in said
    assert files(workspace / "reports") == before


def test_a_cluster_that_is_not_there_is_a_wrong_parameter(workspace, qep):
    """Exit code 2 and a French sentence; the reports are as they were, and no status calls them interrupted."""
    before = files(workspace / "reports")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    code, said = qep(workspace, "run", *CHER, "--scheduler", address)
    assert (code, "aucun ordonnanceur dask ne répond" in said, "Traceback" in said) == (2, True, False), said
    assert files(workspace / "reports") == before
    code, said = qep(workspace, "status")
    assert code == 0 and "refusé, aucun rapport n'a été lancé" in said and "2 non lancé" in said, said
    assert said.count("aucun ordonnanceur dask ne répond") == 1 and "interrompu" not in said, said
