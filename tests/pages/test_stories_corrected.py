"""A reader says what is one story: kept in the workspace, through rebuilds, and undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import open_corpus
from tests.browsing import ROOT
from tests.small import WIRE, opened, own_ids, write


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    """The pane of an article that is part of a story, beside one that is in none."""
    corpus = opened(WIRE, tmp_path)
    monkeypatch.setenv("WIRESCOPE_CORPUS", str(corpus.path))
    monkeypatch.setenv("WIRESCOPE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["article"] = str(corpus.ids[corpus.row_of("w3")].as_py())
    app.run()
    app.switch_page("pages/articles.py").run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader]
    buttons = [button.label for button in app.button]
    return re.sub("[\\\\\u2060]", "", "\n".join([*buttons, *(part.value for part in parts)]))


def test_an_article_taken_out_of_its_story_stays_so_through_a_rebuild_and_comes_back(
    app: AppTest, tmp_path: Path
) -> None:
    assert "(3 articles)" in said(app)
    app.session_state["correct_story"] = True
    app.run()
    app.button(key="say_no_story").click().run()
    assert not app.exception
    assert "Corrected: “In brief” is in no story (1 article)" in said(app)
    assert "In no story" in said(app)
    # Another article comes in: what the reader said is about articles, and stands.
    more = {"id": "z1", "date": "2025-07-09", "title": "Rain", "text": "It rained all day long."}
    folder = write([*WIRE, more], tmp_path)
    corpus = open_corpus(folder, tmp_path / "store", corrections=["My corrections"])
    told = (corpus.stories == corpus.stories[corpus.row_of("w1")]).nonzero()[0]
    assert own_ids(corpus, told) == ["w1", "w2"]
    app.button(key="undo_last").click().run()
    assert "(3 articles)" in said(app)
