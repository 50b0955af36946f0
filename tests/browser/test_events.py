"""The Events page in a browser: numbers open their sentences, and dossiers are saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browsing import settled

Open = Callable[..., Page]


def test_an_event_and_a_period_open_their_sentences(new_page: Open, app_url: str) -> None:
    page = new_page(f"{app_url}/events?who=marco-rubio&whom=sergey-lavrov")
    page.get_by_role("button", name=re.compile("10 July 2025.*Marco Rubio met")).first.click()
    window = page.get_by_role("dialog")
    expect(window.locator("mark.ws-event").first).to_be_visible(timeout=15_000)
    assert len(steps.linked(page, "told")) == 1

    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    settled(page)
    steps.click_point(page, steps.chart(page, "events_time"), 0)
    expect(window.locator("mark.ws-event").first).to_be_visible(timeout=15_000)
    settled(page)
    assert len(steps.linked(page, "told")) == 3


def test_the_dossier_of_an_actor_is_saved_as_a_document(new_page: Open, app_url: str) -> None:
    page = new_page(f"{app_url}/actors?actor=marco-rubio")
    page.get_by_role("button", name="Dossier of the actor").click()
    saved = steps.download(page, page.get_by_role("button", name="Word document"))
    assert saved.suggested_filename == "dossier-marco-rubio.docx"
    assert Path(saved.path()).read_bytes().startswith(b"PK")
