"""`qep committee`: the papers of a meeting of a users' or steering committee, as files to fill. They go among people's own."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from re import fullmatch
from typing import Any

from qep_lib.cli.importing import parse_day
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import known_site, shown
from qep_lib.display.wording import format_date, of_period
from qep_lib.errors import DataRefused, ParameterError, sure
from qep_lib.export.committee_papers import (
    DecisionForm,
    Meeting,
    attendance,
    decisions_workbook,
    invitation,
    is_untouched,
    minutes,
    paper_docx,
    signed,
)
from qep_lib.files import replace_file
from qep_lib.model.base import Audience
from qep_lib.model.campaign import Source
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.committee import HOUR, KIND_TITLES, AgendaPoint, Committee, CommitteeKind, Sitting
from qep_lib.model.period import Period
from qep_lib.model.site import Site
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.isolation import refuse
from qep_lib.params.templates import clean_template
from qep_lib.reports.context import ReportContext, open_context
from qep_lib.reports.meeting import REPORT, point_elements
from qep_lib.reports.own_words import letterhead

FOLDER = "comites"
DECISIONS = "committee-decisions"
AUDIENCES: dict[CommitteeKind, Audience] = {"clu": "public", "copil": "internal"}
"""Members of a users' committee are not of the service: what they are shown is what anybody is."""
OTHER_NAMES = 100


def write_papers(
    site_code: str, day: str, kind: str, period: str | None, time: str | None, place: str | None, to: str | None
) -> int:
    """Write the invitation, the attendance sheet, the draft of the minutes and the decisions to import.

    A paper that somebody changed is never written over: the new one takes another name, which is said.
    """
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    site, held_on = known_site(catalogue, site_code), parse_day(day, "date")
    if kind not in KIND_TITLES:
        hint = did_you_mean(kind, KIND_TITLES)
        raise ParameterError(f"--kind « {kind} » inconnu. Accepté : {', '.join(KIND_TITLES)}. {hint}".strip())
    if time is not None and not fullmatch(HOUR, time):
        raise ParameterError(f"--time « {time} » illisible. Accepté : une heure telle que 14:00.")
    refuse(found for found in catalogue.left_out if found.kind == "committee" and site.site_id in found.sites)
    shown_period = Period.parse(period or str(held_on.year - 1))
    committee = _committee(screen, catalogue, site, kind)
    contexts = _contexts(screen, workspace, committee, AUDIENCES[kind], shown_period)
    meeting = _meeting(catalogue, committee, kind, held_on, shown_period, time, place)
    meeting = replace(meeting, letterhead=letterhead(contexts[0]) if contexts else None)
    figures = [
        [(context.site.name, point_elements(context, point.shows)) for context in contexts] for point in meeting.agenda
    ]
    decisions = _decision_form(catalogue, meeting)
    template = _template(workspace, catalogue, committee)
    folder = _folder(workspace, to, f"{held_on}-{kind}-{committee.id}")
    papers = {
        "invitation.docx": paper_docx(invitation(meeting), template),
        "emargement.docx": paper_docx(attendance(meeting), template),
        "compte-rendu.docx": paper_docx(minutes(meeting, shown_period.short_label, figures, decisions), template),
        "decisions.xlsx": signed(decisions_workbook(decisions)),
    }
    screen.line(f"{meeting.name}, {format_date(held_on)} : chiffres {of_period(shown_period.short_label)}.")
    written = [_write(screen, workspace, folder / name, content) for name, content in papers.items()]
    screen.line(
        f"À faire après la réunion : remplir le relevé de décisions, puis « qep import {shown(written[-1], workspace.root)} "
        f"--source {DECISIONS} --site {site.site_id} --period {held_on.year} --extracted-on DATE --nature real »."
    )
    screen.line("Ces papiers nomment des personnes : ils restent hors des rapports et ne sont jamais publiés.")
    return 0


def _folder(workspace: Workspace, to: str | None, name: str) -> Path:
    """Where the papers go: never where reports are, for what is there may be published."""
    folder = Path(to) if to else workspace.deposits / FOLDER / name
    if folder.resolve().is_relative_to(workspace.reports.resolve()):
        raise ParameterError(
            f"--to « {to} » est dans les rapports, qui se publient. Accepté : un dossier ailleurs ; sans --to, dans depots/."
        )
    return folder


def _committee(screen: Screen, catalogue: Catalogue, site: Site, kind: CommitteeKind) -> Committee:
    """The committee of the site, or one without members, told, where nobody described it."""
    found = catalogue.committees.get(site.site_id)
    if found is not None and found.sitting(kind) is not None:
        return found
    where = f"params/committees/{found.id}.yml" if found else f"params/committees/{site.site_id.lower()}.yml"
    screen.line(
        f"{KIND_TITLES[kind]} de {site.name} : ni membres ni ordre du jour dans {where} ; l'ordre du jour usuel est repris et "
        "la feuille d'émargement est vierge. À faire : y décrire les collèges et leurs structures."
    )
    label, sites = (found.label, found.sites) if found else (site.name, (site.site_id,))
    stem = found.id if found else site.site_id.lower()
    sittings: dict[str, Any] = {kind: Sitting()}
    return Committee(id=stem, label=label, sites=sites, **sittings)


def _meeting(
    catalogue: Catalogue,
    committee: Committee,
    kind: CommitteeKind,
    day: date,
    period: Period,
    time: str | None,
    place: str | None,
) -> Meeting:
    sitting = sure(committee.sitting(kind))
    agenda = sitting.agenda or (catalogue.agendas.of(kind) if catalogue.agendas else ())
    if not agenda:
        raise ParameterError(
            f"aucun ordre du jour : ni dans params/committees/{committee.id}.yml, ni dans params/agendas.yml. "
            "À faire : en donner un."
        )
    words = {"{period}": period.short_label, "{year}": str(day.year)}
    points = tuple(AgendaPoint(title=_filled(point.title, words), shows=point.shows) for point in agenda)
    names = tuple(catalogue.sites[code].name for code in committee.sites)
    hour, where = time or sitting.time or "", place or sitting.place
    seat = catalogue.sites[committee.sites[0]].seat
    return Meeting(kind, committee.label, names, day, sitting, points, hour, where, seat)


def _filled(title: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        title = title.replace(word, value)
    return title


def _contexts(
    screen: Screen, workspace: Workspace, committee: Committee, audience: Audience, period: Period
) -> list[ReportContext]:
    """Those of the sites that have data of the period; a site without any is told."""
    contexts = []
    for code in committee.sites:
        try:
            contexts.append(open_context(REPORT, code, period.code, None, audience, None, workspace))
        except DataRefused as refusal:
            screen.line(f"Sans chiffres : {refusal.message}", "bold red")
    return contexts


def _decision_form(catalogue: Catalogue, meeting: Meeting) -> DecisionForm:
    """The headings that the import of decisions reads, and numbers that no other meeting of the year gives."""
    source: Source | None = catalogue.sources.get(DECISIONS)
    if source is None:
        raise ParameterError(
            f"params/sources/{DECISIONS}.yml, qui décrit le relevé de décisions, est absent ou à corriger. "
            "À faire : qep check."
        )
    first = {name: _first(binding.heading) for name, binding in source.columns.items() if binding.heading is not None}
    choices = {
        first[name]: [words[0] for words in source.labels_of(name).values()] for name in first if source.labels_of(name)
    }
    prefix = f"{meeting.kind.upper()} {meeting.day:%d/%m}"
    return DecisionForm(tuple(first.values()), first["action_number"], choices, prefix)


def _first(heading: str | tuple[str, ...]) -> str:
    return heading if isinstance(heading, str) else heading[0]


def _template(workspace: Workspace, catalogue: Catalogue, committee: Committee) -> bytes | None:
    """The user's own DOCX whose styles the papers take."""
    made = catalogue.own_words.template_for("docx", committee.sites[0])
    return clean_template(workspace.root / made.file) if made else None


def _write(screen: Screen, workspace: Workspace, path: Path, content: bytes) -> Path:
    """Write a paper; one that was changed stays, and the new one stands beside it under another name."""
    wanted = path
    for number in range(2, OTHER_NAMES):
        if wanted.is_dir():
            raise ParameterError(f"--to : « {wanted} » est un dossier. Accepté : un dossier où ce nom est libre.")
        former = wanted.read_bytes() if wanted.is_file() else None
        if former is None or former == content or is_untouched(former):
            break
        wanted = path.with_name(f"{path.stem}-{number}{path.suffix}")
    else:
        raise ParameterError(f"{path.name} : trop de versions dans {path.parent.name}. À faire : ranger les anciennes.")
    if former != content:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        replace_file(wanted, content)
    kept = "" if wanted == path else f" ({path.name} a été rempli : il reste tel qu'il est)"
    screen.line(f"Résultat : {shown(wanted, workspace.root)}{kept}")
    return wanted
