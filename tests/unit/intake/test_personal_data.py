"""What people type about people in free texts is masked before it is stored, told with its lines, and kept when approved."""

import dataclasses

import pytest

from qep_lib.intake.masking import MARKED
from qep_lib.model.approved import text_sha256
from qep_lib.model.tables import TABLES
from qep_lib.store.manifest import read_manifest

NAMED = "Attente de Mme Durand, 06 12 34 56 78"
MASKED = "Attente de Mme [NOM], [TELEPHONE]"


def told(outcome):
    """The sentences about personal data."""
    return [issue.sentence for issue in outcome.issues if issue.code == "personal_data"]


def test_a_free_text_is_stored_masked_and_told_with_its_lines(desk):
    """One sentence a column, whatever the number of texts; the file itself is not changed."""
    rows = [
        desk.row(1),
        desk.row(2, Thème=NAMED),
        desk.row(3, Thème=NAMED),
        desk.row(4),
        desk.row(5, Thème="Karim Benali"),
    ]
    outcome = desk.put_register(*rows)
    assert desk.table()["theme"].tolist() == ["Attente", MASKED, MASKED, "Attente", "[PRENOM] [NOM]"]
    (sentence,) = told(outcome)
    assert (
        "colonne « Thème » : lignes 3, 4 et 6 : donnée personnelle probable (numéro de téléphone, nom, prénom)"
        in sentence
    )
    assert "params/approved_texts.yml" in sentence and "Durand" not in sentence
    assert "Durand" in (desk.workspace.root / "registre.csv").read_text(encoding="utf-8")


def test_nothing_stored_holds_it(desk):
    """Neither rows, nor the manifest, nor the list of rejects."""
    desk.put_register(
        desk.row(1), desk.row(2, Thème=NAMED), desk.row(3, Nature=NAMED), nature_note=f"Saisi par {NAMED}"
    )
    stored = b"".join(path.read_bytes() for path in (desk.workspace.root / "data").rglob("*") if path.is_file())
    assert b"Durand" not in stored and b"56 78" not in stored


def test_an_approved_text_stays(desk):
    """The whole text, by its hash, however its accents are coded; any other one is masked as before."""
    approved = frozenset({text_sha256("Fondation Jeanne Moreau")})
    kept = dataclasses.replace(desk, catalogue=dataclasses.replace(desk.catalogue, approved_texts=approved))
    outcome = kept.put_register(desk.row(1, Thème="Fondation Jeanne Moreau"), desk.row(2, Thème="Jeanne Moreau"))
    assert kept.table()["theme"].tolist() == ["Fondation Jeanne Moreau", "[PRENOM] [NOM]"]
    assert len(told(outcome)) == 1


def test_approving_a_text_reads_the_file_again(desk):
    """And withdrawing the approval masks it again."""
    desk.put_register(desk.row(1, Thème="Jeanne Moreau"))
    approved = frozenset({text_sha256("Jeanne Moreau")})
    kept = dataclasses.replace(desk, catalogue=dataclasses.replace(desk.catalogue, approved_texts=approved))
    assert kept.put_register(desk.row(1, Thème="Jeanne Moreau")).is_unchanged is False
    assert kept.table()["theme"].tolist() == ["Jeanne Moreau"]
    desk.put_register(desk.row(1, Thème="Jeanne Moreau"))
    assert desk.table()["theme"].tolist() == ["[PRENOM] [NOM]"]


def test_masked_identifiers_stay_apart_and_the_same_from_one_import_to_the_next(desk):
    """Two persons are two rows; the same identifier in another file is the same one, and rejected as such."""
    rows = [[f"{who}@exemple.fr", *desk.row(1)[1:]] for who in ("a.durand", "b.durand")]
    desk.put_register(*rows, name="a.csv")
    first, second = desk.table()["request_id"].tolist()
    assert first != second and {first.partition(MARKED)[0], second.partition(MARKED)[0]} == {"[COURRIEL]"}
    again = desk.put_register(rows[0], desk.row(2), desk.row(3), desk.row(4), name="b.csv")
    assert [issue.code for issue in again.issues if issue.severity == "reject"] == ["stored_elsewhere"]
    assert all("durand" not in issue.sentence for issue in again.issues)


def test_another_workspace_marks_the_same_identifier_otherwise(desk):
    """Nobody can try names until one fits."""
    desk.put_register(["a.durand@exemple.fr", *desk.row(1)[1:]])
    (here,) = desk.table()["request_id"]
    (desk.workspace.restricted / "cle").unlink()
    desk.put_register(["a.durand@exemple.fr", *desk.row(1)[1:]], desk.row(2), name="autre.csv")
    assert here not in desk.table().query("dataset != 'register/18/2020/registre.csv'")["request_id"].tolist()


def test_ordinary_identifiers_are_kept(desk):
    """Short numbers, references with their year: nobody is behind them."""
    names = ["R1", "12", "2020-0012", "REQ-2020-001234", "18-2020-045", "0001234"]
    desk.put_register(*([name, *desk.row(1)[1:]] for name in names))
    assert sorted(desk.table()["request_id"]) == sorted(names)


def test_a_declared_note_is_masked_and_told(desk):
    """It is printed in every report that stands on the file; the same note again changes nothing."""
    outcome = desk.put_register(desk.row(1), nature_note="Fourni par Mme Durand")
    (entry,) = read_manifest(desk.workspace)
    assert entry.nature_note == "Fourni par Mme [NOM]"
    assert len(told(outcome)) == 1 and "note déclarée" in told(outcome)[0]
    assert desk.put_register(desk.row(1), nature_note="Fourni par Mme Durand").is_unchanged


def test_a_heading_is_masked_in_what_is_said_of_it(desk):
    """A file without headings has its first row read as such."""
    headings = (*desk.register_headings, "Appel de Karim Benali")
    outcome = desk.put("registre.csv", desk.delimited(headings, [*desk.row(1), "x"]))
    assert [issue.sentence for issue in outcome.issues if "Benali" in issue.sentence] == []
    (entry,) = read_manifest(desk.workspace)
    assert "[PRENOM] [NOM]" in " ".join(entry.warnings) and "Benali" not in " ".join(entry.warnings)


@pytest.mark.parametrize("table", TABLES)
def test_every_text_column_is_closed_or_masked(table):
    """A column is a closed list, has a form, or is a free text that the intake masks: there is no fourth kind."""
    for column in TABLES[table].columns:
        assert column.type != "string" or column.is_free_text or column.choices or column.form, column.name


def test_a_dataset_is_not_named_after_a_person(desk):
    """The name of the file is printed beside every figure; two files stay two, and a new version is one."""
    desk.put_register(desk.row(11), desk.row(12), name="Mme Durand.csv")
    desk.put_register(desk.row(13), desk.row(14), name="Mme Moreau.csv")
    first = {entry.file: entry.dataset for entry in read_manifest(desk.workspace)}
    assert len({*first.values()}) == 2 and all("Mme [NOM].csv" in dataset for dataset in first.values())
    desk.put_register(desk.row(1), desk.row(2), name="Mme Durand.csv")
    desk.put_register(desk.row(3), desk.row(4), name="Mme Moreau.csv")
    entries = read_manifest(desk.workspace)
    assert sorted(entry.file for entry in entries) == ["Mme Durand.csv", "Mme Moreau.csv"]
    assert not any("Durand" in name or "Moreau" in name for name in desk.table()["dataset"])
