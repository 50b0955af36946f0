"""From the list of stories to one, to the articles of a bar and of an actor of it, and back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.steps import linked, said
from tests.browsing import settled


def test_a_row_opens_its_story_and_each_number_of_it_its_articles(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/stories")
    table = page.get_by_test_id("stDataFrame").first
    title, number = (
        steps.cells(table, name)[0] for name in ("Story, by its first headline", "In the corpus")
    )

    steps.pick_row(page, table, 0)

    expect(page.get_by_role("heading", name=title, level=2)).to_be_visible(timeout=15_000)
    steps.expect_said(page.locator("body"), f"{number} articles · from")

    steps.click_point(page, steps.chart(page, "story_time"), 0)

    heading = page.get_by_role("heading", level=3).filter(has_text="Articles:")
    expect(heading).to_be_visible(timeout=15_000)
    kind, *days = linked(page, "of")
    assert (kind, len(days)) == ("day", 2)

    actor = page.locator('[class*="st-key-ledger_story_actor"] button').first
    name, mentions = said(actor).split("\n")
    actor.click()

    expect(heading).to_contain_text(name, timeout=15_000)
    settled(page)
    steps.expect_said(page.locator("body"), f"{mentions} articles")
    page.get_by_role("button", name="All stories").click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=15_000)
    assert linked(page, "story") == linked(page, "of") == []
