"""`approved_texts.yml`: one text a line of the list, by itself or by its hash; the file may be absent."""

import pytest

from qep_lib.model.approved import text_sha256
from qep_lib.params import read_catalogue
from qep_lib.params.approved import masked_text
from qep_lib.params.catalogue import check_params

HEAD = "# yaml-language-server: $schema=schemas/approved_texts.schema.json\ntexts:\n"
SAID = 'approved_by: "référente qualité", approved_on: 2021-01-13'


def write(params, *texts):
    """The file with these entries."""
    path = params.workspace.params / "approved_texts.yml"
    path.write_text(HEAD + "".join(f"  - {{{text}, {SAID}}}\n" for text in texts), encoding="utf-8")


def test_a_text_is_known_by_itself_or_by_its_hash(params):
    """And kept as it is; any other one is masked."""
    write(params, 'text: "Fondation Jeanne Moreau"', f'sha256: "{text_sha256("Mme Durand")}"')
    catalogue = read_catalogue(params.workspace)
    assert masked_text("Fondation Jeanne Moreau", catalogue) == "Fondation Jeanne Moreau"
    assert masked_text(" Mme Durand ", catalogue) == " Mme Durand "
    assert masked_text("Mme Moreau", catalogue) == "Mme [NOM]"
    assert masked_text(None, catalogue) is None


def test_the_file_may_be_absent(params):
    """A workspace of before has none."""
    (params.workspace.params / "approved_texts.yml").unlink(missing_ok=True)
    assert check_params(params.workspace) == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('text: "a", sha256: "' + "0" * 64 + '"', "l'un des deux"),
        ('reason: "x"', "l'un des deux"),
        ('sha256: "abc"', "64 signes"),
        ('text: "a", auteur: "b"', "clé inconnue"),
    ],
)
def test_a_faulty_entry_is_told_with_its_place(params, entry, told):
    """File, line, what is accepted."""
    write(params, entry)
    (issue,) = check_params(params.workspace)
    assert issue.file == "params/approved_texts.yml" and issue.row
    assert told in issue.sentence
