"""What is asked of the workbench: sources (column mappings), reports, runs, conventions. Executing them is `runs/`."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from qep_lib.errors import ParameterError
from qep_lib.model.base import (
    Audience,
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

DateOrder = Literal["day_first", "month_first"]
"""Whether 03/04/2024 is 3 April or March 4th."""
DecimalMark = Literal["comma", "point"]
ShareUnit = Literal["percent", "share"]
"""Whether 89 % is written 89, or 0,89."""


class ColumnBinding(Declaration):
    """Where a table's column is found in a file: possible headings, and for closed columns stored value -> labels; or the
    `constant` that stands for a column which the tool does not write, the same in every row.

    A yes/no column has the stored values `true` and `false`. `unit` says how percentages are written in a column of
    declared figures; without it no cell may look like a share (0,89).
    """

    heading: str | tuple[str, ...] | None = None
    constant: str | None = Field(default=None, min_length=1)
    values: dict[str, tuple[str, ...]] = {}
    required: bool = True
    unit: ShareUnit | None = None

    @model_validator(mode="after")
    def _has_one_origin(self):
        if (self.heading is None) == (self.constant is None):
            raise ValueError(
                "donner soit « heading » (l'en-tête), soit « constant » (la même valeur pour chaque ligne)"
            )
        return self


class ExcludedRows(Declaration):
    """Rows left out on purpose: those whose cell of `column` is one of `values` (`""`: an empty cell).

    `reason` is printed beside their number, at import and in the reports (« réponses non terminées »).
    """

    column: str | tuple[str, ...]
    values: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=1, max_length=80)


class Source(Declaration):
    """How one kind of file becomes one table. A survey names its questionnaire; other tables bind columns.

    `declared_figures` may also bind `previous_value`, the value of the same period a year earlier: the import stores
    it as a row of its own. `exclude_rows` are applied in their order, before any cell is read. `site_column`: heading(s)
    of the column that tells the site of each row; rows of another site than the import's are refused. Without
    `date_order` the cells of each column of dates must prove theirs, or suit the period; without
    `decimal` the numbers of a column must all have the same mark.

    What a tool does not write: `identifier: row_number` numbers the rows by their line, `answered_on: period` leaves the
    answers of an anonymous survey without a day of their own. `sum_by: month` adds the rows of each month into one.
    `sheets` reads several sheets of a workbook, each with its own headings and numbering: those named, or `all` that hold
    the columns; `sheet` reads that one.
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
    columns: dict[Identifier, ColumnBinding] = {}
    ignored_columns: tuple[str, ...] = ()
    site_column: str | tuple[str, ...] = ()
    exclude_rows: tuple[ExcludedRows, ...] = ()
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    total_row_markers: tuple[str, ...] = ("total", "totaux", "ensemble")

    @model_validator(mode="after")
    def _has_a_mapping(self):
        if (self.table == "survey_answers") != (self.questionnaire is not None):
            message = "une source de table survey_answers (et elle seule) nomme un questionnaire"
            raise PydanticCustomError("questionnaire", message, {"path": ("questionnaire",)})
        return self


class ReportType(Declaration):
    """A report that can be run: its notebook, its titles, and the stored tables that its figures come from.

    `layout` chooses the templates that lay it out; `paper` is the sheet of a poster, the other layouts have their own.
    `compared_with` says which figures stand beside those of the period.
    With `scope` group it is asked of the site that leads a group, and reads every site of that group; with `scope` region
    it is asked of a perimeter (`model.perimeter`). It also shows the figures of `earlier_years` years before its own.
    """

    id: Identifier
    title: str
    description: str
    notebook: str = Field(pattern=r"^[a-z_]+\.ipynb$")
    order: int
    tables: tuple[Identifier, ...] = Field(min_length=1)
    layout: Layout = "report"
    paper: Paper = "a4"
    compared_with: Comparison = "year_before"
    scope: Literal["site", "group", "region"] = "site"
    earlier_years: int = Field(default=0, ge=0, le=5)

    @model_validator(mode="after")
    def _only_a_poster_chooses_its_paper(self):
        if self.paper != "a4" and self.layout != "poster":
            message = "seule une affiche (layout: poster) choisit son papier : ôter paper, ou corriger layout"
            raise PydanticCustomError("paper", message, {"path": ("paper",)})
        return self

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
        codes = [f'"{code}"' for code in shown] or ["aucune autre période pour ce rapport"]
        accepted = f"Accepté : {', '.join(codes)}, ou None (un an plus tôt, sinon la période d'avant)."
        if not isinstance(previous, str):
            raise ParameterError(
                f"paramètre « previous » : {previous!r} n'est pas un texte entre guillemets. {accepted}"
            )
        code = Period.parse(previous).code
        if code == period.code:
            raise ParameterError(
                f"paramètre « previous » : « {previous} » est la période du rapport, qui ne se compare pas à elle-même. "
                f"{accepted} À faire : écrire une période plus ancienne."
            )
        if code not in shown:
            raise ParameterError(
                f"paramètre « previous » : « {previous} » n'est pas une période que ce rapport compare à {period.code}. "
                f"{accepted}"
            )
        return shown[code]


class Import(Declaration):
    """One file to import before a run. `nature` labels the data; `fictitious_columns` are invented even so."""

    file: str
    source: FileStem
    site: SiteId
    period: str
    extracted_on: date
    nature: Nature
    nature_note: str | None = None
    fictitious_columns: tuple[str, ...] = ()


class Run(Declaration):
    """A declared run: sites × one period × reports × audiences, with the files it needs."""

    id: FileStem
    label: str
    sites: tuple[SiteId, ...] = Field(min_length=1)
    period: str
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


class Disclosure(Declaration):
    """What an audience is not told (statistics.md 3): `public` and `internal`, results of groups of fewer people;
    `count_minimum`, in public, counts of fewer people (requests by channel, kind or theme, answers by mode).
    """

    public: int = Field(ge=1)
    internal: int = Field(ge=1)
    count_minimum: int = Field(ge=1)

    def threshold(self, audience: Audience) -> int:
        """Smallest base shown to that audience."""
        return self.public if audience == "public" else self.internal

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
