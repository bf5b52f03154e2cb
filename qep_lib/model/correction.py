"""Cells of an imported file as somebody corrected them. The file stays as it is: they are put in its place on reading."""

from qep_lib.model.base import Declaration

WHOLE_ROW = ""
"""The column of a correction that is of a whole row, which was not cut in as many fields as there are headings."""


class CellCorrection(Declaration):
    """One cell, or one row (`WHOLE_ROW`). `found` is a mark of what the file holds there, not what it holds; an empty `value`
    empties the cell; that of a row is its fields, parted as in the file.
    """

    sheet: str | None = None
    row: int
    column: str
    found: str
    value: str

    @property
    def place(self) -> tuple[str | None, int, str]:
        """Which cell it is."""
        return self.sheet, self.row, self.column


class Corrections(Declaration):
    """Those of one file, in the order of its lines."""

    cells: tuple[CellCorrection, ...]

    def joined(self, others: "Corrections") -> "Corrections":
        """These and `others`, which win where both correct a cell; what the file holds there is told by the first."""
        known = {cell.place: cell for cell in self.cells}
        for cell in others.cells:
            before = known.get(cell.place)
            known[cell.place] = cell if before is None else cell.model_copy(update={"found": before.found})
        return Corrections(
            cells=tuple(sorted(known.values(), key=lambda cell: (cell.sheet or "", cell.row, cell.column)))
        )

    def without_lines(self, lines: tuple[int, ...]) -> "Corrections":
        """Those of other lines."""
        return Corrections(cells=tuple(cell for cell in self.cells if cell.row not in lines))
