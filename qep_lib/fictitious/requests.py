"""The register of requests of one site: channels, kinds, themes, replies in time, late or never."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qep_lib.fictitious.columns import day_column, dictionary_column, repeated
from qep_lib.fictitious.levels import centre, generator, shares
from qep_lib.fictitious.place import Place
from qep_lib.store.parquet import to_frame

ACTIONS_TAKEN = ("Réponse envoyée", "Transmis au service compétent", "Rendez-vous proposé")
"""What is said to have been done, drawn evenly among answered requests."""


def draw_requests(place: Place, year: int, extracted_on: date) -> pd.DataFrame:
    """The requests received in `year` in the columns of `requests`, provenance left out, as known on `extracted_on`."""
    rng, levels = generator(place.seed, place.site.site_id, "requests", year), place.levels
    volume = levels.of("requests_per_1000_inhabitants", year) * place.own_population / 1000 * place.scale
    # A register without a line would be no register: one request at least.
    count = max(1, int(rng.poisson(volume)))
    received = np.sort(_draw_days(rng, year, count))
    channel, channels = _draw(rng, "requests_channel", count)
    kind, kinds = _draw(rng, "requests_kind", count)
    perimeter, perimeters = _draw(rng, "requests_perimeter", count)
    theme, themes = _draw(rng, "requests_theme", count)
    replied, is_open = _draw_replies(rng, place, year, received, channel, channels)
    is_open |= replied > np.datetime64(extracted_on, "D").astype(np.int64)
    action = np.where(is_open, -1, rng.integers(0, len(ACTIONS_TAKEN), count))
    numbers = pc.utf8_lpad(pa.array(np.arange(1, count + 1)).cast(pa.string()), 5, "0")
    return to_frame(
        pa.table(
            {
                "site_id": repeated(place.site.site_id, count),
                "request_id": pc.binary_join_element_wise(repeated(str(year), count), numbers, "-"),
                "kind": dictionary_column(kind, kinds),
                "channel": dictionary_column(channel, channels),
                "perimeter": dictionary_column(perimeter, perimeters),
                "received_on": day_column(received),
                "replied_on": day_column(replied, is_open),
                "theme": dictionary_column(theme, themes),
                "action_taken": dictionary_column(action, ACTIONS_TAKEN),
            }
        )
    )


def _draw(rng: np.random.Generator, family: str, count: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """(codes, words) drawn in the shares of a family of levels."""
    known = shares(family)
    weights = np.array(list(known.values()))
    return rng.choice(weights.size, count, p=weights / weights.sum()), tuple(known)


def _draw_days(rng: np.random.Generator, year: int, count: int) -> np.ndarray:
    days = np.arange(np.datetime64(f"{year}-01-01", "D"), np.datetime64(f"{year + 1}-01-01", "D"))
    return days[np.is_busday(days)].astype(np.int64)[rng.integers(0, np.is_busday(days).sum(), count)]


def _draw_replies(
    rng: np.random.Generator, place: Place, year: int, received: np.ndarray, channel: np.ndarray, channels
) -> tuple[np.ndarray, np.ndarray]:
    """(day of reply, is it still open) of each request: most in time, some much later, a few never."""
    levels, count = place.levels, received.size
    means = np.array([levels.of(f"requests_reply_days.{name}", year) for name in channels])[channel]
    delays = rng.poisson(means)
    is_late = rng.random(count) < levels.of("requests_late_share", year)
    delays = delays + np.where(is_late, rng.geometric(1 / centre("requests_late_days"), count), 0)
    unanswered = levels.of("requests_unanswered_share", year)
    if place.is_odd("unanswered_requests", year):
        unanswered = centre("odd_unanswered_share")
    is_open = rng.random(count) < unanswered
    if place.is_odd("same_day_replies", year):
        delays, is_open = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
    sent = np.busday_offset(received.astype("datetime64[D]"), delays, roll="forward")
    return sent.astype(np.int64), is_open
