"""Every generated sentence with its variants, to be read by a person; faults of French that a rule can see are told beside them.

Usage: python -m benchmarks.sentences (or `make sentences`). First the word functions of `display`, over declared values: 0, 1, 2
and many, every unit, status, class and direction. Then what each section of each report says of the invented site, for both
audiences. 1 where a fault is seen.
"""

import inspect
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from itertools import product
from pathlib import Path
from types import ModuleType

from qep_lib.display import absence, month_words, remarks, spelled, verdict, wording
from qep_lib.display.absence import Subject
from qep_lib.display.elements import Absent, Element, Figure, Gallery, KeyFigures, Note, Table, Text
from qep_lib.display.printable import tied
from qep_lib.indicators.rating import rate
from qep_lib.intake.importer import import_file
from qep_lib.model.campaign import Disclosure
from qep_lib.model.indicator import Definition, Indicator, Measurement, Review, WorkedCase
from qep_lib.model.measured import Measured
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.reports.opening import open_report

PROJECT = Path(__file__).parents[1]
INVENTED_RUN, INVENTED_SITE, INVENTED_PERIOD, INVENTED_DAY = "fictif-2022", "53", "2022", "2023-01-13"
COUNTS = (0, 1, 2, 41, 1234)
LABELS = (
    "Appels décrochés",
    "Délai de délivrance : permis de conduire",
    "État civil",
    "CNI et passeports",
    "À l'accueil",
)
PERIODS = ("2020", "1er semestre 2021", "avril 2021", "octobre 2020", "du 10 mars 2020 au 7 avril 2020")
ROOM: tuple[ModuleType, ...] = (wording, verdict, spelled, absence, remarks, month_words)
"""Modules whose public functions make words of values."""
OF_A_CHART = {
    f"{month_words.__name__}.{name}"
    for name in ("change_words", "limits_words", "reading_words", "screened_words", "signal_words", "target_words")
}
"""Words that ask for a whole control chart: `tests/unit/display/test_control_figures.py` draws them."""

LIMITS = Disclosure(
    public=11, internal=5, count_minimum=5, quantile_neighbours=5, unanimous_below=30, whole_points_below=1000
)
NOTHING = dict.fromkeys(field.name for field in fields(Measured)) | {
    "indicator_id": "x_pct", "site_id": "18", "period": "2020", "group": "", "nature": "real", "status": "ok",
    "origin": "declared", "limits": LIMITS,
}  # fmt: skip


def indicators() -> Iterator[Indicator]:
    """One indicator a unit, whose labels begin in every way."""
    units = ("pct", "permille", "days", "working_days", "count", "score")
    for place, unit in enumerate(units):
        yield Indicator(
            id="x_pct",
            label=LABELS[place % len(LABELS)],
            short_label=LABELS[place % len(LABELS)],
            section="channels",
            order=1,
            definition=Definition(text="…", reference="exemple"),
            unit=unit,
            decimals=1 if unit != "count" else 0,
            direction="lower" if "days" in unit else "neutral" if unit == "count" else "higher",
            table="calls",
            formula="call_share",
            is_sample=unit == "pct",
            measurement=Measurement(serie_id="x"),
            review=Review(checked_by="exemple", checked_on=date(2026, 1, 1)),
            worked_cases=(WorkedCase(title="…", expected={"value": 1}),),
        )


def rows(indicator: Indicator) -> Iterator[Measured]:
    """Figures of an indicator: each status; met, near, off and far from a target; up, down, level, proven or not."""
    bare = Measured(**NOTHING)
    for status in wording.STATUS_WORDS:
        yield replace(bare, status=status)
    values = COUNTS if indicator.unit == "count" else (0.0, 1.0, 1.5, 42.5, 64.0, 100.0)
    for value, target in product(values, (None, 30.0)):
        gap, rating = (None, None) if target is None else rate(value, target, indicator.direction)
        row = replace(bare, value=float(value), target=target, gap=gap, rating=rating)
        yield row
        yield replace(row, status="provisional", as_of=date(2020, 11, 1), previous=52.1, change=value - 52.1)
        for before, is_proven in product((value, 40.0, 0.5), (None, False, True)):
            if before != value or not is_proven:
                yield replace(row, previous=before, change=value - before, is_change_demonstrated=is_proven)
    if indicator.unit == "pct":
        for part, base in ((0, 12), (1, 1), (12, 12), (40, 41), (1042, 1170)):
            share = 100 * part / base
            counted = {"numerator": float(part), "denominator": float(base), "n": base, "low": max(share - 9, 0.4)}
            yield replace(bare, origin="computed", value=share, high=min(share + 9, 99.6), **counted)


OF_ALL_GRAINS = tuple(
    indicator.model_copy(update={"grain": grain})
    for indicator in indicators()
    for grain in ("site", "cert", "national")
)
EXAMPLES: dict[str, tuple[tuple, ...]] = {
    "wording.format_number": tuple((count, decimals) for count in (*COUNTS, -3.25) for decimals in (0, 2)),
    "wording.format_value": tuple((count, unit, 1) for count in (0, 1, 1.5, 2, 64) for unit in wording.UNIT_SUFFIX),
    "wording.format_measured": ((99.97, "pct", 0), (0.02, "pct", 0), (100, "pct", 0)),
    "wording.unit_suffix": ((1, "working_days"), (2, "working_days")),
    "wording.format_share": ((0, 3), (1, 3), (999, 1000), (3, 3)),
    "wording.rounded_parts_note": (((33.4, 33.4, 33.4), 100), ((50.0, 50.0), 100)),
    "wording.counted_share_words": ((1, 1), (340, 400)),
    "wording.format_count": tuple((count, "demande") for count in COUNTS),
    "wording.format_date": ((date(2022, 6, 1),), (date(2022, 6, 27),)),
    "wording.format_dates": (
        (date(2020, 9, 14), date(2020, 9, 25)),
        (date(2021, 3, 22), date(2021, 4, 1)),
        (date(2021, 8, 1), date(2021, 8, 1)),
    ),
    "wording.as_of_words": tuple(
        (Measured(**NOTHING | {"status": status, "as_of": date(2020, 11, 1)}),) for status in ("ok", "provisional")
    ),
    "wording.format_target": tuple((target, indicator) for target in (0.5, 1.0, 90.0) for indicator in indicators()),
    "wording.typeset": (("90 %",), ("3 jours ouvrés",), ("5 ‰ // 5,71",)),
    "wording.difference_words": tuple((change, unit, 1) for change in (-9.0, 0.5, 2.0) for unit in wording.UNIT_SUFFIX),
    "wording.relative_change_words": ((42, 78), (78, 42), (1001, 1000), (5, 5), (0, 4)),
    "wording.gap_words": ((0.382, "off"), (0.004, "near"), (0.2499, "near"), (0.5001, "far")),
    "wording.in_period": tuple((label,) for label in PERIODS),
    "wording.of_period": tuple((label,) for label in PERIODS),
    "wording.since_period": tuple((label,) for label in PERIODS),
    "wording.joined": ((["a"],), (["a", "b"],), (["a", "b", "c"],)),
    "spelled.spelled_days": tuple((f"Délai de {count}\u00a0j",) for count in ("0", "1,5", "2", "64")),
    "spelled.range_of": (("91 à 97\u202f%",), ("plus de 95\u202f%",)),
    "spelled.subject_of": tuple((label,) for label in LABELS),
    "spelled.inside_sentence": tuple((label,) for label in LABELS),
    "spelled.wider_words": tuple((indicator,) for indicator in OF_ALL_GRAINS),
    "spelled.full_name": tuple((indicator,) for indicator in OF_ALL_GRAINS),
    "spelled.whose_name": tuple((indicator,) for indicator in OF_ALL_GRAINS),
    "spelled.spoken_name": tuple((indicator,) for indicator in OF_ALL_GRAINS),
    "spelled.wider_notes": tuple(([indicator],) for indicator in OF_ALL_GRAINS),
    "verdict.local_targets_words": ((1,), (2,)),
    "absence.absence_sentence": tuple(
        ([Measured(**NOTHING | {"status": status})], subject, "année 2021")
        for status in wording.STATUS_WORDS
        for subject in (
            Subject("Demandes", "registre des demandes", "aucune demande n'est enregistrée au registre"),
            Subject("Enquête mystère", "enquête mystère", "aucun contact mystère n'est enregistré", "e"),
            Subject("Délais des titres", "délais des titres", "aucune demande de titre n'est enregistrée", "s"),
        )
    ),
    "absence.gathered": tuple(
        ([Absent(subject, "…", reason) for subject in named],)
        for reason in absence.GATHERED
        for named in (("délais",), ("Délais de l'État", "appels"), ("a", "b", "c"))
    ),
    "remarks.remark_sentences": tuple(
        ([Measured(**NOTHING | {"remark": "75 % dans le délai et 1 jour ne vont pas ensemble : raison"})], audience)
        for audience in ("internal", "public")
    ),
    "remarks.fictitious_words": (
        ((f"{remarks.FICTITIOUS_FIGURES}, pour illustrer.", f"{remarks.FICTITIOUS_LINES}, pour illustrer."),),
    ),
    "month_words.month_name": ((Period.parse("2021-08"),),),
    "month_words.short_month": tuple((date(2021, month, 1),) for month in (1, 5, 7, 8)),
    "month_words.span_words": tuple(
        (Period.parse(first), Period.parse(last))
        for first, last in (("2021-08", "2021-08"), ("2021-04", "2021-10"), ("2020-10", "2021-03"))
    ),
}
"""Function -> the arguments of each of its variants; those that take a figure and its indicator take all of `rows`."""
OF_A_FIGURE = ["measured", "indicator"]


def word_functions() -> dict[str, Callable]:
    """Every public function of the room that makes words, by its short name."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": function
        for module in ROOM
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and _makes_words(function)
        if f"{module.__name__}.{name}" not in OF_A_CHART
    }


def _makes_words(function: Callable) -> bool:
    made = inspect.signature(function).return_annotation
    return made in (str, list[str], tuple[str, ...])


def is_of_a_figure(function: Callable) -> bool:
    """True of a function that takes a figure and its indicator: its variants are those of the figures."""
    return list(inspect.signature(function).parameters)[:2] == OF_A_FIGURE


def variants(name: str, function: Callable) -> Iterator[str]:
    """What the function says, variant by variant, each once and as it is printed."""
    said: dict[str, None] = {}
    for arguments in _figures(function) if is_of_a_figure(function) else EXAMPLES[name]:
        made = function(*arguments)
        for words in [made] if isinstance(made, str) else made:
            said[tied(words)] = None
    yield from said


def _figures(function: Callable) -> Iterator[tuple]:
    asked = list(inspect.signature(function).parameters)[2:]
    more = {"previous_label": ("2019", "1er semestre 2021"), "audience": ("internal", "public")}
    needs_class = function.__module__ == verdict.__name__
    for indicator in indicators():
        for row in rows(indicator):
            if needs_class and row.rating is None:
                continue
            yield from ((row, indicator, *rest) for rest in product(*(more[word] for word in asked if word in more)))


SAME_IN_PLURAL = (
    "mois|cas|avis|fois|temps|permis|plus|moins|dans|sans|sous|pas|puis|accès|relais|succès|congés|sous-préfectures"
)
COUNTED = (
    "réponse|demande|action|contact|agent|exigence|jour|point|constat|engagement|fichier|visite|personne|délai|échéance|"
    "semaine|critère|site|réclamation|suggestion|canal|enregistrement"
)
FAULTS = {
    "deux espaces": re.compile("[ \u00a0\u202f]{2}"),
    "article": re.compile(r"\b(?:de|à) les?\b(?! \w+(?:er|ir|re|oir)\b)"),
    "élision": re.compile(
        r"\b(?:de|que|ne|se|me|le|la|jusque|lorsque) (?!onz|oui\b|ou\b|et\b)[aeiouâàéèêîôûœ](?=[a-zéèêûôî])"
    ),
    "accord au singulier": re.compile(
        rf"(?:^|[^\d,\u202f\u00a0 ]| (?<!\d ))[01][ \u00a0](?!(?:{SAME_IN_PLURAL})\b)[a-zéèêûôî]+s\b"
    ),
    "accord au pluriel": re.compile(rf"(?<![\d,])(?:[2-9]|\d[\d\u202f]*\d)[ \u00a0](?:{COUNTED})\b(?!s)"),
    "ponctuation": re.compile(r"\.\.| [.,]|,,|\( | \)|;;|::|, ?\.|\.,|:\."),
    "guillemet": re.compile(r"^[^«»]*»|«[^»]*$|«[^»]*«[^»]*$"),
    "participe": re.compile(r"\b[Rr]épondue?s\b"),
    "régime": re.compile(r"\bsatisfaits pour\b|\bsatisfaits : (?:les? |la |l')"),
    "accord au féminin": re.compile(r"\b(?:Enquête|Décision|Obtention|Formation)\b[^:.;,]* (?:réalisé|prévu|tenu)\b"),
    "reste de programme": re.compile(r"\b(?:None|nan|NaT|True|False)\b|[{}]"),
    "unité": re.compile(r"\d [%‰]"),
}
"""What a rule can see of a printed line: it names the fault, a person reads the rest."""


def faults(line: str) -> list[str]:
    """The faults of a printed line."""
    return [name for name, pattern in FAULTS.items() if pattern.search(line)]


def section_lines(element: Element) -> Iterator[str]:
    """The sentences that an element prints: paragraphs, titles, notes and alternative texts; not its cells."""
    match element:
        case Text() | Note():
            yield from element.paragraphs
        case Absent():
            yield element.sentence
        case Table():
            yield from (element.caption, *element.notes)
        case Figure():
            yield from (element.caption, element.alt, *element.data.notes)
        case KeyFigures():
            yield from (f"{item.label} : {item.value} {item.detail}".strip() for item in element.items)
        case Gallery():
            for item in element.items:
                yield from section_lines(item)


def calls_of(report) -> Iterator[tuple[str, Callable[[], Element]]]:
    """Every call of the sections that a report shows, that asks for nothing."""
    for section in report.sections:
        for name, call in inspect.getmembers(getattr(report, section), inspect.isroutine):
            asked = inspect.signature(call).parameters.values()
            if not name.startswith("_") and all(given.default is not inspect.Parameter.empty for given in asked):
                yield f"{section}.{name}", call


def said_by_sections(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """(call, sentence) of every report of the invented site, for both audiences, each sentence once."""
    seen: set[tuple[str, str]] = set()
    for report_id, kind in read_catalogue(workspace).reports.items():
        for audience in ("internal", "public") if kind.scope == "site" else ():
            try:
                report = open_report(
                    report_id, INVENTED_SITE, INVENTED_PERIOD, INVENTED_DAY, audience, workspace=workspace
                )
            except Exception as refused:  # A report without data of its own is told, not skipped.
                print(f"  ({report_id} : {refused})")
                continue
            for name, call in calls_of(report):
                for line in map(tied, section_lines(call())):
                    if (name, line) not in seen:
                        seen.add((name, line))
                        yield name, line


def main() -> int:
    """Print them all, faults beside them; 1 where there is one."""
    found = 0
    for name, function in word_functions().items():
        print(f"\n== {name}")
        for line in variants(name, function):
            found += _shown(line)
    with tempfile.TemporaryDirectory() as folder:
        for name, line in said_by_sections(_invented(Path(folder))):
            found += _shown(f"{name} | {line}", line)
    print(f"\n{found} phrase(s) à revoir." if found else "\nAucune faute qu'une règle voie.")
    return 1 if found else 0


def _shown(text: str, line: str | None = None) -> int:
    told = ", ".join(faults(text if line is None else line))
    print(f"!! {text}   [{told}]" if told else f"   {text}")
    return 1 if told else 0


def _invented(folder: Path) -> Workspace:
    for name in ("params", "notebooks", "examples"):
        (folder / name).symlink_to(PROJECT / name)
    workspace = Workspace(folder)
    catalogue = read_catalogue(workspace)
    for request in catalogue.runs[INVENTED_RUN].imports:
        import_file(workspace, catalogue, request)
    return workspace


if __name__ == "__main__":
    sys.exit(main())
