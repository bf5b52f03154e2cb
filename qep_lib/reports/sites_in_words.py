"""What the sites of a group may be compared by, and what that comes to in words. Figures and tables: `sections.group_survey`."""

from collections.abc import Iterable
from functools import partial

from qep_lib.display.absence import Subject
from qep_lib.display.elements import Element, Text
from qep_lib.display.wording import inside_sentence, joined, value_words
from qep_lib.errors import sure
from qep_lib.model.indicator import Indicator
from qep_lib.model.measured import Measured
from qep_lib.reports.apparatus import absence_of
from qep_lib.reports.asked import as_asked, questionnaire_of
from qep_lib.reports.context import ReportContext
from qep_lib.reports.extremes import are_alike, ends_words, from_to, not_parted
from qep_lib.reports.section import shown
from qep_lib.reports.survey import CRITERION_FORMULA

CRITERIA_OF_SITES = Subject("Critères des sites", "critères des sites", "aucune réponse n'est enregistrée", "s")


@shown
def extremes_text(context: ReportContext) -> Element:
    """What each site is blamed and praised for: its least rated criterion and its best; that none stands out where none does."""
    if reason := why_not_comparable(context):
        return Text((reason,))
    criteria, lines = criteria_of_sites(context), []
    for member in context.members:
        pairs = ((i, member.total(i.id)) for i in criteria)
        known = sorted((pair for pair in pairs if pair[1].has_value), key=lambda pair: sure(pair[1].value))
        if len(known) < 2:
            continue
        ends = [share_words(member, known[end]) for end in (0, -1)]
        if ends[0] == ends[1]:
            told = f"{ends[0]} de réponses positives pour chaque critère"
        elif are_alike([(row.low, row.high) for _, row in known]):
            told = f"{from_to(*ends)} de réponses positives ; aucun critère ne se détache"
        else:
            told = f"{_end_words(member, known, 'moins bien')} ; {_end_words(member, known[::-1], 'mieux')}"
        lines.append(f"{member.site.name} : {told}.")
    rows = [member.total(i.id) for i in criteria for member in context.members]
    if not lines:
        return absence_of(context, CRITERIA_OF_SITES, rows)
    return Text((*_between_sites(context, criteria), *lines), is_list=True)


def _between_sites(context: ReportContext, criteria: Iterable[Indicator]) -> list[str]:
    """What the sites differ by, from the ranges of each criterion; nothing where no criterion has two sites to compare."""
    compared, apart = 0, []
    for indicator in criteria:
        rows = ((member, member.total(indicator.id)) for member in context.members)
        known = [(member, row) for member, row in rows if row.has_value and row.low is not None]
        if len(known) < 2:
            continue
        compared += 1
        if not are_alike([(row.low, row.high) for _, row in known]):
            ends = ends_words(known, lambda one: sure(one[1].value), partial(_of_site, indicator))
            apart.append(f"« {inside_sentence(indicator.short_label)} », {ends}")
    if not compared:
        return []
    if not apart:
        return [
            "Entre les sites : les fourchettes se recouvrent pour chaque critère, les écarts peuvent tenir au hasard."
        ]
    rest = " ; les autres écarts peuvent tenir au hasard" if len(apart) < compared else ""
    return [f"Entre les sites : les fourchettes ne se recouvrent pas pour {' ; '.join(apart)}{rest}."]


def _of_site(indicator: Indicator, known: tuple[ReportContext, Measured]) -> str:
    member, row = known
    return f"{share_words(member, (indicator, row))} ({member.site.name})"


def _end_words(member: ReportContext, ordered: list[tuple[Indicator, Measured]], how: str) -> str:
    """« le mieux noté est « accueil » (96 %) », « parmi les mieux notés, « accueil » et « courtoisie » (86 %) »: all that print
    like the first, and only among the best where the range of another meets its own."""
    printed = partial(share_words, member)
    tied = [pair for pair in ordered if printed(pair) == printed(ordered[0])]
    named = joined([f"« {inside_sentence(indicator.short_label)} »" for indicator, _ in tied])
    told = f"{named} ({printed(ordered[0])})"
    if len(not_parted(ordered, printed, lambda pair: (pair[1].low, pair[1].high))) > len(tied):
        return f"parmi les {how} notés, {told}"
    return f"le {how} noté est {told}" if len(tied) == 1 else f"les {how} notés sont {told}"


def share_words(member: ReportContext, pair: tuple[Indicator, Measured]) -> str:
    """A share of a site, as printed for its audience."""
    return value_words(pair[1], pair[0], member.audience)


def criteria_of_sites(context: ReportContext) -> tuple[Indicator, ...]:
    """The criteria that one site at least measured, as they were asked; one of their own questionnaire where all asked it."""
    measured = [
        indicator
        for indicator in context.section("satisfaction")
        if indicator.formula == CRITERION_FORMULA
        and all(member.row(indicator.id) is not None for member in context.members)
        and any(member.total(indicator.id).status != "no_data" for member in context.members)
    ]
    return tuple(as_asked(context, measured))


def why_not_comparable(context: ReportContext) -> str:
    """Why no criterion can be put side by side, in a sentence; empty when they can."""
    asked: dict[str, list[str]] = {}
    if apart := [member.site.name for member in context.members if member.surveys]:
        return (
            f"Plusieurs enquêtes ont eu lieu sur la période ({joined(apart)}) : leurs réponses ne s'additionnent pas, et les "
            "critères des sites ne sont pas comparés. Le rapport de chaque site donne chacune à part."
        )
    for member in context.members:
        if questionnaire := questionnaire_of(member):
            asked.setdefault(questionnaire.serie_id, []).append(f"{member.site.name} : « {questionnaire.title} »")
    if len(asked) > 1:
        listed = " ; ".join(words for sites in asked.values() for words in sites)
        return f"Les sites n'ont pas posé le même questionnaire, leurs critères ne sont pas comparés ({listed})."
    return "" if criteria_of_sites(context) else "Aucun site du groupe n'a de résultat d'enquête sur cette période."
