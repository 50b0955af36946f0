"""A reader says what is a copy: kept in the workspace, through rebuilds, and undone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import open_corpus
from lib.measure import selection as sel
from lib.measure.selection import Selection
from tests.browsing import ROOT
from tests.small import WIRE, opened, own_ids, write


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    """The pane of the shortened version, with the tab of its copies."""
    corpus = opened(WIRE, tmp_path)
    monkeypatch.setenv("WIRESCOPE_CORPUS", str(corpus.path))
    monkeypatch.setenv("WIRESCOPE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    parameters = {"article": str(corpus.ids[corpus.row_of("w3")].as_py()), "pane": "Copies"}
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/articles.py").run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader]
    return re.sub("[\\\\\u2060]", "", "\n".join(part.value for part in parts))


def test_a_text_that_is_split_off_stays_so_through_a_rebuild_and_comes_back(
    app: AppTest, tmp_path: Path
) -> None:
    assert "3 texts, 6 publications" in said(app)
    app.session_state["correct_copies"] = True
    app.run()
    app.button(key="say_no_copy").click().run()
    assert not app.exception
    assert "4 texts, 6 publications" in said(app)
    assert "Corrected: “In brief” is a text of its own (1 article)" in said(app)
    # Another article comes in: what the reader said is about articles, and stands.
    more = {"id": "z1", "date": "2025-07-09", "title": "Rain", "text": "It rained all day long."}
    folder = write([*WIRE, more], tmp_path)
    corpus = open_corpus(folder, tmp_path / "store", corrections=["My corrections"])
    assert own_ids(corpus, corpus.clusters.members(corpus.row_of("w3"))) == ["w3"]
    assert sel.resolve(corpus, Selection()).size == 5
    app.button(key="undo_last").click().run()
    assert "3 texts, 6 publications" in said(app)
