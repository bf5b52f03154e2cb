"""Sites and their groups, the label each one holds, and the framework (référentiel). Calendars are elsewhere."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qep_lib.model.base import CommitmentId, Declaration, FileStem, Identifier, SiteId


class Site(Declaration):
    """One line of `params/sites.csv`: a prefecture or a sub-prefecture."""

    site_id: SiteId
    kind: Literal["prefecture", "sub_prefecture"]
    name: str
    department_code: str
    department: str
    region_code: str
    region: str
    arrondissement_code: str | None = None
    seat_commune_code: str | None = None
    seat: str
    holiday_zone: str
    academie: str
    school_zone: str
    department_population: int | None = None
    arrondissement_population: int | None = None

    @property
    def place(self) -> str:
        """What it is called among others: its department, or the site where it is a sub-prefecture."""
        return self.department if self.kind == "prefecture" else self.name


class SiteGroup(Declaration):
    """Sites that ask one questionnaire, in the order in which reports show them.

    The report of the group is asked of its `lead`; `why`, printed in it, says what holds the sites together.
    """

    id: FileStem
    label: str = Field(min_length=1)
    lead: SiteId
    sites: tuple[SiteId, ...] = Field(min_length=2)
    why: str = Field(min_length=1)


AuditKind = Literal["external_audit", "surveillance_audit"]


class Audit(Declaration):
    """An audit held or planned on `day`, as somebody told it on `told_on`: told before its day, it was only planned."""

    kind: AuditKind
    day: date
    told_on: date


class Label(Declaration):
    """The label of one site: `labelled_on` starts every milestone; `modules` and `framework` say what was chosen.

    `audits` are those told here (`qep label`); those of an imported list of milestones count as well.

    `survey_every_years`: how far apart its surveys are; each is compared with the one before. `decimals`: by indicator, those
    that the site prints in its own documents, where they are not those of the indicator.

    Without `labelled_on` (a candidate, or a date that no source gives) no date of the label can be told.
    """

    site_id: SiteId
    labelled_on: date | None = None
    framework: str
    modules: tuple[str, ...] = Field(min_length=1)
    has_cert: bool = False
    surveillance_extension_months: int = 0
    validity_extension_months: int = 0
    survey_every_years: int = Field(default=1, ge=1, le=5)
    decimals: dict[Identifier, Annotated[int, Field(ge=0, le=3)]] = {}
    audits: tuple[Audit, ...] = ()
    source: str


class LabelledSite(Declaration):
    """A site known to hold the label since `since`, for the map of labelled sites; `source` says who tells it."""

    site_id: SiteId
    since: date
    source: str = Field(min_length=1)


class Commitment(Declaration):
    """One engagement of the framework, such as E17."""

    id: CommitmentId
    title: str
    section: str | None = None
    optional: bool = False


class Module(Declaration):
    """A module of the framework with its commitments.

    A module known only by its number has `has_known_commitments` false and an empty list: it has commitments, but no
    source names them, which is not the same as having none.
    """

    id: str = Field(pattern=r"^M\d{1,2}$")
    title: str
    mandatory: Literal["always", "where_cert", "optional", "unknown"]
    has_known_commitments: bool = True
    commitments: tuple[Commitment, ...] = ()

    @model_validator(mode="after")
    def _lists_what_is_known(self) -> Self:
        if self.has_known_commitments != bool(self.commitments):
            message = (
                "le module {module} n'a aucun engagement : les donner, ou écrire has_known_commitments: false"
                if self.has_known_commitments
                else "le module {module} dit ses engagements inconnus et en donne : ôter l'un des deux"
            )
            raise PydanticCustomError("commitments", message, {"path": ("commitments",), "module": self.id})
        return self


class LabelRules(Declaration):
    """Durations that the label sets; `training_commitments` are those whose training is renewed in each cycle."""

    validity_months: int
    surveillance_audit_within_months: int
    decision_weeks_after_external_audit: int
    users_committee_per_year: int
    satisfaction_survey_per_year: int
    training_cycle_years: int
    training_commitments: tuple[str, ...] = ()


class Deadlines(Declaration):
    """Promised delays in working days; `electronic` and `paper` are families of channels."""

    information_request: dict[str, int]
    complaint_or_suggestion: dict[str, int]
    local_authority_request: dict[str, int]
    meeting_fixed: int
    meeting_held: int
    website_update: int
    ivr_update: int


class MysteryRules(Declaration):
    """What makes a mystery survey valid."""

    minimum_contacts: int
    duration_weeks: int
    outside_school_holidays: bool
    one_per_half_day: bool


class TransparencyIndicator(Declaration):
    """One line of the transparency poster: what a wall calls it, whose figure it is, and the indicator that stands for it at
    a site that has that one only."""

    indicator: str
    title: str = ""
    otherwise: str | None = None
    grain: Literal["site", "cert", "national"]


class ServicesPublicsPlus(Declaration):
    """The programme that takes over module 1."""

    pillars: tuple[str, ...]
    commitments: tuple[str, ...]
    transparency_indicators: tuple[TransparencyIndicator, ...]


class Framework(Declaration):
    """One version of the référentiel."""

    version: str
    source: str
    modules: tuple[Module, ...]
    label: LabelRules
    deadlines_working_days: Deadlines
    mystery_survey: MysteryRules
    services_publics_plus: ServicesPublicsPlus

    def commitment(self, commitment_id: str) -> Commitment | None:
        """The commitment of that id, or None."""
        return next((c for m in self.modules for c in m.commitments if c.id == commitment_id), None)
