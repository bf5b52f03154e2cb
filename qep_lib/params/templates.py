"""Office files whose styles the editable copies take (`params/modeles/modele.docx`, `modele.pptx`): judged and cleaned.

Nothing of a template runs or fetches anything: macros and embedded objects are refused, links to the outside are cut.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from qep_lib.model.issue import Issue, Severity
from qep_lib.model.own_words import Template
from qep_lib.model.workspace import Workspace
from qep_lib.params.overlay import find_file, list_files, name_of

FOLDER, STEM = "params/modeles", "modele"
MAXIMUM_BYTES, MAXIMUM_UNPACKED, MAXIMUM_PARTS = 10_000_000, 100_000_000, 3_000
_OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    "docx": f"{_OFFICE}wordprocessingml.document.main+xml",
    "pptx": f"{_OFFICE}presentationml.presentation.main+xml",
}
_ACTIVE = re.compile(r"vbaProject|vbaData|/activeX/|/embeddings/|/ctrlProps/|macrosheet", re.IGNORECASE)
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*?/>|<(?:\w+:)?Relationship\b[^>]*>\s*</(?:\w+:)?Relationship>")
_MANAGER = re.compile(r"<(Manager|Company)>[^<]*</\1>")
_ATTACHED = re.compile(r"<w:attachedTemplate\b[^>]*/>")


@dataclass(slots=True)
class TemplateFile:
    """A template that was found, and what is wrong with it; `subject` is empty for that of all sites."""

    file: str
    extension: str
    subject: str
    template: Template | None = None
    issues: list[Issue] = field(default_factory=list)


def read_templates(workspace: Workspace, sites: Collection[str]) -> list[TemplateFile]:
    """Every template, of all sites or of one, by name."""
    found = []
    for path in [*list_files(workspace, FOLDER, "*"), *list_files(workspace, FOLDER, "*/*")]:
        if path.is_dir() or path.name.startswith((".", "~$")):
            continue
        subject = "" if path.parent.name == Path(FOLDER).name else path.parent.name
        found.append(_read(workspace, path, subject, sites))
    return found


def clean_template(path: Path) -> bytes:
    """The bytes of a sound template, cut off from whatever is outside it; the same bytes for the same file."""
    return _cleaned(path.read_bytes())


def _read(workspace: Workspace, path: Path, subject: str, sites: Collection[str]) -> TemplateFile:
    file, extension = name_of(workspace, path), path.suffix.removeprefix(".").lower()
    made = TemplateFile(file, extension, subject)

    def tell(code: str, found: str, remedy: str, severity: Severity = "error", accepted: str = "") -> TemplateFile:
        made.issues.append(Issue(severity, code, found, file, accepted=accepted, remedy=remedy))
        return made

    if path.name not in (f"{STEM}.docx", f"{STEM}.pptx"):
        accepted = "modele.docx et modele.pptx"
        if extension in ("docm", "dotm", "pptm", "potm"):
            return tell("macros", "ce modèle peut contenir des macros : il n'est pas lu", _AGAIN, "warning", accepted)
        return tell("wrong_name", "ce fichier ne serait pas lu", "le renommer", "warning", accepted)
    if subject and subject not in sites:
        return tell("unknown_site", f"« {subject} » n'est pas un site", "nommer le dossier par le code du site")
    if not path.resolve().is_relative_to(find_file(workspace, "params").resolve()):
        return tell("template_outside", "ce modèle est hors du dossier params/", "l'y copier")
    try:
        content = path.read_bytes()
    except OSError as error:
        return tell(
            "unreadable_file", f"le fichier ne peut pas être lu ({error.strerror})", "vérifier les droits d'accès"
        )
    if fault := _fault(content, extension):
        return tell(*fault)
    made.template = Template(file, hashlib.sha256(content).hexdigest())
    return made


_AGAIN = "l'enregistrer de nouveau au format modele.docx ou modele.pptx, sans macro"


@lru_cache(maxsize=32)
def _fault(content: bytes, extension: str) -> tuple[str, str, str] | None:
    """(code, what is wrong, what to do), or None."""
    size = f"{MAXIMUM_BYTES // 1_000_000} Mo au plus"
    if len(content) > MAXIMUM_BYTES:
        return "too_big", f"le modèle est trop lourd ({size})", "en ôter les images"
    wrong = f"ce fichier n'est pas un {extension.upper()}"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAXIMUM_PARTS or sum(part.file_size for part in parts) > MAXIMUM_UNPACKED:
                return "too_big", f"le modèle est trop lourd une fois ouvert ({size})", "en ôter les images"
            types = _content_types(archive.read("[Content_Types].xml"))
            if any("macroenabled" in kind.lower() for kind in types.values()):
                return "macros", "le modèle contient des macros", _AGAIN
            if any(_ACTIVE.search(f"/{part.filename}") for part in parts):
                return "active_content", "le modèle contient des macros ou des objets incorporés", "les en ôter"
            if MAIN_PARTS[extension] not in types.values():
                return "not_office", wrong, _AGAIN
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    fromstring(archive.read(part), forbid_dtd=True)
    except (ParseError, DefusedXmlException):
        return "not_office", f"{wrong} : une de ses parties est illisible", _AGAIN
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return "not_office", f"{wrong}, ou il est protégé par un mot de passe", _AGAIN
    return None


def _content_types(content: bytes) -> Mapping[str, str]:
    root = fromstring(content, forbid_dtd=True)
    return {child.get("PartName") or child.get("Extension") or "": child.get("ContentType") or "" for child in root}


@lru_cache(maxsize=8)
def _cleaned(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        names = [part.filename for part in archive.infolist() if not part.is_dir()]
        cut = {owner: ids for name in names for owner, ids in [_outside(archive, name)] if ids}
        for name in dict.fromkeys(names):
            made.writestr(zipfile.ZipInfo(name), _part(archive.read(name), name, cut), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _outside(archive: zipfile.ZipFile, name: str) -> tuple[str, frozenset[str]]:
    """The part that this list of relations belongs to, and the ids of those that lead outside the file."""
    folder, _, file = name.rpartition("/")
    if not file.endswith(".rels"):
        return "", frozenset()
    root = fromstring(archive.read(name), forbid_dtd=True)
    ids = frozenset(child.get("Id") or "" for child in root if child.get("TargetMode") == "External")
    return f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}", ids


def _part(content: bytes, name: str, cut: Mapping[str, frozenset[str]]) -> bytes:
    folder, _, file = name.rpartition("/")
    if file.endswith(".rels"):
        ids = cut.get(f"{folder.removesuffix('_rels')}{file.removesuffix('.rels')}", frozenset())
        return (
            _edited(content, lambda text: _RELATION.sub(lambda one: "" if _id_of(one[0]) in ids else one[0], text))
            if ids
            else content
        )
    if name == "docProps/app.xml":
        return _edited(content, lambda text: _MANAGER.sub("", text))
    if inner := cut.get(name):
        named = re.compile(rf'\s[\w]+:[\w]+="(?:{"|".join(map(re.escape, sorted(inner)))})"')
        return _edited(content, lambda text: named.sub("", _ATTACHED.sub("", text)))
    return content


def _id_of(relation: str) -> str:
    found = re.search(r'\bId\s*=\s*["\']([^"\']*)["\']', relation)
    return found[1] if found else ""


def _edited(content: bytes, edit: Callable[[str], str]) -> bytes:
    # Office writes UTF-8; another encoding would have been told by its declaration, which stays true.
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return edit(content.decode(encoding)).encode(encoding)
