"""Corrections as two readers of one server see them, and a network that grows by clicks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browsing import settled
from tests.small import NINE, opened


@pytest.fixture(scope="module")
def url(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app over the nine articles, with a workspace of its own."""
    folder: Path = tmp_path_factory.mktemp("corrected")
    opened(NINE, folder)
    return serve(folder / "articles", folder / "store")


def test_a_correction_counts_for_its_reader_and_its_link_and_for_nobody_else(
    new_page: Callable[..., Page], url: str
) -> None:
    page, other = new_page(f"{url}/actors?actor=sergey-lavrov"), new_page(f"{url}/actors")
    page.get_by_text("Correct this actor").click()
    expect(page.get_by_role("combobox", name="Which one")).to_be_visible(timeout=15_000)
    settled(page)  # a list that is open while the form is still being drawn closes again
    page.get_by_role("combobox", name="Which one").click()
    page.get_by_role("option", name="Marco Rubio").click()
    page.get_by_role("button", name="It is the same").click()

    expect(page.get_by_role("heading", name="Marco Rubio")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="1 correction active")).to_be_visible()
    settled(page)
    assert steps.linked(page, "corrections") == ["My corrections@1"]

    other.reload()
    settled(other)
    expect(other.get_by_text("correction active")).to_have_count(0)
    assert "Sergey Lavrov" in steps.cells(other.get_by_test_id("stDataFrame").first, "Actor")

    fresh = new_page(page.url)
    expect(fresh.get_by_role("button", name="1 correction active")).to_be_visible()

    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("correction active")).to_have_count(0, timeout=15_000)
    late = new_page(fresh.url)
    expect(late.get_by_text("since this link was made")).to_be_visible(timeout=15_000)


def test_a_click_on_an_actor_lets_the_network_go_on_around_it(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/actors?actor=nato")
    drawn = steps.chart(page, "portrait_network")
    names = drawn.locator(".scatterlayer text")
    before = names.count()

    steps.click_point(page, drawn, -1, kind=".scatterlayer .trace .point")

    expect(page.get_by_text("it is with around")).to_be_visible(timeout=15_000)
    settled(page)
    assert len(steps.linked(page, "grow")) == 1
    assert steps.chart(page, "portrait_network").locator(".scatterlayer text").count() > before
