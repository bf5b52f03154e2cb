"""Records of title requests of one site: applications by working day and season, decisions and deliveries after them.

Monthly statistics are counted on the same cases, as a ministry's tool would.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.fictitious.columns import day_column, dictionary_column, repeated
from qep_lib.fictitious.days import day_number, days_of_year, season
from qep_lib.fictitious.levels import centre, generator
from qep_lib.fictitious.place import Place
from qep_lib.model.closed_lists import TITLES

_PREFIXES = dict(zip(TITLES, ("IP", "PS", "RS", "VI", "PC"), strict=True))
"""First letters of a case number, by title."""
STATISTICS_SOURCE = "Statistique fictive, comptée sur les dossiers tirés au hasard (qep example)"


@dataclass(frozen=True, slots=True, eq=False)
class TitleCases:
    """Cases of one site as columns of one length: place in TITLES, number within title and year, days since 1970."""

    title: np.ndarray
    number: np.ndarray
    applied: np.ndarray
    decided: np.ndarray
    available: np.ndarray

    def take(self, places: np.ndarray) -> "TitleCases":
        """The cases at those places."""
        return TitleCases(*(getattr(self, name)[places] for name in self.__slots__))


def draw_title_cases(place: Place) -> TitleCases:
    """Every case of the place. Applications start a year before its first one, so that the first year is not short of
    long delays.
    """
    drawn = [
        _draw_applications(place, title, people, year)
        for title, people in place.titles().items()
        for year in range(place.years[0] - 1, place.years[-1] + 1)
    ]
    return TitleCases(*(np.concatenate(part) for part in zip(*drawn, strict=True)))


def list_title_cases(
    place: Place, cases: TitleCases, extracted_on: Mapping[int, date]
) -> Iterator[tuple[int, pa.Table]]:
    """(year, its cases in the columns of `title_cases`, provenance left out) for each year of the place.

    A year holds the cases decided in it and, the last one, those still open on its extraction.
    """
    last = place.years[-1]
    is_open = cases.decided > day_number(extracted_on[last])
    year_of_case = np.where(is_open, np.where(_years_of(cases.applied) == last, last, 0), _years_of(cases.decided))
    for year in place.years:
        chosen = np.flatnonzero(year_of_case == year)
        yield year, _listed(place, day_number(extracted_on[year]), cases.take(chosen))


def title_statistics(place: Place, cases: TitleCases, year: int) -> pa.Table:
    """Titles made available in each month of `year`, with their mean delays in calendar days, by title."""
    titles = [TITLES.index(title) for title in place.titles()]
    month = cases.available.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first = np.datetime64(f"{year}-01", "M").astype(np.int64)
    kept = np.flatnonzero((month >= first) & (month < first + 12))
    cells = cases.title[kept] * 12 + (month[kept] - first)
    shown = np.concatenate([np.arange(12) + 12 * title for title in titles])
    counted = cases.take(kept)
    volume = np.bincount(cells, minlength=12 * len(TITLES))[shown]
    columns = {}
    for name, end in (("processing_delay_mean", counted.decided), ("delivery_delay_mean", counted.available)):
        days = np.bincount(cells, weights=end - counted.applied, minlength=12 * len(TITLES))[shown]
        mean = np.divide(days, volume, out=np.zeros(volume.size), where=volume > 0)
        columns[name] = pa.array(np.round(mean, 1), mask=volume == 0)
    months = (first + shown % 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return pa.table(
        {
            "site_id": repeated(place.site.site_id, shown.size),
            "month": day_column(months),
            "title": dictionary_column(shown // 12, TITLES),
            "volume": pa.array(volume),
            **columns,
            "source": repeated(STATISTICS_SOURCE, shown.size),
        }
    )


def _draw_applications(place: Place, title: str, people: int, year: int) -> tuple[np.ndarray, ...]:
    """(title code, number within title and year, day of application, of decision, of delivery) of one year's cases."""
    rng, levels = generator(place.seed, place.site.site_id, "titles", title, year), place.levels
    volume = expected_cases(place, title, people, year)
    days, weights = _application_days(year)
    applied = np.repeat(days, rng.multinomial(rng.poisson(volume), weights))
    mean = levels.of(f"titles_processing_days.{title}", year)
    if place.is_odd("slow_titles", year):
        mean *= centre("odd_delay_factor")
    decided = _on_working_days(applied + _delays(rng, mean, applied.size))
    available = _on_working_days(
        decided + _delays(rng, levels.of(f"titles_production_days.{title}", year), applied.size)
    )
    number = np.arange(1, applied.size + 1, dtype=np.int64)
    return np.full(applied.size, TITLES.index(title), dtype=np.int8), number, applied, decided, available


def expected_cases(place: Place, title: str, people: int, year: int) -> float:
    """About how many cases of that title `people` make in the place that year, without drawing them."""
    volume = place.levels.of(f"titles_per_1000.{title}", year) * people / 1000 * place.scale
    return volume * centre("odd_volume_factor") if place.is_odd("few_titles", year) else volume


def _delays(rng: np.random.Generator, mean: float, size: int) -> np.ndarray:
    shape = centre("titles_delay_shape")
    return np.rint(rng.gamma(shape, mean / shape, size)).astype(np.int64)


def _application_days(year: int) -> tuple[np.ndarray, np.ndarray]:
    """Working days of the year (days since 1970) and the share of the year's requests that each receives."""
    days = days_of_year(year)
    weights = season(days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1, "titles")
    return days, weights / weights.sum()


def _on_working_days(days: np.ndarray) -> np.ndarray:
    """Saturdays and Sundays moved to Monday. 1 January 1970 was a Thursday."""
    weekday = (days + 3) % 7
    return days + np.where(weekday > 4, 7 - weekday, 0)


def _years_of(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _listed(place: Place, today: np.int64, cases: TitleCases) -> pa.Table:
    letters = dictionary_column(cases.title, tuple(_PREFIXES[title] for title in TITLES)).dictionary_decode()
    year = pc.cast(pa.array(_years_of(cases.applied)), pa.string())
    padded = pc.utf8_lpad(pc.cast(pa.array(cases.number), pa.string()), 7, "0")
    return pa.table(
        {
            "site_id": repeated(place.site.site_id, cases.title.size),
            "case_id": pc.binary_join_element_wise(letters, year, padded, "-"),
            "title": dictionary_column(cases.title, TITLES),
            "applied_on": day_column(cases.applied),
            "decided_on": day_column(cases.decided, cases.decided > today),
            "available_on": day_column(cases.available, (cases.available > today) | (cases.decided > today)),
        }
    )
