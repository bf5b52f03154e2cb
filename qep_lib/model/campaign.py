"""What is asked of the workbench: sources (column mappings), reports, runs, conventions. Executing them is `runs/`."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from qep_lib.errors import ParameterError
from qep_lib.model.base import (
    ActionOrigin,
    Audience,
    CommitmentId,
    Comparison,
    Declaration,
    FileStem,
    Identifier,
    Layout,
    Nature,
    Paper,
    SiteId,
    Unit,
)
from qep_lib.model.period import Period
from qep_lib.model.tables import TABLES

DateOrder = Literal["day_first", "month_first"]
"""Whether 03/04/2024 is 3 April or March 4th."""
DecimalMark = Literal["comma", "point"]


def _as_code(text: str) -> str:
    try:
        return Period.parse(text).code
    except ParameterError:
        # The checks of `params/` tell it, with its line.
        return text


PeriodCode = Annotated[str, AfterValidator(_as_code)]
"""A period as its code, whatever the way in which it is written (« 1er trimestre 2020 »)."""
ShareUnit = Literal["percent", "share"]
"""Whether 89 % is written 89, or 0,89."""


class ColumnBinding(Declaration):
    """Where a table's column is found in a file: possible headings, and for closed columns stored value -> labels; or, for
    what the tool does not write, the `constant` of every row, or the name of the sheet (`from_sheet`: « 2022 », « Mars »).

    A yes/no column has the stored values `true` and `false`. `default` is the stored value of the empty cells, told at
    import. `delimiter` parts several values in one cell, where the column may hold several. `unit` says how percentages are
    written in a column of declared figures; without it no cell may look like a share (0,89).
    """

    heading: str | tuple[str, ...] | None = None
    constant: str | None = Field(default=None, min_length=1)
    from_sheet: Literal[True] | None = None
    default: str | None = Field(default=None, min_length=1)
    values: dict[str, tuple[str, ...]] = {}
    delimiter: str | None = Field(default=None, pattern=r"\S")
    required: bool = True
    unit: ShareUnit | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if [self.heading, self.constant, self.from_sheet].count(None) != 2:
            raise ValueError(
                "donner soit « heading » (l'en-tête), soit « constant » (la même valeur pour chaque ligne), soit "
                "« from_sheet: true » (le nom de la feuille)"
            )
        if self.default is not None and self.heading is None:
            raise ValueError("« default » est la valeur des cellules vides : il va avec « heading » (l'en-tête)")
        return self


class WideColumns(Declaration):
    """Columns of a file that are periods (« 1er trimestre 2020 ») or categories (« Facebook »): each filled cell under them
    becomes a row.

    `by`: the table's column that their headings tell; `into`: the one that their cells fill, with its `unit` and, for a
    closed column, its `values` as in `ColumnBinding`. `headings`: stored value of `by` -> headings; without it every heading
    that is a period, or a month, is one of them.
    """

    by: Identifier
    into: Identifier
    headings: dict[str, tuple[str, ...]] = {}
    values: dict[str, tuple[str, ...]] = {}
    unit: ShareUnit | None = None


class ExcludedRows(Declaration):
    """Rows left out on purpose: those whose cell of `column` is one of `values` (`""`: an empty cell).

    `reason` is printed beside their number, at import and in the reports (« réponses non terminées »).
    """

    column: str | tuple[str, ...]
    values: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=1, max_length=80)


class RepeatedAnswers(Declaration):
    """Answers that one person gave several times: one is kept, the `last` or the `first` of them.

    A person is known by the cells of `columns` (an address, a number; those who left them empty are never repeated); without
    any, by everything that was answered. `within_minutes`: only answers that follow each other that closely, by the time of
    `moment`, by default the column that dates the answer. `reason` is printed beside their number.
    """

    columns: tuple[str, ...] = ()
    within_minutes: int | None = Field(default=None, ge=1, le=1440)
    moment: str | tuple[str, ...] = ()
    keep: Literal["last", "first"] = "last"
    reason: str = Field(default="réponses répétées d'une même personne", min_length=1, max_length=80)

    @model_validator(mode="after")
    def _knows_a_person(self) -> Self:
        if not self.columns and self.within_minutes is None:
            raise ValueError(
                "donner « columns » (ce qui désigne une personne) ou « within_minutes » (deux fois la même réponse)"
            )
        return self


class Source(Declaration):
    """How one kind of file becomes one table. A survey names its questionnaire; other tables bind columns.

    `declared_figures` may also bind `previous_value`, the value of the same period a year earlier: the import stores
    it as a row of its own. `exclude_rows` are applied in their order, before any cell is read, then `repeated_answers` of a
    survey. `site_column`: heading(s)
    of the column that tells the site of each row; rows of another site than the import's are refused. Without
    `date_order` the cells of each column of dates must prove theirs, or suit the period; without
    `decimal` the numbers of a column must all have the same mark.

    What a tool does not write: `identifier: row_number` numbers the rows by their line, `answered_on: period` leaves the
    answers of an anonymous survey without a day of their own. `sum_by: month` adds the rows of each month into one.
    `event: count`: a row is one call (or visit, or fraud), counted by month in each column whose cell says yes, or whose
    `constant` is "1".
    `sheets` reads several sheets of a workbook, each with its own headings and numbering: those named, or `all` that hold
    the columns; `sheet` reads that one. `wide`: columns that are periods or categories, turned into rows.
    `transposed`: a statement whose rows are what is counted (« Appels reçus ») and whose columns are months.
    `periods: all`: a register of several years, cut by period: the rows of the others are stored with those of the period
    asked, each where its day puts it.
    """

    id: FileStem
    description: str
    table: Identifier
    questionnaire: FileStem | None = None
    sheet: str | None = None
    sheets: Literal["all"] | tuple[str, ...] | None = None
    identifier: Literal["row_number"] | None = None
    answered_on: Literal["period"] | None = None
    sum_by: Literal["month"] | None = None
    event: Literal["count"] | None = None
    periods: Literal["all"] | None = None
    transposed: Literal[True] | None = None
    wide: WideColumns | None = None
    columns: dict[Identifier, ColumnBinding] = {}
    ignored_columns: tuple[str, ...] = ()
    site_column: str | tuple[str, ...] = ()
    exclude_rows: tuple[ExcludedRows, ...] = ()
    repeated_answers: RepeatedAnswers | None = None
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    total_row_markers: tuple[str, ...] = ("total", "totaux", "ensemble")

    def labels_of(self, column: str) -> dict[str, tuple[str, ...]]:
        """Stored value -> labels of the file; empty for a column that the source does not bind by its heading."""
        if self.wide is not None and self.wide.into == column:
            return self.wide.values
        binding = self.columns.get(column)
        return {} if binding is None else binding.values

    def unit_of(self, column: str) -> ShareUnit | None:
        """How the percentages of a column are written, if the source says it."""
        if self.wide is not None and self.wide.into == column:
            return self.wide.unit
        return self.columns[column].unit

    @model_validator(mode="after")
    def _has_a_mapping(self) -> Self:
        spec = TABLES.get(self.table)
        if (spec is not None and spec.has_questionnaire) != (self.questionnaire is not None):
            answers = next(known.name for known in TABLES.values() if known.has_questionnaire)
            message = f"une source de table {answers} (et elle seule) nomme un questionnaire"
            raise PydanticCustomError("questionnaire", message, {"path": ("questionnaire",)})
        return self


class ReportType(Declaration):
    """A report that can be run: its notebook, its titles, and the stored tables that its figures come from.

    It also reads the tables `beside`, of which alone it would have nothing to say. The actions of the plan that concern it quote
    one of its `commitments` or have one of its `origins`; every action does where it names neither.
    `layout` chooses the templates that lay it out; `paper` is the sheet of a poster, the other layouts have their own.
    `compared_with` says which figures stand beside those of the period.
    With `scope` group it is asked of the site that leads a group, and reads every site of that group; with `scope` region
    it is asked of a perimeter (`params.perimeter`). It also shows the figures of `earlier_years` years before its own.
    """

    id: Identifier
    title: str
    description: str
    notebook: str = Field(pattern=r"^[a-z_]+\.ipynb$")
    order: int
    tables: tuple[Identifier, ...] = Field(min_length=1)
    beside: tuple[Identifier, ...] = ()
    commitments: tuple[CommitmentId, ...] = ()
    origins: tuple[ActionOrigin, ...] = ()
    layout: Layout = "report"
    paper: Paper = "a4"
    compared_with: Comparison = "year_before"
    scope: Literal["site", "group", "region"] = "site"
    earlier_years: int = Field(default=0, ge=0, le=5)

    @model_validator(mode="after")
    def _only_a_poster_chooses_its_paper(self) -> Self:
        if self.paper != "a4" and self.layout != "poster":
            message = "seule une affiche (layout: poster) choisit son papier : ôter paper, ou corriger layout"
            raise PydanticCustomError("paper", message, {"path": ("paper",)})
        return self

    @property
    def tables_read(self) -> tuple[str, ...]:
        """Every stored table that it reads."""
        return (*self.tables, *self.beside)

    def periods(self, period: Period) -> tuple[Period, ...]:
        """The periods whose figures it shows: its own, then the same of each earlier year."""
        found = [period]
        for _ in range(self.earlier_years):
            found.append(found[-1].previous())
        return tuple(found)

    def compared_period(self, period: Period, previous: object) -> Period:
        """The period of the changes: `previous` as a person writes it, which must be an earlier one that the report shows;
        where None, that of its type. Raises `ParameterError`.
        """
        if previous is None:
            return period.compared(self.compared_with)
        shown = {earlier.code: earlier for earlier in self.periods(period)[1:]}
        accepted = (
            f"Accepté : {', '.join(shown) or 'aucune autre période pour ce rapport'}. À faire : choisir une période acceptée, ou "
            "n'en donner aucune (un an plus tôt, sinon la période d'avant)."
        )
        if not isinstance(previous, str):
            quoted = ", ".join(f'"{code}"' for code in shown) or "aucune autre période pour ce rapport"
            raise ParameterError(
                f"période comparée : {previous!r} n'est pas un texte entre guillemets. Accepté : {quoted}."
            )
        code = Period.parse(previous).code
        if code == period.code:
            raise ParameterError(
                f"période comparée : « {previous} » est la période du rapport, qui ne se compare pas à elle-même. "
                f"{accepted}"
            )
        if code not in shown:
            raise ParameterError(
                f"période comparée : « {previous} » n'est pas une période que ce rapport compare à {period.code}. "
                f"{accepted}"
            )
        return shown[code]


class Import(Declaration):
    """One file to import before a run. `nature` labels the data; `fictitious_columns` are invented even so; of the
    answers to a survey, what is invented within what was published of a question: how its answers divide (`reception.option_id`,
    or one of them, `waiting_time.over_20_min`) or by which way they came (`reception.mode`; `*.mode` of every question).

    `only_period`: rows of other periods (last year's, in the register that goes on) are left out, counted apart and told;
    false where somebody decided that they are read.
    `sheets_left`: sheets of the workbook that are not read (« Archives »).
    """

    file: str
    source: FileStem
    site: SiteId
    period: PeriodCode
    extracted_on: date
    nature: Nature
    nature_note: str | None = None
    fictitious_columns: tuple[str, ...] = ()
    only_period: bool | None = None
    sheets_left: tuple[str, ...] = ()


class Run(Declaration):
    """A declared run: sites × one period × reports × audiences, with the files it needs.

    `survey_compared_with`: the period of the survey before, where there is none every year. Only what answers tell is compared
    with it.
    """

    id: FileStem
    label: str
    sites: tuple[SiteId, ...] = Field(min_length=1)
    period: PeriodCode
    survey_compared_with: PeriodCode | None = None
    as_of: date | None = None
    reports: tuple[Identifier, ...] = Field(min_length=1)
    audiences: tuple[Audience, ...] = ("internal",)
    imports: tuple[Import, ...] = ()


class WorkingDays(Declaration):
    """Counting convention (statistics.md 1.10). `strict`: the day of receipt does not count, whatever the day.

    `note` is printed in every method note, `internal_note` in those of internal documents only.
    """

    convention: Literal["strict", "roll_forward"] = "strict"
    note: str
    internal_note: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many people on a figure is shown, and from which count on one of people's own requests; 0: each is."""

    people: int
    count: int = 0


class Disclosure(Declaration):
    """What an audience is not told (statistics.md 3): `public` and `internal`, results of groups of fewer people; the value of a
    sample of fewer than `unanimous_below` in which all agree.

    In public: `count_minimum`, counts of fewer people (requests by channel, kind or theme, answers by mode);
    `quantile_neighbours`, a quantile of delays with fewer people on one of its sides; `whole_points_below`, the decimals of
    a percentage of fewer units.
    """

    public: int = Field(ge=1)
    internal: int = Field(ge=1)
    count_minimum: int = Field(ge=1)
    quantile_neighbours: int = Field(ge=1)
    unanimous_below: int = Field(ge=1)
    whole_points_below: int = Field(ge=1)

    def threshold(self, audience: Audience) -> int:
        """Smallest base shown to that audience."""
        return self.public if audience == "public" else self.internal

    def limits(self, audience: Audience) -> Limits:
        """Both, for an audience."""
        return Limits(self.threshold(audience), self.smallest_count(audience))

    def smallest_count(self, audience: Audience) -> int:
        """Smallest count over 0 of people's requests told to that audience; 0 where all are."""
        return self.count_minimum if audience == "public" else 0


class LeastChange(Declaration):
    """By unit, the smallest change of a monthly series that is called better or worse; without one, none is."""

    pct: float | None = Field(default=None, gt=0)
    permille: float | None = Field(default=None, gt=0)
    days: float | None = Field(default=None, gt=0)
    working_days: float | None = Field(default=None, gt=0)

    def of(self, unit: Unit) -> float | None:
        """That of a unit; None for those of which more is neither better nor worse by itself, as counts."""
        return getattr(self, unit, None)


class Licence(Declaration):
    """What others may do with the published figures: its name in the SPDX list (« etalab-2.0 »), its title, its address."""

    name: str = Field(pattern=r"^[A-Za-z0-9.+-]+$")
    title: str = Field(min_length=1)
    path: str = Field(pattern=r"^https?://")


class Conventions(Declaration):
    """Choices that hold for every report; those of calculation are printed in its method note.

    `unanswered`: what tools and people write where a closed or numeric question has no answer; case and accents do not
    count.

    Without `licence` the data of public reports say none: whoever publishes them chooses it.
    """

    working_days: WorkingDays
    confidence: float = Field(gt=0.5, lt=1)
    disclosure: Disclosure
    rejected_share_max: float = Field(ge=0, le=1)
    change_false_discovery_rate: float = Field(gt=0, lt=1)
    least_change: LeastChange = LeastChange()
    unanswered: tuple[str, ...] = ()
    licence: Licence | None = None
