"""How a site is named beside its figures, in every view of a comparison: what is not its own record is said in its name."""

from collections.abc import Collection, Iterable, Sequence

from qep_lib.display.wording import format_count, joined
from qep_lib.model.base import Nature
from qep_lib.model.measured import Measured
from qep_lib.reports.regional.gathered import Gathered

FICTITIOUS, RECONSTRUCTED = "(fictif)", "(reconstitué)"
SIGNS: dict[Nature, str] = {"reconstructed": "*", "fictitious": "**"}
SIGN_WORDS = {"*": "chiffre reconstitué à partir du document publié", "**": "chiffre fictif"}
NAMED_SITES = 12
"""Sites that a sentence or a cell names; more are counted."""


def site_name(gathered: Gathered, site_id: str, rows: Iterable[Measured] = ()) -> str:
    """« Indre (fictif) »: the department, or the site where it is a sub-prefecture; a site that is all invented is always
    marked, another when one of `rows` is not its own."""
    return named_by_nature(gathered, site_id, {row.nature for row in rows if row.has_value})


def named_by_nature(gathered: Gathered, site_id: str, natures: Collection[Nature]) -> str:
    """As `site_name`, from the natures of the figures shown."""
    site = gathered.member(site_id).site
    name = site.department if site.kind == "prefecture" else site.name
    return f"{name} {FICTITIOUS if site_id in gathered.invented else _mark(natures)}".strip()


def named_or_counted(names: Sequence[str]) -> str:
    """« Cher, Indre et Loiret », or « 34 sites » where a list of names would hide the sentence."""
    return joined(list(names)) if len(names) <= NAMED_SITES else format_count(len(names), "site")


def mark_of(rows: Iterable[Measured]) -> str:
    """What the figures of one site are: one of the two marks, empty for real ones."""
    return _mark({row.nature for row in rows if row.has_value})


def sign_of(gathered: Gathered, row: Measured) -> str:
    """What stands beside a figure that is not a record of its site; nothing where the name of the site already says it."""
    return "" if row.site_id in gathered.invented else SIGNS.get(row.nature, "")


def sign_notes(gathered: Gathered, rows: Iterable[Measured]) -> list[str]:
    """What the signs beside these figures mean."""
    used = {sign_of(gathered, row) for row in rows if row.has_value}
    return [f"{sign} {words}." for sign, words in SIGN_WORDS.items() if sign in used]


def _mark(natures: Collection[Nature]) -> str:
    return FICTITIOUS if "fictitious" in natures else RECONSTRUCTED if "reconstructed" in natures else ""
