"""The selection in a browser: set in the sidebar, held in the link, carried from page to page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import steps
from tests.browser.steps import expect_count, linked, said, seeds, seeds_with
from tests.browsing import ROOT, Server, Watch, settled

ISTANBUL = r"\bIstanbul"


def test_a_search_changes_the_count_the_list_and_the_link_and_reset_takes_it_back(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles")
    expect_count(page, len(seeds()))
    found = seeds_with(r"\bDamascus")
    assert 0 < len(found) <= 20  # one page of the list

    steps.search(page, "Damascus")

    expect_count(page, len(found))
    assert sorted(steps.titles(page)) == sorted(seed.title for seed in found)
    assert linked(page, "q") == ["Damascus"]
    steps.button(page, "Reset").click()
    expect_count(page, len(seeds()))
    assert linked(page, "q") == []


def test_a_search_that_cannot_be_read_gets_a_sentence_and_leaves_the_selection(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?q=Istanbul")

    steps.search(page, 'Istanbul AND "unclosed')

    expect(page.get_by_test_id("stSidebar").get_by_test_id("stAlert")).to_be_visible()
    assert "quot" in steps.alerts(page)
    expect_count(page, len(seeds_with(ISTANBUL)))
    steps.search(page, "Kursk")
    expect_count(page, len(seeds_with(r"\bKursk")))
    assert steps.alerts(page) == ""


def test_a_drag_on_the_volume_chart_sets_the_dates_and_undo_takes_it_back(page: Page) -> None:
    steps.drag(page, steps.chart(page, "select_volume"), 0.3, 0.7)

    page.wait_for_url(lambda url: "from=" in url and "to=" in url)
    first, last = (date.fromisoformat(linked(page, name)[0]) for name in ("from", "to"))
    days = [seed.day for seed in seeds()]
    assert min(days) < first < last < max(days)
    expect_count(page, sum(first <= day <= last for day in days))
    steps.button(page, "Undo").click()
    expect_count(page, len(days))
    assert linked(page, "from") == linked(page, "to") == []


def test_a_preset_counts_back_from_the_last_day_of_the_corpus(page: Page) -> None:
    page.get_by_role("radio", name="last 30 days").click()

    days = [seed.day for seed in seeds()]
    begin = max(days) - timedelta(29)
    expect_count(page, sum(day >= begin for day in days))
    assert linked(page, "from") == [str(begin)]
    assert linked(page, "to") == [str(max(days))]


def test_an_actor_chosen_in_the_sidebar_narrows_the_selection(page: Page) -> None:
    box = page.get_by_role("combobox", name="Actors: any of")
    box.fill("Marco Rub")
    page.get_by_role("option", name="Marco Rubio").click()

    page.wait_for_url(lambda url: "any=marco-rubio" in url)
    expect_count(page, len(seeds_with(r"\bRubio\b")))


def test_a_copied_link_opens_the_same_articles_elsewhere(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?q=prisoner+exchange&from=2025-01-01")
    steps.button(page, steps.titles(page)[2]).click()
    steps.expect_reading(page, steps.titles(page)[2])
    steps.button(page, "Copy link").click()
    link = said(page.get_by_test_id("stCode")).strip()

    other = new_page(link)

    assert other.context != page.context
    assert steps.counted(other) == steps.counted(page)
    assert steps.counted(other)[0] > 2
    assert steps.titles(other) == steps.titles(page)
    assert steps.reading(other) == steps.reading(page)
    assert steps.alerts(other) == ""


def test_a_link_with_nonsense_opens_without_it_and_says_what_was_dropped(
    new_page: Callable[..., Page], app_url: str
) -> None:
    nonsense = "from=yesterday&any=nobody-at-all&source=No+Such+Paper&topic=x.99&kind=guess"
    page = new_page(f"{app_url}/articles?q=Istanbul&{nonsense}&article=ffff")

    expect_count(page, len(seeds_with(ISTANBUL)))
    dropped = steps.alerts(page)
    for value in ("yesterday", "nobody-at-all", "No Such Paper", "x.99", "guess", "ffff"):
        assert value in dropped
    assert linked(page, "q") == ["Istanbul"]
    for name in ("from", "any", "source", "topic", "kind", "article"):
        assert linked(page, name) == []
    steps.button(page, "Understood").click()
    settled(page)
    assert "From the link" not in steps.alerts(page)


def test_the_menu_keeps_the_selection_on_every_page(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/?q=Istanbul&from=2025-05-01")
    found = [seed for seed in seeds_with(ISTANBUL) if seed.day >= date(2025, 5, 1)]
    for name in steps.PAGES[1:] + steps.PAGES[:1]:
        steps.go_to(page, name.title())
        expect_count(page, len(found))
        assert linked(page, "q") == ["Istanbul"]
        assert linked(page, "from") == ["2025-05-01"]


def test_back_and_forward_lead_from_selection_to_selection(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles")
    steps.search(page, "Istanbul")
    expect_count(page, len(seeds_with(ISTANBUL)))
    steps.search(page, "Kursk")
    expect_count(page, len(seeds_with(r"\bKursk")))

    page.go_back()

    expect_count(page, len(seeds_with(ISTANBUL)))
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("Istanbul")
    page.go_back()
    expect_count(page, len(seeds()))
    page.go_forward()
    expect_count(page, len(seeds_with(ISTANBUL)))
    page.go_forward()
    expect_count(page, len(seeds_with(r"\bKursk")))


def test_a_link_into_a_server_that_has_just_started_opens_its_page(
    browser: Browser, watch: Watch, seeds_store: Path, tmp_path: Path
) -> None:
    wanted = seeds_with(ISTANBUL)[0]
    server = Server(ROOT / "seeds", seeds_store, tmp_path / "log")
    try:
        context = browser.new_context()
        watch.over(context, server.url)
        page = context.new_page()
        page.goto(f"{server.url}/articles?q=Istanbul&article={wanted.name}")
        settled(page)

        expect_count(page, len(seeds_with(ISTANBUL)))
        steps.expect_reading(page, wanted.title)
        steps.go_to(page, "Timeline")
        expect_count(page, len(seeds_with(ISTANBUL)))
        context.close()
    finally:
        server.stop()
