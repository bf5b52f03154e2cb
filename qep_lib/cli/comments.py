"""`qep comments`: what people wrote, in a workbook to be read and decided, and back. Its columns are `intake.reviewed`."""

from pathlib import Path

from qep_lib.cli.importing import counted
from qep_lib.cli.screen import Screen
from qep_lib.cli.single import known_site, require_suffix, shown, write_output
from qep_lib.export.form import export_form_xlsx
from qep_lib.intake.comments import suggested_theme
from qep_lib.intake.gate import read_input
from qep_lib.intake.reviewed import AUDIENCE as SHOWN_TO
from qep_lib.intake.reviewed import DECISION, HEADINGS, SHEET, THEME, VERDICTS, read_reviewed
from qep_lib.model.catalogue import Catalogue
from qep_lib.model.parameters import AUDIENCE_OF
from qep_lib.model.period import Period
from qep_lib.model.workspace import Workspace
from qep_lib.params import read_catalogue
from qep_lib.runs.guard.lock import workspace_lock
from qep_lib.store.comments import Decision, StoredComment, comments_of_site, read_decisions, write_decisions


def review_comments(site_code: str, period_code: str, to: str | None, has_all: bool) -> int:
    """Write the comments of a site and period that nobody decided of yet; with `has_all`, the others too, as decided."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    site, period = known_site(catalogue, site_code), Period.parse(period_code)
    path = Path(to) if to else workspace.deposits / f"commentaires-{site.site_id}-{period.code}.xlsx"
    require_suffix(path, (".xlsx",))
    decided = read_decisions(workspace, site.site_id)
    found = _by_mark(comments_of_site(workspace, site.site_id), period)
    wanted = {mark: comments for mark, comments in found.items() if has_all or mark not in decided}
    known = len(found) - len(found.keys() - decided.keys())
    if not wanted:
        screen.line(
            f"Rien à relire pour {site.name} ({period.label}) : "
            f"{counted(len(found), 'commentaire rangé', 'commentaires rangés')}, {known} déjà relu{'s' * (known > 1)}."
        )
        return 0
    rows: list[list[str]] = [_row(catalogue, mark, comments, decided.get(mark)) for mark, comments in wanted.items()]
    rows.sort(key=lambda row: row[1:5])
    choices = {
        THEME: [theme.label for theme in catalogue.themes],
        DECISION: [*VERDICTS],
        SHOWN_TO: [*AUDIENCE_OF],
    }
    write_output(path, export_form_xlsx(SHEET, HEADINGS, rows, choices))
    screen.line(f"{counted(len(rows), 'commentaire', 'commentaires')} à relire, {known} déjà relu{'s' * (known > 1)}.")
    screen.line(f"Résultat : {shown(path, workspace.root)}")
    screen.line(
        f"À faire : choisir une décision par ligne ({', '.join(VERDICTS)}), corriger le thème proposé, dire à qui montrer ce "
        f"qui est gardé ({', '.join(AUDIENCE_OF)}), puis « qep comments apply {shown(path, workspace.root)} ». Les noms sont "
        "masqués, mais une situation peut faire reconnaître quelqu'un : réécrire, ou écarter."
    )
    return 0


def apply_comments(file: str) -> int:
    """Take back a workbook of comments; nothing is taken when a line is at fault. Earlier decisions stay."""
    workspace, screen = Workspace.find(), Screen()
    catalogue = read_catalogue(workspace)
    content, kind = read_input(Path(file))
    with workspace_lock(workspace):
        owner = {c.mark: (site_id, c) for site_id in _sites(workspace) for c in comments_of_site(workspace, site_id)}
        known = {mark: comment for mark, (_, comment) in owner.items()}
        reviewed = read_reviewed(Path(file).name, content, kind, known, catalogue)
        by_site: dict[str, dict[str, Decision]] = {}
        for mark, decision in reviewed.decisions.items():
            by_site.setdefault(owner[mark][0], {})[mark] = decision
        for site_id, decisions in by_site.items():
            write_decisions(workspace, site_id, read_decisions(workspace, site_id) | decisions)
    taken = counted(len(reviewed.decisions), "décision gardée", "décisions gardées")
    left = f", {counted(reviewed.undecided, 'ligne', 'lignes')} sans décision" if reviewed.undecided else ""
    screen.line(f"{taken}{left}.")
    if by_site:
        screen.line("À faire : « qep run », pour que les rapports de satisfaction en tiennent compte.")
    return 0


def _sites(workspace: Workspace) -> list[str]:
    folder = workspace.restricted / "commentaires"
    return sorted(path.name for path in folder.glob("*") if path.is_dir())


def _by_mark(comments: tuple[StoredComment, ...], period: Period) -> dict[str, list[StoredComment]]:
    found: dict[str, list[StoredComment]] = {}
    for comment in comments:
        if period.start <= comment.answered_on <= period.end:
            found.setdefault(comment.mark, []).append(comment)
    return found


def _row(catalogue: Catalogue, mark: str, comments: list[StoredComment], decision: Decision | None) -> list[str]:
    """A line of the workbook: the words once, whoever wrote them, with the theme decided or proposed."""
    first = comments[0]
    questionnaire = catalogue.questionnaires.get(first.questionnaire_id)
    items = questionnaire.questions if questionnaire else ()
    label = next((item.label for item in items if item.id == first.item_id), first.item_id)
    months = ", ".join(dict.fromkeys(f"{c.answered_on:%m/%Y}" for c in sorted(comments, key=lambda c: c.answered_on)))
    labels = {theme.id: theme.label for theme in catalogue.themes}
    if decision is None:
        proposed = suggested_theme(first.text, catalogue.themes)
        last = [proposed.label if proposed else "", "", "", ""]
    else:
        words: dict[str | None, str] = {meant: word for word, meant in (*VERDICTS.items(), *AUDIENCE_OF.items())}
        last = [
            labels.get(decision.theme or "", ""), words[decision.verdict], decision.text or "", words.get(decision.audience, ""),
        ]  # fmt: skip
    title = questionnaire.title if questionnaire else first.questionnaire_id
    return [mark, title, label, months, first.text, *last]
