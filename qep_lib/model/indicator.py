"""An indicator as declared in `params/indicators/<id>.yml`: words and values. Arithmetic: `indicators/formulas.py`."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from qep_lib.model.base import CommitmentId, Declaration, Direction, Grain, Identifier, Unit
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Option

Role = Literal[
    "agents_trained",
    "answers",
    "assessment_rate",
    "calls_answered",
    "calls_answered_fast",
    "calls_completed",
    "complaint_replies_on_time",
    "compliments",
    "contacts_made",
    "desk_visits",
    "mystery_score",
    "overall_satisfaction",
    "replies_on_time",
    "reply_delay",
    "reply_delay_median",
    "reply_delay_p90",
    "request_themes",
    "requests_apart",
    "requests_received",
    "requests_unanswered",
    "respondent_profile",
    "response_rate",
    "training_cycle",
    "visit_reasons",
]
"""What reports ask for by name. The catalogue says which indicator it is, so that no report knows the id of one."""


class Target(Declaration):
    """A target in force from `start` to `end` (both included). `kind` local or none carries no national value."""

    start: date
    end: date
    kind: Literal["national", "local", "none"] = "national"
    value: float | None = None
    note: str | None = None
    source: str

    @model_validator(mode="after")
    def _has_value_when_national(self) -> Self:
        if self.kind == "national" and self.value is None:
            raise ValueError("une cible nationale demande une valeur (value)")
        if self.end < self.start:
            raise ValueError("la fin de la cible précède son début")
        return self


class Definition(Declaration):
    """What is counted, in French words; `to_confirm` when no source gives the definition."""

    text: str
    numerator: str | None = None
    denominator: str | None = None
    reference: str
    to_confirm: bool = False


class SeriesBreak(Declaration):
    """The official definition changed on that day: figures before and after it stand side by side, without a change."""

    on: date
    note: str


class Measurement(Declaration):
    """What makes two values comparable (statistics.md 1.7): only equal measurements share a chart or a change.

    `confused_with` names the indicators that readers take for this one: a comparison tells which site publishes which.
    `statistic` `share` is a proportion of independent units, whose change can be tested; `rate` is any other ratio.
    """

    start_event: str | None = None
    end_event: str | None = None
    statistic: Literal["share", "mean", "median", "p90", "count", "rate"] = "share"
    perimeter: str | None = None
    serie_id: str
    confused_with: tuple[Identifier, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()


class WorkedCase(Declaration):
    """A small input with the expected result, run by the tests and read by whoever checks the indicator.

    `rows` are rows of the indicator's table, where `repeat: 24` stands for 24 rows alike and an omitted column gets an
    ordinary value; `table` is theirs when it is not the indicator's (`otherwise`); `declared` rows of
    `declared_figures`, in the same way; `expected` names result columns; `extracted_on` is the last day that the rows tell of,
    where it is before `as_of`. `answers` are those that the question of a survey
    offers in this case, where the usual scale is not it.
    """

    title: str
    period: str = "2020"
    as_of: date = date(2021, 1, 13)
    extracted_on: date | None = None
    table: Identifier | None = None
    rows: tuple[dict[str, Any], ...] = ()
    declared: tuple[dict[str, Any], ...] = ()
    answers: tuple[Option, ...] = ()
    group: str = ""
    expected: dict[str, Any] = Field(min_length=1)


class Review(Declaration):
    """Who checked the definition and when; by role, never by name."""

    checked_by: str
    checked_on: date
    review_by: date | None = None


class Fallback(Declaration):
    """How an indicator is computed where a site has no record in its own table; fields as in `Indicator`."""

    table: Identifier
    formula: Identifier
    arguments: dict[str, Any] = {}
    key_columns: tuple[Identifier, ...] = ()


class Indicator(Declaration):
    """One declared indicator. `formula` names a function of `indicators/formulas.py`, `arguments` are passed to it.

    `key_columns` are columns that decide this figure beside those of its formula: where one is fictitious, it is too.
    `otherwise` is for the sites that formula says nothing of: records come first, ready-made statistics next.
    `describes` says what its base counts: a small base of things (lines of a grid, calls) points at nobody.
    `role` is what reports know it by, where one of them asks for that very figure: no two indicators have the same.
    `acted_on_by` are the engagements of which an action acts on the figure, beside the one that it measures.
    `part_of` names the indicator of which it counts some of the rows, its other parts counting others: a subtraction between
    them would give back a small group (`disclosure/populations`).
    """

    id: Identifier
    label: str
    short_label: str
    section: Literal[
        "satisfaction",
        "requests",
        "complaints",
        "titles",
        "titles_delivery",
        "channels",
        "telephone",
        "internet",
        "social_media",
        "mail",
        "local_authorities",
        "fraud",
        "training",
        "self_assessment",
        "mystery",
        "national",
        "label",
    ]
    role: Role | None = None
    order: int
    definition: Definition
    unit: Unit
    decimals: int = Field(ge=0, le=3)
    direction: Direction
    grain: Grain = "site"
    module: str | None = None
    commitment: str | None = None
    acted_on_by: tuple[CommitmentId, ...] = ()
    table: Identifier
    formula: Identifier
    arguments: dict[str, Any] = {}
    group_by: tuple[Identifier, ...] = ()
    key_columns: tuple[Identifier, ...] = ()
    otherwise: Fallback | None = None
    part_of: Identifier | None = None
    is_sample: bool = False
    describes: Literal["people", "things"] = "people"
    minimum_base: int = 1
    empty_status: Literal["no_data", "no_request"] = "no_data"
    measurement: Measurement
    targets: tuple[Target, ...] = ()
    review: Review
    worked_cases: tuple[WorkedCase, ...] = Field(min_length=1)

    def ways(self) -> tuple["Indicator", ...]:
        """The indicator under each way of computing it, the first that a site has records for being its own."""
        if self.otherwise is None:
            return (self,)
        return self, self.model_copy(update={**dict(self.otherwise), "otherwise": None})

    @property
    def levers(self) -> frozenset[str]:
        """The engagements of which an action acts on the figure."""
        return frozenset(filter(None, (self.commitment, *self.acted_on_by)))

    def break_between(self, period: Period, compared: Period | None = None) -> SeriesBreak | None:
        """The change of definition since the start of the compared period (a year before when none is given) and by the
        end of this one, or None.
        """
        start = (compared or period.previous()).start
        return next((found for found in self.measurement.breaks if start < found.on <= period.end), None)

    def target_on(self, day: date) -> Target | None:
        """The target in force that day, or None: another year's target is never reused."""
        return next((t for t in self.targets if t.start <= day <= t.end), None)
