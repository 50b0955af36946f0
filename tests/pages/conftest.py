"""What page tests share: a page of the app over a corpus, run without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from lib import index
from lib.workspace import Workspace
from tests.browsing import ROOT
from tests.small import NINE, opened

Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, seeds_store: Path) -> Open:
    """Run a page over the bundled corpus with a link's parameters.

    `open_page("actors", actor="nato", q="drones")`
    """
    return _opener(monkeypatch, ROOT / "seeds", seeds_store)


@pytest.fixture
def open_wire(monkeypatch: pytest.MonkeyPatch, wire: Any) -> Open:
    """As `open_page`, over the corpus of `tests.small.WIRE`, which has copies."""
    return _opener(monkeypatch, wire.path, wire.path.parent / "store")


def _opener(monkeypatch: pytest.MonkeyPatch, corpus: Path, store: Path) -> Open:
    monkeypatch.setenv("WIRESCOPE_CORPUS", str(corpus))
    monkeypatch.setenv("WIRESCOPE_STORE", str(store))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")

    def run(page: str, **parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        if page != "overview":
            for name, value in parameters.items():
                app.query_params[name] = value
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    return run


@pytest.fixture(scope="session")
def nine_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the nine articles and their store."""
    folder = tmp_path_factory.mktemp("built")
    opened(NINE, folder)
    return folder


@pytest.fixture
def space(nine_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The empty workspace of the nine articles, in a store of this test's own."""
    shutil.copytree(nine_built / "store", tmp_path / "store")
    streamlit.cache_data.clear()  # another test's workspace of this corpus has like revisions
    monkeypatch.setenv("WIRESCOPE_CORPUS", str(nine_built / "articles"))
    monkeypatch.setenv("WIRESCOPE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
    return Workspace(index.Store(nine_built / "articles", tmp_path / "store"))


@pytest.fixture
def open_nine(space: Workspace, open_here: Open) -> Open:
    """Run a page over the nine articles with a link's parameters."""
    return open_here


@pytest.fixture
def open_here() -> Open:
    """Run a page over the corpus that the environment names, with a link's parameters."""

    def run(page: str, **parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, [fault.value for fault in app.exception]
        return app

    return run
