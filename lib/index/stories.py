"""Stories: articles about one unfolding event, grouped in the order of their publication.

    each day:  its articles, by time and then id  ->  each joins the story most like it,
               against the articles of 30 days        if it is like it enough, or begins one

Single-pass clustering, as in Topic Detection and Tracking (Allan, Papka & Lavrenko 1998; Yang,
Pierce & Carbonell 1998), with weights that know only what was published so far (incremental IDF,
Yang, Pierce & Carbonell 1998; Brants, Chen & Farahat 2003). So what comes later never regroups
what was: a new day begins or prolongs stories, a late article replays from its own day on. An
article is compared with those of the last `WINDOW_DAYS`, and no more than `WINDOW_ARTICLES`: the
work for one does not grow with the corpus (as Petrović, Osborne & Lavrenko 2010 hold for a
stream).

Articles without a date are grouped among themselves, in the order of their ids, and never with
dated ones: nobody knows when they joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from lib.index import signatures
from lib.index.parts import NO_DAY
from lib.index.signatures import BUCKETS, Pool, Signatures

VERSION = 2
"""Changes with what is grouped how: stories of another version are grouped anew."""

WINDOW_DAYS = 30
WINDOW_ARTICLES = 20_000
STRONGEST = 64
"""Terms of an article that it is compared by: those that weigh most."""
THRESHOLD = 0.27
"""Least likeness (see `_Window.likeness`) with which an article joins a story."""
HALF_LIFE = 30.0
"""Days of silence after which a story's likeness counts half."""
USUAL = 0.4
"""The cosine that two articles of one story usually have."""

OPEN = -1
"""The story of an article that is still to be grouped."""

_CHUNK = 64

Float = NDArray[np.float32]
Places = NDArray[np.int64]


@cache
def _common() -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
    """Terms that are common in news: their buckets, in how many articles of how many they stand.

    A corpus begins with one article, and could not tell a common term from a telling one; these
    are counted as if that many articles had gone before (`data/common_terms.csv`).
    """
    text = files(__package__).joinpath("data/common_terms.csv").read_text("utf-8")
    lines = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    known = {signatures.bucket(term): int(count) for term, count in lines[1:]}
    articles = int(lines[0][1])
    return np.array(list(known), np.int32), np.array(list(known.values()), np.int32), articles


def carried_over(
    before: NDArray[np.int32],
    days_before: NDArray[np.int32],
    place: NDArray[Any],
    days: NDArray[np.int32],
) -> NDArray[np.int32]:
    """What is known of the stories of a corpus from those of the generation before.

    Articles of days before the first on which one came or went keep their story; those without a
    date, if none of these came or went.

    Args:
        before: the story of each article of the generation before, as `group` gives it.
        days_before: its articles' days.
        place: the row that each of its articles has now; -1 where it went.
        days: the day of each article now.

    Returns:
        As the argument `known` of `group`.
    """
    known = np.full(len(days), OPEN, np.int32)
    stays = place >= 0
    new = np.ones(len(days), bool)
    new[place[stays]] = False
    changed = np.concatenate((days[new], days_before[~stays]))
    undated = days_before == NO_DAY
    kept = days_before < changed[changed != NO_DAY].min(initial=np.iinfo(np.int32).max)
    kept[undated] = not (changed == NO_DAY).any()
    # A story that an article began that went is of a day with a change, so it is not kept.
    known[place[kept]] = place[before[kept]]
    return known


def group(
    days: NDArray[np.int32],
    order: Places,
    signed: Signatures | Pool,
    known: NDArray[np.int32] | None = None,
) -> NDArray[np.int32]:
    """Group articles into stories.

    Args:
        days: the day of each article, shape (articles,); `NO_DAY` for none.
        order: all articles in the order of publication, the undated ones (by id) first.
        signed: their signatures.
        known: the story of each article that is grouped already, else `OPEN`; whatever comes
            before the first open one in `order` must be grouped. All are open by default.

    Returns:
        The story of each article, shape (articles,): the article that began it. Who is alone
        in a story began it.
    """
    story = np.full(len(days), OPEN, np.int32) if known is None else known.copy()
    dated = days[order] != NO_DAY
    for places, decays in ((order[~dated], False), (order[dated], True)):
        if len(places) and (story[places] == OPEN).any():
            _Run(days.astype(np.int64), places, signed, story, decays).run()
    return story


@dataclass
class _Batch:
    """Articles that are compared together: their rows, days, weights."""

    rows: Places
    days: NDArray[np.int64]
    weights: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.rows)


class _Run:
    """One pass over articles in the order of publication; it fills in their stories."""

    def __init__(
        self,
        days: NDArray[np.int64],
        order: Places,
        signed: Signatures | Pool,
        story: NDArray[np.int32],
        decays: bool,
    ) -> None:
        self._days, self._order, self._signed, self._story = days, order, signed, story
        self._decays = decays
        self._df = np.zeros(BUCKETS, np.int32)
        places, counts, self._seen = _common()
        self._df[places] = counts

    def run(self) -> None:
        """Group what is open; of what is grouped, only the last days before it are looked at."""
        first_open = int(np.argmax(self._story[self._order] == OPEN))
        day = self._days[self._order[first_open]]
        begin = int(np.searchsorted(self._days[self._order], day - WINDOW_DAYS))
        begin = max(begin, int(np.searchsorted(self._days[self._order], day)) - WINDOW_ARTICLES)
        begin = int(np.searchsorted(self._days[self._order], self._days[self._order[begin]]))
        self._see(self._order[:begin])
        window = _Window(self._decays)
        for batch in self._batches(begin):
            window.forget(int(batch.days[0]))
            window.take_in(batch, self._story)

    def _see(self, rows: Places) -> None:
        """Count the terms of articles as known from now on."""
        if not len(rows):
            return
        for some in np.array_split(rows, max(1, len(rows) // 100_000)):
            self._df += np.bincount(self._signed.take(some).buckets, minlength=BUCKETS).astype(
                np.int32
            )
        self._seen += len(rows)

    def _batches(self, begin: int) -> Iterator[_Batch]:
        """Articles from a place of the order on, day by day; a large day in several batches."""
        rows = self._order[begin:]
        days = self._days[rows]
        edges = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
        for start, end in zip(edges, [*edges[1:], len(rows)], strict=True):
            of_day = self._signed.take(rows[start:end])
            np.add.at(self._df, of_day.buckets, 1)
            self._seen += end - start
            for low in range(0, int(end - start), _CHUNK):
                here = np.arange(low, min(low + _CHUNK, end - start))
                some = of_day.take(here)
                idf = signatures.inverse_document_frequencies(self._df[some.buckets], self._seen)
                weights = signatures.strongest(signatures.weigh(some, idf), STRONGEST)
                yield _Batch(rows[start + here], days[start + here], weights)


class _Window:
    """The articles that new ones are compared with, oldest first, and their stories.

    Args:
        decays: whether the days that lie between make a story less like an article.
    """

    def __init__(self, decays: bool) -> None:
        self._decays = decays
        self._days = np.zeros(0, np.int64)
        self._stories = np.zeros(0, np.int32)
        self._indptr = np.zeros(1, np.int64)
        self._indices, self._data = np.zeros(0, np.int32), np.zeros(0, np.float32)
        self._column = np.full(BUCKETS, -1, np.int32)

    def forget(self, day: int) -> None:
        """Let go of the articles that are too old on a day, and of the oldest if too many."""
        old = int(np.searchsorted(self._days, day - WINDOW_DAYS)) if self._decays else 0
        old = max(old, len(self._days) - WINDOW_ARTICLES)
        if old > 0:
            cut = self._indptr[old]
            self._days, self._stories = self._days[old:], self._stories[old:]
            self._indptr = self._indptr[old:] - cut
            self._indices, self._data = self._indices[cut:], self._data[cut:]

    def take_in(self, batch: _Batch, story: NDArray[np.int32]) -> None:
        """Let those articles of a batch that are open join a story or begin one; take in all."""
        before = len(self._days)
        self._add(batch)
        if (story[batch.rows] == OPEN).any():
            self._join(batch, before, story)
        self._stories = np.concatenate((self._stories, story[batch.rows]))

    def _add(self, batch: _Batch) -> None:
        new = batch.weights
        self._days = np.concatenate((self._days, batch.days))
        self._indptr = np.concatenate((self._indptr, new.indptr[1:] + self._indptr[-1]))
        self._indices = np.concatenate((self._indices, new.indices))
        self._data = np.concatenate((self._data, new.data))

    def _join(self, batch: _Batch, before: int, story: NDArray[np.int32]) -> None:
        cosines = self._cosines(batch.weights)
        running = _Running(
            self._stories, self._days[:before], int(batch.days[0]), self._decays, len(batch)
        )
        joined = np.concatenate((running.member, np.zeros(len(batch), np.int64)))
        for number, row in enumerate(batch.rows.tolist()):
            place = None
            if story[row] == OPEN:
                earlier = cosines[number, : before + number]
                near = np.flatnonzero(earlier)
                place = running.most_like(joined[near], earlier[near])
            if place is None:
                place = running.place_of(row if story[row] == OPEN else int(story[row]))
            joined[before + number] = place
            story[row] = running.take_in(place)

    def _cosines(self, weights: sparse.csr_matrix) -> Float:
        """Cosines of some articles with all of the window, shape (some, all)."""
        columns = np.unique(weights.indices)
        self._column[columns] = np.arange(len(columns), dtype=np.int32)
        own = np.zeros((weights.shape[0], len(columns)), np.float32)
        row = np.repeat(np.arange(len(own)), np.diff(weights.indptr))
        own[row, self._column[weights.indices]] = weights.data
        place = self._column[self._indices]
        self._column[columns] = -1
        shared = np.flatnonzero(place >= 0)
        ends = np.searchsorted(shared, self._indptr)
        window = signatures.csr(self._data[shared], place[shared], ends, len(columns))
        return np.ascontiguousarray((window @ own.T).T)


class _Running:
    """The stories of a window, each at a place, while the articles of one day join them.

    Args:
        stories, days: of the window's articles.
        day: the day of those that join.
        decays: as in `_Window`.
        joining: how many join, so how many stories may begin.
    """

    def __init__(
        self,
        stories: NDArray[np.int32],
        days: NDArray[np.int64],
        day: int,
        decays: bool,
        joining: int,
    ) -> None:
        names, self.member = np.unique(stories, return_inverse=True)
        self._names: list[int] = names.tolist()
        self._places = {name: place for place, name in enumerate(self._names)}
        self._size = np.zeros(len(names) + joining)
        self._size[: len(names)] = np.bincount(self.member, minlength=len(names))
        self._gap = np.zeros(len(names) + joining)
        if decays and len(names):
            last = np.full(len(names), np.iinfo(np.int32).min, np.int64)
            np.maximum.at(last, self.member, days)
            self._gap[: len(names)] = day - last

    def place_of(self, name: int) -> int:
        """The place of a story, which begins here if it has none."""
        if name not in self._places:
            self._places[name] = len(self._names)
            self._names.append(name)
        return self._places[name]

    def take_in(self, place: int) -> int:
        """Note that an article has joined a story today; returns the story."""
        self._size[place] += 1
        self._gap[place] = 0
        return self._names[place]

    def most_like(self, near: Places, cosines: Float) -> int | None:
        """The story that an article is most like; None where it is like none enough.

        The likeness to a story of n articles is the sum of the cosines with them, divided by the
        length that the sum of n unit vectors has if each two have the cosine `USUAL`: so about
        the cosine with the story's centroid. It halves with every `HALF_LIFE` days of silence.

        Args:
            near: the places of the articles' stories that share a term, one for each article.
            cosines: with these articles.
        """
        if not len(near):
            return None
        places, back = np.unique(near, return_inverse=True)
        size = self._size[places]
        likeness = np.bincount(back, cosines) / np.sqrt(size * (1 + (size - 1) * USUAL))
        likeness *= 0.5 ** (self._gap[places] / HALF_LIFE)
        best = int(np.argmax(likeness))
        return int(places[best]) if likeness[best] >= THRESHOLD else None
