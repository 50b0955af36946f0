"""Steps that a reader takes in the app, and what the screen then says.

Every step waits for what it brings about. The bundled corpus' files, read here by hand, say what
must be on the screen: nothing of `lib` is asked.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Download, Locator, Page, expect
from playwright.sync_api import TimeoutError as BrowserTimeoutError

from tests.browsing import ROOT, settled

PAGES = (
    "overview",
    "articles",
    "timeline",
    "chronology",
    "actors",
    "events",
    "quotes",
    "keywords",
    "topics",
    "stories",
    "workspace",
    "corpus",
)
_JOINER = "\u2060"
_HEADER = re.compile(r"([\d,]+)(?: publications,)? of ([\d,]+) articles")
COPIES = 5
"""So many of the bundled articles are copies of an earlier one."""


# --- what the bundled files say ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seed:
    """A file of the bundled corpus: its name without ending, its date, title and text."""

    name: str
    day: date
    title: str
    text: str

    def has(self, pattern: str) -> bool:
        """Whether title or text match a regular expression, in whatever case."""
        return re.search(pattern, f"{self.title}\n{self.text}", re.IGNORECASE) is not None


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    """The articles of the bundled corpus, as their files have them, newest first."""
    found = [_seed(path.stem, path.read_text("utf-8")) for path in (ROOT / "seeds").glob("*.txt")]
    return tuple(sorted(found, key=lambda seed: seed.day, reverse=True))


def _seed(name: str, content: str) -> Seed:
    head, title, text = content.split("\n", 2)
    return Seed(name, date.fromisoformat(head.split()[1]), title.strip(), text)


def seeds_with(pattern: str) -> list[Seed]:
    """The bundled articles whose title or text match a regular expression."""
    return [seed for seed in seeds() if seed.has(pattern)]


# --- what the screen says ----------------------------------------------------------------------


def said(place: Locator) -> str:
    """The text of a place as a reader sees it, without the joiners between its characters."""
    text: str = place.evaluate("place => place.innerText ?? place.textContent")
    return text.replace(_JOINER, "")


def _joined(text: str) -> str:
    """A regular expression for a text, with or without joiners in it."""
    return f"{_JOINER}?".join(re.escape(character) for character in text)


def button(place: Page | Locator, name: str) -> Locator:
    """The button of that name; of a title, whatever joiners are in it."""
    return place.get_by_role("button", name=re.compile(f"^{_joined(name)}$"))


def expect_said(place: Locator, text: str) -> None:
    """Wait until a place holds a text, whatever joiners are in it."""
    expect(place).to_contain_text(re.compile(_joined(text)), timeout=15_000)


def expect_count(page: Page, matching: int, of: int | None = None) -> None:
    """Wait until the header counts so many articles, copies too, of so many (the bundled ones)."""
    of = len(seeds()) if of is None else of
    ways = (f"{matching:,} of", f"{matching:,} publications, of")
    counts = "|".join(_joined(f"{way} {of:,} articles") for way in ways)
    expect(page.locator(".st-key-header")).to_contain_text(re.compile(counts), timeout=15_000)
    settled(page)


def counted(page: Page) -> tuple[int, int]:
    """The header's two numbers."""
    found = _HEADER.search(said(page.locator(".st-key-header")))
    assert found is not None, "the header has no count"
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def titles(page: Page) -> list[str]:
    """The titles of the results on the Articles page, in order."""
    return [said(title) for title in page.locator('[class*="st-key-result_"] button').all()]


def reading(page: Page) -> str:
    """The title of the article in the reading pane."""
    return said(page.locator(".ws-article .ws-title"))


def expect_reading(page: Page, title: str) -> None:
    """Wait until the reading pane shows an article."""
    expect_said(page.locator(".ws-article .ws-title"), title)
    settled(page)


def linked(page: Page, name: str) -> list[str]:
    """The values of a parameter in the address bar."""
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True).get(name, [])


def alerts(page: Page) -> str:
    """What the warnings and errors on the page say."""
    return "\n".join(said(alert) for alert in page.get_by_test_id("stAlert").all())


def cells(table: Locator, column: str) -> list[str]:
    """A column of a table, by its heading, as it is read out: the rows that are drawn."""
    expect(table.locator("canvas td").first).to_be_attached(timeout=15_000)
    found: list[str] = table.evaluate(_COLUMN, column)
    assert found, f"the table has no column {column!r}, or no rows"
    return found


_COLUMN = """(table, name) => {
    const heading = [...table.querySelectorAll('th')].find(th => th.textContent === name)
    const place = heading && heading.getAttribute('aria-colindex')
    return [...table.querySelectorAll(`td[aria-colindex="${place}"]`)].map(td => td.textContent)
}"""


def cuts_off(page: Page) -> list[str]:
    """What is wider than the window: texts of elements that a reader would have to scroll to."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth
            const main = document.querySelector('[data-testid="stMain"]')
            const over = main.scrollWidth > main.clientWidth + 1 || main.scrollWidth > wide + 1
            if (!over) return []
            return [...main.querySelectorAll('p, h1, h2, h3, button, input, [role=figure]')]
                .filter(e => e.getBoundingClientRect().right > wide + 1)
                .map(e => (e.textContent || e.tagName).slice(0, 60))
        }"""
    )


# --- steps -------------------------------------------------------------------------------------


def search(page: Page, words: str) -> None:
    """Type into the search box, and press Enter."""
    box = page.get_by_role("searchbox", name="Search")
    box.fill(words)
    box.press("Enter")
    settled(page)


def step(page: Page, where: str) -> Locator:
    """The button "Next" or "Previous" over the article."""
    return page.locator(f".st-key-step_{where.lower()} button")


def go_to(page: Page, title: str) -> None:
    """Choose a page in the menu, and wait for its heading."""
    page.locator(".st-key-menu").get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible(timeout=15_000)
    settled(page)


def chart(page: Page, key: str) -> Locator:
    """The chart whose key begins so, scrolled to and drawn."""
    found = page.locator(f'[class*="st-key-{key}"] .js-plotly-plot').first
    found.scroll_into_view_if_needed()
    expect(found.locator(".main-svg").first).to_be_visible(timeout=15_000)
    return found


def click_point(page: Page, drawn: Locator, number: int, kind: str = ".barlayer .point") -> None:
    """Click the number-th bar (from 0) that has a height, or another kind of point."""
    boxes = [box for point in drawn.locator(kind).all() if (box := point.bounding_box())]
    seen = [box for box in boxes if box["height"] > 0 and box["width"] > 0]
    box = seen[number]
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    # Plotly takes a click only where it has noticed the pointer before; it says so by a label.
    with suppress(BrowserTimeoutError):
        drawn.locator(".hoverlayer .hovertext").first.wait_for(timeout=1_500)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(5, 5)
    settled(page, quiet=500)


def drag(page: Page, drawn: Locator, begin: float, end: float) -> None:
    """Drag across a chart, from one part of its width to another (0 to 1)."""
    box = drawn.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + begin * box["width"], height)
    page.mouse.down()
    page.mouse.move(box["x"] + (begin + end) / 2 * box["width"], height, steps=4)
    page.mouse.move(box["x"] + end * box["width"], height, steps=4)
    page.mouse.up()
    settled(page, quiet=300)


def pick_row(page: Page, table: Locator, row: int) -> None:
    """Tick the row (from 0) of a table, at the box in front of it."""
    table.scroll_into_view_if_needed()
    box = table.locator("canvas").first.bounding_box()
    assert box is not None
    # The grid is one picture: what it draws has no elements to click.
    page.mouse.click(box["x"] + 18, box["y"] + 35 + 35 * row + 17)
    settled(page, quiet=300)


def download(page: Page, control: Locator) -> Download:
    """Click what saves a file, and return the file."""
    with page.expect_download(timeout=15_000) as coming:
        control.click()
    return coming.value


def tab_to(page: Page, wanted: str, most: int = 120) -> None:
    """Press Tab until the focus is on a control that begins so, as a reader without a mouse does.

    `wanted` is a regular expression.
    """
    for _ in range(most):
        page.keyboard.press("Tab")
        if re.match(wanted, page.evaluate(_FOCUSED).replace(_JOINER, "").strip()):
            return
    raise AssertionError(f"Tab does not lead to {wanted!r}")


_FOCUSED = """() => {
    const e = document.activeElement
    const labelled = e.labels && e.labels[0] ? e.labels[0].innerText : ''
    return e.getAttribute('aria-label') || labelled || e.innerText || ''
}"""
