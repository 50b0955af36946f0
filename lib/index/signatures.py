"""Signatures: what each article is about, briefly, in a form that needs no common vocabulary.

    title, opening of the text  ->  its terms, each with how often, and whether it stands in the
                                    lead, is a name, is a number

A term is kept as a number of 22 bits (feature hashing, Weinberger et al. 2009), so that signatures
of different parts lie side by side without being renumbered. News says first what it is about: so
the opening is enough, and what stands in the lead, names and numbers weigh more (`weigh`).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lib.index import terms

OPENING = 450
"""Words of title and text that are looked at."""
LEAD = 200
"""Characters of the text that are its lead; the title belongs to it."""
_NAMED = 3_000
"""Characters of the text that names are looked for in."""
BUCKETS = 1 << 22
_AT_ONCE = 100_000
"""How many articles' terms are counted at once."""
_EXTRA = np.float32(0.5)
"""What being in the lead, a name, or a number each adds to a weight of 1."""

_MOST = 31
_IN_LEAD, _NAME, _NUMBER = 1 << 5, 1 << 6, 1 << 7
# A word with a capital that does not begin a sentence. (The capital comes first, and then what
# stands before it: so the search leaps from capital to capital.)
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞĄ-ŽА-ЯЁ](?<=[\w,;:(] .)\w+")

Buckets = NDArray[np.int32]
_EXTRAS = _EXTRA * np.array([bin(mark >> 5).count("1") for mark in range(256)], np.float32)
_TIMES = np.maximum(np.arange(256) & _MOST, 1)
_WEIGHTS = ((1 + np.log(_TIMES)) * (1 + _EXTRAS)).astype(np.float32)


@dataclass(frozen=True)
class Signatures:
    """The signatures of some articles.

    Attributes:
        indptr: where each article's cells begin, shape (articles + 1,).
        buckets: the terms, ascending within an article, shape (cells,).
        marks: of each how often (5 bits), in the lead, a name, a number (a bit each), uint8.
    """

    indptr: NDArray[np.int64]
    buckets: Buckets
    marks: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def take(self, rows: NDArray[Any]) -> Signatures:
        """The signatures of these articles, in this order."""
        lengths = np.diff(self.indptr)[rows]
        indptr = np.concatenate(([0], np.cumsum(lengths)))
        cells = np.repeat(self.indptr[rows] - indptr[:-1], lengths) + np.arange(indptr[-1])
        return Signatures(indptr, self.buckets[cells], self.marks[cells])


def stacked(pieces: Sequence[Signatures]) -> Signatures:
    """Several signatures one below the other."""
    ends = np.cumsum([0, *(int(piece.indptr[-1]) for piece in pieces)])
    starts = [piece.indptr[:-1] + end for piece, end in zip(pieces, ends, strict=False)]
    return Signatures(
        np.concatenate([*starts, ends[-1:]]).astype(np.int64),
        np.concatenate([np.zeros(0, np.int32), *(piece.buckets for piece in pieces)]),
        np.concatenate([np.zeros(0, np.uint8), *(piece.marks for piece in pieces)]),
    )


# --- from texts --------------------------------------------------------------------------------


def bucket(term: str) -> int:
    """The number that a term is kept as."""
    return zlib.crc32(term.encode("utf-8", "replace")) % BUCKETS


def opening(title: str, text: str) -> list[str]:
    """The words that the signature of an article is made of, as `lib.index.terms.tokens`."""
    return terms.tokens(f"{title}\n{text}")[:OPENING]


def sign(articles: Iterable[tuple[str, str, list[str]]]) -> Signatures:
    """The signatures of articles, each given by title, text and `opening`; without stop words."""
    ids: dict[str, int] = {}
    indptr, cells, times = [0], list[int](), list[int]()
    leads, names = _Cells(), _Cells()
    for title, text, words in articles:
        counted = Counter(words)
        cells.extend([ids.setdefault(word, len(ids)) for word in counted])
        times.extend(counted.values())
        indptr.append(len(cells))
        # The words come in their order: those of the lead are the first.
        in_lead = len(terms.tokens(f"{title}\n{text[:LEAD]}"))
        leads.add([ids[word] for word in words[:in_lead]])
        found = [name.lower() for name in _CAPITALISED.findall(text, 0, _NAMED)]
        names.add([ids[name] for name in found if name in counted])
    article = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    cell = np.array(cells, np.int64)
    keys = article * max(len(ids), 1) + cell
    marks = np.minimum(np.array(times, np.int64), _MOST).astype(np.uint8)
    marks[np.isin(keys, leads.keys(len(ids)))] |= np.uint8(_IN_LEAD)
    marks[np.isin(keys, names.keys(len(ids)))] |= np.uint8(_NAME)
    marks[np.array([term[0].isdecimal() for term in ids], bool)[cell]] |= np.uint8(_NUMBER)
    stops = terms.stop_words()
    places = np.array([-1 if term in stops else bucket(term) for term in ids], np.int64)[cell]
    return _without_stops(article, places, marks, len(indptr) - 1)


class _Cells:
    """Words of article after article, by their numbers."""

    def __init__(self) -> None:
        self._words, self._lengths = list[int](), list[int]()

    def add(self, words: list[int]) -> None:
        """Take in the words of the next article."""
        self._words.extend(words)
        self._lengths.append(len(words))

    def keys(self, known: int) -> NDArray[np.int64]:
        """Each (article, word), as one number, where `known` words have numbers."""
        article = np.repeat(np.arange(len(self._lengths)), self._lengths)
        return article * max(known, 1) + np.array(self._words, np.int64)


def _without_stops(
    article: NDArray[np.int64], places: NDArray[np.int64], marks: NDArray[np.uint8], articles: int
) -> Signatures:
    keep = np.flatnonzero(places >= 0)
    keep = keep[np.argsort(article[keep] * BUCKETS + places[keep], kind="stable")]
    lengths = np.bincount(article[keep], minlength=articles)
    indptr = np.concatenate(([0], np.cumsum(lengths)))
    return Signatures(indptr, places[keep].astype(np.int32), marks[keep])


# --- of a corpus -------------------------------------------------------------------------------


class Pool:
    """The signatures of all articles, in segments of their rows.

    Args:
        segments: in the order of their rows, each with its buckets, ascending, and in how many
            of its articles each stands.
    """

    def __init__(self, segments: Sequence[tuple[Signatures, Buckets, Buckets]]) -> None:
        self._segments = list(segments)
        self._firsts = np.cumsum([0, *(len(signed) for signed, _, _ in segments)])

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def take(self, rows: NDArray[Any]) -> Signatures:
        """The signatures of these articles, in this order."""
        segment = np.searchsorted(self._firsts, rows, side="right") - 1
        order = np.argsort(segment, kind="stable")
        pieces = [
            self._segments[number][0].take(rows[segment == number] - self._firsts[number])
            for number in np.unique(segment).tolist()
        ]
        taken = pieces[0] if len(pieces) == 1 else stacked(pieces)
        return taken if (np.diff(segment) >= 0).all() else taken.take(np.argsort(order))

    def frequencies(self, rows: NDArray[np.int64]) -> Buckets:
        """In how many of these articles each term stands, shape (BUCKETS,)."""
        if 2 * len(rows) <= len(self):
            return self._counted(rows)
        others = np.ones(len(self), bool)
        others[rows] = False
        found = -self._counted(np.flatnonzero(others))
        for _, buckets, counts in self._segments:
            found[buckets] += counts
        return found

    def _counted(self, rows: NDArray[np.int64]) -> Buckets:
        found = np.zeros(BUCKETS, np.int32)
        for some in np.array_split(rows, len(rows) // _AT_ONCE + 1) if len(rows) else ():
            found += np.bincount(self.take(some).buckets, minlength=BUCKETS).astype(np.int32)
        return found

    def idf(self, buckets: Buckets) -> NDArray[np.float32]:
        """The weight of terms over all articles; 0 for one that fewer than two of them have."""
        df = np.zeros(len(buckets), np.int64)
        for _, known, counts in self._segments:
            if len(known):
                place = np.minimum(np.searchsorted(known, buckets), len(known) - 1)
                df += np.where(known[place] == buckets, counts[place], 0)
        idf = inverse_document_frequencies(df, len(self))
        idf[df < terms.MIN_DF] = 0
        return idf


def frequencies(signatures: Signatures) -> tuple[Buckets, Buckets]:
    """The terms that stand in some articles, ascending, and in how many each stands."""
    counts = np.bincount(signatures.buckets, minlength=1)
    buckets = np.flatnonzero(counts).astype(np.int32)
    return buckets, counts[buckets].astype(np.int32)


# --- weights -----------------------------------------------------------------------------------


def inverse_document_frequencies(df: NDArray[Any], articles: int) -> NDArray[np.float32]:
    """The weight of terms that stand in `df` of some articles: ln((1 + n) / (1 + df)) + 1."""
    return np.asarray(np.log((1 + articles) / (1 + df)) + 1, np.float32)


@dataclass(frozen=True)
class Weights:
    """What the terms of some articles weigh; of each article the squares add up to 1 (or to 0).

    Attributes:
        indptr: where each article's begin, shape (articles + 1,).
        buckets: the terms, ascending within an article, shape (cells,).
        data: what each weighs, float32.
    """

    indptr: NDArray[np.int64]
    buckets: Buckets
    data: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def matrix(self) -> sparse.csr_matrix:
        """The same as a matrix, shape (articles, BUCKETS)."""
        return csr(self.data, self.buckets, self.indptr, BUCKETS)


def weigh(signatures: Signatures, idf: NDArray[np.float32]) -> Weights:
    """TF-IDF weights of signatures.

    A cell weighs (1 + ln times) * idf, and half as much again for being in the lead, for being a
    name, and for being a number.

    Args:
        signatures: of n articles.
        idf: of each cell.
    """
    data = _WEIGHTS[signatures.marks] * idf
    lengths = _lengths(data, signatures.indptr)
    return Weights(signatures.indptr, signatures.buckets, data / lengths)


def strongest(weights: Weights, most: int) -> Weights:
    """The `most` largest weights of each article, and these of unit length; ties by term."""
    lengths = np.diff(weights.indptr)
    if not (lengths > most).any():
        return weights
    rows = np.repeat(np.arange(len(lengths)), lengths)
    # Rows side by side, however long each is: so the least weight that is kept is found for all.
    table = np.full((len(lengths), max(int(lengths.max()), most)), -1, np.float32)
    table[rows, np.arange(len(rows)) - weights.indptr[rows]] = weights.data
    table.partition(table.shape[1] - most, axis=1)
    least = table[:, table.shape[1] - most][rows]
    equal = weights.data == least
    before = np.cumsum(equal)
    wanted = most - np.bincount(rows, weights.data > least, len(lengths)).astype(np.int64)
    first = np.concatenate(([0], before))[weights.indptr[:-1]]
    kept = np.flatnonzero((weights.data > least) | (equal & (before - first[rows] <= wanted[rows])))
    indptr = np.concatenate(([0], np.cumsum(np.minimum(lengths, most))))
    data = weights.data[kept]
    return Weights(indptr, weights.buckets[kept], data / _lengths(data, indptr))


def _lengths(data: NDArray[np.float32], indptr: NDArray[np.int64]) -> NDArray[np.float32]:
    """For each cell the Euclidean length of its row; 1 where it is 0."""
    sums = np.concatenate(([0.0], np.cumsum(data.astype(np.float64) ** 2)))
    lengths = np.sqrt(np.diff(sums[indptr]))
    lengths[lengths == 0] = 1
    return np.repeat(lengths, np.diff(indptr)).astype(np.float32)


def of_unit_length(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """A matrix with each row divided by its Euclidean length; empty rows stay."""
    data = matrix.data / _lengths(matrix.data, matrix.indptr)
    return csr(data, matrix.indices, matrix.indptr, matrix.shape[1])


def csr(data: Any, indices: Any, indptr: Any, columns: int) -> sparse.csr_matrix:
    """A CSR matrix of these very arrays: for many small ones the constructor's checks take long."""
    matrix = sparse.csr_matrix((len(indptr) - 1, columns), dtype=data.dtype)
    fits = max(len(data), columns) < np.iinfo(np.int32).max
    matrix.indptr = indptr.astype(np.int32 if fits else np.int64, copy=False)
    matrix.indices, matrix.data = indices.astype(matrix.indptr.dtype, copy=False), data
    return matrix
