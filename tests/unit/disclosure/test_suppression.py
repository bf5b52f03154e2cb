"""Suppression of small groups: what goes, what stays, and that no subtraction brings a hidden part back."""

import pandas as pd
import pytest
from limits import LIMITS

from qep_lib.disclosure.suppression import CURRENT_FIGURES, PREVIOUS_FIGURES, for_the_public, suppress, suppress_months
from qep_lib.errors import QepError

THRESHOLD = 11


def hidden_groups(frame: pd.DataFrame) -> list[str]:
    return frame.loc[frame["status"] == "suppressed", "group"].tolist()


def parts(dimension: str, bases: list[int], **more) -> list[dict]:
    """A total and its parts `dimension=a`, `dimension=b`… of the given bases."""
    rows = [{"group": f"{dimension}={chr(97 + rank)}", "denominator": base, **more} for rank, base in enumerate(bases)]
    return [{"denominator": sum(bases), **more}, *rows]


def test_result_of_a_single_answer_is_hidden(results, indicators):
    """M05, « 100 % par une seule réponse »: every figure of the row goes, its identity and its target stay."""
    frame = suppress(results([{"denominator": 1, "value": 100.0}]), indicators, THRESHOLD)
    row = frame.iloc[0]
    assert row["status"] == "suppressed"
    assert row[[*CURRENT_FIGURES, *PREVIOUS_FIGURES]].isna().all()
    assert (row["indicator_id"], row["target"], row["origin"]) == ("satisfied_pct", 80.0, "computed")


def test_what_is_said_of_a_hidden_figure_goes_with_it(results, indicators):
    """A source may quote a declared figure of the same people, and a remark quotes two figures and stands beside both."""
    rows = [
        {"denominator": 3, "source": "registre ; valeur déclarée différente : 66,7", "remark": "66,7 % et 2 j"},
        {"indicator_id": "delay_working_days", "source": "registre", "remark": "66,7 % et 2 j"},
        {"indicator_id": "profile_pct", "source": "registre", "remark": "autre remarque"},
    ]
    frame = suppress(results(rows), indicators, THRESHOLD)
    assert frame["source"].fillna("").tolist() == ["", "registre", "registre"]
    assert frame["remark"].fillna("").tolist() == ["", "", "autre remarque"]


def test_base_at_the_threshold_is_shown(results, indicators):
    """No statistic under 11 people: 10 goes, 11 stays; the internal threshold of 5 shows both."""
    frame = results([{"site_id": "18", "denominator": 10}, {"site_id": "41", "denominator": 11}])
    assert suppress(frame, indicators, THRESHOLD)["status"].tolist() == ["suppressed", "ok"]
    pd.testing.assert_frame_equal(suppress(frame, indicators, 5), frame)


def test_second_part_is_hidden_when_the_total_is_shown(results, indicators):
    """M03, « secret secondaire »: A=12, B=2, total 14. B alone would be total minus A, so A goes too."""
    frame = suppress(results(parts("mode", [12, 2])), indicators, THRESHOLD)
    assert hidden_groups(frame) == ["mode=a", "mode=b"]


@pytest.mark.parametrize(
    ("bases", "hidden"),
    [
        ([50, 20, 2], ["mode=b", "mode=c"]),
        ([50, 5, 4], ["mode=a", "mode=b", "mode=c"]),
        ([50, 6, 5], ["mode=b", "mode=c"]),
        ([50, 12, 0, 3], ["mode=b", "mode=d"]),
        ([50, 20], []),
    ],
)
def test_smallest_parts_are_hidden_until_they_hold_enough(bases, hidden, results, indicators):
    """Hidden parts together hold 11 people or more; an empty part protects nobody and stays « aucune demande »."""
    frame = results(parts("mode", bases))
    frame.loc[frame["denominator"] == 0, ["value", "numerator"]] = float("nan")
    assert hidden_groups(suppress(frame, indicators, THRESHOLD)) == hidden


def test_without_a_shown_total_nothing_more_is_hidden(results, indicators):
    """No total row: nothing to subtract from. Total itself too small: everything is already hidden."""
    assert hidden_groups(suppress(results(parts("mode", [12, 2])[1:]), indicators, THRESHOLD)) == ["mode=b"]
    assert hidden_groups(suppress(results(parts("mode", [6, 2])), indicators, THRESHOLD)) == ["", "mode=a", "mode=b"]


def test_each_partition_is_judged_alone(results, indicators):
    """A small channel does not hide a mode, another site, another period or another indicator."""
    rows = [
        *parts("channel", [40, 30, 3]),
        *parts("mode", [43, 30])[1:],
        *parts("channel", [40, 30, 30], site_id="41"),
        *parts("channel", [40, 30, 30], period="2019"),
        *parts("channel", [40, 30, 30], indicator_id="delay_working_days"),
    ]
    frame = suppress(results(rows), indicators, THRESHOLD)
    assert hidden_groups(frame) == ["channel=b", "channel=c"]
    assert set(frame.loc[frame["status"] == "suppressed", "site_id"]) == {"18"}


def test_distribution_of_the_whole_survey_stays(results, indicators):
    """Cher 2020: « 2 professionnels sur 104 » is not a small group, its base is 104."""
    rows = [
        {"indicator_id": "profile_pct", "group": f"option={name}", "numerator": count, "denominator": 104}
        for name, count in (("individual", 100), ("professional", 2), ("association", 2))
    ]
    frame = results(rows)
    pd.testing.assert_frame_equal(suppress(frame, indicators, THRESHOLD), frame)


def test_distribution_of_a_small_base_goes_as_a_whole(results, indicators):
    """8 answers, 4 « sans objet »: all levels go, and so does the state row that would give the base back."""
    rows = [
        {"denominator": 8},
        {"group": "option=satisfied", "denominator": 8},
        {"group": "option=unsatisfied", "denominator": 8},
        {"group": "state=not_applicable", "numerator": 4, "denominator": 12},
    ]
    frame = suppress(results(rows), indicators, THRESHOLD)
    assert frame["status"].eq("suppressed").all()


def test_counts_and_declared_figures_stay(results, indicators):
    """3 requests by suggestion box and a declared rate are not statistics of a small group of respondents."""
    rows = [
        {"indicator_id": "requests_count", "group": "channel=suggestion_box", "value": 3.0, "denominator": 3},
        {"indicator_id": "fraud_permille", "denominator": 4, "origin": "declared"},
    ]
    frame = results(rows)
    pd.testing.assert_frame_equal(suppress(frame, indicators, THRESHOLD), frame)


def test_no_request_is_not_a_secret(results, indicators):
    """An empty base keeps its own status."""
    empty = {"denominator": 0, "n": 0, "numerator": 0.0, "value": None, "status": "no_request"}
    frame = results([empty, {"denominator": None, "n": None, "value": None, "status": "no_data", "site_id": "41"}])
    assert suppress(frame, indicators, THRESHOLD)["status"].tolist() == ["no_request", "no_data"]


def test_number_of_observations_stands_for_a_missing_denominator(results, indicators):
    """A mean delay has no denominator: its n is judged; without either, the figure is hidden rather than risked."""
    delay = {"indicator_id": "delay_working_days", "denominator": None}
    rows = [delay | {"n": 4}, delay | {"n": 40, "site_id": "41"}, delay | {"n": None, "site_id": "45"}]
    assert suppress(results(rows), indicators, THRESHOLD)["status"].tolist() == ["suppressed", "ok", "suppressed"]


def test_last_years_small_group_loses_its_value_and_its_change(results, indicators):
    """20 answers this year, 4 last year: the row stays, last year's value, base and the change go."""
    frame = suppress(results([{"denominator": 20, "previous_denominator": 4}]), indicators, THRESHOLD)
    row = frame.iloc[0]
    assert (row["status"], row["value"], row["denominator"]) == ("ok", 50.0, 20.0)
    assert row[list(PREVIOUS_FIGURES)].isna().all()


@pytest.mark.parametrize(("base", "is_hidden"), [(THRESHOLD - 1, True), (THRESHOLD, False), (1, True), (0, False)])
def test_last_year_is_hidden_below_the_threshold_only(base, is_hidden, results, indicators):
    """A group of exactly the threshold is shown, last year as this one."""
    frame = suppress(results([{"denominator": 40, "previous_denominator": base}]), indicators, THRESHOLD)
    assert frame["previous"].isna().tolist() == [is_hidden]
    frame = suppress(results([{"denominator": base, "previous_denominator": 40}]), indicators, THRESHOLD)
    assert (frame["status"] == "suppressed").tolist() == [is_hidden]


def test_last_years_hidden_part_is_not_given_back(results, indicators):
    """M03 one year later: last year's A=12 goes with B=2, since last year's total is shown."""
    rows = parts("mode", [40, 30])
    for row, base in zip(rows, (14, 12, 2), strict=True):
        row["previous_denominator"] = base
    frame = suppress(results(rows), indicators, THRESHOLD)
    assert frame["previous"].isna().tolist() == [False, True, True]
    assert hidden_groups(frame) == []


def test_table_keeps_its_shape_and_the_argument_is_untouched(results, indicators):
    """Columns, types, order and index come back; the frame given is not changed; a second pass changes nothing."""
    frame = results(parts("mode", [50, 20, 2])).sample(frac=1, random_state=1)
    before = frame.copy(deep=True)
    once = suppress(frame, indicators, THRESHOLD)
    pd.testing.assert_frame_equal(frame, before)
    assert once.dtypes.equals(frame.dtypes)
    assert once.index.equals(frame.index)
    pd.testing.assert_frame_equal(suppress(once, indicators, THRESHOLD), once)


def test_empty_table_and_unknown_indicator(results, indicators):
    """Nothing to hide is fine; results that the catalogue ignores are refused rather than shown unchecked."""
    empty = results([])
    pd.testing.assert_frame_equal(suppress(empty, indicators, THRESHOLD), empty)
    with pytest.raises(QepError, match="old_pct"):
        suppress(results([{"indicator_id": "old_pct"}]), indicators, THRESHOLD)


@pytest.mark.parametrize(
    ("bases", "hidden"),
    [
        ([20, 3, 30, 15, 15, 15], ["2020-01", "2020-02"]),
        ([6, 5, 30, 15, 15, 15], ["2020-01", "2020-02"]),
        ([4, 3, 2, 15, 40, 50], ["2020-01", "2020-02", "2020-03", "2020-04"]),
        ([4, 0, 0, 0, 0, 0], ["2020-01"]),
        ([20, 20, 20, 20, 20, 20], []),
    ],
)
def test_no_total_of_months_gives_a_hidden_month_back(bases, hidden, results, indicators):
    """Quarter first (3 alone, hidden with the next smallest), then half-year (a whole quarter of 9 takes April along); a
    month without anyone hides nobody."""
    rows = [{"period": f"2020-{month:02}", "denominator": base} for month, base in enumerate(bases, 1)]
    frame = results(rows)
    frame.loc[frame["denominator"] == 0, ["value", "numerator"]] = float("nan")
    shown = suppress_months(frame, indicators, THRESHOLD)
    assert shown.loc[shown["status"] == "suppressed", "period"].tolist() == hidden
    assert shown.loc[shown["status"] == "suppressed", [*CURRENT_FIGURES, *PREVIOUS_FIGURES]].isna().all(axis=None)


def test_months_of_counts_are_never_hidden(results, indicators):
    """Two requests in March are two requests."""
    frame = results([{"period": "2020-03", "indicator_id": "requests_count", "denominator": 2, "value": 2.0}])
    pd.testing.assert_frame_equal(suppress_months(frame, indicators, THRESHOLD), frame)


def test_months_of_peoples_own_requests_are_hidden_under_their_minimum(results, indicators):
    """2 and 30 requests in a quarter: 2 would be the quarter less the others, so the next smallest goes with it."""
    people = {"2020-01": 2, "2020-02": 30, "2020-03": 9, "2020-04": 0, "2020-05": 7, "2020-06": 8}
    rows = [
        {"period": month, "indicator_id": "requests_count", "denominator": None, "n": None, "value": float(count)}
        for month, count in people.items()
    ]
    shown = suppress_months(results(rows), indicators, THRESHOLD, ["requests_count"], 5)
    assert shown.loc[shown["status"] == "suppressed", "period"].tolist() == ["2020-01", "2020-03"]
    pd.testing.assert_frame_equal(suppress_months(shown, indicators, THRESHOLD, ["requests_count"], 5), shown)


MEDIAN, NINTH, MEAN = (f"request_reply_delay_{name}working_days" for name in ("median_", "p90_", ""))


@pytest.mark.parametrize(
    ("indicator_id", "people", "is_hidden"),
    [
        (MEDIAN, 18, True),
        (MEDIAN, 19, True),
        (MEDIAN, 20, False),
        (NINTH, 99, True),
        (NINTH, 100, False),
        (MEAN, 11, False),
    ],
)
def test_a_public_quantile_has_enough_people_on_each_side(indicator_id, people, is_hidden, results, catalogue):
    """Ten people beyond it: 20 in all for a median, 100 for a ninth decile; of last year, its value and the change go alone."""
    limits = LIMITS.model_copy(update={"quantile_neighbours": 10})
    base = {"indicator_id": indicator_id, "denominator": people, "previous_denominator": 400}
    row = for_the_public(results([base]), catalogue.indicators, limits).iloc[0]
    assert (row["status"], pd.isna(row["value"])) == (("suppressed", True) if is_hidden else ("ok", False))
    assert pd.isna(row["previous"]) == is_hidden
    base = {"indicator_id": indicator_id, "denominator": 400, "previous_denominator": people}
    row = for_the_public(results([base]), catalogue.indicators, limits).iloc[0]
    assert (row["status"], row["value"], pd.isna(row["previous"])) == ("ok", 50.0, is_hidden)
    assert pd.isna(row["change"]) == is_hidden


def test_a_public_ninth_decile_has_no_bounds(results, catalogue):
    """Its upper one is often the longest delay of all; those of a median, a mean and a share beside it stay, and nothing of an
    empty register is « hidden »."""
    rows = [{"indicator_id": name, "denominator": 400} for name in (MEDIAN, NINTH, MEAN)]
    empty = {"denominator": 0, "n": 0, "value": None, "numerator": None, "status": "no_request", "site_id": "41"}
    rows += [{"indicator_id": "satisfaction_clear_language_pct"}, {"indicator_id": NINTH, **empty}]
    frame = results(rows)
    shown = for_the_public(frame, catalogue.indicators, LIMITS)
    assert shown["low"].isna().tolist() == shown["high"].isna().tolist() == [False, True, False, False, True]
    assert shown["status"].tolist() == ["ok"] * 4 + ["no_request"]
    assert frame["low"].notna().all()


def test_public_counts_never_cross_two_groups(results, catalogue):
    """Complaints are not told by channel, whatever their number: a line alone would say that somebody is in both. All requests
    are, unless they are a few; a row that another document would give back is hidden as well, of this year or of the last."""
    people = {"": 60, "channel=email": 40, "channel=post": 17, "channel=desk": 3}
    rows = [
        {"indicator_id": id_, "group": group, "denominator": None, "n": None, "value": float(count), "previous": 20.0}
        for id_ in ("requests_count", "complaints_count")
        for group, count in people.items()
    ]
    shown = for_the_public(results(rows), catalogue.indicators, LIMITS)
    assert shown[["indicator_id", "group", "status"]].to_numpy().tolist() == [
        ["requests_count", "", "ok"],
        ["requests_count", "channel=email", "ok"],
        ["requests_count", "channel=post", "suppressed"],
        ["requests_count", "channel=desk", "suppressed"],
        ["complaints_count", "", "ok"],
    ]
    rates = [{"indicator_id": "satisfaction_clear_language_pct", "site_id": site_id} for site_id in ("18", "41")]
    hidden = {("satisfaction_clear_language_pct", "18", "")}
    shown = for_the_public(results(rates), catalogue.indicators, LIMITS, hidden)
    assert shown["status"].tolist() == ["suppressed", "ok"]
    shown = for_the_public(results(rates), catalogue.indicators, LIMITS, (), hidden)
    assert shown["status"].tolist() == ["ok", "ok"] and shown["previous"].isna().tolist() == [True, False]


@pytest.mark.parametrize(("count", "status"), [(4, "suppressed"), (5, "ok"), (0, "ok")])
def test_public_counts_have_their_own_minimum(count, status, results, catalogue):
    """Five, where a rate has eleven; inside, every count is told."""
    row = {"indicator_id": "requests_count", "denominator": None, "n": None, "value": float(count)}
    assert for_the_public(results([row]), catalogue.indicators, LIMITS)["status"].tolist() == [status]
    assert suppress(results([row]), catalogue.indicators, LIMITS.internal)["status"].tolist() == ["ok"]


@pytest.mark.parametrize(("count", "is_hidden"), [(4, True), (5, False), (0, False)])
def test_last_years_count_is_judged_on_itself(count, is_hidden, results, catalogue):
    """Not on a base, which a count has not."""
    row = {"indicator_id": "requests_count", "denominator": None, "n": None, "value": 60.0, "previous": float(count)}
    shown = for_the_public(results([row | {"previous_denominator": None}]), catalogue.indicators, LIMITS)
    assert (shown["status"].tolist(), shown["previous"].isna().tolist()) == (["ok"], [is_hidden])


def test_figures_about_things_are_no_secret(results, catalogue):
    """Two calls are nobody: what is counted is not people."""
    assert catalogue.indicators["call_answer_pct"].describes == "things"
    frame = results([{"indicator_id": "call_answer_pct", "denominator": 2, "previous_denominator": 2}])
    pd.testing.assert_frame_equal(for_the_public(frame, catalogue.indicators, LIMITS), frame)


@pytest.mark.parametrize(
    ("bases", "hidden"),
    [
        ({"2020-01": 20, "2020-02": 3, "2020-03": 30, "2021-01": 12}, ["2020-01", "2020-02"]),
        ({"2020-03": 3, "2020-04": 12, "2020-05": 12}, ["2020-03", "2020-04"]),
        ({"2020-06": 3, "2020-07": 12, "2020-08": 14}, ["2020-06", "2020-07"]),
        ({"2020-12": 3, "2021-01": 12}, ["2020-12"]),
        ({"2020-07": 3, "2020-09": 12, "2020-10": 11}, ["2020-07", "2020-09"]),
    ],
)
def test_hidden_months_are_judged_in_their_quarter_half_year_and_year(bases, hidden, results, indicators):
    """A small month takes along the smallest of its quarter; alone in it, that of its half-year, then of its year, and never
    one of another year."""
    frame = results([{"period": month, "denominator": base} for month, base in bases.items()])
    shown = suppress_months(frame, indicators, THRESHOLD)
    assert shown.loc[shown["status"] == "suppressed", "period"].tolist() == hidden


def test_months_of_another_site_indicator_or_group_are_judged_apart(results, indicators):
    """3 people in January at site 18: nothing elsewhere is hidden with them."""
    rows = [
        {"period": month, "denominator": base, **told}
        for told in ({}, {"site_id": "41"}, {"indicator_id": "delay_working_days"}, {"group": "mode=web"})
        for month, base in (("2020-01", 20 if told else 3), ("2020-02", 15), ("2020-03", 30))
    ]
    shown = suppress_months(results(rows), indicators, THRESHOLD)
    assert (shown["status"] == "suppressed").tolist() == [True, True, *[False] * 10]


@pytest.mark.parametrize(("count", "hidden"), [(0, []), (1, [True, True]), (4, [True, True]), (5, []), (6, [])])
def test_a_month_of_requests_is_small_under_the_minimum(count, hidden, results, indicators):
    """Over 0 and under 5, whatever the base of the row; declared counts are people as well."""
    rows = [
        {"period": f"2020-0{month}", "indicator_id": "requests_count", "denominator": 100, "value": float(people)}
        for month, people in enumerate((count, 9, 30), 1)
    ]
    shown = suppress_months(results(rows), indicators, THRESHOLD, {"requests_count"}, 5)
    assert (shown["status"] == "suppressed").tolist() == (hidden + [False] * 3)[:3]
