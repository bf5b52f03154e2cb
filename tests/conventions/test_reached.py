"""Nothing is kept that no command, notebook, analyst or entry point reaches: the library's names, followed by its own code."""

import ast
import re
import tomllib

import pytest

PASSIVE = {
    "abstractmethod",
    "cache",
    "cached_property",
    "classmethod",
    "contextmanager",
    "dataclass",
    "lru_cache",
    "overload",
    "property",
    "setter",
    "shown",
    "staticmethod",
    "total_ordering",
    "wraps",
}
"""Decorators that leave a function where it is; any other (`app.command`, `formula`…) hands it to somebody who calls it."""
MANUAL = ("README.md", "docs/guide-analyste.md")
BENCH = "qep_lib.workbench."
FOR_ITS_EFFECT = "IMPORTED"
"""What a module imports for its effect alone, said so to Ruff."""
SECTIONS = "qep_lib.reports.sections"
"""Where a notebook's `report.titles.delays_table()` is found: `delays_table` of the module `titles`."""


def definitions(tree):
    """Name -> nodes that make it, for the functions, classes and constants of a module; under "" what its import runs.

    Second, the names that their decorator hands to somebody else.
    """
    made, handed = {"": []}, []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            made.setdefault(node.name, []).append(node)
            if any(_hands_over(decorator) for decorator in node.decorator_list):
                handed.append(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)]
            for name in names:
                made.setdefault(name, []).append(node)
            if any(isinstance(target, (ast.Subscript, ast.Attribute)) for target in targets):
                made[""].append(node)
        elif not isinstance(node, (ast.Import, ast.ImportFrom)):
            made[""].append(node)
    return made, handed


def _is_dunder(name):
    return name.startswith("__") and name.endswith("__")


def _hands_over(decorator):
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) not in PASSIVE


def bound(nodes, modules):
    """Local name -> (module, name in it or "" for the module itself), for every import of the library among the nodes."""
    found = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in modules:
                    found[alias.asname or alias.name.split(".")[0]] = (
                        alias.name if alias.asname else alias.name.split(".")[0],
                        "",
                    )
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "qep_lib":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = (inner, "") if inner in modules else (node.module, alias.name)
    return found


class Followed:
    """What is reached of the library, from the names that are asked for first."""

    def __init__(self, modules):
        self.modules = modules
        self.trees = {name: tree for name, (_, tree) in modules.items()}
        self.made, self.handed = {}, {}
        for name, tree in self.trees.items():
            self.made[name], self.handed[name] = definitions(tree)
        self.imports = {name: bound(tree.body, modules) for name, tree in self.trees.items()}
        self.reached = set()
        self.attributes = set()

    def reach(self, module, name):
        """A name of a module, what its code names in turn, and what importing the module runs."""
        waiting = [(module, name)]
        while waiting:
            module, name = waiting.pop()
            if module not in self.made or (module, name) in self.reached:
                continue
            self.reached.add((module, name))
            waiting.append((module, ""))
            parent, _, last = module.rpartition(".")
            waiting.append((parent, last if last in self.made.get(parent, ()) else ""))
            if name in self.imports[module]:
                waiting.append(self.imports[module][name])
            for node in self.made[module].get(name, ()):
                waiting += self._named(node, module)
            if not name:
                waiting += [(target, "") for target, _ in self.imports[module].values()]
                waiting += [(module, handed) for handed in self.handed[module]]

    def read(self, tree):
        """The code of somebody who uses the library, a notebook's for one: what it imports and the attributes it names."""
        inside = bound(ast.walk(tree), self.modules)
        for target, name in inside.values():
            self.reach(target, name)
        for target, name in self._attributes(tree, inside):
            self.reach(target, name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                for module in self._parts(f"{SECTIONS}.{node.value.attr}"):
                    self.reach(module, node.attr)

    def _parts(self, section):
        """The modules whose calls a section offers: its own, and those that it names as its parts."""
        if section in self.made:
            self.reach(section, "SECTION")
            yield section
            for node in ast.walk(self.made[section]["SECTION"][0]):
                if isinstance(node, ast.keyword) and node.arg == "parts":
                    yield from (self.imports[section][part.id][0] for part in node.value.elts)

    def _named(self, node, module):
        inside = self.imports[module] | bound(ast.walk(node), self.modules)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                if inner.id in inside:
                    yield inside[inner.id]
                elif inner.id in self.made[module]:
                    yield module, inner.id
        yield from bound(ast.walk(node), self.modules).values()
        yield from self._attributes(node, inside)
        for inner in ast.walk(node):
            if isinstance(inner, ast.Tuple) and all(isinstance(part, ast.Constant) for part in inner.elts):
                words = [part.value for part in inner.elts]  # ("approach", "role"): the call of a section
                if len(words) == 2 and isinstance(words[0], str):
                    yield from ((part, words[1]) for part in self._parts(f"{SECTIONS}.{words[0]}"))
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value.startswith("qep_lib."):
                named, _, name = inner.value.partition(":")  # imported by another process, or run by its name
                yield named, name
                yield f"{named}.__main__", ""

    def _attributes(self, tree, inside):
        for inner in ast.walk(tree):
            if isinstance(inner, ast.Attribute):
                self.attributes.add(inner.attr)
                if isinstance(inner.value, ast.Name) and inner.value.id in inside:
                    target, name = inside[inner.value.id]
                    if not name:
                        yield target, inner.attr
            elif isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value.isidentifier():
                self.attributes.add(inner.value)  # getattr and attrgetter

    def unreached(self):
        """The names that no road leads to, dotted."""
        return sorted(
            f"{module}.{name}"
            for module, made in self.made.items()
            for name in made
            if name and name != FOR_ITS_EFFECT and not _is_dunder(name) and (module, name) not in self.reached
        )

    def uncalled(self, elsewhere):
        """Public methods of the library's own classes that nothing names, `elsewhere` (templates) included."""
        named = self.attributes | elsewhere
        return sorted(
            f"{module}.{node.name}.{method.name}"
            for module, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, ast.ClassDef) and (module, node.name) in self.reached
            for method in node.body
            if isinstance(method, ast.FunctionDef)
            and not (method.name.startswith("__") or method.name in named)
            and not any(_hands_over(decorator) for decorator in method.decorator_list)
            and not self._promised(node, module)
        )

    def _promised(self, node, module):
        """A class made on somebody else's has methods that somebody else calls."""
        for base in node.bases:
            name = getattr(base, "id", None)
            if name not in self.made[module] and name not in self.imports[module]:
                return True
        return False


def followed(modules, notebooks, pyproject, manual):
    """The library followed from its entry points, its public face, its notebooks and the calls that the manual gives."""
    found = Followed(modules)
    project = pyproject["project"]
    for group in (project["scripts"], *project["entry-points"].values()):
        for place in group.values():
            found.reach(*place.split(":"))
    for name in found.made["qep_lib"]:
        found.reach("qep_lib", name)
    for name in found.imports["qep_lib"]:
        found.reach("qep_lib", name)
    for notebook in notebooks.values():
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                found.read(ast.parse("".join(line for line in cell["source"] if not line.startswith("%"))))
    for call in re.findall(r"\breport\.\w+\.\w+(?=\()", manual):
        found.read(ast.parse(call))
    for module, tree in found.trees.items():
        if module.startswith(
            BENCH
        ):  # What `open_workbench()` gives is offered by its attributes, in a cell of one's own.
            for name in (node.name for node in tree.body if isinstance(node, ast.ClassDef)):
                if (module, name) in found.reached:
                    found.attributes |= {method.name for method in _class(tree, name).body if hasattr(method, "name")}
    return found


def _class(tree, name):
    return next(node for node in tree.body if getattr(node, "name", "") == name)


@pytest.fixture(scope="module")
def library(modules, notebooks, project):
    """The library, followed."""
    manual = "".join((project / name).read_text(encoding="utf-8") for name in MANUAL)
    pyproject = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return followed(modules, notebooks, pyproject, manual)


def test_every_name_of_the_library_is_reached(library):
    """What only tests call is dead: it goes, with its tests, or gets its use."""
    assert library.unreached() == []


def test_every_method_is_called(library, project):
    """By an attribute of that name, in code or in a template."""
    templates = (path.read_text("utf-8") for path in (project / "qep_lib").rglob("templates/**/*") if path.is_file())
    elsewhere = {word for text in templates for word in re.findall(r"\w+", text)}
    assert library.uncalled(elsewhere) == []


def test_what_nobody_calls_is_seen(modules, notebooks, project):
    """A function added and left, one that only another such calls, one that calls itself, a method, a section's call."""
    added = {
        "qep_lib.stats.rounding": "def left():\n    again()\n\n\ndef again():\n    again()\n",
        "qep_lib.reports.sections.fraud": "@shown\ndef fraud_again(context):\n    return fraud_table(context)\n",
    }
    changed = dict(modules)
    for name, source in added.items():
        path, tree = modules[name]
        changed[name] = (path, ast.Module([*tree.body, *ast.parse(source).body], []))
    pyproject = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    found = followed(changed, notebooks, pyproject, "report.approach.labelled_map()")
    wanted = {"stats.rounding.again", "stats.rounding.left", "reports.sections.fraud.fraud_again"}
    assert {f"qep_lib.{name}" for name in wanted} <= set(found.unreached())
    assert "qep_lib.reports.sections.fraud.fraud_table" not in found.unreached()
