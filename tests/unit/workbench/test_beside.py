"""Two surveys in one view: what is compared, what is demonstrated, what is refused."""

import numpy as np
import pytest

from qep_lib.comparison.pairs import set_against
from qep_lib.errors import DataRefused, ParameterError
from qep_lib.stats.changes import newcombe


def read(element):
    """Criterion → (difference, reading) of a view."""
    return {row[0].text: (row[-2].text, row[-1].text) for row in element.data.rows}


def test_a_change_between_two_periods_is_that_of_the_report(bench):
    """The same words as the table of the bilan, and demonstrated where its mark is."""
    site = bench.site("36", "2021", "2020")
    marks = {row[0].text: row[3].text for row in site.show_section("satisfaction").rows}
    shown = read(bench.beside("36", "2021", other_period="2020"))
    assert len(shown) > 4
    for indicator in map(site.context.indicator, site.indicators()):
        if indicator.short_label in shown:
            words, reading = shown[indicator.short_label]
            assert words in marks[indicator.label]
            assert (reading == "démontré") == (marks[indicator.label][0] in "▲▼")


def test_two_sites_are_compared_only_where_they_asked_the_same(bench):
    """Each criterion has a difference that is tested, or the reason why there is none."""
    shown = read(bench.beside("28", "2021", other_site="36"))
    assert all(
        reading in ("démontré", "non démontré") if words != "—" else reading not in ("démontré", "non démontré")
        for words, reading in shown.values()
    )
    assert shown.keys() == read(bench.beside("36", "2021", other_site="28")).keys()


def test_the_difference_of_two_sites_has_newcombe_s_interval(bench):
    """In the unit of the indicator; nothing without counts."""
    context = bench.region(["28", "36"], "2021").context
    first, second = (site.total("satisfaction_clear_language_pct") for site in context.members)
    indicator = context.indicator("satisfaction_clear_language_pct")
    (row,) = set_against([(indicator, first, second)], context.catalogue.conventions)
    low, high = newcombe(first.numerator, first.denominator, second.numerator, second.denominator)
    assert np.allclose((row.change_low, row.change_high), (100 * low, 100 * high))
    assert np.isclose(row.change, first.value - second.value) and row.previous == second.value
    assert set_against([], context.catalogue.conventions) == ()


def test_menus_offer_only_periods_that_the_view_compares(bench):
    """In 2020 neither 2021 nor 2020 itself: whatever is offered is shown."""
    panel = bench.explore_survey("28", "2020", view="beside")
    offered = [value for _, value in panel.other.options]
    assert offered and not any(value.startswith("other_period") for value in offered)
    panel.period.value = "2021"
    assert "other_period=2020" in [value for _, value in panel.other.options]
    for _, value in panel.other.options:
        panel.other.value = value
        assert "paramètre" not in str(panel.shown)
    site = bench.explore_site("28", "2020")
    assert "2021" not in [value for _, value in site.previous.options]


@pytest.mark.parametrize("others", [{}, {"other_site": "36", "other_period": "2020"}])
def test_one_thing_changes_at_a_time(bench, others):
    """Another site of another year would say nothing."""
    with pytest.raises(ParameterError, match="l'un des deux change"):
        bench.beside("28", "2021", **others)


def test_a_site_without_a_survey_is_refused(bench):
    """With what to do."""
    with pytest.raises(DataRefused, match="À faire"):
        bench.beside("18", "2020", other_period="2019")


def test_titles_and_any_indicator_are_drawn_by_month(bench):
    """Each month as its own report would print it; the months of the year before behind."""
    site = bench.site("28", "2021")
    drawn = site.show_months("titres-volumes")
    label = drawn.data.columns[1].label.partition(",")[0]
    name = next(i for i in site.indicators() if site.context.indicator(i).short_label == label)
    march = bench.results("28", "2021-03").set_index(["indicator_id", "group"]).loc[(name, ""), "value"]
    assert drawn.data.rows[2][0].text == "mars 2021" and drawn.data.rows[2][1].number == march
    assert site.groups("request_reply_on_time_pct")["month"] == "Mois"
    assert site.show_indicator("request_reply_on_time_pct", group="month").kind == "figure"
