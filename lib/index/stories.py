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
from lib.index.copies import offsets_of
from lib.index.parts import NO_DAY
from lib.index.signatures import BUCKETS, Pool, Weights

VERSION = 3
"""Changes with what is grouped how: stories of another version are grouped anew."""

WINDOW_DAYS = 30
WINDOW_ARTICLES = 20_000
STRONGEST = 64
"""Terms of an article that it is compared by: those that weigh most."""
THRESHOLD = 0.27
"""Least likeness (see `_Joining`) with which an article joins a story."""
HALF_LIFE = 30.0
"""Days of silence after which a story's likeness counts half."""
USUAL = 0.4
"""The cosine that two articles of one story usually have."""

OPEN = -1
"""The story of an article that is still to be grouped."""

_CHUNK = 64
_GROWTH, _LEAST = 3, 64
"""A tier is at least so many times as large as the next, and so many articles more."""
NOBODY = 0
"""The slot that no story is in."""

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
            buckets, counted = _counted(of_day.buckets)
            df[buckets] += counted
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
        self._slots = np.zeros(0, np.int64)
        self._gone = 0  # so many of the first are let go of, but still indexed: in nobody's slot
        self._terms = _Terms()
        self._running = _Running()

    def forget(self, day: int) -> None:
        """Let go of the articles that are too old on a day, and of the oldest if too many."""
        old = int(np.searchsorted(self._days, day - WINDOW_DAYS)) if self._decays else 0
        old = max(old, len(self._days) - WINDOW_ARTICLES)
        if old > self._gone:
            self._running.leave(self._slots[self._gone : old])
            self._slots[self._gone : old] = NOBODY
            self._gone = old

    def take_in(self, batch: _Batch, story: NDArray[np.int32]) -> None:
        """Let those articles of a batch that are open join a story or begin one; take in all."""
        day = int(batch.days[0])
        dropped = self._terms.add(batch.weights, self._gone)
        self._gone -= dropped
        self._running.reserve(len(batch))
        self._days = np.concatenate((self._days[dropped:], batch.days))
        self._slots = np.concatenate((self._slots[dropped:], np.zeros(len(batch), np.int64)))
        known = story[batch.rows]
        if (known == OPEN).any():
            slots = self._joined(batch, known.tolist(), day)
            story[batch.rows] = self._running.names[slots]
        else:
            slots = np.array([self._running.slot_of(name) for name in known.tolist()], np.int64)
        self._running.join(slots, day)
        self._slots[-len(batch) :] = slots

    def _joined(self, batch: _Batch, known: list[int], day: int) -> Places:
        """The slot of the story of each article of a batch: what is known, or what it is like."""
        found = self._terms.cosines(batch.weights)
        size, width = len(batch), self._running.width
        cells = found.article * width + self._slots[found.place]
        sums = np.bincount(cells, found.cosine, size * width)
        factors = self._running.factors(day if self._decays else None)
        joining = _Joining(self._running, sums.reshape(size, width), factors, found.among)
        for number, (row, name) in enumerate(zip(batch.rows.tolist(), known, strict=True)):
            joining.take_in(number, row, name)
        return joining.slots


class _Joining:
    """The articles of a batch while they join stories, one after the other.

    The likeness to a story of n articles is the sum of the cosines with them, divided by the length
    that the sum of n unit vectors has if each two have the cosine `USUAL`: so about the cosine with
    the story's centroid. It halves with every `HALF_LIFE` days of silence.

    Args:
        running: the stories of the window.
        sums: of the cosines of each article of the batch with those of each story before the batch,
            shape (articles, slots).
        factors: what these are multiplied by, shape (slots,).
        among: the cosines of the batch's articles with one another.

    Attributes:
        slots: of the story of each article so far, shape (articles,).
    """

    def __init__(
        self, running: _Running, sums: NDArray[Any], factors: NDArray[np.float64], among: Float
    ) -> None:
        self._running, self._sums, self._among = running, sums, among
        # A little too many at first: one comparison goes through them all, and nothing else.
        likely = np.flatnonzero(sums >= THRESHOLD * (1 - 1e-9) / np.maximum(factors, 1e-9))
        article, slot = np.divmod(likely, sums.shape[1])
        self._begins = np.searchsorted(article, np.arange(len(sums) + 1)).tolist()
        self._likeness = (sums.ravel()[likely] * factors[slot]).tolist()
        self._likely = slot.tolist()
        self.slots = np.zeros(len(sums), np.int64)
        # The stories that somebody of the batch is in, by the order in which they came up.
        self._touched: dict[int, int] = {}
        self._touched_slots = np.zeros(len(sums), np.int64)
        self._touched_by = np.zeros(len(sums), np.int64)
        self._factors = np.zeros(len(sums))
        self._sizes: list[int] = []

    def take_in(self, number: int, row: int, known: int) -> None:
        """Let the next article join the story that is known, else one it is like, else its own."""
        slot = self._most_like(number) if known == OPEN else self._running.slot_of(known)
        if slot == NOBODY:
            slot = self._running.slot_of(row)
        place = self._touched.setdefault(slot, len(self._touched))
        if place == len(self._sizes):
            self._sizes.append(int(self._running.sizes[slot]))
            self._touched_slots[place] = slot
        self._sizes[place] += 1
        self._factors[place] = _share(self._sizes[place])
        self._touched_by[number] = place
        self.slots[number] = slot

    def _most_like(self, number: int) -> int:
        """The slot of the story that an article is most like; `NOBODY` where like none enough."""
        best, slot = self._untouched(number)
        some = len(self._touched)
        if some:
            since = np.bincount(self._touched_by[:number], self._among[number, :number], some)
            before = self._sums[number, self._touched_slots[:some]]
            likeness = (before + since) * self._factors[:some]
            place = int(likeness.argmax())
            if likeness[place] >= max(best, THRESHOLD):
                return int(self._touched_slots[place])
        return slot

    def _untouched(self, number: int) -> tuple[float, int]:
        """The likeness and slot of the story most like an article that nobody joined so far."""
        some = slice(self._begins[number], self._begins[number + 1])
        names = self._running.names
        likely = [
            (likeness, -int(names[slot]), slot)
            for likeness, slot in zip(self._likeness[some], self._likely[some], strict=True)
            if likeness >= THRESHOLD and slot not in self._touched
        ]
        best = max(likely, default=(0.0, 0, NOBODY))
        return best[0], best[2]


class _Running:
    """The stories of a window, each in a slot while it has an article there.

    Attributes:
        names: of the story in each slot, the article that began it.
        sizes: how many articles of it the window has.
    """

    def __init__(self) -> None:
        self.names = np.zeros(1, np.int32)
        self.sizes = np.zeros(1, np.int64)
        self._last = np.zeros(1, np.int64)
        self._slots: dict[int, int] = {}
        self._free: list[int] = []

    @property
    def width(self) -> int:
        """How many slots there are."""
        return len(self.names)

    def reserve(self, stories: int) -> None:
        """Make room for so many stories more."""
        lacking = stories - len(self._free)
        if lacking > 0:
            more = max(lacking, self.width // 4)
            self._free += range(self.width + more - 1, self.width - 1, -1)
            self.names, self.sizes, self._last = (
                np.concatenate((array, np.zeros(more, array.dtype)))
                for array in (self.names, self.sizes, self._last)
            )

    def slot_of(self, name: int) -> int:
        """The slot of a story, which gets one if it has none."""
        slot = self._slots.get(name)
        if slot is None:
            slot = self._slots[name] = self._free.pop()
            self.names[slot] = name
        return slot

    def join(self, slots: Places, day: int) -> None:
        """Count articles of a day in the stories of some slots."""
        self.sizes += np.bincount(slots, minlength=self.width)
        self._last[slots] = day

    def leave(self, slots: Places) -> None:
        """Let go of articles of the stories of some slots."""
        left = np.bincount(slots, minlength=self.width)
        self.sizes -= left
        for slot in np.flatnonzero((left > 0) & (self.sizes == 0)).tolist():
            del self._slots[int(self.names[slot])]
            self._free.append(slot)

    def factors(self, day: int | None) -> NDArray[np.float64]:
        """What sums of cosines are multiplied by on a day (None: whatever the day)."""
        found = np.zeros(self.width)
        used = np.flatnonzero(self.sizes)
        found[used] = _share(self.sizes[used])
        if day is not None:
            found[used] *= 0.5 ** ((day - self._last[used]) / HALF_LIFE)
        return found


def _share(size: Any) -> Any:
    """What a sum of cosines with the articles of stories of some sizes is multiplied by."""
    return 1 / np.sqrt(size * (1 + (size - 1) * USUAL))


@dataclass
class _Cosines:
    """Cosines of the articles of a batch with those of the window, the batch at its end.

    Attributes:
        article: which of the batch, shape (n,).
        place: which of the window, shape (n,).
        cosine: shape (n,); what is not given is 0, and so is what stands in `among`.
        among: of the batch's articles with one another, shape (articles, articles).
    """

    article: NDArray[np.int64]
    place: Places
    cosine: Float
    among: Float


class _Terms:
    """The weights of the articles of a window: by term, in tiers that grow towards the oldest.

    What is added becomes a tier of its own, and is taken together with the one before it where that
    is not `_GROWTH` times as large, as in a log-structured merge tree (O'Neil et al. 1996). Cosines
    are the sums of the same products, in the same order, whatever tier an article is in: so what
    comes out does not depend on where a run began.
    """

    def __init__(self) -> None:
        self._tiers: list[_Tier] = []
        self._place = np.full(BUCKETS, -1, np.int32)

    def add(self, new: Weights, gone: int) -> int:
        """Take in articles; returns how many of the first ones, which are gone, it dropped."""
        dropped = 0
        while self._tiers and len(self._tiers[0]) <= gone - dropped:
            dropped += len(self._tiers.pop(0))
        while self._tiers and len(self._tiers[-1]) < _GROWTH * len(new) + _LEAST:
            last = self._tiers.pop()
            cut = 0 if self._tiers else gone - dropped
            new = _below(_from(last.weights, cut), new)
            dropped += cut
        self._tiers.append(_Tier(new))
        return dropped

    def cosines(self, batch: Weights) -> _Cosines:
        """The cosines of a batch, which was added last."""
        terms = _counted(batch.buckets)[0]
        self._place[terms] = np.arange(len(terms), dtype=np.int32)
        columns = self._place[batch.buckets]
        self._place[terms] = -1
        found = [tier.cosines(batch, terms, columns) for tier in self._tiers]
        ends = np.cumsum([len(tier) for tier in self._tiers])
        article = np.concatenate([_numbers(each.indptr) for each in found])
        place = np.concatenate(
            [each.indices + end - each.shape[1] for each, end in zip(found, ends, strict=True)]
        )
        cosine = np.concatenate([each.data for each in found])
        own = place >= ends[-1] - len(batch)
        among = np.zeros((len(batch), len(batch)), np.float32)
        among[article[own], place[own] - ends[-1]] = cosine[own]
        cosine[own] = 0
        return _Cosines(article, place, cosine, among)


class _Tier:
    """The weights of articles in a row, term by term."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        # By term and then article: a sort of single numbers is several times as fast as an argsort.
        order = np.arange(len(weights.buckets)) | (weights.buckets.astype(np.int64) << 32)
        order.sort()
        order &= 0xFFFFFFFF
        self._terms, counts = _counted(weights.buckets)
        # One row more, for the terms that none of the articles has.
        self._by_term = signatures.csr(
            weights.data[order],
            _numbers(weights.indptr)[order],
            np.append(offsets_of(counts), len(order)),
            len(weights),
        )

    def __len__(self) -> int:
        return len(self.weights)

    def cosines(
        self, batch: Weights, terms: NDArray[np.int32], columns: NDArray[np.int32]
    ) -> sparse.csr_matrix:
        """The cosines of a batch with the articles, shape (batch, articles).

        Args:
            batch: the weights of some articles.
            terms: those of the batch, ascending.
            columns: of each of its cells the place of its term there.
        """
        place = np.searchsorted(self._terms, terms)
        there = np.append(self._terms, -1)[place] == terms
        rows = np.where(there, place, len(self._terms))[columns]
        own = signatures.csr(batch.data, rows, batch.indptr, len(self._terms) + 1)
        return own @ self._by_term


def _numbers(indptr: NDArray[Any]) -> NDArray[np.int64]:
    """The row of each cell."""
    return np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))


def _counted(buckets: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Each term once, ascending; and how often it is there."""
    found = np.sort(buckets)
    begins = np.flatnonzero(np.diff(found, prepend=-1))
    return found[begins], np.diff(begins, append=len(found))


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
