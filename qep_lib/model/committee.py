"""The committees of a site or of several: who sits in them, by college, and what they talk about. Papers are `export.minutes`.

Names of persons are here and nowhere else: a report is opened with a catalogue that holds no committee.
"""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qep_lib.model.base import Declaration, FileStem, SiteId

HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"
CommitteeKind = Literal["clu", "copil"]
KIND_TITLES: dict[CommitteeKind, str] = {"clu": "Comité local des usagers", "copil": "Comité de pilotage"}
Shown = Literal[
    "presentation",
    "role",
    "results",
    "satisfaction",
    "requests",
    "contacts",
    "titles",
    "self_assessment",
    "action_plan",
    "letters",
    "label",
    "road",
    "wishes",
    "questions",
]
"""What the minutes hold of a point beside its discussion: figures of the results, or a place for what members say."""


class Person(Declaration):
    """Somebody who sits for a structure. Printed on the papers of the committee alone."""

    name: str = Field(min_length=1)
    function: str = ""


class Member(Declaration):
    """A structure invited to a committee, with those who sit for it where they are known."""

    structure: str = Field(min_length=1)
    people: tuple[Person, ...] = ()


class College(Declaration):
    """The structures of one kind: consumers' associations, users' associations, local authorities…"""

    name: str = Field(min_length=1)
    members: tuple[Member, ...] = Field(min_length=1)


class AgendaPoint(Declaration):
    """A point of the agenda and what the minutes show of it."""

    title: str = Field(min_length=1)
    shows: tuple[Shown, ...] = ()


class Sitting(Declaration):
    """How one of the two committees sits. Without an agenda of its own, that of its kind (`agendas.yml`)."""

    chair: str = ""
    place: str = ""
    time: str | None = Field(default=None, pattern=HOUR)
    contact: str = ""
    agenda: tuple[AgendaPoint, ...] = ()
    colleges: tuple[College, ...] = ()


class Committee(Declaration):
    """The users' committee and the steering committee of one site, or of several that hold them together."""

    id: FileStem
    label: str = Field(min_length=1)
    sites: tuple[SiteId, ...] = Field(min_length=1)
    clu: Sitting | None = None
    copil: Sitting | None = None
    source: str = ""

    @model_validator(mode="after")
    def _sits(self) -> Self:
        if self.clu is None and self.copil is None:
            message = "le fichier ne décrit aucun comité : donner clu, copil ou les deux"
            raise PydanticCustomError("no_sitting", message, {"path": ("clu",)})
        return self

    def sitting(self, kind: CommitteeKind) -> Sitting | None:
        """The committee of that kind, or None."""
        return self.clu if kind == "clu" else self.copil


class AgendaFile(Declaration):
    """`agendas.yml`: the usual agenda of each kind of committee."""

    clu: tuple[AgendaPoint, ...] = Field(min_length=1)
    copil: tuple[AgendaPoint, ...] = Field(min_length=1)

    def of(self, kind: CommitteeKind) -> tuple[AgendaPoint, ...]:
        """The agenda of that kind."""
        return self.clu if kind == "clu" else self.copil
