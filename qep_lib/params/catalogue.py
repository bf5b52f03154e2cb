"""Reads all of `params/` into one `Catalogue`, or tells every fault of every file at once. What is checked is beside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from qep_lib.errors import ParameterError, sure
from qep_lib.model.base import Declaration
from qep_lib.model.campaign import Run
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.issue import Issue
from qep_lib.model.left_out import LeftOut
from qep_lib.model.own_words import Identity, OwnWords
from qep_lib.model.recognition import Recognition
from qep_lib.model.site import Label, SiteGroup
from qep_lib.model.workspace import Workspace
from qep_lib.params import contents, isolation, references, sources
from qep_lib.params.committees import check_committees, check_roads
from qep_lib.params.document import Document, read_document
from qep_lib.params.faults import validation_issues
from qep_lib.params.identities import check_identities, presented, said_of_itself
from qep_lib.params.kinds import KINDS, Kind
from qep_lib.params.letters import read_letters
from qep_lib.params.outlines import read_outlines
from qep_lib.params.overlay import find_file, has_folder, list_files, name_of
from qep_lib.params.references import Known
from qep_lib.params.registry import read_public_holidays, read_sites
from qep_lib.params.releases import releases_of
from qep_lib.params.series import check_series
from qep_lib.params.templates import TemplateFile, read_templates
from qep_lib.params.texts import TextFile, read_texts
from qep_lib.questions.links import question_indicators


def read_all(workspace: Workspace) -> Catalogue:
    """`params/` parsed and checked, whether it was before or not: `kept.read_catalogue` says what it holds and raises."""
    reading = _Reading(workspace)
    if reading.catalogue is None:
        count = len(reading.issues)
        message = f"le dossier params/ contient {count} faute{'s' * (count > 1)} : rien n'a été lancé."
        raise ParameterError(message, tuple(issue.sentence for issue in reading.issues))
    return reading.catalogue


def check_params(workspace: Workspace) -> list[Issue]:
    """Every fault of `params/`, empty when all is well; never raises for what the files hold."""
    reading = _Reading(workspace)
    return [*reading.issues, *reading.warnings]


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
        calendar = find_file(workspace, "params/calendars/jours_feries.csv")
        self.holidays, faults = read_public_holidays(calendar, self._name(calendar))
        registry = find_file(workspace, "params/sites.csv")
        self.sites, site_ids, site_faults = read_sites(registry, self._name(registry), self.holidays)
        self.issues += [*faults, *site_faults]
        self.parts = {name: self._read(kind) for name, kind in KINDS.items()}
        self.issues += self._check(site_ids)
        self.texts = read_texts(
            workspace, self.sites, read_outlines(workspace), self._approved(), self._said_of_themselves()
        )
        self.templates = read_templates(workspace, self.sites)
        told = [issue for file in self._of_services() for issue in file.issues]
        self.issues += [issue for issue in told if issue.severity == "error"]
        self.warnings = [issue for issue in told if issue.severity != "error"]
        self.issues.sort(key=lambda issue: (issue.file, issue.row or 0))
        self.stopped, shared = isolation.parted(self.issues)
        if not shared:
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
            recognition=Recognition.of(self.parts["recognition"].values.values()),
        )

    def _name(self, path: Path) -> str:
        return name_of(self.workspace, path)

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
        place = f"params/{kind.place}"
        if kind.id_key is None:
            path = find_file(self.workspace, place)
            return [] if kind.is_optional and not path.exists() else [path]
        if kind.is_optional and not has_folder(self.workspace, place):
            return []
        if not has_folder(self.workspace, place):
            found, remedy = f"le dossier n'existe pas ({kind.title.lower()})", "créer ce dossier"
            self.issues.append(Issue("error", "missing_folder", found, place, remedy=remedy))
            return []
        for path in list_files(self.workspace, place, "*.yaml"):
            remedy = f"le renommer en {path.stem}.yml"
            found = "ce fichier ne serait pas lu"
            issue = Issue("error", "wrong_extension", found, self._name(path), accepted="*.yml", remedy=remedy)
            self.issues.append(issue)
        return list_files(self.workspace, place, "*.yml")

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
        yield from check_series((document, value) for _, document, value in self.parts["questionnaire"])
        for _, document, source in self.parts["source"]:
            yield from contents.check_source_columns(document, source)
            yield from references.check_source(document, source, known)
            yield from sources.check_source_layout(document, source, self.parts["questionnaire"].values)
        newest = frameworks.values.get(max(frameworks.documents, default=""))
        for _, document, indicator in self.parts["indicator"]:
            yield from references.check_role(document, indicator, self.parts["indicator"].values)
            yield from contents.check_targets(document, indicator)
            yield from references.check_indicator(document, indicator, newest, known)
            yield from references.check_part_of(document, indicator, self.parts["indicator"].values, known)
        for _, document, run in self.parts["run"]:
            yield from references.check_run(
                document, run, known, self.parts["source"].values, self.parts["questionnaire"].values
            )
        yield from check_committees(self.parts["committee"], known.sites)
        yield from check_roads(self.parts["road"], known.sites)
        yield from self._check_lists(known)
        place = f"params/{KINDS['framework'].place}"
        if not frameworks.documents and has_folder(self.workspace, place):
            yield Issue("error", "missing_file", "aucune version du référentiel", place, remedy="en ajouter une")

    def _check_lists(self, known: Known) -> Iterator[Issue]:
        for _, document, file in self.parts["labels"]:
            yield from contents.check_repeated_ids(document, "labels", "site_id", (x.site_id for x in file.labels))
            for i, label in enumerate(file.labels):
                frameworks = self.parts["framework"].values
                yield from references.check_label(document, ("labels", i), label, known, frameworks)
        for _, document, file in self.parts["charter"]:
            yield from references.check_charter(document, file.site, known)
        for _, document, file in self.parts["identities"]:
            yield from check_identities(self.workspace, document, file.identities, self.sites)
        for _, document, file in self.parts["groups"]:
            yield from contents.check_groups(document, file.groups)
            yield from references.check_groups(document, file.groups, known)
        for _, document, file in self.parts["reports"]:
            yield from contents.check_repeated_ids(document, "reports", "id", (x.id for x in file.reports))
            for i, report in enumerate(file.reports):
                yield from references.check_report(document, ("reports", i), report, known)

        for _, document, file in self.parts["correspondence"]:
            declared = self.parts["framework"].values
            yield from references.check_correspondences(document, file.correspondences, known, declared)
        for _, document, file in self.parts["themes"]:
            yield from contents.check_repeated_ids(document, "themes", "id", (theme.id for theme in file.themes))
        for _, document, file in self.parts["labelled_sites"]:
            ids = [entry.site_id for entry in file.labelled]
            yield from contents.check_repeated_ids(document, "labelled", "site_id", ids)
            for i, site_id in enumerate(ids):
                yield from references.unknown_site(document, ("labelled", i, "site_id"), site_id, known)
        for _, document, file in self.parts["school_calendars"]:
            yield from contents.check_school_calendars(document, file.calendars)

    def _known(self, site_ids: set[str]) -> Known:
        folder = "notebooks"
        return Known(
            sites=site_ids,
            sources=self.parts["source"].documents,
            questionnaires=self.parts["questionnaire"].documents,
            frameworks=self.parts["framework"].documents,
            indicators=self.parts["indicator"].documents,
            reports=self._report_ids(),
            notebooks={path.name for path in list_files(self.workspace, folder, "*.ipynb")}
            if has_folder(self.workspace, folder)
            else None,
        )

    def _report_ids(self) -> set[str]:
        """Report ids as written, so that a fault elsewhere in reports.yml does not accuse the runs."""
        content = next(iter(self.parts["reports"].documents.values())).value or {}
        entries = content.get("reports")
        return {str(x.get("id")) for x in entries if isinstance(x, dict)} if isinstance(entries, tuple) else set()

    def _sound(self, name: str) -> dict[str, Any]:
        """The declarations of a kind whose files have no fault."""
        return {stem: value for stem, document, value in self.parts[name] if (document.file, None) not in self.stopped}

    def _sound_entries(self, name: str, model: type[Declaration]) -> list[Any]:
        """The entries without a fault of a file that lists one a site or a group."""
        documents = self.parts[name].documents.values()
        return [
            model.model_validate(entry)
            for document in documents
            for i, entry in enumerate(document.value[name])
            if (document.file, i) not in self.stopped
        ]

    def _left_out(self) -> Iterator[LeftOut]:
        """What the faults of each file or entry take away, and whom that is about."""
        own = {d.file: d for name in isolation.FILES_THAT_NAME_SITES for d in self.parts[name].documents.values()}
        runs = self.parts["run"].documents.values()
        imports = [wanted for document in runs for wanted in isolation.imports_of(document)]
        questionnaires = {source.id: source.questionnaire for source in self.parts["source"].values.values()}
        for (file, place), issues in self.stopped.items():
            kind, stem = isolation.kind_of(file), Path(file).stem
            sites, sources = frozenset[str](), frozenset[str]()
            if kind in isolation.FILES_THAT_NAME_SITES:
                text = (
                    "" if file in own and own[file].root else isolation.readable_text(find_file(self.workspace, file))
                )
                sites = isolation.sites_of_file(own.get(file), text, self.sites)
            elif kind in ("labels", "groups"):
                sites = self._sites_of_entry(kind, sure(place))
            elif kind in ("texts", "template", "identities"):
                yield self._unsaid(file, kind, place, issues)
                continue
            elif kind in ("source", "questionnaire"):
                sources = frozenset({stem} if kind == "source" else (s for s, q in questionnaires.items() if q == stem))
                sites = frozenset(site for source, site in imports if source in sources)
            yield isolation.out_with(file, issues, sites.intersection(self.sites), sources)

    def _unsaid(self, file: str, kind: str, place: int | None, issues: list[Issue]) -> LeftOut:
        """Words of a service that have a fault: they stop the reports that would print them."""
        if kind == "identities":
            ((document),) = self.parts[kind].documents.values()
            entry = document.value[kind][place]
            subject, period = str(entry.get("site", "")) if isinstance(entry, dict) else "", ""
        else:
            read = next(read for read in self._of_services() if read.file == file)
            subject, period = read.subject, read.period if isinstance(read, TextFile) else ""
        sites = frozenset({subject} if subject else self.sites).intersection(self.sites)
        return replace(isolation.out_with(file, issues, sites), read_by=(subject, period))

    def _of_services(self) -> list[TextFile | TemplateFile]:
        return [*self.texts, *self.templates]

    def _approved(self) -> frozenset[str]:
        files = self.parts["approved_texts"].values.values()
        return frozenset(text.digest for file in files for text in file.texts)

    def _said_of_themselves(self) -> dict[str, tuple[str, ...]]:
        files = self.parts["identities"].values.values()
        return {identity.site: said_of_itself(identity) for file in files for identity in file.identities}

    def _own_words(self) -> OwnWords:
        identities = self._sound_entries("identities", Identity)
        return OwnWords(
            {(read.subject, read.period): read.texts for read in self.texts if read.texts is not None},
            {identity.site: presented(self.workspace, identity) for identity in identities},
            {(read.extension, read.subject): read.template for read in self.templates if read.template is not None},
        )

    def _sites_of_entry(self, kind: str, place: int) -> frozenset[str]:
        ((document),) = self.parts[kind].documents.values()
        entries = document.value[kind]
        others = [entry for i, entry in enumerate(entries) if i != place and isinstance(entry, dict)]
        told = frozenset(str(entry.get("site_id")) for entry in others) if kind == "labels" else frozenset(self.sites)
        return isolation.sites_of_entry(entries[place], self.sites, told)

    def _catalogue(self) -> Catalogue:
        parts, runs, questionnaires = self.parts, self._sound("run"), self._sound("questionnaire")
        labels = self._sound_entries("labels", Label)
        groups = tuple(self._sound_entries("groups", SiteGroup))
        (reports,) = parts["reports"].values.values()
        (conventions,) = parts["conventions"].values.values()
        (correspondence,) = parts["correspondence"].values.values()
        (school_calendars,) = parts["school_calendars"].values.values()
        labelled = (site for file in parts["labelled_sites"].values.values() for site in file.labelled)
        themes = (theme for file in parts["themes"].values.values() for theme in file.themes)
        by_order = sorted(parts["indicator"].values.values(), key=lambda x: (x.order, x.id))
        return Catalogue(
            sites=self.sites,
            labels={label.site_id: label for label in labels},
            frameworks=parts["framework"].values,
            indicators={indicator.id: indicator for indicator in by_order},
            questionnaires=questionnaires,
            sources={
                s.id: s for s in self._sound("source").values() if (s.questionnaire or "") in {"", *questionnaires}
            },
            reports={report.id: report for report in sorted(reports.reports, key=lambda x: (x.order, x.id))},
            runs=runs,
            conventions=conventions,
            public_holidays=self.holidays,
            school_calendars=school_calendars.calendars,
            correspondences=correspondence.correspondences,
            letters=read_letters(self.workspace),
            groups=groups,
            releases=releases_of(runs.values(), {r.id: r for r in reports.reports}, groups),
            survey_waves=_survey_waves(runs.values()),
            approved_texts=self._approved(),
            question_indicators=question_indicators(questionnaires, parts["indicator"].values),
            left_out=tuple(self._left_out()),
            themes=tuple(themes),
            recognition=Recognition.of(parts["recognition"].values.values()),
            own_words=self._own_words(),
            committees=_by_site(self._sound("committee").values()),
            agendas=next(iter(parts["agendas"].values.values()), None),
            roads=_by_site(self._sound("road").values()),
            road_model=next(iter(parts["road_model"].values.values()), None),
            labelled_sites={site.site_id: site for site in labelled},
            departments={site.department_code: site.department for site in self.sites.values()},
        )


def _by_site(declared: Iterable[Any]) -> dict[str, Any]:
    return {site_id: found for found in declared for site_id in found.sites}


def _survey_waves(runs: Iterable[Run]) -> dict[str, dict[str, str]]:
    """Site -> period -> the period that its survey is compared with."""
    found: dict[str, dict[str, str]] = {}
    for run in runs:
        if (compared := run.survey_compared_with) is not None:
            for site_id in run.sites:
                found.setdefault(site_id, {})[run.period] = compared
    return found
