"""Timelines split by something: their lines, and that each point opens the articles it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from lib.measure import selection as sel
from lib.measure import splits, topics
from lib.measure.selection import Selection
from lib.measure.splits import Split
from tests.small import own_ids

JULY = (date(2025, 7, 1), date(2025, 7, 31))
ALL = Selection()


def ident(corpus: Any, name: str) -> str:
    return str(corpus.actors[corpus.actors.name == name].id.item())


# --- which lines -------------------------------------------------------------------------------


def test_the_leading_actors_are_those_in_most_articles_and_the_rest_is_counted(nine: Any) -> None:
    keys, known = splits.leading(nine, ALL, "actors")
    assert list(keys[:2]) == [ident(nine, "Donald Trump"), ident(nine, "Vladimir Putin")]
    assert (len(keys), known) == (5, 5)


def test_the_leading_sources_count_articles_with_text_and_name_the_unknown_one(nine: Any) -> None:
    expected = ("Alpha Wire", "Beta Post", splits.UNKNOWN, "Gamma")
    assert splits.leading(nine, ALL, "sources") == (expected, 4)
    (line,) = splits.series(nine, ALL, Split("sources", (splits.UNKNOWN,)))
    assert own_ids(nine, line.rows) == ["a9"]


def test_nothing_and_words_lead_with_nothing(nine: Any) -> None:
    assert splits.leading(nine, ALL, "nothing") == ((), 0)
    assert splits.leading(nine, ALL, "words") == ((), 0)


def test_a_corpus_without_topics_has_no_lines_of_topics(nine: Any) -> None:
    assert splits.leading(nine, ALL, "topics") == ((), 0)
    assert splits.timeline(nine, ALL, "month", Split("topics", ("x.none", "x.1"))).empty


def test_keys_that_the_corpus_does_not_have_are_left_out(nine: Any) -> None:
    for by in ("actors", "sources", "topics"):
        assert splits.series(nine, ALL, Split(by, ("nobody.7",))) == []


def test_a_split_counts_apart_by_period(nine: Any) -> None:
    frame = splits.timeline(nine, ALL, "month", Split("words", ("truce", "grain")))
    counts = frame.pivot(index="period", columns="series", values="count")
    assert counts["truce"].tolist() == [1, 2, 0]  # June to August; a7 is undated
    assert counts["grain"].tolist() == [0, 1, 1]


def test_without_a_split_there_is_one_line(nine: Any) -> None:
    frame = splits.timeline(nine, ALL, "month")
    assert frame["count"].tolist() == [1, 4, 2]


@pytest.mark.parametrize(
    ("split", "overlaps"),
    [
        (Split("actors", ("a", "b")), True),
        (Split("words", ("a", "b")), True),
        (Split("words", ("a",)), False),
        (Split("sources", ("a", "b")), False),
        (Split("topics", ("a", "b")), False),
        (Split(), False),
    ],
)
def test_only_actors_and_words_can_add_up_to_more_than_all(split: Split, overlaps: bool) -> None:
    assert split.overlaps is overlaps


# --- from a point to its articles --------------------------------------------------------------


def test_a_point_opens_the_articles_of_its_line_newest_first(nine: Any) -> None:
    trump = ident(nine, "Donald Trump")
    split = Split("actors", (trump, ident(nine, "Vladimir Putin")))
    assert own_ids(nine, splits.rows(nine, ALL, split, trump, *JULY)) == ["a5", "a2"]


def test_a_key_of_no_line_stands_for_the_whole_selection(nine: Any) -> None:
    found = splits.rows(nine, Selection(words="truce"), Split("sources", ("Gamma",)), "", *JULY)
    assert own_ids(nine, found) == ["a5", "a2"]


def leading_split(corpus: Any, selection: Selection, by: str) -> Split:
    words = ("truce", '"direct talks"', "dron*")
    keys = words if by == "words" else splits.leading(corpus, selection, by)[0]
    return Split(by, keys)


@pytest.mark.parametrize("by", splits.BY)
@pytest.mark.parametrize(
    "selection", [ALL, Selection(words="ceasefire OR truce", start=date(2025, 3, 5))]
)
def test_each_point_counts_the_articles_that_it_opens(
    seeds_corpus: Any, selection: Selection, by: str
) -> None:
    split = leading_split(seeds_corpus, selection, by)
    frame = splits.timeline(seeds_corpus, selection, "month", split)
    assert frame["count"].sum() > 0
    for point in frame.itertuples():
        days = (point.period.date(), point.end.date())
        found = splits.rows(seeds_corpus, selection, split, point.key, *days)
        assert len(found) == point.count
        narrowed = splits.narrowed(selection, Split(by, (point.key,)), days)
        assert narrowed is not None
        assert set(sel.sorted_rows(seeds_corpus, sel.resolve(seeds_corpus, narrowed))) == set(found)


def test_each_point_of_what_happened_is_a_selection_of_its_own(seeds_corpus: Any) -> None:
    frame = splits.timeline(seeds_corpus, ALL, "month", Split(), "happened")
    counted = frame[frame["count"] > 0]
    assert len(counted) == 13
    for point in counted.itertuples():
        days = (point.period.date(), point.end.date())
        narrowed = splits.narrowed(ALL, Split(), days, "happened")
        assert narrowed == Selection(named_from=days[0], named_to=days[1])
        found = sel.resolve(seeds_corpus, narrowed)
        assert found.size == point.count
        assert found.total.sum() == sel.resolve(seeds_corpus, ALL).total.sum()


def test_days_named_are_narrowed_to_days_among_them_alone() -> None:
    named = Selection(named_from=date(2025, 7, 1), named_to=date(2025, 7, 31))
    within = (date(2025, 7, 10), date(2025, 7, 11))
    assert splits.narrowed(named, Split(), within, "happened") == Selection(
        named_from=within[0], named_to=within[1]
    )
    assert splits.narrowed(named, Split(), (date(2025, 6, 30), within[1]), "happened") is None


def test_articles_of_an_unknown_source_or_no_clear_topic_cannot_be_selected() -> None:
    assert splits.narrowed(ALL, Split("sources", (splits.UNKNOWN,)), JULY) is None
    assert splits.narrowed(ALL, Split("topics", ("12ab34cd.none",)), JULY) is None


def test_all_topics_and_no_clear_topic_add_up_to_all_articles(seeds_corpus: Any) -> None:
    size = seeds_corpus.topic_sizes[0]
    split = splits.all_topics(seeds_corpus, ALL, size)
    assert len(split.keys) == size + 1
    assert split.keys[-1] == topics.no_topic_key(seeds_corpus.topics(size))
    frame = splits.timeline(seeds_corpus, ALL, "month", split)
    assert np.allclose(frame.groupby("period")["share"].sum(), 1)


# --- what is sought ----------------------------------------------------------------------------


def test_what_makes_a_line_is_sought_beside_what_the_selection_seeks(seeds_corpus: Any) -> None:
    chosen = Selection(words="truce", any_of=("russia",))
    by_actor = splits.sought(seeds_corpus, chosen, Split("actors", ("ukraine",)), "ukraine")
    assert (by_actor.words, by_actor.actors) == (("truce",), ("russia", "ukraine"))
    by_word = splits.sought(seeds_corpus, chosen, Split("words", ("dron*",)), "dron*")
    assert (by_word.words, by_word.actors) == (("truce", "dron*"), ("russia",))
    key = sel.topic_key(seeds_corpus.topics(8), 0)
    first = seeds_corpus.topics(8).words[0][0]
    by_topic = splits.sought(seeds_corpus, ALL, Split("topics", (key,)), key)
    assert by_topic.words[0].startswith(f'"{first}" OR "')
    assert (
        splits.sought(seeds_corpus, ALL, Split("sources", ("Northline",)), "Northline").words == ()
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("truce", ["truce"]),
        ("truce, talks", ["truce", "talks"]),
        ('"peace, at last", talks', ['"peace, at last"', "talks"]),
        ("“peace, at last”,talks", ["“peace, at last”", "talks"]),
        ("(a OR b, c), d", ["(a OR b, c)", "d"]),
        (" , ,", []),
        ('"open, talks', ['"open, talks']),
    ],
)
def test_what_is_typed_is_cut_at_commas_outside_of_quotes(typed: str, expected: list[str]) -> None:
    assert splits.pieces(typed) == expected


def test_searches_that_cannot_be_read_are_named_and_the_others_are_drawn() -> None:
    fine, problems = splits.readable(["truce", " ", "(talks", "truce", "dron*"])
    assert fine == ("truce", "dron*")
    assert len(problems) == 1
    assert "(talks" in problems[0]
    assert "bracket" in problems[0]


def test_of_more_searches_than_ten_the_first_are_drawn_and_the_others_named() -> None:
    fine, problems = splits.readable([f"word{n}" for n in range(12)])
    assert len(fine) == 10
    assert ["word10" in problems[0], "word11" in problems[1]] == [True, True]


# --- sources that come and go ------------------------------------------------------------------


def test_sources_that_enter_or_leave_are_marked_the_largest_first(seeds_corpus: Any) -> None:
    drawn, listed = splits.source_notes(seeds_corpus, ALL)
    papers = ["Lakeside Gazette enters", "Tidewater Post enters"]
    rest = ["Hillside Courier enters", "MENAFN enters", "MENAFN leaves"]
    assert sorted(drawn["label"]) == sorted([*papers, *rest])
    assert sorted(listed["articles"]) == [1, 1, 1, 2, 2]
    fewer, same = splits.source_notes(seeds_corpus, ALL, most=2)
    assert (sorted(fewer["label"]), len(same)) == (papers, 5)


def test_without_such_sources_nothing_is_marked(nine: Any) -> None:
    drawn, listed = splits.source_notes(nine, Selection(sources=("Alpha Wire",)))
    assert (len(drawn), len(listed)) == (0, 0)
