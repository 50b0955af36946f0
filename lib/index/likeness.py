"""Likeness: articles like some others, ranked by what each says first, names and counts.

    all articles  ->  the nearest by all their words    (exactly: lib.index.matrix)
                  ->  ranked anew by their signatures   (lib.index.signatures)
                  ->  and once more, with the two that came first taken for more of what is sought

The second step weighs title, lead, names and numbers higher. The third is pseudo-relevance
feedback (Rocchio 1971; Croft & Harper 1979). Several articles, and some that are marked as wrong,
make one query after Rocchio 1971: the mean of those wanted, less `WRONG` times the mean of those
that are wrong; what falls below 0 is dropped.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lib.index.signatures import of_unit_length

CANDIDATES = 200
"""How many of the nearest by all their words are ranked anew, at least."""
WRONG = 0.25
"""The weight of what is marked as wrong, where what is wanted has 1 (Salton & Buckley 1990)."""
FEEDBACK = 2
"""How many of the first are taken for more of what is sought; together they weigh as much as it."""


def query(wanted: sparse.csr_matrix, wrong: sparse.csr_matrix) -> sparse.csr_matrix:
    """What is sought, of unit length.

    Args:
        wanted, wrong: an article a row, of unit length or empty; of the second there may be none.

    Returns:
        One row, weights above 0.
    """
    sought = _mean(wanted)
    if wrong.shape[0]:
        sought = sought - WRONG * _mean(wrong)
    sought = sparse.csr_matrix(sought.maximum(0))
    sought.eliminate_zeros()
    sought.sort_indices()
    return of_unit_length(sought)


def _mean(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    share = np.full((1, matrix.shape[0]), 1 / max(matrix.shape[0], 1))
    return sparse.csr_matrix(sparse.csr_matrix(share) @ matrix)


def ranked(
    sought: sparse.csr_matrix, candidates: sparse.csr_matrix
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rank candidates by their likeness to what is sought.

    Args:
        sought: one row, of unit length or empty.
        candidates: an article a row, of unit length or empty, in the order of the first step,
            which decides where two are alike to the same degree.

    Returns:
        Places among the candidates, and their cosines (0 to 1), best first.
    """
    first = _cosines(sought, candidates)
    best = np.lexsort((np.arange(len(first)), -first))[:FEEDBACK]
    best = best[first[best] > 0]
    if len(best):
        sought = of_unit_length(sparse.csr_matrix(sought + _mean(candidates[best])))
    cosines = np.round(_cosines(sought, candidates), 6)
    order = np.lexsort((np.arange(len(cosines)), -cosines))
    return order, cosines[order]


def _cosines(sought: sparse.csr_matrix, candidates: sparse.csr_matrix) -> NDArray[np.float64]:
    dense = np.zeros(sought.shape[1])
    dense[sought.indices] = sought.data
    return np.asarray(candidates.astype(np.float64) @ dense)
