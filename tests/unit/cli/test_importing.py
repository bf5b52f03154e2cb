"""`qep import`: what is refused before any file is read."""

from types import SimpleNamespace

import pytest

from qep_lib.cli import main
from qep_lib.cli.importing import _request, import_corrected, import_files, parse_day
from qep_lib.errors import ParameterError
from qep_lib.model.workspace import Workspace

ASKED = {
    "source": "request-register",
    "site": "18",
    "period": "2020",
    "extracted_on": "2021-01-11",
    "nature": "real",
    "note": "Vu.",
    "replaces": "mai.csv",
    "accept_rejected": True,
    "dropped": ["Thème"],
    "only_period": True,
    "sheets_left": ["Archives"],
}
NOTHING = dict.fromkeys(ASKED) | {
    "file": None,
    "run_ids": [],
    "accept_rejected": False,
    "dropped": (),
    "only_period": False,
    "sheets_left": (),
}


@pytest.mark.parametrize("name", ASKED)
def test_an_option_about_a_file_is_refused_without_a_file(tmp_path, monkeypatch, name):
    """It would be ignored, and the files of every declared run imported instead; even beside --run."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    option = "--" + {"replaces": "replace", "dropped": "drop-column", "sheets_left": "leave-sheet"}.get(
        name, name
    ).replace("_", "-")
    with pytest.raises(ParameterError, match=f"^{option} : il manque le fichier"):
        import_files(**NOTHING | {name: ASKED[name], "run_ids": ["cher-2020"]})


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_date_that_is_no_number_either_is_refused(value):
    """J05: no parameter is a number, and those words are no date."""
    with pytest.raises(ParameterError, match="--as-of"):
        parse_day(value, "as-of")


def test_every_option_that_needs_a_file_is_named_at_once(tmp_path, monkeypatch):
    """One correction is enough."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    with pytest.raises(ParameterError, match="--source, --site, --accept-rejected : il manque le fichier"):
        import_files(**NOTHING | {"source": "x", "site": "18", "accept_rejected": True})


def test_a_filled_list_says_itself_of_which_file_it_is(tmp_path, monkeypatch):
    """Beside it, what describes a file would be ignored: it is refused, by name."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    with pytest.raises(ParameterError, match="^--corrected avec --site, --drop-column : la liste dit elle-même"):
        import_corrected("rempli.xlsx", {"source": None, "site": "18", "run": [], "drop-column": ["Thème"]})


def test_a_file_named_beside_a_filled_list_is_refused_with_it(tmp_path, monkeypatch, capsys):
    """By the command itself: the file that was typed would be left out without a word."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    (tmp_path / "params").mkdir()
    with pytest.raises(SystemExit, match="2"):
        main(["import", "registre.csv", "--corrected", "rempli.xlsx"])
    assert "--corrected avec --FICHIER : la liste dit elle-même" in capsys.readouterr().err


def test_what_of_a_file_is_not_read_is_an_option(tmp_path, monkeypatch):
    """As in a run: the rows of the period only, and all sheets but those named."""
    workspace, catalogue = (
        Workspace(tmp_path),
        SimpleNamespace(sources={"registre": None}, sites={"18": None}, left_out=()),
    )
    monkeypatch.setattr("qep_lib.cli.importing.select_sites", lambda codes, sites: codes)
    options = {"source": "registre", "site": "18", "period": "2020", "extracted-on": "2021-01-11", "nature": "real"}
    asked = _request(workspace, catalogue, "registre.xlsx", options, None, only_period=True, sheets_left=["Archives"])
    assert (asked.only_period, asked.sheets_left) == (True, ("Archives",))
    plain = _request(workspace, catalogue, "registre.xlsx", options, None)
    assert (plain.only_period, plain.sheets_left) == (None, ())
