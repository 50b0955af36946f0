"""Copies: articles whose text is another's, nearly whole or shortened.

    text -> words -> shingles -> prints              once for each article, part by part
    all prints -> candidates -> verified -> clusters over the corpus, at every build

A *shingle* is five words in a row, and two articles are copies where their sets of shingles have a
Jaccard index of `JACCARD` and more, or the smaller set lies to `CONTAINMENT` and more in the larger
(Broder 1997, "On the resemblance and containment of documents"). Every candidate is verified on
the shingles themselves; the *prints* only find candidates. They are the shingles that winnowing
keeps (Schleimer, Wilkerson & Aiken 2003): of any `WINDOW` shingles in a row the smallest hash, so
that two texts with `SHINGLE + WINDOW - 1` words in a row in common have a print in common, however
much longer one of them is. One index of prints so serves near-copies and shortened versions alike.

A print that very many articles have would make pairs of all of them. What more than `COMMON`
articles share finds no pairs, until those that agree in a band of MinHash (Broder 1997; bands:
Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", ch. 3) are verified and stand for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

VERSION = 1
"""Of what a shingle is: what was verified by another is verified anew."""

SHINGLE = 5
WINDOW = 8
JACCARD = 0.5
CONTAINMENT = 0.8
LEAST_WORDS = 12
"""Texts of fewer words are no copies of anything: too short to tell a copy from a coincidence."""
COMMON = 50
"""A print in more articles than this finds no pairs by itself."""

MOST_CHARACTERS = 1_000_000
"""What a text has beyond these is not compared: no article is as long."""

_LEAST_OVERLAP = 0.25
"""Of the prints of the smaller text, as many must be shared for a pair to be verified. Copies
share 0.6 of them and more."""
_BANDS, _ROWS = 16, 2
_BLOCK = 8_192
_CHUNK = 1 << 18
SPACELESS = (
    (0x0E00, 0x0F00),
    (0x3040, 0x3100),
    (0x3400, 0xA000),
    (0xF900, 0xFB00),
    (0x20000, 0x40000),
)
"""Scripts without spaces between words (Thai, Lao, kana, ideographs): each sign is a word."""
_SEED = 5

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]
Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]
Texts = Callable[[Rows], Sequence[str]]
"""The texts of some rows, in their order."""


# --- hashes ------------------------------------------------------------------------------------

_ODD = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xFF51AFD7ED558CCD)
_MIXER = np.uint64(0xD6E8FEB86659FD93)


def _mixed(hashes: Hashes) -> Hashes:
    """Hashes of which every bit depends on every bit of those given."""
    mixed = (hashes ^ (hashes >> np.uint64(32))) * _MIXER
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _MIXER
    return mixed ^ (mixed >> np.uint64(32))


@cache
def _signs() -> tuple[Hashes, NDArray[np.int8]]:
    """For each code point a random number, and what it is: 0 between words, 1 in one, 2 alone."""
    numbers = np.random.default_rng(_SEED).integers(0, 2**64, 0x110000, dtype=np.uint64)
    kinds = np.array([chr(code).isalnum() for code in range(0x110000)], dtype=np.int8)
    kinds[ord("_")] = 1
    for start, end in SPACELESS:
        kinds[start:end] *= 2
    return numbers, kinds


@cache
def _powers(size: int) -> tuple[Hashes, Hashes]:
    """The powers of an odd number modulo 2**64, and those of its inverse, from the zeroth on."""
    inverse = np.uint64(pow(int(_ODD), -1, 2**64))
    powers = []
    for base in (_ODD, inverse):
        factors = np.full(size, base, np.uint64)
        factors[0] = 1
        powers.append(np.multiply.accumulate(factors))
    return powers[0], powers[1]


def _words(lowered: Sequence[str]) -> tuple[Hashes, Offsets]:
    """A hash of each word (a run of letters, digits and "_") of texts in lower case.

    Returns:
        The hashes, and where each text's begin, shape (n_texts + 1,).
    """
    lengths = np.array([len(text) + 1 for text in lowered], dtype=np.int64)
    joined = "\n".join([*lowered, ""]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint32)
    numbers, kinds = _signs()
    kind = kinds[codes]
    before = np.concatenate((np.zeros(1, np.int8), kind[:-1]))
    begins = np.flatnonzero((kind > 0) & ((before != 1) | (kind == 2)))
    after = np.concatenate((kind[1:], np.zeros(1, np.int8)))
    ends = np.flatnonzero((kind > 0) & ((after != 1) | (kind == 2))) + 1
    # The hash of a word is a polynomial over its signs: a difference of sums over the whole.
    powers, inverses = _powers(1 << max(len(codes).bit_length(), 16))
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(numbers[codes] * powers[: len(codes)], out=sums[1:])
    hashes = _mixed((sums[ends] - sums[begins]) * inverses[begins])
    return hashes, np.searchsorted(begins, np.concatenate(([0], np.cumsum(lengths))))


def _runs(starts: Offsets, counts: Offsets) -> Offsets:
    """The places `start, start + 1, ...` of each run, one run after the other."""
    skipped = np.cumsum(counts) - counts
    return np.repeat(starts - skipped, counts) + np.arange(int(counts.sum()))


def _offsets(counts: Offsets) -> Offsets:
    return np.concatenate(([0], np.cumsum(counts)))


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in lower case, so many at a time that what is made of them stays small."""
    chunk: list[str] = []
    size = 0
    for text in texts:
        lowered = text[:MOST_CHARACTERS].lower()
        if chunk and size + len(lowered) > _CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(lowered)
        size += len(lowered)
    if chunk:
        yield chunk


def _shingles(lowered: Sequence[str]) -> tuple[Hashes, Offsets]:
    """The hash of every shingle of each text, in order; none for texts under `LEAST_WORDS`."""
    words, offsets = _words(lowered)
    counts = np.diff(offsets)
    hashes = np.zeros(max(len(words) - SHINGLE + 1, 0), np.uint64)
    for place in range(SHINGLE):
        hashes = hashes * _STEP + words[place : place + len(hashes)]
    kept = np.where(counts < LEAST_WORDS, 0, counts - SHINGLE + 1)
    return _mixed(hashes)[_runs(offsets[:-1], kept)], _offsets(kept)


@dataclass(frozen=True)
class Prints:
    """Hashes of some articles: their prints, or all their shingles.

    Attributes:
        hashes: those of the first article, each once and sorted, then those of the second, ...
        offsets: where each article's begin, shape (n_articles + 1,).
    """

    hashes: Hashes
    offsets: Offsets

    def taken(self, rows: NDArray[np.int64]) -> Prints:
        """The hashes of some of the articles, in the order given."""
        counts = np.diff(self.offsets)[rows]
        return Prints(self.hashes[_runs(self.offsets[:-1][rows], counts)], _offsets(counts))


def _distinct(hashes: Hashes, offsets: Offsets) -> Prints:
    text = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    order = np.argsort(hashes)
    # By text and then hash: short integers are sorted in linear time, and a chunk has few texts.
    short = text.astype(np.uint16) if len(offsets) <= 1 << 16 else text
    order = order[np.argsort(short[order], kind="stable")]
    hashes, text = hashes[order], text[order]
    new = np.ones(len(hashes), bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (text[1:] != text[:-1])
    counts = np.bincount(text[new], minlength=len(offsets) - 1)
    return Prints(hashes[new], _offsets(counts))


def prints(texts: Sequence[str]) -> Prints:
    """The prints of each text: of every `WINDOW` shingles in a row, the smallest hash."""
    return joined([_winnowed(*_shingles(chunk)) for chunk in _chunks(texts)])


def _winnowed(hashes: Hashes, offsets: Offsets) -> Prints:
    least, reach = hashes, 1
    while reach < WINDOW:  # doubled: the least of 2, of 4, of 8 in a row
        wider = least.copy()
        wider[:-reach] = np.minimum(least[:-reach], least[reach:])
        least, reach = wider, 2 * reach
    windows = np.maximum(np.diff(offsets) - WINDOW + 1, 0)
    least = least[_runs(offsets[:-1], windows)]
    # Neighbours mostly have the same: the few that are left are sorted faster.
    offsets = _offsets(windows)
    new = np.ones(len(least), bool)
    new[1:] = least[1:] != least[:-1]
    new[offsets[:-1][windows > 0]] = True
    kept = np.concatenate(([0], np.cumsum(new)))
    return _distinct(least[new], kept[offsets])


def joined(pieces: Sequence[Prints]) -> Prints:
    """The articles of all pieces, one piece after the other."""
    counts = [np.zeros(0, np.int64), *(np.diff(piece.offsets) for piece in pieces)]
    hashes = [np.zeros(0, np.uint64), *(piece.hashes for piece in pieces)]
    return Prints(np.concatenate(hashes), _offsets(np.concatenate(counts)))


# --- pairs -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pairs:
    """Pairs of articles that were compared shingle by shingle.

    Attributes:
        first, second: rows, shape (n,); of all pairs of a corpus the first is the smaller, and they
            are sorted.
        shared: how many shingles both have.
        sizes: how many the first and the second have, shape (n, 2).
    """

    first: Rows
    second: Rows
    shared: Rows
    sizes: Rows

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """Of all their shingles, the share that both have."""
        either = self.sizes.sum(axis=1) - self.shared
        return np.asarray(self.shared / np.maximum(either, 1))

    @property
    def containment(self) -> NDArray[np.float64]:
        """Of the shingles of the one with fewer, the share that both have."""
        return np.asarray(self.shared / np.maximum(self.sizes.min(axis=1), 1))

    @property
    def copies(self) -> Mask:
        """Which pairs are copies."""
        return (self.jaccard >= JACCARD) | (self.containment >= CONTAINMENT)


def nothing_known() -> Pairs:
    """No pairs at all."""
    empty = np.zeros(0, np.int32)
    return Pairs(empty, empty, empty, np.zeros((0, 2), np.int32))


def find(pooled: Prints, texts: Texts, known: Pairs) -> tuple[Pairs, int]:
    """All pairs of articles that may be copies, verified.

    Args:
        pooled: the prints of all articles, by row.
        texts: gives the texts of rows.
        known: pairs that were verified before, of rows as they are now.

    Returns:
        The pairs, copies or not; and the number of prints that are left out as too common.
    """
    index = _Index(pooled)
    bands = _verified(_unique(index.alike_in_a_band()), texts, known)
    group = _components(bands, bands.copies, len(index.sizes))
    candidates, left_out = index.overlapping(group)
    both = np.concatenate((candidates, np.stack((bands.first, bands.second), axis=1)))
    return _verified(_unique(both), texts, _merged(known, bands)), left_out


class _Index:
    """Which articles have which print; those that one article alone has are left out.

    `row` and `number` are the article and the print of each entry; `common` says of each print
    whether it finds pairs by itself.
    """

    def __init__(self, pooled: Prints) -> None:
        self._pooled = pooled
        self.sizes = np.diff(pooled.offsets)
        order = np.argsort(pooled.hashes)
        values = pooled.hashes[order]
        as_before = np.zeros(len(values) + 1, bool)
        as_before[1:-1] = values[1:] == values[:-1]
        several = as_before[:-1] | as_before[1:]
        row = np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)
        self.row = row[order[several]]
        self.number = np.cumsum(~as_before[:-1][several]) - 1
        self.common = np.bincount(self.number) > COMMON

    def alike_in_a_band(self) -> NDArray[np.int32]:
        """Pairs of articles with many common prints that agree in a band of MinHash.

        Of those that agree in a band each is paired with the first and with the one before it:
        what is alike hangs together, and a thousand copies make thousands of pairs, not a million.
        """
        common = np.bincount(self.row[self.common[self.number]], minlength=len(self.sizes))
        rows = np.flatnonzero(common > _LEAST_OVERLAP * self.sizes)
        if not len(rows):
            return np.zeros((0, 2), np.int32)
        taken = self._pooled.taken(rows)
        factors = np.random.default_rng(_SEED).integers(0, 2**64, _BANDS * _ROWS, dtype=np.uint64)
        pairs = []
        for band in factors.reshape(_BANDS, _ROWS) | np.uint64(1):
            key = np.zeros(len(rows), np.uint64)
            for factor in band:
                least = np.minimum.reduceat(_mixed(taken.hashes * factor), taken.offsets[:-1])
                key = key * _STEP + least
            pairs += _in_buckets(rows[np.argsort(key, kind="stable")], np.sort(key))
        return np.concatenate(pairs).astype(np.int32)

    def overlapping(self, group: NDArray[np.int32]) -> tuple[NDArray[np.int32], int]:
        """Pairs of articles that share enough prints, and how many prints were too common.

        Args:
            group: of each article, those known to be alike in one; of these only the one with the
                most prints (the first of several) stands in the index of common prints.
        """
        order = np.lexsort((-self.sizes, group))
        longest = order[np.unique(group[order], return_index=True)[1]]
        stands = np.zeros(len(self.sizes), bool)
        stands[longest] = True
        entry = ~self.common[self.number] | stands[self.row]
        counts = np.bincount(self.number[entry], minlength=len(self.common))
        entry &= (counts <= COMMON)[self.number]
        shape = (len(self.sizes), len(self.common))
        ones = np.ones(int(entry.sum()), np.int32)
        matrix = sparse.csr_matrix((ones, (self.row[entry], self.number[entry])), shape=shape)
        return self._overlaps(matrix), int(np.count_nonzero(counts > COMMON))

    def _overlaps(self, matrix: sparse.csr_matrix) -> NDArray[np.int32]:
        transposed = matrix.T.tocsr()
        found = [np.zeros((0, 2), np.int32)]
        for start in range(0, matrix.shape[0], _BLOCK):
            shared = (matrix[start : start + _BLOCK] @ transposed).tocoo()
            first, second = shared.row + start, shared.col
            least = _LEAST_OVERLAP * np.minimum(self.sizes[first], self.sizes[second])
            kept = (first < second) & (shared.data >= least)
            found.append(np.stack((first[kept], second[kept]), axis=1).astype(np.int32))
        return np.concatenate(found)


def _in_buckets(rows: NDArray[np.int64], keys: Hashes) -> list[NDArray[np.int64]]:
    """Pairs among rows of equal keys, which are sorted: with the one before, and with the first."""
    equal = np.flatnonzero(keys[1:] == keys[:-1]) + 1
    first = np.searchsorted(keys, keys[equal])
    return [np.stack((rows[there], rows[equal]), axis=1) for there in (equal - 1, first)]


def _unique(pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each pair once, the smaller row first, sorted."""
    pairs = np.sort(pairs, axis=1)
    return np.unique(pairs, axis=0) if len(pairs) else pairs.reshape(0, 2)


def _key(first: Rows, second: Rows) -> NDArray[np.int64]:
    return (first.astype(np.int64) << 32) | second


def _verified(pairs: NDArray[np.int32], texts: Texts, known: Pairs) -> Pairs:
    """Compare the shingles of each pair, unless that was done before."""
    shared, sizes = np.zeros(len(pairs), np.int32), np.zeros((len(pairs), 2), np.int32)
    keys, before = _key(*pairs.T), _key(known.first, known.second)
    place = np.minimum(np.searchsorted(before, keys), max(len(before) - 1, 0))
    done = before[place] == keys if len(before) else np.zeros(len(pairs), bool)
    shared[done], sizes[done] = known.shared[place[done]], known.sizes[place[done]]
    todo = np.flatnonzero(~done)
    for start in range(0, len(todo), _BLOCK):
        block = todo[start : start + _BLOCK]
        found = compared(pairs[block], texts)
        shared[block], sizes[block] = found.shared, found.sizes
    return Pairs(pairs[:, 0], pairs[:, 1], shared, sizes)


def compared(pairs: NDArray[np.int32], texts: Texts) -> Pairs:
    """Compare the shingles of pairs of rows, shape (n, 2), in the order given."""
    rows, place = np.unique(pairs, return_inverse=True)
    place = place.reshape(pairs.shape)
    given = texts(rows.astype(np.int32))
    found = joined([_distinct(*_shingles(chunk)) for chunk in _chunks(given)])
    columns = np.unique(found.hashes, return_inverse=True)[1]
    shape = (len(rows), int(columns.max(initial=0)) + 1)
    matrix = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, found.offsets), shape)
    shared = matrix[place[:, 0]].multiply(matrix[place[:, 1]]).sum(axis=1)
    sizes = np.diff(found.offsets)[place].astype(np.int32)
    return Pairs(pairs[:, 0], pairs[:, 1], np.asarray(shared).ravel().astype(np.int32), sizes)


def _merged(one: Pairs, other: Pairs) -> Pairs:
    """The pairs of both, sorted."""
    keys = np.concatenate((_key(one.first, one.second), _key(other.first, other.second)))
    order = np.unique(keys, return_index=True)[1]
    first, second, shared, sizes = (
        np.concatenate((getattr(one, name), getattr(other, name)))[order]
        for name in ("first", "second", "shared", "sizes")
    )
    return Pairs(first, second, shared, sizes)


# --- clusters ----------------------------------------------------------------------------------


def _components(pairs: Pairs, chosen: Mask, size: int) -> NDArray[np.int32]:
    """The connected component of each article over some of the pairs."""
    return _linked(pairs.first[chosen], pairs.second[chosen], size)


def _linked(first: NDArray[np.int32], second: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    graph = sparse.coo_matrix((np.ones(len(first), bool), (first, second)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)


def groups(pairs: Pairs, size: int) -> NDArray[np.int32]:
    """A number for each article, shape (size,), equal for those that are one text.

    What is alike as a whole hangs together, also from one version to the next. A shortened version
    belongs to the text that holds it. But a text that holds several which are no copies of one
    another, as a round-up of the day does, makes them no copies: its own cluster is without them.

    Args:
        pairs: verified.
        size: how many articles there are.
    """
    alike = pairs.jaccard >= JACCARD
    found = _components(pairs, alike, size)
    held = np.flatnonzero(pairs.copies & ~alike)
    smaller = np.argmin(pairs.sizes[held], axis=1)
    ends = np.stack((found[pairs.first[held]], found[pairs.second[held]]), axis=1)
    links = np.stack((ends[np.arange(len(held)), smaller], ends[np.arange(len(held)), 1 - smaller]))
    links = np.unique(links[:, links[0] != links[1]], axis=1)
    part, whole = links
    single = np.bincount(whole, minlength=size)[whole] == 1
    joined = _linked(part[single], whole[single], size)
    # A whole with several parts is kept where these are one text without it.
    low, high = np.full(size, size), np.full(size, -1)
    np.minimum.at(low, whole, joined[part])
    np.maximum.at(high, whole, joined[part])
    one = (low == high)[whole]
    return np.asarray(_linked(part[one], whole[one], size)[found], dtype=np.int32)


@dataclass(frozen=True)
class Clusters:
    """Which articles are one text; an article that is nobody's copy is in no cluster.

    Attributes:
        numbers: the cluster of each article, from 0, shape (n_articles,); -1 for none.
        rows: the members, cluster by cluster, the earliest first.
        offsets: where each cluster's begin, shape (n_clusters + 1,).
    """

    numbers: Rows
    rows: Rows
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many members each cluster has."""
        return np.diff(self.offsets)

    def members(self, row: int) -> Rows:
        """The articles that are one text with this one, itself among them, the earliest first."""
        number = int(self.numbers[row])
        if number < 0:
            return np.array([row], np.int32)
        return self.rows[self.offsets[number] : self.offsets[number + 1]]

    def collapsed(self, mask: Mask, standing: Mask | None = None) -> Mask:
        """A mask in which, of each cluster, only the earliest of its articles is left.

        Args:
            mask: of articles, shape (n_articles,).
            standing: those of the mask that stand for their clusters in any case.
        """
        stands = np.full(len(self), -1, np.int32)
        for chosen in (mask,) if standing is None else (mask, standing):
            # Backwards: of several assignments to one place the last holds, the earliest member.
            inside = self.rows[chosen[self.rows]][::-1]
            stands[self.numbers[inside]] = inside
        left = mask.copy()
        left[self.rows] = False
        left[stands[stands >= 0]] = True
        return left


def arranged(groups: NDArray[np.int32], order: NDArray[np.int64]) -> Clusters:
    """The clusters of two and more articles, numbered by their earliest member.

    Args:
        groups: a number for each article, equal for those that are one text.
        order: all rows, the earliest first.
    """
    several = np.bincount(groups, minlength=1)[groups] > 1
    rows = order[several[order]]
    first, place = np.unique(groups[rows], return_index=True, return_inverse=True)[1:]
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    number = rank[place]
    numbers = np.full(len(groups), -1, np.int32)
    numbers[rows] = number
    sizes = np.bincount(number, minlength=len(first))
    return Clusters(
        numbers, rows[np.argsort(number, kind="stable")].astype(np.int32), _offsets(sizes)
    )
