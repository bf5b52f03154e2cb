"""`qep label`: the date, modules and audits of a site's label, shown and written in `params/labels.yml`."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qep_lib.cli.importing import parse_day
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import known_site
from qep_lib.display.wording import format_date
from qep_lib.errors import ParameterError
from qep_lib.files import replace_file
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.site import Audit, AuditKind, Label, Site
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.params.editing import Value
from qep_lib.params.labelling import LABELS, edit_label

AUDIT_WORDS = {"external_audit": "audit externe", "surveillance_audit": "audit de surveillance"}


@dataclass(frozen=True, slots=True)
class Typed:
    """The options of `qep label`, as typed; None where nothing was."""

    obtained: str | None = None
    framework: str | None = None
    modules: str | None = None
    has_cert: bool | None = None
    external_audit: str | None = None
    surveillance_audit: str | None = None
    surveillance_extension: int | None = None
    validity_extension: int | None = None
    source: str | None = None


def set_label(site_code: str, typed: Typed) -> int:
    """Write what was typed of the label, or show it as it is when nothing was."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    site, today = known_site(catalogue, site_code), date.today()
    label = catalogue.labels.get(site.site_id)
    if typed == Typed():
        _show(screen, site, label, today)
        return 0
    values = _values(catalogue, site, label, typed, today)
    before, after = edit_label(workspace, catalogue, site.site_id, values)
    changed = [
        line
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    if not changed:
        screen.line(f"{LABELS} : rien à changer, le label de {site.name} est déjà celui-là.")
        return 0
    replace_file(workspace.root / LABELS, after.encode())
    screen.line(f"{LABELS} :")
    for line in changed:
        screen.line(f"  {line[0]} {line[1:]}")
    _show(screen, site, read_catalogue(workspace).labels[site.site_id], today)
    return 0


def _values(catalogue: Catalogue, site: Site, label: Label | None, typed: Typed, today: date) -> dict[str, Value]:
    """What the entry will hold of what was typed; raises `ParameterError` for what cannot be read or is missing."""
    obtained = None if typed.obtained is None else parse_day(typed.obtained, "obtained")
    values: dict[str, Value] = {}
    if obtained is not None:
        if obtained > today:
            raise ParameterError(
                f"--obtained {obtained} : cette date est à venir. Accepté : le jour où le label a été obtenu ; rien pour un "
                "label demandé."
            )
        values["labelled_on"] = obtained
    if typed.framework is not None or label is None:
        values["framework"] = typed.framework or _framework_at(catalogue, obtained)
    if typed.modules is not None:
        values["modules"] = _modules(typed.modules)
    elif label is None:
        raise ParameterError(
            f"il manque --modules : {site.name} n'a pas encore de label dans {LABELS}. Accepté : --modules 1,2,5."
        )
    for name, value in (
        ("has_cert", typed.has_cert),
        ("surveillance_extension_months", typed.surveillance_extension),
        ("validity_extension_months", typed.validity_extension),
    ):
        if value is not None:
            values[name] = value
    if typed.external_audit is not None or typed.surveillance_audit is not None:
        values["audits"] = _audits(label, obtained, typed, today)
    if typed.source is not None or label is None:
        values["source"] = typed.source or f"Déclaré par : {site.name}, {format_date(today)}"
    return values


def _framework_at(catalogue: Catalogue, obtained: date | None) -> str:
    """The version in force on that day, the newest for a label that is only asked for. Versions start with their year."""
    versions = sorted(catalogue.frameworks)
    known = [version for version in versions if obtained is None or version <= obtained.isoformat()]
    return (known or versions[:1])[-1]


def _modules(text: str) -> tuple[str, ...]:
    words = [word.strip().upper().removeprefix("M") for word in text.split(",")]
    unread = [word for word in words if not re.fullmatch(r"\d{1,2}", word, re.ASCII)]
    if unread:
        raise ParameterError(
            f"--modules « {text} » illisible. Accepté : des numéros joints par des virgules, comme 1,2,5."
        )
    return tuple(f"M{number}" for number in sorted({int(word) for word in words}))


def _audits(label: Label | None, obtained: date | None, typed: Typed, today: date) -> tuple[Value, ...]:
    """Those of the label, each kind that was typed in place of its former ones of the same label."""
    granted = obtained or (label.labelled_on if label else None)
    asked: tuple[tuple[AuditKind, str, str | None], ...] = (
        ("external_audit", "external-audit", typed.external_audit),
        ("surveillance_audit", "surveillance-audit", typed.surveillance_audit),
    )
    days = {kind: parse_day(text, option) for kind, option, text in asked if text is not None}
    watched = days.get("surveillance_audit")
    if watched is not None and granted is not None and watched <= granted:
        raise ParameterError(
            f"--surveillance-audit {watched} : l'audit de surveillance suit l'obtention du label ({granted}). "
            "À faire : corriger l'une des deux dates."
        )
    former: Sequence[Audit] = label.audits if label else ()
    # An audit that was told once it was held is not told again.
    known = [audit for audit in former if days.get(audit.kind) == audit.day and audit.told_on >= min(audit.day, today)]
    told = [audit for audit in former if audit.kind not in days] + known
    told += [
        Audit(kind=kind, day=day, told_on=today)
        for kind, day in days.items()
        if kind not in {audit.kind for audit in known}
    ]
    return tuple(
        {"kind": audit.kind, "day": audit.day, "told_on": audit.told_on} for audit in sorted(told, key=lambda a: a.day)
    )


def _show(screen: Screen, site: Site, label: Label | None, today: date) -> None:
    if label is None:
        screen.line(
            f"{site.name} : aucun label dans {LABELS}. À faire : qep label {site.site_id} --obtained DATE --modules 1,2."
        )
        return
    granted = f"obtenu le {format_date(label.labelled_on)}" if label.labelled_on else "date d'obtention non dite"
    screen.line(f"{site.name} : label {granted}, référentiel {label.framework}, modules {', '.join(label.modules)}.")
    for audit in label.audits:
        is_held = audit.day <= min(audit.told_on, today)
        words = "tenu" if is_held else "prévu"
        screen.line(f"          {AUDIT_WORDS[audit.kind]} {words} le {format_date(audit.day)}")
