"""Every number opens the sentences behind it: clicks on charts and tables, page by page."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.steps import linked, said, seeds, seeds_with
from tests.browsing import settled

ISTANBUL = r"\bIstanbul"
TOPICS = re.compile(r"^\w+ · \w+ · \w+$")


# --- Overview ----------------------------------------------------------------------------------


def test_overview_opens_with_the_latest_articles_and_each_of_them_opens(page: Page) -> None:
    newest = [seed for seed in seeds() if seed.day == seeds()[0].day]
    lead = page.locator('[class*="st-key-latest_lead"] button')
    assert said(lead) in {seed.title for seed in newest}
    title = said(lead)

    lead.click()

    expect(page.get_by_role("heading", name="Articles", level=1)).to_be_visible(timeout=15_000)
    steps.expect_reading(page, title)
    steps.expect_count(page, len(seeds()))


def test_a_key_term_on_overview_opens_as_many_articles_as_it_says(page: Page) -> None:
    term = page.locator('[class*="st-key-flow_key_terms"] button').first
    word, number = said(term).split()

    term.click()

    window = page.get_by_role("dialog")
    steps.expect_said(window, f"{number} articles")
    marks = {said(mark).casefold() for mark in window.locator("mark.ws-word").all()}
    assert marks == {word}
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    settled(page)
    assert linked(page, "behind") == []


def test_an_actor_on_overview_leads_to_its_page(page: Page) -> None:
    first = page.locator('[class*="st-key-ledger_top_actors"] button').first
    name = said(first).split("\n")[0]

    first.click()

    expect(page.get_by_role("heading", name=name, level=2)).to_be_visible(timeout=15_000)
    assert "Actors" in said(page.get_by_role("heading", level=1))


# --- Timeline ----------------------------------------------------------------------------------


def _months(pattern: str) -> dict[tuple[int, int], list[steps.Seed]]:
    found: dict[tuple[int, int], list[steps.Seed]] = {}
    for seed in seeds_with(pattern):
        found.setdefault((seed.day.year, seed.day.month), []).append(seed)
    return found


def test_a_bar_on_timeline_lists_its_articles_with_the_sentences_that_matched(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/timeline?q=Istanbul&as=count&unit=month")
    months = _months(ISTANBUL)
    first = min(months)

    steps.click_point(page, steps.chart(page, "timeline_nothing"), 0)

    assert linked(page, "at") == [str(date(*first, 1))]
    expect(page.get_by_role("heading", name=calendar.month_name[first[1]])).to_be_visible()
    listed = page.locator('[class*="st-key-point_"] button')
    shown = [title for button in listed.all() if (title := said(button))]
    assert {seed.title for seed in months[first]} <= set(shown)
    marks = page.locator("mark.ws-word")
    assert {said(mark) for mark in marks.all()} == {"Istanbul"}
    steps.button(page, "Close").click()
    expect(marks).to_have_count(0)


def test_a_day_of_the_chronology_lists_its_articles_with_the_words_for_it(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/chronology?q=Kuala&sort=by+weight")
    buttons = page.get_by_role("button", name="List them", exact=True)
    expect(buttons.first).to_be_visible()
    before = page.locator("mark.ws-date").count()

    buttons.first.click()

    expect(page.get_by_role("button", name="Hide them", exact=True)).to_have_count(1)
    expect(page.locator("mark.ws-date").nth(before)).to_be_visible()
    (day,) = linked(page, "at")
    heading = page.get_by_role("heading", level=3).first
    assert said(heading).startswith(f"{date.fromisoformat(day):%A}")


def test_a_drag_below_the_timeline_sets_the_period_and_all_dates_takes_it_back(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/timeline")

    steps.drag(page, steps.chart(page, "timeline_period"), 0.1, 0.5)

    page.wait_for_url(lambda url: "from=" in url and "to=" in url)
    first, last = (date.fromisoformat(linked(page, name)[0]) for name in ("from", "to"))
    steps.expect_count(page, sum(first <= seed.day <= last for seed in seeds()))
    steps.button(page, "All dates").click()
    steps.expect_count(page, len(seeds()))


def test_timeline_splits_by_words_that_a_link_names(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/timeline?split=words&word=Istanbul&word=Damascus&unit=month")
    drawn = steps.chart(page, "timeline_words")

    legend = {said(entry) for entry in drawn.locator(".legendtext").all()}
    assert legend == {"Istanbul", "Damascus"}
    steps.expect_said(page.get_by_test_id("stMain"), "can add up to more than 100 %")


# --- Actors ------------------------------------------------------------------------------------


def test_a_row_of_the_actors_opens_the_actor(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(f"{app_url}/actors")
    table = page.get_by_test_id("stDataFrame").first
    name, count = (steps.cells(table, column)[4] for column in ("Actor", "Articles"))

    steps.pick_row(page, table, 4)

    expect(page.get_by_role("heading", name=name, level=2)).to_be_visible(timeout=15_000)
    assert len(linked(page, "actor")) == 1
    texts = len(seeds()) - steps.COPIES
    steps.expect_said(page.get_by_test_id("stMain"), f"In {count} of {texts} articles")
    page.go_back()
    expect(table).to_be_visible(timeout=15_000)
    settled(page)


def test_a_row_of_the_pairs_opens_the_sentences_that_name_both(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/actors?actor=marco-rubio")
    table = page.locator('[class*="st-key-partners_"]').get_by_test_id("stDataFrame").first
    other = steps.cells(table, "With").index("Sergey Lavrov")

    steps.pick_row(page, table, other)

    window = page.get_by_role("dialog")
    expect(window.locator("mark.ws-actor").first).to_be_visible(timeout=15_000)
    for sentence in window.locator(".ws-snippet").all():
        marks = {said(mark).split()[-1] for mark in sentence.locator("mark.ws-actor").all()}
        assert {"Rubio", "Lavrov"} <= marks, said(sentence)


def test_a_link_of_the_network_opens_the_sentences_that_name_both(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/actors?actor=marco-rubio")
    drawn = steps.chart(page, "portrait_network")

    steps.click_point(page, drawn, 0, kind=".scatterlayer .trace .point")

    window = page.get_by_role("dialog")
    expect(window.locator(".ws-snippet").first).to_be_visible(timeout=15_000)
    settled(page)
    looked_on, kind, *pair = linked(page, "behind")
    assert (looked_on, kind, len(pair)) == ("actors", "pair", 2)
    for sentence in window.locator(".ws-snippet").all():
        assert sentence.locator("mark.ws-actor").count() >= 2, said(sentence)


# --- Keywords ----------------------------------------------------------------------------------


def test_a_word_that_is_added_becomes_a_line(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(f"{app_url}/keywords?word=Damascus")
    drawn = steps.chart(page, "timeline_words")
    box = page.get_by_role("combobox", name="Words or phrases")
    box.fill("Istanbul")
    box.press("Enter")
    box.press("Escape")

    steps.expect_said(drawn.locator(".legend"), "Istanbul")

    settled(page)
    assert linked(page, "word") == ["Damascus", "Istanbul"]
    assert {said(entry) for entry in drawn.locator(".legendtext").all()} == {"Damascus", "Istanbul"}


def test_a_key_term_opens_its_sentences(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(f"{app_url}/keywords?q=Damascus")
    bars = steps.chart(page, "key_terms_")

    terms = [said(tick) for tick in bars.locator(".yaxislayer-above text").all()]

    steps.click_point(page, bars, 2)

    (term,) = linked(page, "term")
    assert term == terms[2]
    beside = page.locator('[data-testid="stColumn"]:has(.st-key-term_draw)')
    both = [seed for seed in seeds_with(r"\bDamascus") if seed.has(rf"\b{term}\b")]
    steps.expect_said(beside, f"{len(both)} article")
    assert {said(mark).casefold() for mark in beside.locator("mark.ws-word").all()} == {term}


# --- Topics ------------------------------------------------------------------------------------


def test_the_number_of_topics_can_be_chosen_and_a_topic_selected(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/topics")
    page.get_by_role("radio", name="8", exact=True).click()
    bars = steps.chart(page, "topics_8")
    settled(page)
    assert linked(page, "size") == ["8"]
    labels = [said(tick) for tick in bars.locator(".yaxislayer-above text").all()]
    assert len([name for name in labels if TOPICS.match(name)]) == 8
    assert "no clear topic" in labels

    steps.click_point(page, bars, 0)
    steps.button(page, "Select this topic").click()

    page.wait_for_url(lambda url: "topic=" in url)
    settled(page)
    matching, of = steps.counted(page)
    assert 0 < matching < of == len(seeds())
