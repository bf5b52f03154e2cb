"""What a site is, as far as the draws are concerned: its people, its years, its oddity. Nothing is drawn here."""

from collections.abc import Mapping
from dataclasses import dataclass

from qep_lib.fictitious.levels import SiteLevels
from qep_lib.model.site import Site


@dataclass(frozen=True, slots=True)
class Place:
    """One site of the country. `years` are in order and the oddity, if any, shows in the last one only.

    `scale` multiplies volumes of activity: titles, requests, counts by month. A survey does not grow with the
    population, nor do the registers of updates, letters and appointments.
    """

    site: Site
    years: tuple[int, ...]
    seed: int
    scale: float
    oddity: str | None = None

    @property
    def levels(self) -> SiteLevels:
        """The levels of this site."""
        return SiteLevels(self.seed, self.site.site_id)

    @property
    def own_population(self) -> int:
        """People of the arrondissement; of the department where the registry counts no arrondissement."""
        return self.site.arrondissement_population or self.site.department_population or 0

    @property
    def is_prefecture(self) -> bool:
        """A prefecture also examines the identity, vehicle and driving titles of its whole department."""
        return self.site.kind == "prefecture"

    def is_odd(self, oddity: str, year: int) -> bool:
        """True in the last year of a site that has that oddity."""
        return self.oddity == oddity and year == self.years[-1]

    def titles(self) -> Mapping[str, int]:
        """Title -> people whose requests this site examines."""
        served = dict.fromkeys(("residence_permit_first", "residence_permit_renewal"), self.own_population)
        if self.is_prefecture:
            department = self.site.department_population or self.own_population
            served |= dict.fromkeys(("id_documents", "vehicle_registration", "driving_licence"), department)
        return served
