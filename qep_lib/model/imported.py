"""What became of one imported file, kept to be shown: rows by rule, columns by what they became. Nothing of a row but masked."""

from dataclasses import dataclass
from datetime import date

from qep_lib.model.base import Declaration, Nature


class ReadColumn(Declaration):
    """A column of the file. `becomes`: what it is stored as, in French; empty where it is not read, which `why` explains."""

    heading: str
    becomes: str = ""
    why: str = ""
    sheet: str | None = None


class AppliedRule(Declaration):
    """Rows that one rule set aside, each counted under the first fault of its row. `lines`: « 3, 5 et 8 à 12 »; `values`: some
    of the faulty cells, masked and cut short."""

    rows: int
    found: str
    column: str | None = None
    sheet: str | None = None
    lines: str = ""
    values: tuple[str, ...] = ()
    accepted: str = ""
    remedy: str = ""


class ImportRecord(Declaration):
    """One import, stored or refused. Rows read are rows kept, set aside and left out; `refusal` says why nothing is stored.

    `file` is where the file was, for whoever imports it again; `name` is how it is shown. `corrected`: cells read as
    somebody corrected them; `to_correct`: the file of the cells to correct, from the workspace's root.
    """

    dataset: str
    name: str
    file: str
    source: str
    site: str
    table: str
    period: str
    extracted_on: date
    nature: Nature
    nature_note: str | None = None
    fictitious_columns: tuple[str, ...] = ()
    only_period: bool = False
    sheets_left: tuple[str, ...] = ()
    sha256: str
    encoding: str = ""
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    excluded: tuple[tuple[str, int], ...] = ()
    corrected: int = 0
    columns: tuple[ReadColumn, ...] = ()
    rules: tuple[AppliedRule, ...] = ()
    warnings: tuple[str, ...] = ()
    refusal: tuple[str, ...] = ()
    to_correct: str | None = None

    @property
    def left_out(self) -> int:
        """Rows that were left out on purpose."""
        return sum(count for _, count in self.excluded)


@dataclass(frozen=True, slots=True)
class SiteImports:
    """The imports of a site. `refused`: those of which nothing is stored; `unknown`: stored files of which no record was
    kept; `drawn`: data sets that no file holds, since they were drawn by chance; `damage`: why nothing can be told.
    """

    site_id: str
    site_name: str
    stored: tuple[ImportRecord, ...] = ()
    refused: tuple[ImportRecord, ...] = ()
    unknown: tuple[str, ...] = ()
    drawn: int = 0
    damage: str = ""

    @property
    def is_empty(self) -> bool:
        """True where nothing was ever imported."""
        return not (self.stored or self.refused or self.unknown or self.drawn or self.damage)

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the stored files: read, kept, set aside, left out."""
        return {
            "read": sum(record.rows_read for record in self.stored),
            "kept": sum(record.rows_accepted for record in self.stored),
            "aside": sum(record.rows_rejected for record in self.stored),
            "out": sum(record.left_out for record in self.stored),
        }
