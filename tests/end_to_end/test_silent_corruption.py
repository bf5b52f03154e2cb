"""What a disk changes by itself is found, named, and mended from the file that was imported."""

import pytest


def flip_a_bit(path):
    """Turn one bit in the middle of a file, as a failing disk does."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.fixture
def partition(workspace):
    """The stored requests of the Cher."""
    (path,) = (workspace / "data" / "store" / "requests" / "site=18").glob("year=2020.parquet")
    return path


@pytest.mark.long
def test_rows_that_changed_by_themselves_are_named_then_stored_again(workspace, partition, qep):
    """`qep verify` names the imported file; the next report that reads it is made from the same rows as before."""
    sound = partition.read_bytes()
    page = workspace / "reports" / "18" / "2020" / "public" / "complaints" / "complaints.html"
    published = page.read_bytes()
    flip_a_bit(partition)
    code, said = qep(workspace, "verify")
    assert (code, "registre_demandes_2020.xlsx" in said, "abîmées ou modifiées" in said) == (4, True, True), said
    arguments = ("--site", "18", "--period", "2020", "--report", "complaints", "--audience", "public", "--force")
    code, said = qep(workspace, "run", *arguments)
    assert (code, "registre_demandes_2020.xlsx" in said) == (0, True), said
    assert partition.read_bytes() == sound
    assert page.read_bytes() == published
    assert qep(workspace, "verify")[0] == 0


def test_rows_whose_file_is_gone_stop_their_reports_and_say_what_to_bring_back(workspace, partition, qep):
    """Nothing is made from rows that are no longer those of the import, and nothing that was published goes."""
    raw = workspace / "examples" / "cher-2020" / "registre_demandes_2020.xlsx"
    raw.rename(raw.with_suffix(".ailleurs"))
    flip_a_bit(partition)
    page = workspace / "reports" / "18" / "2020" / "public" / "complaints" / "complaints.html"
    published = page.read_bytes()
    code, said = qep(workspace, "run", "--site", "18", "--period", "2020", "--report", "complaints", "--force")
    assert code in (3, 4) and "registre_demandes_2020.xlsx" in said and "Traceback" not in said, said
    assert page.read_bytes() == published


def test_a_ledger_cut_short_is_said(workspace, qep):
    """Not taken for the ledger of a batch that was killed."""
    ledger = next((workspace / "data" / "ledger").glob("*.jsonl"))
    content = ledger.read_bytes()
    ledger.write_bytes(content[: content.rstrip().rindex(b"\n") + 1])
    for command in (("status",), ("verify",)):
        _, said = qep(workspace, *command)
        assert ledger.stem in said and "tronqué ou modifié" in said, said
