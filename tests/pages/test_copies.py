"""The open article's copies, in the reading pane."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader, *app.header, *app.warning]
    return re.sub("[\\\\\u2060]", "", "\n".join(part.value for part in parts))


def shown(app: AppTest) -> str:
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if "<style>" not in body)


@pytest.fixture
def open_copies(open_wire: Open, wire: Any) -> Open:
    """The pane of an article, by its own id, with the tab of its copies."""

    def run(own: str, **parameters: str) -> AppTest:
        article = str(wire.ids[wire.row_of(own)].as_py())
        return open_wire("articles", article=article, pane="Copies", **parameters)

    return run


def test_the_list_says_how_many_copies_stand_behind_a_text(open_wire: Open) -> None:
    metas = re.findall(r'ws-meta">(.*?)</div>', shown(open_wire("articles")))
    assert sum("2 copies" in meta for meta in metas) == 1
    assert sum("1 copy" in meta for meta in metas) == 1


def test_members_with_date_source_and_what_stands_for_them(open_copies: Open) -> None:
    app = open_copies("w2")
    assert "3 articles are this text" in said(app)
    assert "In 3 sources, from 1 July 2025 to 8 July 2025" in said(app)
    text = shown(app)
    assert "stands for them" in text and "now reading" in text
    assert "77 % the same" in text
    openers = [str(button.key) for button in app.button if str(button.key).startswith("copy_")]
    assert len(openers) == 3


def test_what_was_changed_against_the_one_that_stands_for_them(open_copies: Open) -> None:
    text = shown(open_copies("w2"))
    assert '<ins class="ws-new">Farmers here will read it with care. </ins>' in text
    assert '<mark class="ws-shared">Vladimir Putin' in text


def test_against_any_other_by_the_link(open_copies: Open, wire: Any) -> None:
    other = str(wire.ids[wire.row_of("w2")].as_py())
    text = html.unescape(shown(open_copies("w3", against=other)))
    assert '<del class="ws-gone">Farmers here will read it with care. </del>' in text
    assert re.search(r'<del class="ws-gone">and the price of wheat.*evening.</del>', text)
    unknown = open_copies("w3", against="nobody")
    assert "against=nobody is not among what is shown here" in said(unknown)


def test_shared_passages_can_be_marked_instead(open_copies: Open) -> None:
    app = open_copies("w2")
    app.segmented_control[-1].set_value("shared passages").run()
    assert "1 passage of 25 words and more, 28 words in all" in said(app)
    assert "<ins" not in shown(app)


def test_an_article_without_copies_says_so(open_copies: Open) -> None:
    text = said(open_copies("y1"))
    assert "No other article of this corpus has this text" in text
    assert "Where nothing is found, articles can still depend on one another." in text


@pytest.mark.parametrize(("once", "copies"), [("yes", 1), ("no", 2)])
def test_similar_articles_say_which_are_the_same_text(
    open_wire: Open, wire: Any, once: str, copies: int
) -> None:
    article = str(wire.ids[wire.row_of("w1")].as_py())
    text = shown(open_wire("articles", article=article, pane="Similar articles", once=once))
    assert text.count("the same text") == copies


def test_where_nothing_shows_a_dependence_that_is_all_that_is_said(open_page: Open) -> None:
    metas = re.findall(
        r'ws-meta">(likeness.*?)</div>', shown(open_page("articles", pane="Similar articles"))
    )
    assert len(metas) == 10
    tiers = (
        "the same text",
        "a shared passage of",
        "both by or crediting",
        "no visible dependence",
    )
    assert all(any(tier in meta for tier in tiers) for meta in metas)
    assert any("no visible dependence" in meta for meta in metas)


def test_an_article_for_which_another_stands_says_so(open_wire: Open, wire: Any) -> None:
    article = str(wire.ids[wire.row_of("w3")].as_py())
    (info,) = open_wire("articles", article=article).info
    assert "an earlier copy of this one stands in the list" in info.value
