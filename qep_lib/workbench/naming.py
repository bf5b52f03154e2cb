"""An indicator as an analyst names it, by its id or by a title read on a report; what a view is titled: who, when, among whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from qep_lib.display.elements import Element, Figure, Gallery, Table
from qep_lib.display.wording import inside_sentence
from qep_lib.errors import ParameterError
from qep_lib.model.indicator import Indicator
from qep_lib.model.suggest import nearest, unknown_words

_Captioned = TypeVar("_Captioned", Figure, Table)


def named_indicator(asked: str, known: Iterable[Indicator]) -> Indicator:
    """The one of these indicators that has that id, or that title, long or short, whatever its case.

    Raises `ParameterError` for what none has, with the nearest one, and for a title that several have.
    """
    by_id = {indicator.id: indicator for indicator in known}
    if asked in by_id:
        return by_id[asked]
    by_title: dict[str, list[str]] = {}
    for indicator in by_id.values():
        for title in dict.fromkeys(map(_as_read, (indicator.label, indicator.short_label))):
            by_title.setdefault(title, []).append(indicator.id)
    found = by_title.get(_as_read(asked), [])
    if len(found) == 1:
        return by_id[found[0]]
    if found:
        raise ParameterError(f"indicateur « {asked} » : plusieurs ont ce titre ; accepté : {', '.join(found)}.")
    near = [] if nearest(asked, by_id) else nearest(_as_read(asked), by_title, 1)
    if near:
        first = by_title[near[0]][0]
        raise ParameterError(f"indicateur « {asked} » inconnu ; vouliez-vous dire « {first} » ({by_id[first].label}) ?")
    raise ParameterError(unknown_words("indicateur", [asked], by_id)[0])


def check_words(what: str, words: Iterable[str], accepted: Collection[str], is_feminine: bool = False) -> None:
    """Raise a `ParameterError` for the first of the words that is not accepted, with the nearest one."""
    if faults := unknown_words(what, words, accepted, is_feminine):
        raise ParameterError(faults[0])


def filter_words(filters: Mapping[str, Sequence[str]]) -> str:
    """« Filtres : mode de recueil = à l'accueil ou sur internet ; canal = courriel », of labels; empty without any."""
    told = [
        f"{inside_sentence(name)} = {' ou '.join(map(inside_sentence, kept))}" for name, kept in filters.items() if kept
    ]
    return f"Filtres : {' ; '.join(told)}" if told else ""


def with_filters(title: str, filters: Mapping[str, Sequence[str]]) -> str:
    """A title, and whom it leaves out: a drawing that is copied goes without its notes."""
    words = filter_words(filters)
    return f"{title}. {words}" if words else title


def titled_view(element: Element, subject: str, filters: Mapping[str, Sequence[str]] | None = None) -> Element:
    """What a report draws, with « (Cher, année 2020) » and the filters in its title: in a report the page says them, but a view
    is copied, exported and set beside others. Sentences are left as they are."""
    if isinstance(element, Gallery):
        return Gallery(tuple(titled_view(item, subject, filters) for item in element.items))
    if isinstance(element, Figure):
        data = _titled(element.data, subject, filters or {})
        return replace(_titled(element, subject, filters or {}), data=data)
    return _titled(element, subject, filters or {}) if isinstance(element, Table) else element


def _titled(element: _Captioned, subject: str, filters: Mapping[str, Sequence[str]]) -> _Captioned:
    return replace(element, caption=with_filters(f"{element.caption} ({subject})", filters))


def _as_read(title: str) -> str:
    """Spaces that do not break are spaces."""
    return " ".join(str(title).casefold().split())
