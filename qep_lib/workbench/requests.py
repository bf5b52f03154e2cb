"""The register of requests of one site, as an analyst asks it: which were late, why, how long answers took. For inside only."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from qep_lib.disclosure.register import request_lines
from qep_lib.display.elements import Cell, Element, Figure, Table, TableColumn, Text
from qep_lib.display.figures import Dot, draw_counts, draw_dots
from qep_lib.display.wording import (
    format_count,
    format_date,
    format_number,
    format_share,
    format_value,
    inside_sentence,
)
from qep_lib.errors import DataRefused
from qep_lib.reports.context import ReportContext
from qep_lib.reports.frame_rows import rows_as
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.replies import reply_curve
from qep_lib.reports.requests import CHANNEL_LABELS, KIND_LABELS, register_day
from qep_lib.stats.intervals import wilson
from qep_lib.workbench.naming import check_words, filter_words, titled_view, with_filters

STATES = {
    "on_time": "dans le délai",
    "answered_late": "répondu hors délai",
    "overdue_open": "sans réponse, délai dépassé",
    "not_yet_due": "délai en cours",
    "no_deadline": "sans délai promis",
}
LATE = ("answered_late", "overdue_open")
JUDGED = ("on_time", *LATE)
GROUPS = {"channel": "Canal", "theme": "Thème", "kind": "Nature", "month": "Mois"}
NO_THEME = "Thème non noté"
CLASSES = ((0, 0), (1, 2), (3, 5), (6, 10), (11, 15), (16, 30), (31, None))
"""Working days of a bar of the distribution, bounds included: the delays promised are 5, 10 and 15 days."""

Where = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Group:
    label: str
    received: int
    judged: int
    on_time: int


class _Listed(NamedTuple):
    """A request as the register gives it."""

    request_id: str
    kind: str
    channel: str
    theme: str | None
    received_on: pd.Timestamp
    days: float
    promised: float | None
    state: str
    action_taken: str | None


class Requests:
    """The requests of one site. Opened by `Workbench.requests`.

    >>> requests = open_workbench().requests("18", "2020")
    >>> requests.late()
    >>> requests.on_time("theme", where={"channel": "email"})
    >>> requests.frame.query("state == 'answered_late'")
    """

    def __init__(self, context: ReportContext):
        self.context = context
        found = request_lines(context.stored)
        if found.empty:
            raise DataRefused(
                f"{context.site.name} ({context.period.label}) : aucune demande n'est au registre. "
                "À faire : choisir une autre période, ou importer le registre avec « qep import »."
            )
        self._lines = found.assign(month=found["received_on"].dt.strftime("%Y-%m"))

    @property
    def frame(self) -> pd.DataFrame:
        """One row a request: number, kind, channel, theme, days (working days), promised, state, what was done; a copy. What was
        masked at the import stays masked; the rows are about single persons and stay on this machine.

        >>> requests.frame.query("state == 'answered_late'")
        """
        return self._lines.reset_index(drop=True)

    def values_of(self, group: str) -> dict[str, str]:
        """French label by value of `channel`, `theme`, `kind`, `month` or `state`, of those that the register holds.

        >>> requests.values_of("channel")
        {'email': 'Courriel', 'hall_form': 'Fiche hall', 'post': 'Courrier'}
        """
        if group == "state":
            return {state: words for state, words in STATES.items() if (self._lines["state"] == state).any()}
        check_words("groupe", [group], GROUPS)
        found = sorted(self._lines[group].dropna().unique())
        labels = {"channel": CHANNEL_LABELS, "kind": KIND_LABELS}.get(group, {})
        return {value: labels.get(value, value) for value in found}

    def chosen(self, where: Where | None = None) -> pd.DataFrame:
        """The rows of `frame` that have these values of channel, theme, kind, month or state. Raises `ParameterError`.

        >>> len(requests.chosen({"channel": "email"}))
        24
        """
        kept = self._lines
        for name, asked in (where or {}).items():
            check_words("filtre", [name], (*GROUPS, "state"))
            wanted = [asked] if isinstance(asked, str) else list(asked)
            check_words(f"filtre {name}", wanted, self.values_of(name))
            kept = kept[kept[name].isin(wanted)]
        return kept.reset_index(drop=True)

    def named_lines(self, where: Where | None = None) -> pd.DataFrame:
        """The rows of `chosen` in French: headings, channels, kinds and states in words.

        >>> requests.named_lines({"channel": ["email", "post"]}).columns.tolist()
        """
        rows = self.chosen(where)
        return pd.DataFrame(
            {
                "N°": rows["request_id"],
                "Nature": rows["kind"].map(KIND_LABELS),
                "Canal": rows["channel"].map(CHANNEL_LABELS),
                "Thème": rows["theme"].fillna(NO_THEME),
                "Reçue le": rows["received_on"].dt.strftime("%Y-%m-%d"),
                "Répondue le": rows["replied_on"].dt.strftime("%Y-%m-%d").fillna(""),
                "Délai (jours ouvrés)": rows["days"],
                "Promis": rows["promised"],
                "État": rows["state"].map(STATES),
                "Suite donnée": rows["action_taken"].fillna(""),
            }
        )

    def late(self, where: Where | None = None) -> Element:
        """The requests answered late, or still open past their deadline: delay, channel, theme, what was done.

        >>> requests.late({"channel": "email"})
        """
        chosen = self.chosen({**(where or {}), "state": self._late_states()})
        return self._listed(chosen, "Demandes hors délai", where)

    def lines(self, where: Where | None = None) -> Element:
        """Every request, with what became of it.

        >>> requests.lines()
        """
        return self._listed(self.chosen(where), "Demandes une à une", where)

    def on_time(self, by: str, where: Where | None = None) -> Figure | Table:
        """Share answered within the deadline by channel, theme, kind or month, among those whose deadline has passed: dots with
        Wilson intervals, and the table behind them. A share of too few requests is not told.

        >>> requests.on_time("theme", where={"channel": "email"})
        """
        check_words("groupe", [by], GROUPS)
        groups = self._groups(self.chosen(where), by)
        table = self._groups_table(groups, by, where)
        least = self.context.catalogue.conventions.disclosure.threshold("internal")
        dots = [_dot(group) for group in groups if group.judged >= least]
        if not dots:
            return table
        whole = _Group("Ensemble", *(sum(group[place] for group in map(astuple, groups)) for place in (1, 2, 3)))
        dots = [*dots, _dot(whole)]
        said = " ; ".join(f"{dot.label} : {dot.words}" for dot in dots)
        # In the title: a drawing that is copied goes without its notes and its table.
        left = [
            f"{group.label} ({'trop peu de demandes' if group.judged else 'aucune demande échue'})"
            for group in groups
            if group.judged < least
        ]
        caption = f"{table.caption}. Non dessinés : {', '.join(left)}" if left else table.caption
        svg = draw_dots(
            dots, "part ayant reçu une réponse dans le délai (le point) et fourchette indicative (la barre)"
        )
        return Figure("dans-le-delai", caption, f"Un point et sa fourchette par groupe. {said}.", svg, table)

    def delays(self, where: Where | None = None) -> Element:
        """How long answers took, in working days, by class; open requests are counted apart.

        >>> requests.delays()
        """
        rows = self.chosen(where)
        days = rows.loc[rows["is_answered"], "days"].to_numpy()
        waiting = len(rows) - days.size
        if not days.size:
            return Text((f"{self._titled('Délais de réponse : aucune demande répondue', where)}.",))
        labels = [_class_words(low, high) for low, high in CLASSES]
        counts = [int(((days >= low) & (days <= (np.inf if high is None else high))).sum()) for low, high in CLASSES]
        columns = (TableColumn("Délai de réponse"), TableColumn("Demandes", "end"), TableColumn("Part", "end"))
        cells = tuple(
            (
                Cell(label),
                Cell(format_number(count), count),
                Cell(format_share(count, days.size), 100 * count / days.size),
            )
            for label, count in zip(labels, counts, strict=True)
        )
        notes = (
            f"Base : {format_count(days.size, 'réponse')} ; médiane {format_value(float(np.median(days)), 'working_days', 0)}.",
            *([f"Sans réponse {register_day(self.context)}, non comptées ici : {waiting}."] if waiting else []),
            *self._notes(where),
        )
        table = Table("delais-par-classe", self._titled("Délais de réponse", where), columns, cells, notes)
        words = [f"{format_number(count)} ({cell[2].text})" for count, cell in zip(counts, cells, strict=True)]
        said = " ; ".join(f"{label} : {word}" for label, word in zip(labels, words, strict=True))
        return Figure(
            "delais-dessin", table.caption, f"Une barre par classe. {said}.", draw_counts(labels, counts, words), table
        )

    def curve(self) -> Element:
        """Share answered after so many working days, by channel, as the report draws it (Kaplan-Meier).

        >>> requests.curve()
        """
        return titled_view(reply_curve(self.context), f"{self.context.site.name}, {self.context.period.label}")

    def _groups(self, rows: pd.DataFrame, by: str) -> list[_Group]:
        labels = self.values_of(by)
        named = rows[by].map(labels).fillna(NO_THEME)
        found = []
        for label, group in rows.groupby(named, sort=True):
            judged = group["state"].isin(JUDGED)
            found.append(_Group(label, len(group), int(judged.sum()), int((group["state"] == "on_time").sum())))
        if by == "month":
            return found
        return sorted(found, key=lambda group: (-group.received, group.label))

    def _groups_table(self, groups: Sequence[_Group], by: str, where: Where | None) -> Table:
        least = self.context.catalogue.conventions.disclosure.threshold("internal")
        rows = tuple(
            (
                Cell(group.label),
                Cell(format_number(group.received), group.received),
                Cell(format_number(group.judged), group.judged),
                Cell(format_number(group.judged - group.on_time), group.judged - group.on_time),
                Cell(format_share(group.on_time, group.judged), 100 * group.on_time / group.judged)
                if group.judged >= least
                else Cell("—" if not group.judged else "trop peu de demandes"),
            )
            for group in groups
        )
        columns = (
            TableColumn(GROUPS[by]),
            TableColumn("Demandes", "end"),
            TableColumn("Échues", "end"),
            TableColumn("Hors délai", "end"),
            TableColumn("Dans le délai", "end"),
        )
        notes = (
            "Échues : le délai promis est passé au jour d'arrêté ; la part se calcule sur elles seules.",
            f"Une part de moins de {least} demandes échues n'est pas donnée : elle ne dirait rien du service.",
            *self._notes(where),
        )
        return Table(
            "dans-le-delai-tableau",
            self._titled(f"Réponses dans le délai, par {inside_sentence(GROUPS[by])}", where),
            columns,
            rows,
            notes,
        )

    def _listed(self, rows: pd.DataFrame, title: str, where: Where | None) -> Element:
        if rows.empty:
            return Text((f"{self._titled(f'{title} : aucune', where)}.",))
        cells = tuple(
            (
                Cell(row.request_id),
                Cell(KIND_LABELS[row.kind]),
                Cell(CHANNEL_LABELS[row.channel]),
                Cell("—" if row.theme is None else row.theme),
                Cell(format_date(row.received_on.date())),
                Cell(format_value(row.days, "working_days", 0), row.days),
                _promised_cell(row.promised),
                Cell(STATES[row.state]),
                Cell("—" if row.action_taken is None else row.action_taken),
            )
            for row in rows_as(_Listed, rows)
        )
        columns = (
            TableColumn("N°"),
            TableColumn("Nature"),
            TableColumn("Canal"),
            TableColumn("Thème"),
            TableColumn("Reçue le"),
            TableColumn("Délai", "end"),
            TableColumn("Promis (jours)", "end"),
            TableColumn("État"),
            TableColumn("Suite donnée"),
        )
        notes = ("Délais en jours ouvrés ; d'une demande ouverte, l'attente au jour d'arrêté.", *self._notes(where))
        return Table("demandes", self._titled(f"{title} : {len(rows)}", where), columns, cells, notes, is_wide=True)

    def _late_states(self) -> list[str]:
        return [state for state in LATE if state in self.values_of("state")]

    def _titled(self, title: str, where: Where | None) -> str:
        return with_filters(f"{title} ({self.context.site.name}, {self.context.period.label})", self._filters(where))

    def _filters(self, where: Where | None) -> dict[str, list[str]]:
        found = {}
        for name, asked in (where or {}).items():
            labels = self.values_of(name)
            kept = [asked] if isinstance(asked, str) else asked
            found[GROUPS.get(name, "État")] = [labels[value] for value in kept]
        return found

    def _notes(self, where: Where | None) -> list[str]:
        filters = filter_words(self._filters(where))
        return [
            *([f"{filters}."] if filters else []),
            *nature_notes(self.context, [self.context.total("replies_on_time")]),
        ]


def _dot(group: _Group) -> Dot:
    low, high = wilson(group.on_time, group.judged)
    share = format_share(group.on_time, group.judged)
    label = f"{group.label} (n = {format_number(group.judged)})"
    return Dot(label, 100 * group.on_time / group.judged, 100 * float(low), 100 * float(high), share)


def _promised_cell(days: float | None) -> Cell:
    return Cell("—") if days is None else Cell(format_number(days), days)


def _class_words(low: int, high: int | None) -> str:
    if high is None:
        return f"plus de {low - 1} jours"
    if low == high:
        return "le jour même" if low == 0 else f"{low} jours"
    return f"{low} à {high} jours"
