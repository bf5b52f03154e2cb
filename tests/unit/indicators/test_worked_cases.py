"""Every indicator file carries cases that anyone can check by hand; here they are run."""

from pathlib import Path
from typing import Any

import pytest

from qep_lib.model.indicator import Indicator, WorkedCase
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.stats.rounding import round_half_up

PROJECT = Path(__file__).resolve().parents[3]
INDICATORS = read_catalogue(Workspace(PROJECT)).indicators
CASES = [
    pytest.param(indicator, case, id=f"{indicator.id}-{number}")
    for indicator in INDICATORS.values()
    for number, case in enumerate(indicator.worked_cases, 1)
]


def _decimals(expected: float) -> int:
    return len(repr(expected).partition(".")[2])


def _rows_of(indicator: Indicator, case: WorkedCase, catalogue) -> list[dict[str, Any]]:
    """The case's rows, about the item that the indicator measures unless they say otherwise."""
    if indicator.table != "survey_answers":
        return list(case.rows)
    questionnaire = catalogue.questionnaires["satisfaction-cher"]
    role = indicator.arguments.get("role")
    by_role = next((item.id for item in questionnaire.items if item.role == role), None)
    return [{"item_id": indicator.arguments.get("item", by_role), **row} for row in case.rows]


@pytest.mark.parametrize(("indicator", "case"), CASES)
def test_worked_case_gives_what_its_file_says(indicator, case, catalogue, only, measured, row_of):
    """A number is compared to as many decimals as the file writes; null is a missing figure."""
    tables = {indicator.table: _rows_of(indicator, case, catalogue)}
    stated = [{"indicator_id": indicator.id, "period": case.period, **row} for row in case.declared]
    tables["declared_figures"] = [*(tables.get("declared_figures") or ()), *stated]
    needed = [indicator.id, *filter(None, [indicator.arguments.get("visits")])]
    results = measured(only(*needed), period=case.period, as_of=case.as_of, **tables)
    row = row_of(results, indicator.id, case.group)
    for column, expected in case.expected.items():
        found = row[column]
        if isinstance(expected, int | float) and not isinstance(expected, bool) and found is not None:
            found = float(round_half_up(found, _decimals(float(expected)) if isinstance(expected, float) else 0))
        assert found == expected, f"{case.title} : {column}"


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_a_worked_case_expects_a_figure_or_says_why_there_is_none(indicator):
    """A case that only asserts missing values would check no arithmetic."""
    assert any(
        case.expected.get("value", case.expected.get("numerator")) is not None for case in indicator.worked_cases
    )
