"""Copies: articles whose text is another's, nearly whole or shortened.

    text -> words -> shingles -> prints   once for each article, part by part
    pairs -> verified -> clusters         over the corpus, at every build

A *shingle* is five words in a row, and two articles are copies where their sets of shingles have a
Jaccard index of `JACCARD` and more, or the smaller set lies to `CONTAINMENT` and more in the larger
(Broder 1997, "On the resemblance and containment of documents"). Every candidate is verified on
the shingles themselves; the *prints* only find candidates. They are the shingles that winnowing
keeps (Schleimer, Wilkerson & Aiken 2003): of any `WINDOW` shingles in a row the smallest hash, so
that two texts with `SHINGLE + WINDOW - 1` words in a row in common have a print in common, however
much longer one of them is. One index of prints so serves near-copies and shortened versions alike.

Which articles have prints in common, over the whole corpus, is found in `lib.index.sharing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

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

MOST_CHARACTERS = 1_000_000
"""What a text has beyond these is not compared: no article is as long."""

_COMPARED = 8_192
"""Pairs whose texts are read at once."""
_PAIR_BITS = 9
_PAIR = np.uint64((1 << _PAIR_BITS) - 1)
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


def runs(starts: Offsets, counts: Offsets) -> Offsets:
    """The places `start, start + 1, ...` of each run, one run after the other."""
    skipped = np.cumsum(counts) - counts
    return np.repeat(starts - skipped, counts) + np.arange(int(counts.sum()))


def offsets_of(counts: Offsets) -> Offsets:
    """Where each run begins, of runs with so many places; and where the last ends."""
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
    return _mixed(hashes)[runs(offsets[:-1], kept)], offsets_of(kept)


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
        return Prints(self.hashes[runs(self.offsets[:-1][rows], counts)], offsets_of(counts))


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
    return Prints(hashes[new], offsets_of(counts))


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
    least = least[runs(offsets[:-1], windows)]
    # Neighbours mostly have the same: the few that are left are sorted faster.
    offsets = offsets_of(windows)
    new = np.ones(len(least), bool)
    new[1:] = least[1:] != least[:-1]
    new[offsets[:-1][windows > 0]] = True
    kept = np.concatenate(([0], np.cumsum(new)))
    return _distinct(least[new], kept[offsets])


def joined(pieces: Sequence[Prints]) -> Prints:
    """The articles of all pieces, one piece after the other."""
    counts = [np.zeros(0, np.int64), *(np.diff(piece.offsets) for piece in pieces)]
    hashes = [np.zeros(0, np.uint64), *(piece.hashes for piece in pieces)]
    return Prints(np.concatenate(hashes), offsets_of(np.concatenate(counts)))


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


def bands(prints: Prints, number: int, rows: int) -> Iterator[Hashes]:
    """A key of each article in each band of MinHash: equal for two that agree in all its rows.

    Args:
        prints: of articles, each of which has some.
        number: of bands.
        rows: of a band: in each, articles agree with the probability of their Jaccard index.
    """
    factors = np.random.default_rng(_SEED).integers(0, 2**64, number * rows, dtype=np.uint64)
    for band in factors.reshape(number, rows) | np.uint64(1):
        key = np.zeros(len(prints.offsets) - 1, np.uint64)
        for factor in band:
            least = np.minimum.reduceat(_mixed(prints.hashes * factor), prints.offsets[:-1])
            key = key * _STEP + least
        yield key


def pair_keys(first: Rows, second: Rows) -> NDArray[np.int64]:
    """Each pair of rows as one number, in whose order pairs are sorted."""
    return (first.astype(np.int64) << 32) | second


def verified(pairs: NDArray[np.int32], texts: Texts, known: Pairs) -> Pairs:
    """Compare the shingles of each pair, unless that was done before.

    Args:
        pairs: rows, shape (n, 2).
        texts: gives the texts of rows.
        known: what was compared before; sorted.
    """
    shared, sizes = np.zeros(len(pairs), np.int32), np.zeros((len(pairs), 2), np.int32)
    keys, before = pair_keys(*pairs.T), pair_keys(known.first, known.second)
    place = np.minimum(np.searchsorted(before, keys), max(len(before) - 1, 0))
    done = before[place] == keys if len(before) else np.zeros(len(pairs), bool)
    shared[done], sizes[done] = known.shared[place[done]], known.sizes[place[done]]
    todo = np.flatnonzero(~done)
    for start in range(0, len(todo), _COMPARED):
        block = todo[start : start + _COMPARED]
        found = compared(pairs[block], texts)
        shared[block], sizes[block] = found.shared, found.sizes
    return Pairs(pairs[:, 0], pairs[:, 1], shared, sizes)


def compared(pairs: NDArray[np.int32], texts: Texts) -> Pairs:
    """Compare the shingles of pairs of rows, shape (n, 2), in the order given."""
    rows, place = np.unique(pairs, return_inverse=True)
    place = place.reshape(pairs.shape)
    given = texts(rows.astype(np.int32))
    found = joined([_distinct(*_shingles(chunk)) for chunk in _chunks(given)])
    some = range(0, len(place), 1 << _PAIR_BITS)
    shared = [_shared(found, place[start : start + (1 << _PAIR_BITS)]) for start in some]
    sizes = np.diff(found.offsets)[place].astype(np.int32)
    counts = np.concatenate([np.zeros(0, np.int32), *shared])
    return Pairs(pairs[:, 0], pairs[:, 1], counts, sizes)


def _shared(found: Prints, pairs: NDArray[np.int64]) -> Rows:
    """How many hashes the two articles of each pair have in common."""
    ends = pairs.T.ravel()
    # The last bits say of which pair a hash is: what both articles have then stands side by side.
    number = np.tile(np.arange(len(pairs), dtype=np.uint64), 2)
    of_pair = np.repeat(number, np.diff(found.offsets)[ends])
    keys = (found.taken(ends).hashes & ~_PAIR) | of_pair
    keys.sort()
    twice = keys[1:][keys[1:] == keys[:-1]] & _PAIR
    return np.bincount(twice.astype(np.int64), minlength=len(pairs)).astype(np.int32)


def merged(one: Pairs, other: Pairs) -> Pairs:
    """The pairs of both, sorted."""
    keys = np.concatenate((pair_keys(one.first, one.second), pair_keys(other.first, other.second)))
    order = np.unique(keys, return_index=True)[1]
    first, second, shared, sizes = (
        np.concatenate((getattr(one, name), getattr(other, name)))[order]
        for name in ("first", "second", "shared", "sizes")
    )
    return Pairs(first, second, shared, sizes)


# --- clusters ----------------------------------------------------------------------------------


def _components(pairs: Pairs, chosen: Mask, size: int) -> NDArray[np.int32]:
    """The connected component of each article over some of the pairs."""
    return linked(pairs.first[chosen], pairs.second[chosen], size)


def linked(first: NDArray[Any], second: NDArray[Any], size: int) -> NDArray[np.int32]:
    """The connected component of each of some things, given by the two ends of each link."""
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
    joined = linked(part[single], whole[single], size)
    # A whole with several parts is kept where these are one text without it.
    low, high = np.full(size, size), np.full(size, -1)
    np.minimum.at(low, whole, joined[part])
    np.maximum.at(high, whole, joined[part])
    one = (low == high)[whole]
    return np.asarray(linked(part[one], whole[one], size)[found], dtype=np.int32)


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

    def texts(self) -> NDArray[np.int64]:
        """A number for each article that its copies share, shape (n_articles,)."""
        numbers = self.numbers.astype(np.int64)
        return np.where(numbers < 0, np.arange(len(numbers)) + len(numbers), numbers)

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


def several(groups: NDArray[np.int32]) -> NDArray[np.int64]:
    """The rows whose group has more than one, ascending."""
    return np.flatnonzero(np.bincount(groups, minlength=1)[groups] > 1)


def arranged(groups: NDArray[np.int32], rows: NDArray[np.int64]) -> Clusters:
    """The clusters of two and more articles, numbered by their earliest member.

    Args:
        groups: a number for each article, equal for those that are one text.
        rows: those of `several`, the earliest first.
    """
    first, place = np.unique(groups[rows], return_index=True, return_inverse=True)[1:]
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    number = rank[place]
    numbers = np.full(len(groups), -1, np.int32)
    numbers[rows] = number
    sizes = np.bincount(number, minlength=len(first))
    return Clusters(
        numbers, rows[np.argsort(number, kind="stable")].astype(np.int32), offsets_of(sizes)
    )
