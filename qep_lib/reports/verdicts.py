"""What went well in a report, what did not, and what will be done, from the figures that it prints: the same rules and words in
each of them. The four results of a year, with their cards, are `main_results`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qep_lib.display.elements import Absent, Element, Text
from qep_lib.display.spelled import spelled_days, spoken_name
from qep_lib.display.verdict import distance_words, has_local_target, local_targets_words
from qep_lib.display.wording import (
    against_target,
    format_target,
    inside_sentence,
    previous_words,
    since_period,
    value_words,
)
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import own_words
from qep_lib.reports.assessment_grid import RATE, requirements_left
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import ALIKE, is_surely_under
from qep_lib.reports.main_results import (
    IMPROVE,
    SUCCESS,
    against_objectives,
    least_rated,
    of_surveys,
)
from qep_lib.reports.moves import Pair, is_large, is_worse, move_of, than_period, worse_than_earlier
from qep_lib.reports.short_plan import Point, is_partial, next_actions, point_on, stems

MOST_NAMED = 4
WHOLE = 100
SHORTEST = 4
"""Letters of a stem that says something: « dans » is one of three."""
KEPT_OR_NOT = ("mystery_score", "replies_on_time")
"""Roles of what is counted case by case: each that failed is something to improve, whatever the year before was."""

REPLIES = ("request_on_time_share", "local_authority_on_time_share")
"""Formulas of what was promised in a time, channel by channel: likewise."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures by what they say of the service, the worst first: against an objective, by a demonstrated change, or for what is
    whole (`improve`, `success`); by a marked change that nothing tests (`worse`, `better`)."""

    improve: tuple[Pair, ...]
    success: tuple[Pair, ...]
    worse: tuple[Pair, ...]
    better: tuple[Pair, ...]


def verdict_of(pairs: Sequence[Pair], context: ReportContext) -> Verdict:
    """The figures of `pairs` by what they say; those that say nothing are left out."""
    judged = against_objectives(pairs)
    others = [pair for pair in pairs if pair[1].rating is None]
    moves = [(pair, move_of(pair, context)) for pair in others]
    whole = [pair for pair, move in moves if move == "told" and _is_whole(pair)]

    def of(verdict: str) -> tuple[Pair, ...]:
        told = [(one.indicator, one.row) for one in judged if one.verdict == verdict]
        return (*told, *(pair for pair, move in moves if move == verdict))

    return Verdict(of("improve"), (*of("success"), *whole), of("worse"), of("better"))


def met_but_worse(context: ReportContext, pairs: Iterable[Pair]) -> list[str]:
    """« Objectif atteint, mais moins bien qu'en 2019 : … »: a green mark alone would hide a marked change for the worse; nothing
    where there is none."""
    found = [pair for pair in pairs if pair[1].rating == "met" and _is_markedly_worse(pair, context)]
    if not found:
        return []
    told = [_against_before(context, *pair) for pair in found[:MOST_NAMED]]
    return [f"Objectif atteint, mais moins bien {than_period(context.previous_label)} : {' ; '.join(told)}."]


def _is_markedly_worse(pair: Pair, context: ReportContext) -> bool:
    indicator, row = pair
    if not row.change or row.previous_note or indicator.direction == "neutral" or not is_worse(pair):
        return False
    if indicator.break_between(context.period, context.compared_period):
        return False
    if row.is_change_demonstrated is not None:
        return row.is_change_demonstrated
    return is_large(pair, context)


def _against_before(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    name, value = spoken_name(indicator), value_words(row, indicator, context.audience)
    return spelled_days(f"{name}, {value} contre {previous_words(row, indicator, context.audience)}")


def verdict_text(context: ReportContext, indicators: Iterable[Indicator]) -> Element:
    """What is to improve, what is achieved, then what only moved since the compared period; or that nothing tells."""
    pairs = _known(context, indicators)
    if not pairs:
        return Absent("résultats", "Aucun de ces chiffres n'est connu.", "untold")
    found, than = verdict_of(pairs, context), than_period(context.previous_label)
    judged = (*found.improve, *found.success, *found.worse, *found.better)
    late = tuple(pair for pair in pairs if _is_not_kept(pair) and pair not in judged)
    told = (
        (IMPROVE, (*found.improve, *late)),
        (SUCCESS, found.success),
        (f"Moins bien {than}", found.worse),
        (f"Mieux {than}", found.better),
    )
    lines = [f"{head} : {_listed(context, some)}." for head, some in told if some]
    said = [pair[0] for pair in (*found.improve, *late, *found.worse)]
    earlier = _worse_than_earlier(context, [pair for pair in pairs if pair[0] not in said])
    lines += [*met_but_worse(context, pairs), *earlier]
    if lines and not said and not earlier:
        lines = [*_nothing_to_improve(context, pairs), *lines]
    return Text(tuple(lines or [_untold(context, pairs)]), is_list=len(lines) > 1)


def _worse_than_earlier(context: ReportContext, pairs: Sequence[Pair]) -> list[str]:
    """« Moins bien qu'en 2019 : … », of the years shown before the compared one: better than last year may be worse than then.
    A year named for one marked change has all of them, small ones too: a list of some would let the others pass for better."""
    told: dict[str, list[str]] = {}
    marked = {period.short_label for pair in pairs for period, _ in worse_than_earlier(pair, context)}
    for indicator, row in pairs:
        for period, before in worse_than_earlier((indicator, row), context, least=0):
            name, value = spoken_name(indicator), value_words(row, indicator, context.audience)
            words = f"{name}, {value} contre {value_words(before, indicator, context.audience)}"
            told.setdefault(period.short_label, []).append(spelled_days(words))
    return [
        f"Moins bien {than_period(label)} : {' ; '.join(words)}." for label, words in told.items() if label in marked
    ]


def _nothing_to_improve(context: ReportContext, pairs: Sequence[Pair]) -> list[str]:
    """« Rien à améliorer ne ressort… : aucun objectif manqué, aucun net recul depuis 2019. », of what the two can judge."""
    local = sum(has_local_target(*pair) for pair in pairs)
    told = [f"aucun objectif {'national ' if local else ''}manqué"] if any(row.rating for _, row in pairs) else []
    if any(row.compared is not None and indicator.direction != "neutral" for indicator, row in pairs):
        told.append(f"aucun net recul {since_period(context.previous_label)}")
    unjudged = f" ; {local_targets_words(local)}" if local else ""
    return [f"Rien à améliorer ne ressort de ces chiffres : {', '.join(told)}{unjudged}."] if told else []


def what_next(context: ReportContext, indicators: Iterable[Indicator]) -> Element:
    """What will be done: the actions of the plan that answer what is to improve; failing any, the service's own words; failing
    both, that nothing is planned there. Where nothing is to improve, the next actions that concern the report.
    """
    printed = [*indicators]
    points = _to_improve(context, printed)
    levers: set[str] = set()
    if points and is_partial(context):
        levers = levers.union(
            *(
                indicator.levers
                for member in context.members
                for indicator, _ in _known(member, printed)
                if indicator.direction != "neutral"
            )
        )
    planned = next_actions(context, points, levers=levers)
    if not isinstance(planned, Absent):
        return planned
    own = own_words.own_actions(context)
    if not isinstance(own, Absent):
        return own
    return Text((planned.sentence,)) if points else planned


def _to_improve(context: ReportContext, indicators: Sequence[Indicator]) -> list[Point]:
    """What is to improve at one of the sites of a report, the worst first: objectives missed and demonstrated changes, the least
    rated criteria of a survey with those that nothing parts from them, what only moved, promises and contacts that failed,
    requirements that the grid has left.
    """
    found: list[Indicator] = []
    asked = {indicator.id: indicator for indicator in indicators}
    for member in context.members:
        known = _known(member, indicators)
        verdict = verdict_of(known, member)
        surveyed = [one.indicator for one in of_surveys(member) if one.verdict == "improve"]
        found += [*(i for i, _ in verdict.improve), *surveyed, *least_rated(member), *(i for i, _ in verdict.worse)]
        found += [pair[0] for pair in known if worse_than_earlier(pair, member)]
        found += [pair[0] for pair in known if _is_not_kept(pair)]
    ids = dict.fromkeys(indicator.id for indicator in found if indicator.id in asked)
    points = [point for id_ in ids for point in _points_on(context, asked[id_])]
    if context.indicator(RATE).id in asked:
        left = [codes for member in context.members for codes in requirements_left(member)]
        every = frozenset().union(*left)
        name = "exigences qui restent à réaliser"
        points += [Point(name, every, "self_assessment", requirements=tuple(left))] if left else []
    return points


def _is_not_kept(pair: Pair) -> bool:
    """True of contacts and of replies promised in a time, of which some failed: what no objective judges is judged case by case,
    by the total of the register or by a channel of it alone."""
    indicator, row = pair
    is_promised = indicator.role in KEPT_OR_NOT or indicator.formula in REPLIES
    return is_promised and row.rating is None and sure(row.value) < WHOLE


def _points_on(context: ReportContext, indicator: Indicator) -> list[Point]:
    """A figure; of a mystery survey the criteria least often met, which its report names, and those that an interval parts from
    the best, the most missed first: its engagements hold all that the survey does not look at too."""
    criteria = [row for row in context.groups(indicator.id, "criterion") if indicator.role == "mystery_score"]
    known = [row for row in criteria if row.has_value]
    best = max(known, key=lambda row: sure(row.value), default=None)
    worst = min((sure(row.value) for row in known), default=0)
    missed = [
        row
        for row in known
        if row.numerator != row.denominator and (sure(row.value) - worst < ALIKE or is_surely_under(row, sure(best)))
    ]
    if not missed:
        return [point_on(context, indicator)]
    every = Counter(stem for row in criteria for stem in stems(row.group_value))
    missed.sort(key=lambda row: sure(row.numerator) - sure(row.denominator))
    return [
        Point(
            inside_sentence(row.group_value) + ("" if is_partial(context) else " (enquête mystère)"),
            indicator.levers,
            words=frozenset(stem for stem in stems(row.group_value) if every[stem] == 1),
            subject=frozenset(stem for stem in stems(row.group_value) if len(stem) >= SHORTEST),
        )
        for row in missed
    ]


def _known(context: ReportContext, indicators: Iterable[Indicator]) -> list[Pair]:
    rows = ((indicator, context.row(indicator.id)) for indicator in indicators)
    return [(indicator, row) for indicator, row in rows if row is not None and row.has_value]


def _is_whole(pair: Pair) -> bool:
    """True of a promise kept every time: « mise à jour du site internet, 100 % »."""
    indicator, row = pair
    return indicator.unit == "pct" and indicator.direction == "higher" and row.value == WHOLE and row.status == "ok"


def _listed(context: ReportContext, pairs: Sequence[Pair]) -> str:
    shown = pairs[: MOST_NAMED if len(pairs) > MOST_NAMED + 1 else None]  # The last one is named rather than counted.
    told = " ; ".join(_told(context, *pair) for pair in shown)
    rest = len(pairs) - len(shown)
    return f"{told} ; et {rest} autres chiffres, plus bas" if rest else told


def _told(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """« appels décrochés, 85 % pour un objectif de 90 % », « appels aboutis, 74 % contre 80 % »."""
    name, value = spoken_name(indicator), value_words(row, indicator, context.audience)
    if row.rating is None:
        before = previous_words(row, indicator, context.audience)
        return spelled_days(f"{name}, {value}" + (f" contre {before}" if before not in ("—", value) else ""))
    told = f"{name}, {value} pour un objectif de {format_target(row.target, indicator)}"
    return spelled_days(told) + "".join(_beside(context, indicator, row))


def _beside(context: ReportContext, indicator: Indicator, row: Measured) -> Iterator[str]:
    """What the two numbers do not say: an objective missed by less than is printed, a year that is not over."""
    if against_target(row, indicator, context.audience):
        yield f", {distance_words(row, indicator, context.audience)}"
    if row.status == "provisional":
        yield ", à titre provisoire"


def _untold(context: ReportContext, pairs: Sequence[Pair]) -> str:
    if any(row.previous is not None for _, row in pairs):
        return (
            f"Sans objectif déclaré, aucun de ces chiffres n'a nettement changé {since_period(context.previous_label)}."
        )
    return "Ni objectif ni chiffre antérieur n'est connu : rien ne dit si ces résultats sont bons."
