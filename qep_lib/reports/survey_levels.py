"""How the answers to each criterion divide between the degrees of its scale, drawn. Shares of positive answers are `survey`."""

from collections.abc import Sequence
from typing import cast

from qep_lib.display.elements import Cell, Element, Figure, Gallery, Table, TableColumn
from qep_lib.display.figures import Level, LevelBar, draw_levels
from qep_lib.display.narrow import level_strips
from qep_lib.display.wording import format_number, format_share, inside_sentence, joined, value_words
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.questionnaire import Option
from qep_lib.reports.apparatus import count_cell
from qep_lib.reports.asked import question_read, scale_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ends_words
from qep_lib.reports.nature_notes import split_notes
from qep_lib.reports.section import shown
from qep_lib.reports.survey import OUTSIDE_STATES, criteria, without_criteria


@shown
def levels_figure(context: ReportContext) -> Element:
    """Diverging bars of the levels, criterion by criterion, with what is outside the base at the right; a drawing a scale."""
    # A share received as a finished figure has no levels to draw, even when the questionnaire knows its scale.
    measured = [(i, r) for i, r in criteria(context) if r.origin == "computed" and r.has_value and scale_of(context, i)]
    if not measured:
        return without_criteria(context)
    scales = list(dict.fromkeys(scale_of(context, indicator) for indicator, _ in measured))
    drawn = [
        _levels_of(context, scale, [pair for pair in measured if scale_of(context, pair[0]) == scale], number)
        for number, scale in enumerate(scales, 1)
    ]
    return drawn[0] if len(drawn) == 1 else Gallery(tuple(drawn))


def _levels_of(
    context: ReportContext, scale: tuple[Option, ...], shown: list[tuple[Indicator, Measured]], number: int
) -> Figure:
    bars, rows, end = [], [], "" if number == 1 else f"-{number}"
    for indicator, row in shown:
        # All its answers are drawn: « attente de moins de 10 minutes » would name one of them.
        label = asked.label if (asked := question_read(context, indicator.id)) else indicator.short_label
        levels = [context.row(indicator.id, f"option={option.id}") for option in scale]
        outside = [context.row(indicator.id, f"state={state}") for state in OUTSIDE_STATES]
        # Whole percents fit the segments; the counts are in the table of data.
        words = tuple(format_share(level.numerator, level.denominator) if level else "" for level in levels)
        bars.append(
            LevelBar(
                label,
                format_number(row.denominator),
                tuple((level.value or 0.0) if level else 0.0 for level in levels),
                words,
                " + ".join(format_number(part.numerator or 0) if part else "0" for part in outside),
            )
        )
        rows.append(
            (
                Cell(label),
                *(count_cell(level.numerator if level else 0) for level in levels),
                count_cell(row.denominator),
                *(count_cell(part.numerator if part else 0) for part in outside),
            )
        )
    what = "Niveaux de satisfaction par critère" if len(shown) > 1 or number == 1 else label
    if number > 1 and len(shown) > 1:  # No two tables of a document are named alike.
        what += f", échelle {number}"
    columns = (
        TableColumn("Critère"),
        *(TableColumn(option.label, "end") for option in scale),
        TableColumn("Réponses (n)", "end"),
        TableColumn("Sans objet", "end"),
        TableColumn("Sans réponse", "end"),
    )
    data = Table(f"niveaux-donnees{end}", f"{what} : nombre de réponses, {context.current_label}", columns, tuple(rows))
    sides = [(option.label, cast(Level, option.level)) for option in scale]
    invented = [inside_sentence(note.removesuffix(".")) for note in split_notes(context, shown, scale)]
    return Figure(
        f"niveaux-satisfaction{end}",
        " ; ".join(
            [f"{what}{'' if invented else _first_level(scale, bars)}, en pourcentage des réponses exprimées", *invented]
        ),
        _levels_alt(context, shown),
        draw_levels(bars, sides),
        data,
        level_strips(bars, sides),
    )


def _first_level(scale: Sequence[Option], bars: Sequence[LevelBar]) -> str:
    """« : de 37 % à 55 % de « très satisfait » », as their segments print it; empty where one of them is hidden."""
    if not all(bar.words[0] for bar in bars):
        return ""
    ends = ends_words(bars, lambda bar: bar.shares[0], lambda bar: bar.words[0])
    return f" : {ends} de « {inside_sentence(scale[0].label)} »"


def _levels_alt(context: ReportContext, shown: Sequence[tuple[Indicator, Measured]]) -> str:
    listed = joined([f"{i.short_label} {value_words(r, i, context.audience)}" for i, r in shown])
    return (
        "Barres divergentes : à droite de zéro les réponses positives, à gauche les négatives. "
        f"Part totale de réponses positives : {listed}. Les effectifs sont dans le tableau de données."
    )
