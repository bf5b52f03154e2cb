"""What an import promises as a whole: idempotent, one dataset at a time, raw files untouched, parameters checked."""

import csv
import dataclasses
import os
import stat

import pandas as pd
import pytest

from qep_lib.errors import DataRefused, ParameterError
from qep_lib.intake.arrival import rejects_path
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Source
from qep_lib.runs.execute.imports import repair_damaged
from qep_lib.store.manifest import read_manifest
from qep_lib.store.tables import replace_dataset


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
    """The same number and the same values: counted once. The sentence names the other dataset and its line."""
    desk.put_register(desk.row(1), name="a.csv")
    outcome = desk.put_register(desk.row(1), desk.row(2), name="b.csv")
    (issue,) = outcome.issues
    assert "même identifiant et mêmes valeurs que la ligne 2 de « register/18/2020/a.csv »" in issue.sentence
    assert (issue.severity, desk.table()["request_id"].tolist()) == ("reject", ["R1", "R2"])


def test_a_number_that_another_file_gave_is_no_fault(desk):
    """Numbering starts again in each file: rows of other days are other requests. It is told once, with what differs."""
    desk.put_register(*(desk.row(number) for number in range(1, 6)), name="a.csv")
    later = {"Reçu le": "02/04/2020", "Répondu le": "03/04/2020"}
    outcome = desk.put_register(*(desk.row(number, **later) for number in range(1, 6)), name="b.csv")
    (issue,) = outcome.issues
    assert (issue.severity, issue.code, outcome.rows_accepted, len(desk.table())) == ("warning", "same_number", 5, 10)
    assert "lignes 2 à 6 ; diffère : date de réception, date de réponse" in issue.sentence


def test_the_same_number_and_day_with_other_values_are_told_and_kept(desk):
    """Two requests, or one that has lived on: nobody but the person knows."""
    desk.put_register(desk.row(1), name="a.csv")
    outcome = desk.put_register(desk.row(1, Canal="Courrier"), desk.row(2), name="b.csv")
    (issue,) = outcome.issues
    assert (issue.severity, issue.code, issue.row) == ("warning", "alike_elsewhere", 2)
    assert "les deux sont comptées" in issue.sentence
    assert desk.table()["channel"].tolist() == ["email", "post", "email"]


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("completed", "presented"),
        ("answered", "agent_requested"),
        ("agent_requested", "presented"),
        ("answered_under_5_rings", "answered"),
    ],
)
def test_a_count_of_calls_never_exceeds_the_one_it_is_part_of(part, whole, desk):
    """As many is possible; one more sets the row aside, with both headings."""
    columns = {"statistics_on": {"heading": "Du"}, "until_on": {"heading": "Au"}}
    columns |= {name: {"heading": name.upper()} for name in (part, whole)}
    calls = Source(id="calls", description="Appels", table="calls", columns=columns)
    known = dataclasses.replace(desk.catalogue, sources={"calls": calls})
    desk = dataclasses.replace(desk, catalogue=known)
    rows = [[f"01/0{n}/2020", f"28/0{n}/2020", count, "9"] for n, count in ((1, "9"), (2, "10"), (3, "8"))]
    outcome = desk.put("appels.csv", desk.delimited(["Du", "Au", part.upper(), whole.upper()], *rows), "calls")
    (issue,) = outcome.issues
    assert (issue.severity, issue.row, outcome.rows_accepted) == ("reject", 3, 2)
    assert part.upper() in issue.sentence and whole.upper() in issue.sentence


def test_the_manifest_says_what_the_rows_of_a_file_can_never_hold(desk):
    """A column that the file does not have, closed values that its source does not name: no figure is made of them."""
    source = desk.catalogue.sources["register"]
    replied = source.columns["replied_on"].model_copy(update={"required": False})
    changed = source.model_copy(update={"columns": {**source.columns, "replied_on": replied}})
    changed = dataclasses.replace(desk, catalogue=dataclasses.replace(desk.catalogue, sources={"register": changed}))
    headings = desk.register_headings[:-1]
    changed.put("sans.csv", desk.delimited(headings, desk.row(1)[:-1]))
    desk.put_register(desk.row(2), name="avec.csv")
    lacks = {entry.file.rpartition("/")[2]: entry.lacks for entry in read_manifest(desk.workspace)}
    assert "replied_on" in lacks["sans.csv"] and "replied_on" not in lacks["avec.csv"]
    named = {f"kind={kind}" for kind in source.columns["kind"].values}
    assert not named & {*lacks["avec.csv"]} and any(word.startswith("kind=") for word in lacks["avec.csv"])


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
    path = rejects_path(stored.workspace, "register/18/2020/trop.csv")
    assert path.relative_to(stored.workspace.root).as_posix() in str(refusal.value)
    assert path.exists()


def test_rejected_rows_are_listed_with_what_to_do_and_nothing_else_of_the_row(desk):
    """One line a fault: place, value, reason, remedy; a formula cannot run from it. Other cells stay in the file."""
    headings = (*desk.register_headings, "Nom")
    rows = [[*desk.row(1), "Jeanne Moreau"], [*desk.row(2, Nature="=1+1", Thème="Thème à part"), "Karim Benali"]]
    outcome = desk.put("registre.csv", desk.delimited(headings, *rows))
    assert "Benali" not in (text := outcome.rejected_path.read_text(encoding="utf-8-sig")) and "à part" not in text
    (line,) = csv.DictReader(text.splitlines(), delimiter=";")
    assert list(line) == ["fichier", "feuille", "ligne", "colonne", "valeur", "motif", "accepté", "à faire"]
    assert (line["fichier"], line["ligne"], line["colonne"]) == ("registre.csv", "3", "Nature")
    assert line["motif"].startswith("valeur inconnue")
    assert line["à faire"].startswith("corriger la cellule")
    assert line["valeur"] == "'=1+1"


def test_the_cell_at_fault_is_masked_and_cut(desk):
    """A telephone number typed in the column of the nature; a novel in it."""
    novel = "Réclamation de Jeanne Moreau, 06 12 34 56 78 " + "x" * 5000
    path = desk.put_register(desk.row(1), desk.row(2, Nature=novel), desk.row(3)).rejected_path
    (line,) = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    assert line["valeur"].startswith("Réclamation de [PRENOM] [NOM], [TELEPHONE] x")
    assert len(line["valeur"]) == 200


def test_two_names_that_look_alike_have_two_lists_of_rejects(desk):
    """Accents, their coding and capitals count; the longest name that a disk takes fits."""
    names = [
        "registré.csv",
        "registrè.csv",
        "registre\u0301.csv",
        "REGISTRÉ.csv",
        "r" * 240 + ".csv",
        "r" * 239 + "s.csv",
    ]
    for number, name in enumerate(names):
        rows = [desk.row(10 * number + 1), desk.row(10 * number + 2, Nature="?")]
        assert desk.put_register(*rows, name=name).rejected_path.exists()
    found = [path.name for path in (desk.workspace.restricted / "rejets").iterdir()]
    assert len({name.casefold() for name in found}) == len(names)
    assert max(map(len, found)) < 120


def test_a_list_of_rejects_of_an_older_version_goes_away(desk):
    """It held whole rows."""
    old = desk.workspace.restricted / "rejets" / "register__18__2020__registre.csv.csv"
    old.parent.mkdir(parents=True)
    old.write_text("ligne;Nom\n3;Benali\n", encoding="utf-8")
    desk.put_register(desk.row(1), desk.row(2, Nature="?"))
    assert not old.exists()


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
    assert (entry.dataset, entry.encoding) == ("register/18/2020/registre.csv", "Windows-1252")
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


def test_two_files_of_one_name_and_two_periods_live_side_by_side(desk):
    """S2/registre.csv leaves the rows of S1/registre.csv alone; importing either again changes nothing."""
    for half, day in (("S1", "02/03/2020"), ("S2", "02/09/2020")):
        (desk.workspace.root / half).mkdir()
        row = desk.row(half, **{"Reçu le": day, "Répondu le": ""})
        outcome = desk.put_register(row, name=f"{half}/registre.csv", period=f"2020-{half}")
        assert (outcome.dataset, outcome.replaced) == (f"register/18/2020-{half}/registre.csv", ())
    assert desk.table()["request_id"].tolist() == ["RS1", "RS2"]
    before = desk.snapshot()
    assert desk.put_register(row, name="S2/registre.csv", period="2020-S2").is_unchanged
    assert desk.snapshot() == before


def test_a_store_written_before_names_held_the_period_is_taken_over(desk):
    """The dataset of the former name gives way to the new one instead of being taken for a copy."""
    desk.put_register(desk.row(1))
    frame, (entry,) = desk.table(), read_manifest(desk.workspace, ["18"])
    former = dataclasses.replace(entry, dataset="register/18/registre.csv")
    replace_dataset(desk.workspace, former, frame.assign(dataset=former.dataset), [entry.dataset])
    desk.put_register(desk.row(1))
    assert [known.dataset for known in read_manifest(desk.workspace)] == ["register/18/2020/registre.csv"]
    assert desk.table()["request_id"].tolist() == ["R1"]


def test_a_new_version_with_rejected_rows_does_not_displace_the_stored_one(desk):
    """Refused with both counts and both ways out; the list of rejects is written, the store keeps every byte."""
    desk.put_register(desk.row(1), desk.row(2), desk.row(3))
    before = desk.snapshot()
    with pytest.raises(DataRefused) as refusal:
        desk.put_register(desk.row(1), desk.row(2, Nature="?"), desk.row(3))
    told = refusal.value.message
    assert "nouvelle version refusée, 1 ligne(s) écartée(s) sur 3" in told
    assert "la version déjà rangée (3 ligne(s)) est gardée" in told and "--accept-rejected" in told
    path = rejects_path(desk.workspace, "register/18/2020/registre.csv")
    assert path.relative_to(desk.workspace.root).as_posix() in told
    assert path.exists()
    assert desk.snapshot() == before


def test_a_new_version_with_rejected_rows_is_stored_when_asked(desk):
    """`accept_rejected` replaces, and the outcome says what gave way; importing it again changes nothing."""
    desk.put_register(desk.row(1), desk.row(2), desk.row(3))
    desk.write("registre.csv", desk.delimited(desk.register_headings, desk.row(1), desk.row(2, Nature="?")))
    request = desk.request("registre.csv")
    outcome = import_file(desk.workspace, desk.catalogue, request, accept_rejected=True)
    assert [(entry.file, entry.rows_accepted) for entry in outcome.replaced] == [("registre.csv", 3)]
    assert desk.table()["request_id"].tolist() == ["R1"]
    assert import_file(desk.workspace, desk.catalogue, request).is_unchanged


def test_the_same_bytes_read_anew_keep_their_tolerated_rejects(desk):
    """A changed parameter does not turn rejects accepted at the first import into a refusal."""
    desk.put_register(desk.row(1), desk.row(2, Nature="?"))
    assert desk.put_register(desk.row(1), desk.row(2, Nature="?"), nature="fictitious").rows_accepted == 1


def renamed(desk):
    """Two rows stored as a.csv, then the same keys with a change as b.csv."""
    desk.put_register(desk.row(1), desk.row(2), name="a.csv")
    rows = [desk.row(1), desk.row(2, Canal="Courrier"), desk.row(3)]
    desk.write("b.csv", desk.delimited(desk.register_headings, *rows))
    return desk.request("b.csv")


def test_a_renamed_export_is_refused_in_one_sentence(desk):
    """Not a sentence a row: how many rows, which dataset, and the option to add."""
    request, before = renamed(desk), desk.snapshot()
    with pytest.raises(DataRefused) as refusal:
        import_file(desk.workspace, desk.catalogue, request)
    assert "2 des 3 lignes sont déjà importées par « register/18/2020/a.csv »" in str(refusal.value)
    assert "ajouter --replace « a.csv », ce qui retire les 2 lignes de ce fichier ;" in str(refusal.value)
    assert refusal.value.faults == ()
    assert desk.snapshot() == before


@pytest.mark.parametrize("name", ["a.csv", "register/18/2020/a.csv"])
def test_a_renamed_export_takes_the_place_of_the_one_it_names(desk, name):
    """By file name or by dataset, in one change; the same command again changes nothing."""
    request = renamed(desk)
    outcome = import_file(desk.workspace, desk.catalogue, request, replaces=name)
    assert [entry.dataset for entry in outcome.replaced] == ["register/18/2020/a.csv"]
    assert set(desk.table()["dataset"]) == {"register/18/2020/b.csv"}
    assert [entry.file for entry in read_manifest(desk.workspace)] == ["b.csv"]
    assert import_file(desk.workspace, desk.catalogue, request, replaces=name).is_unchanged


def test_replacing_a_file_that_is_not_there_is_refused_with_those_there_are(desk):
    """And the nearest name."""
    with pytest.raises(
        ParameterError, match=r"aucun fichier importé.*« a\.csv ».*Accepté : « register/18/2020/a\.csv »"
    ):
        import_file(desk.workspace, desk.catalogue, renamed(desk), replaces="aa.csv")


def test_a_name_that_two_files_bear_is_refused(desk):
    """The datasets to choose from are listed."""
    for half, day in (("S1", "02/03/2020"), ("S2", "02/09/2020")):
        row = desk.row(half, **{"Reçu le": day, "Répondu le": ""})
        desk.put_register(row, name="registre.csv", period=f"2020-{half}")
    desk.write("b.csv", desk.delimited(desk.register_headings, desk.row(1)))
    with pytest.raises(ParameterError, match=r"plusieurs.*2020-S1/registre\.csv.*2020-S2/registre\.csv"):
        import_file(desk.workspace, desk.catalogue, desk.request("b.csv"), replaces="registre.csv")


@pytest.mark.parametrize("damage", ["removed", "overwritten"])
def test_a_damaged_store_is_filled_again_by_importing_the_same_file(desk, damage):
    """« Inchangé » would be false; the other file whose rows were in the same partition is told, then healed too."""
    desk.put_register(desk.row(1), name="a.csv")
    desk.put_register(desk.row(2), name="b.csv")
    whole = desk.table()
    (partition,) = desk.workspace.store.glob("requests/*/*.parquet")
    if damage == "removed":
        partition.unlink()
    else:
        partition.write_bytes(b"PAR1 PAR1")
    outcome = desk.put_register(desk.row(1), name="a.csv")
    assert not outcome.is_unchanged
    assert "réimporter aussi « b.csv »" in outcome.issues[0].sentence
    outcome = desk.put_register(desk.row(2), name="b.csv")
    assert (outcome.is_unchanged, outcome.issues) == (False, ())
    pd.testing.assert_frame_equal(desk.table(), whole)
    assert desk.put_register(desk.row(1), name="a.csv").is_unchanged


@pytest.mark.parametrize("damage", ["removed", "a bit", "overwritten"])
def test_what_has_changed_by_itself_is_stored_again_from_the_imported_file(desk, damage):
    """Every dataset of the damaged file, without being asked which; one whose file has changed since is left to people."""
    for number, name in enumerate(("a.csv", "b.csv", "c.csv")):
        desk.put_register(desk.row(number), name=name)
    whole = desk.table()
    (partition,) = desk.workspace.store.glob("requests/*/*.parquet")
    if damage == "removed":
        partition.unlink()
    else:
        content = bytearray(partition.read_bytes())
        content[len(content) // 2] ^= 1
        partition.write_bytes(bytes(content) if damage == "a bit" else b"PAR1 PAR1")
    steps = repair_damaged(desk.workspace, desk.catalogue, ["18"])
    assert sorted(step.request.file for step in steps) == ["a.csv", "b.csv", "c.csv"]
    pd.testing.assert_frame_equal(desk.table(), whole)
    assert repair_damaged(desk.workspace, desk.catalogue, ["18"]) == ()


def test_a_file_that_is_no_longer_the_one_imported_repairs_nothing(desk):
    """Another version is a new import, with its own refusals: nobody asked for it."""
    desk.put_register(desk.row(1), name="a.csv")
    (partition,) = desk.workspace.store.glob("requests/*/*.parquet")
    partition.write_bytes(b"PAR1 PAR1")
    desk.write("a.csv", desk.delimited(desk.register_headings, desk.row(2)))
    assert repair_damaged(desk.workspace, desk.catalogue, ["18"]) == ()
    with pytest.raises(DataRefused, match="fichier rangé abîmé ou modifié.*l'y remettre"):
        desk.table()


def test_a_new_version_without_a_column_that_the_stored_one_filled_is_refused(desk):
    """The refusal says which column, how many values, and the option that gives them up; nothing has moved."""
    rows = [desk.row(1), desk.row(2, Thème=""), desk.row(3)]
    desk.put_register(*rows)
    before = desk.snapshot()
    shorter = [[*row[:5], row[6]] for row in rows]
    text = desk.delimited([*desk.register_headings[:5], desk.register_headings[6]], *shorter)
    with pytest.raises(DataRefused, match="« Thème » \\(2 valeur\\(s\\)\\)") as refusal:
        desk.put("registre.csv", text)
    assert "--drop-column « Thème »" in str(refusal.value) and "période 2020" in str(refusal.value)
    assert desk.snapshot() == before
    with pytest.raises(DataRefused, match="« Thème »"):
        desk.check("registre.csv")
    for dropped in (["Thème", "Zut"], ["Thèmes"]):
        with pytest.raises(DataRefused, match="colonnes rangées qui lui manquent : « Thème »"):
            import_file(desk.workspace, desk.catalogue, desk.request("registre.csv"), dropped=dropped)
    assert desk.snapshot() == before
    outcome = import_file(desk.workspace, desk.catalogue, desk.request("registre.csv"), dropped=["thème"])
    assert outcome.rows_accepted == 3
    assert desk.table()["theme"].isna().all()


def test_a_column_that_never_had_a_value_may_go(desk):
    """Only values are lost."""
    desk.put_register(desk.row(1, Thème=""))
    text = desk.delimited([*desk.register_headings[:5], desk.register_headings[6]], [*desk.row(1)[:5], "05/03/2020"])
    assert desk.put("registre.csv", text).rows_accepted == 1


def test_a_question_that_is_no_longer_answered_stops_the_new_version(desk):
    """In a survey a question is rows: its column may still be there, empty."""
    answer = ["A1", "02/03/2020", "Accueil", "Satisfait", "", "", "", "", "Merci"]
    desk.put("enquete.csv", desk.delimited(desk.survey_headings, answer), "survey")
    with pytest.raises(DataRefused, match="« Commentaire » \\(1 valeur\\(s\\)\\)"):
        desk.put("enquete.csv", desk.delimited(desk.survey_headings, [*answer[:8], ""]), "survey")


def test_what_accepting_rejected_rows_takes_away_is_said(desk):
    """Rows stored, rows that would take their place, and the period: before anything is typed."""
    desk.put_register(desk.row(1), desk.row(2))
    with pytest.raises(DataRefused) as refusal:
        desk.put_register(desk.row(1), desk.row(2, Canal="Pigeon"))
    assert "remplacer les 2 ligne(s) rangées (période 2020) par les 1 bonnes lignes de ce fichier" in str(refusal.value)


@pytest.mark.parametrize(
    ("count", "changes", "is_told"), [(20, {}, True), (19, {}, False), (20, {"Canal": "Courrier"}, False)]
)
def test_an_export_whose_rows_are_all_alike_is_told(desk, count, changes, is_told):
    """Only the identifier differs from one row to the next."""
    rows = [desk.row(number) for number in range(1, count)] + [desk.row(count, **changes)]
    outcome = desk.put_register(*rows)
    assert [issue.code for issue in outcome.issues] == (["rows_all_alike"] if is_told else [])
    assert outcome.rows_accepted == count
