"""Topics: non-negative matrix factorisation of TF-IDF (Lee & Seung 1999), frozen per generation.

A few sizes are fitted on a fixed sample, from a fixed seed, and all articles are projected on
them. So the same corpus gives the same topics, and a link that names one says of which model.
"""

from __future__ import annotations

from dataclasses import dataclass

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


def fit(weights: sparse.csr_matrix, names: list[str], sample: Rows) -> list[Topics]:
    """Fit all sizes that the corpus can carry (three articles a topic at least).

    Args:
        weights: TF-IDF of the features, shape (n_articles, n_features).
        names: the features.
        sample: the rows to fit on.
    """
    sizes = [size for size in SIZES if 3 * size <= len(sample) and size < len(names)]
    return [_fit_one(weights, sample, names, size) for size in sizes]


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
