"""What is said where a section has no figure: the words belong to the status of its figures, and to no other status.

What was not given is not « aucune » : that word needs a register which covers the period and holds none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qep_lib.model.base import Status
from qep_lib.model.measured import Measured

TOLD_FIRST: tuple[Status, ...] = ("suppressed", "not_measurable", "no_request", "no_data")
"""Of figures that are missing for several reasons, the reason told: what was given comes before what was not."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a section is about: its heading, what would have been given, what it would count.

    `given` agrees with « non communiqué », with `ending` its feminine or plural: « registre des demandes », « délais » (s).
    `none` is a whole clause: « aucune demande n'est enregistrée au registre ».
    """

    title: str
    given: str
    none: str
    ending: str = ""


def absence_sentence(rows: Iterable[Measured], subject: Subject, when: str) -> str:
    """Why nothing is shown of `subject`, from the statuses of its figures; `when` names the period.

    « Registre des demandes non communiqué (année 2021). »
    """
    status = absence_status(rows)
    given = f"{subject.given[0].upper()}{subject.given[1:]}"
    words = {
        "no_data": f"{given} non communiqué{subject.ending}",
        "no_request": f"{subject.none[0].upper()}{subject.none[1:]}",
        "not_measurable": f"{subject.title} : chiffres non mesurables avec ce qui a été fourni",
        "suppressed": f"{subject.title} : chiffres non diffusés, trop peu de personnes sont concernées",
    }
    return f"{words[status]} ({when})."


def absence_status(rows: Iterable[Measured]) -> Status:
    """The status that tells why none of these figures is shown; a count of zero is « no_request »."""
    found = {"no_request" if row.has_value else row.status for row in rows}
    return next((status for status in TOLD_FIRST if status in found), "no_data")
