"""The register of requests of one site: channels, kinds, themes, replies in time, late or never."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from qep_lib.fictitious.columns import day_column, dictionary_column, numbered, repeated
from qep_lib.fictitious.days import day_number, draw_days, working_days_later
from qep_lib.fictitious.levels import centre, draw_members, generator
from qep_lib.fictitious.place import Place

ACTIONS_TAKEN = ("Réponse envoyée", "Transmis au service compétent", "Rendez-vous proposé")
"""What is said to have been done, drawn evenly among answered requests."""


def draw_requests(place: Place, year: int, extracted_on: date) -> pa.Table:
    """The requests received in `year` in the columns of `requests`, provenance left out, as known on `extracted_on`."""
    rng, levels = generator(place.seed, place.site.site_id, "requests", year), place.levels
    volume = levels.of("requests_per_1000_inhabitants", year) * place.own_population / 1000 * place.scale
    # A register without a line would be no register: one request at least.
    count = max(1, int(rng.poisson(volume)))
    received = draw_days(rng, year, count)
    channel, channels = draw_members(rng, "requests_channel", count)
    kind, kinds = draw_members(rng, "requests_kind", count)
    perimeter, perimeters = draw_members(rng, "requests_perimeter", count)
    theme, themes = draw_members(rng, "requests_theme", count)
    replied, is_open = _draw_replies(rng, place, year, received, channel, channels)
    is_open |= replied > day_number(extracted_on)
    action = np.where(is_open, -1, rng.integers(0, len(ACTIONS_TAKEN), count))
    return pa.table(
        {
            "site_id": repeated(place.site.site_id, count),
            "request_id": numbered(str(year), count),
            "kind": dictionary_column(kind, kinds),
            "channel": dictionary_column(channel, channels),
            "perimeter": dictionary_column(perimeter, perimeters),
            "received_on": day_column(received),
            "replied_on": day_column(replied, is_open),
            "theme": dictionary_column(theme, themes),
            "action_taken": dictionary_column(action, ACTIONS_TAKEN),
        }
    )


def _draw_replies(
    rng: np.random.Generator,
    place: Place,
    year: int,
    received: np.ndarray,
    channel: np.ndarray,
    channels: Sequence[str],
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
    return working_days_later(received, delays), is_open
