"""`qep import`: what is refused before any file is read."""

import pytest

from qep_lib.cli.importing import import_files, parse_day
from qep_lib.errors import ParameterError

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
}
NOTHING = dict.fromkeys(ASKED) | {"file": None, "run_ids": [], "accept_rejected": False, "dropped": ()}


@pytest.mark.parametrize("name", ASKED)
def test_an_option_about_a_file_is_refused_without_a_file(tmp_path, monkeypatch, name):
    """It would be ignored, and the files of every declared run imported instead; even beside --run."""
    monkeypatch.setenv("QEP_WORKSPACE", str(tmp_path))
    option = "--" + {"replaces": "replace", "dropped": "drop-column"}.get(name, name).replace("_", "-")
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
