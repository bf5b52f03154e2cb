"""Reads all of `params/` into one `Catalogue`, or tells every fault of every file at once. What is checked is beside."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from qep_lib.errors import ParameterError
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue
from qep_lib.model.release import releases_of
from qep_lib.model.workspace import Workspace
from qep_lib.params import contents, references, sources
from qep_lib.params.document import Document, read_document
from qep_lib.params.faults import validation_issues
from qep_lib.params.kinds import KINDS, Kind
from qep_lib.params.letters import read_letters
from qep_lib.params.references import Known
from qep_lib.params.registry import read_public_holidays, read_sites


def read_catalogue(workspace: Workspace) -> Catalogue:
    """`params/` in memory; ParameterError (exit code 2) with every fault of every file otherwise.

    Files are read each time, but parsed and checked again only when one of them has changed: a worker that produces a
    hundred reports spends 2 ms on each instead of 60. The value is shared, and must not be changed.
    """
    return _read_state(workspace, _state(workspace))


@lru_cache(maxsize=8)
def _read_state(workspace: Workspace, state: str) -> Catalogue:
    """The catalogue of that very state of the files."""
    reading = _Reading(workspace)
    if reading.issues or reading.catalogue is None:
        count = len(reading.issues)
        message = f"le dossier params/ contient {count} faute{'s' * (count > 1)} : rien n'a été lancé."
        raise ParameterError(message, tuple(issue.sentence for issue in reading.issues))
    return reading.catalogue


def _state(workspace: Workspace) -> str:
    """SHA-256 over all that `read_catalogue` looks at: every name and content of `params/`, names of notebooks."""
    digest = hashlib.sha256()
    for path in sorted(workspace.params.rglob("*")):
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        except OSError as error:
            content = str(error)
        digest.update(f"{path} {content}\n".encode())
    for path in sorted(workspace.notebooks.glob("*.ipynb")):
        digest.update(f"{path}\n".encode())
    return digest.hexdigest()


def check_params(workspace: Workspace) -> list[Issue]:
    """Every fault of `params/`, empty when all is well; never raises for what the files hold."""
    return _Reading(workspace).issues


def readable_catalogue(workspace: Workspace) -> Catalogue | None:
    """What data files can be checked by while `params/` holds faults elsewhere; None without conventions or sites.

    Files with a fault are not in it, nor a source whose questionnaire has one. Runs are, for the files they name; labels,
    groups, reports and what is published are left out.
    """
    return _Reading(workspace).readable()


@dataclass(slots=True)
class _Part:
    """The files of one kind: trees by stem, and the declarations that could be built from them."""

    documents: dict[str, Document] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, Document, Any]]:
        return ((stem, self.documents[stem], value) for stem, value in self.values.items())


class _Reading:
    """One pass over `params/`: `issues`, and `catalogue` when there is none."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self.issues: list[Issue] = []
        self.catalogue: Catalogue | None = None
        calendar = workspace.params / "calendars" / "jours_feries.csv"
        self.holidays, faults = read_public_holidays(calendar, self._name(calendar))
        registry = workspace.params / "sites.csv"
        self.sites, site_ids, site_faults = read_sites(registry, self._name(registry), self.holidays)
        self.issues += [*faults, *site_faults]
        self.parts = {name: self._read(kind) for name, kind in KINDS.items()}
        self.issues += self._check(site_ids)
        self.issues.sort(key=lambda issue: (issue.file, issue.row or 0))
        if not self.issues:
            self.catalogue = self._catalogue()

    def readable(self) -> Catalogue | None:
        """See `readable_catalogue`."""
        faulty = {issue.file for issue in self.issues}
        frameworks, indicators, questionnaires, sources = (
            {stem: value for stem, document, value in self.parts[name] if document.file not in faulty}
            for name in ("framework", "indicator", "questionnaire", "source")
        )
        conventions = next(iter(self.parts["conventions"].values.values()), None)
        if conventions is None or not self.sites:
            return None
        is_whole = {stem: s.questionnaire is None or s.questionnaire in questionnaires for stem, s in sources.items()}
        return Catalogue(
            sites=self.sites,
            labels={},
            frameworks=frameworks,
            indicators=indicators,
            questionnaires=questionnaires,
            sources={stem: source for stem, source in sources.items() if is_whole[stem]},
            reports={},
            runs=self.parts["run"].values,
            conventions=conventions,
            public_holidays=self.holidays,
        )

    def _name(self, path: Path) -> str:
        return path.relative_to(self.workspace.root).as_posix()

    def _read(self, kind: Kind) -> _Part:
        part = _Part()
        for path in self._paths(kind):
            document = read_document(path, self._name(path), tuple(kind.model.model_fields))
            self.issues += document.issues
            part.documents[path.stem] = document
            if document.root is None:
                continue
            try:
                value = kind.model.model_validate(document.value)
            except ValidationError as error:
                self.issues += validation_issues(error, document, kind.model)
            else:
                part.values[path.stem] = value
        return part

    def _paths(self, kind: Kind) -> list[Path]:
        place = self.workspace.params / kind.place
        if kind.id_key is None:
            return [] if kind.is_optional and not place.exists() else [place]
        if not place.is_dir():
            found, remedy = f"le dossier n'existe pas ({kind.title.lower()})", "créer ce dossier"
            self.issues.append(Issue("error", "missing_folder", found, self._name(place), remedy=remedy))
            return []
        for path in sorted(place.glob("*.yaml")):
            remedy = f"le renommer en {path.stem}.yml"
            found = "ce fichier ne serait pas lu"
            issue = Issue("error", "wrong_extension", found, self._name(path), accepted="*.yml", remedy=remedy)
            self.issues.append(issue)
        return sorted(place.glob("*.yml"))

    def _check(self, site_ids: set[str]) -> Iterator[Issue]:
        for kind in KINDS.values():
            if kind.id_key is not None:
                for stem, document, value in self.parts[kind.name]:
                    yield from references.check_id(document, kind.id_key, value, stem)
        known = self._known(site_ids)
        frameworks = self.parts["framework"]
        for _, document, framework in frameworks:
            yield from contents.check_framework(document, framework)
        for _, document, questionnaire in self.parts["questionnaire"]:
            yield from contents.check_questionnaire(document, questionnaire)
        for _, document, source in self.parts["source"]:
            yield from contents.check_source_columns(document, source)
            yield from references.check_source(document, source, known)
            yield from sources.check_source_layout(document, source, self.parts["questionnaire"].values)
        newest = frameworks.values.get(max(frameworks.documents, default=""))
        for _, document, indicator in self.parts["indicator"]:
            yield from contents.check_targets(document, indicator)
            yield from references.check_indicator(document, indicator, newest, known)
            yield from references.check_part_of(document, indicator, self.parts["indicator"].values, known)
        for _, document, run in self.parts["run"]:
            yield from references.check_run(document, run, known, self.parts["source"].values)
        yield from self._check_lists(known)
        if not frameworks.documents and (self.workspace.params / KINDS["framework"].place).is_dir():
            place = self._name(self.workspace.params / KINDS["framework"].place)
            yield Issue("error", "missing_file", "aucune version du référentiel", place, remedy="en ajouter une")

    def _check_lists(self, known: Known) -> Iterator[Issue]:
        for _, document, file in self.parts["labels"]:
            yield from contents.check_repeated_ids(document, "labels", "site_id", (x.site_id for x in file.labels))
            for i, label in enumerate(file.labels):
                frameworks = self.parts["framework"].values
                yield from references.check_label(document, ("labels", i), label, known, frameworks)
        for _, document, file in self.parts["groups"]:
            yield from contents.check_groups(document, file.groups)
            yield from references.check_groups(document, file.groups, known)
        for _, document, file in self.parts["reports"]:
            yield from contents.check_repeated_ids(document, "reports", "id", (x.id for x in file.reports))
            for i, report in enumerate(file.reports):
                yield from references.check_report(document, ("reports", i), report, known)

        for _, document, file in self.parts["correspondence"]:
            frameworks = self.parts["framework"]
            yield from references.check_correspondences(document, file.correspondences, known, frameworks.values)
        for _, document, file in self.parts["school_calendars"]:
            yield from contents.check_school_calendars(document, file.calendars)

    def _known(self, site_ids: set[str]) -> Known:
        folder = self.workspace.notebooks
        return Known(
            sites=site_ids,
            sources=self.parts["source"].documents,
            questionnaires=self.parts["questionnaire"].documents,
            frameworks=self.parts["framework"].documents,
            indicators=self.parts["indicator"].documents,
            reports=self._report_ids(),
            notebooks={path.name for path in folder.glob("*.ipynb")} if folder.is_dir() else None,
        )

    def _report_ids(self) -> set[str]:
        """Report ids as written, so that a fault elsewhere in reports.yml does not accuse the runs."""
        content = next(iter(self.parts["reports"].documents.values())).value or {}
        entries = content.get("reports")
        return {str(x.get("id")) for x in entries if isinstance(x, dict)} if isinstance(entries, tuple) else set()

    def _catalogue(self) -> Catalogue:
        parts = self.parts
        (labels,) = parts["labels"].values.values()
        (groups,) = parts["groups"].values.values()
        (reports,) = parts["reports"].values.values()
        (conventions,) = parts["conventions"].values.values()
        (correspondence,) = parts["correspondence"].values.values()
        (school_calendars,) = parts["school_calendars"].values.values()
        approved = (text for file in parts["approved_texts"].values.values() for text in file.texts)
        by_order = sorted(parts["indicator"].values.values(), key=lambda x: (x.order, x.id))
        return Catalogue(
            sites=self.sites,
            labels={label.site_id: label for label in labels.labels},
            frameworks=parts["framework"].values,
            indicators={indicator.id: indicator for indicator in by_order},
            questionnaires=parts["questionnaire"].values,
            sources=parts["source"].values,
            reports={report.id: report for report in sorted(reports.reports, key=lambda x: (x.order, x.id))},
            runs=parts["run"].values,
            conventions=conventions,
            public_holidays=self.holidays,
            school_calendars=school_calendars.calendars,
            correspondences=correspondence.correspondences,
            letters=read_letters(self.workspace),
            groups=groups.groups,
            releases=releases_of(parts["run"].values.values(), {r.id: r for r in reports.reports}, groups.groups),
            approved_texts=frozenset(text.digest for text in approved),
        )
