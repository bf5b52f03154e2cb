"""Several sites side by side on one indicator, as an analyst asks them: values, readings, and who is not compared and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from qep_lib.comparison.comparable import ComparedIndicator, why_different
from qep_lib.display.elements import Cell, Element, Note, Table, TableColumn
from qep_lib.display.site_strip import NAMED
from qep_lib.display.wording import format_count, in_period, joined, of_period, since_period
from qep_lib.errors import ParameterError, sure
from qep_lib.model.indicator import Indicator
from qep_lib.reports import columns
from qep_lib.reports.apparatus import count_cell, value_cell
from qep_lib.reports.columns import table_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.moves import is_worse
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.regional.gathered import Figure, gather
from qep_lib.reports.regional.refusals import refusals, refused_table
from qep_lib.reports.regional.themes import READING, SITE, VALUE, indicator_figure, sign_notes, values_columns
from qep_lib.reports.regional.words import DIFFERENCE_WORDS
from qep_lib.workbench.naming import check_words, named_indicator

UNREAD = "On ne peut pas dire si un écart tient au hasard : trop peu de sites, ou précision du chiffre inconnue."

UNTOLD = "rien ne peut être dit"
"""Where there is nothing to judge by: an empty list would read as good news."""


def _is_demonstrated(figure: Figure) -> bool:
    return bool(figure.row.is_change_demonstrated and figure.row.change)


NAMED_SITES = 6
"""Named in a title one by one; more are counted."""
SITE_JOINT = "+"
"""Between the codes of a list of sites."""
UNTESTED = "Les chiffres sans test contre le hasard (délais, taux d'appels par exemple) n'y sont jamais, même changés."
FIGURES: dict[str, tuple[str, str, Callable[[Figure], bool]]] = {
    "improved": (
        "Chiffres qui ont progressé",
        f"Un progrès est dit quand l'écart dépasse ce que le hasard explique. {UNTESTED}",
        lambda one: _is_demonstrated(one) and not is_worse((one.indicator, one.row)),
    ),
    "worsened": (
        "Chiffres qui ont reculé",
        f"Un recul est dit quand l'écart dépasse ce que le hasard explique. {UNTESTED}",
        lambda one: _is_demonstrated(one) and is_worse((one.indicator, one.row)),
    ),
    "below_target": (
        "Objectif non atteint",
        "Objectif du référentiel non atteint, de peu ou de beaucoup : en dessous, ou au-dessus pour un délai.",
        lambda one: one.row.rating in ("near", "off", "far"),
    ),
    "to_examine": (
        "Chiffres à examiner",
        "Hors de ce que l'on attend de sites semblables, le hasard mis à part.",
        lambda one: one.code in NAMED,
    ),
}
"""Title and note of each list of figures, and which are on it."""


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
        """What the sites have of each indicator, sorted into those that may be compared and the others.

        >>> region.compared["call_answer_pct"]
        """
        return self._gathered.compared

    def indicators(self) -> dict[str, str]:
        """Label by id of the indicators that one site at least has a figure of.

        >>> region.indicators()["call_answer_pct"]
        'Appels décrochés'
        """
        return {indicator.id: indicator.label for indicator in self._gathered.indicators}

    def show(self, indicator: str) -> tuple[Element, ...]:
        """The sites that are compared, drawn and in a table with interval, base and reading; then the others, and why.

        >>> region.show("call_answer_pct")
        """
        chosen = self._known(indicator)
        lines = [line for line in self._gathered.lines if line.indicator.id == chosen.id]
        elements: list[Element] = []
        if lines:
            notes = ["Dans l'ordre des départements, sans rang.", *(note for line in lines for note in line.notes)]
            if any(line.read is None for line in lines):
                notes.append(UNREAD)
            figures = [figure for line in lines for figure in line.figures]
            signs = sign_notes(figures)
            notes += [*signs, *nature_notes(self.context, [figure.row for figure in figures])]
            caption = f"{chosen.label} ({self._subject()})"
            # A drawing that is copied goes without its notes.
            drawing, titled = indicator_figure(lines), " ".join((f"{caption}." if signs else caption, *signs))
            elements.append(
                replace(drawing, caption=titled, data=replace(drawing.data, caption=f"{caption} : valeurs"))
            )
            elements.append(table_of("comparaison", caption, values_columns(lines)[len(lines) == 1 :], figures, notes))
        else:
            said = f"{chosen.label} : il n'y a pas deux sites que l'on puisse comparer."
            elements.append(Note("info", "Pas de comparaison", (said,)))
        if aside := refusals(self._gathered, [chosen]):
            title = f"Sites qui ne sont pas comparés : {chosen.label} ({self._subject()})"
            elements.append(refused_table(self._gathered, title, aside))
        return tuple(elements)

    def figures(self, which: str) -> Table | Note:
        """The figures of the sites that `improved` or `worsened` (changes demonstrated), are `below_target`, or are `to_examine`
        (out of what is expected of sites like them), indicator by indicator, without rank; where none is, a sentence that says
        why.

        >>> region.figures("worsened")
        """
        check_words("liste", [which], FIGURES)
        title, note, is_chosen = FIGURES[which]
        order = [indicator.id for indicator in self._gathered.indicators]
        known = [figure for figure in self._gathered.figures() if figure.row.has_value]
        known = sorted(known, key=lambda figure: order.index(figure.indicator.id))
        caption = f"{title} ({self._subject()})"
        chosen = [figure for figure in known if is_chosen(figure)]
        if not chosen:
            return Note("info", caption, (self._why_none(which, known),))
        change = columns.CHANGE.named(f"Écart à {self.context.previous_label}")
        drawn = (columns.INDICATOR, SITE, VALUE, columns.TARGET, change, READING)
        notes = (
            note,
            "Sans rang.",
            *sign_notes(chosen),
            *nature_notes(self.context, [figure.row for figure in chosen]),
        )
        return table_of("chiffres-choisis", caption, drawn, chosen, notes)

    def _why_none(self, which: str, known: Sequence[Figure]) -> str:
        """Why a list is empty: there is nothing to judge by, or all that can be judged is on the other side."""
        if which == "below_target":
            count = sum(figure.row.rating is not None for figure in known)
            why = "le seul qui en ait un l'atteint" if count == 1 else f"les {count} qui en ont un l'atteignent"
            if not count:
                return f"Pas d'objectif connu {in_period(self.context.period.short_label)} : {UNTOLD}."
            return f"Aucun objectif n'est manqué : {why}."
        if which == "to_examine":
            count = sum(bool(figure.code) for figure in known)
            why = f"aucun ne s'écarte des autres sites plus que le hasard ne l'explique (chiffres lus ainsi : {count})"
            if not count:
                return f"Aucun chiffre n'a assez de sites comparables pour être lu parmi eux : {UNTOLD}."
            return f"Aucun chiffre n'est à examiner : {why}."
        changed = [figure.row.is_change_demonstrated for figure in known if figure.row.change is not None]
        done, better = ("progressé", "favorable") if which == "improved" else ("reculé", "défavorable")
        tested = sum(one is not None for one in changed)
        if not changed:
            return f"Aucun chiffre ne se compare à sa valeur {of_period(self.context.previous_label)} : {UNTOLD}."
        if not tested:
            return f"Aucun des chiffres qui se comparent n'a de test contre le hasard : {UNTOLD}."
        why = (
            f"aucun écart {better} ne dépasse ce que le hasard explique (chiffres testés : {tested} ; comparés sans test "
            f"possible : {len(changed) - tested})"
        )
        return f"Aucun chiffre n'a {done} de façon démontrée {since_period(self.context.previous_label)} : {why}."

    def show_side_by_side(self, first: str, second: str) -> Element:
        """Two indicators of the same sites in one table; refused, with the reasons, where they do not measure alike.

        >>> region.show_side_by_side("request_reply_on_time_pct", "complaint_reply_on_time_pct")
        """
        one, other = self._known(first), self._known(second)
        if differences := why_different(one, other):
            reasons = joined([DIFFERENCE_WORDS[name] for name in differences])
            named = f"« {one.label} » et « {other.label} »"
            said = f"{named} ne se montrent pas dans un même graphique : ils diffèrent par {reasons}."
            return Note(
                "warning", "Indicateurs qui ne se comparent pas", (said, "À faire : les regarder l'un après l'autre.")
            )
        lines = self._gathered.lines
        known = [
            next((line for line in lines if line.indicator.id == indicator.id), None) for indicator in (one, other)
        ]
        rows, shown = [], []
        for site_id, member in self._gathered.members.items():
            figures = [member.total(indicator.id) for indicator in (one, other)]
            cells = [Cell(self._gathered.name(site_id))]
            for row, line in zip(figures, known, strict=True):
                is_compared = line is not None and site_id in line.compared.sites
                cells += [
                    value_cell(member, row) if is_compared else Cell("—"),
                    count_cell(row.denominator if is_compared else None),
                ]
            rows.append(tuple(cells))
            shown += figures
        heads = [TableColumn("Site")]
        for indicator in (one, other):
            heads += [TableColumn(indicator.label, "end"), TableColumn("Base (n)", "end")]
        notes = ("Un tiret : site qui n'est pas comparé sur cet indicateur.", *nature_notes(self.context, shown))
        return Table("deux-indicateurs", f"Deux indicateurs ({self._subject()})", tuple(heads), tuple(rows), notes)

    def _known(self, indicator: str) -> Indicator:
        try:
            return named_indicator(indicator, self._gathered.indicators)
        except ParameterError as fault:
            raise ParameterError(f"{self._subject()} : {fault.message}") from None

    def _subject(self) -> str:
        group = sure(self.context.group)
        is_list = SITE_JOINT in group.id and len(group.sites) > NAMED_SITES
        return f"{format_count(len(group.sites), 'site') if is_list else group.label}, {self.context.period.label}"
