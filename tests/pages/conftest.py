"""What page tests share: a page of the app over the bundled corpus, run without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.browsing import ROOT

Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, seeds_store: Path) -> Open:
    """Run a page with a link's parameters: `open_page("actors", actor="nato", q="drones")`."""
    monkeypatch.setenv("WIRESCOPE_CORPUS", str(ROOT / "seeds"))
    monkeypatch.setenv("WIRESCOPE_STORE", str(seeds_store))
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
