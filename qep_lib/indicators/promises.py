"""Formulas on the other promises of the référentiel: website and IVR updates, local authorities, appointments.

The cohort rule is that of requests (`splits`, `stats/delays`): open past its deadline is late, open inside it is not
judged. A register that a site keeps and that holds nothing to judge gives an empty base: « aucune demande ».
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from qep_lib.indicators.codes import Codes, encode, encode_among
from qep_lib.indicators.rows import Context, Rows, stack_rows
from qep_lib.indicators.splits import cohort_details, cohort_rows, split_rows
from qep_lib.model.indicator import Indicator
from qep_lib.model.site import Deadlines
from qep_lib.stats.delays import Verdicts, judge_cases

Promise = Callable[[Deadlines], int | None]
"""The working days that the deadlines of a référentiel promise."""
MEETING_STEPS = ("fixed_on", "held_on")


def update_on_time_share(context: Context, indicator: Indicator, medium: str) -> Rows:
    """Updates of the website or of the IVR published within the promised days of their request."""
    codes = context.once(_codes, "service_updates", "medium")
    chosen = np.flatnonzero(codes["medium"].are_in((medium,)))
    promised = partial(_update_days, medium=medium)
    return _on_time(context, "service_updates", codes, chosen, ("requested_on", "published_on"), promised)


def local_authority_on_time_share(context: Context, indicator: Indicator, channel: str) -> Rows:
    """Letters, or e-mails, of local authorities answered within the days promised on that channel."""
    codes = context.once(_codes, "local_authority_requests", "channel")
    chosen = np.flatnonzero(codes["channel"].are_in((channel,)))
    promised = partial(_letter_days, channel=channel)
    return _on_time(context, "local_authority_requests", codes, chosen, ("received_on", "replied_on"), promised)


def meeting_on_time_share(context: Context, indicator: Indicator, step: str) -> Rows:
    """Appointments fixed (`fixed_on`), or held (`held_on`), within the promised days of their request.

    A request that its author withdrew is not judged. A register without any other gives an empty base.
    """
    codes = context.once(_codes, "meetings", None)
    chosen = np.flatnonzero(~context.tables["meetings"]["withdrawn"].fillna(False).to_numpy(dtype=bool))
    promised = partial(_meeting_days, step=step)
    return _on_time(context, "meetings", codes, chosen, ("requested_on", step), promised)


def _on_time(
    context: Context,
    table: str,
    codes: Mapping[str, Codes],
    chosen: np.ndarray,
    columns: tuple[str, str],
    promised: Promise,
) -> Rows:
    told = _verdicts(context, table, codes["site_id"].places, columns, promised)
    (total,) = split_rows(context, context.recorded_sites[table], codes, chosen, ())
    return stack_rows([cohort_rows(total, told), *cohort_details(total, told)])


def _codes(context: Context, table: str, dimension: str | None) -> dict[str, Codes]:
    frame = context.tables[table]
    codes = {"site_id": encode_among(frame["site_id"], context.sites)}
    return codes if dimension is None else codes | {dimension: encode(frame[dimension])}


def _verdicts(context: Context, table: str, site: np.ndarray, columns: tuple[str, str], promised: Promise) -> Verdicts:
    """What is said of each row; `promised` gives the working days from the deadlines of a site's référentiel."""
    asked, done = (context.tables[table][name].to_numpy() for name in columns)
    deadlines = [context.catalogue.framework_of(site_id).deadlines_working_days for site_id in context.sites]
    days = np.array([promised(known) for known in deadlines], dtype=float)[site]
    return judge_cases(asked, done, context.due_dates(site, asked, days), context.known_until(table))


def _update_days(deadlines: Deadlines, medium: str) -> int:
    return deadlines.website_update if medium == "website" else deadlines.ivr_update


def _letter_days(deadlines: Deadlines, channel: str) -> int:
    return deadlines.local_authority_request[channel]


def _meeting_days(deadlines: Deadlines, step: str) -> int:
    return deadlines.meeting_fixed if step == "fixed_on" else deadlines.meeting_held
