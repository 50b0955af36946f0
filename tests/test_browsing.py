"""The watch over pages must see what it is there to see: tried on small apps that misbehave."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import Server, ServerError, Watch, settled

APP = """
import time
import streamlit as st

st.text("drawn")
if st.button("slow"):
    time.sleep(1)
    st.text("done")
if st.button("image"):
    st.html('<img src="http://elsewhere.invalid/pixel.png">')
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    app = folder / "app.py"
    app.write_text(APP)
    server = Server(folder, folder, folder / "log", app=app)
    yield server.url
    server.stop()


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[tuple[Page, Watch]]:
    watch = Watch()
    context = browser.new_context()
    watch.over(context, address)
    page = context.new_page()
    page.goto(address)
    settled(page)
    yield page, watch
    context.close()


def test_a_quiet_page_has_no_faults(watched: tuple[Page, Watch], address: str) -> None:
    page, watch = watched
    assert page.get_by_text("drawn").is_visible()
    assert f"{address}/_stcore/health" in watch.requests
    assert any(url.startswith("ws://") for url in watch.requests)
    assert watch.faults() == []


def test_settled_waits_for_a_slow_run(watched: tuple[Page, Watch]) -> None:
    page, _ = watched
    page.get_by_role("button", name="slow").click()
    settled(page)
    assert page.get_by_text("done").is_visible()


def test_a_request_elsewhere_is_a_fault(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    with page.expect_request("http://elsewhere.invalid/**"):
        page.get_by_role("button", name="image").click()
    settled(page)
    assert "request to http://elsewhere.invalid/pixel.png" in watch.faults()


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("console.error('first')", "error: first"),
        ("setTimeout(() => { throw new Error('second') })", "second"),
        ("fetch('/media/no-such-picture.png')", "404"),
        ("new WebSocket('ws://elsewhere.invalid/')", "request to ws://elsewhere.invalid/"),
    ],
)
def test_an_error_is_a_fault_unless_expected(
    watched: tuple[Page, Watch], script: str, fault: str
) -> None:
    page, watch = watched
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(300)
    assert any(fault in found for found in watch.faults())


def test_an_expected_error_is_no_fault(watched: tuple[Page, Watch]) -> None:
    page, watch = watched
    watch.expect("^first$")
    page.evaluate("console.error('first')")
    page.evaluate("console.error('first and more')")
    page.wait_for_timeout(100)
    assert [fault for fault in watch.faults() if "first" in fault] == ["error: first and more"]


@pytest.mark.parametrize(
    ("path", "harmless"),
    [("/timeline/_stcore/health", True), ("/host-config", True), ("/_stcore/healthy", False)],
)
def test_only_the_known_404s_are_harmless(path: str, harmless: bool) -> None:
    watch = Watch()
    watch.errors.append(("Failed to load resource: 404 (Not Found)", f"http://127.0.0.1{path}"))
    assert (watch.faults() == []) is harmless


def test_a_server_that_ends_says_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="no-such-app"):
        Server(tmp_path, tmp_path, tmp_path / "log", app=tmp_path / "no-such-app.py")


def test_a_stopped_server_no_longer_answers(tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text("import streamlit as st\nst.text('here')\n")
    server = Server(tmp_path, tmp_path, tmp_path / "log", app=app)
    server.stop()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=2)


def test_new_page_takes_the_options_of_a_context(
    new_page: Callable[..., Page], address: str
) -> None:
    page = new_page(address, color_scheme="dark", viewport={"width": 390, "height": 844})
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.evaluate("innerWidth") == 390
