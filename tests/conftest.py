"""What tests share: small corpora, the bundled one, real data where there is some, a browser."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsing import ROOT, Server, Watch, chromium, settled

SEEDS = ROOT / "seeds"
IN_CI = bool(os.environ.get("CI"))

# Time limits on single examples fail on a busy machine, not on a fault.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "here")

TINY = {
    "truce.txt": (
        " date 2025-07-10 1\nPutin and Trump speak of a truce\n"
        "MOSCOW - President Vladimir Putin told U.S. President Donald Trump that Russia would not "
        "give up its aims, the Kremlin said.\nPutin spoke for an hour.\n"
    ),
    "talks.txt": (
        " date 2025-07-11 2\nRubio meets Lavrov in Kuala Lumpur\n"
        "KUALA LUMPUR - U.S. Secretary of State Marco Rubio met Russian Foreign Minister Sergei "
        "Lavrov on Thursday.\nRubio said that Lavrov had brought a new idea about a truce.\n"
    ),
    "harvest.txt": (
        " date 2025-07-14 3\nWheat harvest begins early\n"
        "KYIV - Farmers in Ukraine began the wheat harvest a week early, the ministry said.\n"
    ),
}
"""Three articles in the founding format: two on a truce, one on wheat."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and keep it on one worker: two would fight over two cores."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


# Corpora


@pytest.fixture
def corpus_factory(tmp_path: Path) -> Callable[..., Path]:
    """Write files (name to text or bytes) into a new folder and return the folder."""

    def write(files: dict[str, str | bytes], name: str = "corpus") -> Path:
        folder = tmp_path / name
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


@pytest.fixture
def tiny_corpus(corpus_factory: Callable[..., Path]) -> Path:
    """A folder of the three articles of `TINY`."""
    return corpus_factory(TINY)


@pytest.fixture
def store_root(tmp_path: Path) -> Path:
    """A folder for the stores of one test."""
    return tmp_path / "store"


@pytest.fixture(scope="session")
def seeds_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the bundled corpus, built once for all workers of a test run."""
    from lib import index

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    root = shared / "seeds-store"
    with (shared / "seeds-store.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second worker finds it built
        index.build(SEEDS, root)
    return root


@pytest.fixture(scope="session")
def seeds_corpus(seeds_store: Path) -> Any:
    """The bundled corpus, opened (`lib.Corpus`). Tests share it: they must not change it."""
    from lib import open_corpus

    return open_corpus(SEEDS, seeds_store, build=False)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real corpora and labelled sets, which is no part of the project."""
    named = os.environ.get("WIRESCOPE_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is not there; WIRESCOPE_DATA can name it")
    return folder


# Browser


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Serve the app over a corpus and a store, and return its address; once for each pair."""
    servers: dict[tuple[Path, Path], Server] = {}

    def start(corpus: Path, store: Path) -> str:
        if (corpus, store) not in servers:
            log = tmp_path_factory.mktemp("server") / "log"
            servers[corpus, store] = Server(corpus, store, log)
        return servers[corpus, store].url

    yield start
    for server in servers.values():
        server.stop()


@pytest.fixture(scope="session")
def app_url(serve: Callable[..., str], seeds_store: Path) -> str:
    """The address of the app over the bundled corpus."""
    return serve(SEEDS, seeds_store)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Not for a whole run: Playwright holds an event loop while it is open."""
    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            missing = "no Chromium: apt-get install chromium, or `playwright install chromium`"
            (pytest.fail if IN_CI else pytest.skip)(missing)
        opened = playwright.chromium.launch(executable_path=path)
        yield opened
        opened.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The watch over a test's pages; at its end it fails on requests elsewhere and on errors."""
    watching = Watch()
    yield watching
    assert watching.faults() == []


@pytest.fixture
def new_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Open an address in a browser context of its own, with Playwright's context options.

    `new_page(app_url + "/timeline", color_scheme="dark", viewport={"width": 390, "height": 844})`
    returns the page once it has settled.
    """
    contexts = []

    def opened(url: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        watch.over(context, url)
        page = context.new_page()
        page.goto(url)
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page], app_url: str) -> Page:
    """The app's first page over the bundled corpus, settled."""
    return new_page(app_url)


@pytest.fixture(scope="session")
def nine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The opened corpus of `tests.small.NINE`. Tests share it: they must not change it."""
    from tests.small import NINE, opened

    return opened(NINE, tmp_path_factory.mktemp("nine"))


@pytest.fixture(scope="session")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The opened corpus of `tests.small.WIRE`, which has copies. Tests must not change it."""
    from tests.small import WIRE, opened

    return opened(WIRE, tmp_path_factory.mktemp("wire"))
