"""A corpus that grows while the app runs: files handed in, files that appear in the folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browsing import settled

ARTICLE = " date 2025-07-{day:02} {day}\nHarvest report number {day}\nKYIV - Wheat was cut.\n"
CSV = (
    "title,text,date\nBridge opens,The bridge over the river opened.,2025-08-01\nNo date,A row.,\n"
)


@pytest.fixture
def grown(
    serve: Callable[..., str], new_page: Callable[..., Page], tmp_path: Path
) -> tuple[Page, Path]:
    """The app over a throw-away corpus of three articles, not yet analysed, and its folder."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"{day}.txt").write_text(ARTICLE.format(day=day))
    page = new_page(f"{serve(folder, tmp_path / 'store')}/corpus?part=Add+files")
    expect(page.get_by_role("heading", name="Corpus", level=1)).to_be_visible(timeout=60_000)
    steps.expect_count(page, 3, 3)
    return page, folder


def test_a_corpus_takes_in_files_handed_in_and_files_that_appear(grown: tuple[Page, Path]) -> None:
    page, folder = grown

    page.locator('input[type="file"]').set_input_files(
        {"name": "bridge.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    expect(page.get_by_text("bridge.csv").first).to_be_visible()
    page.get_by_role("button", name="Add and analyse").click()
    expect(page.get_by_role("progressbar").first).to_be_visible(timeout=15_000)
    load = page.get_by_role("button", name="2 new articles")
    expect(load.first).to_be_visible(timeout=60_000)
    steps.expect_count(page, 3, 3)  # not before the reader wants it
    load.first.click()
    steps.expect_count(page, 5, 5)
    assert not list(folder.glob("*.csv")), "handed in, but written among the source files"

    for day in range(10, 22):
        (folder / f"{day}.txt").write_text(ARTICLE.format(day=day))
    load = page.get_by_role("button", name="12 new articles")
    expect(load.first).to_be_visible(timeout=90_000)
    load.first.click()
    steps.expect_count(page, 17, 17)

    (folder / "1.txt").unlink()
    gone = page.get_by_role("button", name="1 article gone")
    expect(gone.first).to_be_visible(timeout=90_000)
    gone.first.click()
    steps.expect_count(page, 16, 16)
    steps.go_to(page, "Articles")
    settled(page)
    shown = steps.titles(page)
    assert "Bridge opens" in shown
    assert "Harvest report number 21" in shown
    assert "Harvest report number 1" not in shown
