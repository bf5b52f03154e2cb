"""What an import promises as a whole: idempotent, one dataset at a time, raw files untouched, parameters checked."""

import csv
import dataclasses
import os
import stat

import pytest

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.store import read_manifest


def test_importing_the_same_file_twice_changes_nothing(desk):
    """The second import says so, keeps the counts and does not write a byte."""
    first = desk.put_register(desk.row(1), desk.row(2, Canal="Pigeon"))
    before = desk.snapshot()
    again = desk.put_register(desk.row(1), desk.row(2, Canal="Pigeon"))
    assert (first.is_unchanged, again.is_unchanged) == (False, True)
    assert (again.rows_read, again.rows_accepted, again.rejected_path) == (2, 1, first.rejected_path)
    assert desk.snapshot() == before


def test_a_changed_mapping_makes_the_same_file_new(desk):
    """Editing params/sources reads the file again, even if its bytes did not change."""
    desk.put_register(desk.row(1))
    sources = dict(desk.catalogue.sources)
    sources["register"] = sources["register"].model_copy(update={"description": "Autre"})
    changed = dataclasses.replace(desk, catalogue=dataclasses.replace(desk.catalogue, sources=sources))
    assert changed.put_register(desk.row(1)).is_unchanged is False


def test_a_changed_request_makes_the_same_file_new(desk):
    """Another nature of data must reach the store."""
    desk.put_register(desk.row(1))
    assert desk.put_register(desk.row(1), nature="fictitious").is_unchanged is False
    assert desk.table()["nature"].tolist() == ["fictitious"]


def test_a_new_version_of_a_file_replaces_its_own_rows_only(desk):
    """Rows of the other file stay."""
    desk.put_register(desk.row(1), desk.row(2), name="a.csv")
    desk.put_register(desk.row(3), name="b.csv")
    desk.put_register(desk.row(2, Canal="Courrier"), name="a.csv")
    assert dict(zip(desk.table()["request_id"], desk.table()["channel"], strict=True)) == {"R2": "post", "R3": "email"}


def test_a_row_that_another_file_already_gave_is_rejected(desk):
    """The sentence names the other dataset and its line."""
    desk.put_register(desk.row(1), name="a.csv")
    outcome = desk.put_register(desk.row(1, Canal="Courrier"), desk.row(2), name="b.csv")
    (issue,) = outcome.issues
    assert "déjà rangé par « register/18/a.csv », ligne 2" in issue.sentence
    assert desk.table()["channel"].tolist() == ["email", "email"]


def test_the_same_content_under_another_name_is_refused(desk):
    """Otherwise everything would be counted twice."""
    desk.put_register(desk.row(1), name="a.csv")
    with pytest.raises(DataRefused, match=r"copie\.csv : fichier identique \(sha256\) à « a\.csv »"):
        desk.put_register(desk.row(1), name="copie.csv")


def test_a_raw_file_is_never_modified(desk):
    """Bytes and times of the file are the same after an import with warnings and rejects."""
    path = desk.write("registre.csv", desk.delimited(desk.register_headings, desk.row(1), desk.row(2, Nature="?")))
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode)
    desk.put_register(desk.row(1), desk.row(2, Nature="?"))
    os.utime(path, ns=(0, before[1]))
    desk.check("registre.csv")
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) == before


def test_too_many_rejects_refuse_the_file_but_leave_the_list_to_correct(stored):
    """Nothing stored changes; the rejected rows wait in data/restreint, and the message gives the path."""
    before = stored.snapshot()
    with pytest.raises(DataRefused) as refusal:
        stored.put_register(stored.row(1), stored.row(2, Nature="?"), stored.row(3, Nature="?"), name="trop.csv")
    assert "2 ligne(s) écartée(s) sur 3, plus que les 50 % tolérés" in str(refusal.value)
    assert stored.snapshot() == before
    path = stored.workspace.restricted / "rejets" / "register__18__trop.csv.csv"
    assert "data/restreint/rejets/register__18__trop.csv.csv" in str(refusal.value)
    assert path.exists()


def test_rejected_rows_are_listed_with_what_to_do_and_the_raw_row(desk):
    """One line a fault: place, value, reason, remedy, then the row as it was; a formula cannot run from it."""
    outcome = desk.put_register(desk.row(1), desk.row(2, Nature="=1+1"))
    with outcome.rejected_path.open(encoding="utf-8-sig", newline="") as stream:
        (line,) = csv.DictReader(stream, delimiter=";")
    assert (line["fichier"], line["ligne"], line["colonne"]) == ("registre.csv", "3", "Nature")
    assert line["motif"].startswith("valeur inconnue")
    assert line["à faire"].startswith("corriger la cellule")
    assert (line["valeur"], line["Nature"], line["N°"]) == ("'=1+1", "'=1+1", "R2")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_rejected_rows_are_readable_by_their_owner_only(desk):
    """They may hold personal data."""
    path = desk.put_register(desk.row(1), desk.row(2, Nature="?")).rejected_path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.workspace.restricted.stat().st_mode) == 0o700


def test_a_corrected_file_removes_the_former_list_of_rejects(desk):
    """No stale list stays beside a clean import."""
    path = desk.put_register(desk.row(1), desk.row(2, Nature="?")).rejected_path
    outcome = desk.put_register(desk.row(1), desk.row(2))
    assert outcome.rejected_path is None
    assert not path.exists()


def test_checking_a_file_writes_nothing(desk):
    """The outcome is the import's, without store, manifest or list of rejects."""
    desk.write("registre.csv", desk.delimited(desk.register_headings, desk.row(1), desk.row(2, Nature="?")))
    checked = desk.check("registre.csv")
    assert (checked.rows_read, checked.rows_accepted, checked.rejected_path) == (2, 1, None)
    assert not (desk.workspace.root / "data").exists()


def test_the_manifest_says_what_came_in_and_from_where(desk):
    """Counts, encoding, hash and warnings of the file."""
    rows = [desk.row(1), desk.row(2, Nature="Reclamation"), desk.row(3, Nature="?")]
    desk.write("registre.csv", desk.delimited(desk.register_headings, *rows), encoding="cp1252")
    desk.put("registre.csv", (desk.workspace.root / "registre.csv").read_bytes())
    (entry,) = read_manifest(desk.workspace, ["18"])
    assert (entry.rows_read, entry.rows_accepted, entry.rows_rejected) == (3, 2, 1)
    assert (entry.dataset, entry.encoding) == ("register/18/registre.csv", "Windows-1252")
    assert [path for path, _ in entry.partitions] == ["data/store/requests/site=18/year=2020.parquet"]
    assert "lu comme « Réclamation »" in entry.warnings[0]


def test_a_site_out_of_the_registry_is_refused_before_the_file_is_opened(desk):
    """The file does not even exist; the message suggests the nearest code."""
    with pytest.raises(ParameterError, match=r"site inconnu : « 18-vierzn » ; vouliez-vous dire « 18-vierzon »"):
        desk.check("absent.csv", site="18-vierzn")


def test_an_unknown_source_is_refused_with_the_known_ones(desk):
    """The message lists what exists and suggests the nearest."""
    with pytest.raises(ParameterError, match=r"source inconnue : « registre » ; vouliez-vous dire « register »"):
        desk.check("absent.csv", source="registre")


def test_a_period_that_does_not_parse_is_refused(desk):
    """The message gives the accepted forms."""
    with pytest.raises(ParameterError, match=r"période « 2020-T5 » illisible. Accepté : 2020, 2022-S1"):
        desk.check("absent.csv", period="2020-T5")


def test_a_failed_import_keeps_the_former_version_of_the_same_file(desk):
    """A broken export does not erase last week's good one."""
    desk.put_register(desk.row(1))
    before = desk.snapshot()
    with pytest.raises(DataRefused):
        desk.put("registre.csv", "N°;Canal\nR1;Courriel\n")
    assert desk.snapshot() == before


def test_a_mapping_to_a_value_that_the_table_does_not_know_is_caught(desk):
    """The net below the converters: a source that maps a label to an undeclared value rejects the rows it spoils."""
    source = desk.catalogue.sources["register"]
    channel = source.columns["channel"].model_copy(update={"values": {"email": ("Courriel",), "fax": ("Fax",)}})
    desk.catalogue.sources["register"] = source.model_copy(update={"columns": {**source.columns, "channel": channel}})
    outcome = desk.put_register(desk.row(1), desk.row(2, Canal="Fax"))
    (issue,) = outcome.issues
    assert (issue.row, issue.code, issue.value) == (3, "schema", "fax")
    assert "email, web_form, post" in issue.accepted
    assert desk.table()["request_id"].tolist() == ["R1"]
