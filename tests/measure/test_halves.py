"""The earlier and the later half of a selection, and the terms that change between them.

Ten articles from 1 to 10 July 2025, one a day, and four on 20 July.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lib.measure import news
from lib.measure.news import Period
from lib.measure.selection import Selection
from tests.small import opened


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Any:
    days = [f"2025-07-{day:02}" for day in (*range(1, 11), 20, 20, 20, 20)]
    records = [
        {"id": f"h{n}", "date": day, "title": f"Report {n}", "text": f"Wheat was cut {n} times."}
        for n, day in enumerate(days)
    ]
    return opened(records, tmp_path_factory.mktemp("halves"))


def test_halves_are_of_articles_and_cut_between_two_days(corpus: Any) -> None:
    assert news.halves(corpus, Selection()) == Period(
        date(2025, 7, 8), date(2025, 7, 20), date(2025, 7, 1), date(2025, 7, 7)
    )


def test_halves_never_share_a_day(corpus: Any) -> None:
    early = Period(date(2025, 7, 20), date(2025, 7, 20), date(2025, 7, 10), date(2025, 7, 19))
    assert news.halves(corpus, Selection(start=date(2025, 7, 10))) == early


def test_where_most_articles_are_of_the_first_day_the_others_are_the_later_half(nine: Any) -> None:
    # a3 and a4 on 3 July, a5 on 14 July
    within = Selection(start=date(2025, 7, 3), end=date(2025, 7, 14))
    assert news.halves(nine, within) == Period(
        date(2025, 7, 14), date(2025, 7, 14), date(2025, 7, 3), date(2025, 7, 13)
    )


def test_a_selection_of_one_day_or_of_nothing_has_no_halves(corpus: Any) -> None:
    assert news.halves(corpus, Selection(start=date(2025, 7, 20))) is None
    assert news.halves(corpus, Selection(words="zzzqqq")) is None


def test_terms_change_only_beyond_chance_and_the_rising_come_first(seeds_corpus: Any) -> None:
    period = news.halves(seeds_corpus, Selection())
    assert period is not None
    found = news.changed_terms(seeds_corpus, Selection(), period, limit=5)
    rose = found.share > found.before_share
    assert rose.tolist() == [True] * 5 + [False] * 5
    assert (found.score.abs() >= news.RISEN).all()


def test_no_term_changes_where_a_period_has_no_article(corpus: Any) -> None:
    gap = Period(date(2025, 7, 20), date(2025, 7, 20), date(2025, 7, 11), date(2025, 7, 19))
    assert news.changed_terms(corpus, Selection(), gap).empty
