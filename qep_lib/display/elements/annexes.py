"""Where the second file of a report begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from qep_lib.display.elements.base import Element
from qep_lib.display.render import ANNEXES_WORDS


@dataclass(frozen=True, slots=True)
class Annexes(Element):
    """Where a report goes on in its second file: what is read first stands before, the detail that proves it after."""

    kind: ClassVar[str] = "annexes"

    def lines(self) -> Iterator[str]:
        """What a cell shows of it."""
        yield ANNEXES_WORDS
