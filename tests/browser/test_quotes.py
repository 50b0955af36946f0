"""Who said what: from a speaker in the table to the quotation in its article."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.steps import linked, said
from tests.browsing import settled


def test_a_quotation_opens_its_article_where_it_is_marked(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/quotes?speaker=marco-rubio&said=foundation")
    steps.expect_said(page.locator("body"), "1 quotation, newest first")
    quoted = page.locator("mark.ws-quote, mark.ws-word")
    words = " ".join(" ".join(said(mark) for mark in quoted.all()).split())
    assert words == "they offered a foundation for further progress"

    page.get_by_role("button", name="Rubio announces").click()

    expect(page.get_by_role("heading", name="Articles", level=1)).to_be_visible(timeout=15_000)
    expect(page.locator("mark.ws-cited").first).to_be_visible(timeout=15_000)
    assert linked(page, "cited") != []


def test_an_actors_tabs_are_in_the_link(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(f"{app_url}/actors?actor=marco-rubio")
    page.get_by_role("tab", name="Said", exact=True).click()
    steps.expect_said(page.locator("body"), "quotations, newest first")
    settled(page)
    assert linked(page, "tab") == ["said"]
    page.get_by_role("tab", name="Coverage").click()
    expect(page.get_by_role("heading", name="Over time")).to_be_visible()
    assert linked(page, "tab") == []
