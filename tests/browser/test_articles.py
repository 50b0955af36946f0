"""The Articles page in a browser: open, read, follow, step, paste; with and without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.steps import linked, said, seeds, seeds_with
from tests.browsing import settled

FOUNDING = next(seed for seed in seeds() if seed.name.startswith("000_"))


def test_an_article_opens_from_the_list_with_its_text_and_its_marks(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?q=flexibility+ASEAN")

    steps.button(page, FOUNDING.title).click()

    steps.expect_reading(page, FOUNDING.title)
    text = page.locator(".ws-article .ws-text")
    assert text.inner_text().split() == FOUNDING.text.split()
    actors = {said(mark) for mark in text.locator("mark.ws-actor").all()}
    assert {"Marco Rubio", "Rubio", "Sergey Lavrov", "Kremlin"} <= actors
    assert {said(mark) for mark in text.locator("mark.ws-word").all()} == {"flexibility", "ASEAN"}
    assert len(linked(page, "article")) == 1


def test_marks_can_be_switched_off_one_sort_at_a_time(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?q=flexibility&article={FOUNDING.name}")
    text = page.locator(".ws-article .ws-text")
    expect(text.locator("mark.ws-actor").first).to_be_visible()

    steps.button(page, "mark actors").click()

    expect(text.locator("mark.ws-actor")).to_have_count(0)
    expect(text.locator("mark.ws-word")).to_have_count(1)
    expect(text.locator("mark.ws-date")).to_have_text(["Thursday", "later in the day", "last week"])
    steps.button(page, "mark dates").click()
    expect(text.locator("mark.ws-date")).to_have_count(0)
    steps.button(page, "mark search words").click()
    expect(text.locator("mark.ws-word")).to_have_count(0)
    steps.button(page, "mark events").click()
    expect(text.locator("mark.ws-event")).to_have_count(0)
    steps.button(page, "mark quotations").click()
    expect(text.locator("mark")).to_have_count(0)


def test_a_similar_article_opens_and_the_browser_leads_back(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?article={FOUNDING.name}")
    steps.expect_reading(page, FOUNDING.title)
    page.get_by_role("tab", name="Similar articles").click()
    like = page.locator('[class*="st-key-similar_"] button p')
    expect(like.first).to_be_visible(timeout=15_000)
    settled(page)
    title = said(like.first)
    assert title != FOUNDING.title
    assert "Lavrov" in title or "Rubio" in title
    expect(page.get_by_text("both have:").first).to_be_visible()

    like.first.click()

    steps.expect_reading(page, title)
    page.go_back()
    steps.expect_reading(page, FOUNDING.title)


def test_next_and_previous_walk_through_the_results(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?q=Istanbul")
    first, second, third = steps.titles(page)[:3]
    steps.expect_reading(page, first)
    expect(steps.step(page, "Previous")).to_be_disabled()

    steps.step(page, "Next").click()
    steps.expect_reading(page, second)
    page.keyboard.press("j")
    steps.expect_reading(page, third)
    page.keyboard.press("k")
    steps.expect_reading(page, second)
    steps.step(page, "Previous").click()
    steps.expect_reading(page, first)


def test_the_list_turns_its_pages_and_next_follows_onto_them(
    new_page: Callable[..., Page], app_url: str
) -> None:
    last = seeds()[19]
    page = new_page(f"{app_url}/articles?article={seeds()[0].name}")
    first_page = steps.titles(page)
    assert len(first_page) == 20
    assert first_page[0] in {seed.title for seed in seeds() if seed.day == seeds()[0].day}
    assert last.day <= seeds()[0].day

    steps.button(page, first_page[19]).click()
    steps.expect_reading(page, first_page[19])
    steps.step(page, "Next").click()

    expect(page.get_by_text("21 to 40 of")).to_be_visible(timeout=15_000)
    settled(page)
    assert steps.reading(page) == steps.titles(page)[0]
    assert not set(steps.titles(page)) & set(first_page)


def test_a_pasted_text_finds_the_article_that_it_is_from(
    new_page: Callable[..., Page], app_url: str
) -> None:
    source = next(seed for seed in seeds() if "chess" not in seed.text and len(seed.text) > 800)
    page = new_page(f"{app_url}/articles")
    page.get_by_text("Find articles like a text").click()
    page.get_by_role("textbox", name="Any text").fill(source.text[:700])

    page.get_by_role("button", name="Find articles like it").click()

    found = page.locator('[class*="st-key-paste_"] button p')
    steps.expect_said(found.first, source.title)
    settled(page)
    found.first.click()
    steps.expect_reading(page, source.title)


def test_an_article_outside_of_the_selection_opens_and_says_so(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?q=Istanbul&article={FOUNDING.name}")

    steps.expect_reading(page, FOUNDING.title)
    assert "not among the selected" in steps.alerts(page)
    steps.expect_count(page, len(seeds_with(r"\bIstanbul")))


def test_an_actor_in_the_text_leads_to_its_page(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?article={FOUNDING.name}")
    page.get_by_role("radio", name="Marco Rubio 6").click()
    expect(page.get_by_role("button", name="Open the actor's page")).to_be_visible()
    settled(page)
    marked = {said(mark) for mark in page.locator(".ws-text mark.ws-actor").all()}
    assert marked == {"Marco Rubio", "Rubio"}

    page.get_by_role("button", name="Open the actor's page").click()

    expect(page.get_by_role("heading", name="Marco Rubio", level=2)).to_be_visible(timeout=15_000)
    settled(page)
    assert linked(page, "actor") == ["marco-rubio"]


def test_the_keyboard_alone_searches_opens_and_steps(page: Page) -> None:
    steps.tab_to(page, "Articles")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Articles", level=1)).to_be_visible(timeout=15_000)
    settled(page)
    page.get_by_role("link", name="Skip to main content").focus()
    steps.tab_to(page, "Search")
    page.keyboard.type("Istanbul")
    page.keyboard.press("Enter")
    steps.expect_count(page, len(seeds_with(r"\bIstanbul")))
    first, second, third = steps.titles(page)[:3]

    steps.tab_to(page, re.escape(second))
    page.keyboard.press("Enter")
    steps.expect_reading(page, second)
    steps.tab_to(page, r"Next\b(?! page)")
    page.keyboard.press("Enter")

    steps.expect_reading(page, third)
    assert first not in (second, third)
