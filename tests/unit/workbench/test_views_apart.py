"""Views are pure: what they give is asked without a widget, and panels alone make widgets."""

import ast
from pathlib import Path

import qep_lib.workbench

FOLDER = Path(qep_lib.workbench.__file__).parent
PANELS = {"panel", "explorers", "exploring", "public_survey", "site_panel"}
"""Where pickers are; `bench` opens them, and shows nothing itself."""


def test_only_panels_know_widgets():
    """No view imports ipywidgets, itables or a panel."""
    faults = []
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            widgets = [name for name in names if name.partition(".")[0] in ("ipywidgets", "itables")]
            panels = [name for name in names if name.rpartition(".")[2] in PANELS and path.stem != "bench"]
            if path.stem not in PANELS and widgets + panels:
                faults.append(f"{path.stem} : {widgets + panels}")
    assert faults == []
