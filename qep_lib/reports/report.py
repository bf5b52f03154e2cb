"""An opened report: its sections with their calls, and what surrounds them: header, nature of the data, method, provenance."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from qep_lib.disclosure.released import released_rows
from qep_lib.display.elements import Annexes, Element, Header, Landmarks
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.suggest import unknown_words
from qep_lib.model.tables import TABLES
from qep_lib.reports import apparatus, method, natures, origins, own_words, reading, verdicts
from qep_lib.reports.context import ReportContext
from qep_lib.reports.notebook import section_names, surrounding_calls
from qep_lib.reports.section import figures_of, open_section


class Report:
    """A report opened for one site and period. Each call gives one element, for one notebook cell.

    Its sections are attributes, `report.titles.delays_table()`: those that its notebook calls are there from the start, any
    other is imported when it is first asked for, and prints no figure that the published notebook does not.
    """

    def __init__(self, context: ReportContext, sections: Iterable[str]):
        self.context = context
        self.sections = tuple(name for name in sections if name in section_names())
        for name in self.sections:
            setattr(self, name, open_section(name, context))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "context" not in vars(self):
            raise AttributeError(name)
        if name not in section_names():
            raise AttributeError(*unknown_words("section", [name], self.__dir__(), is_feminine=True))
        setattr(self, name, open_section(name, self.context))
        return vars(self)[name]

    def __dir__(self) -> list[str]:
        return sorted({*surrounding_calls(), *section_names()})

    def header(self) -> Header:
        """Title, site, period, cut-off date, and the banner on the nature of the data."""
        return apparatus.header(self.context)

    def prefect_word(self) -> Element:
        """The word of the prefect, where the service wrote one (`params/textes/`)."""
        return own_words.prefect_word(self.context)

    def own_actions(self) -> Element:
        """What the service does, in its own words, where it wrote them."""
        return own_words.own_actions(self.context)

    def verdict(self) -> Element:
        """What is to improve and what is achieved, of the figures that the report prints."""
        return verdicts.verdict_text(self.context, self._printed())

    def what_next(self) -> Element:
        """What will be done about it: the plan, the words of the service, or that neither is known."""
        return verdicts.what_next(self.context, self._printed())

    def comment(self, title: str) -> Element:
        """What the service wrote under that heading of the notebook, and under those that it holds."""
        return own_words.section_comment(self.context, title)

    def nature(self) -> Element:
        """What the data are, file by file."""
        return natures.nature_note(self.context)

    def legend(self) -> Element:
        """The four classes, where a figure of the report has one."""
        return apparatus.legend(self.context, self._printed())

    def method(self) -> Element:
        """How the figures are made; a document keeps what explains something that it prints."""
        return method.method(self.context, self._printed())

    def definitions(self) -> Element:
        """What each figure counts, and where it comes from."""
        return origins.definitions_table(self.context, self._printed())

    def reading(self) -> Element:
        """What a reader needs to understand the figures, in a few lines."""
        return reading.reading(self.context, self._printed())

    def landmarks(self) -> Element:
        """What the whole document lacks and why, gathered from its sections when it is exported."""
        return Landmarks()

    def annexes(self) -> Element:
        """Where the second file of the report begins."""
        return Annexes()

    def files(self) -> Element:
        """Files used, with their fingerprints."""
        return origins.provenance_table(self.context)

    def versions(self) -> Element:
        """Parameters and versions."""
        return origins.provenance_text(self.context)

    @property
    def released_rows(self) -> tuple[Measured, ...]:
        """The figures that its sections may print, for whoever wants to use them again: those of a survey with the change that
        its pages print, since the survey before.
        """
        context = self.context
        rows = [member.as_survey.measured for member in context.members]
        return tuple(self._with_wave(row) for row in released_rows(rows, self._printed(), context.audience))

    def _with_wave(self, row: Measured) -> Measured:
        """The row with the period of its previous value, where it is not that of the others."""
        member = next(member for member in self.context.members if member.site.site_id == row.site_id)
        if member.wave_before is None or row.previous is None or row.previous_note:
            return row
        if not TABLES[self.context.indicator(row.indicator_id).table].has_questionnaire:
            return row
        return replace(row, previous_note=f"enquête précédente : {member.wave_before[0].label}")

    def _printed(self) -> tuple[Indicator, ...]:
        """The indicators whose figures the sections of the notebook may print, each once."""
        found = (indicator for name in self.sections for indicator in figures_of(vars(self)[name]))
        return tuple({indicator.id: indicator for indicator in found}.values())
