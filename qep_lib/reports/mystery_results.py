"""Results of a mystery survey: « 18 sur 20 » by channel and criterion, never a bare percentage. Rules: `mystery_rules`."""

from collections.abc import Sequence

from qep_lib.display.elements import Cell, Element, Figure, KeyFigure, KeyFigures, Table, TableColumn, Text
from qep_lib.display.figures import Dot, draw_dots
from qep_lib.display.narrow import dot_strips
from qep_lib.display.wording import NBSP, STATUS_WORDS, format_count, format_number, in_period, inside_sentence
from qep_lib.errors import sure
from qep_lib.model.closed_lists import MYSTERY_CHANNELS
from qep_lib.model.measured import Measured
from qep_lib.reports.bases import left_out_notes
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ALIKE, ends_of, from_to, not_parted
from qep_lib.reports.mystery_rules import CHANNEL_LABELS, absent, has_contacts
from qep_lib.reports.nature_notes import nature_notes
from qep_lib.reports.section import shown

SCORE = "mystery_score"
WHOLE = "Ensemble"


def out_of(measured: Measured) -> str:
    """« 18 sur 20 », or « non jugé » where no contact could be judged."""
    if measured.status in ("suppressed", "not_measurable"):
        return STATUS_WORDS[measured.status]
    if not measured.has_value or measured.numerator is None:
        return "non jugé"
    return f"{format_number(measured.numerator)} sur {format_number(measured.denominator)}"


def range_words(measured: Measured) -> str:
    """Wilson's interval as contacts out of a hundred: « de 70 à 97 contacts sur 100 »."""
    if measured.low is None or measured.high is None:
        return "—"
    low, high = (format_number(bound) for bound in (measured.low, measured.high))
    if measured.numerator == measured.denominator:
        return f"plus de {min(low, '99', key=int)} contacts sur{NBSP}100"
    if measured.numerator == 0:
        return f"moins de {max(high, '1', key=int)} contacts sur{NBSP}100"
    if low == high:
        return f"environ {low} contacts sur{NBSP}100"
    return f"de {low} à {high} contacts sur{NBSP}100"


@shown
def key_figures(context: ReportContext) -> Element:
    """The whole, then each channel."""
    if not has_contacts(context):
        return absent(context)
    items = [
        KeyFigure(label, out_of(row), "" if row.low is None else f"fourchette indicative : {range_words(row)}")
        for label, row in [(WHOLE, context.total(SCORE)), *_by_channel(context)]
    ]
    return KeyFigures("L'enquête mystère en bref", tuple(items))


@shown
def results_text(context: ReportContext) -> Element:
    """What the figures say, how far they can be read, and against last year."""
    if not has_contacts(context):
        return absent(context)
    total = context.total(SCORE)
    lines = [
        _met_sentence(total)
        if total.has_value and total.numerator is not None
        else f"{format_count(context.total('contacts_made').value, 'contact')}, {out_of(total)}."
    ]
    lines += left_out_notes(context, ["mystery_contacts"])
    lines += _least_and_most_met(context)
    lines.append(_change(context, total))
    lines.append("Un ou deux contacts de plus suffiraient à changer ces résultats : ils sont donnés en nombres.")
    return Text((*lines, *nature_notes(context, [total])), is_list=True)


@shown
def channel_table(context: ReportContext, notes: Sequence[str] = ()) -> Element:
    """Contacts that met every criterion, by channel."""
    rows = [*_by_channel(context), (WHOLE, context.total(SCORE))]
    if not has_contacts(context):
        return absent(context)
    return _table(
        context,
        "mystere-canaux",
        f"Contacts mystère satisfaisants, par canal, {context.current_label}",
        "Canal",
        rows,
        notes,
    )


@shown
def criterion_table(context: ReportContext) -> Element:
    """Contacts that met each criterion, out of those it applies to."""
    rows = _by_criterion(context)
    if not has_contacts(context) or not rows:
        return absent(context)
    return _table(
        context,
        "mystere-criteres",
        f"Contacts satisfaisants par critère, {context.current_label}",
        "Critère",
        rows,
    )


@shown
def criterion_figure(context: ReportContext) -> Element:
    """Each criterion as a point with its interval, its counts at the right."""
    found = [(label, row) for label, row in _by_criterion(context) if row.has_value]
    if not found:
        return absent(context)
    dots = [Dot(label, sure(row.value), row.low, row.high, out_of(row)) for label, row in found]
    clauses, period = [f"{label} {out_of(row)}" for label, row in found], context.current_label
    return Figure(
        "mystere-dessin",
        f"Contacts mystère {in_period(context.current_label)} : {_ends(found)}",
        f"Un point par critère avec sa fourchette indicative, du plus souvent satisfait au moins souvent. "
        f"{' ; '.join(clauses)}.",
        draw_dots(dots, "part des contacts (point) et fourchette indicative (bande)"),
        _table(
            context,
            "mystere-dessin-donnees",
            f"Contacts satisfaisants par critère : valeurs, {period}",
            "Critère",
            found,
        ),
        dot_strips(dots),
    )


def _ends(found: Sequence[tuple[str, Measured]]) -> str:
    """« de 39 sur 40 (courtoisie) à 14 sur 17 (reformulation) »: the criterion most often met, and the one least often."""
    least, most = ends_of(found, lambda pair: sure(pair[1].value))
    named = [f"{out_of(row)} ({inside_sentence(label)})" for label, row in (most, least)]
    if out_of(most[1]) == out_of(least[1]):
        return f"{out_of(most[1])} pour chaque critère" if found[1:] else named[0]
    return from_to(*named)


def _table(
    context: ReportContext,
    slug: str,
    caption: str,
    heading: str,
    rows: list[tuple[str, Measured]],
    notes: Sequence[str] = (),
) -> Table:
    cells = tuple(
        (Cell(label), Cell(out_of(row), row.numerator), Cell(range_words(row)), Cell(_before(row)))
        for label, row in rows
    )
    columns = (
        TableColumn(heading),
        TableColumn("Résultat", "end"),
        TableColumn("Fourchette indicative"),
        TableColumn(context.previous_label, "end"),
    )
    return Table(slug, caption, columns, cells, (*notes, *nature_notes(context, [row for _, row in rows])))


def _by_channel(context: ReportContext) -> list[tuple[str, Measured]]:
    rows = {row.group_value: row for row in context.groups(SCORE, "channel")}
    return [(CHANNEL_LABELS[channel], rows[channel]) for channel in MYSTERY_CHANNELS if channel in rows]


def _by_criterion(context: ReportContext) -> list[tuple[str, Measured]]:
    """Criteria with their results, most often met first."""
    rows = sorted(context.groups(SCORE, "criterion"), key=lambda row: (-(row.value or 0), row.group_value))
    return [(_label(row), row) for row in rows]


def _label(row: Measured) -> str:
    return row.group_value[0].upper() + row.group_value[1:]


def _met_sentence(total: Measured) -> str:
    """« 27 contacts sur 40 satisfont tous les critères qui s'y appliquent ; 13 en manquent un au moins. »"""
    verb = "satisfait" if sure(total.numerator) < 2 else "satisfont"
    counted = f"{format_count(total.numerator, 'contact')} sur {format_number(total.denominator)}"
    failed = sure(total.denominator) - sure(total.numerator)
    end = f" ; {format_number(failed)} en {'manque' if failed < 2 else 'manquent'} un au moins" if failed else ""
    return f"{counted} {verb} tous les critères qui s'y appliquent{end}."


def _least_and_most_met(context: ReportContext) -> list[str]:
    """The criteria least often met, where one is not always, then those most often met."""
    known = [(label, row) for label, row in _by_criterion(context) if row.has_value]
    if not known:
        return []
    most, least = (
        [pair for pair in known if abs(sure(pair[1].value) - sure(known[end][1].value)) < ALIKE] for end in (0, -1)
    )
    least.sort(key=lambda pair: sure(pair[1].numerator) - sure(pair[1].denominator))
    if len(least) == len(known) > 1:
        return ["Tous les critères sont aussi souvent satisfaits les uns que les autres."]
    lines = [] if least[0][1].numerator == least[0][1].denominator else [_named(least, known[::-1], "moins")]
    return lines if least == most else [*lines, _named(most, known, "plus")]


def _named(pairs: list[tuple[str, Measured]], ordered: list[tuple[str, Measured]], most: str) -> str:
    """« Critères les plus souvent satisfaits : courtoisie (19 sur 20) ; identification (19 sur 20). », « Parmi les… » where the
    ranges of others meet theirs."""
    listed = " ; ".join(f"{inside_sentence(label)} ({out_of(row)})" for label, row in pairs)
    alike = not_parted(ordered, lambda pair: out_of(pair[1]), lambda pair: (pair[1].low, pair[1].high))
    if len(alike) > len(pairs):
        return f"Parmi les critères les {most} souvent satisfaits : {listed}."
    few = len(pairs) == 1
    return f"{f'Critère le {most} souvent satisfait' if few else f'Critères les {most} souvent satisfaits'} : {listed}."


def _before(row: Measured) -> str:
    """Last year's result as counts, or a dash."""
    if row.previous is None or row.previous_denominator is None:
        return "—"
    return (
        f"{format_number(row.previous * row.previous_denominator / 100)} sur {format_number(row.previous_denominator)}"
    )


def _change(context: ReportContext, total: Measured) -> str:
    if total.previous is None:
        return f"Pas d'enquête comparable {in_period(context.previous_label)}."
    verdict = (
        " : l'écart ne tient pas au hasard" if total.is_change_demonstrated else ", un écart qui peut tenir au hasard"
    )
    when = in_period(context.previous_label)
    return f"{out_of(total)}, contre {_before(total)} {when}{verdict}."
