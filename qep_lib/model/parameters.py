"""What one may ask of a report, declared once: the command line, the forms of the home and the notebooks read it here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from qep_lib.model.base import Audience


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """One thing that may be asked.

    `name` is the option of the command (`_` for `-`), the variable of a notebook and, with an « s » where it may be given several
    times, the field of what is asked. `label` stands before the field of a form, `example` in it while it is empty; `help` is
    the line of `qep run --help`, `remark` the comment of the notebooks. `choices` are French words by value: nothing else is
    accepted. `default` is the value that is taken when nothing is asked.
    """

    name: str
    label: str
    metavar: str
    help: str
    example: str = ""
    remark: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_repeated: bool = True
    default: str | None = None

    @property
    def option(self) -> str:
        """« --as-of »."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def field(self) -> str:
        """« audiences », « as_of »; « only », which is no noun."""
        return f"{self.name}s" if self.is_repeated and self.name != "only" else self.name


SITE = Parameter(
    "site",
    "Site",
    "CODE",
    "Code de site (18, 2A, 971), region:24, all ou file:sites.txt.",
    "Nom ou code, comme Cher ou 18",
    "code du site, entre guillemets",
)
LEADER = replace(SITE, remark="code du site qui mène le groupe (params/groups.yml), entre guillemets")
SITES = Parameter(
    "sites",
    "Sites",
    "CODE",
    SITE.help,
    remark='"region:24", "all" ou une liste de codes séparés par + : "18+41"',
    is_repeated=False,
)
"""The perimeter of a notebook about several sites; the command line and the form take it as a site."""
PERIOD = Parameter(
    "period",
    "Période",
    "PÉRIODE",
    "2020, 2022-S1, 2021-T3, 2021-03…",
    "2020, 2022-S1, 2021-T3…",
    "2020, 2022-S1, 2021-T3, 2021-03 ou deux dates",
)
PREVIOUS = Parameter(
    "previous",
    "Comparée à",
    "PÉRIODE",
    "Période comparée.",
    remark='période comparée, par exemple "2019" ; par défaut un an plus tôt',
    is_repeated=False,
)
REPORT = Parameter("report", "Rapport", "RAPPORT", "Rapport (voir qep list reports).")
DEFAULT_AUDIENCE: Audience = "internal"
AUDIENCE = Parameter(
    "audience",
    "Document",
    "PUBLIC",
    "internal ou public.",
    remark='"internal" ou "public"',
    choices={"internal": "Interne", "public": "Public"},
    default=DEFAULT_AUDIENCE,
)
AUDIENCE_OF: Mapping[str, Audience] = {AUDIENCE.choices[value].lower(): value for value in get_args(Audience)}
"""The audience by its French word, as people write it in files and commands."""
AS_OF = Parameter(
    "as_of",
    "Date d'arrêté",
    "DATE",
    "Date d'arrêté des données, comme 2021-01-13.",
    "2021-01-13",
    'date d\'arrêté, par exemple "2021-01-13"',
    is_repeated=False,
)
RUN = Parameter("run", "Lot", "LOT", "Lot de params/runs/.")
ONLY = Parameter("only", "Rapports", "MOTIF", "Rapports à garder, comme 18/2020/*/bilan.")

ASKED = (SITE, PERIOD, REPORT, AUDIENCE, AS_OF, RUN, ONLY)
"""What `qep plan` and `qep run` are asked, and the forms of the home with them."""
OF_SCOPE = {
    "site": (SITE, PERIOD, AS_OF, AUDIENCE),
    "group": (LEADER, PERIOD, AS_OF, AUDIENCE),
    "region": (SITES, PERIOD, PREVIOUS, AS_OF, AUDIENCE),
}
"""What the notebook of a report is given, by scope of the report."""
