"""Commitments that a report says nothing about: listed, counted, with their counterparts in Services Publics +."""

import pytest

from qep_lib.display.elements import Absent
from qep_lib.reports.opening import open_report

GRID = "N°;Engagement;Module;Canal;Résultat;Preuve\n"


@pytest.fixture
def uncovered(bare_site, import_text):
    """The function that gives the table of site 41 in 2022, which has one figure (calls) and this grid."""

    def read(lines="", audience="internal"):
        if lines:
            import_text(bare_site, "grille.csv", "self-assessment", GRID + lines)
        return open_report("bilan", "41", "2022", "2023-01-10", audience).label.uncovered_commitments()

    return read


def listed(table):
    """The first cell of each row."""
    return [row[0].text for row in table.rows]


def test_commitments_of_the_chosen_modules_without_any_figure_are_listed(uncovered):
    """Calls answer to E10; modules 1 and 4 hold 24 commitments."""
    table = uncovered()
    assert listed(table) == [f"E{number}" for number in [*range(1, 10), *range(11, 21), *range(34, 38)]]
    notes = " ".join(table.notes).replace("\xa0", " ")
    assert "1 engagement sur 24 a un chiffre mesuré" in notes
    assert "Correspondance avec Services Publics + à confirmer" in notes
    assert dict(zip(listed(table), (row[-1].text for row in table.rows), strict=True))["E5"] == "3 et 4"


def test_evidence_covers_a_commitment_and_an_empty_cell_does_not(uncovered):
    """A grid line that names no evidence proves nothing."""
    table = uncovered("1;E1;M1;Accueil;Conforme;Affiche des horaires\n2;E2;M1;Accueil;Conforme;\n")
    assert "E1" not in listed(table) and "E2" in listed(table)


def test_a_site_without_label_has_no_commitment_to_check(uncovered, bare_site):
    """Its modules are not known."""
    (bare_site / "params" / "labels.yml").write_text("labels: []\n", encoding="utf-8")
    assert "Aucun label n'est enregistré" in uncovered().sentence


def test_what_has_no_evidence_is_no_matter_of_the_public(uncovered):
    """It is a list for whoever prepares the audit: a public document has not even its heading."""
    found = uncovered(audience="public")
    assert isinstance(found, Absent) and found.reason == "untold"
