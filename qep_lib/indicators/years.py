"""The years of the stored rows on which figures stand: their own, those that they are compared with, earlier ones."""

import math
from collections.abc import Iterable

from qep_lib.model.catalogue import Catalogue
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES

MONTHS_A_YEAR = 12


def years_read(catalogue: Catalogue, table: str, period: Period) -> frozenset[int]:
    """Years of the stored rows of `table` on which the figures of `period` may stand: those it compares, and more
    for what began earlier.

    A title delivered in January was decided, and is stored, the year before. Trainings count over a cycle of years
    and milestones over the life of a label, of which the first year is not whole: one year more.
    """
    return years_standing_on(catalogue, table, period.compared_years)


def years_standing_on(catalogue: Catalogue, table: str, years: Iterable[int]) -> frozenset[int]:
    """As `years_read`, for figures of those calendar years that are compared with no other."""
    before = _years_before(catalogue, table)
    return frozenset(year - back for year in years for back in range(before + 1))


def years_of_report(
    catalogue: Catalogue, report_id: str, table: str, period: Period, sites: Iterable[str] = ()
) -> frozenset[int]:
    """As `years_read`, for all the periods that this report of `period` shows, the earlier surveys of `sites` included."""
    periods = catalogue.reports[report_id].periods(period)
    years = frozenset().union(*(years_read(catalogue, table, shown) for shown in periods))
    if TABLES[table].has_questionnaire:
        waves = (wave_before(catalogue, site_id, period) for site_id in sites)
        years = years.union(*(wave.years for wave in waves if wave is not None))
    return years


def wave_before(catalogue: Catalogue, site_id: str, period: Period) -> Period | None:
    """The period of the survey that the one of `period` is compared with, where it is not that of the report: as a run says it,
    or as many years before as the site leaves between two surveys."""
    if (told := catalogue.survey_waves.get(site_id, {}).get(period.code)) is not None:
        return Period.parse(told)
    label = catalogue.labels.get(site_id)
    if label is None or label.survey_every_years == 1:
        return None
    for _ in range(label.survey_every_years):
        period = period.previous()
    return period


def _years_before(catalogue: Catalogue, table: str) -> int:
    rules = [framework.label for framework in catalogue.frameworks.values()]
    match TABLES[table].earlier:
        case "delivery":
            ends = {indicator.arguments.get("end") for indicator in catalogue.indicators.values()}
            return int("available_on" in ends)
        case "training_cycle":
            return max((known.training_cycle_years for known in rules), default=1)
        case "label_life":
            return max((math.ceil(known.validity_months / MONTHS_A_YEAR) for known in rules), default=1)
    return 0
