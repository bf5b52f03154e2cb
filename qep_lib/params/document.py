"""One YAML file as values that remember their lines, and the faults of its writing. What it should hold is in `kinds.py`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from qep_lib.errors import sure
from qep_lib.model.characters import first_unprintable, printable
from qep_lib.model.issue import Issue, Where
from qep_lib.model.workspace import Workspace
from qep_lib.params.overlay import find_file
from qep_lib.params.scalars import SCALARS

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 50
"""Deeper nesting is refused before the tree is built: libyaml builds it by recursion and would crash the process."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_KEY_LINE = re.compile(r"^\s*(?:- +)*[\"']?([^\s\"':#][^\"':#]*?)[\"']?\s*:(?:\s|$)")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: `value` (tuples for lists), its tree for lines, and the faults met on the way.

    `root` and `value` are None when the file could not be read at all.
    """

    file: str
    root: yaml.Node | None
    value: Any
    issues: tuple[Issue, ...]

    def line(self, path: KeyPath) -> int:
        """Line (from 1) of the key at `path`, or of its nearest ancestor that exists."""
        return _mark_line(self._walk(path)[0])

    def raw(self, path: KeyPath) -> str | None:
        """The scalar at `path` as written, without its quotes; None when it is empty, a list, a mapping or absent."""
        _, node, depth = self._walk(path)
        return node.value or None if depth == len(path) and isinstance(node, yaml.ScalarNode) else None

    def issue(
        self,
        path: KeyPath,
        code: str,
        found: str,
        accepted: str = "",
        remedy: str = "",
        other: Where | None = None,
        **shown: str | None,
    ) -> Issue:
        """A fault at `path`, fields as in `Issue`. The value is told as it is written, unless another `value` is given."""
        value, row, key = shown.get("value", self.raw(path)), self.line(path), show_path(path) or None
        return Issue(
            "error",
            code,
            found,
            self.file,
            row=row,
            value=value,
            accepted=accepted,
            remedy=remedy,
            key=key,
            other=other,
        )

    def _walk(self, path: KeyPath) -> tuple[yaml.Node, yaml.Node, int]:
        """(node that carries the line, node of the value, number of steps that exist)."""
        place = node = sure(self.root)
        for depth, step in enumerate(path):
            entry = _entry(node, step)
            if entry is None:
                return place, node, depth
            place, node = entry
        return place, node, len(path)


def show_path(path: KeyPath) -> str:
    """`items[2].scale`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_path(text: str) -> KeyPath:
    """The key path that `show_path` writes."""
    return tuple(int(number) if number else name for name, number in _STEP.findall(text))


def located(workspace: Workspace, issues: Iterable[Issue]) -> list[Issue]:
    """`issues` with the lines of the parameter files that they name by a key only.

    Checks of what the files say together read declarations, which know no line.
    """
    read = cache(lambda file: read_document(find_file(workspace, file), file))

    def line(file: str, key: str | None) -> int | None:
        document = read(file) if key and file.endswith(".yml") else None
        return document.line(read_path(sure(key))) if document and document.root is not None else None

    found = []
    for issue in issues:
        if issue.row is None:
            issue = replace(issue, row=line(issue.file, issue.key))
        if issue.other is not None and issue.other.row is None:
            issue = replace(issue, other=replace(issue.other, row=line(issue.other.file, issue.other.key)))
        found.append(issue)
    return found


def read_text(path: Path, file: str, maximum_bytes: int = MAXIMUM_BYTES) -> str | Issue:
    """The text of a file that people write, or why it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Issue("error", "missing_file", "le fichier n'existe pas", file, remedy="créer ce fichier")
    except OSError as error:
        found = f"le fichier ne peut pas être lu ({error.strerror})"
        return Issue("error", "unreadable_file", found, file, remedy="vérifier les droits d'accès")
    if len(content) > maximum_bytes:
        thousands = maximum_bytes // 1000
        accepted = f"{thousands // 1000} Mo au plus" if thousands >= 1000 else f"{thousands} ko au plus"
        return Issue("error", "too_big", "le fichier est trop gros", file, accepted=accepted)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        remedy = "enregistrer le fichier en UTF-8"
        found = "le texte n'est pas en UTF-8"
        return Issue("error", "not_utf8", found, file, row=row, remedy=remedy, key=_key_before(content, row))


def read_document(path: Path, file: str, expected_keys: Sequence[str] = ()) -> Document:
    """Read `path`, shown as `file` in messages. Never raises for what the file holds: faults are in `issues`."""
    text = read_text(path, file)
    if isinstance(text, Issue):
        return _refused(text)
    return parse_document(text, file, expected_keys)


def parse_document(text: str, file: str, expected_keys: Sequence[str] = ()) -> Document:
    """The same for a text that is not written yet."""
    return _parsed(text, file, tuple(expected_keys))


@lru_cache(maxsize=512)
def _parsed(text: str, file: str, expected_keys: tuple[str, ...]) -> Document:
    # A command reads `params/` twice, to tell its faults then to use it, and parsing is four fifths of reading. What is
    # kept is shared: nobody changes the value of a document.
    accepted = f"les clés {', '.join(expected_keys)}" if expected_keys else ""
    try:
        if refusal := _refused_structure(text, file):
            return _refused(refusal)
        root = yaml.compose(text, _LOADER)
    except yaml.YAMLError as error:
        return _refused(_syntax_issue(error, text, file))
    if root is None or (isinstance(root, yaml.ScalarNode) and root.tag == _TAG + "null"):
        found = "le fichier est vide"
        return _refused(
            Issue("error", "empty_file", found, file, row=1, accepted=accepted, remedy="remplir le fichier")
        )
    conversion = _Conversion(file)
    value = conversion.convert(root, ())
    if not isinstance(root, yaml.MappingNode) and not conversion.issues:
        found = "le fichier ne commence pas par une clé"
        issue = Issue("error", "not_a_mapping", found, file, row=_mark_line(root), accepted=accepted)
        conversion.issues.append(issue)
    if not isinstance(root, yaml.MappingNode) or conversion.has_forbidden_tag:
        return Document(file, None, None, tuple(conversion.issues))
    return Document(file, root, value, tuple(conversion.issues))


class _Conversion:
    """Walks a composed tree once, making Python values and collecting what is refused."""

    def __init__(self, file: str):
        self.file = file
        self.issues: list[Issue] = []
        self.has_forbidden_tag = False

    def convert(self, node: yaml.Node, path: KeyPath) -> Any:
        """The value of `node`: dict, tuple, text, int, float, bool, date or None."""
        kind = node.tag.removeprefix(_TAG)
        if isinstance(node, yaml.MappingNode) and kind == "map":
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and kind == "seq":
            return tuple(self.convert(child, (*path, i)) for i, child in enumerate(node.value))
        if isinstance(node, yaml.ScalarNode) and kind in SCALARS:
            value, code, found, remedy = SCALARS[kind](node)
            if code:
                self._refuse(node, path, code, found, remedy, node.value)
            return value
        self.has_forbidden_tag = True
        self._refuse(node, path, "forbidden_tag", "étiquette YAML refusée", "ôter l'étiquette (« !… »)", node.tag)
        return None

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(key_node, path, "composite_key", "une clé est une liste", "écrire la clé en un mot")
                continue
            key = key_node.value
            if key_node.tag == _TAG + "merge":
                self.has_forbidden_tag = True
                self._refuse(key_node, (*path, key), "merge_key", "fusion refusée", "recopier les clés fusionnées", key)
            elif code := first_unprintable(key):
                found = f"caractère de contrôle ou de sens d'écriture ({code}) dans une clé"
                self._refuse(key_node, path, "unprintable_character", found, "effacer ce caractère", printable(key))
            elif key in result:
                found = f"clé en double (déjà ligne {lines[key]})"
                self._refuse(key_node, (*path, key), "duplicate_key", found, "garder une seule des deux", key)
            else:
                lines[key] = _mark_line(key_node)
                result[key] = self.convert(child, (*path, key))
        return result

    def _refuse(
        self, node: yaml.Node, path: KeyPath, code: str, found: str, remedy: str, value: str | None = None
    ) -> None:
        row, key = _mark_line(node), show_path(path) or None
        self.issues.append(Issue("error", code, found, self.file, row=row, key=key, value=value, remedy=remedy))


def _refused(issue: Issue) -> Document:
    return Document(issue.file, None, None, (issue,))


def _refused_structure(text: str, file: str) -> Issue | None:
    """Several documents, aliases and abysses, seen in the stream of events, before any tree is built."""
    documents = depth = 0
    for event in yaml.parse(text, _LOADER):
        fault = None
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                found = "le fichier contient plusieurs documents (ligne ---)"
                fault = ("several_documents", found, "un fichier par document")
        elif isinstance(event, yaml.AliasEvent):
            fault = ("alias", f"renvoi « *{event.anchor} » refusé", "recopier la valeur à cet endroit")
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAXIMUM_DEPTH:
                fault = ("too_deep", f"plus de {MAXIMUM_DEPTH} niveaux imbriqués", "simplifier la structure")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if fault:
            code, found, remedy = fault
            row = 1 + (event.start_mark.line if event.start_mark else 0)
            return Issue("error", code, found, file, row=row, key=_key_before(text, row), remedy=remedy)
    return None


def _syntax_issue(error: yaml.YAMLError, text: str, file: str) -> Issue:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        row = text[: getattr(error, "position", 0)].count("\n") + 1
        found, remedy = "caractère interdit (caractère de contrôle)", "effacer ce caractère"
        return Issue("error", "yaml_syntax", found, file, row=row, key=_key_before(text, row), remedy=remedy)
    row = mark.line + 1
    lines = text.splitlines() or [""]
    line = lines[min(mark.line, len(lines) - 1)]
    key = _key_before(text, row)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        found, remedy = "tabulation au début de la ligne", "remplacer la tabulation par des espaces"
        return Issue("error", "tab", found, file, row=row, key=key, value=line.strip(), remedy=remedy)
    found = "écriture YAML illisible"
    remedy = (
        "vérifier le retrait, l'espace après les deux-points, les guillemets et les crochets, ici et juste au-dessus"
    )
    return Issue("error", "yaml_syntax", found, file, row=row, key=key, value=line.strip(), remedy=remedy)


def _key_before(text: str | bytes, row: int) -> str | None:
    """The last key written at or above line `row`: where a person should look when the file has no tree yet."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    for line in reversed(text.splitlines()[:row]):
        if match := _KEY_LINE.match(line):
            return match.group(1)
    return None


def _entry(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        pairs = ((key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))
        return next(((key, value) for key, value in pairs if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _mark_line(node: yaml.Node) -> int:
    return node.start_mark.line + 1
