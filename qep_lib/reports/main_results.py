"""The four results that a reader of two minutes meets first, and the sentence that they make. Elements: `sections.synthesis`.

What is to be improved comes before what is achieved, one theme before a second figure of the same theme. Fraud detected is
counted among the objectives and never chosen: who does not work there would read it upside down.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qep_lib.disclosure.printed import printed_change
from qep_lib.display.elements import KeyFigure
from qep_lib.display.spelled import spelled_days, wider_words
from qep_lib.display.verdict import objective_mark
from qep_lib.display.wording import (
    as_of_words,
    format_count,
    format_number,
    format_target,
    in_period,
    inside_sentence,
    joined,
    previous_words,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.model.tables import TABLES
from qep_lib.reports import survey
from qep_lib.reports.assessment_grid import CHANNEL_LABELS, RATE, channels_of, modules
from qep_lib.reports.context import ReportContext
from qep_lib.reports.earlier_surveys import last_recalled, moved_since, points_words
from qep_lib.reports.extremes import is_surely_under, not_parted
from qep_lib.reports.moves import Move, Pair, is_worse, move_of, than_period, worse_than_earlier
from qep_lib.reports.natures import NATURE_OF_ONE, is_wholly_fictitious
from qep_lib.reports.requests import ALL_KINDS, beside_register, counted_nouns
from qep_lib.reports.short_plan import opened_actions
from qep_lib.reports.surveys_apart import survey_name

IMPROVE, SUCCESS = "À améliorer", "Réussi"
MOST, MOST_OF_ONE = 4, 2
ORDER: tuple[Move, ...] = ("improve", "worse", "told", "better", "success")
JUDGED = ("titles", "titles_delivery", "channels", "requests", "satisfaction")
"""Sections of the catalogue that the first page may quote, those with an objective first."""
TOLD_UNJUDGED = ("replies_on_time", "calls_answered")
ARTICLES = {"Traitement": "le", "Délivrance": "la", "Délai": "le"}
"""First words of the names of delays, with their article."""


@dataclass(frozen=True, slots=True)
class Result:
    """A figure, what it says of the year, its theme, and whose it is where the site had several surveys. `is_apart` where nothing
    else of its survey may be as good, or as bad; `move`, of a criterion that surely changed, says by how much."""

    indicator: Indicator
    row: Measured
    verdict: Move
    theme: str
    label: str = ""
    scope: str = ""
    is_criterion: bool = False
    is_apart: bool = True
    move: str = ""

    @property
    def name(self) -> str:
        """What a reader calls it."""
        return self.label or self.indicator.short_label


def main_results(context: ReportContext) -> tuple[Result, ...]:
    """At most four: to improve, then what moved without a test, what is only told, achieved."""
    judged = [(i, context.total(i.id)) for section in JUDGED for i in context.section(section)]
    found = [*against_objectives(judged), *of_surveys(context), *_told(context)]
    first_of, last_of, told = (
        _themes_first([one for verdict in verdicts for one in found if one.verdict == verdict])
        for verdicts in (("improve", "worse"), ("success", "better"), ("told",))
    )
    first, last = first_of[:MOST_OF_ONE], last_of[:MOST_OF_ONE]
    between = told[: MOST - len(first) - len(last)]
    spare = MOST - len(first) - len(between) - len(last)
    first += first_of[len(first) :][:spare]
    spare = MOST - len(first) - len(between) - len(last)
    last += last_of[len(last) :][:spare]
    return tuple(sorted((*first, *between, *last), key=lambda one: ORDER.index(one.verdict)))


def verdict_titles(context: ReportContext) -> dict[Move, str]:
    """What stands over the results of each verdict, in the order in which they are read."""
    than = than_period(context.previous_label)
    moved: dict[Move, str] = {"worse": f"Moins bien {than}", "told": "À retenir", "better": f"Mieux {than}"}
    return {"improve": IMPROVE, **moved, "success": SUCCESS}


def card(context: ReportContext, one: Result, is_brief: bool = False) -> KeyFigure:
    """A result with what it is compared with and what that makes in words; `is_brief` for a slide."""
    value, mark = _value(context, one), objective_mark(one.row, one.indicator, context.audience, is_brief=is_brief)
    return KeyFigure(one.name, value, detail(context, one), mark, one.scope)


def headline(context: ReportContext, rated: Iterable[tuple[Indicator, Measured]]) -> str:
    """The year in one sentence; empty where nothing is known. `rated`: the figures that have an objective, fraud included."""
    results, pairs = main_results(context), list(rated)
    worst = next((one for one in results if one.verdict in ("improve", "worse")), None)
    if pairs:
        met = [row for _, row in pairs if row.rating == "met"]
        clause = "" if worst is None else f"\u00a0; {_clause(context, worst)}"
        return f"{objectives_words(len(met), len(pairs))}{provisional_words(met)}{clause}"
    best = next((one for one in results if one.verdict == "success"), None)
    if worst is not None:
        praised = "" if best is None else f"\u00a0; {_praised(context, best)}"
        return f"{verdict_titles(context)[worst.verdict]}\u00a0: {_named(context, worst)}{praised}"
    only = next((one for one in results if one.is_criterion), None)
    if only is not None:
        return _single(context, only)
    return next((f"{one.name}\u00a0: {_value(context, one)}" for one in results), "")


def objectives_words(met: int, count: int, are_national: bool = False) -> str:
    """« 6 objectifs sur 8 atteints », « Les 3 objectifs sont atteints », « Aucun des 2 objectifs n'est atteint »; `are_national`
    where others, set locally, stand beside them."""
    one, named = ("objectif national", "objectifs nationaux") if are_national else ("objectif", "objectifs")
    if count == 1:
        return "L'objectif de l'année est atteint" if met else "L'objectif de l'année n'est pas atteint"
    if met == count:
        return f"Les {count} {named} sont atteints"
    if not met:
        return f"Aucun des {count} {named} n'est atteint"
    return f"{format_count(met, one, named)} sur {count} {'atteints' if met > 1 else 'atteint'}"


def provisional_words(met: Iterable[Measured]) -> str:
    """« , dont 1 à titre provisoire », of objectives that are met by figures which stop before the end of the period."""
    count = sum(row.status == "provisional" for row in met)
    return f", dont {format_number(count)} à titre provisoire" if count else ""


def detail(context: ReportContext, one: Result) -> str:
    """Under the value: the objective, the year before and the one before it where known, how many answered, until when."""
    indicator, row = one.indicator, one.row
    parts = [] if row.target is None else [f"objectif\u00a0: {format_target(row.target, indicator)}"]
    if one.move:
        parts.append(one.move)
    if row.compared is not None:
        before = previous_words(row, indicator, context.audience)
        parts.append(f"{before} {in_period(_compared_label(context, one))}{_other_nature(context, row)}")
    for period, rows in () if row.group or one.scope or row.status == "provisional" else context.earlier[1:2]:
        earlier = rows.get(indicator.id, {}).get("")
        if earlier is not None and earlier.has_value:
            words = value_words(earlier, indicator, context.audience)
            parts.append(f"{words} {in_period(period.short_label)}")
    parts += _earlier_surveys(context, one, with_nature=True)
    if one.is_criterion and one.verdict != "told" and not one.move:
        rated = "moins bien" if one.verdict == "improve" else "mieux"
        parts.append(f"le point le {rated} noté" if one.is_apart else f"parmi les points les {rated} notés")
    if one.is_criterion and row.denominator is not None:
        parts.append(format_count(row.denominator, "réponse"))
    elif row.target is None and row.denominator and indicator.unit == "pct":
        base = TABLES[indicator.table].base or "cas"
        if indicator.table == "requests" and counted_nouns(context) != ALL_KINDS:
            base = counted_nouns(context)[1]
        parts.append(f"sur {format_number(row.denominator)} {base if row.denominator >= 2 else base.removesuffix('s')}")
    if until := as_of_words(row):
        parts.append(until)
    if row.group.startswith("module="):
        parts += _lowest_channel(context, row)
    if indicator.role == "replies_on_time":
        parts += [f"à part\u00a0: {words}" for words in beside_register(context)]
    parts += [whose] if (whose := wider_words(indicator)) else []
    return " · ".join(parts)


def _other_nature(context: ReportContext, row: Measured) -> str:
    """« , chiffre réel » of the year before, where the figure beside it is of another nature."""
    rows = dict(context.earlier).get(context.compared_period, {})
    before = rows.get(row.indicator_id, {}).get(row.group)
    return _named_nature(context, row, before) if before else ""


def _named_nature(context: ReportContext, row: Measured, before: Measured) -> str:
    is_told = before.nature != row.nature and not is_wholly_fictitious(context)
    return f", {NATURE_OF_ONE[before.nature]}" if is_told else ""


def against_objectives(pairs: Iterable[tuple[Indicator, Measured]]) -> list[Result]:
    """Of these figures, those that have an objective: the furthest from it first, those that reach it last."""
    rated = [pair for pair in pairs if pair[1].rating is not None]
    missed = sorted((pair for pair in rated if pair[1].rating != "met"), key=lambda pair: -(pair[1].gap or 0))
    met = [pair for pair in rated if pair[1].rating == "met"]
    return [
        *(Result(indicator, row, "improve", indicator.section) for indicator, row in missed),
        *(Result(indicator, row, "success", indicator.section) for indicator, row in met),
    ]


def of_surveys(context: ReportContext) -> list[Result]:
    """What each survey of the site says of the service: a criterion to improve and the best, or what is only told."""
    if not context.surveys:
        return _of_survey(context.as_survey, "satisfaction")
    return [
        found
        for number, one in enumerate(context.surveys, 1)
        for found in _of_survey(one.as_survey, f"satisfaction {number}", survey_name(one))
    ]


def _of_survey(context: ReportContext, theme: str, scope: str = "") -> list[Result]:
    """The criteria that surely fell, the lowest where it is surely under the best, and the best; or all that is only told."""
    known = [pair for pair in survey.opinions(context) if pair[1].rating is None]
    others = [pair for pair in survey.named_answers(context) if pair[1].rating is None]
    # Nothing ranks an answer among opinions: it is to improve where it surely fell, or where the service plans to.
    apart = [
        Result(
            *pair,
            "improve" if fall or opened_actions(context, pair[0]) else "told",
            theme,
            scope=scope,
            move=fall,
        )
        for pair in others
        for fall in [_fall(context, *pair)]
    ]
    return [*apart, *_of_opinions(context, known, theme, scope)]


def _of_opinions(context: ReportContext, known: list[Pair], theme: str, scope: str) -> list[Result]:
    """Of criteria of satisfaction, the least first."""
    if not known:
        return []

    lowest, best = known[0], known[-1]
    alone = [len(_not_parted(context, ordered)) == 1 for ordered in (known, known[::-1])]

    def of(pair: tuple[Indicator, Measured], verdict: Move, move: str = "") -> Result:
        return Result(*pair, verdict, theme, scope=scope, is_criterion=True, is_apart=alone[pair is best], move=move)

    fallen = [of(pair, "improve", words) for pair in known if (words := _fall(context, *pair))]
    if is_surely_under(lowest[1], best[1]):
        first = [one for one in fallen if one.indicator is lowest[0]] or [of(lowest, "improve")]
        rest = [one for one in fallen if one.indicator not in (lowest[0], best[0])]
        return [*first, *rest, of(best, "success")]
    if fallen:
        return fallen
    return [of(lowest, "told")] if len(known) == 1 else [of(lowest, "told"), of(best, "told")]


def least_rated(context: ReportContext) -> list[Indicator]:
    """The criteria of each survey of the site that nothing parts from the lowest, itself first, where it is surely under the
    best, and that are surely under it too: none of them alone is the worst. Nothing where none is."""
    found: list[Indicator] = []
    for one in context.surveys or (context,):
        known = [pair for pair in survey.opinions(one.as_survey) if pair[1].rating is None]
        if known and is_surely_under(known[0][1], known[-1][1]):
            alike = _not_parted(one.as_survey, known)
            found += [indicator for indicator, row in alike if is_surely_under(row, known[-1][1])]
    return found


def _fall(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """« 30 points de moins qu'en 2019 », of a criterion that surely fell since the survey before or one recalled."""
    if row.is_change_demonstrated:
        change = printed_change(row, indicator, context.audience)
        is_fall = change and is_worse((indicator, row)) and indicator.unit == "pct"
        return points_words(sure(change), in_period(context.previous_label)) if is_fall else ""
    earlier = last_recalled(context, indicator)
    if earlier is None or (sure(earlier.value) > sure(row.value)) != (indicator.direction == "higher"):
        return ""
    return moved_since(context, indicator, earlier)


def _not_parted(context: ReportContext, ordered: list[tuple[Indicator, Measured]]) -> list[tuple[Indicator, Measured]]:
    return not_parted(
        ordered,
        lambda pair: value_words(pair[1], pair[0], context.audience),
        lambda pair: (pair[1].low, pair[1].high),
    )


def _told(context: ReportContext) -> list[Result]:
    """Figures without an objective that a reader expects, then the rates of the self-assessment."""
    pairs = [(context.indicator(id_), context.total(id_)) for id_ in TOLD_UNJUDGED]
    pairs += [
        (indicator, context.total(indicator.id))
        for section in JUDGED[:2]
        for indicator in context.section(section)
        if indicator.unit in ("days", "working_days")
    ]
    found = [
        Result(i, row, _move_shown((i, row), context), i.section)
        for i, row in pairs
        if row.has_value and row.rating is None
    ]
    rate = context.indicator(RATE)
    return found + [
        Result(
            rate,
            row,
            move_of((rate, row), context),
            "self_assessment",
            f"Auto-diagnostic\u00a0: {_module_name(context, row.group_value)}",
        )
        for row in modules(context)
        if row.has_value
    ]


def _move_shown(pair: Pair, context: ReportContext) -> Move:
    """What a change says on a card that shows an earlier year too: better than the one and worse than the other is only told."""
    move = move_of(pair, context)
    return "told" if move == "better" and worse_than_earlier(pair, context, least=0) else move


def _lowest_channel(context: ReportContext, row: Measured) -> list[str]:
    """« courriers et courriels : 44 % »: a module is a mean, which hides the worst of its channels."""
    ordered = sorted(channels_of(context, row.group_value), key=lambda one: sure(one.value))
    printed = [value_words(one, context.indicator(RATE), context.audience) for one in ordered]
    if len({*printed}) < 2:
        return []
    lowest = [one for one, words in zip(ordered, printed, strict=True) if words == printed[0]]
    names = joined([inside_sentence(CHANNEL_LABELS[one.group_value.partition("_")[2]]) for one in lowest])
    return [f"{'les' if lowest[1:] else 'le'} plus bas\u00a0: {names}, {printed[0]}"]


def _module_name(context: ReportContext, module: str) -> str:
    """« relation générale avec les usagers », or the code of a module that the framework does not name."""
    found = next((known for known in context.framework.modules if known.id == module), None)
    return inside_sentence(found.title) if found else module


def _themes_first(results: list[Result]) -> list[Result]:
    """One of each theme in their order, then the others."""
    firsts = list({one.theme: one for one in reversed(results)}.values())[::-1]
    firsts.sort(key=results.index)
    return [*firsts, *(one for one in results if one not in firsts)]


def _clause(context: ReportContext, one: Result) -> str:
    """« le traitement des titres de séjour (renouvellement) reste trop long : 64 j pour un objectif de 30 j »."""
    indicator, row = one.indicator, one.row
    if row.target is None and not one.is_criterion or one.move:
        return f"{inside_sentence(verdict_titles(context)[one.verdict])}\u00a0: {_named(context, one)}"
    if one.is_criterion:
        if one.is_apart:
            return f"le point le moins bien noté est {_named(context, one)}"
        return f"{_named(context, one)} est parmi les points les moins bien notés"
    target = format_target(row.target, indicator)
    figures = f"{_value(context, one)} pour un objectif de {target}"
    article = ARTICLES.get(one.name.partition(" ")[0])
    if article is None or indicator.unit not in ("days", "working_days"):
        return f"{inside_sentence(one.name)}\u00a0: {figures}"
    was_long = row.previous is not None and row.previous > sure(row.target)
    long = "longue" if article == "la" else "long"
    return f"{article} {inside_sentence(one.name)} {'reste' if was_long else 'est'} trop {long}\u00a0: {spelled_days(figures)}"


def _praised(context: ReportContext, one: Result) -> str:
    """« le mieux noté est « accueil » (95 %) », « « accueil » (95 %) est parmi les points les mieux notés », « réussi : … »."""
    if not one.is_criterion:
        return f"réussi\u00a0: {inside_sentence(one.name)} ({_value(context, one)})"
    if one.is_apart:
        return f"le mieux noté est {_named(context, one)}"
    return f"{_named(context, one)} est parmi les points les mieux notés"


def _named(context: ReportContext, one: Result) -> str:
    """« signalétique (98 %) »; in quotation marks, for names of criteria have no article."""
    name = f"«\u00a0{inside_sentence(one.name)}\u00a0»" if one.is_criterion else inside_sentence(one.name)
    before = f" contre {previous_words(one.row, one.indicator, context.audience)}" if one.verdict == "worse" else ""
    return f"{name} ({_value(context, one)}{f', {one.move}' if one.move else before})"


def _value(context: ReportContext, one: Result) -> str:
    return value_words(one.row, one.indicator, context.audience)


def _single(context: ReportContext, one: Result) -> str:
    """« Accueil : 54 % de réponses positives, 84 % à l'enquête de 2019 »."""
    earlier = _earlier_surveys(context, one)
    if not earlier and one.row.previous is not None:
        before = previous_words(one.row, one.indicator, context.audience)
        earlier = [f"{before} {in_period(_compared_label(context, one))}"]
    end = f", contre {joined(earlier)}" if earlier else ""
    return f"{one.name}\u00a0: {_value(context, one)} de réponses positives{end}"


def _compared_label(context: ReportContext, one: Result) -> str:
    return context.as_survey.previous_label if one.is_criterion else context.previous_label


def _earlier_surveys(context: ReportContext, one: Result, with_nature: bool = False) -> list[str]:
    """« 84 % à l'enquête de 2019 »: the declared result of the last survey that this one recalls."""
    earlier = last_recalled(context, one.indicator) if one.is_criterion else None
    if earlier is None:
        return []
    value = value_words(earlier, one.indicator, context.audience)
    nature = _named_nature(context, one.row, earlier) if with_nature else ""
    return [f"{value} à l'enquête de {earlier.group_value}{nature}"]
