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
from lib.index.signatures import BUCKETS, Pool, Weights

VERSION = 3
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
_RECENT = 512
"""So many articles of a window, and a quarter more than have one, need no index of their terms."""

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
    signed: Pool,
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
    weights: Weights

    def __len__(self) -> int:
        return len(self.rows)


class _Run:
    """One pass over articles in the order of publication; it fills in their stories."""

    def __init__(
        self,
        days: NDArray[np.int64],
        order: Places,
        signed: Pool,
        story: NDArray[np.int32],
        decays: bool,
    ) -> None:
        self._days, self._order, self._signed, self._story = days, order, signed, story
        self._decays = decays

    def run(self) -> None:
        """Group what is open; of what is grouped, only the last days before it are looked at."""
        first_open = int(np.argmax(self._story[self._order] == OPEN))
        days = self._days[self._order]
        begin = int(np.searchsorted(days, days[first_open] - WINDOW_DAYS))
        begin = max(begin, int(np.searchsorted(days, days[first_open])) - WINDOW_ARTICLES)
        begin = int(np.searchsorted(days, days[begin]))
        window = _Window(self._decays)
        for batch in self._batches(begin):
            window.forget(int(batch.days[0]))
            window.take_in(batch, self._story)

    def _batches(self, begin: int) -> Iterator[_Batch]:
        """Articles from a place of the order on, day by day; a large day in several batches."""
        places, counts, seen = _common()
        df = self._signed.frequencies(self._order[:begin])
        df[places] += counts
        seen += begin
        rows = self._order[begin:]
        days = self._days[rows]
        edges = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
        for start, end in zip(edges, [*edges[1:], len(rows)], strict=True):
            of_day = self._signed.take(rows[start:end])
            np.add.at(df, of_day.buckets, 1)
            seen += int(end - start)
            for low in range(0, int(end - start), _CHUNK):
                here = np.arange(low, min(low + _CHUNK, end - start))
                some = of_day.take(here)
                idf = signatures.inverse_document_frequencies(df[some.buckets], seen)
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
        self._terms = _Terms()

    def forget(self, day: int) -> None:
        """Let go of the articles that are too old on a day, and of the oldest if too many."""
        old = int(np.searchsorted(self._days, day - WINDOW_DAYS)) if self._decays else 0
        old = max(old, len(self._days) - WINDOW_ARTICLES)
        if old > 0:
            self._days, self._stories = self._days[old:], self._stories[old:]
            self._terms.forget(old)

    def take_in(self, batch: _Batch, story: NDArray[np.int32]) -> None:
        """Let those articles of a batch that are open join a story or begin one; take in all."""
        self._terms.add(batch.weights)
        if (story[batch.rows] == OPEN).any():
            self._join(batch, story)
        self._days = np.concatenate((self._days, batch.days))
        self._stories = np.concatenate((self._stories, story[batch.rows]))

    def _join(self, batch: _Batch, story: NDArray[np.int32]) -> None:
        before = len(self._days)
        running = _Running(self._stories, self._days, int(batch.days[0]), self._decays, len(batch))
        joined = np.concatenate((running.member, np.zeros(len(batch), np.int64)))
        for number, cosines in enumerate(self._terms.cosines(batch.weights)):
            row, here = int(batch.rows[number]), before + number
            place = None
            if story[row] == OPEN:
                place = running.most_like(joined[:here], cosines[:here])
            if place is None:
                place = running.place_of(row if story[row] == OPEN else int(story[row]))
            joined[here] = place
            story[row] = running.take_in(place)


class _Terms:
    """The weights of the articles of a window: by article those that came last, else by term.

    Cosines are the sums of the same products, in the same order, whichever an article is among: so
    what comes out does not depend on where a run began.
    """

    def __init__(self) -> None:
        nothing = np.zeros(0, np.int32)
        self._recent = Weights(np.zeros(1, np.int64), nothing, nothing.astype(np.float32))
        self._index = _Index(self._recent)
        self._place = np.full(BUCKETS, -1, np.int32)

    def __len__(self) -> int:
        return len(self._index) + len(self._recent)

    def forget(self, old: int) -> None:
        """Let go of the first articles."""
        left = self._index.forget(old)
        self._recent = _from(self._recent, left)

    def add(self, new: Weights) -> None:
        """Take in articles."""
        self._recent = _below(self._recent, new)
        if len(self._recent) > _RECENT + len(self._index) // 4:
            self._index = _Index(_below(self._index.weights, self._recent))
            self._recent = _from(self._recent, len(self._recent))

    def cosines(self, weights: Weights) -> Iterator[Float]:
        """The cosines of some articles with all of the window, one article after the other."""
        terms = np.sort(weights.buckets)
        new = np.ones(len(terms), bool)
        new[1:] = terms[1:] != terms[:-1]
        terms = terms[new]
        self._place[terms] = np.arange(len(terms), dtype=np.int32)
        own = signatures.csr(weights.data, self._place[weights.buckets], weights.indptr, len(terms))
        products = [own @ self._by_term(len(terms))]
        if len(self._index):
            products.insert(0, own @ self._index.of(terms))
        self._place[terms] = -1
        starts = np.cumsum([0, *(product.shape[1] for product in products)])
        for number in range(len(weights)):
            found = np.zeros(starts[-1], np.float32)
            for product, start in zip(products, starts, strict=False):
                cells = slice(product.indptr[number], product.indptr[number + 1])
                found[start + product.indices[cells]] = product.data[cells]
            yield found[starts[-1] - len(self) :]

    def _by_term(self, terms: int) -> sparse.csr_matrix:
        """What the last articles give the terms of `_place`; shape (terms, articles)."""
        place = self._place[self._recent.buckets]
        shared = np.flatnonzero(place >= 0)
        ends = np.searchsorted(shared, self._recent.indptr)
        found = signatures.csr(self._recent.data[shared], place[shared], ends, terms)
        return found.tocsc().T


class _Index:
    """The weights of articles, term by term.

    Attributes:
        gone: how many of the first articles are let go of, and are still in the index.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights, self.gone = weights, 0
        article = np.repeat(np.arange(len(weights), dtype=np.int32), np.diff(weights.indptr))
        order = np.argsort(weights.buckets, kind="stable")
        self._article, self._data = article[order], weights.data[order]
        buckets = weights.buckets[order]
        self._begins = np.flatnonzero(np.diff(buckets, prepend=-1))
        self._terms = buckets[self._begins]
        self._counts = np.diff(self._begins, append=len(buckets))

    def __len__(self) -> int:
        return len(self._weights) - self.gone

    @property
    def weights(self) -> Weights:
        """Those of the articles that are not let go of."""
        return _from(self._weights, self.gone)

    def forget(self, old: int) -> int:
        """Let go of the first articles; returns how many more are to go than there are."""
        here = min(old, len(self))
        self.gone += here
        return old - here

    def of(self, terms: NDArray[np.int32]) -> sparse.csr_matrix:
        """The weights of some terms, ascending; shape (terms, articles with those let go of)."""
        place = np.minimum(np.searchsorted(self._terms, terms), len(self._terms) - 1)
        counts = np.where(self._terms[place] == terms, self._counts[place], 0)
        begins = self._begins[place]
        indptr = np.concatenate(([0], np.cumsum(counts)))
        cells = np.repeat(begins - indptr[:-1], counts) + np.arange(indptr[-1])
        return signatures.csr(self._data[cells], self._article[cells], indptr, len(self._weights))


def _below(one: Weights, other: Weights) -> Weights:
    """The articles of one, and then of the other."""
    return Weights(
        np.concatenate((one.indptr, other.indptr[1:] + one.indptr[-1])),
        np.concatenate((one.buckets, other.buckets)),
        np.concatenate((one.data, other.data)),
    )


def _from(weights: Weights, first: int) -> Weights:
    """The articles from one on."""
    cut = weights.indptr[first]
    return Weights(weights.indptr[first:] - cut, weights.buckets[cut:], weights.data[cut:])


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
        self._size = np.zeros(len(names) + joining, np.int64)
        self._size[: len(names)] = np.bincount(self.member, minlength=len(names))
        factor = np.zeros(len(names) + joining)
        factor[: len(names)] = _share(self._size[: len(names)])
        if decays and len(names):
            last = np.full(len(names), np.iinfo(np.int32).min, np.int64)
            np.maximum.at(last, self.member, days)
            factor[: len(names)] *= 0.5 ** ((day - last) / HALF_LIFE)
        self._factor = factor

    def place_of(self, name: int) -> int:
        """The place of a story, which begins here if it has none."""
        if name not in self._places:
            self._places[name] = len(self._names)
            self._names.append(name)
        return self._places[name]

    def take_in(self, place: int) -> int:
        """Note that an article has joined a story today; returns the story."""
        self._size[place] += 1
        self._factor[place] = _share(self._size[place])
        return self._names[place]

    def most_like(self, joined: Places, cosines: Float) -> int | None:
        """The story that an article is most like; None where it is like none enough.

        The likeness to a story of n articles is the sum of the cosines with them, divided by the
        length that the sum of n unit vectors has if each two have the cosine `USUAL`: so about
        the cosine with the story's centroid. It halves with every `HALF_LIFE` days of silence.

        Args:
            joined: the places of the stories of all articles of the window.
            cosines: with these articles.
        """
        if not len(joined):
            return None
        sums = np.bincount(joined, cosines)
        likeness = sums * self._factor[: len(sums)]
        best = int(np.argmax(likeness))
        return best if likeness[best] >= THRESHOLD else None


def _share(size: Any) -> Any:
    """What a sum of cosines with the articles of stories of some sizes is multiplied by."""
    return 1 / np.sqrt(size * (1 + (size - 1) * USUAL))
