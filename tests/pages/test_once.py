"""The switch that counts each wire text once, on the pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader, *app.header]
    return re.sub("[\\\\\u2060]", "", "\n".join(part.value for part in parts))


def switch(app: AppTest) -> AppTest:
    return next(toggle for toggle in app.toggle if toggle.key == "select_once")


def test_the_header_says_texts_and_publications(open_wire: Open) -> None:
    app = open_wire("articles")
    assert "3 texts, 6 publications, of 6 articles" in said(app)
    assert switch(app).value and not switch(app).disabled
    switch(app).set_value(False).run()
    assert "6 of 6 articles" in said(app)
    assert "1 to 6 of 6" in said(app)


def test_the_link_holds_the_switch(open_wire: Open) -> None:
    app = open_wire("articles", once="no", q="truce")
    assert "3 of 6 articles" in said(app)
    assert not switch(app).value
    assert "1 text, 3 publications" in said(open_wire("articles", q="truce"))


def test_without_copies_there_is_nothing_to_switch(open_page: Open) -> None:
    app = open_page("overview", to="2025-08-01")
    assert not switch(app).disabled
    assert "publications" not in said(app)


def test_a_corpus_without_copies_has_nothing_to_switch(open_nine: Open) -> None:
    app = open_nine("overview")
    assert switch(app).disabled
    assert "publications" not in said(app)


@pytest.mark.parametrize("page", ["overview", "timeline", "actors", "keywords", "topics", "corpus"])
def test_every_page_can_be_drawn_either_way(open_wire: Open, page: str) -> None:
    for once in ("yes", "no"):
        assert not open_wire(page, once=once).exception


@pytest.mark.parametrize(
    ("once", "days", "number"),
    [("yes", ("2025-07-03", "2025-07-08"), 1), ("no", ("2025-07-03", "2025-07-08"), 3)],
)
def test_a_bar_opens_the_articles_that_it_counts(
    open_wire: Open, once: str, days: tuple[str, str], number: int
) -> None:
    app = open_wire("overview", behind=["overview", "all", *days], once=once)
    opened = [button for button in app.button if str(button.key).startswith("behind_")]
    assert len(opened) == number
