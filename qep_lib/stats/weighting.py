"""Weights of answers: raking, poststratification, what a weighting costs, and when it may be done.

A cell is the answers that share a category of each margin; arrays are rows × columns of cells. The share that weights give
is `pooling.pooled_share`, each cell standing for its weight times its answers. No weighting is the default.
"""

import math

import numpy as np
import numpy.typing as npt

SMALLEST_CATEGORY = 20
MARGIN_GAP = 0.05
SMALLEST_EFFECTIVE_BASE = 30
LARGEST_WEIGHT = 5
_PRECISION = 1e-12
_ROUNDS = 1000


def rake(counts: npt.ArrayLike, row_targets: npt.ArrayLike, column_targets: npt.ArrayLike) -> np.ndarray:
    """Weight of an answer of each cell so that weighted counts meet both margins (Deming and Stephan 1940).

    Targets are counts of one population, such as visits by motive and by channel. A cell without answers has a weight that
    weighs nothing. Raises `ValueError` when the targets are not those of one total, when a category without answers has a
    target, or when no weights meet both margins.
    """
    sample = np.asarray(counts, dtype=float)
    rows, columns = np.asarray(row_targets, dtype=float), np.asarray(column_targets, dtype=float)
    if not math.isclose(rows.sum(), columns.sum(), rel_tol=1e-9):
        raise ValueError(f"marges de totaux différents : {rows.sum():g} et {columns.sum():g}")
    if (sample.sum(axis=1) <= 0).any() or (sample.sum(axis=0) <= 0).any():
        raise ValueError("une catégorie des marges n'a aucune réponse")
    weights = np.ones_like(sample)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(_ROUNDS):
            weights = weights * (rows / (weights * sample).sum(axis=1))[:, None]
            found = (weights * sample).sum(axis=0)
            if (np.abs(found - columns) <= _PRECISION * columns.sum()).all():
                return weights
            weights = weights * (columns / found)
    raise ValueError("aucun poids ne respecte les deux marges")


def post_stratify(counts: npt.ArrayLike, population: npt.ArrayLike) -> np.ndarray:
    """Weight of an answer of each cell whose population is known: population / answers.

    Raises `ValueError` when a cell of the population has no answer.
    """
    sample, known = np.asarray(counts, dtype=float), np.asarray(population, dtype=float)
    if ((sample <= 0) & (known > 0)).any():
        raise ValueError("une cellule de la population n'a aucune réponse")
    return known / np.where(sample > 0, sample, 1)


def kish_effective_base(weights: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """Answers that the weighted ones are worth, (Σ w)² / Σ w² over the answers (Kish 1965); `counts` share a weight.

    Exact sums: the same bytes whatever the order of the cells.
    """
    weight, count = np.ravel(np.asarray(weights, dtype=float)), np.ravel(np.asarray(counts, dtype=float))
    return math.fsum(weight * count) ** 2 / math.fsum(weight**2 * count)


def kish_design_effect(weights: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """Answers over what they are worth, n Σ w² / (Σ w)²: 1 when all weigh the same."""
    return float(np.sum(counts)) / kish_effective_base(weights, counts)


def raking_obstacles(
    counts: npt.ArrayLike, row_targets: npt.ArrayLike, column_targets: npt.ArrayLike
) -> tuple[str, ...]:
    """Conditions of statistics.md 1.6 that do not hold; answers are raked only where there is none.

    - `margin_unknown`: a target is missing: margins must come from a count. Nothing else is then looked at.
    - `category_small`: a category of either margin has under 20 answers.
    - `margins_close`: no category is more than 5 points off its target, so that weights would only cost precision (DeBell and
      Krosnick 2009).
    - `no_weights`: no weights meet both margins (see `rake`).
    - `base_small`: the weighted answers are worth under 30.
    - `weight_large`: some answer weighs more than 5 times the mean.
    """
    sample = np.asarray(counts, dtype=float)
    margins = [np.asarray(targets, dtype=float) for targets in (row_targets, column_targets)]
    if any(np.isnan(margin).any() for margin in margins):
        return ("margin_unknown",)
    answers = [sample.sum(axis=1), sample.sum(axis=0)]
    found = []
    if any((margin < SMALLEST_CATEGORY).any() for margin in answers):
        found.append("category_small")
    gaps = [np.abs(own / own.sum() - margin / margin.sum()).max() for own, margin in zip(answers, margins, strict=True)]
    if max(gaps) <= MARGIN_GAP:
        found.append("margins_close")
    try:
        weights = rake(sample, *margins)
    except ValueError:
        return (*found, "no_weights")
    if kish_effective_base(weights, sample) < SMALLEST_EFFECTIVE_BASE:
        found.append("base_small")
    if weights[sample > 0].max() > LARGEST_WEIGHT * (weights * sample).sum() / sample.sum():
        found.append("weight_large")
    return tuple(found)
