"""The committed files of the other published cases, and of the fictitious one, are what their builders make."""

import importlib
import re
from pathlib import Path

import openpyxl
import pytest

PROJECT = Path(__file__).parents[3]
CASES = {
    "loir-et-cher-2021": "build_loir_et_cher_2021",
    "moselle-2021": "build_moselle_2021",
    "essonne-2019": "build_essonne_2019",
    "fictif-2022": "build_fictif_2022",
    "centre-val-de-loire": "build_centre_val_de_loire",
    "indre-et-loire-2021": "build_indre_et_loire_2021",
}
OWN_README = "LISEZMOI.md"
SHORTENED = {
    "essonne-2019": ("enquete_satisfaction_2019_", "…_"),
    "centre-val-de-loire": (r"_(18|28|36|45)(?=[_.])", "_…"),
    "indre-et-loire-2021": (r"_20(18|19|20|21)(?=\.)", "_…"),
}
"""How the page names once what several sites have: pattern and replacement in the name of a file."""


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    """folder -> name -> path of the file, built again."""
    built = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT / "examples")
        for folder, builder in CASES.items():
            paths = importlib.import_module(builder).build(tmp_path_factory.mktemp(folder))
            built[folder] = {path.name: path for path in paths}
    return built


def cells(path):
    """Values and formats of a workbook's sheet; the archive itself holds a clock."""
    sheet = openpyxl.load_workbook(path).active
    return sheet.title, {c.coordinate: (c.value, c.number_format) for row in sheet.iter_rows() for c in row}


@pytest.mark.parametrize("folder", CASES)
def test_a_case_has_the_files_of_its_builder_and_no_other(rebuilt, folder):
    """No example has another origin than its builder."""
    assert set(rebuilt[folder]) == {path.name for path in (PROJECT / "examples" / folder).iterdir()} - {OWN_README}


@pytest.mark.parametrize("folder", CASES)
def test_committed_files_are_the_builders(rebuilt, folder):
    """Text byte for byte, workbooks cell by cell: editing an example by hand, or the builder alone, fails here."""
    for name, path in rebuilt[folder].items():
        committed = PROJECT / "examples" / folder / name
        if path.suffix == ".csv":
            assert committed.read_bytes() == path.read_bytes(), name
        else:
            assert cells(committed) == cells(path), name


@pytest.mark.parametrize("folder", CASES)
def test_the_readme_names_each_file(folder):
    """What is real, rebuilt or invented is written for every one of them."""
    own = PROJECT / "examples" / folder / OWN_README
    readme = (own if own.exists() else PROJECT / "examples" / "README.md").read_text("utf-8")
    for path in own.parent.glob("*.[cx]*"):
        known = re.sub(*SHORTENED[folder], path.name) if folder in SHORTENED else path.name
        assert path.name in readme or known in readme, path.name


def test_an_invented_workbook_says_so_in_itself(rebuilt):
    """Whoever opens it outside the project is told."""
    _, plan = cells(rebuilt["moselle-2021"]["plan_actions_2021.xlsx"])
    _, register = cells(rebuilt["loir-et-cher-2021"]["registre_reclamations_2021.xlsx"])
    assert "fictif" in plan["A2"][0] and "reconstitué" in register["A2"][0]
