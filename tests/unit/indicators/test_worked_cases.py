"""Every indicator file carries cases that anyone can check by hand; here they are run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qep_lib.indicators.worked_cases import check_worked_cases
from qep_lib.model.questionnaire import Option
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue

PROJECT = Path(__file__).resolve().parents[3]
INDICATORS = read_catalogue(Workspace(PROJECT)).indicators
CASES = [
    pytest.param(indicator, case, id=f"{indicator.id}-{number}")
    for indicator in INDICATORS.values()
    for number, case in enumerate(indicator.worked_cases, 1)
]
ID = "request_reply_delay_working_days"


def said_of(catalogue, indicator, case):
    """What is said of a case, as the only one of the catalogue."""
    silent = {known.id: known.model_copy(update={"worked_cases": ()}) for known in catalogue.indicators.values()}
    changed = {**silent, indicator.id: indicator.model_copy(update={"worked_cases": (case,)})}
    issues = check_worked_cases(replace(catalogue, indicators=changed))
    return tuple(words for issue in issues for words in issue.found.partition("annonce : ")[2].split(" ; "))


@pytest.fixture
def told(catalogue):
    """What is said of the first worked case of the mean delay, once changed."""

    def run(**change):
        indicator = catalogue.indicators[ID]
        return said_of(catalogue, indicator, indicator.worked_cases[0].model_copy(update=change))

    return run


@pytest.mark.parametrize(("indicator", "case"), CASES)
def test_worked_case_gives_what_its_file_says(indicator, case, catalogue):
    """A number is compared to as many decimals as the file writes; null is a missing figure."""
    assert said_of(catalogue, indicator, case) == ()


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_a_worked_case_expects_a_figure_or_says_why_there_is_none(indicator):
    """A case that only asserts missing values would check no arithmetic."""
    assert any(
        case.expected.get("value", case.expected.get("numerator")) is not None for case in indicator.worked_cases
    )


@pytest.mark.parametrize(
    ("expected", "differences"),
    [
        ({"value": 1.3}, ()),
        ({"value": 1.33}, ()),
        ({"value": 1.4}, ("value : attendu 1,4, trouvé 1,3",)),
        ({"value": None}, ("value : attendu rien (null), trouvé 1,33333333333",)),
        ({"low": 2}, ("low : attendu 2, trouvé rien (null)",)),
        ({"status": "no_data"}, ("status : attendu no_data, trouvé ok",)),
        (
            {"numerator": 5, "denominator": 4},
            ("numerator : attendu 5, trouvé 4", "denominator : attendu 4, trouvé 3"),
        ),
    ],
)
def test_each_difference_tells_what_was_expected_and_found(told, expected, differences):
    """At the number of decimals that the file writes."""
    assert told(expected=expected) == differences


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rows": ({"recieved_on": "2020-03-02"},)}, ("« recieved_on » inconnue", "« received_on »")),
        ({"expected": {"valeur": 1}}, ("« valeur » inconnue", "value")),
        ({"rows": ({"received_on": "hier"},)}, ("type", "hier")),
        ({"group": "channel=fax"}, ("« channel=fax »",)),
    ],
)
def test_a_case_that_cannot_be_run_says_why(told, change, words):
    """A misspelt column would silently be an empty one."""
    (difference,) = told(**change)
    assert all(word in difference for word in words)


def test_a_case_of_another_year_needs_no_date(catalogue):
    """The ordinary day of a row left without one is in the case's own period."""
    indicator = catalogue.indicators["requests_count"]
    case = indicator.worked_cases[0].model_copy(
        update={
            "period": "2022-T4",
            "as_of": date(2023, 1, 13),
            "rows": ({"repeat": 3},),
            "group": "",
            "expected": {"value": 3},
        }
    )
    assert said_of(catalogue, indicator, case) == ()


@pytest.mark.parametrize("name", ["aaa", pytest.param("zzz", marks=pytest.mark.long)])
def test_no_questionnaire_changes_a_worked_case(name, catalogue):
    """Whatever its name, its scale, its modes, the levels of its answers: files of one site turned indicators red."""
    own = catalogue.questionnaires["satisfaction-cher"]
    turned = {"positive": "negative", "negative": "positive"}
    scale = tuple(
        option.model_copy(update={"level": turned.get(option.level)}) for option in own.scales["satisfaction"]
    )
    items = tuple(
        item.model_copy(update={"options": (item.options[0].model_copy(update={"level": None}),), "kind": "single"})
        if item.options
        else item
        for item in own.items
    )
    other = own.model_copy(
        update={"id": name, "serie_id": name, "scales": {"satisfaction": scale}, "modes": (), "items": items}
    )
    for known in ({name: other}, {**catalogue.questionnaires, name: other}, {name: other, **catalogue.questionnaires}):
        assert check_worked_cases(replace(catalogue, questionnaires=known)) == []


def test_a_case_may_say_what_its_question_offers(catalogue):
    """Where the usual scale is not its own, nor that of any questionnaire."""
    indicator = catalogue.indicators["satisfaction_clear_language_pct"]
    own = {
        "rows": ({"option_id": "great", "repeat": 3}, {"option_id": "bad"}),
        "group": "",
        "expected": {"value": 75},
    }
    answers = tuple(
        Option(id=name, label=name, level=level) for name, level in (("great", "positive"), ("bad", "negative"))
    )
    case = indicator.worked_cases[0].model_copy(update=own)
    assert said_of(catalogue, indicator, case.model_copy(update={"answers": answers})) == ()
    assert said_of(catalogue, indicator, case) != ()


def test_a_wrong_case_is_an_error_that_names_its_file_and_its_title(catalogue, only):
    """With what it expected and what was found."""
    indicator = catalogue.indicators[ID]
    wrong = indicator.worked_cases[0].model_copy(update={"expected": {"value": 9}})
    changed = indicator.model_copy(update={"worked_cases": (*indicator.worked_cases[1:], wrong)})
    (issue,) = check_worked_cases(only(**{ID: changed}))
    assert (issue.severity, issue.file) == ("error", f"params/indicators/{ID}.yml")
    assert wrong.title in issue.sentence and "value : attendu 9, trouvé 1" in issue.sentence
    place = len(indicator.worked_cases) - 1
    assert (issue.key, issue.code) == (f"worked_cases[{place}]", "worked_case")
    assert issue.remedy == "corriger la valeur annoncée (expected) ou les lignes de l'exemple"
