"""Away with it: what is saved holds what was shown, and needs no network."""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Download, Page, expect

from tests.browser import steps
from tests.browser.steps import seeds_with
from tests.browsing import settled


def _content(saved: Download) -> bytes:
    return Path(saved.path()).read_bytes()


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_csv_of_a_table_holds_the_rows_that_are_shown(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/actors?q=Istanbul&actor_class=organisation")
    table = page.get_by_test_id("stDataFrame").first
    columns = [steps.cells(table, name) for name in ("Actor", "Articles", "Mentions")]
    shown = list(zip(*columns, strict=True))

    saved = steps.download(page, page.get_by_role("button", name="Table as CSV"))

    rows = _rows(_content(saved))
    assert saved.suggested_filename == "actors.csv"
    assert [(row["name"], row["articles"], row["mentions"]) for row in rows] == shown
    assert len(rows) > 2


def test_the_saved_articles_are_those_that_the_header_counts(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/articles?q=Istanbul&from=2025-05-01")
    matching, of = steps.counted(page)
    steps.button(page, "Save these articles").click()

    saved = steps.download(page, page.get_by_role("button", name="CSV", exact=True))

    with zipfile.ZipFile(io.BytesIO(_content(saved))) as bundle:
        rows = _rows(bundle.read("articles.csv"))
        beside = json.loads(bundle.read("selection.json"))
    assert len(rows) == matching
    wanted = {s.title for s in seeds_with(r"\bIstanbul") if str(s.day) >= "2025-05-01"}
    assert {row["title"] for row in rows} == wanted
    assert (beside["articles"], beside["of"]) == (matching, of)
    assert beside["selection"] == {"q": ["Istanbul"], "from": ["2025-05-01"]}
    lines = steps.download(page, page.get_by_role("button", name="JSON Lines"))
    with zipfile.ZipFile(io.BytesIO(_content(lines))) as bundle:
        records = [json.loads(line) for line in bundle.read("articles.jsonl").splitlines()]
    assert [record["id"] for record in records] == [row["id"] for row in rows]


def test_a_chart_is_saved_as_png_and_as_svg(new_page: Callable[..., Page], app_url: str) -> None:
    page = new_page(f"{app_url}/timeline?unit=month")
    drawn = steps.chart(page, "timeline_nothing")
    drawn.hover()

    png = _content(steps.download(page, drawn.locator(".modebar-btn").first))
    steps.button(page, "Save").click()
    page.get_by_test_id("stRadioOption").filter(has_text="SVG").click()
    settled(page)
    page.keyboard.press("Escape")
    drawn.hover()
    svg = steps.download(page, drawn.locator(".modebar-btn").first)

    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1000
    assert height > 300
    assert svg.suggested_filename == "articles-by-month.svg"
    assert _content(svg).lstrip().startswith(b"<svg")


def test_the_csv_of_a_chart_holds_what_it_draws(
    new_page: Callable[..., Page], app_url: str
) -> None:
    page = new_page(f"{app_url}/timeline?q=Istanbul&unit=year&as=count")
    steps.chart(page, "timeline_nothing")
    steps.button(page, "Save").click()
    expect(page.get_by_role("button", name="Table as CSV").first).to_be_visible()

    rows = _rows(
        _content(steps.download(page, page.get_by_role("button", name="Table as CSV").first))
    )

    of_year = {
        str(year): sum(seed.day.year == year for seed in seeds_with(r"\bIstanbul"))
        for year in (2024, 2025)
    }
    assert {row["period"][:4]: int(float(row["count"])) for row in rows} == of_year
    assert all(row["total"] and row["share"] for row in rows)
