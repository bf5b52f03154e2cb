"""The answers proposed for a question, with the ids that the trade gives them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from qep_lib.model.questionnaire import ItemRole, Option
from qep_lib.preparation.choices import free_answers, is_other
from qep_lib.preparation.knowledge import Knowledge, Lexicon, bare
from qep_lib.preparation.names import identifier
from qep_lib.preparation.scales import known_scale, usual_option

OF_ANSWERS: Mapping[str, ItemRole] = {"profile": "profile", "visit_reason": "visit_reason"}
"""Roles that a list of answers may tell: who came, and what for."""
_USUAL_SHARE = 0.6


def options_of(labels: Sequence[str], role: str, knowledge: Knowledge) -> tuple[Option, ...]:
    """An option a label, in that order; « sans objet » and its kin leave the base."""
    lexicon, outside = knowledge.options.get(role), knowledge.words("not_applicable")
    taken: set[str] = set()
    options = []
    for label in labels:
        if bare(label) in outside:
            options.append(Option(id=identifier("not_applicable", taken), label=label, level="not_applicable"))
        else:
            options.append(Option(id=option_id(label, lexicon, taken), label=label))
    return tuple(options)


def options_and_other(
    labels: Sequence[str], texts: Counter[str], role: str, is_declared: bool, knowledge: Knowledge
) -> tuple[tuple[Option, ...], str]:
    """The answers, and what is said of those that people wrote themselves, which « Autre » stands for."""
    lexicon = knowledge.options.get(role)
    free = frozenset() if is_declared else free_answers(texts, lambda text: usual_option(text, lexicon) is not None)
    if not free:
        return options_of(labels, role, knowledge), ""
    kept = [label for label in labels if label not in free]
    if not any(map(is_other, kept)):
        kept.append("Autre")
    options = tuple(
        option.model_copy(update={"any_other": True}) if is_other(option.label) else option
        for option in options_of(kept, role, knowledge)
    )
    return options, f" ; {len(free)} réponses écrites librement comptées dans « Autre », leur texte n'est pas gardé"


def option_id(label: str, lexicon: Lexicon | None, taken: set[str]) -> str:
    """The usual id of an answer, else one made of its words; added to those `taken`."""
    usual = usual_option(label, lexicon)
    if usual and usual not in taken:
        taken.add(usual)
        return usual
    return identifier(label, taken)


def role_of_answers(role: str, answers: Sequence[str], had: Collection[str], knowledge: Knowledge) -> str:
    """The role that the wording says, else the one, not `had` by another question, whose usual answers these are (« Un
    particulier », « Une mairie »). « Oui » and « Non » are no reasons to come, nor who somebody is.
    """
    scale = known_scale(answers, knowledge)
    if role in OF_ANSWERS and ((scale is not None and scale.scale.id == "yes_no") or role in had):
        return "other"
    if role in (*OF_ANSWERS, "comment"):
        return role
    for usual in OF_ANSWERS:
        known = [text for text in answers if usual_option(text, knowledge.options.get(usual))]
        if len(known) >= 2 and len(known) >= _USUAL_SHARE * len(answers) and usual not in had:
            return usual
    return role
