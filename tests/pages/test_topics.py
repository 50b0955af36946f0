"""The Topics page, run without a browser: over the bundled corpus, and over too small a one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib import index
from lib.measure import topics
from lib.measure.selection import Selection, topic_key
from tests.browsing import ROOT

Open = Callable[..., AppTest]


def plain(text: object) -> str:
    return re.sub("[\\\\\u2060]", "", str(text))


def said(app: AppTest) -> str:
    parts = [*app.header, *app.subheader, *app.caption, *app.info, *app.warning, *app.markdown]
    return plain("\n".join(str(part.value) for part in parts))


def labels(app: AppTest) -> list[str]:
    return [plain(button.label) for button in app.button]


def test_the_topics_are_ranked_with_their_terms_and_no_clear_topic_last(
    open_page: Open, seeds_corpus: Any
) -> None:
    expected = topics.sized_ranking(seeds_corpus, Selection(), 16)
    shown = open_page("topics").dataframe[0].value
    assert shown.label.tolist() == expected.label.tolist()
    assert shown["count"].tolist() == expected["count"].tolist()
    assert shown.terms.tolist() == expected.terms.tolist()
    assert shown.label.tolist()[-1] == "no clear topic"
    assert shown["count"].sum() == 221


def test_the_page_says_how_topics_are_made_and_when_one_is_clear(open_page: Open) -> None:
    text = said(open_page("topics"))
    assert "non-negative matrix factorisation (Lee and Seung 1999)" in text
    assert "fixed seed" in text
    assert f"at least {index.CLEAR:.0%}" in text


@pytest.mark.parametrize("size", [8, 16, 32])
def test_the_number_of_topics_is_in_the_link(open_page: Open, size: int) -> None:
    assert len(open_page("topics", size=str(size)).dataframe[0].value) == size + 1


def test_a_topic_of_the_link_opens_its_most_typical_articles(
    open_page: Open, seeds_corpus: Any
) -> None:
    model = seeds_corpus.topics(8)
    key = topic_key(model, 3)
    rows, _ = topics.typical(seeds_corpus, Selection(), model, 3)
    app = open_page("topics", size="8", look=key)
    assert model.name(3) in said(app)
    assert [title for title in labels(app) if title == plain(seeds_corpus.title(int(rows[0])))]


def test_the_articles_of_a_topic_are_as_many_as_were_counted(seeds_corpus: Any) -> None:
    for row in topics.sized_ranking(seeds_corpus, Selection(words="drones"), 16).itertuples():
        found = topics.articles_of(seeds_corpus, Selection(words="drones"), 16, row.key)
        assert len(found) == row.count


def test_a_topic_is_taken_into_the_selection_by_its_button(
    open_page: Open, seeds_corpus: Any
) -> None:
    key = topic_key(seeds_corpus.topics(16), 2)
    app = open_page("topics", look=key)
    app.button(key="select_topic").click().run()
    assert app.session_state["selection"].topics == (key,)
    assert "Take this topic out of the selection" in labels(app)


def test_articles_without_a_clear_topic_can_be_looked_at_but_not_selected(open_page: Open) -> None:
    app = open_page("topics", look="none")
    assert "no clear topic" in said(app)
    assert "Select this topic" not in labels(app)


def test_nonsense_in_the_link_is_dropped_and_said(open_page: Open) -> None:
    app = open_page("topics", size="7", look="0000.1", at="never")
    assert "look=0000.1 is not among" in said(app)
    assert "at=never is not among" in said(app)
    assert len(app.dataframe[0].value) == 17


def test_an_empty_selection_says_what_to_do(open_page: Open) -> None:
    assert "matches this selection" in said(open_page("topics", q="zzzqqq"))


def test_a_corpus_too_small_for_topics_says_so(
    monkeypatch: pytest.MonkeyPatch, tiny_corpus: Path, store_root: Path
) -> None:
    index.build(tiny_corpus, store_root)
    monkeypatch.setenv("WIRESCOPE_CORPUS", str(tiny_corpus))
    monkeypatch.setenv("WIRESCOPE_STORE", str(store_root))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/topics.py").run()
    assert not app.exception, [fault.value for fault in app.exception]
    assert "too small for topics" in said(app)
