"""Reads `params/textes/<site>/<period>.md`: the words of a service, heading by heading, with every fault of every file.

Nothing of them is taken for markup but paragraphs, lists of one level, emphasis, links and local images (`qep_lib.prose`).
What points to a person is masked and told, unless somebody approved it or it is the signatory or the service itself.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from pydantic import ValidationError

from qep_lib.errors import ParameterError
from qep_lib.model.base import Audience
from qep_lib.model.characters import fold, printable
from qep_lib.model.headings import Title, bare_title, candidates, is_prefect_word, is_reserved
from qep_lib.model.issue import Issue, Severity
from qep_lib.model.own_words import Passage, Texts, TextSettings
from qep_lib.model.parameters import AUDIENCE_OF
from qep_lib.model.period import Period
from qep_lib.model.prose import ImageFile, Listing, Paragraph, Prose
from qep_lib.model.site import Site
from qep_lib.model.subject import is_perimeter
from qep_lib.model.suggest import did_you_mean
from qep_lib.model.workspace import Workspace
from qep_lib.params.document import Document, parse_document, read_text
from qep_lib.params.faults import validation_issues
from qep_lib.params.images import ACCEPTED, ImageFault, find_image
from qep_lib.params.overlay import find_file, list_files, name_of
from qep_lib.params.own_persons import Veil
from qep_lib.params.perimeter import read_perimeter
from qep_lib.prose import Image, Written, read_prose

FOLDER = "params/textes"
MAXIMUM_BYTES = 50_000
"""Eight thousand words: beyond, Markdown costs a time that grows as the square of its signs."""
PREFECT_WORDS = 75
"""Longest word of a prefect that is read on a first page (the signed comment of the ONS)."""
_FENCE = "---"
_SECTION = re.compile(r"^ {0,3}##(?!#)[ \t]*(.*?)[ \t#]*$")
_OTHER_HEADING = re.compile(r"^ {0,3}(?:#|#{3,6})[ \t]+\S")
_SUFFIX = re.compile(r"^(.*?)\s*\(([^()]*)\)$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NEVER_HIDDEN = re.compile(r"\b(?:nature|provenance|methode|definitions|reperes|origine)\b")


@dataclass(slots=True)
class TextFile:
    """One file that was read: its texts, None with an error, and what was met on the way."""

    file: str
    subject: str
    period: str
    texts: Texts | None = None
    issues: list[Issue] = field(default_factory=list)


def read_texts(
    workspace: Workspace,
    sites: Mapping[str, Site],
    outlines: Sequence[Sequence[Title]],
    approved: Collection[str],
    own: Mapping[str, Collection[str]],
) -> list[TextFile]:
    """Every file of texts, by site and period. `outlines`: the titles of each notebook; `approved`: hashes of the texts that
    may stay as they are; `own`: what each subject says of itself (telephone, address…), which is nobody's secret."""
    files = []
    for path in list_files(workspace, FOLDER, "*"):
        if path.is_file() and not path.name.startswith("."):
            found, remedy = "ce fichier ne serait pas lu", "le ranger par site : params/textes/18/2020.md"
            files.append(_misplaced(workspace, path, found, remedy))
    for path in list_files(workspace, FOLDER, "*/*"):
        if path.is_dir() or path.name.startswith("."):
            continue
        if path.suffix != ".md":
            if path.suffix.lower() in (".md", ".markdown", ".txt", ".docx", ".odt"):
                files.append(
                    _misplaced(workspace, path, "ce fichier ne serait pas lu", f"le renommer en {path.stem}.md")
                )
            continue
        files.append(_Reader(workspace, path, sites, outlines, approved, own).read())
    return files


def written_headings(text: str) -> tuple[str, ...]:
    """The headings of a file of texts as they are written, without « (interne) » or « (public) »."""
    found = (match[1] for line in text.splitlines() if (match := _SECTION.match(line)))
    return tuple(without_audience(words)[0] for words in found)


def without_audience(words: str) -> tuple[str, Audience | None]:
    """A heading without « (interne) » or « (public) », and for whom it is; None for everybody."""
    suffix = _SUFFIX.match(words)
    audience = AUDIENCE_OF.get(fold(suffix[2])) if suffix else None
    return (suffix[1], audience) if suffix and audience else (words, None)


def _misplaced(workspace: Workspace, path: Path, found: str, remedy: str) -> TextFile:
    file = name_of(workspace, path)
    accepted = "params/textes/SITE/PÉRIODE.md"
    issue = Issue("warning", "misplaced_text", found, file, accepted=accepted, remedy=remedy)
    return TextFile(file, "", "", issues=[issue])


class _Reader:
    """One file of texts, read from its first line to its last."""

    def __init__(
        self,
        workspace: Workspace,
        path: Path,
        sites: Mapping[str, Site],
        outlines: Sequence[Sequence[Title]],
        approved: Collection[str],
        own: Mapping[str, Collection[str]],
    ):
        self.workspace, self.path, self.sites, self.outlines = workspace, path, sites, outlines
        self.file = name_of(workspace, path)
        self.subject, self.period = path.parent.name, path.stem
        self.issues: list[Issue] = []
        self.approved, self.own = approved, own.get(self.subject, ())
        self.veil = Veil(approved, self.own)

    def read(self) -> TextFile:
        texts = self._texts()
        if any(issue.severity == "error" for issue in self.issues):
            texts = None
        return TextFile(self.file, self.subject, self.period, texts, self.issues)

    def _texts(self) -> Texts | None:
        self._check_place()
        if not self.path.resolve().is_relative_to(find_file(self.workspace, "params").resolve()):
            self._tell(None, "text_outside", "ce fichier est hors du dossier params/", remedy="l'y copier")
            return None
        text = read_text(self.path, self.file, MAXIMUM_BYTES)
        if isinstance(text, Issue):
            self.issues.append(text)
            return None
        lines = printable(text).split("\n")
        settings, first = self._settings(lines)
        if settings is None:
            return None
        signatory = settings.signataire
        self.veil = Veil(self.approved, [*self.own, *([signatory.nom] if signatory and signatory.nom else [])])
        passages = tuple(self._passages(self._without_comments(lines, first), first))
        self._check_twice(passages)
        return Texts(self.subject, self.period, self.file, settings, passages)

    # --- where it stands --------------------------------------------------------------------------------------------

    def _check_place(self) -> None:
        try:
            if is_perimeter(self.subject):
                known = read_perimeter(self.subject, self.sites).id == self.subject
            else:
                known = self.subject in self.sites
        except ParameterError:
            known = False
        if not known:
            remedy = did_you_mean(self.subject, self.sites) or "nommer le dossier par le code du site (18, 91-etampes)"
            accepted = "un code de site, ou un périmètre tel que region-24"
            self._tell(None, "unknown_site", "site inconnu", self.subject, accepted, remedy)
        try:
            known = Period.parse(self.period).code == self.period
        except ParameterError:
            known = False
        if not known:
            accepted = "2020, 2022-S1, 2021-T3 ou 2021-03"
            self._tell(None, "bad_period", "période illisible dans le nom du fichier", self.period, accepted)

    # --- between the dashes -----------------------------------------------------------------------------------------

    def _settings(self, lines: list[str]) -> tuple[TextSettings | None, int]:
        """What stands between the dashes, and the number of the line after; None with a fault."""
        if not lines or lines[0].strip() != _FENCE:
            return TextSettings(), 1
        end = next((row for row, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE), None)
        if end is None:
            remedy = "ajouter une ligne « --- » après les réglages"
            self._tell(1, "front_matter", "les réglages du début ne sont pas fermés", remedy=remedy)
            return None, 1
        if all(not line.strip() or line.lstrip().startswith("#") for line in lines[1:end]):
            return TextSettings(), end + 2
        # The first line stays as an empty one, so that the lines of the faults are those of the file.
        document = parse_document("\n".join(["", *lines[1:end]]), self.file, tuple(TextSettings.model_fields))
        self.issues += document.issues
        if document.root is None:
            return None, end + 2
        try:
            settings = TextSettings.model_validate(document.value)
        except ValidationError as error:
            self.issues += validation_issues(error, document, TextSettings)
            return None, end + 2
        if document.issues:
            return None, end + 2
        self._check_names(document, settings)
        return settings, end + 2

    def _check_names(self, document: Document, settings: TextSettings) -> None:
        for key, names in (("masquer", settings.masquer), ("ordre", settings.ordre)):
            for place, name in enumerate(names):
                row = document.line((key, place))
                self._check_heading(name, row)
                if key == "masquer" and _NEVER_HIDDEN.search(fold(name)):
                    found = "cette partie ne peut pas être masquée : elle dit ce que sont les données"
                    self._tell(row, "not_hidden", found, name, remedy="l'ôter de la liste « masquer »")
        if settings.titre and self.veil.sees(settings.titre):
            self._tell_person(document.line(("titre",)))

    # --- headings and what stands under them ------------------------------------------------------------------------

    def _without_comments(self, lines: list[str], first: int) -> list[str]:
        """The lines after the settings; what is between <!-- and --> goes, its lines stay."""
        text = "\n".join(lines[first - 1 :])
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
        if "<!--" in text:
            row = first + text[: text.index("<!--")].count("\n")
            self._tell(row, "open_comment", "commentaire non fermé", accepted="<!-- … -->", remedy="ajouter « --> »")
            text = text[: text.index("<!--")]
        return text.split("\n")

    def _passages(self, lines: list[str], first: int) -> Iterator[Passage]:
        starts = [(place, found[1]) for place, line in enumerate(lines) if (found := _SECTION.match(line))]
        self._check_nothing_before(lines[: starts[0][0] if starts else None], first)
        ends = [*(place for place, _ in starts[1:]), len(lines)][: len(starts)]
        for (place, words), end in zip(starts, ends, strict=True):
            heading, audience = self._heading(words, first + place)
            held = lines[place + 1 : end]
            if any(line.strip() for line in held):
                yield Passage(heading, tuple(self._content(heading, held, first + place + 1)), first + place, audience)

    def _check_nothing_before(self, lines: Iterable[str], first: int) -> None:
        for row, line in enumerate(lines, start=first):
            if line.strip():
                remedy = "écrire d'abord le titre de la section : ## Satisfaction"
                self._tell(row, "no_heading", "ce texte n'est sous aucun titre", line, remedy=remedy)
                return

    def _heading(self, words: str, row: int) -> tuple[str, Audience | None]:
        heading, audience = without_audience(words)
        self._check_heading(heading, row)
        return heading, audience

    def _check_heading(self, name: str, row: int) -> None:
        if is_reserved(name):
            return
        found = [candidates(name, titles) for titles in self.outlines]
        if any(len(titles) == 1 for titles in found):
            return
        several = sorted({bare_title(title) for titles in found for title in titles})
        if several:
            accepted = ", ".join(several[:8])
            self._tell(row, "vague_heading", "ce titre désigne plusieurs sections", name, accepted, "en dire plus")
            return
        known = {bare_title(title) for titles in self.outlines for _, title in titles}
        accepted = "le titre d'une section d'un rapport, « Mot du préfet », « Ce que nous faisons » ou « Conclusion »"
        remedy = (
            did_you_mean(name, [*known, "Mot du préfet", "Ce que nous faisons"]) or "reprendre le titre d'un rapport"
        )
        self._tell(row, "unknown_heading", "titre inconnu", name, accepted, remedy)

    def _check_twice(self, passages: Sequence[Passage]) -> None:
        seen: dict[tuple[str, Audience], int] = {}
        for passage in passages:
            for audience in [passage.audience] if passage.audience else AUDIENCE_OF.values():
                key = (fold(passage.heading), audience)
                if key in seen and seen[key] != passage.row:
                    found = f"titre en double (déjà ligne {seen[key]})"
                    self._tell(
                        passage.row, "duplicate_heading", found, passage.heading, remedy="réunir les deux textes"
                    )
                    break
                seen[key] = passage.row

    # --- paragraphs, lists, images ----------------------------------------------------------------------------------

    def _content(self, heading: str, lines: list[str], first: int) -> Iterator[Prose]:
        for row, line in enumerate(lines, start=first):
            if _OTHER_HEADING.match(line):
                found = "seuls les titres « ## » ouvrent une section : cette ligne est imprimée telle quelle"
                self._tell(row, "other_heading", found, line, severity="warning")
        words = 0
        for written in read_prose("\n".join(lines), first):
            words += sum(len(paragraph.text.split()) for paragraph in written.paragraphs)
            for paragraph, row in zip(written.paragraphs, written.rows, strict=False):
                self._check_persons(paragraph, row, lines[row - first :])
            if (made := self._made(written)) is not None:
                yield made
        if is_prefect_word(heading) and words > PREFECT_WORDS:
            found = f"ce mot a {words} mots : au-delà de {PREFECT_WORDS}, une première page ne se lit plus"
            self._tell(
                first - 1, "long_word", found, severity="warning", remedy="le raccourcir ; il est imprimé entier"
            )

    def _check_persons(self, paragraph: Paragraph, row: int, lines: Sequence[str]) -> None:
        if not self.veil.sees(paragraph.text):
            return
        own = takewhile(str.strip, lines)
        seen = [row + place for place, line in enumerate(own) if self.veil.sees(line)]
        for found in seen or [row]:
            self._tell_person(found)

    def _made(self, written: Written) -> Prose | None:
        if written.image is not None:
            return self._image(written.image, written.rows[0])
        veiled = [Paragraph(self.veil.over(paragraph.runs)) for paragraph in written.paragraphs]
        for paragraph, row in zip(veiled, written.rows, strict=True):
            if re.search(r"!\[[^\]]*\]\(", paragraph.text):
                found = "une image dans une phrase est imprimée telle qu'elle est écrite"
                self._tell(row, "image_in_text", found, severity="warning", remedy="la mettre seule sur sa ligne")
        if written.kind == "paragraph":
            return veiled[0]
        return Listing(tuple((item,) for item in veiled), written.kind == "ordered", written.start)

    def _image(self, image: Image, row: int) -> ImageFile | None:
        found = find_image(self.workspace, self.path.parent, image.source)
        if isinstance(found, ImageFault):
            self._tell(row, found.code, found.found, image.source, ACCEPTED, found.remedy)
            return None
        if not image.alt.strip():
            remedy = "décrire l'image entre guillemets : ![légende](photos/x.jpg \"ce que montre l'image\")"
            self._tell(row, "no_alternative", "image sans texte de remplacement", image.source, remedy=remedy)
            return None
        return ImageFile(*found, self.veil.over_text(image.alt.strip()), self.veil.over_text(image.legend.strip()))

    # --- telling ----------------------------------------------------------------------------------------------------

    def _tell(
        self,
        row: int | None,
        code: str,
        found: str,
        value: str | None = None,
        accepted: str = "",
        remedy: str = "",
        severity: Severity = "error",
    ) -> None:
        self.issues.append(
            Issue(severity, code, found, self.file, row=row, value=value, accepted=accepted, remedy=remedy)
        )

    def _tell_person(self, row: int) -> None:
        found = "ce qui désigne une personne est masqué dans les documents"
        remedy = "le retirer, ou l'approuver dans params/approved_texts.yml"
        self._tell(row, "personal_data", found, severity="warning", remedy=remedy)
