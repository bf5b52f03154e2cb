"""A file of another site is not stored under this one, whatever its column is called and however it writes the site."""

import pytest

from qep_lib.errors import DataRefused


def register(desk, heading, *sites):
    """A register with one column more, that holds these values."""
    rows = [[*desk.row(number), site] for number, site in enumerate(sites, start=1)]
    return desk.delimited([*desk.register_headings, heading], *rows)


@pytest.mark.parametrize("heading", ["Site", "Code site", "DEPARTEMENT", "N° département", "Préfecture"])
@pytest.mark.parametrize(
    "value", ["41", "Loir-et-Cher", "41 - Loir-et-Cher", "Préfecture de Loir-et-Cher", "Loir-et-Cher (41)"]
)
def test_a_file_of_another_site_is_refused_whole_with_the_site_to_use(stored, heading, value):
    """Nothing is stored, and the message says which site the file is of."""
    before = stored.snapshot()
    with pytest.raises(DataRefused, match="ce fichier est d'un autre site : 41") as refusal:
        stored.put("autre.csv", register(stored, heading, value, value))
    assert f"colonne « {heading} »" in str(refusal.value)
    assert "2 ligne(s)" in str(refusal.value) and "--site 41" in str(refusal.value)
    assert stored.snapshot() == before


@pytest.mark.parametrize("value", ["18", "Cher", "18 - Cher", "préfecture du cher"])
def test_the_site_of_the_import_passes_without_a_word(desk, value):
    """However it is written; an empty cell says nothing."""
    assert desk.put("registre.csv", register(desk, "Site", value, value, "")).issues == ()


def test_rows_of_another_site_are_rejected_and_the_mixture_said(desk):
    """Each with its site, and how many rows each site has."""
    outcome = desk.put("registre.csv", register(desk, "Site", "18", "41", "18", "18"))
    (issue,) = outcome.issues
    assert (issue.severity, issue.code, issue.row, issue.column, issue.value) == (
        "reject",
        "other_site",
        3,
        "Site",
        "41",
    )
    assert "18 (Préfecture du Cher), 3 ligne(s), 41 (Préfecture de Loir-et-Cher), 1 ligne(s)" in issue.found
    assert "--site 41" in issue.remedy
    assert desk.table()["request_id"].tolist() == ["R1", "R3", "R4"]


def test_a_sub_prefecture_is_in_its_department_and_no_other_is(desk):
    """A file that only tells the department is that of the site asked; a sub-prefecture is a site of its own."""
    assert desk.put("a.csv", register(desk, "Département", "18", "18"), site="18-vierzon").rows_accepted == 2
    with pytest.raises(DataRefused, match="autre site : 18-vierzon"):
        desk.put("b.csv", register(desk, "Site", "18-vierzon", "Sous-préfecture de Vierzon"))


@pytest.mark.parametrize("values", [("Bourges", "Vierzon"), ("41", "accueil"), ("", "")])
def test_a_column_that_tells_something_else_is_not_judged(desk, values):
    """« Site » may be a room: one value that is no site, and the column is one that is not declared."""
    outcome = desk.put("registre.csv", register(desk, "Site", *values))
    assert outcome.rows_accepted == 2
    assert [issue.code for issue in outcome.issues] == ["unknown_heading"]


def test_a_column_that_the_source_ignores_is_not_judged(desk):
    """The department of the persons who ask is not the site."""
    sources = desk.catalogue.sources
    sources["register"] = sources["register"].model_copy(update={"ignored_columns": ("Nom", "Département")})
    assert desk.put("registre.csv", register(desk, "Département", "41", "01")).issues == ()


def test_a_declared_column_must_be_there_and_hold_known_sites(desk):
    """The source says which column it is: an unknown value is a fault, and so is its lost zero."""
    sources = desk.catalogue.sources
    sources["register"] = sources["register"].model_copy(update={"site_column": "Où"})
    with pytest.raises(DataRefused, match="colonne « Où » : colonne absente"):
        desk.put("a.csv", register(desk, "Nom", "x"))
    outcome = desk.put("b.csv", register(desk, "Où", "18", "18", "Bourges", "18"))
    assert [(issue.row, issue.found) for issue in outcome.issues] == [(4, "site inconnu")]
    outcome = desk.put("c.csv", desk.delimited([*desk.register_headings, "Où"], [*desk.row(7), "01"], [*desk.row(8), "1"]),
                       site="01")  # fmt: skip
    assert [(issue.row, issue.found) for issue in outcome.issues] == [
        (3, "code de site abîmé par le tableur, son zéro initial est perdu")
    ]


def test_a_survey_of_another_site_is_refused_too(desk):
    """A questionnaire refuses what it does not know; a site column is known to all."""
    answer = ["A1", "02/03/2020", "Accueil", "Satisfait", "", "", "", "", ""]
    text = desk.delimited([*desk.survey_headings, "Code site"], [*answer, "41"])
    with pytest.raises(DataRefused, match="ce fichier est d'un autre site : 41"):
        desk.put("enquete.csv", text, "survey")
    assert desk.put("enquete.csv", text.replace(";41", ";18"), "survey").rows_accepted == 1
