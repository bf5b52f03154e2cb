"""What a report is about: a site, a site with the others of its group, or a perimeter. Reading what people type is `params`."""

from dataclasses import dataclass

COUNTRY = "france"
REGION = "region-"
SEPARATOR = "+"


def is_perimeter(code: str) -> bool:
    """True for the id of a perimeter (`region-24`, `france`, `18+41`), which no site has."""
    return code == COUNTRY or code.startswith(REGION) or SEPARATOR in code


@dataclass(frozen=True, slots=True)
class Subject:
    """The site or perimeter of that id, which names its folder under `reports/`, with its name in French.

    `also_read` are the other sites whose data its report reads: those of the group that the site leads, or all those of the
    perimeter. Made once from what was asked (`params.subjects.subject_of`), then passed on as it is.
    """

    id: str
    name: str
    also_read: tuple[str, ...] = ()

    @property
    def is_perimeter(self) -> bool:
        """True when it is no site itself."""
        return is_perimeter(self.id)

    @property
    def sites(self) -> tuple[str, ...]:
        """Every site whose data its report reads, its own first."""
        return tuple(dict.fromkeys(self.also_read if self.is_perimeter else (self.id, *self.also_read)))
