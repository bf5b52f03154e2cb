"""Numbers and addresses that point to one person, and those that only look so (dates, amounts, articles, references).

Each rule reads a folded text (`folding`). Every repetition is bounded and starts at an edge: time grows with the length of
the text and no faster. Names are `names`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from qep_lib.persons.wordlists import words

Accept = Callable[[re.Match[str]], bool]
_FEWEST = 6
"""Digits of the shortest telephone number; with fewer, nothing needs to be kept from the rules on numbers either."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is the word of the mask, empty for what is kept as it is. Only the group `it`, where there is one, is meant.

    A text with fewer digits than `digits`, or without `sign`, cannot match: it is not even tried.
    """

    kind: str
    pattern: re.Pattern[str]
    accept: Accept = lambda match: True
    digits: int = 0
    sign: re.Pattern[str] | None = None

    def may_match(self, text: str, digits: int) -> bool:
        """False where it is certain that nothing of `text`, which has that many digits, is found."""
        return digits >= self.digits and (self.sign is None or self.sign.search(text) is not None)


_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:18|19|20)\d\d"
_WRITTEN = (
    r"(?:janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|"
    r"nov(?:embre)?|dec(?:embre)?)\.?"
)
_BIRTHDAY = (
    rf"(?:{_DAY}(?: ?[/. -] ?)(?:{_MONTH}|{_WRITTEN})(?: ?[/. -] ?)(?:{_YEAR}|\d\d)|"
    rf"{_DAY}(?:er)? {_WRITTEN} {_YEAR}|{_YEAR})"
)
_AT = r"(?: ?@ ?| ?[\[({<] ?(?:at|arobase|a) ?[\])}>] ?| arobase | at )"
_DOT = r"(?:\.| \. | ?[\[({<] ?(?:dot|point) ?[\])}>] ?| point )"
_STREETS = (
    r"(?:rue|avenue|av\.?|boulevard|bld\.?|bd\.?|impasse|allees?|chemin|quai|faubourg|fbg|sentier|lotissement|"
    r"square|esplanade)"
)
_OTHER_STREETS = r"(?:place|pl\.|cours|route|passage|residence|villa|hameau|cite|lieu-dit|rond-point)"
_LAWS = r"(?:loi|decret|ordonnance|arrete|circulaire|directive|reglement|instruction|decision|norme|article|art\.|code|alinea)s?"
_COUNTED = (
    r"(?:€|euros?|eur\b|k€|m€|%|‰|titres?|demandes?|visites?|appels?|pages?|usagers?|habitants?|personnes?|dossiers?|"
    r"courri(?:er|el)s?|jours?|heures?|minutes?|secondes?|abonnes?|vues?|connexions?|reponses?|exemplaires?)"
)


@cache
def figure_rules() -> tuple[Rule, ...]:
    """The rules in the order in which they are tried: what one has taken, or kept, the next ones do not see."""
    return (*_addresses_of_mail(), *_official_numbers(), *_birth(), *_kept(), *_numbers(), *_catch_all())


def _addresses_of_mail() -> tuple[Rule, ...]:
    word = r"[A-Za-z0-9_+%-]{1,64}"
    return (
        Rule(
            "COURRIEL",
            re.compile(
                rf"(?<![A-Za-z0-9_.+-]){word}(?:(?:\.| \. ){word}){{0,5}}{_AT}[A-Za-z0-9-]{{1,63}}"
                rf"(?:{_DOT}[A-Za-z0-9-]{{2,63}}){{0,3}}{_DOT}[A-Za-z]{{2,24}}(?![A-Za-z])",
                re.IGNORECASE,
            ),
            sign=re.compile(r"@|arobase| at |[\[({<] ?a", re.IGNORECASE),
        ),
        # Without a domain that ends well: what has a sign on both sides of the « @ » is no sentence either.
        Rule(
            "COURRIEL",
            re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9_.-]{1,255}"),
            sign=re.compile("@"),
        ),
    )


def _official_numbers() -> tuple[Rule, ...]:
    nir = r"(?<![A-Za-z0-9])[1-478] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3}(?: ?\d\d)?(?![A-Za-z0-9])"
    dotted = nir.replace(" ?", "[ ./-]{0,2}")
    iban = r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
    return (
        Rule("IBAN", re.compile(iban, re.IGNORECASE), _is_iban, digits=4),
        Rule("NIR", re.compile(dotted, re.IGNORECASE), _is_nir, digits=12),
    )


def _is_iban(match: re.Match[str]) -> bool:
    """With its key (ISO 13616), or written as an account of France."""
    signs = re.sub(r"[^A-Z0-9]", "", match[0].upper())
    if not 15 <= len(signs) <= 34:
        return False
    number = int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4]))
    return number % 97 == 1 or (signs.startswith("FR") and len(signs) == 27)


def nir_key(body: str) -> int:
    """The key of the 13 signs of a NIR: 97 - n mod 97, Corsica's departments 2A and 2B counting as 19 and 18."""
    return 97 - int(body.upper().replace("2A", "19").replace("2B", "18")) % 97


def _is_nir(match: re.Match[str]) -> bool:
    """A NIR by its key, or by its shape where the key is absent or wrong by a slip; a time stamp of 14 digits is none."""
    signs = re.sub(r"[^0-9AB]", "", match[0].upper())
    if len(signs) == 15 and int(signs[13:]) == nir_key(signs[:13]):
        return True
    return len(signs) in (13, 15) and int(signs[3:5]) <= 12


def _birth() -> tuple[Rule, ...]:
    said = r"(?:(?<![A-Za-z])nee?s?(?: ?\(e\)|[.·]e)?(?: ?(?:a|au|aux|en) [A-Za-z' -]{2,40}?)? (?:le|en)|date de naissance|ddn)"
    return (Rule("NAISSANCE", re.compile(rf"{said} ?:? ?(?P<it>{_BIRTHDAY})(?!\d)", re.IGNORECASE), digits=3),)


def _kept() -> tuple[Rule, ...]:
    """What is made of many digits and is about nobody."""
    edge, end = r"(?<![\d])(?<!\d[/.-])", r"(?!\d|[/.-]\d)"
    patterns = (
        # Moments, to the second; then days in French and international order, then days without separators.
        rf"{edge}{_YEAR}([-/.]){_MONTH}\1{_DAY}(?:[T ]\d\d[:h]\d\d(?:[:m]\d\d(?:\.\d{{1,9}})?)?)?{end}",
        rf"{edge}\d\d?([/.-])\d\d?\1(?:{_YEAR}|\d\d)(?: \d\d?[:h]\d\d)?{end}",
        rf"(?<!\d)(?<!\d ){_DAY} {_MONTH} {_YEAR}(?! ?\d)",
        rf"(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[T_ -](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?(?!\d)",
        rf"(?<![\d.,/-])(?:{_YEAR}[ /.-]{{1,3}}){{1,5}}{_YEAR}(?!\d)",
        rf"(?<![A-Za-z])(?:en|annees?|exercices?|fin|debut|depuis|de|{_WRITTEN}) {_YEAR}(?!\d)",
        rf"(?<![\dA-Za-z])\d{{1,3}}(?:[ .]\d{{3}}){{1,4}}(?:,\d{{1,4}})? ?{_COUNTED}",
        r"(?<![\dA-Za-z])\d{1,12}(?:,\d{1,4})? ?(?:€|euros?\b|eur\b|k€|m€|%|‰)",
        rf"(?<![A-Za-z]){_LAWS}\.? (?:n ?[°o]? ?\.? ?)?[LRD]?\.? ?\*?\d{{1,4}}(?:[-/.]\d{{1,5}}){{0,4}}{end}",
        rf"(?<![A-Za-z0-9])[LRD]\.? ?\*?\d{{1,4}}(?:-\d{{1,4}}){{1,4}}{end}",
        # A reference: a year and a number in it, whichever comes first, perhaps with a department or a month.
        rf"{edge}(?:\d{{2,3}}[-/_])?{_YEAR}[-/_.](?:\d\d?[-/_.])?\d{{1,6}}{end}",
        rf"{edge}\d{{1,5}}[-/_]{_YEAR}{end}",
        r"(?<![\d+])0{3,}\d{1,5}(?!\d)",
        r"(?<![A-Za-z])(?:version|v)\.? ?\d[\d.]{1,15}",
    )
    return tuple(Rule("", re.compile(pattern, re.IGNORECASE), digits=_FEWEST) for pattern in patterns)


def _numbers() -> tuple[Rule, ...]:
    return (*_streets(), *_telephones(), *_papers(), *_plates())


def _streets() -> tuple[Rule, ...]:
    number = r"(?<![\dA-Za-z])\d{1,4} ?(?:bis|ter|quater|[a-d](?![a-z]))? ?,? ?"
    road = r"(?: (?:d'|l'|de |du |des |la |le |les )?[A-Za-z][A-Za-z'-]{0,30}){1,4}"
    town = r"(?:,? {0,2}\d{5}(?: [A-Z][A-Za-z'-]{1,40}){0,3})?"
    link = r"(?:d'|l'|de |du |des |la |le |les ){0,2}"
    named = r"(?:[A-Z][A-Za-z'-]{1,30}|\d{1,2} [A-Za-z]{3,9} \d{4})(?: [A-Z][A-Za-z'-]{1,30}){0,3}"
    return (
        Rule("ADRESSE", re.compile(rf"{number}(?i:{_STREETS})(?![A-Za-z]){road}{town}"), digits=1),
        # « 3 places de parking », « 12 cours de français »: these words need a name after them.
        Rule("ADRESSE", re.compile(rf"{number}(?i:{_OTHER_STREETS})(?![A-Za-z]) {link}{named}{town}"), digits=1),
    )


def _telephones() -> tuple[Rule, ...]:
    gap = r"[ ./()_-]{0,3}"
    abroad = rf"(?<![\dA-Za-z])(?:\+|00) ?\d{{1,3}}{gap}(?:\(0\){gap})?\d(?:{gap}[\dOo]){{5,13}}(?!\d)"
    here = rf"(?<![\dA-Za-z])\(?[0Oo]{gap}[1-9](?:{gap}[\dOo]){{8}}(?![\dA-Za-z])"
    return (
        Rule("TELEPHONE", re.compile(abroad), digits=_FEWEST),
        Rule("TELEPHONE", re.compile(here), digits=_FEWEST),
    )


def _papers() -> tuple[Rule, ...]:
    name = r"(?:passeport|cni|carte(?: nationale)? d'identite|permis(?: de conduire)?|titre de sejour|visa|recepisse)"
    told = rf"(?<![A-Za-z]){name} ?(?:n ?[°o.]{{0,2}} ?|numero )?:? ?(?P<it>[A-Z0-9]{{6,12}})(?![A-Za-z0-9])"
    return (
        Rule("PASSEPORT", re.compile(r"(?<![A-Za-z0-9])\d\d ?[A-Z]{2} ?\d{5}(?![A-Za-z0-9])", re.IGNORECASE), digits=7),
        Rule(
            "PASSEPORT",
            re.compile(told, re.IGNORECASE),
            lambda match: any(sign.isdigit() for sign in match["it"]),
            digits=1,
        ),
    )


def _plates() -> tuple[Rule, ...]:
    new = r"(?<![A-Za-z0-9])([A-HJ-NP-TV-Z]{2})([ -]?)\d{3}\2([A-HJ-NP-TV-Z]{2})(?![A-Za-z0-9])"
    department = r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])"
    old = rf"(?<![A-Za-z0-9])\d{{1,4}}[ -]?([A-Z]{{2,3}})[ -]?{department}(?![A-Za-z0-9])"
    return (
        Rule("PLAQUE", re.compile(new, re.IGNORECASE), _is_new_plate, digits=3),
        Rule("PLAQUE", re.compile(old), _is_old_plate, digits=2),
    )


def _is_old_plate(match: re.Match[str]) -> bool:
    """« 10 MIN 45 » is a time."""
    return match[1].lower() not in words("plate_words")


def _is_new_plate(match: re.Match[str]) -> bool:
    """Small letters with spaces are words (« le 123 et »); so are two capital words around a number."""
    is_spoken = match[2] == " " and match[0] != match[0].upper()
    return not is_spoken and not {match[1].lower(), match[3].lower()} <= words("plate_words")


def _catch_all() -> tuple[Rule, ...]:
    """Eight digits or more together: foreigners' numbers, driving licences, accounts, whatever their form."""
    return (Rule("NUMERO", re.compile(r"(?<!\d)\d(?:[ ./_-]{0,2}\d){7,}"), digits=8),)
