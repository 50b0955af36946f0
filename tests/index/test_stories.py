"""Articles are grouped into stories day by day, and what is grouped stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lib import open_corpus
from lib.index import NO_DAY, signatures, stories
from tests.small import opened, write

FLOOD = "river flood rescue boats embankment evacuated villages dam overflow torrents"
STRIKE = "railway strike union wages drivers walkout timetable platform commuters picket"
COMET = "comet telescope astronomers orbit tail brightness observatory perihelion dust nucleus"


def grouped(articles: list[tuple[int, str]], order: list[int] | None = None) -> list[int]:
    """The stories of articles, given as (day, text): of each the number of its first article."""
    return grouping(articles, order).tolist()


def grouping(
    articles: list[tuple[int, str]],
    order: list[int] | None = None,
    known: NDArray[np.int32] | None = None,
) -> NDArray[np.int32]:
    days = np.array([day for day, _ in articles], np.int32)
    texts = [text for _, text in articles]
    signed = signatures.sign(("", text, signatures.opening("", text)) for text in texts)
    places = np.array(order if order is not None else np.argsort(days, kind="stable"), np.int64)
    pool = signatures.Pool([(signed, *signatures.frequencies(signed))])
    return stories.group(days, places, pool, known)


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([], []),
        ([(1, FLOOD)], [0]),
        ([(1, "")], [0]),
        ([(1, FLOOD), (1, FLOOD), (2, STRIKE), (3, FLOOD)], [0, 0, 2, 0]),
        ([(1, FLOOD), (2, STRIKE), (2, COMET), (3, STRIKE), (3, COMET)], [0, 1, 2, 1, 2]),
        ([(1, FLOOD), (32, FLOOD)], [0, 1]),  # the silence was too long
        ([(1, FLOOD), (31, FLOOD)], [0, 0]),
        ([(1, FLOOD), (16, FLOOD), (31, FLOOD)], [0, 0, 0]),
        ([(NO_DAY, FLOOD), (NO_DAY, FLOOD)], [0, 0]),
        ([(NO_DAY, FLOOD), (1, FLOOD)], [0, 1]),  # who knows whether before or after
    ],
)
def test_articles_join_the_story_that_they_are_like(
    articles: list[tuple[int, str]], expected: list[int]
) -> None:
    assert grouped(articles) == expected


def test_likeness_fades_with_days_of_silence() -> None:
    half = "river flood rescue harvest wheat rye"
    other = "river flood rescue tractor plough oats"
    assert grouped([(1, half), (2, other)]) == [0, 0]
    assert grouped([(1, half), (30, other)]) == [0, 1]


def test_a_story_is_known_by_its_first_article_whatever_the_rows() -> None:
    articles = [(3, FLOOD), (1, FLOOD), (2, STRIKE)]
    assert grouped(articles) == [1, 1, 2]


WORDS = f"{FLOOD} {STRIKE} {COMET}".split()
ARTICLES = st.lists(
    st.tuples(
        st.integers(1, 60),
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(" ".join),
    ),
    min_size=1,
    max_size=40,
)


@given(ARTICLES, st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_later_days_never_regroup_earlier_ones(articles: list[tuple[int, str]], day: int) -> None:
    articles = sorted(articles)
    early = [article for article in articles if article[0] <= day]
    assert grouped(articles)[: len(early)] == grouped(early)


@pytest.mark.parametrize(("least", "most"), [(64, 20_000), (0, 20_000), (0, 9), (0, 2)])
@given(ARTICLES, st.integers(1, 60), st.integers(0, 2**31))
@settings(max_examples=15, deadline=None)
def test_going_on_from_a_day_gives_what_a_run_from_the_start_gives(
    least: int, most: int, articles: list[tuple[int, str]], day: int, seed: int
) -> None:
    drawn = np.random.default_rng(seed).permutation(len(articles))
    articles = [articles[place] for place in drawn]
    days = np.array([article[0] for article in articles])
    with pytest.MonkeyPatch.context() as patch:
        # A window of few articles, and tiers of its terms from one article on.
        patch.setattr(stories, "_LEAST", least)
        patch.setattr(stories, "WINDOW_ARTICLES", most)
        whole = grouping(articles)
        known = np.where(days < day, whole, stories.OPEN).astype(np.int32)
        np.testing.assert_array_equal(grouping(articles, known=known), whole)


@given(ARTICLES)
@settings(max_examples=15, deadline=None)
def test_in_how_many_tiers_a_window_is_changes_nothing(articles: list[tuple[int, str]]) -> None:
    plain = grouped(sorted(articles))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories, "_LEAST", 0)
        assert grouped(sorted(articles)) == plain


def test_a_large_day_is_grouped_as_a_small_one() -> None:
    size = 2 * stories._CHUNK + 10
    found = grouped([(1, FLOOD if number % 2 else STRIKE) for number in range(size)])
    assert found == [number % 2 for number in range(size)]


@pytest.mark.parametrize(
    ("place", "days", "expected"),
    [
        ([0, 1, 2], [1, 5, 9], [0, 0, 2]),  # nothing changed
        ([0, 1, 2], [1, 5, 9, 9], [0, 0, -1, -1]),  # a new one on the last day
        ([0, 1, 2], [1, 5, 9, 3], [0, -1, -1, -1]),  # a late one
        ([1, 2, 3], [12, 1, 5, 9], [-1, 1, 1, 3]),  # the rows have moved
        ([0, -1, 1], [1, 9], [0, -1]),  # one went
        ([0, 1, 2], [1, 5, 9, NO_DAY], [0, 0, 2, -1]),  # undated ones are apart
    ],
)
def test_stories_are_carried_over_up_to_the_first_change(
    place: list[int], days: list[int], expected: list[int]
) -> None:
    before, days_before = np.array([0, 0, 2], np.int32), np.array([1, 5, 9], np.int32)
    found = stories.carried_over(before, days_before, np.array(place), np.array(days, np.int32))
    assert found.tolist() == expected


def article(own: str, day: str, text: str) -> dict[str, Any]:
    return {"id": own, "date": day, "title": f"Report {own}", "text": text}


def by_own_id(corpus: Any) -> dict[str, str]:
    names = corpus.articles["own_id"].tolist()
    return {name: names[story] for name, story in zip(names, corpus.stories.tolist(), strict=True)}


def test_a_build_that_adds_days_and_a_late_article_ends_where_one_build_does(
    tmp_path: Path,
) -> None:
    first = [article("a", "2025-07-01", FLOOD), article("b", "2025-07-02", STRIKE)]
    later = [article("c", "2025-07-03", FLOOD), article("d", "2025-07-01", STRIKE)]
    folder = tmp_path / "grown"
    grown = opened(first, folder)
    assert by_own_id(grown) == {"a": "a", "b": "b"}
    write([*first, *later], folder)
    grown = open_corpus(folder / "articles", folder / "store", workers=1)
    assert by_own_id(grown) == {"a": "a", "b": "d", "c": "a", "d": "d"}
    assert by_own_id(grown) == by_own_id(opened([*later, *first], tmp_path / "whole"))
