"""Which target rates a figure, and what is said when there is none."""

from dataclasses import replace

import pytest

from qep_lib.indicators.targets import target_of
from qep_lib.model.period import Period

CALLS = "call_answer_pct"


def call(**columns):
    return {"indicator_id": CALLS, "value": 91.96, **columns}


def test_the_target_of_the_year_rates_the_figure(only, measured, row_of):
    """91.96 % of calls answered against 90 % in 2020."""
    row = row_of(measured(only(CALLS), declared_figures=[call()]), CALLS)
    assert (row["target"], row["rating"], row["target_note"]) == (90, "met", None)


@pytest.mark.parametrize("period", ["2019", "2021", "2023"])
def test_a_target_of_another_year_is_never_reused(period, only, measured, row_of):
    """Without a target of its own year a figure has no class, and the note names the year."""
    row = row_of(measured(only(CALLS), period=period, declared_figures=[call(period=period)]), CALLS)
    assert (row["target"], row["gap"], row["rating"]) == (None, None, None)
    if period != "2019":
        assert row["target_note"] == f"aucune cible déclarée pour {period}"


def test_a_period_over_two_years_has_no_target_of_one_of_them(catalogue):
    """The target must be in force during the whole period."""
    indicator = catalogue.indicators[CALLS]
    assert target_of(indicator, Period.parse("2020-S2")).value == 90
    assert target_of(indicator, Period.parse("2020-07-01..2021-06-30")) is None


def test_a_period_that_is_not_a_year_is_named_in_words(only, measured, row_of):
    """« aucune cible déclarée pour cette période (1er semestre 2022) »."""
    row = row_of(measured(only(CALLS), period="2022-S1", declared_figures=[call(period="2022-S1")]), CALLS)
    assert row["target_note"] == "aucune cible déclarée pour cette période (1er semestre 2022)"


def test_a_declared_target_serves_where_the_file_has_none(only, measured, row_of):
    """A site may declare its own target for a year that no national source covers."""
    rows = [call(period="2021", target=95.0, target_note="95 % (local)")]
    row = row_of(measured(only(CALLS), period="2021", declared_figures=rows), CALLS)
    assert (row["target"], row["target_note"], row["rating"]) == (95, "95 % (local)", "near")


def test_the_national_target_wins_and_the_declared_one_is_told(only, measured, row_of):
    """Two targets that differ: the file's rates, both are printed."""
    row = row_of(measured(only(CALLS), declared_figures=[call(target=92.5)]), CALLS)
    assert (row["target"], row["target_note"], row["rating"]) == (90, "90 ; le site déclare 92,5", "met")


def test_a_declared_target_equal_to_the_national_one_adds_no_words(only, measured, row_of):
    """The published « 5 ‰ // 5,71 » stays as printed."""
    rows = [{"indicator_id": "fraud_foreigners_permille", "value": 3.1, "target": 5.0, "target_note": "5 ‰"}]
    row = row_of(measured(only("fraud_foreigners_permille"), declared_figures=rows), "fraud_foreigners_permille")
    assert (row["target"], row["target_note"], row["rating"]) == (5, "5 ‰ // 5,71", "off")


def test_a_local_target_without_value_gives_words_and_no_class(only, measured, row_of):
    """« locale, 3 jours ouvrés » is printed, nothing is rated."""
    rows = [{"indicator_id": "website_update_on_time_pct", "value": 100.0}]
    row = row_of(measured(only("website_update_on_time_pct"), declared_figures=rows), "website_update_on_time_pct")
    assert (row["target"], row["target_note"], row["rating"]) == (None, "locale, 3 jours ouvrés", None)


@pytest.mark.parametrize(("kind", "words"), [("local", "locale"), ("none", "néant")])
def test_a_target_without_a_value_nor_a_note_says_of_which_kind_it_is(kind, words, catalogue, only, measured, row_of):
    """As bilans print them."""
    id_ = "website_update_on_time_pct"
    target = catalogue.indicators[id_].targets[0].model_copy(update={"kind": kind, "value": None, "note": None})
    changed = catalogue.indicators[id_].model_copy(update={"targets": (target,)})
    row = row_of(measured(only(**{id_: changed}), declared_figures=[{"indicator_id": id_, "value": 100.0}]), id_)
    assert (row["target"], row["target_note"], row["rating"]) == (None, words, None)


def test_a_group_is_not_rated_on_the_target_of_the_whole(only, measured, row_of):
    """The target bears on the total; a part is rated only on a target declared for that part."""
    rows = [call(group="channel=phone"), call(group="channel=email", target=80.0)]
    results = measured(only(CALLS), declared_figures=rows)
    assert row_of(results, CALLS, "channel=phone")["rating"] is None
    assert row_of(results, CALLS, "channel=email")["rating"] == "met"


def test_a_sample_whose_interval_holds_the_target_is_marked(catalogue, only, measured, row_of):
    """The colour stays, since it is the label's rule; the mark says the gap is not demonstrated."""
    item = "satisfaction_confidentiality_pct"
    target = catalogue.indicators[CALLS].targets[0]
    changed = catalogue.indicators[item].model_copy(update={"targets": (target,)})
    rows = [{"item_id": "confidentiality", "option_id": "satisfied", "repeat": 43}]
    rows += [{"item_id": "confidentiality", "option_id": "unsatisfied", "repeat": 7}]
    row = row_of(measured(only(**{item: changed}), survey_answers=rows), item)
    assert (row["value"], row["rating"], row["is_target_in_interval"]) == (86, "near", True)
    firm = changed.model_copy(update={"targets": (target.model_copy(update={"value": 99.0}),)})
    assert row_of(measured(only(**{item: firm}), survey_answers=rows), item)["is_target_in_interval"] is False


def test_reading_targets_leaves_the_catalogue_as_it_was(catalogue, only, measured):
    """Nothing measured for one year changes what is declared for another."""
    before = replace(catalogue)
    measured(only(CALLS), declared_figures=[call(target=92.5)])
    assert catalogue == before
