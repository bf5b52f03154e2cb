"""Declared figures and action plans: N and N-1, targets in words, codes of the catalogue, ticked boxes."""

from types import SimpleNamespace

import pandas as pd
import pytest

from qep_lib.intake.importer import import_file

HEADINGS = ("Code", "Groupe", "Valeur N", "Valeur N-1", "Cible", "Arrêté au", "Source")


def put(desk, *rows, headings=HEADINGS, **changes):
    """Import these lines of figures."""
    return desk.put("chiffres.csv", desk.delimited(headings, *rows), "figures", **changes)


def figures(desk):
    """(indicator, group, period) -> value."""
    rows = desk.table("declared_figures")
    return dict(zip(zip(rows["indicator_id"], rows["group"], rows["period"], strict=True), rows["value"], strict=True))


def test_a_line_with_two_values_gives_two_rows(desk):
    """The previous value belongs to the same period a year earlier; target and as-of date to the current one only."""
    put(desk, ("calls_pct", "", "91,96", "91,46", "90,00", "30/11/2020", "Outil"))
    rows = desk.table("declared_figures").set_index("period")
    assert rows["value"].to_dict() == {"2019": 91.46, "2020": 91.96}
    assert rows["period_start"].dt.strftime("%Y-%m-%d").to_dict() == {"2019": "2019-01-01", "2020": "2020-01-01"}
    assert (rows.loc["2020", "target"], rows.loc["2020", "as_of"]) == (90, pd.Timestamp("2020-11-30"))
    assert rows.loc["2019", ["target", "target_note", "as_of"]].isna().all()
    assert rows["source"].tolist() == ["Outil", "Outil"]


def test_the_previous_value_alone_is_enough(desk):
    """The current one may come from a register."""
    put(desk, ("visits_count", "", "", "78", "", "", "Bilan"))
    assert figures(desk) == {("visits_count", "", "2019"): 78}


def test_a_line_without_any_value_is_rejected(desk):
    """Nothing to store is a fault, not a silent row."""
    outcome = put(desk, ("visits_count", "", "", "", "", "", "Bilan"), ("calls_pct", "", "9", "", "", "", "Outil"))
    assert "ni valeur de l'exercice ni valeur précédente" in outcome.issues[0].sentence


def test_no_request_at_all_is_declared_by_a_base_of_zero(desk):
    """« Aucune demande »: no value, and a base that says why; it is neither a fault nor 0 %."""
    outcome = put(desk, ("calls_pct", "", "", "", "", "", "Bilan", "0"), headings=(*HEADINGS, "Base"))
    assert outcome.issues == ()
    (row,) = desk.table("declared_figures").to_dict("records")
    assert (row["denominator"], pd.isna(row["value"])) == (0, True)


def test_a_figure_says_whose_it_is(desk):
    """Site, title centre or nation; an empty cell leaves it to the indicator, another word is told."""
    headings = (*HEADINGS, "Grain")
    lines = [("calls_pct", "", "9", "", "", "", "S", "National"), ("visits_count", "", "9", "", "", "", "S", "")]
    assert put(desk, *lines, headings=headings).issues == ()
    assert desk.table("declared_figures")["grain"].fillna("").tolist() == ["national", ""]


@pytest.mark.parametrize(
    ("printed", "target", "note"),
    [
        ("90,00", 90, None),
        ("90 %", 90, None),
        ("", None, None),
        ("local", None, "local"),
        ("néant", None, "néant"),
        ("local, 3 jours ouvrés", None, "local, 3 jours ouvrés"),
        ("5 ‰ // 5,71", 5, "5 ‰ // 5,71"),
        ("0,5 ‰ // 0,54", 0.5, "0,5 ‰ // 0,54"),
    ],
)
def test_a_target_is_a_number_its_words_or_both(desk, printed, target, note):
    """A text that starts with a number gives that number; whatever else it says is kept as printed."""
    put(desk, ("calls_pct", "", "1", "", printed, "", "Outil"))
    (row,) = desk.table("declared_figures")[["target", "target_note"]].astype(object).to_dict("records")
    assert {name: None if value != value else value for name, value in row.items()} == {
        "target": target,
        "target_note": note,
    }


def test_an_unknown_indicator_is_rejected_with_the_nearest(desk):
    """The code must be the name of a file of params/indicators."""
    outcome = put(desk, ("call_pct", "", "1", "", "", "", "Outil"), ("calls_pct", "", "1", "", "", "", "Outil"))
    (issue,) = outcome.issues
    assert "indicateur inconnu ; vouliez-vous dire « calls_pct »" in issue.sentence
    assert "params/indicators" in issue.sentence


def test_groups_are_kept_and_the_whole_has_an_empty_group(desk):
    """One indicator may have several rows, one a group."""
    put(desk, ("visits_count", "", "30", "", "", "", "S"), ("visits_count", "commitment=E4", "4", "", "", "", "S"))
    assert figures(desk) == {("visits_count", "", "2020"): 30, ("visits_count", "commitment=E4", "2020"): 4}


def test_a_previous_value_that_contradicts_its_own_line_is_rejected(desk):
    """The file may give the period before on a line of its own: equal is fine, different is a fault."""
    headings = (*HEADINGS, "Période")
    now, before = ("calls_pct", "", "92", "91", "", "", "S", "2020"), ("calls_pct", "", "91", "", "", "", "S", "2019")
    both = "2019-01-01..2020-12-31"
    assert put(desk, now, before, headings=headings, period=both).issues == ()
    assert figures(desk) == {("calls_pct", "", "2020"): 92, ("calls_pct", "", "2019"): 91}
    contradicting = ("calls_pct", "", "90", "", "", "", "S", "2019")
    desk.write("autres.csv", desk.delimited(headings, now, contradicting))
    outcome = import_file(
        desk.workspace,
        desk.catalogue,
        desk.request("autres.csv", "figures", period=both),
        replaces="chiffres.csv",
        accept_rejected=True,
    )
    assert "différente de celle de la ligne 3" in outcome.issues[0].sentence


def test_a_period_that_does_not_parse_is_rejected_with_the_accepted_forms(desk):
    """On the line that holds it."""
    headings = (*HEADINGS, "Période")
    lines = [("calls_pct", "", "92", "", "", "", "S", period) for period in ("2020-S3", "2020-S1")]
    outcome = put(desk, *lines, headings=headings)
    (issue,) = outcome.issues
    assert (issue.row, issue.column) == (2, "Période")
    assert "2022-S1" in issue.sentence
    assert list(figures(desk)) == [("calls_pct", "", "2020-S1")]


def test_an_as_of_date_after_the_extraction_is_rejected(desk):
    """A figure cannot be closed after the file was made."""
    outcome = put(desk, ("calls_pct", "", "1", "", "", "31/12/2021", "S"), ("visits_count", "", "1", "", "", "", "S"))
    assert "postérieure à l'extraction" in outcome.issues[0].sentence


def test_next_years_file_may_repeat_a_previous_value(desk):
    """Files overlap by one year: an equal previous value is silently the same, another one is told, none is lost."""
    put(desk, ("calls_pct", "", "92", "", "", "", "S"), ("visits_count", "", "10", "", "", "", "S"))
    later = desk.request("x").extracted_on.replace(2022)
    text = desk.delimited(
        HEADINGS, ("calls_pct", "", "93", "92", "", "", "S"), ("visits_count", "", "12", "11", "", "", "S")
    )
    outcome = desk.put("chiffres_2021.csv", text, "figures", period="2021", extracted_on=later)
    (issue,) = outcome.issues
    assert (issue.severity, issue.row, issue.column) == ("warning", 3, "Valeur N-1")
    assert "10" in issue.sentence
    assert figures(desk)["visits_count", "", "2020"] == 10
    assert figures(desk)["visits_count", "", "2021"] == 12


def test_boxes_of_an_action_plan_are_ticked_or_not(desk):
    """X is true, an empty box false; the exercise is the year of the import."""
    headings = ("N°", "Constat", "Enquête", "Avancement", "Réalisé le", "Action")
    lines = [("1", "Attente", "X", "Prévu", "", "Renfort"), ("2", "Bruit", "", "Réalisé", "03/12/2020", "Rideaux")]
    desk.put("plan.csv", desk.delimited(headings, *lines), "plan")
    rows = desk.table("actions")
    assert rows["survey"].tolist() == [True, False]
    assert rows["exercise_year"].tolist() == [2020, 2020]
    assert rows["internal_audit"].isna().all()


@pytest.mark.parametrize(
    ("value", "base", "is_told"),
    [
        ("95,5", "104", True),
        ("96,2", "104", False),
        ("98,5", "68", False),
        ("92,8", "104", True),
        ("54", "171", False),
        ("95,5", "", False),
    ],
)
def test_a_share_its_base_cannot_give_is_told_and_kept(desk, value, base, is_told):
    """95,5 % cannot come from 104 answers: a warning with what to check, and the figure is stored as printed."""
    headings = (*HEADINGS, "Base")
    outcome = put(desk, ("calls_pct", "", value, "", "", "", "Bilan", base), headings=headings)
    told = [issue for issue in outcome.issues if issue.code == "unattainable_share"]
    assert bool(told) == is_told
    assert all(f"aucun effectif entier sur {base}" in issue.sentence and issue.row == 2 for issue in told)
    assert figures(desk)["calls_pct", "", "2020"] == float(value.replace(",", "."))


@pytest.mark.parametrize("heading", ["Valeur N", "Valeur N-1"])
@pytest.mark.parametrize(
    ("code", "value", "accepted"),
    [
        ("calls_pct", "100,01", "de 0 à 100"),
        ("calls_pct", "-1", "de 0 à 100"),
        ("fraud_permille", "1000,5", "de 0 à 1000"),
        ("visits_count", "-3", "un nombre positif ou nul"),
        ("wait_days", "-0,5", "un nombre positif ou nul"),
    ],
)
def test_a_value_that_its_unit_cannot_have_is_rejected(desk, heading, code, value, accepted):
    """The value of the year or of the year before; the bounds themselves are fine."""
    extra = {
        name: SimpleNamespace(unit=name.rpartition("_")[2], label=name, short_label=name)
        for name in ("fraud_permille", "wait_days")
    }
    desk.catalogue.indicators.update(extra)
    line = dict.fromkeys(HEADINGS, "") | {"Code": code, "Valeur N": "0", "Source": "S"} | {heading: value}
    good = ("calls_pct", "commitment=E4", "100", "0", "", "", "S")
    (issue,) = put(desk, tuple(line.values()), good).issues
    assert (issue.severity, issue.row, issue.column, issue.value) == ("reject", 2, heading, value)
    assert f"Accepté : {accepted}." in issue.sentence
    assert set(figures(desk)) == {("calls_pct", "commitment=E4", "2020"), ("calls_pct", "commitment=E4", "2019")}


def test_a_figure_of_another_period_is_rejected(desk):
    """C16, for the period that a line states itself: with the bounds of the import's period."""
    headings = (*HEADINGS, "Période")
    lines = [("calls_pct", "", "92", "", "", "", "S", period) for period in ("2018", "2020-T2")]
    (issue,) = put(desk, *lines, headings=headings).issues
    assert (issue.severity, issue.row, issue.column, issue.value) == ("reject", 2, "Période", "2018")
    assert "du 01/01/2020 au 31/12/2020 (période 2020)" in issue.sentence
    assert list(figures(desk)) == [("calls_pct", "", "2020-T2")]


def test_years_may_be_imported_in_any_order(desk):
    """The value of 2020 that the file of 2021 gave as previous does not stand in the way of the file of 2020."""
    later = desk.request("x").extracted_on.replace(2022)
    text = desk.delimited(HEADINGS, ("visits_count", "", "12", "10", "", "", "S"))
    desk.put("chiffres_2021.csv", text, "figures", period="2021", extracted_on=later)
    outcome = put(desk, ("visits_count", "", "11", "9", "", "30/11/2020", "S"))
    assert (outcome.rows_accepted, outcome.issues) == (1, ())
    rows = desk.table("declared_figures")
    assert sorted(zip(rows["period"], rows["value"], strict=True)) == [
        ("2019", 9), ("2020", 10), ("2020", 11), ("2021", 12),
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "target", "is_refused"), [
    ("calls_pct", "150 %", True), ("calls_pct", "-1", True), ("calls_pct", "100", False), ("visits_count", "150", False),
])  # fmt: skip
def test_a_target_that_its_unit_cannot_take_is_rejected_with_its_line(desk, code, target, is_refused):
    """As in params/indicators: 150 % is no target of a share, it is one of a count."""
    rows = [(code, "", "90", "", target, "", "Outil"), *((("visits_count", "G", "9", "", "", "", "Outil")),)]
    outcome = put(desk, *rows)
    assert [(issue.code, issue.row, issue.column) for issue in outcome.issues] == (
        [("impossible_value", 2, "Cible")] if is_refused else []
    )
