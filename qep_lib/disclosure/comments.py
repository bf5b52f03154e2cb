"""What people wrote, as an audience may see it: approved words, and themes counted, never fewer than a few of them together.

A theme counts once a person has read the comment and named it. Counts are parts of one whole: small ones are merged until
each part, and each month of it, holds `count_minimum` comments at least, so that no sum of what is told gives fewer.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from qep_lib.disclosure.stored import SiteRows
from qep_lib.model.questionnaire import Item
from qep_lib.model.tables import ANSWERS
from qep_lib.store.comments import Decision, StoredComment, comments_of_site, read_decisions

UNREAD, UNNAMED, OTHERS = "unread", "unnamed", "others"
"""Parts that are no theme: comments that nobody has read yet, those without a theme, what is merged."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """Comments of a part (the id of a theme, or one of the three above) and, by month (« 2020-03 »), those that can be told;
    the others of them are in OTHERS."""

    part: str
    count: int
    months: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """An open question: its parts, largest first (none where all together are too few, or may not be counted), and the texts that
    may be quoted to the audience, in the order of the alphabet: nothing of who wrote them, nor when."""

    item: Item
    parts: tuple[ThemeCount, ...]
    quotations: tuple[str, ...]


def words_of(rows: SiteRows) -> tuple[QuestionWords, ...]:
    """Each open question of the surveys answered in the period, in the order of the questionnaires."""
    decided = read_decisions(rows.workspace, rows.site.site_id)
    found: dict[str, tuple[Item, list[StoredComment]]] = {}
    for comment in comments_of_site(rows.workspace, rows.site.site_id):
        questionnaire = rows.catalogue.questionnaires.get(comment.questionnaire_id)
        if questionnaire is None or (rows.serie is not None and questionnaire.serie_id != rows.serie):
            continue
        if rows.period.start <= comment.answered_on <= min(rows.period.end, rows.as_of):
            item = next((asked for asked in questionnaire.questions if asked.id == comment.item_id), None)
            if item is not None:
                found.setdefault(f"{questionnaire.serie_id} {item.id}", (item, []))[1].append(comment)
    minimum = rows.catalogue.conventions.disclosure.count_minimum
    return tuple(
        QuestionWords(
            item,
            merged_parts(comments, decided, minimum) if _may_be_counted(rows) else (),
            tuple(sorted({text for c in comments if (text := _quoted(c, decided.get(c.mark), rows.audience))})),
        )
        for item, comments in found.values()
    )


def merged_parts(
    comments: list[StoredComment], decided: Mapping[str, Decision], minimum: int
) -> tuple[ThemeCount, ...]:
    """The comments of one question by theme, then by month; empty where all together are fewer than `minimum`."""
    parts = [(_part(decided.get(comment.mark)), f"{comment.answered_on:%Y-%m}") for comment in comments]
    kept = merged(Counter(part for part, _ in parts), minimum)
    by_size = sorted(kept.items(), key=lambda known: (known[0] in (UNREAD, UNNAMED, OTHERS), -known[1], known[0]))
    return tuple(
        ThemeCount(part, count, _months(Counter(month for own, month in parts if own == part), minimum))
        for part, count in by_size
    )


def merged(counts: Mapping[str, int], minimum: int) -> dict[str, int]:
    """The counts of parts of one whole where those under `minimum` are merged as OTHERS, with the next smallest until these
    are as many too; empty where all together are too few."""
    by_size = sorted(counts, key=lambda part: (counts[part], part))
    together = [part for part in by_size if counts[part] < minimum]
    for part in by_size[len(together) :]:
        if not together or sum(counts[known] for known in together) >= minimum:
            break
        together.append(part)
    rest = sum(counts[part] for part in together)
    kept = {part: count for part, count in counts.items() if part not in together}
    if not together:
        return kept
    return kept | {OTHERS: rest} if rest >= minimum else {}


def _months(counts: Mapping[str, int], minimum: int) -> tuple[tuple[str, int], ...]:
    kept = merged(counts, minimum)
    return tuple(sorted(kept.items(), key=lambda known: (known[0] == OTHERS, known[0])))


def _part(decision: Decision | None) -> str:
    if decision is None:
        return UNREAD
    return decision.theme or UNNAMED


def _quoted(comment: StoredComment, decision: Decision | None, audience: str) -> str | None:
    """The words that a person approved for that audience; what may be told outside may be told inside."""
    if decision is None or decision.verdict == "discard" or audience not in (decision.audience, "internal"):
        return None
    return " ".join((decision.text or comment.text).split())


def _may_be_counted(rows: SiteRows) -> bool:
    """False in a public document that holds a shorter one: the rest would be told by subtraction (ADR 0012)."""
    inside = rows.catalogue.public_inside(rows.site.site_id, rows.period)
    return rows.audience != "public" or not any(ANSWERS in release.tables for release in inside)
