"""What every report offers its notebook: header, nature of the data, method, provenance. Sections are in each report."""

from typing import ClassVar

from qep_lib.disclosure.released import released_rows
from qep_lib.display.elements import Element
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import apparatus, natures, origins
from qep_lib.reports.context import ReportContext


class Report:
    """A report opened for one site and period. Each method gives one element, for one notebook cell."""

    sections: ClassVar[tuple[str, ...]] = ()
    """Sections of the catalogue whose figures the report prints."""

    def __init__(self, context: ReportContext):
        self.context = context

    def header(self) -> Element:
        """Title, site, period, cut-off date, and the banner on the nature of the data."""
        return apparatus.header(self.context)

    def nature(self) -> Element:
        """What the data are, file by file."""
        return natures.nature_note(self.context)

    def legend(self) -> Element:
        """The four classes, where a figure of the report has one."""
        return apparatus.legend(self.context, self._printed())

    def method(self) -> Element:
        """How to read the figures."""
        return apparatus.method_note(self.context)

    def definitions(self) -> Element:
        """What each figure counts, and where it comes from."""
        return origins.definitions_table(self.context, self._printed())

    def _printed(self) -> tuple[Indicator, ...]:
        """The indicators whose figures the report may print, in its order."""
        return tuple(indicator for section in self.sections for indicator in self.context.section(section))

    @property
    def released_rows(self) -> tuple[Measured, ...]:
        """The figures of these indicators, for whoever wants to use them again."""
        context = self.context
        rows = [member.measured for member in context.members]
        return released_rows(rows, self._printed(), context.audience)

    def files(self) -> Element:
        """Files used, with their fingerprints."""
        return origins.provenance_table(self.context)

    def versions(self) -> Element:
        """Parameters and versions."""
        return origins.provenance_text(self.context)
