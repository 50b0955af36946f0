"""Many analysts at once: real websocket sessions that click, as a browser would have them.

An analyst opens the Articles page, and then every 3 seconds opens a result, goes to another page,
or searches for other words. Timed is what the server takes, from the click to the end of its run;
what a browser adds to paint it, `benchmarks.clicks` measures. The clients are kept off the server's
core where there are several.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from benchmarks.place import Figures
from tests.browsing import Server

ANALYSTS = (1, 10, 20, 40, 80)
EVERY = 3.0
SECONDS = 45.0
PAGES = ("articles", "timeline", "actors", "keywords", "topics", "")
WORDS = (
    "ukraine", "russia", "trump", "climate", "election", "covid vaccine", "white house", "congress",
    "israel", "china trade", "police", "hurricane", "economy", "nato", "supreme court", "putin",
)  # fmt: skip
_PATIENCE = 60.0


def measure(corpus: Path, store: Path) -> Figures:
    """Latencies, errors and memory for each number of analysts."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(corpus, store, Path(folder) / "log")
        try:
            _apart(server._process.pid)
            asyncio.run(_together(server.port, 1, 10.0))  # opens the corpus, and imports
            process = psutil.Process(server._process.pid)
            return {"runs": [_run(server.port, process, number) for number in ANALYSTS]}
        finally:
            server.stop()


def _apart(server: int) -> None:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        for thread in psutil.Process(server).threads():
            os.sched_setaffinity(thread.id, set(cores[:-1]))
        os.sched_setaffinity(0, {cores[-1]})


def _run(port: int, server: psutil.Process, number: int) -> dict[str, float]:
    before = server.memory_info()
    found = asyncio.run(_together(port, number, SECONDS))
    after = server.memory_info()
    times = [seconds for analyst in found for seconds in analyst.times]
    grown = (after.rss - after.shared - before.rss + before.shared) / 1e6
    return {
        "analysts": number,
        "clicks": len(times),
        "median": float(np.median(times)) if times else float("nan"),
        "p95": float(np.percentile(times, 95)) if times else float("nan"),
        "errors": sum(analyst.errors for analyst in found),
        "memory": max(0.0, grown) / number,
    }


async def _together(port: int, number: int, seconds: float) -> list[_Analyst]:
    analysts = [_Analyst(port, seed) for seed in range(number)]
    end = time.monotonic() + seconds + EVERY
    await asyncio.gather(*(analyst.work(end) for analyst in analysts))
    return analysts


@dataclass
class _Analyst:
    """One session; what it saw last is what it can click on."""

    port: int
    seed: int
    times: list[float] = field(default_factory=list)
    errors: int = 0
    _results: list[str] = field(default_factory=list)
    _search: str = ""
    _query: str = ""
    _hashes: dict[str, str] = field(default_factory=dict)

    async def work(self, end: float) -> None:
        """Click until the end; the first look is not counted, as analysts come one by one."""
        random_ = random.Random(self.seed)
        await asyncio.sleep(random_.uniform(0, EVERY))
        request = HTTPRequest(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            headers={"Origin": f"http://127.0.0.1:{self.port}"},
        )
        self._socket = await websocket_connect(request, subprotocols=["streamlit"])
        try:
            self._query = f"q={WORDS[self.seed % len(WORDS)].replace(' ', '+')}"
            await self._asked(self._message("articles"))
            while time.monotonic() < end:
                await asyncio.sleep(random_.uniform(0.8, 1.2) * EVERY)
                began = time.monotonic()
                if not await self._asked(self._click(random_)):
                    self.errors += 1
                self.times.append(time.monotonic() - began)
        except (OSError, TimeoutError):
            self.errors += 1
        finally:
            self._socket.close()

    def _message(self, page: str | None = None) -> Any:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        if page is not None:
            message.rerun_script.page_name = page
            message.rerun_script.page_script_hash = self._hashes.get(page, "")
        elif self._now:
            message.rerun_script.page_script_hash = self._now
        return message

    _now: str = ""

    def _click(self, random_: random.Random) -> Any:
        kind = random_.random()
        if kind < 0.4 and self._results:
            message = self._message()
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = random_.choice(self._results), True
            return message
        if kind < 0.7 and self._search:
            message = self._message()
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self._search, random_.choice(WORDS)
            return message
        return self._message(random_.choice(PAGES))

    async def _asked(self, message: Any) -> bool:
        """Send, and read until the run has ended; whether it ended well."""
        await self._socket.write_message(message.SerializeToString(), binary=True)
        well, results = True, list[str]()
        while True:
            data = await asyncio.wait_for(self._socket.read_message(), _PATIENCE)
            if not isinstance(data, bytes):
                return False
            said = ForwardMsg.FromString(data)
            kind = said.WhichOneof("type")
            if kind == "delta":
                element = said.delta.new_element
                name = element.WhichOneof("type")
                well = well and name != "exception"
                if name == "button" and "-result_" in element.button.id:
                    results.append(element.button.id)
                elif name == "text_input" and not self._search:
                    self._search = element.text_input.id
            elif kind == "navigation":
                pages = said.navigation.app_pages
                self._hashes = {page.url_pathname: page.page_script_hash for page in pages}
                self._now = said.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = said.page_info_changed.query_string
            elif kind == "script_finished" and said.script_finished == said.FINISHED_SUCCESSFULLY:
                self._results = results or self._results
                return well
