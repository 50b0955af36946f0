"""Terms that set articles apart: counted by article, scored by log odds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.index import QueryError
from lib.measure import selection as sel
from lib.measure import terms
from lib.measure.selection import Selection
from tests.small import own_ids

ALONE = np.array([1], np.int64)


def masks(corpus: Any, here: set[str]) -> tuple[Any, Any]:
    chosen = np.array([own in here for own in corpus.articles.own_id])
    return chosen, ~chosen


def test_documents_are_counted_by_term(nine: Any) -> None:
    counts = nine.document_counts(np.ones(len(nine), bool))
    found = dict(zip(nine.vocabulary, counts.tolist(), strict=True))
    # "grain" stands twice in a2 and in a6: an article is counted once.
    assert (found["truce"], found["grain"], found["wheat"], found["putin"]) == (4, 2, 2, 4)
    few, _ = masks(nine, {"a6"})
    assert dict(zip(nine.vocabulary, nine.document_counts(few), strict=True))["grain"] == 1


def test_few_rows_and_many_are_counted_alike(seeds_corpus: Any) -> None:
    size = len(seeds_corpus)
    few = np.arange(size) < size // 5
    many = seeds_corpus.document_counts(~few) + seeds_corpus.document_counts(few)
    assert many.tolist() == seeds_corpus.document_counts(np.ones(size, bool)).tolist()


def test_the_articles_with_a_term_are_those_that_count_it(nine: Any) -> None:
    assert own_ids(nine, terms.rows_with_term(nine, "grain")) == ["a2", "a6"]
    for unknown in ("", "zzz", "Grain", "grai"):
        assert not terms.rows_with_term(nine, unknown).any()
    counts = nine.document_counts(np.ones(len(nine), bool))
    for term, count in zip(nine.vocabulary, counts.tolist(), strict=True):
        assert np.count_nonzero(terms.rows_with_term(nine, term)) == count


def test_the_score_is_the_log_odds_ratio_over_its_error() -> None:
    # In 3 of 10 articles here and 1 of 20 there; the prior is 10 articles with a share of 4.5/31.
    prior = 10 * 4.5 / 31
    here, there = 3 + prior, 1 + prior
    difference = np.log(here / (20 - here)) - np.log(there / (30 - there))
    expected = difference / np.sqrt(1 / here + 1 / there)
    score = terms.log_odds(3 * ALONE, ALONE, 10, 20)
    assert score.tolist() == pytest.approx([expected])


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 500), st.integers(1, 500))
def test_the_score_turns_its_sign_when_the_sets_change_places(
    here: int, there: int, more_here: int, more_there: int
) -> None:
    sizes = (here + more_here, there + more_there)
    forth = terms.log_odds(here * ALONE, there * ALONE, *sizes)
    back = terms.log_odds(there * ALONE, here * ALONE, *sizes[::-1])
    assert np.isfinite(forth).all()
    assert forth.tolist() == pytest.approx((-back).tolist())


def test_scores_are_finite_where_all_articles_have_a_term() -> None:
    assert np.isfinite(terms.log_odds(5 * ALONE, 5 * ALONE, 5, 5)).all()
    assert np.isfinite(terms.log_odds(5 * ALONE, 0 * ALONE, 5, 0)).all()


def test_two_sets_are_told_apart_by_their_terms(nine: Any) -> None:
    frame = terms.compare(nine, *masks(nine, {"a1", "a2", "a5", "a7"}))
    assert frame.iloc[0]["key"] == "truce"
    top = frame.iloc[0]
    assert (top["count"], top["total"], top["before"], top["before_total"]) == (4, 4, 0, 4)
    assert (top["share"], top["before_share"]) == (1.0, 0.0)
    assert frame["score"].is_monotonic_decreasing
    falling = frame[frame.score < 0]["key"].tolist()
    assert "wheat" in falling
    assert frame["key"].is_unique


def test_the_rest_of_the_total_is_what_a_selection_is_held_against(nine: Any) -> None:
    frame = terms.key_terms(nine, Selection(words="truce", sources=("Alpha Wire",)))
    assert (frame["score"] > 0).all()
    assert set(frame["total"]) == {2} and set(frame["before_total"]) == {1}
    assert set(frame.head(2)["key"]) == {"truce", "donald"}  # in both articles, not in the rest
    assert set(frame.head(2)["count"]) == {2}


def test_a_term_that_stands_nowhere_here_does_not_rise(nine: Any) -> None:
    frame = terms.compare(nine, *masks(nine, {"a4"}), least=1)
    assert (frame[frame.score > 0]["count"] > 0).all()
    assert (frame[frame.score < 0]["before"] > 0).all()
    nothing = np.zeros(len(nine), bool)
    assert (terms.compare(nine, nothing, ~nothing)["score"] < 0).all()


def test_the_whole_corpus_has_its_weightiest_terms(nine: Any) -> None:
    frame = terms.key_terms(nine, Selection())
    assert frame["score"].is_monotonic_decreasing
    assert {"truce", "grain", "wheat"} <= set(frame["key"])
    assert (frame["before"] == 0).all()


def test_nothing_selected_has_no_key_terms(nine: Any) -> None:
    assert len(terms.key_terms(nine, Selection(words="nothing"))) == 0


def test_key_terms_are_limited(seeds_corpus: Any) -> None:
    assert len(terms.key_terms(seeds_corpus, Selection(words="gaza"), 7)) == 7


def test_words_are_lines_each_once(nine: Any) -> None:
    lines = terms.word_series(nine, ["truce", " truce ", "", '"grain" OR wheat'])
    assert [line.key for line in lines] == ["truce", '"grain" OR wheat']
    assert own_ids(nine, lines[1].rows) == ["a2", "a4", "a6"]
    assert (lines[0].rows == sel.rows_with_words(nine, "truce")).all()
    assert len(terms.word_series(nine, [f"word{n}" for n in range(30)])) == terms.MOST_WORDS
    with pytest.raises(QueryError):
        terms.word_series(nine, ["(truce"])


def test_the_articles_with_a_term_are_those_counted_newest_first(nine: Any) -> None:
    assert own_ids(nine, terms.articles_with(nine, Selection(), "truce")) == [
        "a5",
        "a2",
        "a1",
        "a7",
    ]
    assert own_ids(nine, terms.articles_with(nine, Selection(words="grain"), "truce")) == ["a2"]
    assert own_ids(nine, terms.articles_with(nine, Selection(), "truces")) == []


def test_a_term_is_known_exactly_as_it_is_written(nine: Any) -> None:
    known = [terms.is_known(nine, term) for term in ("truce", "truces", "Truce", "", "zzz")]
    assert known == [True, False, False, False, False]
