"""The scales of one questionnaire: two questions answered alike share one, in the words of those who answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qep_lib.model.questionnaire import Option
from qep_lib.preparation.knowledge import Knowledge, bare
from qep_lib.preparation.scales import agree, in_order, scale_name

_LEAST_SHARED = 2


@dataclass(slots=True)
class Scales:
    """Name -> its options, what kind of scale it is, and the answers of it that nobody gave."""

    options: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _supposed: dict[str, frozenset[str]] = field(default_factory=dict)

    def named(self, kind: str, options: tuple[Option, ...], supposed: frozenset[str], knowledge: Knowledge) -> str:
        """The scale that has those answers, a new one where none has. One that differs by what nobody answered (`supposed`) is
        the same, and an answer is written as those who gave it did.
        """
        given = {option.id: option for option in options}
        for name, known in self.options.items():
            had, unanswered = {option.id: option for option in known}, self._supposed[name]
            shared = given.keys() & had.keys()
            both = shared - unanswered - supposed
            if self._kinds[name] != kind or len(shared) < _LEAST_SHARED or not both:
                continue
            if all(agree(known, given[each]) for each in both):
                told = {each: option for each, option in given.items() if each not in had or each not in supposed}
                guessed = (unanswered | supposed) - (had.keys() - unanswered) - (given.keys() - supposed)
                kept = _without_guesses((had | told).values(), guessed)
                self.options[name] = in_order(kept, knowledge, kind)
                self._supposed[name] = guessed & {option.id for option in kept}
                return name
        name = scale_name(kind, options, {*self.options})
        self.options[name], self._kinds[name], self._supposed[name] = options, kind, supposed
        return name


def _without_guesses(options: Iterable[Option], guessed: frozenset[str]) -> list[Option]:
    """The options without the answers that nobody gave and that others, given under another question, make needless: each end
    has as many levels as the other. Those in the words of the answers stay first (« Très mauvais » beside « Mauvais »).
    """
    options = list(options)
    left: set[str] = set()
    for level, opposite in (("positive", "negative"), ("negative", "positive")):
        given = [option for option in options if option.level == level and option.id not in guessed]
        others = [option for option in options if option.level == opposite and option.id not in guessed]
        words = {word for option in given for word in bare(option.label).split()}
        guesses = [option for option in options if option.level == level and option.id in guessed]
        guesses.sort(key=lambda option: words.isdisjoint(bare(option.label).split()))
        left |= {option.id for option in guesses[max(0, len(others) - len(given)) :]}
    return [option for option in options if option.id not in left]
