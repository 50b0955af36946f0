"""Each text counts once: which of its copies stands for it, and that every number obeys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure import actors, export, news, splits, terms, time
from lib.measure import selection as sel
from lib.measure.news import Period
from lib.measure.selection import Selection
from tests.small import own_ids

PUTIN, TRUMP = "vladimir-putin", "donald-trump"


@pytest.mark.parametrize(
    ("selection", "texts", "publications"),
    [
        (Selection(), ["f1", "w1", "y1"], ["f1", "f2", "w1", "w2", "w3", "y1"]),
        (Selection(once=False), ["f1", "f2", "w1", "w2", "w3", "y1"], None),
        (Selection(start=date(2025, 7, 2)), ["f1", "w2", "y1"], ["f1", "f2", "w2", "w3", "y1"]),
        (Selection(words="farmers"), ["w2"], ["w2"]),
        (Selection(words="truce", sources=("Gamma", "Beta Post")), ["w2"], ["w2", "w3"]),
        (Selection(sources=("Beta Post",)), ["f2", "w2", "y1"], ["f2", "w2", "y1"]),
        (Selection(words="title:flood"), ["f2"], ["f2"]),
        (Selection(all_of=(TRUMP,)), ["w1", "y1"], ["w1", "w2", "w3", "y1"]),
        (Selection(words="nothing"), [], []),
    ],
)
def test_the_earliest_match_stands_for_its_text(
    wire: Any, selection: Selection, texts: list[str], publications: list[str] | None
) -> None:
    resolved = sel.resolve(wire, selection)
    assert sorted(own_ids(wire, resolved.mask)) == texts
    assert sorted(own_ids(wire, resolved.publications)) == (publications or texts)
    assert (resolved.size, resolved.published) == (len(texts), len(publications or texts))


SELECTIONS = st.builds(
    Selection,
    words=st.sampled_from(["", "truce", "farmers", "wheat OR bridges", "grain -wheat"]),
    start=st.none() | st.dates(date(2025, 7, 1), date(2025, 7, 4)),
    end=st.none() | st.dates(date(2025, 7, 4), date(2025, 7, 9)),
    any_of=st.sampled_from([(), (PUTIN,), (TRUMP,)]),
    sources=st.sampled_from([(), ("Beta Post",), ("Beta Post", "Gamma")]),
    once=st.booleans(),
)


@given(SELECTIONS)
def test_counts_add_up_whatever_is_selected(wire: Any, selection: Selection) -> None:
    resolved = sel.resolve(wire, selection)
    every = sel.resolve(wire, replace(selection, once=False))
    np.testing.assert_array_equal(resolved.publications, every.mask)
    assert not (resolved.mask & ~resolved.publications).any()
    # One for each cluster that matches, and every article that is in none.
    numbers = wire.clusters.numbers
    matching = numbers[resolved.publications]
    texts = len(np.unique(matching[matching >= 0])) + int((matching < 0).sum())
    assert resolved.size == (texts if selection.once else resolved.published)
    assert not (resolved.counted & ~resolved.total).any()
    everything = replace(selection, words="", any_of=())
    assert resolved.total.sum() == sel.resolve(wire, everything).counted.sum()


@given(SELECTIONS)
def test_a_selection_of_texts_comes_back_from_its_link(wire: Any, selection: Selection) -> None:
    assert sel.from_link("?" + sel.to_query(selection), wire) == (selection, [])


def test_the_switch_is_in_the_link_only_where_it_is_off(wire: Any) -> None:
    assert sel.to_query(Selection()) == ""
    assert sel.to_query(Selection(once=False)) == "once=no"
    selection, dropped = sel.from_link("once=perhaps", wire)
    assert selection == Selection()
    assert dropped == ["once=“perhaps” is neither yes nor no"]


def test_a_text_counts_on_the_day_on_which_the_selection_first_has_it(wire: Any) -> None:
    def days(selection: Selection) -> dict[str, tuple[int, int]]:
        frame = time.timeline(wire, selection, "day")
        some = frame[frame["total"] > 0]
        counted = zip(some["count"].astype(int), some["total"].astype(int), strict=True)
        return dict(zip(some["period"].astype(str).str[5:10], counted, strict=True))

    assert days(Selection()) == {"07-01": (1, 1), "07-02": (1, 1), "07-08": (1, 1)}
    every = {"07-01": (1, 1), "07-02": (2, 2), "07-03": (1, 1), "07-08": (2, 2)}
    assert days(Selection(once=False)) == every
    # What is counted stands for its copies in the total, too: no share above 1.
    assert days(Selection(words="farmers")) == {"07-02": (0, 1), "07-03": (1, 1), "07-08": (0, 1)}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, ("2025-06-30", "2025-07-06")),
        (date(2025, 7, 2), None, ("2025-07-02", "2025-07-06")),
        (date(2025, 7, 2), date(2025, 7, 3), ("2025-07-02", "2025-07-03")),
    ],
)
def test_a_week_that_the_dates_cut_is_only_its_days_within_them(
    start: date | None, end: date | None, expected: tuple[str, str]
) -> None:
    days = sel.clipped(Selection(start=start, end=end), date(2025, 6, 30), date(2025, 7, 6))
    assert tuple(map(str, days)) == expected


@pytest.mark.parametrize(
    ("selection", "first", "last", "expected"),
    [
        (Selection(), date(2025, 7, 3), date(2025, 7, 8), ["y1"]),
        (Selection(once=False), date(2025, 7, 3), date(2025, 7, 8), ["w2", "w3", "y1"]),
        (Selection(start=date(2025, 7, 3)), date(2025, 7, 3), date(2025, 7, 8), ["w2", "y1"]),
        (Selection(start=date(2025, 7, 8)), date(2025, 7, 3), date(2025, 7, 8), ["y1"]),
    ],
)
def test_what_is_new_in_some_days_is_what_the_selection_had_not_before(
    wire: Any, selection: Selection, first: date, last: date, expected: list[str]
) -> None:
    period = Period(first, last, date(2025, 6, 1), date(2025, 7, 2))
    here, _ = news.masks(wire, selection, period)
    assert sorted(own_ids(wire, here)) == expected
    assert sorted(own_ids(wire, news.newest(wire, selection, period))) == expected
    with_trump = terms.articles_with(wire, selection, "trump", (first, last))
    assert set(own_ids(wire, with_trump)) == set(expected)


def test_lines_actors_terms_and_exports_hold_what_is_counted(wire: Any) -> None:
    by_source = splits.Split("sources", ("Alpha Wire", "Beta Post"))
    frame = splits.timeline(wire, Selection(), "month", by_source)
    assert frame["count"].tolist() == [2, 1]
    ranked = actors.ranking(wire, Selection()).set_index("key")
    assert ranked.articles[TRUMP] == 2
    assert actors.ranking(wire, Selection(once=False)).set_index("key").articles[TRUMP] == 4
    assert own_ids(wire, terms.articles_with(wire, Selection(), "truce")) == ["w1"]
    resolved = sel.resolve(wire, Selection())
    rows = sel.sorted_rows(wire, resolved)
    assert export.articles(wire, rows)["own_id"].tolist() == ["y1", "f1", "w1"]
    about = export.provenance(wire, Selection(), rows)
    assert (about["articles"], about["publications"]) == (3, 6)


def test_key_terms_hold_no_copies_of_what_is_selected_against_it(wire: Any) -> None:
    of_the_call = terms.key_terms(wire, Selection(words="truce")).set_index("key")
    assert of_the_call.before["trump"] == 1
    assert of_the_call.before_total.iloc[0] == 2
