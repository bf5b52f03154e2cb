"""Indicator files and formulas are checked against each other, both ways."""

import re
from dataclasses import replace

import pytest

from qep_lib.indicators.check import check_indicators
from qep_lib.indicators.formulas import FORMULAS
from qep_lib.model.tables import TABLES
from qep_lib.questions.links import FORMULA_OF
from qep_lib.stats.rounding import round_half_up


def test_the_project_s_catalogue_is_in_order(catalogue):
    """Every file has its formula, every formula its use, every question its questionnaire: no error, no warning."""
    assert check_indicators(catalogue) == []


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_a_formula_reads_columns_that_exist(name):
    """Key columns decide which figures are fictitious: a misspelt one would hide an invention."""
    formula = FORMULAS[name]
    for column in formula.key_columns:
        assert TABLES[formula.table].column(column)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"formula": "request_cuont"}, "unknown_formula", ("request_cuont", "« request_count »")),
        ({"table": "survey_answers"}, "wrong_table", ("survey_answers", "requests")),
        ({"arguments": {"kinds": ("complaint",)}}, "missing_argument", ("perimeters",)),
        (
            {"arguments": {"kinds": (), "perimeters": (), "perimetre": ()}},
            "unknown_argument",
            ("perimetre", "perimeters"),
        ),
        ({"arguments": {"kinds": ("complain",), "perimeters": ()}}, "unknown_value", ("complain", "« complaint »")),
        ({"group_by": ("chanel",)}, "unknown_group", ("chanel", "« channel »")),
        ({"key_columns": ("canal",)}, "unknown_column", ("canal", "channel")),
        ({"module": "M12"}, "unknown_reference", ("M12", "M1")),
        ({"commitment": "E99"}, "unknown_reference", ("E99", "E9")),
    ],
)
def test_a_disagreement_names_the_file_the_key_and_what_is_accepted(change, code, words, catalogue, only):
    """One fault a file, told with the file's name, what was found and what to write."""
    changed = catalogue.indicators["requests_count"].model_copy(update=change)
    faults = [issue for issue in check_indicators(only(requests_count=changed)) if issue.severity == "error"]
    assert [issue.code for issue in faults] == [code]
    assert faults[0].file == "params/indicators/requests_count.yml"
    assert faults[0].key.split(".")[0] in change and faults[0].value == words[0]
    for word in words:
        assert word in faults[0].sentence


@pytest.mark.parametrize("arguments", [{}, {"item": "clear_language", "role": "criterion"}])
def test_a_survey_share_names_its_item_or_its_role(arguments, catalogue, only):
    """Neither, or both, leaves the question open."""
    id_ = "satisfaction_clear_language_pct"
    changed = catalogue.indicators[id_].model_copy(update={"arguments": arguments})
    faults = [issue.code for issue in check_indicators(only(**{id_: changed})) if issue.severity == "error"]
    assert faults == ["missing_argument"]


def test_a_question_that_nobody_asks_is_a_warning(catalogue, only):
    """The indicator will stay without data: worth a word, not a refusal."""
    id_ = "satisfaction_clear_language_pct"
    changed = catalogue.indicators[id_].model_copy(update={"arguments": {"item": "clear_langage"}})
    issues = {issue.code: issue for issue in check_indicators(only(**{id_: changed}))}
    assert issues["unknown_item"].severity == "warning"
    assert "« clear_language »" in issues["unknown_item"].sentence


def test_a_formula_that_nothing_uses_is_told(catalogue):
    """Arithmetic without a declaration is dead code; that of questions serves any questionnaire."""
    unused = {
        issue.sentence.split("«")[1].split("»")[0].strip()
        for issue in check_indicators(replace(catalogue, indicators={}, questionnaires={}))
    }
    assert unused == set(FORMULAS) - {*FORMULA_OF.values()}


def test_all_faults_are_told_at_once(catalogue, only):
    """Two files, three faults: one reading is enough."""
    first = catalogue.indicators["requests_count"].model_copy(update={"table": "actions", "module": "M12"})
    second = catalogue.indicators["compliments_count"].model_copy(update={"formula": "count"})
    issues = check_indicators(only(requests_count=first, compliments_count=second))
    assert len([issue for issue in issues if issue.severity == "error"]) == 3


def test_targets_are_sourced_and_of_2020_only(catalogue):
    """The only national targets in our sources are those of 2020."""
    targets = [target for indicator in catalogue.indicators.values() for target in indicator.targets]
    assert {(target.start.year, target.end.year) for target in targets} == {(2020, 2020)}
    assert all("Bilan qualité 2020" in target.source for target in targets)


def test_published_targets_are_those_of_the_catalogue(catalogue, published):
    """Every figure printed as a target in 2020 is declared with its value."""
    case = published["cher_2020"]
    printed = {
        f"{name}_processing_delay_days": row["target_2020"] for name, row in case["title_processing_delay_days"].items()
    }
    for name, row in {**case["channels"], **case["fraud"]}.items():
        printed[name] = row["target_2020"]
    for name, value in printed.items():
        if isinstance(value, int | float):
            assert [target.value for target in catalogue.indicators[name].targets] == [value]


def test_decimals_print_the_published_figures_whole(catalogue, published):
    """No published digit is lost by the declared number of decimals."""
    case = published["cher_2020"]
    printed = {f"{name}_processing_delay_days": row for name, row in case["title_processing_delay_days"].items()}
    printed |= {
        name: row for name, row in {**case["channels"], **case["fraud"]}.items() if name in catalogue.indicators
    }
    for name, row in printed.items():
        for year in (2019, 2020):
            assert float(round_half_up(row[year], catalogue.indicators[name].decimals)) == row[year]


def test_the_second_way_of_an_indicator_is_checked_like_the_first(catalogue, only):
    """A wrong table or argument there would only show at the site that needs it."""
    id_ = "id_documents_volume_count"
    indicator = catalogue.indicators[id_]
    changed = indicator.model_copy(
        update={"otherwise": indicator.otherwise.model_copy(update={"arguments": {"titles": ("carte",)}})}
    )
    faults = [issue.code for issue in check_indicators(only(**{id_: changed})) if issue.severity == "error"]
    assert faults == ["unknown_value"]


def test_figures_of_replies_have_their_parts(catalogue):
    """Shares in time, and mean delays, of complaints, e-mails and letters; counts and themes of a kind: no other figure of
    people counts part of another."""
    nested = {id_: indicator.part_of for id_, indicator in catalogue.indicators.items() if indicator.part_of}
    parts = ("complaint", "email", "post")
    assert nested == {f"{part}_reply_on_time_pct": "request_reply_on_time_pct" for part in parts} | {
        f"{part}_reply_mean_delay_days": "request_reply_delay_working_days" for part in parts
    } | {
        "complaints_count": "requests_count",
        "suggestions_count": "requests_count",
        "complaint_themes_count": "request_themes_count",
    }


def test_a_figure_of_some_requests_says_which(catalogue):
    """« Courriels dans le délai » of the requests for information alone stood beside the share of all requests by e-mail."""
    words = {"information_request": "informations?", "complaint": "réclamations?", "suggestion": "suggestions?"}
    untold = [
        (indicator.id, kind)
        for indicator in catalogue.indicators.values()
        for kinds in [indicator.arguments.get("kinds", ())]
        if kinds and not {*words} <= {*kinds}
        for kind in {*kinds} & {*words}
        if not all(re.search(words[kind], name, re.IGNORECASE) for name in (indicator.label, indicator.short_label))
    ]
    assert untold == []
