"""A frequency or a cross-tabulation as a table, a drawing and a pandas frame. Counting and hiding are in `crossing`."""

from dataclasses import dataclass

import pandas as pd

from qep_lib.disclosure.crossing import Crossing, Line, Mean, Share
from qep_lib.display.elements import Cell, Element, Figure, Table, TableColumn, Text
from qep_lib.display.figures import Dot, DotGroup, draw_dot_groups, draw_dots
from qep_lib.display.wording import (
    NBSP,
    STATUS_WORDS,
    format_count,
    format_number,
    format_share,
    format_value,
    joined,
)
from qep_lib.errors import sure
from qep_lib.reports.question_views import SEVERAL_ANSWERS, base_note
from qep_lib.workbench.naming import filter_words, with_filters

MOST_SERIES = 6
"""Colours and marks that a reader can tell apart."""
NARROW_COLUMNS = 5
HIDDEN = STATUS_WORDS["suppressed"]
COLUMNS = (
    *("group", "group_label", "answer", "answer_label", "count", "n"),
    *("share_pct", "low_pct", "high_pct", "not_applicable", "blank", "status", "mean", "mean_low", "mean_high"),
)


@dataclass(frozen=True, slots=True)
class Crossed:
    """A crossing that can be looked at. `subject` is « Cher, année 2020 »; `notes` stand under its table."""

    crossing: Crossing
    subject: str
    threshold: int
    notes: tuple[str, ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """One row a group and answer (group empty: all), as ids and French labels; `share_pct` and its bounds are percents
        of `n`, `mean` that of the numbers of the group (a row a group where answers are not counted one by one). Hidden figures
        are missing and their `status` is `suppressed`; an empty base is `no_data`.

        >>> crossed.frame[["group", "answer", "share_pct", "n"]]
        """
        rows = [row for line in self._lines() for row in self._records(line)]
        whole = dict.fromkeys(("count", "n", "not_applicable", "blank"), "Int64")
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype(whole)

    def table(self) -> Table:
        """Each group with the share of each answer, its interval, its base, and what is outside the base; a frequency has
        one line an answer.

        >>> crossed.table()
        """
        return self._frequency_table() if self.crossing.by is None else self._crossed_table()

    def _frequency_table(self) -> Table:
        total = self.crossing.total
        rows = tuple(
            (
                Cell(answer.label),
                _counted(share.count if share else None),
                Cell(share_words(share), share.value if share else None),
                Cell(_interval(share) if share else "—"),
            )
            for answer, share in zip(self.crossing.answers, total.shares, strict=True)
        )
        columns = (
            TableColumn("Réponse"),
            TableColumn("Effectif", "end"),
            TableColumn("Part", "end"),
            TableColumn("Fourchette indicative", "end"),
        )
        base = base_note(total.n, total.not_applicable, total.blank)
        if total.mean is not None:
            base = f"Moyenne : {mean_words(total.mean)}. {base}"
        return Table("tri-a-plat", self._caption(), columns, rows, (base, *self._notes()))

    def _crossed_table(self) -> Table:
        crossing = self.crossing
        has_positive = crossing.total.positive is not None
        columns = (
            TableColumn(sure(crossing.by)),
            *([TableColumn("Réponses positives", "end")] if has_positive else []),
            *([TableColumn("Moyenne", "end")] if crossing.total.mean is not None else []),
            *(TableColumn(answer.label, "end") for answer in crossing.answers),
            TableColumn("Réponses (n)", "end"),
            TableColumn("Sans objet", "end"),
            TableColumn("Sans réponse", "end"),
        )
        rows = tuple(self._row(line, has_positive) for line in self._lines())
        notes = (
            "Parts de la base (n) de chaque ligne, avec leur fourchette indicative.",
            "« Sans objet » et sans réponse sont hors de la base et comptés à part.",
            *self._notes(),
            "Aucun test n'est fait : des fourchettes qui se recouvrent ne disent pas d'écart.",
        )
        return Table("tri-croise", self._caption(), columns, rows, notes, len(columns) > NARROW_COLUMNS)

    def figure(self) -> Element:
        """Dots with their intervals: positive answers by group on a scale, else each answer by group; its data is `table`.

        >>> crossed.figure()
        """
        crossing = self.crossing
        if not crossing.answers:
            return Text(("Pas de dessin : les moyennes sont dans le tableau.",))
        if crossing.by is not None and not any(_is_drawn(line) for line in crossing.lines):
            return Text(("Pas de dessin : aucun groupe ne peut être montré.",))
        if crossing.by is None:
            dots = [_dot(a.label, s) for a, s in zip(crossing.answers, crossing.total.shares, strict=True) if s]
            return self._drawn(draw_dots(dots, "part des réponses (le point) et fourchette indicative (la barre)"), "")
        if crossing.total.positive is not None:
            dots = [
                _dot(line.group.label, sure(line.positive), with_base=True) for line in self._lines() if _is_drawn(line)
            ]
            label = "part de réponses positives (le point) et fourchette indicative (la barre)"
            return self._drawn(draw_dots(dots, label), ", réponses positives")
        return self._by_answer()

    def _by_answer(self) -> Element:
        """A band an answer and a series a group, or the other way round where groups are many."""
        lines = [line for line in self.crossing.lines if _is_drawn(line)]
        answers = [place for place, share in enumerate(self.crossing.total.shares) if share]
        labels = [self.crossing.answers[place].label for place in answers]
        names = [f"{line.group.label} (n = {format_number(line.n)})" for line in lines]
        if not answers:
            return Text(("Pas de dessin : aucune réponse ne peut être montrée.",))
        if min(len(lines), len(answers)) > MOST_SERIES:
            return Text(
                (f"Pas de dessin : plus de {MOST_SERIES} groupes et de {MOST_SERIES} réponses. Voir le tableau.",)
            )
        dots = [[_dot("", sure(line.shares[place])) for line in lines] for place in answers]
        if len(lines) > MOST_SERIES:
            labels, names, dots = names, labels, [list(group) for group in zip(*dots, strict=True)]
        bands = [DotGroup(label, tuple(group)) for label, group in zip(labels, dots, strict=True)]
        return self._drawn(draw_dot_groups(bands, names, "part des réponses du groupe et fourchette indicative"), "")

    def _drawn(self, svg: bytes, what: str) -> Figure:
        table = self.table()
        said = " ; ".join(f"{line.group.label} : {self._said(line)}" for line in self._lines())
        slug = f"{table.slug}-dessin"
        return Figure(slug, self._caption(what), f"Un point et sa fourchette par part. {said}.", svg, table)

    def _said(self, line: Line) -> str:
        if line.is_hidden:
            return HIDDEN
        if line.positive is not None:
            return f"{share_words(line.positive)} de réponses positives ({format_count(line.n, 'réponse')})"
        parts = zip(self.crossing.answers, line.shares, strict=True)
        return joined([f"{answer.label} {share_words(share)}" for answer, share in parts])

    def _lines(self) -> tuple[Line, ...]:
        return (*self.crossing.lines, self.crossing.total)

    def _caption(self, what: str = "") -> str:
        """« « Confort » par « Motif de la visite », réponses positives (Cher, année 2020) »."""
        crossing = self.crossing
        by = f" par {_quoted(crossing.by)}" if crossing.by else ""
        return with_filters(f"{_quoted(crossing.item)}{by}{what} ({self.subject})", dict(crossing.filters))

    def _row(self, line: Line, has_positive: bool) -> tuple[Cell, ...]:
        shares = ((line.positive,) if has_positive else ()) + line.shares
        return (
            Cell(line.group.label),
            *(Cell(with_interval(share), share.value if share else None) for share in shares[: int(has_positive)]),
            *(
                [Cell(mean_words(line.mean), line.mean.value if line.mean else None)]
                if self.crossing.total.mean
                else []
            ),
            *(Cell(with_interval(share), share.value if share else None) for share in shares[int(has_positive) :]),
            *(_counted(count) for count in (line.n, line.not_applicable, line.blank)),
        )

    def _notes(self) -> tuple[str, ...]:
        """What else a reader must know: filters, several answers allowed, what is hidden, where the answers come from."""
        crossing, notes = self.crossing, []
        if crossing.filters:
            notes.append(f"{filter_words(dict(crossing.filters))}.")
        if crossing.is_multiple:
            notes.append(SEVERAL_ANSWERS)
        if crossing.are_groups_multiple:
            notes.append("Une même personne peut être dans plusieurs groupes.")
        if self._has_hidden():
            notes.append(self._hidden_words())
        return (*notes, *self.notes)

    def _has_hidden(self) -> bool:
        return any(line.is_hidden or None in line.shares for line in self._lines())

    def _hidden_words(self) -> str:
        everyone = self.crossing.lines and all(line.is_hidden or not line.n for line in self.crossing.lines)
        return (
            f"{HIDDEN.capitalize()} : groupe de moins de {self.threshold} personnes, ou groupe dont le chiffre permettrait "
            "de le retrouver par soustraction." + (" Ici, aucun groupe ne peut être montré." if everyone else "")
        )

    def _records(self, line: Line) -> list[tuple[object, ...]]:
        outside = (line.not_applicable, line.blank)
        mean = (line.mean.value, line.mean.low, line.mean.high) if line.mean else (None,) * 3
        group = (line.group.id, line.group.label)
        if not self.crossing.answers:
            status = "suppressed" if line.is_hidden else "ok" if line.n else "no_data"
            return [(*group, "", "", None, line.n, None, None, None, *outside, status, *mean)]
        return [
            (*group, answer.id, answer.label, None, line.n, None, None, None, *outside, "suppressed", *mean)
            if share is None
            else (
                *(*group, answer.id, answer.label, share.count, line.n),
                *(share.value, share.low, share.high, *outside, "ok" if line.n else "no_data", *mean),
            )
            for answer, share in zip(self.crossing.answers, line.shares, strict=True)
        ]


def _quoted(label: str) -> str:
    return f"«{NBSP}{label}{NBSP}»"


def mean_words(mean: Mean | None) -> str:
    """« 7,4 (7,1 à 7,7) », « non diffusé », or a dash where there is none to tell."""
    if mean is None:
        return HIDDEN
    if mean.value is None:
        return "—"
    if not sure(mean.low) < sure(mean.high):
        return format_number(mean.value, 1)
    return f"{format_number(mean.value, 1)} ({format_number(mean.low, 1)} à {format_number(mean.high, 1)})".replace(
        " ", NBSP
    )


def share_words(share: Share | None) -> str:
    """« 86 % », « plus de 84 % » where a few all agree, « non diffusé », or a dash on an empty base."""
    if share is None:
        return HIDDEN
    if share.value is None:
        return "—"
    if share.is_unanimous:
        return _interval(share)
    return format_share(share.count, share.base)


def with_interval(share: Share | None) -> str:
    """« 86 % (77 à 92 %) », whole percents: the bases of a group carry no decimal."""
    words = share_words(share)
    if share is None or share.value is None or words == _interval(share):
        return words
    return f"{words} ({_interval(share).replace(' ', NBSP)})"


def _interval(share: Share) -> str:
    if share.count == share.base:
        return f"plus de {format_value(share.low, 'pct', 0)}"
    if share.count == 0:
        return f"moins de {format_value(share.high, 'pct', 0)}"
    return f"{format_number(share.low)} à {format_value(share.high, 'pct', 0)}"


def _dot(label: str, share: Share, with_base: bool = False) -> Dot:
    base = f" (n = {format_number(share.base)})" if with_base else ""
    return Dot(label + base, sure(share.value), share.low, share.high, share_words(share))


def _is_drawn(line: Line) -> bool:
    return not line.is_hidden and bool(line.n)


def _counted(count: int | None) -> Cell:
    return Cell(HIDDEN) if count is None else Cell(format_number(count), count)
