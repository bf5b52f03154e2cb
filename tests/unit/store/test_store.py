"""What the store promises: typed rows back, other datasets untouched, and no crash that loses what was stored."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from qep_lib.errors import DataRefused
from qep_lib.files import file_sha256, replace_file
from qep_lib.model.results import RESULTS
from qep_lib.model.workspace import Workspace
from qep_lib.store.columns import read_columns
from qep_lib.store.manifest import DatasetEntry, commit, is_intact, read_manifest
from qep_lib.store.parquet import empty_table
from qep_lib.store.results import read_results, write_results
from qep_lib.store.tables import read_table, replace_dataset, store_new_site


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


def requests_frame(rows, dataset="register/18/2020/a.csv", site="18"):
    """Typed rows of `requests`: (id, day of receipt, day of reply or None)."""
    frame = pd.DataFrame(
        {
            "site_id": site,
            "request_id": [row[0] for row in rows],
            "kind": "complaint",
            "channel": "email",
            "perimeter": "inside",
            "received_on": pd.to_datetime([row[1] for row in rows]),
            "replied_on": pd.to_datetime([row[2] for row in rows]),
            "theme": [None] * len(rows),
            "action_taken": "Réponse « envoyée »",
            "dataset": dataset,
            "sheet": None,
            "source_row": range(2, 2 + len(rows)),
            "nature": "real",
        }
    )
    empty = empty_table("requests")
    return frame.astype(empty.dtypes.to_dict())[list(empty.columns)]


def entry(dataset="register/18/2020/a.csv", site="18", sha256="0" * 64, **changes):
    return DatasetEntry(
        dataset, "requests", site, dataset.rpartition("/")[2], sha256, "2020", date(2021, 1, 11), "real", **changes
    )


TWO_YEARS = [("R1", "2020-03-02", "2020-03-04"), ("R2", "2020-05-04", None), ("R3", "2021-01-05", None)]


def partitions(workspace):
    return sorted(path.relative_to(workspace.store).as_posix() for path in workspace.store.rglob("*.parquet"))


def all_bytes(workspace):
    files = (path for path in workspace.store.rglob("*") if path.is_file())
    return {path.relative_to(workspace.root).as_posix(): path.read_bytes() for path in files}


def test_stored_rows_come_back_typed_and_in_key_order(workspace):
    """What was stored is read back with the same types and missing values, sorted by key."""
    frame = requests_frame(TWO_YEARS)
    replace_dataset(workspace, entry(), frame.iloc[::-1])
    pd.testing.assert_frame_equal(read_table(workspace, "requests", ["18"], [2020, 2021]), frame)


@pytest.mark.parametrize("table", ["survey_answers", "requests", "declared_figures", "milestones", "actions"])
def test_nothing_stored_reads_as_an_empty_typed_table(workspace, table):
    """A site without data gives the table's columns and types, not an error."""
    pd.testing.assert_frame_equal(read_table(workspace, table, ["18"], range(2019, 2022)), empty_table(table))


def test_partitions_follow_table_site_and_year(workspace):
    """One file a table, site and year, and only the years of the rows."""
    replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
    assert partitions(workspace) == ["requests/site=18/year=2020.parquet", "requests/site=18/year=2021.parquet"]


def test_same_rows_in_any_order_give_the_same_bytes(tmp_path):
    """Storing again, elsewhere or in another order changes no byte."""
    frame = requests_frame(TWO_YEARS)
    first, second = Workspace(tmp_path / "a"), Workspace(tmp_path / "b")
    replace_dataset(first, entry(), frame)
    replace_dataset(second, entry(), frame.iloc[[2, 0, 1]])
    once = all_bytes(second)
    replace_dataset(second, entry(), frame)
    assert all_bytes(first) == once == all_bytes(second)


def test_a_new_version_replaces_its_own_rows_only(workspace):
    """Rows of another dataset in the same partition stay; a year left without row disappears."""
    other = requests_frame([("X1", "2020-01-06", None)], dataset="register/18/2020/b.csv")
    replace_dataset(workspace, entry("register/18/2020/b.csv"), other)
    replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
    replace_dataset(workspace, entry(sha256="1" * 64), requests_frame([("R9", "2020-07-01", None)]))
    kept = read_table(workspace, "requests", ["18"], [2020, 2021])
    assert kept["request_id"].tolist() == ["R9", "X1"]
    assert partitions(workspace) == ["requests/site=18/year=2020.parquet"]


def test_the_manifest_names_every_partition_with_its_present_hash(workspace):
    """A file shared by two datasets carries the same, current hash in both entries."""
    replace_dataset(workspace, entry(warnings=("w",), fictitious_columns=("theme",)), requests_frame(TWO_YEARS))
    added = requests_frame([("X1", "2020-01-06", None)], dataset="register/18/2020/b.csv")
    replace_dataset(workspace, entry("register/18/2020/b.csv"), added)
    first, second = read_manifest(workspace)
    assert (first.dataset, second.dataset) == ("register/18/2020/a.csv", "register/18/2020/b.csv")
    assert first.extracted_on == date(2021, 1, 11)
    assert (first.warnings, first.fictitious_columns) == (("w",), ("theme",))
    assert dict(first.partitions)["data/store/requests/site=18/year=2020.parquet"] == second.partitions[0][1]


def test_reading_a_site_never_opens_another_sites_files(workspace):
    """A damaged file of site 41 does not prevent reading site 18; asking for site 41 says which file to remove."""
    replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
    damaged = workspace.store / "requests" / "site=41" / "year=2020.parquet"
    damaged.parent.mkdir()
    damaged.write_bytes(b"not parquet")
    assert len(read_table(workspace, "requests", ["18"], [2020])) == 2
    assert len(read_manifest(workspace, ["18"])) == 1
    with pytest.raises(DataRefused, match="year=2020.parquet : fichier rangé abîmé ou modifié"):
        read_columns(workspace, "requests", ["41"], [2020], ["request_id"])
    with pytest.raises(DataRefused, match="fichier rangé abîmé ou modifié"):
        read_table(workspace, "requests", ["41"], [2020])
    (workspace.store / "manifest" / "41.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataRefused, match="registre des imports illisible"):
        read_manifest(workspace)


@pytest.mark.parametrize("content", ["[]", '{"datasets": {}, "x": 1', "{}", '{"datasets": [{}]}', '{"datasets": [1]}'])
def test_a_manifest_that_is_not_one_says_which_file_to_remove(workspace, content):
    """Cut, emptied, or made of other values: never an internal error."""
    (workspace.store / "manifest").mkdir(parents=True)
    (workspace.store / "manifest" / "18.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataRefused, match="18.json : registre des imports illisible"):
        read_manifest(workspace, ["18"])


class Crash(Exception):
    """Stands for a power cut."""


def crash_at(monkeypatch, step):
    """The step-th file operation that a replacement does never happens; returns the counter."""
    done = {"count": 0}

    def faulty(operation):
        def run(*arguments, **options):
            done["count"] += 1
            if done["count"] == step:
                raise Crash
            return operation(*arguments, **options)

        return run

    for owner, name in ((Path, "replace"), (Path, "unlink"), (os, "fsync")):
        monkeypatch.setattr(owner, name, faulty(getattr(owner, name)))
    return done


def test_a_crash_at_any_step_leaves_the_old_state_or_the_new_one_whole(tmp_path):
    """One failure at each file operation in turn: rows read afterwards are all old or all new, other datasets' rows
    are always there, and doing the import again ends in the same bytes as an import that never failed.
    """
    old = requests_frame(TWO_YEARS)
    new = requests_frame([("R1", "2020-03-02", "2020-03-09"), ("R7", "2022-02-01", None)])
    other = requests_frame([("X1", "2020-01-06", None)], dataset="register/18/2020/b.csv")

    def prepare(folder):
        workspace = Workspace(folder)
        replace_dataset(workspace, entry(), old)
        replace_dataset(workspace, entry("register/18/2020/b.csv"), other)
        return workspace

    unbroken = prepare(tmp_path / "unbroken")
    replace_dataset(unbroken, entry(sha256="1" * 64), new)
    years = [2020, 2021, 2022]
    outcomes, step = set(), 0
    while True:
        step += 1
        workspace = prepare(tmp_path / f"step{step}")
        with pytest.MonkeyPatch.context() as monkeypatch:
            crash_at(monkeypatch, step)
            try:
                replace_dataset(workspace, entry(sha256="1" * 64), new)
            except Crash:
                has_crashed = True
            else:
                has_crashed = False
        rows = read_table(workspace, "requests", ["18"], years)
        assert (rows["dataset"] == "register/18/2020/b.csv").sum() == 1
        own = rows.loc[rows["dataset"] == "register/18/2020/a.csv", "request_id"].tolist()
        assert own in (["R1", "R2", "R3"], ["R1", "R7"])
        outcomes.add(len(own))
        is_new = {known.dataset: known.sha256[0] for known in read_manifest(workspace)}["register/18/2020/a.csv"] == "1"
        assert is_new == (len(own) == 2)
        replace_dataset(workspace, entry(sha256="1" * 64), new)
        temporary = [path for path in all_bytes(workspace) if path.endswith((".tmp", ".new", ".journal"))]
        stored = {path: content for path, content in all_bytes(workspace).items() if path not in temporary}
        assert stored == all_bytes(unbroken)
        if not has_crashed:
            break
    assert outcomes == {2, 3}
    assert step > 5


def results_frame():
    """Two results: one measured, one without data."""
    rows = {
        "indicator_id": ["a_pct", "b_pct"], "site_id": "18", "period": "2020", "group": ["", "option=x"],
        "numerator": [3.0, np.nan], "n": [4, None], "status": ["ok", "no_data"], "origin": "computed",
        "nature": "real", "as_of": pd.to_datetime(["2020-11-30", None]), "is_change_demonstrated": [True, None],
    }  # fmt: skip
    dtypes = {"string": "str", "date": "datetime64[s]", "float": "float64", "int": "Int64", "bool": "boolean"}
    frame = pd.DataFrame(rows).reindex(columns=[column.name for column in RESULTS])
    return frame.astype({column.name: dtypes[column.type] for column in RESULTS})


def test_results_come_back_with_the_key_they_were_measured_under(workspace):
    """The frame and its key are one file, so one never goes without the other; the same key writes the same bytes."""
    assert read_results(workspace, "18", "2020") is None
    write_results(workspace, "18", "2020", results_frame(), "abc")
    path = workspace.results / "site=18" / "2020.parquet"
    content = path.read_bytes()
    frame, key = read_results(workspace, "18", "2020")
    assert key == "abc"
    pd.testing.assert_frame_equal(frame, results_frame())
    write_results(workspace, "18", "2020", frame, "abc")
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"PAR1 PAR1", "cut", "another table"])
def test_damaged_results_count_as_absent(workspace, content):
    """They are derived: measuring again is enough, nothing stops."""
    write_results(workspace, "18", "2020", results_frame(), "abc")
    path = workspace.results / "site=18" / "2020.parquet"
    if content == "cut":
        content = path.read_bytes()[:-40]
    elif content == "another table":
        replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
        content = (workspace.store / "requests" / "site=18" / "year=2020.parquet").read_bytes()
    path.write_bytes(content)
    assert read_results(workspace, "18", "2020") is None


def test_a_dataset_is_withdrawn_in_the_same_change(workspace):
    """Its rows and its line of the manifest go, a partition left empty too; a third dataset is untouched."""
    third = requests_frame([("Y1", "2020-01-06", None)], dataset="register/18/2020/c.csv")
    replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
    replace_dataset(workspace, entry("register/18/2020/c.csv"), third)
    new = requests_frame([("X1", "2020-01-06", None)], dataset="register/18/2020/b.csv")
    replace_dataset(workspace, entry("register/18/2020/b.csv"), new, ["register/18/2020/a.csv"])
    assert read_table(workspace, "requests", ["18"], [2020, 2021])["request_id"].tolist() == ["X1", "Y1"]
    assert [known.dataset[-5:] for known in read_manifest(workspace)] == ["b.csv", "c.csv"]
    assert all(is_intact(workspace, known) for known in read_manifest(workspace))
    assert partitions(workspace) == ["requests/site=18/year=2020.parquet"]


def test_lost_rows_stay_told_until_they_are_stored_again(workspace):
    """Writing another dataset into a damaged partition does not make the lost one look whole."""
    replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
    other = requests_frame([("X1", "2020-01-06", None)], dataset="register/18/2020/b.csv")
    (workspace.store / "requests" / "site=18" / "year=2020.parquet").write_bytes(b"not parquet")
    replace_dataset(workspace, entry("register/18/2020/b.csv"), other)
    assert [is_intact(workspace, known) for known in read_manifest(workspace)] == [False, True]
    replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
    assert [is_intact(workspace, known) for known in read_manifest(workspace)] == [True, True]
    assert len(read_table(workspace, "requests", ["18"], [2020, 2021])) == 4


def test_coded_texts_are_stored_as_the_same_bytes(tmp_path):
    """Whether a text column is plain or categorical, whatever its codes and its unused categories, changes no byte."""
    frame = requests_frame(TWO_YEARS)
    texts = frame.select_dtypes("str").columns
    known = sorted({"email", "unused", *frame[texts].stack().dropna()}, reverse=True)
    coded = frame.astype(dict.fromkeys(texts, pd.CategoricalDtype(pd.Index(known, dtype="str"))))
    plain, categorical = Workspace(tmp_path / "a"), Workspace(tmp_path / "b")
    replace_dataset(plain, entry(), frame)
    replace_dataset(categorical, entry(), coded)
    assert all_bytes(plain) == all_bytes(categorical)
    pd.testing.assert_frame_equal(read_table(categorical, "requests", ["18"], [2020, 2021]), frame)


def test_rows_are_sorted_by_every_part_of_their_key(workspace):
    """Part after part, by the text itself and not by the order in which it came, a missing one after all others."""
    keys = [("desk", "2", "b", "z"), ("desk", "10", "a", None), ("desk", "10", "a", "é"), ("app", "9", "z", "y"),
            ("desk", "10", "a", "z"), ("desk", "2", "b", None)]  # fmt: skip
    columns = ["questionnaire_id", "answer_id", "item_id", "option_id"]
    frame = pd.DataFrame(keys, columns=columns).assign(
        site_id="18", answered_on=pd.Timestamp("2020-03-02"), state="answered", dataset="s/18/2020/a.csv",
        source_row=range(2, 8), nature="real",
    )  # fmt: skip
    empty = empty_table("survey_answers")
    frame = frame.reindex(columns=empty.columns).astype(empty.dtypes.to_dict())
    replace_dataset(workspace, replace(entry("s/18/2020/a.csv"), table="survey_answers"), frame)
    stored = read_table(workspace, "survey_answers", ["18"], [2020])
    assert stored["source_row"].tolist() == [5, 6, 4, 3, 2, 7]


def test_rows_stored_before_a_column_was_added_have_no_value_there(workspace):
    """A partition of an earlier version, alone or beside one of today: read as it is, its rows are not lost."""
    path = workspace.store / "declared_figures" / "site=18" / "year=2020.parquet"
    path.parent.mkdir(parents=True)
    figure = {"site_id": "18", "indicator_id": "visits_count", "group": "", "period": "2020", "value": 10.0}
    rest = {"dataset": "figures/18/2020/anciens.csv", "nature": "real", "source": "bilan"}
    pd.DataFrame([figure | rest]).to_parquet(path, index=False)
    (workspace.store / "manifest").mkdir()
    stored = ((_relative(workspace, path), file_sha256(path)),)
    commit(workspace, "18", [], [], [replace(entry(rest["dataset"]), table="declared_figures", partitions=stored)])
    (row,) = read_table(workspace, "declared_figures", ["18"], [2020]).to_dict("records")
    assert (row["value"], row["source"], row["nature"]) == (10, "bilan", "real")
    assert pd.isna(row["grain"]) and pd.isna(row["as_of"])


def _relative(workspace, path):
    return path.relative_to(workspace.root).as_posix()


@pytest.mark.parametrize("table", ["requests", "results"])
def test_a_bit_that_turns_by_itself_anywhere_is_noticed(workspace, table):
    """In any byte of the file, however sound Parquet it may still look: rows are refused by the name of their file, results,
    which are derived, are measured again."""
    if table == "requests":
        replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
        path = workspace.store / "requests" / "site=18" / "year=2020.parquet"
    else:
        write_results(workspace, "18", "2020", results_frame(), "abc")
        path = workspace.results / "site=18" / "2020.parquet"
    sound = path.read_bytes()
    for place in range(0, len(sound), 7):
        content = bytearray(sound)
        content[place] ^= 1 << place % 8
        path.write_bytes(content)
        if table == "requests":
            with pytest.raises(DataRefused, match="year=2020.parquet : fichier rangé abîmé ou modifié"):
                read_table(workspace, "requests", ["18"], [2020])
        else:
            assert read_results(workspace, "18", "2020") is None
    path.write_bytes(sound)


def test_rows_that_no_manifest_knows_are_not_read(workspace):
    """A partition put there by hand is nobody's import."""
    replace_dataset(workspace, entry(), requests_frame(TWO_YEARS))
    path = workspace.store / "requests" / "site=18" / "year=2020.parquet"
    (path.parent / "year=2019.parquet").write_bytes(path.read_bytes())
    with pytest.raises(DataRefused, match="year=2019.parquet"):
        read_table(workspace, "requests", ["18"], [2019])


def test_a_list_of_imports_changed_by_hand_is_not_believed(workspace):
    """It says its own hash: a figure of it that has changed would be printed beside the bases."""
    replace_dataset(workspace, entry(rows_read=4), requests_frame(TWO_YEARS))
    path = workspace.store / "manifest" / "18.json"
    text = path.read_text(encoding="utf-8")
    replace_file(path, text.replace('"rows_read": 4', '"rows_read": 5').encode())
    with pytest.raises(DataRefused, match="18.json : registre des imports illisible ou modifié"):
        read_manifest(workspace, ["18"])
    former = json.loads(text)
    del former["sha256"]
    replace_file(path, json.dumps(former).encode())
    assert len(read_manifest(workspace, ["18"])) == 1


def arrow_rows(dataset, ids, year):
    """Requests as the invented country draws them: some columns only, texts not coded."""
    count = len(ids)
    texts = {"site_id": "18", "kind": "complaint", "channel": "email", "perimeter": "inside", "nature": "real"}
    columns = {name: pa.array([text] * count) for name, text in (texts | {"dataset": dataset}).items()}
    numbers = {"request_id": pa.array(ids), "source_row": pa.array(range(2, count + 2))}
    return pa.table(columns | numbers | {"received_on": pa.array([date(year, 3, 2)] * count)})


def test_the_first_datasets_of_a_site_are_stored_at_once(workspace):
    """Rows in key order, what a table of arrows lacks is missing, each entry knows its partition."""
    names = {year: f"register/18/{year}/a.csv" for year in (2020, 2021)}
    store_new_site(
        workspace,
        "18",
        ((entry(name), year, arrow_rows(name, [f"{year}-2", f"{year}-1"], year)) for year, name in names.items()),
    )
    rows = read_table(workspace, "requests", ["18"], [2020, 2021])
    assert rows["request_id"].tolist() == ["2020-1", "2020-2", "2021-1", "2021-2"]
    assert rows["replied_on"].isna().all() and rows.dtypes.equals(empty_table("requests").dtypes)
    stored = read_manifest(workspace, ["18"])
    assert [len(known.partitions) for known in stored] == [1, 1]
    assert all(is_intact(workspace, known) for known in stored)


def test_a_dataset_stored_at_once_has_the_bytes_of_an_import(workspace, tmp_path):
    """Two ways in, one store."""
    name = "register/18/2020/a.csv"
    store_new_site(workspace, "18", [(entry(), 2020, arrow_rows(name, ["R1", "R2"], 2020))])
    imported = Workspace(tmp_path / "autre")
    replace_dataset(imported, entry(), read_table(workspace, "requests", ["18"], [2020]))
    (path,) = partitions(workspace)
    assert (workspace.store / path).read_bytes() == (imported.store / path).read_bytes()


def test_stored_rows_are_never_covered_by_a_new_site(workspace):
    """A site that has anything is not new, and a partition belongs to one dataset."""
    one, two = ("register/18/2020/a.csv", "register/18/2020/b.csv")
    given = [(entry(name), 2020, arrow_rows(name, ["R1"], 2020)) for name in (one, two)]
    with pytest.raises(ValueError, match="two datasets"):
        store_new_site(workspace, "18", given)
    assert read_manifest(workspace, ["18"]) == ()
    store_new_site(workspace, "18", given[:1])
    with pytest.raises(ValueError, match="stored already"):
        store_new_site(workspace, "18", given[1:])
    assert len(read_table(workspace, "requests", ["18"], [2020])) == 1
