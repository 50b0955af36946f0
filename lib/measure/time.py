"""Articles over time: periods, counts, totals and shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lib.index import NO_DAY, Corpus, Mask
from lib.measure import selection as sel
from lib.measure.selection import Selection

UNITS = ("day", "week", "month", "year")
CLOCKS = ("published", "happened")
"""What counts an article in a period: that it was published in it, or that it names a day of it."""

MARGIN = 60
"""So many days before and after the selection's the clock of what happened shows."""

_MAX_PERIODS = 4_000
_CODES = {"month": "datetime64[M]", "year": "datetime64[Y]"}
_Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Grid:
    """Periods in a row.

    Attributes:
        unit: one of `UNITS`; weeks begin on Monday.
        starts, ends: first and last day of each, datetime64[D], shape (n,).
        partial: whether a part of a period, but not all of it, lies outside what is looked at.
    """

    unit: str
    starts: NDArray[np.datetime64]
    ends: NDArray[np.datetime64]
    partial: Mask

    def __len__(self) -> int:
        return len(self.starts)


def default_unit(first: date, last: date) -> str:
    """By day up to 60 days, by week up to 18 months, then by month."""
    days = (last - first).days + 1
    if days <= 60:
        return "day"
    return "week" if days <= 549 else "month"


def grid(first: date, last: date, unit: str) -> Grid:
    """All periods from the one of `first` to the one of `last`.

    A unit that would give more than 4,000 periods is replaced by the next larger one.
    """
    place = UNITS.index(unit)
    while (last - first).days / (1, 7, 30, 365)[place] > _MAX_PERIODS and place < len(UNITS) - 1:
        place += 1
    unit = UNITS[place]
    starts = _starts(first, last, unit)
    following = np.concatenate((starts[1:], [_next(starts[-1], unit)]))
    ends = (following.astype(np.int64) - 1).astype("datetime64[D]")
    return Grid(unit, starts, ends, _partial(starts, ends, first, last))


def _partial(starts: _Days, ends: _Days, first: date, last: date) -> Mask:
    """Which periods lie partly, but not wholly, outside of the days from first to last."""
    low, high = np.datetime64(first), np.datetime64(last)
    return np.asarray(((starts < low) & (ends >= low)) | ((ends > high) & (starts <= high)))


def _starts(first: date, last: date, unit: str) -> _Days:
    if unit in ("day", "week"):
        back = first.weekday() if unit == "week" else 0
        step = 7 if unit == "week" else 1
        numbers = np.arange(sel.day_number(first) - back, sel.day_number(last) + 1, step)
        return numbers.astype("datetime64[D]")
    ends = np.array([first, last], "datetime64[D]").astype(_CODES[unit]).astype(np.int64)
    periods = np.arange(ends[0], ends[1] + 1).astype(_CODES[unit])
    return periods.astype("datetime64[D]")


def _next(start: np.datetime64[Any], unit: str) -> np.datetime64[Any]:
    if unit in ("day", "week"):
        return start + np.timedelta64(1 if unit == "day" else 7, "D")
    period = np.array([start]).astype(_CODES[unit]) + 1
    return np.datetime64(period.astype("datetime64[D]")[0])


def places(corpus: Corpus, periods: Grid) -> NDArray[np.int64]:
    """The period of each article, as a place in the grid; -1 outside it and for undated ones."""
    days = corpus.days
    starts = periods.starts.astype(np.int64)
    found = np.searchsorted(starts, days, side="right") - 1
    found[(days > periods.ends[-1].astype(np.int64)) | (days == NO_DAY)] = -1
    return np.asarray(found)


def per_period(place: NDArray[np.int64], mask: Mask, size: int) -> NDArray[np.int64]:
    """How many articles of a mask lie in each period, shape (size,)."""
    return np.bincount(place[mask & (place >= 0)], minlength=size)


class _Named:
    """The periods of which each article names a day, each once."""

    def __init__(self, corpus: Corpus, periods: Grid) -> None:
        article, day = sel.named_days(corpus)
        place = np.searchsorted(periods.starts.astype(np.int64), day, side="right") - 1
        keep = (place >= 0) & (day <= periods.ends[-1].astype(np.int64))
        keep[1:] &= (np.diff(place) != 0) | (np.diff(article) != 0)
        self._article, self._place, self._size = article[keep], place[keep], len(periods)

    def per_period(self, mask: Mask) -> NDArray[np.int64]:
        """How many articles of a mask name a day of each period."""
        return np.bincount(self._place[mask[self._article]], minlength=self._size)


def outside(corpus: Corpus, selection: Selection) -> tuple[int, int]:
    """How many articles of a selection name a day before, and after, what the clock shows."""
    ends = axis(corpus, selection, "happened")
    if ends is None:
        return 0, 0
    counted = sel.resolve(corpus, selection).counted
    article, day = sel.named_days(corpus)
    early, late = day < sel.day_number(ends[0]), day > sel.day_number(ends[1])
    before, after = (np.unique(article[side & counted[article]]) for side in (early, late))
    return len(before), len(after)


def axis(corpus: Corpus, selection: Selection, clock: str) -> tuple[date, date] | None:
    """The first and last day that a clock shows; None where nothing is dated.

    By the clock of what happened it begins `MARGIN` days before the first day of publication,
    and ends so many after the last: reports look back and ahead.
    """
    ends = sel.span(corpus, selection)
    if ends is None or clock == "published":
        return ends
    return ends[0] - timedelta(days=MARGIN), ends[1] + timedelta(days=MARGIN)


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a timeline: a name to show, a raw key, and the rows that it counts."""

    key: str
    label: str
    rows: Mask


def timeline(
    corpus: Corpus,
    selection: Selection,
    unit: str | None = None,
    split: Sequence[Series] = (),
    clock: str = "published",
) -> pd.DataFrame:
    """Articles of a selection over time.

    Args:
        corpus: where.
        selection: what.
        unit: one of `UNITS`; by the length of the selection's span where None.
        split: series to count apart, within the selection; one line for all where empty.
        clock: one of `CLOCKS`. By the clock of what happened the same articles are counted in
            every period of which they name a day, so that one can be in several.

    Returns:
        A row for each series and period: `period`, `end` (datetime64), `series`, `key`, `count`,
        `total`, `share` (0 to 1), `partial` (part of the period lies before or after the days of
        the selection, or of the corpus; or, by the clock of what happened, of the axis). Where
        the corpus has no article that a share could be of, count and share are missing: a gap,
        not a zero.
    """
    ends = axis(corpus, selection, clock)
    if ends is None:
        return _frame(None, np.zeros(0, np.int64), [])
    periods = grid(*ends, unit or default_unit(*(sel.span(corpus, selection) or ends)))
    covered = ends if clock == "happened" else _covered(corpus, *ends)
    partial = _partial(periods.starts, periods.ends, *covered)
    periods = replace(periods, partial=partial)
    resolved = sel.resolve(corpus, selection)
    count = _counter(corpus, periods, clock)
    lines = split or [Series("", "all", resolved.counted)]
    counted = [(line, count(resolved.counted & line.rows)) for line in lines]
    return _frame(periods, count(resolved.total), counted)


def _counter(corpus: Corpus, periods: Grid, clock: str) -> Callable[[Mask], NDArray[np.int64]]:
    """What counts the articles of a mask in each period."""
    if clock == "happened":
        return _Named(corpus, periods).per_period
    place = places(corpus, periods)
    return lambda mask: per_period(place, mask, len(periods))


def _covered(corpus: Corpus, first: date, last: date) -> tuple[date, date]:
    """The days from first to last of which the corpus can know something."""
    known = (corpus.first_day, corpus.last_day)
    if known[0] is not None and known[1] is not None:
        first, last = max(first, sel.to_date(known[0])), min(last, sel.to_date(known[1]))
    return first, last


def _frame(
    periods: Grid | None,
    total: NDArray[np.int64],
    counted: list[tuple[Series, NDArray[np.int64]]],
) -> pd.DataFrame:
    columns = ["period", "end", "series", "key", "count", "total", "share", "partial"]
    if periods is None or not counted:
        return pd.DataFrame({name: [] for name in columns})
    gap = total == 0
    pieces = []
    for line, count in counted:
        shown = np.where(gap, np.nan, count)
        pieces.append(
            pd.DataFrame(
                {
                    "period": periods.starts,
                    "end": periods.ends,
                    "series": line.label,
                    "key": line.key,
                    "count": shown,
                    "total": total,
                    "share": shown / np.where(gap, 1, total),
                    "partial": periods.partial,
                }
            )
        )
    return pd.concat(pieces, ignore_index=True)


def undated(corpus: Corpus, selection: Selection) -> int:
    """How many articles of a selection have no date, and so are in no view over time."""
    return int(np.count_nonzero(sel.resolve(corpus, selection).mask & (corpus.days == NO_DAY)))


def source_changes(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    """Days on which a source enters the corpus, or leaves it, within the selection's span.

    Returns:
        `day`, `source`, `change` ("enters" or "leaves"); the corpus' own first and last month
        are no change.
    """
    ends = sel.span(corpus, selection)
    rows: list[tuple[date, str, str]] = []
    if ends is not None and corpus.first_day is not None and corpus.last_day is not None:
        first, last = _source_spans(corpus)
        for code, name in enumerate(corpus.sources):
            dated = last[code] > NO_DAY
            if name and dated and (not selection.sources or name in selection.sources):
                if first[code] > corpus.first_day + 31:
                    rows.append((sel.to_date(first[code]), name, "enters"))
                if last[code] < corpus.last_day - 31:
                    rows.append((sel.to_date(last[code]), name, "leaves"))
        rows = [row for row in rows if ends[0] <= row[0] <= ends[1]]
    return pd.DataFrame(sorted(rows), columns=["day", "source", "change"])


def _source_spans(corpus: Corpus) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    dated = corpus.days != NO_DAY
    first = np.full(len(corpus.sources), np.iinfo(np.int32).max, np.int64)
    last = np.full(len(corpus.sources), NO_DAY, np.int64)
    np.minimum.at(first, corpus.source_codes[dated], corpus.days[dated])
    np.maximum.at(last, corpus.source_codes[dated], corpus.days[dated])
    return first, last


def gaps(corpus: Corpus, selection: Selection, least: int = 7) -> pd.DataFrame:
    """Stretches of `least` days and more without any article: first, last, days; longest first."""
    resolved = sel.resolve(corpus, selection)
    days = np.unique(corpus.days[resolved.mask & (corpus.days != NO_DAY)])
    missing = np.diff(days) - 1
    found = [
        (sel.to_date(days[i] + 1), sel.to_date(days[i + 1] - 1), int(missing[i]))
        for i in np.flatnonzero(missing >= least)
    ]
    frame = pd.DataFrame(found, columns=["first", "last", "days"])
    return frame.sort_values("days", ascending=False, kind="stable", ignore_index=True)
