"""Prints in common: which articles of a corpus may be copies of one another.

    prints of each article  ->  sorted by hash             once for each segment, mapped from disk
    all of them, in order   ->  articles that share many   in a build from scratch
    those of articles that came or went  ->  looked up     where few did

Nothing is compared with everything: what is looked at is a print and the articles that have it. A
print that very many have would make pairs of all of them, so what more than `COMMON` articles share
finds no pairs, until those that agree in a band of MinHash (Broder 1997; bands: Leskovec, Rajaraman
& Ullman, "Mining of Massive Datasets", ch. 3) are verified and stand for one.

What is found does not depend on the order in which articles came: where some came or went, only
what they change is looked at, and the result is that of a build from scratch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lib.index import copies
from lib.index.copies import Hashes, Mask, Offsets, Pairs, Prints, Rows, Texts

COMMON = 50
"""A print in more articles than this finds no pairs by itself."""
LEAST_OVERLAP = 0.25
"""Of the prints of the smaller text, as many must be shared for a pair to be verified. Copies
share 0.6 of them and more."""
_LEAST_REOPENED = 0.125
"""The same for prints that are rare only where groups of copies count once: the others, which such
a pair may share, too, are not counted there."""
MOST_CHANGED = 1 / 8
"""Where more than this share of the articles or of the prints came or went, all are gone through
again."""

ROW_BITS = 21
"""Bits of a sorted print that say which row of its segment has it. The others are of its hash: two
prints in ten thousand have the same by accident, where a segment holds two million articles."""
_ROW = np.uint64((1 << ROW_BITS) - 1)
_SHIFT = np.uint64(ROW_BITS)

_RANGE = 1 << 22
"""About how many prints are sorted, and looked at, together."""
_BANDS, _ROWS_OF_BAND = 16, 2
_WORK = 1 << 24
"""About how many pairs of articles with a print in common are counted together."""

_Piece = tuple[Prints, NDArray[np.int32], NDArray[np.int32]]


# --- the prints of a segment ---------------------------------------------------------------------


def write(folder: Path, pieces: Sequence[_Piece], size: int) -> None:
    """Write the prints of a segment's articles, sorted by hash.

    Args:
        folder: of the segment.
        pieces: the prints of some articles each, the numbers there of those that belong to the
            segment, and their rows within it.
        size: how many rows the segment has, at most 2 to the power of `ROW_BITS`.
    """
    sizes = np.zeros(size, np.int32)
    for printed, local, place in pieces:
        sizes[place] = np.diff(printed.offsets)[local]
    np.save(folder / "prints_sizes.npy", sizes)
    total = int(sizes.sum(dtype=np.int64))
    bits = np.uint64(64 - max(1, (total // _RANGE).bit_length()))
    counts = [_ranges(_packed(piece), bits) for piece in pieces]
    ends = np.cumsum(np.sum([np.zeros(1 << int(64 - bits), np.int64), *counts], axis=0))
    path = folder / "prints_sorted.npy"
    found = np.asarray(np.lib.format.open_memmap(path, "w+", np.uint64, (total,)))
    # First each range of hashes together, in the file itself, and then each range is sorted.
    free = np.concatenate(([0], ends[:-1]))
    for piece, lengths in zip(pieces, counts, strict=True):
        some = _packed(piece)
        some.sort()
        found[copies.runs(free, lengths)] = some
        free += lengths
    for some in np.split(found, ends[:-1]):
        some.sort()


def _packed(piece: _Piece) -> Hashes:
    """The prints of a piece, with their row instead of their last bits."""
    found, local, place = piece
    row = np.full(len(found.offsets) - 1, -1, np.int64)
    row[local] = place
    whose = np.repeat(row, np.diff(found.offsets))
    kept = whose >= 0
    return (found.hashes[kept] & ~_ROW) | whose[kept].astype(np.uint64)


def _ranges(prints: Hashes, bits: np.uint64) -> NDArray[np.int64]:
    """How many prints are in each range of hashes: what is left of them without so many bits."""
    return np.bincount((prints >> bits).astype(np.int64), minlength=1 << int(64 - bits))


@dataclass(frozen=True)
class Segment:
    """The prints of a segment.

    Attributes:
        first: its first row in the corpus.
        prints: sorted; hashes whose last `ROW_BITS` bits are the row within the segment.
        sizes: how many prints each article has.
    """

    first: int
    prints: Hashes
    sizes: Rows


# --- the prints of a corpus ----------------------------------------------------------------------


@dataclass(frozen=True)
class Postings:
    """The articles that have each of some prints.

    Attributes:
        rows: of the first print, then of the second, ...
        lengths: how many each has.
    """

    rows: Rows
    lengths: Offsets

    @property
    def number(self) -> Offsets:
        """Which print each of the rows belongs to, from 0."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def those(self, chosen: Mask) -> Postings:
        """The postings of some of the prints."""
        return Postings(self.rows[np.repeat(chosen, self.lengths)], self.lengths[chosen])

    def within(self, entries: Mask) -> Postings:
        """The postings with some of their entries alone."""
        counts = np.bincount(self.number[entries], minlength=len(self.lengths))
        return Postings(self.rows[entries], counts)


def _stacked(pieces: Sequence[Postings]) -> Postings:
    return Postings(
        np.concatenate([np.zeros(0, np.int32), *(piece.rows for piece in pieces)]),
        np.concatenate([np.zeros(0, np.int64), *(piece.lengths for piece in pieces)]),
    )


class Index:
    """The prints of all articles, segment by segment."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = list(segments)
        self.sizes: Rows = np.concatenate([np.zeros(0, np.int32), *(s.sizes for s in segments)])

    def shared(self) -> Iterator[Postings]:
        """The postings of all prints that two articles and more have, range by range of hashes."""
        total = sum(len(segment.prints) for segment in self._segments)
        bits = max(1, (total // _RANGE).bit_length())
        bounds = np.arange(1, 1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
        cuts = [
            [0, *np.searchsorted(segment.prints, bounds).tolist(), len(segment.prints)]
            for segment in self._segments
        ]
        for number in range(1 << bits):
            yield self._shared_in([(cut[number], cut[number + 1]) for cut in cuts])

    def _shared_in(self, slices: Sequence[tuple[int, int]]) -> Postings:
        both = list(zip(self._segments, slices, strict=True))
        if len(both) == 1:
            segment, (start, end) = both[0]
            prints, order = segment.prints[start:end], None
        else:
            pieces = [segment.prints[start:end] for segment, (start, end) in both]
            prints = np.concatenate([np.zeros(0, np.uint64), *pieces])
            firsts = np.repeat([s.first for s, _ in both], [len(piece) for piece in pieces])
            order = np.argsort(prints)
            prints = prints[order]
        same = np.zeros(len(prints) + 1, bool)
        same[1:-1] = (prints[1:] ^ prints[:-1]) <= _ROW
        begins = np.flatnonzero(same[1:] & ~same[:-1])
        lengths = np.flatnonzero(same[:-1] & ~same[1:]) - begins + 1
        places = copies.runs(begins, lengths)
        rows = (prints[places] & _ROW).astype(np.int32)
        first = segment.first if order is None else firsts[order[places]]
        return Postings(rows + np.asarray(first, np.int32), lengths)

    def hashes(self, chosen: Mask) -> Hashes:
        """The prints of some articles, without their last bits; sorted, as often as they are."""
        found = [np.zeros(0, np.uint64)]
        for segment in self._segments:
            mine = chosen[segment.first : segment.first + len(segment.sizes)]
            for start in range(0, len(segment.prints) if mine.any() else 0, _RANGE):
                some = segment.prints[start : start + _RANGE]
                found.append(some[mine[(some & _ROW).astype(np.int64)]] >> _SHIFT)
        together = np.concatenate(found)
        together.sort()
        return together

    def look_up(self, hashes: Hashes) -> Postings:
        """The postings of prints: hashes without their last bits, each once and sorted."""
        low, found = hashes << _SHIFT, []
        for segment in self._segments:
            begins = np.searchsorted(segment.prints, low)
            counts = np.searchsorted(segment.prints, low | _ROW, side="right") - begins
            places = copies.runs(begins, counts)
            rows = (segment.prints[places] & _ROW).astype(np.int32) + np.int32(segment.first)
            found.append(Postings(rows, counts))
        if len(found) == 1:
            return found[0]
        together = _stacked(found)
        number = np.concatenate([np.zeros(0, np.int64), *(each.number for each in found)])
        lengths = np.bincount(number, minlength=len(hashes))
        return Postings(together.rows[np.argsort(number, kind="stable")], lengths)


# --- pairs ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Corpus:
    """What is asked about the articles of a corpus.

    Attributes:
        index: their prints, sorted.
        ids: a number for each, which it keeps wherever it stands.
        prints: gives the prints of some rows, article by article.
        texts: gives the texts of some rows.
    """

    index: Index
    ids: Hashes
    prints: Callable[[Rows], Prints]
    texts: Texts


@dataclass(frozen=True)
class Found:
    """The pairs of articles that may be copies, and what is needed to go on from there.

    Attributes:
        pairs: verified, copies or not.
        rare: of each pair, whether it shares enough of the prints that are not common.
        common: of each article, how many of its prints are common.
        left_out: how many prints find no pairs, as too common.
        prints: how many prints are common, those among them that do find pairs.
    """

    pairs: Pairs
    rare: Mask
    common: Rows
    left_out: int
    prints: int


@dataclass(frozen=True)
class Before:
    """What was found of a corpus before some articles came or went.

    Attributes:
        found: of those that are still there, by the rows that they have now: the first ones.
        gone: the prints of those that went, without their last bits; sorted.
    """

    found: Found
    gone: Hashes


def nothing_found() -> Found:
    """What is found of no articles."""
    return Found(copies.nothing_known(), np.zeros(0, bool), np.zeros(0, np.int32), 0, 0)


@dataclass(frozen=True)
class _Rare:
    """Pairs that share enough rare prints, and what is common: see `Found`."""

    pairs: NDArray[np.int32]
    common: Rows
    prints: int


def find(corpus: Corpus, known: Pairs, before: Before | None = None) -> Found:
    """All pairs of articles that may be copies, verified.

    Args:
        corpus: the articles.
        known: pairs that were verified before, of rows as they are now; sorted.
        before: what was found of the corpus when it had other articles.
    """
    if before is not None and _is_little(corpus.index, before):
        rare = _after_changes(corpus, before)
    else:
        rare = _from_scratch(corpus.index)
    bands = copies.verified(_alike_in_a_band(corpus, rare.common), corpus.texts, known)
    reopened, opened = _between_groups(corpus, rare.common, bands)
    candidates = _distinct(np.concatenate((rare.pairs, _ends(bands), reopened)))
    pairs = copies.verified(candidates, corpus.texts, copies.merged(known, bands))
    is_rare = np.isin(_keys(candidates), _keys(rare.pairs))
    return Found(pairs, is_rare, rare.common, rare.prints - opened, rare.prints)


def _from_scratch(index: Index) -> _Rare:
    """Go through all prints."""
    common = np.zeros(len(index.sizes), np.int32)
    rare, prints = [], 0
    for postings in index.shared():
        many = postings.lengths > COMMON
        prints += int(np.count_nonzero(many))
        common += _counted(postings.those(many), len(common))
        rare.append(postings.those(~many))
    pairs = _overlapping(_stacked(rare), index.sizes, LEAST_OVERLAP)
    return _Rare(pairs, common, prints)


def _is_little(index: Index, before: Before) -> bool:
    size, prints = len(index.sizes), int(index.sizes.sum(dtype=np.int64))
    came, went = size - len(before.found.common), len(before.gone)
    return came <= MOST_CHANGED * size and went <= MOST_CHANGED * prints


def _after_changes(corpus: Corpus, before: Before) -> _Rare:
    """Look up the prints of what came and went, and of the articles one of whose prints became
    common by it, or rare."""
    index, old, size = corpus.index, len(before.found.common), len(corpus.index.sizes)
    came = _hashes(corpus.prints(np.arange(old, size, dtype=np.int32)))
    hashes = _once(np.concatenate((came, before.gone)))
    postings = index.look_up(hashes)
    number, is_new = postings.number, postings.rows >= old
    ends = (np.searchsorted(before.gone, hashes, side) for side in ("left", "right"))
    went = np.subtract(*reversed(list(ends)))
    many = postings.lengths > COMMON
    were = np.bincount(number[~is_new], minlength=len(many)) + went > COMMON
    became = many[number] & (is_new | ~were[number])
    ceased = (were & ~many)[number] & ~is_new
    common = np.zeros(size, np.int32)
    common[:old] = before.found.common
    common += _counted(postings.within(became), size) - _counted(postings.within(ceased), size)
    asks = np.arange(size) >= old
    asks[postings.those(many != were).rows] = True
    others = _hashes(corpus.prints(np.flatnonzero(asks[:old]).astype(np.int32)))
    further = index.look_up(np.setdiff1d(others, hashes, assume_unique=True))
    rare = _stacked([some.those(some.lengths <= COMMON) for some in (postings, further)])
    pairs = _overlapping(rare, index.sizes, LEAST_OVERLAP, asks)
    kept = _ends(before.found.pairs)[before.found.rare]
    kept = kept[~asks[kept].any(axis=1)]
    prints = before.found.prints + int(many.sum()) - int(were.sum())
    return _Rare(np.concatenate((kept, pairs)), common, prints)


def _alike_in_a_band(corpus: Corpus, common: Rows) -> NDArray[np.int32]:
    """Pairs of articles with many common prints that agree in a band of MinHash.

    Of those that agree in a band each is paired with the first and with the one before it, by id:
    what is alike hangs together, and a thousand copies make thousands of pairs, not a million.
    """
    rows = np.flatnonzero(common > LEAST_OVERLAP * corpus.index.sizes).astype(np.int32)
    if not len(rows):
        return np.zeros((0, 2), np.int32)
    rows = rows[np.argsort(corpus.ids[rows])]
    taken = corpus.prints(rows)
    pairs = []
    for key in copies.bands(taken, _BANDS, _ROWS_OF_BAND):
        order = np.argsort(key, kind="stable")
        pairs += _in_buckets(rows[order], key[order])
    return _distinct(np.concatenate(pairs))


def _in_buckets(rows: Rows, keys: Hashes) -> list[NDArray[np.int32]]:
    """Pairs among rows of equal keys, which are sorted: with the one before, and with the first."""
    equal = np.flatnonzero(keys[1:] == keys[:-1]) + 1
    first = np.searchsorted(keys, keys[equal])
    return [np.stack((rows[there], rows[equal]), axis=1) for there in (equal - 1, first)]


def _between_groups(corpus: Corpus, common: Rows, bands: Pairs) -> tuple[NDArray[np.int32], int]:
    """Pairs that share prints which are rare once each group of copies stands for one article.

    Args:
        corpus: the articles.
        common: how many common prints each has.
        bands: pairs that agree in a band; those that are copies make the groups. Of a group the
            article with the most prints (the smallest id, of several) stands for it.

    Returns:
        The pairs; and how many common prints have so become rare.
    """
    index = corpus.index
    ends = _ends(bands)[bands.copies]
    rows, place = np.unique(ends, return_inverse=True)
    first, second = place.reshape(-1, 2).T
    group = copies.linked(first, second, len(rows))
    order = np.lexsort((corpus.ids[rows], -index.sizes[rows], group))
    stand = order[np.unique(group[order], return_index=True)[1]]
    hidden = np.delete(rows, stand)
    postings = index.look_up(_hashes(corpus.prints(hidden)))
    postings = postings.those(postings.lengths > COMMON)
    stands = np.ones(len(common), bool)
    stands[hidden] = False
    left = postings.within(stands[postings.rows])
    few = left.lengths <= COMMON
    pairs = _overlapping(left.those(few), index.sizes, _LEAST_REOPENED)
    return pairs, int(np.count_nonzero(few))


def _overlapping(
    postings: Postings, sizes: Rows, least: float, asks: Mask | None = None
) -> NDArray[np.int32]:
    """Pairs of articles that share prints, so many that they are this part of the smaller text's.

    Args:
        postings: of the prints that count.
        sizes: how many prints each article has.
        least: the part.
        asks: the articles of which one must be in each pair; by default all.

    Returns:
        The pairs, each once.
    """
    if asks is None:
        # The smaller of a pair has so many prints in common with others: it will do if these ask.
        asks = _counted(postings, len(sizes)) >= np.maximum(least * sizes, 1)
    asked = asks[postings.rows]
    wanted = np.bincount(postings.number[asked], minlength=len(postings.lengths)) > 0
    postings = postings.those(wanted & (postings.lengths > 1))
    asked = asks[postings.rows]
    asking = np.flatnonzero(asks)
    place = np.cumsum(asks, dtype=np.int32) - np.int32(1)
    row, number = place[postings.rows[asked]], postings.number[asked].astype(np.int32)
    ones = np.ones(len(postings.rows), np.int32)
    shape = (len(asking), len(postings.lengths))
    of_asking = sparse.csr_matrix((ones[: len(row)], (row, number)), shape=shape)
    offsets = copies.offsets_of(postings.lengths)
    of_prints = sparse.csr_matrix((ones, postings.rows, offsets), (shape[1], len(sizes)))
    work = np.cumsum(np.bincount(row, postings.lengths[number], minlength=len(asking)))
    found = [np.zeros((0, 2), np.int32)]
    for rows in _blocks(work):
        shared = (of_asking[rows.start : rows.stop] @ of_prints).tocoo()
        first, second = asking[shared.row + rows.start], shared.col
        enough = shared.data >= least * np.minimum(sizes[first], sizes[second])
        kept = enough & (first != second)
        found.append(np.stack((first[kept], second[kept]), axis=1).astype(np.int32))
    return _distinct(np.concatenate(found))


def _blocks(work: NDArray[Any]) -> Iterator[range]:
    """Rows in a row, with about `_WORK` of the work; given is that of each and all before it."""
    start = 0
    while start < len(work):
        done = work[start - 1] if start else 0.0
        end = max(int(np.searchsorted(work, done + _WORK)), start + 1)
        yield range(start, min(end, len(work)))
        start = end


def _counted(postings: Postings, size: int) -> Rows:
    return np.bincount(postings.rows, minlength=size).astype(np.int32)


def _hashes(prints: Prints) -> Hashes:
    """The hashes of prints, without the last bits, each once and sorted."""
    return _once(prints.hashes >> _SHIFT)


def _once(numbers: NDArray[Any]) -> NDArray[Any]:
    """Each of some numbers once, sorted: a hundred times as fast as `np.unique`, which hashes."""
    found = np.sort(numbers)
    new = np.ones(len(found), bool)
    new[1:] = found[1:] != found[:-1]
    return found[new]


def _ends(pairs: Pairs) -> NDArray[np.int32]:
    return np.stack((pairs.first, pairs.second), axis=1)


def _keys(pairs: NDArray[Any]) -> NDArray[np.int64]:
    return copies.pair_keys(pairs[:, 0], pairs[:, 1])


def _distinct(pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each pair once, the smaller row first, sorted."""
    found = _once(copies.pair_keys(pairs.min(axis=1), pairs.max(axis=1)))
    return np.stack((found >> 32, found & 0xFFFFFFFF), axis=1).astype(np.int32)
