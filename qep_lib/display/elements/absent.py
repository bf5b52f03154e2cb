"""What has nothing to show, and where a document says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from qep_lib.display.elements.base import Element
from qep_lib.display.render import LANDMARKS_WORDS

AbsenceReason = Literal["no_data", "suppressed", "not_measurable", "not_asked", "not_comparable", "untold"]


@dataclass(frozen=True, slots=True)
class Absent(Element):
    """What a call gives when it has nothing to show. A notebook says why in one sentence; a document leaves it out, with the
    heading that it leaves bare, and its `Landmarks` name its `subject` (« délais des titres ») if the reason is told there.

    `reason`: a status of the figures; the survey did not ask; nothing compares; « untold », where there is nothing to tell.
    """

    kind: ClassVar[str] = "absent"
    subject: str
    sentence: str
    reason: AbsenceReason

    def __post_init__(self) -> None:
        if self.reason not in get_args(AbsenceReason) or not self.sentence.strip():
            raise ValueError(f"absence de « {self.subject} » : il faut une phrase et une raison connue")

    def lines(self) -> Iterator[str]:
        """Its sentence."""
        yield self.sentence


@dataclass(frozen=True, slots=True)
class Landmarks(Element):
    """Where a document says, once for all of its sections, what it has not and why."""

    kind: ClassVar[str] = "landmarks"

    def lines(self) -> Iterator[str]:
        """What a cell shows of it: only the whole document knows what it lacks."""
        yield LANDMARKS_WORDS
