"""Records of title requests of one site: applications by working day and season, decisions and deliveries after them."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.fictitious.columns import day_column, dictionary_column, repeated
from qep_lib.fictitious.levels import centre, generator
from qep_lib.fictitious.place import Place
from qep_lib.model.tables import TITLES
from qep_lib.store.parquet import to_frame

_PREFIXES = dict(zip(TITLES, ("IP", "PS", "RS", "VI", "PC"), strict=True))
"""First letters of a case number, by title."""


def draw_title_cases(place: Place, extracted_on: dict[int, date]) -> Iterator[tuple[int, pd.DataFrame]]:
    """(year, its cases in the columns of `title_cases`, provenance left out) for each year of the place.

    A year holds the cases decided in it and, the last one, those still open on its extraction. Applications start a
    year before the first one, so that the first year is not short of long delays.
    """
    drawn = [
        _draw_applications(place, title, people, year)
        for title, people in place.titles().items()
        for year in range(place.years[0] - 1, place.years[-1] + 1)
    ]
    code, number, applied, decided, available = (np.concatenate(part) for part in zip(*drawn, strict=True))
    applied_year = _years_of(applied)
    last = place.years[-1]
    today = {year: _day(day) for year, day in extracted_on.items()}
    is_open = decided > today[last]
    year_of_case = np.where(is_open, np.where(applied_year == last, last, 0), _years_of(decided))
    for year in place.years:
        chosen = np.flatnonzero(year_of_case == year)
        yield year, _frame(place, today[year], *(part[chosen] for part in (code, number, applied, decided, available)))


def expected_cases(place: Place, year: int) -> float:
    """About how many cases the place receives that year, without drawing them."""
    return sum(_expected(place, title, people, year) for title, people in place.titles().items())


def _draw_applications(place: Place, title: str, people: int, year: int) -> tuple[np.ndarray, ...]:
    """(title code, number within title and year, day of application, of decision, of delivery) of one year's cases."""
    rng, levels = generator(place.seed, place.site.site_id, "titles", title, year), place.levels
    volume = _expected(place, title, people, year)
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


def _expected(place: Place, title: str, people: int, year: int) -> float:
    volume = place.levels.of(f"titles_per_1000.{title}", year) * people / 1000 * place.scale
    return volume * centre("odd_volume_factor") if place.is_odd("few_titles", year) else volume


def _delays(rng: np.random.Generator, mean: float, size: int) -> np.ndarray:
    shape = centre("titles_delay_shape")
    return np.rint(rng.gamma(shape, mean / shape, size)).astype(np.int64)


def _application_days(year: int) -> tuple[np.ndarray, np.ndarray]:
    """Working days of the year (days since 1970) and the share of the year's requests that each receives."""
    days = np.arange(np.datetime64(f"{year}-01-01", "D"), np.datetime64(f"{year + 1}-01-01", "D"))
    days = days[np.is_busday(days)]
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    phase = 2 * np.pi * (month - centre("titles_season_peak_month")) / 12
    weights = 1 + centre("titles_season_amplitude") * np.cos(phase)
    return days.astype(np.int64), weights / weights.sum()


def _on_working_days(days: np.ndarray) -> np.ndarray:
    """Saturdays and Sundays moved to Monday. 1 January 1970 was a Thursday."""
    weekday = (days + 3) % 7
    return days + np.where(weekday > 4, 7 - weekday, 0)


def _years_of(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _day(day: date) -> np.int64:
    return np.datetime64(day, "D").astype(np.int64)


def _frame(place: Place, today: np.int64, code, number, applied, decided, available) -> pd.DataFrame:
    letters = dictionary_column(code, tuple(_PREFIXES[title] for title in TITLES))
    year = pc.cast(pa.array(_years_of(applied)), pa.string())
    padded = pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), 7, "0")
    return to_frame(
        pa.table(
            {
                "site_id": repeated(place.site.site_id, code.size),
                "case_id": pc.binary_join_element_wise(letters, year, padded, "-"),
                "title": dictionary_column(code, TITLES),
                "applied_on": day_column(applied),
                "decided_on": day_column(decided, decided > today),
                "available_on": day_column(available, (available > today) | (decided > today)),
            }
        )
    )
