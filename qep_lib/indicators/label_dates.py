"""Dates that follow from the label: its end and its surveillance audit. What was done about them is in `milestones`."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from qep_lib.model.site import Label, LabelRules


@dataclass(frozen=True, slots=True)
class LabelDates:
    """`surveillance_due_on` is the rule's date; `surveillance_extended_on` adds the months granted, if any."""

    ends_on: date
    surveillance_due_on: date
    surveillance_extended_on: date | None


def label_dates(label: Label, rules: LabelRules) -> LabelDates | None:
    """End of validity and surveillance deadline, in whole months from the label date (référentiel, `label`).

    None where the label date is unknown. The last day of a shorter month stands for a day it lacks (31 August + 18
    months = 28 February).
    """
    if label.labelled_on is None:
        return None
    due_on = label.labelled_on + relativedelta(months=rules.surveillance_audit_within_months)
    extension = label.surveillance_extension_months
    return LabelDates(
        ends_on=label.labelled_on + relativedelta(months=rules.validity_months),
        surveillance_due_on=due_on,
        surveillance_extended_on=due_on + relativedelta(months=extension) if extension else None,
    )
