"""Stories: which of them run, are new or have gone quiet in a selection, and the course of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.index import NO_DAY, Corpus, Mask, Rows, UnknownArticleError
from lib.measure import article, news, terms, time
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.measure.splits import newest

STATES = ("new", "running", "quiet", "over", "undated")
"""Began within the last `RECENT` days; began before and has an article in them; has none in them
but in the `QUIET` days up to the last; has none in those, so that another one would begin anew;
is of articles without a date."""

RECENT = 7
QUIET = 30
TURN = 1.64
"""Least score of a turning point: what chance gives one term in twenty."""
MOST_TURNS = 6
_TERMS_OF_TURN = 5


def key(corpus: Corpus, story: int) -> str:
    """How a link names a story: the id of its first article."""
    return str(corpus.ids[story].as_py())


def find(corpus: Corpus, named: str) -> int | None:
    """The story of the article that a key names; None where the corpus has no such article."""
    try:
        return int(corpus.stories[corpus.row_of(named)])
    except UnknownArticleError:
        return None


def of_article(corpus: Corpus, row: int) -> tuple[int, int]:
    """The story of an article, and how many articles it has in the whole corpus."""
    story = int(corpus.stories[row])
    return story, int(np.count_nonzero(np.asarray(corpus.stories) == story))


def near(corpus: Corpus, row: int, limit: int = 10) -> list[int]:
    """The articles of other stories that are most like one, one of each story, best first."""
    found: dict[int, int] = {}
    for one in article.similar(corpus, row, 5 * limit):
        found.setdefault(int(corpus.stories[one.row]), one.row)
    found.pop(int(corpus.stories[row]), None)
    return list(found.values())[:limit]


def rows(corpus: Corpus, story: int) -> Rows:
    """All articles of a story, newest first."""
    return newest(corpus, np.asarray(corpus.stories) == story)


# --- the stories of a selection ----------------------------------------------------------------


def listed(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """The stories of two and more articles that have one in the selection.

    Returns:
        A row a story, the last told first: `key`, `story` (the row of its first article),
        `label` (that article's title), `state` (one of `STATES`), `count` (articles in the
        selection), `size` (in the corpus), `first`, `last` (days in the selection, missing where
        undated), `days` from the one to the other, `sources`.
    """
    stories = np.asarray(corpus.stories)
    size = np.bincount(stories, minlength=len(corpus))
    mask = sel.resolve(corpus, selection).counted & (size[stories] > 1)
    mine = stories[mask]
    found, place, counts = np.unique(mine, return_inverse=True, return_counts=True)
    first, last = _span(corpus.days[mask], place, len(found))
    frame = pd.DataFrame(
        {
            "key": corpus.ids.take(found).to_pylist(),
            "story": found,
            "label": corpus.listed(found.astype(np.int32))["title"].to_numpy(),
            "state": _states(corpus, selection, first, last),
            "count": counts,
            "size": size[found],
            "first": _dates(first),
            "last": _dates(last),
            "days": np.where(first == NO_DAY, 0, last - first + 1),
            "sources": _sources(corpus, mask, place, len(found)),
        }
    )
    order = np.lexsort((found, -counts, -last))
    return frame.iloc[order].reset_index(drop=True)


def _span(
    days: NDArray[np.int32], place: NDArray[np.int64], stories: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and last day of each story; `NO_DAY` twice where it is undated."""
    first = np.full(stories, np.iinfo(np.int32).max, np.int64)
    last = np.full(stories, NO_DAY, np.int64)
    np.minimum.at(first, place, days)
    np.maximum.at(last, place, days)
    return first, last


def _dates(days: NDArray[np.int64]) -> pd.Series:
    dates = pd.Series(np.where(days == NO_DAY, 0, days).astype("datetime64[D]"))
    return dates.astype("datetime64[s]").where(pd.Series(days != NO_DAY))


def _states(
    corpus: Corpus, selection: Selection, first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.object_]:
    period = news.last_day(corpus, selection)
    end = sel.day_number(period.last) if period is not None else 0
    silent = end - last
    cases = [last == NO_DAY, first > end - RECENT, silent < RECENT, silent <= QUIET]
    return np.select(cases, ["undated", "new", "running", "quiet"], "over").astype(object)


def _sources(
    corpus: Corpus, mask: Mask, place: NDArray[np.int64], stories: int
) -> NDArray[np.int64]:
    """How many named outlets each story has."""
    codes = corpus.source_codes[mask].astype(np.int64)
    named = np.array([bool(name) for name in corpus.sources] or [False])[codes]
    pairs = np.unique((place * max(len(corpus.sources), 1) + codes)[named])
    return np.bincount(pairs // max(len(corpus.sources), 1), minlength=stories)


def leading_actors(
    corpus: Corpus, stories: Sequence[int], kinds: tuple[str, ...], limit: int = 3
) -> list[str]:
    """The actors that most articles of each of some stories mention, as one line each."""
    return [", ".join(actors(corpus, story, kinds)["name"].head(limit)) for story in stories]


# --- one story ---------------------------------------------------------------------------------


def actors(corpus: Corpus, story: int, kinds: tuple[str, ...]) -> pd.DataFrame:
    """The actors of a story.

    Returns:
        `key` (id), `name`, `articles` that mention it; the most first.
    """
    members = rows(corpus, story)
    starts, ends = corpus.mention_offsets[members], corpus.mention_offsets[members + 1]
    found = [np.arange(start, end) for start, end in zip(starts, ends, strict=True)]
    places = np.concatenate(found or [np.zeros(0, np.int64)])
    places = places[sel.kind_mask(kinds)[corpus.mention_column("kind")[places]]]
    actor = corpus.mention_column("actor")[places].astype(np.int64)
    article = corpus.mention_column("article")[places]
    once = np.unique(actor * len(corpus) + article) // max(len(corpus), 1)
    counts = np.bincount(once, minlength=len(corpus.actors))
    named = np.flatnonzero(counts)
    named = named[np.lexsort((named, -counts[named]))]
    known = corpus.actors.iloc[named]
    return pd.DataFrame(
        {"key": known["id"].to_numpy(), "name": known["name"].to_numpy(), "articles": counts[named]}
    )


def sources(corpus: Corpus, story: int) -> pd.DataFrame:
    """The outlets of a story: `key` (the name, "" where unknown), `articles`; the most first."""
    counts = np.bincount(corpus.source_codes[rows(corpus, story)], minlength=len(corpus.sources))
    found = pd.DataFrame({"key": corpus.sources, "articles": counts[: len(corpus.sources)]})
    found = found[found["articles"] > 0]
    return found.sort_values(["articles", "key"], ascending=[False, True], ignore_index=True)


def timeline(corpus: Corpus, story: int) -> pd.DataFrame:
    """The articles of a story over its time, by whole periods, as `lib.measure.time.timeline`."""
    mask = np.asarray(corpus.stories) == story
    days = corpus.days[mask & (corpus.days != NO_DAY)]
    if not len(days):
        return time.timeline(corpus, Selection(), "day").iloc[:0]
    ends = sel.to_date(days.min()), sel.to_date(days.max())
    periods = time.grid(*ends, time.default_unit(*ends))
    first, last = (int(day.astype(np.int64)) for day in (periods.starts[0], periods.ends[-1]))
    span = Selection(start=sel.to_date(first), end=sel.to_date(last))
    line = time.Series("", "articles of the story", mask)
    return time.timeline(corpus, span, periods.unit, [line])


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which a story turns.

    Attributes:
        day: of publication.
        rows: the story's articles of that day, in the order of publication.
        score: the mean z-score of its terms.
        terms: those that set the day apart from the story so far, strongest first.
    """

    day: date
    rows: tuple[int, ...]
    score: float
    terms: tuple[str, ...]


def turns(corpus: Corpus, story: int) -> list[Turn]:
    """The turning points of a story: the days that differ most from the story so far, in order.

    Each day's terms are held against those of all days of the story before it, by the log-odds
    ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008) on how often they
    stand. A day is named by the five terms whose score, times their weight in the corpus (IDF), is
    highest; the mean of their scores is the day's, and from `TURN` on it is a turning point, the
    `MOST_TURNS` highest of a story. That terms whose frequency changes mark the days of a story
    is Swan & Allan 2000, "Automatic Generation of Overview Timelines".
    """
    members = rows(corpus, story)[::-1]
    members = members[corpus.days[members] != NO_DAY]
    if not len(members):
        return []
    counts = _Counts(corpus, members)
    days = corpus.days[members]
    edges = np.flatnonzero(np.diff(days)) + 1
    found = []
    for here in np.split(np.arange(len(members)), edges)[1:]:
        score, strongest = counts.apart(here)
        if score >= TURN:
            day = sel.to_date(int(days[here[0]]))
            of_day = tuple(int(row) for row in members[here])
            found.append(Turn(day, of_day, score, strongest))
    best = sorted(found, key=lambda turn: (-turn.score, turn.day))[:MOST_TURNS]
    return sorted(best, key=lambda turn: turn.day)


class _Counts:
    """How often each term stands in each article of a story.

    Args:
        corpus: where.
        members: the story's articles, in the order of publication.
    """

    def __init__(self, corpus: Corpus, members: Rows) -> None:
        cells = [corpus.terms_in(int(row)) for row in members]
        shown = corpus.readable_terms
        kept = [(found[shown[found]], counts[shown[found]]) for found, counts in cells]
        numbers = np.concatenate([found for found, _ in kept])
        known, self._place = np.unique(numbers, return_inverse=True)
        df = corpus.document_counts(np.ones(len(corpus), bool))[known]
        self._idf = np.log((1 + len(corpus)) / (1 + df))
        self._terms = [corpus.vocabulary[number] for number in known.tolist()]
        self._counts = np.concatenate([counts for _, counts in kept]).astype(np.int64)
        self._starts = np.concatenate(([0], np.cumsum([len(found) for found, _ in kept])))

    def _sum(self, first: int, end: int) -> NDArray[np.int64]:
        cells = slice(self._starts[first], self._starts[end])
        size = len(self._terms)
        return np.bincount(self._place[cells], self._counts[cells], size).astype(np.int64)

    def apart(self, here: NDArray[np.int64]) -> tuple[float, tuple[str, ...]]:
        """How far the articles of a day are apart from those before them, and by which terms."""
        first, end = int(here[0]), int(here[-1]) + 1
        now, before = self._sum(first, end), self._sum(0, first)
        totals = int(now.sum()), int(before.sum())
        if not totals[0]:
            return 0.0, ()
        scores = terms.log_odds(now, before, *totals)
        scores[now == 0] = 0
        best = np.lexsort((np.arange(len(scores)), -scores * self._idf))[:_TERMS_OF_TURN]
        strongest = tuple(self._terms[place] for place in best if scores[place] > 0)
        return float(np.mean(scores[best])), strongest
