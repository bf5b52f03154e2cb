"""The action plan of one site: findings that follow each other from one exercise to the next, at various stages."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from qep_lib.fictitious.columns import listed_rows
from qep_lib.fictitious.levels import centre, draw_members, generator
from qep_lib.fictitious.place import Place
from qep_lib.model.closed_lists import ACTION_SOURCES

LAST_DONE = (12, 15)
"""Month and day by which the actions that are done were done."""


class _Template(NamedTuple):
    finding: str
    commitment: str
    action: str
    responsible: str


TEMPLATES = (
    _Template("Files d'attente trop longues en été", "E7", "Ouvrir un guichet de plus de juin à août", "Accueil"),
    _Template("Réponses tardives aux courriers", "E17", "Relancer chaque semaine les demandes ouvertes", "Courrier"),
    _Template("Pages du site internet périmées", "E11", "Relire une rubrique par mois", "Communication"),
    _Template("Signalétique incomplète", "E5", "Poser trois panneaux à l'entrée", "Logistique"),
    _Template("Salle d'attente peu confortable", "E6", "Remplacer les sièges", "Logistique"),
    _Template("Appels non décrochés à midi", "E10", "Décaler les pauses du standard", "Standard"),
    _Template("Message du serveur vocal trop long", "E8", "Réécrire le message d'accueil", "Standard"),
    _Template("Courriels difficiles à comprendre", "E16", "Reprendre cinq modèles de réponse", "Courrier"),
    _Template("Publications rares sur les réseaux sociaux", "E19", "Publier deux fois par semaine", "Communication"),
    _Template("Formation à l'accueil à renouveler", "E4", "Inscrire les agents arrivés dans l'année", "Formation"),
    _Template("Point numérique peu connu", "E15", "Annoncer le point numérique à l'accueil", "Accueil"),
    _Template("Suites données peu visibles", "E3", "Afficher les suites données aux réclamations", "Qualité"),
)


def draw_actions(place: Place, year: int) -> pa.Table:
    """The plan of an exercise. Half of its findings were in the plan of the year before, under other numbers."""
    count = min(round(place.levels.of("actions_count", year)), len(TEMPLATES))
    order = generator(place.seed, place.site.site_id, "actions").permutation(len(TEMPLATES))
    rng = generator(place.seed, place.site.site_id, "actions", year)
    start = year * (round(centre("actions_count")) // 2)
    chosen = [TEMPLATES[order[(start + rank) % len(TEMPLATES)]] for rank in range(count)]
    status, statuses = draw_members(rng, "actions_status", count)
    origin, origins = draw_members(rng, "actions_origin", count)
    due = np.datetime64(date(year, 1, 31)) + rng.integers(0, round(centre("actions_due_days")), count)
    done = np.minimum(due, np.datetime64(date(year, *LAST_DONE)))
    is_added = rng.random(count) < centre("actions_added_share")
    return listed_rows(
        "actions",
        [
            {
                "site_id": place.site.site_id,
                "exercise_year": year,
                "action_number": f"{year}-{rank + 1}",
                "finding": f"{template.finding} (constat fictif)",
                "reference": template.commitment,
                **{name: name == origins[origin[rank]] for name in ACTION_SOURCES},
                "status": statuses[status[rank]],
                "due_on": due[rank].item(),
                "effective_on": done[rank].item() if statuses[status[rank]] == "done" else None,
                "description": template.action,
                "responsible": f"{template.responsible} (fonction fictive)",
                "added_in_committee": bool(is_added[rank]),
            }
            for rank, template in enumerate(chosen)
        ],
    )
