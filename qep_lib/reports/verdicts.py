"""What went well in a report, what did not, and what will be done, from the figures that it prints: the same rules and words in
each of them. The four results of a year, with their cards, are `main_results`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qep_lib.disclosure.printed import printed_change
from qep_lib.display.elements import Absent, Element, Text
from qep_lib.display.spelled import spelled_days, subject_of
from qep_lib.display.verdict import distance_words
from qep_lib.display.wording import (
    against_target,
    format_target,
    in_period,
    inside_sentence,
    previous_words,
    since_period,
    value_words,
)
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports import own_words
from qep_lib.reports.context import ReportContext
from qep_lib.reports.main_results import IMPROVE, SUCCESS, against_objectives, of_surveys
from qep_lib.reports.short_plan import next_actions

MOST_NAMED = 4
WHOLE = 100
MYSTERY = "mystery"
Pair = tuple[Indicator, Measured]


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
    changed = [pair for pair in others if has_changed(pair, context)]
    whole = [pair for pair in others if _is_whole(pair) and pair not in changed]
    tested, untested = (
        [pair for pair in changed if (pair[1].is_change_demonstrated is None) == no] for no in (False, True)
    )

    def of(verdict: str) -> list[Pair]:
        return [(one.indicator, one.row) for one in judged if one.verdict == verdict]

    return Verdict(
        (*of("improve"), *(pair for pair in tested if is_worse(pair))),
        (*of("success"), *(pair for pair in tested if not is_worse(pair)), *whole),
        tuple(pair for pair in untested if is_worse(pair)),
        tuple(pair for pair in untested if not is_worse(pair)),
    )


def met_but_worse(context: ReportContext, pairs: Iterable[Pair]) -> list[str]:
    """« Objectif atteint, mais moins bien qu'en 2019 : … »: a green mark alone would hide a marked change for the worse; nothing
    where there is none."""
    found = [pair for pair in pairs if pair[1].rating == "met" and _is_markedly_worse(pair, context)]
    if not found:
        return []
    told = [_against_before(context, *pair) for pair in found[:MOST_NAMED]]
    return [f"Objectif atteint, mais moins bien {than_period(context.previous_label)} : {' ; '.join(told)}."]


def _is_markedly_worse(pair: Pair, context: ReportContext) -> bool:
    """Means and shares of a year that is not over are judged too: no change is computed of them, and they say what they are."""
    indicator, row = pair
    if row.status == "provisional" and row.change is None and row.previous is not None and indicator.unit != "count":
        row = replace(row, change=row.value - row.previous)
        pair = (indicator, row)
    if not row.change or row.previous_note or indicator.direction == "neutral" or not is_worse(pair):
        return False
    if indicator.break_between(context.period, context.compared_period):
        return False
    if row.is_change_demonstrated is not None:
        return row.is_change_demonstrated
    return _is_large(pair, context)


def _is_large(pair: Pair, context: ReportContext) -> bool:
    indicator, row = pair
    change = printed_change(row, indicator, context.audience)
    return bool(change) and abs(change) >= (context.catalogue.conventions.least_change.of(indicator.unit) or 0)


def _against_before(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    name, value = inside_sentence(subject_of(indicator.short_label)), value_words(row, indicator, context.audience)
    told = spelled_days(f"{name}, {value} contre {previous_words(row, indicator, context.audience)}")
    return told + (", à titre provisoire" if row.status == "provisional" else "")


def verdict_text(context: ReportContext, indicators: Iterable[Indicator]) -> Element:
    """What is to improve, what is achieved, then what only moved since the compared period; or that nothing tells."""
    pairs = _known(context, indicators)
    if not pairs:
        return Absent("résultats", "Aucun de ces chiffres n'est connu.", "untold")
    found, than = verdict_of(pairs, context), than_period(context.previous_label)
    told = (
        (IMPROVE, found.improve),
        (SUCCESS, found.success),
        (f"Moins bien {than}", found.worse),
        (f"Mieux {than}", found.better),
    )
    lines = [f"{head} : {_listed(context, some)}." for head, some in told if some]
    lines += met_but_worse(context, pairs)
    return Text(tuple(lines or [_untold(context, pairs)]), is_list=len(lines) > 1)


def what_next(context: ReportContext, indicators: Iterable[Indicator]) -> Element:
    """What will be done: the actions of the plan that concern the report, first those on the engagements of what is to improve;
    failing any, the service's own words; failing both, where something is to improve, that nothing is known of it.
    """
    missed = _to_improve(context, [*indicators])
    planned = next_actions(context, [i.commitment for i in missed if i.commitment])
    if not isinstance(planned, Absent):
        return planned
    own = own_words.own_actions(context)
    if not isinstance(own, Absent):
        return own
    if not missed:
        return planned
    return Text((planned.sentence,))


def _to_improve(context: ReportContext, indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators of a report of which something is to improve at one of its sites, the least rated criterion of a survey
    included."""
    found: list[Indicator] = []
    for member in context.members:
        known = _known(member, indicators)
        verdict = verdict_of(known, member)
        found += [indicator for indicator, _ in (*verdict.improve, *verdict.worse)]
        found += [
            indicator for indicator, row in known if indicator.section == MYSTERY and row.numerator != row.denominator
        ]
        found += [one.indicator for one in of_surveys(member)[:-1] if one.verdict != "success"]
    missed = {indicator.id for indicator in found}
    return [indicator for indicator in indicators if indicator.id in missed]


def _known(context: ReportContext, indicators: Iterable[Indicator]) -> list[Pair]:
    rows = ((indicator, context.row(indicator.id)) for indicator in indicators)
    return [(indicator, row) for indicator, row in rows if row is not None and row.has_value]


def has_changed(pair: Pair, context: ReportContext) -> bool:
    """True of a change for better or worse that is demonstrated, or large enough (`least_change`) where nothing tests it."""
    indicator, row = pair
    if indicator.direction == "neutral" or indicator.unit == "count":  # More of something is not better, nor worse.
        return False
    if row.change is None or row.status != "ok" or row.previous_note:
        return False
    if indicator.break_between(context.period, context.compared_period):
        return False
    if row.is_change_demonstrated is None:
        return _is_large(pair, context)
    return row.is_change_demonstrated and bool(row.change)


def _is_whole(pair: Pair) -> bool:
    """True of a promise kept every time: « mise à jour du site internet, 100 % »."""
    indicator, row = pair
    return indicator.unit == "pct" and indicator.direction == "higher" and row.value == WHOLE and row.status == "ok"


def is_worse(pair: Pair) -> bool:
    """True of a change for the worse; the figure must have changed."""
    indicator, row = pair
    return (row.change < 0) == (indicator.direction == "higher")


def _listed(context: ReportContext, pairs: Sequence[Pair]) -> str:
    shown = pairs[: MOST_NAMED if len(pairs) > MOST_NAMED + 1 else None]  # The last one is named rather than counted.
    told = " ; ".join(_told(context, *pair) for pair in shown)
    rest = len(pairs) - len(shown)
    return f"{told} ; et {rest} autres chiffres, plus bas" if rest else told


def _told(context: ReportContext, indicator: Indicator, row: Measured) -> str:
    """« appels décrochés, 85 % pour un objectif de 90 % », « appels aboutis, 74 % contre 80 % »."""
    name, value = inside_sentence(subject_of(indicator.short_label)), value_words(row, indicator, context.audience)
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


def than_period(label: str) -> str:
    """« qu'en 2020 », « qu'au 1er semestre 2021 », « que sur la période du 10 mars au 7 avril 2020 »."""
    when = in_period(label)
    return f"que {when}" if when.startswith("sur") else f"qu'{when}"


def _untold(context: ReportContext, pairs: Sequence[Pair]) -> str:
    if any(row.previous is not None for _, row in pairs):
        return (
            f"Sans objectif déclaré, aucun de ces chiffres n'a nettement changé {since_period(context.previous_label)}."
        )
    return "Ni objectif ni chiffre antérieur n'est connu : rien ne dit si ces résultats sont bons."
