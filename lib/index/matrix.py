"""Which term stands how often in which article: the count matrix, in segments, and what it answers.

    segment: a run of rows        counts     by article: its terms and how often
                                  postings   by term: its articles and how often
                                  vocabulary the terms that no earlier segment has, sorted
                                  blocks     by stretch of time: in how many of its articles
                                             each term stands
    generation: all segments      df, idf, norms: over all rows

A segment is immutable, and is shared by all generations that hold its rows; term numbers go on
from segment to segment. TF-IDF weights are not stored: an article's weight of a term is
`(1 + ln count) * idf / norm`, and idf and norm belong to the generation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from lib.index import parts, terms

Int = NDArray[np.int32]
Float = NDArray[np.float32]
Mask = NDArray[np.bool_]

_BLOCK = 1_024
_CHUNK = 1 << 22
_AT_ONCE = 1 << 17
_LEAST_OF_STRETCH = 4_000
_MOST_STRETCHES = 64
_FIRST_REST = 0.5
_NEXT_REST = 0.6
_MOST_CANDIDATES = 20_000
_ROUNDING = 1e-5


class Vocabulary(Sequence[str]):
    """The terms by number; the arrays stay on disk.

    Args:
        segments: the terms that each segment adds, sorted within it.
    """

    def __init__(self, segments: Sequence[pa.Array]) -> None:
        self._segments = list(segments)
        self._firsts = np.cumsum([0, *(len(terms) for terms in segments)])

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def __getitem__(self, number: Any) -> Any:
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number = int(number) % len(self)
        segment = int(np.searchsorted(self._firsts, number, side="right")) - 1
        return self._segments[segment][number - int(self._firsts[segment])].as_py()

    def __iter__(self) -> Iterator[str]:
        for segment in self._segments:
            yield from segment.to_pylist()

    def number(self, term: str) -> int:
        """The number of a term; -1 where no article has it."""
        for first, segment in zip(self._firsts.tolist(), self._segments, strict=False):
            low, high = 0, len(segment)
            while low < high:
                middle = (low + high) // 2
                if segment[middle].as_py() < term:
                    low = middle + 1
                else:
                    high = middle
            if low < len(segment) and segment[low].as_py() == term:
                return int(first) + low
        return -1

    def index(self, term: Any, *_: Any) -> int:
        """The number of a term.

        Raises:
            ValueError: no article has it.
        """
        number = self.number(term)
        if number < 0:
            raise ValueError(f"{term} is no term of this corpus")
        return number

    def array(self) -> pa.ChunkedArray:
        """All terms, by number."""
        return pa.chunked_array(self._segments, pa.string())


@dataclass(frozen=True)
class Segment:
    """The counts of a run of rows, mapped from disk.

    Attributes:
        first: its first row.
        counts: CSR, shape (rows, terms so far).
        terms, starts: the terms that stand in it, ascending, and where the postings of each
            begin, shape (n + 1,).
        rows, data: the postings: rows counted from `first`, and counts.
        block: the stretch of time of each row, shape (rows,).
        blocks: in how many articles of a stretch each term stands, CSR, (stretches, terms so far).
    """

    first: int
    counts: sparse.csr_matrix
    blocks: sparse.csr_matrix
    terms: Int
    starts: NDArray[np.int64]
    rows: Int
    data: NDArray[Any]
    block: NDArray[np.int16]

    @property
    def size(self) -> int:
        """How many rows."""
        return int(self.counts.shape[0])

    def postings(self, term: int) -> tuple[Int, NDArray[Any]]:
        """The rows (from `first` on) that have a term, and how often."""
        # As int32: any other type would have numpy convert all terms first.
        place = int(np.searchsorted(self.terms, np.int32(term)))
        if place == len(self.terms) or self.terms[place] != term:
            return self.rows[:0], self.data[:0]
        start, end = int(self.starts[place]), int(self.starts[place + 1])
        return self.rows[start:end], self.data[start:end]


def write_segment(
    folder: Path,
    earlier: Sequence[pa.Array],
    counted: Sequence[tuple[terms.Counts, Int, Int]],
    days: Int,
) -> None:
    """Write the matrix of a segment.

    Args:
        folder: where.
        earlier: the vocabularies of the segments before it.
        counted: of each part its counts, and of those of its articles that are in the segment the
            places in the part and in the segment.
        days: the day of each row.
    """
    new, numbers = _numbered(earlier, counted)
    parts.write_arrow(folder / "vocabulary.arrow", pa.table({"term": new}))
    np.save(folder / "readable.npy", terms.readable(new.to_pylist()))
    columns = sum(len(vocabulary) for vocabulary in earlier) + len(new)
    matrix = _stacked(counted, numbers, columns)
    parts.write_matrix(folder, "counts", matrix)
    by_term = matrix.tocsc()
    used = np.flatnonzero(np.diff(by_term.indptr)).astype(np.int32)
    starts = np.concatenate((by_term.indptr[used], by_term.indptr[-1:])).astype(np.int64)
    np.save(folder / "postings_terms.npy", used)
    np.save(folder / "postings_starts.npy", starts)
    np.save(folder / "postings_rows.npy", by_term.indices.astype(np.int32, copy=False))
    np.save(folder / "postings_data.npy", by_term.data)
    block = _stretches(days)
    np.save(folder / "block.npy", block)
    parts.write_matrix(folder, "blocks", _counted_by(block, matrix))


def _stretches(days: Int) -> NDArray[np.int16]:
    """Cut rows into stretches of time of about equally many, whole days each."""
    number = min(_MOST_STRETCHES, max(1, len(days) // _LEAST_OF_STRETCH))
    edges = np.unique(np.sort(days)[len(days) * np.arange(1, number) // number])
    return np.searchsorted(edges, days, side="right").astype(np.int16)


def _counted_by(block: NDArray[np.int16], matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """In how many rows of each block each term stands, CSR, (blocks, terms)."""
    size = int(block.max(initial=0)) + 1
    found = sparse.csr_matrix((size, matrix.shape[1]), dtype=np.int32)
    for first in range(0, len(block), _AT_ONCE):
        some = slice(first, min(first + _AT_ONCE, len(block)))
        ends = matrix.indptr[some.start : some.stop + 1]
        cells = slice(int(ends[0]), int(ends[-1]))
        ones = np.ones(cells.stop - cells.start, np.int32)
        stands = _csr(ones, matrix.indices[cells], ends - ends[0], matrix.shape[1])
        rows = np.arange(some.stop - some.start)
        cuts = (np.ones(len(rows), np.int32), (block[some], rows))
        found = found + sparse.csr_matrix(cuts, (size, len(rows))) @ stands
    found.sort_indices()
    return found


def _numbered(
    earlier: Sequence[pa.Array], counted: Sequence[tuple[terms.Counts, Int, Int]]
) -> tuple[pa.Array, list[Int]]:
    """The terms that are new here, sorted, and the number of each term of each part."""
    known: dict[str, int] = {}
    for vocabulary in earlier:
        numbered = range(len(known), len(known) + len(vocabulary))
        known.update(zip(vocabulary.to_pylist(), numbered, strict=True))
    names = [counts.vocabulary.to_pylist() for counts, _, _ in counted]
    new = set[str]()
    for (counts, local, _), words in zip(counted, names, strict=True):
        if len(local) < counts.matrix.shape[0]:
            used = np.unique(counts.matrix[local].indices).tolist()
            new.update(words[place] for place in used)
        else:
            new.update(words)
    fresh = sorted(new.difference(known))
    known.update(zip(fresh, range(len(known), len(known) + len(fresh)), strict=True))
    # A term of articles that are not in the segment has no number, and is not looked at.
    numbers = [np.array([known.get(word, -1) for word in words], np.int32) for words in names]
    return pa.array(fresh, pa.string()), numbers


def _stacked(
    counted: Sequence[tuple[terms.Counts, Int, Int]], numbers: Sequence[Int], columns: int
) -> sparse.csr_matrix:
    """One matrix, rows in their order, counts in the smallest type that holds them."""
    size = sum(len(local) for _, local, _ in counted)
    lengths = np.zeros(size, np.int64)
    most = 0
    for counts, local, place in counted:
        lengths[place] = _cell_counts(counts.matrix.indptr, local)
        most = max(most, int(counts.matrix.data.max(initial=0)))
    indptr = np.concatenate(([0], np.cumsum(lengths)))
    indices = np.empty(indptr[-1], np.int32)
    data = np.empty(indptr[-1], np.min_scalar_type(most))
    for (counts, local, place), renamed in zip(counted, numbers, strict=True):
        cells = _cells(counts.matrix.indptr, local)
        target = _cells(indptr, place)
        indices[target] = renamed[counts.matrix.indices[cells]]
        data[target] = counts.matrix.data[cells]
    return _csr(data, indices, indptr, columns)


def _cells(indptr: NDArray[Any], rows: NDArray[Any]) -> Any:
    """The places in a CSR matrix's arrays of all cells of some rows, in the order of the rows."""
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all():
        return slice(int(indptr[rows[0]]), int(indptr[rows[-1] + 1]))
    starts, lengths = np.asarray(indptr[rows], np.int64), _cell_counts(indptr, rows)
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


def _cell_counts(indptr: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.int64]:
    """How many cells each of some rows has."""
    return np.asarray(indptr[np.asarray(rows) + 1] - indptr[rows], np.int64)


def read_vocabulary(folder: Path) -> pa.Array:
    """Map the terms that a segment adds."""
    column = parts.read_arrow(folder / "vocabulary.arrow").column("term")
    return column.chunk(0) if column.num_chunks else pa.array([], pa.string())


@dataclass(frozen=True)
class Counted:
    """All segments of a generation.

    Attributes:
        segments: in the order of their rows.
        vocabulary: the terms.
        readable: those that are worth showing, shape (terms,).
    """

    segments: list[Segment]
    vocabulary: Vocabulary
    readable: Mask


def read(folders: Sequence[Path]) -> Counted:
    """Map the segments that `write_segment` wrote.

    Raises:
        store.DamagedError: a file cannot be read.
    """
    found, vocabularies, first, columns = list[Segment](), list[pa.Array](), 0, 0
    for folder in folders:
        vocabularies.append(read_vocabulary(folder))
        columns += len(vocabularies[-1])
        names = [f"postings_{name}" for name in ("terms", "starts", "rows", "data")]
        arrays = [parts.read_array(folder / f"{name}.npy") for name in (*names, "block")]
        counts, blocks = (parts.read_matrix(folder, n, columns) for n in ("counts", "blocks"))
        found.append(Segment(first, counts, blocks, *arrays))
        first += found[-1].size
    masks = [parts.read_array(folder / "readable.npy") for folder in folders]
    readable = masks[0] if len(masks) == 1 else np.concatenate([np.zeros(0, bool), *masks])
    return Counted(found, Vocabulary(vocabularies), readable)


def occurrences(counted: Counted, words: Sequence[str]) -> NDArray[np.int64]:
    """How often each of some words stands in all articles, shape (words,)."""
    often = np.zeros(len(counted.vocabulary) + 1, np.int64)
    for segment in counted.segments:
        if len(segment.terms):
            counts = np.add.reduceat(segment.data, segment.starts[:-1], dtype=np.int64)
            often[segment.terms] += counts
    known = counted.vocabulary.array().combine_chunks()
    place = pc.index_in(pa.array(words, pa.string()), value_set=known)
    return np.asarray(often[np.asarray(pc.fill_null(place, len(counted.vocabulary)))])


@dataclass(frozen=True)
class Weights:
    """What belongs to a generation.

    Attributes:
        df: in how many articles each term stands, shape (terms,).
        idf: the weight of each term, shape (terms,); 0 for those that are left out.
        norms: the length of each article's vector before it is made 1, shape (articles,).
        sums: the weights of each term in all articles together, shape (terms,).
    """

    df: Int
    idf: Float
    norms: Float
    sums: Float


def weigh(counted: Counted) -> Weights:
    """Weigh all terms and articles, as one fit of the declared vectorizer over all rows would."""
    df = np.zeros(len(counted.vocabulary), np.int32)
    for segment in counted.segments:
        df[segment.terms] += np.diff(segment.starts).astype(np.int32)
    articles = sum(segment.size for segment in counted.segments)
    idf = terms.inverse_document_frequencies(df, articles, counted.vocabulary.array())
    sums = np.zeros(len(df))
    norms = [_norms(segment.counts, idf, sums) for segment in counted.segments]
    norms = [np.zeros(0, np.float32), *norms]
    return Weights(df, idf, np.concatenate(norms), (sums * idf).astype(np.float32))


WEIGHTS = tuple(field.name for field in fields(Weights))
"""The names of the files, without their ending, that hold the weights of a generation."""


def write_weights(folder: Path, weights: Weights) -> None:
    """Write the weights of a generation."""
    for name in WEIGHTS:
        np.save(folder / f"{name}.npy", getattr(weights, name))


def read_weights(folder: Path) -> Weights:
    """Map what `write_weights` wrote.

    Raises:
        store.DamagedError: an array cannot be read.
    """
    return Weights(*(parts.read_array(folder / f"{name}.npy") for name in WEIGHTS))


def _norms(counts: sparse.csr_matrix, idf: Float, sums: NDArray[np.float64]) -> Float:
    """The lengths of the rows; to `sums` is added what each term weighs in them, without idf."""
    norms = np.zeros(counts.shape[0], np.float32)
    row = 0
    while row < counts.shape[0]:
        end = max(row + 1, int(np.searchsorted(counts.indptr, counts.indptr[row] + _CHUNK)) - 1)
        cells = slice(int(counts.indptr[row]), int(counts.indptr[end]))
        indices, often = counts.indices[cells], terms.sublinear(counts.data[cells])
        weights = often * idf[indices]
        summed = np.concatenate(([0.0], np.cumsum(weights.astype(np.float64) ** 2)))
        ends = counts.indptr[row : end + 1] - counts.indptr[row]
        norms[row:end] = np.sqrt(np.diff(summed[ends]))
        lengths = np.where(norms[row:end] > 0, norms[row:end], 1)
        sums += np.bincount(indices, often / np.repeat(lengths, np.diff(ends)), len(sums))
        row = end
    return norms


class TermMatrix:
    """The counts of all articles, and what is looked up in them.

    Args:
        counted: the segments.
        weights: df, idf and norms over all of them.
    """

    def __init__(self, counted: Counted, weights: Weights) -> None:
        self._segments, self._known = counted.segments, weights
        self.vocabulary, self.readable = counted.vocabulary, counted.readable
        self._firsts = np.array([segment.first for segment in counted.segments], np.int64)

    @property
    def shape(self) -> tuple[int, int]:
        """Articles and terms."""
        return len(self._known.norms), len(self.vocabulary)

    @property
    def df(self) -> Int:
        """In how many articles each term stands, shape (terms,)."""
        return self._known.df

    @cached_property
    def _lengths(self) -> Float:
        """Norms to divide by: 1 for an article without a weighty term."""
        return np.where(self._known.norms > 0, self._known.norms, np.float32(1))

    def row(self, row: int) -> tuple[Int, NDArray[Any]]:
        """The terms of an article, and how often each stands in it."""
        segment = self._segments[int(np.searchsorted(self._firsts, row, side="right")) - 1]
        start, end = segment.counts.indptr[row - segment.first : row - segment.first + 2]
        return segment.counts.indices[start:end], segment.counts.data[start:end]

    def weights(self, row: int) -> tuple[Int, Float]:
        """The weighty terms of an article, and their TF-IDF weights."""
        found, counts = self.row(row)
        weights = terms.sublinear(counts) * self._known.idf[found] / self._lengths[row]
        return found[weights > 0], weights[weights > 0]

    def weights_of(self, counted: terms.Counts) -> tuple[Int, Float]:
        """As `weights`, of any one text; terms that no article has are left out."""
        numbers = np.array([self.vocabulary.number(t) for t in counted.vocabulary.to_pylist()], int)
        known = numbers >= 0
        numbers, counts = numbers[known].astype(np.int32), counted.matrix.toarray()[0][known]
        weights = terms.sublinear(counts) * self._known.idf[numbers]
        length = float(np.sqrt(np.sum(weights.astype(np.float64) ** 2))) or 1.0
        return numbers[weights > 0], (weights[weights > 0] / length).astype(np.float32)

    def counts(self) -> sparse.csr_matrix:
        """All counts as one matrix; copied where there are several segments."""
        pieces = [segment.counts for segment in self._segments]
        if len(pieces) == 1:
            return pieces[0]
        if not pieces:
            return sparse.csr_matrix(self.shape, dtype=np.int32)
        return _csr(
            np.concatenate([piece.data for piece in pieces]),
            np.concatenate([piece.indices for piece in pieces]),
            np.concatenate(
                ([0], np.cumsum(np.concatenate([np.diff(piece.indptr) for piece in pieces])))
            ),
            self.shape[1],
        )

    def weighted(
        self, columns: NDArray[np.int64] | None = None, first: int = 0
    ) -> sparse.csr_matrix:
        """TF-IDF weights as one matrix, shape (articles from `first` on, columns).

        Args:
            columns: terms; all by default. Over all of them a row is of unit length, or empty.
            first: the first article.
        """
        columns = np.arange(self.shape[1]) if columns is None else columns
        place = np.full(self.shape[1], -1, np.int32)
        place[columns] = np.arange(len(columns), dtype=np.int32)
        place[self._known.idf == 0] = -1
        lengths, indices, data = [np.zeros(1, np.int64)], [np.zeros(0, np.int32)], list[Float]()
        for segment in self._segments:
            for rows in _batched(segment, np.arange(max(0, first - segment.first), segment.size)):
                cells = _cells(segment.counts.indptr, rows)
                terms_here = segment.counts.indices[cells]
                wanted = np.flatnonzero(place[terms_here] >= 0)
                row = np.repeat(np.arange(len(rows)), _cell_counts(segment.counts.indptr, rows))[
                    wanted
                ]
                weights = terms.sublinear(segment.counts.data[cells][wanted])
                weights *= self._known.idf[terms_here[wanted]]
                weights /= self._lengths[rows + segment.first][row]
                indices.append(place[terms_here[wanted]])
                data.append(weights)
                lengths.append(np.bincount(row, minlength=len(rows)))
        indptr = np.cumsum(np.concatenate(lengths))
        values = np.concatenate(data) if data else np.zeros(0, np.float32)
        return _csr(values, np.concatenate(indices), indptr, len(columns))

    def rows_with(self, term: int) -> Int:
        """The articles that have a term, ascending."""
        found = [segment.postings(term)[0] + segment.first for segment in self._segments]
        return np.concatenate(found) if found else np.zeros(0, np.int32)

    def rows_with_any(self, numbers: Int) -> Mask:
        """The articles that have one of some terms, shape (articles,)."""
        mask = np.zeros(self.shape[0], bool)
        for segment in self._segments:
            here = mask[segment.first : segment.first + segment.size]
            for number in numbers.tolist():
                here[segment.postings(number)[0]] = True
        return mask

    def document_counts(self, mask: Mask) -> NDArray[np.int64]:
        """In how many articles of a mask each term stands, shape (terms,)."""
        if 2 * np.count_nonzero(mask) > len(mask):
            return self.df - self._counted(~mask)
        return self._counted(mask)

    def _counted(self, mask: Mask) -> NDArray[np.int64]:
        """The same, block by block: of one that is in the mask for the most part, what is not."""
        total = np.zeros(self.shape[1], np.int64)
        for segment in self._segments:
            mine = mask[segment.first : segment.first + segment.size]
            sizes = np.bincount(segment.block, minlength=segment.blocks.shape[0])
            whole = 2 * np.bincount(segment.block[mine], minlength=len(sizes)) > sizes
            for block in np.flatnonzero(whole).tolist():
                cells = slice(*segment.blocks.indptr[block : block + 2].tolist())
                total[segment.blocks.indices[cells]] += segment.blocks.data[cells]
            taken = whole[segment.block]
            for rows, sign in ((mine & ~taken, 1), (taken & ~mine, -1)):
                for some in _batched(segment, np.flatnonzero(rows)):
                    cells = _cells(segment.counts.indptr, some)
                    counts = np.bincount(segment.counts.indices[cells], minlength=len(total))
                    total += sign * counts
        return total

    def weight_sums(self, mask: Mask) -> Float:
        """The TF-IDF weights of each term summed over the articles of a mask, shape (terms,)."""
        if 2 * np.count_nonzero(mask) > len(mask):
            left = self._known.sums - self.weight_sums(~mask)
            return np.asarray(np.maximum(left, 0), np.float32)
        total = np.zeros(self.shape[1])
        for segment, rows in self._selected(mask):
            for some in _batched(segment, rows):
                cells = _cells(segment.counts.indptr, some)
                each = _cell_counts(segment.counts.indptr, some)
                weights = terms.sublinear(segment.counts.data[cells])
                weights /= np.repeat(self._lengths[some + segment.first], each)
                total += np.bincount(segment.counts.indices[cells], weights, minlength=len(total))
        return np.asarray(total * self._known.idf, np.float32)

    def _selected(self, mask: Mask) -> Iterator[tuple[Segment, NDArray[np.int64]]]:
        for segment in self._segments:
            yield segment, np.flatnonzero(mask[segment.first : segment.first + segment.size])

    # --- the most alike ------------------------------------------------------------------------

    def nearest(
        self, query: tuple[Int, Float], k: int, within: Mask | None = None, but: int | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The articles of the largest cosine with a query, exactly, without reading all of them.

        Terms are taken from the rarest on. What the terms not yet taken can still add to any
        article is at most the length of the query's vector over them (Cauchy-Schwarz; as the
        l2-norm filtering of Anastasiu & Karypis 2014, "L2AP"). Once that is less than the k-th
        best found, only articles that can still reach it are weighed in full.

        Args:
            query: terms, and weights above 0 of unit length.
            k: how many at most; all have a cosine above 0.
            within: rows that may be answers, shape (articles,); all by default.
            but: a row that may not.

        Returns:
            Rows and cosines, best first, ties by row.
        """
        numbers, weights = query
        order = np.argsort(self.df[numbers], kind="stable")
        numbers, weights = numbers[order], weights[order]
        rest = np.sqrt(np.append(np.cumsum(weights[::-1].astype(np.float64) ** 2)[::-1], 0.0))
        scores = np.zeros(self.shape[0], np.float32)
        barred = self._barred(within, but)
        done, target = 0, _FIRST_REST
        while True:
            end = max(done + 1, int(np.searchsorted(-rest, -target)))
            self._add(scores, numbers[done:end], weights[done:end])
            done = min(end, len(numbers))
            partial = scores / self._lengths
            if barred is not None:
                partial[barred] = 0
            best = self._exactly(_largest(partial, k), query)[1]
            least = best[k - 1] if len(best) >= k else 0.0
            reach = max(least - rest[done] - _ROUNDING, _TINY)
            if done < len(numbers):
                target = min(least * _NEXT_REST, target * _NEXT_REST)
                if reach == _TINY:
                    continue
            candidates = np.flatnonzero(partial >= reach)
            if done == len(numbers) or len(candidates) <= _MOST_CANDIDATES:
                break
        found = self._exactly(candidates, query)
        return found[0][:k], found[1][:k]

    def _barred(self, within: Mask | None, but: int | None) -> Any:
        barred = None if within is None else ~within
        if but is None:
            return barred
        if barred is None:
            return np.array([but])
        barred[but] = True
        return barred

    def _add(self, scores: Float, numbers: Int, weights: Float) -> None:
        """Add what some terms bring to every article; not yet divided by the articles' norms."""
        for number, weight in zip(numbers.tolist(), weights.tolist(), strict=True):
            factor = np.float32(weight * self._known.idf[number])
            for segment in self._segments:
                rows, counts = segment.postings(number)
                if len(rows):
                    here = scores[segment.first : segment.first + segment.size]
                    here[rows] += terms.sublinear(counts) * factor

    def _exactly(
        self, rows: NDArray[np.int64], query: tuple[Int, Float]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Some articles by their cosine with the query, best first, ties by row."""
        dense = np.zeros(self.shape[1], np.float32)
        dense[query[0]] = query[1] * self._known.idf[query[0]]
        cosines = np.zeros(len(rows))
        for segment in self._segments:
            here = np.flatnonzero((rows >= segment.first) & (rows < segment.first + segment.size))
            local = rows[here] - segment.first
            if not len(local):
                continue
            cells = _cells(segment.counts.indptr, local)
            products = terms.sublinear(segment.counts.data[cells]).astype(np.float64)
            products *= dense[segment.counts.indices[cells]]
            ends = np.cumsum(_cell_counts(segment.counts.indptr, local))
            summed = np.concatenate(([0.0], np.cumsum(products)))
            cosines[here] = np.diff(summed[np.concatenate(([0], ends))])
        cosines /= self._lengths[rows]
        keep = cosines > 0
        rows, cosines = rows[keep], cosines[keep]
        order = np.lexsort((rows, -np.round(cosines, 6)))
        return rows[order], cosines[order]


def _csr(data: Any, indices: Any, indptr: NDArray[Any], columns: int) -> sparse.csr_matrix:
    """A CSR matrix of these very arrays: the constructor would copy mapped ones."""
    matrix = sparse.csr_matrix((len(indptr) - 1, columns), dtype=data.dtype)
    fits = len(data) < np.iinfo(np.int32).max
    matrix.indptr = indptr.astype(np.int32 if fits else np.int64, copy=False)
    matrix.indices, matrix.data = indices, data
    return matrix


_TINY = float(np.finfo(np.float32).tiny)


def _batched(segment: Segment, rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Rows in runs whose cells fit into memory easily."""
    if not len(rows):
        return
    ends = np.cumsum(_cell_counts(segment.counts.indptr, rows))
    cuts = np.searchsorted(ends, np.arange(_CHUNK, int(ends[-1]), _CHUNK))
    for some in np.split(rows, np.unique(cuts)):
        if len(some):
            yield some


def _largest(scores: Float, k: int) -> NDArray[np.int64]:
    """The places of the k largest positive scores, largest first, ties by place."""
    edge = _TINY
    if len(scores) > _BLOCK and k > 0:
        # Of k blocks each has a score that large, so the k-th largest score is at least it.
        whole = len(scores) // _BLOCK * _BLOCK
        tops = scores[:whole].reshape(-1, _BLOCK).max(axis=1)
        if k <= len(tops):
            edge = max(edge, float(np.partition(tops, len(tops) - k)[len(tops) - k]))
    candidates = np.flatnonzero(scores >= edge)
    order = np.lexsort((candidates, -scores[candidates]))
    return candidates[order[: max(0, k)]]
