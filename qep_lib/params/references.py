"""Checks between files of `params/`: every name that a file uses must be declared somewhere. One file alone: `contents`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from qep_lib.errors import ParameterError
from qep_lib.model.base import Declaration
from qep_lib.model.campaign import Import, ReportType, Run, Source
from qep_lib.model.correspondence import Correspondence
from qep_lib.model.indicator import Indicator
from qep_lib.model.issue import Issue
from qep_lib.model.period import Period
from qep_lib.model.questionnaire import Questionnaire
from qep_lib.model.site import Framework, Label, SiteGroup
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.tables import TABLES
from qep_lib.params.document import Document, KeyPath
from qep_lib.params.faults import accepted_words

SPLIT_BY = ("option_id", "mode", "state")
"""Columns by which the answers to one question are split."""


@dataclass(frozen=True, slots=True)
class Known:
    """Every declared name, even of files that hold faults: a fault in one file must not accuse the files that use it.

    `notebooks` is None when the workspace has no notebooks folder.
    """

    sites: Collection[str]
    sources: Collection[str]
    questionnaires: Collection[str]
    frameworks: Collection[str]
    indicators: Collection[str]
    reports: Collection[str]
    notebooks: Collection[str] | None


def check_run(
    document: Document,
    run: Run,
    known: Known,
    sources: Mapping[str, Source],
    questionnaires: Mapping[str, Questionnaire],
) -> Iterator[Issue]:
    """Sites, reports, sources, periods and file paths of a run, and what of its files was invented."""
    for i, site in enumerate(run.sites):
        yield from unknown_site(document, ("sites", i), site, known)
    for i, report in enumerate(run.reports):
        yield from unknown(document, ("reports", i), report, "rapport inconnu", known.reports)
    yield from _bad_period(document, ("period",), run.period)
    yield from _bad_wave(document, run)
    for i, wanted in enumerate(run.imports):
        path: KeyPath = ("imports", i)
        yield from unknown(document, (*path, "source"), wanted.source, "source inconnue", known.sources)
        yield from unknown_site(document, (*path, "site"), wanted.site, known)
        yield from _bad_period(document, (*path, "period"), wanted.period)
        yield from _bad_file(document, (*path, "file"), wanted.file)
        source = sources.get(wanted.source)
        asked = questionnaires.get(source.questionnaire or "") if source else None
        yield from _bad_columns(document, path, wanted, source, asked)


def check_label(
    document: Document, path: KeyPath, label: Label, known: Known, frameworks: Mapping[str, Framework]
) -> Iterator[Issue]:
    """Site, framework and modules of one label; the modules that the framework makes mandatory are there."""
    yield from unknown_site(document, (*path, "site_id"), label.site_id, known)
    found = "version du référentiel inconnue"
    yield from unknown(document, (*path, "framework"), label.framework, found, known.frameworks)
    for indicator_id in label.decimals:
        yield from unknown(document, (*path, "decimals"), indicator_id, "indicateur inconnu", known.indicators)
    framework = frameworks.get(label.framework)
    if framework is None:
        return
    modules = {module.id for module in framework.modules}
    for i, chosen in enumerate(label.modules):
        yield from unknown(document, (*path, "modules", i), chosen, "module inconnu", modules)
    for module in framework.modules:
        is_mandatory = module.mandatory == "always" or (module.mandatory == "where_cert" and label.has_cert)
        if is_mandatory and module.id not in label.modules:
            found = f"le module {module.id} est obligatoire" + (" pour un site à CERT" * (module.mandatory != "always"))
            remedy = f"ajouter {module.id}"
            yield document.issue(
                (*path, "modules"), "missing_module", found, value=", ".join(label.modules), remedy=remedy
            )


def check_charter(document: Document, site: str, known: Known) -> Iterator[Issue]:
    """The site of a local workspace is in the registry."""
    yield from unknown_site(document, ("site",), site, known)


def check_groups(document: Document, groups: tuple[SiteGroup, ...], known: Known) -> Iterator[Issue]:
    """Every site of a group is in the registry."""
    for i, group in enumerate(groups):
        for j, site in enumerate(group.sites):
            yield from unknown_site(document, ("groups", i, "sites", j), site, known)


def check_correspondences(
    document: Document, declared: tuple[Correspondence, ...], known: Known, frameworks: Mapping[str, Framework]
) -> Iterator[Issue]:
    """Versions exist and have one correspondence each; commitments and numbers are theirs, and linked once."""
    told: set[str] = set()
    for i, correspondence in enumerate(declared):
        for j, version in enumerate(correspondence.frameworks):
            path: KeyPath = ("correspondences", i, "frameworks", j)
            yield from unknown(document, path, version, "version du référentiel inconnue", known.frameworks)
            if version in told:
                found, remedy = "version qui a déjà une correspondance", "n'en garder qu'une"
                yield document.issue(path, "repeated", found, remedy=remedy)
            told.add(version)
            if version in frameworks:
                yield from _bad_links(document, ("correspondences", i), correspondence, frameworks[version])


def _bad_links(
    document: Document, path: KeyPath, correspondence: Correspondence, framework: Framework
) -> Iterator[Issue]:
    commitments = [commitment.id for module in framework.modules for commitment in module.commitments]
    last = len(framework.services_publics_plus.commitments)
    found = f"engagement inconnu du référentiel {framework.version}"
    for i, link in enumerate(correspondence.links):
        place: KeyPath = (*path, "links", i)
        yield from unknown(document, (*place, "commitment"), link.commitment, found, commitments)
        if link.commitment in [other.commitment for other in correspondence.links[:i]]:
            again, remedy = "engagement déjà donné plus haut", "réunir les deux lignes"
            yield document.issue((*place, "commitment"), "repeated", again, remedy=remedy)
        for j, number in enumerate(link.services_publics_plus):
            if not 1 <= number <= last:
                text = "numéro d'engagement de Services Publics + inconnu"
                where = (*place, "services_publics_plus", j)
                yield document.issue(where, "unknown_number", text, value=str(number), accepted=f"de 1 à {last}")


def check_source(document: Document, source: Source, known: Known) -> Iterator[Issue]:
    """The questionnaire of a survey source."""
    if source.questionnaire is not None:
        found = "questionnaire inconnu"
        yield from unknown(document, ("questionnaire",), source.questionnaire, found, known.questionnaires)


def check_report(document: Document, path: KeyPath, report: ReportType, known: Known) -> Iterator[Issue]:
    """The tables that a report reads, and its notebook."""
    for key in ("tables", "beside"):
        for i, table in enumerate(getattr(report, key)):
            yield from unknown(document, (*path, key, i), table, "table inconnue", TABLES)
    if known.notebooks is not None:
        found = "ce carnet n'est pas dans notebooks/"
        yield from unknown(document, (*path, "notebook"), report.notebook, found, known.notebooks)


def check_indicator(
    document: Document, indicator: Indicator, framework: Framework | None, known: Known
) -> Iterator[Issue]:
    """Table, look-alikes, module and commitment of an indicator, the latter two in the newest framework (None when
    unreadable)."""
    yield from unknown(document, ("table",), indicator.table, "table inconnue", TABLES)
    for i, other in enumerate(indicator.measurement.confused_with):
        path: KeyPath = ("measurement", "confused_with", i)
        yield from unknown(document, path, other, "indicateur inconnu", known.indicators)
    if framework is None:
        return
    modules = {module.id: module for module in framework.modules}
    if indicator.module is not None:
        yield from unknown(document, ("module",), indicator.module, "module inconnu", modules)
    if indicator.commitment is not None:
        holders = [modules[indicator.module]] if indicator.module in modules else modules.values()
        commitments = [commitment.id for module in holders for commitment in module.commitments]
        found = "engagement inconnu" + (f" dans le module {indicator.module}" if indicator.module in modules else "")
        yield from unknown(document, ("commitment",), indicator.commitment, found, commitments)
    everywhere = [commitment.id for module in framework.modules for commitment in module.commitments]
    for i, code in enumerate(indicator.acted_on_by):
        yield from unknown(document, ("acted_on_by", i), code, "engagement inconnu", everywhere)


def check_role(document: Document, indicator: Indicator, indicators: Mapping[str, Indicator]) -> Iterator[Issue]:
    """The role of an indicator, which no other may have. `indicators`: those that could be read."""
    others = (known.id for known in indicators.values() if known.role == indicator.role and known.id != indicator.id)
    if indicator.role and (other := next(others, None)):
        found = f"rôle donné aussi à l'indicateur « {other} »"
        yield document.issue(("role",), "duplicate_role", found, value=indicator.role, remedy="l'ôter de l'un des deux")


def check_part_of(
    document: Document, indicator: Indicator, indicators: Mapping[str, Indicator], known: Known
) -> Iterator[Issue]:
    """The whole that an indicator is a part of: declared, measured alike on the same table, and itself part of nothing
    (which leaves no cycle). `indicators`: those that could be read.
    """
    if indicator.part_of is None:
        return
    yield from unknown(document, ("part_of",), indicator.part_of, "indicateur inconnu", known.indicators)
    whole = indicators.get(indicator.part_of)
    if whole is None:
        return
    if whole.part_of is not None:
        found, remedy = "cet indicateur est lui-même une partie d'un autre", f"nommer l'ensemble ({whole.part_of})"
        yield document.issue(("part_of",), "nested_part", found, value=whole.id, remedy=remedy)
    for name, own, other in (
        ("la même table", indicator.table, whole.table),
        ("la même formule", indicator.formula, whole.formula),
        ("la même unité", indicator.unit, whole.unit),
        ("la même statistique", indicator.measurement.statistic, whole.measurement.statistic),
    ):
        if own != other:
            found = f"une partie et son ensemble doivent avoir {name} ({own} ici, {other} pour l'ensemble)"
            remedy = "nommer un autre indicateur, ou retirer part_of"
            yield document.issue(("part_of",), "unlike_part", found, value=whole.id, remedy=remedy)


def check_id(document: Document, key: str, value: Declaration, stem: str) -> Iterator[Issue]:
    """The identifier of a file is its name."""
    given = getattr(value, key)
    if given != stem:
        name = f"{stem}.yml"
        remedy = f"écrire {stem} ou renommer le fichier en {given}.yml"
        found = f"l'identifiant n'est pas le nom du fichier ({name})"
        yield document.issue((key,), "wrong_id", found, value=given, accepted=stem, remedy=remedy)


def unknown(document: Document, path: KeyPath, word: str, found: str, known: Collection[str]) -> Iterator[Issue]:
    """A fault when `word` is not declared, with the accepted words and the nearest ones."""
    if word not in known:
        remedy, accepted = did_you_mean(word, known), accepted_words(known)
        yield document.issue(path, "unknown_id", found, value=word, accepted=accepted, remedy=remedy)


def unknown_site(document: Document, path: KeyPath, site: str, known: Known) -> Iterator[Issue]:
    """A fault when the registry has no such site."""
    if site not in known.sites:
        accepted, remedy = "un site de params/sites.csv", did_you_mean(site, known.sites)
        yield document.issue(
            path, "unknown_id", "site absent du registre", value=site, accepted=accepted, remedy=remedy
        )


def _bad_period(document: Document, path: KeyPath, code: str) -> Iterator[Issue]:
    try:
        Period.parse(code)
    except ParameterError as error:
        found, _, accepted = error.message.partition(" Accepté : ")
        accepted = accepted.rstrip(".")
        yield document.issue(path, "bad_period", found.rstrip("."), value=code, accepted=accepted)


def _bad_wave(document: Document, run: Run) -> Iterator[Issue]:
    """A survey is compared with an earlier one."""
    if run.survey_compared_with is None:
        return
    faults = [*_bad_period(document, ("survey_compared_with",), run.survey_compared_with)]
    yield from faults
    if faults or [*_bad_period(document, ("period",), run.period)]:
        return
    if Period.parse(run.survey_compared_with).end >= Period.parse(run.period).start:
        found, accepted = "cette période n'est pas avant celle du lot", f"une période d'avant {run.period}"
        remedy = "donner la période de l'enquête précédente"
        yield document.issue(("survey_compared_with",), "later_wave", found, accepted=accepted, remedy=remedy)


def _bad_file(document: Document, path: KeyPath, file: str) -> Iterator[Issue]:
    windows = PureWindowsPath(file)
    if PurePosixPath(file).is_absolute() or windows.is_absolute() or windows.drive or ".." in windows.parts:
        accepted = "un chemin à l'intérieur du dossier du projet, tel que examples/cher-2020/jalons_2020.csv"
        yield document.issue(path, "bad_path", "chemin hors du dossier du projet", value=file, accepted=accepted)


def _bad_columns(
    document: Document, path: KeyPath, wanted: Import, source: Source | None, asked: Questionnaire | None
) -> Iterator[Issue]:
    if source is None or source.table not in TABLES:
        return
    columns = [column.name for column in TABLES[source.table].columns]
    named = [*wanted.fictitious_columns]
    if asked is None:
        # The faults of the questionnaire are told with it.
        named = [name for name in named if source.questionnaire is None or "." not in name]
    else:
        columns += [f"*.{name}" for name in SPLIT_BY]
        for question in asked.questions:
            columns += [f"{question.id}.{name}" for name in SPLIT_BY]
            columns += [f"{question.id}.{option.id}" for option in asked.options_for(question)]
    for name in named:
        i = wanted.fictitious_columns.index(name)
        found = f"colonne inconnue de la table {source.table}"
        yield from unknown(document, (*path, "fictitious_columns", i), name, found, columns)
