"""What is asked and done within a promised delay: updates, letters of local authorities, appointments; and trainings."""

from datetime import date

import numpy as np
import pyarrow as pa

from qep_lib.fictitious.columns import day_column, dictionary_column, listed_rows, numbered, repeated
from qep_lib.fictitious.days import day_number, draw_days, working_days_later
from qep_lib.fictitious.levels import centre, draw_members, generator, shares
from qep_lib.fictitious.place import Place
from qep_lib.model.site import Deadlines

_NEVER = np.iinfo(np.int32).max


def draw_updates(place: Place, deadlines: Deadlines, year: int, extracted_on: date) -> pa.Table:
    """Updates asked of the website and of the voice server in `year`, as known on `extracted_on`."""
    rng, count = _events(place, "service_updates", year)
    asked = draw_days(rng, year, count)
    medium, media = draw_members(rng, "updates_medium", count)
    promised = np.array([deadlines.website_update if word == "website" else deadlines.ivr_update for word in media])
    on_time = np.array([place.levels.of(f"{word}_update_on_time_pct", year) / 100 for word in media])
    if place.is_odd("late_updates", year):
        on_time *= centre("odd_update_factor")
    done = _draw_done(rng, asked, promised[medium], on_time[medium])
    return pa.table(
        {
            "site_id": repeated(place.site.site_id, count),
            "update_id": numbered(f"MAJ-{year}", count, 3),
            "medium": dictionary_column(medium, media),
            "requested_on": day_column(asked),
            "published_on": day_column(done, done > day_number(extracted_on)),
            "subject": repeated("Objet fictif", count),
        }
    )


def draw_local_authority_requests(place: Place, deadlines: Deadlines, year: int, extracted_on: date) -> pa.Table:
    """Letters and e-mails of local authorities received in `year`, as known on `extracted_on`."""
    rng, count = _events(place, "local_authority_requests", year)
    received = draw_days(rng, year, count)
    channel, channels = draw_members(rng, "local_authority_channel", count)
    promised = np.array([deadlines.local_authority_request[word] for word in channels])
    levels = [place.levels.of(f"local_authority_{word}_reply_on_time_pct", year) / 100 for word in channels]
    replied = _draw_done(rng, received, promised[channel], np.array(levels)[channel])
    return pa.table(
        {
            "site_id": repeated(place.site.site_id, count),
            "request_id": numbered(f"COL-{year}", count, 3),
            "channel": dictionary_column(channel, channels),
            "received_on": day_column(received),
            "replied_on": day_column(replied, replied > day_number(extracted_on)),
            "subject": repeated("Objet fictif", count),
        }
    )


def draw_meetings(place: Place, deadlines: Deadlines, year: int, extracted_on: date) -> pa.Table:
    """Appointments asked for in `year`, as known on `extracted_on`: fixed, then held; a few are withdrawn."""
    rng, count = _events(place, "meetings", year)
    asked, today = draw_days(rng, year, count), day_number(extracted_on)
    fixed, held = (
        _draw_done(rng, asked, np.full(count, promised), np.full(count, place.levels.of(level, year) / 100))
        for promised, level in (
            (deadlines.meeting_fixed, "meeting_fixed_on_time_pct"),
            (deadlines.meeting_held, "meeting_held_on_time_pct"),
        )
    )
    held = np.where(fixed == _NEVER, _NEVER, np.maximum(held, fixed))
    is_withdrawn = rng.random(count) < centre("meetings_withdrawn_share")
    return pa.table(
        {
            "site_id": repeated(place.site.site_id, count),
            "meeting_id": numbered(f"RDV-{year}", count, 3),
            "requested_on": day_column(asked),
            "fixed_on": day_column(fixed, is_withdrawn | (fixed > today)),
            "held_on": day_column(held, is_withdrawn | (held > today)),
            "withdrawn": pa.array(is_withdrawn),
        }
    )


def draw_trainings(place: Place, year: int) -> pa.Table:
    """One session a group of commitments: agents trained, out of those concerned."""
    share = 1 if place.is_prefecture else centre("sub_prefecture_staff_share")
    rng = generator(place.seed, place.site.site_id, "trainings", year)
    known = shares("training_staff")
    days = draw_days(rng, year, len(known))
    rows = []
    for (commitments, staff), day in zip(known.items(), days.tolist(), strict=True):
        trained = place.levels.of(f"training_agents_count.commitment={commitments}", year) * share
        concerned = max(1, round(staff * share))
        rows.append(
            {
                "site_id": place.site.site_id,
                "session_id": f"FORM-{year}-{commitments}",
                "held_on": np.datetime64(day, "D").item(),
                "commitments": commitments,
                "agents_trained": min(max(1, round(trained)), concerned),
                "agents_concerned": concerned,
                "topic": "Formation fictive",
            }
        )
    return listed_rows("trainings", rows)


def _events(place: Place, table: str, year: int) -> tuple[np.random.Generator, int]:
    """(stream, how many events): one at least, a register without a line would be none."""
    rng = generator(place.seed, place.site.site_id, table, year)
    return rng, max(1, int(rng.poisson(place.levels.of(f"{table}_count", year))))


def _draw_done(rng: np.random.Generator, asked: np.ndarray, promised: np.ndarray, on_time: np.ndarray) -> np.ndarray:
    """The day each was done: within the promised working days for a share of them, later for the others, a few never."""
    late = promised + rng.geometric(1 / centre("promises_late_days"), asked.size)
    is_late = rng.random(asked.size) >= on_time
    done = working_days_later(asked, np.where(is_late, late, rng.integers(0, promised + 1)))
    is_forgotten = is_late & (rng.random(asked.size) < centre("promises_forgotten_share"))
    return np.where(is_forgotten, _NEVER, done)
