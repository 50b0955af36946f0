"""Sources and the texts that they share: who has a text first, and who carries whose.

All of it counts publications: every article of the selection, copies too, whatever its switch says.
What is "first" is so in this corpus and this selection; who wrote a text nobody can tell from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.index import NO_DAY, NO_MOMENT, Corpus, Rows
from lib.measure import selection as sel
from lib.measure.selection import Selection

STATES = ("own", "first", "unknown", "later")
"""What a publication is: of a text that no other source has; of one that others have later; that
others have on the same day, where the order is unknown; that another source had first."""
SAME_DAY = "same day, order unknown"
"""Stands for the origin of texts of which no single source is known to be the first."""

_OWN, _FIRST, _UNKNOWN, _LATER = range(len(STATES))
_LATEST = np.iinfo(np.int64).max
_Int = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Published:
    """The publications of a selection.

    Attributes:
        rows: the articles.
        source: the place of each one's source in `Corpus.sources`.
        state: what each is, a place in `STATES`.
        cluster: the cluster of each text that several sources have, else -1.
        origin: the source that had the text first; -1 where that is unknown, or nobody's copy.
    """

    rows: Rows
    source: _Int
    state: _Int
    cluster: _Int
    origin: _Int


def _published(corpus: Corpus, selection: Selection) -> _Published:
    mask = sel.resolve(corpus, selection).publications & corpus.countable
    rows = np.flatnonzero(mask).astype(np.int32)
    source = corpus.source_codes[rows].astype(np.int64)
    cluster = corpus.clusters.numbers[rows].astype(np.int64)
    state, origin = np.zeros(len(rows), np.int64), np.full(len(rows), -1, np.int64)
    copied = np.flatnonzero(cluster >= 0)
    if len(copied):
        shared, found, first = _ordered(corpus, rows[copied], source[copied], cluster[copied])
        state[copied], origin[copied] = found, first
        cluster[copied[~shared]] = -1
    return _Published(rows, source, state, cluster, origin)


def _ordered(
    corpus: Corpus, rows: Rows, source: _Int, cluster: _Int
) -> tuple[NDArray[np.bool_], _Int, _Int]:
    """Of each article whether other sources have its text, its state, and who had it first.

    A source has a text when it first published it. Of two on one day, which is the earlier is known
    only where both give an hour.
    """
    width = len(corpus.sources)
    pair, of_article = np.unique(cluster * width + source, return_inverse=True)
    text, of_pair = np.unique(pair // width, return_inverse=True)
    days = corpus.days[rows].astype(np.int64)
    day = _least(of_article, np.where(days == NO_DAY, _LATEST, days), len(pair))
    on_it = days == day[of_article]
    moments = corpus.moments[rows]
    moment = _least(of_article, np.where(on_it, moments, _LATEST), len(pair))
    # Now each source's first publication of each text, held against the others'.
    earliest = (day == _least(of_pair, day, len(text))[of_pair]) & (day != _LATEST)
    timed = moment != NO_MOMENT
    least = _least(of_pair, np.where(earliest & timed, moment, _LATEST), len(text))[of_pair]
    may_be_first = earliest & (~timed | (moment == least))
    candidates = np.bincount(of_pair[may_be_first], minlength=len(text))[of_pair]
    state = np.where(may_be_first, np.where(candidates == 1, _FIRST, _UNKNOWN), _LATER)
    state[day == _LATEST] = _UNKNOWN
    shared = np.bincount(of_pair, minlength=len(text))[of_pair] > 1
    state[~shared] = _OWN
    origin = np.full(len(text), -1, np.int64)
    origin[of_pair[state == _FIRST]] = (pair % width)[state == _FIRST]
    return shared[of_article], state[of_article], origin[of_pair][of_article]


def _least(group: _Int, values: _Int, size: int) -> _Int:
    least = np.full(size, _LATEST)
    np.minimum.at(least, group, values)
    return least


def by_source(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """What each source publishes: texts of its own, and texts that others have, too.

    Returns:
        `key` (the source, "" where unknown), `publications`; `own`, `first`, `unknown` and `later`
        as in `STATES`, which add up to them; `own_share` (own and first) and `copy_share` (later)
        of them; `common_texts` that other sources have, too, and in how many of these it is the
        first, `first_texts`. Most publications first, then by name.
    """
    found = _published(corpus, selection)
    width = len(corpus.sources)
    counts = np.bincount(found.source * len(STATES) + found.state, minlength=width * len(STATES))
    counts = counts.reshape(width, len(STATES))
    frame = pd.DataFrame({"key": corpus.sources, "publications": counts.sum(axis=1)})
    for place, name in enumerate(STATES):
        frame[name] = counts[:, place]
    whole = np.maximum(frame["publications"], 1)
    frame["own_share"] = (frame["own"] + frame["first"]) / whole
    frame["copy_share"] = frame["later"] / whole
    shared = found.cluster >= 0
    frame["common_texts"] = _texts(found, shared, width)
    frame["first_texts"] = _texts(found, shared & (found.state == _FIRST), width)
    frame = frame[frame["publications"] > 0]
    return frame.sort_values(["publications", "key"], ascending=[False, True], ignore_index=True)


def _texts(found: _Published, chosen: NDArray[np.bool_], width: int) -> _Int:
    """How many texts each source has in some of the publications."""
    pairs = np.unique(found.cluster[chosen] * width + found.source[chosen])
    return np.bincount(pairs % width, minlength=width)


def carried(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """Who carries whose texts.

    Returns:
        `origin` (the source that has a text first, or `SAME_DAY`), `carrier` (another source that
        has it), `publications` of the carrier, `texts`. Most publications first.
    """
    found = _published(corpus, selection)
    copies = (found.cluster >= 0) & (found.state != _FIRST)
    frame = pd.DataFrame(
        {
            "origin": [_origin(corpus, code) for code in found.origin[copies]],
            "carrier": [corpus.sources[code] for code in found.source[copies]],
            "cluster": found.cluster[copies],
        }
    )
    grouped = frame.groupby(["origin", "carrier"], sort=False)["cluster"]
    counted = grouped.agg(publications="size", texts="nunique").reset_index()
    order = ["publications", "origin", "carrier"]
    return counted.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _origin(corpus: Corpus, code: int) -> str:
    return SAME_DAY if code < 0 else corpus.sources[code]


def spread(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """The texts that several publications of the selection have, and how far each went.

    Returns:
        `key` (the id of the earliest publication of the selection), `title`, `source` and `date`
        of it, `publications`, `sources` (how many), `days` (from the first to the last dated one,
        both counted; 0 where none is dated). Most publications first, then the earliest.
    """
    clusters = corpus.clusters
    published = sel.resolve(corpus, selection).publications & corpus.countable
    rows = clusters.rows[published[clusters.rows]]
    number = clusters.numbers[rows].astype(np.int64)
    texts, first, place = np.unique(number, return_index=True, return_inverse=True)
    counts = np.bincount(place, minlength=len(texts))
    width = len(corpus.sources)
    carriers = np.unique(place * width + corpus.source_codes[rows]) // width
    days = corpus.days[rows].astype(np.int64)
    earliest = _least(place, np.where(days == NO_DAY, _LATEST, days), len(texts))
    latest = -_least(place, np.where(days == NO_DAY, _LATEST, -days), len(texts))
    listed = corpus.listed(rows[first])
    frame = pd.DataFrame(
        {
            "key": listed["id"].to_numpy(),
            "title": listed["title"].to_numpy(),
            "source": listed["source"].to_numpy(),
            "date": listed["date"].to_numpy(),
            "publications": counts,
            "sources": np.bincount(carriers, minlength=len(texts)),
            "days": np.where(earliest == _LATEST, 0, latest - earliest + 1),
        }
    )
    frame = frame[frame["publications"] > 1]
    return frame.sort_values("publications", ascending=False, kind="stable", ignore_index=True)


def articles_of_text(corpus: Corpus, selection: Selection, article: str) -> Rows:
    """The publications that are one text with an article (its id), newest first."""
    members = corpus.clusters.members(corpus.row_of(article))
    published = sel.resolve(corpus, selection).publications & corpus.countable
    return _newest(corpus, members[published[members]])


def articles(corpus: Corpus, selection: Selection, source: str, state: str | None = None) -> Rows:
    """The publications of a source, or those that are of one of `STATES`, newest first."""
    found = _published(corpus, selection)
    chosen = found.source == _code(corpus, source)
    if state is not None:
        chosen &= found.state == STATES.index(state)
    return _newest(corpus, found.rows[chosen])


def articles_carried(corpus: Corpus, selection: Selection, origin: str, carrier: str) -> Rows:
    """The publications that `carried` counts for an origin and a carrier, newest first."""
    found = _published(corpus, selection)
    chosen = (found.cluster >= 0) & (found.state != _FIRST)
    chosen &= found.origin == (-1 if origin == SAME_DAY else _code(corpus, origin))
    chosen &= found.source == _code(corpus, carrier)
    return _newest(corpus, found.rows[chosen])


def _code(corpus: Corpus, source: str) -> int:
    return corpus.sources.index(source) if source in corpus.sources else -2


def _newest(corpus: Corpus, rows: Rows) -> Rows:
    mask = np.zeros(len(corpus), bool)
    mask[rows] = True
    order = np.asarray(corpus.order)
    return np.asarray(order[mask[order]], dtype=np.int32)
