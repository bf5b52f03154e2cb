"""Typst at work in a private folder that holds nothing but its templates and their data. What the data are is said elsewhere."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import typst

from qep_lib.errors import ReportFailed
from qep_lib.export.typefaces import typst_fonts

TEMPLATES = Path(__file__).parent / "templates"
_SHARED = ("common.typ", "looks.typ")
_MESSAGE_LENGTH = 300


OpenCompiler = Callable[[dict[str, str]], typst.Compiler]
"""A compiler of the template, given the inputs that it reads beside its data."""


def typeset_pdf(
    template: str, data: Mapping[str, Any], chosen_inputs: Callable[[OpenCompiler], dict[str, str]] | None = None
) -> bytes:
    """The PDF/UA-1 that `template` makes of `data`, which has a title. `ReportFailed` where Typst refuses it.

    `chosen_inputs` may try the template to choose what it reads beside its data.
    """
    with _at_work(template, data) as open_compiler:
        inputs = chosen_inputs(open_compiler) if chosen_inputs else {}
        made = open_compiler(inputs).compile(pdf_standards=["ua-1"])
        # Pages one by one are what pictures are asked for; a PDF is one file.
        return cast(bytes, made)


def ask_typst(template: str, data: Mapping[str, Any], label: str) -> Any:
    """The value that `template` keeps under that label when it reads `data`, which has a title. `ReportFailed` likewise."""
    with _at_work(template, data) as open_compiler:
        return json.loads(open_compiler({}).query(f"<{label}>", field="value", one=True))


@contextmanager
def _at_work(template: str, data: Mapping[str, Any]) -> Iterator[OpenCompiler]:
    with tempfile.TemporaryDirectory(prefix="qep-pdf-") as folder:
        root = Path(folder)
        for name in (template, *_SHARED):
            (root / name).write_bytes((TEMPLATES / name).read_bytes())
        (root / "document.json").write_text(json.dumps(data), encoding="utf-8")

        def open_compiler(inputs: dict[str, str]) -> typst.Compiler:
            return typst.Compiler(root / template, root=root, font_paths=typst_fonts(), sys_inputs=inputs)

        try:
            yield open_compiler
        except (typst.TypstError, RuntimeError) as error:  # a query that fails raises the second one
            raise ReportFailed(
                f"« {data['title']} » : la mise en page PDF a été refusée ({str(error)[:_MESSAGE_LENGTH]})."
            ) from None
