"""Rows that another file of the site has given already: the same row is never counted twice.

An identifier belongs to the file and the sheet that give it: numbering starts again in each wave, sheet and tool. Where a
table has such identifiers the same number is no fault, the same row is; elsewhere (a day, a month, a figure) the key itself
is the row. Duplicates inside one sheet are `rules.drop_duplicates`.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from qep_lib.intake.faults import FaultList, Reason
from qep_lib.intake.rawtable import TEXT
from qep_lib.intake.rules import key_texts
from qep_lib.model.table import TableSpec
from qep_lib.store.identity import OWNERS


def check_elsewhere(
    frame: pd.DataFrame,
    others: pd.DataFrame,
    spec: TableSpec,
    held: Mapping[str, int],
    named: tuple[str, str],
    rows_read: int,
    faults: FaultList,
    is_only_whole: bool = False,
) -> None:
    """Reject the rows of `frame` that are in `others` (of the same site and years), and warn of those that may be.

    When most rows of the file are held by one dataset, it is that one under another name, or a later version: it is
    refused as a whole. With `is_only_whole` nothing else is said: rows that the tool neither numbers nor dates look alike
    by chance. `held`: number of rows of each dataset; `named`: the column that identifies a row for a person, and
    its heading.
    """
    if not len(others) or not len(frame):
        return
    same, alike = _same_rows(frame, others, spec) if spec.identifier else (_same_keys(frame, others, spec.key), None)
    both = same if alike is None else pd.concat([same, alike])
    for dataset, count in both["dataset"].value_counts().items():
        if 2 * count > rows_read:
            faults.add(_same_file(dataset, count, rows_read, held))
            return
    if is_only_whole:
        return
    shown, heading = named
    texts = key_texts(frame, [shown])[shown]
    texts = texts[~texts.index.duplicated()]
    _tell(same, _SAME_ROW if spec.identifier else _SAME_KEY, texts, heading, faults)
    if alike is not None:
        _tell(alike, _ALIKE, texts, heading, faults)


def _same_keys(frame: pd.DataFrame, others: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """The lines whose key is in `others`, with where."""
    # A blank group is part of a key: missing values must compare equal.
    known = key_texts(others, key).fillna("").assign(dataset=others["dataset"], source_row=others["source_row"])
    rows = key_texts(frame, key).fillna("").reset_index(names="line")
    return rows.merge(known.drop_duplicates(list(key)), on=list(key)).drop_duplicates("line")


def _same_rows(frame: pd.DataFrame, others: pd.DataFrame, spec: TableSpec) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines whose every value is in `others` under the same identifier, then those that only look so."""
    kept = others[others[spec.identifier].isin(frame[spec.identifier])]
    empty = pd.DataFrame({"line": [], "dataset": [], "source_row": []})
    if kept.empty:
        return empty, empty
    rows = _things(frame.assign(line=frame.index), spec, ("line",))
    known = _things(kept, spec, OWNERS)
    key = [spec.identifier, *spec.recognised_by]
    same = rows.merge(known, on=[*key, "signature"]).drop_duplicates("line")
    if not spec.recognised_by:
        return same, empty
    alike = rows[~rows["line"].isin(same["line"])].drop(columns="signature").merge(known, on=key)
    return same, alike.drop_duplicates("line")


def _things(frame: pd.DataFrame, spec: TableSpec, owners: Sequence[str]) -> pd.DataFrame:
    """One line an identified thing (an answer and its items, a request): what recognises it, and a hash of all its values."""
    own = [column.name for column in spec.columns if column.name != "site_id"]
    texts = key_texts(frame, own).fillna("")
    key = [spec.identifier, *spec.recognised_by]
    things = texts[key].assign(signature=pd.util.hash_pandas_object(texts, index=False))
    for name in owners:
        things[name] = frame[name].astype(TEXT).fillna("") if name in OWNERS else frame[name]
    if "source_row" in frame:
        things["source_row"] = frame["source_row"]
    numbers = {"source_row": "min"} if "source_row" in things else {}
    told = dict.fromkeys(spec.recognised_by, "first") | {"signature": "sum"} | numbers
    return things.groupby([*owners, spec.identifier], sort=False, observed=True).agg(told).reset_index()


def _tell(found: pd.DataFrame, reason: tuple, texts: pd.Series, heading: str, faults: FaultList) -> None:
    code, sentence, accepted, remedy, severity = reason
    for line, dataset, source_row in zip(found["line"], found["dataset"], found["source_row"], strict=True):
        where = f"la ligne {source_row} de « {dataset} »"
        faults.add(Reason(code, sentence.format(where), accepted, remedy, severity), int(line), heading, texts[line])


_SAME_KEY = (
    "stored_elsewhere", "déjà rangé, à {}", "une ligne rangée une seule fois par site",
    "retirer la ligne d'un des deux fichiers, puis réimporter", "reject",
)  # fmt: skip
_SAME_ROW = (
    "stored_elsewhere", "ligne déjà rangée : même identifiant et mêmes valeurs que {}",
    "une ligne rangée une seule fois par site", "retirer la ligne d'un des deux fichiers, puis réimporter", "reject",
)  # fmt: skip
_ALIKE = (
    "alike_elsewhere", "même identifiant et même arrivée que {}, avec d'autres valeurs : les deux sont comptées",
    "", "rien si ce sont deux dossiers ; si c'est le même, retirer l'ancienne ligne de l'autre fichier", "warning",
)  # fmt: skip


def _same_file(dataset: str, count: int, rows_read: int, held: Mapping[str, int]) -> Reason:
    name = dataset.rpartition("/")[2]
    gone = f", ce qui retire les {held[dataset]} lignes de ce fichier" if dataset in held else ""
    return Reason(
        "stored_elsewhere",
        f"{count} des {rows_read} lignes sont déjà importées par « {dataset} » ; rien n'a été rangé",
        accepted="des lignes rangées une seule fois par site",
        remedy=f"si ce fichier est une nouvelle version de l'autre, ajouter --replace « {name} »{gone} ; "
        "sinon retirer d'un des deux fichiers les lignes qui sont dans les deux",
        severity="error",
    )
