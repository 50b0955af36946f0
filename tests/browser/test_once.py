"""Counting each wire text once, in a browser: the switch, the link, and what was changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import linked, said
from tests.browsing import settled


def test_the_switch_changes_the_counts_and_the_link_and_a_copy_shows_what_was_changed(
    serve: Callable[..., str], new_page: Callable[..., Page], wire: Any
) -> None:
    page = new_page(serve(wire.path, wire.path.parent / "store") + "/articles?q=truce")
    header = page.locator(".st-key-header")
    expect(header).to_contain_text("1 text, 3 publications, of 6 articles")
    page.get_by_text("Count each wire text once").click()
    expect(header).to_contain_text("3 of 6 articles")
    settled(page)
    assert linked(page, "once") == ["no"]
    page.get_by_role("button", name="A long call").click()
    settled(page)
    page.get_by_role("tab", name="Copies").click()
    changed = page.locator("ins.ws-new")
    expect(changed).to_have_text("Farmers here will read it with care. ", timeout=15_000)
    assert "3 articles are this text" in said(page.locator("[class*=st-key-pane_]"))
