"""What page tests share: a page of the app over a corpus, run without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.browsing import ROOT

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
