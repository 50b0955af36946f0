"""Topics: non-negative matrix factorisation of TF-IDF (Lee & Seung 1999), frozen per generation.

A few sizes are fitted on a fixed sample, from a fixed seed, and all articles are projected on
them. So the same corpus gives the same topics, and a link that names one says of which model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from lib.index import store, terms

SIZES = (8, 16, 32)
DEFAULT_SIZE = 16
SEED = 20250712
SAMPLE = 4_000
FEATURES = 4_000
CLEAR = 0.35
"""A topic is clear where it holds at least this share of the article's topic weights."""
_NAMING_TERMS = 12


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
        if not self.size:
            return np.full(len(self.weights), -1, np.int16)
        best = np.asarray(self.weights.argmax(axis=1))
        clear = self.weights[np.arange(len(best)), best] >= CLEAR
        return np.where(clear, best, -1).astype(np.int16)

    def name(self, topic: int) -> str:
        """A short name: the three strongest terms."""
        return " · ".join(self.words[topic][:3])


def fit(
    weights: sparse.csr_matrix, vocabulary: pa.Array, ids: list[str], df: NDArray[np.int32]
) -> list[Topics]:
    """Fit all sizes that the corpus can carry (three articles a topic at least).

    Args:
        weights: TF-IDF, shape (n_articles, n_terms), rows of unit length or empty.
        vocabulary: the terms.
        ids: the articles' ids; the sample is drawn by them, whatever the order of arrival.
        df: document frequencies, shape (n_terms,).
    """
    columns = _features(vocabulary, weights, df)
    rows = _sample(weights, ids)
    sizes = [size for size in SIZES if 3 * size <= len(rows) and size < len(columns)]
    if not sizes:
        return []
    reduced = weights[:, columns].tocsr()
    names = vocabulary.take(pa.array(columns)).to_pylist()
    return [_fit_one(reduced, rows, names, size) for size in sizes]


def _features(
    vocabulary: pa.Array, weights: sparse.csr_matrix, df: NDArray[np.int32]
) -> NDArray[np.int64]:
    usable = terms.readable(vocabulary.to_pylist()) & (df >= max(terms.MIN_DF, 3))
    usable &= np.bincount(weights.indices, minlength=weights.shape[1]) > 0
    candidates = np.flatnonzero(usable)
    order = np.lexsort((candidates, -df[candidates]))
    return np.sort(candidates[order[:FEATURES]])


def _sample(weights: sparse.csr_matrix, ids: list[str]) -> NDArray[np.int64]:
    filled = np.flatnonzero(np.diff(weights.indptr) > 0)
    by_id = sorted(filled.tolist(), key=ids.__getitem__)
    return np.array(by_id[:SAMPLE], dtype=np.int64)


def _fit_one(
    reduced: sparse.csr_matrix, rows: NDArray[np.int64], names: list[str], size: int
) -> Topics:
    from sklearn.decomposition import NMF

    model = NMF(size, init="nndsvda", random_state=SEED, max_iter=200, tol=1e-3)
    sample = reduced[rows]
    model.fit(sample)
    order = np.argsort(-model.components_, axis=1, kind="stable")[:, :_NAMING_TERMS]
    words = tuple(tuple(names[i] for i in topic) for topic in order)
    projected = np.ascontiguousarray(model.transform(reduced), dtype=np.float32)
    totals = projected.sum(axis=1, keepdims=True)
    totals[totals == 0] = 1
    digest = store.digest_of(size, SEED, *np.round(model.components_, 4).ravel()[:2000], *words)
    return Topics(digest[:8], words, projected / totals)
