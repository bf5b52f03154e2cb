"""The registry of sites and the official public holidays: what is read, and what a spreadsheet may have broken."""

from datetime import date

import pytest

from qep_lib.calendars import official_zone
from qep_lib.params import read_catalogue
from qep_lib.params.catalogue import check_params
from qep_lib.params.registry import zone_slug

CHER = (
    "18,prefecture,Préfecture du Cher,18,Cher,24,Centre-Val de Loire,181,18033,Bourges,metropole,"
    "Orléans-Tours,B,298660,170509"
)


def test_every_site_is_read_with_codes_as_text_and_numbers_as_numbers(project):
    """334 sites; `01` and `2A` keep their form; an empty cell is None."""
    sites = read_catalogue(project).sites
    assert len(sites) == 334
    assert sum(site.kind == "prefecture" for site in sites.values()) == 101
    assert sites["01"].department_code == "01"
    assert sites["2A"].seat == "Ajaccio"
    assert sites["18"].department_population == 298660
    assert sites["976"].arrondissement_code is None


def test_public_holidays_are_by_official_zone_and_day(project):
    """Good Friday is a holiday in Alsace-Moselle only; two holidays on one day are both named."""
    holidays = read_catalogue(project).public_holidays
    assert holidays["Alsace-Moselle"][date(2020, 4, 10)] == "Vendredi saint"
    assert date(2020, 4, 10) not in holidays["Métropole"]
    assert holidays["Métropole"][date(2008, 5, 1)] == "1er mai et Ascension"


def test_zones_are_written_as_the_calendars_know_them(project):
    """The registry accepts exactly the zones that `calendars` can translate to the official list."""
    for zone in read_catalogue(project).public_holidays:
        assert official_zone(zone_slug(zone)) == zone


@pytest.mark.parametrize(
    ("new", "code", "column", "told"),
    [
        (CHER.replace("metropole", "metropol"), "unknown_zone", "holiday_zone", "vouliez-vous dire « metropole »"),
        (CHER.replace(",B,", ",D,"), "unknown_zone", "school_zone", "A, B, C, Corse"),
        (CHER.replace("298660", "298 660"), "wrong_type", "department_population", "sans espace"),
        (CHER.replace("18,prefecture", "18,préfecture"), "unknown_value", "kind", "prefecture, sub_prefecture"),
        (CHER.replace(",18,Cher", ",1,Cher"), "wrong_department", "department_code", "un tableur change 01 en 1"),
        (CHER.replace("Bourges", ""), "missing_value", "seat", "la cellule est vide"),
        (CHER.replace("18,prefecture", "118,prefecture"), "wrong_form", "site_id", "01, 18, 2A, 971"),
        (CHER + ",x", "row_length", None, "16 cellules"),
        (CHER + "\n" + CHER, "duplicate_site", "site_id", "site en double (déjà ligne 60)"),
    ],
)
def test_a_faulty_line_is_told_with_its_number_column_and_value(params, new, code, column, told):
    """The line is the one a spreadsheet shows."""
    issues = params.replaced("sites.csv", CHER, new)
    issue = next(issue for issue in issues if issue.file == "params/sites.csv")
    assert (issue.code, issue.column) == (code, column)
    assert issue.row == 60 + new.count("\n")
    assert told in issue.sentence


def test_a_zero_eaten_by_a_spreadsheet_is_told_with_how_to_write_it(params):
    """`1` instead of `01`."""
    issues = params.replaced("sites.csv", "\n01,prefecture", "\n1,prefecture")
    assert any("écrire 01 : le tableur a ôté le zéro" in issue.sentence for issue in issues)


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (lambda text: text.replace(",", ";"), "separator", "enregistrer le fichier avec la virgule"),
        (lambda text: text.replace("holiday_zone", "holidayzone", 1), "missing_column", "holiday_zone"),
        (lambda text: text.replace("site_id,kind", "kind,site_id", 1), "column_order", "site_id,kind"),
        (lambda text: text.replace("site_id,kind", "site_id,site_id,kind", 1), "duplicate_column", "site_id,kind"),
        (lambda text: text.splitlines()[0] + "\n", "empty_file", "aucune ligne"),
        (lambda text: text + '"', "csv_syntax", "guillemets mal fermés"),
        (lambda text: text.encode("cp1252"), "not_utf8", "CSV UTF-8"),
    ],
)
def test_a_registry_saved_another_way_is_refused_with_what_to_do(params, change, code, told):
    """Separator, headings, encoding: one clear message, not 334."""
    text = params.path("sites.csv").read_text(encoding="utf-8")
    issues = [issue for issue in params.written("sites.csv", change(text)) if issue.file == "params/sites.csv"]
    assert code in [issue.code for issue in issues]
    assert len(issues) <= 2
    assert told in issues[0].sentence


def test_an_absent_registry_is_a_clear_message(params):
    """The file's name and what to do."""
    params.path("sites.csv").unlink()
    issue = next(issue for issue in check_params(params.workspace) if issue.file == "params/sites.csv")
    assert issue.code == "missing_file"


def test_an_impossible_holiday_is_told_at_its_line(params):
    """31 February in the official list."""
    text = params.path("calendars/jours_feries.csv").read_text(encoding="utf-8")
    issues = params.written("calendars/jours_feries.csv", text.replace("2006-01-01", "2006-02-31"))
    (issue,) = issues
    assert (issue.row, issue.column, issue.value) == (2, "date", "2006-02-31")
