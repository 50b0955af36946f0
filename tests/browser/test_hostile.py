"""Hostile articles on every page: shown as the characters they are, never interpreted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browsing import settled
from tests.hostile import TEXTS, articles

INERT = """() => ({
    title: document.title,
    dialogs: window.wsDialogs || 0,
    foreign: [...document.querySelectorAll('img, iframe, form, base, object, embed, video')]
        .filter(e => /elsewhere/.test(e.outerHTML)).map(e => e.outerHTML),
    links: [...document.querySelectorAll('a')]
        .map(a => a.getAttribute('href') || a.getAttribute('xlink:href') || '')
        .filter(href => /elsewhere|javascript|data:|vbscript/i.test(href.split('?')[0])),
    handlers: [...document.querySelectorAll('main *, [data-testid="stMain"] *')]
        .filter(e => e.hasAttribute('onerror') || e.hasAttribute('onload')
            || e.hasAttribute('onmouseover') || e.hasAttribute('onfocus')).length,
    hidden: getComputedStyle(document.body).display === 'none',
})"""
CLEAN = {"dialogs": 0, "foreign": [], "links": [], "handlers": 0, "hidden": False}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d")


@pytest.fixture(scope="module")
def hostile_url(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    from lib import index

    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    lines = [json.dumps(article) for article in articles()]
    (folder / "corpus" / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    index.build(folder / "corpus", folder / "store")
    return serve(folder / "corpus", folder / "store")


def _inert(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(INERT)
    assert "Wirescope" in str(found.pop("title"))
    return found


def test_every_page_opens_on_hostile_articles_and_runs_nothing(
    new_page: Callable[..., Page], hostile_url: str
) -> None:
    page = new_page(hostile_url)
    page.on("dialog", lambda dialog: pytest.fail(f"a window opened: {dialog.message}"))
    for name in steps.PAGES:
        steps.go_to(page, name.title())
        assert _inert(page) == CLEAN
        assert steps.alerts(page) == ""
    for part in ("split=sources", "split=topics", "split=actors"):
        page.goto(f"{hostile_url}/timeline?{part}")
        settled(page)
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=15_000)
        assert _inert(page) == CLEAN
    for part in ("Rejects", "Articles", "Sources", "Columns", "Analysis"):
        page.goto(f"{hostile_url}/corpus?part={part.replace(' ', '+')}")
        settled(page)
        assert _inert(page) == CLEAN


def _characters(text: str) -> str:
    """What of a text has a picture everywhere: no spaces, controls, marks of direction."""
    return "".join(character for character in text if character.isprintable() and character != " ")


@pytest.mark.parametrize("named", ["image that phones home", "markdown image", "plotly tags"])
def test_a_hostile_article_is_read_as_its_characters(
    new_page: Callable[..., Page], hostile_url: str, named: str
) -> None:
    page = new_page(f"{hostile_url}/articles?q=%22report+on+{named.replace(' ', '+')}%22")
    text = page.locator(".ws-article .ws-text")
    expect(text).to_be_visible(timeout=15_000)

    wanted = next(row for row in articles() if row["text"].startswith(f"A report on {named}."))
    assert _characters(steps.said(text)) == _characters(wanted["text"])
    assert _characters(TEXTS[named]) in _characters(steps.titles(page)[0])
    assert _inert(page) == CLEAN
    for tab in ("Similar articles", "Details"):
        page.get_by_role("tab", name=tab).click()
        settled(page)
        assert _inert(page) == CLEAN


def test_a_million_characters_in_one_line_are_cut_and_said_to_be(
    new_page: Callable[..., Page], hostile_url: str
) -> None:
    page = new_page(f"{hostile_url}/articles?q=title%3A%22million+characters%22")

    steps.expect_said(page.locator(".ws-article .ws-cut"), "800,000 more characters are not shown")
    assert steps.cuts_off(page) == []


def test_no_cell_of_a_saved_table_is_a_formula(
    new_page: Callable[..., Page], hostile_url: str
) -> None:
    page = new_page(f"{hostile_url}/corpus?part=Sources")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)

    saved = steps.download(page, page.get_by_role("button", name="Table as CSV"))

    content = Path(saved.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert any("HYPERLINK" in row["source"] for row in rows)
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.strip(" \u00a0").startswith(FORMULA)] == []
