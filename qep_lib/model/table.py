"""What a table of the store is made of: columns, key, year. The tables themselves are `tables`."""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["string", "date", "float", "int", "bool"]
Form = Literal["", "month", "commitments", "module", "code"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices` closes the list of values; `required` refuses an empty cell.

    `form`: how a cell is written and kept. A `month` is the date of its first day; `commitments` are « E4 » or, when
    several go together, « E23_E33 »; a `module` is « M1 »; a `code` is one that `params/` or the import knows, never a free
    text.
    """

    name: str
    type: ColumnType
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()
    form: Form = ""

    @property
    def is_free_text(self) -> bool:
        """True where a person may have typed anything: nothing closes what a cell holds."""
        return self.type == "string" and not self.choices and not self.form


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of the store. `key` identifies a row within a site; `year_column` is a date column or `exercise_year`.

    A row without a date there (a case still open) is kept in the year of `open_year_column`. Every stored row also
    carries PROVENANCE_COLUMNS. `identifier` is the column of the key, if any, that each file numbers for itself: two files,
    or two sheets, may give the same one to different things. `recognised_by`: columns that do not change in the life of
    such a thing; with its identifier they tell it again in another file. `summed`: the columns that may be added over the
    days of a month. `until_column` is the last day that a row covers, from its day in `year_column`; a file without it has
    a row a day.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    year_column: str
    open_year_column: str | None = None
    identifier: str | None = None
    recognised_by: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    until_column: str | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """Columns that tell one row of a site from another: the key and, where files number their rows, the file and sheet."""
        return self.key if self.identifier is None else ("dataset", "sheet", *self.key)

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


PROVENANCE_COLUMNS = (
    Column("dataset", "string", "Jeu de données : source/site/période/fichier", required=True, form="code"),
    Column("sheet", "string", "Feuille, quand plusieurs du même classeur sont lues"),
    Column("source_row", "int", "Ligne du fichier d'origine", required=True),
    Column("nature", "string", "Nature des données", True, ("real", "reconstructed", "fictitious")),
)
