"""Several sites side by side on one indicator, as an analyst asks them: values, readings, and who is not compared and why."""

from collections.abc import Mapping

from qep_lib.comparison.comparable import Candidate, ComparedIndicator, Reason, why_different
from qep_lib.comparison.readings import ReadSet
from qep_lib.display.elements import Cell, Element, Note, Table, TableColumn
from qep_lib.display.site_dots import LEGEND_WORDS
from qep_lib.display.wording import change_words, format_value, interval_words, joined, value_words
from qep_lib.errors import ParameterError
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import count_cell, nature_notes, value_cell
from qep_lib.reports.context import ReportContext
from qep_lib.reports.regional.gathered import gather
from qep_lib.reports.regional.naming import site_name
from qep_lib.reports.regional.themes import indicator_figure
from qep_lib.reports.regional.words import DIFFERENCE_WORDS, REASON_WORDS, reading_words
from qep_lib.workbench.naming import check_words, named_indicator

FIGURES = {
    "improved": ("Chiffres qui ont progressé", "Un progrès est dit quand l'écart dépasse ce que le hasard explique."),
    "worsened": ("Chiffres qui ont reculé", "Un recul est dit quand l'écart dépasse ce que le hasard explique."),
    "below_target": ("Chiffres sous l'objectif", "Objectif du référentiel non atteint, de peu ou de beaucoup."),
    "to_examine": ("Chiffres à examiner", "Hors de ce que l'on attend de sites semblables, le hasard mis à part."),
}
"""Title and note of each list of figures."""


class Region:
    """The sites of a perimeter, compared once. Opened by `Workbench.region`.

    >>> region = open_workbench().region("region:24", "2021")
    >>> region.show("request_reply_on_time_pct")
    >>> region.show_side_by_side("request_reply_on_time_pct", "complaint_reply_on_time_pct")
    """

    def __init__(self, context: ReportContext):
        self.context = context
        self._gathered = gather(context)

    @property
    def compared(self) -> Mapping[str, ComparedIndicator]:
        """What the sites have of each indicator, sorted into those that may be compared and the others."""
        return self._gathered.compared

    def indicators(self) -> dict[str, str]:
        """Label by id of the indicators that one site at least has a figure of."""
        return {indicator.id: indicator.label for indicator in self._gathered.indicators}

    def show(self, indicator: str) -> tuple[Element, ...]:
        """The sites that are compared, drawn and in tables with interval, base and reading; then the others, and why."""
        found = self._gathered.compared[self._known(indicator).id]
        elements: list[Element] = [
            self._set_table(found.indicator, place, read)
            for place, read in enumerate(self._gathered.read[found.indicator.id])
        ]
        if elements:
            elements.insert(0, indicator_figure(self._gathered, found))
        else:
            said = f"{found.indicator.label} : il n'y a pas deux sites que l'on puisse comparer."
            elements.append(Note("info", "Pas de comparaison", (said,)))
        return (*elements, self._aside_table(found.indicator)) if found.set_aside else tuple(elements)

    def figures(self, which: str) -> Table:
        """The figures of the sites that `improved` or `worsened` (changes demonstrated), are `below_target`, or are `to_examine`
        (out of what is expected of sites like them), indicator by indicator, without rank.

        >>> region.figures("improved")
        """
        check_words("liste", [which], FIGURES)
        rows = []
        for indicator in self._gathered.indicators:
            readings = self._readings(indicator.id)
            for member in self.context.members:
                row = member.total(indicator.id)
                if row.has_value and _is_one_of(which, indicator, row, readings.get(member.site.site_id)):
                    rows.append(self._figure_row(member, indicator, row, readings.get(member.site.site_id)))
        columns = (
            TableColumn("Indicateur", width=2.6),
            TableColumn("Site", width=2),
            TableColumn("Valeur", "end"),
            TableColumn("Objectif", "end"),
            TableColumn(f"Écart à {self.context.previous_label}", "end", 1.2),
            TableColumn("Lecture", width=2),
        )
        shown = [member.total(i.id) for i in self._gathered.indicators for member in self.context.members]
        notes = (FIGURES[which][1], "Sans rang.", *nature_notes(self.context, shown))
        caption = f"{FIGURES[which][0]} ({self._subject()})"
        return Table("chiffres-choisis", caption, columns, tuple(rows) or (_nothing(len(columns)),), notes)

    def _figure_row(
        self, member: ReportContext, indicator: Indicator, row: Measured, reading: str | None
    ) -> tuple[Cell, ...]:
        audience = self.context.audience
        return (
            Cell(indicator.label),
            Cell(site_name(self._gathered, member.site.site_id, [row])),
            value_cell(member, row),
            Cell("—" if row.target is None else format_value(row.target, indicator.unit, indicator.decimals)),
            Cell(change_words(row, indicator, audience) or "—"),
            Cell(reading_words(reading) if reading else "—"),
        )

    def _readings(self, indicator_id: str) -> dict[str, str]:
        """Code of the reading of each site that is read."""
        return {
            site_id: reading.code
            for read in self._gathered.read[indicator_id]
            if read is not None
            for site_id, reading in read.readings.items()
        }

    def show_side_by_side(self, first: str, second: str) -> Element:
        """Two indicators of the same sites in one table; refused, with the reasons, where they do not measure alike."""
        one, other = self._known(first), self._known(second)
        if differences := why_different(one, other):
            reasons = joined([DIFFERENCE_WORDS[name] for name in differences])
            named = f"« {one.label} » et « {other.label} »"
            said = f"{named} ne se montrent pas dans un même graphique : ils diffèrent par {reasons}."
            return Note(
                "warning", "Indicateurs qui ne se comparent pas", (said, "À faire : les regarder l'un après l'autre.")
            )
        known = [self._compared_sites(indicator.id) for indicator in (one, other)]
        rows = []
        for member in self.context.members:
            cells = [Cell(site_name(self._gathered, member.site.site_id, [member.total(i.id) for i in (one, other)]))]
            for indicator, sites in zip((one, other), known, strict=True):
                row = member.total(indicator.id)
                is_compared = member.site.site_id in sites
                cells += [
                    value_cell(member, row) if is_compared else Cell("—"),
                    count_cell(row.denominator if is_compared else None),
                ]
            rows.append(tuple(cells))
        columns = [TableColumn("Site", width=2)]
        for indicator in (one, other):
            columns += [TableColumn(indicator.label, "end", 1.6), TableColumn("Base (n)", "end", 0.8)]
        notes = ("Un tiret : site qui n'est pas comparé sur cet indicateur.", *self._natures((one, other)))
        return Table("deux-indicateurs", f"Deux indicateurs ({self._subject()})", tuple(columns), tuple(rows), notes)

    def _set_table(self, indicator: Indicator, place: int, read: ReadSet | None) -> Table:
        compared = self._gathered.compared[indicator.id].sets[place]
        rows = tuple(
            (
                Cell(self._named(candidate)),
                value_cell(self.context, candidate.measured),
                Cell(interval_words(candidate.measured, indicator, self.context.audience) or "—"),
                count_cell(candidate.measured.denominator),
                Cell(_reading(read, candidate.site_id)),
            )
            for candidate in compared.candidates
        )
        columns = (
            TableColumn("Site", width=2),
            TableColumn("Valeur", "end"),
            TableColumn("Fourchette indicative", "end", 1.6),
            TableColumn("Base (n)", "end"),
            TableColumn("Lecture", width=2.4),
        )
        notes = ["Dans l'ordre des départements, sans rang."]
        if read is None:
            notes.append(
                "On ne peut pas dire si un écart tient au hasard : trop peu de sites, ou précision du chiffre inconnue."
            )
        several = len(self._gathered.compared[indicator.id].sets) > 1
        head = f"groupe {place + 1}, sites comparables entre eux ; " if several else ""
        shown = [candidate.measured for candidate in compared.candidates]
        return Table(
            f"comparaison-{place + 1}",
            f"{indicator.label} ({head}{self._subject()})",
            columns,
            rows,
            (*notes, *nature_notes(self.context, shown)),
        )

    def _aside_table(self, indicator: Indicator) -> Table:
        rows = tuple(
            (
                Cell(self._named(aside.candidate)),
                Cell(REASON_WORDS[aside.reason]),
                Cell(self._instead(indicator, aside.candidate, aside.reason)),
            )
            for aside in self._gathered.compared[indicator.id].set_aside
        )
        columns = (
            TableColumn("Site", width=2),
            TableColumn("Raison", width=2),
            TableColumn("Ce que le site a", width=3),
        )
        return Table("non-compares", f"Sites qui ne sont pas comparés : {indicator.label}", columns, rows)

    def _instead(self, indicator: Indicator, candidate: Candidate, reason: Reason) -> str:
        if reason == "definition":
            other, row = candidate.look_alike
            return f"{other.label} : {value_words(row, other, self.context.audience)}"
        if reason == "period":
            period, row = candidate.elsewhere
            return f"{value_words(row, indicator, self.context.audience)} ({period.label})"
        return (
            value_words(candidate.measured, indicator, self.context.audience) if candidate.measured.has_value else "—"
        )

    def _known(self, indicator: str) -> Indicator:
        try:
            return named_indicator(indicator, self._gathered.indicators)
        except ParameterError as fault:
            raise ParameterError(f"{self._subject()} : {fault.message}") from None

    def _compared_sites(self, indicator_id: str) -> tuple[str, ...]:
        sets = self._gathered.compared[indicator_id].sets
        return sets[0].sites if sets else ()

    def _named(self, candidate: Candidate) -> str:
        return site_name(self._gathered, candidate.site_id, [candidate.measured])

    def _natures(self, indicators: tuple[Indicator, ...]) -> list[str]:
        shown = [member.total(indicator.id) for member in self.context.members for indicator in indicators]
        return nature_notes(self.context, shown)

    def _subject(self) -> str:
        return f"{self.context.group.label}, {self.context.period.label}"


def _is_one_of(which: str, indicator: Indicator, row: Measured, reading: str | None) -> bool:
    if which == "below_target":
        return row.rating in ("near", "off", "far")
    if which == "to_examine":
        return reading in LEGEND_WORDS["à examiner"]
    if not row.is_change_demonstrated or indicator.direction == "neutral":
        return False
    return ((row.change > 0) == (indicator.direction == "higher")) == (which == "improved")


def _nothing(width: int) -> tuple[Cell, ...]:
    return (Cell("Aucun chiffre"), *(Cell("—") for _ in range(width - 1)))


def _reading(read: ReadSet | None, site_id: str) -> str:
    reading = read.readings.get(site_id) if read is not None else None
    return reading_words(reading.code) if reading is not None else "—"
