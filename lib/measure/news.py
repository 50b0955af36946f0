"""What is new: the last day of the corpus against the four weeks before it, and periods apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.index import NO_DAY, Corpus, Mask, Rows
from lib.measure import actors as act
from lib.measure import selection as sel
from lib.measure import terms
from lib.measure.selection import Selection

DAYS_BEFORE = 28
"""How many days the last day is held against: four weeks, so that each weekday is in it alike."""

RISEN = 1.64
"""Least score (`lib.measure.terms.log_odds`) of what is said to rise: chance alone gives this to
one in twenty."""

_MOST_PAIRS = 5_000

LEAST_RISEN = 2
"""Articles that what rises must stand in; what is new may stand in one."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period and the one it is held against, each with its first and last day."""

    first: date
    last: date
    before_first: date
    before_last: date


def last_day(corpus: Corpus, selection: Selection, days: int = 1) -> Period | None:
    """The last day of the corpus, or of the selection where its dates end earlier.

    It may be a day without an article of the selection: then nothing was new on it.

    Args:
        corpus: where.
        selection: what.
        days: how many days count as the last; the days before them are not fewer than 28.

    Returns:
        These days and the 28 before them; None where nothing is dated.
    """
    ends = sel.span(corpus, selection)
    if ends is None or corpus.last_day is None:
        return None
    last = min(ends[1], sel.to_date(corpus.last_day))
    first = last - timedelta(days - 1)
    return Period(first, last, first - timedelta(DAYS_BEFORE), first - timedelta(1))


def newest_day(corpus: Corpus, selection: Selection) -> date | None:
    """The last day that has an article of the selection; None where none is dated."""
    days = corpus.days[sel.resolve(corpus, selection).mask]
    return None if not len(days) or days.max() == NO_DAY else sel.to_date(int(days.max()))


def preceding(corpus: Corpus, selection: Selection) -> Period | None:
    """The selection's period, and the one of equal length before it.

    Where the selection has no dates, its later half is held against its earlier half.
    """
    ends = sel.span(corpus, selection)
    if ends is None:
        return None
    first, last = ends
    if selection.start is None:
        middle = first + (last - first) // 2
        if middle >= last:
            return None
        return Period(middle + timedelta(1), last, first, middle)
    length = last - first
    return Period(first, last, first - length - timedelta(1), first - timedelta(1))


def masks(corpus: Corpus, selection: Selection, period: Period) -> tuple[Mask, Mask]:
    """The selection's articles in the period, and in the one before, whatever its own dates."""
    here = _within(corpus, selection, period.first, period.last)
    return here, _within(corpus, selection, period.before_first, period.before_last)


def _within(corpus: Corpus, selection: Selection, first: date, last: date) -> Mask:
    counted = sel.resolve(corpus, sel.covering(selection, first, last)).counted
    return counted & sel.between(corpus, first, last)


def newest(corpus: Corpus, selection: Selection, period: Period) -> Rows:
    """The selection's articles in the period, newest first."""
    mask = sel.resolve(corpus, sel.covering(selection, period.first, period.last)).mask
    mask = mask & sel.between(corpus, period.first, period.last)
    order = np.asarray(corpus.order)
    return np.asarray(order[mask[order]], dtype=np.int32)


def rising_terms(
    corpus: Corpus, selection: Selection, period: Period, limit: int = 15
) -> pd.DataFrame:
    """Terms that rise and fall between the two periods; as `lib.measure.terms.compare`."""
    return terms.compare(corpus, *masks(corpus, selection, period), limit=limit)


def risen_terms(
    corpus: Corpus, selection: Selection, period: Period, limit: int = 10
) -> pd.DataFrame:
    """Terms that rise in the period beyond chance; columns as `rising_actors`, without class.

    A term must stand in `LEAST_RISEN` articles, be it new or not: every article has words that
    no other has.
    """
    here, there = masks(corpus, selection, period)
    earlier = _earlier(corpus, selection, period)
    counts, before, ever = (corpus.document_counts(mask) for mask in (here, there, earlier))
    shown = np.flatnonzero(corpus.readable_terms & (counts >= LEAST_RISEN))
    names = [corpus.vocabulary[place] for place in shown]
    totals = (int(here.sum()), int(there.sum()))
    frame = _compared(names, names, counts[shown], before[shown], *totals, ever[shown] == 0)
    return _rising(frame, limit)


def rising_actors(
    corpus: Corpus, selection: Selection, period: Period, limit: int = 15
) -> pd.DataFrame:
    """Actors that rise between the two periods beyond chance, and new ones.

    Returns:
        `key`, `label`, `class`, `count` (articles in the period), `total`, `share`, `before`,
        `before_total`, `before_share`, `score`, `new` (in no earlier article of this selection),
        highest score first; `attrs["left_out"]` says how many more there are. Empty where there
        is no article before the period to hold it against.
    """
    here, there = masks(corpus, selection, period)
    earlier = _earlier(corpus, selection, period)
    counts, before, ever = (
        act.articles_of_actors(corpus, mask, selection.kinds) for mask in (here, there, earlier)
    )
    shown = np.flatnonzero(counts)
    known = corpus.actors.iloc[shown]
    names, totals = (known["id"].tolist(), known["name"].tolist()), (here.sum(), there.sum())
    frame = _compared(
        *names, counts[shown], before[shown], int(totals[0]), int(totals[1]), ever[shown] == 0
    )
    frame.insert(2, "class", known["class"].to_numpy())
    return _rising(frame, limit)


def rising_sources(
    corpus: Corpus, selection: Selection, period: Period, limit: int = 10
) -> pd.DataFrame:
    """Sources that carry more of the selection in the period; columns as `rising_actors`."""
    here, there = masks(corpus, selection, period)
    size = len(corpus.sources)
    counts, before, ever = (
        np.bincount(corpus.source_codes[mask], minlength=size)
        for mask in (here, there, _earlier(corpus, selection, period))
    )
    names, totals = corpus.sources, (int(here.sum()), int(there.sum()))
    frame = _compared(names, names, counts, before, *totals, ever == 0)
    return _rising(frame[frame.label != ""], limit)


def rising_pairs(
    corpus: Corpus, selection: Selection, period: Period, limit: int = 10
) -> pd.DataFrame:
    """Pairs of actors that share sentences in more articles of the period than before, or newly.

    Returns:
        `source`, `target` (ids), `key` ("source|target"), then as `rising_actors`, without class;
        a pair is new if no earlier article of the selection has a sentence with both.
    """
    here, there = masks(corpus, selection, period)
    inside = replace(selection, start=period.first, end=period.last)
    now = act.pairs(corpus, inside, least=LEAST_RISEN, limit=_MOST_PAIRS)
    counts, before = (
        act.articles_together(corpus, mask, selection.kinds, now.source, now.target)
        for mask in (here, there)
    )
    # Whoever was together in the period before is not new; for the others all days are looked at.
    new = before == 0
    earlier = _earlier(corpus, selection, period)
    sides = (now.source[new], now.target[new])
    new[new] = act.articles_together(corpus, earlier, selection.kinds, *sides) == 0
    keys, names = now.source + "|" + now.target, now.source_name + " – " + now.target_name
    totals = (int(here.sum()), int(there.sum()))
    frame = _compared(list(keys), list(names), counts, before, *totals, new)
    frame.insert(0, "source", now.source)
    frame.insert(1, "target", now.target)
    return _rising(frame, limit)


def late_articles(corpus: Corpus, selection: Selection, period: Period) -> Rows:
    """Articles that came in with the last addition but are dated before the period.

    Who reads what is new day by day would miss them.

    Returns:
        Rows, newest first. Empty for a corpus that came in on one day: then nothing is late.
    """
    added = corpus.added_days
    if not len(added) or added.min() == added.max():
        return np.zeros(0, np.int32)
    rows = sel.resolve(corpus, replace(selection, start=None, end=None)).mask
    dated = (corpus.days != NO_DAY) & (corpus.days < sel.day_number(period.first))
    late = rows & dated & (added == added.max())
    order = np.asarray(corpus.order)
    return np.asarray(order[late[order]], dtype=np.int32)


def _earlier(corpus: Corpus, selection: Selection, period: Period) -> Mask:
    """The selection's articles of all days before the period, whatever its own dates; all copies,
    since what any of them has is not new."""
    until = replace(selection, start=None, end=period.first - timedelta(1))
    return sel.resolve(corpus, until).publications & corpus.countable


def _compared(
    keys: Sequence[str],
    labels: Sequence[str],
    counts: NDArray[np.int64],
    before: NDArray[np.int64],
    total: int,
    before_total: int,
    new: Mask,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": keys,
            "label": labels,
            "count": counts,
            "total": total,
            "share": counts / max(total, 1),
            "before": before,
            "before_total": before_total,
            "before_share": before / max(before_total, 1),
            "score": terms.log_odds(counts, before, total, before_total),
            "new": new,
        }
    )


def _rising(frame: pd.DataFrame, limit: int) -> pd.DataFrame:
    """What rose or is new; nothing where there is no article before, or none in the period."""
    risen = (frame["score"] >= RISEN) & (frame["count"] >= LEAST_RISEN)
    shown = frame[(risen | frame["new"]) & (frame["count"] > 0) & (frame["before_total"] > 0)]
    ordered = shown.sort_values(["score", "count", "label"], ascending=[False, False, True])
    result = ordered.head(limit).reset_index(drop=True)
    result.attrs["left_out"] = len(ordered) - len(result)
    return result


def halves(corpus: Corpus, selection: Selection) -> Period | None:
    """The earlier and the later half of a selection's articles, cut between two days.

    The halves are of articles, not of days: a stray article of long ago is no half of a corpus.

    Returns:
        None where all dated articles are of one day.
    """
    days = np.sort(corpus.days[sel.resolve(corpus, selection).counted])
    days = days[days != NO_DAY]
    if not len(days) or days[0] == days[-1]:
        return None
    later = int(days[len(days) // 2])
    if later == days[0]:
        later = int(days[days > later][0])
    first, last, middle = (sel.to_date(int(day)) for day in (days[0], days[-1], later))
    return Period(middle, last, first, middle - timedelta(1))


def changed_terms(
    corpus: Corpus, selection: Selection, period: Period, limit: int = 12
) -> pd.DataFrame:
    """Terms that rise or fall between the two periods beyond chance (`RISEN`).

    Returns:
        As `lib.measure.terms.compare`, at most `limit` that rise and then as many that fall;
        empty where one of the periods has no article.
    """
    here, there = masks(corpus, selection, period)
    if not here.any() or not there.any():
        return terms.compare(corpus, here, there, 0)
    found = terms.compare(corpus, here, there, limit)
    return found[found["score"].abs() >= RISEN].reset_index(drop=True)
