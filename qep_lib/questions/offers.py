"""What a question of a survey offers to an indicator: the answers that it counts, or why it can count none.

The formulas read it to leave out answers that cannot feed them, `check` tells it of every questionnaire before any answer
arrives: a figure made of them would be a false « 0 % ».
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qep_lib.model.questionnaire import Item, Option, Questionnaire
from qep_lib.questions.forms import form_of

SHARE, DISTRIBUTION, RESPONSE_RATE = "survey_share", "survey_distribution", "survey_response_rate"


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing: a sentence's end in French (« la question n'offre pas… »), the argument that asks for it, and where to
    look in the questionnaire (a path of keys)."""

    found: str
    argument: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """The ids of the answers that count as positive, or the `lack` that forbids to count."""

    positive: frozenset[str] = frozenset()
    lack: Lack | None = None


def share_offer(questionnaire: Questionnaire, item: Item, options: Sequence[str], below: float | None) -> Offer:
    """What a share reads of a question: the answers whose band lies wholly `below` a bound, where no band straddles it;
    the `options` named, all of them, where the answers have no bounds; without either, the positive levels of the scale.

    « Moins de 10 minutes » is read from bands of 5, 10 and 20 minutes, never from bands of 5, 15 and 30.
    """
    if (lack := closed_lack(questionnaire, item)) is not None:
        return Offer(lack=lack)
    place, known = _place(questionnaire, item), questionnaire.options_of(item.id)
    counted = [option for option in known if option.level != "not_applicable"]
    if below is not None and (not options or any(_has_bounds(option) for option in counted)):
        return _offer_below(counted, below, place)
    if options:
        missing = [name for name in options if name not in {option.id for option in counted}]
        if not missing:
            return Offer(frozenset(options))
        named = ", ".join(f"« {name} »" for name in missing)
        words = "la réponse" if len(missing) == 1 else "les réponses"
        return Offer(lack=Lack(f"la question n'offre pas {words} {named}", "options", place))
    positive = frozenset(option.id for option in counted if option.level == "positive")
    if not positive:
        return Offer(lack=Lack("aucune réponse de la question n'est déclarée positive", "item", place))
    return Offer(positive)


def closed_lack(questionnaire: Questionnaire, item: Item) -> Lack | None:
    """Why no share can be made of the answers to a question: none of them is chosen among options."""
    return None if form_of(item).has_options else _kind_lack(questionnaire, item)


def spread_lack(questionnaire: Questionnaire, item: Item) -> Lack | None:
    """Why the answers to a question cannot be counted one by one."""
    return None if form_of(item).has_shares else _kind_lack(questionnaire, item)


def _kind_lack(questionnaire: Questionnaire, item: Item) -> Lack:
    path = ("items", questionnaire.place_of(item.id), "kind")
    return Lack(f"la réponse à la question est {form_of(item).words}, pas un choix", "item", path)


def survey_lacks(
    formula: str, arguments: Mapping[str, Any], questionnaire: Questionnaire
) -> Iterator[tuple[Item | None, Lack]]:
    """(question, what it lacks) for each question that a survey formula would read and cannot; the question is None where
    the questionnaire itself lacks something.
    """
    if formula == RESPONSE_RATE:
        mode = arguments.get("mode")
        if questionnaire.modes and mode not in [known.id for known in questionnaire.modes]:
            yield None, Lack(f"le questionnaire ne déclare pas le mode de recueil « {mode} »", "mode", ("modes",))
    if formula not in (SHARE, DISTRIBUTION):
        return
    for item in questionnaire.questions:
        if not is_read(questionnaire, item, arguments.get("item"), arguments.get("role")):
            continue
        if formula == DISTRIBUTION:
            lack = spread_lack(questionnaire, item)
        else:
            lack = share_offer(questionnaire, item, arguments.get("options", ()), arguments.get("below")).lack
        if lack is not None:
            yield item, lack


def is_read(questionnaire: Questionnaire, item: Item, item_id: str | None, role: str | None) -> bool:
    """True for a question that is named, or for the first of the role named: two profiles are not one question."""
    if item_id is not None:
        return item.id == item_id
    return item.role == role and item.id == first_of_role(questionnaire, role)


def first_of_role(questionnaire: Questionnaire, role: str | None) -> str | None:
    """The first question of that role, by its id."""
    return next((asked.id for asked in questionnaire.questions if asked.role == role), None)


def _offer_below(options: Sequence[Option], below: float, place: tuple[str | int, ...]) -> Offer:
    unbounded = [option for option in options if not _has_bounds(option)]
    if unbounded:
        found = f"la réponse « {unbounded[0].label} » n'a pas de bornes (at_least, below)"
        return Offer(lack=Lack(found, "below", place))
    for option in options:
        if not (_is_below(option, below) or _is_above(option, below)):
            bounds = f"la réponse « {option.label} » va de part et d'autre de {below:g}".replace(".", ",")
            return Offer(lack=Lack(f"{bounds} : ce seuil n'est pas une borne de la question", "below", place))
    positive = frozenset(option.id for option in options if _is_below(option, below))
    if not positive:
        return Offer(lack=Lack(f"aucune réponse de la question n'est sous {below:g}".replace(".", ","), "below", place))
    return Offer(positive)


def _has_bounds(option: Option) -> bool:
    return option.at_least is not None or option.below is not None


def _is_below(option: Option, bound: float) -> bool:
    return option.below is not None and option.below <= bound


def _is_above(option: Option, bound: float) -> bool:
    return option.at_least is not None and option.at_least >= bound


def _place(questionnaire: Questionnaire, item: Item) -> tuple[str | int, ...]:
    if item.scale:
        return "scales", item.scale
    return "items", questionnaire.place_of(item.id), "options"
