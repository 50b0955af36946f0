"""The Overview: what is new, and what the selection is about, over the bundled corpus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.measure import actors, news
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.view.markup import label

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    """All text of the page, with what keeps it from being Markdown taken away."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info]
    return re.sub("[\\\\\u2060]", "", "\n".join(part.value for part in parts))


def buttons(app: AppTest, key: str) -> list[str]:
    found = [button for button in app.button if (button.key or "").startswith(key)]
    return [re.sub(r"[\\\u2060]| :small\[.*", "", button.label) for button in found]


def test_it_opens_with_the_last_days_and_how_many_articles_they_hold(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("overview")
    period = news.last_day(seeds_corpus, Selection(), 7)
    here, before = (int(mask.sum()) for mask in news.masks(seeds_corpus, Selection(), period))
    assert "New from Monday 8 September 2025 to Sunday 14 September 2025" in said(app)
    assert f"{here} articles, held against the 28 days before with {before}" in said(app)
    risen = news.rising_actors(seeds_corpus, Selection(), period, 8)
    assert len(risen) and buttons(app, "risen_actors_") == list(risen.label)


def test_the_reader_can_ask_for_the_last_day_alone(open_page: Open) -> None:
    text = said(open_page("overview", new="1"))
    assert "New on Sunday 14 September 2025" in text
    assert "1 article, held against" in text and "So few have no trend." in text


def test_a_number_opens_its_sentences_by_the_link(open_page: Open, seeds_corpus: Any) -> None:
    closed = open_page("overview")
    opened = open_page("overview", behind=["overview", "actor", "nato", "2025-09-08", "2025-09-14"])
    rows = sel.rows_with_actor(seeds_corpus, "nato")
    week = (seeds_corpus.days >= 20339) & (seeds_corpus.days <= 20345)
    once = sel.resolve(seeds_corpus, Selection()).mask
    number = int((rows & week & once).sum())
    assert number > 1 and f"{number} articles" in [c.value for c in opened.caption]
    assert len(buttons(opened, "behind_")) == number and not buttons(closed, "behind_")


def test_the_actors_in_most_articles_are_listed_in_their_order(
    open_page: Open, seeds_corpus: Any
) -> None:
    ranked = actors.ranking(seeds_corpus, Selection(words="drones"))
    app = open_page("overview", q="drones")
    assert buttons(app, "top_actors_") == list(ranked.name[:10])


def test_a_topic_is_selected_by_a_click(open_page: Open) -> None:
    app = open_page("overview")
    before = [part.value for part in app.markdown if "of 226" in part.value]
    app.button(key="top_topics_0").click().run()
    assert not app.exception
    after = [part.value for part in app.markdown if "of 226" in part.value]
    assert before == [label("221 texts, 226 publications, of 226 articles")] and before != after


def test_an_empty_selection_gets_a_sentence(open_page: Open) -> None:
    app = open_page("overview", q="zzzqqq")
    assert "No article matches this selection" in said(app)
    assert not app.header


def test_a_selection_that_ends_before_anything_is_new_is_still_drawn(open_page: Open) -> None:
    assert "What this selection is about" in said(open_page("overview", to="2024-11-05"))


@pytest.mark.parametrize(
    ("behind", "articles"),
    [
        (["all", "2025-09-08", "2025-09-14"], 9),
        (["source", "Meridian Desk", "2025-09-08", "2025-09-14"], None),
        (["term", "ceasefire"], None),
        (["actor", "nato"], None),
        (["pair", "nato", "ukraine"], None),
        (["form", "nato", "NATO", "name"], None),
    ],
)
def test_numbers_of_every_kind_open_their_articles(
    open_page: Open, behind: list[str], articles: int | None
) -> None:
    app = open_page("overview", behind=["overview", *behind])
    opened = buttons(app, "behind_")
    assert not app.warning and opened
    assert articles is None or len(opened) == articles


def test_nothing_of_a_nonsense_link_is_taken(open_page: Open) -> None:
    links = ("nonsense", "", "term zzzqqq", "pair nato nobody", "all x y", "form nato NATO x")
    for behind in (*links, "term talks 2025-09-14 2025-09-08"):
        app = open_page("overview", new="many", behind=["overview", *behind.split()])
        assert "are not of this corpus" in app.warning[0].value
        assert not buttons(app, "behind_")


def test_sentences_that_another_page_opened_are_let_be(open_page: Open) -> None:
    app = open_page("overview", behind=["actors", "actor", "nato"])
    assert not app.warning and not buttons(app, "behind_")


def test_another_period_to_hold_against_is_in_the_link(open_page: Open) -> None:
    app = open_page("overview", against_from="2025-01-01", against_to="2025-01-31")
    assert "against January 2025" in said(app)
