"""Questionnaires of one series: what they share must be declared the same, since their answers are added and compared."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from qep_lib.model.issue import Issue, Where
from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.params.document import Document, KeyPath, show_path

Declared = tuple[Document, Questionnaire]


def check_series(questionnaires: Iterable[Declared]) -> Iterator[Issue]:
    """Each question that two questionnaires of one `serie_id` declare differently, with both places.

    Its words, its kind, its bounds, how an answer counts, and all answers where some are judged: a scale with one answer
    more is another scale. Answers that nothing judges may be added from one wave to the next.
    """
    series: dict[str, list[Declared]] = {}
    for declared in questionnaires:
        series.setdefault(declared[1].serie_id, []).append(declared)
    for members in series.values():
        for first, second in combinations(members, 2):
            yield from _differences(first, second)


def _differences(first: Declared, second: Declared) -> Iterator[Issue]:
    (document, questionnaire), (other_document, other) = first, second
    known, told = {item.id: item for item in other.questions}, set()
    for item in questionnaire.questions:
        if item.id not in known:
            continue
        for what, path, other_path in _unlike(questionnaire, item, other, known[item.id]):
            # A scale is told once, whatever the number of questions that use it.
            if (path, other_path) in told:
                continue
            told.add((path, other_path))
            place = Where(other_document.file, show_path(other_path), other_document.line(other_path))
            yield document.issue(
                path, "unlike_series", f"la question « {item.id} » n'a pas {what} dans deux questionnaires de la série "
                f"« {questionnaire.serie_id} »", accepted="la même déclaration dans toute la série",
                remedy="déclarer la question de la même façon, lui donner un autre id, ou changer serie_id : ce sont deux "
                "enquêtes", other=place,
            )  # fmt: skip


def _unlike(
    questionnaire: Questionnaire, item: Item, other: Questionnaire, same: Item
) -> Iterator[tuple[str, KeyPath, KeyPath]]:
    """(what differs, where in the first file, where in the second)."""
    place, other_place = ("items", questionnaire.place_of(item.id)), ("items", other.place_of(same.id))
    for what, name in (("les mêmes mots", "wording"), ("la même sorte de réponse", "kind")):
        if _plain(getattr(item, name)) != _plain(getattr(same, name)):
            yield what, (*place, name), (*other_place, name)
    if (item.minimum, item.maximum) != (same.minimum, same.maximum):
        yield "les mêmes bornes", (*place, "minimum"), (*other_place, "minimum")
    if item.kind == same.kind and _judged(questionnaire, item) != _judged(other, same):
        yield "les mêmes réponses", _options_place(questionnaire, item), _options_place(other, same)


def _judged(questionnaire: Questionnaire, item: Item) -> dict[str, tuple[object, ...]]:
    """What the answers that count for something are; nothing where no answer is judged."""
    options = questionnaire.options_of(item.id)
    return {option.id: _meaning(option) for option in options} if any(map(_is_judged, options)) else {}


def _is_judged(option: Option) -> bool:
    return option.level is not None or option.at_least is not None or option.below is not None


def _meaning(option: Option) -> tuple[object, ...]:
    return _plain(option.label), option.level, option.at_least, option.below


def _options_place(questionnaire: Questionnaire, item: Item) -> KeyPath:
    return ("scales", item.scale) if item.scale else ("items", questionnaire.place_of(item.id), "options")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
