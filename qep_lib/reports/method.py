"""How the figures of a report are made, for its closing part « Méthode ». The only place that names methods.

Each paragraph stands with the words that call for it: a document that prints none of them leaves it out (`export.document`).
"""

from collections.abc import Iterable

from qep_lib.display.elements import Explained, Method
from qep_lib.display.rating import RATING_MARKS
from qep_lib.display.wording import STATUS_WORDS, format_value
from qep_lib.model.indicator import Indicator
from qep_lib.reports.context import ReportContext
from qep_lib.reports.reading import hidden_words

TITLE = "Comment ces chiffres sont faits"
TESTED_CHANGES = ("démontr", "nettement", "net recul", "changement net", "▲", "▼")
"""What is said of a change that was held against chance, shown or not."""
OBJECTIVES = ("objectif atteint", "tout juste atteint", "l'objectif")


def method(context: ReportContext, printed: Iterable[Indicator]) -> Method:
    """Every paragraph that a report of this audience may need for the figures that it prints, each with its words."""
    conventions = context.catalogue.conventions
    level = format_value(conventions.confidence * 100, "pct", 0)
    alpha = format_value(conventions.change_false_discovery_rate * 100, "pct", 0)
    return Method(
        TITLE,
        (
            *_working_days(context, printed),
            Explained(
                ("réponses positives", "Réponses positives"),
                "Un pourcentage d'enquête porte sur les personnes qui ont répondu à la question. Les réponses « sans objet » et "
                "les questions sans réponse sont comptées à part.",
            ),
            Explained(
                ("ourchette",),
                "Une fourchette montre ce que le hasard seul peut changer à un résultat ; elle est calculée au niveau de "
                f"{level}. Elle ne dit rien de ceux qui n'ont pas répondu, ni de la formulation des questions, de la saison ou "
                "du mode de recueil.",
            ),
            Explained(("fourchette indicative", "Fourchette indicative"), "Fourchette d'une part : méthode de Wilson."),
            Explained(
                ("ourchette du délai médian",),
                "Fourchette d'un délai médian : deux délais observés, choisis par leur rang (loi binomiale).",
            ),
            Explained(
                ("Base efficace", "base efficace"),
                "Base efficace : le nombre de réponses qui, sans pondération, donneraient la même précision (Kish).",
            ),
            Explained(
                TESTED_CHANGES,
                "Une évolution n'est dite nette ou démontrée que si le hasard ne suffit pas à l'expliquer : sa "
                f"probabilité, compte tenu du nombre de comparaisons, ne dépasse pas {alpha} (méthodes de Newcombe et de "
                "Benjamini-Hochberg). Les autres évolutions sont données à titre indicatif ; « pas d'évolution démontrée » ne "
                "veut pas dire « stable ».",
            ),
            Explained(
                ("Évolution",),
                "« Évolution » : différence entre les deux périodes ; à elle seule, elle ne dit pas si le hasard suffit à "
                "l'expliquer.",
            ),
            Explained(("▲", "▼"), "▲ et ▼ marquent une évolution démontrée, à la hausse et à la baisse."),
            Explained(
                ("éponses dans le délai", "ayant reçu une réponse dans le délai", "Part dans le délai", "à temps"),
                "La part des réponses dans le délai porte sur toutes les demandes dont le délai est passé, avec ou sans réponse. "
                "Une demande encore dans son délai n'est pas jugée.",
            ),
            Explained(
                (*OBJECTIVES, *(f"{mark.symbol} {mark.word}".replace("\u202f", " ") for mark in RATING_MARKS.values())),
                "Un chiffre est comparé à l'objectif national de la même année avant d'être arrondi.",
            ),
            Explained(
                (STATUS_WORDS["suppressed"],),
                f"Non diffusé : {hidden_words(context)}.",
            ),
        ),
    )


def _working_days(context: ReportContext, printed: Iterable[Indicator]) -> list[Explained]:
    """Nothing where no figure counts them: an action of the plan may name a working day."""
    if not any("ouvré" in indicator.definition.text for indicator in printed):
        return []
    convention = context.catalogue.conventions.working_days
    is_told = context.audience == "internal" and convention.internal_note
    paragraph = " ".join([convention.note, *([convention.internal_note] if is_told else [])])
    return [Explained(("j ouvré", "jour ouvré", "jours ouvrés"), paragraph)]
