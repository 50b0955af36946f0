"""Takes the pictures of docs/screenshots anew: every page on the bundled corpus, light and dark."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from lib import open_corpus
from lib.index import Store
from lib.workspace import DESK, Workspace
from tests.browsing import ROOT, Server, chromium, settled

TARGET = ROOT / "docs" / "screenshots"
FOUNDING = "000_20067b5787b0c9a5"
ACTOR = "marco-rubio"
STORY = "da1f720879c51bba"
PAGES = {
    "overview": "",
    "articles": f"articles?q=rubio+lavrov&article={FOUNDING}",
    "timeline": "timeline?any=vladimir-putin&any=donald-trump",
    "chronology": "chronology?any=vladimir-putin",
    "actors": "actors",
    "actor": f"actors?actor={ACTOR}",
    "events": "events?who=vladimir-putin",
    "quotes": "quotes?speaker=marco-rubio",
    "keywords": "keywords",
    "topics": "topics",
    "sources": "sources",
    "stories": "stories",
    "story": f"stories?story={STORY}",
    "compared": "actors?compare=vladimir-putin&compare=volodymyr-zelensky&compare=nato",
    "workspace": "workspace?corrections=Europe+desk%404",
    "corpus": "corpus",
}


def main() -> int:
    """Serve the bundled corpus and take every picture; 1 where there is no Chromium."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        found = chromium(playwright)
        if found is None:
            print("no Chromium: install the system's, or name one with CHROMIUM", file=sys.stderr)
            return 1
        store = Path(folder) / "store"
        open_corpus(ROOT / "seeds", store)
        _correct(store)
        server = Server(ROOT / "seeds", store, Path(folder) / "server.log")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        try:
            TARGET.mkdir(parents=True, exist_ok=True)
            for scheme in ("light", "dark"):
                _take_all(browser, server.url, scheme)
        finally:
            browser.close()
            server.stop()
    return 0


def _correct(store: Path) -> None:
    """Put something on the Workspace page."""
    space = Workspace(Store(ROOT / "seeds", store))
    kremlin = {"form": "Kremlin", "to": "own-kremlin", "name": "The Kremlin"}
    space.add("Europe desk", "split", "russia", kremlin, "Ada")
    space.add("Europe desk", "rename", "european-union", {"name": "EU"}, "Ada")
    undone = space.add("Europe desk", "alias", "nato", {"form": "the alliance"}, "Ben")
    space.undo(undone.id, "Ada")
    space.add(DESK, "watch", "kaja-kallas", {})


def _take_all(browser: Browser, url: str, scheme: Literal["light", "dark"]) -> None:
    size = {"width": 1440, "height": 1000}
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for name, address in PAGES.items():
        page.goto(f"{url}/{address}")
        settled(page, quiet=800)
        page.screenshot(path=TARGET / f"{name}-{scheme}.png")
        print(f"{name}-{scheme}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
