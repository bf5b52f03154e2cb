"""Working days and seasons of the invented country. Public holidays are left aside: a request may bear such a day."""

from datetime import date

import numpy as np

from qep_lib.fictitious.levels import centre


def day_number(day: date) -> np.int64:
    """Days since 1970."""
    return np.datetime64(day, "D").astype(np.int64)


def working_days(first: date, last: date) -> np.ndarray:
    """Mondays to Fridays between two days, both included, as days since 1970."""
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D"))
    days = np.append(days, np.datetime64(last, "D"))
    return days[np.is_busday(days)].astype(np.int64)


def days_of_year(year: int) -> np.ndarray:
    """Its working days."""
    return working_days(date(year, 1, 1), date(year, 12, 31))


def draw_days(rng: np.random.Generator, year: int, count: int) -> np.ndarray:
    """That many working days of the year, in order."""
    days = days_of_year(year)
    return np.sort(days[rng.integers(0, days.size, count)])


def working_days_later(days: np.ndarray, delays: np.ndarray) -> np.ndarray:
    """The day that comes so many working days after each one."""
    return np.busday_offset(days.astype("datetime64[D]"), delays, roll="forward").astype(np.int64)


def season(months: np.ndarray, family: str) -> np.ndarray:
    """Weight of each month (1 to 12) around 1: a wave of the amplitude and peak month of that family of levels."""
    phase = 2 * np.pi * (months - centre(f"{family}_season_peak_month")) / 12
    return 1 + centre(f"{family}_season_amplitude") * np.cos(phase)
