"""What rises and what is new on the last day, counted by hand; what came in late.

Ten articles from 1 to 10 July: Trump in two of them, Putin in one. On 20 July, the last day, four:
Lavrov in three (twice in a sentence with Rubio), Putin in one, Trump in one.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib import Corpus
from lib.measure import news
from lib.measure.news import Period
from lib.measure.selection import Selection, day_number
from tests.small import opened, own_ids

BEFORE = ["Donald Trump played golf."] * 2 + ["Vladimir Putin swam."] + ["Wheat was cut."] * 7
LAST_DAY = [
    "Sergei Lavrov met Marco Rubio for talks.",
    "Sergei Lavrov met Marco Rubio for lunch.",
    "Sergei Lavrov left for talks. Vladimir Putin swam.",
    "Donald Trump played golf.",
]
DAY = Period(date(2025, 7, 20), date(2025, 7, 20), date(2025, 6, 22), date(2025, 7, 19))


def record(own: str, day: str, text: str, source: str = "Alpha Wire") -> dict[str, Any]:
    return {"id": own, "date": day, "source": source, "title": f"Report {own}", "text": text}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    records = [record(f"b{n}", f"2025-07-{n + 1:02}", text) for n, text in enumerate(BEFORE)]
    records += [
        record(f"n{n}", "2025-07-20", text, "Beta Post" if n < 3 else "Alpha Wire")
        for n, text in enumerate(LAST_DAY)
    ]
    return opened(records, tmp_path_factory.mktemp("news"))


def by_label(frame: pd.DataFrame) -> dict[str, tuple[int, int, bool]]:
    rows = zip(frame.label, frame["count"], frame.before, frame.new, strict=True)
    return {label: (int(count), int(before), bool(new)) for label, count, before, new in rows}


def test_the_last_day_is_held_against_the_28_days_before_it(corpus: Corpus) -> None:
    assert news.last_day(corpus, Selection()) == DAY


def test_the_last_week_is_held_against_the_28_days_before_it(corpus: Corpus) -> None:
    assert news.last_day(corpus, Selection(), days=7) == Period(
        date(2025, 7, 14), date(2025, 7, 20), date(2025, 6, 16), date(2025, 7, 13)
    )


def test_the_last_day_is_the_selection_s_where_its_dates_end_earlier(corpus: Corpus) -> None:
    period = news.last_day(corpus, Selection(end=date(2025, 7, 5)))
    assert period is not None
    assert (period.first, period.before_last) == (date(2025, 7, 5), date(2025, 7, 4))


def test_a_selection_with_nothing_on_the_last_day_keeps_it_and_knows_its_newest_day(
    corpus: Corpus,
) -> None:
    wheat = Selection(words="wheat")
    assert news.last_day(corpus, wheat) == DAY
    assert news.newest_day(corpus, wheat) == date(2025, 7, 10)
    assert not news.masks(corpus, wheat, DAY)[0].any()


def test_actors_that_rose_or_are_new_are_listed_and_no_others(corpus: Corpus) -> None:
    found = news.rising_actors(corpus, Selection(), DAY)
    assert by_label(found) == {"Sergey Lavrov": (3, 0, True), "Marco Rubio": (2, 0, True)}
    assert set(found.total) == {4} and set(found.before_total) == {10}
    assert found.score.is_monotonic_decreasing


def test_pairs_share_a_sentence_not_only_an_article(corpus: Corpus) -> None:
    found = news.rising_pairs(corpus, Selection(), DAY)
    assert [set(label.split(" – ")) for label in found.label] == [{"Sergey Lavrov", "Marco Rubio"}]
    assert list(found["count"]) == [2] and list(found.new) == [True]


def test_a_term_must_stand_in_two_articles_to_have_risen(corpus: Corpus) -> None:
    found = by_label(news.risen_terms(corpus, Selection(), DAY))
    assert found["lavrov"] == (3, 0, True)
    assert found["talks"] == (2, 0, True)
    assert "lunch" not in found and "golf" not in found


def test_a_source_that_never_carried_the_selection_is_new(corpus: Corpus) -> None:
    found = news.rising_sources(corpus, Selection(), DAY)
    assert by_label(found) == {"Beta Post": (3, 0, True)}


def test_a_selection_narrows_what_is_new(corpus: Corpus) -> None:
    found = news.rising_actors(corpus, Selection(words="lunch OR golf OR swam"), DAY)
    assert {label for label in by_label(found)} == {"Sergey Lavrov", "Marco Rubio"}
    assert set(found.total) == {3}


@pytest.mark.parametrize(
    "measure", [news.rising_actors, news.rising_pairs, news.risen_terms, news.rising_sources]
)
def test_without_articles_before_nothing_is_new(corpus: Corpus, measure: Any) -> None:
    first = Period(date(2025, 7, 1), date(2025, 7, 3), date(2025, 6, 1), date(2025, 6, 30))
    assert measure(corpus, Selection(), first).empty


@pytest.mark.parametrize(
    "measure", [news.rising_actors, news.rising_pairs, news.risen_terms, news.rising_sources]
)
def test_a_cut_list_says_how_many_more_there_are(corpus: Corpus, measure: Any) -> None:
    whole = measure(corpus, Selection(), DAY)
    cut = measure(corpus, Selection(), DAY, limit=1)
    assert len(cut) == 1 and cut.attrs["left_out"] == len(whole) - 1
    assert whole.attrs["left_out"] == 0


def test_in_the_bundled_corpus_nothing_is_listed_that_did_not_rise(seeds_corpus: Corpus) -> None:
    for days in (1, 7, 60):
        period = news.last_day(seeds_corpus, Selection(), days)
        assert period is not None
        for measure in (news.rising_actors, news.rising_pairs, news.rising_sources):
            found = measure(seeds_corpus, Selection(), period, limit=1000)
            assert (found.share > found.before_share).all()
            assert (found.new | ((found["count"] >= 2) & (found.score >= news.RISEN))).all()


def test_articles_are_late_that_came_in_last_and_are_dated_before_the_period(
    tmp_path: Path,
) -> None:
    days = ("2025-07-01", "2025-07-10", "2025-07-12", "2025-07-20")
    records = [record(f"r{n}", day, f"Text {n}.") for n, day in enumerate(days)]
    corpus = opened(records, tmp_path)
    assert not len(news.late_articles(corpus, Selection(), DAY))
    came = day_number(date(2025, 7, 20))
    order = np.argsort([own[1] for own in own_ids(corpus, np.arange(4, dtype=np.int32))])
    added = np.empty(4, np.int32)
    added[order] = [came - 9, came, came, came]
    corpus.__dict__["added_days"] = added
    assert own_ids(corpus, news.late_articles(corpus, Selection(), DAY)) == ["r2", "r1"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # ten days of the selection, and the ten before them
        ("2025-07-11", "2025-07-20", ("2025-07-11", "2025-07-20", "2025-07-01", "2025-07-10")),
        # without dates: the later half of the span against the earlier
        (None, None, ("2025-07-11", "2025-07-20", "2025-07-01", "2025-07-10")),
    ],
)
def test_the_preceding_period_is_of_equal_length(
    corpus: Corpus, start: str | None, end: str | None, expected: tuple[str, ...]
) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    found = news.preceding(corpus, Selection(start=first, end=last))
    assert found == Period(*(date.fromisoformat(day) for day in expected))
