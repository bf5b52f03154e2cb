"""Records of title requests come in through the ordinary import, open cases included."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Import
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.store.tables import read_table

PROJECT = Path(__file__).resolve().parents[3]
HEADER = "N° de dossier;Type de titre;Date de dépôt;Fin d'instruction;Disponible le;Nom"
ROWS = (
    "A1;CNI;20/12/2019;09/01/2020;15/01/2020;Usager A1",
    "A2;Permis de conduire;02/03/2020;30/03/2020;;Usager A1",
    "A3;Titre de séjour (renouvellement);02/11/2020;;;Usager A1",
)


@pytest.fixture
def imported(tmp_path):
    """`imported(rows)`: what is stored of them, and what was told."""
    catalogue = read_catalogue(Workspace(PROJECT))
    request = Import(
        file="titres.csv", source="title-cases", site="18", period="2020", extracted_on=date(2021, 1, 13), nature="real"
    )

    def run(*rows):
        workspace = Workspace(tmp_path)
        (tmp_path / "titres.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        outcome = import_file(workspace, catalogue, request)
        return read_table(workspace, "title_cases", ["18"], [2019, 2020]), outcome

    return run


def test_cases_are_kept_by_year_of_decision_and_open_ones_by_year_of_application(imported, tmp_path):
    """One partition here: decided in 2020 though applied for in 2019, and open since 2020."""
    rows, outcome = imported(*ROWS)
    assert (outcome.rows_accepted, outcome.issues) == (3, ())
    assert rows["title"].tolist() == ["id_documents", "driving_licence", "residence_permit_renewal"]
    assert rows["decided_on"].tolist()[:2] == [pd.Timestamp("2020-01-09"), pd.Timestamp("2020-03-30")]
    assert rows["decided_on"].isna().tolist() == [False, False, True]
    assert [path.name for path in tmp_path.rglob("*.parquet")] == ["year=2020.parquet"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("A9;CNI;10/03/2020;09/03/2020;;", "dates_out_of_order"),
        ("A9;CNI;02/03/2020;09/03/2020;08/03/2020;", "dates_out_of_order"),
        ("A9;CNI;02/03/2020;14/01/2021;;", "future_date"),
        ("A9;Carte de pêche;02/03/2020;09/03/2020;;", "unknown_option"),
        ("A1;CNI;02/03/2020;09/03/2020;;", "duplicate_key"),
    ],
)
def test_a_faulty_case_is_set_aside_with_its_reason(imported, row, code):
    """One faulty line among many good ones."""
    many = [f"B{number};CNI;02/03/2020;09/03/2020;;" for number in range(40)]
    rows, outcome = imported(*ROWS, *many, row)
    assert [issue.code for issue in outcome.issues if issue.severity == "reject"] == [code]
    assert len(rows) == len(ROWS) + len(many)
