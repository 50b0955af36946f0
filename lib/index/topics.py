"""Topics: non-negative matrix factorisation of TF-IDF (Lee & Seung 1999), frozen per generation.

A few sizes are fitted on a fixed sample, from a fixed seed, and all articles are projected on
them. So the same corpus gives the same topics, and a link that names one says of which model.
A large corpus that only grows keeps its models, and what is new is projected; they are fitted anew
once it has grown by a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from lib.index import store, terms

Rows = NDArray[np.int64]
Counts = NDArray[np.int32]

SIZES = (8, 16, 32)
DEFAULT_SIZE = 16
SEED = 20250712
SAMPLE = 4_000
FEATURES = 4_000
KEPT_FROM = 20_000
"""Articles from which on a corpus keeps its models as it grows; smaller ones are soon fitted."""
KEPT_GROWTH = 1.25
"""A corpus that has grown to so many times of what its models saw has them fitted anew."""
CLEAR = 0.35
"""A topic is clear where it holds at least this share of the article's topic weights."""
_NAMING_TERMS = 12
_AT_ONCE = 50_000
_PROJECTED: dict[str, Any] = {"tol": 1e-3, "max_iter": 200, "random_state": SEED}


@dataclass(frozen=True, eq=False)
class Topics:
    """Topics of one size.

    Attributes:
        digest: names the model; a link that carries it can tell whether the topics still mean
            the same.
        words: for each topic its strongest terms, strongest first.
        weights: shape (n_articles, size), float32, rows summing to 1 (or 0: no term in common).
    """

    digest: str
    words: tuple[tuple[str, ...], ...]
    weights: NDArray[np.float32]

    @property
    def size(self) -> int:
        """How many topics."""
        return len(self.words)

    def strongest(self) -> NDArray[np.int16]:
        """The clear topic of each article, shape (n_articles,); -1 where there is none."""
        return self._strongest

    @cached_property
    def _strongest(self) -> NDArray[np.int16]:
        if not self.size:
            return np.full(len(self.weights), -1, np.int16)
        best = np.asarray(self.weights.argmax(axis=1))
        clear = self.weights[np.arange(len(best)), best] >= CLEAR
        return np.where(clear, best, -1).astype(np.int16)

    def name(self, topic: int) -> str:
        """A short name: the three strongest terms."""
        return " · ".join(self.words[topic][:3])


Fitted = tuple[Topics, NDArray[np.float32]]
"""Topics, and the components that other articles are projected with, (size, features)."""


def features(vocabulary: pa.ChunkedArray, usable: NDArray[np.bool_], df: Counts) -> Rows:
    """The terms that topics are found in, in the order of the alphabet: the most frequent ones.

    Args:
        vocabulary: the terms.
        usable: those that are readable and have a weight, shape (terms,).
        df: in how many articles each stands, shape (terms,).
    """
    candidates = np.flatnonzero(usable & (df >= max(terms.MIN_DF, 3)))
    if len(candidates) > FEATURES:
        least = np.partition(df[candidates], -FEATURES)[-FEATURES]
        candidates = candidates[df[candidates] >= least]
    names = np.array(vocabulary.take(pa.array(candidates)).to_pylist(), dtype=object)
    candidates = candidates[np.lexsort((names, -df[candidates]))[:FEATURES]]
    names = np.array(vocabulary.take(pa.array(candidates)).to_pylist(), dtype=object)
    return np.asarray(candidates[np.argsort(names)])


def drawn(filled: NDArray[np.bool_], ids: pa.Array) -> Rows:
    """The rows to fit on: drawn by the articles' ids, whatever the order of arrival.

    Args:
        filled: the articles that have a weighty term, shape (n_articles,).
        ids: the articles' ids.
    """
    by_id = pc.sort_indices(ids).to_numpy()
    return np.asarray(by_id[filled[by_id]][:SAMPLE], np.int64)


def fit(weights: sparse.csr_matrix, names: list[str], sample: Rows) -> list[Fitted]:
    """Fit all sizes that the corpus can carry (three articles a topic at least).

    Args:
        weights: TF-IDF of the features, shape (n_articles, n_features).
        names: the features.
        sample: the rows to fit on.

    Returns:
        The topics of each size, and the components to project other articles with.
    """
    sizes = [size for size in SIZES if 3 * size <= len(sample) and size < len(names)]
    return [_fit_one(weights, sample, names, size) for size in sizes]


def _fit_one(
    weights: sparse.csr_matrix, sample: Rows, names: list[str], size: int
) -> tuple[Topics, NDArray[np.float32]]:
    from sklearn.decomposition import NMF

    model = NMF(size, init="nndsvda", random_state=SEED, max_iter=200, tol=1e-3)
    model.fit(weights[sample])
    components = np.asarray(model.components_, np.float32)
    order = np.argsort(-components, axis=1, kind="stable")[:, :_NAMING_TERMS]
    words = tuple(tuple(names[i] for i in topic) for topic in order)
    digest = store.digest_of(size, SEED, *np.round(components, 4).ravel()[:2000], *words)
    return Topics(digest[:8], words, project(weights, components)), components


def project(weights: sparse.csr_matrix, components: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much of each topic is in each article.

    Args:
        weights: TF-IDF of the features, shape (n_articles, n_features).
        components: of a model, shape (size, n_features).

    Returns:
        Shape (n_articles, size), rows summing to 1, or 0 where nothing is in common.
    """
    from sklearn.decomposition import non_negative_factorization

    size = len(components)
    projected = np.zeros((weights.shape[0], size), np.float32)
    filled = np.flatnonzero(np.diff(weights.indptr) > 0)
    for rows in np.array_split(filled, max(1, len(filled) // _AT_ONCE)):
        if len(rows):
            projected[rows] = non_negative_factorization(
                weights[rows], H=components, n_components=size, update_H=False, **_PROJECTED
            )[0]
    totals = projected.sum(axis=1, keepdims=True)
    totals[totals == 0] = 1
    return np.asarray(projected / totals, np.float32)
