"""Terms: how a text is cut into them, and how they are counted and weighed.

The tokens, the weights and the pruning are those of one `sklearn.feature_extraction.text.
TfidfVectorizer(sublinear_tf=True, stop_words=STOP_WORDS, max_df=0.5, min_df=2)` over title and
text, to rounding: a test compares. They are computed from counts that each part stores, because
a fit over everything at every build would read everything at every build.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

MAX_DF = 0.5
MIN_DF = 2

# What scikit-learn's pattern finds, (?u)\b\w\w+\b, in two thirds of the time: a run taken whole
# needs no word boundary, and most letters lie in the range that is looked at first.
_TOKEN = re.compile(r"[a-z\w][a-z\w]++")
_SUBLINEAR = 1 + np.log(np.maximum(np.arange(1 << 16), 1), dtype=np.float32)
_READABLE = re.compile(r"[^\W\d_][^\W\d_]{2,}")

Int = NDArray[np.int32]
Float = NDArray[np.float32]


@cache
def stop_words() -> frozenset[str]:
    """The words that carry no subject; `data/stop_words.txt`, one a line, `#` for remarks."""
    lines = files(__package__).joinpath("data/stop_words.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def tokens(text: str) -> list[str]:
    """The terms of a text, lower case, in order: runs of two and more word characters."""
    return _TOKEN.findall(text.lower())


FEATURES = 1 << 18
"""How many features the terms of a sentence are hashed into."""


def features(sentence: str) -> list[int]:
    """The terms of a sentence without stop words, each once, as numbers below `FEATURES`.

    A sentence is compared with others of its corpus, and hashed terms (Weinberger et al. 2009,
    "Feature hashing") need no vocabulary to be comparable; two terms in one feature are rare.
    """
    known = set(map(_numbers().__getitem__, tokens(sentence)))
    known.discard(_STOPS)
    return sorted(known)


_STOPS = -1


class _Features(dict[str, int]):
    """The feature of each term met so far, `_STOPS` for stop words: a look-up, where it can be."""

    def __missing__(self, term: str) -> int:
        if len(self) > 1 << 18:  # a text of endless new terms costs no endless memory
            self.clear()
            self.update(dict.fromkeys(stop_words(), _STOPS))
        number = self[term] = crc32(term.encode("utf-8", "replace")) % FEATURES
        return number


@cache
def _numbers() -> _Features:
    return _Features(dict.fromkeys(stop_words(), _STOPS))


def term_spans(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Where the wanted terms (lower case) stand in a text, as code point spans."""
    lowered = text.lower()
    found = [m.span() for m in _TOKEN.finditer(lowered) if m.group() in wanted]
    if len(lowered) == len(text):
        return found
    # A few letters, such as İ, are longer in lower case.
    place = [i for i, letter in enumerate(text) for _ in letter.lower()]
    return [(place[start], place[end - 1] + 1) for start, end in found]


@dataclass(frozen=True)
class Counts:
    """Term counts of some articles.

    Attributes:
        vocabulary: the terms, sorted, shape (n_terms,).
        matrix: counts, CSR of int32, shape (n_articles, n_terms), indices sorted.
    """

    vocabulary: pa.Array
    matrix: sparse.csr_matrix


def count(texts: Iterable[str]) -> Counts:
    """Count the terms of each text."""
    return count_words(map(tokens, texts))


def count_words(texts: Iterable[list[str]]) -> Counts:
    """Count the terms of texts that are cut into them already."""
    ids: dict[str, int] = {}
    indptr, indices = [0], list[int]()
    data = list[int]()
    for words_of_text in texts:
        counted = Counter(words_of_text)
        indices.extend([ids.setdefault(term, len(ids)) for term in counted])
        data.extend(counted.values())
        indptr.append(len(indices))
    words = list(ids)
    order = np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.int64)
    rank = np.empty(len(words), dtype=np.int32)
    rank[order] = np.arange(len(words), dtype=np.int32)
    matrix = _csr(
        np.array(data, np.int32),
        rank[np.array(indices, np.int64)] if indices else np.zeros(0, np.int32),
        np.array(indptr, np.int64),
        len(words),
    )
    matrix.sort_indices()
    return Counts(pa.array([words[i] for i in order], pa.string()), matrix)


def inverse_document_frequencies(
    df: Int, articles: int, vocabulary: pa.Array | pa.ChunkedArray
) -> Float:
    """The weight of each term, shape (n_terms,); 0 for those that the vectorizer leaves out.

    ln((1 + n) / (1 + df)) + 1, scikit-learn's smoothed form; terms in fewer than `MIN_DF`
    articles, in more than `MAX_DF` of them, and stop words are left out.
    """
    idf = np.log((1 + articles) / (1 + df.astype(np.float64))) + 1
    idf[(df < MIN_DF) | (df > MAX_DF * articles)] = 0
    stops = pa.array(sorted(stop_words()), pa.string())
    idf[pc.is_in(vocabulary, value_set=stops).to_numpy(zero_copy_only=False)] = 0
    return idf.astype(np.float32)


def sublinear(counts: NDArray[Any]) -> Float:
    """What a count weighs: 1 + ln count, for counts from 1 on; same shape."""
    if counts.dtype.itemsize <= 2:
        weights: Float = _SUBLINEAR[counts]
    else:
        weights = 1 + np.log(counts, dtype=np.float32)
    return weights


def readable(vocabulary: Sequence[str]) -> NDArray[np.bool_]:
    """Which terms are worth showing as key terms: letters only, three and more, no stop words."""
    stops = stop_words()
    return np.array(
        [bool(_READABLE.fullmatch(term)) and term not in stops for term in vocabulary], dtype=bool
    )


def _csr(data: object, indices: object, indptr: object, columns: int) -> sparse.csr_matrix:
    rows = len(indptr) - 1  # type: ignore[arg-type]
    return sparse.csr_matrix((data, indices, indptr), shape=(rows, columns))
