"""Articles over time: every day is counted once, gaps are no zeros, and what is partial is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import open_corpus
from lib.measure import selection as sel
from lib.measure import splits, time
from lib.measure.selection import Selection
from lib.measure.splits import Split
from tests.small import opened

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def written(days: Any) -> list[str]:
    return [str(day)[:10] for day in days]


# Periods


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2025, 1, 1), "day"),
        (date(2025, 3, 1), "day"),  # 60 days
        (date(2025, 3, 2), "week"),
        (date(2026, 7, 3), "week"),  # 549 days
        (date(2026, 7, 4), "month"),
    ],
)
def test_bars_are_by_day_then_week_then_month(last: date, expected: str) -> None:
    assert time.default_unit(date(2025, 1, 1), last) == expected


@pytest.mark.parametrize(
    ("unit", "starts", "ends", "partial"),
    [
        ("week", ["2025-06-30", "2025-07-07"], ["2025-07-06", "2025-07-13"], [True, True]),
        ("month", ["2025-07-01"], ["2025-07-31"], [True]),
        ("year", ["2025-01-01"], ["2025-12-31"], [True]),
    ],
)
def test_periods_are_whole_and_say_what_lies_outside(
    unit: str, starts: list[str], ends: list[str], partial: list[bool]
) -> None:
    grid = time.grid(date(2025, 7, 2), date(2025, 7, 8), unit)
    assert (written(grid.starts), written(grid.ends)) == (starts, ends)
    assert grid.partial.tolist() == partial


def test_a_period_that_is_looked_at_whole_is_not_partial() -> None:
    assert not time.grid(date(2025, 6, 30), date(2025, 7, 13), "week").partial.any()
    assert not time.grid(date(2024, 2, 1), date(2024, 2, 29), "month").partial.any()
    assert not time.grid(date(2025, 7, 2), date(2025, 7, 8), "day").partial.any()


@given(DAYS, DAYS, st.sampled_from(time.UNITS))
def test_periods_follow_each_other_and_hold_both_ends(one: date, other: date, unit: str) -> None:
    first, last = sorted((one, other))
    grid = time.grid(first, last, unit)
    assert 0 < len(grid) <= 4_001
    assert time.UNITS.index(grid.unit) >= time.UNITS.index(unit)
    assert (grid.starts[1:] == grid.ends[:-1] + np.timedelta64(1, "D")).all()
    assert grid.starts[0] <= np.datetime64(first) <= grid.ends[0]
    assert grid.starts[-1] <= np.datetime64(last) <= grid.ends[-1]
    assert not grid.partial[1:-1].any()
    if grid.unit == "week":
        assert all(start.weekday() == 0 for start in grid.starts.astype(object))


# Timelines


def test_a_timeline_counts_the_articles_of_each_week(nine: Any) -> None:
    frame = time.timeline(nine, Selection(words="truce"), "week")
    assert written(frame.period) == [
        *("2025-06-30", "2025-07-07", "2025-07-14"),
        *("2025-07-21", "2025-07-28", "2025-08-04"),
    ]
    # The second week has no article, nor have the two before the last; a8 has no text, a7 no date.
    gap = pytest.approx(np.nan, nan_ok=True)
    assert frame["total"].tolist() == [4, 0, 1, 0, 0, 2]
    assert frame["count"].tolist() == [2, gap, 1, gap, gap, 0]
    assert frame["share"].tolist() == [0.5, gap, 1, gap, gap, 0]
    assert frame["partial"].tolist() == [False] * 5 + [True]


def test_periods_that_the_corpus_fills_partly_are_partial(nine: Any) -> None:
    wide = Selection(start=date(2025, 5, 1), end=date(2025, 9, 30))
    frame = time.timeline(nine, wide, "month")
    assert written(frame.period)[0] == "2025-05-01"
    # The corpus begins on 30 June and ends on 5 August: May and September are gaps, not parts.
    assert frame["partial"].tolist() == [False, True, False, True, False]
    assert frame["count"].isna().tolist() == [True, False, False, False, True]


def test_the_selection_cuts_periods_too(nine: Any) -> None:
    narrow = Selection(start=date(2025, 7, 2), end=date(2025, 7, 20))
    frame = time.timeline(nine, narrow, "week")
    assert frame["partial"].tolist() == [True, False, False]
    assert frame["total"].tolist() == [2, 0, 1]


def test_series_are_counted_within_the_selection(nine: Any) -> None:
    rows = np.zeros(len(nine), bool)
    rows[[nine.row_of("a1"), nine.row_of("a4")]] = True
    split = [time.Series("k", "shown", rows), time.Series("n", "none", ~rows)]
    frame = time.timeline(nine, Selection(words="truce OR wheat"), "month", split)
    assert frame["series"].tolist() == ["shown"] * 3 + ["none"] * 3
    assert frame["key"].tolist() == ["k"] * 3 + ["n"] * 3
    assert frame["count"].tolist() == [1, 1, 0, 0, 2, 1]
    assert frame["total"].tolist() == [1, 4, 2] * 2


@pytest.mark.parametrize("unit", time.UNITS)
@pytest.mark.parametrize("words", ["", "ceasefire"])
def test_counts_over_periods_add_up(seeds_corpus: Any, unit: str, words: str) -> None:
    selection = Selection(words=words)
    frame = time.timeline(seeds_corpus, selection, unit)
    resolved = sel.resolve(seeds_corpus, selection)
    assert frame["count"].sum() == np.count_nonzero(resolved.counted)
    assert frame["total"].sum() == np.count_nonzero(resolved.total)
    filled = frame[frame["total"] > 0]
    assert (filled["share"] == filled["count"] / filled["total"]).all()


def test_a_selection_outside_of_the_corpus_has_no_timeline(nine: Any) -> None:
    frame = time.timeline(nine, Selection(start=date(2030, 1, 1)))
    assert len(frame) == 0
    assert "partial" in frame


def test_a_corpus_without_dates_has_no_timeline(tmp_path: Path) -> None:
    corpus = opened([{"id": "x", "title": "One", "text": "Undated words."}], tmp_path)
    assert len(time.timeline(corpus, Selection())) == 0
    assert time.undated(corpus, Selection()) == 1
    assert len(time.gaps(corpus, Selection())) == 0
    assert len(time.source_changes(corpus, Selection())) == 0


def test_undated_articles_are_said(nine: Any) -> None:
    assert time.undated(nine, Selection()) == 1
    assert time.undated(nine, Selection(words="truce")) == 1
    assert time.undated(nine, Selection(words="grain")) == 0
    assert time.undated(nine, Selection(start=date(2025, 7, 1))) == 0


def test_gaps_are_stretches_without_an_article_longest_first(nine: Any) -> None:
    frame = time.gaps(nine, Selection())
    assert frame.to_numpy().tolist() == [
        [date(2025, 7, 15), date(2025, 8, 4), 21],
        [date(2025, 7, 4), date(2025, 7, 13), 10],
    ]
    assert len(time.gaps(nine, Selection(), least=11)) == 1
    assert time.gaps(nine, Selection(words="grain"))["days"].tolist() == [34]


def spread(source: str, first: date, last: date) -> list[dict[str, Any]]:
    days = [first, first + (last - first) // 2, last]
    return [
        {
            "id": f"{source}-{day}",
            "date": str(day),
            "source": source,
            "title": f"{source} on {day}",
            "text": "Words.",
        }
        for day in days
    ]


@pytest.mark.parametrize("year", [2024, 1962])
def test_sources_that_come_and_go_are_said(tmp_path: Path, year: int) -> None:
    begin, end = date(year, 1, 1), date(year, 12, 31)
    records = [
        *spread("Always", begin, end),
        *spread("Late", begin + timedelta(100), end),
        *spread("Gone", begin + timedelta(31), end - timedelta(32)),
    ]
    corpus = opened(records, tmp_path)
    frame = time.source_changes(corpus, Selection())
    assert frame.to_numpy().tolist() == [
        [begin + timedelta(100), "Late", "enters"],
        [end - timedelta(32), "Gone", "leaves"],
    ]
    only = time.source_changes(corpus, Selection(sources=("Gone",)))
    assert only["source"].tolist() == ["Gone"]
    early = time.source_changes(corpus, Selection(end=begin + timedelta(50)))
    assert len(early) == 0


# The clock of what happened


@pytest.fixture
def told(corpus_factory: Callable[..., Path], store_root: Path) -> Any:
    """Two reports: of 10 and 11 July and, long before, 1 May; of 10 July and 20 August."""
    texts = {
        "one": ("2025-07-12", "On Thursday he came, on Friday he left. On Thursday. May 1, 2020."),
        "two": ("2025-07-13", "On July 10 he came. He will leave on August 20. So it was in June."),
        "old": ("2025-07-13", "Nobody came, in June 2025 or last week."),
    }
    rows = "".join(f'{own},{day},Told,"{text}"\n' for own, (day, text) in texts.items())
    return open_corpus(corpus_factory({"told.csv": "id,date,title,text\n" + rows}), store_root)


def counts(corpus: Any, unit: str, selection: Selection) -> dict[str, tuple[float, float]]:
    frame = time.timeline(corpus, selection, unit, clock="happened")
    frame = frame[frame["count"].notna()]
    pairs = zip(frame["count"], frame["total"], strict=True)
    return dict(zip(frame["period"].dt.strftime("%Y-%m-%d"), pairs, strict=True))


def test_an_article_counts_on_each_day_that_it_names_once(told: Any) -> None:
    assert counts(told, "day", Selection()) == {
        "2025-07-10": (2, 2),
        "2025-07-11": (1, 1),
        "2025-08-20": (1, 1),
    }


def test_in_a_longer_period_an_article_counts_once(told: Any) -> None:
    assert counts(told, "week", Selection())["2025-07-07"] == (2, 2)


def test_the_total_is_counted_by_the_same_clock(told: Any) -> None:
    assert counts(told, "day", Selection(words="leave")) == {
        "2025-07-10": (1, 2),
        "2025-07-11": (0, 1),
        "2025-08-20": (1, 1),
    }


def test_what_lies_outside_of_the_axis_is_said(told: Any) -> None:
    first, last = time.axis(told, Selection(), "happened") or ()
    assert (str(first), str(last)) == ("2025-05-13", "2025-09-11")
    assert time.outside(told, Selection()) == (1, 0)
    assert time.axis(told, Selection(), "published") == (date(2025, 7, 12), date(2025, 7, 13))


def test_the_articles_behind_a_period_are_those_that_name_a_day_of_it(told: Any) -> None:
    july = (date(2025, 7, 10), date(2025, 7, 10))
    rows = splits.rows(told, Selection(), Split(), "", *july, "happened")
    assert sorted(told.articles["own_id"].iloc[rows]) == ["one", "two"]
