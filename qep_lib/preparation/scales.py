"""Written answers to a scale with its levels: a known one in its order, or one whose favourable answers are asked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Literal

from qep_lib.errors import sure
from qep_lib.model.characters import fold
from qep_lib.model.questionnaire import Option
from qep_lib.preparation.draft import Decisions, Question, question_id
from qep_lib.preparation.knowledge import Knowledge, Lexicon, bare, named
from qep_lib.preparation.levels import Level, Levels
from qep_lib.preparation.names import identifier, short_label

LevelName = Literal["positive", "neutral", "negative"]
SIGNS = {"positive": "(+)", "negative": "(−)", "neutral": "(=)", "not_applicable": "(hors base)", None: ""}
"""How a level is shown to whoever confirms it."""
NOT_APPLICABLE: Literal["not_applicable"] = "not_applicable"
REVERSED = "_reversed"
UNKNOWN_SCALE = "echelle"
"""The kind of a scale that nobody knows."""
"""Ends the name of a scale whose favourable end is the other one."""
_FURTHEST = -3
"""The rank of « Jamais », the end of its scale."""
_TIME = r"(\d+)\s*(mn|min\.?|minutes?|h|heures?)?"
_UNIT = r"(?:mn|min\.?|minutes?|h|heures?)?"
_BELOW = re.compile(rf"(?:moins de|<|inferieur a|jusqu'a|(?:de )?0\s*{_UNIT} a) ?{_TIME}")
_BETWEEN = re.compile(rf"(?:de |entre )?{_TIME} ?(?:a|et|-|–) ?{_TIME}")
_ABOVE = re.compile(rf"(?:plus de|>|superieur a|au-dela de|a partir de) ?{_TIME}|{_TIME} (?:et plus|ou plus)")
_SPOKEN = {
    re.compile(rf"\b(?P<of>d['’] ?)?(?:{words})\b"): minutes
    for words, minutes in (
        ("une heure et demie", 90),
        ("(?:une )?demi[- ]heure", 30),
        ("trois quarts d['’] ?heure", 45),
        ("(?:un )?quart d['’] ?heure", 15),
        ("une heure", 60),
    )
}
"""Spans of time that are said without a number, in minutes: one that holds another comes first."""


def known_scale(texts: Iterable[str], knowledge: Knowledge) -> Levels | None:
    """The scale of which every text is an answer, those out of the base left aside; None where no scale has them all."""
    answered = [text for text in texts if bare(text) not in knowledge.words("not_applicable")]
    if not answered:
        return None
    for levels in knowledge.scales:
        found = [levels.find(text) for text in answered]
        # « Neutre » alone is of every scale, hence of none.
        if None not in found and any(sure(level).known.rank for level in found):
            return levels
    return None


def scale_options(
    levels: Levels, texts: Iterable[str], knowledge: Knowledge, *, is_reversed: bool = False
) -> tuple[Option, ...]:
    """The options of a questionnaire that uses that scale: the answers met, the missing opposites of a symmetrical one, and
    what leaves the base, as they are written. `is_reversed`: the question is one that nobody is glad to agree with.
    """
    outside = knowledge.words("not_applicable")
    written: dict[str, list[str]] = {}
    met: dict[str, Level] = {}
    others: list[str] = []
    for text in dict.fromkeys(texts):
        level = levels.find(text)
        if bare(text) in outside and (level is None or level.known.rank == 0):
            others.append(text)
        elif level is not None:
            written.setdefault(level.known.id, []).append(text)
            met[level.known.id] = level
    ranks = _ranks(met.values())
    if levels.scale.is_symmetrical:
        for level in _opposites(levels, met, ranks):
            written[level.known.id] = [level.known.labels[0]]
            ranks[level.known.id] = level.known.rank
    sign = -1 if is_reversed else 1
    ordered = list(dict.fromkeys(level.known.id for level in levels.ordered if level.known.id in written))[::sign]
    options = [_option(name, written[name], _level(sign * ranks[name])) for name in ordered]
    if others:
        options.append(_option(NOT_APPLICABLE, others, NOT_APPLICABLE))
    return tuple(options)


def _ranks(met: Iterable[Level]) -> dict[str, int]:
    """id -> rank of each answer met; « Parfois » is the middle where « Rarement » stands under it, or as many on each side."""
    known = [level.known for level in met]
    above = sum(level.rank > 0 for level in known)
    below = [level.rank for level in known if level.rank < 0 and not level.is_between]
    is_middle = above == len(below) or any(rank > _FURTHEST for rank in below)
    return {level.id: 0 if level.is_between and is_middle else level.rank for level in known}


def _opposites(levels: Levels, met: Mapping[str, Level], ranks: Mapping[str, int]) -> list[Level]:
    """The answers that nobody gave, where the other end has more of them: « Pas du tout satisfait » with « Très satisfait »."""
    favourable = [level for name, level in met.items() if ranks[name] > 0]
    against = [level for name, level in met.items() if ranks[name] < 0]
    more, fewer = sorted((favourable, against), key=len, reverse=True)
    # « Excellent » has no opposite, and where two answers lack beside others the form itself had fewer on that side.
    is_even = len({bool(level.degree) for level in more}) == 1
    if not is_even or (fewer and len(more) - len(fewer) > 1):
        return []
    lacking = [
        opposite
        for level in more
        if (opposite := levels.opposite(level, met.values())) is not None and opposite.known.rank not in ranks.values()
    ]
    return list({level.known.id: level for level in lacking}.values())[: len(more) - len(fewer)]


def asked_scale(
    question: str, texts: Sequence[str], knowledge: Knowledge, decisions: Decisions
) -> tuple[Option, ...] | None:
    """The options of a scale that nobody knows, once its favourable answers are said; None while they are not, none at all
    if it is no scale.
    """
    outside = knowledge.words("not_applicable")
    answered = [text for text in texts if bare(text) not in outside]
    # Numbered in the order of their letters: the same numbers whatever the order of the file.
    ranked = sorted(answered)
    answer = decisions.ask(
        Question(
            question_id("scale", *ranked),
            f"« {question} » : quelles réponses sont favorables ?",
            "cette échelle n'est pas connue ; les autres réponses seront comptées comme défavorables",
            tuple((str(place), text) for place, text in enumerate(ranked, 1)),
            many=True,
        )  # fmt: skip
    )
    if not answer:
        return None if answer is None else ()
    favourable = {ranked[int(place) - 1] for place in answer.split(",")}
    strongest = knowledge.words("strongest")
    # The most favourable first, the least last: « Très satisfaisant » before « Satisfaisant ».
    ordered = sorted(
        ranked, key=lambda text: (text not in favourable, _is_strong(text, strongest) != (text in favourable))
    )
    taken: set[str] = set()
    options = [
        Option(id=identifier(text, taken), label=text, level="positive" if text in favourable else "negative")
        for text in ordered
    ]
    if others := [text for text in texts if bare(text) in outside]:
        options.append(_option(NOT_APPLICABLE, others, NOT_APPLICABLE))
    return tuple(options)


def is_adverse(question: str, knowledge: Knowledge) -> bool:
    """True for a question about what goes wrong, to which nobody is glad to say « toujours »."""
    is_said = any(f" {word} " in f" {bare(question)} " for word in knowledge.words("adverse"))
    return is_said and named(question, knowledge.criteria) is None


def asked_reversed(question: str, best: str, decisions: Decisions) -> bool | None:
    """True where `best`, favourable elsewhere, is not to that question; None while nobody said."""
    answer = decisions.ask(
        Question(
            question_id("direction", question),
            f"« {short_label(question)} » : « {best} » est-elle une réponse favorable ?",
            "la question parle de ce qui ne va pas ; les réponses sont comptées dans le sens que vous dites",
            (("yes", "oui"), ("no", "non")),
            "no",
        )
    )
    return answer == "no" if answer else None


def _is_strong(text: str, strongest: Iterable[str]) -> bool:
    return any(f"{bare(text)} ".startswith(f"{word} ") for word in strongest)


def bands(texts: Iterable[str]) -> tuple[Option, ...] | None:
    """« Moins de 10 minutes », « 10 à 20 minutes », « Plus de 20 minutes » with their bounds, the shortest first; None when
    one is not a band.
    """
    found = []
    for text in texts:
        bounds = _bounds(text)
        if bounds is None:
            return None
        found.append((bounds, text))
    found.sort(key=lambda pair: (pair[0][0] or 0, pair[0][1] or float("inf")))
    if not found:
        return None
    return tuple(Option(id=_band_id(low, high), label=text, at_least=low, below=high) for (low, high), text in found)


def _in_minutes(number: int, said: re.Match[str]) -> str:
    return f"{'de ' if said['of'] else ''}{number} minutes"


def _bounds(text: str) -> tuple[float | None, float | None] | None:
    folded = fold(text).strip(" .")
    for words, minutes in _SPOKEN.items():
        folded = words.sub(partial(_in_minutes, minutes), folded)
    if match := _BELOW.fullmatch(folded):
        return None, _minutes(match[1], match[2])
    if match := _ABOVE.fullmatch(folded):
        return _minutes(match[1] or match[3], match[2] or match[4]), None
    if match := _BETWEEN.fullmatch(folded):
        # « 1 à 2 heures »: the unit that is said once is of both.
        return _minutes(match[1], match[2] or match[4]), _minutes(match[3], match[4])
    return None


def _minutes(number: str, unit: str | None) -> float:
    return float(number) * (60.0 if (unit or "").startswith("h") else 1.0)


def _band_id(low: float | None, high: float | None) -> str:
    if low is None:
        return f"under_{high:g}_min"
    return f"over_{low:g}_min" if high is None else f"from_{low:g}_to_{high:g}_min"


def _level(rank: int) -> LevelName:
    return "positive" if rank > 0 else "negative" if rank < 0 else "neutral"


def _option(option_id: str, texts: Sequence[str], level: LevelName | Literal["not_applicable"]) -> Option:
    return Option(id=option_id, label=texts[0], level=level, aliases=tuple(texts[1:]))


def usual_option(text: str, lexicon: Lexicon | None) -> str | None:
    """The usual id of an answer, where it has one."""
    match = lexicon.find(text) if lexicon is not None else None
    return match.of if match else None


def agree(known: Sequence[Option], option: Option) -> bool:
    """True where the option of that id is written alike in both, and counts alike."""
    other = next(each for each in known if each.id == option.id)
    return (
        other.level == option.level
        and {bare(t) for t in (other.label, *other.aliases)} & {bare(t) for t in (option.label, *option.aliases)}
        != set()
    )


def scale_name(kind: str, options: Sequence[Option], taken: set[str]) -> str:
    """What a scale is called: its kind, and the ends of one that nobody knows (« echelle_nickel_bof »)."""
    levels = [option.label for option in options if option.level != NOT_APPLICABLE]
    ends = f"{kind} {levels[0]} {levels[-1]}" if kind == UNKNOWN_SCALE and levels else kind
    return identifier(ends, taken)


def in_order(options: Iterable[Option], knowledge: Knowledge, scale: str) -> tuple[Option, ...]:
    """The options in the order of the known scale of that id."""
    levels = next((each for each in knowledge.scales if each.scale.id == scale.removesuffix(REVERSED)), None)
    if levels is None:
        return tuple(options)
    ordered = levels.ordered[:: -1 if scale.endswith(REVERSED) else 1]
    order = {level.known.id: place for place, level in enumerate(ordered)}
    return tuple(sorted(options, key=lambda option: order.get(option.id, len(ordered))))
