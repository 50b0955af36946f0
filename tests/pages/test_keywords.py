"""The Keywords page over the bundled corpus, run without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from lib.measure import news, terms
from lib.measure.selection import Selection

Open = Callable[..., AppTest]
TRUCE = Selection(words="truce")


def said(app: AppTest) -> str:
    parts = [*app.header, *app.subheader, *app.caption, *app.info, *app.warning, *app.markdown]
    return re.sub("[\\\\\u2060]", "", "\n".join(str(part.value) for part in parts))


def box(app: AppTest, number: int) -> Any:
    return [box for box in app.selectbox if box.label.startswith("Sentences with")][number]


def test_until_words_are_written_the_key_terms_are_drawn(
    open_page: Open, seeds_corpus: Any
) -> None:
    first = terms.key_terms(seeds_corpus, Selection())["key"].tolist()[:3]
    app = open_page("keywords")
    lines = next(box for box in app.selectbox if box.label == "In the line").options
    assert lines == [f'"{term}"' for term in first]


def test_the_words_of_the_link_are_drawn_and_unreadable_ones_named(open_page: Open) -> None:
    app = open_page("keywords", word=["truce", '"direct talks"', "a AND ("])
    lines = next(box for box in app.selectbox if box.label == "In the line").options
    assert lines == ["truce", '"direct talks"']
    assert "“a AND (” is not drawn." in said(app)


def test_commas_part_what_is_typed(open_page: Open) -> None:
    app = open_page("keywords")
    app.multiselect(key="word").set_value(["truce, missiles"]).run()
    lines = next(box for box in app.selectbox if box.label == "In the line").options
    assert lines == ["truce", "missiles"]


def test_key_terms_are_those_of_the_selection_with_the_score_named(
    open_page: Open, seeds_corpus: Any
) -> None:
    expected = terms.key_terms(seeds_corpus, TRUCE, 20)
    app = open_page("keywords", q="truce")
    assert box(app, 0).options == expected["key"].tolist()
    shown = app.dataframe[0].value
    assert shown.label.tolist() == expected.label.tolist()
    assert shown["count"].tolist() == expected["count"].tolist()
    assert "Monroe, Colaresi and Quinn 2008" in said(app)
    assert f"set {expected.total[0]} articles most apart from" in said(app)


def test_the_whole_corpus_has_nothing_to_be_held_against(open_page: Open) -> None:
    assert "no other articles to hold these 221 against" in said(open_page("keywords"))


def test_a_term_of_the_link_opens_the_articles_that_were_counted(
    open_page: Open, seeds_corpus: Any
) -> None:
    rows = terms.articles_with(seeds_corpus, TRUCE, "istanbul")
    app = open_page("keywords", q="truce", term="istanbul")
    assert box(app, 0).value == "istanbul"
    assert f"\n{len(rows)} articles\n" in said(app)


def test_what_rises_and_falls_is_held_against_the_earlier_half(
    open_page: Open, seeds_corpus: Any
) -> None:
    period = news.halves(seeds_corpus, Selection())
    assert period is not None
    expected = news.changed_terms(seeds_corpus, Selection(), period)
    app = open_page("keywords")
    assert box(app, 1).options == expected["key"].tolist()
    shown = app.dataframe[1].value["before_share"]
    assert shown.tolist() == (100 * expected["before_share"]).tolist()  # per cent


def test_a_selection_of_dates_is_held_against_the_time_before(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("keywords", **{"from": "2025-07-01", "to": "2025-07-31"})
    assert "July 2025 (" in said(app)
    assert "held against 31 May 2025 to 30 Jun 2025 (" in said(app)


def test_two_periods_can_be_picked_and_the_earlier_one_opened(
    open_page: Open, seeds_corpus: Any
) -> None:
    june = Selection(start=date(2025, 6, 1), end=date(2025, 6, 30))
    rows = terms.articles_with(seeds_corpus, june, "israel")
    app = open_page(
        "keywords",
        compare="two periods",
        earlier=["2025-06-01", "2025-06-30"],
        later=["2025-07-01", "2025-07-31"],
        moved="israel",
        half="earlier",
    )
    assert "held against June 2025 (" in said(app)
    assert f"\n{len(rows)} articles\n" in said(app)


def test_nonsense_in_the_link_is_dropped_and_said(open_page: Open) -> None:
    app = open_page("keywords", term="<i>zz</i>", moved="qqzz", compare="never", later=["x", "y"])
    assert "term=<i>zz</i> is not among" in said(app)
    assert "moved=qqzz is not among" in said(app)
    assert "term" not in app.query_params


def test_a_day_has_no_two_halves(open_page: Open) -> None:
    app = open_page(
        "keywords", compare="earlier and later half", **{"from": "2025-07-12", "to": "2025-07-12"}
    )
    assert "of one day, or undated: no two periods" in said(app)


def test_an_empty_selection_says_what_to_do(open_page: Open) -> None:
    assert "matches this selection" in said(open_page("keywords", q="zzzqqq"))
