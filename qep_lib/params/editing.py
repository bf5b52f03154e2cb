"""Changes one entry of a list in a YAML file that people write, and nothing else: not a comment, not a space of theirs.

The text is edited where the parser says that each value stands. What cannot be changed so is refused, never rewritten.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from qep_lib.errors import ParameterError, sure

_YAML_WORDS = ("true", "false", "yes", "no", "on", "off", "y", "n", "null")
Plain = str | int | bool | date | None
Value = Plain | tuple["Value", ...] | Mapping[str, "Value"]


def set_entry(text: str, file: str, name: str, key: str, values: Mapping[str, Value]) -> str:
    """`text` where the entry of the list `name` whose `key` is `values[key]` holds `values`; added when there is none.

    `file` is for messages. Keys that `values` does not name stay; line ends stay those of the file. Raises
    `ParameterError`, having changed nothing, for a text that is not such a file or a value that carries comments.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    root = _composed(text, file)
    listed = _value_of(root, name) if root else None
    if listed is None:
        edited = _ended(text) + f"{name}:\n{_block_entry(values, 2)}"
    elif not isinstance(listed, yaml.SequenceNode):
        is_empty = listed.tag.endswith(":null") and listed.value == ""
        if not is_empty:
            raise _refused(file, listed, f"« {name} » n'est pas une liste")
        edited = _added_below(text, _key_end(sure(root), name), _block_entry(values, 2))
    else:
        edited = _in_list(text, file, listed, key, values)
    _check(root, edited, file, name, key, values)
    return edited.replace("\n", end)


def flow(value: Value) -> str:
    """A value on one line, as people write it in these files."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, date)):
        return str(value)
    is_word = value.isascii() and value.isidentifier() and value.lower() not in _YAML_WORDS
    return value if is_word else json.dumps(value, ensure_ascii=False)


def _in_list(text: str, file: str, listed: yaml.SequenceNode, key: str, values: Mapping[str, Value]) -> str:
    for entry in listed.value:
        found = _value_of(entry, key) if isinstance(entry, yaml.MappingNode) else None
        if isinstance(found, yaml.ScalarNode) and found.value == str(values[key]):
            return _in_entry(text, file, entry, values)
    if not listed.value:
        # `labels: []`: the brackets give way to the entry.
        return _added_below(
            text[: listed.start_mark.index].rstrip(" ") + text[listed.end_mark.index :],
            len(text[: listed.start_mark.index].rstrip(" ")),
            _block_entry(values, 2),
        )
    if listed.flow_style:
        place = _end(listed.value[-1])
        return text[:place] + ", " + flow(values) + text[place:]
    return _added_below(text, _end(listed.value[-1]), _block_entry(values, listed.start_mark.column))


def _in_entry(text: str, file: str, entry: yaml.MappingNode, values: Mapping[str, Value]) -> str:
    """Each value in its place, last one first so that the places before it do not move."""
    known = {node.value: (node, value) for node, value in entry.value}
    edits: list[tuple[int, int, str]] = []
    for key, value in values.items():
        if key in known:
            node, old = known[key]
            if _plain(old) == _plain(yaml.compose(flow(value), Loader=yaml.SafeLoader)):
                continue
            start, stop = node.end_mark.index, _end(old)
            if "#" in text[start:stop] and not isinstance(old, yaml.ScalarNode):
                raise _refused(file, node, f"« {key} » porte des commentaires : la changer à la main")
            colon = text.index(":", start) + 1
            edits.append((colon, max(stop, colon), f" {flow(value)}"))
    added = {key: value for key, value in values.items() if key not in known}
    if added and entry.flow_style:
        place = _end(entry.value[-1][1])
        edits.append((place, place, "".join(f", {key}: {flow(value)}" for key, value in added.items())))
    elif added:
        place, indent = _end(entry.value[-1][1]), " " * entry.value[0][0].start_mark.column
        place = text.find("\n", place) if "\n" in text[place:] else len(text)
        edits.append((place, place, "".join(f"\n{indent}{key}: {flow(value)}" for key, value in added.items())))
    for start, stop, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[stop:]
    return text


def _block_entry(values: Mapping[str, Value], indent: int) -> str:
    lines = [f"{key}: {flow(value)}" for key, value in values.items()]
    return "".join(f"{' ' * indent}{'- ' if i == 0 else '  '}{line}\n" for i, line in enumerate(lines))


def _added_below(text: str, place: int, lines: str) -> str:
    """`lines` put under the line that holds `place`."""
    below = text.find("\n", place) + 1
    return text[:below] + lines + text[below:] if below else _ended(text) + lines


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _composed(text: str, file: str) -> yaml.MappingNode | None:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", ligne {mark.line + 1}" if mark else ""
        raise ParameterError(
            f"{file}{line} : écriture YAML illisible, rien n'a été changé. À faire : la corriger, qep check dit comment."
        ) from None
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise _refused(file, root, "le fichier ne commence pas par une clé")
    return root


def _check(before: yaml.Node | None, edited: str, file: str, name: str, key: str, values: Mapping[str, Value]) -> None:
    """What was written is what was meant and the rest is what it was: a file is not left otherwise, however written."""
    was: Any = _plain(before) or {}
    is_now: Any = _plain(_composed(edited, file))
    own: Any = _plain(yaml.compose(flow(values[key]), Loader=yaml.SafeLoader))
    wanted = {inner: _plain(yaml.compose(flow(value), Loader=yaml.SafeLoader)) for inner, value in values.items()}
    former = was[name] if isinstance(was.get(name), list) else []
    kept: Any = next((entry for entry in former if _id(entry, key) == own[1]), {})
    others = [entry for entry in former if entry is not kept]
    if (
        is_now | {name: None} != was | {name: None}
        or [e for e in is_now[name] if _id(e, key) != own[1]] != others
        or [e for e in is_now[name] if _id(e, key) == own[1]] != [kept | wanted]
    ):
        found = f"« {name} » est écrit d'une façon qui ne se change qu'à la main"
        raise ParameterError(f"{file} : {found}. Rien n'a été changé.")


def _id(entry: object, key: str) -> object:
    """The identifier of an entry, as text."""
    return entry[key][1] if isinstance(entry, dict) and isinstance(entry.get(key), tuple) else None


def _value_of(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _key_end(root: yaml.MappingNode, key: str) -> int:
    return next(name.end_mark.index for name, _ in root.value if name.value == key)


def _end(node: yaml.Node) -> int:
    """Where a value ends, without the blank lines that the parser counts with it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return len(sure(node.end_mark.buffer)[: node.end_mark.index].rstrip())


def _plain(node: yaml.Node | None) -> object:
    if isinstance(node, yaml.MappingNode):
        return {name.value: _plain(value) for name, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return node and (node.tag, node.value)


def _refused(file: str, node: yaml.Node, found: str) -> ParameterError:
    return ParameterError(f"{file}, ligne {node.start_mark.line + 1} : {found}. Rien n'a été changé.")
