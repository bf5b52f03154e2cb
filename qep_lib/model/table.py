"""What a table of the store says of itself: columns, key, year, the rules that its rows obey. The tables themselves are `tables`.

Whoever treats a table apart asks its specification; only what computes from the rows of one table names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["string", "date", "float", "int", "bool"]
Form = Literal["", "month", "commitments", "module", "code", "day_or_words", "half_day"]
Earlier = Literal["", "delivery", "training_cycle", "label_life"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices` closes the list of values; `required` refuses an empty cell.

    `form`: how a cell is written and kept. A `month` is the date of its first day; `commitments` are « E4 » or, when
    several go together, « E23_E33 »; a `module` is « M1 »; a `code` is one that `params/` or the import knows, never a free
    text; a `day_or_words` is a day, or words that say about when, which are told and not kept; a `half_day` may be said by
    its hour. A date is of something that has happened and cannot follow the extraction, unless it `is_foreseen`. `follows`:
    the dates of the same row that this one cannot come before, with the French words of the fault. `part_of`: the count of
    the same row that this one cannot exceed. `is_of_each_row`: it says what the row is, and is never the same for a whole file.
    """

    name: str
    type: ColumnType
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()
    form: Form = ""
    is_foreseen: bool = False
    follows: tuple[tuple[str, str], ...] = ()
    part_of: str | None = None
    is_of_each_row: bool = False

    @property
    def is_free_text(self) -> bool:
        """True where a person may have typed anything: nothing closes what a cell holds."""
        return self.type == "string" and not self.choices and not self.form


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of the store. `row` is what one of its rows is, in French; `given` what all of them are to
    the reader of a public document, with its article; `base` what its figures count, where that is one thing.

    `key` identifies a row within a site; `year_column` is a date column or `exercise_year`. A row without a date there (a
    case still open) is kept in the year of `open_year_column`. Every stored row also carries PROVENANCE_COLUMNS.
    `identifier` is the column of the key, if any, that each file numbers for itself: two files, or two sheets, may give the
    same one to different things. `recognised_by`: columns that do not change in the life of such a thing; with its identifier
    they tell it again in another file. `summed`: the columns that may be added over the days of a month;
    `stocks`: those of which the last day tells the month. `until_column` is
    the last day that a row covers, from its day in `year_column`; a file without it has a row a day. `measures`:
    what several files may each give a part of, for the same key. `crossed`: a file may have a column for each value of the
    first, whose cells are the second (a grid of criteria).

    `is_of_people`: each row is of one person. `is_measured`: figures come from it. `is_register`: its rows happen on any
    day, so that a month without any is one in which nothing happened, if their file covers it. `earlier`: what its figures
    stand on beside the rows of their own years. `is_read_whole`: its formulas choose among all of its rows, by an event of
    their own or over a cycle. `settled_on`: the day that settles a row, unknown where it comes after the as-of day.
    `period_column` holds the code of the period of a row, which its day then does not decide. `is_of_label`: the label's
    calendar is written from it. `extra_bindings`: what may be bound to a heading and is no column of it, with its values.
    `unmeasured`: columns that no formula reads unless an indicator names them; tables of millions of rows say them.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    year_column: str
    row: str
    given: str
    base: str = ""
    open_year_column: str | None = None
    identifier: str | None = None
    recognised_by: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    until_column: str | None = None
    stocks: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    crossed: tuple[str, str] | None = None
    is_of_people: bool = False
    is_measured: bool = True
    is_register: bool = False
    earlier: Earlier = ""
    is_read_whole: bool = False
    settled_on: str | None = None
    period_column: str | None = None
    is_of_label: bool = False
    extra_bindings: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    unmeasured: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """Columns that tell one row of a site from another: the key and, where files number their rows, the file and sheet."""
        return self.key if self.identifier is None else ("dataset", "sheet", *self.key)

    @property
    def is_by_exercise(self) -> bool:
        """True where rows belong to a year, not to a day."""
        return self.column(self.year_column).type == "int"

    @property
    def day_in_period(self) -> str | None:
        """The day of a row that falls in the period of its file; None where a row is chosen by its year, its period or the end
        of a case."""
        is_chosen_otherwise = self.is_by_exercise or self.open_year_column or self.period_column
        return None if is_chosen_otherwise else self.year_column

    @property
    def observed_on(self) -> tuple[str, ...]:
        """Days of things that have happened: they cannot follow the extraction."""
        return tuple(column.name for column in self.columns if column.type == "date" and not column.is_foreseen)

    @property
    def span(self) -> tuple[str, str] | None:
        """First and last day of what a row covers, where it covers several: two rows that share a day would count it twice."""
        return (self.year_column, self.until_column) if self.until_column else None

    @property
    def has_questionnaire(self) -> bool:
        """True for answers, whose columns are described by a questionnaire."""
        return "questionnaire_id" in self.key

    @property
    def free_texts(self) -> tuple[str, ...]:
        """The columns in which a person may have typed anything: they are masked before they are stored."""
        return tuple(column.name for column in self.columns if column.is_free_text)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Own columns, then provenance."""
        return tuple(column.name for column in (*self.columns, *PROVENANCE_COLUMNS))

    def column(self, name: str) -> Column:
        """The column of that name; KeyError otherwise."""
        for column in (*self.columns, *PROVENANCE_COLUMNS):
            if column.name == name:
                return column
        raise KeyError(name)


SITE = Column("site_id", "string", "Site du registre", required=True, form="code")
"""The first column of every table."""
PROVENANCE_COLUMNS = (
    Column("dataset", "string", "Jeu de données : source/site/période/fichier", required=True, form="code"),
    Column("sheet", "string", "Feuille, quand plusieurs du même classeur sont lues"),
    Column("source_row", "int", "Ligne du fichier d'origine", required=True),
    Column("nature", "string", "Nature des données", True, ("real", "reconstructed", "fictitious")),
)
