"""`qep texts`: a draft of the words of a year, section by section, with the figures to write from as comments."""

from collections.abc import Iterator, Sequence

from qep_lib.cli.screen import Screen
from qep_lib.display.absence import is_absent
from qep_lib.display.elements import Element, Gallery, KeyFigures, Table, Text, plain_text
from qep_lib.errors import ParameterError
from qep_lib.files import replace_file
from qep_lib.model.characters import fold
from qep_lib.model.headings import Title, bare_title, match_title
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.document import read_text
from qep_lib.params.outlines import read_outlines
from qep_lib.params.overlay import find_file
from qep_lib.params.perimeter import site_fault
from qep_lib.params.texts import FOLDER, PREFECT_WORDS, written_headings
from qep_lib.reports.notebook import calls_by_title
from qep_lib.reports.opening import open_report
from qep_lib.reports.report import Report

REPORT = "bilan"
PREFECT = "Mot du préfet"
AUDIENCE = "public"
"""Figures that a public document prints: a draft is kept with the parameters, which may travel."""
MOST_LINES = 12
_HEAD = """\
---
# Ôter les « # » de ce qui sert.
# signataire: {nom: "Prénom Nom", qualite: "Référente qualité"}
# titre: "Le titre du bilan, en une phrase"
# masquer: [fraude]
# ordre: [titres, satisfaction]
---
"""


def draft_texts(site_code: str, period_code: str) -> int:
    """Write the draft, or add to the file that is there the headings that it has not; no line of it changes."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    if fault := site_fault(site_code, catalogue.sites):
        raise ParameterError(fault)
    period = Period.parse(period_code)
    name = f"{FOLDER}/{site_code}/{period.code}.md"
    path = workspace.root / name
    former = ""
    if path.exists():
        read = read_text(path, name)
        if isinstance(read, Issue):
            raise ParameterError(f"{read.sentence} Rien n'a été écrit.")
        former = read
    report = open_report(REPORT, site_code, period.code, None, AUDIENCE, workspace=workspace)
    sections: list[tuple[str, tuple[str, ...]]] = [
        (PREFECT, (f"{PREFECT_WORDS} mots au plus. Ce qui est entre ces signes n'est jamais publié.",))
    ]
    sections += sections_with_data(report)
    outlines = read_outlines(workspace)
    known = written_headings(former)
    added = [(title, lines) for title, lines in sections if not _is_written(title, known, outlines)]
    if not added:
        screen.line(f"{name} : rien à ajouter, il a déjà toutes les sections qui ont des données.")
        return 0
    draft = "\n".join(_drafted(title, lines) for title, lines in added)
    end = "" if former.endswith("\n") else "\n"
    text = f"{former}{end}\n{draft}" if former else f"{_HEAD}\n{draft}"
    replace_file(path, text.encode())
    screen.line(f"{name} : {'ajouté' if former else 'écrit'} ({', '.join(title for title, _ in added)}).")
    if former:
        screen.line("Ce qui y était n'a pas changé d'une ligne.")
    screen.line("À faire : y écrire sous chaque titre, effacer ceux qui ne servent pas, puis qep check et qep run.")
    return 0


def sections_with_data(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sections that have data, with what they say, in the order of the notebook."""
    notebook = report.context.catalogue.reports[REPORT].notebook
    for title, calls in calls_by_title(find_file(report.context.workspace, f"notebooks/{notebook}")):
        elements = [getattr(getattr(report, section), call)() for section, call in calls]
        shown = [element for element in elements if not is_absent(element)]
        if shown:
            named = bare_title(title)
            yield (
                f"{named[0].upper()}{named[1:]}",
                tuple(line for element in shown for line in _figures(element))[:MOST_LINES],
            )


def _figures(element: Element) -> Iterator[str]:
    """Its words and numbers, a line each; a drawing says them again."""
    match element:
        case Gallery():
            for item in element.items:
                yield from _figures(item)
        case Text() | KeyFigures() | Table():
            yield from (line for line in plain_text(element).splitlines() if line.strip())


def _is_written(title: str, known: Sequence[str], outlines: Sequence[Sequence[Title]]) -> bool:
    names = {title}
    names.update(words for outline in outlines for _, words in outline if fold(bare_title(words)) == fold(title))
    return any(
        fold(bare_title(heading)) == fold(title) or any(match_title(heading, outline) in names for outline in outlines)
        for heading in known
    )


def _drafted(title: str, lines: Sequence[str]) -> str:
    # The end of a comment in a figure's label would let the rest be published.
    said = "\n".join(line.replace("--", "- -") for line in lines)
    return f"## {title}\n\n<!--\n{said}\n-->\n"
