"""What is new: a period against the one before it, and no more said than there is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lib.measure import news
from lib.measure.news import Period
from lib.measure.selection import Selection
from tests.small import opened, own_ids

DAY = timedelta(1)
LAST = date(2025, 7, 31)


def story(day: date, number: int, text: str, source: str = "Alpha Wire") -> dict[str, Any]:
    return {
        "id": f"{day}.{number}",
        "date": str(day),
        "source": source,
        "title": f"Report {number} of {day}",
        "text": text,
    }


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two articles on wheat on each of 28 days, then eight on a flood and on Putin and Xi."""
    records = [
        story(LAST - DAY * back, number, "Farmers brought the wheat in. Vladimir Putin watched.")
        for back in range(1, 29)
        for number in range(2)
    ]
    records += [
        story(LAST, number, "The flood rose. Vladimir Putin called Xi Jinping.", "Beta Post")
        for number in range(8)
    ]
    return opened(records, tmp_path_factory.mktemp("month"))


ALL = Period(LAST, LAST, LAST - DAY * 28, LAST - DAY)


def test_the_last_day_is_held_against_four_weeks(month: Any, nine: Any) -> None:
    assert news.last_day(month, Selection()) == ALL
    days = news.last_day(month, Selection(), 7)
    assert days == Period(LAST - DAY * 6, LAST, LAST - DAY * 34, LAST - DAY * 7)
    earlier = news.last_day(nine, Selection(end=date(2025, 7, 3)))
    assert earlier is not None
    assert (earlier.first, earlier.last) == (date(2025, 7, 3), date(2025, 7, 3))
    later = news.last_day(nine, Selection(end=date(2026, 1, 1)))
    assert later is not None
    assert later.last == date(2025, 8, 5)


def test_the_newest_day_is_that_of_the_selection(nine: Any) -> None:
    assert news.newest_day(nine, Selection()) == date(2025, 8, 5)
    assert news.newest_day(nine, Selection(words="truce")) == date(2025, 7, 14)
    assert news.newest_day(nine, Selection(sources=("Gamma",))) is None
    assert news.newest_day(nine, Selection(words="nothing")) is None


def test_a_period_is_held_against_one_of_equal_length(nine: Any) -> None:
    chosen = Selection(start=date(2025, 7, 8), end=date(2025, 7, 14))
    assert news.preceding(nine, chosen) == Period(
        date(2025, 7, 8), date(2025, 7, 14), date(2025, 7, 1), date(2025, 7, 7)
    )
    halves = news.preceding(nine, Selection())
    assert halves == Period(
        date(2025, 7, 19), date(2025, 8, 5), date(2025, 6, 30), date(2025, 7, 18)
    )
    assert news.preceding(nine, Selection(start=date(2030, 1, 1))) is None
    assert news.preceding(nine, Selection(end=date(2025, 6, 30))) is None


def test_both_periods_hold_the_selection_whatever_its_own_dates(nine: Any) -> None:
    period = Period(date(2025, 7, 3), date(2025, 8, 5), date(2025, 6, 1), date(2025, 7, 2))
    here, there = news.masks(nine, Selection(words="truce", end=date(2025, 6, 30)), period)
    assert (own_ids(nine, here), own_ids(nine, there)) == (["a5"], ["a1", "a2"])


def test_terms_that_rise_are_new_or_beyond_chance(month: Any) -> None:
    frame = news.risen_terms(month, Selection(), ALL)
    found = frame.set_index("key")
    assert {"flood", "rose", "jinping"} <= set(found.index)
    assert not {"wheat", "putin", "vladimir", "report"} & set(found.index)
    flood = found.loc["flood"]
    assert (flood["count"], flood["total"], flood["before"], flood["before_total"]) == (8, 8, 0, 56)
    assert flood["new"]
    assert frame["score"].is_monotonic_decreasing


def test_terms_that_fall_are_told_too(month: Any) -> None:
    frame = news.rising_terms(month, Selection(), ALL)
    assert frame.iloc[-1]["score"] < 0
    assert "wheat" in set(frame[frame.score < 0]["key"])


def test_actors_that_rise_leave_out_those_that_do_not(month: Any) -> None:
    frame = news.rising_actors(month, Selection(), ALL)
    assert frame["key"].tolist() == ["xi-jinping"]
    assert (frame["count"].item(), frame["new"].item(), frame["class"].item()) == (
        8,
        True,
        "person",
    )


def test_sources_and_pairs_rise(month: Any) -> None:
    sources = news.rising_sources(month, Selection(), ALL)
    assert sources["key"].tolist() == ["Beta Post"]
    pairs = news.rising_pairs(month, Selection(), ALL)
    assert set(pairs["key"].item().split("|")) == {"vladimir-putin", "xi-jinping"}
    assert (pairs["count"].item(), pairs["before"].item(), pairs["new"].item()) == (8, 0, True)


def test_what_is_cut_is_said(month: Any) -> None:
    everything = news.risen_terms(month, Selection(), ALL)
    assert everything.attrs["left_out"] == 0
    few = news.risen_terms(month, Selection(), ALL, limit=2)
    assert few["key"].tolist() == everything["key"].tolist()[:2]
    assert few.attrs["left_out"] == len(everything) - 2


def test_nothing_rises_where_nothing_was_before(month: Any) -> None:
    first = LAST - DAY * 28
    beginning = Period(first, first, first - DAY * 28, first - DAY)
    for measure in (news.risen_terms, news.rising_actors, news.rising_sources, news.rising_pairs):
        assert len(measure(month, Selection(), beginning)) == 0
        assert len(measure(month, Selection(words="nothing"), ALL)) == 0


def test_nothing_is_late_in_a_corpus_that_came_in_at_once(month: Any) -> None:
    assert len(news.late_articles(month, Selection(), ALL)) == 0


def test_a_corpus_without_dates_has_no_news(tmp_path: Path) -> None:
    corpus = opened([{"id": "x", "title": "One", "text": "Undated words."}], tmp_path)
    assert news.last_day(corpus, Selection()) is None
    assert news.preceding(corpus, Selection()) is None
    assert news.newest_day(corpus, Selection()) is None
