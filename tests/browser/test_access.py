"""For every reader: phone, dark scheme, screen reader; and nothing asked of the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.steps import seeds
from tests.browsing import ROOT, settled

FOUNDING = next(seed for seed in seeds() if seed.name.startswith("000_"))
VIEWS = {
    "Overview": "",
    "Articles": f"articles?q=flexibility&article={FOUNDING.name}",
    "Stories": "stories",
    "Timeline": "timeline?split=words&word=Istanbul&word=Damascus",
    "Chronology": "chronology?at=2025-07-10",
    "Events": "events?who=vladimir-putin",
    "Quotes": "quotes?speaker=marco-rubio",
    "Actors": "actors",
    "Marco Rubio": "actors?actor=marco-rubio",
    "Keywords": "keywords?word=Istanbul&term=kyiv",
    "Topics": "topics",
    "Sources": "sources",
    "Workspace": "workspace",
    "Corpus": "corpus",
}
"""What to look at: the heading that it has, and its address."""

GRAVE = ("serious", "critical")


def _visit(page: Page, heading: str) -> None:
    url = page.url.split("/", 3)
    page.goto(f"{url[0]}//{url[2]}/{VIEWS[heading]}")
    expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible(
        timeout=30_000
    )
    settled(page, quiet=300)


def _grave(page: Page) -> list[str]:
    """What axe finds serious or critical: rule, place and HTML of each."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {node['target']} {node['html'][:200]} {node['failureSummary'][:300]}"
        for found in violations
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


def test_no_page_is_left_out() -> None:
    looked_at = {address.split("?")[0] or "overview" for address in VIEWS.values()}
    assert looked_at == {page.stem for page in (ROOT / "pages").glob("*.py")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault_of_access(
    new_page: Callable[..., Page], app_url: str, scheme: Literal["light", "dark"]
) -> None:
    page = new_page(app_url, color_scheme=scheme)
    ground = page.locator('[data-testid="stApp"]').evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert (sum(int(part) for part in ground[4:-1].split(",")) < 150) == (scheme == "dark")
    faults: dict[str, list[str]] = {}
    for heading in VIEWS:
        _visit(page, heading)
        if found := _grave(page):
            faults[heading] = found
    assert faults == {}
    page.get_by_role("heading", level=1).evaluate("e => { e.style.color = '#888' }")
    page.get_by_role("heading", level=1).evaluate("e => { e.style.background = '#999' }")
    assert [fault.split(":")[0] for fault in _grave(page)] == ["color-contrast"]


def test_every_page_fits_a_phone_and_the_menu_is_at_hand(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(app_url, viewport={"width": 390, "height": 844}, has_touch=True)
    for name in steps.PAGES:
        steps.go_to(page, name.title())
        assert steps.cuts_off(page) == []
        steps.expect_count(page, len(seeds()))


def test_on_a_phone_an_article_is_read_over_the_whole_width(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles", viewport={"width": 390, "height": 844}, has_touch=True)
    title = steps.titles(page)[2]

    steps.button(page, title).tap()

    steps.expect_reading(page, title)
    heading = page.locator(".ws-article .ws-title")
    expect(heading).to_be_in_viewport()
    text = page.locator(".ws-article .ws-text")
    box = text.bounding_box()
    assert box is not None
    assert box["width"] > 330
    assert float(text.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 15
    assert steps.cuts_off(page) == []


def test_on_a_phone_the_search_is_behind_one_touch(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles", viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_test_id("stExpandSidebarButton").tap()

    steps.search(page, "Damascus")

    steps.expect_count(page, len(steps.seeds_with(r"\bDamascus")))
