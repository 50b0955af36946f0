"""The Sources page, drawn without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.measure import sources

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader, *app.header, *app.info, *app.warning]
    return re.sub("[\\\\\u2060]", "", "\n".join(part.value for part in parts))


def opened(app: AppTest) -> int:
    return sum(str(button.key).startswith("behind_") for button in app.button)


def test_what_each_source_publishes_and_who_carries_whose(open_wire: Open) -> None:
    app = open_wire("sources")
    published, carried, spread = app.dataframe
    assert spread.value["publications"].tolist() == [3, 2]
    assert published.value["label"].tolist() == ["Beta Post", "Alpha Wire", "Gamma"]
    assert published.value["publications"].tolist() == [3, 2, 1]
    assert published.value["copy_share"].round(1).tolist() == [33.3, 0, 100]
    assert published.value["common_texts"].tolist() == [2, 2, 1]
    assert carried.value["carrier_label"].tolist()[:2] == ["Beta Post", "Gamma"]
    assert "Publications are counted here: every article of the selection, copies too" in said(app)
    assert len(app.get("plotly_chart")) == 2  # one is the sidebar's


@pytest.mark.parametrize(
    ("look", "title", "number"),
    [
        (["state", "Beta Post", ""], "Beta Post", 3),
        (["state", "Beta Post", "later"], "Beta Post: another had it first", 1),
        (["carried", "Alpha Wire", "Gamma"], "Gamma, first in Alpha Wire", 1),
        (["carried", sources.SAME_DAY, "Beta Post"], "Beta Post, same day, order unknown", 1),
    ],
)
def test_a_number_opens_its_articles_by_the_link(
    open_wire: Open, look: list[str], title: str, number: int
) -> None:
    app = open_wire("sources", shared=look)
    assert title in said(app)
    assert opened(app) == number


def test_a_text_opens_its_publications_by_the_link(open_wire: Open, wire: Any) -> None:
    article = str(wire.ids[wire.row_of("w1")].as_py())
    app = open_wire("sources", shared=["text", article])
    assert "Presidents speak" in said(app)
    assert opened(app) == 3


@pytest.mark.parametrize(
    "look",
    [["state", "Nobody", ""], ["state", "Gamma", "x"], ["carried", "Gamma"], ["text", "x"], ["x"]],
)
def test_what_the_link_names_wrongly_is_dropped_and_said(open_wire: Open, look: list[str]) -> None:
    app = open_wire("sources", shared=look)
    assert "what it looks at is not of this corpus" in said(app)
    assert opened(app) == 0


def test_a_selection_without_shared_texts_says_so(open_wire: Open) -> None:
    assert "No text of this selection stands in more than one source" in said(
        open_wire("sources", q="golf")
    )


def test_an_empty_selection_says_what_to_do(open_wire: Open) -> None:
    app = open_wire("sources", q="zeppelin")
    assert "No article with a text matches this selection" in said(app)
    assert not app.dataframe


def test_papers_of_the_bundled_corpus_carry_the_texts_of_a_service(open_page: Open) -> None:
    published = open_page("sources").dataframe[0].value.set_index("label")
    for paper, number in (("Lakeside Gazette", 2), ("Tidewater Post", 2), ("Hillside Courier", 1)):
        assert published.loc[paper, ["publications", "common_texts"]].tolist() == [number, number]
    assert published.loc["Tidewater Post", "copy_share"] == 100
    assert published.loc["Meridian Desk", "own_share"] == 100


def test_where_no_text_stands_in_two_sources_the_page_says_so(open_page: Open) -> None:
    app = open_page("sources", to="2025-08-01")
    assert "No text of this selection stands in more than one source" in said(app)
    assert app.dataframe[0].value["own_share"].eq(100).all()
