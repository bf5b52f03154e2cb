"""The label of a site, changed in `params/labels.yml` without touching what people wrote there. The command is `cli`."""

from collections.abc import Mapping

from pydantic import ValidationError

from qep_lib.errors import ParameterError
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.workspace import Workspace
from qep_lib.params.document import parse_document
from qep_lib.params.editing import Value, set_entry
from qep_lib.params.faults import validation_issues
from qep_lib.params.kinds import LabelFile
from qep_lib.params.references import Known, check_label

LABELS = "params/labels.yml"


def edit_label(
    workspace: Workspace, catalogue: Catalogue, site_id: str, values: Mapping[str, Value]
) -> tuple[str, str]:
    """The text of `labels.yml` and what it becomes when the label of the site holds `values`; nothing is written.

    Raises `ParameterError` with every fault that the entry would then have.
    """
    path = workspace.root / LABELS
    before = path.read_bytes().decode("utf-8") if path.is_file() else ""
    mark = "\ufeff" * before.startswith("\ufeff")
    after = mark + set_entry(before.removeprefix(mark), LABELS, "labels", "site_id", {"site_id": site_id, **values})
    _refuse_faults(catalogue, site_id, after.removeprefix(mark))
    return before, after


def _refuse_faults(catalogue: Catalogue, site_id: str, text: str) -> None:
    document = parse_document(text, LABELS)
    issues = [*document.issues]
    try:
        labels = LabelFile.model_validate(document.value).labels
    except ValidationError as error:
        issues += validation_issues(error, document, LabelFile)
        labels = ()
    known = Known(catalogue.sites, (), (), catalogue.frameworks, (), (), None)
    for i, label in enumerate(labels):
        if label.site_id == site_id:
            issues += check_label(document, ("labels", i), label, known, catalogue.frameworks)
    if issues:
        raise ParameterError("rien n'a été écrit.", tuple(issue.sentence for issue in issues))
