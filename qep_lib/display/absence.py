"""What is said where a section has no figure: the words belong to the status of its figures, and to no other status.

What was not given is not « aucune » : that word needs a register which covers the period and holds none. It is then a result,
which a document prints; the rest is an `Absent`, which a document leaves out and gathers in its « Repères ».
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from qep_lib.display.elements import Absent, Element, Gallery, Text
from qep_lib.display.wording import inside_sentence, joined
from qep_lib.model.measured import Measured

WhyMissing = Literal["suppressed", "not_measurable", "no_request", "no_data"]
TOLD_FIRST: tuple[WhyMissing, ...] = ("suppressed", "not_measurable", "no_request", "no_data")
"""Of figures that are missing for several reasons, the reason told: what was given comes before what was not."""
GATHERED = {
    "no_data": ("Élément non communiqué pour cette période", "Éléments non communiqués pour cette période"),
    "not_asked": ("Élément que l'enquête ne demandait pas", "Éléments que l'enquête ne demandait pas"),
    "not_measurable": (
        "Élément non mesurable avec ce qui a été fourni",
        "Éléments non mesurables avec ce qui a été fourni",
    ),
    "suppressed": (
        "Détail non diffusé, car il porte sur trop peu de personnes, que l'on pourrait reconnaître",
        "Détails non diffusés, car ils portent sur trop peu de personnes, que l'on pourrait reconnaître",
    ),
    "not_comparable": (
        "Élément que ces sites ne permettent pas de comparer",
        "Éléments que ces sites ne permettent pas de comparer",
    ),
}
"""Reasons told in « Repères », for one subject and for several; any other reason is told nowhere but in the notebook."""


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


def absence(rows: Iterable[Measured], subject: Subject, when: str) -> Element:
    """What stands in place of a section of which no figure is shown; `when` names the period."""
    shown = list(rows)
    if any(row.value for row in shown):
        # Something was counted: it is the detail of it that nobody knows.
        return Absent(subject.given, f"{subject.title} : le détail n'est pas connu ({when}).", "untold")
    status, sentence = absence_status(shown), absence_sentence(shown, subject, when)
    return Text((sentence,)) if status == "no_request" else Absent(subject.given, sentence, status)


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


def absence_status(rows: Iterable[Measured]) -> WhyMissing:
    """The status that tells why none of these figures is shown; a count of zero is « no_request »."""
    found = {"no_request" if row.has_value else row.status for row in rows}
    return next((status for status in TOLD_FIRST if status in found), "no_data")


def is_absent(element: Element) -> bool:
    """True for what a document leaves out, alone or several together."""
    return isinstance(element, Absent) or (isinstance(element, Gallery) and all(map(is_absent, element.items)))


def gathered(absences: Iterable[Absent]) -> tuple[str, ...]:
    """One sentence a reason, with its subjects in the order in which they were met, each once.

    « Éléments non communiqués pour cette période : registre des demandes et délais des titres. »
    """
    subjects: dict[str, dict[str, None]] = {}
    for absent in absences:
        subjects.setdefault(absent.reason, {})[inside_sentence(absent.subject)] = None
    return tuple(
        f"{words[len(subjects[reason]) > 1]} : {joined([*subjects[reason]])}."
        for reason, words in GATHERED.items()
        if reason in subjects
    )
