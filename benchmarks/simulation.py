"""How often a report points at what is nothing but chance, measured on data drawn by chance, and held to what it says.

Usage: python -m benchmarks.simulation (or `make simulation`). Not a measure of time: `make bench` leaves it out. Seeded. The
rates that sentences print are those of `stats/error_rates`: 1 where one of them is no longer what is measured.
"""

import sys

import numpy as np

from benchmarks.simulated_country import print_country
from benchmarks.simulated_months import BEYOND, MONTHS_READ, PASTS, PROMISED, REPORTS, SERIES, MonthTally, month_tallies
from benchmarks.simulated_regions import PROMISED as PROMISED_REGIONS
from benchmarks.simulated_regions import REGIONS, SITE_COUNTS, RegionTally, region_tallies
from benchmarks.timing import percent, table
from qep_lib.stats.error_rates import FEW_SITES, LASTING_CHANGES, MARKED_MONTHS, ORDINARY_SITES, ErrorRate

TOLERANCE = 0.8
"""Points by which a measured rate may differ from the one that is printed: what another seed changes."""
Found = dict[str, dict[tuple[int, int], MonthTally]]


def main() -> int:
    """Print every table and the verdicts; 1 when a rate is not the one that the sentences print."""
    verdicts = [*_months(), _regions(), verdict("sites ordinaires, douze ou plus", print_country(), ORDINARY_SITES)]
    return 0 if all(verdicts) else 1


def _months() -> list[bool]:
    found: Found = {}
    for law, past, read, tally in month_tallies():
        found.setdefault(law, {})[past, read] = tally
    print("## Mois ordinaires marqués par hasard (entre parenthèses : carte XmR et ses quatre règles)\n")
    print(
        f"{REPORTS} rapports de {SERIES} séries par case, {MONTHS_READ[0]} mois lus selon le nombre de mois d'avant.\n"
    )
    lines = (
        [law, *(f"{percent(t.marked, 1)} ({percent(t.marked_by_xmr, 0)})" for t in _read(tallies, MONTHS_READ[0]))]
        for law, tallies in found.items()
    )
    print(table(("mois", *map(str, PASTS)), lines) + "\n")
    print("## Rapports qui annoncent un changement durable alors que rien n'a changé\n")
    lines = ([law, *(percent(told(tallies, read), 1) for read in MONTHS_READ)] for law, tallies in found.items())
    print(table(("mois", *(f"{read} mois lus" for read in MONTHS_READ)), lines) + "\n")
    promised = [found[law] for law in PROMISED]
    marked = max(t.marked for tallies in promised for t in _read(tallies, MONTHS_READ[0]))
    worst = max(told(tallies, read) for tallies in promised for read in MONTHS_READ)
    print(f"Promis de toutes ces lois, sauf {', '.join(BEYOND)}.")
    return [verdict("mois marqués", marked, MARKED_MONTHS), verdict("changements durables", worst, LASTING_CHANGES)]


def _regions() -> bool:
    found: dict[object, list[RegionTally]] = {}
    for scenario, _, tally in region_tallies():
        found.setdefault(scenario, []).append(tally)
    print("## Régions de quelques sites\u00a0: rapports qui désignent un site ordinaire / sites atypiques trouvés\n")
    print(f"{REGIONS} régions par case\u202f; entre parenthèses, autour de la moyenne et pour le hasard seul.\n")
    lines = (
        [
            f"{scenario.odd_count}",
            percent(scenario.mean, 0),
            f"{scenario.spread:.1f}".replace(".", ","),
            *map(_region_words, tallies),
        ]
        for scenario, tallies in found.items()
    )
    print(table(("atypiques", "moyenne", "dispersion", *(f"{count} sites" for count in SITE_COUNTS)), lines) + "\n")
    worst = max(tally.wrong for scenario in PROMISED_REGIONS for tally in found[scenario])
    return verdict("rapports de quelques sites", worst, FEW_SITES)


def _region_words(tally: RegionTally) -> str:
    found = "–" if np.isnan(tally.found) else percent(tally.found, 0)
    return f"{percent(tally.wrong, 1)} / {found} ({percent(tally.wrong_around_the_mean, 0)})"


def _read(tallies: dict[tuple[int, int], MonthTally], read: int) -> list[MonthTally]:
    return [tally for (_, months), tally in tallies.items() if months == read]


def told(tallies: dict[tuple[int, int], MonthTally], read: int) -> float:
    """Of the reports whose past allows to tell a change: it is the same rule whatever the past, from twelve months on."""
    rates = [tally.told for (past, months), tally in tallies.items() if months == read and past >= 12]
    return sum(rates) / len(rates)


def verdict(what: str, found: float, printed: ErrorRate) -> bool:
    """Print whether the worst rate found is the one that sentences print, neither more nor less, and say so."""
    is_kept = abs(100 * found - printed.percent) <= TOLERANCE and 100 * found < printed.below
    words = "tenu" if is_kept else "NON TENU"
    print(
        f"Au pire, {what}\u00a0: {percent(found, 1)}, imprimé «\u00a0moins de {printed.below}\u00a0»\u00a0: {words}.\n"
    )
    return is_kept


if __name__ == "__main__":
    sys.exit(main())
