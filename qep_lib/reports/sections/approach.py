"""The *démarche*: what the label is, what the site chose of it and for what, its audits, what changed, who has it."""

from datetime import date

from qep_lib.display.elements import Absent, Cell, Element, Gallery, Table, TableColumn, Text
from qep_lib.display.map_classes import LABEL_CLASSES
from qep_lib.display.map_figure import CREDIT, map_figure
from qep_lib.display.wording import NBSP, format_count, format_date
from qep_lib.indicators.label_calendar import AUDIT_KINDS, state_of
from qep_lib.model.site import Framework, Module
from qep_lib.reports.context import ReportContext
from qep_lib.reports.label_calendar import recorded
from qep_lib.reports.section import Section, shown

AUDIT_WORDS = {"external_audit": "Audit externe", "surveillance_audit": "Audit de surveillance"}
LABELLED = LABEL_CLASSES[0]
MANDATORY_WORDS = {
    "always": "obligatoire pour tous",
    "where_cert": "obligatoire pour un site à CERT",
    "optional": "au choix du site",
    "unknown": "on ne sait pas s'il est obligatoire",
}
RULE_WORDS = {
    "validity_months": "Durée du label, en mois",
    "surveillance_audit_within_months": "Audit de surveillance, dernier mois",
    "decision_weeks_after_external_audit": "Décision après l'audit externe, en semaines",
    "users_committee_per_year": "Comités des usagers par an",
    "satisfaction_survey_per_year": "Enquêtes de satisfaction par an",
    "training_cycle_years": "Formations à renouveler, en années",
}
DEADLINE_WORDS = {
    "information_request": "Réponse aux demandes d'information",
    "complaint_or_suggestion": "Réponse aux réclamations et suggestions",
    "local_authority_request": "Réponse aux collectivités",
    "meeting_fixed": "Fixer le rendez-vous d'un élu",
    "meeting_held": "Tenir le rendez-vous d'un élu",
    "website_update": "Mettre à jour le site internet",
    "ivr_update": "Mettre à jour le serveur vocal",
}
CHANNEL_WORDS = {
    "email": " par courriel",
    "post": " par courrier",
    "electronic": " par voie électronique",
    "paper": " sur papier",
}
FEWEST_ON_A_MAP = 3
"""Fewer labelled prefectures make a sentence, not a map."""
ROLE = (
    "Résultats des exigences de qualité",
    "Réclamations et plans d'action",
    "Souhaits et suggestions des usagers",
    "Information sur l'amélioration des services",
)
"""What a users' committee deals with, as the one of Essonne printed it on 16 October 2020."""
SECTION = Section("La démarche Qual-e-pref")


@shown
def role(context: ReportContext) -> Element:
    """What the users' committee deals with."""
    return Text(ROLE, is_list=True)


@shown
def perimeter(context: ReportContext) -> Element:
    """For what the label is asked or was obtained: the site, its modules and commitments, its centre of titles."""
    label = context.label
    if label is None:
        return _no_label()
    chosen = [module for module in context.framework.modules if module.id in label.modules]
    granted = label.labelled_on is not None and label.labelled_on <= context.as_of
    verb = f"labellisée depuis le {format_date(label.labelled_on)}" if granted else "engagée dans la démarche"
    modules = format_count(len(chosen), "module choisi", "modules choisis")
    sentence = f"{context.site.name}, {verb} : {modules} sur {len(context.framework.modules)}"
    lines = [f"{sentence}, soit {_commitments_words(chosen)}."]
    if label.has_cert:
        lines.append("Le site héberge un centre d'expertise et de ressources des titres (CERT).")
    road = context.catalogue.roads.get(context.site.site_id)
    if road is not None and not granted and len(road.sites) > 1:
        lines.append(f"{format_count(len(road.sites), 'site demande', 'sites demandent')} le label ensemble.")
    return Text(tuple(lines))


@shown
def modules_table(context: ReportContext) -> Element:
    """The modules of the référentiel in force, with their commitments, and those that the site chose."""
    if context.label is None:
        return _no_label()
    framework, chosen = context.framework, context.label.modules
    rows = tuple(
        (
            Cell(module.id),
            Cell(module.title),
            Cell(str(len(module.commitments)), len(module.commitments))
            if module.has_known_commitments
            else Cell("non connus"),
            Cell("✓ choisi" if module.id in chosen else "—"),
        )
        for module in framework.modules
    )
    columns = (
        TableColumn("Module"),
        TableColumn("Intitulé"),
        TableColumn("Engagements", "end"),
        TableColumn("Choix du site"),
    )
    count = format_count(len(chosen), "module choisi", "modules choisis")
    return Table("modules-label", f"{count} sur les {len(framework.modules)} du référentiel", columns, rows)


@shown
def audits_table(context: ReportContext) -> Element:
    """The audits told of the label and among the milestones, by date, held or planned at the cut-off."""
    found = {
        (item.event.start_on, item.event.kind): item.event.state(context.as_of)
        for item in recorded(context)
        if item.event.kind in AUDIT_KINDS
    }
    for audit in context.label.audits if context.label else ():
        is_held = audit.day <= min(audit.told_on, context.as_of)
        found.setdefault((audit.day, audit.kind), state_of(audit.day, context.as_of, is_held))
    if not found:
        return Absent("dates d'audit", "Aucun audit n'est enregistré.", "untold")
    words = {"done": "tenu", "passed": "date passée, tenue non enregistrée", "next": "prévu"}
    rows = tuple(
        (Cell(AUDIT_WORDS[kind]), Cell(format_date(day)), Cell(words[state]))
        for (day, kind), state in sorted(found.items())
    )
    columns = (TableColumn("Audit"), TableColumn("Date"), TableColumn("État"))
    return Table("audits-label", f"Audits du label au {format_date(context.as_of)}", columns, rows)


@shown
def changes_text(context: ReportContext) -> Element:
    """What changed in the référentiel since the version before the site's own."""
    catalogue, now = context.catalogue, context.framework
    version = catalogue.version_before(now.version)
    if version is None:
        words = f"La version du référentiel d'avant {version_words(now)} n'est pas connue."
        return Absent("version précédente du référentiel", words, "untold")
    before = catalogue.frameworks[version]
    head = f"Référentiel {version_words(now)}, qui remplace celui {version_words(before)}"
    found = [*_module_changes(before, now), *_commitment_changes(before, now), *_rule_changes(before, now)]
    return Text((f"{head}.", *found)) if found else Text((f"{head} : aucun changement n'est connu.",))


@shown
def labelled_map(context: ReportContext) -> Element:
    """The departments whose prefecture is known to hold the label at the cut-off, with the list of labelled sites."""
    labelled = {site.site_id: site for site in context.catalogue.labelled_sites.values() if site.since <= context.as_of}
    departments = sorted(code for code in labelled if "-" not in code)
    if len(departments) < FEWEST_ON_A_MAP:
        return Absent("carte des sites labellisés", "Les sites labellisés ne sont pas connus.", "untold")
    names = context.catalogue.departments
    areas = {code: LABELLED.id if code in departments else None for code in names}
    count = format_count(len(departments), "préfecture labellisée", "préfectures labellisées")
    values = {code: format_date(labelled[code].since) for code in departments}
    caption = f"{count} au {format_date(context.as_of)}"
    figure = map_figure("carte-labellisees", caption, areas, (LABELLED,), names, values=values)
    return Gallery((figure, Text((CREDIT,))))


def version_words(framework: Framework) -> str:
    """« de 2022 », « du 19 décembre 2018 »."""
    version = framework.version
    return f"de {version}" if version.isdigit() else f"du {format_date(date.fromisoformat(version))}"


def _commitments_words(modules: list[Module]) -> str:
    """« 33 engagements », « au moins 24 engagements » where those of a module are not known."""
    known = sum(len(module.commitments) for module in modules)
    more = "" if all(module.has_known_commitments for module in modules) else "au moins "
    return more + format_count(known, "engagement")


def _module_changes(before: Framework, now: Framework) -> list[str]:
    former, current = ({module.id: module for module in version.modules} for version in (before, now))
    lines = [f"Nouveau module {id_} : {module.title}." for id_, module in current.items() if id_ not in former]
    lines += [f"Module retiré, {id_} : {module.title}." for id_, module in former.items() if id_ not in current]
    lines += [
        f"Module {id_} : « {former[id_].title} » devient « {module.title} »."
        for id_, module in current.items()
        if id_ in former and former[id_].title != module.title
    ]
    return lines + [
        f"Module {id_} : {MANDATORY_WORDS[module.mandatory]}."
        for id_, module in current.items()
        if id_ in former and former[id_].mandatory != module.mandatory
    ]


def _commitment_changes(before: Framework, now: Framework) -> list[str]:
    former, current = ({c.id: c for module in version.modules for c in module.commitments} for version in (before, now))
    lines = [f"Nouvel engagement {id_} : {found.title}." for id_, found in current.items() if id_ not in former]
    lines += [f"Engagement retiré, {id_} : {found.title}." for id_, found in former.items() if id_ not in current]
    return lines + [
        f"Engagement {id_} : « {former[id_].title} » devient « {found.title} »."
        for id_, found in current.items()
        if id_ in former and former[id_].title != found.title
    ]


def _rule_changes(before: Framework, now: Framework) -> list[str]:
    """Durations of the label and promised delays that are not what they were."""
    lines = []
    for name, words in RULE_WORDS.items():
        was, is_now = getattr(before.label, name), getattr(now.label, name)
        if was != is_now:
            lines.append(f"{words} : {is_now} au lieu de {was}.")
    former, current = _deadlines(before), _deadlines(now)
    for words, days in current.items():
        if words not in former:
            lines.append(f"{words} : délai de {days}{NBSP}jours ouvrés, nouveau.")
        elif former[words] != days:
            lines.append(f"{words} : {days}{NBSP}jours ouvrés au lieu de {former[words]}.")
    return lines + [f"{words} : plus de délai promis." for words in former if words not in current]


def _deadlines(framework: Framework) -> dict[str, int]:
    """Promised delay in working days by what is promised, in words."""
    found = {}
    for name, words in DEADLINE_WORDS.items():
        promised = getattr(framework.deadlines_working_days, name)
        for channel, days in promised.items() if isinstance(promised, dict) else [("", promised)]:
            found[f"{words}{CHANNEL_WORDS.get(channel, '')}"] = days
    return found


def _no_label() -> Absent:
    return Absent(
        "modules choisis", "Aucun label n'est enregistré pour ce site : ses modules ne sont pas connus.", "untold"
    )
