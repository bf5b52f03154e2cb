"""The corpus of bad inputs (`data/bad_inputs.json`) and the one table that says which test plays each of its cases."""

import json
from pathlib import Path

import pytest

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "data" / "bad_inputs.json").read_text(encoding="utf-8"))["cases"]
}

PLAYED = {
    "unit/intake/test_bad_inputs.py": {
        "test_a_file_that_cannot_be_read_is_refused": (
            "A01 A03 A04 A05 A06 A08 A09 A10 A11 A15 A20 A21 A22 A23 B04 C02 C05 C13"
        ),
        "test_a_row_at_fault_is_set_aside_and_told": "A12 C03 C08 C09 C14 C16 D01 D05 D07 D10 D16 D17 D18 D19 D20 D22 D25",
        "test_a_doubtful_row_of_the_corpus_is_kept_and_told": "C12 D09 D12 D23",
        "test_an_unusual_file_is_read": "A13 B01 B02 B03 B07 C01 C06 C17 D08 D13 D14 D27",
        "test_the_same_file_under_two_names_counts_once": "C18",
        "test_a_comment_is_stored_nowhere": "L19 L20 L21 L22",
    },
    "unit/intake/test_bad_registers.py": {"test_a_doubtful_row_is_kept_and_told": "B05"},
    "unit/intake/test_conversions.py": {"test_booleans_are_read_in_every_usual_spelling": "D26"},
    "end_to_end/test_encoding.py": {"test_a_file_with_a_french_name_is_imported_in_ascii": "B12"},
    "unit/export/test_hostile.py": {
        "test_a_page_shows_hostile_text_as_text_in_every_field": (
            "B08 E01 E03 E04 E05 E07 E08 E09 E11 E12 E13 E15 E16 E20 E22 E23 E24 E25 E26 F03 F04 F05 F06 F07 "
            "F08 F09 F10 F11 G02 G03 G04 G05 G06 G07 G08 G10 G11 G14 N01 N02 N03"
        ),
    },
    "unit/display/test_figures.py": {"test_a_label_of_the_corpus_is_drawn": "G02 G03 G04 G05 G06 G07 G08 G10 G11 G14"},
    "unit/runs/test_selection.py": {
        "test_a_hostile_code_is_no_site_and_no_period": (
            "H01 H04 H06 H08 H09 H10 H11 H13 H14 H15 H16 H19 H20 H21 H24 H25 H26 H27 H28"
        ),
        "test_a_job_is_made_of_plain_values": "J04",
    },
    "unit/params/test_document.py": {
        "test_hostile_configuration_is_refused_before_anything_starts": ("I01 I02 I03 I04 I06 I08 I09 I10 I11 I12 I16")
    },
    "unit/runs/test_notebooks.py": {
        "test_a_notebook_of_the_corpus_is_refused_before_any_kernel": "J07 J08 K15",
        "test_the_parameters_cell_assigns_literals_to_the_four_names": "J01",
    },
    "unit/cli/test_importing.py": {"test_a_date_that_is_no_number_either_is_refused": "J05"},
    "unit/runs/test_engine.py": {
        "test_a_parameter_value_stays_text_whatever_it_holds": "J02",
        "test_a_faulty_notebook_of_the_corpus_fails_at_its_cell": "K01 K02 K03 K04 K07 K08 K13",
        "test_a_notebook_that_depends_on_time_or_chance_does_not_give_the_same_bytes": "K10 K11",
        "test_a_process_that_a_notebook_leaves_behind_ends_with_it": "K05",
        "test_a_warning_is_no_failure": "K14",
    },
    "end_to_end/test_faults.py": {
        "test_a_full_disk_loses_nothing_and_the_batch_can_be_taken_up_again": "K53",
    },
    "end_to_end/test_run.py": {
        "test_a_site_without_data_is_told_what_to_do": "C19",
        "test_the_same_inputs_give_the_same_bytes": "K60",
        "test_verify_names_a_file_changed_by_hand": "K61",
    },
    "unit/runs/test_freshness.py": {
        "test_the_data_of_one_site_concern_that_site_only": "K56",
        "test_times_of_files_count_for_nothing": "K58 K59",
        "test_a_record_that_cannot_be_read_is_no_report": "K62",
    },
    "unit/runs/test_index.py": {"test_an_edited_report_and_one_no_longer_declared_are_not_listed": "K63"},
    "unit/persons/test_masking.py": {
        "test_the_corpus_is_masked": "L01 L02 L04 L05 L06 L08 L10 L12 L16 L17",
        "test_what_the_corpus_keeps_is_kept": "L51 L52 L53 L55",
    },
    "unit/disclosure/test_suppression.py": {
        "test_result_of_a_single_answer_is_hidden": "M05",
        "test_second_part_is_hidden_when_the_total_is_shown": "M03",
    },
    "unit/disclosure/test_overlap.py": {"test_a_year_gives_way_where_the_rest_of_it_is_a_few": "M04"},
    "unit/indicators/test_survey.py": {"test_nobody_answered_is_not_zero_percent": "M06"},
    "unit/indicators/test_not_measurable.py": {"test_more_answers_than_visits_is_no_rate": "M08"},
    "properties/test_wording_properties.py": {"test_parts_that_do_not_add_as_printed_are_said_to_be_rounded": "M09"},
    "unit/reports/test_regional_comparison.py": {"test_ranks_are_given_on_demand_with_their_warning": "M10"},
    "unit/indicators/test_changes.py": {"test_another_questionnaire_breaks_the_series": "M11"},
}
"""Test file below `tests/` -> test -> the ids of the cases it plays."""


def cases_of(test: str) -> list[dict]:
    """The cases that this test plays, in the order of the table."""
    (ids,) = (tests[test] for tests in PLAYED.values() if test in tests)
    return [CASES[name] for name in ids.split()]


def plays(test: str):
    """Runs the decorated test, whose name is given, once for each of its cases (argument `case`)."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in cases_of(test)])


DEPARTURES = {
    "A12": "a formula without value has its row rejected, like D20, whatever it pointed to; the corpus only warns",
    "A20": "nobody searches a folder here: whoever names the lock of a spreadsheet is told what it is, with exit code 3",
    "C08": "a total at the bottom is set aside with a warning that names it, so that it does not make a version faulty",
    "D17": "the corpus accepts the file and wants the damaged number refused: one row is read, the other rejected",
    "K05": "the report is published and the process it left is ended; the corpus wants exit code 4",
    "K08": "without a limit of memory everything that is printed is kept; under one, the report fails at its cell",
    "K10": "a report that differs from one run to the next is found by comparing runs, not refused",
    "K11": "as K10",
    "M08": "the rate is « non mesurable » in the report; the files, each of them sound, are stored",
}
"""Where what happens is not to the letter what the corpus expects, and why."""
