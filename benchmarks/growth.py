"""How copies and stories grow with the corpus: `python -m benchmarks.growth`.

    real articles  ->  prints, signatures          made from their texts, beside TfidfVectorizer
                   ->  the same again and again    changed, 1 to 43 times
                   ->  copies found, stories grouped; 1,000 more, and less

A corpus of k times the 23,250 real articles has k variants of each: all its prints changed but
those of page furniture, half of its terms, the same day. So each variant has as many copies as the
real articles, and days grow dense and not the years longer, which is the harder way to grow:
whatever is kept for a day or for a window grows with the corpus.

All times are processor time on one core, each size in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks import ROOT, corpora, data, peers
from lib.index import copies, parts, sharing, signatures, stories
from lib.index.copies import Hashes, Prints, Rows
from lib.index.signatures import BUCKETS, Pool, Signatures

TIMES = (1, 4, 17, 43)
"""Of the real articles; 43 times are a million."""
ADDED = 1_000
_IN_A_PIECE = 1_000
"""As many as a part of a build holds."""

Figures = dict[str, float]
T = TypeVar("T")


@dataclass(frozen=True)
class Real:
    """The real articles: their days and texts, prints and signatures."""

    days: NDArray[np.int32]
    texts: list[str]
    prints: Prints
    signed: Signatures

    def __len__(self) -> int:
        return len(self.days)


def real() -> tuple[Real, Figures]:
    """Read the real articles, and make their prints and signatures; and what that takes."""
    table = pq.read_table(data() / "corpora" / corpora.REAL, columns=["title", "text", "date"])
    days = np.array(table.column("date").to_pylist(), "datetime64[D]").astype(np.int32)
    titles, texts = (
        [value or "" for value in table.column(name).to_pylist()] for name in ("title", "text")
    )
    # A build has these words from counting terms.
    words = [signatures.opening(*article) for article in zip(titles, texts, strict=True)]
    articles = list(zip(titles, texts, words, strict=True))
    pieces = [slice(first, first + _IN_A_PIECE) for first in range(0, len(texts), _IN_A_PIECE)]
    prints, printing = _timed(lambda: [copies.prints(texts[piece]) for piece in pieces])
    signed, signing = _timed(lambda: [signatures.sign(articles[piece]) for piece in pieces])
    made = Real(days, texts, copies.joined(prints), signatures.stacked(signed))
    return made, {"prints": printing, "signatures": signing}


def unit() -> float:
    """What scikit-learn's TfidfVectorizer takes on the real articles."""
    table = pq.read_table(data() / "corpora" / corpora.REAL, columns=["title", "text"])
    texts = [f"{each['title'] or ''}\n{each['text'] or ''}" for each in table.to_pylist()]
    return _timed(lambda: peers.plain().fit_transform(texts))[1]


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    return action(), time.process_time() - began


# --- variants ------------------------------------------------------------------------------------


def _key(variant: int) -> np.uint64:
    """What the hashes of a variant are changed by."""
    drawn = np.random.default_rng(variant).integers(0, 2**64, dtype=np.uint64)
    return drawn if variant else np.uint64(0)


def _printed(real: Real, variants: int) -> list[Prints]:
    """The prints of each variant."""
    place, counts = np.unique(real.prints.hashes, return_inverse=True, return_counts=True)[1:]
    furniture = counts[place] > sharing.COMMON
    found = []
    for variant in range(variants):
        hashes = np.where(furniture, real.prints.hashes, real.prints.hashes ^ _key(variant))
        found.append(Prints(hashes, real.prints.offsets))
    return found


def _signed(real: Real, variant: int) -> Signatures:
    """The signatures of a variant."""
    random, other = np.random.default_rng(variant), np.arange(BUCKETS)
    if variant:
        changed = np.flatnonzero(random.random(BUCKETS) < 0.5)
        other[changed] = random.permutation(changed)
    buckets = other[real.signed.buckets]
    whose = np.repeat(np.arange(len(real)), np.diff(real.signed.indptr))
    order = np.argsort(whose * BUCKETS + buckets)
    return Signatures(real.signed.indptr, buckets[order].astype(np.int32), real.signed.marks[order])


# --- copies --------------------------------------------------------------------------------------


def find_copies(real: Real, times: int, folder: Path) -> Figures:
    """Sort the prints of so many times the real articles, find their copies; and add some."""
    printed = _printed(real, times + 1)
    size = times * len(real)
    segments, sorting = [], []
    for first, count in ((0, size), (size, ADDED)):
        there = folder / str(first)
        there.mkdir()
        pieces = _pieces(printed, first, count)
        sorting.append(_timed(lambda t=there, p=pieces, c=count: sharing.write(t, p, c))[1])
        sorted_, sizes = (parts.read_array(there / f"prints_{n}.npy") for n in ("sorted", "sizes"))
        segments.append(sharing.Segment(first, sorted_, sizes))
    ids = np.random.default_rng(7).permutation(size + ADDED).astype(np.uint64)

    def asked(segments: Sequence[sharing.Segment], ids: Hashes) -> sharing.Corpus:
        def prints(rows: Rows) -> Prints:
            return _taken(printed, rows, len(real))

        def texts(rows: Rows) -> list[str]:
            return [real.texts[row] for row in (rows % len(real)).tolist()]

        return sharing.Corpus(sharing.Index(segments), ids, prints, texts)

    def find(corpus: sharing.Corpus, before: sharing.Before | None) -> sharing.Found:
        known = copies.nothing_known() if before is None else before.found.pairs
        found = sharing.find(corpus, known, before)
        copies.groups(found.pairs, len(corpus.ids))
        return found

    few, all_ = asked(segments[:1], ids[:size]), asked(segments, ids)
    found, finding = _timed(lambda: find(few, None))
    nothing = np.zeros(0, np.uint64)
    grown, adding = _timed(lambda: find(all_, sharing.Before(found, nothing)))
    removing = _timed(lambda: find(few, _without(all_, grown, size)))[1]
    return {
        "sorting": sorting[0],
        "finding": finding,
        "pairs": len(found.pairs.first),
        "adding": adding + sorting[1],
        "removing": removing,
    }


def _without(corpus: sharing.Corpus, found: sharing.Found, size: int) -> sharing.Before:
    """What was found of a corpus, once only so many of its articles are left."""
    pairs = found.pairs
    stay = pairs.second < size
    ends = pairs.first[stay], pairs.second[stay]
    kept = copies.Pairs(*ends, pairs.shared[stay], pairs.sizes[stay])
    gone = corpus.index.hashes(np.arange(len(corpus.ids)) >= size)
    left = replace(found, pairs=kept, rare=found.rare[stay], common=found.common[:size])
    return sharing.Before(left, gone)


def _pieces(
    printed: Sequence[Prints], first: int, count: int
) -> list[tuple[Prints, NDArray[np.int32], NDArray[np.int32]]]:
    """The prints of some rows, as parts hold them."""
    real, found = len(printed[0].offsets) - 1, []
    for start in range(0, count, _IN_A_PIECE):
        rows = np.arange(first + start, first + min(start + _IN_A_PIECE, count), dtype=np.int32)
        place = np.arange(len(rows), dtype=np.int32)
        found.append((_taken(printed, rows, real), place, (rows - first).astype(np.int32)))
    return found


def _taken(printed: Sequence[Prints], rows: Rows, real: int) -> Prints:
    variant, place = rows // real, rows.astype(np.int64) % real
    order = np.argsort(variant, kind="stable")
    pieces = [printed[v].taken(place[order][variant[order] == v]) for v in np.unique(variant)]
    return copies.joined(pieces).taken(np.argsort(order))


# --- stories -------------------------------------------------------------------------------------


def group_stories(real: Real, times: int) -> Figures:
    """Group so many times the real articles into stories; and add a day."""
    size = times * len(real)
    days = np.tile(real.days, times)
    ids = np.random.default_rng(7).permutation(size + ADDED)
    signed = signatures.stacked([_signed(real, variant) for variant in range(times)])
    segments = [(signed, *signatures.frequencies(signed))]
    order = np.lexsort((ids[:size], days))
    pool = Pool(segments)
    story, grouping = _timed(lambda: stories.group(days, order, pool))
    new = _signed(real, times).take(np.arange(ADDED))
    pool = Pool([*segments, (new, *signatures.frequencies(new))])
    days = np.concatenate((days, np.full(ADDED, days.max() + 1, np.int32)))
    order = np.lexsort((ids, days))
    known = np.concatenate((story, np.full(ADDED, stories.OPEN, np.int32)))
    added = _timed(lambda: stories.group(days, order, pool, known))[1]
    return {"grouping": grouping, "stories": len(np.unique(story)), "adding a day": added}


# --- reported ------------------------------------------------------------------------------------


def measure(times: int) -> Figures:
    """All figures of one size."""
    articles, making = real()
    found: Figures = {"articles": times * len(articles)}
    if times == 1:
        found |= {"unit": unit(), **making}
    found |= group_stories(articles, times)
    with tempfile.TemporaryDirectory() as folder:
        return found | find_copies(articles, times, Path(folder))


def table(measured: Sequence[Figures]) -> str:
    """The figures as a table in Markdown, and the share of the unit that they take."""
    lines = [
        "| articles | sorting prints | finding copies | together, an article | adding 1,000 "
        "| removing them | grouping stories | an article | adding a day of 1,000 |",
        f"|{' ---: |' * 9}",
    ]
    for at in measured:
        copied, size = at["sorting"] + at["finding"], at["articles"]
        lines.append(
            f"| {size:,.0f} | {at['sorting']:.1f} s | {at['finding']:.1f} s "
            f"| {copied / size * 1e6:.0f} µs | {at['adding']:.1f} s "
            f"| {at['removing']:.1f} s | {at['grouping']:.1f} s "
            f"| {at['grouping'] / size * 1e6:.0f} µs | {at['adding a day']:.1f} s |"
        )
    for at in measured:
        if "unit" in at:
            made = at["prints"] + at["signatures"]
            whole = made + at["sorting"] + at["finding"] + at["grouping"]
            lines.append(
                f"\nPrints {at['prints']:.1f} s, signatures {at['signatures']:.1f} s; with all of "
                f"the first line {whole:.1f} s, {whole / at['unit']:.2f} of TfidfVectorizer alone "
                f"({at['unit']:.1f} s)."
            )
    return "\n".join(lines)


def main() -> int:
    """Measure each size, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=TIMES, help="the real articles")
    parser.add_argument("--step", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(measure(options.step)))
        return 0
    measured = []
    for times in options.times:
        command = [sys.executable, "-m", "benchmarks.growth", "--step", str(times)]
        said = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        measured.append(json.loads(said.stdout.splitlines()[-1]))
        print(f"{times} times: done", file=sys.stderr, flush=True)
    print(table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
