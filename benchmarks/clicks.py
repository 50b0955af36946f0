"""Clicks in Chromium: from the click to the last change of the page that it brings."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browsing import Server, chromium, settled

CLICKS = 20

WATCH = """
() => {
  window.clicked = 0; window.changed = 0;
  document.addEventListener('click', () => { window.clicked = performance.now(); }, true);
  new MutationObserver(() => {
    const now = performance.now();
    requestAnimationFrame(() => { window.changed = now; });
  }).observe(document.body, {childList: true, subtree: true, characterData: true});
}
"""


def measure(corpus: Path, store: Path) -> dict[str, list[float]]:
    """Seconds from click to paint, for each kind of click; empty where there is no Chromium."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        found = chromium(playwright)
        if found is None:
            return {}
        server = Server(corpus, store, Path(folder) / "server.log")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            return {
                what: _clicks(page, f"{server.url}/{address}", click)
                for what, address, click in _KINDS
            }
        finally:
            browser.close()
            server.stop()


def _clicks(page: Page, url: str, click: Callable[[Page, int], None]) -> list[float]:
    page.goto(url)
    settled(page)
    page.evaluate(WATCH)
    times = []
    for number in range(CLICKS + 2):
        click(page, number)
        page.wait_for_function("window.changed > window.clicked")
        settled(page)
        times.append(float(page.evaluate("(window.changed - window.clicked) / 1000")))
    return times[2:]


def _open_result(page: Page, number: int) -> None:
    page.locator("[class*='st-key-result_'] button").nth(number % 15).click()


def _turn_preset(page: Page, number: int) -> None:
    preset = ("last 30 days", "last 12 months")[number % 2]
    page.get_by_text(preset, exact=True).first.click()


_KINDS: tuple[tuple[str, str, Callable[[Page, int], None]], ...] = (
    ("open an article", "articles?q=ukraine", _open_result),
    ("another period, Timeline", "timeline?q=ukraine", _turn_preset),
    ("another period, Overview", "", _turn_preset),
    ("another period, Actors", "actors", _turn_preset),
)
