"""A selection picks rows, says of what its shares are, and goes into a link and back."""

from __future__ import annotations

import gc
import weakref
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import annotate
from lib.index import QueryError
from lib.measure import selection as sel
from lib.measure.selection import Selection
from tests.small import NINE, opened, own_ids

ALL = [f"a{number}" for number in range(1, 10)]
PUTIN, TRUMP, LAVROV, RUSSIA = "vladimir-putin", "donald-trump", "sergey-lavrov", "russia"


def picked(corpus: Any, selection: Selection) -> list[str]:
    return sorted(own_ids(corpus, sel.resolve(corpus, selection).mask))


# Rows


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), ALL),
        (Selection(words="truce"), ["a1", "a2", "a5", "a7"]),
        (Selection(words="truce -grain"), ["a1", "a5", "a7"]),
        (Selection(start=date(2025, 7, 14)), ["a5", "a6", "a8", "a9"]),
        (Selection(end=date(2025, 7, 1)), ["a1", "a2"]),
        (Selection(start=date(2025, 7, 3), end=date(2025, 7, 3)), ["a3", "a4"]),
        (Selection(start=date(2025, 7, 4), end=date(2025, 7, 13)), []),
        (Selection(sources=("Beta Post",)), ["a3", "a4", "a5", "a8"]),
        (Selection(sources=("Gamma", "")), ["a7", "a9"]),
        (Selection(sources=("Nobody",)), []),
        (Selection(any_of=(PUTIN,)), ["a1", "a3", "a7", "a8"]),
        (Selection(any_of=(PUTIN, TRUMP)), ["a1", "a2", "a3", "a5", "a7", "a8", "a9"]),
        (Selection(all_of=(PUTIN, TRUMP)), ["a1"]),
        (Selection(none_of=(PUTIN, TRUMP)), ["a4", "a6"]),
        (Selection(any_of=(PUTIN,), none_of=(LAVROV,)), ["a1", "a7", "a8"]),
        (Selection(any_of=("nobody",)), []),
        (Selection(any_of=(RUSSIA,)), ["a5"]),
        (Selection(any_of=(RUSSIA,), kinds=annotate.KINDS), ["a5", "a6"]),
        (Selection(any_of=(RUSSIA,), kinds=("name",)), []),
        (Selection(none_of=(RUSSIA,), kinds=("demonym",), words="grain"), ["a2"]),
        (Selection(words="truce", any_of=(TRUMP,), sources=("Alpha Wire",)), ["a1", "a2"]),
        (Selection(topics=("00000000.1",)), []),
        (Selection(added_since=date(1990, 1, 1)), ALL),
        (Selection(added_since=date(2090, 1, 1)), []),
    ],
)
def test_a_selection_picks_articles(nine: Any, selection: Selection, expected: list[str]) -> None:
    assert picked(nine, selection) == expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), [own for own in ALL if own != "a8"]),
        (Selection(words="truce", any_of=(PUTIN,)), [own for own in ALL if own != "a8"]),
        (Selection(words="truce", sources=("Beta Post",)), ["a3", "a4", "a5"]),
        (Selection(none_of=(TRUMP,), end=date(2025, 7, 3)), ["a1", "a2", "a3", "a4"]),
    ],
)
def test_shares_are_of_the_same_frame_whatever_the_subject(
    nine: Any, selection: Selection, expected: list[str]
) -> None:
    resolved = sel.resolve(nine, selection)
    assert own_ids(nine, resolved.total) == expected
    assert not (resolved.counted & ~resolved.total).any()


def test_rows_without_text_match_and_are_not_counted(nine: Any) -> None:
    resolved = sel.resolve(nine, Selection(any_of=(PUTIN,)))
    assert (resolved.size, resolved.without_text) == (4, 1)
    assert sorted(own_ids(nine, resolved.counted)) == ["a1", "a3", "a7"]


def test_masks_are_shared_and_cannot_be_written_to(nine: Any) -> None:
    resolved = sel.resolve(nine, Selection(words="truce"))
    assert sel.resolve(nine, Selection(words="truce")) is resolved
    for mask in (resolved.mask, resolved.counted, resolved.total):
        with pytest.raises(ValueError, match="read-only"):
            mask[0] = True


def test_what_was_resolved_keeps_no_corpus_open(tmp_path: Path) -> None:
    corpus = opened(NINE[:2], tmp_path)
    sel.resolve(corpus, Selection())
    held = weakref.ref(corpus)
    del corpus
    gc.collect()
    assert held() is None


def test_an_unreadable_search_is_said(nine: Any) -> None:
    with pytest.raises(QueryError):
        sel.resolve(nine, Selection(words="(truce"))


def test_rows_come_newest_first_or_best_first(nine: Any) -> None:
    resolved = sel.resolve(nine, Selection(words="truce", sources=("Alpha Wire", "Gamma")))
    assert own_ids(nine, sel.sorted_rows(nine, resolved)) == ["a2", "a1", "a7"]
    best = sel.sorted_rows(nine, resolved, "relevance")
    assert sorted(own_ids(nine, best)) == ["a1", "a2", "a7"]
    rows, scores = sel.relevance(nine, resolved.words) or ([], [])
    by_score = dict(zip(rows.tolist(), scores.tolist(), strict=True))
    assert [by_score[r] for r in best.tolist()] == sorted(
        (by_score[r] for r in best.tolist()), reverse=True
    )
    nothing_sought = sel.resolve(nine, Selection(sources=("Alpha Wire",)))
    in_order = sel.sorted_rows(nine, nothing_sought, "relevance")
    assert own_ids(nine, in_order) == ["a6", "a2", "a1"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), (date(2025, 6, 30), date(2025, 8, 5))),
        (Selection(start=date(2025, 7, 1)), (date(2025, 7, 1), date(2025, 8, 5))),
        (Selection(end=date(2026, 1, 1)), (date(2025, 6, 30), date(2026, 1, 1))),
        (Selection(start=date(2025, 9, 1)), None),
    ],
)
def test_the_span_is_that_of_selection_and_corpus(
    nine: Any, selection: Selection, expected: tuple[date, date] | None
) -> None:
    assert sel.span(nine, selection) == expected


@pytest.mark.parametrize(
    ("words", "term", "expected"),
    [
        ("", "grain", '"grain"'),
        ("truce", "grain", 'truce "grain"'),
        ("a OR b", "grain", '(a OR b) "grain"'),
    ],
)
def test_a_search_is_narrowed_by_a_term(words: str, term: str, expected: str) -> None:
    assert sel.with_word(words, term) == expected


def test_topics_of_the_bundled_corpus_are_selected_by_their_key(seeds_corpus: Any) -> None:
    model = seeds_corpus.topics(8)
    strongest = model.strongest()
    for number in range(8):
        key = sel.topic_key(model, number)
        found = sel.find_topic(seeds_corpus, key)
        assert found is not None
        assert (found[0].digest, found[1]) == (model.digest, number)
        mask = sel.resolve(seeds_corpus, Selection(topics=(key,), once=False)).mask
        np.testing.assert_array_equal(mask, strongest == number)
    both = Selection(topics=(sel.topic_key(model, 0), sel.topic_key(model, 1)), once=False)
    mask = sel.resolve(seeds_corpus, both).mask
    np.testing.assert_array_equal(mask, (strongest == 0) | (strongest == 1))


@pytest.mark.parametrize("number", ["8", "-1", "", "x", "1.5", "²", "9" * 5_000])
def test_a_key_of_no_topic_finds_none(seeds_corpus: Any, number: str) -> None:
    key = f"{seeds_corpus.topics(8).digest}.{number}"
    assert sel.find_topic(seeds_corpus, key) is None


# Link

DAYS = st.dates(date(1500, 1, 1), date(2100, 12, 31))
WORDS = st.sampled_from(["", "truce", '"a truce" OR grain', "é & ü +x", "50 % = a;b#c", "tru*"])
KINDS = st.sets(st.sampled_from(annotate.KINDS), min_size=1).map(
    lambda chosen: tuple(kind for kind in annotate.KINDS if kind in chosen)
)


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True).map(tuple)


ACTORS = some([PUTIN, TRUMP, LAVROV, RUSSIA])
PERIODS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda ends: None in ends or ends[0] <= ends[1]
)
SELECTIONS = st.builds(
    lambda ends, named, **values: Selection(
        start=ends[0], end=ends[1], named_from=named[0], named_to=named[1], **values
    ),
    ends=PERIODS,
    named=PERIODS,
    words=WORDS,
    any_of=ACTORS,
    all_of=ACTORS,
    none_of=ACTORS,
    sources=some(["Alpha Wire", "Beta Post", "Gamma", ""]),
    added_since=st.none() | DAYS,
    kinds=KINDS,
)


@given(SELECTIONS)
def test_a_selection_comes_back_from_its_link(nine: Any, selection: Selection) -> None:
    link = f"http://localhost:8501/timeline?{sel.to_query(selection, nine)}"
    assert sel.from_link(link, nine) == (selection, [])


def test_defaults_are_left_out_of_a_link(nine: Any) -> None:
    assert sel.to_query(Selection()) == ""
    assert sel.to_query(Selection(), nine) == f"corpus={nine.digest}"
    given_words = Selection(words="a truce", any_of=(PUTIN, TRUMP))
    assert sel.to_query(given_words) == f"q=a+truce&any={PUTIN}&any={TRUMP}"


@pytest.mark.parametrize(
    ("link", "expected", "said"),
    [
        ("q=(truce", Selection(), "the search “(truce”: The search breaks at its end"),
        ("from=2025-13-40", Selection(), "from=“2025-13-40” is no date"),
        ("to=0001-01-01", Selection(), "outside the years 1500 to 2100"),
        ("from=2025-07-02&to=2025-07-01", Selection(), "ends before it begins"),
        ("names_from=2025-07-02&names_to=2025-07-01", Selection(), "end before they begin"),
        ("any=nobody&any=" + PUTIN, Selection(any_of=(PUTIN,)), "the actor “nobody” is not in"),
        ("source=Nowhere", Selection(), "the source “Nowhere” is not in this corpus"),
        ("lang=xx", Selection(), "the language “xx” is not in this corpus"),
        ("topic=12345678.1", Selection(), "is of other topics than this corpus has now"),
        ("kind=pronoun", Selection(), "the kind of mention “pronoun”"),
        ("any=" + "x" * 500, Selection(), "x…”"),
        ("&".join(["any=" + TRUMP] * 51), Selection(any_of=(TRUMP,)), "any has 51 values"),
    ],
)
def test_what_is_not_valid_is_dropped_and_said(
    nine: Any, link: str, expected: Selection, said: str
) -> None:
    selection, dropped = sel.from_link(link, nine)
    assert selection == expected
    assert len(dropped) == 1
    assert said in dropped[0]


@pytest.mark.parametrize("link", ["", "?", "http://localhost/x", "q=&from=&any=&kind=", "page=3"])
def test_a_link_that_says_nothing_is_the_whole_corpus(nine: Any, link: str) -> None:
    assert sel.from_link(link, nine) == (Selection(), [])


PARAMETERS = st.dictionaries(
    st.sampled_from([*sel.PARAMETERS, "corpus", "x"]),
    st.lists(st.text(max_size=20) | st.sampled_from(["2025-07-01", PUTIN, "truce"]), max_size=4),
)


@given(PARAMETERS)
def test_no_link_breaks_anything(nine: Any, parameters: dict[str, list[str]]) -> None:
    selection, dropped = sel.from_parameters(parameters, nine)
    sel.resolve(nine, selection)
    assert all(dropped)
    assert sel.from_link(sel.to_query(selection), nine) == (selection, [])
