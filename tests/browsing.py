"""What browser tests stand on: a Chromium, a server of the app, and a watch over both.

Server      `streamlit run app.py` on a free port, over one corpus and one store
Watch       every request, console error and script error of a page; `faults()` judges them
settled     waits until the app has drawn what the last action asked for
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request
from playwright.sync_api import TimeoutError as BrowserTimeoutError

ROOT = Path(__file__).resolve().parent.parent

IDLE = (
    '[data-testid="stApp"][data-test-script-state="notRunning"]'
    '[data-test-connection-state="CONNECTED"]'
)
"""Streamlit's own mark that no script runs; it can stand for a moment before a run begins."""

UNFINISHED = '[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stSpinner"]'
"""What a page shows of an older run, or in place of what is still to come."""

HARMLESS = re.compile(r"/(_stcore/health|_stcore/host-config|host-config)$")
"""On a link into a page, Streamlit looks for its server below that page first: two 404s."""

START_SECONDS = 60.0


def chromium(playwright: Playwright) -> str | None:
    """The Chromium to drive: of the `CHROMIUM` variable, the system, or Playwright; or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


class ServerError(Exception):
    """The app's server did not start."""


class Server:
    """The app, served over one corpus and one store until `stop`.

    Args:
        corpus: the folder or file to open.
        store: the folder of analysed corpora.
        log: the file that takes what the server prints.
        app: the script to serve.
        settings: further variables of the environment.

    Raises:
        ServerError: it ended, or did not answer within a minute.
    """

    def __init__(
        self,
        corpus: Path,
        store: Path,
        log: Path,
        app: Path = ROOT / "app.py",
        **settings: str,
    ) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        environment = {
            **os.environ,
            **settings,
            "WIRESCOPE_CORPUS": str(corpus),
            "WIRESCOPE_STORE": str(store),
        }
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                self._command(app),
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that `stop` reaches the processes of a build, too
            )
        self._wait()

    def _command(self, app: Path) -> list[str]:
        options = ["--server.headless=true", f"--server.port={self.port}"]
        address = "--server.address=127.0.0.1"
        return [sys.executable, "-m", "streamlit", "run", str(app), address, *options]

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise ServerError(f"The server ended at once:\n{self.printed()}")
            if _answers(f"{self.url}/_stcore/health"):
                return
            time.sleep(0.1)
        self.stop()
        raise ServerError(f"No answer within {START_SECONDS:.0f} s:\n{self.printed()}")

    def printed(self) -> str:
        """The end of what the server has printed, 4,000 characters at most."""
        return self.log.read_text("utf-8", errors="replace")[-4000:]

    def stop(self) -> None:
        """End the server and every process that it started."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is not None:
                return
            os.killpg(self._process.pid, kind)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@dataclass
class Watch:
    """All that a test's pages asked for and complained about.

    Args:
        origins: the servers (`http://host:port`) that these pages may talk to.
    """

    origins: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)  # message, address it is about
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def over(self, context: BrowserContext, url: str) -> None:
        """Begin to watch every page that a context will open; they may talk to url's server."""
        parts = urlsplit(url)
        self.origins.add(f"{parts.scheme}://{parts.netloc}")
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda fault: self.errors.append((str(fault.error), "")))
        context.on("page", self._sockets)

    def expect(self, message: str) -> None:
        """Let a test that provokes an error say which (a regular expression on the message)."""
        self.allowed.append(re.compile(message))

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append((message.text, message.location.get("url", "")))

    def _sockets(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.requests.append(socket.url))

    def faults(self) -> list[str]:
        """What must not have happened: requests elsewhere, and errors that are not known."""
        outside = [f"request to {url}" for url in self.requests if _outside(url, self.origins)]
        new = [(text, url) for text, url in self.errors if self._is_new(text, url)]
        return outside + [f"error: {text} {url}".rstrip() for text, url in new]

    def _is_new(self, text: str, url: str) -> bool:
        harmless = "404" in text and HARMLESS.search(urlsplit(url).path) is not None
        return not harmless and not any(known.search(text) for known in self.allowed)


def _outside(url: str, origins: set[str]) -> bool:
    parts = urlsplit(url)
    if parts.scheme in ("data", "blob", "about"):
        return False
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    return f"{scheme}://{parts.netloc}" not in origins


def settled(page: Page, quiet: int = 150, timeout: int = 30_000) -> None:
    """Wait until the app is idle, and has stayed so, with nothing stale or unfinished on it.

    A test that waits for certain content asks for that content as well: a click whose run has not
    begun after `quiet` looks like one that is done.

    Args:
        page: a page that shows the app.
        quiet: milliseconds that it must stay idle.
        timeout: milliseconds to wait for that.

    Raises:
        BrowserTimeoutError: it did not become idle.
    """
    end = time.monotonic() + timeout / 1000
    while True:
        left = max(1.0, (end - time.monotonic()) * 1000)
        page.locator(IDLE).wait_for(state="attached", timeout=left)
        page.wait_for_timeout(quiet)
        busy = page.locator(UNFINISHED).count() > 0
        if not busy and page.locator(IDLE).count() > 0:
            return
        if time.monotonic() > end:
            raise BrowserTimeoutError(f"{page.url} was not idle within {timeout} ms")
