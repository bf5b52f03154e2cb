"""Which sites an expression asks for, and which jobs a pattern keeps. Periods are read by `model.period`."""

import fnmatch
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from qep_lib.errors import ParameterError
from qep_lib.model.characters import printable
from qep_lib.model.site import Site
from qep_lib.model.subject import is_perimeter
from qep_lib.model.suggest import did_you_mean
from qep_lib.params.perimeter import perimeter_of, read_perimeter

ALL = "all"
REGION = "region:"
FILE = "file:"
ACCEPTED = "un code de site (« 18 », « 2A », « 971 », « 91-etampes »), « region:24 », « all » ou « file:sites.txt »"
SHOWN_IDS = 3


def select_sites(expressions: Iterable[str], sites: Mapping[str, Site]) -> tuple[str, ...]:
    """Site ids that the expressions name, without repetition, in the registry's order.

    `file:sites.txt` stands for the expressions that this file holds, one a line, `#` starting a comment. Raises one
    `ParameterError` whose faults name every expression that cannot be used.
    """
    chosen: set[str] = set()
    faults = []
    for where, expression, fault in _written(expressions):
        found, unknown = ((), fault) if fault else _select(expression, sites)
        chosen.update(found)
        if unknown:
            faults.append(f"{where}{unknown}")
    if faults:
        raise ParameterError("site demandé inconnu : rien n'a été lancé.", tuple(faults))
    return tuple(site_id for site_id in sites if site_id in chosen)


def select_codes(expressions: Iterable[str], sites: Mapping[str, Site]) -> tuple[str, ...]:
    """The sites that the expressions name, then what they compare: each region or the country where it is named, and
    together the sites named one by one. Raises as `select_sites`."""
    expressions = [*expressions]
    chosen = select_sites(expressions, sites)
    asked = [expression for _, expression, _ in _written(expressions)]
    wholes = [read_perimeter(expression, sites) for expression in asked if _is_comparable(expression, sites)]
    listed = perimeter_of(select_sites([e for e in asked if e in sites], sites), sites)
    groups = [*wholes, *([listed] if listed else [])]
    return (*chosen, *dict.fromkeys(group.id for group in groups))


def _is_comparable(expression: str, sites: Mapping[str, Site]) -> bool:
    """True for the country, a perimeter, and a region of several prefectures."""
    if expression.startswith(REGION):
        code = expression.removeprefix(REGION)
        return sum(site.region_code == code and site.kind == "prefecture" for site in sites.values()) > 1
    return expression == ALL or is_perimeter(expression)


def match_ids(job_ids: Collection[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """The ids that match one of the patterns, in their order; all of them without a pattern.

    `*` stands for any text, slashes included: `18/2020/*/bilan`, `*/bilan`.
    """
    if not patterns:
        return tuple(job_ids)
    exact, globs = _split(tuple(patterns))
    return tuple(job_id for job_id in job_ids if job_id in exact or (globs and globs.match(job_id)))


def check_patterns(patterns: Iterable[str], job_ids: Collection[str]) -> None:
    """Raise one `ParameterError` for the patterns that match no job, with examples of what they could."""
    known = set(job_ids)
    useless = [p for p in patterns if p not in known and not fnmatch.filter(known, p)]
    if not useless:
        return
    examples = ", ".join(f"« {job_id} »" for job_id in tuple(job_ids)[:SHOWN_IDS])
    accepted = f"un rapport de la sélection, comme {examples}, ou un motif comme « */bilan »"
    raise ParameterError(
        "--only ne désigne aucun rapport : rien n'a été lancé.",
        tuple(f"« {pattern} » : accepté : {accepted if examples else 'la sélection est vide'}." for pattern in useless),
    )


@lru_cache(maxsize=8)
def _split(patterns: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """Plain ids, looked up at once however many they are, and one expression for all the others."""
    globs = [pattern for pattern in patterns if set(pattern) & set("*?[")]
    joined = "|".join(fnmatch.translate(pattern) for pattern in globs)
    return frozenset(patterns) - frozenset(globs), re.compile(joined) if globs else None


def _written(expressions: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(place, expression, fault): the expressions as typed, files replaced by what they hold."""
    for typed in expressions:
        # What cannot be shown is no code: the mark that stands for it is refused, and can be repeated.
        expression = printable(str(typed).strip())
        if not expression.startswith(FILE):
            yield "", expression, ""
            continue
        name = expression.removeprefix(FILE)
        lines, fault = _read_lines(Path(name))
        if fault:
            yield "", expression, f"« {name} » {fault}"
        for number, line in lines:
            place = f"{name}, ligne {number} : "
            is_file = line.startswith(FILE)
            yield place, line, f"« {line} » : un fichier ne peut pas en nommer un autre." if is_file else ""


def _read_lines(path: Path) -> tuple[list[tuple[int, str]], str]:
    """(number, text) of the lines that say something, or the French fault of the file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return [], "n'existe pas. Accepté : un fichier de texte, un code de site par ligne."
    except (OSError, ValueError):
        return [], "n'est pas lisible. Accepté : un fichier de texte en UTF-8, un code de site par ligne."
    said = [(number, printable(line.partition("#")[0].strip())) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in said if line]
    return lines, "" if lines else "ne contient aucun site. Accepté : un code de site par ligne."


def _select(expression: str, sites: Mapping[str, Site]) -> tuple[tuple[str, ...], str]:
    if expression == ALL:
        return tuple(sites), ""
    if expression.startswith(REGION):
        code = expression.removeprefix(REGION)
        found = tuple(site_id for site_id, site in sites.items() if site.region_code == code)
        return found, "" if found else _unknown_region(code, sites)
    if expression in sites:
        return (expression,), ""
    if is_perimeter(expression):
        return _of_perimeter(expression, sites)
    return (), _unknown_site(expression, sites)


def _of_perimeter(expression: str, sites: Mapping[str, Site]) -> tuple[tuple[str, ...], str]:
    """Its sites: `qep retry` and `--only` name a comparison by the id of its perimeter."""
    try:
        return read_perimeter(expression, sites).sites, ""
    except ParameterError as error:
        return (), " ".join((error.message, *error.faults))


def _unknown_site(expression: str, sites: Mapping[str, Site]) -> str:
    padded = expression.zfill(2)
    if expression.isdigit() and padded in sites:
        return f"« {expression} » : un code de département a deux chiffres. À faire : écrire {padded}."
    hint = did_you_mean(expression, sites) or f"accepté : {ACCEPTED}."
    return f"« {expression} » n'est pas dans le registre params/sites.csv ; {hint}"


def _unknown_region(code: str, sites: Mapping[str, Site]) -> str:
    regions = {site.region_code: site.region for site in sites.values()}
    listed = ", ".join(f"{region} ({name})" for region, name in sorted(regions.items()))
    return f"région « {code} » inconnue ; accepté : {listed}."
