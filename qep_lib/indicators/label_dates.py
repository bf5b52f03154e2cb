"""Dates that follow from the label: its end and its surveillance audit. What was done about them is in `milestones`."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from qep_lib.model.site import Label, LabelRules


@dataclass(frozen=True, slots=True)
class LabelDates:
    """`ends_on` and `surveillance_due_on` are the rule's dates; those `_extended_on` add the months granted, if any."""

    ends_on: date
    surveillance_due_on: date
    surveillance_extended_on: date | None
    ends_extended_on: date | None = None


def label_dates(label: Label, rules: LabelRules) -> LabelDates | None:
    """End of validity and surveillance deadline, in whole months from the label date (référentiel, `label`).

    None where the label date is unknown. The last day of a shorter month stands for a day it lacks (31 August + 18
    months = 28 February).
    """
    if label.labelled_on is None:
        return None
    due_on = label.labelled_on + relativedelta(months=rules.surveillance_audit_within_months)
    ends_on = label.labelled_on + relativedelta(months=rules.validity_months)
    return LabelDates(
        ends_on=ends_on,
        surveillance_due_on=due_on,
        surveillance_extended_on=_extended(due_on, label.surveillance_extension_months),
        ends_extended_on=_extended(ends_on, label.validity_extension_months),
    )


def _extended(day: date, months: int) -> date | None:
    return day + relativedelta(months=months) if months else None
